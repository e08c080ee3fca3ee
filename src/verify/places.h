/* Places: the points at which things are compared.
 *
 * One is the assignment's values, where there are any; the others are random. The random ones are
 * chosen, not just drawn: the definitions of the scope are run at a handful of candidates, and
 * those three are taken at which most of them have a value and at which, together, the most units
 * have been both off and on (z > 0 false at one, true at another). So a wrong answer that is right
 * for one pattern of active units only is seen to be wrong. What is assumed of given tensors holds
 * at every place.
 */
#ifndef GRADSHEET_VERIFY_PLACES_H
#define GRADSHEET_VERIFY_PLACES_H

#include "numeric/interpret.h"

/* PLACES_RANDOM random points are always compared at; more, up to PLACES_LIMIT, where a bracket has
 * not been both 0 and 1 yet. */
enum { PLACES_RANDOM = 3, PLACES_LIMIT = 8 };

/* The first precision of balls, in bits. */
enum { PLACES_PRECISION = 128 };

typedef struct Places Places;

/* For one scope; lives in the arena. */
Places *places_new(Arena *arena, const Scope *scope, bool has_values);

/* The assignment's values with balls of this precision or a higher one; NULL where there are none.
 */
Point *places_at_values(Places *places, long precision);

/* Random point `number`, from 0, the same every time until it is drawn again. */
Point *places_random(Places *places, size_t number);

/* Another one in its place, for a question that has no value at it. From some draw on only positive
 * numbers are drawn, later only such below 1: logarithms and roots have values there. */
void places_redraw(Places *places, size_t number);

/* Whether a step (relu, |u|, max, a comparison) in the formula, or in a definition that it comes
 * to, went one way only at all of the first `count` random points. */
bool places_are_one_sided(Places *places, size_t count, const Syntax *formula);

/* Those do not count from now on: no point was found where they go the other way. */
void places_give_up(Places *places, size_t count, const Syntax *formula);

/* The place in words: "the assignment's values", "x = [1, -3/2], W = ...". */
const char *places_text(Places *places, Point *point);

#endif
