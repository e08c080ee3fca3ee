/* Numbers put into answers: as one writes them by hand, and never a line that is not the value. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "sheet/evaluation.h"
#include "sheet/substitution.h"
#include "desk.h"

#define MODEL                                                                                      \
    "gradsheet: 1\n"                                                                               \
    "title: T\n"                                                                                   \
    "models:\n"                                                                                    \
    "  m:\n"                                                                                       \
    "    sizes: {m: 2, n: 3}\n"                                                                    \
    "    functions: {swish(u): u * sigmoid(u), half(u): u / 2}\n"                                  \
    "    given: {a: [], b: [], c: [], x: [n], s: [m], A: [m, n], B: [m, n], y: [m -> n]}\n"        \
    "    define:\n"                                                                                \
    "      p: a * b\n"                                                                             \
    "      q: a - b\n"                                                                             \
    "      z: A @ x\n"                                                                             \
    "      h: relu(z)\n"                                                                           \
    "      o: s @ h\n"                                                                             \
    "      T: A + x\n"                                                                             \
    "      r: a / c\n"                                                                             \
    "      e: exp(a)\n"                                                                            \
    "      u: exp(400000 * a)\n"                                                                   \
    "      w: b * e - c\n"                                                                         \
    "      g: half(b) * b\n"                                                                       \
    "      t: sigmoid(a) - 1 + sigmoid(-a)\n"                                                      \
    "      l: 1/2 * sum(k, q, (A[k,q] - B[k,q])^2)\n"                                              \
    "      v: sum(i, A[i,y[i]])\n"                                                                 \
    "    values:\n"                                                                                \
    "      a: 3/4\n"                                                                               \
    "      b: -2\n"                                                                                \
    "      c: 1/1000003\n"                                                                         \
    "      x: [1, 0, -1]\n"                                                                        \
    "      s: [-2, 5]\n"                                                                           \
    "      A: [[1, 1/2, -1], [0, 2, 3]]\n"                                                         \
    "      B: [[0, 0, 1], [1, 1, 1]]\n"                                                            \
    "      y: [3, 2]\n"                                                                            \
    "sections:\n"                                                                                  \
    "  - title: S\n"                                                                               \
    "    questions:\n"                                                                             \
    "      - find: \"%s\"\n"                                                                       \
    "        answers: [{as: %s}]\n"

static const SheetOptions options = {.has_substitutions = true, .leaves_out_steps = true};

static void open_question(Solved *solved, const char *find, const char *form) {
    Arena *arena = arena_new();
    solved_open(solved, arena_printf(arena, MODEL, find, form), &options);
    ck_assert_msg(solved->status == SHEET_OK, "%s: %s", find, solved_messages(solved));
    arena_free(arena);
}

static const json_t *line_of(const Solved *solved) {
    const json_t *answers = json_object_get(solved_question(solved, 0, 0), "answers");
    return json_object_get(json_array_get(answers, 0), "substitution");
}

static const char *string_of(const json_t *object, const char *key, const char *inner) {
    const json_t *part = json_object_get(object, key);
    const char *string = json_string_value(json_object_get(part, inner));
    return string != NULL ? string : "";
}

static const struct Case {
    const char *find, *form;
    const char *at;    /* "" for all of the answer */
    const char *line;  /* the numbers in one line of text */
    const char *latex; /* NULL: not compared */
    const char *value; /* as LaTeX */
} cases[] = {
    {"p", "expression", "", "3/4 * (-2)", "\\frac{3}{4} \\cdot (-2)", "-\\frac{3}{2}"},
    {"q", "expression", "", "3/4 - (-2)", "\\frac{3}{4} - (-2)", "\\frac{11}{4}"},
    {"d o / d A[i,j]", "expression", "i = 1, j = 1", "-2 * 1 * 1", "-2 \\cdot 1 \\cdot 1", "-2"},
    {"d o / d x[j]", "expression", "j = 1", "-2 * 1 * 1 + 5 * 0 * 0", NULL, "-2"},
    {"z", "matrix", "", "[[1, 1/2, -1], [0, 2, 3]] @ [1, 0, -1]",
     "\\begin{bmatrix} 1 & \\frac{1}{2} & -1 \\\\ 0 & 2 & 3 \\end{bmatrix}\\,\\begin{bmatrix} 1 "
     "\\\\ 0 \\\\ -1 \\end{bmatrix}",
     "\\begin{bmatrix} 2 \\\\ -3 \\end{bmatrix}"},
    {"o", "matrix", "", "[-2, 5] @ [2, 0]",
     "\\begin{bmatrix} -2 & 5 \\end{bmatrix}\\,\\begin{bmatrix} 2 \\\\ 0 \\end{bmatrix}", "-4"},
    {"T", "matrix", "", "[[1, 1/2, -1], [0, 2, 3]] + [[1, 0, -1], [1, 0, -1]]", NULL,
     "\\begin{bmatrix} 2 & \\frac{1}{2} & -2 \\\\ 1 & 2 & 2 \\end{bmatrix}"},
    {"d o / d A", "entries", "",
     "[-2 * 1 * 1, -2 * 1 * 0, -2 * 1 * (-1); 5 * 0 * 1, 5 * 0 * 0, 5 * 0 * (-1)]", NULL,
     "\\begin{bmatrix} -2 & 0 & 2 \\\\ 0 & 0 & 0 \\end{bmatrix}"},
    {"v", "expression", "", "-1 + 2", "-1 + 2", "1"},
    {"w", "expression", "", "-2 * 2.11700 - 1/1000003", "-2 \\cdot 2.11700 - \\frac{1}{1000003}",
     "-4.23400"},
    {"g", "expression", "", "half(-2) * (-2)", NULL, "2"},
    {"d l / d A[i,j]", "expression", "i = 1, j = 1", "1 - 0", "1 - 0", "1"},
    {"d l / d A[i,2]", "expression", "i = 1", "1/2 - 0", NULL, "\\frac{1}{2}"},
};

