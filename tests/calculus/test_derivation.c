/* The lines of a derivation as expressions: their rules, their order, their end. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "calculus/derivation.h"
#include "calculus/held.h"
#include "calculus/tidy.h"

static Bench bench;

static void tear_down(void) {
    bench_close(&bench);
}

static Derivation derive(const char *find) {
    const Expr *asked = bench_expr(&bench, find);
    const Expr *answer =
        tidy(bench.gradients, asked, gradients_expand(bench.gradients, asked), NULL);
    return derivation_new(bench.arena, bench.gradients, asked, answer);
}

#define MLP                                                                                        \
    "{sizes: {n: 3, k: 2}, given: {x: [n], W: [k, n]}, define: {z: W @ x, h: tanh(z),"             \
    " l: '1/2 * sum(h^2)'}}"

/* Each model, what is asked, and the rules in order up to RULE_REST's place after them. */
static const struct {
    const char *model, *find;
    DerivationRule rules[10];
    size_t count;
} derivations[] = {
    {MLP,
     "d l / d W[i,j]",
     {RULE_CHAIN, RULE_LINEAR, RULE_DELTA, RULE_ACTIVATION, RULE_DEFINITION, RULE_POWER,
      RULE_DELTA},
     7},
    {MLP, "d z[i] / d W[1,j]", {RULE_DEFINITION, RULE_SUM, RULE_DELTA}, 3},
    {MLP, "d W[i,1] / d W[j,2]", {RULE_SELF}, 1},
    {"{given: {x: [], w: []}, define: {l: x^2}}", "d l / d w", {RULE_CONSTANT}, 1},
    {"{given: {x: [], y: []}, define: {p: x * y, l: exp(p)}}",
     "d l / d x",
     {RULE_CHAIN, RULE_FACTOR, RULE_DEFINITION, RULE_FUNCTION},
     4},
    {"{sizes: {n: 2}, given: {x: [n]}, define: {h: tanh(x), l: sum(h)}}",
     "d h[1] / d x[2]",
     {RULE_DEFINITION, RULE_ACTIVATION, RULE_DELTA_ZERO},
     3},
    /* The last line needs no other before it: what all terms share leaves them at once. */
    {"{sizes: {n: 2}, given: {x: [n], A: [n, n]}, define: {f: x @ A @ x}}",
     "d f / d x[i]",
     {RULE_DEFINITION, RULE_PRODUCT, RULE_DELTA, RULE_COMMON},
     4},
    {"{sizes: {n: 3}, given: {z: [n], y: [-> n], x: [n]}, define: {p: softmax(z), l: '-log(p[y])'},"
     " let: {g: d l / d p}}",
     "x[j] * d l / d z[i]",
     {RULE_CHAIN, RULE_SOFTMAX, RULE_DELTA, RULE_COMMON},
     4},
    {"{given: {x: []}, define: {u: x^2, v: u * x, l: u + v}}", "d l / d x", {RULE_CHAIN_DIRECT}, 1},
};

START_TEST(rules_come_in_the_order_of_the_chain) {
    bench_open(&bench, derivations[_i].model);
    Derivation derivation = derive(derivations[_i].find);
    ck_assert_uint_ge(derivation.count, derivations[_i].count);
    for (size_t i = 0; i < derivations[_i].count; i++)
        ck_assert_msg(derivation.lines[i].rule == derivations[_i].rules[i],
                      "%s, line %zu: %s by rule %d, not %d", derivations[_i].find, i + 1,
                      bench_text(&bench, derivation.lines[i].expr, NULL),
                      (int)derivation.lines[i].rule, (int)derivations[_i].rules[i]);
}
END_TEST

START_TEST(the_last_line_is_the_answer) {
    bench_open(&bench, derivations[_i].model);
    const Expr *asked = bench_expr(&bench, derivations[_i].find);
    const Expr *answer =
        tidy(bench.gradients, asked, gradients_expand(bench.gradients, asked), NULL);
    Derivation derivation = derivation_new(bench.arena, bench.gradients, asked, answer);
    ck_assert_ptr_eq(derivation.lines[derivation.count - 1].expr, answer);
    ck_assert_uint_le(derivation.named_at, derivation.count);
}
END_TEST

