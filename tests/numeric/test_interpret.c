/* Formulas run as they stand: the whole language, on plain numbers. */
#include <check.h>
#include <stdlib.h>

#include "model_text.h"

static ModelText text;
static Point *point;

static void set_up(void) {
    model_text_open(
        &text,
        "{sizes: {n: 2, m: 3}, functions: {swish(x): x * sigmoid(x), shift(n): n + a},"
        " given: {A: [n, m], B: [m, n], v: [n], w: [m], a: [], y: [n -> m], o: [-> m], r: [1, m]},"
        " define: {'p[k,c]': 'A[k,c] / sum(q, A[k,q])', h: relu(A - 2), s: sum(A),"
        "          'g[k]': 'max(q, A[k,q])'},"
        " values: {A: [[1, 2, 3], [4, 5, 6]], B: [[1, 0], [0, 1], [2, -1]], v: [1, -2],"
        "          w: [1/2, 0, 3], a: 5, y: [3, 1], o: 2, r: [[1, 0, -1]]}}");
    point = point_at_values(text.arena, text.scope, 128);
}

static void tear_down(void) {
    model_text_close(&text);
}

static const struct {
    const char *formula, *letters, *value;
} values[] = {
    {"1/2 + 3 * 2^3 - 1", "", "[47/2]"},
    {"A", "", "[1, 2, 3, 4, 5, 6]"},
    {"A.T", "", "[1, 4, 2, 5, 3, 6]"},
    {"v.T", "", "[1, -2]"},
    {"A @ B", "", "[7, -1, 16, -1]"},
    {"A @ w", "", "[19/2, 20]"},
    {"v @ A", "", "[-7, -8, -9]"},
    {"v @ v", "", "[5]"},
    {"A @ B @ v", "", "[9, 18]"},
    {"A * A", "", "[1, 4, 9, 16, 25, 36]"},
    {"A + w", "", "[3/2, 2, 6, 9/2, 5, 9]"},
    {"A + r", "", "[2, 2, 2, 5, 5, 5]"},
    {"A / (a * n)", "", "[1/10, 1/5, 3/10, 2/5, 1/2, 3/5]"},
    {"A ^ 2 - 1", "", "[0, 3, 8, 15, 24, 35]"},
    {"-A[2,3]", "", "[-6]"},
    {"A[.,2]", "", "[2, 5]"},
    {"A[2,.]", "", "[4, 5, 6]"},
    {"A[i,j] * (i == j)", "i=2 j=2", "[5]"},
    {"A[i,j] * (i == j)", "i=2 j=1", "[0]"},
    {"A[1,y[1]]", "", "[3]"},
    {"A[i,y[i]]", "i=2", "[4]"},
    {"A[.,o]", "", "[2, 5]"},
    {"sum(k, A[k,y[k]])", "", "[7]"},
    {"sum(i, j, A[i,j] * B[j,i])", "", "[6]"},
    {"sum(j, A[.,j])", "", "[6, 15]"},
    {"sum(A)", "", "[21]"},
    {"mean(A)", "", "[7/2]"},
    {"sum(A, 1)", "", "[5, 7, 9]"},
    {"sum(A, 2)", "", "[6, 15]"},
    {"mean(A, -1)", "", "[2, 5]"},
    {"sum(A, -2)", "", "[5, 7, 9]"},
    {"max(j, A[1,j] * w[j])", "", "[9]"},
    {"min(j, A[i,j])", "i=2", "[4]"},
    {"max(A, 7/2)", "", "[7/2, 7/2, 7/2, 4, 5, 6]"},
    {"min(w, 1)", "", "[1/2, 0, 1]"},
    {"tr(A @ B)", "", "[6]"},
    {"ones(n)", "", "[1, 1]"},
    {"ones(n, 3)", "", "[1, 1, 1, 1, 1, 1]"},
    {"eye(n)", "", "[1, 0, 0, 1]"},
    {"eye(m)[.,2]", "", "[0, 1, 0]"},
    {"diag(v)", "", "[1, 0, 0, -2]"},
    {"outer(v, w)", "", "[1/2, 0, 3, -1, 0, -6]"},
    {"onehot(y)", "", "[0, 0, 1, 1, 0, 0]"},
    {"onehot(o)", "", "[0, 1, 0]"},
    {"(A > 2)", "", "[0, 0, 1, 1, 1, 1]"},
    {"(w == 0) + (w != 0) + 2 * (w >= 1/2) + 4 * (w <= 1/2)", "", "[7, 5, 3]"},
    {"relu(v)", "", "[1, 0]"},
    {"leaky_relu(v, 1/10)", "", "[1, -1/5]"},
    {"abs(v) + sign(v)", "", "[2, 1]"},
    {"sqrt(v ^ 2)", "", "[1, 2]"},
    {"softmax(0 * A)", "", "[1/3, 1/3, 1/3, 1/3, 1/3, 1/3]"},
    {"sigmoid(v - v) + exp(0) + log(1)", "", "[3/2, 3/2]"},
    {"p", "", "[1/6, 1/3, 1/2, 4/15, 1/3, 2/5]"},
    {"p[2,c]", "c=3", "[2/5]"},
    {"h", "", "[0, 0, 1, 2, 3, 4]"},
    {"g", "", "[3, 6]"},
    {"s / n", "", "[21/2]"},
    {"swish(0 * v)", "", "[0, 0]"},
    {"shift(v)", "", "[6, 3]"},
    {"2 * pi", "", "[6.283185307]"},
    /* mpmath 1.3: [exp(1), exp(2), exp(3)] over their sum; 1 / (1 + exp(-1)) */
    {"softmax(A)[1,.]", "", "[0.09003057317, 0.2447284711, 0.6652409558]"},
    {"swish(v)[1]", "", "[0.7310585786]"},
    {"1 / (s - 21)", "", "division by zero at 1 / (s - 21)"},
    {"2 + log(v)", "", "the logarithm of a number that is not positive at log(v)"},
    {"sqrt(-a)", "", "a root or fractional power of a negative number at sqrt(-a)"},
};

