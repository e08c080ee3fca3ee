/* What a sheet states of a model: its functions and definitions, as formulas. */
#include <check.h>
#include <stdlib.h>

#include "solved.h"

static Solved solved;

static void set_up(void) {
    solved_open(&solved,
                "gradsheet: 1\n"
                "title: T\n"
                "models:\n"
                "  net:\n"
                "    sizes: {n: 2}\n"
                "    functions: {'swish(u)': u * sigmoid(u), 'phi(u)': unknown}\n"
                "    given: {x: [n], y: [n]}\n"
                "    define: {'h[k]': 'swish(x[k])', o: phi(h), l: 'unknown(o, y)'}\n"
                "    let: {delta: d l / d o}\n"
                "sections:\n"
                "  - title: S\n"
                "    questions: [{find: d l / d x}]\n",
                NULL);
    ck_assert_msg(solved.sheet != NULL, "%s", solved_messages(&solved));
}

static void tear_down(void) {
    solved_close(&solved);
}

/* phi, of which nothing is known, has no formula; l has its arguments. */
static const struct {
    const char *name, *text, *latex;
} stated[] = {
    {"swish", "swish(u) = u * sigmoid(u)",
     "\\operatorname{swish}(u) = u \\operatorname{sigmoid}(u)"},
    {"h", "h[k] = swish(x[k])", "h_k = \\operatorname{swish}(x_k)"},
    {"o", "o = phi(h)", "o = \\phi(h)"},
    {"l", "l = unknown(o, y)", "l = l(o, y)"},
    {"delta", "delta = d l / d o", "\\delta = \\frac{\\partial l}{\\partial o}"},
};

START_TEST(functions_and_definitions_are_stated) {
    const json_t *section = json_array_get(json_object_get(solved.sheet, "sections"), 0);
    const json_t *definitions = json_object_get(section, "definitions");
    ck_assert_uint_eq(json_array_size(definitions), sizeof stated / sizeof *stated);
    const json_t *definition = json_array_get(definitions, (size_t)_i);
    ck_assert_str_eq(json_string_value(json_object_get(definition, "name")), stated[_i].name);
    ck_assert_str_eq(json_string_value(json_object_get(definition, "text")), stated[_i].text);
    ck_assert_str_eq(json_string_value(json_object_get(definition, "latex")), stated[_i].latex);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("definitions");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, functions_and_definitions_are_stated, 0,
                        (int)(sizeof stated / sizeof *stated));
    Suite *suite = suite_create("definitions");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
