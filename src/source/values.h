/* Values: numbers for tensors, checked against their shapes. */
#ifndef GRADSHEET_SOURCE_VALUES_H
#define GRADSHEET_SOURCE_VALUES_H

#include "source/assignment.h"
#include "source/schema.h"

/* The values of a tensor from nested lists of numbers; NULL with errors: at the list that is too
 * long or too short, at the number that is none, at the label out of range. */
Values *values_read(Reader *reader, const Tree *tree, const Given *given);

/* Whether a number may stand at that place of a label tensor; if not, an error there. */
bool label_check(Reader *reader, const Given *given, const fmpq_t number, Span span);

/* Gives the tensors their values out of a mapping of names to nested lists. Errors for names that
 * are not among them. owner is what the tensors belong to, "the model “single”"; own is the part
 * of the mapping that its author wrote for it, NULL for all: the rest comes from a model that it
 * extends, and is wrong only because the shapes are others. */
void values_assign(Reader *reader, const Tree *mapping, Given *given, size_t given_count,
                   const char *owner, const Tree *own);

/* An error for each tensor without values, if others have some. A tensor in failed (by its place in
 * given) has had an error already. */
void values_check_complete(Reader *reader, const Given *given, size_t given_count,
                           const bool *failed);

/* "[2, 4]", "[]" for a single number. */
const char *shape_print(Arena *arena, const Given *given);

#endif
