/* Derivations: what is asked first, the answer last, one rule a line, every line equal to the one
 * before (SheetOptions.checks_steps). */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "network.h"
#include "solved.h"

static const SheetOptions checking = {.checks_steps = true};

static const char *string_of(const json_t *object, const char *key) {
    const char *string = json_string_value(json_object_get(object, key));
    return string != NULL ? string : "";
}

static json_t *steps_of(const Solved *solved, size_t section, size_t question) {
    const json_t *answers = json_object_get(solved_question(solved, section, question), "answers");
    return json_object_get(json_array_get(answers, 0), "steps");
}

static void open_homework(Solved *solved) {
    *solved = (Solved){.arena = arena_new(), .status = SHEET_ERRORS};
    diagnostics_init(&solved->diagnostics, solved->arena);
    bool unreadable = false;
    solved->assignment = assignment_read(solved->arena, HOMEWORK, &(AssignmentOptions){0},
                                         &solved->diagnostics, &unreadable);
    ck_assert_ptr_nonnull(solved->assignment);
    solved->sheet = sheet_solve(solved->arena, solved->assignment, &checking, &solved->diagnostics,
                                &solved->status);
    ck_assert_msg(solved->status == SHEET_OK, "%s", solved_messages(solved));
}

/* Question 1.10, as at the board. */
static const struct {
    const char *reason, *text;
} board[] = {
    {"what is asked", "d l / d W2[i,j]"},
    {"chain rule through z2", "sum(q, d l / d z2[1,q] * d z2[1,q] / d W2[i,j])"},
    {"linear layer z2", "sum(q, d l / d z2[1,q] * (i == q) * h1[1,j])"},
    {"delta picks an entry", "d l / d z2[1,i] * h1[1,j]"},
    {"activation h2", "d l / d h2[1,i] * (z2[1,i] > 0) * h1[1,j]"},
    {"linear layer h3", "d l / d h3[1,1] * W3[1,i] * (z2[1,i] > 0) * h1[1,j]"},
    {"definition of delta", "delta * W3[1,i] * (z2[1,i] > 0) * h1[1,j]"},
};

START_TEST(a_question_is_derived_as_at_the_board) {
    Solved solved;
    open_homework(&solved);
    const json_t *steps = steps_of(&solved, 0, 9);
    size_t count = sizeof board / sizeof *board;
    ck_assert_uint_eq(json_array_size(steps), count);
    for (size_t i = 0; i < count; i++) {
        const json_t *step = json_array_get(steps, i);
        ck_assert_str_eq(string_of(json_object_get(step, "reason"), "text"), board[i].reason);
        ck_assert_str_eq(string_of(step, "text"), board[i].text);
    }
    solved_close(&solved);
}
END_TEST

/* How many lines each of the 25 derivations has below what is asked. */
static const size_t homework_lines[2][17] = {
    {3, 3, 5, 3, 5, 1, 5, 6, 7, 6, 8, 5, 7, 6, 8, 9, 8},
    {5, 3, 5, 6, 6, 7, 9, 6},
};

START_TEST(the_homework_has_derivations_of_a_readable_length) {
    Solved solved;
    open_homework(&solved);
    for (size_t section = 0; section < 2; section++)
        for (size_t i = 0; i < 17 && homework_lines[section][i] > 0; i++) {
            size_t lines = json_array_size(steps_of(&solved, section, i)) - 1;
            ck_assert_msg(lines == homework_lines[section][i], "%zu.%zu has %zu lines, not %zu",
                          section + 1, i + 1, lines, homework_lines[section][i]);
        }
    solved_close(&solved);
}
END_TEST

static void check_ends(const json_t *question) {
    size_t i;
    json_t *answer;
    json_array_foreach(json_object_get(question, "answers"), i, answer) {
        const json_t *steps = json_object_get(answer, "steps");
        size_t count = json_array_size(steps);
        ck_assert_uint_ge(count, 2);
        ck_assert_str_eq(string_of(json_array_get(steps, 0), "text"),
                         string_of(json_object_get(question, "lhs"), "text"));
        static const char *const forms[] = {"text", "latex", "factor", "cells", "blocks"};
        for (size_t j = 0; j < sizeof forms / sizeof *forms; j++)
            ck_assert_ptr_eq(json_object_get(json_array_get(steps, count - 1), forms[j]),
                             json_object_get(answer, forms[j]));
    }
}

START_TEST(the_first_line_is_what_was_asked_and_the_last_the_answer) {
    Solved solved;
    open_homework(&solved);
    for (size_t section = 0; section < 2; section++)
        for (size_t i = 0; solved_question(&solved, section, i) != NULL; i++)
            check_ends(solved_question(&solved, section, i));
    solved_close(&solved);
}
END_TEST

