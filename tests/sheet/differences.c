#include "differences.h"

#include <string.h>

#include "formula/assumption.h"
#include "random.h"

enum { PRECISION = 640, STEP_BITS = 100, TOLERANCE_BITS = 90, JUMP_BITS = 60, ENTRIES = 2 };

/* A model with the author's values, some of them moved. */
typedef struct Place {
    Model model;
    Question question;
    const Scope *scope;
    Point *point;
    const Syntax *find; /* resolved in its scope */
} Place;

typedef struct Differences {
    Judge *judge;
    Arena *arena;
    LetterValues letters;
} Differences;

static bool place_open(const Differences *differences, Place *place) {
    Arena *arena = differences->arena;
    Diagnostics *diagnostics = differences->judge->diagnostics;
    const Scope *model = scope_new(arena, &place->model, diagnostics);
    if (model == NULL)
        return false;
    place->scope = scope_for_question(arena, model, &place->question);
    place->point = point_at_values(arena, place->scope, PRECISION);
    NameLookup lookup = scope_lookup(place->scope);
    Letters letters = {0};
    place->find = formula_parse(arena, &place->question.find, &lookup, diagnostics);
    return place->find != NULL &&
           resolve_in_scope(arena, place->scope, place->find, &letters, true, diagnostics);
}

/* The given tensor of this name, in a copy of the list; a new one where there is none. */
static Given *own_given(Arena *arena, Given **list, size_t *count, const char *name, bool may_add) {
    size_t at = 0;
    while (at < *count && strcmp((*list)[at].name, name) != 0)
        at++;
    if (at == *count && !may_add)
        return NULL;
    Given *copy = ARENA_ARRAY(arena, Given, *count + 1);
    memcpy(copy, *list, *count * sizeof *copy);
    if (at == *count)
        copy[(*count)++] = (Given){.name = name};
    *list = copy;
    return &copy[at];
}

/* What was defined is given now. */
static void remove_definition(Arena *arena, Model *model, const char *name) {
    Definition *kept = ARENA_ARRAY(arena, Definition, model->define_count);
    size_t count = 0, length = strlen(name);
    for (size_t i = 0; i < model->define_count; i++) {
        const char *target = model->define[i].target.chars;
        if (strncmp(target, name, length) != 0 || strcspn(target, "[ ") != length)
            kept[count++] = model->define[i];
    }
    model->define = kept;
    model->define_count = count;
}

static void number_to_rational(const Number *number, fmpq_t rational) {
    if (number_is_rational(number))
        fmpq_set(rational, &number->rational);
    else
        arf_get_fmpq(rational, arb_midref(number->ball));
}

/* The place with V[entry] moved by sign · h. */
static bool place_move(const Differences *differences, const Place *from, const Quantity *variable,
                       size_t entry, int sign, Place *moved) {
    Arena *arena = differences->arena;
    Fault fault;
    const Number *numbers = point_value(from->point, from->scope, variable, &fault);
    if (numbers == NULL)
        return false;
    *moved = *from;
    Given *given = own_given(arena, &moved->question.given, &moved->question.given_count,
                             variable->name, false);
    if (given == NULL) {
        given =
            own_given(arena, &moved->model.given, &moved->model.given_count, variable->name, true);
        remove_definition(arena, &moved->model, variable->name);
    }
    Values *values = ARENA_NEW(arena, Values);
    values->rank = given->rank = variable->rank;
    values->count = 1;
    for (size_t i = 0; i < variable->rank; i++) {
        given->dims[i] = variable->dims[i];
        values->dims[i] = variable->dims[i].value;
        values->count *= (size_t)variable->dims[i].value;
    }
    values->entries = rational_array(arena, values->count);
    for (size_t i = 0; i < values->count; i++) {
        fmpq *value = &values->entries[i];
        number_to_rational(&numbers[i], value);
        if (i == entry) {
            fmpq_t step;
            fmpq_init(step);
            fmpq_set_si(step, sign, 1);
            fmpq_div_2exp(step, step, STEP_BITS);
            fmpq_add(value, value, step);
            fmpq_clear(step);
        }
    }
    given->values = values;
    return place_open(differences, moved);
}

/* Which entry of V a derivative's variable is, with its kept dimensions at `kept` (which runs row
 * by row over them). */
