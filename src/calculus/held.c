#include "calculus/held.h"

#include <string.h>

static const char delta_name[] = "==";
static const char product_name[] = "*";
static const char derivative_name[] = "d";

static bool is_held(const Expr *expr, const char *name) {
    return expr->kind == EXPR_APPLY && strcmp(expr->name, name) == 0;
}

bool expr_is_held_delta(const Expr *expr) {
    return is_held(expr, delta_name);
}

bool expr_is_held_product(const Expr *expr) {
    return is_held(expr, product_name);
}

bool expr_is_held_derivative(const Expr *expr) {
    return is_held(expr, derivative_name);
}

const Expr *held_delta(Pool *pool, const Expr *left, const Expr *right) {
    const Expr *delta = expr_bracket(pool, RELATION_EQUAL, left, right);
    if (!expr_is_delta(delta))
        return delta;
    return expr_apply(pool, delta_name, 0, delta->args, 2);
}

static const Expr *hold(void *context, const Expr *expr) {
    Pool *pool = context;
    /* (1 == 1) after indices were put in; (2 == 1) is worth a look. */
    if (expr_is_held_delta(expr) && expr->args[0] == expr->args[1])
        return expr_integer(pool, 1);
    if (expr_is_delta(expr))
        return held_delta(pool, expr->args[0], expr->args[1]);
    return expr->kind == EXPR_ENTRY ? expr : expr_rebuild(pool, expr, hold, pool);
}

const Expr *held_deltas(Pool *pool, const Expr *expr) {
    return hold(pool, expr);
}

const Expr *held_product(Pool *pool, const Expr *product) {
    return expr_apply(pool, product_name, 0, &product, 1);
}

const Expr *held_derivative(Pool *pool, const Expr *target, const Expr *variable) {
    return expr_apply(pool, derivative_name, 0, (const Expr *const[]){target, variable}, 2);
}
