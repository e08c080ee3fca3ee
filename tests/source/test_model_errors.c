/* Errors inside a model that need no mathematics: input beside its whole message. */
#include "reading.h"

START_TEST(a_size_is_a_positive_integer) {
    expect_errors(
        "gradsheet: 1\n"
        "title: T\n"
        "models:\n"
        "  a:\n"
        "    sizes: {m: 0, n: 4.5, k: -1, q: 03, r: 9999999999}\n"
        "    define: {l: 1}\n"
        "sections:\n"
        "  - title: S\n"
        "    questions:\n"
        "      - find: l\n",
        "hw.yaml:5:16: error: a size must be a positive integer up to 1000000000, not “0”\n"
        "        sizes: {m: 0, n: 4.5, k: -1, q: 03, r: 9999999999}\n"
        "                   ^\n"
        "hw.yaml:5:22: error: a size must be a positive integer up to 1000000000, not “4.5”\n"
        "        sizes: {m: 0, n: 4.5, k: -1, q: 03, r: 9999999999}\n"
        "                         ^~~\n"
        "hw.yaml:5:30: error: a size must be a positive integer up to 1000000000, not “-1”\n"
        "        sizes: {m: 0, n: 4.5, k: -1, q: 03, r: 9999999999}\n"
        "                                 ^~\n"
        "hw.yaml:5:37: error: a size must be a positive integer up to 1000000000, not “03”\n"
        "        sizes: {m: 0, n: 4.5, k: -1, q: 03, r: 9999999999}\n"
        "                                        ^~\n"
        "hw.yaml:5:44: error: a size must be a positive integer up to 1000000000, not "
        "“9999999999”\n"
        "        sizes: {m: 0, n: 4.5, k: -1, q: 03, r: 9999999999}\n"
        "                                               ^~~~~~~~~~\n");
}
END_TEST

START_TEST(a_reserved_word_gets_the_way_around) {
    expect_errors("gradsheet: 1\n"
                  "title: T\n"
                  "models:\n"
                  "  a:\n"
                  "    sizes: {pi: 2}\n"
                  "    given: {d: [pi]}\n"
                  "    define:\n"
                  "      mean: 1\n"
                  "      l: 1\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    questions:\n"
                  "      - find: l\n",
                  "hw.yaml:5:13: error: “pi” is a word of the formula language; name it otherwise, "
                  "say “pi_”, and put “pi_: \\pi” under “write”\n"
                  "        sizes: {pi: 2}\n"
                  "                ^~\n"
                  "hw.yaml:6:13: error: “d” is a word of the formula language; name it otherwise, "
                  "say “d_”, and put “d_: d” under “write”\n"
                  "        given: {d: [pi]}\n"
                  "                ^\n"
                  "hw.yaml:8:7: error: “mean” is a word of the formula language; name it "
                  "otherwise, say “mean_”, and put “mean_: mean” under “write”\n"
                  "          mean: 1\n"
                  "          ^~~~\n");
}
END_TEST

START_TEST(a_name_begins_with_a_letter) {
    expect_errors("gradsheet: 1\n"
                  "title: T\n"
                  "models:\n"
                  "  a:\n"
                  "    define:\n"
                  "      2x: 1\n"
                  "      l: 1\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    questions:\n"
                  "      - find: l\n",
                  "hw.yaml:6:7: error: “2x” cannot be a name; a name is letters, digits and _, a "
                  "letter first\n"
                  "          2x: 1\n"
                  "          ^~\n");
}
END_TEST

START_TEST(a_comma_in_a_flow_key_gets_a_hint) {
    expect_errors("gradsheet: 1\n"
                  "title: T\n"
                  "models:\n"
                  "  a:\n"
                  "    functions: {f(a, b, c): a, g: 1}\n"
                  "    define: {l: 1}\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    questions:\n"
                  "      - find: l\n",
                  "hw.yaml:5:17: error: a bracket in “f(a” never closes; inside { } a key that "
                  "holds a comma needs quotes\n"
                  "        functions: {f(a, b, c): a, g: 1}\n"
                  "                    ^~~\n"
                  "hw.yaml:5:32: error: the function “g” needs its arguments; write “g(x): ...”\n"
                  "        functions: {f(a, b, c): a, g: 1}\n"
                  "                                   ^\n");
}
END_TEST

