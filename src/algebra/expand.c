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

size_t expr_product_count(const Expr *expr, size_t limit) {
    bool is_sum = expr->kind == EXPR_ADD, is_product = expr->kind == EXPR_MULTIPLY;
    size_t count = is_sum ? 0 : 1;
    if (expr->kind == EXPR_SUM)
        return expr_product_count(expr->args[0], limit);
    for (size_t i = 0; (is_sum || is_product) && i < expr->count && count <= limit; i++) {
        size_t of_part = expr_product_count(expr->args[i], limit);
        count = is_sum ? count + of_part : count * of_part;
    }
    return count <= limit ? count : limit + 1;
}

/* So many products more than terms are tried: what cancels is near by. */
enum { PRODUCTS_PER_TERM = 2 };

const Expr *expr_expand(Pool *pool, const Expr *expr, size_t limit) {
    if (expr_product_count(expr, PRODUCTS_PER_TERM * limit) > PRODUCTS_PER_TERM * limit)
        return expr;
    Expansion expansion = {.pool = pool, .limit = limit};
    const Expr *result = expand(&expansion, expr);
    return expansion.is_given_up ? expr : result;
}

const Expr *expr_distribute_sums(Pool *pool, const Expr *expr) {
    Expansion expansion = {.pool = pool, .limit = SIZE_MAX, .keeps_products = true};
    return expand(&expansion, expr);
}

/* Parting. */

enum { MATRIX_INDICES = 2 };

/* Whether two terms may stand as one matrix. */
static bool have_same_indices(const Expr *left, const Expr *right) {
    bool are_same = left->free_count <= MATRIX_INDICES && left->free_count == right->free_count;
    for (size_t i = 0; are_same && i < left->free_count; i++)
        are_same = expr_has_free(right, left->free[i]);
    return are_same;
}

static bool is_uneven(const Expr *sum) {
    for (size_t i = 1; i < sum->count; i++)
        if (!have_same_indices(sum->args[0], sum->args[i]))
            return true;
    return false;
}

/* The terms of a sum from one on that have its indices, and have not been taken yet. */
static const Expr *take_even_terms(Pool *pool, const Expr *sum, size_t first, bool *is_taken) {
    ExprList terms;
    expr_list_init(&terms);
    for (size_t i = first; i < sum->count; i++)
        if (i == first || (!is_taken[i] && have_same_indices(sum->args[first], sum->args[i]))) {
            is_taken[i] = true;
            expr_list_add(&terms, sum->args[i]);
        }
    const Expr *part = expr_add(pool, terms.items, terms.count);
    expr_list_free(&terms);
    return part;
}

/* Adds what expr is a sum of, part by part. */
static void add_parts(Pool *pool, const Expr *expr, ExprList *parts);

static void add_parts_of_sum(Pool *pool, const Expr *sum, ExprList *parts) {
    const Index *index;
    ExprList inner;
    expr_list_init(&inner);
    const Expr *body = expr_open_fresh(pool, sum, &index);
    add_parts(pool, body, &inner);
    bool is_whole = inner.count == (body->kind == EXPR_ADD ? body->count : 1);
    for (size_t i = 0; i < (is_whole ? 1 : inner.count); i++)
        expr_list_add(parts, is_whole ? sum : expr_sum(pool, index, inner.items[i]));
    expr_list_free(&inner);
}

static void add_parts_of_terms(Pool *pool, const Expr *terms, ExprList *parts) {
    bool *is_taken = ARENA_ARRAY(pool_arena(pool), bool, terms->count);
    for (size_t i = 0; i < terms->count; i++)
        if (!is_taken[i])
            expr_list_add(parts, take_even_terms(pool, terms, i, is_taken));
}

/* Whether a sum has a term with more indices than a matrix. */
static bool is_wide(const Expr *sum) {
    for (size_t i = 0; sum->kind == EXPR_ADD && i < sum->count; i++)
        if (sum->args[i]->free_count > MATRIX_INDICES)
            return true;
    return false;
}

static bool has_wide_factor(const Expr *product) {
    for (size_t i = 0; product->kind == EXPR_MULTIPLY && i < product->count; i++)
        if (is_wide(product->args[i]))
            return true;
    return false;
}

/* By the first factor that has parts; as long as there are any, by those that are no matrix. */
static void add_parts_of_product(Pool *pool, const Expr *product, ExprList *parts) {
    ExprList rest, inner;
    expr_list_init(&rest);
    expr_list_init(&inner);
    expr_list_add(&rest, expr_number(pool, product->number));
    bool are_wide = has_wide_factor(product);
    for (size_t i = 0; i < product->count; i++) {
        const Expr *factor = product->args[i];
        if (inner.count == 0 && factor->kind == EXPR_ADD &&
            (are_wide ? is_wide(factor) : is_uneven(factor)))
            add_parts_of_terms(pool, factor, &inner);
        else if (inner.count == 0 && factor->kind == EXPR_SUM && !are_wide)
            add_parts_of_sum(pool, factor, &inner);
        else
            expr_list_add(&rest, factor);
        if (inner.count == 1) {
            expr_list_add(&rest, factor);
            inner.count = 0;
        }
    }
    const Expr *others = expr_multiply(pool, rest.items, rest.count);
    for (size_t i = 0; i < inner.count; i++) {
        const Expr *part = expr_multiply2(pool, others, inner.items[i]);
        if (has_wide_factor(part))
            add_parts(pool, part, parts);
        else
            expr_list_add(parts, part);
    }
    if (inner.count == 0)
        expr_list_add(parts, product);
    expr_list_free(&rest);
    expr_list_free(&inner);
}

static void add_parts(Pool *pool, const Expr *expr, ExprList *parts) {
    if (expr->kind == EXPR_MULTIPLY)
        add_parts_of_product(pool, expr, parts);
    else if (expr->kind == EXPR_SUM)
        add_parts_of_sum(pool, expr, parts);
    else if (expr->kind == EXPR_ADD)
        for (size_t i = 0; i < expr->count; i++)
            add_parts(pool, expr->args[i], parts);
    else
        expr_list_add(parts, expr);
}

const Expr *expr_part_by_indices(Pool *pool, const Expr *expr) {
    ExprList parts;
    expr_list_init(&parts);
    add_parts(pool, expr, &parts);
    bool is_whole = parts.count == (expr->kind == EXPR_ADD ? expr->count : 1);
    const Expr *result = is_whole ? expr : expr_add(pool, parts.items, parts.count);
    expr_list_free(&parts);
    return result;
}
