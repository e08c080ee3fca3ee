/* Runs many commands of gradsheet in one process: run_many OUT ERR
 *
 * Under the sanitizers a process takes a tenth of a second to start and to look for leaks, much
 * more than most commands do. Each line of standard input is a JSON array of arguments; the command
 * runs as `main` would run it, with what it prints in the files OUT and ERR, and its exit status is
 * a line on standard output. Leaks of all commands are found at the end. many.py speaks to it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <flint/flint.h>
#include <jansson.h>

#include "cli/commands.h"

/* The arguments of a line, with the name of the program before them and a NULL after; the strings
 * are the JSON's. NULL if the line is no array of strings. */
static char **arguments_of(Arena *arena, const json_t *line) {
    if (!json_is_array(line))
        return NULL;
    char **arguments = ARENA_ARRAY(arena, char *, json_array_size(line) + 2);
    arguments[0] = "gradsheet";
    size_t i;
    json_t *argument;
    json_array_foreach(line, i, argument) {
        if (!json_is_string(argument))
            return NULL;
        arguments[i + 1] = (char *)json_string_value(argument);
    }
    return arguments;
}

int main(int argc, char **argv) {
    if (argc != 3)
        return EXIT_USAGE;
    FILE *answers = fdopen(dup(STDOUT_FILENO), "w");
    if (answers == NULL)
        return EXIT_FILE;
    char *line = NULL;
    size_t size = 0;
    while (getline(&line, &size, stdin) > 0) {
        Arena *arena = arena_new();
        json_t *read = json_loads(line, 0, NULL);
        char **arguments = arguments_of(arena, read);
        if (arguments == NULL || freopen(argv[1], "w", stdout) == NULL ||
            freopen(argv[2], "w", stderr) == NULL)
            return EXIT_FILE;
        ExitStatus status = command_line_run(arena, (int)json_array_size(read) + 1, arguments);
        json_decref(read);
        arena_free(arena);
        fflush(stderr);
        fprintf(answers, "%d\n", (int)status);
        fflush(answers);
    }
    free(line);
    fclose(answers);
    flint_cleanup_master();
    return EXIT_DONE;
}
