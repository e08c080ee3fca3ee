#include "algebra/expand.h"

#include "algebra/pool.h"

/* Expanding. */

typedef struct Expansion {
    Pool *pool;
    size_t limit;
    bool is_given_up;
    bool keeps_products; /* only sums over an index are taken apart */
} Expansion;

static const Expr *expand(Expansion *expansion, const Expr *expr);

static size_t term_count(const Expr *expr) {
    return expr->kind == EXPR_ADD ? expr->count : 1;
}

static const Expr *term_at(const Expr *expr, size_t i) {
    return expr->kind == EXPR_ADD ? expr->args[i] : expr;
}

bool expr_has_denominator(const Expr *sum) {
    for (size_t i = 0; i < sum->count; i++)
        for (size_t j = 0; j < expr_factor_count(sum->args[i]); j++)
            if (expr_is_denominator(expr_factor_at(sum->args[i], j)))
                return true;
    return false;
}

/* The sum among the factors that is multiplied out first: one with denominators, which may cancel
 * against the other factors as long as those are whole. */
static size_t first_sum(const Expr *product) {
    size_t first = product->count;
    for (size_t i = 0; i < product->count; i++) {
        if (product->args[i]->kind != EXPR_ADD)
            continue;
        if (expr_has_denominator(product->args[i]))
            return i;
        if (first == product->count)
            first = i;
    }
    return first;
}

/* Each factor on its own expanded: powers of sums, sums over an index. */
static const Expr *expand_factors(Expansion *expansion, const Expr *product) {
    ExprList factors;
    expr_list_init(&factors);
    expr_list_add(&factors, expr_number(expansion->pool, product->number));
    for (size_t i = 0; i < product->count; i++)
        expr_list_add(&factors, product->args[i]->kind == EXPR_ADD && !expansion->keeps_products
                                    ? product->args[i]
                                    : expand(expansion, product->args[i]));
    const Expr *result = expr_multiply(expansion->pool, factors.items, factors.count);
    expr_list_free(&factors);
    return result;
}

static const Expr *expand_product(Expansion *expansion, const Expr *product) {
    const Expr *expanded = expand_factors(expansion, product);
    if (expansion->keeps_products || expanded->kind != EXPR_MULTIPLY)
        return expanded;
    size_t at = first_sum(expanded);
    if (at == expanded->count)
        return expanded;
    const Expr *sum = expanded->args[at];
    ExprList factors, terms;
    expr_list_init(&factors);
    expr_list_init(&terms);
    expr_list_add(&factors, expr_number(expansion->pool, expanded->number));
    for (size_t i = 0; i < expanded->count; i++)
        if (i != at)
            expr_list_add(&factors, expanded->args[i]);
    const Expr *rest = expr_multiply(expansion->pool, factors.items, factors.count);
    for (size_t i = 0; i < sum->count && !expansion->is_given_up; i++)
        expr_list_add(&terms,
                      expand(expansion, expr_multiply2(expansion->pool, rest, sum->args[i])));
    const Expr *result = expr_add(expansion->pool, terms.items, terms.count);
    expr_list_free(&factors);
    expr_list_free(&terms);
    if (term_count(result) > expansion->limit)
        expansion->is_given_up = true;
    return result;
}

enum { EXPANDED_POWER = 3 };

static const Expr *expand_power(Expansion *expansion, const Expr *power) {
    const Expr *exponent = power->args[1];
    if (power->args[0]->kind != EXPR_ADD || exponent->kind != EXPR_NUMBER ||
        !fmpz_is_one(fmpq_denref(exponent->number)) || fmpq_sgn(exponent->number) < 0 ||
        fmpz_cmp_si(fmpq_numref(exponent->number), EXPANDED_POWER) > 0)
        return power;
    const Expr *base = power->args[0];
    const Expr *lower =
        expr_power_si(expansion->pool, base, fmpz_get_si(fmpq_numref(exponent->number)) - 1);
    ExprList terms;
    expr_list_init(&terms);
    for (size_t i = 0; i < base->count && !expansion->is_given_up; i++)
        expr_list_add(&terms,
                      expand(expansion, expr_multiply2(expansion->pool, base->args[i], lower)));
    const Expr *result = expr_add(expansion->pool, terms.items, terms.count);
    expr_list_free(&terms);
    return result;
}

