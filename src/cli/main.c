/* gradsheet: from an assignment to its solved, verified and typeset sheet. */
#include <stdio.h>

#include <flint/flint.h>

#include "cli/help.h"
#include "cli/options.h"
#include "cli/report.h"

static ExitStatus run(const Options *options) {
    if (options->version) {
        puts("gradsheet " GRADSHEET_VERSION);
        return EXIT_DONE;
    }
    if (options->help) {
        StrBuf help;
        strbuf_init(&help);
        help_print(&help, options->command);
        fputs(help.chars, stdout);
        strbuf_free(&help);
        return EXIT_DONE;
    }
    return options->command->run(options);
}

int main(int argc, char **argv) {
    Arena *arena = arena_new();
    Options options;
    const char *fault;
    ExitStatus status;
    if (options_read(&options, arena, argc, argv, &fault)) {
        status = run(&options);
    } else {
        report_fault("%s", fault);
        const char *space = options.command != NULL ? " " : "";
        const char *command = options.command != NULL ? options.command->name : "";
        fprintf(stderr, "`gradsheet%s%s --help` tells how it is used.\n", space, command);
        status = EXIT_USAGE;
    }
    if (!report_output_is_written() && status == EXIT_DONE)
        status = EXIT_FILE;
    arena_free(arena);
    flint_cleanup_master();
    return status;
}
