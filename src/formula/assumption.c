#include "formula/assumption.h"

#include <string.h>

#include "formula/resolve.h"

/* A number as one writes it: 1, -1, 1/2. */
static bool read_number(const Syntax *syntax, fmpq *number) {
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

/* sum(c, T[k,c]) == number, resolved. */
static bool read_equation(Arena *arena, const Syntax *equation, Assumption *assumption) {
    const Syntax *sum = equation->children[0];
    if (equation->kind != SYNTAX_COMPARE || equation->relation != RELATION_EQUAL ||
        sum->kind != SYNTAX_SUM)
        return false;
    const Syntax *entry = sum->children[0];
    if (entry->kind != SYNTAX_INDEX || entry->children[0]->kind != SYNTAX_NAME ||
        entry->shape->rank > 0)
        return false;
    const Quantity *quantity = entry->children[0]->quantity;
    if (quantity == NULL || quantity->kind != QUANTITY_GIVEN)
        return false;
    *assumption = (Assumption){.quantity = quantity, .span = equation->span};
    for (size_t i = 0; i < quantity->rank; i++) {
        const Syntax *index = entry->children[i + 1];
        if (index->kind == SYNTAX_NAME && index->quantity == NULL)
            assumption->is_summed[i] = is_binder(sum, index->name);
        else if (index->kind == SYNTAX_NUMBER)
            assumption->fixed[i] = fmpz_get_si(fmpq_numref(index->number));
        else
            return false;
    }
    assumption->total = rational_new(arena);
    return read_number(equation->children[1], assumption->total);
}

/* Where an entry stands in the dimensions that are not summed, as one number; false: in none that
 * the assumption speaks of. */
static bool place_of(const Assumption *assumption, size_t entry, size_t *place) {
    const Quantity *quantity = assumption->quantity;
    size_t weight = 1;
    *place = 0;
    for (size_t i = quantity->rank; i > 0; i--) {
        size_t size = (size_t)quantity->dims[i - 1].value;
        size_t index = entry % size;
        entry /= size;
        if (assumption->fixed[i - 1] > 0 && index + 1 != (size_t)assumption->fixed[i - 1])
            return false;
        if (assumption->is_summed[i - 1])
            continue;
        *place += index * weight;
        weight *= size;
    }
    return true;
}

/* "y[2,·]" for a message. */
static const char *row_text(Arena *arena, const Assumption *assumption, size_t entry) {
    const Quantity *quantity = assumption->quantity;
    const char *text = "]";
    for (size_t i = quantity->rank; i > 0; i--) {
        size_t size = (size_t)quantity->dims[i - 1].value;
        const char *comma = i > 1 ? "," : "";
        if (assumption->is_summed[i - 1])
            text = arena_printf(arena, "%s.%s", comma, text);
        else
            text = arena_printf(arena, "%s%zu%s", comma, entry % size + 1, text);
        entry /= size;
    }
    return arena_printf(arena, "%s[%s", quantity->name, text);
}

static bool check_values(Arena *arena, const Assumption *assumption, Diagnostics *diagnostics) {
    const Values *values = assumption->quantity->values;
    if (values == NULL)
        return true;
    fmpq *totals = rational_array(arena, values->count);
    size_t *first = ARENA_ARRAY(arena, size_t, values->count);
    bool *is_spoken_of = ARENA_ARRAY(arena, bool, values->count);
    for (size_t entry = values->count; entry > 0; entry--) {
        size_t place;
        if (!place_of(assumption, entry - 1, &place))
            continue;
        is_spoken_of[place] = true;
        first[place] = entry - 1;
        fmpq_add(&totals[place], &totals[place], &values->entries[entry - 1]);
    }
    for (size_t place = 0; place < values->count; place++) {
        if (!is_spoken_of[place] || fmpq_equal(&totals[place], assumption->total))
            continue;
        Span span =
            values->spans != NULL ? values->spans[first[place]] : assumption->quantity->span;
        diagnostics_error(diagnostics, DIAGNOSTIC_ASSUMPTION, span,
                          "the values break what the model assumes: %s adds up to %s, not to %s",
                          row_text(arena, assumption, first[place]),
                          rational_print(arena, &totals[place]),
                          rational_print(arena, assumption->total));
        return false;
    }
    return true;
}

bool assumptions_read(Arena *arena, Scope *scope, Diagnostics *diagnostics) {
    const Model *model = scope->model;
    Assumption *assumptions = ARENA_ARRAY(arena, Assumption, model->assume_count);
    scope->assumptions = assumptions;
    NameLookup lookup = scope_lookup(scope);
    bool is_good = true;
    for (size_t i = 0; i < model->assume_count; i++) {
        Letters letters = {0};
        const Syntax *equation =
            formula_parse_equation(arena, &model->assume[i], &lookup, diagnostics);
        if (equation == NULL ||
            !resolve_in_scope(arena, scope, equation, &letters, true, diagnostics)) {
            is_good = false;
            continue;
        }
        Assumption *assumption = &assumptions[scope->assumption_count];
        if (!read_equation(arena, equation, assumption)) {
            diagnostics_error(diagnostics, DIAGNOSTIC_ASSUMPTION, equation->span,
                              "this cannot be assumed");
            diagnostics_hint(diagnostics, "an assumption is of the entries of one given tensor, "
                                          "as in sum(c, y[k,c]) == 1");
            is_good = false;
            continue;
        }
        scope->assumption_count++;
        is_good &= check_values(arena, assumption, diagnostics);
    }
    return is_good;
}
