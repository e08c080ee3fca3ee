/* Equal, different, unknown: a wrong answer never passes, a right one always does. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static Bench bench;

static void set_up(void) {
    bench_open(&bench,
               "{sizes: {m: 2, n: 3, k: 2}, functions: {phi(u): unknown},"
               " given: {X: [m, n], W: [n, k], t: [m, k], q: [], v: [n], y: [m -> k]},"
               " define: {z: X @ W, h: relu(z), l: '1/(2*m) * sum((h - t)^2)', s: softmax(z),"
               "          ce: '-1/m * sum(i, log(s[i,y[i]]))', e: exp(q), r: sqrt(-q^2 - 1),"
               "          u: 'unknown(v)', f: 'phi(q)^2', big: 'exp(exp(exp(q + 100)))',"
               "          w: 'q * v[2]', mix: 'sin(q) + sin(v[2]) / 10^60'},"
               " let: {delta: d l / d h},"
               " values: {X: [[1, 2, 3], [-1, 0, 1/2]], W: [[1, -1], [0, 1], [2, 1/3]],"
               "          t: [[1, 0], [0, 1]], q: 1/2, v: [1, 2, 3], y: [1, 2]}}");
}

static void tear_down(void) {
    bench_close(&bench);
}

static Verification judge(const char *find, const char *answer, Verifier *verifier) {
    Letters letters = {0};
    const Syntax *asked = bench_resolve(&bench, find, &letters);
    bench.letters = letters;
    const Expr *whole = gradients_expand_fully(bench.gradients, bench_expr(&bench, answer));
    return verify(verifier, asked, &letters, (Printed){whole, NULL});
}

static const struct {
    const char *find, *answer;
    VerifyOutcome outcome;
    bool is_exact;
} judgements[] = {
    {"d l / d W[i,j]", "sum(p, delta[p,j] * (z[p,j] > 0) * X[p,i])", VERIFY_EQUAL, true},
    {"d l / d W", "X.T @ (delta * (z > 0))", VERIFY_EQUAL, true},
    {"d l / d h", "1/m * (h - t)", VERIFY_EQUAL, true},
    {"d ce / d z", "1/m * (s - onehot(y))", VERIFY_EQUAL, false},
    {"d e / d q", "e", VERIFY_EQUAL, false},
    {"d f / d q", "2 * phi(q) * phi'(q)", VERIFY_EQUAL, true},
    {"d u / d v", "d u / d v", VERIFY_EQUAL, true},
    {"d (d (q^5) / d q) / d q", "20 * q^3", VERIFY_EQUAL, true},
    {"W - q * d l / d W", "W - q * X.T @ (delta * (z > 0))", VERIFY_EQUAL, true},
    {"h", "relu(X @ W)", VERIFY_EQUAL, true},
    {"d w / d q", "v[2]", VERIFY_EQUAL, true},
    /* a sign, a factor, a bracket, a transpose, an index, a term */
    {"d l / d W", "-X.T @ (delta * (z > 0))", VERIFY_DIFFERENT, true},
    {"d l / d h", "1/n * (h - t)", VERIFY_DIFFERENT, true},
    {"d l / d W", "X.T @ delta", VERIFY_DIFFERENT, true},
    {"d l / d W", "X.T @ (delta * (z < 0))", VERIFY_DIFFERENT, true},
    {"d l / d W[i,j]", "sum(p, delta[p,1] * (z[p,j] > 0) * X[p,i])", VERIFY_DIFFERENT, true},
    {"d ce / d z", "1/m * s", VERIFY_DIFFERENT, false},
    {"d e / d q", "e + 1/10^30", VERIFY_DIFFERENT, false},
    {"d f / d q", "2 * phi(q) * phi''(q)", VERIFY_DIFFERENT, true},
    {"d (d (q^5) / d q) / d q", "20 * q^4", VERIFY_DIFFERENT, true},
    /* one entry of many is wrong */
    {"d l / d W[i,j]", "sum(p, delta[p,j] * (z[p,j] > 0) * X[p,i]) + (i == 3) * (j == 2) / 10^9",
     VERIFY_DIFFERENT, true},
    {"h", "relu(X @ W) + outer(eye(m)[.,2], eye(k)[1,.]) / 10^6", VERIFY_DIFFERENT, true},
    /* there is no value anywhere */
    {"d r / d q", "-q / r", VERIFY_UNKNOWN, true},
};

