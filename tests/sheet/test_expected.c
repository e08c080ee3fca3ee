/* What an author says of a question's answer: formulas that must be equal to it, and a rubric. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "solved.h"

static Solved solved;

/* A small network with the questions in it; z = [1/2, 1, 3/2], h = z, h - y = [-1/2, 1, 1]. */
static void open_with(const char *questions) {
    StrBuf yaml;
    strbuf_init(&yaml);
    strbuf_printf(&yaml,
                  "gradsheet: 1\n"
                  "title: T\n"
                  "models:\n"
                  "  net:\n"
                  "    sizes: {n: 2, k: 3}\n"
                  "    given: {x: [n], y: [k], W: [k, n]}\n"
                  "    define: {z: W @ x, h: relu(z), l: '1/2 * sum((h - y)^2)'}\n"
                  "    let: {delta: d l / d h}\n"
                  "    write: {delta: \\delta}\n"
                  "    values: {x: [1, -2], y: [1, 0, 1/2],\n"
                  "             W: [[1, 1/4], [-1, -1], [2, 1/4]]}\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    points: 2\n"
                  "    questions:\n"
                  "%s",
                  questions);
    solved_open(&solved, yaml.chars, NULL);
    strbuf_free(&yaml);
}

static void tear_down(void) {
    solved_close(&solved);
}

