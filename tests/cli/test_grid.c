#include <check.h>
#include <stdlib.h>

#include "cli/grid.h"

static StrBuf out;

static void setup(void) {
    strbuf_init(&out);
}

static void teardown(void) {
    strbuf_free(&out);
}

START_TEST(columns_are_as_wide_as_their_widest_cell) {
    static const char *const cells[] = {"1", "-3/2", "0", "10", "2", "x"};
    grid_print(&out, "  = ", cells, 2, 3);
    ck_assert_str_eq(out.chars, "  = ⎡ 1   -3/2  0 ⎤\n"
                                "    ⎣ 10  2     x ⎦\n");
}
END_TEST

START_TEST(three_rows_have_a_bracket_that_goes_on) {
    static const char *const cells[] = {"1", "2", "3"};
    grid_print(&out, "", cells, 3, 1);
    ck_assert_str_eq(out.chars, "⎡ 1 ⎤\n⎢ 2 ⎥\n⎣ 3 ⎦\n");
}
END_TEST

START_TEST(a_single_row_stands_in_plain_brackets) {
    static const char *const cells[] = {"1", "2"};
    grid_print(&out, "δ ", cells, 1, 2);
    ck_assert_str_eq(out.chars, "δ [ 1  2 ]\n");
}
END_TEST

START_TEST(characters_of_several_bytes_and_combining_ones_line_up) {
    static const char *const cells[] = {"∂l", "1", "x\xCC\x84", "2"};
    grid_print(&out, "", cells, 2, 2);
    ck_assert_str_eq(out.chars, "⎡ ∂l  1 ⎤\n⎣ x\xCC\x84   2 ⎦\n");
}
END_TEST

START_TEST(what_is_too_wide_for_a_terminal_is_a_list_of_entries) {
    static const char wide[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    static const char *const cells[] = {wide, wide};
    grid_print(&out, "  = ", cells, 1, 2);
    StrBuf expected;
    strbuf_init(&expected);
    strbuf_printf(&expected, "  =\n    [1,1]  %s\n    [1,2]  %s\n", wide, wide);
    ck_assert_str_eq(out.chars, expected.chars);
    strbuf_free(&expected);
}
END_TEST

START_TEST(text_is_wrapped_behind_its_indent_and_paragraphs_stay_apart) {
    wrap_print(&out, "one two\nthree four\n\nfive", 2, 12);
    ck_assert_str_eq(out.chars, "one two\n  three four\n\n  five\n");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("grid");
    TCase *layout = tcase_create("layout");
    tcase_add_checked_fixture(layout, setup, teardown);
    tcase_add_test(layout, columns_are_as_wide_as_their_widest_cell);
    tcase_add_test(layout, three_rows_have_a_bracket_that_goes_on);
    tcase_add_test(layout, a_single_row_stands_in_plain_brackets);
    tcase_add_test(layout, characters_of_several_bytes_and_combining_ones_line_up);
    tcase_add_test(layout, what_is_too_wide_for_a_terminal_is_a_list_of_entries);
    tcase_add_test(layout, text_is_wrapped_behind_its_indent_and_paragraphs_stay_apart);
    suite_add_tcase(suite, layout);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
