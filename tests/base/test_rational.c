/* Numbers are read exactly, or refused for a reason. */
#include <check.h>
#include <string.h>

#include "base/rational.h"

typedef struct Case {
    const char *written;
    RationalError error;
    const char *exact; /* where there is no error */
} Case;

static const Case cases[] = {
    {"0", RATIONAL_OK, "0"},
    {"0.1", RATIONAL_OK, "1/10"},
    {"3/4", RATIONAL_OK, "3/4"},
    {"-6/4", RATIONAL_OK, "-3/2"},
    {"1e-3", RATIONAL_OK, "1/1000"},
    {"2.5E+2", RATIONAL_OK, "250"},
    {".5", RATIONAL_OK, "1/2"},
    {"2.", RATIONAL_OK, "2"},
    {"+3", RATIONAL_OK, "3"},
    {"0.5/0.25", RATIONAL_OK, "2"},
    {"0.0", RATIONAL_OK, "0"},
    {"6.8813735870195432", RATIONAL_OK, "4300858491887214500/625000000000000000"},
    {"3/0", RATIONAL_ZERO_DIVISOR, NULL},
    {"3/0.0", RATIONAL_ZERO_DIVISOR, NULL},
    {"017", RATIONAL_LEADING_ZERO, NULL},
    {"-00.5", RATIONAL_LEADING_ZERO, NULL},
    {"1e10001", RATIONAL_TOO_LARGE, NULL},
    {"1e-99999999999999999999", RATIONAL_TOO_LARGE, NULL},
    {"", RATIONAL_NOT_A_NUMBER, NULL},
    {"-", RATIONAL_NOT_A_NUMBER, NULL},
    {".", RATIONAL_NOT_A_NUMBER, NULL},
    {"1e", RATIONAL_NOT_A_NUMBER, NULL},
    {"1+1", RATIONAL_NOT_A_NUMBER, NULL},
    {"1/2/3", RATIONAL_NOT_A_NUMBER, NULL},
    {"3/-4", RATIONAL_NOT_A_NUMBER, NULL},
    {"0x1F", RATIONAL_NOT_A_NUMBER, NULL},
    {"1_000", RATIONAL_NOT_A_NUMBER, NULL},
    {"true", RATIONAL_NOT_A_NUMBER, NULL},
    {"nan", RATIONAL_NOT_A_NUMBER, NULL},
    {" 1", RATIONAL_NOT_A_NUMBER, NULL},
};

START_TEST(a_number_is_exactly_what_is_written) {
    const Case *tried = &cases[_i];
    Arena *arena = arena_new();
    fmpq *number = rational_new(arena);
    ck_assert_msg(rational_parse(number, tried->written, strlen(tried->written)) == tried->error,
                  "%s", tried->written);
    if (tried->error == RATIONAL_OK) {
        fmpq *expected = rational_new(arena);
        ck_assert_int_eq(fmpq_set_str(expected, tried->exact, 10), 0);
        fmpq_canonicalise(expected);
        ck_assert_str_eq(rational_print(arena, number), rational_print(arena, expected));
    } else {
        ck_assert_str_eq(rational_print(arena, number), "0");
    }
    arena_free(arena);
}
END_TEST

START_TEST(the_number_at_the_front_of_a_formula_is_found) {
    ck_assert_uint_eq(rational_scan("2*x", 3), 1);
    ck_assert_uint_eq(rational_scan("1.5e3+1", 7), 5);
    ck_assert_uint_eq(rational_scan("2e", 2), 1);
    ck_assert_uint_eq(rational_scan("x", 1), 0);
    ck_assert_uint_eq(rational_scan(".T", 2), 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("rational");
    TCase *rational = tcase_create("rational");
    tcase_add_loop_test(rational, a_number_is_exactly_what_is_written, 0,
                        sizeof cases / sizeof *cases);
    tcase_add_test(rational, the_number_at_the_front_of_a_formula_is_found);
    suite_add_tcase(suite, rational);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    flint_cleanup();
    return failed != 0;
}
