/* The canonical form: what is the same is the same pointer. */
#include <check.h>
#include <stdlib.h>

#include "bench.h"

static Bench bench;

static void set_up(void) {
    bench_open(&bench, "{sizes: {m: 3, n: 2}, functions: {phi(u): unknown},"
                       " given: {a: [], b: [], c: [], v: [m], w: [m], A: [m, n], B: [m, m],"
                       "         row: [1, n], y: [m -> n], o: [-> n]}}");
    bench_know_letter(&bench, "i", "m");
}

static void tear_down(void) {
    bench_close(&bench);
}

static const struct {
    const char *left, *right;
} same[] = {
    /* order and nesting do not count */
    {"a * b", "b * a"},
    {"a + b", "b + a"},
    {"(a + b) + c", "a + (c + b)"},
    {"a * (b * c)", "c * b * a"},
    {"v[i] * w[j]", "w[j] * v[i]"},
    {"max(sqrt(2), sqrt(3))", "max(sqrt(3), sqrt(2))"},
    /* like terms */
    {"a + a", "2 * a"},
    {"a - a", "0"},
    {"a * b + b * a", "2 * a * b"},
    {"1/2 * a + 1/3 * a", "5/6 * a"},
    {"a + 1 - a", "1"},
    {"a + 0", "a"},
    {"2 * (a + b) - 2 * a", "2 * b"},
    {"2 * (a + 2 * b) + 0", "2 * (a + 2 * b)"},
    {"(a + b) - (b + a)", "0"},
    /* equal bases */
    {"a * a", "a^2"},
    {"a^2 * a^3", "a^5"},
    {"a^b * a^c", "a^(b + c)"},
    {"a / a", "1"},
    {"a^2 / a", "a"},
    {"(a^2)^3", "a^6"},
    {"(a * b)^2", "a^2 * b^2"},
    {"1 / (a * b)", "1 / a / b"},
    {"(2 * a)^3", "8 * a^3"},
    {"sqrt(a) * sqrt(a)", "a"},
    {"sqrt(a)", "a^(1/2)"},
    {"1 / sqrt(a)", "a^(-1/2)"},
    {"(-a)^2", "a^2"},
    {"(-a)^3", "-a^3"},
    {"1 / (-a)", "-1 / a"},
    {"m / m", "1"},
    {"m * (1/m)", "1"},
    /* constants are exact */
    {"1/2 + 1/3", "5/6"},
    {"2^10", "1024"},
    {"2^(-2)", "1/4"},
    {"sqrt(9/4)", "3/2"},
    {"(8/27)^(2/3)", "4/9"},
    {"(8/27)^(-1/3)", "3/2"},
    {"sqrt(2) * sqrt(2)", "2"},
    {"sqrt(4 * a)", "2 * sqrt(a)"},
    {"0.1 + 0.2", "3/10"},
    {"0 * a", "0"},
    {"1 * a", "a"},
    {"a^0", "1"},
    {"a^1", "a"},
    {"1^a", "1"},
    /* exponentials are one */
    {"exp(a) * exp(b)", "exp(a + b)"},
    {"exp(a) / exp(b)", "exp(a - b)"},
    {"exp(a) * exp(-a)", "1"},
    {"exp(a)^2", "exp(2 * a)"},
    {"exp(a - b)^2", "exp(2 * a - 2 * b)"},
    {"log(exp(a))", "a"},
    {"exp(log(a))", "a"},
    {"a * exp(a) * exp(b) * a", "a^2 * exp(b + a)"},
    /* the sign and the content of a sum leave it */
    {"(a - b) * c", "-(b - a) * c"},
    {"(a - b)^2", "(b - a)^2"},
    {"(a - b)^3", "-(b - a)^3"},
    {"(2 * a + 4 * b) * c", "2 * (a + 2 * b) * c"},
    {"(a - b) * (b - a)", "-(a - b)^2"},
    {"(2 * a + 2 * b)^2", "4 * (a + b)^2"},
    {"(a - b) / (b - a)", "-1"},
    {"(1/2 * a - 1/3 * b) * c", "1/6 * (3 * a - 2 * b) * c"},
    /* under a root it stays, and comes together with what has left it */
    {"(a + 1/2)^(3/2) / (a + 1/2)", "sqrt(a + 1/2)"},
    {"sqrt(a + 1/2) * (2 * a + 1)", "2 * (a + 1/2)^(3/2)"},
    {"sqrt(b - a) * (a - b)", "-(b - a)^(3/2)"},
    {"-(a - b)", "b - a"},
    {"-(b - a)", "a - b"},
    {"-(a + b)", "-a - b"},
    /* functions at simple places */
    {"relu(0)", "0"},
    {"relu(3/2)", "3/2"},
    {"relu(-1)", "0"},
    {"tanh(0)", "0"},
    {"sigmoid(0)", "1/2"},
    {"exp(0)", "1"},
    {"cos(0)", "1"},
    {"log(1)", "0"},
    {"abs(-2/3)", "2/3"},
    {"sign(-5)", "-1"},
    {"max(2, 3)", "3"},
    {"min(2, 3)", "2"},
    {"max(a, a)", "a"},
    {"leaky_relu(0, a)", "0"},
    /* brackets */
    {"(a > b)", "(b < a)"},
    {"(a >= b)", "(b <= a)"},
    {"(a == b)", "(b == a)"},
    {"(a > a)", "0"},
    {"(a >= a)", "1"},
    {"(2 > 1)", "1"},
    {"(a > 0) * (a > 0)", "(a > 0)"},
    {"(a > 0)^2", "(a > 0)"},
    {"(a > 0) * (a <= 0)", "0"},
    {"(a > b) * (b > a)", "0"},
    {"(a == b) * (a != b)", "0"},
    {"(a > 0) * c * (a > 0)", "c * (a > 0)"},
    /* deltas: the letter that is met last gives way, 1 is a number */
    {"(i == j) * v[i] * w[j]", "(i == j) * v[j] * w[i]"},
    {"(i == 2) * v[i]", "(i == 2) * v[2]"},
    {"(i == j) * (j == 2) * v[i] * v[j]", "(i == 2) * (j == 2) * v[i] * v[j]"},
    {"(i == 1) * (i == 2) * v[i]", "0"},
    {"(i == j) * (i != j) * B[i,j]", "0"},
    /* sums: bound letters have no name */
    {"sum(k, v[k])", "sum(q, v[q])"},
    {"sum(v)", "sum(k, v[k])"},
    {"sum(k, sum(q, A[k,q]))", "sum(q, sum(k, A[q,k]))"},
    {"sum(i, B[i,j])", "sum(k, B[k,j])"},
    {"max(k, v[k])", "max(q, v[q])"},
    {"sum(k, sum(k, v[k]) * w[k])", "sum(v) * sum(w)"},
    /* a factor without the index leaves */
    {"sum(k, a * v[k])", "a * sum(k, v[k])"},
    {"sum(k, v[j] * w[k])", "v[j] * sum(w)"},
    {"sum(k, q, v[k] * A[1,q])", "sum(v) * sum(q, A[1,q])"},
    {"sum(k, v[k] / m)", "1/m * sum(v)"},
    {"sum(k, v[k] + a)", "sum(v) + m * a"},
    {"sum(k, -v[k])", "-sum(v)"},
    {"mean(v)", "1/m * sum(k, v[k])"},
    /* deltas in sums are contracted */
    {"sum(k, (k == i) * v[k])", "v[i]"},
    {"sum(k, (k == 2) * v[k])", "v[2]"},
    {"sum(k, q, B[k,q] * (k == q))", "sum(k, B[k,k])"},
    {"sum(k, v[k] * (w[k] + (k == i) * v[i]))", "sum(k, v[k] * w[k]) + v[i]^2"},
    {"sum(c, A[i,c] * (c == y[i]))", "A[i,y[i]]"},
    {"sum(c, A[i,c] * (c == o))", "A[i,o]"},
    /* the only index of a dimension of size 1 is 1 */
    {"sum(k, row[k,j])", "row[1,j]"},
    {"sum(i, row[i,j] * row[i,1])", "row[1,j] * row[1,1]"},
    {"phi(a + b)", "phi(b + a)"},
};