static bool entry_of(const Differences *differences, const Place *place, const Syntax *bottom,
                     size_t kept, size_t *entry) {
    const Syntax *name = bottom->kind == SYNTAX_INDEX ? bottom->children[0] : bottom;
    const Quantity *variable = name->quantity;
    size_t written = bottom->kind == SYNTAX_INDEX ? bottom->count - 1 : 0, weight = 1;
    *entry = 0;
    for (size_t i = variable->rank; i > 0; i--) {
        size_t size = (size_t)variable->dims[i - 1].value, index;
        const Syntax *at = i <= written ? bottom->children[i] : NULL;
        if (at == NULL || at->kind == SYNTAX_KEEP) {
            index = kept % size;
            kept /= size;
        } else {
            Tensor tensor;
            tensor_init(&tensor);
            Fault fault;
            bool is_good =
                interpret(place->point, place->scope, at, &differences->letters, &tensor, &fault);
            if (is_good)
                index = (size_t)fmpz_get_si(fmpq_numref(&tensor.entries[0].rational)) - 1;
            tensor_clear(&tensor);
            if (!is_good)
                return false;
        }
        *entry += index * weight;
        weight *= size;
    }
    return true;
}

static size_t shape_count(const Shape *shape) {
    size_t count = 1;
    for (size_t i = 0; i < shape->rank; i++)
        count *= (size_t)shape->dims[i].value;
    return count;
}

/* The formula that stands `depth` derivatives inside the question. */
static const Syntax *target_of(const Place *place, size_t depth) {
    const Syntax *syntax = place->find;
    for (; depth > 0; depth--)
        syntax = syntax->children[0];
    return syntax;
}

static bool run_forward(const Differences *differences, const Place *place, size_t depth,
                        Number *result);

/* The differences by one entry of the variable, over the target's kept entries. */
static bool run_difference(const Differences *differences, const Place *place, size_t depth,
                           size_t kept, Number *result) {
    const Syntax *derivative = target_of(place, depth);
    const Syntax *bottom = derivative->children[1];
    const Syntax *name = bottom->kind == SYNTAX_INDEX ? bottom->children[0] : bottom;
    size_t count = shape_count(derivative->children[0]->shape), entry;
    if (!entry_of(differences, place, bottom, kept, &entry))
        return false;
    Number *sides[2] = {number_array_new(count), number_array_new(count)};
    bool is_good = true;
    for (int side = 0; is_good && side < 2; side++) {
        Place moved;
        is_good =
            place_move(differences, place, name->quantity, entry, side == 0 ? 1 : -1, &moved) &&
            run_forward(differences, &moved, depth + 1, sides[side]);
    }
    fmpq_t scale;
    fmpq_init(scale);
    fmpq_set_si(scale, 1, 1);
    fmpq_mul_2exp(scale, scale, STEP_BITS - 1);
    Number factor;
    number_init(&factor);
    number_set_rational(&factor, scale);
    for (size_t i = 0; is_good && i < count; i++) {
        number_subtract(&result[i], &sides[0][i], &sides[1][i], PRECISION);
        number_multiply(&result[i], &result[i], &factor, PRECISION);
    }
    number_clear(&factor);
    fmpq_clear(scale);
    number_array_free(sides[0], count);
    number_array_free(sides[1], count);
    return is_good;
}

/* The value of a formula, derivatives by differences, over its kept entries. */
static bool run_forward(const Differences *differences, const Place *place, size_t depth,
                        Number *result) {
    const Syntax *syntax = target_of(place, depth);
    if (syntax->kind != SYNTAX_DERIVATIVE) {
        Tensor tensor;
        tensor_init(&tensor);
        Fault fault;
        bool is_good =
            interpret(place->point, place->scope, syntax, &differences->letters, &tensor, &fault);
        for (size_t i = 0; is_good && i < tensor.count; i++)
            number_set(&result[i], &tensor.entries[i]);
        tensor_clear(&tensor);
        return is_good;
    }
    size_t targets = shape_count(syntax->children[0]->shape);
    size_t entries = shape_count(syntax->children[1]->shape);
    Number *part = number_array_new(targets);
    bool is_good = true;
    for (size_t e = 0; is_good && e < entries; e++) {
        is_good = run_difference(differences, place, depth, e, part);
        for (size_t t = 0; is_good && t < targets; t++)
            number_set(&result[t * entries + e], &part[t]);
    }
    number_array_free(part, targets);
    return is_good;
}

/* What cannot be moved alone: a tensor that sums to something, or one on which what is
 * differentiated depends by way of a derivative. */
