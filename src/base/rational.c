#include "base/rational.h"

#include <stdlib.h>
#include <string.h>

typedef struct RationalArray {
    fmpq *numbers;
    size_t count;
} RationalArray;

static void array_clear(void *data) {
    RationalArray *array = data;
    for (size_t i = 0; i < array->count; i++)
        fmpq_clear(&array->numbers[i]);
}

fmpq *rational_array(Arena *arena, size_t count) {
    RationalArray *array = ARENA_NEW(arena, RationalArray);
    array->numbers = ARENA_ARRAY(arena, fmpq, count);
    array->count = count;
    for (size_t i = 0; i < count; i++)
        fmpq_init(&array->numbers[i]);
    arena_on_free(arena, array_clear, array);
    return array->numbers;
}

fmpq *rational_new(Arena *arena) {
    return rational_array(arena, 1);
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static size_t scan_digits(const char *chars, size_t at, size_t length) {
    while (at < length && is_digit(chars[at]))
        at++;
    return at;
}

size_t rational_scan(const char *chars, size_t length) {
    size_t at = scan_digits(chars, 0, length);
    size_t digits = at;
    if (at < length && chars[at] == '.') {
        size_t end = scan_digits(chars, at + 1, length);
        digits += end - at - 1;
        at = end;
    }
    if (digits == 0)
        return 0;
    if (at < length && (chars[at] == 'e' || chars[at] == 'E')) {
        size_t exponent = at + 1;
        if (exponent < length && (chars[exponent] == '-' || chars[exponent] == '+'))
            exponent++;
        size_t end = scan_digits(chars, exponent, length);
        if (end > exponent)
            at = end;
    }
    return at;
}

/* An unsigned decimal that rational_scan has accepted in full length. */
static RationalError parse_decimal(fmpq_t number, const char *chars, size_t length) {
    if (length > 1 && chars[0] == '0' && is_digit(chars[1]))
        return RATIONAL_LEADING_ZERO;
    char *digits = memory_alloc(length + 1);
    size_t count = 0;
    long exponent = 0;
    bool after_point = false;
    size_t at = 0;
    for (; at < length && chars[at] != 'e' && chars[at] != 'E'; at++) {
        if (chars[at] == '.') {
            after_point = true;
        } else {
            digits[count++] = chars[at];
            exponent -= after_point;
        }
    }
    digits[count] = '\0';
    if (at < length) {
        long written = 0;
        bool is_negative = chars[at + 1] == '-';
        for (at++; at < length; at++)
            if (is_digit(chars[at]) && written <= RATIONAL_EXPONENT_LIMIT)
                written = written * 10 + (chars[at] - '0');
        if (written > RATIONAL_EXPONENT_LIMIT) {
            free(digits);
            return RATIONAL_TOO_LARGE;
        }
        exponent += is_negative ? -written : written;
    }
    fmpz_t power;
    fmpz_init_set_ui(power, 10);
    fmpz_pow_ui(power, power, (ulong)labs(exponent));
    fmpz_set_str(fmpq_numref(number), digits, 10);
    fmpz_one(fmpq_denref(number));
    if (exponent >= 0)
        fmpq_mul_fmpz(number, number, power);
    else
        fmpq_div_fmpz(number, number, power);
    fmpz_clear(power);
    free(digits);
    return RATIONAL_OK;
}

RationalError rational_parse(fmpq_t number, const char *chars, size_t length) {
    size_t at = 0;
    bool is_negative = length > 0 && chars[0] == '-';
    if (length > 0 && (chars[0] == '-' || chars[0] == '+'))
        at++;
    size_t first = rational_scan(chars + at, length - at);
    if (first == 0)
        return RATIONAL_NOT_A_NUMBER;
    size_t slash = at + first;
    size_t second = 0;
    if (slash < length) {
        if (chars[slash] != '/')
            return RATIONAL_NOT_A_NUMBER;
        second = rational_scan(chars + slash + 1, length - slash - 1);
        if (second == 0 || slash + 1 + second != length)
            return RATIONAL_NOT_A_NUMBER;
    }
    fmpq_t numerator, denominator;
    fmpq_init(numerator);
    fmpq_init(denominator);
    RationalError error = parse_decimal(numerator, chars + at, first);
    if (error == RATIONAL_OK && second > 0) {
        error = parse_decimal(denominator, chars + slash + 1, second);
        if (error == RATIONAL_OK && fmpq_is_zero(denominator))
            error = RATIONAL_ZERO_DIVISOR;
        if (error == RATIONAL_OK)
            fmpq_div(numerator, numerator, denominator);
    }
    if (error == RATIONAL_OK) {
        if (is_negative)
            fmpq_neg(numerator, numerator);
        fmpq_set(number, numerator);
    }
    fmpq_clear(numerator);
    fmpq_clear(denominator);
    return error;
}

const char *rational_print(Arena *arena, const fmpq_t number) {
    char *printed = fmpq_get_str(NULL, 10, number);
    const char *copy = arena_strdup(arena, printed);
    flint_free(printed);
    return copy;
}
