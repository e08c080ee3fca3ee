/* Walks that rebuild an expression: substitution of indices, and a map over the parts. */
#include <string.h>

#include "algebra/pool.h"
#include "algebra/unknown.h"
#include "base/hash_map.h"

bool expr_has_free(const Expr *expr, const Index *index) {
    size_t low = 0, high = expr->free_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (expr->free[middle] == index)
            return true;
        if (expr->free[middle]->serial < index->serial)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

bool expr_may_have(const Expr *expr, const Symbol *symbol) {
    return (expr->symbols >> (symbol->number % 64) & 1) != 0;
}

bool expr_has(const Expr *expr, const Symbol *symbol) {
    if (expr->symbol == symbol || (expr->symbol != NULL && symbol->variable == NULL &&
                                   unknown_depends_on(expr->symbol, symbol->quantity)))
        return true;
    for (size_t i = 0; expr_may_have(expr, symbol) && i < expr->count; i++)
        if (expr_has(expr->args[i], symbol))
            return true;
    return false;
}

/* The node with other parts, through its constructor. A binder's parts are its opened body and, for
 * softmax, the place. */
static const Expr *reconstruct(Pool *pool, const Expr *expr, const Index *opened,
                               const Expr *const *parts) {
    switch (expr->kind) {
    case EXPR_NUMBER:
    case EXPR_SIZE:
    case EXPR_INDEX:
        return expr;
    case EXPR_ENTRY:
        return expr_entry(pool, expr->symbol, parts);
    case EXPR_ADD:
        return expr_add(pool, parts, expr->count);
    case EXPR_MULTIPLY:
        return expr_scale(pool, expr->number, expr_multiply(pool, parts, expr->count));
    case EXPR_POWER:
        return expr_power(pool, parts[0], parts[1]);
    case EXPR_FUNCTION:
        return expr_function(pool, expr->function, parts);
    case EXPR_APPLY:
        return expr_apply(pool, expr->name, expr->primes, parts, expr->count);
    case EXPR_BRACKET:
        return expr_bracket(pool, expr->relation, parts[0], parts[1]);
    case EXPR_SUM:
        return expr_sum(pool, opened, parts[0]);
    case EXPR_MAX_OVER:
    case EXPR_MIN_OVER:
        return expr_extremum(pool, expr->kind, opened, parts[0]);
    case EXPR_SOFTMAX:
        break;
    }
    return expr_softmax(pool, opened, parts[0], parts[1]);
}

/* opened is the index that binder was opened with and body what stands under it; NULL where expr
 * binds nothing. */
static const Expr *rebuild_opened(Pool *pool, const Expr *expr, const Index *opened,
                                  const Expr *body, ExprMap map, void *context) {
    const Expr *inlined[8];
    const Expr **parts = expr->count <= 8 ? inlined : memory_alloc(expr->count * sizeof *parts);
    bool has_changed = false;
    for (size_t i = 0; i < expr->count; i++) {
        const Expr *part = i == 0 && opened != NULL ? body : expr->args[i];
        parts[i] = map(context, part);
        has_changed |= parts[i] != part;
    }
    const Expr *result = has_changed ? reconstruct(pool, expr, opened, parts) : expr;
    if (parts != inlined)
        free(parts);
    return result;
}

const Expr *expr_rebuild(Pool *pool, const Expr *expr, ExprMap map, void *context) {
    if (expr->count == 0)
        return expr;
    const Index *opened = NULL;
    const Expr *body = expr_is_binder(expr) ? expr_open(pool, expr, &opened) : NULL;
    return rebuild_opened(pool, expr, opened, body, map, context);
}

/* A substitution remembers what it made of each node, so that a shared part is walked once. */
typedef struct Substitution {
    Pool *pool;
    const Index *const *from;
    const Expr *const *to;
    size_t count;
    HashMap memos; /* by number in the pool */
} Substitution;

static const Expr *substitute(void *context, const Expr *expr);

/* A sum whose body stays the body of a canonical sum keeps its bound index: nothing need be opened,
 * and what is below it and has none of the indices is not walked. This is what makes opening one
 * sum of a deep nest cost no more than that sum. NULL where it has to be done the long way: where
 * what is put in has a bound index that the sum might capture, or where the new body simplifies. */
static const Expr *rebuild_under_sum(Substitution *substitution, const Expr *sum) {
    for (size_t i = 0; i < substitution->count; i++) {
        const Expr *to = substitution->to[i];
        for (size_t j = 0; j < to->free_count; j++)
            if (to->free[j]->kind == INDEX_BOUND && to->free[j]->number <= sum->height)
                return NULL;
    }
    const Expr *body = substitute(substitution, sum->args[0]);
    if (body->height + 1 != sum->index->number || !expr_is_sum_body(sum->index, body))
        return NULL;
    Expr draft = {.kind = EXPR_SUM, .index = sum->index, .count = 1, .args = &body};
    fmpq_set_si(draft.number, 0, 1);
    return pool_node(substitution->pool, &draft);
}

/* A binder is opened with its own index, which is cheap, unless that is what is put in: under Σ_k
 * opened at k, a k that comes from outside would be captured. */
static const Expr *rebuild(Substitution *substitution, const Expr *expr) {
    Pool *pool = substitution->pool;
    if (expr->kind == EXPR_SUM) {
        const Expr *kept = rebuild_under_sum(substitution, expr);
        if (kept != NULL)
            return kept;
    }
    if (expr_is_binder(expr) && expr->opened_body != NULL)
        for (size_t i = 0; i < substitution->count; i++)
            if (expr_has_free(substitution->to[i], expr->opened_index)) {
                const Index *opened;
                const Expr *body = expr_open_fresh(pool, expr, &opened);
                return rebuild_opened(pool, expr, opened, body, substitute, substitution);
            }
    return expr_rebuild(pool, expr, substitute, substitution);
}

/* Whether it has an index in whose place another term comes. */
static bool is_concerned(const Substitution *substitution, const Expr *expr) {
    for (size_t i = 0; i < substitution->count; i++) {
        const Index *from = substitution->from[i];
        const Expr *to = substitution->to[i];
        bool is_itself = to->kind == EXPR_INDEX && to->index == from;
        if (!is_itself && expr_has_free(expr, from))
            return true;
    }
    return false;
}

static const Expr *substitute(void *context, const Expr *expr) {
    Substitution *substitution = context;
    if (!is_concerned(substitution, expr))
        return expr;
    if (expr->kind == EXPR_INDEX) {
        for (size_t i = 0; i < substitution->count; i++)
            if (substitution->from[i] == expr->index)
                return substitution->to[i];
        return expr;
    }
    const Expr *known = hash_map_find(&substitution->memos, expr->number_in_pool);
    if (known != NULL)
        return known;
    const Expr *result = rebuild(substitution, expr);
    hash_map_put(&substitution->memos, expr->number_in_pool, result);
    return result;
}

const Expr *expr_substitute(Pool *pool, const Expr *expr, const Index *const *from,
                            const Expr *const *to, size_t count) {
    Substitution substitution;
    substitution.pool = pool;
    substitution.from = from;
    substitution.to = to;
    substitution.count = count;
    if (!is_concerned(&substitution, expr))
        return expr;
    hash_map_init(&substitution.memos);
    const Expr *result = substitute(&substitution, expr);
    hash_map_free(&substitution.memos);
    return result;
}

const Expr *expr_substitute1(Pool *pool, const Expr *expr, const Index *from, const Expr *to) {
    return expr_substitute(pool, expr, &from, &to, 1);
}

const Expr *expr_at_indices(Pool *pool, const Expr *expr, const Symbol *symbol,
                            const Expr *const *indices) {
    const Index *axes[SHAPE_LIMIT];
    for (size_t i = 0; i < symbol->rank; i++)
        axes[i] = pool_axis(pool, (uint32_t)i, symbol->dims[i]);
    return expr_substitute(pool, expr, axes, indices, symbol->rank);
}

/* One part in the place of another. */
typedef struct Replacing {
    Pool *pool;
    const Expr *from, *to;
} Replacing;

static const Expr *replace(void *context, const Expr *expr) {
    const Replacing *replacing = context;
    if (expr == replacing->from)
        return replacing->to;
    if (replacing->from->symbol != NULL && !expr_may_have(expr, replacing->from->symbol))
        return expr;
    return expr_rebuild(replacing->pool, expr, replace, context);
}

const Expr *expr_replace(Pool *pool, const Expr *expr, const Expr *from, const Expr *to) {
    return replace(&(Replacing){pool, from, to}, expr);
}
