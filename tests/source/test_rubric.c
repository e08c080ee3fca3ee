/* Rubrics and expected answers as they are read: what they hold, and what is wrong with them. */
#include "reading.h"

#define HEAD                                                                                       \
    "gradsheet: 1\n"                                                                               \
    "title: T\n"                                                                                   \
    "models: {a: {define: {l: 1}}}\n"                                                              \
    "sections:\n"                                                                                  \
    "  - title: S\n"

static const Section *read_section(const char *lines) {
    return &read_good(arena_printf(arena, "%s%s", HEAD, lines))->sections[0];
}

static void expect_complaints(const char *lines, const char *expected) {
    expect_errors(arena_printf(arena, "%s%s", HEAD, lines), expected);
}

START_TEST(a_rubric_has_points_and_texts) {
    const Question *question = read_section("    questions:\n"
                                            "      - find: l\n"
                                            "        points: 2\n"
                                            "        rubric:\n"
                                            "          - {points: 1/2, text: The sign.}\n"
                                            "          - text: Everything else.\n"
                                            "            points: 1.5\n")
                                   ->questions;
    ck_assert_uint_eq(question->rubric_count, 2);
    ck_assert_str_eq(rational_print(arena, question->rubric[0].points), "1/2");
    ck_assert_str_eq(question->rubric[0].text.chars, "The sign.");
    ck_assert_str_eq(rational_print(arena, question->rubric[1].points), "3/2");
}
END_TEST

START_TEST(a_rubric_may_add_up_to_a_share_of_the_section) {
    const Section *section = read_section("    points: 5\n"
                                          "    questions:\n"
                                          "      - {find: l, points: 2}\n"
                                          "      - find: l\n"
                                          "        rubric: [{points: 1, text: A},\n"
                                          "                 {points: 1/2, text: B}]\n"
                                          "      - prompt: Why?\n"
                                          "        answer: So.\n"
                                          "        rubric: [{points: 3/2, text: A}]\n");
    ck_assert_uint_eq(section->questions[0].rubric_count, 0);
    ck_assert_uint_eq(section->questions[1].rubric_count, 2);
    ck_assert_uint_eq(section->questions[2].rubric_count, 1);
}
END_TEST

START_TEST(where_nobody_speaks_of_points_the_rubric_does) {
    const Section *section = read_section("    questions:\n"
                                          "      - find: l\n"
                                          "        rubric: [{points: 1, text: A},\n"
                                          "                 {points: 2, text: B}]\n"
                                          "      - {find: l, points: 1}\n"
                                          "      - find: l\n");
    ck_assert(section->questions[0].has_points);
    ck_assert_str_eq(rational_print(arena, section->questions[0].points), "3");
    ck_assert(!section->questions[2].has_points);
    ck_assert(section->has_points);
    ck_assert_str_eq(rational_print(arena, section->points), "4");
}
END_TEST

START_TEST(a_rubric_adds_up_to_the_points_of_the_question) {
    expect_complaints(
        "    points: 7\n"
        "    questions:\n"
        "      - find: l\n"
        "        points: 3\n"
        "        rubric:\n"
        "          - {points: 1, text: A}\n"
        "          - {points: 1/2, text: B}\n"
        "      - find: l\n"
        "        rubric: [{points: 3, text: A}]\n"
        "      - find: l\n"
        "        rubric: [{points: 2, text: A}]\n",
        "hw.yaml:10:9: error: the rubric's points add up to 3/2, and the question has "
        "3; add items for the missing 3/2, or write “points: 3/2” for the question\n"
        "            rubric:\n"
        "            ^~~~~~\n"
        "hw.yaml:14:9: error: the rubric's points add up to 3, and the question has "
        "2, its share of the section's; take 1 from the items, or write “points: 3” "
        "for the question\n"
        "            rubric: [{points: 3, text: A}]\n"
        "            ^~~~~~\n");
}
END_TEST

START_TEST(an_item_has_points_and_a_text_and_nothing_else) {
    expect_complaints(
        "    questions:\n"
        "      - find: l\n"
        "        points: 1\n"
        "        rubric:\n"
        "          - {text: A}\n"
        "          - {points: 1}\n"
        "          - {points: -1, text: A}\n"
        "          - {points: 1, text: ''}\n"
        "          - {points: 1, text: A, tex: B}\n"
        "          - 1 for the sign\n",
        "hw.yaml:10:13: error: an item of a rubric needs “points”; add a line “points: ...” to it\n"
        "              - {text: A}\n"
        "                ^\n"
        "hw.yaml:11:13: error: an item of a rubric needs “text”; add a line “text: ...” to it\n"
        "              - {points: 1}\n"
        "                ^\n"
        "hw.yaml:12:22: error: points cannot be negative\n"
        "              - {points: -1, text: A}\n"
        "                         ^~\n"
        "hw.yaml:13:31: error: the text of this item is empty\n"
        "              - {points: 1, text: ''}\n"
        "                                  ^~\n"
        "hw.yaml:14:34: error: an item of a rubric has no key “tex”; did you mean “text”?\n"
        "              - {points: 1, text: A, tex: B}\n"
        "                                     ^~~\n"
        "hw.yaml:15:13: error: an item of a rubric should be a mapping of names to values, and "
        "here is a text\n"
        "              - 1 for the sign\n"
        "                ^~~~~~~~~~~~~~\n");
}
END_TEST

