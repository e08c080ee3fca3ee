/* Sums, maxima, minima and softmax over a bound index. */
#include "algebra/pool.h"

bool expr_is_binder(const Expr *expr) {
    return expr->kind == EXPR_SUM || expr->kind == EXPR_MAX_OVER || expr->kind == EXPR_MIN_OVER ||
           expr->kind == EXPR_SOFTMAX;
}

/* Binds index in body. The bound name is the height, one more than the highest binder inside, so it
 * differs from every name that is bound inside. */
static const Expr *bind(Pool *pool, ExprKind kind, const Index *index, const Expr *body,
                        const Expr *at) {
    const Index *bound;
    const Expr *closed;
    uint32_t height = body->height;
    do {
        /* Once, but for the rare renaming that lets the body simplify to a higher one. */
        bound = pool_bound(pool, ++height, index->dimension);
        closed = expr_substitute1(pool, body, index, expr_index(pool, bound));
    } while (closed->height >= height);
    Expr draft = {.kind = kind, .index = bound, .count = at != NULL ? 2 : 1};
    fmpq_set_si(draft.number, 0, 1);
    draft.args = (const Expr *[]){closed, at};
    return pool_node(pool, &draft);
}

const Expr *expr_extent(Pool *pool, Dimension dimension) {
    if (dimension.size == NULL)
        return expr_integer(pool, dimension.value);
    return expr_size(pool, dimension.size, dimension.value);
}

/* Deltas. */

/* The delta among factors that has the index on one side and not on the other; NULL: none. */
static const Expr *find_delta(const Expr *expr, const Index *index) {
    if (expr_is_delta(expr)) {
        for (size_t side = 0; side < 2; side++)
            if (expr->args[side]->kind == EXPR_INDEX && expr->args[side]->index == index &&
                !expr_has_free(expr->args[1 - side], index))
                return expr->args[1 - side];
        return NULL;
    }
    if (expr->kind == EXPR_MULTIPLY)
        for (size_t i = 0; i < expr->count; i++)
            if (expr_is_delta(expr->args[i])) {
                const Expr *other = find_delta(expr->args[i], index);
                if (other != NULL)
                    return other;
            }
    return NULL;
}

/* Whether a sum over index has something to do inside expr that only distributing brings out: a
 * term with a delta of the index. */
static bool hides_delta(const Expr *expr, const Index *index) {
    if (expr->kind != EXPR_ADD || !expr_has_free(expr, index))
        return false;
    for (size_t i = 0; i < expr->count; i++)
        if (find_delta(expr->args[i], index) != NULL)
            return true;
    return false;
}

/* Sums. */

static const Expr *sum_of_terms(Pool *pool, const Index *index, const Expr *sum,
                                const Expr *factor) {
    ExprList terms;
    expr_list_init(&terms);
    for (size_t i = 0; i < sum->count; i++)
        expr_list_add(&terms, expr_sum(pool, index, expr_multiply2(pool, factor, sum->args[i])));
    const Expr *result = expr_add(pool, terms.items, terms.count);
    expr_list_free(&terms);
    return result;
}

/* Splits a product into what has the index and what has not. */
static void split_product(Pool *pool, const Expr *product, const Index *index, const Expr **outside,
                          ExprList *inside) {
    ExprList free;
    expr_list_init(&free);
    expr_list_add(&free, expr_number(pool, product->number));
    for (size_t i = 0; i < product->count; i++)
        expr_list_add(expr_has_free(product->args[i], index) ? inside : &free, product->args[i]);
    *outside = expr_multiply(pool, free.items, free.count);
    expr_list_free(&free);
}

static const Expr *sum_of_product(Pool *pool, const Index *index, const Expr *product) {
    ExprList inside;
    expr_list_init(&inside);
    const Expr *outside;
    split_product(pool, product, index, &outside, &inside);
    const Expr *result = NULL;
    for (size_t i = 0; result == NULL && i < inside.count; i++)
        if (hides_delta(inside.items[i], index)) {
            const Expr *sum = inside.items[i];
            inside.items[i] = expr_integer(pool, 1);
            const Expr *rest = expr_multiply(pool, inside.items, inside.count);
            result = expr_multiply2(pool, outside, sum_of_terms(pool, index, sum, rest));
        }
    if (result == NULL) {
        const Expr *body = expr_multiply(pool, inside.items, inside.count);
        result = body->kind == EXPR_MULTIPLY && inside.count == product->count &&
                         fmpq_is_one(body->number)
                     ? expr_multiply2(pool, outside, bind(pool, EXPR_SUM, index, body, NULL))
                     : expr_multiply2(pool, outside, expr_sum(pool, index, body));
    }
    expr_list_free(&inside);
    return result;
}

