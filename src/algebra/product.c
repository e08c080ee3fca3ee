/* Products: a number and powers of different bases, in canonical form. */
#include "algebra/product.h"

#include <string.h>

#include "formula/shape.h"

/* Products.
 *
 * A product at work is a number and a list of powers. Equal bases are collected, a delta replaces
 * one of its indices in the other factors, and exponentials are one. */

static void product_init(Product *product, Pool *pool) {
    product->pool = pool;
    fmpq_init(product->number);
    fmpq_one(product->number);
    expr_list_init(&product->bases);
    expr_list_init(&product->exponents);
    product->has_exponential = product->has_root = false;
}

static void product_clear(Product *product) {
    fmpq_clear(product->number);
    expr_list_free(&product->bases);
    expr_list_free(&product->exponents);
}

bool expr_is_exponential(const Expr *expr) {
    return expr->kind == EXPR_FUNCTION && expr->function == FUNCTION_EXP;
}

static bool is_integer(const Expr *expr) {
    return expr->kind == EXPR_NUMBER && fmpz_is_one(fmpq_denref(expr->number));
}

/* A sum under a root keeps its content, since the root of that may be irrational: (a + 1/2)^(1/2)
 * beside 2 a + 1. An integer power of the latter is one of the former, and a number. */
static bool take_into_root(Product *product, const Expr *base, const Expr *exponent) {
    if (base->kind != EXPR_ADD || (is_integer(exponent) && !product->has_root))
        return false;
    for (size_t i = 0; i < product->bases.count; i++) {
        const Expr *other = product->bases.items[i], *power = product->exponents.items[i];
        if (other->kind != EXPR_ADD || other == base || is_integer(power) == is_integer(exponent))
            continue;
        fmpq_t ratio;
        fmpq_init(ratio);
        bool is_multiple = is_integer(exponent) ? expr_is_multiple(ratio, base, other)
                                                : expr_is_multiple(ratio, other, base);
        if (is_multiple) {
            product_remove(product, i);
            const Expr *root = is_integer(exponent) ? other : base;
            const Expr *whole = is_integer(exponent) ? exponent : power;
            product_take(product,
                         expr_power(product->pool, expr_number(product->pool, ratio), whole));
            product_take(product, expr_power(product->pool, root,
                                             expr_add2(product->pool, power, exponent)));
        }
        fmpq_clear(ratio);
        if (is_multiple)
            return true;
    }
    return false;
}

/* The place of the base that this one is collected with: itself, or an exponential, of which there
 * is one; the number of bases where there is none. Products of hundreds of factors are looked
 * through for each of these, so that this reads nothing but their addresses. */
static size_t find_mergeable(const Product *product, const Expr *base) {
    if (!expr_is_exponential(base) || !product->has_exponential)
        return product_find(product, base);
    size_t at = 0;
    while (at < product->bases.count && !expr_is_exponential(product->bases.items[at]))
        at++;
    return at;
}

static void product_add(Product *product, const Expr *base, const Expr *exponent) {
    product->has_exponential |= expr_is_exponential(base);
    product->has_root |= base->kind == EXPR_ADD && !is_integer(exponent);
    expr_list_add(&product->bases, base);
    expr_list_add(&product->exponents, exponent);
}

static void product_take_power(Product *product, const Expr *base, const Expr *exponent) {
    Pool *pool = product->pool;
    if (take_into_root(product, base, exponent))
        return;
    size_t at = find_mergeable(product, base);
    if (at == product->bases.count) {
        product_add(product, base, exponent);
        return;
    }
    const Expr *other = product->bases.items[at], *other_exponent = product->exponents.items[at];
    product_remove(product, at);
    if (base == other) {
        product_take(product, expr_power(pool, base, expr_add2(pool, exponent, other_exponent)));
    } else {
        const Expr *sum = expr_add2(pool, expr_multiply2(pool, base->args[0], exponent),
                                    expr_multiply2(pool, other->args[0], other_exponent));
        product_take(product, expr_function1(pool, FUNCTION_EXP, sum));
    }
}

/* The factors of a product that is canonical already: none is to be collected with another. */
static void product_start(Product *product, const Expr *canonical) {
    fmpq_set(product->number, canonical->number);
    for (size_t i = 0; i < canonical->count; i++) {
        const Expr *factor = canonical->args[i], *base = expr_base(factor);
        const Expr *exponent = factor == base ? expr_integer(product->pool, 1) : factor->args[1];
        product_add(product, base, exponent);
    }
}

static void product_take_sum(Product *product, const Expr *sum) {
    fmpq_t content;
    fmpq_init(content);
    expr_sum_content(content, sum);
    const Expr *primitive = sum;
    if (!fmpq_is_one(content)) {
        fmpq_mul(product->number, product->number, content);
        primitive = expr_divide_terms(product->pool, sum, content);
    }
    product_take_power(product, primitive, expr_integer(product->pool, 1));
    fmpq_clear(content);
}

