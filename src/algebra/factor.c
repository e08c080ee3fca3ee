#include "algebra/factor.h"

#include "algebra/pool.h"
#include "algebra/product.h"
#include "formula/shape.h"

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
    for (size_t i = 0; i < expr_factor_count(term); i++) {
        const Expr *found;
        if (split_factor(pool, expr_factor_at(term, i), &found, exponent) && found == base)
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
    for (size_t i = 0; i < expr_factor_count(term); i++) {
        const Expr *factor = expr_factor_at(term, i);
        bool is_bracket = false;
        for (size_t j = 0; factor->kind == EXPR_BRACKET && j < expr_factor_count(shared); j++)
            is_bracket |= expr_factor_at(shared, j) == factor;
        if (!is_bracket)
            expr_list_add(&factors, factor);
    }
    for (size_t j = 0; j < expr_factor_count(shared); j++)
        if (expr_factor_at(shared, j)->kind != EXPR_BRACKET)
            expr_list_add(&factors, expr_power_si(pool, expr_factor_at(shared, j), -1));
    const Expr *result = factors.count > 0 ? expr_multiply(pool, factors.items, factors.count)
                                           : expr_integer(pool, 1);
    expr_list_free(&factors);
    return result;
}

/* 1/2 a - 1/2 b is 1/2 (a - b); but 1/2 a - b stays. */
static const Expr *factor_number(Pool *pool, const Expr *sum) {
    if (sum->args[0]->kind != EXPR_MULTIPLY)
        return sum;
    fmpq_t shared, number;
    fmpq_init(shared);
    fmpq_init(number);
    fmpq_abs(shared, sum->args[0]->number);
    bool is_shared = !fmpq_is_one(shared);
    for (size_t i = 1; is_shared && i < sum->count; i++) {
        const Expr *term = sum->args[i];
        is_shared = term->kind == EXPR_MULTIPLY;
        if (is_shared) {
            fmpq_abs(number, term->number);
            is_shared = fmpq_equal(number, shared);
        }
    }
    const Expr *result =
        is_shared ? expr_scale(pool, shared, expr_divide_terms(pool, sum, shared)) : sum;
    fmpq_clear(shared);
    fmpq_clear(number);
    return result;
}

const Expr *expr_factor(Pool *pool, const Expr *expr) {
    if (expr->kind != EXPR_ADD)
        return expr;
    ExprList shared;
    expr_list_init(&shared);
    fmpq_t exponent;
    fmpq_init(exponent);
    for (size_t i = 0; i < expr_factor_count(expr->args[0]); i++) {
        const Expr *base;
        if (!split_factor(pool, expr_factor_at(expr->args[0], i), &base, exponent))
            continue;
        const Expr *power = shared_power(pool, expr, base, exponent);
        if (!expr_is_number(power, 1))
            expr_list_add(&shared, power);
    }
    fmpq_clear(exponent);
    const Expr *result;
    if (shared.count > 0) {
        const Expr *factor = expr_multiply(pool, shared.items, shared.count);
        ExprList terms;
        expr_list_init(&terms);
        for (size_t i = 0; i < expr->count; i++)
            expr_list_add(&terms, divided(pool, expr->args[i], factor));
        result = expr_multiply2(pool, factor, expr_add(pool, terms.items, terms.count));
        expr_list_free(&terms);
    } else {
        result = factor_number(pool, expr);
    }
    expr_list_free(&shared);
    return result;
}

/* Gathering. */

/* Σ_q a Σ_r b as Σ_r Σ_q a b, with what does not hang on q before the inner sum again; NULL where
 * there is no sum inside. */
static const Expr *interchanged_sum(Pool *pool, const Expr *sum) {
    const Index *outer;
    const Expr *body = expr_open_fresh(pool, sum, &outer);
    size_t at = 0;
    while (at < expr_factor_count(body) && expr_factor_at(body, at)->kind != EXPR_SUM)
        at++;
    if (at == expr_factor_count(body))
        return NULL;
    const Index *inner;
    ExprList factors;
    expr_list_init(&factors);
    expr_list_add(&factors, expr_open_fresh(pool, expr_factor_at(body, at), &inner));
    if (body->kind == EXPR_MULTIPLY)
        expr_list_add(&factors, expr_number(pool, body->number));
    for (size_t i = 0; i < expr_factor_count(body); i++)
        if (i != at)
            expr_list_add(&factors, expr_factor_at(body, i));
    const Expr *product = expr_multiply(pool, factors.items, factors.count);
    expr_list_free(&factors);
    return expr_sum(pool, inner, expr_sum(pool, outer, product));
}