START_TEST(a_function_needs_arguments) {
    expect_errors(
        "gradsheet: 1\n"
        "title: T\n"
        "models:\n"
        "  a:\n"
        "    functions: {phi: unknown}\n"
        "    define: {l: 1}\n"
        "sections:\n"
        "  - title: S\n"
        "    questions:\n"
        "      - find: l\n",
        "hw.yaml:5:17: error: the function “phi” needs its arguments; write “phi(x): ...”\n"
        "        functions: {phi: unknown}\n"
        "                    ^~~\n");
}
END_TEST

START_TEST(one_name_means_one_thing) {
    expect_errors("gradsheet: 1\n"
                  "title: T\n"
                  "models:\n"
                  "  a:\n"
                  "    sizes: {n: 2}\n"
                  "    given: {n: [], x: []}\n"
                  "    define: {x: 1, l: 1}\n"
                  "    let: {l: d l / d x}\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    questions:\n"
                  "      - find: l\n",
                  "hw.yaml:6:13: error: “n” stands under “given” here and under “sizes” in line 5; "
                  "give one of them another name\n"
                  "        given: {n: [], x: []}\n"
                  "                ^\n"
                  "hw.yaml:7:14: error: “x” stands under “define” here and under “given” in line "
                  "6; give one of them another name\n"
                  "        define: {x: 1, l: 1}\n"
                  "                 ^\n"
                  "hw.yaml:8:11: error: “l” stands under “let” here and under “define” in line 7; "
                  "give one of them another name\n"
                  "        let: {l: d l / d x}\n"
                  "              ^\n");
}
END_TEST

START_TEST(two_definitions_of_one_name_clash) {
    expect_errors("gradsheet: 1\n"
                  "title: T\n"
                  "models:\n"
                  "  a:\n"
                  "    sizes: {n: 2}\n"
                  "    define:\n"
                  "      l: 1\n"
                  "      l[i]: 1\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    questions:\n"
                  "      - find: l\n",
                  "hw.yaml:8:7: error: “l” is defined twice under “define”\n"
                  "          l[i]: 1\n"
                  "          ^~~~\n");
}
END_TEST

START_TEST(a_shape_is_a_list_of_known_sizes) {
    expect_errors(
        "gradsheet: 1\n"
        "title: T\n"
        "models:\n"
        "  a:\n"
        "    sizes: {n: 2}\n"
        "    given: {x: n, y: [m], z: , w: [n, 1.5], v: [n n]}\n"
        "    define: {l: 1}\n"
        "sections:\n"
        "  - title: S\n"
        "    questions:\n"
        "      - find: l\n",
        "hw.yaml:6:16: error: the shape of “x” should be a list of dimensions; write [n]; values "
        "belong under “values”\n"
        "        given: {x: n, y: [m], z: , w: [n, 1.5], v: [n n]}\n"
        "                   ^\n"
        "hw.yaml:6:23: error: there is no size “m”; add it to “sizes”\n"
        "        given: {x: n, y: [m], z: , w: [n, 1.5], v: [n n]}\n"
        "                          ^\n"
        "hw.yaml:6:30: error: the shape of “z” should be a list of dimensions; write [] for a "
        "single number, [n] for a vector, [m, n] for a matrix\n"
        "        given: {x: n, y: [m], z: , w: [n, 1.5], v: [n n]}\n"
        "                                 ^\n"
        "hw.yaml:6:39: error: a dimension must be a positive integer up to 1000000000, not “1.5”\n"
        "        given: {x: n, y: [m], z: , w: [n, 1.5], v: [n n]}\n"
        "                                          ^~~\n"
        "hw.yaml:6:49: error: “n n” is no dimension: it should be a size or a positive integer\n"
        "        given: {x: n, y: [m], z: , w: [n, 1.5], v: [n n]}\n"
        "                                                    ^~~\n");
}
END_TEST

START_TEST(a_tensor_has_at_most_four_dimensions) {
    expect_errors("gradsheet: 1\n"
                  "title: T\n"
                  "models:\n"
                  "  a:\n"
                  "    given: {x: [1, 1, 1, 1, 1]}\n"
                  "    define: {l: 1}\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    questions:\n"
                  "      - find: l\n",
                  "hw.yaml:5:29: error: “x” has more than 4 dimensions\n"
                  "        given: {x: [1, 1, 1, 1, 1]}\n"
                  "                                ^\n");
}
END_TEST

