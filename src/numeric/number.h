/* Number: an exact rational, or an Arb ball that is certain to hold the real number meant.
 *
 * Arithmetic on rationals stays rational as long as the result is rational (√(9/4) = 3/2, exp(0) =
 * 1, 0 times anything is 0); anything else becomes a ball of the precision asked for, in bits. A
 * ball around a sum of multiples of square roots knows it, so that √2 + √2 - √8 is 0.
 * Small rationals stand in the structure itself: no operation on them allocates. There are no NaNs
 * and no infinities: where a function has no value the operation returns a fault and leaves the
 * result alone.
 *
 * A Number is owned by whoever initialised it and freed by number_clear; a result may be an
 * operand. F. Johansson, "Arb: efficient arbitrary-precision midpoint-radius interval arithmetic",
 * 2017.
 */
#ifndef GRADSHEET_NUMERIC_NUMBER_H
#define GRADSHEET_NUMERIC_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

#include <flint/fmpq.h>
#if __has_include(<flint/arb.h>)
#include <flint/arb.h>
#else
#include <arb.h>
#endif

#include "formula/functions.h"
#include "formula/syntax.h"
#include "numeric/surds.h"

typedef struct Number {
    fmpq rational; /* what it is where ball is NULL, else 0 */
    arb_ptr ball;  /* owned; NULL: the rational */
    Surds *surds;  /* owned; what is in the ball, where that is known and not rational; else NULL */
} Number;

typedef enum NumberFault {
    NUMBER_FAULT_NONE,
    NUMBER_FAULT_DIVISION_BY_ZERO,
    NUMBER_FAULT_LOG_OF_NONPOSITIVE,
    NUMBER_FAULT_ROOT_OF_NEGATIVE, /* a power with a fraction for exponent, of a negative number */
    NUMBER_FAULT_UNDECIDED,        /* balls too wide to tell (sign, order): raise the precision */
    NUMBER_FAULT_TOO_LARGE,        /* beyond what Arb can hold, as exp(exp(exp(10))) */
    NUMBER_FAULT_KINK,             /* a derivative where a function has none; see interpret.h */
    NUMBER_FAULT_MISSING_VALUE,    /* a given tensor without values */
    NUMBER_FAULT_UNKNOWN_FUNCTION, /* an unknown function or quantity at the author's values */
    NUMBER_FAULT_INDEX_RANGE,      /* a label or index that its dimension does not have */
    NUMBER_FAULT_DERIVATIVE_ORDER, /* derivatives nested deeper than JET_ORDER_LIMIT */
    NUMBER_FAULT_FORMULA,          /* names or shapes that make no sense */
} NumberFault;

typedef enum Comparison {
    COMPARISON_LESS,
    COMPARISON_EQUAL,
    COMPARISON_GREATER,
    COMPARISON_UNDECIDED
} Comparison;

typedef enum Truth { TRUTH_NO, TRUTH_YES, TRUTH_UNDECIDED } Truth;

/* What a fault is, the beginning of a sentence: "division by zero". */
const char *number_fault_text(NumberFault fault);

void number_init(Number *number); /* 0 */
void number_clear(Number *number);
/* Arrays made by memory_alloc; free with number_array_free. */
Number *number_array_new(size_t count);
void number_array_free(Number *numbers, size_t count);

void number_set(Number *result, const Number *number);
void number_swap(Number *left, Number *right);
void number_set_zero(Number *result);
void number_set_integer(Number *result, long integer);
void number_set_fraction(Number *result, long numerator, long denominator); /* denominator > 0 */
void number_set_rational(Number *result, const fmpq_t rational);
void number_set_ball(Number *result, const arb_t ball); /* finite */

/* The same, where it is known what is in the ball (NULL: it is not); surds become the number's. */
void number_set_surds(Number *result, const arb_t ball, Surds *surds);

bool number_is_rational(const Number *number);
/* The number as surds, which the caller owns; NULL where it is not known to be such. */
Surds *number_surds(const Number *number);
/* Exactly 0 or 1 (a ball around it is not). */
bool number_is_zero(const Number *number);
bool number_is_one(const Number *number);
/* The ball that holds it, rounded to precision bits where it is a rational; ball is initialised. */
void number_get_ball(arb_t ball, const Number *number, long precision);

void number_negate(Number *result, const Number *number);
void number_add(Number *result, const Number *left, const Number *right, long precision);
void number_subtract(Number *result, const Number *left, const Number *right, long precision);
void number_multiply(Number *result, const Number *left, const Number *right, long precision);
/* result += left * right */
void number_add_product(Number *result, const Number *left, const Number *right, long precision);
NumberFault number_divide(Number *result, const Number *left, const Number *right, long precision);

/* base ^ exponent. Integer exponents of any base (0^0 is 1); other exponents of bases from 0 up,
 * exact where the root is rational and of moderate size. */
NumberFault number_power(Number *result, const Number *base, const Number *exponent,
                         long precision);

/* A function of formula/functions.h; arguments has its arity (NULL for π). At a kink it has its
 * value. */
NumberFault number_function(Number *result, Function function, const Number *arguments,
                            long precision);

/* How two numbers lie to each other. Balls that touch are undecided. */
Comparison number_compare(const Number *left, const Number *right);
Truth number_relation(Relation relation, const Number *left, const Number *right);
/* -1, 0 or 1 into *sign; false: undecided. */
bool number_sign(int *sign, const Number *number);

/* May they be the same number: equal as rationals, or balls with a point in common? */
bool number_overlaps(const Number *left, const Number *right);
/* The bits of a number that are certain, relative to its size; LONG_MAX for a rational. */
long number_accuracy(const Number *number);

#endif
