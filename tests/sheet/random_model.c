/* Random models: a chain of definitions, a loss at its end, and gradients of it. */
#include <string.h>

#include "random_making.h"

enum { CHAIN_LIMIT = 6 };

/* Definitions. */

void begin_formula(Making *making) {
    making->composer.uses = making->composer.named = making->composer.inner = 0;
    making->composer.features = (FeatureSet){0};
    making->composer.letter_count = 0;
}

size_t depth_of(const Composer *composer, uint64_t uses) {
    size_t depth = 0;
    for (size_t i = 0; i < composer->part_count; i++)
        if (uses >> i & 1 && composer->parts[i].depth > depth)
            depth = composer->parts[i].depth;
    return depth;
}

/* A quantity that the formula in hand defines. */
static Part defined_part(Making *making, const char *name, const Dims *dims, double bound) {
    static const Feature ranks[] = {FEATURE_RANK_0, FEATURE_RANK_1, FEATURE_RANK_2, FEATURE_RANK_3,
                                    FEATURE_RANK_4};
    Composer *composer = &making->composer;
    composer_note(composer, ranks[dims->rank]);
    for (size_t i = 0; i < composer->part_count; i++)
        composer->parts[i].users += composer->named >> i & 1;
    return (Part){.name = name,
                  .dims = *dims,
                  .bound = bound,
                  .uses = composer->uses | UINT64_C(1) << composer->part_count,
                  .inner = composer->inner,
                  .features = composer->features,
                  .depth = 1 + depth_of(composer, composer->uses)};
}

size_t define(Making *making, const char *name, const char *target, const Dims *dims,
              Formula formula) {
    strbuf_printf(&making->define, "      \"%s\": \"%s\"\n", target, formula.text);
    composer_add(&making->composer, defined_part(making, name, dims, formula.bound));
    return making->composer.part_count - 1;
}

/* Every definition comes from the one before, so that the chain is as long as it has links. */
Formula ensure_last(Making *making, Formula formula) {
    Composer *composer = &making->composer;
    if (composer->uses >> making->last & 1)
        return formula;
    Formula number = compose_number_of(composer, making->last);
    Arena *arena = composer->arena;
    if (one_in(making, 2))
        return (Formula){arena_printf(arena, "%s + %s", formula.text, number.text), BINDS_SUM,
                         formula.bound + number.bound};
    return (Formula){arena_printf(arena, "%s * %s", formula_in(arena, number, BINDS_MINUS),
                                  formula_in(arena, formula, BINDS_MINUS)),
                     BINDS_PRODUCT, formula.bound * number.bound};
}

/* So that what comes after can be large, too. */
static Formula bounded(Making *making, Formula formula) {
    if (formula.bound <= 1000)
        return formula;
    return (Formula){arena_printf(making->composer.arena, "sin(%s)", formula.text), BINDS_CLOSED,
                     1};
}

static size_t random_rank(Making *making) {
    static const size_t ranks[] = {0, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 4};
    return ranks[below(making, sizeof ranks / sizeof *ranks)];
}

static void define_whole(Making *making) {
    Composer *composer = &making->composer;
    Dims dims = composer_dims(composer, random_rank(making));
    const char *name = composer_name(composer);
    Formula formula = compose(composer, &dims, 1 + below(making, 3));
    composer_note(composer, FEATURE_WHOLE_DEFINITION);
    making->last = define(making, name, name, &dims, bounded(making, ensure_last(making, formula)));
}

