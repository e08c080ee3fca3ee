#include "cli/commands.h"

#include <string.h>

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
