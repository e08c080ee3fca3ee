/* Factors come loss first, whatever the names. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static Bench bench;

static void tear_down(void) {
    bench_close(&bench);
}

/* A network of three layers with the names of its tensors permuted: the order of a hash or of the
 * alphabet would show. Names are x, W1, W2, W3, z1, h1, z2, h2, h3. */
static const char *const names[][9] = {
    {"x", "W1", "W2", "W3", "z1", "h1", "z2", "h2", "h3"},
    {"a", "b", "c", "e", "f", "g", "h", "i1", "j1"},
    {"z9", "z8", "z7", "z6", "z5", "z4", "z3", "z2", "z1"},
    {"W3", "W2", "W1", "x", "h3", "h2", "z2", "h1", "z1"},
    {"omega", "alpha", "zeta", "beta", "eta", "mu", "nu", "xi", "rho"},
    {"q", "Q", "k", "K", "v", "V", "o", "O", "l1"},
};

static const char *network(Arena *arena, const char *const *n) {
    return arena_printf(
        arena,
        "{sizes: {p: 2, n0: 4, n1: 3, n2: 2, n3: 3},"
        " given: {%s: [p, n0], y: [p, n3], %s: [n1, n0], %s: [n2, n1], %s: [n3, n2]},"
        " define: {%s: %s @ %s.T, %s: relu(%s), %s: %s @ %s.T, %s: relu(%s),"
        "          %s: %s @ %s.T, l: '1/(2*p) * sum((%s - y)^2)'},"
        " let: {delta: d l / d %s}}",
        n[0], n[1], n[2], n[3], n[4], n[0], n[1], n[5], n[4], n[6], n[5], n[2], n[7], n[6], n[8],
        n[7], n[3], n[8], n[8]);
}

START_TEST(factors_come_in_the_order_of_the_chain) {
    Arena *arena = arena_new();
    const char *const *n = names[_i];
    bench_open(&bench, network(arena, n));
    const char *answer = bench_answer(&bench, arena_printf(arena, "d l / d %s[s,t]", n[2]));
    /* Σ_k delta W3 (z2 > 0) h1 */
    const char *delta = strstr(answer, "delta[");
    const char *weight = strstr(answer, arena_printf(arena, " %s[", n[3]));
    const char *kink = strstr(answer, arena_printf(arena, "(%s[", n[6]));
    const char *input = strstr(answer, arena_printf(arena, " %s[", n[5]));
    ck_assert_msg(delta != NULL && weight != NULL && kink != NULL && input != NULL, "%s", answer);
    ck_assert_msg(delta < weight && weight < kink && kink < input, "%s", answer);
    arena_free(arena);
}
END_TEST

/* The same of a local derivative: as the names come in the formula. */
static const struct {
    const char *model, *find, *answer;
} formulas[] = {
    {"{given: {a: [], b: [], c: [], w: []}, define: {l: c * w * a * b}}", "d l / d w", "c * a * b"},
    {"{given: {a: [], b: [], c: [], w: []}, define: {l: b * w * c * a}}", "d l / d w", "b * c * a"},
    {"{sizes: {n: 2}, given: {S: [n, n], u: [n], w: [n]}, define: {l: (w @ S @ u)}}",
     "d l / d S[i,j]", "w[i] * u[j]"},
    {"{sizes: {n: 2}, given: {S: [n, n], u: [n], w: [n]}, define: {l: (u @ S @ w)}}",
     "d l / d S[i,j]", "u[i] * w[j]"},
    /* numbers and sizes in front, and what no formula has, as the rate of an update */
    {"{sizes: {n: 2}, given: {W: [n], eta: []}, define: {l: 'W @ W'}}", "W[i] - eta * d l / d W[i]",
     "(1 - 2 * eta) * W[i]"},
    {"{sizes: {m: 3}, given: {x: [m], w: []}, define: {l: 'sum(x * w * 3 / m)'}}", "d l / d w",
     "3/m * sum(q, x[q])"},
};

START_TEST(factors_of_one_formula_come_as_it_has_them) {
    bench_open(&bench, formulas[_i].model);
    ck_assert_str_eq(bench_answer(&bench, formulas[_i].find), formulas[_i].answer);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("reading_order");
    TCase *cases = tcase_create("reading_order");
    tcase_add_checked_fixture(cases, NULL, tear_down);
    tcase_add_loop_test(cases, factors_come_in_the_order_of_the_chain, 0,
                        (int)(sizeof names / sizeof *names));
    tcase_add_loop_test(cases, factors_of_one_formula_come_as_it_has_them, 0,
                        (int)(sizeof formulas / sizeof *formulas));
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
