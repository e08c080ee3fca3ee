#include "algebra/pool.h"

#include <stdlib.h>
#include <string.h>

#include "algebra/unknown.h"
#include "base/hash_map.h"

struct Pool {
    Arena *arena;
    const Expr **slots; /* open addressing; a power of two of them */
    size_t slot_count;
    const Expr **all;
    size_t count;
    size_t capacity;
    HashMap symbols; /* by symbol_hash */
    uint32_t symbol_count;
    const Index **indices;
    size_t index_count;
    size_t index_capacity;
    uint32_t fresh_count;
    uint32_t serial_count;
};

static void pool_clear(void *data) {
    Pool *pool = data;
    for (size_t i = 0; i < pool->count; i++)
        fmpq_clear(((Expr *)pool->all[i])->number);
    free(pool->slots);
    free(pool->all);
    hash_map_free(&pool->symbols);
    free(pool->indices);
}

Pool *pool_new(Arena *arena) {
    Pool *pool = ARENA_NEW(arena, Pool);
    pool->arena = arena;
    pool->slot_count = 1024;
    pool->slots = memory_alloc(pool->slot_count * sizeof *pool->slots);
    memset(pool->slots, 0, pool->slot_count * sizeof *pool->slots);
    hash_map_init(&pool->symbols);
    arena_on_free(arena, pool_clear, pool);
    return pool;
}

Arena *pool_arena(const Pool *pool) {
    return pool->arena;
}

size_t pool_expr_count(const Pool *pool) {
    return pool->count;
}

/* Hashing. Only content goes in, never an address. */

static uint64_t mix(uint64_t hash, uint64_t value) {
    hash ^= value + 0x9E3779B97F4A7C15u + (hash << 6) + (hash >> 2);
    hash *= 0xBF58476D1CE4E5B9u;
    return hash ^ (hash >> 31);
}

static uint64_t mix_string(uint64_t hash, const char *string) {
    for (; *string != '\0'; string++)
        hash = mix(hash, (unsigned char)*string);
    return hash;
}

static uint64_t mix_integer(uint64_t hash, const fmpz_t integer) {
    if (!COEFF_IS_MPZ(*integer))
        return mix(hash, (uint64_t)*integer);
    hash = mix(hash, fmpz_fdiv_ui(integer, 4294967291u));
    return mix(hash, (uint64_t)fmpz_sizeinbase(integer, 2));
}

static uint64_t mix_index(uint64_t hash, const Index *index) {
    hash = mix(hash, index->kind);
    hash = mix(hash, index->number);
    if (index->name != NULL)
        hash = mix_string(hash, index->name);
    return index->dimension.size != NULL ? mix_string(hash, index->dimension.size)
                                         : mix(hash, (uint64_t)index->dimension.value);
}

/* Symbols: as many as there are definitions, and their gradients. */

/* At most SHAPE_LIMIT: see nesting_check. */
static void append_axes(Symbol *symbol, const Dimension *dims, size_t count) {
    for (size_t i = 0; i < count; i++)
        symbol->dims[symbol->rank++] = dims[i];
}

/* An unknown derivative is a function of all names that the unknown depends on. */
static uint64_t symbols_inside(Pool *pool, const Symbol *symbol) {
    uint64_t inside = 0;
    for (size_t i = 0; symbol_is_unknown_derivative(symbol) && i < symbol->quantity->argument_count;
         i++)
        inside |= pool_symbol(pool, symbol->quantity->arguments[i])->inside;
    return inside;
}

static uint64_t symbol_hash(const Quantity *quantity, const Quantity *variable,
                            const Symbol *before) {
    uint64_t hash = before != NULL ? before->hash : mix_string(1, quantity->name);
    return variable != NULL ? mix_string(mix(hash, 1), variable->name) : hash;
}