START_TEST(a_rubric_is_a_list_with_items) {
    expect_complaints("    questions:\n"
                      "      - find: l\n"
                      "        rubric: []\n"
                      "      - find: l\n"
                      "        rubric: {points: 1, text: A}\n",
                      "hw.yaml:8:17: error: the rubric has no items; add one: "
                      "- {points: 1, text: \"...\"}\n"
                      "            rubric: []\n"
                      "                    ^\n"
                      "hw.yaml:10:17: error: “rubric” should be a list, and here is a mapping of "
                      "names to values\n"
                      "            rubric: {points: 1, text: A}\n"
                      "                    ^\n");
}
END_TEST

/* What the points are is not known then, and one message is enough. */
START_TEST(wrong_points_are_not_compared_with_the_rubric) {
    expect_complaints("    points: two\n"
                      "    questions:\n"
                      "      - find: l\n"
                      "        rubric: [{points: 1, text: A}]\n",
                      "hw.yaml:6:13: error: “two” is not a number; write a number as -3, 0.75, 3/4 "
                      "or 1e-3, without spaces and without other arithmetic\n"
                      "        points: two\n"
                      "                ^~~\n");
}
END_TEST

START_TEST(too_many_points_in_a_section_are_told_once) {
    expect_complaints("    points: 1\n"
                      "    questions:\n"
                      "      - {find: l, points: 2}\n"
                      "      - find: l\n"
                      "        rubric: [{points: 1, text: A}]\n",
                      "hw.yaml:6:13: error: the questions' own points add up to 2, and the section "
                      "has 1\n"
                      "        points: 1\n"
                      "                ^\n");
}
END_TEST

START_TEST(expected_answers_are_a_formula_or_a_list_of_them) {
    const Question *questions = read_section("    questions:\n"
                                             "      - {find: l, expect: 1 + 0}\n"
                                             "      - find: l\n"
                                             "        expect: [1, 2/2]\n"
                                             "      - find: l\n")
                                    ->questions;
    ck_assert_uint_eq(questions[0].expect_count, 1);
    ck_assert_str_eq(questions[0].expect[0].chars, "1 + 0");
    ck_assert_uint_eq(questions[1].expect_count, 2);
    ck_assert_str_eq(questions[1].expect[1].chars, "2/2");
    ck_assert_uint_eq(questions[2].expect_count, 0);
}
END_TEST

START_TEST(expected_answers_need_something_that_is_asked) {
    expect_complaints(
        "    questions:\n"
        "      - {prompt: Why?, answer: So., expect: 1}\n"
        "      - {find: l, expect: []}\n"
        "      - {find: l, expect: {as: matrix}}\n",
        "hw.yaml:7:37: error: “expect” is compared with what “find” asks for, and there is none\n"
        "          - {prompt: Why?, answer: So., expect: 1}\n"
        "                                        ^~~~~~\n"
        "hw.yaml:8:27: error: “expect” has no formula\n"
        "          - {find: l, expect: []}\n"
        "                              ^\n"
        "hw.yaml:9:27: error: a formula under “expect” should be a text, and here is a mapping of "
        "names to values; a text that begins with [ or { needs quotes\n"
        "          - {find: l, expect: {as: matrix}}\n"
        "                              ^\n");
}
END_TEST

/* An author may write LaTeX for a letter that stands in an expected answer only. */
START_TEST(letters_of_expected_answers_are_names_that_can_be_written) {
    const Assignment *assignment =
        read_good("gradsheet: 1\n"
                  "title: T\n"
                  "models: {a: {given: {x: [3]}, define: {l: sum(x^2)},\n"
                  "             write: {row: r}, values: {x: [1, 2, 3]}}}\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    questions:\n"
                  "      - {find: l, expect: 'sum(row, x[row]^2)'}\n");
    ck_assert_uint_eq(assignment->models[0].write_count, 1);
}
END_TEST

static void add_tests(TCase *tests) {
    tcase_add_test(tests, a_rubric_has_points_and_texts);
    tcase_add_test(tests, a_rubric_may_add_up_to_a_share_of_the_section);
    tcase_add_test(tests, where_nobody_speaks_of_points_the_rubric_does);
    tcase_add_test(tests, a_rubric_adds_up_to_the_points_of_the_question);
    tcase_add_test(tests, an_item_has_points_and_a_text_and_nothing_else);
    tcase_add_test(tests, a_rubric_is_a_list_with_items);
    tcase_add_test(tests, wrong_points_are_not_compared_with_the_rubric);
    tcase_add_test(tests, too_many_points_in_a_section_are_told_once);
    tcase_add_test(tests, expected_answers_are_a_formula_or_a_list_of_them);
    tcase_add_test(tests, expected_answers_need_something_that_is_asked);
    tcase_add_test(tests, letters_of_expected_answers_are_names_that_can_be_written);
}

int main(void) {
    return run_suite("rubric", add_tests);
}
