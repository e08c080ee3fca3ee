/* Judge: whatever is printed of a question, read again and run by the interpreter, is what the
 * interpreter finds for the question itself.
 *
 * Both sides go the interpreter's way, from the JSON that everybody else is given: answers, their
 * steps, the left sides, and the values. It is done at the author's values, if the question has one
 * there, and at random points. What does not hold fails the test.
 */
#ifndef GRADSHEET_TESTS_SHEET_JUDGE_H
#define GRADSHEET_TESTS_SHEET_JUDGE_H

#include <jansson.h>

#include "formula/resolve.h"
#include "numeric/interpret.h"

enum {
    JUDGE_PLACES = 3, /* the author's values, and random ones */
    JUDGE_PRECISION = 320,
    JUDGE_NARROW = 64 /* balls must be narrower than 2^-JUDGE_NARROW */
};

/* What a question is at one point, entry by entry over its letters and then its kept dimensions. */
typedef struct Expected {
    Point *point;    /* NULL: it has no value at any that was tried */
    Number *entries; /* letter_values * count */
    size_t count;    /* entries for one value of the letters */
    size_t letter_values;
} Expected;

typedef struct Judge {
    Arena *arena;
    const char *yaml; /* for messages */
    const Scope *scope;
    Diagnostics *diagnostics;
    const Syntax *find;
    Letters letters;
    Expected expected[JUDGE_PLACES]; /* the first at the author's values */
    size_t undecided; /* formulas not compared: too long to be run, or it cannot be decided whether
                         two balls are one number */
} Judge;

/* Judges a question of a sheet; scope is the question's. Free with judge_close. */
void judge_open(Judge *judge, Arena *arena, const char *yaml, const Scope *scope,
                Diagnostics *diagnostics, const json_t *question);
void judge_close(Judge *judge);

/* Whether what was asked is 0 in every entry at every point. */
bool judge_found_nothing(const Judge *judge);

/* The n-th way to give the question's letters values; the last letter runs fastest. items has room
 * for LETTER_LIMIT. */
LetterValues judge_letter_values(const Judge *judge, size_t n, LetterValue *items);

/* A rational, or a ball so narrow that it can be told from others. */
bool judge_is_narrow(const Number *number);

#endif