START_TEST(judgements_are_just) {
    Verifier *verifier = verifier_new(bench.arena, bench.gradients, true);
    Verification verification = judge(judgements[_i].find, judgements[_i].answer, verifier);
    ck_assert_msg(verification.outcome == judgements[_i].outcome, "%s = %s: outcome %d, %s",
                  judgements[_i].find, judgements[_i].answer, (int)verification.outcome,
                  verification.report);
    if (verification.outcome == VERIFY_EQUAL) {
        ck_assert_int_eq(verification.is_exact, judgements[_i].is_exact);
        ck_assert_uint_ge(verification.points, 3);
    } else {
        ck_assert_ptr_nonnull(verification.report);
    }
}
END_TEST

START_TEST(a_value_that_is_nowhere_is_told_from_an_answer_without_one) {
    Verifier *verifier = verifier_new(bench.arena, bench.gradients, true);
    Verification nowhere = judge("d r / d q", "-q / r", verifier);
    ck_assert_int_eq(nowhere.undefined.kind, NUMBER_FAULT_ROOT_OF_NEGATIVE);
    Verification answer = judge("e", "log(-1 - q^2)", verifier);
    ck_assert_int_eq(answer.outcome, VERIFY_UNKNOWN);
    ck_assert_int_eq(answer.undefined.kind, NUMBER_FAULT_NONE);
}
END_TEST

START_TEST(a_difference_is_told_with_both_values) {
    Verifier *verifier = verifier_new(bench.arena, bench.gradients, true);
    /* q² at q = 1/2 */
    Verification verification = judge("q^2", "q^2 + 1", verifier);
    ck_assert_int_eq(verification.outcome, VERIFY_DIFFERENT);
    ck_assert_msg(strstr(verification.report, "gives 5/4 ") != NULL &&
                      strstr(verification.report, " 1/4") != NULL,
                  "%s", verification.report);
}
END_TEST

START_TEST(a_planted_fault_is_found_however_small) {
    fmpq_t fault;
    fmpq_init(fault);
    Verifier *verifier = verifier_new(bench.arena, bench.gradients, true);
    fmpq_set_si(fault, 1, 1000000000000);
    verifier_plant_fault(verifier, fault);
    ck_assert_int_eq(judge("d l / d h", "1/m * (h - t)", verifier).outcome, VERIFY_DIFFERENT);
    ck_assert_int_eq(judge("d ce / d z", "1/m * (s - onehot(y))", verifier).outcome,
                     VERIFY_DIFFERENT);
    fmpq_zero(fault);
    verifier_plant_fault(verifier, fault);
    ck_assert_int_eq(judge("d l / d h", "1/m * (h - t)", verifier).outcome, VERIFY_EQUAL);
    fmpq_clear(fault);
}
END_TEST

START_TEST(cells_are_compared_each_with_its_entry) {
    Letters letters = {0};
    const Syntax *find = bench_resolve(&bench, "d (q^2 * v) / d q", &letters);
    Verifier *verifier = verifier_new(bench.arena, bench.gradients, true);
    const Expr *cells[] = {bench_expr(&bench, "2 * q * v[1]"), bench_expr(&bench, "2 * q * v[2]"),
                           bench_expr(&bench, "2 * q * v[3]")};
    ck_assert_int_eq(verify(verifier, find, &letters, (Printed){NULL, cells}).outcome,
                     VERIFY_EQUAL);
    const Expr *swapped[] = {cells[0], cells[2], cells[1]};
    ck_assert_int_eq(verify(verifier, find, &letters, (Printed){NULL, swapped}).outcome,
                     VERIFY_DIFFERENT);
}
END_TEST

/* Somebody else's answer to a derived one. */
static Verification judge_expected(const char *derived, const char *expected) {
    Letters letters = {0};
    const Syntax *find = bench_resolve(&bench, derived, &letters);
    bench.letters = letters;
    const Expr *whole = gradients_expand_fully(bench.gradients, bench_expr(&bench, derived));
    return verify_expected(verifier_new(bench.arena, bench.gradients, true), &letters, find->shape,
                           (Printed){whole, NULL}, bench_resolve(&bench, expected, &letters));
}

