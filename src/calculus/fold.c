#include "calculus/fold.h"

typedef struct Fold {
    Pool *pool;
    const Expr *body;
    const Symbol *symbol;
    const Expr *axes[RANK_LIMIT];
} Fold;

static const Expr *entry_at_axes(const Fold *fold) {
    return expr_entry(fold->pool, fold->symbol, fold->axes);
}

/* A softmax is the definition's where only the place differs: its last axis. */
static const Expr *fold_softmax(const Fold *fold, const Expr *expr) {
    size_t last = fold->symbol->rank - 1;
    if (fold->body->kind != EXPR_SOFTMAX || expr->args[0] != fold->body->args[0] ||
        expr->index != fold->body->index || fold->body->args[1] != fold->axes[last])
        return NULL;
    const Expr *indices[RANK_LIMIT];
    for (size_t i = 0; i < fold->symbol->rank; i++)
        indices[i] = i == last ? expr->args[1] : fold->axes[i];
    return expr_entry(fold->pool, fold->symbol, indices);
}

/* b^r where the body is b^s: the quantity to the power r/s, if that is an integer. */
static const Expr *fold_power(const Fold *fold, const Expr *expr) {
    const Expr *body = fold->body;
    if (body->kind != EXPR_POWER || body->args[0] != expr->args[0] ||
        body->args[1]->kind != EXPR_NUMBER || expr->args[1]->kind != EXPR_NUMBER)
        return NULL;
    const Expr *ratio =
        expr_multiply2(fold->pool, expr->args[1], expr_power_si(fold->pool, body->args[1], -1));
    if (!fmpz_is_one(fmpq_denref(ratio->number)))
        return NULL;
    return expr_power(fold->pool, entry_at_axes(fold), ratio);
}

/* Where U = relu(u), (u > 0) is (U > 0); shorter unless u is a name itself. */
static const Expr *fold_bracket(const Fold *fold, const Expr *expr) {
    const Expr *body = fold->body;
    if (body->kind != EXPR_FUNCTION || body->function != FUNCTION_RELU ||
        expr->args[0] != body->args[0] || expr->relation != RELATION_GREATER ||
        !expr_is_number(expr->args[1], 0) || body->args[0]->kind == EXPR_ENTRY)
        return NULL;
    return expr_bracket(fold->pool, RELATION_GREATER, entry_at_axes(fold), expr->args[1]);
}

static const Expr *fold(void *context, const Expr *expr) {
    const Fold *by = context;
    if (expr == by->body)
        return entry_at_axes(by);
    const Expr *folded = NULL;
    if (expr->kind == EXPR_SOFTMAX && by->symbol->rank > 0)
        folded = fold_softmax(by, expr);
    if (expr->kind == EXPR_BRACKET)
        folded = fold_bracket(by, expr);
    if (expr->kind == EXPR_POWER)
        folded = fold_power(by, expr);
    return folded != NULL ? folded : expr_rebuild(by->pool, expr, fold, context);
}

const Expr *fold_definition(Pool *pool, const Expr *expr, const Quantity *quantity,
                            const Expr *body) {
    /* A body that is a name, a number or a mere product is no shorter as a quantity. */
    if (body->kind == EXPR_NUMBER || body->kind == EXPR_ENTRY || body->kind == EXPR_SIZE)
        return expr;
    Fold by = {.pool = pool, .body = body, .symbol = pool_symbol(pool, quantity)};
    expr_axes(pool, 0, quantity->dims, quantity->rank, by.axes);
    return fold(&by, expr);
}