static const Symbol *intern_symbol(Pool *pool, const Quantity *quantity, const Quantity *variable,
                                   const Symbol *before) {
    uint64_t hash = symbol_hash(quantity, variable, before);
    const Symbol *first = hash_map_find(&pool->symbols, hash);
    for (const Symbol *known = first; known != NULL; known = known->same_hash)
        if (known->quantity == quantity && known->variable == variable && known->before == before)
            return known;
    Symbol *symbol = ARENA_NEW(pool->arena, Symbol);
    symbol->quantity = quantity;
    symbol->variable = variable;
    symbol->before = before;
    if (before != NULL)
        append_axes(symbol, before->dims, before->rank);
    else
        append_axes(symbol, quantity->dims, quantity->rank);
    if (variable != NULL)
        append_axes(symbol, variable->dims, variable->rank);
    symbol->hash = hash;
    symbol->inside = symbols_inside(pool, symbol);
    symbol->number = pool->symbol_count++;
    symbol->inside |= 1ull << (symbol->number % 64);
    symbol->same_hash = first;
    hash_map_put(&pool->symbols, hash, symbol);
    return symbol;
}

const Symbol *pool_symbol(Pool *pool, const Quantity *quantity) {
    return intern_symbol(pool, quantity, NULL, NULL);
}

const Symbol *pool_gradient(Pool *pool, const Quantity *target, const Quantity *variable) {
    return intern_symbol(pool, target, variable, NULL);
}

const Symbol *pool_next_derivative(Pool *pool, const Symbol *before, const Quantity *variable) {
    return intern_symbol(pool, before->quantity, variable, before);
}

/* Indices are few: a list. */

static bool same_dimension(Dimension left, Dimension right) {
    if (left.size == NULL || right.size == NULL)
        return left.size == right.size && left.value == right.value;
    return left.value == right.value && strcmp(left.size, right.size) == 0;
}

static const Index *intern_index(Pool *pool, IndexKind kind, const char *name, uint32_t number,
                                 Dimension dimension) {
    if (kind != INDEX_FRESH)
        for (size_t i = 0; i < pool->index_count; i++) {
            const Index *index = pool->indices[i];
            if (index->kind == kind && index->number == number &&
                same_dimension(index->dimension, dimension) &&
                (name == NULL || strcmp(index->name, name) == 0))
                return index;
        }
    Index *index = ARENA_NEW(pool->arena, Index);
    *index = (Index){kind, name, number, dimension, 0, pool->serial_count++};
    index->hash = mix_index(1, index);
    if (kind == INDEX_FRESH)
        return index;
    pool->indices =
        memory_grow(pool->indices, pool->index_count, &pool->index_capacity, sizeof *pool->indices);
    pool->indices[pool->index_count++] = index;
    return index;
}

const Index *pool_letter(Pool *pool, const char *name, Dimension dimension) {
    return intern_index(pool, INDEX_LETTER, name, 0, dimension);
}

const Index *pool_axis(Pool *pool, uint32_t number, Dimension dimension) {
    return intern_index(pool, INDEX_AXIS, NULL, number, dimension);
}

const Index *pool_fresh(Pool *pool, Dimension dimension) {
    return intern_index(pool, INDEX_FRESH, NULL, pool->fresh_count++, dimension);
}

const Index *pool_bound(Pool *pool, uint32_t height, Dimension dimension) {
    return intern_index(pool, INDEX_BOUND, NULL, height, dimension);
}

static uint64_t hash_content(const Expr *draft) {
    uint64_t hash = mix(17, draft->kind);
    hash = mix(hash, draft->function);
    hash = mix(hash, draft->relation);
    hash = mix(hash, draft->primes);
    hash = mix_integer(hash, fmpq_numref(draft->number));
    hash = mix_integer(hash, fmpq_denref(draft->number));
    if (draft->symbol != NULL)
        hash = mix(hash, draft->symbol->hash);
    if (draft->index != NULL)
        hash = mix(hash, draft->index->hash);
    if (draft->name != NULL)
        hash = mix_string(hash, draft->name);
    for (size_t i = 0; i < draft->count; i++)
        hash = mix(hash, draft->args[i]->hash);
    return hash;
}

static bool same_content(const Expr *left, const Expr *right) {
    if (left->hash != right->hash || left->kind != right->kind || left->count != right->count ||
        left->function != right->function || left->relation != right->relation ||
        left->primes != right->primes || left->symbol != right->symbol ||
        left->index != right->index || !fmpq_equal(left->number, right->number))
        return false;
    if (left->name != right->name &&
        (left->name == NULL || right->name == NULL || strcmp(left->name, right->name) != 0))
        return false;
    return left->count == 0 ||
           memcmp(left->args, right->args, left->count * sizeof *left->args) == 0;
}

