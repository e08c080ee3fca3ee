/* The functions of numbers: powers, and what formula/functions.h lists. */
#include "numeric/number.h"

#if __has_include(<flint/arb_hypgeom.h>)
#include <flint/arb_hypgeom.h>
#else
#include <arb_hypgeom.h>
#endif

enum {
    EXACT_POWER_BITS = 1 << 18, /* a power that would be longer becomes a ball */
    EXACT_ROOT_LIMIT = 64,      /* the highest root that is tried for exactness */
    SURDS_POWER_LIMIT = 16,     /* the highest power of a root that is kept exact */
};

/* Hands a ball to the result, unless it has run over. */
static NumberFault finish(Number *result, const arb_t ball) {
    if (!arb_is_finite(ball))
        return NUMBER_FAULT_TOO_LARGE;
    number_set_ball(result, ball);
    return NUMBER_FAULT_NONE;
}

/* base ^ (n/2), or an integer power of surds, of a small n; NULL where that is no sum of roots. */
static Surds *surds_power(const Number *base, const Number *exponent) {
    const fmpq *power = &exponent->rational;
    bool is_root = fmpz_equal_ui(fmpq_denref(power), 2);
    bool is_known = base->ball != NULL ? base->surds != NULL && !is_root : is_root;
    if (exponent->ball != NULL || !is_known || (!is_root && !fmpz_is_one(fmpq_denref(power))) ||
        fmpz_cmp_si(fmpq_numref(power), SURDS_POWER_LIMIT) > 0 ||
        fmpz_cmp_si(fmpq_numref(power), -SURDS_POWER_LIMIT) < 0)
        return NULL;
    long n = fmpz_get_si(fmpq_numref(power));
    Surds *factor = is_root ? surds_root(&base->rational) : number_surds(base);
    fmpq_t one;
    fmpq_init(one);
    fmpq_one(one);
    Surds *result = surds_of_rational(one);
    fmpq_clear(one);
    for (long i = 0; factor != NULL && result != NULL && i < labs(n); i++) {
        Surds *next = n > 0 ? surds_multiply(result, factor) : surds_divide(result, factor);
        surds_free(result);
        result = next;
    }
    if (factor == NULL) {
        surds_free(result);
        result = NULL;
    }
    surds_free(factor);
    return result;
}

static NumberFault power_of_ball(Number *result, const Number *base, const Number *exponent,
                                 long precision) {
    arb_t power, other;
    arb_init(power);
    arb_init(other);
    number_get_ball(power, base, precision);
    const fmpq *rational = &exponent->rational;
    if (exponent->ball) {
        arb_pow(power, power, exponent->ball, precision);
    } else if (fmpz_is_one(fmpq_denref(rational))) {
        arb_pow_fmpz(power, power, fmpq_numref(rational), precision);
    } else if (fmpz_cmp_ui(fmpq_denref(rational), EXACT_ROOT_LIMIT) <= 0) {
        arb_root_ui(power, power, fmpz_get_ui(fmpq_denref(rational)), precision);
        arb_pow_fmpz(power, power, fmpq_numref(rational), precision);
    } else {
        arb_set_fmpq(other, rational, precision);
        arb_pow(power, power, other, precision);
    }
    NumberFault fault = NUMBER_FAULT_TOO_LARGE;
    if (arb_is_finite(power)) {
        fault = NUMBER_FAULT_NONE;
        number_set_surds(result, power, surds_power(base, exponent));
    }
    arb_clear(power);
    arb_clear(other);
    return fault;
}

static NumberFault integer_power(Number *result, const Number *base, const Number *exponent,
                                 long precision) {
    const fmpz *power = fmpq_numref(&exponent->rational);
    if (fmpz_is_zero(power)) {
        number_set_integer(result, 1);
        return NUMBER_FAULT_NONE;
    }
    if (fmpz_is_one(power)) {
        number_set(result, base);
        return NUMBER_FAULT_NONE;
    }
    if (base->ball) {
        if (fmpz_sgn(power) < 0 && arb_contains_zero(base->ball))
            return NUMBER_FAULT_UNDECIDED;
        return power_of_ball(result, base, exponent, precision);
    }
    const fmpq *rational = &base->rational;
    if (fmpq_is_zero(rational)) {
        if (fmpz_sgn(power) < 0)
            return NUMBER_FAULT_DIVISION_BY_ZERO;
        number_set_zero(result);
        return NUMBER_FAULT_NONE;
    }
    if (fmpz_is_one(fmpq_denref(rational)) && fmpz_is_pm1(fmpq_numref(rational))) {
        bool is_negative = fmpz_sgn(fmpq_numref(rational)) < 0 && fmpz_is_odd(power);
        number_set_integer(result, is_negative ? -1 : 1);
        return NUMBER_FAULT_NONE;
    }
    if (fmpz_cmp_si(power, EXACT_POWER_BITS) > 0 || fmpz_cmp_si(power, -EXACT_POWER_BITS) < 0 ||
        fmpq_height_bits(rational) * (ulong)labs(fmpz_get_si(power)) > EXACT_POWER_BITS)
        return power_of_ball(result, base, exponent, precision);
    fmpq_t exact;
    fmpq_init(exact);
    fmpq_pow_si(exact, rational, fmpz_get_si(power));
    number_set_rational(result, exact);
    fmpq_clear(exact);
    return NUMBER_FAULT_NONE;
}

