/* The one decision: yes, no with a place and both values, or unknown. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "verify/equality.h"

static Bench bench;
static Equality *equality;

static void set_up(void) {
    bench_open(&bench, "{sizes: {m: 2, n: 3, wide: 60}, functions: {phi(u): unknown},"
                       " given: {a: [], b: [], x: [n], A: [m, n], y: [m -> n], p: [m, n],"
                       "         B: [wide, wide]},"
                       " define: {z: A @ x, h: relu(z), l: sum(h^2), s: softmax(p),"
                       "          never: relu(-a^2)},"
                       " assume: ['sum(j, p[i,j]) == 1']}");
    equality = equality_new(bench.arena, bench.gradients, false);
}

static void tear_down(void) {
    bench_close(&bench);
}

/* How a side is given: an expression, or a formula that the interpreter runs. */
typedef enum Way { AS_EXPRESSION, AS_FORMULA } Way;

static Verdict decide(const char *left, Way left_way, const char *right, Way right_way) {
    Letters letters = {0};
    const Syntax *first = bench_resolve(&bench, left, &letters);
    const Syntax *second = bench_resolve(&bench, right, &letters);
    const Shape *shape = first->shape->rank > 0 ? first->shape : second->shape;
    bench.letters = letters;
    Side sides[2] = {{0}, {0}};
    if (left_way == AS_FORMULA)
        sides[0].formula = first;
    else
        sides[0].expr = bench_expr(&bench, left);
    if (right_way == AS_FORMULA)
        sides[1].formula = second;
    else
        sides[1].expr = bench_expr(&bench, right);
    return equality_decide(equality, &letters, shape, sides[0], sides[1]);
}

static const struct {
    const char *left, *right;
    EqualityOutcome outcome;
    bool is_exact;
} pairs[] = {
    {"(a + b)^2", "a^2 + 2*a*b + b^2", EQUALITY_YES, true},
    {"A @ x", "z", EQUALITY_YES, true},
    {"sum(i, z[i])", "sum(A @ x)", EQUALITY_YES, true},
    {"(a^2 - b^2) / (a - b)", "a + b", EQUALITY_YES, true},
    {"relu(a)", "a * (a > 0)", EQUALITY_YES, true},
    {"abs(a)", "max(a, -a)", EQUALITY_YES, true},
    {"exp(a + b)", "exp(a) * exp(b)", EQUALITY_YES, false},
    {"sin(a)^2 + cos(a)^2", "1", EQUALITY_YES, false},
    {"sqrt(a^2)", "abs(a)", EQUALITY_YES, true},
    {"log(a * b)", "log(a) + log(b)", EQUALITY_YES, false},
    {"sum(j, p[i,j])", "1", EQUALITY_YES, true}, /* as is assumed */
    {"phi'(a) * phi(a)", "phi(a) * phi'(a)", EQUALITY_YES, true},
    {"onehot(y)[i,j] * onehot(y)[i,k]", "onehot(y)[i,j] * onehot(y)[i,k] * (j == k)", EQUALITY_YES,
     true},
    {"ones(n) * 2", "2", EQUALITY_YES, true}, /* a number is the same everywhere */
    {"(a + b)^2", "a^2 + b^2", EQUALITY_NO, true},
    {"relu(a)", "a", EQUALITY_NO, true},
    {"abs(a)", "-a", EQUALITY_NO, true},
    {"A[i,j]", "A[i,1]", EQUALITY_NO, true},
    {"max(i, x[i])", "x[1]", EQUALITY_NO, true},
    {"exp(a) + exp(-30)", "exp(a)", EQUALITY_NO, false},
    {"sin(a)^2 + cos(a)^2", "1 + 1/10^25", EQUALITY_NO, false},
    {"phi(a)", "phi(b)", EQUALITY_NO, true},
    {"sum(j, A[i,j])", "1", EQUALITY_NO, true}, /* which is not assumed of A */
    {"log(-a^2 - 1)", "log(-a^2 - 1)", EQUALITY_UNKNOWN, true},
    {"1 / (a - a)", "b", EQUALITY_UNKNOWN, true},
};