START_TEST(kept_dimensions_get_letters_in_the_lines_between) {
    Solved solved;
    open_homework(&solved);
    const json_t *steps = steps_of(&solved, 0, 2); /* d l / d W3, of one row */
    const json_t *letters = json_object_get(json_array_get(steps, 1), "letters");
    ck_assert_str_eq(string_of(json_array_get(steps, 1), "text"), "d l / d W3[1,i]");
    ck_assert_uint_eq(json_array_size(letters), 2);
    ck_assert(json_is_null(json_array_get(letters, 0)));
    ck_assert_str_eq(json_string_value(json_array_get(letters, 1)), "i");
    ck_assert_ptr_null(json_object_get(json_array_get(steps, 0), "letters"));
    ck_assert_ptr_null(
        json_object_get(json_array_get(steps, json_array_size(steps) - 1), "letters"));
    solved_close(&solved);
}
END_TEST

/* The text with everything that moved cut out, without spaces. */
static const char *unmoved(Arena *arena, const char *text, const json_t *moved, const char *key) {
    StrBuf out;
    strbuf_init(&out);
    for (size_t at = 0; text[at] != '\0'; at++) {
        bool is_moved = text[at] == ' ';
        size_t i;
        json_t *pair;
        json_array_foreach(moved, i, pair) {
            const json_t *span = json_object_get(pair, key);
            is_moved |= (json_int_t)at >= json_integer_value(json_array_get(span, 0)) &&
                        (json_int_t)at < json_integer_value(json_array_get(span, 1));
        }
        if (!is_moved)
            strbuf_append_char(&out, text[at]);
    }
    return strbuf_finish(&out, arena);
}

START_TEST(what_did_not_move_is_the_same_in_both_lines) {
    Solved solved;
    open_homework(&solved);
    for (size_t question = 0; question < 17; question++) {
        const json_t *steps = steps_of(&solved, 0, question);
        for (size_t i = 1; i < json_array_size(steps); i++) {
            const json_t *step = json_array_get(steps, i), *before = json_array_get(steps, i - 1);
            static const char *const formats[] = {"text", "latex"};
            static const char *const keys[] = {"moved", "moved_latex"};
            for (size_t j = 0; j < 2; j++) {
                const json_t *moved = json_object_get(step, keys[j]);
                if (moved == NULL)
                    continue;
                ck_assert_uint_gt(json_array_size(moved), 0);
                ck_assert_str_eq(
                    unmoved(solved.arena, string_of(step, formats[j]), moved, formats[j]),
                    unmoved(solved.arena, string_of(before, formats[j]), moved, "before"));
            }
        }
    }
    /* 1.10, the fourth line: "d l / d z2[1,i]" has become what stands in "activation h2". */
    const json_t *moved = json_object_get(json_array_get(steps_of(&solved, 0, 9), 4), "moved");
    ck_assert_uint_ge(json_array_size(moved), 1);
    solved_close(&solved);
}
END_TEST

static const char plain_models[] = "gradsheet: 1\ntitle: T\nmodels:\n  a:\n    %s\n"
                                   "sections: [{title: S, questions: [{find: \"%s\"}]}]\n";

/* Small models, what is asked, and the rules that must be named on the way. */
static const struct {
    const char *model, *find, *rule, *text;
} rules[] = {
    {"{given: {x: []}, define: {u: x^2, v: sin(x), l: u * v}}", "d l / d x",
     "chain rule through u, v", "d l / d u * d u / d x + d l / d v * d v / d x"},
    {"{given: {a: [], b: []}, define: {p: a * b, s: exp(p)}}", "d s / d a", "definition of s",
     "d exp(p) / d p * b"},
    /* u leads to v: there is no symbol for the derivative of v with u held. */
    {"{given: {x: []}, define: {u: x^2, v: u * x, l: u + v}}", "d l / d x",
     "chain rule with local derivatives in u, v", ""},
    {"{sizes: {n: 2}, given: {w: [n]}, define: {l: 'w @ w'}}", "d (d l / d w[i]) / d w[j]",
     "the inner gradient, derived first", "d (2 * w[i]) / d w[j]"},
    {"{sizes: {m: 2, n: 3}, given: {z: [m, n], y: [m, n]}, assume: ['sum(c, y[k,c]) == 1'],"
     " define: {p: softmax(z), l: '-sum(k, c, y[k,c] * log(p[k,c]))'}}",
     "d l / d z", "row that is assumed to add up", "p[i,j] - y[i,j]"},
    /* An assumption that plays no part is not named: u adds up by itself, whatever x is. */
    {"{sizes: {n: 3, m: 2}, given: {x: [n], y: [m, n]}, assume: ['sum(c, y[k,c]) == 1'],"
     " define: {u: 'x - mean(x)', l: 'sum(i, u[i]^2) / 2'}}",
     "d l / d x", "sum that its definition makes constant", "u[i]"},
    {"{sizes: {n: 2, k: 3}, given: {W: [k, n], x: [n]}, define: {s: W @ x, l: 's @ s'}}",
     "d l / d x", "in matrix notation", ""},
    {"{given: {x: []}, define: {l: relu(x)}}", "l", "definition", "relu(x)"},
    {"{sizes: {n: 2}, given: {w: [n], eta: []}, define: {o: 'w @ w / 2', v: w - eta * d o / d w}}",
     "v", "definition of v", "w[i] - eta * d o / d w[i]"},
    {"{sizes: {n: 3}, given: {x: [n], c: []}, define: {mu: mean(x), l: 'c * sum(x) / n + c * mu'}}",
     "d l / d c", "in terms of mu", "2 * mu"},
};

