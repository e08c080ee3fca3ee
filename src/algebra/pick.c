#include "algebra/pick.h"

#include "algebra/pool.h"

/* A factor with the labels in it called by the indices that deltas among the factors compare them
 * with. The deltas stay: of two that compare one label each would take the other away. */
static const Expr *without_labels(Pool *pool, const Expr *body, const Index *index,
                                  const Expr *factor) {
    for (size_t i = 0; i < body->count; i++)
        for (size_t side = 0; expr_is_delta(body->args[i]) && side < 2; side++) {
            const Expr *label = body->args[i]->args[side], *picked = body->args[i]->args[1 - side];
            if (label->kind == EXPR_ENTRY && picked->kind == EXPR_INDEX &&
                expr_has_free(label, index) && picked->index != index && !expr_is_delta(factor))
                factor = expr_replace(pool, factor, label, picked);
        }
    return factor;
}

/* Beside (c == x_i) a label is the index that it is compared with, and what has no other index of
 * the sum leaves it: Σ_i (c == x_i) / p[x_i] is 1/p_c Σ_i (c == x_i). */
static const Expr *pick_by_labels(Pool *pool, const Index *index, const Expr *body) {
    if (body->kind != EXPR_MULTIPLY)
        return NULL;
    ExprList inside, outside;
    expr_list_init(&inside);
    expr_list_init(&outside);
    expr_list_add(&outside, expr_number(pool, body->number));
    for (size_t i = 0; i < body->count; i++) {
        const Expr *picked = without_labels(pool, body, index, body->args[i]);
        bool leaves = !expr_has_free(picked, index);
        expr_list_add(leaves ? &outside : &inside, leaves ? picked : body->args[i]);
    }
    bool has_left = outside.count > 1;
    if (has_left)
        expr_list_add(&outside,
                      expr_sum(pool, index, expr_multiply(pool, inside.items, inside.count)));
    const Expr *result = has_left ? expr_multiply(pool, outside.items, outside.count) : NULL;
    expr_list_free(&inside);
    expr_list_free(&outside);
    return result;
}

/* Whether a delta in a product, or alone, compares the index. */
static bool compares(const Expr *expr, const Index *index) {
    for (size_t i = 0; i < expr_factor_count(expr); i++) {
        const Expr *delta = expr_factor_at(expr, i);
        for (size_t side = 0; expr_is_delta(delta) && side < 2; side++)
            if (delta->args[side]->kind == EXPR_INDEX && delta->args[side]->index == index)
                return true;
    }
    return false;
}

/* A sum inside this one in whose terms a delta compares this one's index: summed the other way
 * round the delta picks an entry. Σ_q Σ_i (q == x_i) is Σ_i 1. */
static const Expr *swap_sums(Pool *pool, const Index *index, const Expr *body) {
    for (size_t i = 0; i < expr_factor_count(body); i++) {
        const Expr *inner = expr_factor_at(body, i);
        if (inner->kind != EXPR_SUM)
            continue;
        const Index *other;
        const Expr *term = expr_open_fresh(pool, inner, &other);
        if (!compares(term, index))
            continue;
        const Expr *whole = expr_multiply2(pool, expr_without_factor(pool, body, i), term);
        return expr_sum(pool, other, expr_sum(pool, index, whole));
    }
    return NULL;
}

const Expr *expr_pick(Pool *pool, const Expr *sum) {
    if (sum->kind != EXPR_SUM)
        return sum;
    const Index *index;
    const Expr *body = expr_open_fresh(pool, sum, &index);
    const Expr *picked = pick_by_labels(pool, index, body);
    if (picked != NULL && picked->size <= sum->size)
        return picked;
    const Expr *swapped = swap_sums(pool, index, body);
    return swapped != NULL && swapped->size < sum->size ? swapped : sum;
}
