/* Bound indices: nothing is ever captured. */
#include <check.h>
#include <stdlib.h>

#include "bench.h"

static Bench bench;
static Pool *pool;
static const Symbol *A, *v;
static Dimension n;

static void set_up(void) {
    bench_open(&bench, "{sizes: {n: 3, one: 1}, given: {A: [n, n], v: [n], u: [one]}}");
    pool = bench.pool;
    A = pool_symbol(pool, scope_find(bench.scope, "A"));
    v = pool_symbol(pool, scope_find(bench.scope, "v"));
    n = A->dims[0];
}

static void tear_down(void) {
    bench_close(&bench);
}

static const Expr *entry(const Symbol *symbol, const Index *first, const Index *second) {
    const Expr *indices[] = {expr_index(pool, first),
                             second != NULL ? expr_index(pool, second) : NULL};
    return expr_entry(pool, symbol, indices);
}

/* Σ_k A[x,k] with k put for x is Σ_q A[k,q], not Σ_k A[k,k]. */
START_TEST(substitution_goes_under_a_binder_without_capture) {
    const Index *x = pool_letter(pool, "x", n), *k = pool_letter(pool, "k", n);
    const Expr *sum = expr_sum(pool, k, entry(A, x, k));
    const Expr *put = expr_substitute1(pool, sum, x, expr_index(pool, k));
    ck_assert_ptr_eq(put, bench_expr(&bench, "sum(q, A[k,q])"));
    ck_assert(expr_has_free(put, k));
    ck_assert(!expr_has_free(put, x));
}
END_TEST

/* The same where the index that is put is the one under which the sum itself was opened before. */
START_TEST(an_opened_index_is_not_captured_by_its_own_binder) {
    const Index *x = pool_fresh(pool, n), *bound = pool_fresh(pool, n), *opened;
    const Expr *sum = expr_sum(pool, bound, entry(A, x, bound));
    expr_open(pool, sum, &opened);
    const Expr *put = expr_substitute1(pool, sum, x, expr_index(pool, opened));
    const Expr *right = expr_sum(pool, bound, entry(A, opened, bound));
    ck_assert_ptr_eq(put, right);
    ck_assert(expr_has_free(put, opened));
}
END_TEST

/* Σ_k (A[x,k] - Σ_q A[x,q])² opened at k, times (k == x): the inner sum stays a sum. */
START_TEST(a_delta_on_an_opened_index_does_not_reach_into_its_binder) {
    for (int turn = 0; turn < 8; turn++) {
        const Index *x = pool_fresh(pool, n), *bound = pool_fresh(pool, n), *opened;
        const Expr *sum = expr_sum(pool, bound, entry(A, x, bound));
        const Expr *body = expr_open(pool, sum, &opened);
        const Expr *delta =
            expr_bracket(pool, RELATION_EQUAL, expr_index(pool, x), expr_index(pool, opened));
        const Expr *product = expr_multiply(pool, (const Expr *const[]){delta, sum, body}, 3);
        /* (x == k) A[x,x] Σ_q A[x,q], whichever of the two letters stays */
        const Expr *by_x = expr_sum(pool, opened, product);
        const Expr *expected =
            expr_multiply2(pool, entry(A, x, x), expr_sum(pool, bound, entry(A, x, bound)));
        ck_assert_ptr_eq(by_x, expected);
    }
}
END_TEST

/* A binder is named by the height of what is under it also where that sinks: Σ_k exp(v[k] + (x ==
 * 2) Σ_q A[q,k]) at x = 1. */
START_TEST(a_sum_whose_body_gets_lower_is_named_anew) {
    const Expr *body = bench_expr(&bench, "exp(v[k] + (x == 2) * sum(q, A[q,k]) * v[x])");
    const Expr *sum = expr_sum(pool, pool_letter(pool, "k", n), body);
    const Expr *put = expr_substitute1(pool, sum, pool_letter(pool, "x", n), expr_integer(pool, 1));
    ck_assert_ptr_eq(put, bench_expr(&bench, "sum(k, exp(v[k]))"));
}
END_TEST

START_TEST(all_indices_are_put_at_once) {
    const Index *i = pool_letter(pool, "i", n), *j = pool_letter(pool, "j", n);
    const Index *from[] = {i, j};
    const Expr *to[] = {expr_index(pool, j), expr_index(pool, i)};
    ck_assert_ptr_eq(expr_substitute(pool, entry(A, i, j), from, to, 2), entry(A, j, i));
}
END_TEST

START_TEST(putting_an_index_that_is_not_there_changes_nothing) {
    const Expr *sum = bench_expr(&bench, "sum(k, A[k,j] * v[k])");
    ck_assert_ptr_eq(expr_substitute1(pool, sum, pool_letter(pool, "k", n), expr_integer(pool, 1)),
                     sum);
}
END_TEST

START_TEST(a_binder_opens_with_one_index_or_with_another_each_time) {
    const Expr *sum = bench_expr(&bench, "sum(k, A[k,j])");
    const Index *first, *again, *fresh, *fresher;
    const Expr *body = expr_open(pool, sum, &first);
    ck_assert_ptr_eq(expr_open(pool, sum, &again), body);
    ck_assert_ptr_eq(first, again);
    const Expr *fresh_body = expr_open_fresh(pool, sum, &fresh);
    expr_open_fresh(pool, sum, &fresher);
    ck_assert_ptr_ne(fresh, first);
    ck_assert_ptr_ne(fresh, fresher);
    ck_assert_ptr_ne(fresh_body, body);
    /* Closed again each is the sum. */
    ck_assert_ptr_eq(expr_sum(pool, first, body), sum);
    ck_assert_ptr_eq(expr_sum(pool, fresh, fresh_body), sum);
}
END_TEST

