/* Equality: the one decision whether two things are equal. It never guesses: the answer is yes, no
 * with a place and both values, or unknown.
 *
 * Both sides are worked out at points, exactly where arithmetic stays rational and as balls that
 * are certain to hold the number where it does not. Rationals must be equal. Balls must have a
 * point in common and 80 certain bits or, around 0, a difference known to less than 2^-100; those
 * that do not settle it are made narrower. The points are the assignment's values, if there are
 * any, and PLACES_RANDOM random ones at which both sides have a value (verify/places.h: they are
 * drawn again where one has none, they satisfy what is assumed, unknown functions are random
 * polynomials there). Further points are drawn while some bracket or kink of either side has been
 * on one side only, and PLACES_LIMIT allows: a wrong answer may be right as long as a unit is
 * active.
 *
 * "No" is certain: two exact values differ, or two balls are apart. "Yes" can be wrong by bad luck
 * only, or where balls are involved and the sides differ by less than one part in 2^80, or by less
 * than 2^-100. Within one pattern of active units a side that adds, multiplies and divides is a
 * quotient of polynomials in the entries of given tensors; let D be the degree of their difference
 * times its denominators. If that is not 0, it vanishes at a point whose coordinates are drawn
 * independently and evenly from S values with a probability of at most D / S (J. Schwartz, "Fast
 * probabilistic algorithms for verification of polynomial identities", 1980; R. Zippel,
 * "Probabilistic algorithms for sparse polynomials", 1979). S is POINT_VALUES, 512, so that three
 * points are all wrong with at most (D / 512)^3: 4e-6 for the degree 8 of a gradient through two
 * layers, 6e-5 for degree 20. Where the three are chosen among candidates, each set of three has
 * that bound. At each point an answer is compared at every entry, and for every value of its
 * letters, or a sample of 48 spread evenly over them where there are more.
 *
 * A gradient with many entries is not differentiated entry by entry: its directional derivative
 * along a random direction takes one run and is compared with the same combination of the other
 * side's entries. Were one entry wrong, the two would be equal only if the direction were a zero of
 * a linear form, which for a direction drawn from s values has a probability of at most 1/s, s
 * being 1,000,003; the direction is the same at all points. Where many gradients are decided on
 * together, each has a direction of its own, and the bound is the same for all of them.
 */
#ifndef GRADSHEET_VERIFY_EQUALITY_H
#define GRADSHEET_VERIFY_EQUALITY_H

#include "formula/resolve.h"
#include "verify/evaluate.h"
#include "verify/places.h"

/* One side: exactly one of the first three. */
typedef struct Side {
    const Expr *expr;         /* over the letters and pool_axis(0 ...) of the shape */
    const Expr *const *cells; /* one for each entry of the shape, row by row, over the letters */
    const Syntax *formula;    /* resolved; run by the interpreter, which shares no code with the
                                 symbolic derivative */
    bool is_entrywise;        /* for a formula: work out every entry, also of a derivative */
    const Number *shift;      /* what is added to every value (a test seam); NULL: nothing */
} Side;

typedef enum EqualityOutcome {
    EQUALITY_YES,
    EQUALITY_NO,
    EQUALITY_UNKNOWN, /* too few points could be found where both sides have values, or there are
                         too many entries */
} EqualityOutcome;

typedef struct Verdict {
    EqualityOutcome outcome;
    size_t points;    /* at which both had values, and the same */
    bool is_exact;    /* every comparison was of rationals */
    bool is_covered;  /* every bracket and kink that was met has been on both its sides */
    const char *left; /* EQUALITY_NO: the values that differ ... */
    const char *right;
    const char *letters; /* ... for these letters, "i = 1, j = 2"; "" where there are none ... */
    const char *entry;   /* ... at this entry of the shape, "[2,1]"; "" where it has but one ... */
    bool is_combined;    /* ... or of the entries, added up with random weights: a direction */
    const char *place;   /* ... and the point, in words */
    const char *reason;  /* EQUALITY_UNKNOWN: why there was no value ... */
    Fault fault;         /* ... and where; NUMBER_FAULT_NONE: both had values, too uncertain ones */
} Verdict;

typedef struct Equality Equality;

/* For one scope. has_values: the model's own values are a point to compare at. */
Equality *equality_new(Arena *arena, Gradients *gradients, bool has_values);

/* Whether two sides are equal, for the values of the letters (see above) and at every entry. A
 * formula of rank 0 stands for a tensor with the same number everywhere. Where one side is the
 * formula of a derivative and the other an expression or cells, a direction is drawn, unless the
 * side is to be compared entry by entry. */
Verdict equality_decide(Equality *equality, const Letters *letters, const Shape *shape, Side left,
                        Side right);

/* An answer to the question for a derivative. */
typedef struct Claim {
    const Letters *letters;
    const Syntax *derivative;
    Side answer; /* no formula */
} Claim;

/* Whether a derivative can be decided on with others of the same target: the target is one number
 * without letters, and every letter only runs over the variable. */
bool equality_can_join(const Syntax *derivative, const Letters *letters);

/* Whether all answers are right, by one run for all of them: each gets a direction of its own, and
 * the sum of their directional derivatives is compared. So all gradients of a loss cost what one
 * costs. All derivatives can join and have the same target (syntax_equal). False says only that it
 * was not decided that all are right: some are wrong, or must be decided on one by one. */
bool equality_decide_together(Equality *equality, const Claim *claims, size_t count,
                              Verdict *verdict);

/* Runs a derivative that can join at the assignment's values, so that the point notes the kinks
 * that are its own. */
void equality_meet_kinks(Equality *equality, const Claim *claim);

/* The evaluator and the point at the assignment's values, with balls of this precision or a higher
 * one. NULL where the model has none. */
Evaluator *equality_at_values(Equality *equality, long precision);

/* The same point for the interpreter. */
Point *equality_place(Equality *equality);

#endif
