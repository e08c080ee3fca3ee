/* What exponentials in a product make up: shares of a sum (softmax) and the logistic function. */
#include "algebra/share.h"

#include "algebra/product.h"

/* A share f(t) / Σ_q f(q) among the factors is one node, so that a softmax that was written out is
 * one too. The place t is among the indices of the other factors. */

size_t product_find(const Product *product, const Expr *base) {
    for (size_t i = 0; i < product->bases.count; i++)
        if (product->bases.items[i] == base)
            return i;
    return product->bases.count;
}

void product_remove(Product *product, size_t at) {
    product->bases.count--;
    product->exponents.count--;
    product->bases.items[at] = product->bases.items[product->bases.count];
    product->exponents.items[at] = product->exponents.items[product->exponents.count];
}

/* Whether body at the place is a part of the product; taken out if so. */
static bool take_share(Product *product, const Expr *body, const Index *index, const Expr *place) {
    const Expr *share = expr_substitute1(product->pool, body, index, place);
    size_t count = expr_factor_count(share);
    if (share->kind == EXPR_NUMBER || (share->kind == EXPR_MULTIPLY && !fmpq_is_one(share->number)))
        return false;
    for (size_t i = 0; i < count; i++) {
        size_t at = product_find(product, expr_factor_at(share, i));
        if (at == product->bases.count || !expr_is_number(product->exponents.items[at], 1))
            return false;
    }
    for (size_t i = 0; i < count; i++)
        product_remove(product, product_find(product, expr_factor_at(share, i)));
    return true;
}

static bool has_exponential(const Expr *body) {
    if (body->kind == EXPR_MULTIPLY)
        for (size_t i = 0; i < body->count; i++)
            if (expr_is_exponential(body->args[i]))
                return true;
    return expr_is_exponential(body);
}

/* Index terms that a place may be: free indices of this dimension, and entries of labels. */
static void collect_places(const Product *product, const Expr *part, Dimension dimension,
                           ExprList *places) {
    bool is_bound = part->kind == EXPR_INDEX && part->index->kind == INDEX_BOUND;
    if (expr_is_place(part, dimension) && !is_bound) {
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
            product_remove(product, product_find(product, sum));
            product_take(product, expr_softmax(product->pool, index, body, places.items[i]));
        }
    }
    expr_list_free(&places);
    return is_joined;
}

static bool is_negative_integer(const Expr *expr) {
    return expr->kind == EXPR_NUMBER && fmpz_is_one(fmpq_denref(expr->number)) &&
           fmpq_sgn(expr->number) < 0;
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
    if (base->kind != EXPR_ADD || base->count != 2 || !expr_is_exponential(base->args[0]) ||
        !expr_is_number(base->args[1], 1))
        return NULL;
    return base->args[0]->args[0];
}

const Expr *expr_logistic_reciprocal(Pool *pool, const Expr *base) {
    const Expr *arg = logistic_denominator(base);
    return arg != NULL ? complement(pool, logistic(pool, arg)) : NULL;
}

static bool is_integer_from(const Expr *expr, long least) {
    return expr->kind == EXPR_NUMBER && fmpz_is_one(fmpq_denref(expr->number)) &&
           fmpz_cmp_si(fmpq_numref(expr->number), least) >= 0;
}

static bool replace_denominator(Product *product) {
    Pool *pool = product->pool;
    for (size_t i = 0; i < product->bases.count; i++) {
        const Expr *reciprocal = expr_logistic_reciprocal(pool, product->bases.items[i]);
        const Expr *exponent = product->exponents.items[i];
        if (reciprocal == NULL || !is_negative_integer(exponent))
            continue;
        product_remove(product, i);
        product_take(product, expr_power(pool, reciprocal, expr_negate(pool, exponent)));
        return true;
    }
    return false;
}

/* exp(t) times a factor 1 - σ(t), which is σ(-t) where the canonical sign is that of -t. */
static bool join_exponential(Product *product) {
    Pool *pool = product->pool;
    for (size_t i = 0; i < product->bases.count; i++) {
        if (!expr_is_exponential(product->bases.items[i]))
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
                product_remove(product, first);
                product_remove(product, second);
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

void product_join(Product *product) {
    join_shares(product);
    while (replace_denominator(product) || join_exponential(product))
        continue;
}

static bool has_power(const Expr *product, const Expr *base) {
    for (size_t i = 0; i < expr_factor_count(product); i++)
        if (expr_factor_at(product, i)->kind == EXPR_POWER &&
            expr_factor_at(product, i)->args[0] == base)
            return true;
    return false;
}

/* Whether a factor is a negative power of a sum of exponentials. */
static bool is_total(Pool *pool, const Expr *factor) {
    const Index *index;
    return factor->kind == EXPR_POWER && factor->args[0]->kind == EXPR_SUM &&
           is_negative_integer(factor->args[1]) &&
           has_exponential(expr_open_fresh(pool, factor->args[0], &index));
}

/* The product with one power of the total gone into the sum at a place; NULL where that makes no
 * share. */
static const Expr *share_in_sum(Pool *pool, const Expr *product, size_t total, size_t sum) {
    const Expr *base = product->args[total]->args[0], *exponent = product->args[total]->args[1];
    const Index *index;
    const Expr *body = expr_open_fresh(pool, product->args[sum], &index);
    const Expr *share = expr_multiply2(pool, body, expr_power_si(pool, base, -1));
    if (has_power(share, base))
        return NULL;
    ExprList factors;
    expr_list_init(&factors);
    expr_list_add(&factors, expr_number(pool, product->number));
    for (size_t i = 0; i < product->count; i++)
        if (i != total && i != sum)
            expr_list_add(&factors, product->args[i]);
    expr_list_add(&factors, expr_sum(pool, index, share));
    expr_list_add(&factors,
                  expr_power(pool, base, expr_add2(pool, exponent, expr_integer(pool, 1))));
    const Expr *result = expr_multiply(pool, factors.items, factors.count);
    expr_list_free(&factors);
    return result;
}

const Expr *expr_share_in_sums(Pool *pool, const Expr *expr) {
    for (size_t i = 0; expr->kind == EXPR_MULTIPLY && i < expr->count; i++)
        for (size_t j = 0; is_total(pool, expr->args[i]) && j < expr->count; j++) {
            if (expr->args[j]->kind != EXPR_SUM)
                continue;
            const Expr *joined = share_in_sum(pool, expr, i, j);
            if (joined != NULL)
                return expr_share_in_sums(pool, joined);
        }
    return expr;
}
