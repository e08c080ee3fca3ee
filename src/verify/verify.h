/* Verify: an answer is right if two independent roads lead to the same numbers.
 *
 * The answer's formula, as it is printed, is evaluated; apart from it, the model's definitions are
 * run on dual numbers by the interpreter, which shares no code with the symbolic derivative.
 * Whether the two agree is decided by verify/equality.h. Around many gradients, as in an update
 * rule W - eta * d l / d W, it takes two steps: the gradients against dual numbers along a
 * direction, then what is printed against the formula with these gradients in it, which
 * both are worked out by the evaluator.
 */
#ifndef GRADSHEET_VERIFY_VERIFY_H
#define GRADSHEET_VERIFY_VERIFY_H

#include "verify/equality.h"

typedef enum VerifyOutcome {
    VERIFY_EQUAL,
    VERIFY_DIFFERENT,
    VERIFY_UNKNOWN, /* no point could be found where both have values */
} VerifyOutcome;

typedef struct Verification {
    VerifyOutcome outcome;
    size_t points;
    bool is_exact;      /* every comparison was of rationals */
    const char *report; /* VERIFY_DIFFERENT: where, and both values; VERIFY_UNKNOWN: why */
    Fault undefined;    /* VERIFY_UNKNOWN: what of the formula that was asked has no value at any
                           point; NUMBER_FAULT_NONE: it has one at some, and the answer is at fault */
    const Fault
        *kinks; /* that the derivatives asked for met at the assignment's values, each once */
    size_t kink_count;
} Verification;

typedef struct Verifier Verifier;

/* For one scope. has_values: the model's own values are a point to compare at. */
Verifier *verifier_new(Arena *arena, Gradients *gradients, bool has_values);

/* What is printed: one expression over the letters and pool_axis(0 ...) of the shape asked for, or
 * one for each kept entry, over the letters alone. */
typedef struct Printed {
    const Expr *whole;        /* NULL: cells */
    const Expr *const *cells; /* row by row over the kept dimensions */
} Printed;

/* Compares what is printed with find, the resolved formula that was asked. */
Verification verify(Verifier *verifier, const Syntax *find, const Letters *letters,
                    Printed printed);

/* An answer to be verified, and what came of it. */
typedef struct Judgement {
    const Syntax *find;
    const Letters *letters;
    Printed printed;
    Verification verification;
} Judgement;

/* Verifies many answers: the gradients of one loss by one run for all of them. Each outcome is what
 * it would be by itself; the points may be more, since those that one answer needs serve all. */
void verify_all(Verifier *verifier, Judgement *judgements, size_t count);

/* Compares a derived answer, as it is printed, with somebody else's: a resolved formula over the
 * letters, of the shape asked for or a number that stands for the same everywhere. The report reads
 * "at i = 1, the assignment's values, it gives 3/4 where the derived answer gives -3/4". */
Verification verify_expected(Verifier *verifier, const Letters *letters, const Shape *shape,
                             Printed derived, const Syntax *expected);

/* The evaluator and the point at the assignment's values, with balls of this precision or a higher
 * one. NULL where the model has none. */
Evaluator *verifier_at_values(Verifier *verifier, long precision);

/* The assignment's values as the interpreter's point; NULL where the model has none. */
Point *verifier_place(Verifier *verifier);

/* The test seam: what an answer's value is changed by before it is compared; "0" means nothing. */
void verifier_plant_fault(Verifier *verifier, const fmpq_t difference);

#endif
