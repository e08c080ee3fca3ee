/* Random networks, random questions: whatever is printed, read again and run by the interpreter,
 * is what the interpreter finds for the question itself.
 *
 * The program compares as much before it prints anything, but evaluates the answer by expressions;
 * here both sides go the interpreter's way, from the JSON that everybody else is given: answers,
 * their steps, the left sides, and the values. GRADSHEET_TEST_MULTIPLIER makes the run longer.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "formula/resolve.h"
#include "network.h"
#include "numeric/interpret.h"
#include "solved.h"

enum {
    CASES = 400,
    POINTS = 3, /* the author's values, and random ones */
    PRECISION = 512,
    DRAWS = 20,
    NARROW = 64 /* balls must be narrower than 2^-NARROW */
};

/* What a question is at one point, entry by entry over its letters and then its kept dimensions. */
typedef struct Expected {
    Point *point;
    Number *entries;
    size_t count; /* entries for one value of the letters */
    size_t letter_values;
} Expected;

typedef struct Judge {
    Arena *arena;
    const char *yaml;
    const Scope *scope;
    Diagnostics *diagnostics;
    const Syntax *find;
    Letters letters;
    Expected expected[POINTS];
} Judge;

static void judge_fail(const Judge *judge, const char *what, const char *text) {
    ck_abort_msg("%s: %s\n%s", what, text, judge->yaml);
}

/* Reading and running. */

static const Syntax *read_formula(Judge *judge, const char *text, Letters *letters,
                                  bool allow_new) {
    Text source = text_from_string(judge->arena, "text", text);
    NameLookup lookup = scope_lookup(judge->scope);
    const Syntax *syntax = formula_parse(judge->arena, &source, &lookup, judge->diagnostics);
    if (syntax == NULL || !resolve_in_scope(judge->arena, judge->scope, syntax, letters, allow_new,
                                            judge->diagnostics))
        judge_fail(judge, "cannot be read again", text);
    return syntax;
}

/* The n-th way to give the letters values; the last letter runs fastest. */
static LetterValues letter_values(const Judge *judge, size_t n, LetterValue *items) {
    for (size_t i = judge->letters.count; i > 0; i--) {
        size_t size = (size_t)judge->letters.items[i - 1].dimension.value;
        items[i - 1] = (LetterValue){judge->letters.items[i - 1].name, (long)(n % size) + 1};
        n /= size;
    }
    return (LetterValues){items, judge->letters.count};
}

static void run(const Judge *judge, Point *point, const Syntax *syntax, size_t n, const char *text,
                Tensor *result) {
    LetterValue items[LETTER_LIMIT];
    LetterValues values = letter_values(judge, n, items);
    Fault fault;
    if (!interpret(point, judge->scope, syntax, &values, result, &fault))
        judge_fail(judge, number_fault_text(fault.kind), text);
}

static void run_question(Judge *judge, Expected *expected, const char *find) {
    expected->letter_values = 1;
    for (size_t i = 0; i < judge->letters.count; i++)
        expected->letter_values *= (size_t)judge->letters.items[i].dimension.value;
    expected->count = 1;
    for (size_t i = 0; i < judge->find->shape->rank; i++)
        expected->count *= (size_t)judge->find->shape->dims[i].value;
    expected->entries = number_array_new(expected->letter_values * expected->count);
    Tensor tensor;
    tensor_init(&tensor);
    for (size_t n = 0; n < expected->letter_values; n++) {
        run(judge, expected->point, judge->find, n, find, &tensor);
        ck_assert_uint_eq(tensor.count, expected->count);
        for (size_t i = 0; i < tensor.count; i++)
            number_set(&expected->entries[n * expected->count + i], &tensor.entries[i]);
    }
    tensor_clear(&tensor);
}

/* Comparing. */

static bool is_narrow(const Number *number) {
    return number_is_rational(number) || mag_cmp_2exp_si(arb_radref(number->ball), -NARROW) < 0 ||
           number_accuracy(number) > NARROW;
}

static bool are_narrow(const Number *numbers, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!is_narrow(&numbers[i]))
            return false;
    return true;
}

