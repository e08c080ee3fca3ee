/* Random expressions, tidied: nothing is left to tidy, and the value is the same.
 *
 * GRADSHEET_TEST_MULTIPLIER makes the runs longer.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "calculus/tidy.h"
#include "verify/equality.h"

static Bench bench;
static Equality *equality;
static const Expr *asked; /* what all definitions lead to: each may be named */

static void set_up(void) {
    bench_open(&bench,
               "{sizes: {n: 2, m: 3}, functions: {phi(u): unknown},"
               " given: {a: [], b: [], v: [n], w: [m], A: [m, n], B: [n, n], t: [m, n],"
               "         y: [m -> n]},"
               " define: {z: A @ v, h: relu(z), p: softmax(A @ B), s: sigmoid(z), l: sum(t * p)},"
               " assume: ['sum(c, t[r,c]) == 1']}");
    bench_know_letter(&bench, "i", "n");
    bench_know_letter(&bench, "j", "n");
    bench_know_letter(&bench, "k", "m");
    equality = equality_new(bench.arena, bench.gradients, false);
    asked = bench_expr(&bench, "l * sum(k, h[k] * s[k])");
}

static void tear_down(void) {
    bench_close(&bench);
}

static long rounds(long usual) {
    const char *multiplier = getenv("GRADSHEET_TEST_MULTIPLIER");
    long factor = multiplier != NULL ? strtol(multiplier, NULL, 10) : 1;
    return usual * (factor > 0 ? factor : 1);
}

/* A random formula over i, j, k; index letters of sums nest as q1, q2 ... over n. */
static const char *const atoms[] = {
    "a",
    "b",
    "2",
    "-1",
    "1/3",
    "m",
    "v[i]",
    "v[j]",
    "w[k]",
    "A[k,i]",
    "A[k,j]",
    "B[i,j]",
    "B[j,i]",
    "t[k,j]",
    "h[k]",
    "p[k,i]",
    "p[k,j]",
    "s[k]",
    "(z[k] > 0)",
    "(a > b)",
    "(i == j)",
    "(j == y[k])",
    "exp(a)",
    "exp(-a)",
    "phi(b)",
    "phi'(b)",
    "relu(a - b)",
    "sigmoid(z[k])",
    "sum(c, t[k,c])",
    "sum(c, p[k,c])",
    "sum(c, t[k,c] * p[k,c])",
    "sum(c, A[k,c] * v[c])",
    "relu(sum(c, A[k,c] * v[c]))",
};
enum { ATOM_COUNT = sizeof atoms / sizeof *atoms };

static const char *formula(Dice *dice, int depth) {
    Arena *arena = bench.arena;
    if (depth == 0 || dice_roll(dice, 6) == 0)
        return atoms[dice_roll(dice, ATOM_COUNT)];
    const char *left = formula(dice, depth - 1);
    switch (dice_roll(dice, 9)) {
    case 0:
    case 1:
    case 2:
        return arena_printf(arena, "(%s) * (%s)", left, formula(dice, depth - 1));
    case 3:
    case 4:
        return arena_printf(arena, "%s + %s", left, formula(dice, depth - 1));
    case 5:
        return arena_printf(arena, "%s - (%s)", left, formula(dice, depth - 1));
    case 6:
        return arena_printf(arena, "(%s)^2", left);
    case 7:
        return arena_printf(arena, "sum(j, B[j,i] * (%s))", left);
    default:
        return arena_printf(arena, "sum(k, w[k] * (%s))", left);
    }
}

static void check_tidy(const Expr *expr, const char *source) {
    const Expr *once = tidy(bench.gradients, asked, expr, NULL);
    const Expr *twice = tidy(bench.gradients, asked, once, NULL);
    ck_assert_msg(twice == once, "%s\n  tidied: %s\n  twice:  %s", source,
                  bench_text(&bench, once, &bench.letters),
                  bench_text(&bench, twice, &bench.letters));
    ck_assert_msg(once->size <= expr->size, "%s\n  is longer: %s", source,
                  bench_text(&bench, once, &bench.letters));
    Verdict verdict = equality_decide(equality, &bench.letters, &(Shape){.rank = 0},
                                      (Side){.expr = expr}, (Side){.expr = once});
    ck_assert_msg(verdict.outcome == EQUALITY_YES, "%s\n  is not %s: %s, %s at %s %s", source,
                  bench_text(&bench, once, &bench.letters), verdict.left, verdict.right,
                  verdict.letters, verdict.place);
}

/* One fixture opens the model again for each batch, so that no pool grows without end. */
enum { BATCHES = 20 };

START_TEST(random_formulas_stay_what_they_are_and_are_tidied_once) {
    Dice dice = {(uint64_t)_i + 1};
    for (long round = 0; round < rounds(100); round++) {
        const char *source = formula(&dice, 3 + (int)dice_roll(&dice, 3));
        check_tidy(bench_expr(&bench, source), source);
    }
}
END_TEST

/* What is tidied in earnest: derivatives of random formulas. */
START_TEST(derivatives_of_random_formulas_too) {
    static const char *const variables[] = {"a", "b", "v[i]", "v[1]", "A[k,j]", "B[i,j]", "z[k]"};
    Dice dice = {(uint64_t)_i + 101};
    for (long round = 0; round < rounds(30); round++) {
        const char *source =
            arena_printf(bench.arena, "d (%s) / d %s", formula(&dice, 3 + (int)dice_roll(&dice, 3)),
                         variables[dice_roll(&dice, 7)]);
        check_tidy(bench_derive(&bench, source), source);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("tidy");
    TCase *cases = tcase_create("tidy");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_set_timeout(cases, 0);
    tcase_add_loop_test(cases, random_formulas_stay_what_they_are_and_are_tidied_once, 0, BATCHES);
    tcase_add_loop_test(cases, derivatives_of_random_formulas_too, 0, BATCHES);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
