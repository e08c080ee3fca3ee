/* One question, solved: what was asked, its answers, its value, and whether they stood the test.
 *
 * First all questions are derived, then their answers are verified together, then their values are
 * worked out.
 */
#ifndef GRADSHEET_SHEET_QUESTION_H
#define GRADSHEET_SHEET_QUESTION_H

#include "notation/answer.h"
#include "sheet/desk.h"

/* An axis of a value. */
typedef struct ValueAxis {
    const char *name; /* the letter, or the size of a kept dimension */
    bool is_letter;
    long size;
} ValueAxis;

typedef struct ValueCell {
    const char *exact;   /* NULL: not rational, or not known to be */
    const char *decimal; /* NULL: no digit could be made certain */
} ValueCell;

typedef struct Steps Steps; /* sheet/steps.h */

typedef struct SolvedAnswer {
    const AnswerRequest *request;
    Answer answer;
    Printed printed;     /* the answer as it was read again */
    const Expr *derived; /* what it was written from; NULL: a formula as the author wrote it */
    const Steps *steps;
} SolvedAnswer;

typedef struct SolvedQuestion {
    const Question *question;
    const Syntax *find; /* resolved */
    Letters letters;
    const Expr *asked; /* find over the letters and pool_axis(0 ...); its gradients are symbols */
    const Expr *unfolded; /* asked, or its definition where that holds a derivative */
    bool is_row;
    SolvedAnswer *answers;
    size_t answer_count;
    ValueAxis axes[LETTER_LIMIT + SHAPE_LIMIT];
    size_t axis_count;
    ValueCell *cells; /* row by row over the axes; NULL: no value */
    size_t cell_count;
    const char *no_value;  /* why there is none, if that is worth a warning */
    const char *undecided; /* which cells have no digits, and why; NULL: none */
    const char **kinks;    /* warnings of kinks that the given numbers hit exactly */
    size_t kink_count;
    Verification verification; /* of all answers: the fewest points, exact if all are */
} SolvedQuestion;

/* Derives the answers to a question in every form. False with errors in diagnostics. Where two
 * forms are equally good, the choice may hang on what was derived before: to have the same answers
 * in every sheet, derive all questions before anything else at their desks. */
bool question_derive(const Desk *desk, const Question *question, SolvedQuestion *solved,
                     Diagnostics *diagnostics);

/* The question with this one in the place of its answers, read again and ready to be verified.
 * False with errors where it cannot be read. */
bool question_take_answer(const Desk *desk, const SolvedQuestion *like, const Answer *answer,
                          SolvedQuestion *solved, Diagnostics *diagnostics);

/* Derives the steps to the answers of a question that was derived. */
void question_add_steps(const Desk *desk, SolvedQuestion *solved);

/* Verifies the answers to questions that were derived at the desk. False, with an error for each
 * answer that failed, where one did. */
bool questions_verify(const Desk *desk, SolvedQuestion *const *questions, size_t count,
                      Diagnostics *diagnostics);

/* The error that an answer to the question was found to be wrong, and how. */
void question_report_failure(const SolvedQuestion *solved, const char *report,
                             Diagnostics *diagnostics);

#endif
