/* Sums and extrema: over letters, of all entries, along a dimension. */
#include <string.h>

#include "random_productions.h"

static bool is_in_force(const Composer *composer, const char *name) {
    for (size_t i = 0; i < composer->letter_count; i++)
        if (strcmp(composer->letters[i].name, name) == 0)
            return true;
    return false;
}

size_t composer_open_letter(Composer *composer, Dim dim) {
    size_t at = composer_below(composer, LETTER_NAMES);
    while (is_in_force(composer, composer->letter_names[at]))
        at = (at + 1) % LETTER_NAMES;
    composer->letters[composer->letter_count] =
        (BoundLetter){composer->letter_names[at], dim, false};
    return composer->letter_count++;
}

Formula compose_over(Composer *composer, const Dims *dims, size_t letter, size_t budget) {
    Formula formula = compose(composer, dims, budget);
    BoundLetter *bound = &composer->letters[letter];
    if (bound->is_used)
        return formula;
    bound->is_used = true;
    const Part *part = NULL;
    for (size_t i = composer->first_part; part == NULL && i < composer->part_count; i++) {
        part = &composer->parts[i];
        if (part->is_label || part->is_hidden || part->dims.rank == 0 ||
            !dim_equal(part->dims.items[0], bound->dim))
            part = NULL;
    }
    if (part == NULL) {
        Dims own = dims_of(1, bound->dim, bound->dim);
        part = composer_give(composer, &own);
    }
    note_use(composer, (size_t)(part - composer->parts));
    const char *entry = arena_printf(composer->arena, "%s[%s", part->name, bound->name);
    for (size_t i = 1; i < part->dims.rank; i++)
        entry = arena_printf(composer->arena, "%s,%s", entry,
                             letter_or_integer(composer, part->dims.items[i]));
    return (Formula){
        arena_printf(composer->arena, "%s] * %s", entry, product_factor(composer, formula)),
        BINDS_PRODUCT, formula.bound * part->bound};
}

Formula write_sum_over(Composer *composer, const Dims *dims, size_t budget) {
    size_t first = composer->letter_count, count = 1 + (size_t)composer_one_in(composer, 3);
    if (first + count > LETTER_NAMES)
        return no_formula;
    double bound = 1;
    const char *names = "";
    for (size_t i = 0; i < count; i++) {
        Dim dim = composer_dim(composer);
        size_t letter = composer_open_letter(composer, dim);
        bound *= (double)dim.value;
        names = arena_printf(composer->arena, "%s%s, ", names, composer->letters[letter].name);
    }
    Formula body = compose_over(composer, dims, first, budget - 1);
    if (count == 2 && !composer->letters[first + 1].is_used) {
        Formula again = compose_over(composer, &number_dims, first + 1, 0);
        body = (Formula){arena_printf(composer->arena, "%s * %s", product_factor(composer, body),
                                      product_factor(composer, again)),
                         BINDS_PRODUCT, body.bound * again.bound};
    }
    composer->letter_count = first;
    composer_note(composer, count == 1 ? FEATURE_SUM_OVER_LETTER : FEATURE_SUM_OVER_LETTERS);
    return closed(arena_printf(composer->arena, "sum(%s%s)", names, body.text), bound * body.bound);
}

Formula write_extremum_over(Composer *composer, const Dims *dims, size_t budget) {
    (void)dims;
    size_t letter = composer->letter_count;
    if (letter + 1 > LETTER_NAMES)
        return no_formula;
    bool is_max = composer_one_in(composer, 2);
    composer_open_letter(composer, composer_dim(composer));
    const char *name = composer->letters[letter].name;
    Formula body = compose_over(composer, &number_dims, letter, budget - 1);
    composer->letter_count = letter;
    composer_note(composer, is_max ? FEATURE_MAX_OVER : FEATURE_MIN_OVER);
    return closed(
        arena_printf(composer->arena, "%s(%s, %s)", is_max ? "max" : "min", name, body.text),
        body.bound);
}

Formula write_total(Composer *composer, const Dims *dims, size_t budget) {
    (void)dims;
    Dims inner = composer_dims(composer, 1 + composer_below(composer, 3));
    double entries = 1;
    for (size_t i = 0; i < inner.rank; i++)
        entries *= (double)inner.items[i].value;
    bool is_mean = composer_one_in(composer, 2);
    Formula body = compose(composer, &inner, budget - 1);
    composer_note(composer, is_mean ? FEATURE_MEAN_ALL : FEATURE_SUM_ALL);
    return closed(arena_printf(composer->arena, "%s(%s)", is_mean ? "mean" : "sum", body.text),
                  entries * body.bound);
}

Formula write_along(Composer *composer, const Dims *dims, size_t budget) {
    if (dims->rank == RANK_LIMIT)
        return no_formula;
    size_t axis = composer_below(composer, dims->rank + 1);
    Dim dim = composer_dim(composer);
    Dims inner = dims_with(dims, axis, dim);
    bool is_mean = composer_one_in(composer, 2);
    Formula body = compose(composer, &inner, budget - 1);
    composer_note(composer, is_mean ? FEATURE_MEAN_ALONG : FEATURE_SUM_ALONG);
    long number = composer_one_in(composer, 2) ? (long)axis + 1 : (long)axis - (long)inner.rank;
    return closed(
        arena_printf(composer->arena, "%s(%s, %ld)", is_mean ? "mean" : "sum", body.text, number),
        (double)dim.value * body.bound);
}
