/* Random networks, random questions: whatever is printed, read again and run by the interpreter,
 * is what the interpreter finds for the question itself (judge.h).
 *
 * The program compares as much before it prints anything, but evaluates the answer by expressions.
 * GRADSHEET_TEST_MULTIPLIER makes the run longer.
 */
#include <check.h>
#include <stdlib.h>

#include "judge.h"
#include "network.h"
#include "solved.h"

enum { CASES = 200 };

/* The cases. */

/* What a run of many cases has seen: a property that is never put to the test holds always. */
typedef struct Tally {
    size_t answers[ANSWER_MATRIX + 1];
    size_t refused;
    size_t with_letters, with_blocks, with_using, without_value;
} Tally;

enum { MOST_CELLS = 64 };

/* The forms that a question can be asked in. */
static size_t choose_forms(const Network *network, AnswerForm *forms) {
    size_t count = 0;
    forms[count++] = ANSWER_DEFAULT;
    if (network->question.cells <= MOST_CELLS)
        forms[count++] = ANSWER_ENTRIES;
    if (network->question.kept == 0)
        forms[count++] = ANSWER_EXPRESSION;
    if (network->question.kept <= 2)
        forms[count++] = ANSWER_MATRIX;
    return count;
}

static void count_case(Tally *tally, const Judge *judge, const json_t *question,
                       const AnswerForm *forms, size_t count, bool with_using) {
    for (size_t i = 0; i < count; i++)
        tally->answers[forms[i]]++;
    tally->with_letters += judge->letters.count > 0;
    tally->with_blocks += judge->find->shape->rank > 2;
    tally->with_using += with_using;
    tally->without_value += json_is_null(json_object_get(question, "value"));
}

static void run_case(Tally *tally, uint64_t seed) {
    Arena *arena = arena_new();
    Network network = network_random(arena, seed);
    AnswerForm forms[ANSWER_MATRIX + 1];
    size_t count = choose_forms(&network, forms);
    bool with_using = seed % 3 == 0;
    const char *yaml = network_assignment(arena, &network, forms, count, with_using);
    Solved solved;
    solved_open(&solved, yaml, NULL);
    if (solved.status == SHEET_ERRORS && solved_has(&solved, DIAGNOSTIC_NO_MATRIX_FORM)) {
        ck_assert_msg(!network.is_plain, "an ordinary network has a matrix form:\n%s%s",
                      solved_messages(&solved), yaml);
        tally->refused++;
        solved_close(&solved);
        yaml = network_assignment(arena, &network, forms, --count, with_using);
        solved_open(&solved, yaml, NULL);
    }
    ck_assert_msg(solved.status == SHEET_OK, "seed %lu: %s%s", (unsigned long)seed,
                  solved_messages(&solved), yaml);
    const Scope *scope =
        scope_new(solved.arena, &solved.assignment->models[0], &solved.diagnostics);
    const json_t *question = solved_question(&solved, 0, 0);
    Judge judge;
    judge_open(&judge, solved.arena, yaml, scope, &solved.diagnostics, question);
    count_case(tally, &judge, question, forms, count, with_using);
    judge_close(&judge);
    solved_close(&solved);
    arena_free(arena);
}

START_TEST(every_printed_formula_has_the_value_of_what_was_asked) {
    Tally tally = {0};
    size_t cases = CASES * test_multiplier();
    for (size_t i = 0; i < cases; i++)
        run_case(&tally, i);
    ck_assert_uint_gt(tally.answers[ANSWER_EXPRESSION], cases / 10);
    ck_assert_uint_gt(tally.answers[ANSWER_ENTRIES], cases / 3);
    ck_assert_uint_gt(tally.answers[ANSWER_MATRIX], cases / 3);
    ck_assert_uint_gt(tally.with_letters, cases / 10);
    ck_assert_uint_gt(tally.with_blocks, cases / 50);
    ck_assert_uint_gt(tally.with_using, cases / 5);
    ck_assert_uint_lt(tally.refused, cases / 100);
    /* A ball around a 0 that nobody can see to be one has no certain digits. */
    ck_assert_uint_lt(tally.without_value, cases / 50);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("random networks");
    tcase_set_timeout(tests, 0);
    tcase_add_test(tests, every_printed_formula_has_the_value_of_what_was_asked);
    Suite *suite = suite_create("random networks");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