START_TEST(every_rule_is_named_where_it_is_used) {
    Solved solved;
    Arena *arena = arena_new();
    const char *find = rules[_i].find;
    char *yaml = (char *)arena_printf(arena, plain_models, rules[_i].model, find);
    /* the last but one asks for a matrix */
    if (strcmp(rules[_i].rule, "in matrix notation") == 0)
        yaml = (char *)arena_printf(
            arena,
            "gradsheet: 1\ntitle: T\nmodels:\n  a:\n    %s\nsections: [{title: S, questions: "
            "[{find: \"%s\", answers: [{as: matrix}]}]}]\n",
            rules[_i].model, find);
    solved_open(&solved, yaml, &checking);
    ck_assert_msg(solved.status == SHEET_OK, "%s", solved_messages(&solved));
    const json_t *steps = steps_of(&solved, 0, 0);
    bool is_found = false;
    for (size_t i = 0; i < json_array_size(steps); i++) {
        const json_t *step = json_array_get(steps, i);
        is_found |=
            strcmp(string_of(json_object_get(step, "reason"), "text"), rules[_i].rule) == 0 &&
            (rules[_i].text[0] == '\0' || strcmp(string_of(step, "text"), rules[_i].text) == 0);
    }
    StrBuf lines;
    strbuf_init(&lines);
    for (size_t i = 0; i < json_array_size(steps); i++)
        strbuf_printf(&lines, "%s (%s)\n", string_of(json_array_get(steps, i), "text"),
                      string_of(json_object_get(json_array_get(steps, i), "reason"), "text"));
    ck_assert_msg(is_found, "no “%s” with %s in\n%s", rules[_i].rule, rules[_i].text, lines.chars);
    strbuf_free(&lines);
    solved_close(&solved);
    arena_free(arena);
}
END_TEST

enum { LAYERS = 32 };

START_TEST(a_deep_network_has_a_derivation_that_ends) {
    Arena *arena = arena_new();
    StrBuf yaml;
    strbuf_init(&yaml);
    strbuf_append(&yaml, "gradsheet: 1\ntitle: T\nmodels:\n  a:\n    sizes: {m: 2, n: 3}\n"
                         "    given: {h0: [m, n]");
    for (int i = 1; i <= LAYERS; i++)
        strbuf_printf(&yaml, ", W%d: [n, n]", i);
    strbuf_append(&yaml, "}\n    define:\n");
    for (int i = 1; i <= LAYERS; i++)
        strbuf_printf(&yaml, "      z%d: h%d @ W%d.T\n      h%d: tanh(z%d)\n", i, i - 1, i, i, i);
    strbuf_printf(&yaml,
                  "      l: sum(h%d)\nsections: [{title: S, questions: [{find: \"d l / d "
                  "W1[i,j]\"}]}]\n",
                  LAYERS);
    Solved solved;
    solved_open(&solved, strbuf_finish(&yaml, arena), NULL);
    ck_assert_msg(solved.status == SHEET_OK, "%s", solved_messages(&solved));
    const json_t *steps = steps_of(&solved, 0, 0);
    ck_assert_uint_lt(json_array_size(steps), 40);
    const json_t *last = json_array_get(steps, json_array_size(steps) - 1);
    ck_assert_str_eq(string_of(last, "rule"), "the other definitions in the same way");
    solved_close(&solved);
    arena_free(arena);
}
END_TEST

enum { CASES = 150 };

START_TEST(every_line_of_a_random_network_is_what_was_asked) {
    size_t cases = CASES * test_multiplier();
    for (size_t seed = 0; seed < cases; seed++) {
        Arena *arena = arena_new();
        Network network = network_random(arena, 7000000 + seed);
        AnswerForm form = ANSWER_DEFAULT;
        const char *yaml =
            network_assignment(arena, &network, &form, 1, network.using != NULL && seed % 2 == 0);
        Solved solved;
        solved_open(&solved, yaml, &checking);
        ck_assert_msg(solved.status == SHEET_OK, "%s\n%s", solved_messages(&solved), yaml);
        check_ends(solved_question(&solved, 0, 0));
        solved_close(&solved);
        arena_free(arena);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("steps");
    TCase *steps = tcase_create("steps");
    tcase_add_test(steps, a_question_is_derived_as_at_the_board);
    tcase_add_test(steps, the_homework_has_derivations_of_a_readable_length);
    tcase_add_test(steps, the_first_line_is_what_was_asked_and_the_last_the_answer);
    tcase_add_test(steps, kept_dimensions_get_letters_in_the_lines_between);
    tcase_add_test(steps, what_did_not_move_is_the_same_in_both_lines);
    tcase_add_loop_test(steps, every_rule_is_named_where_it_is_used, 0,
                        (int)(sizeof rules / sizeof *rules));
    tcase_add_test(steps, a_deep_network_has_a_derivation_that_ends);
    tcase_add_test(steps, every_line_of_a_random_network_is_what_was_asked);
    tcase_set_timeout(steps, 120);
    suite_add_tcase(suite, steps);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
