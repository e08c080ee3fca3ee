#include "numeric/number.h"

#include <limits.h>
#include <stdlib.h>

#include "base/arena.h"

const char *number_fault_text(NumberFault fault) {
    static const char *const texts[] = {
        [NUMBER_FAULT_NONE] = "no fault",
        [NUMBER_FAULT_DIVISION_BY_ZERO] = "division by zero",
        [NUMBER_FAULT_LOG_OF_NONPOSITIVE] = "the logarithm of a number that is not positive",
        [NUMBER_FAULT_ROOT_OF_NEGATIVE] = "a root or fractional power of a negative number",
        [NUMBER_FAULT_UNDECIDED] = "a comparison of numbers too close to tell apart",
        [NUMBER_FAULT_TOO_LARGE] = "a number too large to hold",
        [NUMBER_FAULT_KINK] = "a derivative at a kink",
        [NUMBER_FAULT_MISSING_VALUE] = "a tensor without values",
        [NUMBER_FAULT_UNKNOWN_FUNCTION] = "an unknown function, which has no values",
        [NUMBER_FAULT_INDEX_RANGE] = "an index outside its dimension",
        [NUMBER_FAULT_DERIVATIVE_ORDER] = "derivatives nested too deep",
        [NUMBER_FAULT_FORMULA] = "a formula whose names or shapes make no sense",
    };
    return texts[fault];
}

void number_init(Number *number) {
    fmpq_init(&number->rational);
    number->ball = NULL;
    number->surds = NULL;
}

static void surds_drop(Number *number) {
    if (number->surds != NULL)
        surds_free(number->surds);
    number->surds = NULL;
}

static void ball_drop(Number *number) {
    if (number->ball) {
        arb_clear(number->ball);
        flint_free(number->ball);
        number->ball = NULL;
        surds_drop(number);
    }
}

void number_clear(Number *number) {
    fmpq_clear(&number->rational);
    ball_drop(number);
}

Number *number_array_new(size_t count) {
    if (count > SIZE_MAX / sizeof(Number))
        abort();
    Number *numbers = memory_alloc((count ? count : 1) * sizeof(Number));
    for (size_t i = 0; i < count; i++)
        number_init(&numbers[i]);
    return numbers;
}

void number_array_free(Number *numbers, size_t count) {
    if (!numbers)
        return;
    for (size_t i = 0; i < count; i++)
        number_clear(&numbers[i]);
    free(numbers);
}

/* The ball of a number that is about to become one. */
static arb_ptr ball_make(Number *number) {
    surds_drop(number);
    if (!number->ball) {
        number->ball = flint_malloc(sizeof(arb_struct));
        arb_init(number->ball);
        fmpq_zero(&number->rational);
    }
    return number->ball;
}

/* Machine integers as numerator and denominator: FLINT keeps what has 62 bits in the word itself.
 */
static bool is_small(const fmpq *rational) {
    return !COEFF_IS_MPZ(rational->num) && !COEFF_IS_MPZ(rational->den);
}

/* Words are copied without a call: most numbers are small, and copies many. */
static void set_rational(fmpq *result, const fmpq *rational) {
    if (is_small(result) && is_small(rational))
        *result = *rational;
    else
        fmpq_set(result, rational);
}

void number_set(Number *result, const Number *number) {
    if (result == number)
        return;
    if (number->ball) {
        arb_set(ball_make(result), number->ball);
        if (number->surds != NULL)
            result->surds = surds_copy(number->surds);
    } else {
        ball_drop(result);
        set_rational(&result->rational, &number->rational);
    }
}

void number_swap(Number *left, Number *right) {
    Number kept = *left;
    *left = *right;
    *right = kept;
}

void number_set_zero(Number *result) {
    ball_drop(result);
    fmpq_zero(&result->rational);
}

void number_set_integer(Number *result, long integer) {
    ball_drop(result);
    fmpz_set_si(fmpq_numref(&result->rational), integer);
    fmpz_one(fmpq_denref(&result->rational));
}

void number_set_fraction(Number *result, long numerator, long denominator) {
    ball_drop(result);
    fmpq_set_si(&result->rational, numerator, (ulong)denominator);
}

void number_set_rational(Number *result, const fmpq_t rational) {
    ball_drop(result);
    set_rational(&result->rational, rational);
}

void number_set_ball(Number *result, const arb_t ball) {
    arb_set(ball_make(result), ball);
}

/* Takes over what is in the ball of result, NULL where it is not known. */
static void settle(Number *result, Surds *surds) {
    if (surds == NULL)
        return;
    fmpq_t rational;
    fmpq_init(rational);
    if (surds_is_rational(surds, rational)) {
        number_set_rational(result, rational);
        surds_free(surds);
    } else {
        result->surds = surds;
    }
    fmpq_clear(rational);
}

void number_set_surds(Number *result, const arb_t ball, Surds *surds) {
    number_set_ball(result, ball);
    settle(result, surds);
}

