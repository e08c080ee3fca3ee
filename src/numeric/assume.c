#include "numeric/assume.h"

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

/* Subtracts from rest every entry of the sum that ends at indices but the last one. */
static void subtract_others(const Assumption *assumption, const long *last, const Number *entries,
                            size_t dimension, size_t place, size_t end, fmpq_t rest) {
    const Quantity *quantity = assumption->quantity;
    if (dimension >= quantity->rank || dimension >= RANK_LIMIT) {
        if (place != end)
            fmpq_sub(rest, rest, &entries[place].rational);
        return;
    }
    long extent = quantity->dims[dimension].value;
    long from = assumption->is_summed[dimension] ? 0 : last[dimension];
    for (long i = from; i <= last[dimension]; i++)
        subtract_others(assumption, last, entries, dimension + 1,
                        place * (size_t)extent + (size_t)i, end, rest);
}

void assume_apply(const Assumption *assumption, Number *entries) {
    const Quantity *quantity = assumption->quantity;
    size_t count = 1;
    for (size_t d = 0; d < quantity->rank; d++)
        count *= (size_t)quantity->dims[d].value;
    fmpq_t rest;
    fmpq_init(rest);
    for (size_t place = 0; place < count; place++) {
        long indices[RANK_LIMIT] = {0};
        indices_of(quantity, place, indices);
        if (!is_last(assumption, indices))
            continue;
        fmpq_set(rest, assumption->total);
        subtract_others(assumption, indices, entries, 0, 0, place, rest);
        number_set_rational(&entries[place], rest);
    }
    fmpq_clear(rest);
}
