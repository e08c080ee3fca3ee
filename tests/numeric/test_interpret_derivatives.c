/* Derivatives by jets against derivatives by hand, by finite differences and by one another. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "model_text.h"

enum { PRECISION = 256 };

static ModelText text;
static Point *values, *somewhere;

static void set_up(void) {
    model_text_open(
        &text,
        "{sizes: {m: 2, n0: 3, n1: 2}, functions: {phi(u): unknown, cube(u): u^3},"
        " given: {x: [m, n0], t: [m], W: [n1, n0], b: [n1], w: [n1], q: [], c: [-> n1]},"
        " define: {z: x @ W.T + b, h: relu(z), y: h @ w, l: '1/2 * sum((y - t)^2)',"
        "          e: 'sum(exp(z) * sin(z))', u: 'unknown(w, q)', k: 'phi(phi(q))',"
        "          f: 'q^3 * w[1]^2 * w[2]', r: 'tanh(q) * log(q) / sqrt(q) + erf(q) * cos(q)',"
        "          a: 'softplus(q) + sigmoid(q) + exp(q)', s: softmax(z),"
        "          top: 'max(j, w[j])', far: 'sum(x)', v: cube(q)},"
        " let: {delta: d l / d y, g: 'd f / d w'},"
        " values: {x: [[1, -1, 2], [0, 1, 1/2]], t: [1, 2], W: [[1, 2, -1], [1/2, 0, 1]],"
        "          b: [1, -1], w: [2, 3], q: 1/3, c: 2}}");
    values = point_at_values(text.arena, text.scope, PRECISION);
    somewhere = point_random(text.arena, text.scope, 7, PRECISION);
}

static void tear_down(void) {
    model_text_close(&text);
}

/* z = [[-2, 3/2], [5/2, -1/2]], h = [[0, 3/2], [5/2, 0]], y = [9/2, 5], y - t = [7/2, 3] */
static const struct {
    const char *formula, *letters, *value;
} by_hand[] = {
    {"d l / d y", "", "[7/2, 3]"},
    {"delta", "", "[7/2, 3]"},
    {"d l / d w", "", "[15/2, 21/4]"},
    {"d l / d h", "", "[7, 21/2, 6, 9]"},
    {"d l / d z", "", "[0, 21/2, 6, 0]"},
    {"d l / d W", "", "[0, 6, 3, 21/2, -21/2, 21]"},
    {"d l / d W[i,j]", "i=2 j=3", "[21]"},
    {"d l / d W[c,.]", "", "[21/2, -21/2, 21]"},
    {"d l / d b", "", "[6, 21/2]"},
    {"W - 1/2 * d l / d W", "", "[1, -1, -5/2, -19/4, 21/4, -19/2]"},
    {"d h[1,.] / d z[1,.]", "", "[0, 0, 0, 1]"},
    {"d h / d h", "", "[1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]"},
    {"d far / d w", "", "[0, 0]"},
    {"d z[1,j] / d x[1,.]", "j=2", "[1/2, 0, 1]"},
    /* f = q³ w₁² w₂ at q = 1/3, w = (2, 3) */
    {"d f / d q", "", "[4]"},
    {"d f / d w", "", "[4/9, 4/27]"},
    {"d (d f / d w) / d w", "", "[2/9, 4/27, 4/27, 0]"},
    {"d (d f / d w[i]) / d w[j]", "i=1 j=2", "[4/27]"},
    {"d g / d w", "", "[2/9, 4/27, 4/27, 0]"},
    {"d (d (d f / d q) / d q) / d q", "", "[72]"},
    {"d (d (d f / d w[1]) / d w[1]) / d w[2]", "", "[2/27]"},
    {"d (d (d (d f / d q) / d q) / d w[1]) / d w[2]", "", "[8]"},
    {"d v / d q", "", "[1/3]"},
    {"d (d l / d w) / d w", "", "[25/4, 0, 0, 9/4]"},
    /* the second derivative sees w through y: ∂(∂l/∂y)/∂w = h */
    {"d (d l / d y) / d w", "", "[0, 3/2, 5/2, 0]"},
    {"d top / d w", "", "[0, 1]"},
    {"d sum(k, w[k]^k) / d w", "", "[1, 6]"},
    {"d (q^(-2)) / d q", "", "[-54]"},
    {"d abs(q - 1) / d q", "", "[-1]"},
    {"d leaky_relu(q - 1, q) / d q", "", "[-1/3]"},
    {"d max(w[1] * q, w[2]) / d w", "", "[0, 1]"},
    /* mpmath 1.3, diff at 1/3 */
    {"d r / d q", "", "[1.717645987]"},
    {"d (d r / d q) / d q", "", "[-0.2592862879]"},
    {"d a / d q", "", "[2.221364793]"},
    {"d (d (d a / d q) / d q) / d q", "", "[1.243810003]"},
    {"d (q^q) / d q", "", "[-0.06837394214]"},
    {"d s[1,1] / d z[1,1]", "", "[0.02845302388]"},
};

