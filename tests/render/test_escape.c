/* Escaping: data prints as itself in every format. */
#include <check.h>
#include <string.h>

#include "base/escape.h"

typedef struct Case {
    Escape escape;
    const char *data;
    const char *expected;
} Case;

static const Case cases_of_escaping[] = {
    {ESCAPE_NONE, "a & <b> % \\", "a & <b> % \\"},
    {ESCAPE_HTML, "a & <b> \"c\" 'd'", "a &amp; &lt;b&gt; &quot;c&quot; 'd'"},
    {ESCAPE_LATEX, "\\{}", "\\textbackslash{}\\{\\}"},
    {ESCAPE_LATEX, "$&#_%", "\\$\\&\\#\\_\\%"},
    {ESCAPE_LATEX, "~^<>|`",
     "\\textasciitilde{}\\textasciicircum{}\\textless{}\\textgreater{}"
     "\\textbar{}\\textasciigrave{}"},
    {ESCAPE_LATEX, "a---b ''c'' ,,", "a-{}-{}-b '{}'c'{}' ,{},"},
    {ESCAPE_LATEX, "two\n\nparts\t.", "two parts ."},
    {ESCAPE_LATEX, "é σ′ ≤", "é \\ensuremath{\\sigma}\\ensuremath{{}'} \\ensuremath{\\le}"},
    {ESCAPE_MARKDOWN, "a*b_c `d` [e]", "a\\*b\\_c \\`d\\` \\[e\\]"},
    {ESCAPE_MARKDOWN, "1. not a list", "1\\. not a list"},
    {ESCAPE_MARKDOWN, "- 2.5 - 1", "\\- 2.5 - 1"},
    {ESCAPE_CSV, "plain text", "plain text"},
    {ESCAPE_CSV, "a, \"b\"", "\"a, \"\"b\"\"\""},
    {ESCAPE_CSV, "two\nlines", "\"two\nlines\""},
};

START_TEST(data_prints_as_itself) {
    const Case *item = &cases_of_escaping[_i];
    StrBuf out;
    strbuf_init(&out);
    escape_text(&out, item->escape, item->data, strlen(item->data));
    ck_assert_str_eq(out.chars, item->expected);
    strbuf_free(&out);
}
END_TEST

START_TEST(the_ending_names_the_format) {
    ck_assert_int_eq(escape_for_path("a/b.tex"), ESCAPE_LATEX);
    ck_assert_int_eq(escape_for_path("b.HTML"), ESCAPE_HTML);
    ck_assert_int_eq(escape_for_path("b.md"), ESCAPE_MARKDOWN);
    ck_assert_int_eq(escape_for_path("grades.csv"), ESCAPE_CSV);
    ck_assert_int_eq(escape_for_path("a.tex/plain"), ESCAPE_NONE);
    ck_assert_int_eq(escape_for_path("b.txt"), ESCAPE_NONE);
}
END_TEST

int main(void) {
    TCase *cases = tcase_create("escape");
    tcase_add_loop_test(cases, data_prints_as_itself, 0,
                        sizeof cases_of_escaping / sizeof *cases_of_escaping);
    tcase_add_test(cases, the_ending_names_the_format);
    Suite *suite = suite_create("render");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
