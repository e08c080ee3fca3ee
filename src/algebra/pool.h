/* The hash-consing behind the constructors; only src/algebra uses it. */
#ifndef GRADSHEET_ALGEBRA_POOL_H
#define GRADSHEET_ALGEBRA_POOL_H

#include "algebra/expr.h"

/* An empty draft of a node of this kind; its number is 0. */
Expr expr_draft(ExprKind kind);

/* The node with this content: kind, function, relation, primes, number, symbol, index, name and
 * args are read from draft; args are copied if it is new. draft->number stays the caller's. */
const Expr *pool_node(Pool *pool, const Expr *draft);

/* Whether expr_sum(index, body) would bind the index in body as it is, without simplifying: every
 * factor and every term has the index, and none has a delta of it. */
bool expr_is_sum_body(const Index *index, const Expr *body);

/* The bound index of a binder of this height. */
const Index *pool_bound(Pool *pool, uint32_t height, Dimension dimension);

/* The derivative of a derivative of something unknown; see algebra/unknown.h for its place in the
 * order of variables. */
const Symbol *pool_next_derivative(Pool *pool, const Symbol *before, const Quantity *variable);

/* Lists of expressions that grow, for constructors at work. */
typedef struct ExprList {
    const Expr **items;
    size_t count;
    size_t capacity;
    const Expr *inlined[8];
} ExprList;

void expr_list_init(ExprList *list);
void expr_list_free(ExprList *list);
void expr_list_add(ExprList *list, const Expr *expr);
void expr_list_sort(ExprList *list);

#endif
