#include "numeric/decimal.h"

#include <string.h>

#include "base/strbuf.h"

enum {
    ZEROS_LIMIT = 4,              /* zeros after the point before the first digit */
    BALL_EXPONENT_LIMIT = 1 << 22 /* a power of two beyond which no digits are attempted */
};

static void ten_power(fmpz_t power, size_t exponent) {
    fmpz_set_ui(power, 10);
    fmpz_pow_ui(power, power, exponent);
}

/* integer = round(|number| * 10^shift), a tie upward. */
static void scale(fmpz_t integer, const fmpq_t number, long shift) {
    fmpz_t power, divisor;
    fmpz_init(power);
    fmpz_init(divisor);
    ten_power(power, (size_t)labs(shift));
    fmpz_abs(integer, fmpq_numref(number));
    fmpz_set(divisor, fmpq_denref(number));
    if (shift >= 0)
        fmpz_mul(integer, integer, power);
    else
        fmpz_mul(divisor, divisor, power);
    fmpz_mul_2exp(integer, integer, 1);
    fmpz_add(integer, integer, divisor);
    fmpz_mul_2exp(divisor, divisor, 1);
    fmpz_fdiv_q(integer, integer, divisor);
    fmpz_clear(power);
    fmpz_clear(divisor);
}

/* The digits of |number| != 0 as an integer of exactly count digits, and the power of ten of the
 * first. */
static long leading_digits(fmpz_t digits, const fmpq_t number, size_t count) {
    long exponent = (long)fmpz_sizeinbase(fmpq_numref(number), 10) -
                    (long)fmpz_sizeinbase(fmpq_denref(number), 10);
    fmpz_t beyond;
    fmpz_init(beyond);
    ten_power(beyond, count);
    /* The guess is off by at most two. It comes from below, lest a round-up hide a digit. */
    exponent -= 2;
    scale(digits, number, (long)count - 1 - exponent);
    while (fmpz_cmp(digits, beyond) >= 0) {
        exponent++;
        scale(digits, number, (long)count - 1 - exponent);
    }
    fmpz_clear(beyond);
    return exponent;
}

/* Zeros in front of or between digits and point. */
static void append_zeros(StrBuf *out, long count) {
    for (long i = 0; i < count; i++)
        strbuf_append_char(out, '0');
}

static const char *print_rational(Arena *arena, const fmpq_t number, size_t count) {
    if (fmpq_is_zero(number))
        return "0";
    fmpz_t integer;
    fmpz_init(integer);
    long exponent = leading_digits(integer, number, count);
    char *digits = fmpz_get_str(NULL, 10, integer);
    fmpz_clear(integer);
    StrBuf out;
    strbuf_init(&out);
    if (fmpq_sgn(number) < 0)
        strbuf_append_char(&out, '-');
    bool is_scientific = exponent < -(ZEROS_LIMIT + 1) || exponent >= (long)count;
    size_t whole = is_scientific || exponent < 0 ? 1 : (size_t)exponent + 1;
    if (!is_scientific && exponent < 0) {
        strbuf_append(&out, "0.");
        append_zeros(&out, -exponent - 1);
        strbuf_append(&out, digits);
    } else {
        strbuf_append_n(&out, digits, whole);
        if (whole < count)
            strbuf_append_char(&out, '.');
        strbuf_append(&out, digits + whole);
        if (is_scientific)
            strbuf_printf(&out, "e%+ld", exponent);
    }
    flint_free(digits);
    return strbuf_finish(&out, arena);
}

static bool is_moderate(const arf_t number) {
    return arf_is_zero(number) || (arf_cmpabs_2exp_si(number, BALL_EXPONENT_LIMIT) < 0 &&
                                   arf_cmpabs_2exp_si(number, -BALL_EXPONENT_LIMIT) > 0);
}

/* One end of a ball as an exact rational, printed; NULL where it is absurdly large or small. */
static const char *print_end(Arena *arena, const arb_t ball, bool is_upper, size_t count) {
    arf_t end, radius;
    arf_init(end);
    arf_init(radius);
    arf_set_mag(radius, arb_radref(ball));
    const char *printed = NULL;
    if (is_moderate(arb_midref(ball)) && (is_moderate(radius) || arf_is_zero(radius))) {
        if (is_upper)
            arf_add(end, arb_midref(ball), radius, ARF_PREC_EXACT, ARF_RND_DOWN);
        else
            arf_sub(end, arb_midref(ball), radius, ARF_PREC_EXACT, ARF_RND_DOWN);
        fmpq_t exact;
        fmpq_init(exact);
        arf_get_fmpq(exact, end);
        printed = print_rational(arena, exact, count);
        fmpq_clear(exact);
    }
    arf_clear(end);
    arf_clear(radius);
    return printed;
}

const char *decimal_print(Arena *arena, const Number *number, size_t digits) {
    if (number_is_rational(number))
        return print_rational(arena, &number->rational, digits);
    /* Rounding never swaps two numbers: what both ends are printed as, every number between is. */
    const char *lower = print_end(arena, number->ball, false, digits);
    const char *upper = print_end(arena, number->ball, true, digits);
    return lower && upper && strcmp(lower, upper) == 0 ? lower : NULL;
}

long decimal_precision(size_t digits) {
    return (long)((double)digits * 3.33) + 64;
}
