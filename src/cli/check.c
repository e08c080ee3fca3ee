#include "cli/commands.h"
#include "cli/report.h"
#include "cli/solve.h"

static ExitStatus run(const Options *options) {
    Solution solution;
    ExitStatus status = solve(options, &solution);
    if (status != EXIT_DONE)
        return status;
    report_done(options, "%s", solution_summary(options, &solution));
    report_detail(options, "solved in %.3f s", solution.seconds);
    solution_free(&solution);
    return EXIT_DONE;
}

static const char *const details[] = {
    "Every answer is derived, evaluated and compared with an independent differentiation.", NULL};

const Command command_check = {
    .name = "check",
    .operands = "ASSIGNMENT",
    .summary = "derive and verify everything, write nothing",
    .details = details,
    .operands_least = 1,
    .operands_most = 1,
    .uses = USE_SOLVING,
    .run = run,
};
