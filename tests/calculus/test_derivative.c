/* The rules of calculus, one by one, against what is known of them and against differences. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "calculus/derivative.h"

static Bench bench;

static void set_up(void) {
    bench_open(&bench, "{sizes: {n: 3, m: 2}, functions: {phi(u): unknown},"
                       " given: {x: [], a: [], b: [], v: [n], w: [n], A: [m, n], S: [n, n],"
                       "         y: [m -> n]},"
                       " define: {h: 'tanh(x)', l: 'unknown(x, a)'}}");
    bench_know_letter(&bench, "r", "m");
    bench_know_letter(&bench, "t", "m");
}

static void tear_down(void) {
    bench_close(&bench);
}

/* ∂formula / ∂variable by the occurrences of the variable itself. */
static const Expr *derive(const char *formula, const char *variable) {
    const Expr *entry = bench_expr(&bench, variable);
    ck_assert_int_eq(entry->kind, EXPR_ENTRY);
    return derivative(bench.pool, bench_expr(&bench, formula), entry->symbol, entry->args);
}

static const struct {
    const char *formula, *variable, *derivative;
} rules[] = {
    /* constants and other names */
    {"5", "x", "0"},
    {"n * a", "x", "0"},
    {"h", "x", "0"}, /* what h depends on is the chain rule's business */
    {"v[1]", "v[2]", "0"},
    {"v[1]", "v[1]", "1"},
    {"x", "x", "1"},
    /* sums, products, quotients */
    {"x + a + 1", "x", "1"},
    {"3 * x - a * x", "x", "3 - a"},
    {"a * x * b * x", "x", "2 * a * b * x"},
    {"x * a / b", "x", "a / b"},
    {"1 / x", "x", "-1 / x^2"},
    {"a / (x + b)", "x", "-a / (x + b)^2"},
    {"(x - a) / (x + a)", "x", "1 / (x + a) - (x - a) / (x + a)^2"},
    {"1/2 * (a * x - b)^2", "x", "a * (a * x - b)"},
    /* powers */
    {"x^7", "x", "7 * x^6"},
    {"x^(-2)", "x", "-2 * x^(-3)"},
    {"sqrt(x)", "x", "1/2 / sqrt(x)"},
    {"x^a", "x", "a * x^(a - 1)"},
    {"a^x", "x", "a^x * log(a)"},
    {"x^x", "x", "x^x + x^x * log(x)"},
    {"x^(x * a)", "x", "x * a * x^(x * a - 1) + x^(x * a) * log(x) * a"},
    /* functions */
    {"relu(a * x)", "x", "a * (a * x > 0)"},
    {"leaky_relu(x, a)", "x", "(x > 0) + a * (x <= 0)"},
    {"leaky_relu(a, x)", "x", "a * (a <= 0)"},
    {"sigmoid(x)", "x", "sigmoid(x) * (1 - sigmoid(x))"},
    {"tanh(2 * x)", "x", "2 * (1 - tanh(2 * x)^2)"},
    {"softplus(x)", "x", "sigmoid(x)"},
    {"exp(a * x)", "x", "a * exp(a * x)"},
    {"log(a * x)", "x", "1 / x"},
    {"abs(x)", "x", "sign(x)"},
    {"sign(x)", "x", "0"},
    {"sin(x)", "x", "cos(x)"},
    {"cos(x)", "x", "-sin(x)"},
    {"erf(x)", "x", "2 / sqrt(pi) * exp(-x^2)"},
    {"max(x, a)", "x", "(x > a)"},
    {"min(x, a)", "x", "(a > x)"},
    {"max(x, x^2)", "x", "(x > x^2) + 2 * x * (x^2 > x)"},
    {"(x > a) * x", "x", "(x > a)"},
    {"phi(a * x)", "x", "a * phi'(a * x)"},
    {"phi'(x)", "x", "phi''(x)"},
    /* over indices */
    {"sum(v)", "v[i]", "1"},
    {"sum(k, v[k] * w[k])", "v[i]", "w[i]"},
    {"v @ v", "v[i]", "2 * v[i]"},
    {"(v @ S @ v)", "v[i]", "sum(k, S[i,k] * v[k]) + sum(k, S[k,i] * v[k])"},
    {"sum(k, v[k] * v[k]) * v[1]", "v[2]", "2 * v[1] * v[2]"},
    {"sum(k, q, S[k,q]^2)", "S[i,j]", "2 * S[i,j]"},
    {"tr(S @ S)", "S[i,j]", "2 * S[j,i]"},
    {"(A @ v)[r]", "A[t,j]", "(r == t) * v[j]"},
    {"sum((A @ v)^2)", "v[j]", "2 * sum(p, (A @ v)[p] * A[p,j])"},
    {"mean(v)", "v[i]", "1/n"},
    {"sum(k, A[k,y[k]])", "A[i,j]", "(j == y[i]) + 0 * A[i,j]"},
    {"max(k, v[k])", "v[i]", "(v[i] == max(k, v[k]))"},
    {"min(k, a * v[k])", "v[i]", "a * (a * v[i] == min(k, a * v[k]))"},
    /* ∂ log Σ exp is softmax; softmax has p (δ - p) */
    {"log(sum(k, exp(v[k])))", "v[i]", "softmax(v)[i]"},
    {"softmax(v)[1]", "v[2]", "-softmax(v)[1] * softmax(v)[2]"},
    {"softmax(v)[1]", "v[1]", "softmax(v)[1] * (1 - softmax(v)[1])"},
    {"softmax(A)[1,2]", "A[2,1]", "0"},
    {"softmax(a * v)[1]", "v[2]", "-a * softmax(a * v)[1] * softmax(a * v)[2]"},
    {"softmax(a * v)[1]", "a", "softmax(a * v)[1] * (v[1] - sum(k, softmax(a * v)[k] * v[k]))"},
    {"sum(k, w[k] * softmax(v)[k])", "v[i]",
     "softmax(v)[i] * (w[i] - sum(k, w[k] * softmax(v)[k]))"},
};

