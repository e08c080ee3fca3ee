/* Expressions in index notation.
 *
 * Everything is a scalar over indices: entries of tensors, Iverson brackets (a Kronecker delta is
 * one of them), sums over bound indices, powers, functions, exact rational constants. Expressions
 * are immutable, hash-consed and made only by the constructors below, which keep the canonical
 * form:
 *
 *  - equal is the same pointer: two expressions that differ only in the names of bound indices or
 *    in the order of a commutative operation are one node;
 *  - a bound index is named by the height of its binder (one more than the highest binder inside
 *    it, as in Sato and Pollack's internal and external syntax), so nothing is ever captured;
 *  - sums and products are flat, like terms and equal bases are collected, constants are exact;
 *    products of sums are not multiplied out, so 2 (a + b) and 2 a + 2 b are two nodes, but for a
 *    mere sign: -(a - b) is b - a;
 *  - an index over a dimension of size 1 is the number 1; a delta in a sum is contracted; a factor
 *    without the bound index stands outside the sum.
 *
 * The canonical order is that of a hash of the content: the same input gives the same order in
 * every run, and it says nothing about how an expression is written (see notation/layout.h).
 */
#ifndef GRADSHEET_ALGEBRA_EXPR_H
#define GRADSHEET_ALGEBRA_EXPR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <flint/fmpq.h>

#include "formula/functions.h"
#include "formula/scope.h"
#include "formula/syntax.h"

typedef struct Pool Pool;
typedef struct Expr Expr;

/* What an entry is an entry of: a quantity, or the gradient of one quantity by another, whose
 * axes are the target's and then the variable's, or a higher derivative of what an author left
 * unknown (algebra/unknown.h), whose axes are those of the derivative before it and then the last
 * variable's. One Symbol for each in a pool. */
typedef struct Symbol Symbol;
struct Symbol {
    const Quantity *quantity; /* the quantity, or the target of the gradient */
    const Quantity *variable; /* NULL: no gradient */
    const Symbol *before; /* the derivative that this one is a derivative of; NULL: of the target */
    size_t rank;
    Dimension dims[SHAPE_LIMIT];
    uint32_t number;         /* in the pool, from 0 */
    uint64_t hash;           /* of its names */
    uint64_t inside;         /* a bit by number for itself and for what it is a function of */
    const Symbol *same_hash; /* the pool's: the one made before it, of another scope's names */
};

/* An index that is free or bound. Indices are interned: the same index is the same pointer. */
typedef enum IndexKind {
    INDEX_LETTER, /* free in a question: name */
    INDEX_AXIS,   /* stands for an axis of a tensor: number */
    INDEX_FRESH,  /* made where a binder is opened; all different */
    INDEX_BOUND,  /* named by the height of its binder */
} IndexKind;

typedef struct Index {
    IndexKind kind;
    const char *name; /* INDEX_LETTER */
    uint32_t number;
    Dimension dimension;
    uint64_t hash;
    uint32_t serial; /* in order of making, the same in every run */
} Index;

typedef enum ExprKind {
    EXPR_NUMBER,   /* number */
    EXPR_SIZE,     /* name and number: a size and its value; it stays a symbol */
    EXPR_INDEX,    /* index, as an index or as a number */
    EXPR_ENTRY,    /* symbol[args ...]; each arg is a number, an index or a label's entry */
    EXPR_ADD,      /* args[0] + args[1] + ... */
    EXPR_MULTIPLY, /* number * args[0] * args[1] ... */
    EXPR_POWER,    /* args[0] ^ args[1] */
    EXPR_FUNCTION, /* function(args ...) */
    EXPR_APPLY,    /* an author's unknown function: name, primes, args */
    EXPR_BRACKET,  /* (args[0] relation args[1]); relations are >, >=, == and != */
    EXPR_SUM,      /* over index, bound in args[0] */
    EXPR_MAX_OVER,
    EXPR_MIN_OVER,
    EXPR_SOFTMAX, /* f(args[1]) / sum over q of f(q), where f is args[0] over index */
} ExprKind;

struct Expr {
    ExprKind kind;
    Function function;
    Relation relation;
    uint32_t primes;
    uint32_t size; /* how many nodes it is to a reader, shared ones counted each time, a minus only
                      where no sum takes it up; saturates */
    uint32_t height; /* of the binders inside: 0 where there is none */
    uint32_t number_in_pool;
    uint64_t hash;    /* of the content, the same in every run */
    uint64_t symbols; /* bit (number mod 64) of every symbol inside */
    fmpq number[1];
    const Symbol *symbol;
    const Index *index;
    const char *name; /* EXPR_SIZE, EXPR_APPLY */
    size_t count;
    const Expr **args;
    size_t free_count; /* the free indices, in order of making */
    const Index **free;
    const Index *opened_index; /* see expr_open */
    const Expr *opened_body;
};

/* A pool owns all expressions of an assignment. It lives in the arena. */
Pool *pool_new(Arena *arena);
Arena *pool_arena(const Pool *pool);
size_t pool_expr_count(const Pool *pool);

/* Symbols and indices. */
const Symbol *pool_symbol(Pool *pool, const Quantity *quantity);
const Symbol *pool_gradient(Pool *pool, const Quantity *target, const Quantity *variable);

const Index *pool_letter(Pool *pool, const char *name, Dimension dimension);
const Index *pool_axis(Pool *pool, uint32_t number, Dimension dimension);
const Index *pool_fresh(Pool *pool, Dimension dimension);

