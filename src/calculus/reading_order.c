#include "calculus/reading_order.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash_map.h"
#include "calculus/held.h"

typedef struct Note {
    uint64_t place;
    bool is_factor; /* of a product, not only a term of a sum in it */
} Note;

struct ReadingOrder {
    Arena *arena;
    Pool *pool;
    const Scope *scope;
    HashMap notes;       /* by skeleton */
    uint64_t *skeletons; /* by number in the pool; 0: not known yet */
    size_t skeleton_count;
    const Syntax *find; /* what is asked; NULL: a plain derivative */
};

/* Places are (definition, place in its formula); definitions nearer to the loss are smaller. */
enum { FORMULA_BITS = 16 };
static const uint64_t NOWHERE = UINT64_MAX;

static void order_clear(void *data) {
    ReadingOrder *order = data;
    hash_map_free(&order->notes);
    free(order->skeletons);
}

ReadingOrder *reading_order_new(Arena *arena, Pool *pool, const Scope *scope) {
    ReadingOrder *order = ARENA_NEW(arena, ReadingOrder);
    order->arena = arena;
    order->pool = pool;
    order->scope = scope;
    hash_map_init(&order->notes);
    arena_on_free(arena, order_clear, order);
    return order;
}

static uint64_t mix(uint64_t hash, uint64_t value) {
    hash ^= value + 0x9E3779B97F4A7C15u + (hash << 6) + (hash >> 2);
    hash *= 0x94D049BB133111EBu;
    return hash ^ (hash >> 29);
}

static uint64_t mix_name(uint64_t hash, const char *name) {
    for (; *name != '\0'; name++)
        hash = mix(hash, (unsigned char)*name);
    return hash;
}

static uint64_t skeleton(ReadingOrder *order, const Expr *expr);

/* Held or not, a delta stands in the same place. */
static uint64_t skeleton_of_delta(ReadingOrder *order, const Expr *delta) {
    uint64_t hash = mix(mix(mix(3, EXPR_BRACKET), 0), RELATION_EQUAL);
    return mix(hash, skeleton(order, delta->args[0]) + skeleton(order, delta->args[1]));
}

/* What an expression is apart from indices, numbers and signs. Parts go in by addition, so their
 * order does not count. */
static uint64_t new_skeleton(ReadingOrder *order, const Expr *expr) {
    if (expr_is_held_delta(expr))
        return skeleton_of_delta(order, expr);
    uint64_t hash = mix(3, expr->kind);
    if (expr->kind == EXPR_NUMBER || expr->kind == EXPR_INDEX)
        return 0;
    if (expr->kind == EXPR_MULTIPLY && expr->count == 1)
        return skeleton(order, expr->args[0]);
    if (expr->symbol != NULL) {
        hash = mix_name(hash, expr->symbol->quantity->name);
        for (const Symbol *at = expr->symbol; at != NULL && at->variable != NULL; at = at->before)
            hash = mix_name(mix(hash, 1), at->variable->name);
        return hash;
    }
    if (expr->name != NULL)
        hash = mix_name(hash, expr->name);
    hash = mix(hash, expr->function);
    hash = mix(hash, expr->relation);
    uint64_t parts = 0;
    for (size_t i = 0; i < expr->count; i++)
        parts += skeleton(order, expr->args[i]);
    return mix(hash, parts);
}

static void make_room(ReadingOrder *order, size_t number) {
    size_t count = 2 * number + 64;
    order->skeletons = memory_resize(order->skeletons, count * sizeof *order->skeletons);
    memset(order->skeletons + order->skeleton_count, 0,
           (count - order->skeleton_count) * sizeof *order->skeletons);
    order->skeleton_count = count;
}

static uint64_t skeleton(ReadingOrder *order, const Expr *expr) {
    if (expr->number_in_pool >= order->skeleton_count)
        make_room(order, expr->number_in_pool);
    if (order->skeletons[expr->number_in_pool] == 0) {
        uint64_t found = new_skeleton(order, expr); /* which may move them */
        order->skeletons[expr->number_in_pool] = found;
    }
    return order->skeletons[expr->number_in_pool];
}

uint64_t reading_order_skeleton(ReadingOrder *order, const Expr *expr) {
    return skeleton(order, expr);
}

uint64_t reading_order_skeleton_of_parts(ReadingOrder *order, const Expr *const *parts,
                                         size_t count) {
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += skeleton(order, parts[i]);
    return sum;
}

/* What is a factor itself stands where it is one: in (s - y) s (1 - s) the place of s is not that
 * of the sum s - y. */
static void put(ReadingOrder *order, uint64_t hash, uint64_t place, bool is_factor) {
    const Note *known = hash_map_find(&order->notes, hash);
    bool counts =
        known == NULL || (known->is_factor == is_factor ? place < known->place : is_factor);
    if (!counts)
        return;
    Note *note = ARENA_NEW(order->arena, Note);
    *note = (Note){place, is_factor};
    hash_map_put(&order->notes, hash, note);
}

/* Where a name stands in a formula, counted over its leaves; false: nowhere. */
static bool find_in_formula(const Syntax *formula, const Quantity *quantity, uint64_t *count) {
    if (formula->kind == SYNTAX_DERIVATIVE)
        return false;
    if (formula->kind == SYNTAX_NAME) {
        ++*count;
        return formula->quantity == quantity;
    }
    for (size_t i = 0; i < formula->count; i++)
        if (find_in_formula(formula->children[i], quantity, count))
            return true;
    if (formula->expansion != NULL)
        return find_in_formula(formula->expansion, quantity, count);
    return false;
}