static bool are_equal(const Number *left, const Number *right) {
    if (number_is_rational(left) && number_is_rational(right))
        return fmpq_equal(&left->rational, &right->rational);
    return number_overlaps(left, right) && is_narrow(left) && is_narrow(right);
}

/* A formula for all entries, or one number for every one of them. */
static void judge_whole(Judge *judge, const char *text) {
    Letters letters = judge->letters;
    const Syntax *syntax = read_formula(judge, text, &letters, false);
    Tensor tensor;
    tensor_init(&tensor);
    for (size_t p = 0; p < POINTS; p++) {
        const Expected *expected = &judge->expected[p];
        for (size_t n = 0; n < expected->letter_values; n++) {
            run(judge, expected->point, syntax, n, text, &tensor);
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
    for (size_t p = 0; p < POINTS; p++) {
        const Expected *expected = &judge->expected[p];
        if (i >= expected->count)
            judge_fail(judge, "there is no such cell", text);
        for (size_t n = 0; n < expected->letter_values; n++) {
            run(judge, expected->point, syntax, n, product, &tensor);
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
    ck_assert_msg(count == judge->expected[0].count, "%zu cells\n%s", count, judge->yaml);
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
    for (size_t p = 0; p < POINTS; p++) {
        const Expected *expected = &judge->expected[p];
        for (size_t at = 0; at < expected->letter_values * expected->count; at++) {
            LetterValue items[LETTER_LIMIT];
            LetterValues values = letter_values(judge, at / expected->count, items);
            size_t rest = at % expected->count;
            for (size_t i = shape->rank; i > 0; i--) {
                size_t size = (size_t)shape->dims[i - 1].value;
                const char *name = json_string_value(json_array_get(names, i - 1));
                if (name != NULL)
                    items[values.count++] = (LetterValue){name, (long)(rest % size) + 1};
                rest /= size;
            }
            Fault fault;
            if (!interpret(expected->point, judge->scope, syntax, &values, &tensor, &fault))
                judge_fail(judge, number_fault_text(fault.kind), text);
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

/* The exact values, wherever the interpreter has some, too. */
static size_t judge_value(Judge *judge, const json_t *exact, size_t from) {
    if (json_is_array(exact)) {
        size_t i;
        json_t *part;
        json_array_foreach(exact, i, part) from = judge_value(judge, part, from);
        return from;
    }
    const Number *entry = &judge->expected[0].entries[from];
    const char *wanted =
        number_is_rational(entry) ? rational_print(judge->arena, &entry->rational) : NULL;
    const char *printed = json_string_value(exact);
    if (printed != NULL && (wanted == NULL || strcmp(printed, wanted) != 0))
        judge_fail(judge, "is the value of no entry", printed);
    if (printed == NULL && wanted != NULL)
        judge_fail(judge, "the value is rational, and not printed", wanted);
    return from + 1;
}

static void judge_question(Judge *judge, const json_t *question) {
    const char *find = json_string_value(json_object_get(question, "find"));
    judge->find = read_formula(judge, find, &judge->letters, true);
    for (size_t p = 0; p < POINTS; p++) {
        Expected *expected = &judge->expected[p];
        /* Where 1 - tanh(a large number)² leaves a ball too wide to tell anything, another place.
         */
        for (uint64_t draw = 0; draw < DRAWS; draw++) {
            expected->point =
                p == 0 ? point_at_values(judge->arena, judge->scope, PRECISION)
                       : point_random(judge->arena, judge->scope, 1000 * (draw + 1) + p, PRECISION);
            run_question(judge, expected, find);
            size_t entries = expected->letter_values * expected->count;
            if (p == 0 || draw + 1 == DRAWS || are_narrow(expected->entries, entries))
                break;
            number_array_free(expected->entries, entries);
        }
    }
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
    const json_t *value = json_object_get(question, "value");
    size_t count = judge->expected[0].count * judge->expected[0].letter_values;
    if (json_is_object(value))
        ck_assert_uint_eq(judge_value(judge, json_object_get(value, "exact"), 0), count);
    else
        ck_assert_uint_gt(json_array_size(json_object_get(question, "warnings")), 0);
    for (size_t p = 0; p < POINTS; p++)
        number_array_free(judge->expected[p].entries, count);
}

/* The cases. */

/* What a run of many cases has seen: a property that is never put to the test holds always. */
typedef struct Tally {
    size_t answers[ANSWER_MATRIX + 1];
    size_t refused;
    size_t with_letters, with_blocks, with_using, without_value;
} Tally;

enum { MOST_CELLS = 64 };

/* The forms that a question can be asked in. */
static size_t choose_forms(const Network *network, AnswerForm *forms) {
    size_t count = 0;
    forms[count++] = ANSWER_DEFAULT;
    if (network->question.cells <= MOST_CELLS)
        forms[count++] = ANSWER_ENTRIES;
    if (network->question.kept == 0)
        forms[count++] = ANSWER_EXPRESSION;
    if (network->question.kept <= 2)
        forms[count++] = ANSWER_MATRIX;
    return count;
}

static void count_case(Tally *tally, const Judge *judge, const json_t *question,
                       const AnswerForm *forms, size_t count, bool with_using) {
    for (size_t i = 0; i < count; i++)
        tally->answers[forms[i]]++;
    tally->with_letters += judge->letters.count > 0;
    tally->with_blocks += judge->find->shape->rank > 2;
    tally->with_using += with_using;
    tally->without_value += json_is_null(json_object_get(question, "value"));
}

static void run_case(Tally *tally, uint64_t seed) {
    Arena *arena = arena_new();
    Network network = network_random(arena, seed);
    AnswerForm forms[ANSWER_MATRIX + 1];
    size_t count = choose_forms(&network, forms);
    bool with_using = seed % 3 == 0;
    const char *yaml = network_assignment(arena, &network, forms, count, with_using);
    Solved solved;
    solved_open(&solved, yaml, NULL);
    if (solved.status == SHEET_ERRORS && solved_has(&solved, DIAGNOSTIC_NO_MATRIX_FORM)) {
        ck_assert_msg(!network.is_plain, "an ordinary network has a matrix form:\n%s%s",
                      solved_messages(&solved), yaml);
        tally->refused++;
        solved_close(&solved);
        yaml = network_assignment(arena, &network, forms, --count, with_using);
        solved_open(&solved, yaml, NULL);
    }
    ck_assert_msg(solved.status == SHEET_OK, "seed %lu: %s%s", (unsigned long)seed,
                  solved_messages(&solved), yaml);
    Judge judge = {.arena = solved.arena,
                   .yaml = yaml,
                   .scope =
                       scope_new(solved.arena, &solved.assignment->models[0], &solved.diagnostics),
                   .diagnostics = &solved.diagnostics};
    const json_t *question = solved_question(&solved, 0, 0);
    judge_question(&judge, question);
    count_case(tally, &judge, question, forms, count, with_using);
    solved_close(&solved);
    arena_free(arena);
}

static size_t multiplier(void) {
    const char *text = getenv("GRADSHEET_TEST_MULTIPLIER");
    long number = text != NULL ? strtol(text, NULL, 10) : 1;
    return number > 1 ? (size_t)number : 1;
}

START_TEST(every_printed_formula_has_the_value_of_what_was_asked) {
    Tally tally = {0};
    size_t cases = CASES * multiplier();
    for (size_t i = 0; i < cases; i++)
        run_case(&tally, i);
    ck_assert_uint_gt(tally.answers[ANSWER_EXPRESSION], cases / 10);
    ck_assert_uint_gt(tally.answers[ANSWER_ENTRIES], cases / 3);
    ck_assert_uint_gt(tally.answers[ANSWER_MATRIX], cases / 3);
    ck_assert_uint_gt(tally.with_letters, cases / 10);
    ck_assert_uint_gt(tally.with_blocks, cases / 50);
    ck_assert_uint_gt(tally.with_using, cases / 5);
    ck_assert_uint_lt(tally.refused, cases / 100);
    /* A ball around a 0 that nobody can see to be one has no certain digits. */
    ck_assert_uint_lt(tally.without_value, cases / 50);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("random networks");
    tcase_set_timeout(tests, 0);
    tcase_add_test(tests, every_printed_formula_has_the_value_of_what_was_asked);
    Suite *suite = suite_create("random networks");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
