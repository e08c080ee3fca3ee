#include "algebra/unknown.h"

#include <assert.h>
#include <string.h>

#include "algebra/pool.h"
#include "formula/nesting.h"

static bool has_argument(const Quantity *unknown, const Quantity *name) {
    for (size_t i = 0; i < unknown->argument_count; i++)
        if (unknown->arguments[i] == name)
            return true;
    return false;
}

bool symbol_is_unknown_derivative(const Symbol *symbol) {
    return symbol->variable != NULL && symbol->quantity->kind == QUANTITY_UNKNOWN &&
           has_argument(symbol->quantity, symbol->variable);
}

bool unknown_depends_on(const Symbol *derivative, const Quantity *name) {
    return symbol_is_unknown_derivative(derivative) && has_argument(derivative->quantity, name);
}

/* One variable of a derivative, with its indices. */
typedef struct By {
    const Quantity *variable;
    const Expr *indices[SHAPE_LIMIT];
} By;

/* Numbers, indices by their names, labels' entries. expr_compare orders by a hash, which would do
 * for the canonical form; but this order is also read: d (d l / d o[1]) / d o[2], and i before j.
 */
static int compare_indices(const Expr *left, const Expr *right) {
    if (left->kind == EXPR_NUMBER && right->kind == EXPR_NUMBER)
        return fmpq_cmp(left->number, right->number);
    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    if (left->kind != EXPR_INDEX)
        return expr_compare(left, right);
    const Index *a = left->index, *b = right->index;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->name != NULL && b->name != NULL)
        return strcmp(a->name, b->name);
    return a->number < b->number ? -1 : a->number > b->number;
}

static int compare_by(const By *left, const By *right) {
    if (left->variable != right->variable)
        return left->variable->position < right->variable->position ? -1 : 1;
    int order = 0;
    for (size_t i = 0; order == 0 && i < left->variable->rank; i++)
        order = compare_indices(left->indices[i], right->indices[i]);
    return order;
}

/* The variables of a derivative, the last one first; nesting_check leaves no more than there is
 * room for. */
static size_t take_apart(const Symbol *symbol, const Expr *const *indices, By *by, size_t room) {
    size_t count = 0;
    for (const Symbol *at = symbol; at != NULL; at = at->before) {
        assert(count < room);
        By *last = &by[count++];
        last->variable = at->variable;
        memcpy(last->indices, indices + at->rank - at->variable->rank,
               at->variable->rank * sizeof *indices);
    }
    return count;
}

static void sort(By *by, size_t count) {
    for (size_t i = 1; i < count; i++) {
        By moved = by[i];
        size_t place = i;
        for (; place > 0 && compare_by(&moved, &by[place - 1]) < 0; place--)
            by[place] = by[place - 1];
        by[place] = moved;
    }
}

void unknown_order_indices(const Symbol *symbol, const Expr **indices) {
    By by[DERIVATIVE_ORDER_LIMIT];
    size_t count = take_apart(symbol, indices, by, DERIVATIVE_ORDER_LIMIT), place = 0;
    sort(by, count);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < by[i].variable->rank; j++)
            indices[place++] = by[i].indices[j];
}

const Expr *expr_unknown_derivative(Pool *pool, const Expr *entry, const Quantity *variable,
                                    const Expr *const *indices) {
    By by[DERIVATIVE_ORDER_LIMIT] = {{.variable = variable}};
    memcpy(by[0].indices, indices, variable->rank * sizeof *indices);
    size_t count = 1 + take_apart(entry->symbol, entry->args, by + 1, DERIVATIVE_ORDER_LIMIT - 1);
    size_t place = 0;
    sort(by, count);
    const Symbol *symbol = pool_gradient(pool, entry->symbol->quantity, by[0].variable);
    for (size_t i = 1; i < count; i++)
        symbol = pool_next_derivative(pool, symbol, by[i].variable);
    const Expr *args[SHAPE_LIMIT];
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < by[i].variable->rank; j++)
            args[place++] = by[i].indices[j];
    return expr_entry(pool, symbol, args);
}
