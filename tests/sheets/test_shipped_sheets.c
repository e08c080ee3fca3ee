/* What sheets are given of the assignments that ship: words that no two formulas share, blanks as
 * large as the answers. */
#include <check.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "sheet/sheet.h"

static const char *const names[] = {"hw-backprop",       "attention-head",  "batch-norm",
                                    "convolution",       "newton-logistic", "recurrent-network",
                                    "softmax-classifier"};
enum { ASSIGNMENT_COUNT = sizeof names / sizeof *names };

static json_t *solve(Arena *arena, const char *name) {
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics, arena);
    bool unreadable = false;
    const char *path = arena_printf(arena, "%s/%s.yaml", ASSIGNMENTS, name);
    const Assignment *assignment = assignment_read(arena, path, NULL, &diagnostics, &unreadable);
    ck_assert_msg(assignment != NULL, "%s cannot be read", path);
    SheetOptions options = {
        .is_said = true, .has_forward = true, .has_substitutions = true, .has_alternatives = true};
    SheetStatus status;
    json_t *sheet = sheet_solve(arena, assignment, &options, &diagnostics, &status);
    ck_assert_msg(sheet != NULL, "%s has no solution", path);
    diagnostics_free(&diagnostics);
    return sheet;
}

typedef struct Heard {
    const char *words; /* without commas and capitals */
    const char *text;
} Heard;

typedef struct Collection {
    Arena *arena;
    Heard *items;
    size_t count, capacity;
} Collection;

static const char *without_pauses(Arena *arena, const char *speech) {
    char *words = arena_strdup(arena, speech);
    char *end = words;
    for (const char *c = words; *c != '\0'; c++)
        if (*c != ',')
            *end++ = (char)tolower((unsigned char)*c);
    *end = '\0';
    return words;
}

/* Every object with words and a text, at any depth. */
static void collect(Collection *collection, const json_t *value) {
    size_t index;
    const char *key;
    json_t *child;
    if (json_is_array(value)) {
        json_array_foreach(value, index, child) collect(collection, child);
        return;
    }
    const char *speech = json_string_value(json_object_get(value, "speech"));
    const char *text = json_string_value(json_object_get(value, "text"));
    if (speech != NULL && text != NULL) {
        if (collection->count == collection->capacity) {
            collection->capacity = 2 * collection->capacity + 64;
            collection->items =
                realloc(collection->items, collection->capacity * sizeof *collection->items);
        }
        collection->items[collection->count++] =
            (Heard){without_pauses(collection->arena, speech), text};
    }
    json_object_foreach((json_t *)value, key, child) collect(collection, child);
}

static int compare_words(const void *left, const void *right) {
    return strcmp(((const Heard *)left)->words, ((const Heard *)right)->words);
}

START_TEST(no_two_formulas_of_a_section_sound_the_same) {
    Arena *arena = arena_new();
    json_t *sheet = solve(arena, names[_i]);
    size_t index, heard = 0;
    json_t *section;
    json_array_foreach(json_object_get(sheet, "sections"), index, section) {
        Collection collection = {.arena = arena};
        collect(&collection, section);
        qsort(collection.items, collection.count, sizeof *collection.items, compare_words);
        for (size_t i = 1; i < collection.count; i++) {
            const Heard *left = &collection.items[i - 1], *right = &collection.items[i];
            if (strcmp(left->words, right->words) == 0)
                ck_assert_msg(strcmp(left->text, right->text) == 0, "%s\n%s\n%s", left->text,
                              right->text, right->words);
        }
        heard += collection.count;
        free(collection.items);
    }
    ck_assert_uint_gt(heard, 20);
    json_decref(sheet);
    arena_free(arena);
}
END_TEST

/* The first answer of a question that is written out in one matrix, or NULL. */
static const json_t *written_out(const json_t *question) {
    size_t index;
    json_t *answer;
    json_array_foreach(json_object_get(question, "answers"), index, answer) {
        if (json_is_array(json_object_get(answer, "cells")))
            return answer;
    }
    return NULL;
}

static void check_blank(const json_t *question, size_t *count) {
    const json_t *answer = written_out(question);
    const json_t *blank = json_object_get(question, "blank");
    if (answer == NULL)
        return;
    ck_assert(json_is_object(blank));
    const json_t *cells = json_object_get(answer, "cells");
    size_t rows = json_array_size(cells);
    size_t columns = json_array_size(json_array_get(cells, 0));
    ck_assert_int_eq(json_integer_value(json_object_get(blank, "rows")), (json_int_t)rows);
    ck_assert_int_eq(json_integer_value(json_object_get(blank, "columns")), (json_int_t)columns);
    size_t marks = 0;
    for (const char *c = json_string_value(json_object_get(blank, "latex")); *c != '\0'; c++)
        marks += *c == '?';
    ck_assert_uint_eq(marks, rows * columns);
    (*count)++;
}

START_TEST(a_blank_is_as_large_as_the_answer) {
    Arena *arena = arena_new();
    json_t *sheet = solve(arena, names[_i]);
    size_t i, j, count = 0;
    json_t *section, *question;
    json_array_foreach(json_object_get(sheet, "sections"), i, section) {
        json_array_foreach(json_object_get(section, "questions"), j, question)
            check_blank(question, &count);
    }
    if (_i == 0)
        ck_assert_uint_eq(count, 7); /* the homework's */
    json_decref(sheet);
    arena_free(arena);
}
END_TEST

START_TEST(the_forward_pass_has_the_values_of_the_definitions) {
    static const char *const expected[][2] = {
        {"z1", "[[\"-2\", \"4\", \"1/4\"]]"},
        {"h1", "[[\"0\", \"4\", \"1/4\"]]"},
        {"z2", "[[\"9/2\", \"-13/4\"]]"},
        {"h2", "[[\"9/2\", \"0\"]]"},
        {"h3", "[[\"9/4\"]]"},
        {"l", "\"9/8\""},
        {"delta", "\"3/2\""},
    };
    Arena *arena = arena_new();
    json_t *sheet = solve(arena, names[0]);
    const json_t *forward =
        json_object_get(json_array_get(json_object_get(sheet, "sections"), 0), "forward");
    ck_assert_uint_eq(json_array_size(forward), sizeof expected / sizeof *expected);
    for (size_t i = 0; i < json_array_size(forward); i++) {
        const json_t *row = json_array_get(forward, i);
        const json_t *name = json_object_get(json_object_get(row, "name"), "text");
        char *exact =
            json_dumps(json_object_get(json_object_get(row, "value"), "exact"), JSON_ENCODE_ANY);
        ck_assert_str_eq(json_string_value(name), expected[i][0]);
        ck_assert_str_eq(exact, expected[i][1]);
        free(exact);
    }
    json_decref(sheet);
    arena_free(arena);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("shipped sheets");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, no_two_formulas_of_a_section_sound_the_same, 0, ASSIGNMENT_COUNT);
    tcase_add_loop_test(tests, a_blank_is_as_large_as_the_answer, 0, ASSIGNMENT_COUNT);
    tcase_add_test(tests, the_forward_pass_has_the_values_of_the_definitions);
    Suite *suite = suite_create("shipped sheets");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
