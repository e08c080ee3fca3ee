#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

#include "cli/help.h"
#include "cli/report.h"

const Command *const commands[] = {
    &command_build,  &command_data, &command_check, &command_show,
    &command_render, &command_init, NULL,
};

const Command *command_find(const char *name) {
    for (const Command *const *command = commands; *command != NULL; command++)
        if (strcmp((*command)->name, name) == 0)
            return *command;
    return NULL;
}

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

ExitStatus command_line_run(Arena *arena, int argc, char *const *argv) {
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
    return status;
}