START_TEST(numbers_are_put_in_as_by_hand) {
    const struct Case *expected = &cases[_i];
    Solved solved;
    open_question(&solved, expected->find, expected->form);
    const json_t *line = line_of(&solved);
    ck_assert_msg(json_is_object(line), "%s has no line", expected->find);
    ck_assert_str_eq(string_of(line, "at", "text"), expected->at);
    ck_assert_str_eq(string_of(line, "numbers", "line"), expected->line);
    if (expected->latex != NULL)
        ck_assert_str_eq(string_of(line, "numbers", "latex"), expected->latex);
    ck_assert_str_eq(string_of(line, "value", "latex"), expected->value);
    solved_close(&solved);
}
END_TEST

/* A line that only repeats the value, whose rounded numbers leave its digits open, or that comes to
 * none: √relu(b) is 0 around b = -2, where the slope's formula is 0 / 0. Nor is there one with a
 * number that no formula can hold. */
static const struct {
    const char *find, *form;
} without_line[] = {
    {"d p / d a", "expression"},
    {"d o / d h", "matrix"},
    {"d z / d x", "entries"},
    {"t", "expression"},
    {"d sqrt(relu(b)) / d b", "expression"},
    {"exp(400000 * a)", "expression"},
    {"d u / d a", "expression"},
    {"sum(k, u * x[k] * log(u))", "expression"},
    {"log(u)", "expression"},
};

START_TEST(a_line_that_tells_nothing_is_left_out) {
    Solved solved;
    open_question(&solved, without_line[_i].find, without_line[_i].form);
    ck_assert_msg(json_is_null(line_of(&solved)), "%s has one", without_line[_i].find);
    solved_close(&solved);
}
END_TEST

START_TEST(a_line_is_left_out_of_sheets_that_do_not_print_it) {
    Arena *arena = arena_new();
    Solved solved;
    solved_open(&solved, arena_printf(arena, MODEL, "p", "expression"), NULL);
    ck_assert_ptr_null(line_of(&solved));
    solved_close(&solved);
    arena_free(arena);
}
END_TEST

/* The test of lines: what would be printed is not the value that is printed beside it. */
static const struct {
    const char *find, *form;
    ValueCell wrong;
} wrong_values[] = {
    {"p", "expression", {"-5/2", "-2.50000"}},          {"z", "matrix", {"3", "3.00000"}},
    {"d o / d A", "entries", {"2", "2.00000"}},         {"w", "expression", {NULL, "-4.23500"}},
    {"d o / d A[i,j]", "expression", {"2", "2.00000"}},
};

START_TEST(a_line_that_is_not_the_value_is_an_error) {
    Arena *arena = arena_new();
    Solved solved;
    solved_open(&solved, arena_printf(arena, MODEL, wrong_values[_i].find, wrong_values[_i].form),
                &options);
    Desk desk = solved_desk(&solved, arena, 0);
    SolvedQuestion *derived = desk_first_question(&desk, &solved);
    ck_assert(question_evaluate(&desk, derived, &solved.diagnostics));
    const Answer *answer = &derived->answers[0].answer;
    json_t *right = json_substitution(&desk, derived, answer, &solved.diagnostics);
    ck_assert(json_is_object(right) && solved.diagnostics.errors == 0);
    json_decref(right);
    derived->cells[0] = wrong_values[_i].wrong;
    json_decref(json_substitution(&desk, derived, answer, &solved.diagnostics));
    ck_assert_uint_eq(solved.diagnostics.errors, 1);
    ck_assert(solved_has(&solved, DIAGNOSTIC_VERIFICATION));
    solved_close(&solved);
    arena_free(arena);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("substitution");
    TCase *tcase = tcase_create("substitution");
    tcase_add_loop_test(tcase, numbers_are_put_in_as_by_hand, 0, sizeof cases / sizeof *cases);
    tcase_add_loop_test(tcase, a_line_that_tells_nothing_is_left_out, 0,
                        sizeof without_line / sizeof *without_line);
    tcase_add_test(tcase, a_line_is_left_out_of_sheets_that_do_not_print_it);
    tcase_add_loop_test(tcase, a_line_that_is_not_the_value_is_an_error, 0,
                        sizeof wrong_values / sizeof *wrong_values);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