Surds *number_surds(const Number *number) {
    if (number->ball == NULL)
        return surds_of_rational(&number->rational);
    return number->surds != NULL ? surds_copy(number->surds) : NULL;
}

bool number_is_rational(const Number *number) {
    return !number->ball;
}

bool number_is_zero(const Number *number) {
    return !number->ball && fmpz_is_zero(fmpq_numref(&number->rational));
}

bool number_is_one(const Number *number) {
    return !number->ball && fmpq_is_one(&number->rational);
}

void number_get_ball(arb_t ball, const Number *number, long precision) {
    if (number->ball)
        arb_set(ball, number->ball);
    else
        arb_set_fmpq(ball, &number->rational, precision);
}

/* The ball of an operand: its own, or the rational's in scratch. */
static arb_srcptr operand(arb_t scratch, const Number *number, long precision) {
    if (number->ball)
        return number->ball;
    arb_set_fmpq(scratch, &number->rational, precision);
    return scratch;
}

typedef Surds *(*SurdsOperation)(const Surds *, const Surds *);

/* What comes of two numbers of which one is a ball; NULL where it is not known. */
static Surds *exactly(SurdsOperation operation, const Number *left, const Number *right) {
    bool is_known = (left->ball == NULL || left->surds != NULL) &&
                    (right->ball == NULL || right->surds != NULL);
    if (!is_known)
        return NULL;
    Surds *one = number_surds(left), *other = number_surds(right);
    Surds *result = one != NULL && other != NULL ? operation(one, other) : NULL;
    surds_free(one);
    surds_free(other);
    return result;
}

void number_negate(Number *result, const Number *number) {
    if (number->ball) {
        Number zero;
        number_init(&zero);
        Surds *surds = exactly(surds_subtract, &zero, number);
        arb_srcptr ball = number->ball;
        arb_neg(ball_make(result), ball);
        settle(result, surds);
    } else {
        ball_drop(result);
        fmpq_neg(&result->rational, &number->rational);
    }
}

typedef void (*BallOperation)(arb_t, const arb_t, const arb_t, slong);

/* An operation of which at least one operand is a ball. Both are read before the result is made,
 * for result may be either of them. */
static void ball_operation(BallOperation operation, SurdsOperation exact, Number *result,
                           const Number *left, const Number *right, long precision) {
    Surds *surds = exactly(exact, left, right);
    arb_t first, second;
    arb_init(first);
    arb_init(second);
    arb_srcptr one = operand(first, left, precision);
    arb_srcptr other = operand(second, right, precision);
    operation(ball_make(result), one, other, precision);
    settle(result, surds);
    arb_clear(first);
    arb_clear(second);
}

static bool is_small_integer(const fmpq *rational) {
    return !COEFF_IS_MPZ(rational->num) && rational->den == 1;
}

void number_add(Number *result, const Number *left, const Number *right, long precision) {
    if (number_is_zero(left)) {
        number_set(result, right);
    } else if (number_is_zero(right)) {
        number_set(result, left);
    } else if (left->ball || right->ball) {
        ball_operation(arb_add, surds_add, result, left, right, precision);
    } else {
        ball_drop(result);
        fmpq_add(&result->rational, &left->rational, &right->rational);
    }
}

void number_subtract(Number *result, const Number *left, const Number *right, long precision) {
    if (number_is_zero(right)) {
        number_set(result, left);
    } else if (left->ball || right->ball) {
        ball_operation(arb_sub, surds_subtract, result, left, right, precision);
    } else {
        ball_drop(result);
        fmpq_sub(&result->rational, &left->rational, &right->rational);
    }
}

void number_multiply(Number *result, const Number *left, const Number *right, long precision) {
    if (number_is_zero(left) || number_is_zero(right)) {
        number_set_zero(result);
    } else if (number_is_one(left)) {
        number_set(result, right);
    } else if (number_is_one(right)) {
        number_set(result, left);
    } else if (left->ball || right->ball) {
        ball_operation(arb_mul, surds_multiply, result, left, right, precision);
    } else {
        ball_drop(result);
        fmpq_mul(&result->rational, &left->rational, &right->rational);
    }
}

void number_add_product(Number *result, const Number *left, const Number *right, long precision) {
    if (number_is_zero(left) || number_is_zero(right))
        return;
    if (number_is_rational(result) && number_is_rational(left) && number_is_rational(right)) {
        fmpq *sum = &result->rational;
        long product, total;
        if (is_small_integer(&left->rational) && is_small_integer(&right->rational) &&
            is_small_integer(sum) &&
            !__builtin_mul_overflow(left->rational.num, right->rational.num, &product) &&
            !__builtin_add_overflow(sum->num, product, &total)) {
            fmpz_set_si(fmpq_numref(sum), total);
        } else {
            fmpq_addmul(sum, &left->rational, &right->rational);
        }
        return;
    }
    if (number_is_rational(left) && number_is_rational(right)) {
        /* The product alone is exact, so it is not rounded before it is added. */
        Number product;
        number_init(&product);
        fmpq_mul(&product.rational, &left->rational, &right->rational);
        ball_operation(arb_add, surds_add, result, result, &product, precision);
        number_clear(&product);
        return;
    }
    if (left->surds != NULL || right->surds != NULL) {
        Number product;
        number_init(&product);
        number_multiply(&product, left, right, precision);
        number_add(result, result, &product, precision);
        number_clear(&product);
        return;
    }
    arb_t first, second;
    arb_init(first);
    arb_init(second);
    arb_srcptr one = operand(first, left, precision);
    arb_srcptr other = operand(second, right, precision);
    arb_t sum;
    arb_init(sum);
    number_get_ball(sum, result, precision);
    arb_addmul(sum, one, other, precision);
    arb_swap(ball_make(result), sum);
    arb_clear(sum);
    arb_clear(first);
    arb_clear(second);
}

