/* Hash map: from numbers to pointers, in constant time.
 *
 * Keys are any numbers: an expression's number in the pool, or what was hashed already. A map of
 * few keys lies in the structure itself and allocates nothing; therefore it is not copied by
 * assignment. What the values point to stays the caller's.
 */
#ifndef GRADSHEET_BASE_HASH_MAP_H
#define GRADSHEET_BASE_HASH_MAP_H

#include <stddef.h>
#include <stdint.h>

enum { HASH_MAP_BITS = 6, HASH_MAP_INLINED = 1 << HASH_MAP_BITS };

typedef struct HashMap {
    uint64_t *keys;
    const void **values; /* NULL: the slot is free */
    unsigned bits;       /* there are 2^bits slots; at most half of them are taken */
    size_t count;
    uint64_t inlined_keys[HASH_MAP_INLINED];
    const void *inlined_values[HASH_MAP_INLINED];
} HashMap;

/* An empty map, which the caller frees. */
void hash_map_init(HashMap *map);
void hash_map_free(HashMap *map);

/* The value of a key; NULL: it has none. */
const void *hash_map_find(const HashMap *map, uint64_t key);

/* Gives a key this value, not NULL, in the place of the one that it has. */
void hash_map_put(HashMap *map, uint64_t key, const void *value);

#endif
