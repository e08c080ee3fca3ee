/* Arena: memory that is given back all at once.
 *
 * A run owns one arena per assignment. Trees, expressions and strings live in it, nothing in it
 * is freed alone, and pointers into it stay good until arena_free. Memory that cannot be had ends
 * the process through abort(): no caller could go on, and every caller is spared a check.
 */
#ifndef GRADSHEET_BASE_ARENA_H
#define GRADSHEET_BASE_ARENA_H

#include <stddef.h>

typedef struct Arena Arena;

/* A new, empty arena; the caller owns it. */
Arena *arena_new(void);

/* Runs the clean-up functions, last registered first, and frees the arena. NULL is allowed. */
void arena_free(Arena *arena);

/* size bytes of zeros, aligned for any type. */
void *arena_alloc(Arena *arena, size_t size);

/* Zeroed array of count elements; a product that overflows ends the process like lack of memory. */
void *arena_array(Arena *arena, size_t count, size_t size);

/* Copies of strings, always terminated by a zero. */
char *arena_strdup(Arena *arena, const char *string);
char *arena_strndup(Arena *arena, const char *string, size_t length);
char *arena_printf(Arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));

/* Calls clean(data) when the arena is freed: for parts that own memory elsewhere (FLINT numbers).
 */
void arena_on_free(Arena *arena, void (*clean)(void *data), void *data);

/* malloc and realloc that end the process where memory cannot be had, for structures that grow. */
void *memory_alloc(size_t size);
void *memory_resize(void *memory, size_t size);

/* A list of count items of this size with room for one more: itself, or moved to where it has twice
 * the capacity. items is NULL and *capacity 0 at first. */
void *memory_grow(void *items, size_t count, size_t *capacity, size_t size);

/* The same for a list in the arena, where it is not freed. */
void *arena_grow(Arena *arena, void *items, size_t count, size_t *capacity, size_t size);

#define ARENA_NEW(arena, Type)          ((Type *)arena_alloc((arena), sizeof(Type)))
#define ARENA_ARRAY(arena, Type, count) ((Type *)arena_array((arena), (count), sizeof(Type)))

#endif