/* The root of that order of an integer from 0 up; false where it is no integer. */
static bool exact_root(fmpz_t root, const fmpz_t integer, long order) {
    fmpz_t power;
    fmpz_init(power);
    fmpz_root(root, integer, order);
    fmpz_pow_ui(power, root, (ulong)order);
    bool is_exact = fmpz_equal(power, integer);
    fmpz_clear(power);
    return is_exact;
}

static bool exact_rational_root(fmpq_t root, const fmpq_t rational, const fmpz_t order) {
    if (fmpz_cmp_si(order, EXACT_ROOT_LIMIT) > 0)
        return false;
    long n = fmpz_get_si(order);
    return exact_root(fmpq_numref(root), fmpq_numref(rational), n) &&
           exact_root(fmpq_denref(root), fmpq_denref(rational), n);
}

/* base > 0, exponent a fraction. */
static NumberFault fraction_power(Number *result, const Number *base, const Number *exponent,
                                  long precision) {
    if (base->ball)
        return power_of_ball(result, base, exponent, precision);
    Number root, power;
    number_init(&root);
    number_init(&power);
    NumberFault fault;
    if (exact_rational_root(&root.rational, &base->rational, fmpq_denref(&exponent->rational))) {
        fmpz_set(fmpq_numref(&power.rational), fmpq_numref(&exponent->rational));
        fault = integer_power(result, &root, &power, precision);
    } else {
        fault = power_of_ball(result, base, exponent, precision);
    }
    /* exact_root leaves half a fraction behind where it fails: put it in order before clearing. */
    fmpq_zero(&root.rational);
    number_clear(&root);
    number_clear(&power);
    return fault;
}

NumberFault number_power(Number *result, const Number *base, const Number *exponent,
                         long precision) {
    if (!exponent->ball && fmpz_is_one(fmpq_denref(&exponent->rational)))
        return integer_power(result, base, exponent, precision);
    int sign, exponent_sign;
    if (!number_sign(&sign, base))
        return NUMBER_FAULT_UNDECIDED;
    if (sign < 0)
        return NUMBER_FAULT_ROOT_OF_NEGATIVE;
    if (sign == 0) {
        if (!number_sign(&exponent_sign, exponent))
            return NUMBER_FAULT_UNDECIDED;
        if (exponent_sign < 0)
            return NUMBER_FAULT_DIVISION_BY_ZERO;
        number_set_zero(result);
        return NUMBER_FAULT_NONE;
    }
    if (number_is_one(base)) {
        number_set_integer(result, 1);
        return NUMBER_FAULT_NONE;
    }
    if (exponent->ball)
        return power_of_ball(result, base, exponent, precision);
    return fraction_power(result, base, exponent, precision);
}

static NumberFault square_root(Number *result, const Number *number, long precision) {
    Number half;
    number_init(&half);
    number_set_fraction(&half, 1, 2);
    NumberFault fault = number_power(result, number, &half, precision);
    number_clear(&half);
    return fault;
}

/* The functions that have no kinks, at other places than those where they are rational. */
static NumberFault smooth(Number *result, Function function, const Number *argument,
                          long precision) {
    arb_t x, y;
    arb_init(x);
    arb_init(y);
    number_get_ball(x, argument, precision);
    if (function == FUNCTION_EXP) {
        arb_exp(y, x, precision);
    } else if (function == FUNCTION_LOG) {
        arb_log(y, x, precision);
    } else if (function == FUNCTION_SIN) {
        arb_sin(y, x, precision);
    } else if (function == FUNCTION_COS) {
        arb_cos(y, x, precision);
    } else if (function == FUNCTION_TANH) {
        arb_tanh(y, x, precision);
    } else if (function == FUNCTION_ERF) {
        arb_hypgeom_erf(y, x, precision);
    } else if (function == FUNCTION_SIGMOID) {
        arb_neg(y, x);
        arb_exp(y, y, precision);
        arb_add_ui(y, y, 1, precision);
        arb_inv(y, y, precision);
    } else {
        /* softplus(x) = log(1 + exp(x)) = x + log(1 + exp(-x)), with the small exponential. */
        bool is_positive = arb_is_positive(x);
        if (is_positive)
            arb_neg(y, x);
        else
            arb_set(y, x);
        arb_exp(y, y, precision);
        arb_log1p(y, y, precision);
        if (is_positive)
            arb_add(y, y, x, precision);
    }
    NumberFault fault = finish(result, y);
    arb_clear(x);
    arb_clear(y);
    return fault;
}

