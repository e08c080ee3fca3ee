/* Matrices: products, constructors, and indices of formulas. */
#include <string.h>

#include "random_productions.h"

Formula write_matrix_product(Composer *composer, const Dims *dims, size_t budget) {
    Dim inner = composer_dim(composer);
    Dims left_dims = dims_of(1, inner, inner), right_dims = left_dims;
    Feature feature = FEATURE_DOT_PRODUCT;
    if (dims->rank == 2) {
        left_dims = dims_of(2, dims->items[0], inner);
        right_dims = dims_of(2, inner, dims->items[1]);
        feature = FEATURE_MATRIX_PRODUCT;
    } else if (dims->rank == 1 && composer_one_in(composer, 2)) {
        left_dims = dims_of(2, dims->items[0], inner);
        feature = FEATURE_MATRIX_VECTOR;
    } else if (dims->rank == 1) {
        right_dims = dims_of(2, inner, dims->items[0]);
        feature = FEATURE_VECTOR_MATRIX;
    }
    size_t share = composer_below(composer, budget);
    Formula left = compose(composer, &left_dims, budget - 1 - share);
    Formula right = compose(composer, &right_dims, share);
    composer_note(composer, feature);
    return (Formula){arena_printf(composer->arena, "%s @ %s",
                                  formula_in(composer->arena, left, BINDS_POWER),
                                  formula_in(composer->arena, right, BINDS_POWER)),
                     BINDS_PRODUCT, (double)inner.value * left.bound * right.bound};
}

Formula write_transpose(Composer *composer, const Dims *dims, size_t budget) {
    Dims turned = dims_of(2, dims->items[1], dims->items[0]);
    Formula formula = compose(composer, &turned, budget - 1);
    composer_note(composer, FEATURE_TRANSPOSE);
    formula.text =
        arena_printf(composer->arena, "%s.T", formula_in(composer->arena, formula, BINDS_CLOSED));
    formula.binding = BINDS_CLOSED;
    return formula;
}

Formula write_outer(Composer *composer, const Dims *dims, size_t budget) {
    Dims first = dims_of(1, dims->items[0], dims->items[0]);
    Dims second = dims_of(1, dims->items[1], dims->items[1]);
    size_t share = composer_below(composer, budget);
    Formula left = compose(composer, &first, budget - 1 - share);
    Formula right = compose(composer, &second, share);
    composer_note(composer, FEATURE_OUTER);
    return closed(arena_printf(composer->arena, "outer(%s, %s)", left.text, right.text),
                  left.bound * right.bound);
}

/* Square ones: diag(v), eye(n). */
Formula write_square(Composer *composer, const Dims *dims, size_t budget) {
    if (!dim_equal(dims->items[0], dims->items[1]))
        return no_formula;
    Dims inner = dims_of(1, dims->items[0], dims->items[0]);
    if (composer_one_in(composer, 2)) {
        Formula vector = compose(composer, &inner, budget - 1);
        composer_note(composer, FEATURE_DIAG);
        return closed(arena_printf(composer->arena, "diag(%s)", vector.text), vector.bound);
    }
    Formula rest = compose(composer, dims, budget - 1);
    composer_note(composer, FEATURE_EYE);
    return (Formula){arena_printf(composer->arena, "%s + eye(%s)", rest.text, dims->items[0].text),
                     BINDS_SUM, rest.bound + 1};
}

Formula write_trace(Composer *composer, const Dims *dims, size_t budget) {
    (void)dims;
    Dim dim = composer_dim(composer);
    Dims inner = dims_of(2, dim, dim);
    Formula matrix = compose(composer, &inner, budget - 1);
    composer_note(composer, FEATURE_TRACE);
    return closed(arena_printf(composer->arena, "tr(%s)", matrix.text),
                  (double)dim.value * matrix.bound);
}

/* Ones, and unit vectors, around a formula that is not constant. */
Formula write_ones(Composer *composer, const Dims *dims, size_t budget) {
    Arena *arena = composer->arena;
    Formula rest = compose(composer, dims, budget - 1);
    const char *ones = NULL;
    if (dims->rank == 2) {
        ones = arena_printf(arena, "ones(%s, %s)", dims->items[0].text, dims->items[1].text);
        composer_note(composer, FEATURE_ONES_MATRIX);
    } else if (composer_one_in(composer, 2)) {
        ones = arena_printf(arena, "ones(%s)", dims->items[0].text);
        composer_note(composer, FEATURE_ONES);
    } else {
        ones = arena_printf(arena, "eye(%s)[.,%s]", dims->items[0].text,
                            index_of_formula(composer, dims->items[0]));
        composer_note(composer, FEATURE_UNIT_VECTOR);
    }
    bool is_product = composer_one_in(composer, 2);
    return (Formula){arena_printf(arena, "%s %s %s", ones, is_product ? "*" : "-",
                                  product_factor(composer, rest)),
                     is_product ? BINDS_PRODUCT : BINDS_SUM, rest.bound + 1};
}

Formula write_onehot(Composer *composer, const Dims *dims, size_t budget) {
    Dims own = *dims;
    own.rank--;
    Dim label = dims->items[own.rank];
    const char *name = NULL;
    for (size_t i = 0; name == NULL && i < composer->part_count; i++)
        if (composer->parts[i].is_label && dims_equal(&composer->parts[i].dims, &own) &&
            dim_equal(composer->parts[i].label, label)) {
            composer->uses |= composer->parts[i].uses;
            name = composer->parts[i].name;
        }
    if (name == NULL && count_givens(composer) >= GIVEN_LIMIT)
        return no_formula;
    if (name == NULL)
        name = composer_give_label(composer, &own, label)->name;
    Formula rest = compose(composer, dims, budget - 1);
    composer_note(composer, FEATURE_ONEHOT);
    bool is_product = composer_one_in(composer, 2);
    return (Formula){arena_printf(composer->arena, "%s %s onehot(%s)",
                                  is_product ? product_factor(composer, rest) : rest.text,
                                  is_product ? "*" : "-", name),
                     is_product ? BINDS_PRODUCT : BINDS_SUM, rest.bound + 1};
}

/* A formula of one dimension more, and an index of it. */
Formula write_indexed(Composer *composer, const Dims *dims, size_t budget) {
    if (dims->rank == RANK_LIMIT)
        return no_formula;
    size_t axis = composer_below(composer, dims->rank + 1);
    Dim dim = composer_dim(composer);
    Dims inner = dims_with(dims, axis, dim);
    Formula formula = compose(composer, &inner, budget - 1);
    if (formula.binding == BINDS_CLOSED)
        return no_formula;
    const char *text = arena_printf(composer->arena, "(%s)[", formula.text);
    for (size_t i = 0; i < axis; i++)
        text = arena_printf(composer->arena, "%s.,", text);
    composer_note(composer, FEATURE_INDEXED_FORMULA);
    return closed(arena_printf(composer->arena, "%s%s]", text, index_of_formula(composer, dim)),
                  formula.bound);
}
