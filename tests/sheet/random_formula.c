#include "random_formula.h"

#include <math.h>
#include <string.h>

#include "random_productions.h"

enum { TRIES = 12 };

/* Formulas. */

const char *formula_in(Arena *arena, Formula formula, Binding binding) {
    return formula.binding >= binding ? formula.text : arena_printf(arena, "(%s)", formula.text);
}

const char *product_factor(const Composer *composer, Formula formula) {
    return formula_in(composer->arena, formula, BINDS_MINUS);
}

Formula closed(const char *text, double bound) {
    return (Formula){text, BINDS_CLOSED, bound};
}

bool read_alike(const char *left, const char *right) {
    static const char dots[] = ",.[]";
    for (;; left++, right++) {
        left += strspn(left, dots);
        right += strspn(right, dots);
        if (*left != *right || *left == '\0')
            return *left == *right;
    }
}

const char *composer_number(Composer *composer) {
    static const char *const numbers[] = {"2", "3", "1/2", "3/4", "0.5", "1.25", "1/3", "5"};
    return numbers[composer_below(composer, sizeof numbers / sizeof *numbers)];
}

static Formula scaled(Composer *composer, Formula formula, const char *number) {
    return (Formula){
        arena_printf(composer->arena, "(%s) * %s", number, product_factor(composer, formula)),
        BINDS_PRODUCT, formula.bound * 5};
}

Formula tame(Composer *composer, Formula formula, double limit) {
    if (formula.bound <= limit)
        return formula;
    if (formula.bound > 1000 * limit) {
        composer_note(composer, FEATURE_SIN);
        return closed(arena_printf(composer->arena, "sin(%s)", formula.text), 1);
    }
    const char *text = arena_printf(composer->arena, "%s / %.0f",
                                    formula_in(composer->arena, formula, BINDS_PRODUCT),
                                    ceil(formula.bound / limit));
    return (Formula){text, BINDS_PRODUCT, limit};
}

/* Leaves. */

static const char *use_transposed(Composer *composer, size_t at, const Dims *dims) {
    Part *part = &composer->parts[at];
    Dims turned = dims_of(2, dims->items[1], dims->items[0]);
    if (part->is_label || part->is_hidden || dims->rank != 2 || !dims_equal(&part->dims, &turned))
        return NULL;
    note_use(composer, at);
    part->is_used_transposed = true;
    composer_note(composer, FEATURE_TRANSPOSE);
    return arena_printf(composer->arena, "%s.T", part->name);
}

static Formula use_part(Composer *composer, size_t at, const Dims *dims) {
    const char *text = composer_one_in(composer, 2) ? use_transposed(composer, at, dims) : NULL;
    if (text == NULL)
        text = compose_use(composer, at, dims);
    if (text == NULL)
        text = use_transposed(composer, at, dims);
    return closed(text, composer->parts[at].bound);
}

/* A new tensor of these dimensions, perhaps one for each value of the newest letter. */
static Formula use_new(Composer *composer, const Dims *dims) {
    Dims wider = *dims;
    if (composer->letter_count > 0 && dims->rank < RANK_LIMIT && !composer_one_in(composer, 3))
        wider = dims_with(dims, 0, composer->letters[composer->letter_count - 1].dim);
    size_t at = composer->part_count;
    composer_give(composer, &wider);
    return use_part(composer, at, dims);
}

static Formula write_leaf(Composer *composer, const Dims *dims, size_t budget) {
    (void)budget;
    if (composer->wanted != NO_PART && composer_one_in(composer, 2)) {
        Formula formula = use_part(composer, composer->wanted, dims);
        if (formula.text != NULL)
            return formula;
    }
    bool may_give = !composer->is_elementwise && count_givens(composer) < GIVEN_LIMIT;
    if (may_give && composer_one_in(composer, 4))
        return use_new(composer, dims);
    size_t count = composer->part_count - composer->first_part;
    for (size_t i = 0, from = count > 0 ? composer_below(composer, count) : 0; i < count; i++) {
        Formula formula = use_part(composer, composer->first_part + (from + i) % count, dims);
        if (formula.text != NULL)
            return formula;
    }
    if (dims->rank == 0 && (composer->is_elementwise || composer_one_in(composer, 2)))
        return closed(arena_printf(composer->arena, "(%s)", composer_number(composer)), 5);
    return use_new(composer, dims);
}

