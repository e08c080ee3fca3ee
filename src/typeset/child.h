/* Child: runs one program with a time limit, its input and output closed.
 */
#ifndef GRADSHEET_TYPESET_CHILD_H
#define GRADSHEET_TYPESET_CHILD_H

#include <stdbool.h>

#include "base/arena.h"

typedef enum ChildResult {
    CHILD_SUCCEEDED, /* it ended with status 0 */
    CHILD_FAILED,    /* another status, or a signal */
    CHILD_TOO_SLOW,  /* it was killed with all that it had started */
    CHILD_NOT_RUN,   /* errno tells why */
} ChildResult;

/* The path of a program: as it is if it has a slash, else the first one in an absolute folder of
 * PATH (the child runs elsewhere, so a relative one would mean another). NULL: none. */
const char *child_find_program(Arena *arena, const char *name);

/* Runs arguments[0], a path, in a folder, with exactly this environment. It is a process group of
 * its own, and dies with this process. *milliseconds is the time it may take; on return what is
 * left of it. */
ChildResult child_run(const char *folder, char *const *arguments, char *const *environment,
                      long *milliseconds);

#endif