/* Both sides may be either; swapping them changes nothing. */
START_TEST(pairs_are_judged_however_they_are_given) {
    for (int ways = 0; ways < 8; ways++) {
        const char *left = ways & 4 ? pairs[_i].right : pairs[_i].left;
        const char *right = ways & 4 ? pairs[_i].left : pairs[_i].right;
        /* the constructors see through this one before there is anything to divide by */
        if (pairs[_i].outcome == EQUALITY_UNKNOWN && (ways & 3) != 3)
            continue;
        Verdict verdict = decide(left, ways & 1 ? AS_FORMULA : AS_EXPRESSION, right,
                                 ways & 2 ? AS_FORMULA : AS_EXPRESSION);
        ck_assert_msg(verdict.outcome == pairs[_i].outcome, "%s = %s (%d): %d", left, right, ways,
                      (int)verdict.outcome);
        if (verdict.outcome == EQUALITY_YES) {
            ck_assert_uint_ge(verdict.points, PLACES_RANDOM);
            if (pairs[_i].is_exact)
                ck_assert(verdict.is_exact);
        } else if (verdict.outcome == EQUALITY_NO) {
            ck_assert_str_ne(verdict.left, verdict.right);
            ck_assert_ptr_nonnull(verdict.place);
        } else {
            ck_assert_ptr_nonnull(verdict.reason);
        }
    }
}
END_TEST

START_TEST(no_comes_with_the_place_and_both_values) {
    bench_close(&bench);
    bench_open(&bench, "{sizes: {n: 2}, given: {a: [], b: [], A: [n, n]},"
                       " values: {a: 2, b: 3, A: [[1, 2], [1, 1]]}}");
    equality = equality_new(bench.arena, bench.gradients, true);
    Verdict verdict = decide("a * b", AS_FORMULA, "a + b", AS_FORMULA);
    ck_assert_int_eq(verdict.outcome, EQUALITY_NO);
    ck_assert_str_eq(verdict.left, "6");
    ck_assert_str_eq(verdict.right, "5");
    ck_assert_str_eq(verdict.letters, "");
    ck_assert_str_eq(verdict.place, "the assignment's values");
    /* the first letter for which they differ: A[2,1] = A[2,2], A[1,2] = 2 */
    verdict = decide("A[i,j] * A[i,1]", AS_FORMULA, "A[i,j]^2", AS_FORMULA);
    ck_assert_str_eq(verdict.letters, "i = 1, j = 2");
    ck_assert_str_eq(verdict.left, "2");
    ck_assert_str_eq(verdict.right, "4");
    ck_assert_str_eq(verdict.entry, "");
    /* the entries of whole tensors, row by row: A[1,1] = A[2,1] = A[2,2] = 1 */
    verdict = decide("A", AS_FORMULA, "A^2", AS_FORMULA);
    ck_assert_str_eq(verdict.entry, "[1,2]");
    ck_assert_str_eq(verdict.left, "2");
    ck_assert_str_eq(verdict.right, "4");
    ck_assert(!verdict.is_combined);
}
END_TEST

/* exp(3) = 20.0855..., and what differs late is told with more digits. */
START_TEST(decimals_are_told_with_as_many_digits_as_show_that_they_differ) {
    bench_close(&bench);
    bench_open(&bench, "{given: {a: []}, values: {a: 3}}");
    equality = equality_new(bench.arena, bench.gradients, true);
    Verdict verdict = decide("exp(a)", AS_FORMULA, "-exp(a)", AS_FORMULA);
    ck_assert_str_eq(verdict.left, "20.08553692");
    ck_assert_str_eq(verdict.right, "-20.08553692");
    verdict = decide("exp(a)", AS_FORMULA, "exp(a) + 1/10^15", AS_FORMULA);
    ck_assert_str_eq(verdict.left, "20.085536923187667741");
    ck_assert_str_eq(verdict.right, "20.085536923187668741");
}
END_TEST