/* Numbers that are no tensors. */
static Formula write_constant(Composer *composer, const Dims *dims, size_t budget) {
    Formula rest = compose(composer, dims, budget - 1);
    const char *number = composer_number(composer);
    double bound = 5;
    bool has_letter = composer->letter_count > 0;
    switch (composer_below(composer, has_letter ? 6 : 4)) {
    case 0:
        number = "pi";
        composer_note(composer, FEATURE_PI);
        break;
    case 1:
        number = composer->sizes[composer_below(composer, SIZE_COUNT)].text;
        composer_note(composer, FEATURE_SIZE_AS_NUMBER);
        break;
    case 4:
    case 5:
        number = composer->letters[composer_below(composer, composer->letter_count)].name;
        composer_note(composer, FEATURE_LETTER_AS_NUMBER);
        break;
    default:
        break;
    }
    Arena *arena = composer->arena;
    if (composer_one_in(composer, 3))
        return (Formula){
            arena_printf(arena, "%s / (%s)", formula_in(arena, rest, BINDS_PRODUCT), number),
            BINDS_PRODUCT, rest.bound * 3};
    if (composer_one_in(composer, 3))
        return (Formula){arena_printf(arena, "%s - %s", rest.text, number), BINDS_SUM,
                         rest.bound + bound};
    return scaled(composer, rest, number);
}

/* The grammar. */

enum { RANK_ANY = 31, RANK_SOME = 30 };

static const struct {
    Formula (*write)(Composer *composer, const Dims *dims, size_t budget);
    size_t weight;
    unsigned ranks; /* a bit for each */
    bool is_elementwise;
} productions[] = {
    {write_sum, 6, RANK_ANY, true},
    {write_product, 6, RANK_ANY, true},
    {write_minus, 1, RANK_ANY, true},
    {write_quotient, 3, RANK_ANY, true},
    {write_whole_power, 2, RANK_ANY, true},
    {write_power, 3, RANK_ANY, true},
    {write_comparison, 3, RANK_ANY, true},
    {write_function, 14, RANK_ANY, true},
    {write_max_of_two, 4, RANK_ANY, true},
    {write_constant, 3, RANK_ANY, false},
    {write_kronecker, 4, RANK_ANY, false},
    {write_authors_function, 3, RANK_ANY, false},
    {write_unknown_function, 3, RANK_ANY, false},
    {write_softmax, 3, RANK_SOME, false},
    {write_sum_over, 5, RANK_ANY, false},
    {write_extremum_over, 6, 1, false},
    {write_total, 6, 1, false},
    {write_along, 4, RANK_ANY, false},
    {write_matrix_product, 12, 6, false},
    {write_matrix_product, 5, 1, false},
    {write_transpose, 2, 4, false},
    {write_outer, 3, 4, false},
    {write_square, 6, 4, false},
    {write_trace, 4, 1, false},
    {write_ones, 4, 6, false},
    {write_onehot, 3, RANK_SOME, false},
    {write_indexed, 3, RANK_ANY, false},
};

enum { PRODUCTION_COUNT = sizeof productions / sizeof *productions };

static bool is_open(const Composer *composer, size_t production, const Dims *dims) {
    return productions[production].ranks >> dims->rank & 1 &&
           (productions[production].is_elementwise || !composer->is_elementwise) &&
           composer->part_count + 8 < PART_LIMIT;
}

Formula compose(Composer *composer, const Dims *dims, size_t budget) {
    for (size_t i = 0; budget > 0 && i < TRIES; i++) {
        size_t total = 0, chosen = PRODUCTION_COUNT;
        for (size_t p = 0; p < PRODUCTION_COUNT; p++) {
            if (!is_open(composer, p, dims))
                continue;
            total += productions[p].weight;
            if (composer_below(composer, total) < productions[p].weight)
                chosen = p;
        }
        if (chosen == PRODUCTION_COUNT)
            break;
        BoundLetter letters[LETTER_NAMES];
        memcpy(letters, composer->letters, sizeof letters);
        uint64_t uses = composer->uses, named = composer->named, inner = composer->inner;
        FeatureSet features = composer->features;
        size_t letter_count = composer->letter_count;
        Formula formula = productions[chosen].write(composer, dims, budget);
        if (formula.text != NULL)
            return formula;
        memcpy(composer->letters, letters, sizeof letters);
        composer->letter_count = letter_count;
        composer->uses = uses;
        composer->named = named;
        composer->inner = inner;
        composer->features = features;
    }
    return write_leaf(composer, dims, budget);
}

Formula compose_number_of(Composer *composer, size_t at) {
    Arena *arena = composer->arena;
    const Part *part = &composer->parts[at];
    const char *text = part->name;
    if (part->dims.rank > 0 && composer_one_in(composer, 2))
        text = arena_printf(arena, "mean(%s)", text);
    else if (part->dims.rank > 0)
        text = arena_printf(arena, "sum(%s)", text);
    note_use(composer, at);
    return tame(composer, closed(text, 27 * part->bound), 4);
}
