/* Sections and their questions. */
#ifndef GRADSHEET_SOURCE_QUESTIONS_H
#define GRADSHEET_SOURCE_QUESTIONS_H

#include "source/assignment.h"
#include "source/merge.h"
#include "source/schema.h"

/* The sections of an assignment. models and merged go together, place by place; a model whose
 * merged tree is NULL could not be read, and a section may still name it. */
void sections_read(Reader *reader, const Tree *list, const Model *models, const MergedModel *merged,
                   size_t model_count, Assignment *assignment);

#endif
