/* Formulas in the titles of an assignment and its sections, in every sheet. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../sheet/solved.h"
#include "render/store.h"

static Solved solved;

static const char yaml[] = "gradsheet: 1\n"
                           "title: 'Weights `W3` & 100%'\n"
                           "write: {W3: \\Omega}\n"
                           "models:\n"
                           "  bare:\n"
                           "    given: {u: []}\n"
                           "    define: {q: u^2}\n"
                           "  net:\n"
                           "    given: {x: [2], W3: [2, 2]}\n"
                           "    define: {l: sum(W3 @ x)}\n"
                           "sections:\n"
                           "  - {title: Plain & simple, model: bare, questions: [find: q]}\n"
                           "  - {title: 'Of `W3[1,2]` < all', model: net, questions: "
                           "[find: d l / d W3]}\n";

static void set_up(void) {
    solved_open(&solved, yaml, &(SheetOptions){.is_said = true, .has_forward = true});
    ck_assert_msg(solved.sheet != NULL, "%s", solved_messages(&solved));
}

static void tear_down(void) {
    solved_close(&solved);
}

static const struct {
    const char *sheet, *part;
} parts[] = {
    {"submission.tex", "pdftitle={Weights W3 \\& 100\\%}"},
    {"submission.tex", "\\gstitle{Weights $\\Omega$ \\& 100\\%%\n}"},
    {"submission.tex", "\\gssection{2}{Of W3[1,2] \\textless{} all}{}{Of $\\Omega_{1,2}$ "
                       "\\textless{} all}"},
    {"submission.tex", "\\gssection{1}{Plain \\& simple}{}{Plain \\& simple}"},
    {"key.tex", "pdftitle={Weights W3 \\& 100\\%: answer key}"},
    {"key.tex", "\\gstitle{Weights $\\Omega$ \\& 100\\%%\n: answer key}"},
    {"handout.tex", "\\gstitle{Weights $\\Omega$ \\& 100\\%%\n}"},
    {"exam.tex", "\\gstitle{Weights $\\Omega$ \\& 100\\%%\n}"},
    {"submission.html", "<title>Weights W3 &amp; 100%</title>"},
    {"submission.html", "<h1><span class=\"spoken\">Weights W 3 &amp; 100%</span>"
                        "<span aria-hidden=\"true\">Weights <math"},
    {"submission.html", "</math> &lt; all</span></h2>"},
    {"submission.html", "</math> &lt; all</span></a>"},
    {"submission.html", "<h2 id=\"section-1\">1 Plain &amp; simple</h2>"},
    {"key.html", "<title>Weights W3 &amp; 100%: answer key</title>"},
    {"key.html", "</math> &amp; 100%</span>: answer key</h1>"},
    {"key.md", "# Weights W3 \\& 100%: answer key\n"},
    {"key.md", "## 2 Of W3\\[1,2\\] \\< all\n"},
};

START_TEST(a_title_is_typeset_where_it_is_read_and_plain_elsewhere) {
    TemplateStore store;
    store_init(&store, TEMPLATES, &solved.diagnostics);
    StrBuf text;
    strbuf_init(&text);
    ck_assert(store_render(&text, &store, parts[_i].sheet, solved.sheet, NULL));
    ck_assert_msg(strstr(text.chars, parts[_i].part) != NULL, "%s has no %s", parts[_i].sheet,
                  parts[_i].part);
    ck_assert_msg(strstr(text.chars, "`W3") == NULL, "a backtick in %s", parts[_i].sheet);
    strbuf_free(&text);
}
END_TEST

static const char *string_at(const json_t *object, const char *key) {
    return json_string_value(json_object_get(object, key));
}

/* The assignment's is read with the second section's model, the first that has its names. */
START_TEST(the_solved_assignment_has_both) {
    const json_t *section = json_array_get(json_object_get(solved.sheet, "sections"), 1);
    ck_assert_str_eq(string_at(solved.sheet, "title"), "Weights W3 & 100%");
    ck_assert_str_eq(string_at(json_object_get(solved.sheet, "heading"), "latex"),
                     "Weights $\\Omega$ \\& 100\\%");
    ck_assert_str_eq(string_at(section, "title"), "Of W3[1,2] < all");
    ck_assert_str_eq(string_at(json_object_get(section, "heading"), "latex"),
                     "Of $\\Omega_{1,2}$ \\textless{} all");
}
END_TEST

/* A title of several paragraphs, with a formula that would be displayed, is one line. */
START_TEST(a_title_is_one_line) {
    solved_close(&solved);
    solved_open(&solved,
                "gradsheet: 1\n"
                "title: \"One\\n\\n`q`\"\n"
                "models: {a: {given: {u: []}, define: {q: u^2}}}\n"
                "sections: [{title: \"`u`\", questions: [find: q]}]\n",
                &(SheetOptions){.is_said = true});
    ck_assert_msg(solved.sheet != NULL, "%s", solved_messages(&solved));
    ck_assert_str_eq(string_at(solved.sheet, "title"), "One q");
    const json_t *heading = json_object_get(solved.sheet, "heading");
    ck_assert_str_eq(string_at(heading, "latex"), "One $q$");
    ck_assert_ptr_null(strstr(string_at(heading, "html"), "<p>"));
    const json_t *section = json_array_get(json_object_get(solved.sheet, "sections"), 0);
    ck_assert_str_eq(string_at(json_object_get(section, "heading"), "latex"), "$u$");
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("titles");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, a_title_is_typeset_where_it_is_read_and_plain_elsewhere, 0,
                        (int)(sizeof parts / sizeof *parts));
    tcase_add_test(tests, the_solved_assignment_has_both);
    tcase_add_test(tests, a_title_is_one_line);
    Suite *suite = suite_create("titles");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
