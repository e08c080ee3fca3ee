#include "numeric/assume.h"

#include "formula/resolve.h"

/* Sets the indices of entry `place`. */
static void indices_of(const Quantity *quantity, size_t place, long *indices) {
    for (size_t d = quantity->rank; d > 0; d--) {
        indices[d - 1] = (long)(place % (size_t)quantity->dims[d - 1].value);
        place /= (size_t)quantity->dims[d - 1].value;
    }
}

/* The entry that takes up the rest of its sum: the last in every summed dimension. */
static bool is_last(const Assumption *assumption, const long *indices) {
    const Quantity *quantity = assumption->quantity;
    for (size_t d = 0; d < quantity->rank; d++) {
        if (assumption->is_summed[d] && indices[d] != quantity->dims[d].value - 1)
            return false;
        if (assumption->fixed[d] > 0 && indices[d] != assumption->fixed[d] - 1)
            return false;
    }
    return true;
}

/* The sum that ends at an entry, and what is done with each of its entries. */
typedef struct Terms {
    const Assumption *assumption;
    const long *last; /* the indices of the entry that it ends at */
    Number *entries;
    fmpq_t total;  /* what they add up to */
    fmpq_t factor; /* what they are multiplied by */
    bool are_positive;
} Terms;

static void add_term(Terms *terms, Number *entry) {
    fmpq_add(terms->total, terms->total, &entry->rational);
    terms->are_positive &= fmpq_sgn(&entry->rational) > 0;
}

static void scale_term(Terms *terms, Number *entry) {
    fmpq_t scaled;
    fmpq_init(scaled);
    fmpq_mul(scaled, &entry->rational, terms->factor);
    number_set_rational(entry, scaled);
    fmpq_clear(scaled);
}

static void for_each_term(Terms *terms, void (*visit)(Terms *terms, Number *entry),
                          size_t dimension, size_t place) {
    const Quantity *quantity = terms->assumption->quantity;
    if (dimension >= quantity->rank || dimension >= RANK_LIMIT) {
        visit(terms, &terms->entries[place]);
        return;
    }
    long extent = quantity->dims[dimension].value;
    long from = terms->assumption->is_summed[dimension] ? 0 : terms->last[dimension];
    for (long i = from; i <= terms->last[dimension]; i++)
        for_each_term(terms, visit, dimension + 1, place * (size_t)extent + (size_t)i);
}

/* The last entry takes up the rest, and where that would make it the only one that is not positive,
 * all are scaled: probabilities have logarithms. */
static void fit(Terms *terms, Number *last) {
    const fmpq *wanted = terms->assumption->total;
    fmpq_t rest;
    fmpq_init(rest);
    for_each_term(terms, add_term, 0, 0);
    fmpq_sub(rest, wanted, terms->total);
    fmpq_add(rest, rest, &last->rational);
    if (terms->are_positive && fmpq_sgn(wanted) > 0 && fmpq_sgn(rest) <= 0) {
        fmpq_div(terms->factor, wanted, terms->total);
        for_each_term(terms, scale_term, 0, 0);
    } else {
        number_set_rational(last, rest);
    }
    fmpq_clear(rest);
}

void assume_apply(const Assumption *assumption, Number *entries) {
    const Quantity *quantity = assumption->quantity;
    size_t count = dimensions_count(quantity->dims, quantity->rank);
    for (size_t place = 0; place < count; place++) {
        long indices[RANK_LIMIT] = {0};
        indices_of(quantity, place, indices);
        if (!is_last(assumption, indices))
            continue;
        Terms terms = {
            .assumption = assumption, .last = indices, .entries = entries, .are_positive = true};
        fmpq_init(terms.total);
        fmpq_init(terms.factor);
        fit(&terms, &entries[place]);
        fmpq_clear(terms.total);
        fmpq_clear(terms.factor);
    }
}
