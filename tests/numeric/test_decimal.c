/* Decimals: every digit that is printed is the right one. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/rational.h"
#include "numeric/decimal.h"

static Arena *arena;
static Number number;

static void set_up(void) {
    arena = arena_new();
    number_init(&number);
}

static void tear_down(void) {
    number_clear(&number);
    arena_free(arena);
    flint_cleanup();
}

static void read_rational(const char *text) {
    fmpq_t rational;
    fmpq_init(rational);
    ck_assert_int_eq(rational_parse(rational, text, strlen(text)), RATIONAL_OK);
    number_set_rational(&number, rational);
    fmpq_clear(rational);
}

static const struct {
    const char *number;
    size_t digits;
    const char *decimal;
} rationals[] = {
    {"-3/2", 6, "-1.50000"},
    {"1/4", 6, "0.250000"},
    {"0", 6, "0"},
    {"2/3", 6, "0.666667"},
    {"1", 6, "1.00000"},
    {"1", 1, "1"},
    {"10", 1, "1e+1"},
    {"123456", 6, "123456"},
    {"1234565", 6, "1.23457e+6"},
    {"123456789012345678901", 6, "1.23457e+20"},
    {"999999.5", 6, "1.00000e+6"},
    {"999999.4", 6, "999999"},
    {"0.99999951", 6, "1.00000"},
    {"0.25", 1, "0.3"},
    {"-0.25", 1, "-0.3"},
    {"0.00001234567", 6, "0.0000123457"},
    {"0.000001234567", 6, "1.23457e-6"},
    {"1/3", 30, "0.333333333333333333333333333333"},
    {"1/1024", 6, "0.000976563"},
    {"100/7", 6, "14.2857"},
};

START_TEST(rationals_have_as_many_digits_as_asked_for) {
    read_rational(rationals[_i].number);
    ck_assert_str_eq(decimal_print(arena, &number, rationals[_i].digits), rationals[_i].decimal);
}
END_TEST

START_TEST(a_thousand_digits_of_the_root_of_two_are_certain) {
    read_rational("2");
    ck_assert_int_eq(number_function(&number, FUNCTION_SQRT, &number, decimal_precision(1001)),
                     NUMBER_FAULT_NONE);
    const char *digits = decimal_print(arena, &number, 1001);
    ck_assert_ptr_nonnull(digits);
    ck_assert_uint_eq(strlen(digits), 1002);
    /* mpmath 1.3, mp.dps = 1020, nstr(sqrt(2), 1001) */
    ck_assert(strncmp(digits, "1.4142135623730950488016887242", 30) == 0);
    ck_assert_str_eq(digits + 962, "6581726889419758716582152128229518488472");
}
END_TEST

START_TEST(a_ball_that_is_too_wide_has_no_digits_yet) {
    read_rational("2");
    number_function(&number, FUNCTION_SQRT, &number, 30);
    ck_assert_str_eq(decimal_print(arena, &number, 6), "1.41421");
    ck_assert_ptr_null(decimal_print(arena, &number, 20));
}
END_TEST

START_TEST(a_ball_around_zero_has_no_digits_yet) {
    read_rational("2");
    number_function(&number, FUNCTION_LOG, &number, 100);
    number_subtract(&number, &number, &number, 100);
    ck_assert_ptr_null(decimal_print(arena, &number, 1));
}
END_TEST

START_TEST(an_absurd_ball_is_refused_in_no_time) {
    read_rational("100000000");
    ck_assert_int_eq(number_function(&number, FUNCTION_EXP, &number, 100), NUMBER_FAULT_NONE);
    ck_assert_ptr_null(decimal_print(arena, &number, 6));
}
END_TEST

int main(void) {
    TCase *cases = tcase_create("decimal");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, rationals_have_as_many_digits_as_asked_for, 0,
                        sizeof rationals / sizeof *rationals);
    tcase_add_test(cases, a_thousand_digits_of_the_root_of_two_are_certain);
    tcase_add_test(cases, a_ball_that_is_too_wide_has_no_digits_yet);
    tcase_add_test(cases, a_ball_around_zero_has_no_digits_yet);
    tcase_add_test(cases, an_absurd_ball_is_refused_in_no_time);
    Suite *suite = suite_create("decimal");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
