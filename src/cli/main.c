/* gradsheet: from an assignment to its solved, verified and typeset sheet. */
#include <flint/flint.h>

#include "cli/commands.h"

int main(int argc, char **argv) {
    Arena *arena = arena_new();
    ExitStatus status = command_line_run(arena, argc, argv);
    arena_free(arena);
    flint_cleanup_master();
    return status;
}
