#include "numeric/assume.h"

#include <string.h>

/* A number as one writes it: 1, -1, 1/2. */
static bool read_number(const Syntax *syntax, fmpq_t number) {
    if (syntax->kind == SYNTAX_NUMBER) {
        fmpq_set(number, syntax->number);
        return true;
    }
    if (syntax->kind == SYNTAX_NEGATE && read_number(syntax->children[0], number)) {
        fmpq_neg(number, number);
        return true;
    }
    if (syntax->kind == SYNTAX_DIVIDE && syntax->children[1]->kind == SYNTAX_NUMBER &&
        !fmpq_is_zero(syntax->children[1]->number) && read_number(syntax->children[0], number)) {
        fmpq_div(number, number, syntax->children[1]->number);
        return true;
    }
    return false;
}

static bool is_binder(const Syntax *sum, const char *name) {
    for (size_t i = 0; i < sum->binder_count; i++)
        if (strcmp(sum->binders[i].name, name) == 0)
            return true;
    return false;
}

static bool read_equation(Arena *arena, const Scope *scope, const Syntax *equation,
                          Assumption *assumption) {
    if (equation->kind != SYNTAX_COMPARE || equation->relation != RELATION_EQUAL ||
        equation->children[0]->kind != SYNTAX_SUM)
        return false;
    const Syntax *sum = equation->children[0];
    const Syntax *entry = sum->children[0];
    if (entry->kind != SYNTAX_INDEX || entry->children[0]->kind != SYNTAX_NAME)
        return false;
    const Quantity *quantity = scope_find(scope, entry->children[0]->name);
    if (!quantity || quantity->kind != QUANTITY_GIVEN || entry->count - 1 > quantity->rank)
        return false;
    *assumption = (Assumption){.quantity = quantity};
    for (size_t i = 0; i + 1 < entry->count; i++) {
        const Syntax *index = entry->children[i + 1];
        if (index->kind == SYNTAX_NAME)
            assumption->is_summed[i] = is_binder(sum, index->name);
        else if (index->kind == SYNTAX_NUMBER)
            assumption->fixed[i] = fmpz_get_si(fmpq_numref(index->number));
        else if (index->kind != SYNTAX_KEEP)
            return false;
    }
    assumption->total = rational_new(arena);
    return read_number(equation->children[1], assumption->total);
}

const Assumption *assume_read(Arena *arena, const Scope *scope, size_t *count) {
    while (scope->outer)
        scope = scope->outer;
    *count = 0;
    if (!scope->model || scope->model->assume_count == 0)
        return NULL;
    Assumption *assumptions = ARENA_ARRAY(arena, Assumption, scope->model->assume_count);
    NameLookup lookup = scope_lookup(scope);
    for (size_t i = 0; i < scope->model->assume_count; i++) {
        /* Faults in it are told by whoever checks the model; here they leave it out. */
        Diagnostics ignored;
        diagnostics_init(&ignored, arena);
        const Syntax *equation =
            formula_parse_equation(arena, &scope->model->assume[i], &lookup, &ignored);
        if (equation && read_equation(arena, scope, equation, &assumptions[*count]))
            ++*count;
        diagnostics_free(&ignored);
    }
    return assumptions;
}

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
