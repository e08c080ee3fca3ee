#include "judge.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

enum { DRAWS = 12, PRECISE_DRAW = 4, HIGHEST_PRECISION = 5120, SHORT_TEXT = 200, LONG_TEXT = 1500 };

static void judge_fail(const Judge *judge, const char *what, const char *text) {
    /* Longer than Check's messages may be. */
    fprintf(stderr, "%s\n%s: %s\n", judge->yaml, what, text);
    ck_abort_msg("%s", what);
}

/* Comparing. */

bool judge_is_narrow(const Number *number) {
    return number_is_rational(number) ||
           mag_cmp_2exp_si(arb_radref(number->ball), -JUDGE_NARROW) < 0 ||
           number_accuracy(number) > JUDGE_NARROW;
}

static bool are_narrow(const Number *numbers, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!judge_is_narrow(&numbers[i]))
            return false;
    return true;
}

static bool are_equal(const Number *left, const Number *right) {
    if (number_is_rational(left) && number_is_rational(right))
        return fmpq_equal(&left->rational, &right->rational);
    return number_overlaps(left, right) && judge_is_narrow(left) && judge_is_narrow(right);
}

/* Reading and running. */

static const Syntax *read_formula(Judge *judge, const char *text, Letters *letters,
                                  bool allow_new) {
    Text source = text_from_string(judge->arena, "text", text);
    NameLookup lookup = scope_lookup(judge->scope);
    const Syntax *syntax = formula_parse(judge->arena, &source, &lookup, judge->diagnostics);
    if (syntax == NULL || !resolve_in_scope(judge->arena, judge->scope, syntax, letters, allow_new,
                                            judge->diagnostics))
        judge_fail(judge,
                   judge->diagnostics->count > 0
                       ? judge->diagnostics->items[judge->diagnostics->count - 1].message
                       : "cannot be read again",
                   text);
    return syntax;
}

LetterValues judge_letter_values(const Judge *judge, size_t n, LetterValue *items) {
    for (size_t i = judge->letters.count; i > 0; i--) {
        size_t size = (size_t)judge->letters.items[i - 1].dimension.value;
        items[i - 1] = (LetterValue){judge->letters.items[i - 1].name, (long)(n % size) + 1};
        n /= size;
    }
    return (LetterValues){items, judge->letters.count};
}

/* The interpreter runs no formula with more letters than SUM_LIMIT, and sums inside sums by the
 * product of their ranges: nobody waits for more than so many operations. */
enum { SUM_LIMIT = 100, COST_LIMIT = 4000 };

static size_t count_sums(const Syntax *syntax) {
    size_t count = syntax->binder_count;
    for (size_t i = 0; i < syntax->count; i++)
        count += count_sums(syntax->children[i]);
    return count;
}

static double cost_of(const Syntax *syntax) {
    double cost = 1;
    for (size_t i = 0; i < syntax->count; i++)
        cost += cost_of(syntax->children[i]);
    for (size_t i = 0; i < syntax->binder_count; i++)
        cost *= (double)syntax->binders[i].dimension.value;
    return cost;
}

/* False where it cannot be decided: whether e is max(k, e) is known to the answer that asks it, but
 * no precision tells it of irrational numbers; and what nobody reads is too long to be run. */
static bool run(Judge *judge, Point *point, const Syntax *syntax, const LetterValues *values,
                const char *text, Tensor *result) {
    Fault fault;
    if (cost_of(syntax) > COST_LIMIT) {
        judge->undecided++;
        return false;
    }
    if (interpret(point, judge->scope, syntax, values, result, &fault))
        return true;
    bool is_too_long = fault.kind == NUMBER_FAULT_FORMULA && count_sums(syntax) > SUM_LIMIT;
    if (fault.kind != NUMBER_FAULT_UNDECIDED && !is_too_long)
        judge_fail(judge, number_fault_text(fault.kind), text);
    judge->undecided++;
    return false;
}

