/* Points: exact, and shared equally among the questions that name none of their own; where nobody
 * says what a question is worth, its rubric does. */
#ifndef GRADSHEET_SOURCE_POINTS_H
#define GRADSHEET_SOURCE_POINTS_H

#include "source/assignment.h"
#include "source/schema.h"

/* Reads the number under `points` of a mapping; false where there is none, or (with an error) no
 * good one. */
bool points_read(Reader *reader, const Tree *mapping, fmpq_t points);

/* Sets the points of a section and all its questions from the `points` of their trees (question
 * trees in the order of the questions); the questions' rubrics have been read. Errors: a negative
 * number, a sum above the section's, a rubric that does not add up to its question's points. */
void points_share(Reader *reader, const Tree *section_tree, const Tree *const *question_trees,
                  Section *section);

#endif
