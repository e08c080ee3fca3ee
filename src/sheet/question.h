/* One question, solved: what was asked, its answers, its value, and whether they stood the test. */
#ifndef GRADSHEET_SHEET_QUESTION_H
#define GRADSHEET_SHEET_QUESTION_H

#include "calculus/gradient.h"
#include "notation/answer.h"
#include "notation/printer.h"
#include "verify/verify.h"

/* A scope with all that is needed to solve questions in it. */
typedef struct Desk {
    Arena *arena;
    Pool *pool;
    const Scope *scope;
    Gradients *gradients;
    Verifier *verifier;
    const Notation *notation;
    bool has_values;
    bool leaves_out_steps;
    bool checks_steps; /* every step of a derivation, not only the answer */
    size_t digits;
} Desk;

/* An axis of a value. */
typedef struct ValueAxis {
    const char *name; /* the letter, or the size of a kept dimension */
    bool is_letter;
    long size;
} ValueAxis;

typedef struct ValueCell {
    const char *exact; /* NULL: not rational */
    const char *decimal;
} ValueCell;

typedef struct Steps Steps; /* sheet/steps.h */

typedef struct SolvedAnswer {
    const AnswerRequest *request;
    Answer answer;
    const Steps *steps;
} SolvedAnswer;

typedef struct SolvedQuestion {
    const Syntax *find; /* resolved */
    Letters letters;
    bool is_row;
    SolvedAnswer *answers;
    size_t answer_count;
    ValueAxis axes[LETTER_LIMIT + SHAPE_LIMIT];
    size_t axis_count;
    ValueCell *cells; /* row by row over the axes; NULL: no value */
    size_t cell_count;
    const char *no_value; /* why there is none, if that is worth a warning */
    const char **kinks;   /* warnings of kinks that the given numbers hit exactly */
    size_t kink_count;
    Verification verification;
} SolvedQuestion;

/* Solves the question. False with errors in diagnostics; *is_refuted is set where a form of the
 * answer failed the verification. */
bool question_solve(const Desk *desk, const Question *question, SolvedQuestion *solved,
                    Diagnostics *diagnostics, bool *is_refuted);

#endif
