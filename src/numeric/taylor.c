#include "numeric/taylor.h"

/* result = number / divisor */
static void divide_by_integer(Number *result, const Number *number, long divisor, long precision) {
    Number inverse;
    number_init(&inverse);
    number_set_fraction(&inverse, 1, divisor);
    number_multiply(result, number, &inverse, precision);
}

static NumberFault taylor_exp(Number *const *c, size_t degree, const Number *x, long precision) {
    NumberFault fault = number_function(c[0], FUNCTION_EXP, x, precision);
    for (size_t k = 1; k <= degree && fault == NUMBER_FAULT_NONE; k++)
        divide_by_integer(c[k], c[k - 1], (long)k, precision);
    return fault;
}

/* log(x + e) = log x + e/x - e²/(2x²) + ... */
static NumberFault taylor_log(Number *const *c, size_t degree, const Number *x, long precision) {
    NumberFault fault = number_function(c[0], FUNCTION_LOG, x, precision);
    Number power;
    number_init(&power);
    number_set_integer(&power, -1);
    for (size_t k = 1; k <= degree && fault == NUMBER_FAULT_NONE; k++) {
        number_negate(&power, &power);
        fault = number_divide(&power, &power, x, precision);
        if (fault == NUMBER_FAULT_NONE)
            divide_by_integer(c[k], &power, (long)k, precision);
    }
    number_clear(&power);
    return fault;
}

/* sin or cos: the derivatives go round sin, cos, -sin, -cos; turn is where x's own stands. */
static NumberFault taylor_circular(Number *const *c, size_t degree, size_t turn, const Number *x,
                                   long precision) {
    Number values[4];
    for (size_t i = 0; i < 4; i++)
        number_init(&values[i]);
    NumberFault fault = number_function(&values[0], FUNCTION_SIN, x, precision);
    if (fault == NUMBER_FAULT_NONE)
        fault = number_function(&values[1], FUNCTION_COS, x, precision);
    number_negate(&values[2], &values[0]);
    number_negate(&values[3], &values[1]);
    long factorial = 1;
    for (size_t k = 0; k <= degree; k++) {
        factorial *= k > 0 ? (long)k : 1;
        divide_by_integer(c[k], &values[(turn + k) % 4], factorial, precision);
    }
    for (size_t i = 0; i < 4; i++)
        number_clear(&values[i]);
    return fault;
}

/* y' = linear y + constant - y²: tanh' = 1 - tanh², sigmoid' = sigmoid - sigmoid². */
static void solve_logistic(Number *const *c, size_t degree, bool is_tanh, long precision) {
    Number sum, product;
    number_init(&sum);
    number_init(&product);
    for (size_t k = 0; k < degree; k++) {
        if (!is_tanh)
            number_set(&sum, c[k]);
        else
            number_set_integer(&sum, k == 0);
        for (size_t i = 0; i <= k; i++) {
            number_multiply(&product, c[i], c[k - i], precision);
            number_subtract(&sum, &sum, &product, precision);
        }
        divide_by_integer(c[k + 1], &sum, (long)k + 1, precision);
    }
    number_clear(&sum);
    number_clear(&product);
}

/* softplus' = sigmoid: its coefficients, one place further and divided. */
static NumberFault taylor_softplus(Number *const *c, size_t degree, const Number *x,
                                   long precision) {
    NumberFault fault = number_function(c[0], FUNCTION_SOFTPLUS, x, precision);
    if (fault != NUMBER_FAULT_NONE || degree == 0)
        return fault;
    fault = number_function(c[1], FUNCTION_SIGMOID, x, precision);
    if (fault != NUMBER_FAULT_NONE)
        return fault;
    solve_logistic(c + 1, degree - 1, false, precision);
    for (size_t k = 2; k <= degree; k++)
        divide_by_integer(c[k], c[k], (long)k, precision);
    return fault;
}

