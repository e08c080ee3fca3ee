/* Errors of `extends`, `repeat` and values files: input beside its whole message. */
#include "reading.h"

START_TEST(a_values_file_that_cannot_be_read_is_shown_where_it_is_named) {
    expect_errors("gradsheet: 1\n"
                  "title: T\n"
                  "models:\n"
                  "  a:\n"
                  "    given: {x: []}\n"
                  "    define: {l: 1}\n"
                  "    values: none.yaml\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    questions:\n"
                  "      - find: l\n",
                  "hw.yaml:7:13: error: cannot read none.yaml: No such file or directory\n"
                  "        values: none.yaml\n"
                  "                ^~~~~~~~~\n");
}
END_TEST

START_TEST(an_unknown_model_to_extend_gets_the_nearest) {
    expect_errors(
        "gradsheet: 1\n"
        "title: T\n"
        "models:\n"
        "  single: {define: {l: 1}}\n"
        "  batch: {extends: singel}\n"
        "sections:\n"
        "  - title: S\n"
        "    model: batch\n"
        "    questions:\n"
        "      - find: l\n",
        "hw.yaml:5:20: error: there is no model “singel” to extend; did you mean “single”?\n"
        "      batch: {extends: singel}\n"
        "                       ^~~~~~\n");
}
END_TEST

START_TEST(models_that_extend_each_other_are_an_error) {
    expect_errors("gradsheet: 1\n"
                  "title: T\n"
                  "models:\n"
                  "  a: {extends: b}\n"
                  "  b: {extends: c}\n"
                  "  c: {extends: b}\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    model: a\n"
                  "    questions:\n"
                  "      - find: l\n",
                  "hw.yaml:5:16: error: models that extend each other have no first one: “b” "
                  "extends “c”, which comes from it\n"
                  "      b: {extends: c}\n"
                  "                   ^\n"
                  "hw.yaml:6:16: error: models that extend each other have no first one: “c” "
                  "extends “b”, which comes from it\n"
                  "      c: {extends: b}\n"
                  "                   ^\n");
}
END_TEST

START_TEST(values_that_an_heir_takes_over_must_fit_its_sizes) {
    expect_errors("gradsheet: 1\n"
                  "title: T\n"
                  "models:\n"
                  "  a:\n"
                  "    sizes: {m: 1}\n"
                  "    given: {x: [m]}\n"
                  "    define: {l: 1}\n"
                  "    values: {x: [1]}\n"
                  "  b:\n"
                  "    extends: a\n"
                  "    sizes: {m: 2}\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    model: b\n"
                  "    questions:\n"
                  "      - find: l\n",
                  "hw.yaml:8:17: error: “x” should have 2 numbers (m = 2) here, not 1: its shape "
                  "is [2]; the model “b” takes these values over: give it some of its own\n"
                  "        values: {x: [1]}\n"
                  "                    ^\n");
}
END_TEST

START_TEST(a_negative_index_of_a_repetition_is_an_error) {
    expect_errors("gradsheet: 1\n"
                  "title: T\n"
                  "models:\n"
                  "  a:\n"
                  "    repeat: {t: 0..1}\n"
                  "    define:\n"
                  "      h{t}: 1 + h{t-1}\n"
                  "      l: 1\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    questions:\n"
                  "      - find: l\n",
                  "hw.yaml:7:18: error: {t-1} is -1 where t is 0; let t start at 1 or later\n"
                  "          h{t}: 1 + h{t-1}\n"
                  "                     ^~~~~\n");
}
END_TEST

START_TEST(a_name_that_stands_by_itself_too_is_an_error) {
    expect_errors("gradsheet: 1\n"
                  "title: T\n"
                  "models:\n"
                  "  a:\n"
                  "    repeat: {t: 1..2}\n"
                  "    define:\n"
                  "      h{t}: 1\n"
                  "      h2: 3\n"
                  "      l: 1\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    questions:\n"
                  "      - find: l\n",
                  "hw.yaml:8:7: error: “h2” comes out of this line, and out of another that "
                  "“repeat” unrolls; keep one of the two lines, or change the range\n"
                  "          h2: 3\n"
                  "          ^~\n");
}
END_TEST

