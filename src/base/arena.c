#include "base/arena.h"

#include <stdarg.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Block {
    struct Block *previous;
    size_t used;
    size_t capacity;
    max_align_t memory[];
} Block;

typedef struct Cleanup {
    struct Cleanup *previous;
    void (*clean)(void *data);
    void *data;
} Cleanup;

struct Arena {
    Block *block;
    Cleanup *cleanups;
};

enum { FIRST_CAPACITY = 16 * 1024, LARGEST_STEP = 1024 * 1024 };

void *memory_alloc(size_t size) {
    return memory_resize(NULL, size);
}

void *memory_resize(void *memory, size_t size) {
    void *resized = realloc(memory, size ? size : 1);
    if (resized == NULL)
        abort();
    return resized;
}

static size_t wider(size_t capacity) {
    return capacity > 0 ? 2 * capacity : 16;
}

void *memory_grow(void *items, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity)
        return items;
    *capacity = wider(*capacity);
    return memory_resize(items, *capacity * size);
}

Arena *arena_new(void) {
    Arena *arena = memory_alloc(sizeof *arena);
    *arena = (Arena){NULL, NULL};
    return arena;
}

void arena_free(Arena *arena) {
    if (arena == NULL)
        return;
    for (Cleanup *cleanup = arena->cleanups; cleanup != NULL; cleanup = cleanup->previous)
        cleanup->clean(cleanup->data);
    for (Block *block = arena->block; block != NULL;) {
        Block *previous = block->previous;
        free(block);
        block = previous;
    }
    free(arena);
}

/* Blocks double up to LARGEST_STEP, so that a small assignment stays small and a large one does not
 * ask the system often. */
static void add_block(Arena *arena, size_t size) {
    size_t capacity = arena->block != NULL ? arena->block->capacity * 2 : FIRST_CAPACITY;
    if (capacity > LARGEST_STEP)
        capacity = LARGEST_STEP;
    if (capacity < size)
        capacity = size;
    /* calloc, where memory_alloc would need a memset: what comes fresh from the system is zero
     * already, and costs nothing until it is written to. */
    Block *block = calloc(1, sizeof *block + capacity);
    if (block == NULL)
        abort();
    block->previous = arena->block;
    block->capacity = capacity;
    arena->block = block;
}

void *arena_alloc(Arena *arena, size_t size) {
    const size_t alignment = alignof(max_align_t);
    if (size > SIZE_MAX / 2)
        abort();
    size = (size + alignment - 1) / alignment * alignment;
    if (arena->block == NULL || arena->block->capacity - arena->block->used < size)
        add_block(arena, size);
    void *memory = (char *)arena->block->memory + arena->block->used;
    arena->block->used += size;
    return memory;
}

void *arena_array(Arena *arena, size_t count, size_t size) {
    size_t total;
    if (__builtin_mul_overflow(count, size, &total))
        abort();
    return arena_alloc(arena, total);
}

void *arena_grow(Arena *arena, void *items, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity)
        return items;
    *capacity = wider(*capacity);
    void *moved = arena_array(arena, *capacity, size);
    if (count > 0)
        memcpy(moved, items, count * size);
    return moved;
}

char *arena_strdup(Arena *arena, const char *string) {
    return arena_strndup(arena, string, strlen(string));
}

char *arena_strndup(Arena *arena, const char *string, size_t length) {
    char *copy = arena_alloc(arena, length + 1);
    if (length > 0)
        memcpy(copy, string, length);
    return copy;
}

char *arena_printf(Arena *arena, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        abort();
    char *string = arena_alloc(arena, (size_t)length + 1);
    va_start(arguments, format);
    vsnprintf(string, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return string;
}

void arena_on_free(Arena *arena, void (*clean)(void *data), void *data) {
    Cleanup *cleanup = ARENA_NEW(arena, Cleanup);
    *cleanup = (Cleanup){arena->cleanups, clean, data};
    arena->cleanups = cleanup;
}
