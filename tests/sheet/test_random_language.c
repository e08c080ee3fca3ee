/* Random assignments over the whole language: whatever is printed, read again and run by the
 * interpreter, is what the interpreter finds for the question itself (judge.h); and what it finds
 * by dual numbers is what central differences of the forward pass come to (differences.h).
 *
 * Each feature of the language must have been met by questions whose answer is not 0, so that none
 * can silently go out of the test. GRADSHEET_TEST_MULTIPLIER makes the run longer.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "differences.h"
#include "judge.h"
#include "random_language.h"
#include "solved.h"

enum {
    ASSIGNMENTS = 360,
    WITH_STEPS = 10, /* one in so many has derivations */
    LEAST_MET = 300, /* a feature is met at least once in so many questions */
};

#define FEATURE_TEXT(name, text) text,
static const char *const feature_texts[] = {FEATURES(FEATURE_TEXT)};
#undef FEATURE_TEXT

/* What a run of many cases has seen: a property that is never put to the test holds always. */
typedef struct Tally {
    size_t questions;
    size_t met[FEATURE_COUNT];
    size_t compared, second_compared, at_kinks; /* by differences */
    size_t refused;                             /* assignments, for a matrix form that is none */
    size_t hidden;                              /* assignments, for a name that hides another */
    size_t undecided;
    size_t without_value, nothing;
} Tally;

/* By differences: a third of the questions, and every second derivative. */
static void compare(Tally *tally, Judge *judge, const Model *model, const Question *question,
                    const RandomQuestion *asked) {
    bool is_second = asked->features.has[FEATURE_SECOND_DERIVATIVE] ||
                     asked->features.has[FEATURE_MIXED_DERIVATIVE];
    if (!is_second && tally->questions % 3 != tally->questions / RANDOM_QUESTIONS % 3)
        return;
    switch (differences_check(judge, model, question, tally->questions)) {
    case DIFFERENCE_NONE:
        break;
    case DIFFERENCE_KINK:
        tally->at_kinks++;
        break;
    case DIFFERENCE_EQUAL:
        tally->compared++;
        tally->second_compared += is_second;
        break;
    case DIFFERENCE_OTHER:
        fprintf(stderr, "%s\n%s\n", judge->yaml, question->find.chars);
        ck_abort_msg("central differences come to another value");
    }
}

static void judge_question(Tally *tally, Solved *solved, const char *yaml, const Scope *model,
                           const RandomQuestion *asked, size_t at) {
    const Question *question = &solved->assignment->sections[0].questions[at];
    const Scope *scope = scope_for_question(solved->arena, model, question);
    Judge judge;
    judge_open(&judge, solved->arena, yaml, scope, &solved->diagnostics,
               solved_question(solved, 0, at));
    compare(tally, &judge, &solved->assignment->models[0], question, asked);
    tally->questions++;
    tally->undecided += judge.undecided > 0;
    tally->without_value += judge.expected[0].point == NULL;
    bool is_nothing = judge_found_nothing(&judge);
    tally->nothing += is_nothing;
    for (size_t i = 0; !is_nothing && i < FEATURE_COUNT; i++)
        tally->met[i] += asked->features.has[i];
    judge_close(&judge);
}

/* Whether u > v where u and v are the same irrational number, no precision tells. */
static bool is_undecidable(Solved *solved) {
    const char *messages = solved_messages(solved);
    return (solved->status == SHEET_VERIFICATION_FAILED ||
            solved_has(solved, DIAGNOSTIC_UNDEFINED_VALUE)) &&
           strstr(messages, "too close to tell apart") != NULL &&
           strstr(messages, "where dual numbers give") == NULL;
}

