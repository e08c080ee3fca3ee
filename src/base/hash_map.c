#include "base/hash_map.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

void hash_map_init(HashMap *map) {
    map->keys = map->inlined_keys;
    map->values = map->inlined_values;
    map->bits = HASH_MAP_BITS;
    map->count = 0;
    memset(map->inlined_values, 0, sizeof map->inlined_values);
}

static void free_slots(const HashMap *map, uint64_t *keys, const void **values) {
    if (keys == map->inlined_keys)
        return;
    free(keys);
    free(values);
}

void hash_map_free(HashMap *map) {
    free_slots(map, map->keys, map->values);
}

static size_t slot_count(const HashMap *map) {
    return (size_t)1 << map->bits;
}

/* The slot of a key, or the free one where it would be: open addressing from the first bits of the
 * key times 2^64 / φ, which sets keys of any stride apart (Knuth, The Art of Computer Programming,
 * 6.4). */
static size_t find_slot(const HashMap *map, uint64_t key) {
    size_t slot = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> (64 - map->bits));
    while (map->values[slot] != NULL && map->keys[slot] != key)
        slot = (slot + 1) & (slot_count(map) - 1);
    return slot;
}

static void widen(HashMap *map) {
    uint64_t *keys = map->keys;
    const void **values = map->values;
    size_t old_count = slot_count(map);
    map->bits += 2;
    map->keys = memory_alloc(slot_count(map) * sizeof *map->keys);
    map->values = memory_alloc(slot_count(map) * sizeof *map->values);
    memset(map->values, 0, slot_count(map) * sizeof *map->values);
    for (size_t i = 0; i < old_count; i++)
        if (values[i] != NULL) {
            size_t slot = find_slot(map, keys[i]);
            map->keys[slot] = keys[i];
            map->values[slot] = values[i];
        }
    free_slots(map, keys, values);
}

const void *hash_map_find(const HashMap *map, uint64_t key) {
    return map->values[find_slot(map, key)];
}

void hash_map_put(HashMap *map, uint64_t key, const void *value) {
    if (2 * (map->count + 1) > slot_count(map))
        widen(map);
    size_t slot = find_slot(map, key);
    map->count += map->values[slot] == NULL;
    map->keys[slot] = key;
    map->values[slot] = value;
}