/* Constructors. */
const Expr *expr_number(Pool *pool, const fmpq_t number);
const Expr *expr_integer(Pool *pool, long number);
const Expr *expr_size(Pool *pool, const char *name, long value);
/* The size of a dimension: a symbol, or a number where it is written as one. */
const Expr *expr_extent(Pool *pool, Dimension dimension);
/* An index as an expression: the number 1 where its dimension has size 1. */
const Expr *expr_index(Pool *pool, const Index *index);
/* pool_axis(first ...) as expressions, one of each of these dimensions. */
void expr_axes(Pool *pool, size_t first, const Dimension *dims, size_t count, const Expr **axes);
const Expr *expr_entry(Pool *pool, const Symbol *symbol, const Expr *const *indices);
const Expr *expr_add(Pool *pool, const Expr *const *terms, size_t count);
const Expr *expr_add2(Pool *pool, const Expr *left, const Expr *right);
const Expr *expr_negate(Pool *pool, const Expr *expr);
const Expr *expr_multiply(Pool *pool, const Expr *const *factors, size_t count);
const Expr *expr_multiply2(Pool *pool, const Expr *left, const Expr *right);
const Expr *expr_scale(Pool *pool, const fmpq_t number, const Expr *expr);
const Expr *expr_power(Pool *pool, const Expr *base, const Expr *exponent);
const Expr *expr_power_si(Pool *pool, const Expr *base, long exponent);
/* The same as a reader writes it: √(2 π) under one root, where expr_power has √2 √π. */
const Expr *expr_power_together(Pool *pool, const Expr *base, const Expr *exponent);
/* The same as a reader writes it: (1 - p)^(-1) of 1 - p, where expr_power has it as -(p - 1)^(-1).
 */
const Expr *expr_power_as_written(Pool *pool, const Expr *base, const Expr *exponent);
const Expr *expr_function(Pool *pool, Function function, const Expr *const *args);
const Expr *expr_function1(Pool *pool, Function function, const Expr *arg);
/* The same as a reader writes it: sign(x - y) of x - y, where expr_function may have it as
 * -sign(y - x). */
const Expr *expr_function_as_written(Pool *pool, Function function, const Expr *arg);
const Expr *expr_apply(Pool *pool, const char *name, uint32_t primes, const Expr *const *args,
                       size_t count);
const Expr *expr_bracket(Pool *pool, Relation relation, const Expr *left, const Expr *right);
/* Binders: index is free in body (a letter, an axis or fresh) and bound in the result. */
const Expr *expr_sum(Pool *pool, const Index *index, const Expr *body);
/* The same as a reader writes it: Σ_i (a_i + b), where expr_sum has it as Σ_i a_i + m b. */
const Expr *expr_sum_as_written(Pool *pool, const Index *index, const Expr *body);
const Expr *expr_extremum(Pool *pool, ExprKind kind, const Index *index, const Expr *body);
/* The share of body at a place in the sum of body over index: the softmax of b for the body exp(b).
 */
const Expr *expr_softmax(Pool *pool, const Index *index, const Expr *body, const Expr *at);

/* The body of a binder with a fresh index in the place of the bound one. expr_open gives each node
 * one index for good, which is enough wherever a node is not open twice at once; expr_open_fresh
 * gives another one every time. */
const Expr *expr_open(Pool *pool, const Expr *binder, const Index **index);
const Expr *expr_open_fresh(Pool *pool, const Expr *binder, const Index **index);

/* expr with every free index from[i] replaced by to[i] (a number, an index, a label's entry). */
const Expr *expr_substitute(Pool *pool, const Expr *expr, const Index *const *from,
                            const Expr *const *to, size_t count);
const Expr *expr_substitute1(Pool *pool, const Expr *expr, const Index *from, const Expr *to);
/* What stands for the entry of a symbol at pool_axis(0 ...), at these indices instead. */
const Expr *expr_at_indices(Pool *pool, const Expr *expr, const Symbol *symbol,
                            const Expr *const *indices);

/* The same expression with one part in the place of another, wherever that stands. */
const Expr *expr_replace(Pool *pool, const Expr *expr, const Expr *from, const Expr *to);

/* The same expression over other parts: each direct part (with binders open) passed through map.
 * Where nothing changes it is expr itself. */
typedef const Expr *(*ExprMap)(void *context, const Expr *part);
const Expr *expr_rebuild(Pool *pool, const Expr *expr, ExprMap map, void *context);

bool expr_has_free(const Expr *expr, const Index *index);
/* The sign of the number in front, -1, 0 or 1; 1 where there is none. */
int expr_sign(const Expr *expr);
bool expr_is_number(const Expr *expr, long number);
bool expr_is_binder(const Expr *expr);

/* The factors of a product without its number; anything else is its own only factor. */
size_t expr_factor_count(const Expr *expr);
const Expr *expr_factor_at(const Expr *expr, size_t i);

/* The product of all factors but this one; 1 where expr has no other. */
const Expr *expr_without_factor(Pool *pool, const Expr *expr, size_t i);

/* What a power is a power of; anything else is its own base. */
const Expr *expr_base(const Expr *factor);
bool expr_is_denominator(const Expr *factor); /* a power whose exponent is a number below 0 */

/* Whether it may stand for an index of this dimension: a number in its range, an index or a label's
 * entry of the same one. */
bool expr_is_place(const Expr *expr, Dimension dimension);

/* (i == j) of two indices, numbers or labels' entries of one range */
bool expr_is_delta(const Expr *expr);
bool expr_may_have(const Expr *expr, const Symbol *symbol); /* false: the symbol is not inside */
bool expr_has(const Expr *expr, const Symbol *symbol);      /* the symbol is inside */

/* A total order that is the same in every run. */
int expr_compare(const Expr *left, const Expr *right);

#endif