static void define_indexed(Making *making) {
    Composer *composer = &making->composer;
    Dims dims = composer_dims(composer, 1 + below(making, one_in(making, 3) ? 4 : 2));
    const Dims single = {0};
    const char *name = composer_name(composer), *target = name;
    for (size_t i = 0; i < dims.rank; i++) {
        size_t letter = composer_open_letter(composer, dims.items[i]);
        target = arena_printf(composer->arena, "%s%s%s", target, i > 0 ? "," : "[",
                              composer->letters[letter].name);
    }
    Formula formula = compose(composer, &single, 1 + below(making, 3));
    for (size_t i = 0; i < dims.rank; i++)
        if (!composer->letters[i].is_used) {
            Formula factor = compose_over(composer, &single, i, 0);
            formula = (Formula){arena_printf(composer->arena, "%s * %s",
                                             formula_in(composer->arena, formula, BINDS_MINUS),
                                             formula_in(composer->arena, factor, BINDS_MINUS)),
                                BINDS_PRODUCT, formula.bound * factor.bound};
        }
    composer_note(composer, FEATURE_INDEXED_DEFINITION);
    formula = bounded(making, ensure_last(making, formula));
    making->last =
        define(making, name, arena_printf(composer->arena, "%s]", target), &dims, formula);
}

/* A layer as textbooks have it, of a vector or of a row for each sample. */
static void define_layer(Making *making) {
    static const struct {
        const char *name;
        Feature feature;
        double bound;
    } activations[] = {
        {"relu", FEATURE_RELU, 50}, {"tanh", FEATURE_TANH, 1}, {"sigmoid", FEATURE_SIGMOID, 1}};
    Composer *composer = &making->composer;
    Arena *arena = composer->arena;
    Dims before = part_at(making, making->last)->dims;
    if (before.rank != 1 && before.rank != 2) {
        define_whole(making);
        return;
    }
    Dim from = before.items[before.rank - 1];
    Dim to = one_in(making, 2) ? from : composer_dim(composer);
    Dims weight_dims = dims_of(2, to, from), bias_dims = dims_of(1, to, to);
    if (before.rank == 2 && one_in(making, 2))
        bias_dims = dims_of(2, (Dim){"1", 1}, to);
    if (bias_dims.rank == 2)
        composer_note(composer, FEATURE_STRETCHED_ONE);
    Dims dims = before;
    dims.items[dims.rank - 1] = to;
    /* Weights that are there already are shared. */
    Formula weight = compose(composer, &weight_dims, 0), bias = compose(composer, &bias_dims, 0);
    const char *last = part_at(making, making->last)->name;
    composer->uses |= part_at(making, making->last)->uses;
    composer->named |= UINT64_C(1) << making->last;
    for (size_t i = 0; i < FEATURE_COUNT; i++)
        composer->features.has[i] |= part_at(making, making->last)->features.has[i];
    composer_note(composer, before.rank == 2 ? FEATURE_MATRIX_PRODUCT : FEATURE_MATRIX_VECTOR);
    composer_note(composer, FEATURE_BIAS);
    const char *sum = before.rank == 2
                          ? arena_printf(arena, "%s @ %s.T + %s", last, weight.text, bias.text)
                          : arena_printf(arena, "%s @ %s + %s", weight.text, last, bias.text);
    size_t which = below(making, sizeof activations / sizeof *activations);
    composer_note(composer, activations[which].feature);
    composer_note(composer, FEATURE_WHOLE_DEFINITION);
    const char *name = composer_name(composer);
    Formula formula = {arena_printf(arena, "%s(%s)", activations[which].name, sum), BINDS_CLOSED,
                       activations[which].bound};
    making->last = define(making, name, name, &dims, formula);
}

