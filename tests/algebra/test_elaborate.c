/* From NumPy's operators to index notation: the entry that stands at (row, column). */
#include <check.h>
#include <stdlib.h>

#include "algebra/elaborate.h"
#include "bench.h"

static Bench bench;

static void set_up(void) {
    bench_open(&bench,
               "{sizes: {m: 3, n: 2, p: 4, k1: 1},"
               " functions: {swish(x): x * sigmoid(x), 'dist(u, w)': 'sum((u - w)^2)',"
               "             weigh(x): 'sum(k, x * v[k])', twice(k): 'k + k', phi(u): unknown},"
               " given: {A: [m, n], B: [n, p], S: [m, m], v: [m], w: [n], s: [], column: [m, 1],"
               "         row: [1, n], H: [k1, n], T: [m, n, p], y: [m -> n], o: [-> m]},"
               " define: {C: A @ B, 'q[i,j]': 'A[i,j] * w[j]', l: sum(C)},"
               " let: {g: d l / d C, 'e': 'd l / d A[i,.]'}}");
}

static void tear_down(void) {
    bench_close(&bench);
}

/* Both sides have their axes in one order; the right ones are written with letters i, j. The test
 * compares the left entry at the letters with the right one. */
static const struct {
    const char *formula, *entry;
} entries[] = {
    /* products sum over the dimension between */
    {"(A @ B)[i,j]", "sum(k, A[i,k] * B[k,j])"},
    {"(A @ w)[i]", "sum(k, A[i,k] * w[k])"},
    {"(v @ A)[j]", "sum(k, v[k] * A[k,j])"},
    {"v @ v", "sum(k, v[k]^2)"},
    {"(v @ A @ w)", "sum(k, q, v[k] * A[k,q] * w[q])"},
    {"(A.T @ A)[i,j]", "sum(k, A[k,i] * A[k,j])"},
    {"(A @ B @ B.T @ A.T)[i,j]", "sum(k, A[i,k] * sum(r, sum(q, B[k,q] * B[r,q]) * A[j,r])) + 0"},
    {"((A @ B) @ B.T)[i,j]", "(A @ (B @ B.T))[i,j] + 0"},
    /* transposes swap, a vector stays */
    {"A.T[i,j]", "A[j,i]"},
    {"A.T.T[i,j]", "A[i,j]"},
    {"v.T[i]", "v[i]"},
    {"(A @ B).T[i,j]", "(B.T @ A.T)[i,j]"},
    /* slices fix, "." keeps */
    {"A[2,.][j]", "A[2,j]"},
    {"A[.,1][i]", "A[i,1]"},
    {"A[2][j]", "A[2,j]"},
    {"T[.,j,.][i,3]", "T[i,j,3]"},
    {"B[y[1],p1]", "(onehot(y) @ B)[1,p1]"},
    {"v[o]", "(v @ onehot(o))"},
    {"A[i,y[i]]", "(A @ onehot(y).T)[i,i]"},
    /* broadcasting: missing dimensions and the literal 1 stretch, k1 does not */
    {"(A * w)[i,j]", "A[i,j] * w[j]"},
    {"(A + w)[i,j]", "A[i,j] + w[j]"},
    {"(A * column)[i,j]", "A[i,j] * column[i,1]"},
    {"(A - row)[i,j]", "A[i,j] - row[1,j]"},
    {"(column * row)[i,j]", "column[i,1] * row[1,j]"},
    {"(s * A / 2)[i,j]", "1/2 * s * A[i,j]"},
    {"(A^2)[i,j]", "A[i,j]^2"},
    {"(2 - A)[i,j]", "2 - A[i,j]"},
    {"(A > 0)[i,j]", "(A[i,j] > 0)"},
    {"(1 / A)[i,j]", "1 / A[i,j]"},
    {"relu(A + w)[i,j]", "relu(A[i,j] + w[j])"},
    {"max(A, w)[i,j]", "max(w[j], A[i,j])"},
    {"leaky_relu(A, w)[i,j]", "leaky_relu(A[i,j], w[j])"},
    {"phi(A)[i,j]", "phi(A[i,j])"},
    {"H[1,j]", "H[i,j] + 0 * H[i,j]"},
    /* reductions */
    {"sum(A)", "sum(k, q, A[k,q])"},
    {"sum(A, 1)[j]", "sum(k, A[k,j])"},
    {"sum(A, 2)[i]", "sum(k, A[i,k])"},
    {"sum(A, -1)[i]", "sum(k, A[i,k])"},
    {"sum(T, -2)[i,j]", "sum(k, T[i,k,j])"},
    {"mean(A)", "1/(m*n) * sum(k, q, A[k,q])"},
    {"mean(A, 1)[j]", "1/m * sum(k, A[k,j])"},
    {"mean(row, 1)[j]", "row[1,j]"},
    {"tr(S)", "sum(k, S[k,k])"},
    {"tr(A @ A.T)", "sum(k, q, A[k,q]^2)"},
    {"sum(k, A[k,.])[j]", "sum(k, A[k,j])"},
    {"sum((A - 1)^2)", "sum(k, q, (A[k,q] - 1)^2)"},
    /* softmax is along the last dimension */
    {"softmax(A)[i,j]", "exp(A[i,j]) / sum(q, exp(A[i,q]))"},
    {"softmax(w)[j]", "exp(w[j]) / sum(q, exp(w[q]))"},
    {"softmax(A + w)[i,j]", "exp(A[i,j] + w[j]) / sum(q, exp(A[i,q] + w[q]))"},
    /* NumPy's constructors */
    {"ones(m, n)[i,j] * A[i,j]", "A[i,j]"},
    {"eye(m)[i,j] * v[i] * v[j]", "(i == j) * v[i] * v[j]"},
    {"eye(m)[2,i] * v[i]", "(i == 2) * v[i]"},
    {"diag(v)[i,j] * v[j]", "(i == j) * v[i] * v[j]"},
    {"outer(v, w)[i,j]", "v[i] * w[j]"},
    {"(diag(v) @ A)[i,j]", "v[i] * A[i,j]"},
    {"(eye(m) @ A)[i,j]", "A[i,j]"},
    {"(A @ ones(n))[i]", "sum(k, A[i,k])"},
    {"(ones(m) @ ones(m))", "m"},
    {"onehot(y)[i,j] * A[i,j]", "(j == y[i]) * A[i,j]"},
    {"(onehot(y) @ B)[i,j]", "B[y[i],j]"},
    {"(onehot(o) @ A)[j]", "A[o,j]"},
    /* functions of the author */
    {"swish(A)[i,j]", "A[i,j] * sigmoid(A[i,j])"},
    {"dist(A[1,.], w)", "sum(k, (A[1,k] - w[k])^2)"},
    {"swish(swish(s))", "s * sigmoid(s) * sigmoid(s * sigmoid(s))"},
    /* an argument that has the letter of the body's sum is another index */
    {"sum(k, weigh(v[k]))", "sum(v)^2"},
    {"weigh(w[k])", "w[k] * sum(v)"},
    {"sum(i, weigh(weigh(v[i])))", "sum(v)^3"},
    {"twice(s)", "2 * s"},
    /* index form: a definition's name is its entry, not its body */
    {"q[i,j]", "q[i,j] + 0 * A[i,j]"},
    {"C[i,j]", "C[i,j] + 0 * C[i,j]"},
    /* a gradient's name is the gradient's entry */
    {"g[i,j]", "d l / d C[i,j]"},
    {"e[i,j]", "d l / d A[i,j]"},
    {"(d l / d C)[i,j]", "d l / d C[i,j]"},
    {"(d l / d C).T[j,i]", "d l / d C[i,j]"},
    {"sum(k, d l / d C[k,j])", "sum(d l / d C, 1)[j]"},
};

