#include "random_formula.h"

#include <math.h>
#include <string.h>

enum { GIVEN_LIMIT = 8, TRIES = 12 };

/* How large arguments may be before a function makes too much, or too little, of them. */
#define SMALL       6.0
#define GIVEN_BOUND 4.0 /* what most entries are at most */

size_t composer_below(Composer *composer, size_t limit) {
    return random_below(&composer->random, limit);
}

bool composer_one_in(Composer *composer, size_t count) {
    return random_one_in(&composer->random, count);
}

void composer_note(Composer *composer, Feature feature) {
    composer->features.has[feature] = true;
}

/* A name that nothing has yet. */
const char *composer_name(Composer *composer) {
    if (composer->names_taken < composer->name_count)
        return composer->names[composer->names_taken++];
    return arena_printf(composer->arena, "v%zu", composer->names_taken++);
}

/* Dimensions. */

bool dim_equal(Dim left, Dim right) {
    return strcmp(left.text, right.text) == 0;
}

static bool dim_is_one(Dim dim) {
    return strcmp(dim.text, "1") == 0;
}

static bool dims_equal(const Dims *left, const Dims *right) {
    if (left->rank != right->rank)
        return false;
    for (size_t i = 0; i < left->rank; i++)
        if (!dim_equal(left->items[i], right->items[i]))
            return false;
    return true;
}

Dims dims_of(size_t rank, Dim first, Dim second) {
    Dims dims = {.rank = rank};
    dims.items[0] = first;
    dims.items[1] = second;
    return dims;
}

static const Dims number_dims = {0};

const char *dims_text(Arena *arena, const Dims *dims) {
    const char *text = "[";
    for (size_t i = 0; i < dims->rank; i++)
        text = arena_printf(arena, "%s%s%s", text, i > 0 ? ", " : "", dims->items[i].text);
    return arena_printf(arena, "%s]", text);
}

Dim composer_dim(Composer *composer) {
    if (composer_one_in(composer, 12))
        return (Dim){"2", 2};
    return composer->sizes[composer_below(composer, SIZE_COUNT)];
}

Dims composer_dims(Composer *composer, size_t rank) {
    Dims dims = {.rank = rank};
    for (size_t i = 0; i < rank; i++)
        dims.items[i] = composer_dim(composer);
    return dims;
}

bool composer_has_single_size(const Composer *composer) {
    for (size_t i = 0; i < SIZE_COUNT; i++)
        if (composer->sizes[i].value == 1)
            return true;
    return false;
}

static Dims dims_with(const Dims *dims, size_t at, Dim dim) {
    Dims wider = {.rank = dims->rank + 1};
    for (size_t i = 0; i < wider.rank; i++)
        wider.items[i] = i < at ? dims->items[i] : i == at ? dim : dims->items[i - 1];
    return wider;
}

/* Dimensions that stretch to these. */
static Dims narrower(Composer *composer, const Dims *dims) {
    size_t dropped = composer_one_in(composer, 2) ? composer_below(composer, dims->rank + 1) : 0;
    Dims result = {.rank = dims->rank - dropped};
    for (size_t i = 0; i < result.rank; i++) {
        result.items[i] = dims->items[dropped + i];
        if (composer_one_in(composer, 6) && !dim_is_one(result.items[i])) {
            result.items[i] = (Dim){"1", 1};
            composer_note(composer, FEATURE_STRETCHED_ONE);
        }
    }
    if (dropped > 0 && result.rank > 0)
        composer_note(composer, FEATURE_STRETCHED_MISSING);
    return result;
}

/* Parts. */

Part *composer_add(Composer *composer, Part part) {
    composer->parts[composer->part_count] = part;
    return &composer->parts[composer->part_count++];
}

