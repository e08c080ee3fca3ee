/* Operators entry by entry. */
#include <math.h>
#include <string.h>

#include "random_productions.h"

Formula write_sum(Composer *composer, const Dims *dims, size_t budget) {
    Dims other = narrower(composer, dims);
    size_t share = composer_below(composer, budget);
    Formula left = compose(composer, dims, budget - 1 - share);
    Formula right = compose(composer, &other, share);
    if (read_alike(left.text, right.text))
        return no_formula;
    bool is_difference = composer_one_in(composer, 2);
    if (composer_one_in(composer, 2)) {
        Formula first = left;
        left = right;
        right = first;
    }
    if (!is_difference && (left.binding == BINDS_CLOSED || right.binding == BINDS_CLOSED))
        composer_note(composer, FEATURE_BIAS);
    const char *text =
        arena_printf(composer->arena, "%s %s %s", left.text, is_difference ? "-" : "+",
                     formula_in(composer->arena, right, is_difference ? BINDS_PRODUCT : BINDS_SUM));
    return (Formula){text, BINDS_SUM, left.bound + right.bound};
}

Formula write_product(Composer *composer, const Dims *dims, size_t budget) {
    Dims other = narrower(composer, dims);
    size_t share = composer_below(composer, budget);
    Formula left = compose(composer, dims, budget - 1 - share);
    Formula right = compose(composer, &other, share);
    composer_note(composer, FEATURE_PRODUCT);
    return (Formula){arena_printf(composer->arena, "%s * %s", product_factor(composer, left),
                                  product_factor(composer, right)),
                     BINDS_PRODUCT, left.bound * right.bound};
}

Formula write_minus(Composer *composer, const Dims *dims, size_t budget) {
    Formula formula = compose(composer, dims, budget - 1);
    composer_note(composer, FEATURE_NEGATION);
    return (Formula){
        arena_printf(composer->arena, "-%s", formula_in(composer->arena, formula, BINDS_POWER)),
        BINDS_MINUS, formula.bound};
}

Formula positive(Composer *composer, const Dims *dims, size_t budget) {
    static const struct {
        const char *format;
        Feature feature;
        bool is_small;
    } forms[] = {
        {"(1 + (%s)^2)", FEATURE_INTEGER_POWER, false},
        {"(abs(%s) + 1)", FEATURE_ABS, false},
        {"(softplus(%s) + 1/2)", FEATURE_SOFTPLUS, true},
        {"(2 + cos(%s))", FEATURE_COS, false},
        {"(sigmoid(%s) + 1/3)", FEATURE_SIGMOID, true},
        {"((%s)^2 + 1/2)", FEATURE_INTEGER_POWER, false},
    };
    size_t form = composer_below(composer, sizeof forms / sizeof *forms);
    Formula formula = compose(composer, dims, budget > 0 ? budget - 1 : 0);
    if (forms[form].is_small)
        formula = tame(composer, formula, SMALL);
    composer_note(composer, forms[form].feature);
    const char *hole = strstr(forms[form].format, "%s");
    const char *text = arena_printf(composer->arena, "%.*s%s%s", (int)(hole - forms[form].format),
                                    forms[form].format, formula.text, hole + 2);
    return closed(text, 2 + formula.bound * formula.bound);
}

Formula write_quotient(Composer *composer, const Dims *dims, size_t budget) {
    Dims other = narrower(composer, dims);
    size_t share = composer_below(composer, budget);
    Formula left = compose(composer, dims, budget - 1 - share);
    Formula right = positive(composer, &other, share);
    composer_note(composer, FEATURE_DIVISION);
    return (Formula){arena_printf(composer->arena, "%s / %s",
                                  formula_in(composer->arena, left, BINDS_PRODUCT), right.text),
                     BINDS_PRODUCT, 4 * left.bound};
}

Formula write_whole_power(Composer *composer, const Dims *dims, size_t budget) {
    Formula base = compose(composer, dims, budget - 1);
    bool is_cube = composer_one_in(composer, 3);
    composer_note(composer, FEATURE_INTEGER_POWER);
    return (Formula){arena_printf(composer->arena, "%s%s%d",
                                  formula_in(composer->arena, base, BINDS_CLOSED),
                                  composer_one_in(composer, 6) ? "**" : "^", is_cube ? 3 : 2),
                     BINDS_POWER, pow(base.bound, is_cube ? 3 : 2)};
}

Formula write_power(Composer *composer, const Dims *dims, size_t budget) {
    static const char *const exponents[] = {"1/2", "1/3", "2/3", "3/2", "-1/2", "-1", "0.5"};
    Arena *arena = composer->arena;
    if (composer->is_elementwise || composer_one_in(composer, 2)) {
        Formula base = positive(composer, dims, budget - 1);
        composer_note(composer, FEATURE_FRACTIONAL_POWER);
        size_t which = composer_below(composer, sizeof exponents / sizeof *exponents);
        return (Formula){arena_printf(arena, "%s^(%s)", base.text, exponents[which]), BINDS_POWER,
                         4 + pow(base.bound, 1.5)};
    }
    size_t share = composer_below(composer, budget);
    Formula exponent = tame(composer, compose(composer, &number_dims, share), 2);
    composer_note(composer, FEATURE_POWER_OF_A_QUANTITY);
    Formula base = dims->rank == 0 && composer_one_in(composer, 2)
                       ? closed("2", 2)
                       : positive(composer, dims, budget - 1 - share);
    return (Formula){arena_printf(arena, "%s^(%s)", base.text, exponent.text), BINDS_POWER,
                     16 + pow(base.bound, 2)};
}

Formula write_comparison(Composer *composer, const Dims *dims, size_t budget) {
    static const char *const relations[] = {">", "<", ">=", "<=", ">", "<", "==", "!="};
    Dims other = narrower(composer, dims);
    size_t share = composer_below(composer, budget);
    Formula factor = compose(composer, dims, budget - 1 - share);
    Formula left = compose(composer, &other, share);
    const char *right = "0";
    if (composer_one_in(composer, 2))
        right = compose(composer, &other, 0).text;
    if (read_alike(left.text, right))
        return no_formula;
    composer_note(composer, FEATURE_COMPARISON);
    const char *bracket = arena_printf(
        composer->arena, "(%s %s %s)", left.text,
        relations[composer_below(composer, sizeof relations / sizeof *relations)], right);
    const char *text =
        composer_one_in(composer, 2)
            ? arena_printf(composer->arena, "%s * %s", bracket, product_factor(composer, factor))
            : arena_printf(composer->arena, "%s * %s", product_factor(composer, factor), bracket);
    return (Formula){text, BINDS_PRODUCT, factor.bound};
}

Formula write_kronecker(Composer *composer, const Dims *dims, size_t budget) {
    if (composer->letter_count == 0)
        return no_formula;
    size_t first = composer_below(composer, composer->letter_count);
    size_t second = composer_below(composer, composer->letter_count);
    Dim dim = composer->letters[first].dim;
    const char *other = integer_index(composer, dim);
    if (first != second && dim_equal(dim, composer->letters[second].dim))
        other = composer->letters[second].name;
    Formula factor = compose(composer, dims, budget - 1);
    composer_note(composer, FEATURE_KRONECKER);
    const char *text =
        arena_printf(composer->arena, "(%s == %s) * %s", composer->letters[first].name, other,
                     product_factor(composer, factor));
    return (Formula){text, BINDS_PRODUCT, factor.bound};
}
