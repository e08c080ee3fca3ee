/* Errors in keys, sections and questions: input beside its whole message. */
#include "reading.h"

START_TEST(an_empty_assignment_lacks_four_keys) {
    expect_errors(
        "author: Ada\n",
        "hw.yaml:1:1: error: an assignment needs “gradsheet”; add a line “gradsheet: 1” to it\n"
        "    author: Ada\n"
        "    ^\n"
        "hw.yaml:1:1: error: an assignment needs “title”; add a line “title: ...” to it\n"
        "    author: Ada\n"
        "    ^\n"
        "hw.yaml:1:1: error: an assignment needs “models”; add a line “models: ...” to it\n"
        "    author: Ada\n"
        "    ^\n"
        "hw.yaml:1:1: error: an assignment needs “sections”; add a line “sections: ...” to it\n"
        "    author: Ada\n"
        "    ^\n");
}
END_TEST

START_TEST(an_unknown_key_gets_the_nearest) {
    expect_errors("gradsheet: 1\n"
                  "titel: T\n"
                  "title: T\n"
                  "models: {a: {defin: {l: 1}}}\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    questions:\n"
                  "      - find: l\n"
                  "        promt: x\n",
                  "hw.yaml:2:1: error: an assignment has no key “titel”; did you mean “title”?\n"
                  "    titel: T\n"
                  "    ^~~~~\n"
                  "hw.yaml:4:14: error: a model has no key “defin”; did you mean “define”?\n"
                  "    models: {a: {defin: {l: 1}}}\n"
                  "                 ^~~~~\n"
                  "hw.yaml:9:9: error: a question has no key “promt”; did you mean “prompt”?\n"
                  "            promt: x\n"
                  "            ^~~~~\n");
}
END_TEST

START_TEST(a_key_that_is_there_twice_is_an_error) {
    expect_errors(
        "gradsheet: 1\n"
        "title: T\n"
        "title: U\n"
        "models: {a: {define: {l: 1}}}\n"
        "sections:\n"
        "  - title: S\n"
        "    questions:\n"
        "      - find: l\n",
        "hw.yaml:3:1: error: “title” stands here twice, line 2 has it too; keep one of them\n"
        "    title: U\n"
        "    ^~~~~\n");
}
END_TEST

START_TEST(another_version_is_an_error) {
    expect_errors("gradsheet: 2\n"
                  "title: T\n"
                  "models:\n"
                  "  a:\n"
                  "    define: {l: 1}\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    questions:\n"
                  "      - find: l\n",
                  "hw.yaml:1:12: error: this gradsheet reads version 1 of the format, not “2”; "
                  "write “gradsheet: 1”\n"
                  "    gradsheet: 2\n"
                  "               ^\n");
}
END_TEST

START_TEST(a_list_in_place_of_a_text_is_an_error) {
    expect_errors("gradsheet: 1\n"
                  "title: [T]\n"
                  "models:\n"
                  "  a:\n"
                  "    define: {l: 1}\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    questions:\n"
                  "      - find: l\n",
                  "hw.yaml:2:8: error: “title” should be a text, and here is a list; a text that "
                  "begins with [ or { needs quotes\n"
                  "    title: [T]\n"
                  "           ^\n");
}
END_TEST

START_TEST(a_mapping_is_wanted_where_a_list_stands) {
    expect_errors(
        "gradsheet: 1\n"
        "title: T\n"
        "models:\n"
        "  a:\n"
        "    define: [l]\n"
        "sections:\n"
        "  - title: S\n"
        "    questions:\n"
        "      - find: l\n",
        "hw.yaml:5:13: error: “define” should be a mapping of names to values, and here is a list\n"
        "        define: [l]\n"
        "                ^\n");
}
END_TEST