/* h{t}: a formula of h{t-1}, of W{t} and of X[{t}]. */
static void define_repeated(Making *making) {
    Composer *composer = &making->composer;
    Arena *arena = composer->arena;
    Dims dims = composer_dims(composer, 1), series_dims = {.rank = dims.rank + 1};
    size_t steps = 2 + below(making, 2);
    const char *variable = composer_name(composer),
               *base = arena_printf(arena, "%s_", composer_name(composer));
    const char *weights = arena_printf(arena, "%s_", composer_name(composer));
    making->repeat = arena_printf(arena, "    repeat: {\"%s\": 1..%zu}\n", variable, steps);

    const char *name = arena_printf(arena, "%s0", base);
    Formula formula = compose(composer, &dims, 1);
    size_t state = define(making, name, name, &dims, bounded(making, ensure_last(making, formula)));

    begin_formula(making);
    series_dims.items[0] = (Dim){"3", 3};
    memcpy(&series_dims.items[1], dims.items, dims.rank * sizeof *dims.items);
    const char *series = composer_give(composer, &series_dims)->name;
    size_t series_at = composer->part_count - 1, weight = composer->part_count;
    Dims weight_dims = dims_of(2, dims.items[dims.rank - 1], dims.items[dims.rank - 1]);
    for (size_t t = 1; t <= steps; t++)
        composer_give_as(composer, arena_printf(arena, "%s%zu", weights, t),
                         t == 1 ? arena_printf(arena, "%s{%s}", weights, variable) : NULL,
                         (Part){.dims = weight_dims, .is_hidden = t > 1});
    const char *weight_name = part_at(making, weight)->name;
    part_at(making, weight)->name = arena_printf(arena, "%s{%s}", weights, variable);
    part_at(making, state)->name = arena_printf(arena, "%s{%s-1}", base, variable);
    making->last = composer->wanted = state;
    formula = ensure_last(making, compose(composer, &dims, 3));
    if (one_in(making, 2)) {
        formula.text = arena_printf(arena, "%s + %s[{%s}]", formula.text, series, variable);
        composer->uses |= UINT64_C(1) << series_at;
    }
    if (one_in(making, 2)) {
        formula.text = arena_printf(arena, "%s @ %s{%s}.T",
                                    formula_in(arena, formula, BINDS_CLOSED), weights, variable);
        composer->uses |= UINT64_C(1) << weight;
        composer_note(composer, dims.rank == 1 ? FEATURE_VECTOR_MATRIX : FEATURE_MATRIX_PRODUCT);
    }
    formula.text = arena_printf(arena, "tanh((%s) / 8)", formula.text);
    composer_note(composer, FEATURE_TANH);
    composer_note(composer, FEATURE_REPEAT);
    part_at(making, state)->name = name;
    part_at(making, weight)->name = weight_name;
    strbuf_printf(&making->define, "      \"%s{%s}\": \"%s\"\n", base, variable, formula.text);
    for (size_t t = 1; t <= steps; t++) {
        part_at(making, weight + t - 1)->is_hidden = false;
        if (composer->uses >> weight & 1)
            composer->uses |= UINT64_C(1) << (weight + t - 1);
        Part step = defined_part(making, arena_printf(arena, "%s%zu", base, t), &dims, 1);
        composer_add(composer, step);
        making->last = composer->part_count - 1;
        composer->uses |= step.uses;
    }
}

static bool is_variable(const Part *part) {
    return !part->is_label && !part->is_gradient && !part->is_hidden;
}

/* Whether it leads from a part by which something is differentiated already: of d (d l / d w) / d
 * h, where h comes from w, it is not said what is held fast. */
static bool is_led_to(const Composer *composer, size_t at) {
    return (composer->parts[at].uses & composer->inner & ~(UINT64_C(1) << at)) != 0;
}

/* Something that the parts in `uses` come from; now and then anything. */
size_t random_variable(Making *making, uint64_t uses) {
    Composer *composer = &making->composer;
    size_t chosen = NO_PART, count = 0;
    bool is_any = one_in(making, 20);
    for (size_t i = 0; i < composer->part_count; i++)
        if (is_variable(&composer->parts[i]) && !is_led_to(composer, i) &&
            (is_any || uses >> i & 1) && one_in(making, ++count))
            chosen = i;
    return chosen;
}

size_t random_target(Making *making) {
    Composer *composer = &making->composer;
    if (making->loss != NO_PART && !one_in(making, 3))
        return making->loss;
    size_t chosen = making->last, count = 0;
    for (size_t i = 0; i < composer->part_count; i++)
        if (is_variable(&composer->parts[i]) && !composer->parts[i].is_given &&
            one_in(making, ++count))
            chosen = i;
    return chosen;
}

/* The loss, and what else stands at the end. */