/* False where it has no value, or none that tells much. */
static bool run_question(const Judge *judge, Expected *expected, NumberFault *kind) {
    expected->letter_values = 1;
    for (size_t i = 0; i < judge->letters.count; i++)
        expected->letter_values *= (size_t)judge->letters.items[i].dimension.value;
    expected->count = 1;
    for (size_t i = 0; i < judge->find->shape->rank; i++)
        expected->count *= (size_t)judge->find->shape->dims[i].value;
    size_t entries = expected->letter_values * expected->count;
    expected->entries = number_array_new(entries);
    Tensor tensor;
    tensor_init(&tensor);
    Fault fault = {0};
    for (size_t n = 0; fault.kind == NUMBER_FAULT_NONE && n < expected->letter_values; n++) {
        LetterValue items[LETTER_LIMIT];
        LetterValues values = judge_letter_values(judge, n, items);
        if (!interpret(expected->point, judge->scope, judge->find, &values, &tensor, &fault))
            break;
        ck_assert_uint_eq(tensor.count, expected->count);
        for (size_t i = 0; i < tensor.count; i++)
            number_set(&expected->entries[n * expected->count + i], &tensor.entries[i]);
    }
    tensor_clear(&tensor);
    *kind = fault.kind;
    if (fault.kind == NUMBER_FAULT_NONE && are_narrow(expected->entries, entries))
        return true;
    number_array_free(expected->entries, entries);
    expected->entries = NULL;
    return false;
}

/* Where balls are too wide to tell anything, in higher precision, up to the highest. */
static NumberFault run_precisely(const Judge *judge, Expected *expected, long highest) {
    NumberFault kind = NUMBER_FAULT_NONE;
    for (long precision = JUDGE_PRECISION; precision <= highest; precision *= 4) {
        point_set_precision(expected->point, precision);
        if (run_question(judge, expected, &kind))
            return NUMBER_FAULT_NONE;
        if (kind != NUMBER_FAULT_NONE && kind != NUMBER_FAULT_UNDECIDED)
            break;
    }
    expected->point = NULL;
    return kind != NUMBER_FAULT_NONE ? kind : NUMBER_FAULT_UNDECIDED;
}

static NumberFault run_at_values(Judge *judge) {
    Expected *expected = &judge->expected[0];
    expected->point = point_at_values(judge->arena, judge->scope, JUDGE_PRECISION);
    return run_precisely(judge, expected, HIGHEST_PRECISION);
}

/* At random ones, drawn again where it has no value: in the end only positive ones. What saturates
 * at all of them, as 1 - sigmoid(2000), needs more bits, or more than there are. */
static void run_at_random(Judge *judge, size_t place) {
    Expected *expected = &judge->expected[place];
    for (uint64_t draw = 0; draw < DRAWS; draw++) {
        uint64_t seed = 1000 * (draw + 1) + place;
        if (draw >= DRAWS / 2)
            seed += POINT_POSITIVE_SEED;
        expected->point = point_random(judge->arena, judge->scope, seed, JUDGE_PRECISION);
        long highest = place == 1 && draw == PRECISE_DRAW ? HIGHEST_PRECISION : JUDGE_PRECISION;
        if (run_precisely(judge, expected, highest) == NUMBER_FAULT_NONE)
            return;
    }
}

/* What nobody reads to its end is run at one random point, and not where numbers are long, too. */
static bool is_judged_at(const Judge *judge, size_t place, const char *text) {
    Point *point = judge->expected[place].point;
    if (point == NULL)
        return false;
    if (point_precision(point) > JUDGE_PRECISION)
        return strlen(text) < SHORT_TEXT;
    return place == 1 || strlen(text) < LONG_TEXT;
}

/* A formula for all entries, or one number for every one of them. */
static void judge_whole(Judge *judge, const char *text) {
    Letters letters = judge->letters;
    const Syntax *syntax = read_formula(judge, text, &letters, false);
    Tensor tensor;
    tensor_init(&tensor);
    for (size_t p = 0; p < JUDGE_PLACES; p++) {
        const Expected *expected = &judge->expected[p];
        if (!is_judged_at(judge, p, text))
            continue;
        for (size_t n = 0; n < expected->letter_values; n++) {
            LetterValue items[LETTER_LIMIT];
            LetterValues values = judge_letter_values(judge, n, items);
            if (!run(judge, expected->point, syntax, &values, text, &tensor))
                continue;
            if (tensor.count != expected->count && tensor.rank != 0)
                judge_fail(judge, "has another shape", text);
            for (size_t i = 0; i < expected->count; i++)
                if (!are_equal(&tensor.entries[tensor.rank == 0 ? 0 : i],
                               &expected->entries[n * expected->count + i]))
                    judge_fail(judge, "has another value", text);
        }
    }
    tensor_clear(&tensor);
}

