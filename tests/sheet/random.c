#include "random.h"

#include <stdlib.h>

Random random_from_seed(uint64_t seed) {
    return (Random){(seed + 1) * UINT64_C(0x9E3779B97F4A7C15)};
}

/* xorshift64* (G. Marsaglia, S. Vigna). */
size_t random_below(Random *random, size_t limit) {
    random->state ^= random->state >> 12;
    random->state ^= random->state << 25;
    random->state ^= random->state >> 27;
    return (size_t)((random->state * UINT64_C(2685821657736338717)) >> 33) % limit;
}

bool random_one_in(Random *random, size_t count) {
    return random_below(random, count) == 0;
}

size_t test_multiplier(void) {
    const char *text = getenv("GRADSHEET_TEST_MULTIPLIER");
    long number = text != NULL ? strtol(text, NULL, 10) : 1;
    return number > 1 ? (size_t)number : 1;
}