START_TEST(an_arrow_needs_a_range) {
    expect_errors("gradsheet: 1\n"
                  "title: T\n"
                  "models:\n"
                  "  a:\n"
                  "    sizes: {n: 2}\n"
                  "    given: {y: [n -> ], o: [-> K]}\n"
                  "    define: {l: 1}\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    questions:\n"
                  "      - find: l\n",
                  "hw.yaml:6:21: error: behind the arrow stands nothing: the largest label is "
                  "missing; write [m -> K] for labels from 1 to K\n"
                  "        given: {y: [n -> ], o: [-> K]}\n"
                  "                        ^\n"
                  "hw.yaml:6:32: error: there is no size “K”; add it to “sizes”\n"
                  "        given: {y: [n -> ], o: [-> K]}\n"
                  "                                   ^\n");
}
END_TEST

START_TEST(values_of_the_wrong_shape_are_shown_where_they_are_wrong) {
    expect_errors(
        "gradsheet: 1\n"
        "title: T\n"
        "models:\n"
        "  a:\n"
        "    sizes: {m: 2, n: 3}\n"
        "    given: {x: [m, n], y: [n], z: [], w: [n]}\n"
        "    define: {l: 1}\n"
        "    values:\n"
        "      x: [[1, 2, 3], [4, 5]]\n"
        "      y: 3\n"
        "      z: [3]\n"
        "      w: {a: 1}\n"
        "sections:\n"
        "  - title: S\n"
        "    questions:\n"
        "      - find: l\n",
        "hw.yaml:9:22: error: “x” should have 3 numbers (n = 3) here, not 2: its shape is [2, 3]\n"
        "          x: [[1, 2, 3], [4, 5]]\n"
        "                         ^\n"
        "hw.yaml:10:10: error: “y” should have a list of 3 numbers (n = 3) here: its shape is [3]\n"
        "          y: 3\n"
        "             ^\n"
        "hw.yaml:11:10: error: “z” should have a number here, not a list: its shape is []\n"
        "          z: [3]\n"
        "             ^\n"
        "hw.yaml:12:10: error: values of “w” are numbers in lists, not a mapping\n"
        "          w: {a: 1}\n"
        "             ^\n");
}
END_TEST

START_TEST(the_same_mistake_in_every_row_is_told_once) {
    expect_errors(
        "gradsheet: 1\n"
        "title: T\n"
        "models:\n"
        "  a:\n"
        "    sizes: {m: 3, n: 2}\n"
        "    given: {x: [m, n], y: [m, 1], z: [m, n]}\n"
        "    define: {l: 1}\n"
        "    values:\n"
        "      x: [[1, 2, 3], [4, 5, 6], [7, 8, 9]]\n"
        "      y: [1, 2, 3]\n"
        "      z: [[1], [4, 5], [7, 8, 9]]\n"
        "sections:\n"
        "  - title: S\n"
        "    questions:\n"
        "      - find: l\n",
        "hw.yaml:9:11: error: “x” should have 2 numbers (n = 2) here, not 3: its shape is [3, 2]\n"
        "          x: [[1, 2, 3], [4, 5, 6], [7, 8, 9]]\n"
        "              ^\n"
        "hw.yaml:10:11: error: “y” should have a list of 1 number here: its shape is [3, 1]; a "
        "matrix has a list for each row, a column too: [[1], [2]]\n"
        "          y: [1, 2, 3]\n"
        "              ^\n"
        "hw.yaml:11:11: error: “z” should have 2 numbers (n = 2) here, not 1: its shape is [3, 2]\n"
        "          z: [[1], [4, 5], [7, 8, 9]]\n"
        "              ^\n"
        "hw.yaml:11:24: error: “z” should have 2 numbers (n = 2) here, not 3: its shape is [3, 2]\n"
        "          z: [[1], [4, 5], [7, 8, 9]]\n"
        "                           ^\n");
}
END_TEST

