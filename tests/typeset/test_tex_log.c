/* What a log says of an error, as the author reads it. */
#include <check.h>
#include <string.h>

#include "typeset/tex_log.h"

typedef struct Case {
    const char *log;
    const char *expected;
} Case;

static const char tex[] = "\\begin{document}\n$a + \\foo{b}$\n\\end{document}\n";

static const Case logs[] = {
    {"(./sheet.tex\n./sheet.tex:2: Undefined control sequence.\nl.2 $a + \\foo\n"
     "             {b}$\nmore: 1: x\n",
     "out/hw.tex:2:6: error: TeX stopped here: Undefined control sequence.\n"
     "    $a + \\foo{b}$\n         ^~~~\n"},
    {"./sheet.tex:2: Missing $ inserted.\n<inserted text>\nl.2 ...a + \\foo\n",
     "out/hw.tex:2:6: error: TeX stopped here: Missing $ inserted.\n"
     "    $a + \\foo{b}$\n         ^~~~\n"},
    {"! TeX capacity exceeded, sorry.\nl.3 \\end{document}\n",
     "out/hw.tex:3:14: error: TeX stopped here: TeX capacity exceeded, sorry.\n"
     "    \\end{document}\n                 ^\n"},
    {"./sheet.tex:1: LaTeX Error: File `nice.sty' not found.\n\nl.1 \\begin{document}\n",
     "out/hw.tex:1:16: error: TeX stopped here: LaTeX Error: File `nice.sty' not found.; install "
     "the "
     "TeX package that has nice.sty (Debian: texlive-latex-recommended)\n"
     "    \\begin{document}\n                   ^\n"},
    {"./sheet.tex:1: LaTeX Error: File `exam.cls' not found.\n\nl.1 \\begin{document}\n",
     "out/hw.tex:1:16: error: TeX stopped here: LaTeX Error: File `exam.cls' not found.; install "
     "the "
     "TeX package that has exam.cls (Debian: texlive-latex-extra)\n"
     "    \\begin{document}\n                   ^\n"},
    {"/usr/share/x.sty:70: Bad.\nl.70 z\n",
     "error: TeX stopped on “out/hw.tex” in line 70 of /usr/share/x.sty: Bad.\n"},
    {"./sheet.tex:99999: Bad.\nl.99999 z\n", "error: TeX stopped here: Bad.\n"},
    {"", "error: TeX failed on “out/hw.tex” and did not say why\n"},
    {"no error here\nl.5 x\n", "error: TeX failed on “out/hw.tex” and did not say why\n"},
};

START_TEST(an_error_is_shown_where_it_stands) {
    Arena *arena = arena_new();
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics, arena);
    SourceText source = {"out/hw.tex", tex, sizeof tex - 1};
    tex_log_report(logs[_i].log, "sheet.tex", &source, &diagnostics);
    ck_assert_uint_eq(diagnostics.count, 1);
    StrBuf message;
    strbuf_init(&message);
    diagnostic_print(&message, &diagnostics.items[0]);
    ck_assert_str_eq(message.chars, logs[_i].expected);
    strbuf_free(&message);
    diagnostics_free(&diagnostics);
    arena_free(arena);
}
END_TEST

START_TEST(latex_asks_to_rerun) {
    ck_assert(tex_log_asks_to_rerun("LaTeX Warning: Rerun to get cross-references right.\n"));
    ck_assert(!tex_log_asks_to_rerun("Package: rerunfilecheck 2022-07-10\n"));
}
END_TEST

int main(void) {
    TCase *cases = tcase_create("tex_log");
    tcase_add_loop_test(cases, an_error_is_shown_where_it_stands, 0, sizeof logs / sizeof *logs);
    tcase_add_test(cases, latex_asks_to_rerun);
    Suite *suite = suite_create("typeset");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