/* A term with its one sum the other way round; NULL where it has none with a sum inside. */
static const Expr *interchanged(Pool *pool, const Expr *term) {
    size_t at = 0;
    while (at < expr_factor_count(term) && expr_factor_at(term, at)->kind != EXPR_SUM)
        at++;
    if (at == expr_factor_count(term))
        return NULL;
    const Expr *sum = interchanged_sum(pool, expr_factor_at(term, at));
    if (sum == NULL || term->kind != EXPR_MULTIPLY)
        return sum;
    ExprList factors;
    expr_list_init(&factors);
    expr_list_add(&factors, sum);
    expr_list_add(&factors, expr_number(pool, term->number));
    for (size_t i = 0; i < term->count; i++)
        if (i != at)
            expr_list_add(&factors, term->args[i]);
    const Expr *result = expr_multiply(pool, factors.items, factors.count);
    expr_list_free(&factors);
    return result;
}

/* Two terms that are like terms once the sums of one are interchanged; NULL where they are not. */
static const Expr *join_like_sums(Pool *pool, const Expr *left, const Expr *right) {
    const Expr *other = interchanged(pool, right);
    const Expr *sum = other != NULL ? expr_add2(pool, left, other) : NULL;
    return sum != NULL && sum->kind != EXPR_ADD ? sum : NULL;
}

/* A delta picks an entry only where it stands in a term of its own. */
static bool has_delta(const Expr *term) {
    for (size_t i = 0; i < expr_factor_count(term); i++)
        if (expr_factor_at(term, i)->kind == EXPR_BRACKET &&
            expr_factor_at(term, i)->relation == RELATION_EQUAL)
            return true;
    return false;
}

/* The two terms put together; NULL where they have nothing to share. */
static const Expr *join_terms(Pool *pool, const Expr *left, const Expr *right);

/* Σ_k a and Σ_k b as one sum over k, where a and b share a factor. */
static const Expr *join_sums(Pool *pool, const Expr *left, const Expr *right) {
    if (left->kind != EXPR_SUM || right->kind != EXPR_SUM ||
        !dimension_equal(left->index->dimension, right->index->dimension))
        return NULL;
    const Index *index;
    const Expr *first = expr_open_fresh(pool, left, &index);
    const Index *other;
    const Expr *second = expr_open_fresh(pool, right, &other);
    second = expr_substitute1(pool, second, other, expr_index(pool, index));
    const Expr *joined = join_terms(pool, first, second);
    return joined != NULL ? expr_sum(pool, index, joined) : NULL;
}

static const Expr *join_terms(Pool *pool, const Expr *left, const Expr *right) {
    if (has_delta(left) || has_delta(right))
        return NULL;
    const Expr *like = join_like_sums(pool, left, right);
    if (like != NULL)
        return like;
    if (left->kind == EXPR_SUM || right->kind == EXPR_SUM)
        return join_sums(pool, left, right);
    /* r Σ_k a + r Σ_k b with a number r */
    if (left->kind == EXPR_MULTIPLY && right->kind == EXPR_MULTIPLY && left->count == 1 &&
        right->count == 1 && fmpq_equal(left->number, right->number)) {
        const Expr *joined = join_sums(pool, left->args[0], right->args[0]);
        return joined != NULL ? expr_scale(pool, left->number, joined) : NULL;
    }
    const Expr *sum = expr_add2(pool, left, right);
    const Expr *factored = expr_factor(pool, sum);
    return factored != sum ? factored : NULL;
}

/* A sum with the terms at i and j replaced by what they are together. */
static const Expr *with_joined(Pool *pool, const Expr *sum, size_t i, size_t j,
                               const Expr *joined) {
    ExprList terms;
    expr_list_init(&terms);
    for (size_t k = 0; k < sum->count; k++)
        if (k != j)
            expr_list_add(&terms, k == i ? joined : sum->args[k]);
    const Expr *result = expr_add(pool, terms.items, terms.count);
    expr_list_free(&terms);
    return result;
}