START_TEST(derivatives_are_those_by_hand) {
    ck_assert_str_eq(model_text_value(&text, values, by_hand[_i].formula, by_hand[_i].letters),
                     by_hand[_i].value);
}
END_TEST

/* Two formulas that are equal everywhere, at a random point. */
static const struct {
    const char *left, *right;
} identities[] = {
    {"d k / d q", "phi'(phi(q)) * phi'(q)"},
    {"d (d k / d q) / d q", "phi''(phi(q)) * phi'(q)^2 + phi'(phi(q)) * phi''(q)"},
    {"d phi'(q) / d q", "phi''(q)"},
    {"d u / d w", "(d u / d w) * 1"},
    {"d (d u / d w) / d q", "d (d u / d q) / d w"},
    {"d e / d W", "(exp(z) * (sin(z) + cos(z))).T @ x"},
    {"d s[1,.] / d z[1,.]", "diag(s[1,.]) - outer(s[1,.], s[1,.])"},
    {"d (d e / d b) / d b", "diag(sum(2 * exp(z) * cos(z), 1))"},
    {"d l / d W", "(outer(y - t, w) * (z > 0)).T @ x"},
};

START_TEST(identities_hold_at_a_random_point) {
    ck_assert(model_text_same(&text, somewhere, identities[_i].left, identities[_i].right));
}
END_TEST

START_TEST(an_unknown_is_not_constant_in_its_derivatives) {
    ck_assert(!model_text_same(&text, somewhere, "d u / d w", "0 * w"));
    ck_assert(!model_text_same(&text, somewhere, "d (d u / d w) / d q", "0 * w"));
    ck_assert(!model_text_same(&text, somewhere, "phi''(q)", "phi''(q + 1)"));
}
END_TEST

/* Central differences: with a step of 2^-60 the error is of the order of 2^-120. */
static const struct {
    const char *derivative, *upper, *lower;
} differences[] = {
    {"d tanh(q) / d q", "tanh(q + 1/2^60)", "tanh(q - 1/2^60)"},
    {"d erf(q) / d q", "erf(q + 1/2^60)", "erf(q - 1/2^60)"},
    {"d softplus(q) / d q", "softplus(q + 1/2^60)", "softplus(q - 1/2^60)"},
    {"d sigmoid(q) / d q", "sigmoid(q + 1/2^60)", "sigmoid(q - 1/2^60)"},
    {"d log(q) / d q", "log(q + 1/2^60)", "log(q - 1/2^60)"},
    {"d sqrt(q) / d q", "sqrt(q + 1/2^60)", "sqrt(q - 1/2^60)"},
    {"d (q^(7/3)) / d q", "(q + 1/2^60)^(7/3)", "(q - 1/2^60)^(7/3)"},
    {"d sin(q) / d q", "sin(q + 1/2^60)", "sin(q - 1/2^60)"},
    {"d cos(q) / d q", "cos(q + 1/2^60)", "cos(q - 1/2^60)"},
    {"d (1/q) / d q", "1 / (q + 1/2^60)", "1 / (q - 1/2^60)"},
};

START_TEST(first_derivatives_are_differences_of_small_steps) {
    const char *error =
        arena_printf(text.arena, "(abs(%s - (%s - %s) * 2^59) < 1/2^100)",
                     differences[_i].derivative, differences[_i].upper, differences[_i].lower);
    ck_assert_str_eq(model_text_value(&text, values, error, ""), "[1]");
}
END_TEST

START_TEST(a_direction_sums_the_gradient_in_one_run) {
    const Syntax *by_all = model_text_formula(&text, "d z / d W");
    Number *direction = number_array_new(6);
    for (long i = 0; i < 6; i++)
        number_set_integer(&direction[i], i - 2);
    Tensor whole, summed;
    tensor_init(&whole);
    tensor_init(&summed);
    Fault fault;
    ck_assert(interpret(values, text.scope, by_all, NULL, &whole, &fault));
    ck_assert(interpret_directional(values, text.scope, &(SeededDerivative){by_all, direction, 6},
                                    1, NULL, &summed, &fault));
    ck_assert_uint_eq(whole.count, 24);
    ck_assert_uint_eq(summed.count, 4);
    for (size_t z = 0; z < 4; z++) {
        for (size_t i = 0; i < 6; i++)
            number_multiply(&whole.entries[6 * z + i], &whole.entries[6 * z + i], &direction[i],
                            PRECISION);
        for (size_t i = 1; i < 6; i++)
            number_add(&whole.entries[6 * z], &whole.entries[6 * z], &whole.entries[6 * z + i],
                       PRECISION);
        ck_assert_int_eq(number_compare(&whole.entries[6 * z], &summed.entries[z]),
                         COMPARISON_EQUAL);
    }
    tensor_clear(&whole);
    tensor_clear(&summed);
    number_array_free(direction, 6);
}
END_TEST

