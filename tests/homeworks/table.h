/* The table of docs/homeworks.md, and why some answers are longer than their references. */
#ifndef GRADSHEET_TESTS_HOMEWORKS_TABLE_H
#define GRADSHEET_TESTS_HOMEWORKS_TABLE_H

#include <stdio.h>

#include "homework.h"

/* A mapping from "mazur 2.5 matrix" to a sentence. */
typedef struct Reasons {
    const Tree *tree;
} Reasons;

const Reasons *reasons_read(Arena *arena, const char *path);

/* NULL: none is given. */
const char *reason_of(const Reasons *reasons, const Answered *answered);

void table_begin(FILE *out);
void table_add(FILE *out, Homework *homework, const Reasons *reasons);

#endif
