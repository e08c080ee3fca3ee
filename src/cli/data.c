#include <stdio.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/solve.h"

static ExitStatus run(const Options *options) {
    Solution solution;
    ExitStatus status = solve(options, &solution);
    if (status != EXIT_DONE)
        return status;
    /* In one piece: jansson would write it token by token. What could not be written is noticed
     * when standard output is flushed at the end. */
    char *text = json_dumps(solution.data, JSON_INDENT(2));
    puts(text);
    free(text);
    solution_free(&solution);
    return EXIT_DONE;
}

static const char *const details[] = {
    "It is the same object that every template is given; docs/format.md tells its fields.", NULL};

const Command command_data = {
    .name = "data",
    .operands = "ASSIGNMENT",
    .summary = "write the solved assignment as JSON to standard output",
    .details = details,
    .operands_least = 1,
    .operands_most = 1,
    .uses = USE_SOLVING,
    .run = run,
};
