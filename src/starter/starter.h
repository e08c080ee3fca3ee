/* Starter: the sizes of a network's layers → a commented assignment on it, to be changed into one's
 * own.
 *
 * The assignment is the template starter.yaml, filled: a model for one sample and, where there are
 * more, one for a batch laid over it; numbers that leave some units on and some off; and questions
 * from the output back to the input, layer by layer. It has no errors, every answer verifies, and
 * the same network gives the same bytes.
 */
#ifndef GRADSHEET_STARTER_STARTER_H
#define GRADSHEET_STARTER_STARTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/strbuf.h"
#include "formula/functions.h"

/* At most so many layers, units in one, samples, and weights in all: numbers are written out. */
enum {
    STARTER_LAYER_LIMIT = 20,
    STARTER_UNIT_LIMIT = 1000,
    STARTER_SAMPLE_LIMIT = 20,
    STARTER_WEIGHT_LIMIT = 2000
};

/* Exponentials of exponentials soon are more than verification can compute: at most two may stand
 * in one another, with layers of at most so many units below the second. A softmax counts. */
enum { STARTER_EXP_DEPTH = 2, STARTER_EXP_UNITS = 4 };

typedef enum StarterLoss { STARTER_SQUARED, STARTER_CROSS_ENTROPY, STARTER_ABSOLUTE } StarterLoss;

typedef struct StarterNetwork {
    size_t units[STARTER_LAYER_LIMIT]; /* of each layer, the inputs first */
    size_t layer_count;                /* at least 2, the inputs among them */
    Function activation;               /* of the hidden layers; it takes one argument */
    StarterLoss loss;
    size_t samples; /* in a batch; 1: there is none */
} StarterNetwork;

/* Appends the assignment to out. The network is within the limits, and with cross-entropy it has at
 * least two outputs. */
void starter_write(StrBuf *out, const StarterNetwork *network, Arena *arena);

#endif
