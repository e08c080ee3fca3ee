/* Walks that rebuild an expression: substitution of indices, and a map over the parts. */
#include <stdlib.h>
#include <string.h>

#include "algebra/pool.h"

bool expr_has_free(const Expr *expr, const Index *index) {
    size_t low = 0, high = expr->free_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (expr->free[middle] == index)
            return true;
        if (expr->free[middle] < index)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

bool expr_may_have(const Expr *expr, const Symbol *symbol) {
    return (expr->symbols >> (symbol->number % 64) & 1) != 0;
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

const Expr *expr_rebuild(Pool *pool, const Expr *expr, ExprMap map, void *context) {
    if (expr->count == 0)
        return expr;
    const Index *opened = NULL;
    const Expr *inlined[8];
    const Expr **parts = expr->count <= 8 ? inlined : memory_alloc(expr->count * sizeof *parts);
    bool has_changed = false;
    for (size_t i = 0; i < expr->count; i++) {
        const Expr *part = expr->args[i];
        if (i == 0 && expr_is_binder(expr))
            part = expr_open(pool, expr, &opened);
        parts[i] = map(context, part);
        has_changed |= parts[i] != part;
    }
    const Expr *result = has_changed ? reconstruct(pool, expr, opened, parts) : expr;
    if (parts != inlined)
        free(parts);
    return result;
}

/* A substitution remembers what it made of each node, so that a shared part is walked once. */
enum { FIRST_SLOTS = 64 };

typedef struct Substitution {
    Pool *pool;
    const Index *const *from;
    const Expr *const *to;
    size_t count;
    const Expr **keys;
    const Expr **results;
    size_t slot_count;
    size_t used;
    const Expr *inline_keys[FIRST_SLOTS];
    const Expr *inline_results[FIRST_SLOTS];
} Substitution;

static size_t memo_slot(const Substitution *substitution, const Expr *key) {
    size_t slot = key->hash & (substitution->slot_count - 1);
    while (substitution->keys[slot] != NULL && substitution->keys[slot] != key)
        slot = (slot + 1) & (substitution->slot_count - 1);
    return slot;
}

static void memo_free(const Substitution *substitution) {
    if (substitution->keys != substitution->inline_keys) {
        free(substitution->keys);
        free(substitution->results);
    }
}

static void memo_widen(Substitution *substitution) {
    Substitution old = *substitution;
    bool was_inline = substitution->keys == substitution->inline_keys;
    const Expr **old_keys = was_inline ? old.inline_keys : old.keys;
    const Expr **old_results = was_inline ? old.inline_results : old.results;
    substitution->slot_count *= 4;
    substitution->keys = memory_alloc(substitution->slot_count * sizeof *substitution->keys);
    substitution->results = memory_alloc(substitution->slot_count * sizeof *substitution->results);
    memset(substitution->keys, 0, substitution->slot_count * sizeof *substitution->keys);
    for (size_t i = 0; i < old.slot_count; i++)
        if (old_keys[i] != NULL) {
            size_t slot = memo_slot(substitution, old_keys[i]);
            substitution->keys[slot] = old_keys[i];
            substitution->results[slot] = old_results[i];
        }
    if (!was_inline) {
        free(old_keys);
        free(old_results);
    }
}

static void memo_put(Substitution *substitution, const Expr *key, const Expr *result) {
    if (2 * ++substitution->used > substitution->slot_count)
        memo_widen(substitution);
    size_t slot = memo_slot(substitution, key);
    substitution->keys[slot] = key;
    substitution->results[slot] = result;
}

static const Expr *substitute(void *context, const Expr *expr) {
    Substitution *substitution = context;
    bool is_concerned = false;
    for (size_t i = 0; !is_concerned && i < substitution->count; i++)
        is_concerned = expr_has_free(expr, substitution->from[i]);
    if (!is_concerned)
        return expr;
    if (expr->kind == EXPR_INDEX) {
        for (size_t i = 0; i < substitution->count; i++)
            if (substitution->from[i] == expr->index)
                return substitution->to[i];
        return expr;
    }
    size_t slot = memo_slot(substitution, expr);
    if (substitution->keys[slot] == expr)
        return substitution->results[slot];
    const Expr *result = expr_rebuild(substitution->pool, expr, substitute, substitution);
    memo_put(substitution, expr, result);
    return result;
}

const Expr *expr_substitute(Pool *pool, const Expr *expr, const Index *const *from,
                            const Expr *const *to, size_t count) {
    Substitution substitution;
    substitution.pool = pool;
    substitution.from = from;
    substitution.to = to;
    substitution.count = count;
    substitution.slot_count = FIRST_SLOTS;
    substitution.used = 0;
    substitution.keys = substitution.inline_keys;
    substitution.results = substitution.inline_results;
    memset(substitution.inline_keys, 0, sizeof substitution.inline_keys);
    const Expr *result = substitute(&substitution, expr);
    memo_free(&substitution);
    return result;
}

const Expr *expr_substitute1(Pool *pool, const Expr *expr, const Index *from, const Expr *to) {
    return expr_substitute(pool, expr, &from, &to, 1);
}
