/* A model out of its merged and unrolled mapping. */
#ifndef GRADSHEET_SOURCE_MODEL_H
#define GRADSHEET_SOURCE_MODEL_H

#include "source/assignment.h"
#include "source/merge.h"
#include "source/schema.h"

/* What the assignment says for all its models; NULL where it says nothing. */
typedef struct SharedParts {
    const Tree *write;
    const Tree *notation;
} SharedParts;

/* All of a model: sizes, tensors, formulas, the writings and choices of notation of the assignment
 * and its own. Values come later (model_give_values), so that options can have their say. tree is
 * the unrolled mapping. */
void model_read(Reader *reader, const char *name, Span span, const Tree *tree,
                const SharedParts *shared, Model *model);

/* Tensors declared by a `given` mapping; *count is their number. Those with a fault are left out.
 */
Given *given_read(Reader *reader, const Tree *mapping, const Size *sizes, size_t size_count,
                  size_t *count);

/* The values of the merged mapping, then those of a `--values` file (either may be NULL). own is
 * what of the merged mapping the model's author wrote under its name. */
void model_give_values(Reader *reader, Model *model, const Tree *values, const Tree *own,
                       const Tree *override);

/* Whether a key can be the name of something new: valid and not reserved; if not, an error. length
 * is the length of the name in the key, which may go on ("A[i,j]"). */
bool name_check(Reader *reader, const Text *key, size_t length);

#endif