START_TEST(formulas_have_their_values) {
    ck_assert_str_eq(model_text_value(&text, point, values[_i].formula, values[_i].letters),
                     values[_i].value);
}
END_TEST

START_TEST(a_letter_that_is_not_bound_is_a_fault) {
    ck_assert_str_eq(model_text_value(&text, point, "A[i,1]", ""),
                     "a formula whose names or shapes make no sense at i");
    ck_assert_str_eq(model_text_value(&text, point, "A[i,1]", "i=3"),
                     "an index outside its dimension at i");
}
END_TEST

START_TEST(one_formula_serves_many_letters) {
    const Syntax *entry = model_text_formula(&text, "A[i,j]");
    Tensor tensor;
    tensor_init(&tensor);
    Fault fault;
    for (long i = 1; i <= 2; i++)
        for (long j = 1; j <= 3; j++) {
            LetterValue items[2] = {{"i", i}, {"j", j}};
            LetterValues letters = {items, 2};
            ck_assert(interpret(point, text.scope, entry, &letters, &tensor, &fault));
            ck_assert(fmpq_equal_si(&tensor.entries[0].rational, 3 * i - 3 + j));
        }
    tensor_clear(&tensor);
}
END_TEST

START_TEST(a_higher_precision_gives_more_digits) {
    const Syntax *root = model_text_formula(&text, "sqrt(2)");
    Tensor tensor;
    tensor_init(&tensor);
    Fault fault;
    ck_assert(interpret(point, text.scope, root, NULL, &tensor, &fault));
    ck_assert_int_lt(number_accuracy(&tensor.entries[0]), 140);
    point_set_precision(point, 1000);
    ck_assert(interpret(point, text.scope, root, NULL, &tensor, &fault));
    ck_assert_int_gt(number_accuracy(&tensor.entries[0]), 980);
    tensor_clear(&tensor);
}
END_TEST

int main(void) {
    TCase *cases = tcase_create("interpret");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, formulas_have_their_values, 0, sizeof values / sizeof *values);
    tcase_add_test(cases, a_letter_that_is_not_bound_is_a_fault);
    tcase_add_test(cases, one_formula_serves_many_letters);
    tcase_add_test(cases, a_higher_precision_gives_more_digits);
    Suite *suite = suite_create("interpret");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
