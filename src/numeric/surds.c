#include "numeric/surds.h"

#include <stdlib.h>

#include "base/arena.h"

enum {
    TERM_LIMIT = 12,
    RADICAND_BITS = 1 << 11,    /* of the integer under a root */
    COEFFICIENT_BITS = 1 << 13, /* of numerators and denominators */
};

/* coefficient * √radicand; the coefficient is not 0, the radicand at least 1. */
typedef struct Term {
    fmpq coefficient;
    fmpz radicand;
} Term;

/* No product of two radicands is a square. */
struct Surds {
    size_t count;
    Term terms[TERM_LIMIT];
};

static Surds *new_surds(void) {
    Surds *surds = memory_alloc(sizeof *surds);
    surds->count = 0;
    return surds;
}

static void term_clear(Term *term) {
    fmpq_clear(&term->coefficient);
    fmpz_clear(&term->radicand);
}

void surds_free(Surds *surds) {
    if (surds == NULL)
        return;
    for (size_t i = 0; i < surds->count; i++)
        term_clear(&surds->terms[i]);
    free(surds);
}

/* √radicand in terms of the root of a term: factor * √(the term's radicand). False where they do
 * not belong together. */
static bool find_factor(fmpq_t factor, const Term *term, const fmpz_t radicand) {
    fmpz_t product;
    fmpz_init(product);
    fmpz_mul(product, &term->radicand, radicand);
    bool belongs = fmpz_is_square(product);
    if (belongs) {
        fmpz_sqrt(product, product);
        fmpq_set_fmpz_frac(factor, product, &term->radicand);
    }
    fmpz_clear(product);
    return belongs;
}

static void append_term(Surds *surds, const fmpq_t coefficient, const fmpz_t radicand) {
    Term *term = &surds->terms[surds->count++];
    fmpq_init(&term->coefficient);
    fmpz_init(&term->radicand);
    fmpq_set(&term->coefficient, coefficient);
    fmpz_set(&term->radicand, radicand);
}

/* surds += coefficient * √radicand; false where that is too much. */
static bool add_term(Surds *surds, const fmpq_t coefficient, const fmpz_t radicand) {
    if (fmpq_is_zero(coefficient))
        return true;
    if (fmpz_bits(radicand) > RADICAND_BITS || fmpq_height_bits(coefficient) > COEFFICIENT_BITS)
        return false;
    fmpq_t factor;
    fmpq_init(factor);
    bool is_good = true;
    size_t at = 0;
    while (at < surds->count && !find_factor(factor, &surds->terms[at], radicand))
        at++;
    if (at < surds->count) {
        Term *term = &surds->terms[at];
        fmpq_addmul(&term->coefficient, coefficient, factor);
        is_good = fmpq_height_bits(&term->coefficient) <= COEFFICIENT_BITS;
        if (fmpq_is_zero(&term->coefficient)) {
            term_clear(term);
            *term = surds->terms[--surds->count];
        }
    } else if (surds->count < TERM_LIMIT) {
        append_term(surds, coefficient, radicand);
    } else {
        is_good = false;
    }
    fmpq_clear(factor);
    return is_good;
}

static Surds *finish(Surds *surds, bool is_good) {
    if (is_good)
        return surds;
    surds_free(surds);
    return NULL;
}

Surds *surds_of_rational(const fmpq_t rational) {
    Surds *surds = new_surds();
    fmpz_t one;
    fmpz_init_set_ui(one, 1);
    bool is_good = add_term(surds, rational, one);
    fmpz_clear(one);
    return finish(surds, is_good);
}

