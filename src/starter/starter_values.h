/* Numbers for a starter's network: small and exact, drawn so that what happens is worth looking at.
 *
 * A unit is on for one sample and off for another, pre-activations are neither 0 (no kink is hit)
 * nor large, and no function is asked for a value that it does not have, as far as some dozens of
 * draws for each unit can find such weights.
 */
#ifndef GRADSHEET_STARTER_STARTER_VALUES_H
#define GRADSHEET_STARTER_STARTER_VALUES_H

#include "starter/starter.h"

enum { STARTER_DENOMINATOR = 8 };

/* Each entry is a numerator over STARTER_DENOMINATOR; rows follow one another. */
typedef struct StarterMatrix {
    size_t rows, columns;
    long *numerators;
} StarterMatrix;

typedef struct StarterValues {
    StarterMatrix inputs;   /* a row for each sample */
    StarterMatrix *weights; /* of each layer but the first; a row for each unit */
    StarterMatrix targets;  /* a row for each sample; with cross-entropy no columns ... */
    size_t *labels;         /* ... and the class of each sample, from 1, else NULL */
} StarterValues;

/* All of it, in the arena. */
StarterValues starter_draw(Arena *arena, const StarterNetwork *network);

#endif