START_TEST(points_beyond_those_of_the_section_are_an_error) {
    expect_errors(
        "gradsheet: 1\n"
        "title: T\n"
        "models:\n"
        "  a:\n"
        "    define: {l: 1}\n"
        "sections:\n"
        "  - title: S\n"
        "    points: 3\n"
        "    questions:\n"
        "      - {find: l, points: 2}\n"
        "      - {find: l, points: 3/2}\n"
        "      - find: l\n",
        "hw.yaml:8:13: error: the questions' own points add up to 7/2, and the section has 3\n"
        "        points: 3\n"
        "                ^\n");
}
END_TEST

START_TEST(points_are_numbers_that_are_not_negative) {
    expect_errors("gradsheet: 1\n"
                  "title: T\n"
                  "models:\n"
                  "  a:\n"
                  "    define: {l: 1}\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    points: many\n"
                  "    questions:\n"
                  "      - {find: l, points: -1}\n",
                  "hw.yaml:8:13: error: “many” is not a number; write a number as -3, 0.75, 3/4 or "
                  "1e-3, without spaces and without other arithmetic\n"
                  "        points: many\n"
                  "                ^~~~\n"
                  "hw.yaml:10:27: error: points cannot be negative\n"
                  "          - {find: l, points: -1}\n"
                  "                              ^~\n");
}
END_TEST

START_TEST(a_question_asks_in_a_formula_or_in_words) {
    expect_errors(
        "gradsheet: 1\n"
        "title: T\n"
        "models:\n"
        "  a:\n"
        "    define: {l: 1}\n"
        "sections:\n"
        "  - title: S\n"
        "    questions:\n"
        "      - points: 1\n"
        "      - prompt: Why?\n"
        "      - answer: So.\n"
        "      - {find: l, answer: So.}\n"
        "      - {prompt: Why?, answer: So., answers: [{as: matrix}], given: {u: []}}\n"
        "      - find: \" \"\n",
        "hw.yaml:9:9: error: a question needs “find”, or “prompt” and “answer”; write “find: d l / "
        "d W” for a derivative\n"
        "          - points: 1\n"
        "            ^\n"
        "hw.yaml:10:9: error: a question in words needs “answer”, or “find” to derive one; write "
        "“find: d l / d W” for a derivative\n"
        "          - prompt: Why?\n"
        "            ^\n"
        "hw.yaml:11:9: error: a question in words needs “prompt”; write “find: d l / d W” for a "
        "derivative\n"
        "          - answer: So.\n"
        "            ^\n"
        "hw.yaml:12:19: error: a question with “find” derives its answer; only one in words has an "
        "“answer”\n"
        "          - {find: l, answer: So.}\n"
        "                      ^~~~~~\n"
        "hw.yaml:13:37: error: “answers” are forms of what “find” asks for, and there is none\n"
        "          - {prompt: Why?, answer: So., answers: [{as: matrix}], given: {u: []}}\n"
        "                                        ^~~~~~~\n"
        "hw.yaml:13:62: error: “given” names what stands in “find”, and there is none\n"
        "         - {prompt: Why?, answer: So., answers: [{as: matrix}], given: {u: []}}\n"
        "                                                                ^~~~~\n"
        "hw.yaml:14:15: error: “find” is empty\n"
        "          - find: \" \"\n"
        "                  ^~~\n");
}
END_TEST

START_TEST(a_form_of_answer_gets_the_nearest) {
    expect_errors("gradsheet: 1\n"
                  "title: T\n"
                  "models:\n"
                  "  a:\n"
                  "    define: {l: 1}\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    questions:\n"
                  "      - find: l\n"
                  "        answers: [{as: matrx}, {as: table}, {us: x}, matrix]\n",
                  "hw.yaml:10:24: error: “matrx” is no form of an answer; did you mean “matrix”?\n"
                  "            answers: [{as: matrx}, {as: table}, {us: x}, matrix]\n"
                  "                           ^~~~~\n"
                  "hw.yaml:10:37: error: “table” is no form of an answer; the forms are "
                  "expression, entries and matrix\n"
                  "            answers: [{as: matrx}, {as: table}, {us: x}, matrix]\n"
                  "                                        ^~~~~\n"
                  "hw.yaml:10:46: error: an answer has no key “us”; did you mean “as”?\n"
                  "            answers: [{as: matrx}, {as: table}, {us: x}, matrix]\n"
                  "                                                 ^~\n"
                  "hw.yaml:10:54: error: an answer should be a mapping of names to values, and "
                  "here is a text; write “answers: [{as: matrix}]”\n"
                  "            answers: [{as: matrx}, {as: table}, {us: x}, matrix]\n"
                  "                                                         ^~~~~~\n");
}
END_TEST