/* By W, by z = W X, which hangs on W, and by two rows of W again: what each gives is added up. */
START_TEST(many_directions_take_one_run) {
    static const char *const derivatives[] = {"d l / d W", "d l / d z", "d l / d W[2,.]"};
    static const size_t counts[] = {6, 4, 3};
    Number *direction = number_array_new(6);
    for (long i = 0; i < 6; i++)
        number_set_integer(&direction[i], 3 * i - 2);
    SeededDerivative parts[3];
    Tensor one, all;
    tensor_init(&one);
    tensor_init(&all);
    Number sum;
    number_init(&sum);
    Fault fault;
    for (size_t i = 0; i < 3; i++) {
        parts[i] =
            (SeededDerivative){model_text_formula(&text, derivatives[i]), direction, counts[i]};
        ck_assert(interpret_directional(values, text.scope, &parts[i], 1, NULL, &one, &fault));
        ck_assert(!number_is_zero(&one.entries[0]));
        number_add(&sum, &sum, &one.entries[0], PRECISION);
    }
    ck_assert(interpret_directional(values, text.scope, parts, 3, NULL, &all, &fault));
    ck_assert_int_eq(number_compare(&sum, &all.entries[0]), COMPARISON_EQUAL);
    number_clear(&sum);
    tensor_clear(&one);
    tensor_clear(&all);
    number_array_free(direction, 6);
}
END_TEST

START_TEST(letters_without_a_value_are_directions_too) {
    const Syntax *entry = model_text_formula(&text, "d l / d W[i,j]");
    Number *direction = number_array_new(6);
    number_set_integer(&direction[5], 2);
    LetterValue second = {"i", 2};
    Tensor tensor;
    tensor_init(&tensor);
    Fault fault;
    ck_assert(interpret_directional(values, text.scope, &(SeededDerivative){entry, direction, 6}, 1,
                                    NULL, &tensor, &fault));
    ck_assert(fmpq_equal_si(&tensor.entries[0].rational, 42)); /* 2 ∂l/∂W[2,3] */
    ck_assert(interpret_directional(values, text.scope,
                                    &(SeededDerivative){entry, direction + 3, 3}, 1,
                                    &(LetterValues){&second, 1}, &tensor, &fault));
    ck_assert(fmpq_equal_si(&tensor.entries[0].rational, 42));
    ck_assert(!interpret_directional(values, text.scope, &(SeededDerivative){entry, direction, 5},
                                     1, NULL, &tensor, &fault));
    ck_assert_int_eq(fault.kind, NUMBER_FAULT_FORMULA);
    tensor_clear(&tensor);
    number_array_free(direction, 6);
}
END_TEST

START_TEST(a_kink_has_the_value_of_the_bracket_and_is_told) {
    size_t count;
    ck_assert_str_eq(model_text_value(&text, values, "relu(q - 1/3)", ""), "[0]");
    point_kinks(values, &count);
    ck_assert_uint_eq(count, 0);
    ck_assert_str_eq(model_text_value(&text, values, "d relu(q - 1/3) / d q", ""), "[0]");
    ck_assert_str_eq(model_text_value(&text, values, "d max(1/3, q) / d q", ""), "[0]");
    ck_assert_str_eq(model_text_value(&text, values, "d max(q, 1/3) / d q", ""), "[1]");
    const Fault *kinks = point_kinks(values, &count);
    ck_assert_uint_eq(count, 3);
    ck_assert_uint_eq(kinks[0].span.offset, 2);
    ck_assert_uint_eq(kinks[0].span.length, sizeof "relu(q - 1/3)" - 1);
    point_forget_kinks(values);
    point_kinks(values, &count);
    ck_assert_uint_eq(count, 0);
}
END_TEST

int main(void) {
    TCase *cases = tcase_create("interpret_derivatives");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, derivatives_are_those_by_hand, 0, sizeof by_hand / sizeof *by_hand);
    tcase_add_loop_test(cases, identities_hold_at_a_random_point, 0,
                        sizeof identities / sizeof *identities);
    tcase_add_test(cases, an_unknown_is_not_constant_in_its_derivatives);
    tcase_add_loop_test(cases, first_derivatives_are_differences_of_small_steps, 0,
                        sizeof differences / sizeof *differences);
    tcase_add_test(cases, a_direction_sums_the_gradient_in_one_run);
    tcase_add_test(cases, many_directions_take_one_run);
    tcase_add_test(cases, letters_without_a_value_are_directions_too);
    tcase_add_test(cases, a_kink_has_the_value_of_the_bracket_and_is_told);
    Suite *suite = suite_create("interpret_derivatives");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
