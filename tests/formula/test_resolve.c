/* Shapes, letters and indices; and whole messages where they do not fit. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static Bench bench;

static void set_up(void) {
    bench_open(&bench, "{sizes: {m: 2, n: 3, k1: 1}, functions: {phi(u): unknown, twice(x): x + x},"
                       " given: {A: [m, n], B: [n, m], v: [m], w: [n], s: [], T: [m, n, m, n],"
                       "         row: [1, n], H: [k1, n], y: [m -> n], o: [-> m]},"
                       " define: {l: sum(A)}, let: {g: d l / d A}}");
}

static void tear_down(void) {
    bench_close(&bench);
}

static const struct {
    const char *formula, *shape, *letters;
} shapes[] = {
    {"A", "(m, n)", ""},
    {"3/2", "a single number", ""},
    {"m", "a single number", ""},
    {"A @ B", "(m, m)", ""},
    {"A @ w", "(m)", ""},
    {"v @ A", "(n)", ""},
    {"v @ A @ w", "a single number", ""},
    {"A.T", "(n, m)", ""},
    {"v.T", "(m)", ""},
    {"A + w", "(m, n)", ""},
    {"A * s", "(m, n)", ""},
    {"row + A", "(m, n)", ""},
    {"row + v[1] * w", "(1, n)", ""},
    {"(A > 0)", "(m, n)", ""},
    {"A[i,j]", "a single number", "i:m j:n"},
    {"A[i]", "(n)", "i:m"},
    {"A[.,j]", "(m)", "j:n"},
    {"A[j,i] * B[i,j]", "a single number", "j:m i:n"},
    {"(i == j) * T[1,1,i,j] * v[i]", "a single number", "i:m j:n"},
    {"A[i,y[i]]", "a single number", "i:m"},
    {"outer(w, v)[j,i] * A[k,1]", "a single number", "j:n i:m k:m"},
    {"d (A @ w)[i] / d w[j]", "a single number", "i:m j:n"},
    {"sum(j, w[j] * v[i]) * w[j]", "a single number", "i:m j:n"},
    {"A[o,.]", "(n)", ""},
    {"sum(k, A[k,.])", "(n)", ""},
    {"sum(k, A[k,j])", "a single number", "j:n"},
    {"sum(A, 2)", "(m)", ""},
    {"mean(T, -1)", "(m, n, m)", ""},
    {"d l / d A", "(m, n)", ""},
    {"d A / d w", "(m, n, n)", ""},
    {"d A[i,.] / d A[i,.]", "(n, n)", "i:m"},
    {"g", "(m, n)", ""},
    {"softmax(A)", "(m, n)", ""},
    {"onehot(y)", "(m, n)", ""},
    {"onehot(o)", "(m)", ""},
    {"outer(v, w)", "(m, n)", ""},
    {"diag(w)", "(n, n)", ""},
    {"eye(3)", "(3, 3)", ""},
    {"ones(m, 4)", "(m, 4)", ""},
    {"tr(A @ B)", "a single number", ""},
    {"twice(A)", "(m, n)", ""},
    {"phi''(A)", "(m, n)", ""},
    {"pi", "a single number", ""},
    {"max(pi, s)", "a single number", ""},
};

START_TEST(a_formula_has_its_shape_and_letters) {
    Letters letters = {0};
    const Syntax *syntax = bench_resolve(&bench, shapes[_i].formula, &letters);
    ck_assert_str_eq(shape_text(bench.arena, syntax->shape), shapes[_i].shape);
    const char *found = "";
    for (size_t i = 0; i < letters.count; i++)
        found =
            arena_printf(bench.arena, "%s%s%s:%s", found, i > 0 ? " " : "", letters.items[i].name,
                         dimension_text(bench.arena, letters.items[i].dimension));
    ck_assert_str_eq(found, shapes[_i].letters);
}
END_TEST

/* "place: message; hint" */
static const struct {
    const char *formula, *complaint;
} wrong[] = {
    {"A + B",
     "A + B: shapes (m, n) and (n, m) do not fit together; only a dimension that is missing "
     "or declared as 1 is stretched\n"},
    {"H + A", "H + A: shapes (k1, n) and (m, n) do not fit together; only a dimension that is "
              "missing or declared as 1 is stretched\n"},
    {"A @ A", "A @ A: the product of (m, n) and (m, n) does not exist: n is not m; is a “.T” "
              "missing, or one too many?\n"},
    {"s @ A", "s @ A: “@” multiplies vectors and matrices, and here it stands between a single "
              "number and (m, n); for a number times a tensor write “*”\n"},
    {"T @ A", "T @ A: “@” multiplies vectors and matrices, and here it stands between (m, n, m, n) "
              "and (m, n)\n"},
    {"A[3,1]", "3: the index 3 is out of range; m is 2 here, and indices run from 1 to 2\n"},
    {"A[0,1]", "0: the index 0 is out of range; m is 2 here, and indices run from 1 to 2\n"},
    {"A[1/2,1]", NULL},
    {"A[1,2,3]", "A[1,2,3]: 1 index too many for a quantity of shape (m, n)\n"},
    {"s[1]", "s[1]: a single number takes no index\n"},
    {"A[m,1]", "m: “m” is a size and cannot stand as an index; an index is an integer, a letter, "
               "\".\" or an entry of a label\n"},
    {"A[s,1]", "s: “s” is a tensor and cannot stand as an index; an index is an integer, a letter, "
               "\".\" or an entry of a label; a label is declared as `s: [-> m]`\n"},
    {"A[1,o]", "o: the labels “o” run to m, but this dimension is n\n"},
    {"A[i,i]", "i: the index “i” runs over n here and over m before; the same letter is the same "
               "index: use another letter\n"},
    {"sum(k, A[k,1] * w[k])",
     "k: the index “k” runs over n here and over m before; the same letter "
     "is the same index: use another letter\n"},
    {"sum(k, s)", "k: “k” indexes nothing here, so its range is not known\n"},
    {"max(k, A[k,.])",
     "A[k,.]: max and min over an index are of a single number, not of shape (n)\n"},
    {"A^w", "w: an exponent must be a single number, not of shape (n)\n"},
    {"T.T", "T.T: “.T” is of a matrix, not of shape (m, n, m, n)\n"},
    {"d l / d (2 * A)", NULL},
    {"d loss / d weights", "loss: “loss” is not defined\nweights: “weights” is not defined\n"},
    {"d l / d m", "m: “m” is a size: there is no derivative by it\n"},
    {"d l / d y[1]", "y: “y” is a label: there is no derivative by it\n"},
    {"d l / d g", "g: “g” is a gradient: there is no derivative by it\n"},
    {"d T / d A[1,.] + d T / d T", NULL},
    {"reul(A)", "reul(A): there is no function “reul”; did you mean “relu”?\n"},
    {"zork(A)", "zork(A): there is no function “zork”; add it to the model's `functions`\n"},
    {"relu(A, A)", "relu(A, A): relu takes 1 argument, not 2\n"},
    {"twice(s, s)", "twice(s, s): twice takes 1 argument, not 2\n"},
    {"twice'(s)", "twice'(s): a prime is for a function that is left unknown; write d f(u) / d u "
                  "with a name u of the question's own\n"},
    {"sum(A, 3)", "3: there is no such dimension: the shape has 2; dimensions are counted from 1; "
                  "-1 is the last\n"},
    {"softmax(s)", "softmax(s): softmax is of a vector or of rows, not of a single number\n"},
    {"tr(A)", "tr(A): tr is of a square matrix, not of shape (m, n)\n"},
    {"diag(A)", "A: diag is of a vector, not of shape (m, n)\n"},
    {"outer(v, A)", "A: outer is of two vectors, not of shape (m, n)\n"},
    {"eye(s)", "s: a size or a positive integer must stand here\n"},
    {"ones(0)", "0: a size or a positive integer must stand here\n"},
    {"onehot(v)", "v: onehot is of a label; declare it as `y: [m -> K]`\n"},
    {"sum(A, 100000000000000000000)",
     "100000000000000000000: there is no such dimension: the shape has 2; dimensions are counted "
     "from 1; -1 is the last\n"},
};

START_TEST(what_does_not_fit_is_said_with_its_mending) {
    const char *complaint = bench_complaint(&bench, wrong[_i].formula);
    if (wrong[_i].complaint == NULL)
        ck_assert_str_ne(complaint, "");
    else
        ck_assert_str_eq(complaint, wrong[_i].complaint);
}
END_TEST

/* Resolved once, not once for each place in the body: 3^40 else. */
START_TEST(functions_inside_functions_cost_what_is_written) {
    const char *formula = "s";
    for (int i = 0; i < 40; i++)
        formula = arena_printf(bench.arena, "twice(%s)", formula);
    ck_assert_str_eq(bench_complaint(&bench, formula), "");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("resolve");
    TCase *cases = tcase_create("resolve");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, a_formula_has_its_shape_and_letters, 0,
                        (int)(sizeof shapes / sizeof *shapes));
    tcase_add_loop_test(cases, what_does_not_fit_is_said_with_its_mending, 0,
                        (int)(sizeof wrong / sizeof *wrong));
    tcase_add_test(cases, functions_inside_functions_cost_what_is_written);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
