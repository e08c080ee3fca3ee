/* Interpreter: runs formulas as they stand on numbers, as NumPy would, derivatives included.
 *
 * It is the second road to every number. Syntax trees are run directly, on tensors of jets; it
 * shares nothing with the symbolic derivative. A jet is a polynomial in nilpotents e1, e2, ... (eᵢ²
 * = 0): to differentiate by V[i], V gets + e at that entry, everything downstream of V is run
 * again, and the coefficient of e is the derivative (dual numbers; one nilpotent more for each
 * derivative inside another, J. Fike and J. Alonso, "The development of hyper-dual numbers", 2011).
 *
 * In d T / d V the quantity V is an independent variable: its value is what its definition gives.
 * Derivatives of kinked functions follow the brackets: relu'(u) = (u > 0). max(a, b) has a's
 * derivative where a > b and b's where b > a, none at a tie; max(k, e) has those of all entries
 * that are equal to it.
 *
 * A Point is the place at which a model is run: the author's values, or random ones. It holds the
 * values of quantities, computed once and on demand. Points belong to the arena that they are made
 * in.
 */
#ifndef GRADSHEET_NUMERIC_INTERPRET_H
#define GRADSHEET_NUMERIC_INTERPRET_H

#include <stdint.h>

#include "formula/scope.h"
#include "numeric/jets.h"
#include "numeric/number.h"

/* Of results: a derivative keeps dimensions of both its sides. */
enum { TENSOR_RANK_LIMIT = SHAPE_LIMIT };

typedef struct Point Point;

/* Index letters and what they stand for, from 1. */
typedef struct LetterValue {
    const char *name;
    long value;
} LetterValue;

typedef struct LetterValues {
    const LetterValue *items;
    size_t count;
} LetterValues;

/* Numbers row by row. Initialise with tensor_init, free with tensor_clear; one may serve many
 * calls. */
typedef struct Tensor {
    size_t rank;
    long dims[TENSOR_RANK_LIMIT];
    size_t count;
    Number *entries;
    size_t capacity;
} Tensor;

typedef struct Fault {
    NumberFault kind;
    Span span; /* the offending part of the formula, or the quantity that has no value */
} Fault;

void tensor_init(Tensor *tensor);
void tensor_clear(Tensor *tensor);
/* Sets count; the entries may be of any value then. */
void tensor_make_room(Tensor *tensor, size_t count);

/* The author's values. Unknown functions and givens without values are faults when they are met.
 * precision is that of balls, in bits. */
Point *point_at_values(Arena *arena, const Scope *scope, long precision);

/* Small rationals in general position, the same for the same seed and names; labels are in range,
 * what the model assumes holds, unknown functions are random polynomials. Logarithms of what turned
 * out negative are faults like any other: draw again with another seed, and if that fails too with
 * one from POINT_POSITIVE_SEED on, for which only positive numbers are drawn, and then with one
 * from POINT_PROPER_SEED on, for which they are below 1, too: log(p) + log(1 - p). */
#define POINT_POSITIVE_SEED (UINT64_C(1) << 32)
#define POINT_PROPER_SEED   (UINT64_C(1) << 33)
/* How many values a given tensor's entry may have, each as likely as the others; half as many where
 * only positive ones are drawn, and one less where they are below 1. */
enum { POINT_VALUES = 512 };
Point *point_random(Arena *arena, const Scope *scope, uint64_t seed, long precision);

/* Another random place for the same scope, which shares the formulas that first has made ready:
 * cheaper than point_random. */
Point *point_beside(Arena *arena, Point *first, uint64_t seed);

/* The same place with balls of another precision. */
void point_set_precision(Point *point, long precision);
long point_precision(const Point *point);

/* Runs a formula. scope is the point's own or a question's inside it; letters (NULL: none) binds
 * the formula's free letters. The axes of result are those dimensions that the formula keeps; a
 * derivative's are the target's, then the variable's. False with *fault where it has no value. */
bool interpret(Point *point, const Scope *scope, const Syntax *formula, const LetterValues *letters,
               Tensor *result, Fault *fault);

/* A derivative along a direction. */
typedef struct SeededDerivative {
    const Syntax *derivative; /* a SYNTAX_DERIVATIVE d T / d V */
    const Number *entries; /* of the direction, row by row over those dimensions of V that are kept
                              whole or indexed by a letter without a value (no such letter stands
                              elsewhere in the formula) */
    size_t count;          /* of entries */
} SeededDerivative;

/* One forward run in place of one for each entry: the sum of (dT / dV[entry]) × (the direction's
 * entry) over the entries of V and over all parts, for each kept entry of T. All parts have the
 * same T; where there are more than one, T has no letters, nor has an index any that has a value.
 * However many parts there are, T is run once. */
bool interpret_directional(Point *point, const Scope *scope, const SeededDerivative *parts,
                           size_t count, const LetterValues *letters, Tensor *result, Fault *fault);

/* The entries of a quantity (a size: one entry) at this point, row by row; they stay the point's.
 * A named gradient with free letters has them as its first axes. NULL with *fault. */
const Number *point_value(Point *point, const Scope *scope, const Quantity *quantity, Fault *fault);

/* All entries of the derivative of target by these variables, at most JET_ORDER_LIMIT of them: the
 * axes of the target first, then those of the variables as they stand; computed once, stays the
 * point's. NULL with *fault. */
const Number *point_derivative(Point *point, const Quantity *target,
                               const Quantity *const *variables, size_t order, Fault *fault);

/* An unknown function of the model, or its derivative (primes), of plain numbers. Known ones are
 * expanded by the resolver and never called. */
bool point_function(Point *point, const Scope *scope, const UserFunction *function, size_t primes,
                    const Number *arguments, Number *result, Fault *fault);

/* Where derivatives met a kink (relu at 0, a tie) since the last call of point_forget_kinks: each
 * place once, in the order met. Values are by the brackets; a sheet should say so. A gradient named
 * by let is computed once, and tells its kinks then. */
const Fault *point_kinks(const Point *point, size_t *count);
void point_forget_kinks(Point *point);

/* Whether a kink was ever met. */
bool point_has_met_kinks(const Point *point);

/* A number that is another one whenever the point has forgotten its values since. */
uint32_t point_edition(const Point *point);

/* Forgets all values too, so that what is computed again tells its kinks again. */
void point_forget(Point *point);

/* Which way the steps of formulas went that were run at a random point: functions with a kink,
 * choices and comparisons, each place in a formula once. An entry's bit is its number mod 64. */
typedef struct Branch {
    Span span;
    uint64_t
        low; /* entries where a comparison is false, a function's argument not above its kink */
    uint64_t high; /* ... true, above it */
} Branch;

/* In the order met. Nothing is noted at the author's values. */
const Branch *point_branches(const Point *point, size_t *count);

#endif