/* What a = ... in a place says is what makes the two differ. */
START_TEST(a_random_place_is_told_by_its_numbers) {
    Verdict verdict = decide("a", AS_FORMULA, "2 * a", AS_FORMULA);
    ck_assert_int_eq(verdict.outcome, EQUALITY_NO);
    const char *told = arena_printf(bench.arena, "a = %s, b = ", verdict.left);
    ck_assert_msg(strncmp(verdict.place, told, strlen(told)) == 0, "%s", verdict.place);
    ck_assert_ptr_nonnull(strstr(verdict.place, "B = ..."));
}
END_TEST

/* Wrong on one side of a kink only, also far from 0 and for one unit of several. */
static const struct {
    const char *left, *right;
} one_sided_truths[] = {
    {"(a > 0)", "1"},
    {"(a > 0)", "0"},
    {"d relu(a) / d a", "1"},
    {"d l / d z", "2 * z"},
    {"d h[1] / d x[1]", "A[1,1]"},
    {"(a > 0) * b", "(a > 0) * b + (a <= 0) * (b <= 0)"},
    {"h[1] * h[2]", "h[1] * z[2]"},
    {"h[1] * h[2] * (a > 0)", "h[1] * h[2] * (a > 0) + (z[1] <= 0) * (z[2] > 0)"},
};

START_TEST(every_pattern_of_active_units_is_tried) {
    Verdict verdict =
        decide(one_sided_truths[_i].left, AS_EXPRESSION, one_sided_truths[_i].right, AS_EXPRESSION);
    ck_assert_msg(verdict.outcome == EQUALITY_NO, "%s = %s: %d", one_sided_truths[_i].left,
                  one_sided_truths[_i].right, (int)verdict.outcome);
}
END_TEST

START_TEST(a_verdict_says_whether_all_sides_were_seen) {
    ck_assert(decide("relu(a)", AS_FORMULA, "a * (a > 0)", AS_EXPRESSION).is_covered);
    Verdict verdict = decide("never", AS_FORMULA, "0", AS_EXPRESSION);
    ck_assert_int_eq(verdict.outcome, EQUALITY_YES);
    ck_assert(!verdict.is_covered);
    ck_assert_uint_gt(verdict.points, PLACES_RANDOM);
    /* what was searched for in vain is not searched for again */
    ck_assert_uint_eq(decide("never", AS_FORMULA, "0", AS_EXPRESSION).points, PLACES_RANDOM);
}
END_TEST

/* 3600 pairs of letters, of which some 50 are tried: the diagonal must be among them. */
START_TEST(of_many_letters_the_diagonal_is_tried) {
    ck_assert_int_eq(decide("B[i,j] * (i != j)", AS_EXPRESSION, "B[i,j]", AS_EXPRESSION).outcome,
                     EQUALITY_NO);
    ck_assert_int_eq(decide("B[i,j] * (i == j)", AS_EXPRESSION, "0", AS_EXPRESSION).outcome,
                     EQUALITY_NO);
    ck_assert_int_eq(decide("B[i,j] * (j == 1)", AS_EXPRESSION, "B[i,j]", AS_EXPRESSION).outcome,
                     EQUALITY_NO);
}
END_TEST

