/* The commands, one file each, the table of them, and how one is run. */
#ifndef GRADSHEET_CLI_COMMANDS_H
#define GRADSHEET_CLI_COMMANDS_H

#include "cli/options.h"

extern const Command command_build;
extern const Command command_data;
extern const Command command_check;
extern const Command command_show;
extern const Command command_render;
extern const Command command_init;

/* All of them in the order of the help, up to a NULL. */
extern const Command *const commands[];

/* The command of that name, NULL if there is none. */
const Command *command_find(const char *name);

/* Runs the program: reads the command line, does what it says, and prints what there is to be said.
 * Its exit status; EXIT_FILE too where standard output could not be written. */
ExitStatus command_line_run(Arena *arena, int argc, char *const *argv);

#endif
