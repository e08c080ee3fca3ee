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

#include "cli/options.h"
#include "cli/report.h"

/* The arguments of a line, with the name of the program before them; the strings are the JSON's. */
static char **arguments_of(const json_t *line) {
    char **arguments = calloc(json_array_size(line) + 2, sizeof *arguments);
    arguments[0] = "gradsheet";
    size_t i;
    json_t *argument;
    json_array_foreach(line, i, argument) arguments[i + 1] = (char *)json_string_value(argument);
    return arguments;
}

static ExitStatus run(int count, char **arguments) {
    Arena *arena = arena_new();
    Options options;
    const char *fault;
    ExitStatus status = EXIT_USAGE;
    if (options_read(&options, arena, count, arguments, &fault))
        status = options.command->run(&options);
    else
        report_fault("%s", fault);
    arena_free(arena);
    return status;
}

int main(int argc, char **argv) {
    if (argc != 3)
        return EXIT_USAGE;
    FILE *answers = fdopen(dup(STDOUT_FILENO), "w");
    char *line = NULL;
    size_t size = 0;
    while (getline(&line, &size, stdin) > 0) {
        json_t *read = json_loads(line, 0, NULL);
        if (!json_is_array(read) || freopen(argv[1], "w", stdout) == NULL ||
            freopen(argv[2], "w", stderr) == NULL)
            return EXIT_FILE;
        char **arguments = arguments_of(read);
        ExitStatus status = run((int)json_array_size(read) + 1, arguments);
        free(arguments);
        json_decref(read);
        fflush(stdout);
        fflush(stderr);
        fprintf(answers, "%d\n", (int)status);
        fflush(answers);
    }
    free(line);
    fclose(answers);
    flint_cleanup_master();
    return EXIT_DONE;
}
