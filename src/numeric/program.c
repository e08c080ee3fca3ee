#include "numeric/program.h"

#include <string.h>

#include "formula/resolve.h"
#include "numeric/compile.h"

typedef struct CacheEntry {
    const Syntax *syntax;
    const Program *program;
} CacheEntry;

struct Library {
    Arena *arena;
    const Scope *scope;
    Slot *slots; /* in the arena; doubled when full */
    size_t slot_count;
    size_t slot_capacity;
    CacheEntry *cache; /* open addressing, at most half full */
    size_t cache_count;
    size_t cache_capacity;
};

Library *library_new(Arena *arena, const Scope *scope) {
    Library *library = ARENA_NEW(arena, Library);
    library->arena = arena;
    library->scope = scope;
    library->cache_capacity = 64;
    library->cache = ARENA_ARRAY(arena, CacheEntry, library->cache_capacity);
    return library;
}

const Scope *library_scope(const Library *library) {
    return library->scope;
}

static CacheEntry *cache_find(CacheEntry *cache, size_t capacity, const Syntax *syntax) {
    size_t at = (size_t)(((uintptr_t)syntax >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 20);
    for (;; at++) {
        CacheEntry *entry = &cache[at & (capacity - 1)];
        if (entry->syntax == syntax || entry->syntax == NULL)
            return entry;
    }
}

static void cache_grow(Library *library) {
    size_t capacity = 2 * library->cache_capacity;
    CacheEntry *cache = ARENA_ARRAY(library->arena, CacheEntry, capacity);
    for (size_t i = 0; i < library->cache_capacity; i++)
        if (library->cache[i].syntax)
            *cache_find(cache, capacity, library->cache[i].syntax) = library->cache[i];
    library->cache = cache;
    library->cache_capacity = capacity;
}

/* Notes in depends, which has count places, all that slot depends on. */
static void add_dependencies(const Library *library, bool *depends, size_t slot) {
    const Slot *read = &library->slots[slot];
    depends[slot] = true;
    for (size_t i = 0; i < read->depends_count; i++)
        depends[i] |= read->depends[i];
}

const Program *library_program(Library *library, const Scope *scope, const Syntax *syntax) {
    CacheEntry *entry = cache_find(library->cache, library->cache_capacity, syntax);
    if (entry->syntax)
        return entry->program;
    const Program *program =
        compile(library->arena, library, scope, syntax, NULL, 0, (CompileReads){0});
    if (2 * (library->cache_count + 1) > library->cache_capacity)
        cache_grow(library);
    library->cache_count++;
    entry = cache_find(library->cache, library->cache_capacity, syntax);
    *entry = (CacheEntry){syntax, program};
    return program;
}

static size_t find_slot(const Library *library, const Quantity *quantity) {
    size_t slot = 0;
    while (slot < library->slot_count && library->slots[slot].quantity != quantity)
        slot++;
    return slot;
}

static size_t new_slot(Library *library, const Quantity *quantity) {
    if (library->slot_count == library->slot_capacity) {
        size_t capacity = library->slot_capacity ? 2 * library->slot_capacity : 32;
        Slot *slots = ARENA_ARRAY(library->arena, Slot, capacity);
        if (library->slot_count > 0)
            memcpy(slots, library->slots, library->slot_count * sizeof *slots);
        library->slots = slots;
        library->slot_capacity = capacity;
    }
    Slot *slot = &library->slots[library->slot_count];
    slot->quantity = quantity;
    slot->count =
        quantity->kind != QUANTITY_SIZE ? dimensions_count(quantity->dims, quantity->rank) : 1;
    return library->slot_count++;
}

/* What a formula reads, as compile meets it. */
typedef struct ReadList {
    size_t *slots;
    size_t count;
    size_t capacity;
    Arena *arena;
} ReadList;

static void note_read(void *data, size_t slot) {
    ReadList *list = data;
    for (size_t i = 0; i < list->count; i++)
        if (list->slots[i] == slot)
            return;
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? 2 * list->capacity : 8;
        size_t *slots = ARENA_ARRAY(list->arena, size_t, list->capacity);
        if (list->count > 0)
            memcpy(slots, list->slots, list->count * sizeof *slots);
        list->slots = slots;
    }
    list->slots[list->count++] = slot;
}

size_t library_slot(Library *library, const Quantity *quantity) {
    size_t slot = find_slot(library, quantity);
    if (slot < library->slot_count)
        return slot;
    slot = new_slot(library, quantity);
    ReadList reads = {.arena = library->arena};
    const Program *program = NULL;
    size_t *arguments = NULL;
    if (quantity->kind == QUANTITY_DEFINED || quantity->kind == QUANTITY_GRADIENT) {
        size_t letter_count = 0;
        while (letter_count < quantity->rank && quantity->letters[letter_count])
            letter_count++;
        program = compile(library->arena, library, library->scope, quantity->formula,
                          quantity->letters, letter_count, (CompileReads){note_read, &reads});
    } else if (quantity->kind == QUANTITY_UNKNOWN) {
        arguments = ARENA_ARRAY(library->arena, size_t, quantity->argument_count);
        for (size_t i = 0; i < quantity->argument_count; i++) {
            arguments[i] = library_slot(library, quantity->arguments[i]);
            note_read(&reads, arguments[i]);
        }
    }
    bool *depends = ARENA_ARRAY(library->arena, bool, library->slot_count);
    depends[slot] = true;
    for (size_t i = 0; i < reads.count; i++)
        add_dependencies(library, depends, reads.slots[i]);
    Slot *made = &library->slots[slot]; /* found anew: reading may have moved the slots */
    made->program = program;
    made->argument_slots = arguments;
    made->depends = depends;
    made->depends_count = library->slot_count;
    return slot;
}

const Slot *library_slot_at(const Library *library, size_t slot) {
    return &library->slots[slot];
}

size_t library_slot_count(const Library *library) {
    return library->slot_count;
}

bool library_depends(const Library *library, size_t slot, size_t on) {
    return on < library->slots[slot].depends_count && library->slots[slot].depends[on];
}