START_TEST(each_rule_gives_what_is_known) {
    const Expr *left = derive(rules[_i].formula, rules[_i].variable);
    const Expr *right = bench_expr(&bench, rules[_i].derivative);
    ck_assert_msg(left == right || bench_same_values(&bench, left, right),
                  "d %s / d %s is\n  %s, not\n  %s", rules[_i].formula, rules[_i].variable,
                  bench_text(&bench, left, NULL), rules[_i].derivative);
}
END_TEST

/* (f(x + ε) - f(x - ε)) / (2 ε) = f'(x) + O(ε²), X being the place of x. */
static const char *const smooth[] = {
    "relu(3 * X)",
    "leaky_relu(-X, a)",
    "sigmoid(a * X)",
    "tanh(X^2)",
    "softplus(-X)",
    "exp(X * a)",
    "log(X + X^3)",
    "sqrt(X)",
    "abs(-X)",
    "sin(X^2)",
    "cos(a * X)",
    "erf(X / 2)",
    "max(2 * X, X)",
    "min(2 * X, X)",
    "X^a",
    "a^X",
    "X^X",
    "1 / (1 + X^2)",
    "exp(-X^2) * sin(X)",
    "softmax(X * v)[2]",
    "sum(k, exp(X * v[k] / 1000))",
    "log(sum(k, exp(X * v[k])))",
    "max(k, X * v[k])",
    "sum(k, v[k] * softmax(X * v)[k])",
    "sigmoid(X)^3 / tanh(X)",
    "X^(1/3)",
};

static const Expr *with_x(const char *formula, const char *x) {
    StrBuf text;
    strbuf_init(&text);
    for (; *formula != '\0'; formula++)
        if (*formula == 'X')
            strbuf_append(&text, x);
        else
            strbuf_append_char(&text, *formula);
    const char *whole = strbuf_finish(&text, bench.arena);
    return bench_expr(&bench, whole);
}

START_TEST(derivatives_are_limits_of_differences) {
    const Expr *up = with_x(smooth[_i], "(x + 1/10^20)"),
               *down = with_x(smooth[_i], "(x - 1/10^20)");
    const Expr *x = bench_expr(&bench, "x");
    const Expr *exact = derivative(bench.pool, with_x(smooth[_i], "x"), x->symbol, x->args);
    const Expr *slope =
        expr_multiply2(bench.pool, expr_add2(bench.pool, up, expr_negate(bench.pool, down)),
                       bench_expr(&bench, "10^20 / 2"));
    Number difference;
    number_init(&difference);
    bench_value(&bench, expr_add2(bench.pool, slope, expr_negate(bench.pool, exact)), 7,
                &difference);
    Number value;
    number_init(&value);
    bench_value(&bench, exact, 7, &value);
    arb_t ball, bound;
    arb_init(ball);
    arb_init(bound);
    number_get_ball(ball, &difference, 256);
    arb_abs(ball, ball);
    number_get_ball(bound, &value, 256);
    arb_abs(bound, bound);
    arb_add_ui(bound, bound, 1, 256);
    arb_mul_2exp_si(bound, bound, -60);
    ck_assert_msg(arb_lt(ball, bound), "%s' is not %s", smooth[_i],
                  bench_text(&bench, exact, NULL));
    arb_clear(bound);
    arb_clear(ball);
    number_clear(&value);
    number_clear(&difference);
}
END_TEST

START_TEST(a_derivative_by_what_is_not_inside_is_0_and_costs_nothing) {
    size_t before = pool_expr_count(bench.pool);
    const Expr *big = bench_expr(&bench, "sum(k, exp(v[k]) * tanh(v[k] * a))");
    size_t built = pool_expr_count(bench.pool);
    ck_assert_uint_gt(built, before);
    const Expr *x = bench_expr(&bench, "x");
    size_t with_variable = pool_expr_count(bench.pool);
    ck_assert(expr_is_number(derivative(bench.pool, big, x->symbol, x->args), 0));
    ck_assert_uint_le(pool_expr_count(bench.pool), with_variable + 1);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("derivative");
    TCase *cases = tcase_create("derivative");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, each_rule_gives_what_is_known, 0,
                        (int)(sizeof rules / sizeof *rules));
    tcase_add_loop_test(cases, derivatives_are_limits_of_differences, 0,
                        (int)(sizeof smooth / sizeof *smooth));
    tcase_add_test(cases, a_derivative_by_what_is_not_inside_is_0_and_costs_nothing);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