/* erf' = g = 2/√π exp(-x²), g' = -2 x g: (k+1) g[k+1] = -2 (x g[k] + g[k-1]). */
static NumberFault taylor_erf(Number *const *c, size_t degree, const Number *x, long precision) {
    NumberFault fault = number_function(c[0], FUNCTION_ERF, x, precision);
    if (fault != NUMBER_FAULT_NONE || degree == 0)
        return fault;
    Number square;
    number_init(&square);
    number_multiply(&square, x, x, precision);
    number_negate(&square, &square);
    fault = number_function(c[1], FUNCTION_EXP, &square, precision);
    arb_t factor;
    arb_init(factor);
    arb_const_pi(factor, precision);
    arb_rsqrt(factor, factor, precision);
    arb_mul_2exp_si(factor, factor, 1);
    number_set_ball(&square, factor);
    arb_clear(factor);
    number_multiply(c[1], c[1], &square, precision);
    for (size_t k = 1; k < degree; k++) {
        number_multiply(&square, x, c[k], precision);
        if (k > 1)
            number_add(&square, &square, c[k - 1], precision);
        number_add(&square, &square, &square, precision);
        number_negate(&square, &square);
        divide_by_integer(c[k + 1], &square, (long)k, precision);
    }
    number_clear(&square);
    for (size_t k = 2; k <= degree; k++)
        divide_by_integer(c[k], c[k], (long)k, precision);
    return fault;
}

/* Functions made of two straight lines that meet at 0, or (sign) two steps. */
static NumberFault taylor_kinked(Number *const *c, size_t degree, Function function,
                                 const Number *x, long precision, bool *is_kink) {
    NumberFault fault = number_function(c[0], function, x, precision);
    for (size_t k = 1; k <= degree; k++)
        number_set_zero(c[k]);
    if (fault != NUMBER_FAULT_NONE || degree == 0)
        return fault;
    int sign;
    if (!number_sign(&sign, x))
        return NUMBER_FAULT_UNDECIDED;
    if (sign == 0)
        *is_kink = true;
    if (function == FUNCTION_RELU)
        number_set_integer(c[1], sign > 0);
    else if (function == FUNCTION_ABS)
        number_set_integer(c[1], sign);
    return NUMBER_FAULT_NONE;
}

NumberFault taylor_function(Number *const *coefficients, size_t degree, Function function,
                            const Number *x, long precision, bool *is_kink) {
    NumberFault fault;
    Number half;
    switch (function) {
    case FUNCTION_EXP:
        return taylor_exp(coefficients, degree, x, precision);
    case FUNCTION_LOG:
        return taylor_log(coefficients, degree, x, precision);
    case FUNCTION_SIN:
        return taylor_circular(coefficients, degree, 0, x, precision);
    case FUNCTION_COS:
        return taylor_circular(coefficients, degree, 1, x, precision);
    case FUNCTION_TANH:
    case FUNCTION_SIGMOID:
        fault = number_function(coefficients[0], function, x, precision);
        if (fault == NUMBER_FAULT_NONE)
            solve_logistic(coefficients, degree, function == FUNCTION_TANH, precision);
        return fault;
    case FUNCTION_SOFTPLUS:
        return taylor_softplus(coefficients, degree, x, precision);
    case FUNCTION_ERF:
        return taylor_erf(coefficients, degree, x, precision);
    case FUNCTION_SQRT:
        number_init(&half);
        number_set_fraction(&half, 1, 2);
        return taylor_power(coefficients, degree, x, &half, precision);
    case FUNCTION_RELU:
    case FUNCTION_ABS:
    case FUNCTION_SIGN:
        return taylor_kinked(coefficients, degree, function, x, precision, is_kink);
    case FUNCTION_LEAKY_RELU:
    case FUNCTION_MAX:
    case FUNCTION_MIN:
    case FUNCTION_PI:
    case FUNCTION_COUNT:
        break;
    }
    return NUMBER_FAULT_FORMULA;
}

NumberFault taylor_power(Number *const *coefficients, size_t degree, const Number *x,
                         const Number *exponent, long precision) {
    Number rest, binomial;
    number_init(&rest);
    number_init(&binomial);
    number_set(&rest, exponent);
    number_set_integer(&binomial, 1);
    Number one;
    number_init(&one);
    number_set_integer(&one, 1);
    NumberFault fault = NUMBER_FAULT_NONE;
    for (size_t k = 0; k <= degree && fault == NUMBER_FAULT_NONE; k++) {
        /* The k-th is (p over k) x^(p - k); it ends where the binomial coefficient is 0. */
        if (number_is_zero(&binomial)) {
            number_set_zero(coefficients[k]);
            continue;
        }
        fault = number_power(coefficients[k], x, &rest, precision);
        if (fault != NUMBER_FAULT_NONE)
            break;
        number_multiply(coefficients[k], coefficients[k], &binomial, precision);
        number_multiply(&binomial, &binomial, &rest, precision);
        divide_by_integer(&binomial, &binomial, (long)k + 1, precision);
        number_subtract(&rest, &rest, &one, precision);
    }
    number_clear(&rest);
    number_clear(&binomial);
    return fault;
}