void product_take(Product *product, const Expr *factor) {
    switch (factor->kind) {
    case EXPR_NUMBER:
        fmpq_mul(product->number, product->number, factor->number);
        return;
    case EXPR_MULTIPLY:
        fmpq_mul(product->number, product->number, factor->number);
        for (size_t i = 0; i < factor->count; i++)
            product_take(product, factor->args[i]);
        return;
    case EXPR_POWER:
        product_take_power(product, factor->args[0], factor->args[1]);
        return;
    case EXPR_ADD:
        product_take_sum(product, factor);
        return;
    case EXPR_SIZE:
    case EXPR_INDEX:
    case EXPR_ENTRY:
    case EXPR_FUNCTION:
    case EXPR_APPLY:
    case EXPR_BRACKET:
    case EXPR_SUM:
    case EXPR_MAX_OVER:
    case EXPR_MIN_OVER:
    case EXPR_SOFTMAX:
        break;
    }
    product_take_power(product, factor, expr_integer(product->pool, 1));
}

/* How many of the indices in a term are not letters: those may be summed over. */
static size_t free_count(const Expr *term) {
    size_t count = 0;
    for (size_t i = 0; i < term->free_count; i++)
        count += term->free[i]->kind != INDEX_LETTER;
    return count;
}

/* Which of two equal indices stays: a number or label's entry before an index, a letter before the
 * others, else by content. */
static bool is_preferred(const Expr *left, const Expr *right) {
    bool left_is_index = left->kind == EXPR_INDEX, right_is_index = right->kind == EXPR_INDEX;
    if (left_is_index != right_is_index)
        return !left_is_index;
    if (!left_is_index && free_count(left) != free_count(right))
        return free_count(left) < free_count(right);
    if (left_is_index && left->index->kind != right->index->kind)
        return left->index->kind < right->index->kind;
    /* the target's axis before the variable's, i before j */
    if (left_is_index && left->index->kind == INDEX_AXIS)
        return left->index->number < right->index->number;
    if (left_is_index && left->index->kind == INDEX_LETTER)
        return strcmp(left->index->name, right->index->name) < 0;
    return expr_compare(left, right) < 0;
}

/* Replacing what a delta says is equal: an index by a term, or a label's entry by another. */
typedef struct Replacement {
    Pool *pool;
    const Expr *from;
    const Expr *to;
} Replacement;

static const Expr *replaced_in(const Replacement *replacement, const Expr *expr) {
    if (replacement->from->kind == EXPR_INDEX)
        return expr_substitute1(replacement->pool, expr, replacement->from->index, replacement->to);
    return expr_replace(replacement->pool, expr, replacement->from, replacement->to);
}

static bool holds(const Expr *expr, const Expr *part) {
    if (expr == part)
        return true;
    for (size_t i = 0; i < expr->count; i++)
        if (holds(expr->args[i], part))
            return true;
    return false;
}

/* An index, or an entry of a label, whose term does not hold it. */
static bool is_replaceable(const Expr *from, const Expr *to) {
    if (from->kind == EXPR_INDEX)
        return !expr_has_free(to, from->index);
    return from->kind == EXPR_ENTRY && !holds(to, from);
}

/* Applies a delta (i == j) to the other factors; true if one of them changed. */
static bool apply_delta(Product *product, size_t at) {
    const Expr *delta = product->bases.items[at];
    Replacement replacement = {product->pool, delta->args[1], delta->args[0]};
    if (is_preferred(delta->args[1], delta->args[0]))
        replacement = (Replacement){product->pool, delta->args[0], delta->args[1]};
    if (!is_replaceable(replacement.from, replacement.to))
        return false;
    for (size_t i = 0; i < product->bases.count; i++) {
        if (i == at)
            continue;
        const Expr *base = replaced_in(&replacement, product->bases.items[i]);
        const Expr *exponent = replaced_in(&replacement, product->exponents.items[i]);
        if (base == product->bases.items[i] && exponent == product->exponents.items[i])
            continue;
        /* One factor changes at a time: what it becomes may merge with others. */
        product_remove(product, i);
        product_take(product, expr_power(product->pool, base, exponent));
        return true;
    }
    return false;
}

static void apply_deltas(Product *product) {
    for (bool has_changed = true; has_changed && !fmpq_is_zero(product->number);) {
        has_changed = false;
        for (size_t i = 0; !has_changed && i < product->bases.count; i++)
            if (expr_is_delta(product->bases.items[i]))
                has_changed = apply_delta(product, i);
    }
}

