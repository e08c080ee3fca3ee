/* Jets: tensors whose entries are polynomials in nilpotents e1, e2, ... (eᵢ² = 0).
 *
 * A tensor of jets is kept as planes: plane s holds, for every entry, the coefficient of the
 * product of those eᵢ whose bits are in s; plane 0 is the plain value. Most planes are zero
 * everywhere and absent, so that whatever does not depend on the variable costs what plain numbers
 * cost. Planes are borrowed freely and never written once they are part of a result.
 *
 * Their numbers come from a NumberStack: memory that is taken in order and given back to a mark,
 * with numbers that keep their own memory from use to use.
 */
#ifndef GRADSHEET_NUMERIC_JETS_H
#define GRADSHEET_NUMERIC_JETS_H

#include <stdint.h>

#include "formula/nesting.h"
#include "numeric/number.h"

enum { JET_ORDER_LIMIT = DERIVATIVE_ORDER_LIMIT, PLANE_LIMIT = 1 << JET_ORDER_LIMIT };

typedef struct NumberStack {
    struct NumberChunk *chunks;
    size_t chunk_count;
    size_t current; /* the chunk in use */
    size_t used;    /* of it */
} NumberStack;

typedef struct NumberMark {
    size_t current;
    size_t used;
} NumberMark;

void number_stack_init(NumberStack *stack);
void number_stack_free(NumberStack *stack);
/* count numbers, initialised, of any value. */
Number *number_stack_take(NumberStack *stack, size_t count);
Number *number_stack_take_zeros(NumberStack *stack, size_t count);
NumberMark number_stack_mark(const NumberStack *stack);
void number_stack_release(NumberStack *stack, NumberMark mark);

typedef struct Jets {
    size_t count;
    uint32_t present; /* bit s: plane[s] is set */
    const Number *plane[PLANE_LIMIT];
} Jets;

/* How an operand's entries lie in a result that may be larger (broadcasting). */
typedef struct Spread {
    size_t count;           /* of the operand */
    const uint32_t *places; /* of each entry of the result, that in the operand; NULL: the same
                               place, or 0 where count is 1 */
} Spread;

/* Calls visit with each s in present, from 0 up: for (s = first_plane(p); s < PLANE_LIMIT; ...) */
static inline unsigned plane_next(uint32_t present, unsigned from) {
    uint32_t rest = from < 32 ? present >> from : 0;
    return rest ? from + (unsigned)__builtin_ctz(rest) : PLANE_LIMIT;
}
#define FOR_EACH_PLANE(s, mask)                                                                    \
    for (unsigned s = plane_next((mask), 0); s < PLANE_LIMIT; s = plane_next((mask), s + 1))

void jets_plain(Jets *jets, const Number *numbers, size_t count);
static inline size_t spread_place(const Spread *spread, size_t i) {
    return spread->places ? spread->places[i] : spread->count == 1 ? 0 : i;
}

typedef struct JetContext {
    NumberStack *stack;
    long precision;
} JetContext;

/* Results are new planes on the context's stack, with count entries. */
void jets_add(const JetContext *context, Jets *result, const Jets *left, Spread left_spread,
              const Jets *right, Spread right_spread, size_t count);
void jets_multiply(const JetContext *context, Jets *result, const Jets *left, Spread left_spread,
                   const Jets *right, Spread right_spread, size_t count);
void jets_negate(const JetContext *context, Jets *result, const Jets *jets);
/* left (n × k) times right (k × m). */
void jets_matrix_product(const JetContext *context, Jets *result, const Jets *left,
                         const Jets *right, size_t n, size_t k, size_t m);

/* The largest number of nilpotents that multiply to something: how many Taylor coefficients count.
 */
size_t jets_degree(const Jets *jets);
/* Whether entry i has a coefficient beside its plain value. */
bool jets_varies(const Jets *jets, size_t i);
/* f(jets) from the Taylor coefficients of f at each plain value: taylor[k * count + i] is f⁽ᵏ⁾ / k!
 * at entry i, for k to jets_degree. */
void jets_compose(const JetContext *context, Jets *result, const Jets *jets, const Number *taylor);

#endif