/* A sum of terms is split where a term has no index or a delta of it; the others stay together. */
static const Expr *sum_of_sum(Pool *pool, const Index *index, const Expr *sum) {
    ExprList apart, together;
    expr_list_init(&apart);
    expr_list_init(&together);
    for (size_t i = 0; i < sum->count; i++) {
        const Expr *term = sum->args[i];
        bool is_apart = !expr_has_free(term, index) || find_delta(term, index) != NULL;
        expr_list_add(is_apart ? &apart : &together, term);
    }
    if (apart.count == 0 && together.count > 0) {
        const Expr *whole = bind(pool, EXPR_SUM, index, sum, NULL);
        expr_list_free(&apart);
        expr_list_free(&together);
        return whole;
    }
    for (size_t i = 0; i < apart.count; i++)
        apart.items[i] = expr_sum(pool, index, apart.items[i]);
    if (together.count > 0)
        expr_list_add(&apart,
                      expr_sum(pool, index, expr_add(pool, together.items, together.count)));
    const Expr *result = expr_add(pool, apart.items, apart.count);
    expr_list_free(&apart);
    expr_list_free(&together);
    return result;
}

/* The shares f(c) / Σ_q f(q) of all c are 1 together. */
static bool is_share_of(const Expr *body, const Index *index) {
    return body->kind == EXPR_SOFTMAX && body->args[1]->kind == EXPR_INDEX &&
           body->args[1]->index == index && !expr_has_free(body->args[0], index);
}

/* The same under other sums: those of softmax(E)[k,c] over all c and k are the number of all k. */
static bool is_sum_of_shares(const Expr *body, const Index *index) {
    while (body->kind == EXPR_SUM)
        body = body->args[0];
    return is_share_of(body, index);
}

static const Expr *sum_of_shares(Pool *pool, const Expr *body) {
    if (body->kind != EXPR_SUM)
        return expr_integer(pool, 1);
    const Index *index;
    const Expr *inner = expr_open_fresh(pool, body, &index);
    return expr_sum(pool, index, sum_of_shares(pool, inner));
}

bool expr_is_sum_body(const Index *index, const Expr *body) {
    if (!expr_has_free(body, index) || is_sum_of_shares(body, index) ||
        find_delta(body, index) != NULL)
        return false;
    if (body->kind == EXPR_MULTIPLY) {
        if (!fmpq_is_one(body->number))
            return false;
        for (size_t i = 0; i < body->count; i++)
            if (!expr_has_free(body->args[i], index) || hides_delta(body->args[i], index))
                return false;
    }
    if (body->kind == EXPR_ADD)
        for (size_t i = 0; i < body->count; i++)
            if (!expr_has_free(body->args[i], index) || find_delta(body->args[i], index) != NULL)
                return false;
    return true;
}

const Expr *expr_sum_as_written(Pool *pool, const Index *index, const Expr *body) {
    return bind(pool, EXPR_SUM, index, body, NULL);
}

const Expr *expr_sum(Pool *pool, const Index *index, const Expr *body) {
    if (index->dimension.value == 1)
        return expr_substitute1(pool, body, index, expr_integer(pool, 1));
    if (!expr_has_free(body, index))
        return expr_multiply2(pool, expr_extent(pool, index->dimension), body);
    if (is_sum_of_shares(body, index))
        return sum_of_shares(pool, body);
    const Expr *picked = find_delta(body, index);
    if (picked != NULL)
        return expr_substitute1(pool, body, index, picked);
    if (body->kind == EXPR_MULTIPLY)
        return sum_of_product(pool, index, body);
    if (body->kind == EXPR_ADD)
        return sum_of_sum(pool, index, body);
    return bind(pool, EXPR_SUM, index, body, NULL);
}

const Expr *expr_extremum(Pool *pool, ExprKind kind, const Index *index, const Expr *body) {
    if (index->dimension.value == 1)
        return expr_substitute1(pool, body, index, expr_integer(pool, 1));
    if (!expr_has_free(body, index))
        return body;
    return bind(pool, kind, index, body, NULL);
}

const Expr *expr_softmax(Pool *pool, const Index *index, const Expr *body, const Expr *at) {
    if (index->dimension.value == 1)
        return expr_integer(pool, 1);
    if (!expr_has_free(body, index))
        return expr_power_si(pool, expr_extent(pool, index->dimension), -1);
    /* what has not the index is in the share and in the sum, and cancels */
    if (body->kind == EXPR_MULTIPLY) {
        ExprList inside;
        expr_list_init(&inside);
        const Expr *outside;
        split_product(pool, body, index, &outside, &inside);
        if (!expr_is_number(outside, 1))
            body = expr_multiply(pool, inside.items, inside.count);
        expr_list_free(&inside);
    }
    return bind(pool, EXPR_SOFTMAX, index, body, at);
}

/* Opening. */

const Expr *expr_open_fresh(Pool *pool, const Expr *binder, const Index **index) {
    *index = pool_fresh(pool, binder->index->dimension);
    return expr_substitute1(pool, binder->args[0], binder->index, expr_index(pool, *index));
}

const Expr *expr_open(Pool *pool, const Expr *binder, const Index **index) {
    /* The node's own index is a cache: it changes nothing that a reader of the node can see. */
    Expr *node = (Expr *)binder;
    if (node->opened_body == NULL)
        node->opened_body = expr_open_fresh(pool, binder, &node->opened_index);
    *index = node->opened_index;
    return node->opened_body;
}
