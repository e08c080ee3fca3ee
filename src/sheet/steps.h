/* Steps: the derivation of an answer as formulas, from what is asked to the answer as it is shown.
 *
 * The first step is what is asked, word for word, the last the answer in its own form. Those
 * between are in index notation; where what is asked keeps dimensions whole, they stand for each
 * entry, at letters that the steps introduce. Every step is equal to the one before.
 */
#ifndef GRADSHEET_SHEET_STEPS_H
#define GRADSHEET_SHEET_STEPS_H

#include <jansson.h>

#include "calculus/derivation.h"
#include "sheet/question.h"

typedef struct Step {
    const Syntax *formula;      /* NULL: the answer as it is shown */
    bool is_entry;              /* over the letters that the steps introduce */
    const char *rule;           /* "chain rule" */
    const DerivationLine *line; /* where the rule was used on definitions; NULL else */
    const char *function;       /* whose derivative was taken; NULL: none */
    const Quantity *named; /* what is called by its name from here on, or by its formula instead of
                              its name; NULL: none */
} Step;

struct Steps {
    Step *items;
    size_t count;
    const Syntax *shown; /* the formula of the answer as it is shown; NULL: entries */
    Letters letters;     /* the question's, then those introduced */
    const char *entry_letters[SHAPE_LIMIT]; /* for each dimension kept; NULL: of size 1 */
    const char
        *for_each; /* the rule that introduces them, "for each entry i, j"; NULL: there are none */
};

/* The steps to an answer that is written. derived is the expression that it was written from, NULL
 * for a formula that stands as the author wrote it. The gradients that the answer may use must be
 * in force. */
const Steps *steps_new(const Desk *desk, const SolvedQuestion *solved, const Expr *asked,
                       const Expr *derived, const Answer *answer);

/* A letter for an entry of what is asked: one of the usual ones that is no name of the scope and
 * none of these letters. */
const char *steps_new_letter(const Desk *desk, const Letters *letters);

/* Whether every step is equal to what is asked: its formula is read again as an author's would be
 * and compared as an answer is. False with an error in diagnostics that names the step. */
bool steps_check(const Desk *desk, const SolvedQuestion *solved, const Steps *steps,
                 Diagnostics *diagnostics);

/* "steps" of an answer whose object is written. */
json_t *json_steps(const Desk *desk, const SolvedQuestion *solved, const Steps *steps,
                   const json_t *answer);

#endif
