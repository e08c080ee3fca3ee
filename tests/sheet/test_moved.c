/* What is new in a line of a derivation, as its LaTeX marks it. */
#include <check.h>
#include <stdlib.h>

#include "sheet/moved.h"

static const struct {
    const char *now, *before, *expected;
} lines[] = {
    {"a + b", "a + c", "a + \\gsmoved{b}"},
    {"a", "a + c", "a"},
    {"x", "y", "x"},
    {"a\\,b\\,c", "a\\,c", "a\\,\\gsmoved{b}\\,c"},
    {"\\frac{1}{2}\\,x", "\\frac{1}{3}\\,x", "\\gsmoved{\\frac{1}{2}}\\,x"},
    {"W^2_{i,j} h", "W^3_{i,j} h", "\\gsmoved{W^2_{i,j}} h"},
    {"f'(x)", "g(x)", "\\gsmoved{f'}(x)"},
    {"\\text{größe} + b", "\\text{größe} + c", "\\text{größe} + \\gsmoved{b}"},
    /* Brackets that stay are looked into, those that do not are marked whole. */
    {"\\left(a + b\\right)^2 c", "\\left(a + d\\right)^2 c", "\\left(a + \\gsmoved{b}\\right)^2 c"},
    {"\\left(\\left\\{a\\right\\} + b\\right)", "\\left(\\left\\{x\\right\\} + b\\right)",
     "\\left(\\left\\{\\gsmoved{a}\\right\\} + b\\right)"},
    {"\\left(a\\right)^2 c", "\\left(a\\right)^3 c", "\\gsmoved{\\left(a\\right)^2} c"},
    {"\\left(a\\right) c", "\\left[a\\right] c", "\\gsmoved{\\left(a\\right)} c"},
    {"\\left(a\\right)^2", "\\left(a\\right)^3", "\\left(a\\right)^2"},
    {"\\left(a\\rightarrow b\\right) c", "\\left(a\\rightarrow d\\right) c",
     "\\left(a\\rightarrow \\gsmoved{b}\\right) c"},
};

START_TEST(what_is_new_is_marked) {
    StrBuf out;
    strbuf_init(&out);
    moved_print_latex(&out, lines[_i].now, lines[_i].before);
    ck_assert_str_eq(out.chars, lines[_i].expected);
    strbuf_free(&out);
}
END_TEST

int main(void) {
    TCase *cases = tcase_create("moved");
    tcase_add_loop_test(cases, what_is_new_is_marked, 0, sizeof lines / sizeof *lines);
    Suite *suite = suite_create("moved");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