/* √(p/q) = √(p q) / q */
Surds *surds_root(const fmpq_t rational) {
    Surds *surds = new_surds();
    fmpq_t coefficient;
    fmpz_t radicand;
    fmpq_init(coefficient);
    fmpz_init(radicand);
    fmpz_one(fmpq_numref(coefficient));
    fmpz_set(fmpq_denref(coefficient), fmpq_denref(rational));
    fmpz_mul(radicand, fmpq_numref(rational), fmpq_denref(rational));
    bool is_good = fmpz_is_zero(radicand) || add_term(surds, coefficient, radicand);
    fmpq_clear(coefficient);
    fmpz_clear(radicand);
    return finish(surds, is_good);
}

Surds *surds_copy(const Surds *surds) {
    Surds *copy = new_surds();
    for (size_t i = 0; i < surds->count; i++)
        append_term(copy, &surds->terms[i].coefficient, &surds->terms[i].radicand);
    return copy;
}

Surds *surds_add(const Surds *left, const Surds *right) {
    Surds *sum = surds_copy(left);
    bool is_good = true;
    for (size_t i = 0; is_good && i < right->count; i++)
        is_good = add_term(sum, &right->terms[i].coefficient, &right->terms[i].radicand);
    return finish(sum, is_good);
}

Surds *surds_subtract(const Surds *left, const Surds *right) {
    Surds *difference = surds_copy(left);
    bool is_good = true;
    fmpq_t negative;
    fmpq_init(negative);
    for (size_t i = 0; is_good && i < right->count; i++) {
        fmpq_neg(negative, &right->terms[i].coefficient);
        is_good = add_term(difference, negative, &right->terms[i].radicand);
    }
    fmpq_clear(negative);
    return finish(difference, is_good);
}

/* √a √b = g √(a/g b/g) for their greatest common divisor g. */
static bool add_product(Surds *surds, const Term *left, const Term *right) {
    fmpq_t coefficient;
    fmpz_t radicand, divisor, rest;
    fmpq_init(coefficient);
    fmpz_init(radicand);
    fmpz_init(divisor);
    fmpz_init(rest);
    fmpz_gcd(divisor, &left->radicand, &right->radicand);
    fmpz_divexact(radicand, &left->radicand, divisor);
    fmpz_divexact(rest, &right->radicand, divisor);
    fmpz_mul(radicand, radicand, rest);
    fmpq_mul(coefficient, &left->coefficient, &right->coefficient);
    fmpq_mul_fmpz(coefficient, coefficient, divisor);
    bool is_good = add_term(surds, coefficient, radicand);
    fmpq_clear(coefficient);
    fmpz_clear(radicand);
    fmpz_clear(divisor);
    fmpz_clear(rest);
    return is_good;
}

Surds *surds_multiply(const Surds *left, const Surds *right) {
    Surds *product = new_surds();
    bool is_good = true;
    for (size_t i = 0; i < left->count; i++)
        for (size_t j = 0; is_good && j < right->count; j++)
            is_good = add_product(product, &left->terms[i], &right->terms[j]);
    return finish(product, is_good);
}

/* 1 / (c √a) = √a / (c a) */
Surds *surds_divide(const Surds *left, const Surds *right) {
    if (right->count != 1)
        return NULL;
    const Term *term = &right->terms[0];
    fmpq_t inverse;
    fmpq_init(inverse);
    fmpq_mul_fmpz(inverse, &term->coefficient, &term->radicand);
    fmpq_inv(inverse, inverse);
    Surds *factor = new_surds();
    Surds *quotient =
        add_term(factor, inverse, &term->radicand) ? surds_multiply(left, factor) : NULL;
    surds_free(factor);
    fmpq_clear(inverse);
    return quotient;
}

bool surds_is_rational(const Surds *surds, fmpq_t rational) {
    fmpq_zero(rational);
    if (surds->count == 0)
        return true;
    const Term *term = &surds->terms[0];
    if (surds->count > 1 || !fmpz_is_square(&term->radicand))
        return false;
    fmpz_t root;
    fmpz_init(root);
    fmpz_sqrt(root, &term->radicand);
    fmpq_mul_fmpz(rational, &term->coefficient, root);
    fmpz_clear(root);
    return true;
}
