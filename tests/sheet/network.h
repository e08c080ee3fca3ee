/* Random networks and questions about them, as the YAML that an author would write.
 *
 * The same number gives the same network. Names are drawn from several sets: those of a textbook,
 * those that the program itself likes for its sums, Greek ones, layers numbered backward.
 */
#ifndef GRADSHEET_TESTS_SHEET_NETWORK_H
#define GRADSHEET_TESTS_SHEET_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "random.h"
#include "source/assignment.h"

typedef struct NetworkQuestion {
    const char *find;
    size_t kept;        /* how many dimensions it keeps whole */
    size_t cells;       /* and how many entries these have */
    bool is_derivative; /* d T / d V and nothing around it */
} NetworkQuestion;

typedef struct Network {
    const char *model; /* the `models:` part */
    bool is_plain;     /* layers as a textbook has them: whole tensors, a row for each sample */
    NetworkQuestion question;
    const char *using; /* a gradient that an answer may use; NULL: none fits */
} Network;

Network network_random(Arena *arena, uint64_t seed);

/* The whole assignment, with answers in these forms (ANSWER_DEFAULT: without `as`). */
const char *network_assignment(Arena *arena, const Network *network, const AnswerForm *forms,
                               size_t count, bool with_using);

#endif