START_TEST(these_are_one_node) {
    const Expr *left = bench_expr(&bench, same[_i].left);
    const Expr *right = bench_expr(&bench, same[_i].right);
    ck_assert_msg(left == right, "%s is\n  %s, but %s is\n  %s", same[_i].left,
                  bench_text(&bench, left, NULL), same[_i].right, bench_text(&bench, right, NULL));
}
END_TEST

static const struct {
    const char *left, *right;
} different[] = {
    {"a * b", "a + b"},
    {"v[1]", "v[2]"},
    {"v[i]", "w[i]"},
    {"A[i,j]", "A[i,1]"},
    {"sum(k, v[k])", "sum(k, w[k])"},
    {"sum(k, A[k,j])", "sum(k, A[j,k])"},
    {"(a > b)", "(a >= b)"},
    {"(a > b)", "(b > a)"},
    {"max(a, b)", "min(a, b)"},
    {"max(k, v[k])", "min(k, v[k])"},
    {"phi(a)", "phi'(a)"},
    {"a^b", "b^a"},
    {"leaky_relu(a, b)", "leaky_relu(b, a)"},
    /* √(a²) is |a|, √(a b) exists where √a √b may not */
    {"sqrt(a^2)", "a"},
    {"sqrt(a * b)", "sqrt(a) * sqrt(b)"},
    {"2 * (a + b)", "2 * a + 2 * b"},
    /* a size is a symbol, whatever its value */
    {"m * a", "3 * a"},
    {"sum(k, k * v[k])", "sum(k, v[k])"},
};