START_TEST(what_is_no_number_is_told_why) {
    expect_errors(
        "gradsheet: 1\n"
        "title: T\n"
        "models:\n"
        "  a:\n"
        "    given: {x: [9]}\n"
        "    define: {l: 1}\n"
        "    values:\n"
        "      x: [true, .nan, -inf, 0x1F, 0o17, 017, 3/0, 1+1, 1e99999]\n"
        "sections:\n"
        "  - title: S\n"
        "    questions:\n"
        "      - find: l\n",
        "hw.yaml:8:11: error: “true” is not a number; YAML's booleans are not numbers; write 1 or "
        "0\n"
        "          x: [true, .nan, -inf, 0x1F, 0o17, 017, 3/0, 1+1, 1e99999]\n"
        "              ^~~~\n"
        "hw.yaml:8:17: error: “.nan” is not a number; every number is exact, so there are no "
        "infinities and no NaN\n"
        "          x: [true, .nan, -inf, 0x1F, 0o17, 017, 3/0, 1+1, 1e99999]\n"
        "                    ^~~~\n"
        "hw.yaml:8:23: error: “-inf” is not a number; every number is exact, so there are no "
        "infinities and no NaN\n"
        "          x: [true, .nan, -inf, 0x1F, 0o17, 017, 3/0, 1+1, 1e99999]\n"
        "                          ^~~~\n"
        "hw.yaml:8:29: error: “0x1F” is not a number; write it in decimal digits\n"
        "          x: [true, .nan, -inf, 0x1F, 0o17, 017, 3/0, 1+1, 1e99999]\n"
        "                                ^~~~\n"
        "hw.yaml:8:35: error: “0o17” is not a number; write it in decimal digits\n"
        "          x: [true, .nan, -inf, 0x1F, 0o17, 017, 3/0, 1+1, 1e99999]\n"
        "                                      ^~~~\n"
        "hw.yaml:8:41: error: “017” begins with a 0, which some read as octal; leave the 0 out\n"
        "          x: [true, .nan, -inf, 0x1F, 0o17, 017, 3/0, 1+1, 1e99999]\n"
        "                                            ^~~\n"
        "hw.yaml:8:46: error: “3/0” divides by zero\n"
        "          x: [true, .nan, -inf, 0x1F, 0o17, 017, 3/0, 1+1, 1e99999]\n"
        "                                                 ^~~\n"
        "hw.yaml:8:51: error: “1+1” is not a number; write a number as -3, 0.75, 3/4 or 1e-3, "
        "without spaces and without other arithmetic\n"
        "          x: [true, .nan, -inf, 0x1F, 0o17, 017, 3/0, 1+1, 1e99999]\n"
        "                                                      ^~~\n"
        "hw.yaml:8:56: error: the exponent of “1e99999” is too large; exponents go up to 10000\n"
        "          x: [true, .nan, -inf, 0x1F, 0o17, 017, 3/0, 1+1, 1e99999]\n"
        "                                                           ^~~~~~~\n");
}
END_TEST

START_TEST(a_missing_number_and_a_dash_for_minus) {
    expect_errors(
        "gradsheet: 1\n"
        "title: T\n"
        "models:\n"
        "  a:\n"
        "    given: {x: [2]}\n"
        "    define: {l: 1}\n"
        "    values:\n"
        "      x: [~, −3]\n"
        "sections:\n"
        "  - title: S\n"
        "    questions:\n"
        "      - find: l\n",
        "hw.yaml:8:11: error: “~” is not a number; a number is missing; write 0 if you mean that\n"
        "          x: [~, −3]\n"
        "              ^\n"
        "hw.yaml:8:14: error: “−3” is not a number; write the minus sign as -\n"
        "          x: [~, −3]\n"
        "                 ^~\n");
}
END_TEST

START_TEST(labels_run_from_one) {
    expect_errors(
        "gradsheet: 1\n"
        "title: T\n"
        "models:\n"
        "  a:\n"
        "    sizes: {K: 3}\n"
        "    given: {y: [4 -> K]}\n"
        "    define: {l: 1}\n"
        "    values: {y: [0, 4, 1/2, 3]}\n"
        "sections:\n"
        "  - title: S\n"
        "    questions:\n"
        "      - find: l\n",
        "hw.yaml:8:18: error: 0 is no label of “y”, whose labels are the integers from 1 to 3; "
        "labels count from 1, not from 0\n"
        "        values: {y: [0, 4, 1/2, 3]}\n"
        "                     ^\n"
        "hw.yaml:8:21: error: 4 is no label of “y”, whose labels are the integers from 1 to 3\n"
        "        values: {y: [0, 4, 1/2, 3]}\n"
        "                        ^\n"
        "hw.yaml:8:24: error: 1/2 is no label of “y”, whose labels are the integers from 1 to 3\n"
        "        values: {y: [0, 4, 1/2, 3]}\n"
        "                           ^~~\n");
}
END_TEST