/* factor (NULL: none) * text is entry i. */
static void judge_cell(Judge *judge, const char *factor, const char *text, size_t i) {
    Letters letters = judge->letters;
    if (factor != NULL)
        read_formula(judge, factor, &letters, false);
    const char *product =
        factor == NULL ? text : arena_printf(judge->arena, "(%s) * (%s)", factor, text);
    const Syntax *syntax = read_formula(judge, product, &letters, false);
    Tensor tensor;
    tensor_init(&tensor);
    for (size_t p = 0; p < JUDGE_PLACES; p++) {
        const Expected *expected = &judge->expected[p];
        if (!is_judged_at(judge, p, product))
            continue;
        if (i >= expected->count)
            judge_fail(judge, "there is no such cell", text);
        for (size_t n = 0; n < expected->letter_values; n++) {
            LetterValue items[LETTER_LIMIT];
            LetterValues values = judge_letter_values(judge, n, items);
            if (!run(judge, expected->point, syntax, &values, product, &tensor))
                continue;
            if (tensor.rank != 0)
                judge_fail(judge, "is no single number", product);
            if (!are_equal(&tensor.entries[0], &expected->entries[n * expected->count + i]))
                judge_fail(judge, "has another value", product);
        }
    }
    tensor_clear(&tensor);
}

static const char *text_of(const json_t *object) {
    return json_string_value(json_object_get(object, "text"));
}

static size_t judge_cells(Judge *judge, const char *factor, const json_t *cells, size_t from) {
    size_t i, j;
    json_t *row, *cell;
    json_array_foreach(cells, i, row) {
        json_array_foreach(row, j, cell) judge_cell(judge, factor, text_of(cell), from++);
    }
    return from;
}

/* The position of a block by its indices. */
static size_t block_position(const Judge *judge, const json_t *at) {
    size_t position = 0, i;
    json_t *index;
    json_array_foreach(at, i, index) position =
        position * (size_t)judge->find->shape->dims[i].value + (size_t)json_integer_value(index) -
        1;
    return position;
}

/* An answer, a step of one, or a left side. */
static void judge_printed(Judge *judge, const json_t *printed) {
    if (text_of(printed) != NULL) {
        judge_whole(judge, text_of(printed));
        return;
    }
    const char *factor = text_of(json_object_get(printed, "factor"));
    const json_t *blocks = json_object_get(printed, "blocks");
    size_t count = 0, i;
    json_t *block;
    if (!json_is_array(blocks)) {
        count = judge_cells(judge, factor, json_object_get(printed, "cells"), 0);
    } else {
        json_array_foreach(blocks, i, block) {
            ck_assert_uint_eq(block_position(judge, json_object_get(block, "at")), i);
            count = judge_cells(judge, factor, json_object_get(block, "cells"), count);
        }
    }
    ck_assert_msg(count == judge->expected[1].count, "%zu cells\n%s", count, judge->yaml);
}

/* A line of a derivation for each entry: letters stand for the kept dimensions. */
static void judge_entry_step(Judge *judge, const char *text, const json_t *names) {
    Letters letters = judge->letters;
    const Shape *shape = judge->find->shape;
    for (size_t i = 0; i < shape->rank; i++) {
        const char *name = json_string_value(json_array_get(names, i));
        if (name != NULL)
            letters.items[letters.count++] =
                (Letter){.name = name, .has_dimension = true, .dimension = shape->dims[i]};
    }
    const Syntax *syntax = read_formula(judge, text, &letters, false);
    Tensor tensor;
    tensor_init(&tensor);
    for (size_t p = 0; p < JUDGE_PLACES; p++) {
        const Expected *expected = &judge->expected[p];
        if (!is_judged_at(judge, p, text))
            continue;
        for (size_t at = 0; at < expected->letter_values * expected->count; at++) {
            LetterValue items[LETTER_LIMIT];
            LetterValues values = judge_letter_values(judge, at / expected->count, items);
            size_t rest = at % expected->count;
            for (size_t i = shape->rank; i > 0; i--) {
                size_t size = (size_t)shape->dims[i - 1].value;
                const char *name = json_string_value(json_array_get(names, i - 1));
                if (name != NULL)
                    items[values.count++] = (LetterValue){name, (long)(rest % size) + 1};
                rest /= size;
            }
            if (!run(judge, expected->point, syntax, &values, text, &tensor))
                continue;
            if (tensor.count != 1 || !are_equal(&tensor.entries[0], &expected->entries[at]))
                judge_fail(judge, "has another value", text);
        }
    }
    tensor_clear(&tensor);
}

static void judge_step(Judge *judge, const json_t *step) {
    const json_t *letters = json_object_get(step, "letters");
    if (letters != NULL)
        judge_entry_step(judge, text_of(step), letters);
    else
        judge_printed(judge, step);
}