START_TEST(an_expected_answer_in_any_form_is_proved) {
    static const char *const pairs[][2] = {
        {"d l / d h[i,j]", "1/m * (h[i,j] - t[i,j])"},
        {"d l / d h", "delta"},
        {"d l / d W", "X.T @ (delta * (z > 0))"},
        {"d l / d W", "X.T @ (d l / d z)"},
        {"d l / d W[i,j]", "sum(p, delta[p,j] * d h[p,j] / d W[i,j])"},
        {"d l / d W", "d l / d W"},
        {"d w / d v[2]", "q"},
        {"d u / d v", "d u / d v"},
        {"d f / d q", "2 * phi'(q) * phi(q)"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        Verification verification = judge_expected(pairs[i][0], pairs[i][1]);
        ck_assert_msg(verification.outcome == VERIFY_EQUAL, "%s = %s: %s", pairs[i][0], pairs[i][1],
                      verification.report);
    }
}
END_TEST

/* At the values q = 1/2, v = [1, 2, 3], X = [[1, 2, 3], [-1, 0, 1/2]]. */
START_TEST(where_an_expected_answer_differs_is_told_with_both_values) {
    static const struct {
        const char *derived, *expected, *report;
    } differing[] = {
        {"q^2", "q", "at the assignment's values, it gives 1/2 where the derived answer gives 1/4"},
        {"v[i]^2", "v[i]",
         "at i = 2, the assignment's values, it gives 2 where the derived answer gives 4"},
        {"v^2", "v",
         "at entry [2], the assignment's values, it gives 2 where the derived answer gives 4"},
        {"X[i,.] * v", "v",
         "at i = 1, entry [2], the assignment's values, it gives 2 where the "
         "derived answer gives 4"},
        {"X", "1",
         "at entry [1,2], the assignment's values, it gives 1 where the derived answer "
         "gives 2"},
        /* a derivative is first compared along a direction, then entry by entry */
        {"d (q * sum(v)) / d v", "d sum(v^2) / d v",
         "at entry [1], the assignment's values, it gives 2 where the derived answer gives 1/2"},
        {"d (q * sum(v)) / d v[i]", "d sum(v^2) / d v[i]",
         "at i = 1, the assignment's values, it gives 2 where the derived answer gives 1/2"},
    };
    for (size_t i = 0; i < sizeof differing / sizeof *differing; i++) {
        Verification verification = judge_expected(differing[i].derived, differing[i].expected);
        ck_assert_int_eq(verification.outcome, VERIFY_DIFFERENT);
        ck_assert_str_eq(verification.report, differing[i].report);
    }
}
END_TEST

START_TEST(an_expected_answer_without_values_is_not_called_wrong_or_right) {
    Verification verification = judge_expected("d e / d q", "log(-q^2)");
    ck_assert_int_eq(verification.outcome, VERIFY_UNKNOWN);
    ck_assert_str_eq(verification.report, "no random point gave it a value: the logarithm of a "
                                          "number that is not positive");
}
END_TEST

/* Every answer that the engine derives is right, every one changed in one place is not. */
START_TEST(what_is_derived_is_right_and_what_is_changed_is_wrong) {
    static const char *const finds[] = {"d l / d W",       "d l / d X", "d ce / d W",
                                        "d l / d z[i,j]",  "d z / d W", "d s[1,j] / d z[1,.]",
                                        "d ce / d X[i,.]", "d f / d q", "d h[i,j] / d X[p,.]"};
    for (size_t i = 0; i < sizeof finds / sizeof *finds; i++) {
        Letters letters = {0};
        const Syntax *find = bench_resolve(&bench, finds[i], &letters);
        Verifier *verifier = verifier_new(bench.arena, bench.gradients, true);
        const Expr *right = bench_derive(&bench, finds[i]);
        right = gradients_expand_fully(bench.gradients, right);
        ck_assert_msg(verify(verifier, find, &letters, (Printed){right, NULL}).outcome ==
                          VERIFY_EQUAL,
                      "%s", finds[i]);
        const Expr *changed = expr_multiply2(bench.pool, right, bench_expr(&bench, "1 + 1/10^9"));
        ck_assert_msg(verify(verifier, find, &letters, (Printed){changed, NULL}).outcome ==
                          VERIFY_DIFFERENT,
                      "%s", finds[i]);
    }
}
END_TEST

typedef struct Claimed {
    const char *find, *answer;
    VerifyOutcome outcome;
} Claimed;

/* Each group is verified at once. */
static const struct {
    Claimed claims[5];
} groups[] = {
    {{{"d l / d W", "X.T @ (delta * (z > 0))", VERIFY_EQUAL},
      {"d l / d W[i,j]", "sum(p, delta[p,j] * (z[p,j] > 0) * X[p,i])", VERIFY_EQUAL},
      {"d l / d h", "1/m * (h - t)", VERIFY_EQUAL},
      {"d ce / d z", "1/m * (s - onehot(y))", VERIFY_EQUAL},
      {"d ce / d W", "X.T @ (1/m * (s - onehot(y)))", VERIFY_EQUAL}}},
    /* one of them is wrong */
    {{{"d l / d W", "X.T @ (delta * (z > 0))", VERIFY_EQUAL},
      {"d l / d W", "X.T @ delta", VERIFY_DIFFERENT},
      {"d l / d h", "1/m * (h - t)", VERIFY_EQUAL}}},
    /* wrong by the same in opposite directions */
    {{{"d l / d h", "1/m * (h - t) + ones(m, k)", VERIFY_DIFFERENT},
      {"d l / d h", "1/m * (h - t) - ones(m, k)", VERIFY_DIFFERENT}}},
    /* one is far smaller than the other's last certain digit */
    {{{"d mix / d q", "cos(q)", VERIFY_EQUAL},
      {"d mix / d v", "cos(v[2]) * eye(n)[2,.] / 10^60", VERIFY_EQUAL}}},
    {{{"d mix / d q", "cos(q)", VERIFY_EQUAL},
      {"d mix / d v", "2 * cos(v[2]) * eye(n)[2,.] / 10^60", VERIFY_DIFFERENT}}},
};

START_TEST(many_are_verified_as_each_by_itself) {
    Verifier *verifier = verifier_new(bench.arena, bench.gradients, true);
    Judgement together[5];
    Letters letters[5];
    memset(letters, 0, sizeof letters);
    size_t count = 0;
    for (; count < 5 && groups[_i].claims[count].find != NULL; count++) {
        const Claimed *claim = &groups[_i].claims[count];
        const Syntax *find = bench_resolve(&bench, claim->find, &letters[count]);
        bench.letters = letters[count];
        const Expr *whole =
            gradients_expand_fully(bench.gradients, bench_expr(&bench, claim->answer));
        together[count] =
            (Judgement){.find = find, .letters = &letters[count], .printed = {.whole = whole}};
    }
    verify_all(verifier, together, count);
    for (size_t i = 0; i < count; i++) {
        Verification alone = verify(verifier, together[i].find, &letters[i], together[i].printed);
        ck_assert_msg(together[i].verification.outcome == groups[_i].claims[i].outcome &&
                          alone.outcome == groups[_i].claims[i].outcome,
                      "%s = %s: %d, alone %d", groups[_i].claims[i].find,
                      groups[_i].claims[i].answer, (int)together[i].verification.outcome,
                      (int)alone.outcome);
        if (alone.outcome == VERIFY_EQUAL)
            ck_assert_uint_ge(together[i].verification.points, 3);
    }
}
END_TEST

/* More entries than are differentiated one by one. */
static const struct {
    const char *find, *answer;
    VerifyOutcome outcome;
} updates[] = {
    {"W - q * d l / d W", "W - q * outer(W @ x, x)", VERIFY_EQUAL},
    {"W[i,j] - q * d l / d W[i,j]", "W[i,j] - q * x[j] * sum(p, W[i,p] * x[p])", VERIFY_EQUAL},
    {"W - q * d l / d W + d l / d V", "W - q * outer(W @ x, x) + 2 * V", VERIFY_EQUAL},
    {"W - q * d l / d W + sum(k, x[k] * d l / d x[k])",
     "W - q * outer(W @ x, x) + x @ (W.T @ (W @ x))", VERIFY_EQUAL},
    {"W - q * d l / d W + sum(G)", "W - q * outer(W @ x, x) + sum(W.T @ (W @ x))", VERIFY_EQUAL},
    {"W - q * d l / d W + f(q)", "W - q * outer(W @ x, x) + q + sum(W.T @ (W @ x))", VERIFY_EQUAL},
    {"GW", "outer(W @ x, x)", VERIFY_EQUAL},
    {"GL", "outer(W @ x, x)", VERIFY_EQUAL},
    {"GL[i,j]", "x[j] * sum(p, W[i,p] * x[p])", VERIFY_EQUAL},
    {"W - q * GW - q * GL", "W - 2 * q * outer(W @ x, x)", VERIFY_EQUAL},
    {"W[i,j] - q * GW[i,j]", "W[i,j] - q * x[j] * sum(p, W[i,p] * x[p])", VERIFY_EQUAL},
    {"sum(i, GL[i,i])", "x @ (W @ x)", VERIFY_EQUAL},
    {"W - q * d l / d W", "W + q * outer(W @ x, x)", VERIFY_DIFFERENT},
    {"W - q * d l / d W", "W - q * outer(x, W @ x)", VERIFY_DIFFERENT},
    {"W[i,j] - q * d l / d W[i,j]", "W[i,j] - x[j] * sum(p, W[i,p] * x[p])", VERIFY_DIFFERENT},
    {"W - q * d l / d W + d l / d V", "W - q * outer(W @ x, x) + V", VERIFY_DIFFERENT},
    {"GW", "outer(x, W @ x)", VERIFY_DIFFERENT},
    {"GL", "outer(x, W @ x)", VERIFY_DIFFERENT},
    {"W - q * GW - q * GL", "W - q * outer(W @ x, x)", VERIFY_DIFFERENT},
    {"W[i,j] - q * GW[i,j]", "W[i,j] - q * x[i] * sum(p, W[i,p] * x[p])", VERIFY_DIFFERENT},
    {"sum(i, GL[i,i])", "2 * x @ (W @ x)", VERIFY_DIFFERENT},
};

START_TEST(updates_of_many_weights_are_judged_in_two_steps) {
    bench_close(&bench);
    bench_open(&bench, "{sizes: {n: 20}, given: {W: [n, n], V: [n, n], x: [n], q: []},"
                       " define: {l: '1/2 * sum((W @ x)^2) + sum(V^2)'},"
                       " functions: {f(u): 'u + sum(d l / d x)'}, let: {G: d l / d x, GW: d l / d "
                       "W, 'GL[i,j]': 'd l / d W[i,j]'}}");
    Verifier *verifier = verifier_new(bench.arena, bench.gradients, false);
    Verification verification = judge(updates[_i].find, updates[_i].answer, verifier);
    ck_assert_msg(verification.outcome == updates[_i].outcome, "%s = %s: %d, %s", updates[_i].find,
                  updates[_i].answer, (int)verification.outcome, verification.report);
}
END_TEST

/* z[1,2] = 0 hangs on W, and so do l and delta; the second layer's own gradient meets no kink. */
START_TEST(each_has_its_own_kinks) {
    Bench kinked;
    bench_open(&kinked, "{sizes: {n: 2}, given: {x: [n], W: [n, n], v: [n]},"
                        " define: {z: W @ x, h: relu(z), l: 'h @ v'}, let: {g: d l / d W},"
                        " values: {x: [1, 1], W: [[1, -1], [1, 2]], v: [1, 1]}}");
    Verifier *verifier = verifier_new(kinked.arena, kinked.gradients, true);
    static const char *const finds[] = {"d l / d W", "d l / d v", "d l / d x", "g"};
    static const size_t kinks[] = {1, 0, 1, 1};
    Judgement together[4];
    Letters letters = {0};
    for (size_t i = 0; i < 4; i++)
        together[i] = (Judgement){.find = bench_resolve(&kinked, finds[i], &letters),
                                  .letters = &letters,
                                  .printed = {.whole = bench_derive(&kinked, finds[i])}};
    verify_all(verifier, together, 4);
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_eq(together[i].verification.outcome, VERIFY_EQUAL);
        ck_assert_msg(together[i].verification.kink_count == kinks[i], "%s: %zu", finds[i],
                      together[i].verification.kink_count);
    }
    bench_close(&kinked);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("verify");
    TCase *cases = tcase_create("verify");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_set_timeout(cases, 60);
    tcase_add_loop_test(cases, judgements_are_just, 0,
                        (int)(sizeof judgements / sizeof *judgements));
    tcase_add_test(cases, a_value_that_is_nowhere_is_told_from_an_answer_without_one);
    tcase_add_test(cases, a_difference_is_told_with_both_values);
    tcase_add_test(cases, a_planted_fault_is_found_however_small);
    tcase_add_test(cases, cells_are_compared_each_with_its_entry);
    tcase_add_test(cases, an_expected_answer_in_any_form_is_proved);
    tcase_add_test(cases, where_an_expected_answer_differs_is_told_with_both_values);
    tcase_add_test(cases, an_expected_answer_without_values_is_not_called_wrong_or_right);
    tcase_add_test(cases, what_is_derived_is_right_and_what_is_changed_is_wrong);
    tcase_add_loop_test(cases, many_are_verified_as_each_by_itself, 0,
                        (int)(sizeof groups / sizeof *groups));
    tcase_add_loop_test(cases, updates_of_many_weights_are_judged_in_two_steps, 0,
                        (int)(sizeof updates / sizeof *updates));
    tcase_add_test(cases, each_has_its_own_kinks);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
