#include "random_language.h"

#include <string.h>

enum { DEPTH_LIMIT = 6, CELL_LIMIT = 12, LETTER_VALUES_LIMIT = 6, ASKED_LETTERS = 3 };

/* Names that authors give, those that the program itself likes for its sums among them. */
static const char *const all_names[] = {
    "a", "b", "c", "e", "f",  "g",  "h",  "i",  "j",    "k",   "l",     "m",    "n", "o", "p",
    "q", "r", "s", "t", "u",  "v",  "w",  "x",  "y",    "z",   "A",     "B",    "C", "D", "E",
    "F", "H", "K", "L", "M",  "N",  "P",  "Q",  "R",    "S",   "U",     "V",    "W", "X", "Y",
    "Z", "α", "β", "γ", "δ",  "ε",  "ζ",  "η",  "θ",    "λ",   "μ",     "ν",    "ξ", "ρ", "σ",
    "τ", "φ", "ψ", "ω", "W1", "W2", "h1", "h2", "loss", "b10", "delta", "theta"};

enum { ALL_NAMES = sizeof all_names / sizeof *all_names };

typedef struct Making {
    Composer composer;
    StrBuf define, sizes, let;
    const char *repeat;   /* the line, "" for none */
    const char *let_name; /* NULL: none */
    size_t let_variable;
    size_t last; /* the latest definition, from which the next one comes */
    size_t loss; /* NO_PART: none */
} Making;

static size_t below(Making *making, size_t limit) {
    return composer_below(&making->composer, limit);
}

static bool one_in(Making *making, size_t count) {
    return composer_one_in(&making->composer, count);
}

static Part *part_at(Making *making, size_t at) {
    return &making->composer.parts[at];
}

/* Names and sizes. */

static void choose_names(Making *making) {
    Composer *composer = &making->composer;
    composer->names = ARENA_ARRAY(composer->arena, const char *, ALL_NAMES);
    size_t count = ALL_NAMES;
    memcpy(composer->names, all_names, sizeof all_names);
    for (size_t i = count; i > 1; i--) {
        size_t j = below(making, i);
        const char *name = composer->names[i - 1];
        composer->names[i - 1] = composer->names[j];
        composer->names[j] = name;
    }
    composer->name_count = count;
    for (size_t i = 0; i < LETTER_NAMES; i++)
        composer->letter_names[i] = composer_name(composer);
}

static void choose_sizes(Making *making) {
    Composer *composer = &making->composer;
    strbuf_append(&making->sizes, "    sizes: {");
    for (size_t i = 0; i < SIZE_COUNT; i++) {
        composer->sizes[i] = (Dim){composer_name(composer), 1 + (long)below(making, 3)};
        if (composer->sizes[i].value == 1 && one_in(making, 2))
            composer->sizes[i].value = 2;
        strbuf_printf(&making->sizes, "%s\"%s\": %ld", i > 0 ? ", " : "", composer->sizes[i].text,
                      composer->sizes[i].value);
    }
    strbuf_append(&making->sizes, "}\n");
}

/* Definitions. */

static void begin_formula(Making *making) {
    making->composer.uses = making->composer.named = making->composer.inner = 0;
    making->composer.features = (FeatureSet){0};
    making->composer.letter_count = 0;
}