static uint64_t definition_place(const Quantity *definition) {
    return ((uint64_t)(UINT32_MAX - definition->position)) << FORMULA_BITS;
}

/* A definition's own name stands for its outermost function, in front: the slope s (1 - s) of
 * s = σ(W x) before the W and the x that it comes by. */
static uint64_t place_in_formula(const Quantity *definition, const Quantity *quantity) {
    if (quantity == definition)
        return 0;
    uint64_t count = 0;
    uint64_t limit = (1u << FORMULA_BITS) - 1;
    if (definition->formula == NULL || !find_in_formula(definition->formula, quantity, &count))
        return limit;
    return count < limit ? count : limit;
}

/* The first name of a factor in a definition's formula. */
static uint64_t first_in_formula(const Quantity *definition, const Expr *factor) {
    if (factor->symbol != NULL)
        return place_in_formula(definition, factor->symbol->variable != NULL
                                                ? factor->symbol->variable
                                                : factor->symbol->quantity);
    uint64_t first = (1u << FORMULA_BITS) - 1;
    for (size_t i = 0; i < factor->count; i++) {
        uint64_t place = first_in_formula(definition, factor->args[i]);
        if (place < first)
            first = place;
    }
    return first;
}

/* Deltas are none: they pick an entry of the others. */
static size_t count_factors(const Expr *term) {
    size_t count = 0;
    for (size_t i = 0; i < expr_factor_count(term); i++) {
        const Expr *factor = expr_factor_at(term, i);
        count += !expr_is_held_delta(factor) && !expr_is_delta(factor);
    }
    return count;
}

static void note(ReadingOrder *order, const Quantity *definition, const Expr *local,
                 bool is_factor) {
    if (local->kind == EXPR_NUMBER || local->kind == EXPR_SIZE)
        return;
    bool is_composed =
        local->kind == EXPR_MULTIPLY || local->kind == EXPR_ADD || local->kind == EXPR_SUM;
    if (local->kind != EXPR_MULTIPLY)
        put(order, skeleton(order, local),
            definition_place(definition) + first_in_formula(definition, local), is_factor);
    for (size_t i = 0; is_composed && i < local->count; i++) {
        bool is_lone_term = local->kind == EXPR_ADD && count_factors(local->args[i]) == 1;
        note(order, definition, local->args[i], is_factor && !is_lone_term);
    }
}

void reading_order_forget(ReadingOrder *order) {
    hash_map_free(&order->notes);
    hash_map_init(&order->notes);
}

void reading_order_note(ReadingOrder *order, const Quantity *definition, const Expr *local) {
    note(order, definition, local, true);
}

void reading_order_ask(ReadingOrder *order, const Syntax *find) {
    order->find = find;
}

uint64_t reading_order_asked(const ReadingOrder *order, const Expr *term) {
    uint64_t place = 0;
    bool is_asked = term->kind == EXPR_ENTRY && term->symbol->variable == NULL &&
                    order->find != NULL &&
                    find_in_formula(order->find, term->symbol->quantity, &place);
    return is_asked ? place : 0;
}

int reading_order_asked_sign(const ReadingOrder *order) {
    const Syntax *find = order->find;
    if (find == NULL || find->kind != SYNTAX_ADD)
        return 0;
    int sign = 0;
    for (size_t i = 0; i < find->count; i++) {
        if (!syntax_holds_derivative(find->children[i]))
            continue;
        int own = find->children[i]->kind == SYNTAX_NEGATE ? -1 : 1;
        if (sign == -own)
            return 0;
        sign = own;
    }
    return sign;
}

uint64_t reading_order_of_symbol(ReadingOrder *order, const Symbol *symbol) {
    uint64_t asked = 0;
    if (symbol->variable == NULL && order->find != NULL &&
        find_in_formula(order->find, symbol->quantity, &asked))
        return asked;
    /* A gradient is the chain from its target on: it stands before all that comes through the
     * target's definition, and after what comes nearer to the loss. */
    if (symbol->variable != NULL)
        return definition_place(symbol->quantity);
    for (size_t i = order->scope->count; i > 0; i--) {
        const Quantity *user = order->scope->quantities[i - 1];
        if (user->kind != QUANTITY_DEFINED)
            continue;
        uint64_t count = 0;
        if (find_in_formula(user->formula, symbol->quantity, &count))
            return definition_place(user) + place_in_formula(user, symbol->quantity);
    }
    /* A number that no definition uses, as the rate in W - eta * d l / d W, stands like a number.
     */
    if (symbol->quantity->kind == QUANTITY_GIVEN && symbol->rank == 0)
        return 0;
    return definition_place(symbol->quantity);
}

uint64_t reading_order_place(ReadingOrder *order, const Expr *factor) {
    if (factor->kind == EXPR_NUMBER || factor->kind == EXPR_SIZE)
        return 0;
    if (factor->symbol != NULL && factor->symbol->variable != NULL)
        return reading_order_of_symbol(order, factor->symbol);
    const Note *note = hash_map_find(&order->notes, skeleton(order, factor));
    if (note != NULL)
        return note->place;
    if (factor->symbol != NULL)
        return reading_order_of_symbol(order, factor->symbol);
    uint64_t first = NOWHERE;
    for (size_t i = 0; i < factor->count; i++) {
        if (factor->args[i]->kind == EXPR_NUMBER || factor->args[i]->kind == EXPR_SIZE)
            continue;
        uint64_t place = reading_order_place(order, factor->args[i]);
        if (place < first)
            first = place;
    }
    return first;
}
