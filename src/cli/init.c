#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/report.h"
#include "cli/starter.h"

static ExitStatus run(const Options *options) {
    const char *path = options->operands[0];
    /* O_EXCL: an assignment that is there already is somebody's work. */
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (descriptor < 0 && errno == EEXIST) {
        report_fault("%s is there already and was left alone; name a new file", path);
        return EXIT_FILE;
    }
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "w");
    if (file == NULL) {
        report_fault("%s could not be written: %s", path, strerror(errno));
        return EXIT_FILE;
    }
    bool is_written = fputs(starter_assignment, file) >= 0;
    is_written = fclose(file) == 0 && is_written;
    if (!is_written) {
        report_fault("%s could not be written: %s", path, strerror(errno));
        unlink(path);
        return EXIT_FILE;
    }
    report_done(options, "wrote %s; `gradsheet build %s` makes its sheet", path, path);
    return EXIT_DONE;
}

static const char *const details[] = {
    "It is a complete assignment on a small network, to be changed into yours.", NULL};

const Command command_init = {
    .name = "init",
    .operands = "FILE",
    .summary = "write a commented starter assignment",
    .details = details,
    .operands_least = 1,
    .operands_most = 1,
    .run = run,
};
