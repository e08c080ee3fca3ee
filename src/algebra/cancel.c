#include "algebra/cancel.h"

#include "algebra/expand.h"
#include "algebra/factor.h"
#include "algebra/pool.h"

static bool is_divided_by(const Expr *sum, const Expr *factor) {
    for (size_t i = 0; i < sum->count; i++)
        for (size_t j = 0; j < expr_factor_count(sum->args[i]); j++) {
            const Expr *divisor = expr_factor_at(sum->args[i], j);
            if (expr_is_denominator(divisor) && expr_base(divisor) == expr_base(factor))
                return true;
        }
    return false;
}

/* The sum with `taken` in each of its terms. */
static const Expr *take_in(Pool *pool, const Expr *sum, const Expr *taken) {
    ExprList terms;
    expr_list_init(&terms);
    for (size_t i = 0; i < sum->count; i++)
        expr_list_add(&terms, expr_multiply2(pool, sum->args[i], taken));
    const Expr *result = expr_add(pool, terms.items, terms.count);
    expr_list_free(&terms);
    return result;
}

const Expr *expr_cancel(Pool *pool, const Expr *product, bool is_expanded, size_t limit) {
    for (size_t at = 0; product->kind == EXPR_MULTIPLY && at < product->count; at++) {
        const Expr *sum = product->args[at];
        if (sum->kind != EXPR_ADD || !expr_has_denominator(sum))
            continue;
        ExprList taken, rest;
        expr_list_init(&taken);
        expr_list_init(&rest);
        for (size_t i = 0; i < product->count; i++)
            if (i != at)
                expr_list_add(is_divided_by(sum, product->args[i]) ? &taken : &rest,
                              product->args[i]);
        bool has_taken = taken.count > 0;
        if (has_taken) {
            sum = take_in(pool, sum, expr_multiply(pool, taken.items, taken.count));
            if (is_expanded)
                sum = expr_factor(pool, expr_expand(pool, sum, limit));
            expr_list_add(&rest, sum);
            expr_list_add(&rest, expr_number(pool, product->number));
        }
        const Expr *result = has_taken ? expr_multiply(pool, rest.items, rest.count) : product;
        expr_list_free(&taken);
        expr_list_free(&rest);
        if (has_taken)
            return result;
    }
    return product;
}
