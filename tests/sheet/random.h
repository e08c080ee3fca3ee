/* Random numbers for tests: the same seed gives the same ones. */
#ifndef GRADSHEET_TESTS_SHEET_RANDOM_H
#define GRADSHEET_TESTS_SHEET_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Random {
    uint64_t state;
} Random;

Random random_from_seed(uint64_t seed);

/* A number from 0 to limit - 1. */
size_t random_below(Random *random, size_t limit);

/* True once in count times. */
bool random_one_in(Random *random, size_t count);

/* How much longer GRADSHEET_TEST_MULTIPLIER makes a run; 1 without it. */
size_t test_multiplier(void);

#endif