static bool holds_derivative(const Syntax *syntax) {
    if (syntax->kind == SYNTAX_DERIVATIVE)
        return true;
    if (syntax->kind == SYNTAX_NAME && syntax->quantity != NULL &&
        syntax->quantity->formula != NULL && holds_derivative(syntax->quantity->formula))
        return true;
    for (size_t i = 0; i < syntax->count; i++)
        if (holds_derivative(syntax->children[i]))
            return true;
    return false;
}

static bool can_move(const Scope *scope, const Syntax *derivative) {
    const Syntax *bottom = derivative->children[1];
    const Quantity *variable =
        bottom->kind == SYNTAX_INDEX ? bottom->children[0]->quantity : bottom->quantity;
    if (variable->kind != QUANTITY_GIVEN &&
        (variable->kind != QUANTITY_DEFINED || holds_derivative(derivative->children[0])))
        return false;
    for (; scope != NULL; scope = scope->outer)
        for (size_t i = 0; i < scope->assumption_count; i++)
            if (scope->assumptions[i].quantity == variable)
                return false;
    return derivative->children[0]->kind != SYNTAX_DERIVATIVE ||
           can_move(scope, derivative->children[0]);
}

static bool is_below(const Number *number, long bits) {
    arb_t ball;
    arb_init(ball);
    number_get_ball(ball, number, PRECISION);
    mag_t size;
    mag_init(size);
    arb_get_mag(size, ball);
    bool is_small = mag_cmp_2exp_si(size, bits) < 0;
    mag_clear(size);
    arb_clear(ball);
    return is_small;
}

/* |difference - expected| < 2^-TOLERANCE_BITS max(1, |expected|). */
static bool is_near(const Number *difference, const Number *expected) {
    Number gap;
    number_init(&gap);
    number_subtract(&gap, difference, expected, PRECISION);
    long bits = 0;
    while (bits < JUMP_BITS && !is_below(expected, bits))
        bits++;
    bool is_good = is_below(&gap, bits - TOLERANCE_BITS);
    number_clear(&gap);
    return is_good;
}

/* The entries at one value of the letters and one of the variable's kept dimensions. */
static DifferenceOutcome check_entry(const Differences *differences, const Place *place, size_t n,
                                     size_t kept) {
    const Expected *expected = &differences->judge->expected[0];
    const Syntax *find = differences->judge->find;
    size_t targets = shape_count(find->children[0]->shape);
    size_t entries = shape_count(find->children[1]->shape);
    DifferenceOutcome outcome = DIFFERENCE_EQUAL;
    Number *result = number_array_new(targets);
    if (!run_difference(differences, place, 0, kept, result))
        outcome = DIFFERENCE_KINK;
    for (size_t t = 0; outcome == DIFFERENCE_EQUAL && t < targets; t++) {
        const Number *wanted = &expected->entries[n * expected->count + t * entries + kept];
        /* A step of the function itself, not of its derivative, is as high as 1/h. */
        if (!is_below(&result[t], JUMP_BITS))
            outcome = DIFFERENCE_KINK;
        else if (!is_near(&result[t], wanted))
            outcome = DIFFERENCE_OTHER;
    }
    number_array_free(result, targets);
    return outcome;
}

DifferenceOutcome differences_check(Judge *judge, const Model *model, const Question *question,
                                    uint64_t seed) {
    const Expected *expected = &judge->expected[0];
    const Syntax *find = judge->find;
    if (expected->point == NULL || find->kind != SYNTAX_DERIVATIVE || !can_move(judge->scope, find))
        return DIFFERENCE_NONE;
    size_t kinks;
    point_kinks(expected->point, &kinks);
    if (kinks > 0)
        return DIFFERENCE_KINK;
    Random random = random_from_seed(seed);
    DifferenceOutcome outcome = DIFFERENCE_EQUAL;
    for (size_t i = 0; outcome == DIFFERENCE_EQUAL && i < ENTRIES; i++) {
        size_t n = random_below(&random, expected->letter_values);
        size_t kept = random_below(&random, shape_count(find->children[1]->shape));
        LetterValue items[LETTER_LIMIT];
        Differences differences = {judge, judge->arena, judge_letter_values(judge, n, items)};
        Place place = {.model = *model, .question = *question};
        outcome = place_open(&differences, &place) ? check_entry(&differences, &place, n, kept)
                                                   : DIFFERENCE_KINK;
    }
    return outcome;
}