START_TEST(a_named_gradient_is_not_derived) {
    bench_open(&bench, "{given: {w: []}, define: {h: w^2, l: sin(h)}, let: {delta: d l / d h}}");
    Derivation derivation = derive("d l / d w");
    ck_assert_str_eq(bench_text(&bench, derivation.lines[derivation.count - 1].expr, NULL),
                     "2 * delta * w");
    ck_assert_uint_eq(derivation.named_at, derivation.count);
}
END_TEST

/* Σ_q (x_q - μ) = 0 needs what μ is: that line says so, and comes after what needs no name. */
START_TEST(the_name_that_is_put_in_is_told) {
    bench_open(&bench, "{sizes: {n: 3}, given: {x: [n]},"
                       " define: {mu: mean(x), v: '1/n * sum(i, (x[i] - mu)^2)'}}");
    Derivation derivation = derive("d v / d x[j]");
    const DerivationLine *last = &derivation.lines[derivation.count - 1];
    ck_assert_int_eq(last->rule, RULE_NAMED);
    ck_assert_uint_eq(last->of_count, 1);
    ck_assert_str_eq(last->of[0]->name, "mu");
    ck_assert_str_eq(bench_text(&bench, last->expr, &bench.letters), "2/n * (x[j] - mu)");
    ck_assert_str_eq(bench_text(&bench, last[-1].expr, &bench.letters),
                     "2/n * (x[j] - 1/n * sum(i, x[i]))");
}
END_TEST

START_TEST(a_held_delta_is_written_and_not_contracted) {
    bench_open(&bench, MLP);
    Derivation derivation = derive("d l / d W[i,j]");
    const char *held = bench_text(&bench, derivation.lines[1].expr, NULL);
    ck_assert_msg(strstr(held, "sum(") != NULL && strstr(held, " == ") != NULL &&
                      strstr(held, " * x[j]") != NULL,
                  "%s", held);
    ck_assert_str_eq(bench_text(&bench, derivation.lines[2].expr, NULL), "d l / d z[i] * x[j]");
}
END_TEST

START_TEST(a_held_delta_of_numbers_is_held_only_where_they_differ) {
    bench_open(&bench, MLP);
    const Expr *one = expr_integer(bench.pool, 1), *two = expr_integer(bench.pool, 2);
    ck_assert_ptr_eq(held_delta(bench.pool, one, one), one);
    Dimension dimension = {.size = "k", .value = 2};
    const Expr *i = expr_index(bench.pool, pool_letter(bench.pool, "i", dimension));
    const Expr *held = held_delta(bench.pool, i, two);
    ck_assert(expr_is_held_delta(held) && !expr_is_delta(held));
    const Index *letter = pool_letter(bench.pool, "i", dimension);
    ck_assert(expr_is_number(
        held_deltas(bench.pool, expr_substitute1(bench.pool, held, letter, two)), 1));
    ck_assert(expr_is_held_delta(
        held_deltas(bench.pool, expr_substitute1(bench.pool, held, letter, one))));
}
END_TEST

START_TEST(a_long_derivation_ends_in_one_line_for_the_rest) {
    Arena *arena = arena_new();
    const char *define = "h0: w";
    for (int i = 1; i <= 40; i++)
        define = arena_printf(arena, "%s, a%d: h%d^2, h%d: sin(a%d)", define, i, i - 1, i, i);
    bench_open(&bench, arena_printf(arena, "{given: {w: []}, define: {%s}}", define));
    Derivation derivation = derive("d h40 / d w");
    ck_assert_uint_le(derivation.count, DERIVATION_LIMIT + 8);
    bool has_rest = false;
    for (size_t i = 0; i < derivation.count; i++)
        has_rest |= derivation.lines[i].rule == RULE_REST;
    ck_assert(has_rest);
    arena_free(arena);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("derivation");
    TCase *lines = tcase_create("lines");
    int count = (int)(sizeof derivations / sizeof *derivations);
    tcase_add_checked_fixture(lines, NULL, tear_down);
    tcase_add_loop_test(lines, rules_come_in_the_order_of_the_chain, 0, count);
    tcase_add_loop_test(lines, the_last_line_is_the_answer, 0, count);
    tcase_add_test(lines, a_named_gradient_is_not_derived);
    tcase_add_test(lines, the_name_that_is_put_in_is_told);
    tcase_add_test(lines, a_held_delta_is_written_and_not_contracted);
    tcase_add_test(lines, a_held_delta_of_numbers_is_held_only_where_they_differ);
    tcase_add_test(lines, a_long_derivation_ends_in_one_line_for_the_rest);
    suite_add_tcase(suite, lines);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