/* (a == b) (a != b) and (a > b) (b >= a) are 0. */
static bool are_opposite(const Expr *left, const Expr *right) {
    if (left->kind != EXPR_BRACKET || right->kind != EXPR_BRACKET)
        return false;
    if (left->args[0] == right->args[0] && left->args[1] == right->args[1])
        return (left->relation == RELATION_EQUAL && right->relation == RELATION_NOT_EQUAL) ||
               (left->relation == RELATION_NOT_EQUAL && right->relation == RELATION_EQUAL);
    return left->args[0] == right->args[1] && left->args[1] == right->args[0] &&
           left->relation == RELATION_GREATER &&
           (right->relation == RELATION_GREATER_EQUAL || right->relation == RELATION_GREATER);
}

static bool has_opposites(const Product *product) {
    for (size_t i = 0; i < product->bases.count; i++)
        for (size_t j = 0;
             product->bases.items[i]->kind == EXPR_BRACKET && j < product->bases.count; j++)
            if (i != j && are_opposite(product->bases.items[i], product->bases.items[j]))
                return true;
    return false;
}

static const Expr *product_finish(Product *product) {
    Pool *pool = product->pool;
    apply_deltas(product);
    product_join(product);
    product_rectify(product);
    if (fmpq_is_zero(product->number) || has_opposites(product))
        return expr_integer(pool, 0);
    ExprList factors;
    expr_list_init(&factors);
    for (size_t i = 0; i < product->bases.count; i++)
        expr_list_add(&factors,
                      expr_power(pool, product->bases.items[i], product->exponents.items[i]));
    expr_list_sort(&factors);
    const Expr *result;
    if (factors.count == 0) {
        result = expr_number(pool, product->number);
    } else if (factors.count == 1 && fmpq_is_one(product->number)) {
        result = factors.items[0];
    } else if (factors.count == 1 && factors.items[0]->kind == EXPR_ADD &&
               fmpq_equal_si(product->number, -1)) {
        /* b - a, which else would be another node than -(a - b). */
        result = expr_divide_terms(pool, factors.items[0], product->number);
    } else {
        Expr draft = {.kind = EXPR_MULTIPLY, .count = factors.count, .args = factors.items};
        *draft.number = *product->number;
        result = pool_node(pool, &draft);
    }
    expr_list_free(&factors);
    return result;
}

/* The factor that has the most factors, the first of these; count: none has any. */
static size_t find_longest(const Expr *const *factors, size_t count) {
    size_t longest = count;
    for (size_t i = 0; i < count; i++)
        if (factors[i]->kind == EXPR_MULTIPLY &&
            (longest == count || factors[i]->count > factors[longest]->count))
            longest = i;
    return longest;
}

const Expr *expr_multiply(Pool *pool, const Expr *const *factors, size_t count) {
    Product product;
    product_init(&product, pool);
    size_t longest = find_longest(factors, count);
    if (longest < count)
        product_start(&product, factors[longest]);
    for (size_t i = 0; i < count; i++)
        if (i != longest)
            product_take(&product, factors[i]);
    const Expr *result = product_finish(&product);
    product_clear(&product);
    return result;
}

const Expr *expr_multiply2(Pool *pool, const Expr *left, const Expr *right) {
    if (expr_is_number(left, 1))
        return right;
    if (expr_is_number(right, 1))
        return left;
    return expr_multiply(pool, (const Expr *const[]){left, right}, 2);
}

const Expr *expr_scale(Pool *pool, const fmpq_t number, const Expr *expr) {
    if (fmpq_is_one(number))
        return expr;
    return expr_multiply2(pool, expr_number(pool, number), expr);
}

const Expr *expr_negate(Pool *pool, const Expr *expr) {
    return expr_multiply2(pool, expr_integer(pool, -1), expr);
}

/* Reading products. */

size_t expr_factor_count(const Expr *expr) {
    return expr->kind == EXPR_MULTIPLY ? expr->count : 1;
}

const Expr *expr_factor_at(const Expr *expr, size_t i) {
    return expr->kind == EXPR_MULTIPLY ? expr->args[i] : expr;
}

const Expr *expr_without_factor(Pool *pool, const Expr *expr, size_t i) {
    if (expr->kind != EXPR_MULTIPLY)
        return expr_integer(pool, 1);
    ExprList factors;
    expr_list_init(&factors);
    expr_list_add(&factors, expr_number(pool, expr->number));
    for (size_t j = 0; j < expr->count; j++)
        if (j != i)
            expr_list_add(&factors, expr->args[j]);
    const Expr *result = expr_multiply(pool, factors.items, factors.count);
    expr_list_free(&factors);
    return result;
}

const Expr *expr_base(const Expr *factor) {
    return factor->kind == EXPR_POWER ? factor->args[0] : factor;
}

bool expr_is_denominator(const Expr *factor) {
    return factor->kind == EXPR_POWER && factor->args[1]->kind == EXPR_NUMBER &&
           fmpq_sgn(factor->args[1]->number) < 0;
}