static size_t depth_of(const Composer *composer, uint64_t uses) {
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

static size_t define(Making *making, const char *name, const char *target, const Dims *dims,
                     Formula formula) {
    strbuf_printf(&making->define, "      \"%s\": \"%s\"\n", target, formula.text);
    composer_add(&making->composer, defined_part(making, name, dims, formula.bound));
    return making->composer.part_count - 1;
}

/* Every definition comes from the one before, so that the chain is as long as it has links. */
static Formula ensure_last(Making *making, Formula formula) {
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

/* What is asked. */

typedef struct Asked {
    size_t kept, cells, letter_values;
    size_t indices; /* written */
} Asked;

static const char *asked_letter(Making *making, Asked *asked, Dim dim) {
    Composer *composer = &making->composer;
    if (one_in(making, 2))
        for (size_t i = 0; i < composer->letter_count; i++)
            if (dim_equal(composer->letters[i].dim, dim)) {
                composer_note(composer, FEATURE_LETTER_TWICE);
                return composer->letters[i].name;
            }
    if (composer->letter_count >= ASKED_LETTERS ||
        asked->letter_values * (size_t)dim.value > LETTER_VALUES_LIMIT)
        return NULL;
    asked->letter_values *= (size_t)dim.value;
    composer_note(composer, FEATURE_LETTER_ASKED);
    size_t letter = composer_open_letter(composer, dim);
    composer->letters[letter].is_used = true;
    return composer->letters[letter].name;
}

static const char *asked_label(Making *making, Asked *asked, Dim dim) {
    Composer *composer = &making->composer;
    for (size_t i = 0; i < composer->part_count; i++) {
        const Part *label = &composer->parts[i];
        if (!label->is_label || label->dims.rank > 1 || !dim_equal(label->label, dim))
            continue;
        const char *index =
            label->dims.rank > 0 ? asked_letter(making, asked, label->dims.items[0]) : "";
        if (index == NULL)
            continue;
        composer_note(composer, FEATURE_LABEL_ASKED);
        return *index ? arena_printf(composer->arena, "%s[%s]", label->name, index) : label->name;
    }
    return NULL;
}

static const char *asked_index(Making *making, Asked *asked, Dim dim) {
    const char *index = one_in(making, 3) ? asked_label(making, asked, dim) : NULL;
    if (index == NULL && !one_in(making, 4))
        index = asked_letter(making, asked, dim);
    if (index != NULL)
        return index;
    composer_note(&making->composer, FEATURE_FIXED_INDEX);
    return arena_printf(making->composer.arena, "%zu", 1 + below(making, (size_t)dim.value));
}

/* A part as it stands in a derivative: whole, or with indices of all kinds, and never with more
 * entries than a test has time for. */
static const char *ask_for(Making *making, Asked *asked, size_t at) {
    Composer *composer = &making->composer;
    const Part *part = &composer->parts[at];
    composer->uses |= part->uses;
    for (size_t i = 0; i < FEATURE_COUNT; i++)
        composer->features.has[i] |= part->features.has[i];
    if (part->dims.rank >= 3)
        composer_note(composer, part->dims.rank == 3 ? FEATURE_RANK_3 : FEATURE_RANK_4);
    const char *indices[RANK_LIMIT];
    size_t written = 0, kept = 0;
    bool is_whole = one_in(making, 2);
    for (size_t i = 0; i < part->dims.rank; i++) {
        Dim dim = part->dims.items[i];
        if ((is_whole || one_in(making, 3)) && asked->cells * (size_t)dim.value <= CELL_LIMIT &&
            asked->kept < RANK_LIMIT) {
            asked->cells *= (size_t)dim.value;
            asked->kept++;
            kept++;
            indices[i] = ".";
        } else {
            indices[i] = asked_index(making, asked, dim);
            written = i + 1;
        }
    }
    if (written > 0 && kept > 0)
        composer_note(composer, FEATURE_KEPT_BESIDE_INDEX);
    if (written > 0 && one_in(making, 2))
        written = part->dims.rank;
    const char *text = part->name;
    for (size_t i = 0; i < written; i++)
        text = arena_printf(composer->arena, "%s%s%s", text, i > 0 ? "," : "[", indices[i]);
    return written > 0 ? arena_printf(composer->arena, "%s]", text) : text;
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
static size_t random_variable(Making *making, uint64_t uses) {
    Composer *composer = &making->composer;
    size_t chosen = NO_PART, count = 0;
    bool is_any = one_in(making, 20);
    for (size_t i = 0; i < composer->part_count; i++)
        if (is_variable(&composer->parts[i]) && !is_led_to(composer, i) &&
            (is_any || uses >> i & 1) && one_in(making, ++count))
            chosen = i;
    return chosen;
}

static size_t random_target(Making *making) {
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

static void define_loss(Making *making) {
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
static void define_derivative(Making *making) {
    Composer *composer = &making->composer;
    begin_formula(making);
    size_t target = random_target(making);
    /* The second derivatives of what is unknown have no names. */
    if (part_at(making, target)->features.has[FEATURE_UNKNOWN_QUANTITY])
        return;
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

static void name_gradient(Making *making) {
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

/* Questions. */

static void ask_derivative(Making *making, Asked *asked, RandomQuestion *question) {
    size_t target = random_target(making);
    making->composer.inner |= part_at(making, target)->inner;
    size_t variable = random_variable(making, part_at(making, target)->uses);
    const char *top = ask_for(making, asked, target);
    composer_note(&making->composer, asked->kept + making->composer.letter_count == 0
                                         ? FEATURE_GRADIENT
                                         : FEATURE_JACOBIAN);
    const char *bottom = ask_for(making, asked, variable);
    question->find = arena_printf(making->composer.arena, "d %s / d %s", top, bottom);
    if (target == making->loss && making->let_name != NULL)
        composer_note(&making->composer, FEATURE_LET);
}

static void ask_second_derivative(Making *making, Asked *asked, RandomQuestion *question) {
    Composer *composer = &making->composer;
    size_t target = random_target(making);
    composer->inner |= part_at(making, target)->inner;
    if (part_at(making, target)->features.has[FEATURE_UNKNOWN_QUANTITY]) {
        ask_derivative(making, asked, question);
        return;
    }
    size_t first = random_variable(making, part_at(making, target)->uses);
    size_t second =
        one_in(making, 2) ? first : random_variable(making, part_at(making, target)->uses);
    /* With an outer variable that the inner one leads to it is not said what is held fast. */
    if (first != second && part_at(making, second)->uses >> first & 1) {
        size_t other = first;
        first = second;
        second = other;
    }
    const char *top = ask_for(making, asked, target), *bottom = ask_for(making, asked, first);
    const char *outer = ask_for(making, asked, second);
    composer_note(composer, first == second ? FEATURE_SECOND_DERIVATIVE : FEATURE_MIXED_DERIVATIVE);
    question->find = arena_printf(composer->arena, "d (d %s / d %s) / d %s", top, bottom, outer);
}

static void ask_update(Making *making, Asked *asked, RandomQuestion *question) {
    static const char *const around[] = {"%V - 1/2 * %D", "-%D",     "%D / 3",
                                         "%V - %E * %D",  "%D * %V", "2 * %D + %V",
                                         "(%V > 0) * %D"};
    Composer *composer = &making->composer;
    size_t target = making->loss != NO_PART ? making->loss : random_target(making);
    size_t variable = making->let_name != NULL
                          ? making->let_variable
                          : random_variable(making, part_at(making, target)->uses);
    const Dims dims = part_at(making, variable)->dims;
    const char *format = around[below(making, sizeof around / sizeof *around)];
    size_t cells = 1;
    for (size_t i = 0; i < dims.rank; i++)
        cells *= (size_t)dims.items[i].value;
    if (part_at(making, target)->dims.rank > 0 || cells > CELL_LIMIT) {
        ask_derivative(making, asked, question);
        return;
    }
    const char *name = part_at(making, variable)->name;
    const char *derivative =
        arena_printf(composer->arena, "d %s / d %s", part_at(making, target)->name, name);
    if (making->let_name != NULL && making->let_variable == variable)
        derivative = making->let_name;
    const Dims single = {0};
    const char *rate = strstr(format, "%E") ? composer_give(composer, &single)->name : "";
    StrBuf out;
    strbuf_init(&out);
    for (; *format != '\0'; format++) {
        if (*format == '%') {
            format++;
            strbuf_append(&out, *format == 'V' ? name : *format == 'E' ? rate : derivative);
        } else {
            strbuf_append_char(&out, *format);
        }
    }
    composer->uses = part_at(making, target)->uses;
    composer->features = part_at(making, target)->features;
    composer_note(composer, FEATURE_UPDATE_RULE);
    asked->kept = dims.rank;
    asked->cells = cells;
    question->find = strbuf_finish(&out, composer->arena);
}

/* d (a formula) / d V, perhaps for each value of a letter. */
static void ask_formula(Making *making, Asked *asked, RandomQuestion *question) {
    Composer *composer = &making->composer;
    Dims dims = composer_dims(composer, below(making, 3));
    composer->wanted = composer->part_count - 1;
    if (part_at(making, composer->wanted)->is_label)
        composer->wanted = making->last;
    Formula formula;
    if (one_in(making, 2)) {
        Dim dim = composer_dim(composer);
        size_t letter = composer_open_letter(composer, dim);
        formula = compose_over(composer, &dims, letter, 2);
        asked->letter_values *= (size_t)dim.value;
        composer_note(composer, FEATURE_LETTER_ASKED);
    } else {
        formula = compose(composer, &dims, 3);
    }
    for (size_t i = 0; i < dims.rank; i++)
        asked->cells *= (size_t)dims.items[i].value;
    asked->kept = dims.rank;
    size_t variable = random_variable(making, composer->uses);
    if (variable == NO_PART)
        variable = making->last;
    composer_note(composer, FEATURE_FORMULA_DIFFERENTIATED);
    const char *bottom = ask_for(making, asked, variable);
    question->find = arena_printf(composer->arena, "d (%s) / d %s", formula.text, bottom);
}

static void ask_quantity(Making *making, Asked *asked, RandomQuestion *question) {
    question->find = ask_for(making, asked, random_target(making));
    composer_note(&making->composer, FEATURE_QUANTITY_ASKED);
}

/* A formula of a tensor of the question's own, which may have the name of one of the model's. */
static void ask_own(Making *making, Asked *asked, RandomQuestion *question) {
    Composer *composer = &making->composer;
    Arena *arena = composer->arena;
    size_t hidden = one_in(making, 3) ? random_variable(making, ~UINT64_C(0)) : NO_PART;
    Dims own = composer_dims(composer, below(making, 3)),
         dims = composer_dims(composer, below(making, 2));
    StrBuf given = composer->given, values = composer->values;
    strbuf_init(&composer->given);
    strbuf_init(&composer->values);
    const char *name = hidden != NO_PART ? part_at(making, hidden)->name : composer_name(composer);
    size_t at = composer->part_count;
    composer_give_as(composer, name, name, (Part){.dims = own});
    const char *lines = strbuf_finish(&composer->given, arena);
    const char *numbers = strbuf_finish(&composer->values, arena);
    composer->given = given;
    composer->values = values;
    if (hidden != NO_PART)
        part_at(making, hidden)->is_hidden = true;
    making->last = composer->wanted = at;
    Formula formula = ensure_last(making, compose(composer, &dims, 3));
    for (size_t i = 0; i < dims.rank; i++)
        asked->cells *= (size_t)dims.items[i].value;
    asked->kept = dims.rank;
    const char *bottom = ask_for(making, asked, at);
    bool has_values = !one_in(making, 3);
    question->find = arena_printf(arena, "d (%s) / d %s", formula.text, bottom);
    question->own = arena_printf(arena, "        given:\n    %s", lines);
    if (has_values)
        question->own = arena_printf(arena, "%s        values:\n    %s", question->own, numbers);
    composer_note(composer, FEATURE_OWN_GIVEN);
    if (has_values)
        composer_note(composer, FEATURE_OWN_VALUES);
    /* It is no name of the next question's. */
    composer->parts[at].is_hidden = true;
    if (hidden != NO_PART)
        part_at(making, hidden)->is_hidden = false;
}

static void note_shared(Making *making) {
    Composer *composer = &making->composer;
    for (size_t i = 0; i < composer->part_count; i++) {
        const Part *part = &composer->parts[i];
        if (!(composer->uses >> i & 1) || !part->is_given || part->is_label)
            continue;
        if (part->users > 1)
            composer_note(composer, FEATURE_SHARED);
        if (part->is_used_plain && part->is_used_transposed)
            composer_note(composer, FEATURE_SHARED_TRANSPOSED);
    }
}

/* Not where matrix notation is known to err: with what sums a diagonal, and where a size that is 1
 * meets a dimension that is stretched. Random networks (network.h) try the ordinary forms. */
static bool may_be_matrix(const Making *making) {
    static const Feature diagonals[] = {FEATURE_TRACE, FEATURE_KRONECKER, FEATURE_ONEHOT,
                                        FEATURE_LABEL_AS_INDEX};
    const Composer *composer = &making->composer;
    for (size_t i = 0; i < sizeof diagonals / sizeof *diagonals; i++)
        if (composer->features.has[diagonals[i]])
            return false;
    return !composer_has_single_size(composer);
}

static void choose_forms(Making *making, const Asked *asked, RandomQuestion *question) {
    question->forms[question->form_count++] = ANSWER_DEFAULT;
    if (asked->kept > 2)
        composer_note(&making->composer, FEATURE_IN_BLOCKS);
    if (asked->kept == 0 && one_in(making, 4)) {
        question->forms[question->form_count++] = ANSWER_EXPRESSION;
        composer_note(&making->composer, FEATURE_AS_EXPRESSION);
    } else if (one_in(making, 4)) {
        question->forms[question->form_count++] = ANSWER_ENTRIES;
        composer_note(&making->composer, FEATURE_AS_ENTRIES);
    }
    if (asked->kept > 0 && asked->kept <= 2 && may_be_matrix(making) && one_in(making, 2)) {
        question->forms[question->form_count++] = ANSWER_MATRIX;
        composer_note(&making->composer, FEATURE_AS_MATRIX);
    }
}

static void choose_using(Making *making, RandomQuestion *question) {
    if (making->loss == NO_PART || !one_in(making, 4))
        return;
    size_t variable = random_variable(making, part_at(making, making->loss)->uses);
    if (variable == NO_PART || part_at(making, variable)->is_given)
        return;
    question->using =
        arena_printf(making->composer.arena, "d %s / d %s", part_at(making, making->loss)->name,
                     part_at(making, variable)->name);
    composer_note(&making->composer, FEATURE_USING);
}

static RandomQuestion random_question(Making *making) {
    static void (*const kinds[])(Making *, Asked *, RandomQuestion *) = {
        ask_derivative, ask_derivative, ask_derivative, ask_derivative, ask_second_derivative,
        ask_update,     ask_formula,    ask_formula,    ask_quantity,   ask_own};
    RandomQuestion question = {.own = ""};
    Asked asked = {.cells = 1, .letter_values = 1};
    begin_formula(making);
    size_t last = making->last;
    kinds[below(making, sizeof kinds / sizeof *kinds)](making, &asked, &question);
    making->last = last;
    note_shared(making);
    choose_using(making, &question);
    choose_forms(making, &asked, &question);
    size_t depth = depth_of(&making->composer, making->composer.uses);
    if (depth > 0)
        composer_note(&making->composer,
                      (Feature)(FEATURE_DEPTH_1 + (depth > DEPTH_LIMIT ? DEPTH_LIMIT : depth) - 1));
    question.features = making->composer.features;
    return question;
}

static void define_chain(Making *making) {
    Composer *composer = &making->composer;
    size_t depth = 1 + below(making, DEPTH_LIMIT);
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

static void append_section(StrBuf *out, const char *title, const StrBuf *lines) {
    if (lines->length > 0)
        strbuf_printf(out, "    %s:\n%s", title, lines->chars);
}

RandomAssignment random_assignment(Arena *arena, uint64_t seed) {
    Making making = {.repeat = "", .loss = NO_PART};
    Composer *composer = &making.composer;
    composer->arena = arena;
    composer->random = random_from_seed(seed);
    composer->wanted = NO_PART;
    StrBuf *const buffers[] = {&composer->given,  &composer->values, &composer->functions,
                               &composer->assume, &making.define,    &making.sizes,
                               &making.let};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        strbuf_init(buffers[i]);
    choose_names(&making);
    choose_sizes(&making);
    composer->may_be_unknown = one_in(&making, 5);
    Dims input = composer_dims(composer, 1 + below(&making, 2));
    composer_give(composer, &input);
    define_chain(&making);
    if (!one_in(&making, 5))
        define_loss(&making);
    if (one_in(&making, 4))
        define_derivative(&making);
    if (making.loss != NO_PART && one_in(&making, 4))
        name_gradient(&making);
    RandomAssignment assignment;
    for (size_t i = 0; i < RANDOM_QUESTIONS; i++)
        assignment.questions[i] = random_question(&making);

    StrBuf out;
    strbuf_init(&out);
    strbuf_printf(&out, "models:\n  net:\n%s%s", making.sizes.chars, making.repeat);
    append_section(&out, "functions", &composer->functions);
    append_section(&out, "given", &composer->given);
    append_section(&out, "define", &making.define);
    strbuf_append(&out, making.let.chars);
    append_section(&out, "assume", &composer->assume);
    append_section(&out, "values", &composer->values);
    assignment.model = strbuf_finish(&out, arena);
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        strbuf_free(buffers[i]);
    return assignment;
}

const char *random_assignment_text(Arena *arena, const RandomAssignment *assignment,
                                   bool without_matrix) {
    static const char *const names[] = {"", "as: expression", "as: entries", "as: matrix"};
    StrBuf out;
    strbuf_init(&out);
    strbuf_printf(&out,
                  "gradsheet: 1\ntitle: Random\n%ssections:\n  - title: All\n    model: net\n"
                  "    questions:\n",
                  assignment->model);
    for (size_t q = 0; q < RANDOM_QUESTIONS; q++) {
        const RandomQuestion *question = &assignment->questions[q];
        strbuf_printf(&out, "      - find: \"%s\"\n%s        answers:\n", question->find,
                      question->own);
        for (size_t i = 0; i < question->form_count; i++) {
            AnswerForm form = question->forms[i];
            if (form == ANSWER_MATRIX && without_matrix)
                continue;
            bool has_using = question->using != NULL && i + 1 == question->form_count;
            strbuf_printf(&out, "          - {%s%s", names[form],
                          form != ANSWER_DEFAULT && has_using ? ", " : "");
            strbuf_printf(&out, "%s%s%s}\n", has_using ? "using: [\"" : "",
                          has_using ? question->using : "", has_using ? "\"]" : "");
        }
    }
    return strbuf_finish(&out, arena);
}