static const Expr *expand_sum(Expansion *expansion, const Expr *sum) {
    const Index *index;
    const Expr *body = expand(expansion, expr_open_fresh(expansion->pool, sum, &index));
    ExprList terms;
    expr_list_init(&terms);
    for (size_t i = 0; i < term_count(body); i++)
        expr_list_add(&terms, expr_sum(expansion->pool, index, term_at(body, i)));
    const Expr *result = expr_add(expansion->pool, terms.items, terms.count);
    expr_list_free(&terms);
    return result;
}

static const Expr *expand_terms(Expansion *expansion, const Expr *sum) {
    ExprList terms;
    expr_list_init(&terms);
    for (size_t i = 0; i < sum->count; i++)
        expr_list_add(&terms, expand(expansion, sum->args[i]));
    const Expr *result = expr_add(expansion->pool, terms.items, terms.count);
    expr_list_free(&terms);
    if (term_count(result) > expansion->limit)
        expansion->is_given_up = true;
    return result;
}

static const Expr *expand(Expansion *expansion, const Expr *expr) {
    if (expansion->is_given_up)
        return expr;
    if (expr->kind == EXPR_ADD)
        return expand_terms(expansion, expr);
    if (expr->kind == EXPR_SUM)
        return expand_sum(expansion, expr);
    if (expr->kind == EXPR_MULTIPLY)
        return expand_product(expansion, expr);
    if (expr->kind == EXPR_POWER && !expansion->keeps_products)
        return expand_power(expansion, expr);
    return expr;
}

const Expr *expr_expand(Pool *pool, const Expr *expr, size_t limit) {
    Expansion expansion = {.pool = pool, .limit = limit};
    const Expr *result = expand(&expansion, expr);
    return expansion.is_given_up ? expr : result;
}

const Expr *expr_distribute_sums(Pool *pool, const Expr *expr) {
    Expansion expansion = {.pool = pool, .limit = SIZE_MAX, .keeps_products = true};
    return expand(&expansion, expr);
}

/* The factor of a product that is a sum with terms of fewer indices; the count where there is none.
 */
static size_t uneven_factor(const Expr *product) {
    for (size_t i = 0; i < product->count; i++)
        for (size_t j = 0; product->args[i]->kind == EXPR_ADD && j < product->args[i]->count; j++)
            if (product->args[i]->args[j]->free_count < product->args[i]->free_count)
                return i;
    return product->count;
}

const Expr *expr_part_by_indices(Pool *pool, const Expr *expr) {
    size_t at = expr->kind == EXPR_MULTIPLY ? uneven_factor(expr) : expr->count;
    if (at == expr->count)
        return expr;
    const Expr *sum = expr->args[at];
    ExprList even, uneven, factors;
    expr_list_init(&even);
    expr_list_init(&uneven);
    expr_list_init(&factors);
    for (size_t i = 0; i < sum->count; i++)
        expr_list_add(sum->args[i]->free_count < sum->free_count ? &uneven : &even, sum->args[i]);
    expr_list_add(&factors, expr_number(pool, expr->number));
    for (size_t i = 0; i < expr->count; i++)
        if (i != at)
            expr_list_add(&factors, expr->args[i]);
    const Expr *rest = expr_multiply(pool, factors.items, factors.count);
    const Expr *result =
        even.count == 0
            ? expr
            : expr_add2(pool, expr_multiply2(pool, rest, expr_add(pool, even.items, even.count)),
                        expr_multiply2(pool, rest, expr_add(pool, uneven.items, uneven.count)));
    expr_list_free(&even);
    expr_list_free(&uneven);
    expr_list_free(&factors);
    return result;
}
