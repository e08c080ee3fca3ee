#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/report.h"
#include "starter/starter.h"

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
    StrBuf text;
    strbuf_init(&text);
    starter_write(&text, &options->network, options->arena);
    bool is_written = fputs(text.chars, file) >= 0;
    strbuf_free(&text);
    is_written = fclose(file) == 0 && is_written;
    if (!is_written) {
        report_fault("%s could not be written: %s", path, strerror(errno));
        unlink(path);
        return EXIT_FILE;
    }
    report_done(options, "wrote %s; `gradsheet build %s` makes its sheet", path, path);
    return EXIT_DONE;
}

static const char *const details[] = {"It is a complete assignment on a network of the layers that "
                                      "are named, with numbers and questions,",
                                      "to be changed into yours. Every answer verifies as it is.",
                                      NULL};

const Command command_init = {
    .name = "init",
    .operands = "FILE",
    .summary = "write a commented starter assignment",
    .details = details,
    .operands_least = 1,
    .operands_most = 1,
    .uses = USE_NETWORK,
    .run = run,
};