static void give_normalised(Making *making, const Dims *dims) {
    static const char *const rows[3][2] = {
        {"[1]", "[1]"}, {"[1/4, 3/4]", "[0, 1]"}, {"[1/2, 1/4, 1/4]", "[1, 0, 0]"}};
    Composer *composer = &making->composer;
    Arena *arena = composer->arena;
    const char *name = composer_name(composer);
    Dim last = dims->items[dims->rank - 1];
    strbuf_printf(&composer->given, "      \"%s\": %s\n", name, dims_text(arena, dims));
    strbuf_printf(&composer->values, "      \"%s\": ", name);
    size_t count = dims->rank == 2 ? (size_t)dims->items[0].value : 1;
    strbuf_append(&composer->values, dims->rank == 2 ? "[" : "");
    for (size_t i = 0; i < count; i++)
        strbuf_printf(&composer->values, "%s%s", i > 0 ? ", " : "",
                      rows[last.value - 1][below(making, 2)]);
    strbuf_append(&composer->values, dims->rank == 2 ? "]\n" : "\n");
    const char *k = composer->letter_names[0], *c = composer->letter_names[1];
    strbuf_printf(&composer->assume, "      - \"sum(%s, %s[%s%s%s]) == 1\"\n", c, name,
                  dims->rank == 2 ? k : "", dims->rank == 2 ? "," : "", c);
    Part part = {.name = name,
                 .dims = *dims,
                 .bound = 4,
                 .is_given = true,
                 .uses = UINT64_C(1) << composer->part_count};
    part.features.has[FEATURE_ASSUMPTION] = true;
    composer_add(composer, part);
}

/* Cross-entropy of a vector or of rows: against labels, or against rows that sum to 1. */
static const char *cross_entropy(Making *making) {
    Composer *composer = &making->composer;
    Arena *arena = composer->arena;
    const Part *last = part_at(making, making->last);
    const char *k = composer->letter_names[2], *c = composer->letter_names[3];
    Dims own = last->dims;
    own.rank--;
    const char *p = arena_printf(arena, "softmax(%s / %d)", last->name, last->bound > 20 ? 64 : 1);
    composer_note(composer, FEATURE_SOFTMAX);
    composer_note(composer, FEATURE_LOG);
    uint64_t own_bit = UINT64_C(1) << composer->part_count;
    composer->uses |= own_bit;
    if (one_in(making, 2)) {
        composer_note(composer, FEATURE_ASSUMPTION);
        give_normalised(making, &last->dims);
        const char *y = part_at(making, composer->part_count - 1)->name;
        if (own.rank == 0)
            return arena_printf(arena, "-sum(%s, %s[%s] * log(%s[%s]))", c, y, c, p, c);
        return arena_printf(arena, "-1/%s * sum(%s, %s, %s[%s,%s] * log(%s[%s,%s]))",
                            own.items[0].text, k, c, y, k, c, p, k, c);
    }
    const char *y = composer_give_label(composer, &own, last->dims.items[own.rank])->name;
    composer_note(composer, own.rank == 0 ? FEATURE_SINGLE_LABEL : FEATURE_LABEL_AS_INDEX);
    if (own.rank == 0)
        return arena_printf(arena, "-log(%s[%s])", p, y);
    return arena_printf(arena, "-sum(%s, log(%s[%s,%s[%s]])) / %s", k, p, k, y, k,
                        own.items[0].text);
}

