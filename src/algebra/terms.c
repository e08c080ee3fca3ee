/* Numbers, and sums of terms in canonical form. */
#include <stdlib.h>

#include "algebra/product.h"

const Expr *expr_number(Pool *pool, const fmpq_t number) {
    Expr draft = {.kind = EXPR_NUMBER};
    *draft.number = *number;
    return pool_node(pool, &draft);
}

const Expr *expr_integer(Pool *pool, long number) {
    fmpq_t value;
    fmpq_init(value);
    fmpq_set_si(value, number, 1);
    const Expr *expr = expr_number(pool, value);
    fmpq_clear(value);
    return expr;
}

const Expr *expr_size(Pool *pool, const char *name, long value) {
    Expr draft = {.kind = EXPR_SIZE, .name = name};
    fmpq_set_si(draft.number, value, 1);
    return pool_node(pool, &draft);
}

bool expr_is_number(const Expr *expr, long number) {
    return expr->kind == EXPR_NUMBER && fmpz_is_one(fmpq_denref(expr->number)) &&
           fmpz_equal_si(fmpq_numref(expr->number), number);
}

static const fmpq *term_coefficient(const Expr *term) {
    return term->kind == EXPR_NUMBER || term->kind == EXPR_MULTIPLY ? term->number : NULL;
}

/* A sum as a factor is primitive, and its first term positive: what it lacks goes into the number.
 * So 2 (a + 2 b) c and (2 a + 4 b) c are one product, and so are (a - b) c and -(b - a) c. */
void expr_sum_content(fmpq_t content, const Expr *sum) {
    fmpq_t one;
    fmpq_init(one);
    fmpq_one(one);
    fmpq_zero(content);
    for (size_t i = 0; i < sum->count; i++) {
        const fmpq *coefficient = term_coefficient(sum->args[i]);
        bool is_integer = coefficient == NULL || fmpz_is_one(fmpq_denref(coefficient));
        if (is_integer && fmpq_is_one(content))
            continue; /* as mostly: 1 divides every integer, and nothing more divides it */
        fmpq_gcd(content, content, coefficient != NULL ? coefficient : one);
    }
    const fmpq *first = term_coefficient(sum->args[0]);
    if (first != NULL && fmpq_sgn(first) < 0)
        fmpq_neg(content, content);
    fmpq_clear(one);
}

const Expr *expr_divide_terms(Pool *pool, const Expr *sum, const fmpq_t divisor) {
    fmpq_t inverse;
    fmpq_init(inverse);
    fmpq_inv(inverse, divisor);
    ExprList terms;
    expr_list_init(&terms);
    for (size_t i = 0; i < sum->count; i++)
        expr_list_add(&terms, expr_scale(pool, inverse, sum->args[i]));
    const Expr *result = expr_add(pool, terms.items, terms.count);
    expr_list_free(&terms);
    fmpq_clear(inverse);
    return result;
}

/* The same factors in both, or none. */
static bool are_like(const Expr *left, const Expr *right) {
    if (left->kind == EXPR_NUMBER || right->kind == EXPR_NUMBER)
        return left->kind == right->kind;
    size_t count = expr_factor_count(left);
    if (count != expr_factor_count(right))
        return false;
    for (size_t i = 0; i < count; i++)
        if (expr_factor_at(left, i) != expr_factor_at(right, i))
            return false;
    return true;
}

bool expr_is_multiple(fmpq_t ratio, const Expr *sum, const Expr *other) {
    if (sum->count != other->count)
        return false;
    bool is_multiple = true;
    fmpq_t one, next;
    fmpq_init(one);
    fmpq_init(next);
    fmpq_one(one);
    for (size_t i = 0; is_multiple && i < sum->count; i++) {
        const fmpq *above = term_coefficient(sum->args[i]),
                   *below = term_coefficient(other->args[i]);
        is_multiple = are_like(sum->args[i], other->args[i]);
        fmpq_div(next, above != NULL ? above : one, below != NULL ? below : one);
        is_multiple = is_multiple && (i == 0 || fmpq_equal(ratio, next));
        fmpq_set(ratio, next);
    }
    fmpq_clear(one);
    fmpq_clear(next);
    return is_multiple;
}

/* Sums. A term is a coefficient times the rest of it; like rests are collected. */

typedef struct Sum {
    Pool *pool;
    fmpq_t constant;
    ExprList rests;
    fmpq *coefficients;
    size_t capacity;
} Sum;

static void sum_take(Sum *sum, const fmpq_t coefficient, const Expr *term);

static void sum_take_rest(Sum *sum, const fmpq_t coefficient, const Expr *rest) {
    for (size_t i = 0; i < sum->rests.count; i++)
        if (sum->rests.items[i] == rest) {
            fmpq_add(&sum->coefficients[i], &sum->coefficients[i], coefficient);
            return;
        }
    sum->coefficients =
        memory_grow(sum->coefficients, sum->rests.count, &sum->capacity, sizeof *sum->coefficients);
    fmpq_init(&sum->coefficients[sum->rests.count]);
    fmpq_set(&sum->coefficients[sum->rests.count], coefficient);
    expr_list_add(&sum->rests, rest);
}

