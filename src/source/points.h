/* Points: exact, and shared equally among the questions that name none of their own. */
#ifndef GRADSHEET_SOURCE_POINTS_H
#define GRADSHEET_SOURCE_POINTS_H

#include "source/assignment.h"
#include "source/schema.h"

/* Sets the points of a section and all its questions from the `points` of their trees (question
 * trees in the order of the questions). Errors: a negative number, a sum above the section's. */
void points_share(Reader *reader, const Tree *section_tree, const Tree *const *question_trees,
                  Section *section);

#endif