static void write_value(Composer *composer, const Part *part, size_t axis) {
    static const long denominators[] = {2, 3, 4, 5, 7, 8};
    StrBuf *out = &composer->values;
    if (axis < part->dims.rank) {
        strbuf_append(out, "[");
        for (long i = 0; i < part->dims.items[axis].value; i++) {
            strbuf_append(out, i > 0 ? ", " : "");
            write_value(composer, part, axis + 1);
        }
        strbuf_append(out, "]");
        return;
    }
    if (part->is_label) {
        strbuf_printf(out, "%zu", 1 + composer_below(composer, (size_t)part->label.value));
        return;
    }
    long numerator = 1 + (long)composer_below(composer, 20);
    if (composer_one_in(composer, 6)) {
        strbuf_printf(out, "%s%.2f", composer_one_in(composer, 2) ? "-" : "",
                      (double)numerator / 8);
        return;
    }
    strbuf_printf(out, "%s%ld/%ld", composer_one_in(composer, 2) ? "-" : "", numerator,
                  denominators[composer_below(composer, sizeof denominators / sizeof(long))]);
}

Part *composer_give_as(Composer *composer, const char *name, const char *declared, Part part) {
    part.name = name;
    part.is_given = true;
    part.bound = GIVEN_BOUND;
    part.uses = UINT64_C(1) << composer->part_count;
    const char *dims = dims_text(composer->arena, &part.dims);
    if (part.is_label)
        dims = arena_printf(composer->arena, "%.*s%s-> %s]", (int)strlen(dims) - 1, dims,
                            part.dims.rank > 0 ? " " : "", part.label.text);
    if (declared != NULL)
        strbuf_printf(&composer->given, "      \"%s\": %s\n", declared, dims);
    strbuf_printf(&composer->values, "      \"%s\": ", name);
    write_value(composer, &part, 0);
    strbuf_append(&composer->values, "\n");
    return composer_add(composer, part);
}

Part *composer_give(Composer *composer, const Dims *dims) {
    const char *name = composer_name(composer);
    return composer_give_as(composer, name, name, (Part){.dims = *dims});
}

Part *composer_give_label(Composer *composer, const Dims *dims, Dim label) {
    const char *name = composer_name(composer);
    return composer_give_as(composer, name, name,
                            (Part){.dims = *dims, .is_label = true, .label = label});
}

static size_t count_givens(const Composer *composer) {
    size_t count = 0;
    for (size_t i = 0; i < composer->part_count; i++)
        count += composer->parts[i].is_given;
    return count;
}

static void note_use(Composer *composer, size_t at) {
    const Part *part = &composer->parts[at];
    composer->uses |= part->uses;
    composer->inner |= part->inner;
    composer->named |= UINT64_C(1) << at;
    for (size_t i = 0; i < FEATURE_COUNT; i++)
        composer->features.has[i] |= part->features.has[i];
    if (part->dims.rank == 3)
        composer_note(composer, FEATURE_RANK_3);
    if (part->dims.rank == 4)
        composer_note(composer, FEATURE_RANK_4);
}

/* Indices. */

static const char *integer_index(Composer *composer, Dim dim) {
    return arena_printf(composer->arena, "%zu", 1 + composer_below(composer, (size_t)dim.value));
}

/* A letter in force that runs over this dimension, the newest rather than others. */
static const char *letter_index(Composer *composer, Dim dim) {
    for (size_t i = composer->letter_count; i > 0; i--) {
        BoundLetter *letter = &composer->letters[i - 1];
        if (!dim_equal(letter->dim, dim) || (letter->is_used && composer_one_in(composer, 4)))
            continue;
        letter->is_used = true;
        return letter->name;
    }
    return NULL;
}

static const char *letter_or_integer(Composer *composer, Dim dim) {
    const char *letter = composer_one_in(composer, 6) ? NULL : letter_index(composer, dim);
    return letter != NULL ? letter : integer_index(composer, dim);
}

/* An entry of a label that runs to dim; NULL: there is none. */
static const char *label_index(Composer *composer, Dim dim) {
    for (size_t i = 0; i < composer->part_count; i++) {
        const Part *label = &composer->parts[i];
        if (!label->is_label || !dim_equal(label->label, dim) || composer_one_in(composer, 3))
            continue;
        composer->uses |= label->uses;
        composer_note(composer,
                      label->dims.rank > 0 ? FEATURE_LABEL_AS_INDEX : FEATURE_SINGLE_LABEL);
        const char *text = label->name;
        for (size_t j = 0; j < label->dims.rank; j++)
            text = arena_printf(composer->arena, "%s%s%s", text, j > 0 ? "," : "[",
                                letter_or_integer(composer, label->dims.items[j]));
        return label->dims.rank > 0 ? arena_printf(composer->arena, "%s]", text) : text;
    }
    return NULL;
}

