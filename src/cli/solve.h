/* From an assignment's path to its solution: what build, data, check and show have in common. */
#ifndef GRADSHEET_CLI_SOLVE_H
#define GRADSHEET_CLI_SOLVE_H

#include <jansson.h>

#include "cli/options.h"

typedef struct Solution {
    json_t *data;          /* the object of format.md, section 6; owned */
    size_t question_count; /* in words or not */
    size_t verified_count;
    size_t expected_count; /* authors' own answers, all proved */
    double seconds;
} Solution;

/* Reads and solves the assignment that is the first operand, and reports its diagnostics. Anything
 * but EXIT_DONE leaves the solution empty. */
ExitStatus solve(const Options *options, Solution *solution);

void solution_free(Solution *solution);

/* "hw-backprop: 25 questions, 25 verified", with ", 2 expected answers proved" where authors gave
 * their own; in the options' arena. */
const char *solution_summary(const Options *options, const Solution *solution);

/* "hw-backprop" of "assignments/hw-backprop.yaml": the name without folder and ending. */
const char *path_stem(Arena *arena, const char *path);

#endif