START_TEST(a_gradient_is_compared_along_a_direction_with_cells_too) {
    Letters letters = {0};
    const Syntax *find = bench_resolve(&bench, "d (a^2 * x @ x) / d x", &letters);
    const Expr *cells[] = {bench_expr(&bench, "2 * a^2 * x[1]"),
                           bench_expr(&bench, "2 * a^2 * x[2]"),
                           bench_expr(&bench, "2 * a^2 * x[3]")};
    Side formula = {.formula = find};
    Side right = {.cells = cells};
    ck_assert_int_eq(equality_decide(equality, &letters, find->shape, formula, right).outcome,
                     EQUALITY_YES);
    const Expr *wrong[] = {cells[0], cells[1], cells[1]};
    right.cells = wrong;
    ck_assert_int_eq(equality_decide(equality, &letters, find->shape, formula, right).outcome,
                     EQUALITY_NO);
}
END_TEST

/* l = sum of the squares of relu(A x): dl/dz = 2 h, since h is 0 where z is not above 0. */
START_TEST(gradients_of_one_loss_are_decided_on_by_one_run) {
    static const char *const finds[] = {"d l / d x", "d l / d z", "d l / d A"};
    static const char *const answers[][2] = {
        {"2 * A.T @ h", "2 * A.T @ z"}, /* the second ones are right while all units are active */
        {"2 * h", "2 * z"},
        {"2 * outer(h, x)", "outer(h, x)"},
    };
    for (size_t wrong = 0; wrong <= 3; wrong++) {
        Letters letters[3];
        memset(letters, 0, sizeof letters);
        Claim claims[3];
        for (size_t i = 0; i < 3; i++) {
            const Syntax *find = bench_resolve(&bench, finds[i], &letters[i]);
            ck_assert(equality_can_join(find, &letters[i]));
            claims[i] =
                (Claim){&letters[i], find, {.expr = bench_expr(&bench, answers[i][i == wrong])}};
        }
        Verdict verdict;
        ck_assert_int_eq(equality_decide_together(equality, claims, 3, &verdict), wrong == 3);
    }
}
END_TEST

/* Two wrong answers do not make up for each other: each has a direction of its own. */
START_TEST(two_errors_do_not_cancel) {
    Letters letters = {0};
    const Syntax *find = bench_resolve(&bench, "d (a + b) / d a", &letters);
    const Syntax *other = bench_resolve(&bench, "d (a + b) / d b", &letters);
    Claim claims[] = {{&letters, find, {.expr = bench_expr(&bench, "2")}},
                      {&letters, other, {.expr = bench_expr(&bench, "0")}}};
    Verdict verdict;
    ck_assert(!equality_decide_together(equality, claims, 2, &verdict));
}
END_TEST

static const char *const apart[] = {
    "d z / d x",          /* of more than one number */
    "d z[i] / d x",       /* of one for each value of a letter */
    "d l / d A[1,1] * 2", /* no derivative but a formula around one */
};

START_TEST(what_is_no_gradient_of_one_number_does_not_join) {
    Letters letters = {0};
    const Syntax *find = bench_resolve(&bench, apart[_i], &letters);
    ck_assert(!equality_can_join(find, &letters));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("equality");
    TCase *cases = tcase_create("equality");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, pairs_are_judged_however_they_are_given, 0,
                        sizeof pairs / sizeof *pairs);
    tcase_add_test(cases, no_comes_with_the_place_and_both_values);
    tcase_add_test(cases, decimals_are_told_with_as_many_digits_as_show_that_they_differ);
    tcase_add_test(cases, a_random_place_is_told_by_its_numbers);
    tcase_add_loop_test(cases, every_pattern_of_active_units_is_tried, 0,
                        sizeof one_sided_truths / sizeof *one_sided_truths);
    tcase_add_test(cases, a_verdict_says_whether_all_sides_were_seen);
    tcase_add_test(cases, of_many_letters_the_diagonal_is_tried);
    tcase_add_test(cases, a_gradient_is_compared_along_a_direction_with_cells_too);
    tcase_add_test(cases, gradients_of_one_loss_are_decided_on_by_one_run);
    tcase_add_test(cases, two_errors_do_not_cancel);
    tcase_add_loop_test(cases, what_is_no_gradient_of_one_number_does_not_join, 0,
                        sizeof apart / sizeof *apart);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
