/* Random assignments over the whole language, as the YAML that an author would write.
 *
 * A model is a chain of definitions, each of a random shape and made of random formulas
 * (random_formula.h), with a loss at its end; the questions ask for derivatives of all kinds, for
 * quantities and for formulas around them. The same number gives the same assignment.
 */
#ifndef GRADSHEET_TESTS_SHEET_RANDOM_LANGUAGE_H
#define GRADSHEET_TESTS_SHEET_RANDOM_LANGUAGE_H

#include "language_features.h"
#include "random_formula.h"

enum { RANDOM_QUESTIONS = 3, RANDOM_FORMS = 3 };

typedef struct RandomQuestion {
    const char *find;
    const char *own;   /* its own `given` and `values`, "" for none */
    const char *using; /* a gradient that an answer may use; NULL: none */
    AnswerForm forms[RANDOM_FORMS];
    size_t form_count;
    FeatureSet features; /* of all that the question depends on */
} RandomQuestion;

typedef struct RandomAssignment {
    const char *model; /* the `models:` part */
    RandomQuestion questions[RANDOM_QUESTIONS];
} RandomAssignment;

RandomAssignment random_assignment(Arena *arena, uint64_t seed);

/* The whole assignment; without_matrix leaves the matrix forms out. */
const char *random_assignment_text(Arena *arena, const RandomAssignment *assignment,
                                   bool without_matrix);

#endif
