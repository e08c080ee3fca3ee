/* Powers, exact where the root is rational. */
#include "algebra/product.h"

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
    Expr draft = expr_draft(EXPR_POWER);
    draft.count = 2;
    draft.args = (const Expr *[]){base, exponent};
    return pool_node(pool, &draft);
}

const Expr *expr_power_as_written(Pool *pool, const Expr *base, const Expr *exponent) {
    return raw_power(pool, base, exponent);
}

/* A positive multiple of π, and no more. */
static bool is_multiple_of_pi(const Expr *product) {
    return product->count == 1 && product->args[0]->kind == EXPR_FUNCTION &&
           product->args[0]->function == FUNCTION_PI && fmpq_sgn(product->number) > 0;
}

/* (a b)^n is a^n b^n for an integer n. For other exponents only a rational factor whose root is
 * rational leaves, since the others may be negative; but √(2 π) is √2 √π, so that either way of
 * writing it is one. */
static const Expr *product_power(Pool *pool, const Expr *product, const Expr *exponent) {
    if (!is_integer(exponent) && !is_multiple_of_pi(product)) {
        if (exponent->kind != EXPR_NUMBER || fmpq_is_one(product->number) ||
            fmpq_sgn(product->number) < 0)
            return raw_power(pool, product, exponent);
        const Expr *number = number_power(pool, product->number, exponent->number);
        if (number == NULL)
            return raw_power(pool, product, exponent);
        return expr_multiply2(pool, number,
                              expr_power(pool, expr_without_number(pool, product), exponent));
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
    expr_sum_content(content, sum);
    const Expr *result = NULL;
    if (is_integer(exponent) && !fmpq_is_one(content)) {
        const Expr *number = number_power(pool, content, exponent->number);
        if (number != NULL)
            result = expr_multiply2(
                pool, number, raw_power(pool, expr_divide_terms(pool, sum, content), exponent));
    }
    fmpq_clear(content);
    return result != NULL ? result : raw_power(pool, sum, exponent);
}

const Expr *expr_power_together(Pool *pool, const Expr *base, const Expr *exponent) {
    bool is_split = base->kind == EXPR_MULTIPLY && is_multiple_of_pi(base) && !is_integer(exponent);
    return is_split ? raw_power(pool, base, exponent) : expr_power(pool, base, exponent);
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
    if (base->kind == EXPR_ADD) {
        bool is_divisor = is_integer(exponent) && fmpq_sgn(exponent->number) < 0;
        const Expr *logistic = is_divisor ? expr_logistic_reciprocal(pool, base) : NULL;
        return logistic != NULL ? expr_power(pool, logistic, expr_negate(pool, exponent))
                                : sum_power(pool, base, exponent);
    }
    if (base->kind == EXPR_BRACKET && exponent->kind == EXPR_NUMBER &&
        fmpq_sgn(exponent->number) > 0)
        return base;
    if (expr_is_exponential(base))
        return expr_function1(pool, FUNCTION_EXP, expr_multiply2(pool, base->args[0], exponent));
    return raw_power(pool, base, exponent);
}