static const char *text_of(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

static const json_t *expected_of(size_t question) {
    return json_object_get(solved_question(&solved, 0, question), "expected");
}

START_TEST(every_form_of_the_right_answer_is_proved) {
    open_with("      - find: d l / d W\n"
              "        expect:\n"
              "          - outer((h - y) * (z > 0), x)\n"
              "          - outer(delta * (z > 0), x)\n"
              "          - outer(d l / d z, x)\n"
              "          - outer((z > 0) * (z - y), x)\n"
              "      - {find: 'd l / d W[i,j]', expect: '(relu(sum(p, W[i,p] * x[p])) - y[i])"
              " * (z[i] > 0) * x[j]'}\n"
              "      - {find: 'd l / d W[2,.] * 0', expect: 0}\n"
              "      - {find: h, expect: z * (z > 0)}\n"
              "      - {find: d relu(u) / d u, given: {u: []}, expect: (u > 0)}\n");
    ck_assert_msg(solved.sheet != NULL, "%s", solved_messages(&solved));
    static const size_t counts[] = {4, 1, 1, 1, 1};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        ck_assert_uint_eq(json_array_size(expected_of(i)), counts[i]);
}
END_TEST

/* k is 3: its dimension and a literal 3 are one. */
START_TEST(a_dimension_may_be_a_number_in_one_place_and_a_size_in_another) {
    open_with("      - find: d sum(M * onehot(u)) / d M\n"
              "        given: {M: [n, 3], u: [n -> k]}\n"
              "        answers: [{as: matrix}]\n"
              "        expect: onehot(u)\n"
              "      - find: d sum(i, A[i,v[i]]) / d A\n"
              "        given: {A: [n, k], v: [2 -> 3]}\n"
              "        answers: [{as: matrix}]\n"
              "        expect: onehot(v)\n");
    ck_assert_msg(solved.sheet != NULL, "%s", solved_messages(&solved));
    static const char *const answers[] = {"onehot(u)", "onehot(v)"};
    for (size_t i = 0; i < 2; i++) {
        json_t *question = solved_question(&solved, 0, i);
        const json_t *answer = json_array_get(json_object_get(question, "answers"), 0);
        ck_assert_str_eq(text_of(answer, "text"), answers[i]);
        ck_assert_uint_eq(json_array_size(expected_of(i)), 1);
    }
}
END_TEST

START_TEST(a_proved_answer_is_told_as_the_author_wrote_it) {
    open_with("      - find: d l / d x\n"
              "        answers: [{as: matrix}, {as: entries}]\n"
              "        expect: ['W.T @ (delta*(z > 0))', '(delta * (z>0)) @ W']\n"
              "      - find: d l / d x\n");
    ck_assert_msg(solved.sheet != NULL, "%s", solved_messages(&solved));
    const json_t *expected = expected_of(0);
    ck_assert_uint_eq(json_array_size(expected), 2);
    const json_t *same = json_array_get(expected, 0), *other = json_array_get(expected, 1);
    ck_assert_str_eq(text_of(other, "text"), "(delta * (z > 0)) @ W");
    ck_assert_str_eq(text_of(other, "latex"), "(\\delta \\odot (z > 0))^\\top\\,W");
    ck_assert(json_is_true(json_object_get(other, "equal")));
    ck_assert(json_is_true(json_object_get(other, "is_another_form")));
    /* word for word the answer that is printed anyway */
    ck_assert_str_eq(
        text_of(same, "text"),
        text_of(json_array_get(json_object_get(solved_question(&solved, 0, 0), "answers"), 0),
                "text"));
    ck_assert(json_is_false(json_object_get(same, "is_another_form")));
    ck_assert_uint_eq(json_array_size(expected_of(1)), 0);
}
END_TEST

/* The rest of the message is the engine's, which tests/verify looks at. */
static const struct {
    const char *find, *expect, *message;
} wrong[] = {
    {"d l / d W[i,j]", "(y[i] - h[i]) * (z[i] > 0) * x[j]",
     "differs from the derived one: at i = 1, j = 1, the assignment's values, it gives 1/2 where "
     "the derived answer gives -1/2; the derived answer is delta[i] * (z[i] > 0) * x[j]\n"},
    {"d l / d x", "W.T @ delta", "differs from the derived one: at entry [1], "},
    {"d l / d W[2,1]", "1 + 1/10^9",
     "it gives 1000000001/1000000000 where the derived answer gives 1; "},
    {"d l / d x", "d l / d z", "has shape (k), and what is asked has (n); the derived answer is "},
    {"d l / d W", "outer(x, delta * (z > 0))", "has shape (n, k), and what is asked has (k, n); "},
    {"d l / d W[i,j]", "outer(delta, x)", "has shape (k, n), and what is asked is a single number"},
    {"d l / d z[i]", "(h[r] - y[r]) * (z[r] > 0)", "“r” is no letter of what is asked"},
    {"d l / d z[i]", "g[i]", "“g” is not defined"},
    {"l", "log(-1 - l^2)", "equals the derived one cannot be decided: no random point gave it"},
    {"l", "l +", "the formula ends where"},
};

START_TEST(another_answer_is_an_error_at_its_place) {
    const char *lines = "      - find: %s\n"
                        "        expect: %s\n";
    StrBuf questions;
    strbuf_init(&questions);
    strbuf_printf(&questions, lines, wrong[_i].find, wrong[_i].expect);
    open_with(questions.chars);
    strbuf_free(&questions);
    const char *messages = solved_messages(&solved);
    ck_assert_int_eq(solved.status, SHEET_ERRORS);
    ck_assert_ptr_null(solved.sheet);
    ck_assert_msg(strncmp(messages, "test.yaml:17:", 13) == 0, "%s", messages);
    ck_assert_msg(strstr(messages, wrong[_i].message) != NULL, "%s", messages);
}
END_TEST

/* What is wrong with both comes in one run. */
START_TEST(an_expected_answer_is_read_where_there_is_no_derived_one) {
    open_with("      - find: d (d l / d W) / d W\n"
              "        answers: {as: matrix}\n"
              "        expect: (1\n");
    ck_assert_int_eq(solved.status, SHEET_ERRORS);
    ck_assert_msg(solved_has(&solved, DIAGNOSTIC_NO_MATRIX_FORM), "%s", solved_messages(&solved));
    ck_assert_msg(solved_has(&solved, DIAGNOSTIC_FORMULA_SYNTAX), "%s", solved_messages(&solved));
}
END_TEST

/* A long answer is cut where a blank stands. */
START_TEST(the_derived_answer_is_told_as_far_as_it_helps) {
    open_with("      - find: d l / d W\n"
              "        answers: {as: entries, using: [d l / d z]}\n"
              "        expect: 1\n"
              "      - find: d (d l / d W[i,j]) / d W\n"
              "        answers: {as: entries}\n"
              "        expect: 1\n");
    const char *messages = solved_messages(&solved);
    ck_assert_msg(strstr(messages, "; the derived answer is [d l / d z[1] * x[1], ") != NULL, "%s",
                  messages);
    for (const char *line = messages; line != NULL; line = strchr(line + 1, '\n'))
        ck_assert_uint_lt(strcspn(line + 1, "\n"), 520);
}
END_TEST

START_TEST(a_rubric_is_told_with_its_points_in_words) {
    open_with("      - find: d l / d W[i,j]\n"
              "        points: 3/2\n"
              "        rubric:\n"
              "          - {points: 1, text: \"The bracket `(z[i] > 0)`.\"}\n"
              "          - {points: 1/2, text: 100% of the rest}\n"
              "      - {prompt: Why?, answer: So., rubric: [{points: 0.5, text: So.}]}\n");
    ck_assert_msg(solved.sheet != NULL, "%s", solved_messages(&solved));
    const json_t *rubric = json_object_get(solved_question(&solved, 0, 0), "rubric");
    ck_assert_uint_eq(json_array_size(rubric), 2);
    const json_t *first = json_array_get(rubric, 0), *second = json_array_get(rubric, 1);
    ck_assert_str_eq(text_of(first, "points_text"), "1 point");
    ck_assert_str_eq(text_of(json_object_get(first, "text"), "latex"), "The bracket $(z_i > 0)$.");
    ck_assert_str_eq(text_of(second, "points"), "1/2");
    ck_assert_str_eq(text_of(json_object_get(second, "text"), "latex"), "100\\% of the rest");
    const json_t *in_words = json_object_get(solved_question(&solved, 0, 1), "rubric");
    ck_assert_str_eq(text_of(json_array_get(in_words, 0), "points_text"), "1/2 points");
}
END_TEST

START_TEST(a_wrong_formula_in_a_rubric_is_an_error_at_its_place) {
    open_with("      - find: l\n"
              "        rubric: [{points: 2, text: 'The sum `h + x`'}]\n");
    const char *messages = solved_messages(&solved);
    ck_assert_msg(strncmp(messages, "test.yaml:17:46: error: ", 24) == 0, "%s", messages);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("expected");
    tcase_add_checked_fixture(tests, NULL, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, every_form_of_the_right_answer_is_proved);
    tcase_add_test(tests, a_dimension_may_be_a_number_in_one_place_and_a_size_in_another);
    tcase_add_test(tests, a_proved_answer_is_told_as_the_author_wrote_it);
    tcase_add_loop_test(tests, another_answer_is_an_error_at_its_place, 0,
                        (int)(sizeof wrong / sizeof *wrong));
    tcase_add_test(tests, an_expected_answer_is_read_where_there_is_no_derived_one);
    tcase_add_test(tests, the_derived_answer_is_told_as_far_as_it_helps);
    tcase_add_test(tests, a_rubric_is_told_with_its_points_in_words);
    tcase_add_test(tests, a_wrong_formula_in_a_rubric_is_an_error_at_its_place);
    Suite *suite = suite_create("expected");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
