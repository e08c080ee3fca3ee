/* Rubrics: what the points of a question are given for, item by item. */
#ifndef GRADSHEET_SOURCE_RUBRIC_H
#define GRADSHEET_SOURCE_RUBRIC_H

#include "source/assignment.h"
#include "source/schema.h"

/* Reads the `rubric` of a question's tree, a list of {points, text}; no items where there is none.
 * An item at fault is an error, and then there are none either: a sum without it says nothing. */
void rubric_read(Reader *reader, const Tree *question_tree, Question *question);

/* The points of all items. */
void rubric_sum(const Question *question, fmpq_t sum);

/* An error at the word `rubric` unless the items, if there are any, add up to the question's
 * points. is_own: these are its own, not its share of the section's. */
void rubric_check_sum(Reader *reader, const Tree *question_tree, const Question *question,
                      bool is_own);

#endif
