/* How an expression is laid out for a reader: signs, fractions, letters. */
#include <check.h>
#include <stdlib.h>

#include "bench.h"

static Bench bench;

static void set_up(void) {
    bench_open(&bench, "{sizes: {m: 2, n: 3}, functions: {phi(u): unknown},"
                       " given: {a: [], b: [], c: [], x: [n], y: [n], A: [m, n], B: [m, m],"
                       "         lab: [m -> n], q: [], S: [n, n]},"
                       " define: {z: A @ x, u: 'sum(k, x[k] * y[k])', f: 'a * b + c',"
                       "          'p[i,j]': 'A[i,j]^2'}}");
}

static void tear_down(void) {
    bench_close(&bench);
}

static const struct {
    const char *formula, *laid_out;
} layouts[] = {
    /* a sum leads with a positive term, a lone number comes last */
    {"-a + b", "b - a"},
    {"1 - a", "1 - a"},
    {"a - 1", "a - 1"},
    {"-a - b", "-a - b"},
    {"1 - a^2", "1 - a^2"},
    /* a sign goes where it is seen least: into a difference, else in front */
    {"-(a - b) * c", "(b - a) * c"},
    {"(b - a) * c", "(b - a) * c"},
    {"-a * b", "-a * b"},
    {"-(a + b) * c", "-(a + b) * c"},
    {"-2 * a / b", "-2 * a / b"},
    /* no minus for a sum of terms of which each has one inside */
    {"(b * (1 - a^2) + q * (1 - b^2)) * c", "(q * (1 - b^2) + (1 - a^2) * b) * c"},
    {"((1 - q) / (1 - a) - q / a) * c", "((1 - q) / (1 - a) - q / a) * c"},
    /* numbers and sizes in front, as one fraction */
    {"a * 1/m", "1/m * a"},
    {"a / (2 * m)", "1 / (2 * m) * a"},
    {"a * 2 / 3", "2/3 * a"},
    {"a * 3 / m", "3/m * a"},
    {"m * a", "m * a"},
    {"a / m^2", "1/m^2 * a"},
    {"1/2 * (a - b)^2", "1/2 * (a - b)^2"},
    /* quotients */
    {"a / b", "a / b"},
    {"a * b^(-1)", "a / b"},
    {"1 / b", "1/b"},
    {"a^(-2)", "1/a^2"},
    {"a * b^(-2) * c^(-1)", "a / (b^2 * c)"},
    {"sqrt(a)", "sqrt(a)"},
    {"a^(-1/2)", "1/sqrt(a)"},
    {"a^(3/2)", "a^(3/2)"},
    {"a / (sqrt(2) * sqrt(pi))", "a / sqrt(2 * pi)"},
    {"sqrt(2) * a / sqrt(pi)", "a * sqrt(2) / sqrt(pi)"},
    {"a^b", "a^b"},
    /* brackets: what varies on the left, numbers on the right */
    {"(0 < a)", "(a > 0)"},
    {"(0 >= a)", "(a <= 0)"},
    {"(i == j) * S[i,j]", "S[i,i] * (i == j)"},
    {"(2 == i) * x[i]", "x[2] * (i == 2)"},
    /* bound letters: the author's own for that size; none that is free or a quantity */
    {"sum(o, x[o])", "sum(k, x[k])"},
    {"sum(o, A[i,o])", "sum(k, A[i,k])"},
    {"sum(o, S[k,o])", "sum(j, S[k,j])"},
    {"sum(o, S[k,o] * x[j])", "x[j] * sum(r, S[k,r])"},
    {"sum(o, B[o,1])", "sum(i, B[i,1])"},
    {"sum(o, B[o,i])", "sum(r, B[r,i])"},
    {"sum(o, l1, S[o,l1])", "sum(k, j, S[k,j])"},
    {"max(o, x[o])", "max(k, x[k])"},
    {"sum(x) * sum(y)", "sum(k, x[k]) * sum(k, y[k])"},
    /* functions */
    {"phi'(a)", "phi'(a)"},
    {"softmax(x)[i]", "softmax(x)[i]"},
    {"softmax(A)[i,j]", "softmax(A)[i,j]"},
    {"exp(a * x[i]) / sum(o, exp(a * x[o]))", "softmax(a * x)[i]"},
    {"A[i,lab[i]]", "A[i,lab[i]]"},
    {"pi * a", "a * pi"},
};

START_TEST(an_expression_is_laid_out_as_it_is_read) {
    Letters letters = {0};
    bench_resolve(&bench, layouts[_i].formula, &letters);
    ck_assert_str_eq(bench_text(&bench, bench_expr(&bench, layouts[_i].formula), &letters),
                     layouts[_i].laid_out);
}
END_TEST

/* What is laid out and read again is the same expression. */
START_TEST(what_is_laid_out_can_be_read_again) {
    Letters letters = {0};
    bench_resolve(&bench, layouts[_i].formula, &letters);
    const Expr *expr = bench_expr(&bench, layouts[_i].formula);
    const char *text = bench_text(&bench, expr, &letters);
    bench.letters = letters;
    const Expr *again = bench_expr(&bench, text);
    ck_assert_msg(again == expr || bench_same_values(&bench, again, expr), "%s", text);
}
END_TEST

/* 300 sums inside one another, more than there are letters. */
START_TEST(a_nest_of_sums_may_be_deep) {
    Dimension n = {"n", 3};
    const Symbol *S = pool_symbol(bench.pool, scope_find(bench.scope, "S"));
    const Expr *nest = bench_expr(&bench, "x[i]");
    const Index *i = pool_letter(bench.pool, "i", n);
    for (int depth = 0; depth < 300; depth++) {
        const Index *fresh = pool_fresh(bench.pool, n);
        const Expr *term = expr_index(bench.pool, fresh);
        const Expr *row[] = {expr_index(bench.pool, i), term};
        nest =
            expr_sum(bench.pool, fresh,
                     expr_multiply2(bench.pool, expr_entry(bench.pool, S, row),
                                    expr_function1(bench.pool, FUNCTION_TANH,
                                                   expr_substitute1(bench.pool, nest, i, term))));
    }
    ck_assert_ptr_nonnull(bench_text(&bench, nest, NULL));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("layout");
    TCase *cases = tcase_create("layout");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    int count = (int)(sizeof layouts / sizeof *layouts);
    tcase_set_timeout(cases, 60);
    tcase_add_loop_test(cases, an_expression_is_laid_out_as_it_is_read, 0, count);
    tcase_add_loop_test(cases, what_is_laid_out_can_be_read_again, 0, count);
    tcase_add_test(cases, a_nest_of_sums_may_be_deep);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
