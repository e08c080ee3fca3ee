/* Factoring and gathering: what terms share is taken out, and only then. */
#include <check.h>
#include <stdlib.h>

#include "algebra/factor.h"
#include "bench.h"

static Bench bench;

static void set_up(void) {
    bench_open(&bench,
               "{sizes: {n: 2, m: 3}, given: {a: [], b: [], c: [], v: [n], w: [n], A: [n, n], "
               "B: [n, n]}}");
    bench_know_letter(&bench, "i", "n");
    bench_know_letter(&bench, "j", "n");
}

static void tear_down(void) {
    bench_close(&bench);
}

typedef struct Shared {
    const char *sum, *result;
} Shared;

/* All terms share it. */
static const Shared factored[] = {
    {"a*b + a*c", "a * (b + c)"},
    {"a^3*b - a^2*c", "a^2 * (a * b - c)"},
    {"a/b + c/b^2", "(a + c / b) / b"},
    {"1/2*A[i,j] + 1/2*A[j,i]", "1/2 * (A[i,j] + A[j,i])"},
    {"2*a - 2*b", "2 * (a - b)"},
    {"exp(a)*b + exp(a)*c", "exp(a) * (b + c)"},
    {"(a > 0)*b + (a > 0)*c", "(a > 0) * (b + c)"},
    /* nothing, or a number that others do not have */
    {"a + b", "a + b"},
    {"2*a + 3*b", "2 * a + 3 * b"},
    {"1/2*a - b", "1/2 * a - b"},
};

START_TEST(what_all_terms_share_is_taken_out) {
    const Shared *shared = &factored[_i];
    const Expr *sum = bench_expr(&bench, shared->sum);
    const Expr *result = bench_expr(&bench, shared->result);
    ck_assert_msg(expr_factor(bench.pool, sum) == result, "%s is %s, not %s", shared->sum,
                  bench_text(&bench, expr_factor(bench.pool, sum), &bench.letters), shared->result);
}
END_TEST

/* Some terms share it. */
static const Shared gathered[] = {
    {"sum(q, A[i,q]*v[q]) + sum(q, A[q,i]*v[q]) - w[i]", "sum(q, v[q]*(A[i,q] + A[q,i])) - w[i]"},
    {"1/2*sum(q, A[i,q]*v[q]) + 1/2*sum(q, A[q,i]*v[q]) + a",
     "1/2*sum(q, v[q]*(A[i,q] + A[q,i])) + a"},
    {"sqrt(a + b)*v[i] + sqrt(a + b)*w[i] + c", "sqrt(a + b)*(v[i] + w[i]) + c"},
    /* the same but for the order of the sums */
    {"sum(q, A[q,i]*sum(r, A[q,r]*v[r])) + sum(q, v[q]*sum(r, A[r,q]*A[r,i]))",
     "2*sum(q, A[q,i]*sum(r, A[q,r]*v[r]))"},
    /* no shorter */
    {"a*b + a + c", "a*b + a + c"},
    /* two layers' shares of a gradient stay two sums */
    {"sum(q, A[q,i]*v[q]) + sum(q, B[q,i]*w[q])", "sum(q, A[q,i]*v[q]) + sum(q, B[q,i]*w[q])"},
    /* a delta stays where a sum can find it */
    {"sqrt(a + b)*(i == j) + sqrt(a + b)*v[i]*w[j] + c",
     "sqrt(a + b)*(i == j) + sqrt(a + b)*v[i]*w[j] + c"},
};

START_TEST(what_some_terms_share_is_taken_out_where_that_is_shorter) {
    const Shared *shared = &gathered[_i];
    const Expr *sum = bench_expr(&bench, shared->sum);
    const Expr *result = bench_expr(&bench, shared->result);
    ck_assert_msg(expr_gather(bench.pool, sum) == result, "%s is %s, not %s", shared->sum,
                  bench_text(&bench, expr_gather(bench.pool, sum), &bench.letters), shared->result);
}
END_TEST

/* A product divided by another; NULL: it has not all its factors. */
static const struct {
    const char *expr, *divisor, *quotient;
} quotients[] = {
    {"a*b*c", "a*c", "b"},
    {"3*a^3*b", "2*a^2", "3/2*a*b"},
    {"b/a^3", "1/a", "b/a^2"},
    {"(a - b)*c", "b - a", "-c"},
    {"2*a + 4*b", "a + 2*b", "2"},
    {"a*(c + 1/2)^(-3/2)", "a/sqrt(c + 1/2)", "1/(c + 1/2)"},
    {"a/(2*c + 1)", "1/sqrt(c + 1/2)", "a/2/sqrt(c + 1/2)"},
    {"(a > b)*c", "(a > b)", "c"},
    /* a size is a number */
    {"sum(q, v[q])", "sum(q, v[q])/n", "n"},
    {"a*b", "c", NULL},
    {"a*b", "a^2", NULL},
    {"a*b", "1/a", NULL},
    {"a + b", "a", NULL},
    {"a*b", "n", NULL},
};

START_TEST(a_product_is_divided_by_what_is_in_it) {
    const Expr *found = expr_quotient(bench.pool, bench_expr(&bench, quotients[_i].expr),
                                      bench_expr(&bench, quotients[_i].divisor));
    const char *wanted = quotients[_i].quotient;
    ck_assert_msg(found == (wanted != NULL ? bench_expr(&bench, wanted) : NULL),
                  "%s by %s is %s, not %s", quotients[_i].expr, quotients[_i].divisor,
                  found != NULL ? bench_text(&bench, found, NULL) : "none",
                  wanted != NULL ? wanted : "none");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("factor");
    TCase *cases = tcase_create("factor");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, what_all_terms_share_is_taken_out, 0,
                        (int)(sizeof factored / sizeof *factored));
    tcase_add_loop_test(cases, what_some_terms_share_is_taken_out_where_that_is_shorter, 0,
                        (int)(sizeof gathered / sizeof *gathered));
    tcase_add_loop_test(cases, a_product_is_divided_by_what_is_in_it, 0,
                        (int)(sizeof quotients / sizeof *quotients));
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