/* The larger (sign 1) or smaller (-1) of two numbers; it is continuous, so a ball may straddle. */
static void extreme(Number *result, int sign, const Number *left, const Number *right,
                    long precision) {
    Comparison order = number_compare(left, right);
    if (order != COMPARISON_UNDECIDED) {
        bool is_left = sign > 0 ? order != COMPARISON_LESS : order != COMPARISON_GREATER;
        number_set(result, is_left ? left : right);
        return;
    }
    arb_t one, other;
    arb_init(one);
    arb_init(other);
    number_get_ball(one, left, precision);
    number_get_ball(other, right, precision);
    if (sign > 0)
        arb_max(one, one, other, precision);
    else
        arb_min(one, one, other, precision);
    number_set_ball(result, one);
    arb_clear(one);
    arb_clear(other);
}

static void leaky_relu(Number *result, const Number *x, const Number *slope, long precision) {
    int sign;
    bool is_decided = number_sign(&sign, x);
    if (is_decided && sign > 0) {
        number_set(result, x);
        return;
    }
    Number scaled;
    number_init(&scaled);
    number_multiply(&scaled, x, slope, precision);
    if (!is_decided) {
        arb_t hull;
        arb_init(hull);
        number_get_ball(hull, &scaled, precision);
        arb_union(hull, hull, x->ball, precision);
        number_set_ball(&scaled, hull);
        arb_clear(hull);
    }
    number_swap(result, &scaled);
    number_clear(&scaled);
}

static void absolute(Number *result, const Number *x) {
    int sign;
    if (number_sign(&sign, x)) {
        if (sign < 0)
            number_negate(result, x);
        else
            number_set(result, x);
    } else {
        arb_t ball;
        arb_init(ball);
        arb_abs(ball, x->ball);
        number_set_ball(result, ball);
        arb_clear(ball);
    }
}

static NumberFault logarithm(Number *result, const Number *x, long precision) {
    int sign;
    if (!number_sign(&sign, x))
        return NUMBER_FAULT_UNDECIDED;
    if (sign <= 0)
        return NUMBER_FAULT_LOG_OF_NONPOSITIVE;
    if (!number_is_one(x))
        return smooth(result, FUNCTION_LOG, x, precision);
    number_set_zero(result);
    return NUMBER_FAULT_NONE;
}

static void set_pi(Number *result, long precision) {
    arb_t pi;
    arb_init(pi);
    arb_const_pi(pi, precision);
    number_set_ball(result, pi);
    arb_clear(pi);
}

/* f(x), or the value that f has at 0 where x is 0. */
static NumberFault smooth_or(Number *result, Function function, const Number *x, long numerator,
                             long denominator, long precision) {
    if (!number_is_zero(x))
        return smooth(result, function, x, precision);
    number_set_fraction(result, numerator, denominator);
    return NUMBER_FAULT_NONE;
}

NumberFault number_function(Number *result, Function function, const Number *arguments,
                            long precision) {
    const Number *x = arguments;
    Number zero;
    int sign;
    switch (function) {
    case FUNCTION_RELU:
        number_init(&zero);
        extreme(result, 1, x, &zero, precision);
        return NUMBER_FAULT_NONE;
    case FUNCTION_LEAKY_RELU:
        leaky_relu(result, x, &arguments[1], precision);
        return NUMBER_FAULT_NONE;
    case FUNCTION_ABS:
        absolute(result, x);
        return NUMBER_FAULT_NONE;
    case FUNCTION_SIGN:
        if (!number_sign(&sign, x))
            return NUMBER_FAULT_UNDECIDED;
        number_set_integer(result, sign);
        return NUMBER_FAULT_NONE;
    case FUNCTION_MAX:
        extreme(result, 1, x, &arguments[1], precision);
        return NUMBER_FAULT_NONE;
    case FUNCTION_MIN:
        extreme(result, -1, x, &arguments[1], precision);
        return NUMBER_FAULT_NONE;
    case FUNCTION_SQRT:
        return square_root(result, x, precision);
    case FUNCTION_LOG:
        return logarithm(result, x, precision);
    case FUNCTION_SIGMOID:
        return smooth_or(result, function, x, 1, 2, precision);
    case FUNCTION_EXP:
    case FUNCTION_COS:
        return smooth_or(result, function, x, 1, 1, precision);
    case FUNCTION_TANH:
    case FUNCTION_SIN:
    case FUNCTION_ERF:
        return smooth_or(result, function, x, 0, 1, precision);
    case FUNCTION_SOFTPLUS:
        return smooth(result, function, x, precision);
    case FUNCTION_PI:
        set_pi(result, precision);
        return NUMBER_FAULT_NONE;
    case FUNCTION_COUNT:
        break;
    }
    return NUMBER_FAULT_FORMULA;
}