START_TEST(these_are_not) {
    ck_assert_msg(bench_expr(&bench, different[_i].left) != bench_expr(&bench, different[_i].right),
                  "%s is %s", different[_i].left, different[_i].right);
}
END_TEST

START_TEST(a_size_of_1_is_a_number_as_an_index_and_a_symbol_as_a_size) {
    Dimension one = {"k", 1};
    ck_assert(expr_is_number(expr_index(bench.pool, pool_letter(bench.pool, "i", one)), 1));
    ck_assert_int_eq(expr_extent(bench.pool, one)->kind, EXPR_SIZE);
    ck_assert(expr_is_number(expr_extent(bench.pool, (Dimension){NULL, 4}), 4));
}
END_TEST

START_TEST(indices_with_another_dimension_are_others) {
    Dimension m = {"m", 3}, n = {"n", 3};
    ck_assert_ptr_eq(pool_letter(bench.pool, "i", m), pool_letter(bench.pool, "i", m));
    ck_assert_ptr_ne(pool_letter(bench.pool, "i", m), pool_letter(bench.pool, "i", n));
    ck_assert_ptr_ne(pool_fresh(bench.pool, m), pool_fresh(bench.pool, m));
}
END_TEST

/* 0 ^ 0 is 1, as in the power series; 0 ^ (-1) is nothing and must stay as it is. */
START_TEST(a_division_by_zero_stays_one) {
    ck_assert(expr_is_number(bench_expr(&bench, "0^0"), 1));
    ck_assert_int_eq(bench_expr(&bench, "1 / (a - a)")->kind, EXPR_POWER);
    ck_assert_int_eq(bench_expr(&bench, "log(0)")->kind, EXPR_FUNCTION);
}
END_TEST

START_TEST(huge_powers_are_not_written_out) {
    ck_assert_int_eq(bench_expr(&bench, "2^1000000000")->kind, EXPR_POWER);
    ck_assert_int_eq(bench_expr(&bench, "2^(1/1000000007)")->kind, EXPR_POWER);
    ck_assert_int_eq(bench_expr(&bench, "(2^(2^70))^(2^70)")->kind, EXPR_POWER);
    ck_assert_int_eq(bench_expr(&bench, "((3^4096)^4096)^4096")->kind, EXPR_POWER);
}
END_TEST

/* A minus that a term or a sum takes up costs nothing; one that stands in front of all is a node.
 */
START_TEST(a_size_does_not_hang_on_which_of_two_signs_is_canonical) {
    static const struct {
        const char *left, *right;
        uint32_t more; /* nodes of the right one */
    } sizes[] = {
        {"a + b", "a - b", 0},
        {"a - b", "b - a", 0},
        {"(a - b) * c", "(b - a) * c", 0},
        {"c + v[1] * (a - b)", "c - v[1] * (a - b)", 0},
        {"sum(q, (a - v[q]) * v[q])", "-sum(q, (a - v[q]) * v[q])", 0},
        {"a * b", "-a * b", 1},
        {"a + b", "-a - b", 1},
        {"a", "-a", 1},
        {"-a", "2 * a", 1},
    };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        ck_assert_msg(bench_expr(&bench, sizes[i].left)->size + sizes[i].more ==
                          bench_expr(&bench, sizes[i].right)->size,
                      "%s has %u nodes, %s %u", sizes[i].left,
                      bench_expr(&bench, sizes[i].left)->size, sizes[i].right,
                      bench_expr(&bench, sizes[i].right)->size);
}
END_TEST

START_TEST(an_expression_with_10000_terms_or_factors_is_built) {
    enum { MANY = 10000 };
    const Expr **parts = ARENA_ARRAY(bench.arena, const Expr *, MANY);
    const Expr *a = bench_expr(&bench, "a");
    for (long i = 0; i < MANY; i++)
        parts[i] = expr_add2(bench.pool, a, expr_integer(bench.pool, i % 100));
    /* 100 different sums, each 100 times */
    const Expr *product = expr_multiply(bench.pool, parts, MANY);
    ck_assert_uint_eq(product->count, 100);
    const Expr *sum = expr_add(bench.pool, parts, MANY);
    ck_assert_str_eq(bench_text(&bench, sum, NULL), "10000 * a + 495000");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("expr");
    TCase *cases = tcase_create("expr");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, these_are_one_node, 0, (int)(sizeof same / sizeof *same));
    tcase_add_loop_test(cases, these_are_not, 0, (int)(sizeof different / sizeof *different));
    tcase_add_test(cases, a_size_does_not_hang_on_which_of_two_signs_is_canonical);
    tcase_add_test(cases, a_size_of_1_is_a_number_as_an_index_and_a_symbol_as_a_size);
    tcase_add_test(cases, indices_with_another_dimension_are_others);
    tcase_add_test(cases, a_division_by_zero_stays_one);
    tcase_add_test(cases, huge_powers_are_not_written_out);
    tcase_add_test(cases, an_expression_with_10000_terms_or_factors_is_built);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