/* The exact values: wherever the interpreter has some, and where an answer is seen to be rational
 * though what was asked is run through numbers that are not. */
static size_t judge_value(Judge *judge, const json_t *exact, size_t from) {
    if (json_is_array(exact)) {
        size_t i;
        json_t *part;
        json_array_foreach(exact, i, part) from = judge_value(judge, part, from);
        return from;
    }
    const Number *entry = &judge->expected[0].entries[from];
    const char *printed = json_string_value(exact);
    Number number;
    number_init(&number);
    if (printed != NULL) {
        fmpq_t rational;
        fmpq_init(rational);
        ck_assert_int_eq(fmpq_set_str(rational, printed, 10), 0);
        number_set_rational(&number, rational);
        fmpq_clear(rational);
    }
    if (printed != NULL && !are_equal(&number, entry))
        judge_fail(judge, "is the value of no entry", printed);
    if (printed == NULL && number_is_rational(entry))
        judge_fail(judge, "the value is rational, and not printed",
                   rational_print(judge->arena, &entry->rational));
    number_clear(&number);
    return from + 1;
}

/* What is found first, that a number is missing or that two cannot be told apart, is a matter of
 * order, and of a missing number no word is said. */
static bool lacks_values(const Scope *scope) {
    for (; scope != NULL; scope = scope->outer)
        for (size_t i = 0; i < scope->count; i++)
            if (scope->quantities[i]->kind == QUANTITY_GIVEN &&
                scope->quantities[i]->values == NULL)
                return true;
    return false;
}

static void judge_its_value(Judge *judge, const json_t *question, NumberFault fault) {
    const json_t *value = json_object_get(question, "value");
    const Expected *expected = &judge->expected[0];
    size_t warnings = json_array_size(json_object_get(question, "warnings"));
    /* What is unknown may be without influence, and whether e is max(k, e) is known to an answer
     * that asks it: it has a value all the same. */
    if (json_is_object(value) &&
        (fault == NUMBER_FAULT_UNKNOWN_FUNCTION || fault == NUMBER_FAULT_UNDECIDED)) {
        judge->undecided += fault == NUMBER_FAULT_UNDECIDED;
        return;
    }
    if (json_is_object(value) && fault != NUMBER_FAULT_NONE)
        judge_fail(judge, "a value is printed where there is none", number_fault_text(fault));
    if (json_is_object(value))
        ck_assert_uint_eq(judge_value(judge, json_object_get(value, "exact"), 0),
                          expected->count * expected->letter_values);
    else if (fault != NUMBER_FAULT_UNKNOWN_FUNCTION && fault != NUMBER_FAULT_MISSING_VALUE &&
             warnings == 0 && !lacks_values(judge->scope))
        judge_fail(judge, "there is no value, and no word of it", "");
}

void judge_open(Judge *judge, Arena *arena, const char *yaml, const Scope *scope,
                Diagnostics *diagnostics, const json_t *question) {
    *judge = (Judge){.arena = arena, .yaml = yaml, .scope = scope, .diagnostics = diagnostics};
    const char *find = json_string_value(json_object_get(question, "find"));
    judge->find = read_formula(judge, find, &judge->letters, true);
    NumberFault fault = run_at_values(judge);
    for (size_t p = 1; p < JUDGE_PLACES; p++)
        run_at_random(judge, p);
    judge->undecided += judge->expected[1].point == NULL;
    judge_its_value(judge, question, fault);
    const json_t *lhs = json_object_get(question, "lhs");
    judge_whole(judge, text_of(lhs));
    if (json_is_array(json_object_get(lhs, "cells")))
        judge_cells(judge, NULL, json_object_get(lhs, "cells"), 0);
    size_t i, j;
    json_t *answer, *step;
    json_array_foreach(json_object_get(question, "answers"), i, answer) {
        judge_printed(judge, answer);
        json_array_foreach(json_object_get(answer, "steps"), j, step) judge_step(judge, step);
    }
}

void judge_close(Judge *judge) {
    for (size_t p = 0; p < JUDGE_PLACES; p++)
        if (judge->expected[p].point != NULL)
            number_array_free(judge->expected[p].entries,
                              judge->expected[p].count * judge->expected[p].letter_values);
}

bool judge_found_nothing(const Judge *judge) {
    for (size_t p = 0; p < JUDGE_PLACES; p++)
        for (size_t i = 0; judge->expected[p].point != NULL &&
                           i < judge->expected[p].count * judge->expected[p].letter_values;
             i++)
            if (!number_is_zero(&judge->expected[p].entries[i]))
                return false;
    return true;
}
