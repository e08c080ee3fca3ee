#include "algebra/expand.h"

#include <string.h>

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

static bool has_denominator(const Expr *sum) {
    for (size_t i = 0; i < sum->count; i++) {
        const Expr *term = sum->args[i];
        bool is_product = term->kind == EXPR_MULTIPLY;
        for (size_t j = 0; j < (is_product ? term->count : 1); j++) {
            const Expr *factor = is_product ? term->args[j] : term;
            if (factor->kind == EXPR_POWER && factor->args[1]->kind == EXPR_NUMBER &&
                fmpq_sgn(factor->args[1]->number) < 0)
                return true;
        }
    }
    return false;
}

/* The sum among the factors that is multiplied out first: one with denominators, which may cancel
 * against the other factors as long as those are whole. */
static size_t first_sum(const Expr *product) {
    size_t first = product->count;
    for (size_t i = 0; i < product->count; i++) {
        if (product->args[i]->kind != EXPR_ADD)
            continue;
        if (has_denominator(product->args[i]))
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

/* Factoring. */

static size_t factor_count(const Expr *term) {
    return term->kind == EXPR_MULTIPLY ? term->count : 1;
}

static const Expr *factor_at(const Expr *term, size_t i) {
    return term->kind == EXPR_MULTIPLY ? term->args[i] : term;
}

/* A factor as base and exponent, which is a number; exp(3 u) is exp(u) to the third. */
static bool split_factor(Pool *pool, const Expr *factor, const Expr **base, fmpq_t exponent) {
    fmpq_one(exponent);
    *base = factor;
    if (factor->kind == EXPR_NUMBER)
        return false;
    if (factor->kind == EXPR_POWER) {
        if (factor->args[1]->kind != EXPR_NUMBER)
            return true;
        *base = factor->args[0];
        fmpq_set(exponent, factor->args[1]->number);
    } else if (factor->kind == EXPR_FUNCTION && factor->function == FUNCTION_EXP &&
               factor->args[0]->kind == EXPR_MULTIPLY) {
        const Expr *inner = factor->args[0];
        fmpq_set(exponent, inner->number);
        fmpq_t inverse;
        fmpq_init(inverse);
        fmpq_inv(inverse, inner->number);
        *base = expr_function1(pool, FUNCTION_EXP, expr_scale(pool, inverse, inner));
        fmpq_clear(inverse);
    }
    return true;
}

/* The exponent of a base in a term; false where it is no factor. */
static bool exponent_in(Pool *pool, const Expr *term, const Expr *base, fmpq_t exponent) {
    for (size_t i = 0; i < factor_count(term); i++) {
        const Expr *found;
        if (split_factor(pool, factor_at(term, i), &found, exponent) && found == base)
            return true;
    }
    return false;
}

/* The power of base that every term has: the exponent nearest to 0, if all have the same sign. */
static const Expr *shared_power(Pool *pool, const Expr *sum, const Expr *base, const fmpq_t first) {
    fmpq_t least, exponent;
    fmpq_init(least);
    fmpq_init(exponent);
    fmpq_set(least, first);
    bool is_shared = true;
    for (size_t i = 1; is_shared && i < sum->count; i++) {
        is_shared = exponent_in(pool, sum->args[i], base, exponent) &&
                    fmpq_sgn(exponent) == fmpq_sgn(least);
        bool is_nearer =
            fmpq_sgn(least) > 0 ? fmpq_cmp(exponent, least) < 0 : fmpq_cmp(exponent, least) > 0;
        if (is_shared && is_nearer)
            fmpq_set(least, exponent);
    }
    const Expr *result =
        is_shared ? expr_power(pool, base, expr_number(pool, least)) : expr_integer(pool, 1);
    fmpq_clear(least);
    fmpq_clear(exponent);
    return result;
}

/* A bracket divided by itself is 1 in what is left, which its factor in front makes right. */
static const Expr *divided(Pool *pool, const Expr *term, const Expr *shared) {
    ExprList factors;
    expr_list_init(&factors);
    if (term->kind == EXPR_MULTIPLY)
        expr_list_add(&factors, expr_number(pool, term->number));
    for (size_t i = 0; i < factor_count(term); i++) {
        const Expr *factor = factor_at(term, i);
        bool is_bracket = false;
        for (size_t j = 0; factor->kind == EXPR_BRACKET && j < factor_count(shared); j++)
            is_bracket |= factor_at(shared, j) == factor;
        if (!is_bracket)
            expr_list_add(&factors, factor);
    }
    for (size_t j = 0; j < factor_count(shared); j++)
        if (factor_at(shared, j)->kind != EXPR_BRACKET)
            expr_list_add(&factors, expr_power_si(pool, factor_at(shared, j), -1));
    const Expr *result = factors.count > 0 ? expr_multiply(pool, factors.items, factors.count)
                                           : expr_integer(pool, 1);
    expr_list_free(&factors);
    return result;
}

const Expr *expr_factor(Pool *pool, const Expr *expr) {
    if (expr->kind != EXPR_ADD)
        return expr;
    ExprList shared;
    expr_list_init(&shared);
    fmpq_t exponent;
    fmpq_init(exponent);
    for (size_t i = 0; i < factor_count(expr->args[0]); i++) {
        const Expr *base;
        if (!split_factor(pool, factor_at(expr->args[0], i), &base, exponent))
            continue;
        const Expr *power = shared_power(pool, expr, base, exponent);
        if (!expr_is_number(power, 1))
            expr_list_add(&shared, power);
    }
    fmpq_clear(exponent);
    const Expr *result = expr;
    if (shared.count > 0) {
        const Expr *factor = expr_multiply(pool, shared.items, shared.count);
        ExprList terms;
        expr_list_init(&terms);
        for (size_t i = 0; i < expr->count; i++)
            expr_list_add(&terms, divided(pool, expr->args[i], factor));
        result = expr_multiply2(pool, factor, expr_add(pool, terms.items, terms.count));
        expr_list_free(&terms);
    }
    expr_list_free(&shared);
    return result;
}