START_TEST(a_placeholder_needs_its_variable) {
    expect_errors("gradsheet: 1\n"
                  "title: T\n"
                  "models:\n"
                  "  a:\n"
                  "    repeat: {t: 1..2}\n"
                  "    define:\n"
                  "      h{s}: 1\n"
                  "      l: h{t}\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    questions:\n"
                  "      - find: l\n",
                  "hw.yaml:7:8: error: {s} stands for nothing: “repeat” has no “s”; add “repeat: "
                  "{s: 1..3}” to the model\n"
                  "          h{s}: 1\n"
                  "           ^~~\n"
                  "hw.yaml:8:11: error: {t} can stand here only if the name on the left of the "
                  "line holds {t} too\n"
                  "          l: h{t}\n"
                  "              ^~~\n");
}
END_TEST

START_TEST(a_range_goes_upward) {
    expect_errors("gradsheet: 1\n"
                  "title: T\n"
                  "models:\n"
                  "  a:\n"
                  "    repeat: {t: 3..1, s: 1-3}\n"
                  "    define: {l: 1}\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    questions:\n"
                  "      - find: l\n",
                  "hw.yaml:5:17: error: “3..1” is no range of whole numbers from the smaller to "
                  "the larger; write it like 1..3\n"
                  "        repeat: {t: 3..1, s: 1-3}\n"
                  "                    ^~~~\n"
                  "hw.yaml:5:26: error: “1-3” is no range of whole numbers from the smaller to the "
                  "larger; write it like 1..3\n"
                  "        repeat: {t: 3..1, s: 1-3}\n"
                  "                             ^~~\n");
}
END_TEST

START_TEST(a_variable_with_a_wrong_range_is_known) {
    expect_errors("gradsheet: 1\n"
                  "title: T\n"
                  "models:\n"
                  "  a:\n"
                  "    repeat: {t: [1, 3]}\n"
                  "    define: {'h{t}': 1}\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    questions:\n"
                  "      - find: h1\n",
                  "hw.yaml:5:17: error: a range of “repeat” should be a text, and here is a list; "
                  "write it like 1..3\n"
                  "        repeat: {t: [1, 3]}\n"
                  "                    ^\n");
}
END_TEST

START_TEST(a_repetition_has_an_end) {
    expect_errors("gradsheet: 1\n"
                  "title: T\n"
                  "models:\n"
                  "  a:\n"
                  "    repeat: {t: 1..1000000}\n"
                  "    define:\n"
                  "      h{t}: 1\n"
                  "      l: 1\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    questions:\n"
                  "      - find: l\n",
                  "hw.yaml:7:7: error: “repeat” makes more than 10000 lines of the model\n"
                  "          h{t}: 1\n"
                  "          ^~~~\n");
}
END_TEST

START_TEST(repetition_does_not_reach_into_values) {
    expect_errors("gradsheet: 1\n"
                  "title: T\n"
                  "models:\n"
                  "  a:\n"
                  "    repeat: {t: 1..2}\n"
                  "    given:\n"
                  "      x{t}: []\n"
                  "    define: {l: 1}\n"
                  "    values:\n"
                  "      x{t}: 3\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    questions:\n"
                  "      - find: l\n",
                  "hw.yaml:10:7: error: the model “a” has no given “x{t}” that could take these "
                  "values; “repeat” does not reach into values: write them out\n"
                  "          x{t}: 3\n"
                  "          ^~~~\n");
}
END_TEST

static void add_tests(TCase *tests) {
    tcase_add_test(tests, a_values_file_that_cannot_be_read_is_shown_where_it_is_named);
    tcase_add_test(tests, an_unknown_model_to_extend_gets_the_nearest);
    tcase_add_test(tests, models_that_extend_each_other_are_an_error);
    tcase_add_test(tests, values_that_an_heir_takes_over_must_fit_its_sizes);
    tcase_add_test(tests, a_negative_index_of_a_repetition_is_an_error);
    tcase_add_test(tests, a_name_that_stands_by_itself_too_is_an_error);
    tcase_add_test(tests, a_placeholder_needs_its_variable);
    tcase_add_test(tests, a_range_goes_upward);
    tcase_add_test(tests, a_variable_with_a_wrong_range_is_known);
    tcase_add_test(tests, a_repetition_has_an_end);
    tcase_add_test(tests, repetition_does_not_reach_into_values);
}

int main(void) {
    return run_suite("merge_errors", add_tests);
}
