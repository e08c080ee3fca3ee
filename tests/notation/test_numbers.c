/* Formulas of numbers alone, which putting numbers in makes: vectors, matrices, rounded numbers and
 * products with dots, in every format. */
#include <check.h>
#include <stdlib.h>

#include "notation/speech.h"

static Arena *arena;

static void set_up(void) {
    arena = arena_new();
}

static void tear_down(void) {
    arena_free(arena);
}

static const Syntax *fraction(long numerator, unsigned long denominator) {
    fmpq_t number;
    fmpq_init(number);
    fmpq_set_si(number, numerator, denominator);
    const Syntax *syntax = syntax_number(arena, number);
    fmpq_clear(number);
    return syntax;
}

static const Syntax *matrix(size_t rank, long rows, long columns, bool is_row) {
    Shape *shape = ARENA_NEW(arena, Shape);
    shape->rank = rank;
    shape->dims[0].value = rank == 1 ? rows * columns : rows;
    shape->dims[1].value = columns;
    const Syntax *cells[4];
    for (long i = 0; i < rows * columns; i++)
        cells[i] = i == 1 ? fraction(-3, 2) : syntax_integer(arena, i + 1);
    return syntax_matrix(arena, cells, shape, is_row);
}

static const Syntax *times(const Syntax *left, const Syntax *right) {
    return syntax_binary(arena, SYNTAX_MULTIPLY, left, right);
}

static void check(const Syntax *syntax, const char *latex, const char *text, const char *unicode,
                  const char *speech) {
    StrBuf out;
    strbuf_init(&out);
    print_latex(&out, syntax, NULL);
    ck_assert_str_eq(out.chars, latex);
    strbuf_clear(&out);
    print_text(&out, syntax);
    ck_assert_str_eq(out.chars, text);
    strbuf_clear(&out);
    print_unicode(&out, syntax, NULL);
    ck_assert_str_eq(out.chars, unicode);
    strbuf_clear(&out);
    print_speech(&out, syntax, NULL);
    ck_assert_str_eq(out.chars, speech);
    strbuf_free(&out);
}

START_TEST(a_matrix_is_written_row_by_row) {
    check(matrix(2, 2, 2, false), "\\begin{bmatrix} 1 & -\\frac{3}{2} \\\\ 3 & 4 \\end{bmatrix}",
          "[[1, -3/2], [3, 4]]", "[1, -3/2; 3, 4]",
          "matrix of 2 rows and 2 columns, row 1, 1, minus 3 over 2, row 2, 3, 4, end matrix");
    check(matrix(2, 1, 2, false), "\\begin{bmatrix} 1 & -\\frac{3}{2} \\end{bmatrix}",
          "[[1, -3/2]]", "[1, -3/2]",
          "matrix of 1 row and 2 columns, 1, minus 3 over 2, end matrix");
}
END_TEST

START_TEST(a_vector_is_a_column_unless_it_stands_as_a_row) {
    const char *words = "vector of 2 entries, 1, minus 3 over 2, end vector";
    check(matrix(1, 2, 1, false), "\\begin{bmatrix} 1 \\\\ -\\frac{3}{2} \\end{bmatrix}",
          "[1, -3/2]", "[1; -3/2]", words);
    check(matrix(1, 2, 1, true), "\\begin{bmatrix} 1 & -\\frac{3}{2} \\end{bmatrix}", "[1, -3/2]",
          "[1, -3/2]", words);
    const Syntax *row = matrix(1, 2, 1, true), *square = matrix(2, 2, 2, false);
    StrBuf latex;
    strbuf_init(&latex);
    print_latex(&latex, syntax_binary(arena, SYNTAX_MATMUL, row, square), NULL);
    ck_assert_str_eq(latex.chars, "\\begin{bmatrix} 1 & -\\frac{3}{2} \\end{bmatrix}\\,"
                                  "\\begin{bmatrix} 1 & -\\frac{3}{2} \\\\ 3 & 4 \\end{bmatrix}");
    strbuf_free(&latex);
}
END_TEST

START_TEST(between_numbers_stands_a_dot) {
    const Syntax *half = fraction(1, 2), *minus = syntax_integer(arena, -2);
    check(times(half, minus), "\\frac{1}{2} \\cdot (-2)", "1/2 * (-2)", "1/2 · (-2)",
          "1 over 2 times open bracket minus 2 close bracket");
    const Syntax *sum = syntax_binary(arena, SYNTAX_ADD, half, minus);
    check(times(sum, half), "\\left(\\frac{1}{2} - 2\\right) \\cdot \\frac{1}{2}",
          "(1/2 - 2) * (1/2)", "(1/2 - 2) · (1/2)",
          "open bracket 1 over 2 minus 2 close bracket times fraction 1 over 2 end fraction");
}
END_TEST

START_TEST(a_rounded_number_keeps_its_digits) {
    const Syntax *plain = syntax_rounded(arena, "-0.250000");
    const Syntax *small = syntax_rounded(arena, "1.50000e-7");
    check(times(small, plain), "(1.50000 \\cdot 10^{-7}) \\cdot (-0.250000)",
          "1.50000e-7 * (-0.250000)", "1.50000e-7 · (-0.250000)",
          "1.50000 times 10 to the power minus 7 times open bracket minus 0.250000 close bracket");
    check(syntax_binary(arena, SYNTAX_ADD, small, plain), "1.50000 \\cdot 10^{-7} - 0.250000",
          "1.50000e-7 - 0.250000", "1.50000e-7 - 0.250000",
          "1.50000 times 10 to the power minus 7 minus 0.250000");
    const Syntax *two = syntax_integer(arena, 2);
    check(syntax_binary(arena, SYNTAX_POWER, small, two), "(1.50000 \\cdot 10^{-7})^2",
          "1.50000e-7^2", "1.50000e-7²",
          "open bracket 1.50000 times 10 to the power minus 7 close bracket squared");
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("numbers");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_matrix_is_written_row_by_row);
    tcase_add_test(tests, a_vector_is_a_column_unless_it_stands_as_a_row);
    tcase_add_test(tests, between_numbers_stands_a_dot);
    tcase_add_test(tests, a_rounded_number_keeps_its_digits);
    Suite *suite = suite_create("numbers");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
