/* Index notation → matrix notation, and the reason where there is none. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static Bench bench;

static void set_up(void) {
    bench_open(&bench,
               "{sizes: {m: 2, n: 3, p: 4, k1: 1}, functions: {phi(u): unknown},"
               " given: {A: [m, n], B: [n, p], C: [m, n], S: [n, n], x: [n], y: [m], w: [n], s: [],"
               "         R: [k1, n], T: [m, n, p], lab: [m -> n], D: [m, p],"
               "         b: [1, p], e: [p], err: [m, 1], col: [n, 1], row: [1, n], bit: [1, 1]},"
               " define: {Z: C @ B, lin: A @ x, quad: '(x @ S @ x)', dots: 'x @ w',"
               "          had: A * C, tri: 'A @ B', act: tanh(A), bias: 'C + x', rows: 'sum(A, 2)',"
               "          total: 'sum(A)', sq: '1/2 * sum((A - C)^2)', tr2: 'tr(S @ S)',"
               "          pick: 'sum(i, A[i,lab[i]])', frob: 'sum((A @ B - D)^2)',"
               "          one: 'R @ x', loss: '1/m * sum((A @ x - y)^2)', soft: softmax(A),"
               "          reg: '1/2 * s * sum(S^2)', half: 'sum(relu(A @ B))',"
               "          strip: 'e @ (A[.,1] @ (D - b))', strop: 'e @ (A[.,1] @ (D - exp(b)))',"
               "          pass: 'sum(w) * tr(S)', miss: 'sum(w) * tr(A.T @ C - S)',"
               "          soft2: 'sum(exp(C * x) @ w)', jac: 'A @ tanh(S @ x)',"
               "          gates: 'y @ (tanh(A @ x) * tanh(C @ x))', conv: relu(S @ B),"
               "          att: softmax(A @ S.T), score: 'sum(D * (att @ B))',"
               "          far: '(x - w) @ S.T @ S @ (x - w)',"
               "          loop: 'sum(B * (S @ conv @ (D.T @ D)))', hid: tanh(A + x), net: 'hid @ B "
               "- D', ring: 'sum(net^2)',"
               "          own: 'sum(i, w[i] * S[i,i])',"
               "          at: 'sum(i, exp(A[i,lab[i]]) * y[i])'}}");
}

static void tear_down(void) {
    bench_close(&bench);
}

static const struct {
    const char *find, *matrix;
} forms[] = {
    /* products and transposes */
    {"A @ x", "A @ x"},
    {"x @ A.T", "A @ x"},
    {"(A @ B)", "A @ B"},
    {"(A @ B).T", "B.T @ A.T"},
    {"y @ A", "A.T @ y"},
    {"(y @ A @ x)", "y @ A @ x"},
    {"outer(y, x)", "outer(y, x)"},
    /* a matrix that all terms share, where the other factor of one is a one-hot row */
    {"softmax(A) @ B - onehot(lab) @ B", "(softmax(A) - onehot(lab)) @ B"},
    {"1/m * (A @ B - onehot(lab) @ B)", "1/m * ((A - onehot(lab)) @ B)"},
    {"S @ A.T - S @ onehot(lab).T", "S @ (A.T - onehot(lab).T)"},
    {"A @ B - onehot(lab) @ (B + B)", "A @ B - 2 * (onehot(lab) @ B)"},
    /* the one index of a dimension of size 1 joins like a summed one */
    {"(err @ col.T) * (A > 0)", "(A > 0) * (err @ col.T)"},
    {"A.T @ ((err * (1 - err)) @ col.T)", "A.T @ (err * (1 - err)) @ col.T"},
    {"(A @ col - err) @ col.T", "(A @ col - err) @ col.T"},
    {"row.T @ ((bit - bit^2) @ col.T)", "row.T @ (bit - bit^2) @ col.T"},
    {"row.T @ err.T", "row.T @ err.T"},
    {"err.T @ ones(m, 1)", "ones(1, m) @ err"},
    {"((err[.,1] * y) @ A)", "A.T @ (y * err[.,1])"},
    {"row[1,2] * err", "row[1,2] * err"},
    /* of three matrices in a circle the first two in reading order are multiplied */
    {"d ring / d x", "2 * (ones(m) @ ((net @ B.T) * (1 - hid^2)))"},
    /* terms of one form are one, whichever product in them is summed first */
    {"d far / d x", "2 * (S.T @ S @ (x - w))"},
    /* elementwise */
    {"A * C", "A * C"},
    {"A / C", "A / C"},
    {"s * A", "s * A"},
    {"A + C", "C + A"},
    {"tanh(A)", "tanh(A)"},
    {"(A > 0) * C", "(A > 0) * C"},
    /* gradients */
    {"d dots / d x", "w"},
    {"d quad / d x", NULL}, /* S x + Sᵀ x, in either order */
    {"d quad / d S", "outer(x, x)"},
    {"d total / d A", "ones(m, n)"},
    {"d sq / d A", "A - C"},
    {"d tr2 / d S", "2 * S.T"},
    {"d frob / d A", "2 * ((A @ B - D) @ B.T)"},
    {"d frob / d B", "2 * (A.T @ (A @ B - D))"},
    {"d loss / d x", "2/m * (A.T @ (A @ x - y))"},
    {"d reg / d S", "s * S"},
    {"d half / d A", "(A @ B > 0) @ B.T"},
    {"d lin / d x", "A"},
    {"d one[1] / d x", "R[1,.]"},
    {"d pick / d A", "onehot(lab)"},
    {"d rows[1] / d A", "outer(eye(m)[.,1], ones(n))"},
    {"d x / d x", "eye(n)"},
    /* beside eye(n) a number is no multiple of it */
    {"d (x - mean(x)) / d x", "eye(n) - 1/n * ones(n, n)"},
    {"d (x - sum(x)) / d x", "eye(n) - ones(n, n)"},
    {"d tanh(x) / d x", "diag(1 - tanh(x)^2)"},
    {"d s / d x", NULL}, /* 0: any zeros */
    /* a row stretches over rows, whatever is done to it: (D - b)[i,l] = D[i,l] - b[1,l] */
    {"d strip / d A", "outer((D - b) @ e, eye(n)[.,1])"},
    {"d strop / d A", "outer((D - exp(b)) @ e, eye(n)[.,1])"},
    /* a vector that is no name stretches over nothing on paper */
    {"(C + tanh(x))", "C + outer(ones(m), tanh(x))"},
    {"(C + x)", "C + x"},
    /* transposes and vectors go into a sum, where fewer transposes or diagonals are left */
    {"d loop / d B", "S.T @ ((S.T @ B @ D.T @ D) * (conv > 0)) + S @ conv @ D.T @ D"},
    {"d loop / d S", "B @ D.T @ D @ conv.T + ((S.T @ B @ D.T @ D) * (conv > 0)) @ B.T"},
    {"d gates / d x", "C.T @ (y * tanh(A @ x) * (1 - tanh(C @ x)^2)) + "
                      "A.T @ (y * (1 - tanh(A @ x)^2) * tanh(C @ x))"},
    /* a vector is spread over a matrix as a column */
    {"d score / d S", "((D @ B.T - outer(sum((D @ B.T) * att, -1), ones(n))) * att).T @ A"},
    /* a vector between two matrices is a diagonal: the Jacobian A diag(1 - tanh^2) S */
    {"d jac / d x", "A @ diag(1 - tanh(S @ x)^2) @ S"},
    {"d soft2 / d C", "exp(C @ diag(x)) @ diag(x * w)"}, /* exp(C[i,j] x[j]) x[j] w[j] */
    /* a number inside a function is in matrix notation too, if it has one */
    {"d phi(w @ x) / d x", "phi'(w @ x) * w"},
    {"phi(max(k, x[k])) * w", "phi(max(i, x[i])) * w"},
    /* scalars stand in front, and are added as numbers */
    {"d pass / d S", "sum(w) * eye(n)"},
    {"d pass / d w", "tr(S) * ones(n)"},
    {"d miss / d w", "(sum(A * C) - tr(S)) * ones(n)"},
    /* a diagonal taken with eye: d own / d w = (S[1,1], S[2,2], S[3,3]) */
    {"d own / d w", "sum(eye(n) * S, -1)"},
    {"d own / d S", "diag(w)"},
    {"d at / d y", "exp(sum(onehot(lab) * A, -1))"},
    /* free letters stay fixed indices */
    {"d (onehot(lab) @ w) / d w[j]", "onehot(lab)[.,j]"},
    {"d sum(i, D[i,.] @ B[lab[i],.]) / d B[2,.]", "D.T @ onehot(lab)[.,2]"},
    {"A[i,.]", "A[i,.]"},
    {"d lin[i] / d x", "A[i,.]"},
    {"d tri[i,.] / d A[i,.]", "B.T"},
    /* no form, and why */
    {"T[.,.,1] * 2", "2 * T[.,.,1]"},
};

