/* Syntax: the tree of a formula, as it is read and as it is written.
 *
 * One tree serves both ways. The parser makes it from an author's text; notation makes it from
 * an answer, in reading order and in index or matrix notation; every printer (LaTeX, formula text,
 * Unicode ...) is one switch over it. Printed as formula text and parsed again, a tree is itself.
 *
 * Trees live in an arena and share subtrees freely. They are immutable once made, but for the
 * shapes that the resolver notes in them.
 */
#ifndef GRADSHEET_FORMULA_SYNTAX_H
#define GRADSHEET_FORMULA_SYNTAX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/rational.h"
#include "base/text.h"
#include "source/assignment.h"

/* The dimensions that a formula keeps whole. A derivative has those of both its sides. */
enum { SHAPE_LIMIT = 2 * RANK_LIMIT };
typedef struct Shape {
    size_t rank;
    Dimension dims[SHAPE_LIMIT];
} Shape;

typedef enum SyntaxKind {
    SYNTAX_NUMBER,     /* number, at least 0 as read; notation may make negative ones */
    SYNTAX_NAME,       /* name: a tensor, size, gradient named by let, or index letter */
    SYNTAX_NEGATE,     /* -a */
    SYNTAX_ADD,        /* a + b + ..., two or more; a subtraction is a + (-b), SYNTAX_NEGATE */
    SYNTAX_MULTIPLY,   /* a * b * ..., two or more */
    SYNTAX_DIVIDE,     /* a / b */
    SYNTAX_MATMUL,     /* a @ b @ ..., two or more, left to right */
    SYNTAX_POWER,      /* a ^ b */
    SYNTAX_TRANSPOSE,  /* a.T */
    SYNTAX_INDEX,      /* a[i, j, ...]: children[0] is a, the others are indices */
    SYNTAX_KEEP,       /* "." as an index: that dimension is kept whole */
    SYNTAX_CALL,       /* name(args ...) with primes: relu(z), phi''(u), ones(a, b), sum(E, -1) */
    SYNTAX_COMPARE,    /* (a relop b): 1 where it holds, else 0 (Iverson bracket) */
    SYNTAX_DERIVATIVE, /* d children[0] / d children[1] */
    SYNTAX_SUM,        /* sum(k, q, ..., e): binders and children[0] */
    SYNTAX_MAX_OVER,   /* max(k, e) over the binder */
    SYNTAX_MIN_OVER,
    SYNTAX_MATRIX, /* numbers written out row by row, which only notation makes; the shape says how
                      many are in a row */
} SyntaxKind;

typedef enum Relation {
    RELATION_GREATER,
    RELATION_LESS,
    RELATION_GREATER_EQUAL,
    RELATION_LESS_EQUAL,
    RELATION_EQUAL,
    RELATION_NOT_EQUAL,
} Relation;

/* An index bound by a sum, maximum or minimum. */
typedef struct Binder {
    const char *name;
    Span span;
    Dimension dimension; /* set by the resolver */
    const char *range;   /* the size it runs to, "n2" or "3", for printing; NULL: not known (yet) */
} Binder;

typedef struct Syntax Syntax;
struct Syntax {
    SyntaxKind kind;
    Span span; /* where it was read; source NULL for a tree that notation made */
    const char *name;
    size_t primes;      /* SYNTAX_CALL: phi'' has 2 */
    Relation relation;  /* SYNTAX_COMPARE */
    fmpq *number;       /* SYNTAX_NUMBER, owned by the arena */
    const char *digits; /* SYNTAX_NUMBER that was rounded: number as it is written, "-0.268941" */
    Binder *binders;    /* SYNTAX_SUM, SYNTAX_MAX_OVER, SYNTAX_MIN_OVER */
    size_t binder_count;
    const Syntax **children;
    size_t count;
    size_t height;      /* 1 + that of the highest child: what a recursion over the tree costs */
    const Shape *shape; /* set by the resolver (formula/resolve.h), NULL before */
    const struct Quantity *quantity; /* set by the resolver: what a name means; NULL: a letter */
    const Syntax *expansion;         /* set by the resolver: an author's function, its body with the
                                        arguments put in */
    bool is_row;                     /* SYNTAX_MATRIX of rank 1: it stands as a row */
    bool is_hadamard;                /* SYNTAX_MULTIPLY, SYNTAX_DIVIDE of tensors: entry by entry */
    bool is_compact;  /* SYNTAX_DERIVATIVE inside an answer: \partial_{h^2} l, not a fraction */
    bool is_ordinary; /* SYNTAX_DERIVATIVE of a function of one variable: d in place of \partial */
};

/* Constructors, all in the arena, without a span. The children are copied from the array. */
Syntax *syntax_new(Arena *arena, SyntaxKind kind, const Syntax *const *children, size_t count);
Syntax *syntax_number(Arena *arena, const fmpq_t number);
Syntax *syntax_integer(Arena *arena, long number);
Syntax *syntax_name(Arena *arena, const char *name);
Syntax *syntax_unary(Arena *arena, SyntaxKind kind, const Syntax *child);
Syntax *syntax_binary(Arena *arena, SyntaxKind kind, const Syntax *left, const Syntax *right);
Syntax *syntax_call(Arena *arena, const char *name, const Syntax *const *args, size_t count);
Syntax *syntax_compare(Arena *arena, Relation relation, const Syntax *left, const Syntax *right);
/* name[indices ...]; the name alone where every index keeps its dimension, or there is none. */
Syntax *syntax_entry(Arena *arena, const char *name, const Syntax *const *indices, size_t count);
Syntax *syntax_over(Arena *arena, SyntaxKind kind, const Binder *binders, size_t binder_count,
                    const Syntax *body);

/* A number that was rounded to these digits; what was meant is within half a unit of the last. NULL
 * where its exponent is beyond what a formula can hold. */
Syntax *syntax_rounded(Arena *arena, const char *digits);
/* A vector or matrix of numbers, one for each entry of the shape, whose rank is 1 or 2. */
Syntax *syntax_matrix(Arena *arena, const Syntax *const *cells, const Shape *shape, bool is_row);

/* The rows and columns in which a SYNTAX_MATRIX is written. */
size_t syntax_matrix_rows(const Syntax *matrix);
size_t syntax_matrix_columns(const Syntax *matrix);

/* The same tree, spans, ranges and the two flags of a derivative's look apart. */
bool syntax_equal(const Syntax *left, const Syntax *right);

/* The same but for the order of terms and factors. */
bool syntax_equal_but_for_order(const Syntax *left, const Syntax *right);

/* Whether a derivative stands anywhere in it, or in the body of a function that it calls. */
bool syntax_holds_derivative(const Syntax *syntax);

/* The order of a derivative of derivatives, and what is differentiated at the bottom of it. */
size_t syntax_derivative_order(const Syntax *derivative, const Syntax **of);

/* A node like this one with other children, as many; what a call stands for is to be resolved
 * again. */
Syntax *syntax_with_children(Arena *arena, const Syntax *syntax, const Syntax *const *children);

/* How many nodes it has: the measure of an answer's length. */
size_t syntax_size(const Syntax *syntax);

/* ">", "<=" ... */
const char *relation_text(Relation relation);

#endif