/* The free indices of a node: those of its parts and its own, less the one that it binds. */
static void collect_free(Pool *pool, Expr *node) {
    const Index *buffer[256];
    size_t count = 0;
    size_t most = 1;
    for (size_t i = 0; i < node->count; i++)
        most += node->args[i]->free_count;
    const Index **found = most <= 256 ? buffer : memory_alloc(most * sizeof *found);
    if (node->kind == EXPR_INDEX)
        found[count++] = node->index;
    for (size_t i = 0; i < node->count; i++) {
        const Expr *part = node->args[i];
        for (size_t j = 0; j < part->free_count; j++) {
            const Index *index = part->free[j];
            bool is_bound = expr_is_binder(node) && i == 0 && index == node->index;
            size_t place = 0;
            while (place < count && found[place]->serial < index->serial)
                place++;
            if (is_bound || (place < count && found[place] == index))
                continue;
            memmove(&found[place + 1], &found[place], (count - place) * sizeof *found);
            found[place] = index;
            count++;
        }
    }
    node->free_count = count;
    node->free = ARENA_ARRAY(pool->arena, const Index *, count);
    memcpy(node->free, found, count * sizeof *found);
    if (found != buffer)
        free(found);
}

/* Sizes. A minus is one node in front of a product, and none where it costs nothing to write: a
 * term is subtracted instead of added, a sum with signs of both kinds is turned round. So an
 * expression and its negative are as long as each other wherever they are written so. */

int expr_sign(const Expr *expr) {
    bool has_number = expr->kind == EXPR_NUMBER || expr->kind == EXPR_MULTIPLY;
    return has_number ? fmpq_sgn(expr->number) : 1;
}

static bool mixes_signs(const Expr *expr) {
    size_t negative = 0;
    for (size_t i = 0; expr->kind == EXPR_ADD && i < expr->count; i++)
        negative += expr_sign(expr->args[i]) < 0;
    return negative > 0 && negative < expr->count;
}

/* Whether a minus in front can go into a sum with signs of both kinds, itself or under a sum over
 * an index. */
static bool takes_minus(const Expr *factor) {
    if (factor->kind != EXPR_SUM)
        return mixes_signs(factor);
    const Expr *body = factor->args[0];
    for (size_t i = 0; body->kind == EXPR_MULTIPLY && i < body->count; i++)
        if (takes_minus(body->args[i]))
            return true;
    return takes_minus(body);
}

static bool has_minus(const Expr *product) {
    return product->kind == EXPR_MULTIPLY && fmpq_equal_si((fmpq *)product->number, -1);
}

/* 1 where a minus in front of a product is written as such, 0 where there is none. */
static uint32_t minus_size(const Expr *product) {
    if (!has_minus(product))
        return 0;
    for (size_t i = 0; i < product->count; i++)
        if (takes_minus(product->args[i]))
            return 0;
    return 1;
}

/* What a node adds to its parts. */
static uint32_t own_size(const Expr *node) {
    if (node->kind == EXPR_MULTIPLY && has_minus(node))
        return (node->count > 1) + minus_size(node);
    if (node->kind == EXPR_MULTIPLY)
        return 1 + !fmpq_is_one(node->number);
    uint32_t size = 1;
    if (node->kind == EXPR_ADD)
        size += !mixes_signs(node) && expr_sign(node->args[0]) < 0;
    return size;
}

static uint32_t size_in(const Expr *node, const Expr *part) {
    return part->size - (node->kind == EXPR_ADD ? minus_size(part) : 0);
}

