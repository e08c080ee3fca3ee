/* Derivations: the lines from what is asked to the derived expression, as a person writes them.
 *
 * From the variable's side, one definition of the chain at a time: the gradient by a quantity
 * becomes gradients by what uses it, times local derivatives, until nothing is left but named
 * gradients. A line differs from the one before by one rule. Lines are expressions; those that
 * show something before it is worked out hold it (calculus/held.h). Every line is equal to the one
 * before.
 */
#ifndef GRADSHEET_CALCULUS_DERIVATION_H
#define GRADSHEET_CALCULUS_DERIVATION_H

#include "calculus/gradient.h"

typedef enum DerivationRule {
    RULE_CHAIN,        /* d T / d V is a sum over what uses V */
    RULE_CHAIN_DIRECT, /* the same, with the derivatives by V's own occurrences worked out: what
                          uses V depends on it in other ways too, so that they have no symbol */
    RULE_DEFINITION,   /* the target's formula in its place */
    RULE_LINEAR,       /* a local derivative of a linear layer ... */
    RULE_ACTIVATION,   /* ... of a function entry by entry ... */
    RULE_FUNCTION,     /* ... of another function, which the line names ... */
    RULE_SOFTMAX,      /* ... of a softmax ... */
    RULE_SUM,          /* ... of a sum of terms ... */
    RULE_PRODUCT,      /* ... of a product ... */
    RULE_QUOTIENT,     /* ... of a quotient ... */
    RULE_POWER,        /* ... of a power ... */
    RULE_FACTOR,       /* ... of a term with a constant factor ... */
    RULE_EXTREMUM,     /* ... of a maximum or minimum */
    RULE_DERIVATIVES,  /* ... of several of these at once */
    RULE_SELF,         /* d V[a] / d V[b] is (a == b) */
    RULE_CONSTANT,     /* what does not depend on V has the derivative 0 */
    RULE_REST,         /* all that is left, by the same rules */
    RULE_DELTA,        /* a sum with a delta is the one term that it picks */
    RULE_DELTA_ZERO,   /* a delta of two numbers that differ is 0 */
    RULE_LEAVES_SUM,   /* a factor without the index leaves the sum */
    RULE_SUM_TERMS,    /* a sum taken term by term */
    RULE_COMMON,       /* a common factor is taken out */
    RULE_MULTIPLY,     /* multiplied out */
    RULE_ASSUMED,      /* what is assumed to add up, does */
    RULE_KNOWN_SUM,    /* the sum of a definition's entries is constant */
    RULE_LIKE_TERMS,   /* collected and cancelled */
    RULE_NAMED,        /* parts that a defined quantity is are called by its name */
    RULE_JOIN,         /* sums over an index put together */
    RULE_REARRANGED,   /* equal, and none of these */
} DerivationRule;

/* How many definitions a line's reason names, "chain rule through z2, h1, ...". */
enum { DERIVATION_USERS = 4 };

typedef struct DerivationLine {
    const Expr *expr;
    DerivationRule rule;
    const Quantity *of[DERIVATION_USERS]; /* the definitions that the rule was used on */
    size_t of_count;      /* may be more than DERIVATION_USERS, which then lists the first */
    const char *function; /* RULE_FUNCTION, RULE_ACTIVATION: its name */
} DerivationLine;

typedef struct Derivation {
    DerivationLine *lines; /* the first follows from what is asked */
    size_t count;
    size_t named_at; /* from this line on named gradients are called by their names */
} Derivation;

enum { DERIVATION_LIMIT = 24 }; /* lines; longer derivations end in RULE_REST */

/* The way from asked to answer. asked has gradients as symbols; answer is equal to it, expanded and
 * tidied. Both over the same indices. */
Derivation derivation_new(Arena *arena, Gradients *gradients, const Expr *asked,
                          const Expr *answer);

#endif
