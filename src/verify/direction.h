/* Direction: along what a derivative with many entries is taken in one run. */
#ifndef GRADSHEET_VERIFY_DIRECTION_H
#define GRADSHEET_VERIFY_DIRECTION_H

#include "formula/resolve.h"
#include "numeric/number.h"

/* A random entry for each entry of the variable: over its kept dimensions and those of its letters
 * that stand nowhere else. */
typedef struct Direction {
    Number *entries; /* NULL: no direction */
    size_t entry_count;
    bool runs_over_letter[LETTER_LIMIT];
    size_t positions[SHAPE_LIMIT]; /* what it runs over, in the order of the variable's dimensions:
                                      letters by number, kept dimensions after all letters */
    size_t position_count;
    size_t target_rank; /* kept dimensions of the target, which come before the variable's */
} Direction;

/* Draws a direction for a formula that is a derivative, another one for each seed; for any other
 * formula there is none. False, and no direction, where it would have more than DIRECTION_LIMIT
 * entries. */
enum { DIRECTION_LIMIT = 1 << 24 };
bool direction_choose(Direction *direction, const Syntax *formula, const Letters *letters,
                      uint64_t seed);
void direction_clear(Direction *direction);

/* Whether a formula names a letter. */
bool direction_has_letter(const Syntax *formula, const char *letter);

/* Whether a direction runs over every letter of a derivative. */
bool direction_takes_all(const Syntax *derivative, const Letters *letters);

bool direction_is_set(const Direction *direction);

#endif