static Expr *make_node(Pool *pool, const Expr *draft) {
    Expr *node = ARENA_NEW(pool->arena, Expr);
    *node = *draft;
    fmpq_init(node->number);
    fmpq_set(node->number, draft->number);
    node->args = ARENA_ARRAY(pool->arena, const Expr *, draft->count);
    if (draft->count > 0)
        memcpy(node->args, draft->args, draft->count * sizeof *draft->args);
    node->number_in_pool = (uint32_t)pool->count;
    node->height = 0;
    node->size = own_size(node);
    node->symbols = node->symbol != NULL ? node->symbol->inside : 0;
    for (size_t i = 0; i < node->count; i++) {
        if (node->args[i]->height > node->height)
            node->height = node->args[i]->height;
        node->symbols |= node->args[i]->symbols;
        if (__builtin_add_overflow(node->size, size_in(node, node->args[i]), &node->size))
            node->size = UINT32_MAX;
    }
    if (expr_is_binder(node) && node->index->number > node->height)
        node->height = node->index->number;
    node->opened_index = NULL;
    node->opened_body = NULL;
    collect_free(pool, node);
    return node;
}

static void put(const Expr **slots, size_t slot_count, const Expr *node) {
    size_t slot = node->hash & (slot_count - 1);
    while (slots[slot] != NULL)
        slot = (slot + 1) & (slot_count - 1);
    slots[slot] = node;
}

static void widen(Pool *pool) {
    size_t wider = 2 * pool->slot_count;
    const Expr **slots = memory_alloc(wider * sizeof *slots);
    memset(slots, 0, wider * sizeof *slots);
    for (size_t i = 0; i < pool->count; i++)
        put(slots, wider, pool->all[i]);
    free(pool->slots);
    pool->slots = slots;
    pool->slot_count = wider;
}

Expr expr_draft(ExprKind kind) {
    Expr draft = {.kind = kind};
    fmpq_set_si(draft.number, 0, 1);
    return draft;
}

const Expr *pool_node(Pool *pool, const Expr *draft) {
    Expr key = *draft;
    key.hash = hash_content(draft);
    size_t slot = key.hash & (pool->slot_count - 1);
    for (; pool->slots[slot] != NULL; slot = (slot + 1) & (pool->slot_count - 1))
        if (same_content(pool->slots[slot], &key))
            return pool->slots[slot];
    Expr *node = make_node(pool, &key);
    pool->all = memory_grow(pool->all, pool->count, &pool->capacity, sizeof *pool->all);
    pool->all[pool->count++] = node;
    pool->slots[slot] = node;
    if (2 * pool->count > pool->slot_count)
        widen(pool);
    return node;
}

/* The order of nodes: by hash, and by content where two hashes collide. */

static int compare_strings(const char *left, const char *right) {
    if (left == right)
        return 0;
    if (left == NULL || right == NULL)
        return left == NULL ? -1 : 1;
    return strcmp(left, right);
}

int expr_compare(const Expr *left, const Expr *right) {
    if (left == right)
        return 0;
    if (left->hash != right->hash)
        return left->hash < right->hash ? -1 : 1;
    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    int order = fmpq_cmp(left->number, right->number);
    if (order == 0)
        order = compare_strings(left->name, right->name);
    if (order == 0 && left->count != right->count)
        order = left->count < right->count ? -1 : 1;
    for (size_t i = 0; order == 0 && i < left->count; i++)
        order = expr_compare(left->args[i], right->args[i]);
    return order != 0 ? order : left->number_in_pool < right->number_in_pool ? -1 : 1;
}

void expr_list_init(ExprList *list) {
    list->items = list->inlined;
    list->count = 0;
    list->capacity = sizeof list->inlined / sizeof *list->inlined;
}

void expr_list_free(ExprList *list) {
    if (list->items != list->inlined)
        free(list->items);
}

void expr_list_add(ExprList *list, const Expr *expr) {
    if (list->count == list->capacity) {
        const Expr **old = list->items == list->inlined ? NULL : list->items;
        list->items = memory_resize(old, 2 * list->capacity * sizeof *list->items);
        if (old == NULL)
            memcpy(list->items, list->inlined, sizeof list->inlined);
        list->capacity *= 2;
    }
    list->items[list->count++] = expr;
}

static int compare_items(const void *left, const void *right) {
    return expr_compare(*(const Expr *const *)left, *(const Expr *const *)right);
}

void expr_list_sort(ExprList *list) {
    if (list->count > 1)
        qsort(list->items, list->count, sizeof *list->items, compare_items);
}