START_TEST(a_section_needs_title_and_questions) {
    expect_errors(
        "gradsheet: 1\n"
        "title: T\n"
        "models:\n"
        "  a:\n"
        "    define: {l: 1}\n"
        "sections:\n"
        "  - points: 3\n"
        "  - title: S\n"
        "    questions: []\n",
        "hw.yaml:7:5: error: a section needs “title”; add a line “title: ...” to it\n"
        "      - points: 3\n"
        "        ^\n"
        "hw.yaml:7:5: error: a section needs “questions”; add a line “questions: ...” to it\n"
        "      - points: 3\n"
        "        ^\n"
        "hw.yaml:9:16: error: the section has no questions; add one: - find: d l / d W\n"
        "        questions: []\n"
        "                   ^\n");
}
END_TEST

START_TEST(with_two_models_a_section_says_which) {
    expect_errors("gradsheet: 1\n"
                  "title: T\n"
                  "models:\n"
                  "  a:\n"
                  "    define: {l: 1}\n"
                  "  b: {define: {l: 2}}\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    questions:\n"
                  "      - find: l\n"
                  "  - title: S\n"
                  "    model: c\n"
                  "    questions: [{find: l}]\n",
                  "hw.yaml:8:5: error: a section needs “model”; say which of the models it is "
                  "about, as “model: a”\n"
                  "      - title: S\n"
                  "        ^\n"
                  "hw.yaml:12:12: error: there is no model “c”\n"
                  "        model: c\n"
                  "               ^\n");
}
END_TEST

START_TEST(values_of_a_question_are_for_its_own_tensors) {
    expect_errors(
        "gradsheet: 1\n"
        "title: T\n"
        "models:\n"
        "  a:\n"
        "    define: {l: 1}\n"
        "sections:\n"
        "  - title: S\n"
        "    questions:\n"
        "      - find: u\n"
        "        given: {u: [2], w: []}\n"
        "        values: {u: [1, 2], v: 3}\n",
        "hw.yaml:10:25: error: “w” has no values, though other tensors have; add it to “values”: "
        "its shape is []\n"
        "            given: {u: [2], w: []}\n"
        "                            ^\n"
        "hw.yaml:11:29: error: the question has no given “v” that could take these values\n"
        "            values: {u: [1, 2], v: 3}\n"
        "                                ^\n");
}
END_TEST

static void add_tests(TCase *tests) {
    tcase_add_test(tests, an_empty_assignment_lacks_four_keys);
    tcase_add_test(tests, an_unknown_key_gets_the_nearest);
    tcase_add_test(tests, a_key_that_is_there_twice_is_an_error);
    tcase_add_test(tests, another_version_is_an_error);
    tcase_add_test(tests, a_list_in_place_of_a_text_is_an_error);
    tcase_add_test(tests, a_mapping_is_wanted_where_a_list_stands);
    tcase_add_test(tests, points_beyond_those_of_the_section_are_an_error);
    tcase_add_test(tests, points_are_numbers_that_are_not_negative);
    tcase_add_test(tests, a_question_asks_in_a_formula_or_in_words);
    tcase_add_test(tests, a_form_of_answer_gets_the_nearest);
    tcase_add_test(tests, a_section_needs_title_and_questions);
    tcase_add_test(tests, with_two_models_a_section_says_which);
    tcase_add_test(tests, values_of_a_question_are_for_its_own_tensors);
}

int main(void) {
    return run_suite("assignment_errors", add_tests);
}