NumberFault number_divide(Number *result, const Number *left, const Number *right, long precision) {
    if (number_is_zero(right))
        return NUMBER_FAULT_DIVISION_BY_ZERO;
    if (right->ball && arb_contains_zero(right->ball))
        return NUMBER_FAULT_UNDECIDED;
    if (number_is_zero(left)) {
        number_set_zero(result);
    } else if (number_is_one(right)) {
        number_set(result, left);
    } else if (left->ball || right->ball) {
        ball_operation(arb_div, surds_divide, result, left, right, precision);
    } else {
        ball_drop(result);
        fmpq_div(&result->rational, &left->rational, &right->rational);
    }
    return NUMBER_FAULT_NONE;
}

/* Whether two numbers whose balls touch are known to be one. */
static bool are_equal_surds(const Number *left, const Number *right) {
    Surds *difference = exactly(surds_subtract, left, right);
    if (difference == NULL)
        return false;
    fmpq_t rational;
    fmpq_init(rational);
    bool are_equal = surds_is_rational(difference, rational) && fmpq_is_zero(rational);
    fmpq_clear(rational);
    surds_free(difference);
    return are_equal;
}

Comparison number_compare(const Number *left, const Number *right) {
    if (!left->ball && !right->ball) {
        int order;
        if (is_small(&left->rational) && left->rational.den == right->rational.den &&
            is_small(&right->rational))
            order = (left->rational.num > right->rational.num) -
                    (left->rational.num < right->rational.num);
        else
            order = fmpq_cmp(&left->rational, &right->rational);
        return order < 0 ? COMPARISON_LESS : order > 0 ? COMPARISON_GREATER : COMPARISON_EQUAL;
    }
    /* A rational is rounded outward far more finely than any ball, so that it alone never blurs. */
    long precision = 64;
    if (left->ball)
        precision += arb_bits(left->ball);
    if (right->ball)
        precision += arb_bits(right->ball);
    arb_t first, second;
    arb_init(first);
    arb_init(second);
    arb_srcptr one = operand(first, left, precision);
    arb_srcptr other = operand(second, right, precision);
    Comparison order = arb_lt(one, other)   ? COMPARISON_LESS
                       : arb_gt(one, other) ? COMPARISON_GREATER
                                            : COMPARISON_UNDECIDED;
    arb_clear(first);
    arb_clear(second);
    return order == COMPARISON_UNDECIDED && are_equal_surds(left, right) ? COMPARISON_EQUAL : order;
}

Truth number_relation(Relation relation, const Number *left, const Number *right) {
    Comparison order = number_compare(left, right);
    if (order == COMPARISON_UNDECIDED)
        return TRUTH_UNDECIDED;
    bool holds = false;
    switch (relation) {
    case RELATION_GREATER:
        holds = order == COMPARISON_GREATER;
        break;
    case RELATION_LESS:
        holds = order == COMPARISON_LESS;
        break;
    case RELATION_GREATER_EQUAL:
        holds = order != COMPARISON_LESS;
        break;
    case RELATION_LESS_EQUAL:
        holds = order != COMPARISON_GREATER;
        break;
    case RELATION_EQUAL:
        holds = order == COMPARISON_EQUAL;
        break;
    case RELATION_NOT_EQUAL:
        holds = order != COMPARISON_EQUAL;
        break;
    }
    return holds ? TRUTH_YES : TRUTH_NO;
}

bool number_sign(int *sign, const Number *number) {
    if (!number->ball) {
        *sign = fmpq_sgn(&number->rational);
        return true;
    }
    *sign = arb_is_positive(number->ball) ? 1 : -1;
    return arb_is_positive(number->ball) || arb_is_negative(number->ball);
}

bool number_overlaps(const Number *left, const Number *right) {
    if (!left->ball && !right->ball)
        return fmpq_equal(&left->rational, &right->rational);
    if (left->ball && right->ball)
        return arb_overlaps(left->ball, right->ball);
    return left->ball ? arb_contains_fmpq(left->ball, &right->rational)
                      : arb_contains_fmpq(right->ball, &left->rational);
}

long number_accuracy(const Number *number) {
    return number->ball ? arb_rel_accuracy_bits(number->ball) : LONG_MAX;
}
