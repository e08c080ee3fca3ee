/* Sums of terms, products of factors and powers, in canonical form. */
#include <stdlib.h>
#include <string.h>

#include "algebra/pool.h"
#include "formula/resolve.h"

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

static Expr draft_of(ExprKind kind) {
    Expr draft = {.kind = kind};
    fmpq_set_si(draft.number, 0, 1);
    return draft;
}

/* Products.
 *
 * A product at work is a number and a list of powers. Equal bases are collected, a delta replaces
 * one of its indices in the other factors, and exponentials are one. */

typedef struct Product {
    Pool *pool;
    fmpq_t number;
    ExprList bases;
    ExprList exponents;
} Product;

static void product_init(Product *product, Pool *pool) {
    product->pool = pool;
    fmpq_init(product->number);
    fmpq_one(product->number);
    expr_list_init(&product->bases);
    expr_list_init(&product->exponents);
}

static void product_clear(Product *product) {
    fmpq_clear(product->number);
    expr_list_free(&product->bases);
    expr_list_free(&product->exponents);
}

static void product_take(Product *product, const Expr *factor);

static bool is_exponential(const Expr *expr) {
    return expr->kind == EXPR_FUNCTION && expr->function == FUNCTION_EXP;
}

static bool may_merge(const Expr *left, const Expr *right) {
    return left == right || (is_exponential(left) && is_exponential(right));
}

static void product_take_power(Product *product, const Expr *base, const Expr *exponent) {
    Pool *pool = product->pool;
    for (size_t i = 0; i < product->bases.count; i++) {
        const Expr *other = product->bases.items[i];
        if (!may_merge(base, other))
            continue;
        const Expr *other_exponent = product->exponents.items[i];
        product->bases.count--;
        product->exponents.count--;
        product->bases.items[i] = product->bases.items[product->bases.count];
        product->exponents.items[i] = product->exponents.items[product->exponents.count];
        if (base == other) {
            product_take(product,
                         expr_power(pool, base, expr_add2(pool, exponent, other_exponent)));
        } else {
            const Expr *sum = expr_add2(pool, expr_multiply2(pool, base->args[0], exponent),
                                        expr_multiply2(pool, other->args[0], other_exponent));
            product_take(product, expr_function1(pool, FUNCTION_EXP, sum));
        }
        return;
    }
    expr_list_add(&product->bases, base);
    expr_list_add(&product->exponents, exponent);
}

static const fmpq *term_coefficient(const Expr *term) {
    return term->kind == EXPR_NUMBER || term->kind == EXPR_MULTIPLY ? term->number : NULL;
}

/* A sum as a factor is primitive, and its first term positive: what it lacks goes into the number.
 * So 2 (a + 2 b) c and (2 a + 4 b) c are one product, and so are (a - b) c and -(b - a) c. */
static void sum_content(fmpq_t content, const Expr *sum) {
    fmpq_t one;
    fmpq_init(one);
    fmpq_one(one);
    fmpq_zero(content);
    for (size_t i = 0; i < sum->count; i++) {
        const fmpq *coefficient = term_coefficient(sum->args[i]);
        fmpq_gcd(content, content, coefficient != NULL ? coefficient : one);
    }
    const fmpq *first = term_coefficient(sum->args[0]);
    if (first != NULL && fmpq_sgn(first) < 0)
        fmpq_neg(content, content);
    fmpq_clear(one);
}