/* The product without its number. */
const Expr *expr_without_number(Pool *pool, const Expr *product) {
    if (product->count == 1)
        return product->args[0];
    Expr draft = {.kind = EXPR_MULTIPLY, .count = product->count, .args = product->args};
    fmpq_set_si(draft.number, 1, 1);
    return pool_node(pool, &draft);
}

static void sum_take(Sum *sum, const fmpq_t coefficient, const Expr *term) {
    switch (term->kind) {
    case EXPR_NUMBER:
        fmpq_addmul(sum->constant, coefficient, term->number);
        return;
    case EXPR_ADD:
        for (size_t i = 0; i < term->count; i++)
            sum_take(sum, coefficient, term->args[i]);
        return;
    case EXPR_MULTIPLY: {
        fmpq_t product;
        fmpq_init(product);
        fmpq_mul(product, coefficient, term->number);
        const Expr *rest = expr_without_number(sum->pool, term);
        if (rest->kind == EXPR_ADD)
            sum_take(sum, product, rest);
        else
            sum_take_rest(sum, product, rest);
        fmpq_clear(product);
        return;
    }
    case EXPR_SIZE:
    case EXPR_INDEX:
    case EXPR_ENTRY:
    case EXPR_POWER:
    case EXPR_FUNCTION:
    case EXPR_APPLY:
    case EXPR_BRACKET:
    case EXPR_SUM:
    case EXPR_MAX_OVER:
    case EXPR_MIN_OVER:
    case EXPR_SOFTMAX:
        break;
    }
    sum_take_rest(sum, coefficient, term);
}

/* coefficient * rest, where rest is no sum and has no number in front. */
static const Expr *weighted(Pool *pool, const fmpq_t coefficient, const Expr *rest) {
    if (fmpq_is_one(coefficient))
        return rest;
    Expr draft = {.kind = EXPR_MULTIPLY, .count = 1, .args = &rest};
    if (rest->kind == EXPR_MULTIPLY) {
        draft.count = rest->count;
        draft.args = rest->args;
    }
    *draft.number = *coefficient;
    return pool_node(pool, &draft);
}

typedef struct Weighted {
    const Expr *rest;
    const Expr *term;
} Weighted;

static int compare_rests(const void *left, const void *right) {
    return expr_compare(((const Weighted *)left)->rest, ((const Weighted *)right)->rest);
}

/* Terms are ordered by what they are without their number, so that a multiple of a sum has its
 * terms in the same order; a lone number comes last. */
static const Expr *sum_finish(Sum *sum) {
    Weighted *weighted_terms = memory_alloc(sum->rests.count * sizeof *weighted_terms);
    size_t count = 0;
    for (size_t i = 0; i < sum->rests.count; i++)
        if (!fmpq_is_zero(&sum->coefficients[i]))
            weighted_terms[count++] =
                (Weighted){sum->rests.items[i],
                           weighted(sum->pool, &sum->coefficients[i], sum->rests.items[i])};
    qsort(weighted_terms, count, sizeof *weighted_terms, compare_rests);
    ExprList terms;
    expr_list_init(&terms);
    for (size_t i = 0; i < count; i++)
        expr_list_add(&terms, weighted_terms[i].term);
    free(weighted_terms);
    if (!fmpq_is_zero(sum->constant))
        expr_list_add(&terms, expr_number(sum->pool, sum->constant));
    const Expr *result;
    if (terms.count == 0) {
        result = expr_integer(sum->pool, 0);
    } else if (terms.count == 1) {
        result = terms.items[0];
    } else {
        Expr draft = expr_draft(EXPR_ADD);
        draft.count = terms.count;
        draft.args = terms.items;
        result = pool_node(sum->pool, &draft);
    }
    expr_list_free(&terms);
    return result;
}

/* The only term that is not 0; NULL where there is none or another. */
static const Expr *lone_term(const Expr *const *terms, size_t count) {
    const Expr *found = NULL;
    for (size_t i = 0; i < count; i++) {
        if (expr_is_number(terms[i], 0))
            continue;
        if (found != NULL)
            return NULL;
        found = terms[i];
    }
    return found;
}

const Expr *expr_add(Pool *pool, const Expr *const *terms, size_t count) {
    const Expr *lone = lone_term(terms, count);
    if (lone != NULL)
        return lone; /* as it is: 2 (a + b) is not multiplied out */
    Sum sum = {.pool = pool};
    fmpq_t one;
    fmpq_init(one);
    fmpq_one(one);
    fmpq_init(sum.constant);
    expr_list_init(&sum.rests);
    for (size_t i = 0; i < count; i++)
        sum_take(&sum, one, terms[i]);
    const Expr *result = sum_finish(&sum);
    for (size_t i = 0; i < sum.rests.count; i++)
        fmpq_clear(&sum.coefficients[i]);
    free(sum.coefficients);
    expr_list_free(&sum.rests);
    fmpq_clear(sum.constant);
    fmpq_clear(one);
    return result;
}

const Expr *expr_add2(Pool *pool, const Expr *left, const Expr *right) {
    return expr_add(pool, (const Expr *const[]){left, right}, 2);
}