void define_loss(Making *making) {
    Composer *composer = &making->composer;
    Arena *arena = composer->arena;
    const Dims single = {0};
    begin_formula(making);
    const Part *last = part_at(making, making->last);
    composer->uses = last->uses;
    composer->named = UINT64_C(1) << making->last;
    composer->features = last->features;
    composer->wanted = making->last;
    const char *name = composer_name(composer);
    Formula formula = {NULL, BINDS_PRODUCT, 1000};
    switch (below(making, 5)) {
    case 0:
        formula = ensure_last(making, compose(composer, &single, 4));
        break;
    case 1: {
        Dims dims = last->dims;
        const char *y = composer_give(composer, &dims)->name;
        composer->uses |= UINT64_C(1) << (composer->part_count - 1);
        formula.text = arena_printf(arena, "unknown(%s, %s)", last->name, y);
        composer_note(composer, FEATURE_UNKNOWN_QUANTITY);
        break;
    }
    case 2:
    case 3:
        if ((last->dims.rank == 1 || last->dims.rank == 2)) {
            formula.text = cross_entropy(making);
            break;
        }
        /* fall through */
    default: {
        Dims dims = last->dims;
        const char *wanted = composer_give(composer, &dims)->name;
        composer->uses |= UINT64_C(1) << (composer->part_count - 1);
        formula.text = arena_printf(arena, "%s * sum((%s - %s)^2)",
                                    one_in(making, 2) ? "1/2" : "0.25", last->name, wanted);
        if (last->dims.rank == 0)
            formula.text = arena_printf(arena, "1/2 * (%s - %s)^2", last->name, wanted);
        composer_note(composer, FEATURE_INTEGER_POWER);
        if (last->dims.rank > 0)
            composer_note(composer, FEATURE_SUM_ALL);
    }
    }
    making->loss = define(making, name, name, &single, formula);
}

/* A definition that holds the derivative of another. */
void define_derivative(Making *making) {
    Composer *composer = &making->composer;
    begin_formula(making);
    size_t target = random_target(making);
    composer->inner = part_at(making, target)->inner;
    size_t variable = random_variable(making, part_at(making, target)->uses);
    Dims dims = part_at(making, target)->dims;
    if (variable == NO_PART)
        return;
    const Part *bottom = part_at(making, variable);
    if (dims.rank + bottom->dims.rank > 2)
        return;
    for (size_t i = 0; i < bottom->dims.rank; i++)
        dims.items[dims.rank++] = bottom->dims.items[i];
    const Part *top = part_at(making, target);
    composer->uses = top->uses | bottom->uses;
    composer->features = top->features;
    composer->inner |= UINT64_C(1) << variable;
    composer_note(composer, FEATURE_DERIVATIVE_DEFINED);
    const char *name = composer_name(composer);
    Formula formula = {arena_printf(composer->arena, "d %s / d %s", top->name, bottom->name),
                       BINDS_PRODUCT, 100};
    making->last = define(making, name, name, &dims, formula);
}

void name_gradient(Making *making) {
    Composer *composer = &making->composer;
    begin_formula(making);
    size_t variable = random_variable(making, part_at(making, making->loss)->uses);
    if (variable == NO_PART)
        return;
    const Part *bottom = part_at(making, variable);
    Part part = {.name = composer_name(composer),
                 .dims = bottom->dims,
                 .bound = 100,
                 .is_gradient = true,
                 .is_hidden = true,
                 .uses = part_at(making, making->loss)->uses,
                 .features = part_at(making, making->loss)->features};
    part.features.has[FEATURE_LET] = true;
    const char *indices = "";
    if (bottom->dims.rank > 0 && one_in(making, 3)) {
        for (size_t i = 0; i < bottom->dims.rank; i++)
            indices = arena_printf(composer->arena, "%s%s%s", indices, i > 0 ? "," : "[",
                                   composer->letter_names[i]);
        indices = arena_printf(composer->arena, "%s]", indices);
    }
    strbuf_printf(&making->let, "    let: {\"%s\": \"d %s / d %s%s\"}\n", part.name,
                  part_at(making, making->loss)->name, bottom->name, indices);
    making->let_name = part.name;
    making->let_variable = variable;
    composer_add(composer, part);
}

void define_chain(Making *making) {
    Composer *composer = &making->composer;
    size_t depth = 1 + below(making, CHAIN_LIMIT);
    size_t repeated = one_in(making, 5) ? below(making, depth) : depth;
    for (size_t i = 0; i < depth; i++) {
        begin_formula(making);
        composer->wanted = making->last;
        if (i == repeated)
            define_repeated(making);
        else if (one_in(making, 4))
            define_layer(making);
        else if (one_in(making, 3))
            define_indexed(making);
        else
            define_whole(making);
    }
}