static const char *choose_index(Composer *composer, Dim dim) {
    const char *label = composer_one_in(composer, 3) ? label_index(composer, dim) : NULL;
    return label != NULL ? label : letter_or_integer(composer, dim);
}

/* Which dimensions of a part can be kept so that these are: bit by bit; 0 is a choice only for a
 * single number. false: none. */
static bool choose_kept(Composer *composer, const Dims *from, const Dims *dims, size_t *kept) {
    size_t found = 0;
    for (size_t mask = 0; mask < (size_t)1 << from->rank; mask++) {
        size_t count = 0;
        bool fits = true;
        for (size_t i = 0; fits && i < from->rank; i++)
            if (mask >> i & 1) {
                fits = count < dims->rank && dim_equal(from->items[i], dims->items[count]);
                count++;
            }
        if (fits && count == dims->rank && composer_one_in(composer, ++found))
            *kept = mask;
    }
    return found > 0;
}

const char *compose_use(Composer *composer, size_t at, const Dims *dims) {
    const Part *part = &composer->parts[at];
    size_t kept = 0;
    if (part->is_label || part->is_hidden || !choose_kept(composer, &part->dims, dims, &kept))
        return NULL;
    note_use(composer, at);
    composer->parts[at].is_used_plain = true;
    size_t written = part->dims.rank;
    while (written > 0 && kept >> (written - 1) & 1)
        written--;
    if (written > 0 && composer_one_in(composer, 2))
        written = part->dims.rank;
    const char *text = part->name;
    for (size_t i = 0; i < written; i++)
        text = arena_printf(composer->arena, "%s%s%s", text, i > 0 ? "," : "[",
                            kept >> i & 1 ? "." : choose_index(composer, part->dims.items[i]));
    return written > 0 ? arena_printf(composer->arena, "%s]", text) : text;
}

/* Formulas. */

const char *formula_in(Arena *arena, Formula formula, Binding binding) {
    return formula.binding >= binding ? formula.text : arena_printf(arena, "(%s)", formula.text);
}

static const char *product_factor(const Composer *composer, Formula formula) {
    return formula_in(composer->arena, formula, BINDS_MINUS);
}

static Formula closed(const char *text, double bound) {
    return (Formula){text, BINDS_CLOSED, bound};
}

/* Whether two operands are one but for how dots are left out, z[k,.] and z[k]: which of them is
 * larger nobody can tell. */
static bool read_alike(const char *left, const char *right) {
    static const char dots[] = ",.[]";
    for (;; left++, right++) {
        left += strspn(left, dots);
        right += strspn(right, dots);
        if (*left != *right || *left == '\0')
            return *left == *right;
    }
}

static const Formula no_formula = {NULL, BINDS_CLOSED, 0};

const char *composer_number(Composer *composer) {
    static const char *const numbers[] = {"2", "3", "1/2", "3/4", "0.5", "1.25", "1/3", "5"};
    return numbers[composer_below(composer, sizeof numbers / sizeof *numbers)];
}

static Formula scaled(Composer *composer, Formula formula, const char *number) {
    return (Formula){
        arena_printf(composer->arena, "(%s) * %s", number, product_factor(composer, formula)),
        BINDS_PRODUCT, formula.bound * 5};
}

