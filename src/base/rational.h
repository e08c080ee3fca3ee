/* Exact rational numbers: FLINT's fmpq, with the notation of an assignment file around it.
 *
 * Numbers are read exactly: 0.1 is 1/10, 3/4 is 3/4, 1e-3 is 1/1000; ".5", "2." and "+3" are
 * numbers, "017", "0x1F", "nan" and arithmetic other than a/b are not.
 */
#ifndef GRADSHEET_BASE_RATIONAL_H
#define GRADSHEET_BASE_RATIONAL_H

#include <stdbool.h>
#include <stddef.h>

#include <flint/fmpq.h>

#include "base/arena.h"

typedef enum RationalError {
    RATIONAL_OK,
    RATIONAL_NOT_A_NUMBER, /* no number of the notation above */
    RATIONAL_ZERO_DIVISOR, /* "3/0" */
    RATIONAL_LEADING_ZERO, /* "017": octal or decimal? */
    RATIONAL_TOO_LARGE,    /* an exponent beyond RATIONAL_EXPONENT_LIMIT */
} RationalError;

enum { RATIONAL_EXPONENT_LIMIT = 10000 };

/* Reads all of chars[0..length) into the initialised number. On an error it is left alone. */
RationalError rational_parse(fmpq_t number, const char *chars, size_t length);

/* The length of the longest unsigned decimal (digits, point, exponent) that chars begins with, 0 if
 * it begins with none: how far a formula's number reaches. */
size_t rational_scan(const char *chars, size_t length);

/* "-3/2", "4" in lowest terms, in the arena. */
const char *rational_print(Arena *arena, const fmpq_t number);

/* An initialised number (0) that lives as long as the arena. */
fmpq *rational_new(Arena *arena);
/* An array of them. */
fmpq *rational_array(Arena *arena, size_t count);

#endif
