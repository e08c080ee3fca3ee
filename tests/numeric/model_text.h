/* A model written in a test, and formulas in its names. */
#ifndef GRADSHEET_TESTS_NUMERIC_MODEL_TEXT_H
#define GRADSHEET_TESTS_NUMERIC_MODEL_TEXT_H

#include "formula/resolve.h"
#include "numeric/interpret.h"
#include "source/assignment.h"

typedef struct ModelText {
    Arena *arena;
    Diagnostics diagnostics;
    const Scope *scope;
} ModelText;

/* Reads a model from YAML in flow style, "{sizes: {n: 2}, given: ...}". The test fails where it has
 * errors. */
void model_text_open(ModelText *text, const char *model);
void model_text_close(ModelText *text);

/* A resolved formula; its free letters are found. */
const Syntax *model_text_formula(ModelText *text, const char *formula);

/* What a formula is at a point, "[3/2, 0]" in one row, balls as ten digits; or "fault at formula".
 * letters is "i=1 j=2" or "". */
const char *model_text_value(ModelText *text, Point *point, const char *formula,
                             const char *letters);

/* The same two numbers everywhere? */
bool model_text_same(ModelText *text, Point *point, const char *left, const char *right);

#endif