/* Σ_i v[i] Σ_j A[i,j] Σ_i A[j,i]: the two i are two indices. */
START_TEST(nested_sums_of_one_letter_are_different_sums) {
    ck_assert_ptr_eq(bench_expr(&bench, "sum(i, v[i] * sum(j, A[i,j] * sum(i, A[j,i])))"),
                     bench_expr(&bench, "sum(p, v[p] * sum(q, A[p,q] * sum(r, A[q,r])))"));
    ck_assert_ptr_ne(bench_expr(&bench, "sum(p, v[p] * sum(q, A[p,q] * sum(r, A[q,r])))"),
                     bench_expr(&bench, "sum(p, v[p] * sum(q, A[p,q] * sum(r, A[p,r])))"));
}
END_TEST

START_TEST(free_indices_are_those_that_no_binder_binds) {
    const Expr *expr = bench_expr(&bench, "sum(k, A[k,j] * v[i]) + max(k, A[i,k])");
    ck_assert_uint_eq(expr->free_count, 2);
    ck_assert(expr_has_free(expr, pool_letter(pool, "i", n)));
    ck_assert(expr_has_free(expr, pool_letter(pool, "j", n)));
    ck_assert(!expr_has_free(expr, pool_letter(pool, "k", n)));
}
END_TEST

START_TEST(softmax_binds_in_its_body_and_not_in_its_place) {
    const Index *k = pool_letter(pool, "k", n), *c = pool_letter(pool, "c", n);
    const Expr *body = expr_function1(pool, FUNCTION_EXP, entry(A, c, k));
    const Expr *at_k = expr_softmax(pool, k, body, expr_index(pool, k));
    ck_assert(expr_has_free(at_k, k));
    const Expr *at_c = expr_substitute1(pool, at_k, k, expr_index(pool, c));
    ck_assert(!expr_has_free(at_c, k));
    ck_assert(expr_has_free(at_c, c));
    ck_assert_ptr_eq(at_c, bench_expr(&bench, "softmax(A)[c,c]"));
}
END_TEST

/* A sum, maximum or softmax over a dimension of size 1 is its only entry, the entry, 1. */
START_TEST(over_a_dimension_of_size_1_there_is_nothing_to_bind) {
    ck_assert_str_eq(bench_text(&bench, bench_expr(&bench, "sum(k, u[k])"), NULL), "u[1]");
    ck_assert_str_eq(bench_text(&bench, bench_expr(&bench, "max(k, u[k])"), NULL), "u[1]");
    ck_assert(expr_is_number(bench_expr(&bench, "softmax(u)[1]"), 1));
}
END_TEST

START_TEST(over_what_does_not_vary_a_binder_is_a_number_of_times_it) {
    const Index *k = pool_letter(pool, "k", n);
    const Expr *one = bench_expr(&bench, "v[1]");
    ck_assert_ptr_eq(expr_sum(pool, k, one), bench_expr(&bench, "n * v[1]"));
    ck_assert_ptr_eq(expr_extremum(pool, EXPR_MAX_OVER, k, one), one);
    ck_assert_ptr_eq(expr_softmax(pool, k, one, expr_index(pool, k)), bench_expr(&bench, "1 / n"));
}
END_TEST

static const Expr *negate_v(void *context, const Expr *part) {
    (void)context;
    return part->kind == EXPR_ENTRY && part->symbol == v ? expr_negate(pool, part) : part;
}

START_TEST(rebuilding_maps_direct_parts_only) {
    const Expr *sum = bench_expr(&bench, "v[i] + 2 * v[j]");
    /* 2 v[j] is a part, v[j] in it is none */
    ck_assert_ptr_eq(expr_rebuild(pool, sum, negate_v, NULL),
                     bench_expr(&bench, "2 * v[j] - v[i]"));
    const Expr *other = bench_expr(&bench, "A[i,j] + sum(k, A[k,j])");
    ck_assert_ptr_eq(expr_rebuild(pool, other, negate_v, NULL), other);
    ck_assert_ptr_eq(expr_rebuild(pool, bench_expr(&bench, "sum(k, v[k])"), negate_v, NULL),
                     bench_expr(&bench, "-sum(k, v[k])"));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("binder");
    TCase *cases = tcase_create("binder");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, substitution_goes_under_a_binder_without_capture);
    tcase_add_test(cases, an_opened_index_is_not_captured_by_its_own_binder);
    tcase_add_test(cases, a_delta_on_an_opened_index_does_not_reach_into_its_binder);
    tcase_add_test(cases, a_sum_whose_body_gets_lower_is_named_anew);
    tcase_add_test(cases, all_indices_are_put_at_once);
    tcase_add_test(cases, putting_an_index_that_is_not_there_changes_nothing);
    tcase_add_test(cases, a_binder_opens_with_one_index_or_with_another_each_time);
    tcase_add_test(cases, nested_sums_of_one_letter_are_different_sums);
    tcase_add_test(cases, free_indices_are_those_that_no_binder_binds);
    tcase_add_test(cases, softmax_binds_in_its_body_and_not_in_its_place);
    tcase_add_test(cases, over_a_dimension_of_size_1_there_is_nothing_to_bind);
    tcase_add_test(cases, over_what_does_not_vary_a_binder_is_a_number_of_times_it);
    tcase_add_test(cases, rebuilding_maps_direct_parts_only);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