static const Expr *divide_terms(Pool *pool, const Expr *sum, const fmpq_t divisor) {
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

static void product_take_sum(Product *product, const Expr *sum) {
    fmpq_t content;
    fmpq_init(content);
    sum_content(content, sum);
    const Expr *primitive = sum;
    if (!fmpq_is_one(content)) {
        fmpq_mul(product->number, product->number, content);
        primitive = divide_terms(product->pool, sum, content);
    }
    product_take_power(product, primitive, expr_integer(product->pool, 1));
    fmpq_clear(content);
}

static void product_take(Product *product, const Expr *factor) {
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

/* Which of two equal indices stays: a number or label's entry before an index, a letter before the
 * others, else by content. */
static bool is_preferred(const Expr *left, const Expr *right) {
    bool left_is_index = left->kind == EXPR_INDEX, right_is_index = right->kind == EXPR_INDEX;
    if (left_is_index != right_is_index)
        return !left_is_index;
    if (left_is_index && left->index->kind != right->index->kind)
        return left->index->kind < right->index->kind;
    /* the target's axis before the variable's, i before j */
    if (left_is_index && left->index->kind == INDEX_AXIS)
        return left->index->number < right->index->number;
    if (left_is_index && left->index->kind == INDEX_LETTER)
        return strcmp(left->index->name, right->index->name) < 0;
    return expr_compare(left, right) < 0;
}

/* Applies a delta (i == j) to the other factors; true if one of them changed. */
static bool apply_delta(Product *product, size_t at) {
    const Expr *delta = product->bases.items[at];
    const Expr *kept = delta->args[0], *replaced = delta->args[1];
    if (is_preferred(replaced, kept)) {
        kept = delta->args[1];
        replaced = delta->args[0];
    }
    if (replaced->kind != EXPR_INDEX || expr_has_free(kept, replaced->index))
        return false;
    for (size_t i = 0; i < product->bases.count; i++) {
        if (i == at || (!expr_has_free(product->bases.items[i], replaced->index) &&
                        !expr_has_free(product->exponents.items[i], replaced->index)))
            continue;
        /* One factor changes at a time: what it becomes may merge with others. */
        const Expr *base =
            expr_substitute1(product->pool, product->bases.items[i], replaced->index, kept);
        const Expr *exponent =
            expr_substitute1(product->pool, product->exponents.items[i], replaced->index, kept);
        product->bases.count--;
        product->exponents.count--;
        product->bases.items[i] = product->bases.items[product->bases.count];
        product->exponents.items[i] = product->exponents.items[product->exponents.count];
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
        for (size_t j = 0; j < product->bases.count; j++)
            if (i != j && are_opposite(product->bases.items[i], product->bases.items[j]))
                return true;
    return false;
}

/* A share f(t) / Σ_q f(q) among the factors is one node, so that a softmax that was written out is
 * one too. The place t is among the indices of the other factors. */

static size_t find_base(const Product *product, const Expr *base) {
    for (size_t i = 0; i < product->bases.count; i++)
        if (product->bases.items[i] == base)
            return i;
    return product->bases.count;
}

static void remove_factor(Product *product, size_t at) {
    product->bases.count--;
    product->exponents.count--;
    product->bases.items[at] = product->bases.items[product->bases.count];
    product->exponents.items[at] = product->exponents.items[product->exponents.count];
}

/* Whether body at the place is a part of the product; taken out if so. */
static bool take_share(Product *product, const Expr *body, const Index *index, const Expr *place) {
    const Expr *share = expr_substitute1(product->pool, body, index, place);
    size_t count = share->kind == EXPR_MULTIPLY ? share->count : 1;
    if (share->kind == EXPR_NUMBER || (share->kind == EXPR_MULTIPLY && !fmpq_is_one(share->number)))
        return false;
    for (size_t i = 0; i < count; i++) {
        const Expr *factor = share->kind == EXPR_MULTIPLY ? share->args[i] : share;
        size_t at = find_base(product, factor);
        if (at == product->bases.count || !expr_is_number(product->exponents.items[at], 1))
            return false;
    }
    for (size_t i = 0; i < count; i++)
        remove_factor(product,
                      find_base(product, share->kind == EXPR_MULTIPLY ? share->args[i] : share));
    return true;
}

static bool has_exponential(const Expr *body) {
    if (body->kind == EXPR_MULTIPLY)
        for (size_t i = 0; i < body->count; i++)
            if (is_exponential(body->args[i]))
                return true;
    return is_exponential(body);
}

/* Index terms that a place may be: free indices of this dimension, and entries of labels. */
static void collect_places(const Product *product, const Expr *part, Dimension dimension,
                           ExprList *places) {
    bool is_label = part->kind == EXPR_ENTRY && part->symbol->quantity->kind == QUANTITY_LABEL;
    bool fits = part->kind == EXPR_INDEX && dimension_equal(part->index->dimension, dimension) &&
                part->index->kind != INDEX_BOUND;
    if (is_label || fits || part->kind == EXPR_NUMBER) {
        for (size_t i = 0; i < places->count; i++)
            if (places->items[i] == part)
                return;
        expr_list_add(places, part);
        return;
    }
    for (size_t i = 0; i < part->count; i++)
        collect_places(product, part->args[i], dimension, places);
}

static bool join_share_at(Product *product, size_t at) {
    const Expr *sum = product->bases.items[at];
    if (sum->kind != EXPR_SUM || !expr_is_number(product->exponents.items[at], -1))
        return false;
    const Index *index;
    const Expr *body = expr_open_fresh(product->pool, sum, &index);
    if (!has_exponential(body))
        return false;
    ExprList places;
    expr_list_init(&places);
    for (size_t i = 0; i < product->bases.count; i++)
        if (i != at)
            collect_places(product, product->bases.items[i], index->dimension, &places);
    bool is_joined = false;
    for (size_t i = 0; !is_joined && i < places.count; i++) {
        is_joined = take_share(product, body, index, places.items[i]);
        if (is_joined) {
            remove_factor(product, find_base(product, sum));
            product_take(product, expr_softmax(product->pool, index, body, places.items[i]));
        }
    }
    expr_list_free(&places);
    return is_joined;
}

static void join_shares(Product *product) {
    for (size_t i = 0; i < product->bases.count;)
        i = join_share_at(product, i) ? 0 : i + 1;
}

/* The logistic function is known in what it is made of: 1 / (1 + exp(t)) is 1 - σ(t), and
 * exp(t) (1 - σ(t)) is σ(t). */

static const Expr *logistic(Pool *pool, const Expr *arg) {
    return expr_function1(pool, FUNCTION_SIGMOID, arg);
}

static const Expr *complement(Pool *pool, const Expr *expr) {
    return expr_add2(pool, expr_integer(pool, 1), expr_negate(pool, expr));
}

/* t, where base is 1 + exp(t); NULL else. */
static const Expr *logistic_denominator(const Expr *base) {
    if (base->kind != EXPR_ADD || base->count != 2 || !is_exponential(base->args[0]) ||
        !expr_is_number(base->args[1], 1))
        return NULL;
    return base->args[0]->args[0];
}

static bool is_negative_integer(const Expr *expr) {
    return expr->kind == EXPR_NUMBER && fmpz_is_one(fmpq_denref(expr->number)) &&
           fmpq_sgn(expr->number) < 0;
}

static bool is_integer_from(const Expr *expr, long least) {
    return expr->kind == EXPR_NUMBER && fmpz_is_one(fmpq_denref(expr->number)) &&
           fmpz_cmp_si(fmpq_numref(expr->number), least) >= 0;
}

static bool replace_denominator(Product *product) {
    Pool *pool = product->pool;
    for (size_t i = 0; i < product->bases.count; i++) {
        const Expr *arg = logistic_denominator(product->bases.items[i]);
        const Expr *exponent = product->exponents.items[i];
        if (arg == NULL || !is_negative_integer(exponent))
            continue;
        remove_factor(product, i);
        product_take(product, expr_power(pool, complement(pool, logistic(pool, arg)),
                                         expr_negate(pool, exponent)));
        return true;
    }
    return false;
}

/* exp(t) times a factor 1 - σ(t), which is σ(-t) where the canonical sign is that of -t. */
static bool join_exponential(Product *product) {
    Pool *pool = product->pool;
    for (size_t i = 0; i < product->bases.count; i++) {
        if (!is_exponential(product->bases.items[i]))
            continue;
        const Expr *exponent = product->bases.items[i]->args[0];
        for (size_t j = 0; j < product->bases.count; j++) {
            const Expr *base = product->bases.items[j];
            bool is_logistic = base->kind == EXPR_FUNCTION && base->function == FUNCTION_SIGMOID;
            bool is_complement = base->kind == EXPR_ADD && base->count == 2;
            if (!is_logistic && !is_complement)
                continue;
            /* candidates: t itself, or half of it where exp(2 t) stands with a square */
            for (long multiple = 1; multiple <= 2; multiple++) {
                const Expr *arg = expr_multiply2(
                    pool, exponent, expr_power_si(pool, expr_integer(pool, multiple), -1));
                const Expr *wanted = complement(pool, logistic(pool, arg));
                bool is_match = wanted == base || expr_negate(pool, wanted) == base;
                const Expr *power = product->exponents.items[j];
                if (!is_match || !is_integer_from(power, multiple))
                    continue;
                bool is_negated = wanted != base;
                size_t first = i > j ? i : j, second = i > j ? j : i;
                remove_factor(product, first);
                remove_factor(product, second);
                if (is_negated && multiple % 2 != 0)
                    fmpq_neg(product->number, product->number);
                product_take(product, expr_power_si(pool, logistic(pool, arg), multiple));
                product_take(
                    product,
                    expr_power(pool, base, expr_add2(pool, power, expr_integer(pool, -multiple))));
                return true;
            }
        }
    }
    return false;
}

static const Expr *product_finish(Product *product) {
    Pool *pool = product->pool;
    apply_deltas(product);
    join_shares(product);
    while (replace_denominator(product) || join_exponential(product))
        continue;
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
    } else {
        Expr draft = {.kind = EXPR_MULTIPLY, .count = factors.count, .args = factors.items};
        *draft.number = *product->number;
        result = pool_node(pool, &draft);
    }
    expr_list_free(&factors);
    return result;
}

const Expr *expr_multiply(Pool *pool, const Expr *const *factors, size_t count) {
    Product product;
    product_init(&product, pool);
    for (size_t i = 0; i < count; i++)
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
    if (sum->rests.count == sum->capacity) {
        sum->capacity = sum->capacity ? 2 * sum->capacity : 8;
        sum->coefficients =
            memory_resize(sum->coefficients, sum->capacity * sizeof *sum->coefficients);
    }
    fmpq_init(&sum->coefficients[sum->rests.count]);
    fmpq_set(&sum->coefficients[sum->rests.count], coefficient);
    expr_list_add(&sum->rests, rest);
}

/* The product without its number. */
static const Expr *without_number(Pool *pool, const Expr *product) {
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
        const Expr *rest = without_number(sum->pool, term);
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
        Expr draft = draft_of(EXPR_ADD);
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

/* Powers. */

const Expr *expr_power_si(Pool *pool, const Expr *base, long exponent) {
    return expr_power(pool, base, expr_integer(pool, exponent));
}

static bool is_integer(const Expr *expr) {
    return expr->kind == EXPR_NUMBER && fmpz_is_one(fmpq_denref(expr->number));
}

enum { EXPONENT_LIMIT = 4096, POWER_BITS_LIMIT = 1 << 20 };

/* root^degree == number, for a number that is at least 0; false where the root is not rational. */
static bool exact_root(fmpq *root, const fmpq *number, const fmpz *degree) {
    if (fmpq_sgn(number) < 0 || !fmpz_fits_si(degree) || fmpz_cmp_si(degree, EXPONENT_LIMIT) > 0)
        return false;
    slong n = fmpz_get_si(degree);
    return fmpz_root(fmpq_numref(root), fmpq_numref(number), n) &&
           fmpz_root(fmpq_denref(root), fmpq_denref(number), n);
}

/* number ^ exponent where that is rational and small enough to write; NULL else. */
static const Expr *number_power(Pool *pool, const fmpq *number, const fmpq *exponent) {
    if (fmpq_is_one(number))
        return expr_integer(pool, 1);
    if (fmpq_is_zero(number))
        return fmpq_sgn(exponent) > 0 ? expr_integer(pool, 0) : NULL;
    if (fmpz_cmp_si(fmpq_numref(exponent), EXPONENT_LIMIT) > 0 ||
        fmpz_cmp_si(fmpq_numref(exponent), -EXPONENT_LIMIT) < 0)
        return NULL;
    const Expr *result = NULL;
    fmpq_t root;
    fmpq_init(root);
    bool has_root = fmpz_is_one(fmpq_denref(exponent));
    if (has_root)
        fmpq_set(root, number);
    else
        has_root = exact_root(root, number, fmpq_denref(exponent));
    slong bits = (slong)(fmpz_bits(fmpq_numref(root)) + fmpz_bits(fmpq_denref(root)));
    slong times = fmpz_get_si(fmpq_numref(exponent));
    if (has_root && labs(times) * bits <= POWER_BITS_LIMIT) {
        fmpq_pow_si(root, root, times);
        result = expr_number(pool, root);
    }
    fmpq_clear(root);
    return result;
}

static const Expr *raw_power(Pool *pool, const Expr *base, const Expr *exponent) {
    Expr draft = draft_of(EXPR_POWER);
    draft.count = 2;
    draft.args = (const Expr *[]){base, exponent};
    return pool_node(pool, &draft);
}

/* (a b)^n is a^n b^n for an integer n. For other exponents only a rational factor whose root is
 * rational leaves, since the others may be negative. */
static const Expr *product_power(Pool *pool, const Expr *product, const Expr *exponent) {
    if (!is_integer(exponent)) {
        if (exponent->kind != EXPR_NUMBER || fmpq_is_one(product->number) ||
            fmpq_sgn(product->number) < 0)
            return raw_power(pool, product, exponent);
        const Expr *number = number_power(pool, product->number, exponent->number);
        if (number == NULL)
            return raw_power(pool, product, exponent);
        return expr_multiply2(pool, number,
                              expr_power(pool, without_number(pool, product), exponent));
    }
    ExprList factors;
    expr_list_init(&factors);
    expr_list_add(&factors, expr_power(pool, expr_number(pool, product->number), exponent));
    for (size_t i = 0; i < product->count; i++)
        expr_list_add(&factors, expr_power(pool, product->args[i], exponent));
    const Expr *result = expr_multiply(pool, factors.items, factors.count);
    expr_list_free(&factors);
    return result;
}

/* (a + b)^n with a primitive sum, as in products. */
static const Expr *sum_power(Pool *pool, const Expr *sum, const Expr *exponent) {
    fmpq_t content;
    fmpq_init(content);
    sum_content(content, sum);
    const Expr *result = NULL;
    if (is_integer(exponent) && !fmpq_is_one(content)) {
        const Expr *number = number_power(pool, content, exponent->number);
        if (number != NULL)
            result = expr_multiply2(pool, number,
                                    raw_power(pool, divide_terms(pool, sum, content), exponent));
    }
    fmpq_clear(content);
    return result != NULL ? result : raw_power(pool, sum, exponent);
}

const Expr *expr_power(Pool *pool, const Expr *base, const Expr *exponent) {
    if (expr_is_number(exponent, 1))
        return base;
    if (expr_is_number(exponent, 0) || expr_is_number(base, 1))
        return expr_integer(pool, 1);
    if (base->kind == EXPR_NUMBER && exponent->kind == EXPR_NUMBER) {
        const Expr *number = number_power(pool, base->number, exponent->number);
        if (number != NULL)
            return number;
    }
    if (base->kind == EXPR_POWER && (is_integer(exponent) || base->args[0]->kind == EXPR_SIZE))
        return expr_power(pool, base->args[0], expr_multiply2(pool, base->args[1], exponent));
    if (base->kind == EXPR_MULTIPLY)
        return product_power(pool, base, exponent);
    if (base->kind == EXPR_ADD)
        return sum_power(pool, base, exponent);
    if (base->kind == EXPR_BRACKET && exponent->kind == EXPR_NUMBER &&
        fmpq_sgn(exponent->number) > 0)
        return base;
    if (is_exponential(base))
        return expr_function1(pool, FUNCTION_EXP, expr_multiply2(pool, base->args[0], exponent));
    return raw_power(pool, base, exponent);
}
