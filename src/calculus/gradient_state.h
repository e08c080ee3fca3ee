/* What gradients are made of, for the files that make them up. */
#ifndef GRADSHEET_CALCULUS_GRADIENT_STATE_H
#define GRADSHEET_CALCULUS_GRADIENT_STATE_H

#include "base/hash_map.h"
#include "calculus/gradient.h"

/* In what manner gradients are derived. */
typedef enum Manner {
    MANNER_NAMED,   /* with the named gradients in force */
    MANNER_UNNAMED, /* with none */
    /* With none, and with parts as they are, exp(g) and not s where s is exp(g): a derivative by s
     * holds g fixed, and what is s by name alone does not vary with it. */
    MANNER_PLAIN,
    MANNER_COUNT
} Manner;

struct Gradients {
    Arena *arena;
    Pool *pool;
    const Scope *scope;
    size_t quantity_count;       /* of the scope and the scopes outside it */
    const Quantity **quantities; /* by position */
    const Expr **written;        /* the definitions, by position; NULL: no formula */
    const Expr **bodies;         /* the same with the derivatives in them worked out plainly, */
    const Expr **told;           /* and with parts in them called by their names */
    uint64_t *depends;           /* rows of bits by position: what each depends on */
    size_t words;
    Manner manner;        /* the one at work */
    HashMap locals;       /* ∂U/∂V over pool_axis(0 ...), U's axes first; see gradients_key */
    HashMap plain_locals; /* the same where the manner is MANNER_PLAIN */
    HashMap chains[MANNER_COUNT]; /* dT/dV, likewise */
    HashMap tidied; /* see tidy */
    NamedGradient *named;
    size_t named_count;
    size_t let_count;
    ReadingOrder *order;
    WrittenForms *forms; /* of the definitions */
};

/* gradient.c */

/* The key of the derivative of the one by the other. */
uint64_t gradients_key(const Quantity *target, const Quantity *variable);

/* Whether the definition of a quantity names another. */
bool gradients_uses(const Gradients *gradients, const Quantity *user, const Quantity *quantity);

/* Whether it is the entry of a gradient. */
bool expr_is_gradient(const Expr *expr);

/* expr with every gradient in it derived in this manner. */
const Expr *gradients_expand_in(Gradients *gradients, Manner manner, const Expr *expr);

/* named_gradient.c */

/* Puts a gradient that the model names in force. */
void gradients_add_let(Gradients *gradients, const Quantity *quantity);

/* How many of the named gradients count in the manner at work, from the first on. */
size_t gradients_names_in_force(const Gradients *gradients);

#endif
