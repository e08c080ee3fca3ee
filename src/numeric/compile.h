/* Compile: one resolved tree → its program. Used by the library alone. */
#ifndef GRADSHEET_NUMERIC_COMPILE_H
#define GRADSHEET_NUMERIC_COMPILE_H

#include "numeric/program.h"

/* Told of each slot that the formula reads. */
typedef struct CompileReads {
    void (*note)(void *data, size_t slot); /* NULL: nobody asks */
    void *data;
} CompileReads;

/* letters are those of an index-form definition: they become the program's letters 0, 1 ... */
const Program *compile(Arena *arena, Library *library, const Scope *scope, const Syntax *syntax,
                       const char *const *letters, size_t letter_count, CompileReads reads);

#endif