START_TEST(values_for_an_unknown_name_are_an_error) {
    expect_errors("gradsheet: 1\n"
                  "title: T\n"
                  "models:\n"
                  "  a:\n"
                  "    given: {W1: []}\n"
                  "    define: {l: 1}\n"
                  "    values: {w1: 1, W1: 2}\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    questions:\n"
                  "      - find: l\n",
                  "hw.yaml:7:14: error: the model “a” has no given “w1” that could take these "
                  "values; did you mean “W1”?\n"
                  "        values: {w1: 1, W1: 2}\n"
                  "                 ^~\n");
}
END_TEST

START_TEST(a_tensor_without_values_among_others_is_an_error) {
    expect_errors("gradsheet: 1\n"
                  "title: T\n"
                  "models:\n"
                  "  a:\n"
                  "    given: {x: [2], y: []}\n"
                  "    define: {l: 1}\n"
                  "    values: {y: 2}\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    questions:\n"
                  "      - find: l\n",
                  "hw.yaml:5:13: error: “x” has no values, though other tensors have; add it to "
                  "“values”: its shape is [2]\n"
                  "        given: {x: [2], y: []}\n"
                  "                ^\n");
}
END_TEST

START_TEST(latex_is_for_a_name_or_an_entry) {
    expect_errors("gradsheet: 1\n"
                  "title: T\n"
                  "models:\n"
                  "  a:\n"
                  "    define: {l: 1}\n"
                  "    write: {\"l[1\": a, \"l[1,2]\": b, l + 1: c}\n"
                  "sections:\n"
                  "  - title: S\n"
                  "    questions:\n"
                  "      - find: l\n",
                  "hw.yaml:6:13: error: “l[1” is neither a name nor an entry like W[1,1]\n"
                  "        write: {\"l[1\": a, \"l[1,2]\": b, l + 1: c}\n"
                  "                ^~~~~\n"
                  "hw.yaml:6:36: error: “l + 1” is neither a name nor an entry like W[1,1]\n"
                  "        write: {\"l[1\": a, \"l[1,2]\": b, l + 1: c}\n"
                  "                                       ^~~~~\n");
}
END_TEST

START_TEST(latex_for_an_unknown_name_gets_the_nearest) {
    expect_errors(
        "gradsheet: 1\n"
        "title: T\n"
        "write: {rleu: \\sigma, relu: \\sigma}\n"
        "models:\n"
        "  a:\n"
        "    define: {l: 1}\n"
        "    write: {loss: L, i: \\iota}\n"
        "sections:\n"
        "  - title: S\n"
        "    questions:\n"
        "      - find: l\n",
        "hw.yaml:3:9: error: “write” has LaTeX for “rleu”, which is no name of any model; did you "
        "mean “relu”?\n"
        "    write: {rleu: \\sigma, relu: \\sigma}\n"
        "            ^~~~\n"
        "hw.yaml:7:13: error: “write” has LaTeX for “loss”, which is no name of the model\n"
        "        write: {loss: L, i: \\iota}\n"
        "                ^~~~\n");
}
END_TEST

static void add_tests(TCase *tests) {
    tcase_add_test(tests, a_size_is_a_positive_integer);
    tcase_add_test(tests, a_reserved_word_gets_the_way_around);
    tcase_add_test(tests, a_name_begins_with_a_letter);
    tcase_add_test(tests, a_comma_in_a_flow_key_gets_a_hint);
    tcase_add_test(tests, a_function_needs_arguments);
    tcase_add_test(tests, one_name_means_one_thing);
    tcase_add_test(tests, two_definitions_of_one_name_clash);
    tcase_add_test(tests, a_shape_is_a_list_of_known_sizes);
    tcase_add_test(tests, a_tensor_has_at_most_four_dimensions);
    tcase_add_test(tests, an_arrow_needs_a_range);
    tcase_add_test(tests, values_of_the_wrong_shape_are_shown_where_they_are_wrong);
    tcase_add_test(tests, the_same_mistake_in_every_row_is_told_once);
    tcase_add_test(tests, what_is_no_number_is_told_why);
    tcase_add_test(tests, a_missing_number_and_a_dash_for_minus);
    tcase_add_test(tests, labels_run_from_one);
    tcase_add_test(tests, values_for_an_unknown_name_are_an_error);
    tcase_add_test(tests, a_tensor_without_values_among_others_is_an_error);
    tcase_add_test(tests, latex_is_for_a_name_or_an_entry);
    tcase_add_test(tests, latex_for_an_unknown_name_gets_the_nearest);
}

int main(void) {
    return run_suite("model_errors", add_tests);
}