/* The formula where it is at most about `limit`, else something of it that is. */
static Formula tame(Composer *composer, Formula formula, double limit) {
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
    switch (composer_below(composer, 4)) {
    case 0:
        number = "pi";
        composer_note(composer, FEATURE_PI);
        break;
    case 1:
        number = composer->sizes[composer_below(composer, SIZE_COUNT)].text;
        composer_note(composer, FEATURE_SIZE_AS_NUMBER);
        break;
    case 2:
        if (composer->letter_count > 0) {
            number = composer->letters[composer_below(composer, composer->letter_count)].name;
            composer_note(composer, FEATURE_LETTER_AS_NUMBER);
        }
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

/* Operators entry by entry. */

static Formula write_sum(Composer *composer, const Dims *dims, size_t budget) {
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

static Formula write_product(Composer *composer, const Dims *dims, size_t budget) {
    Dims other = narrower(composer, dims);
    size_t share = composer_below(composer, budget);
    Formula left = compose(composer, dims, budget - 1 - share);
    Formula right = compose(composer, &other, share);
    composer_note(composer, FEATURE_PRODUCT);
    return (Formula){arena_printf(composer->arena, "%s * %s", product_factor(composer, left),
                                  product_factor(composer, right)),
                     BINDS_PRODUCT, left.bound * right.bound};
}

static Formula write_minus(Composer *composer, const Dims *dims, size_t budget) {
    Formula formula = compose(composer, dims, budget - 1);
    composer_note(composer, FEATURE_NEGATION);
    return (Formula){
        arena_printf(composer->arena, "-%s", formula_in(composer->arena, formula, BINDS_POWER)),
        BINDS_MINUS, formula.bound};
}

/* At least about 1/4. */
static Formula positive(Composer *composer, const Dims *dims, size_t budget) {
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

static Formula write_quotient(Composer *composer, const Dims *dims, size_t budget) {
    Dims other = narrower(composer, dims);
    size_t share = composer_below(composer, budget);
    Formula left = compose(composer, dims, budget - 1 - share);
    Formula right = positive(composer, &other, share);
    composer_note(composer, FEATURE_DIVISION);
    return (Formula){arena_printf(composer->arena, "%s / %s",
                                  formula_in(composer->arena, left, BINDS_PRODUCT), right.text),
                     BINDS_PRODUCT, 4 * left.bound};
}

static Formula write_whole_power(Composer *composer, const Dims *dims, size_t budget) {
    Formula base = compose(composer, dims, budget - 1);
    bool is_cube = composer_one_in(composer, 3);
    composer_note(composer, FEATURE_INTEGER_POWER);
    return (Formula){arena_printf(composer->arena, "%s%s%d",
                                  formula_in(composer->arena, base, BINDS_CLOSED),
                                  composer_one_in(composer, 6) ? "**" : "^", is_cube ? 3 : 2),
                     BINDS_POWER, pow(base.bound, is_cube ? 3 : 2)};
}

static Formula write_power(Composer *composer, const Dims *dims, size_t budget) {
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

static Formula write_comparison(Composer *composer, const Dims *dims, size_t budget) {
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

static Formula write_kronecker(Composer *composer, const Dims *dims, size_t budget) {
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

/* Functions. */

typedef enum Domain { DOMAIN_ALL, DOMAIN_SMALL, DOMAIN_POSITIVE } Domain;

static const struct {
    Feature feature;
    const char *name;
    Domain domain;
    double bound; /* of the value; 0: the argument's */
} functions[] = {
    {FEATURE_RELU, "relu", DOMAIN_ALL, 0},
    {FEATURE_SIGMOID, "sigmoid", DOMAIN_SMALL, 1},
    {FEATURE_TANH, "tanh", DOMAIN_SMALL, 1},
    {FEATURE_SOFTPLUS, "softplus", DOMAIN_SMALL, 7},
    {FEATURE_EXP, "exp", DOMAIN_SMALL, 404},
    {FEATURE_LOG, "log", DOMAIN_POSITIVE, 20},
    {FEATURE_SQRT, "sqrt", DOMAIN_POSITIVE, 0},
    {FEATURE_ABS, "abs", DOMAIN_ALL, 0},
    {FEATURE_SIGN, "sign", DOMAIN_ALL, 1},
    {FEATURE_SIN, "sin", DOMAIN_ALL, 1},
    {FEATURE_COS, "cos", DOMAIN_ALL, 1},
    {FEATURE_ERF, "erf", DOMAIN_SMALL, 1},
    {FEATURE_LEAKY_RELU, "leaky_relu", DOMAIN_ALL, 0},
};

static Formula write_function(Composer *composer, const Dims *dims, size_t budget) {
    size_t which = composer_below(composer, sizeof functions / sizeof *functions);
    Formula argument = functions[which].domain == DOMAIN_POSITIVE
                           ? positive(composer, dims, budget - 1)
                           : compose(composer, dims, budget - 1);
    if (functions[which].domain == DOMAIN_SMALL)
        argument = tame(composer, argument, SMALL);
    composer_note(composer, functions[which].feature);
    const char *text =
        arena_printf(composer->arena, "%s(%s%s)", functions[which].name, argument.text,
                     functions[which].feature == FEATURE_LEAKY_RELU ? ", 1/10" : "");
    return closed(text, functions[which].bound > 0 ? functions[which].bound : argument.bound);
}

static Formula write_max_of_two(Composer *composer, const Dims *dims, size_t budget) {
    bool is_max = composer_one_in(composer, 2);
    Dims other = narrower(composer, dims);
    size_t share = composer_below(composer, budget);
    Formula left = compose(composer, dims, budget - 1 - share);
    Formula right = compose(composer, &other, share);
    if (read_alike(left.text, right.text))
        return no_formula;
    /* The softmax of one entry is 1: much that looks different is the same then. A tie has no
     * derivative by the convention, and what is seen to be max(u, u) is u. */
    if (composer_has_single_size(composer))
        right.text = arena_printf(composer->arena, "%s - 1/7", right.text);
    composer_note(composer, is_max ? FEATURE_MAX : FEATURE_MIN);
    return closed(
        arena_printf(composer->arena, "%s(%s, %s)", is_max ? "max" : "min", left.text, right.text),
        left.bound + right.bound);
}

static Formula write_softmax(Composer *composer, const Dims *dims, size_t budget) {
    Formula argument = tame(composer, compose(composer, dims, budget - 1), SMALL);
    composer_note(composer, FEATURE_SOFTMAX);
    return closed(arena_printf(composer->arena, "softmax(%s)", argument.text), 1);
}

/* The author's own functions work entry by entry; their parameters are parts as long as the body
 * is written. */
static void make_function(Composer *composer, size_t arity) {
    Composer outer = *composer;
    const char *name = composer_name(composer), *parameters[2] = {"", ""};
    composer->first_part = composer->part_count;
    composer->letter_count = 0;
    composer->is_elementwise = true;
    composer->may_be_unknown = false;
    composer->features = (FeatureSet){0};
    for (size_t i = 0; i < arity; i++) {
        /* A parameter may hide a name of the model's. */
        parameters[i] = i == 0 && outer.part_count > 0 && composer_one_in(composer, 3)
                            ? outer.parts[0].name
                            : composer_name(composer);
        composer->wanted = composer->part_count;
        composer_add(composer, (Part){.name = parameters[i], .bound = SMALL});
    }
    Formula body = compose(composer, &number_dims, 3);
    body = tame(composer, body, 100);
    const char *text = arena_printf(composer->arena, "%s + %s", body.text, parameters[0]);
    if (arity == 2)
        text = arena_printf(composer->arena, "%s - %s * %s", text, parameters[0], parameters[1]);
    FeatureSet made = composer->features;
    strbuf_printf(&composer->functions, "      \"%s(%s%s%s)\": \"%s\"\n", name, parameters[0],
                  arity == 2 ? ", " : "", arity == 2 ? parameters[1] : "", text);
    StrBuf written = composer->functions;
    Random random = composer->random;
    size_t names_taken = composer->names_taken;
    *composer = outer;
    composer->functions = written;
    composer->random = random;
    composer->names_taken = names_taken;
    composer->authors[arity - 1] = name;
    composer->authors_features[arity - 1] = made;
}

static Formula write_authors_function(Composer *composer, const Dims *dims, size_t budget) {
    if (composer->is_elementwise)
        return no_formula;
    size_t arity = 1 + composer_below(composer, 2);
    if (composer->authors[arity - 1] == NULL)
        make_function(composer, arity);
    Dims other = narrower(composer, dims);
    size_t share = arity == 2 ? composer_below(composer, budget) : 0;
    Formula first = tame(composer, compose(composer, dims, budget - 1 - share), SMALL);
    const char *second = "";
    if (arity == 2) {
        Formula other_argument = tame(composer, compose(composer, &other, share), SMALL);
        if (read_alike(first.text, other_argument.text))
            return no_formula;
        second = arena_printf(composer->arena, ", %s", other_argument.text);
    }
    for (size_t i = 0; i < FEATURE_COUNT; i++)
        composer->features.has[i] |= composer->authors_features[arity - 1].has[i];
    composer_note(composer, FEATURE_AUTHORS_FUNCTION);
    if (arity == 2)
        composer_note(composer, FEATURE_AUTHORS_FUNCTION_OF_TWO);
    return closed(
        arena_printf(composer->arena, "%s(%s%s)", composer->authors[arity - 1], first.text, second),
        150);
}

static Formula write_unknown_function(Composer *composer, const Dims *dims, size_t budget) {
    if (!composer->may_be_unknown)
        return no_formula;
    if (composer->unknown == NULL) {
        composer->unknown = composer_name(composer);
        strbuf_printf(&composer->functions, "      \"%s(%s)\": unknown\n", composer->unknown,
                      composer_name(composer));
    }
    Formula argument = tame(composer, compose(composer, dims, budget - 1), SMALL);
    composer_note(composer, FEATURE_UNKNOWN_FUNCTION);
    return closed(arena_printf(composer->arena, "%s(%s)", composer->unknown, argument.text), 1000);
}

/* Sums and extrema over letters. */

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

static Formula write_sum_over(Composer *composer, const Dims *dims, size_t budget) {
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

static Formula write_extremum_over(Composer *composer, const Dims *dims, size_t budget) {
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

static Formula write_total(Composer *composer, const Dims *dims, size_t budget) {
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

static Formula write_along(Composer *composer, const Dims *dims, size_t budget) {
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

/* Matrices. */

static Formula write_matrix_product(Composer *composer, const Dims *dims, size_t budget) {
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

static Formula write_transpose(Composer *composer, const Dims *dims, size_t budget) {
    Dims turned = dims_of(2, dims->items[1], dims->items[0]);
    Formula formula = compose(composer, &turned, budget - 1);
    composer_note(composer, FEATURE_TRANSPOSE);
    formula.text =
        arena_printf(composer->arena, "%s.T", formula_in(composer->arena, formula, BINDS_CLOSED));
    formula.binding = BINDS_CLOSED;
    return formula;
}

static Formula write_outer(Composer *composer, const Dims *dims, size_t budget) {
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
static Formula write_square(Composer *composer, const Dims *dims, size_t budget) {
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

static Formula write_trace(Composer *composer, const Dims *dims, size_t budget) {
    (void)dims;
    Dim dim = composer_dim(composer);
    Dims inner = dims_of(2, dim, dim);
    Formula matrix = compose(composer, &inner, budget - 1);
    composer_note(composer, FEATURE_TRACE);
    return closed(arena_printf(composer->arena, "tr(%s)", matrix.text),
                  (double)dim.value * matrix.bound);
}

/* Ones, and unit vectors, around a formula that is not constant. */
static Formula write_ones(Composer *composer, const Dims *dims, size_t budget) {
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
                            letter_or_integer(composer, dims->items[0]));
        composer_note(composer, FEATURE_UNIT_VECTOR);
    }
    bool is_product = composer_one_in(composer, 2);
    return (Formula){arena_printf(arena, "%s %s %s", ones, is_product ? "*" : "-",
                                  product_factor(composer, rest)),
                     is_product ? BINDS_PRODUCT : BINDS_SUM, rest.bound + 1};
}

static Formula write_onehot(Composer *composer, const Dims *dims, size_t budget) {
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
static Formula write_indexed(Composer *composer, const Dims *dims, size_t budget) {
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
    return closed(arena_printf(composer->arena, "%s%s]", text, choose_index(composer, dim)),
                  formula.bound);
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
