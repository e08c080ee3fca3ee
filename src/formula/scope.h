/* Scope: what the names of a model mean.
 *
 * Every size, given tensor, definition and named gradient of a model is a Quantity with a shape;
 * the definitions stand in an order in which each uses only those before it. A question with names
 * of its own has a scope inside the model's, which shadows it.
 */
#ifndef GRADSHEET_FORMULA_SCOPE_H
#define GRADSHEET_FORMULA_SCOPE_H

#include "base/diagnostics.h"
#include "formula/parse.h"
#include "formula/syntax.h"
#include "source/assignment.h"

typedef enum QuantityKind {
    QUANTITY_SIZE,     /* a positive integer that stays a symbol in answers; rank 0, dims unused */
    QUANTITY_GIVEN,    /* a tensor with values, if the author supplied any */
    QUANTITY_LABEL,    /* a given of integers from 1 to label.value */
    QUANTITY_DEFINED,  /* formula, over letters where it is in index form */
    QUANTITY_UNKNOWN,  /* define: {l: unknown(o, y)}; arguments */
    QUANTITY_GRADIENT, /* let: {delta: d l / d h3}; formula is the SYNTAX_DERIVATIVE */
} QuantityKind;

typedef struct Quantity Quantity;
/* How deep definitions may stand on one another: they are run one inside the other. */
enum { DEFINITION_DEPTH_LIMIT = 1000 };

struct Quantity {
    QuantityKind kind;
    const char *name;
    Span span;
    size_t
        position; /* in the scope's order, from 0; a question's own names come after the model's */
    size_t rank;
    Dimension dims[RANK_LIMIT];
    long size_value;                 /* QUANTITY_SIZE */
    Dimension label;                 /* QUANTITY_LABEL */
    const Values *values;            /* QUANTITY_GIVEN and QUANTITY_LABEL; NULL: none supplied */
    const Syntax *formula;           /* QUANTITY_DEFINED, QUANTITY_GRADIENT */
    const char *letters[RANK_LIMIT]; /* p[k,c]: ... has "k", "c"; NULL for a whole-tensor formula;
                                        an integer index or repeated letter is an error. A gradient
                                        with free letters has them as its first axes' letters */
    const Quantity **arguments;      /* QUANTITY_UNKNOWN */
    size_t argument_count;
    size_t depth;            /* of definitions, each in terms of the one before */
    size_t derivative_order; /* how deep derivatives are nested in its definition; and */
    size_t unknown_rank;     /* the most dimensions of what something unknown in it depends on */
};

/* A function that the model adds: swish(x): x * sigmoid(x), or phi(u): unknown. */
typedef struct UserFunction {
    const char *name;
    Span span;
    const char **parameters;
    size_t parameter_count;
    const Syntax *body; /* NULL: unknown */
} UserFunction;

typedef struct Assumption Assumption; /* formula/assumption.h */

typedef struct Scope Scope;
struct Scope {
    const Scope *outer; /* NULL for a model's scope */
    const Model *model;
    const Quantity *
        *quantities; /* sizes, givens, then definitions in order of use, then gradients */
    size_t count;
    const UserFunction **functions;
    size_t function_count;
    const Assumption *assumptions; /* of a model's scope */
    size_t assumption_count;
};

/* The scope of a model: parses its definitions, functions and gradients, orders and shapes them.
 * NULL with errors where it cannot. */
const Scope *scope_new(Arena *arena, const Model *model, Diagnostics *diagnostics);

/* Says what is wrong in questions about a model for which there is no scope, but for what follows
 * from the model's errors. */
void scope_check_questions(Arena *arena, const Model *model, const Question *questions,
                           size_t count, Diagnostics *diagnostics);

/* A scope for a question's own `given`; the outer one itself where it has none. */
const Scope *scope_for_question(Arena *arena, const Scope *outer, const Question *question);

/* What a name means here, innermost first; NULL: nothing. */
const Quantity *scope_find(const Scope *scope, const char *name);
const UserFunction *scope_find_function(const Scope *scope, const char *name);

/* Whether a resolved formula is a name of `let`. */
bool scope_names_gradient(const Syntax *formula);

/* For the parser: which names are quantities of this scope. */
NameLookup scope_lookup(const Scope *scope);

#endif