static void run_assignment(Tally *tally, uint64_t seed) {
    Arena *arena = arena_new();
    RandomAssignment assignment = random_assignment(arena, seed);
    SheetOptions options = {.leaves_out_steps = seed % WITH_STEPS != 0};
    /* Where e is d l / d w, a step by way of h, which comes from w, has a d e / d h that holds w
     * fast; read by itself it holds h fast. */
    for (size_t i = 0; i < RANDOM_QUESTIONS; i++)
        options.leaves_out_steps |=
            assignment.questions[i].features.has[FEATURE_DERIVATIVE_DEFINED];
    const char *yaml = random_assignment_text(arena, &assignment, false);
    Solved solved;
    solved_open(&solved, yaml, &options);
    if (solved.status == SHEET_ERRORS && solved_has(&solved, DIAGNOSTIC_NO_MATRIX_FORM)) {
        solved_close(&solved);
        tally->refused++;
        yaml = random_assignment_text(arena, &assignment, true);
        for (size_t i = 0; i < RANDOM_QUESTIONS; i++)
            assignment.questions[i].features.has[FEATURE_AS_MATRIX] = false;
        solved_open(&solved, yaml, &options);
    }
    /* A question's own name may hide what the answer needs by way of a definition. */
    bool is_hidden = solved.status == SHEET_ERRORS && solved_has(&solved, DIAGNOSTIC_NAME_CLASH);
    tally->hidden += is_hidden;
    if (is_hidden) {
        solved_close(&solved);
        arena_free(arena);
        return;
    }
    if (is_undecidable(&solved)) {
        tally->undecided++;
        solved_close(&solved);
        arena_free(arena);
        return;
    }
    if (solved.status != SHEET_OK) {
        fprintf(stderr, "%s%s\n", solved_messages(&solved), yaml);
        ck_abort_msg("assignment %lu is not solved", (unsigned long)seed);
    }
    const Scope *scope =
        scope_new(solved.arena, &solved.assignment->models[0], &solved.diagnostics);
    for (size_t i = 0; i < RANDOM_QUESTIONS; i++) {
        assignment.questions[i].features.has[FEATURE_WITH_STEPS] = !options.leaves_out_steps;
        judge_question(tally, &solved, yaml, scope, &assignment.questions[i], i);
    }
    solved_close(&solved);
    arena_free(arena);
}

static void print_tally(const Tally *tally) {
    printf("%zu questions; by differences %zu, of these second derivatives %zu, at kinks %zu; "
           "without matrix form %zu, undecided %zu, without value %zu, 0 %zu\n",
           tally->questions, tally->compared, tally->second_compared, tally->at_kinks,
           tally->refused, tally->undecided, tally->without_value, tally->nothing);
    for (size_t i = 0; i < FEATURE_COUNT; i++)
        printf("%6zu %s\n", tally->met[i], feature_texts[i]);
}

START_TEST(the_whole_language_is_answered_rightly) {
    Tally tally = {0};
    size_t count = ASSIGNMENTS * test_multiplier();
    for (size_t i = 0; i < count; i++)
        run_assignment(&tally, i);
    print_tally(&tally);
    for (size_t i = 0; i < FEATURE_COUNT; i++)
        ck_assert_msg(tally.met[i] * LEAST_MET >= tally.questions, "%s: met only %zu times",
                      feature_texts[i], tally.met[i]);
    ck_assert_uint_gt(tally.questions, count * 5 / 2);
    ck_assert_uint_gt(tally.compared, tally.questions / 6);
    ck_assert_uint_gt(tally.second_compared, tally.questions / 50);
    ck_assert_uint_lt(tally.at_kinks, tally.compared / 8);
    ck_assert_uint_lt(tally.undecided, tally.questions / 15);
    ck_assert_uint_lt(tally.nothing, tally.questions / 4);
    ck_assert_uint_lt(tally.hidden, count / 50 + 1);
    ck_assert_uint_lt(tally.without_value, tally.questions / 4);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("random language");
    tcase_set_timeout(tests, 0);
    tcase_add_test(tests, the_whole_language_is_answered_rightly);
    Suite *suite = suite_create("random language");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
