/* Programs: formulas made ready to run, each name, letter and stride looked up once.
 *
 * A Library belongs to a scope. It numbers the quantities that formulas read (slots), knows which
 * depends on which, and keeps the program of every tree that was run, by the tree's address. Trees
 * have been through resolve_in_scope: their shapes and quantities are taken from it.
 */
#ifndef GRADSHEET_NUMERIC_PROGRAM_H
#define GRADSHEET_NUMERIC_PROGRAM_H

#include "formula/scope.h"
#include "numeric/jets.h"

enum { PROGRAM_LETTER_LIMIT = 128 };

typedef enum NodeKind {
    NODE_NUMBER,
    NODE_PI,
    NODE_LETTER, /* an index as a number */
    NODE_QUANTITY,
    NODE_NEGATE,
    NODE_ADD, /* of two; longer sums are nested */
    NODE_MULTIPLY,
    NODE_DIVIDE,
    NODE_MATRIX_PRODUCT,
    NODE_POWER,
    NODE_COMPARE,
    NODE_FUNCTION, /* of one argument */
    NODE_LEAKY_RELU,
    NODE_MAX,
    NODE_MIN,
    NODE_UNKNOWN, /* an author's unknown function, entry by entry */
    NODE_SOFTMAX,
    NODE_TRANSPOSE,
    NODE_INDEX,
    NODE_SUM_AXIS, /* over the middle one of (outer, length, inner); all entries: (1, count, 1) */
    NODE_MEAN_AXIS,
    NODE_TRACE,
    NODE_ONES,
    NODE_EYE,
    NODE_DIAGONAL,
    NODE_OUTER,
    NODE_ONEHOT,
    NODE_SUM_OVER,
    NODE_MAX_OVER,
    NODE_MIN_OVER,
    NODE_DERIVATIVE, /* children[0]; the variable in slot, its entries by index */
} NodeKind;

typedef enum IndexKind { INDEX_KEEP, INDEX_FIXED, INDEX_LETTER, INDEX_ENTRY } IndexKind;

typedef struct Node Node;

/* One dimension of what is indexed. */
typedef struct IndexPart {
    IndexKind kind;
    Span span;
    long extent;       /* of the dimension */
    size_t stride;     /* of its entries */
    long value;        /* INDEX_FIXED, from 1 */
    size_t letter;     /* INDEX_LETTER */
    const Node *entry; /* INDEX_ENTRY: an entry of a label */
} IndexPart;

typedef struct NodeBinder {
    size_t letter;
    long range;
} NodeBinder;

struct Node {
    NodeKind kind;
    Span span;
    size_t rank;
    long dims[SHAPE_LIMIT];
    size_t count; /* of entries */
    const Node **children;
    size_t child_count;
    Spread *spreads; /* of each child in the entries of this node, for elementwise kinds */
    Number *number;  /* NODE_NUMBER: as many as it has entries */
    size_t letter;   /* NODE_LETTER */
    size_t slot;     /* NODE_QUANTITY, NODE_DERIVATIVE */
    Function function;
    const UserFunction *user; /* NODE_UNKNOWN */
    size_t primes;
    Relation relation;
    size_t outer, length,
        inner;        /* axis kinds; n, k, m of a matrix product; K of onehot is length */
    IndexPart *index; /* NODE_INDEX, NODE_DERIVATIVE: of each dimension */
    size_t index_count;
    const uint32_t *places; /* the same: where each kept entry lies from the first one on */
    size_t kept_count;
    NodeBinder *binders;
    size_t binder_count;
};

typedef struct Program {
    const Node *root; /* NULL where the tree makes no sense */
    Span fault;       /* ... and where that is */
    size_t letter_count;
    const char *free_names[PROGRAM_LETTER_LIMIT]; /* of its free letters; NULL for bound ones */
} Program;

typedef struct Slot {
    const Quantity *quantity;
    size_t count;           /* of entries */
    const Program *program; /* QUANTITY_DEFINED, QUANTITY_GRADIENT */
    size_t *argument_slots; /* QUANTITY_UNKNOWN */
    bool *depends;          /* by slot: what a change of it may change, itself among it */
    size_t depends_count;
} Slot;

typedef struct Library Library;

Library *library_new(Arena *arena, const Scope *scope);
const Scope *library_scope(const Library *library);

/* The program of a tree. It never fails; a tree that makes no sense has a NULL root. */
const Program *library_program(Library *library, const Scope *scope, const Syntax *syntax);

/* The slot of a quantity, with all that it depends on. */
size_t library_slot(Library *library, const Quantity *quantity);
const Slot *library_slot_at(const Library *library, size_t slot);
size_t library_slot_count(const Library *library);
bool library_depends(const Library *library, size_t slot, size_t on);

#endif