enum { GATHERED_TERMS = 12 };

const Expr *expr_gather(Pool *pool, const Expr *expr) {
    const Expr *best = expr;
    if (expr->kind != EXPR_ADD || expr->count > GATHERED_TERMS)
        return expr;
    for (size_t i = 0; i < expr->count; i++)
        for (size_t j = i + 1; j < expr->count; j++) {
            const Expr *joined = join_terms(pool, expr->args[i], expr->args[j]);
            if (joined == NULL)
                continue;
            const Expr *gathered = with_joined(pool, expr, i, j, joined);
            if (gathered->size < best->size)
                best = gathered;
        }
    return best == expr ? expr : expr_gather(pool, best);
}

/* Dividing. */

/* A sum without its content. */
static const Expr *primitive(Pool *pool, const Expr *expr) {
    if (expr->kind != EXPR_ADD)
        return expr;
    fmpq_t content;
    fmpq_init(content);
    expr_sum_content(content, expr);
    const Expr *result = fmpq_is_one(content) ? expr : expr_divide_terms(pool, expr, content);
    fmpq_clear(content);
    return result;
}

/* A factor as base and exponent; a sum is the same base whatever its content. */
static const Expr *primitive_base(Pool *pool, const Expr *factor) {
    return primitive(pool, expr_base(factor));
}

static const Expr *exponent_of(Pool *pool, const Expr *factor) {
    return factor->kind == EXPR_POWER ? factor->args[1] : expr_integer(pool, 1);
}

/* Whether base^exponent is there in base^whole. */
static bool covers(const Expr *whole, const Expr *exponent) {
    if (whole == exponent)
        return true;
    if (whole->kind != EXPR_NUMBER || exponent->kind != EXPR_NUMBER ||
        fmpq_sgn(whole->number) != fmpq_sgn(exponent->number))
        return false;
    int order = fmpq_cmp(whole->number, exponent->number);
    return fmpq_sgn(exponent->number) > 0 ? order > 0 : order < 0;
}

/* Whether all terms of one are among those of the other. */
static bool has_terms(const Expr *sum, const Expr *terms) {
    size_t count = terms->kind == EXPR_ADD ? terms->count : 1;
    for (size_t i = 0; i < count; i++) {
        const Expr *term = terms->kind == EXPR_ADD ? terms->args[i] : terms;
        size_t at = 0;
        while (sum->kind == EXPR_ADD && at < sum->count && sum->args[at] != term)
            at++;
        if (sum->kind != EXPR_ADD || at == sum->count)
            return false;
    }
    return true;
}

/* exp(a + b) is exp(a) exp(b). */
static bool has_exponential(const Expr *expr, const Expr *factor) {
    for (size_t i = 0; i < expr_factor_count(expr); i++) {
        const Expr *other = expr_factor_at(expr, i);
        if (expr_is_exponential(other) &&
            (other == factor || has_terms(other->args[0], factor->args[0])))
            return true;
    }
    return false;
}

static bool has_factor(Pool *pool, const Expr *expr, const Expr *factor) {
    if (expr_is_exponential(factor))
        return has_exponential(expr, factor);
    const Expr *base = primitive_base(pool, factor);
    for (size_t i = 0; i < expr_factor_count(expr); i++) {
        const Expr *other = expr_factor_at(expr, i);
        bool is_primitive = other != expr && other->kind == EXPR_ADD; /* as in any product */
        if ((is_primitive ? other : primitive_base(pool, other)) == base)
            return covers(exponent_of(pool, other), exponent_of(pool, factor));
    }
    return false;
}

const Expr *expr_quotient(Pool *pool, const Expr *expr, const Expr *divisor) {
    bool is_found = false;
    for (size_t i = 0; i < expr_factor_count(divisor); i++) {
        const Expr *factor = expr_factor_at(divisor, i);
        if (factor->kind == EXPR_NUMBER || primitive_base(pool, factor)->kind == EXPR_SIZE)
            continue;
        if (!has_factor(pool, expr, factor))
            return NULL;
        is_found = true;
    }
    return is_found ? expr_multiply2(pool, expr, expr_power_si(pool, divisor, -1)) : NULL;
}