START_TEST(an_entry_is_what_numpy_computes) {
    const Expr *left = bench_expr(&bench, entries[_i].formula);
    const Expr *right = bench_expr(&bench, entries[_i].entry);
    if (left == right)
        return;
    /* One value, if the nodes differ: a softmax and the quotient that it is, sums in another order
     */
    ck_assert_msg(left->symbols == right->symbols && bench_same_values(&bench, left, right),
                  "%s is\n  %s, and %s is\n  %s", entries[_i].formula,
                  bench_text(&bench, left, NULL), entries[_i].entry,
                  bench_text(&bench, right, NULL));
}
END_TEST

START_TEST(a_definition_is_a_function_of_its_axes) {
    const Quantity *q = scope_find(bench.scope, "q"), *C = scope_find(bench.scope, "C");
    Elaborator elaborator;
    elaborator_init(&elaborator, bench.pool);
    ck_assert_ptr_eq(elaborate_definition(&elaborator, q), bench_expr(&bench, "A * w"));
    ck_assert_ptr_eq(elaborate_definition(&elaborator, C), bench_expr(&bench, "A @ B"));
    ck_assert_ptr_null(elaborate_definition(&elaborator, scope_find(bench.scope, "A")));
    ck_assert_ptr_null(elaborate_definition(&elaborator, scope_find(bench.scope, "g")));
}
END_TEST

/* Each level holds its argument twice: 2^30 copies of it, were they made. */
START_TEST(functions_inside_functions_are_resolved_once) {
    const char *formula = "s";
    for (int i = 0; i < 12; i++)
        formula = arena_printf(bench.arena, "swish(%s)", formula);
    ck_assert_ptr_eq(bench_expr(&bench, formula), bench_expr(&bench, formula));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("elaborate");
    TCase *cases = tcase_create("elaborate");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, an_entry_is_what_numpy_computes, 0,
                        (int)(sizeof entries / sizeof *entries));
    tcase_add_test(cases, a_definition_is_a_function_of_its_axes);
    tcase_add_test(cases, functions_inside_functions_are_resolved_once);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
