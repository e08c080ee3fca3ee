/* Values: what was derived has a say in them only where it can be what was asked. */
#include <check.h>
#include <stdlib.h>

#include "sheet/evaluation.h"
#include "desk.h"

/* d l / d x = sin(1)² + cos(1)², which no number of digits shows to be 1. */
static const char model[] = "gradsheet: 1\n"
                            "title: T\n"
                            "models:\n"
                            "  m:\n"
                            "    given: {x: [], c: []}\n"
                            "    define: {l: x * sin(c)^2 + x * cos(c)^2}\n"
                            "    values: {x: 3, c: 1}\n"
                            "sections:\n"
                            "  - title: S\n"
                            "    questions: [{find: d l / d x}]\n";

static const struct {
    long derived;
    bool is_good;
} cases[] = {{1, true}, {2, false}, {0, false}};

START_TEST(a_rational_that_is_not_what_was_asked_is_an_error) {
    Arena *arena = arena_new();
    SheetOptions options = {.digits = 6};
    Solved solved;
    solved_open(&solved, model, &options);
    Desk desk = solved_desk(&solved, arena, 0);
    SolvedQuestion *derived = desk_first_question(&desk, &solved);
    derived->answers[0].derived = expr_integer(desk.pool, cases[_i].derived);
    ck_assert(question_evaluate(&desk, derived, &solved.diagnostics) == cases[_i].is_good);
    ck_assert(solved_has(&solved, DIAGNOSTIC_VERIFICATION) == !cases[_i].is_good);
    if (cases[_i].is_good)
        ck_assert_str_eq(derived->cells[0].exact, "1");
    solved_close(&solved);
    arena_free(arena);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("evaluation");
    TCase *tcase = tcase_create("evaluation");
    tcase_add_loop_test(tcase, a_rational_that_is_not_what_was_asked_is_an_error, 0,
                        sizeof cases / sizeof *cases);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