START_TEST(a_matrix_form_is_the_one_that_is_taught) {
    const char *matrix = bench_matrix(&bench, forms[_i].find);
    if (forms[_i].matrix != NULL)
        ck_assert_str_eq(matrix, forms[_i].matrix);
    else
        ck_assert_msg(strncmp(matrix, "none", 4) != 0, "%s", matrix);
}
END_TEST

/* Read again it has the shape of what was asked and its value. */
START_TEST(a_matrix_form_is_equal_to_what_was_asked) {
    Letters letters = {0};
    const Syntax *find = bench_resolve(&bench, forms[_i].find, &letters);
    const char *matrix = bench_matrix(&bench, forms[_i].find);
    bench.letters = letters;
    const Expr *asked = gradients_expand_fully(bench.gradients, bench_expr(&bench, forms[_i].find));
    const Syntax *again = bench_resolve(&bench, matrix, &letters);
    ck_assert_msg(again->shape->rank == find->shape->rank || again->shape->rank == 0, "%s", matrix);
    Verifier *verifier = verifier_new(bench.arena, bench.gradients, false);
    const Expr *whole = gradients_expand_fully(bench.gradients, bench_expr(&bench, matrix));
    ck_assert_ptr_nonnull(asked);
    Verification verification = verify(verifier, find, &bench.letters, (Printed){whole, NULL});
    ck_assert_msg(verification.outcome == VERIFY_EQUAL, "%s: %s", matrix, verification.report);
}
END_TEST

static const struct {
    const char *find, *reason;
} formless[] = {
    {"T[.,.,1] * T[.,.,2] + sum(T, 3) * s", NULL},
    {"sum(k, sum(i, T[i,.,k] * T[i,1,k]))", ""},
};

START_TEST(what_has_no_form_says_why) {
    const char *matrix = bench_matrix(&bench, formless[_i].find);
    if (formless[_i].reason != NULL)
        ck_assert_msg(strncmp(matrix, "none: ", 6) == 0 && strlen(matrix) > 6, "%s", matrix);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("matrix_form");
    TCase *cases = tcase_create("matrix_form");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    int count = (int)(sizeof forms / sizeof *forms);
    tcase_set_timeout(cases, 60);
    tcase_add_loop_test(cases, a_matrix_form_is_the_one_that_is_taught, 0, count);
    tcase_add_loop_test(cases, a_matrix_form_is_equal_to_what_was_asked, 0, count);
    tcase_add_loop_test(cases, what_has_no_form_says_why, 0,
                        (int)(sizeof formless / sizeof *formless));
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
