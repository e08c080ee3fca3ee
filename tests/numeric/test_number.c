/* Numbers: laws of arithmetic, exactness, and functions against digits from mpmath. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/rational.h"
#include "numeric/decimal.h"
#include "numeric/number.h"

enum { PRECISION = 160, DRAWS = 300 };

static Arena *arena;
static Number a, b, c, left, right;

static void set_up(void) {
    arena = arena_new();
    Number *all[] = {&a, &b, &c, &left, &right};
    for (size_t i = 0; i < 5; i++)
        number_init(all[i]);
}

static void tear_down(void) {
    Number *all[] = {&a, &b, &c, &left, &right};
    for (size_t i = 0; i < 5; i++)
        number_clear(all[i]);
    arena_free(arena);
    flint_cleanup();
}

static void read_rational(Number *number, const char *text) {
    fmpq_t rational;
    fmpq_init(rational);
    ck_assert_int_eq(rational_parse(rational, text, strlen(text)), RATIONAL_OK);
    number_set_rational(number, rational);
    fmpq_clear(rational);
}

static const char *print(const Number *number) {
    return number_is_rational(number) ? rational_print(arena, &number->rational) : "a ball";
}

/* Draws biased toward corners: 0, small numbers, and ones on both sides of a machine word. */
static void draw(Number *number, flint_rand_t state, bool as_ball) {
    fmpq_t rational;
    fmpq_init(rational);
    fmpq_randtest(rational, state, 1 + n_randint(state, 3) * 61);
    number_set_rational(number, rational);
    fmpq_clear(rational);
    if (as_ball) {
        arb_t ball;
        arb_init(ball);
        number_get_ball(ball, number, 20 + (long)n_randint(state, 100));
        number_set_ball(number, ball);
        arb_clear(ball);
    }
}

START_TEST(arithmetic_keeps_its_laws_on_rationals_and_balls) {
    bool as_ball = _i == 1;
    flint_rand_t state;
    flint_randinit(state);
    for (int i = 0; i < DRAWS; i++) {
        draw(&a, state, as_ball);
        draw(&b, state, as_ball && i % 2);
        draw(&c, state, as_ball && i % 3);
        /* a (b + c) = a b + a c */
        number_add(&left, &b, &c, PRECISION);
        number_multiply(&left, &a, &left, PRECISION);
        number_multiply(&right, &a, &b, PRECISION);
        number_add_product(&right, &a, &c, PRECISION);
        ck_assert(number_overlaps(&left, &right));
        /* (a - b) + b = a */
        number_subtract(&left, &a, &b, PRECISION);
        number_add(&left, &left, &b, PRECISION);
        ck_assert(number_overlaps(&left, &a));
        /* (a / b) b = a */
        if (number_divide(&left, &a, &b, PRECISION) == NUMBER_FAULT_NONE) {
            number_multiply(&left, &left, &b, PRECISION);
            ck_assert(number_overlaps(&left, &a));
        }
    }
    flint_randclear(state);
}
END_TEST

START_TEST(a_ball_holds_what_the_rational_is) {
    flint_rand_t state;
    flint_randinit(state);
    for (int i = 0; i < DRAWS; i++) {
        draw(&a, state, false);
        draw(&b, state, false);
        arb_t ball;
        arb_init(ball);
        number_get_ball(ball, &a, 30);
        number_set_ball(&c, ball);
        arb_clear(ball);
        number_multiply(&left, &a, &b, PRECISION);
        number_multiply(&right, &c, &b, PRECISION);
        ck_assert(number_overlaps(&left, &right));
        /* and the order that is told is the true one */
        Comparison order = number_compare(&c, &b);
        ck_assert(order == COMPARISON_UNDECIDED || order == number_compare(&a, &b));
    }
    flint_randclear(state);
}
END_TEST

static const struct {
    const char *base, *exponent, *power;
    NumberFault fault;
} powers[] = {
    {"9/4", "1/2", "3/2", NUMBER_FAULT_NONE},
    {"9/4", "-1/2", "2/3", NUMBER_FAULT_NONE},
    {"8/27", "2/3", "4/9", NUMBER_FAULT_NONE},
    {"-3/2", "3", "-27/8", NUMBER_FAULT_NONE},
    {"-2", "-2", "1/4", NUMBER_FAULT_NONE},
    {"0", "0", "1", NUMBER_FAULT_NONE},
    {"0", "3/2", "0", NUMBER_FAULT_NONE},
    {"1", "7/3", "1", NUMBER_FAULT_NONE},
    {"-1", "100000000000000000001", "-1", NUMBER_FAULT_NONE},
    {"2", "1/2", "a ball", NUMBER_FAULT_NONE},
    {"3/2", "10000000", "a ball", NUMBER_FAULT_NONE},
    {"0", "-1", NULL, NUMBER_FAULT_DIVISION_BY_ZERO},
    {"0", "-1/2", NULL, NUMBER_FAULT_DIVISION_BY_ZERO},
    {"-4", "1/2", NULL, NUMBER_FAULT_ROOT_OF_NEGATIVE},
};

START_TEST(powers_are_exact_where_they_are_rational) {
    read_rational(&a, powers[_i].base);
    read_rational(&b, powers[_i].exponent);
    ck_assert_int_eq(number_power(&c, &a, &b, PRECISION), powers[_i].fault);
    if (powers[_i].power)
        ck_assert_str_eq(print(&c), powers[_i].power);
}
END_TEST

static const struct {
    Function function;
    const char *x, *y, *value;
} exact[] = {
    {FUNCTION_EXP, "0", "0", "1"},
    {FUNCTION_LOG, "1", "0", "0"},
    {FUNCTION_SQRT, "16/25", "0", "4/5"},
    {FUNCTION_SIGMOID, "0", "0", "1/2"},
    {FUNCTION_TANH, "0", "0", "0"},
    {FUNCTION_SIN, "0", "0", "0"},
    {FUNCTION_COS, "0", "0", "1"},
    {FUNCTION_ERF, "0", "0", "0"},
    {FUNCTION_RELU, "-1/3", "0", "0"},
    {FUNCTION_RELU, "1/3", "0", "1/3"},
    {FUNCTION_LEAKY_RELU, "-2", "1/10", "-1/5"},
    {FUNCTION_LEAKY_RELU, "2", "1/10", "2"},
    {FUNCTION_ABS, "-5/7", "0", "5/7"},
    {FUNCTION_SIGN, "-5/7", "0", "-1"},
    {FUNCTION_SIGN, "0", "0", "0"},
    {FUNCTION_MAX, "1/3", "1/2", "1/2"},
    {FUNCTION_MIN, "1/3", "1/2", "1/3"},
};

START_TEST(functions_are_exact_where_they_are_rational) {
    Number arguments[2];
    number_init(&arguments[0]);
    number_init(&arguments[1]);
    read_rational(&arguments[0], exact[_i].x);
    read_rational(&arguments[1], exact[_i].y);
    ck_assert_int_eq(number_function(&c, exact[_i].function, arguments, PRECISION),
                     NUMBER_FAULT_NONE);
    ck_assert_str_eq(print(&c), exact[_i].value);
    number_clear(&arguments[0]);
    number_clear(&arguments[1]);
}
END_TEST

/* mpmath 1.3, mp.dps = 60, nstr(…, 40) */
static const struct {
    Function function;
    const char *x, *digits;
} values[] = {
    {FUNCTION_EXP, "1", "2.718281828459045235360287471352662497757"},
    {FUNCTION_LOG, "2", "0.6931471805599453094172321214581765680755"},
    {FUNCTION_SQRT, "2", "1.414213562373095048801688724209698078570"},
    {FUNCTION_TANH, "1/2", "0.4621171572600097585023184836436725487303"},
    {FUNCTION_SIGMOID, "-3", "0.04742587317756678087884815177175220138618"},
    {FUNCTION_SOFTPLUS, "2", "2.126928011042972496443726806358304431434"},
    {FUNCTION_SOFTPLUS, "-2", "0.1269280110429724964437268063583044314343"},
    {FUNCTION_ERF, "1/3", "0.3626481117660629334081786401478658796921"},
    {FUNCTION_SIN, "2", "0.9092974268256816953960198659117448427023"},
    {FUNCTION_COS, "2", "-0.4161468365471423869975682295007621897660"},
    {FUNCTION_PI, "0", "3.141592653589793238462643383279502884197"},
};

START_TEST(functions_have_the_digits_that_mpmath_has) {
    read_rational(&a, values[_i].x);
    ck_assert_int_eq(number_function(&c, values[_i].function, &a, PRECISION), NUMBER_FAULT_NONE);
    ck_assert_str_eq(decimal_print(arena, &c, 40), values[_i].digits);
}
END_TEST

START_TEST(what_has_no_value_is_a_fault_and_changes_nothing) {
    read_rational(&a, "0");
    read_rational(&b, "-1");
    read_rational(&c, "7");
    ck_assert_int_eq(number_divide(&c, &b, &a, PRECISION), NUMBER_FAULT_DIVISION_BY_ZERO);
    ck_assert_int_eq(number_function(&c, FUNCTION_LOG, &a, PRECISION),
                     NUMBER_FAULT_LOG_OF_NONPOSITIVE);
    ck_assert_int_eq(number_function(&c, FUNCTION_LOG, &b, PRECISION),
                     NUMBER_FAULT_LOG_OF_NONPOSITIVE);
    ck_assert_int_eq(number_function(&c, FUNCTION_SQRT, &b, PRECISION),
                     NUMBER_FAULT_ROOT_OF_NEGATIVE);
    ck_assert_str_eq(print(&c), "7");
}
END_TEST

START_TEST(zero_times_a_ball_is_zero_and_balls_that_touch_are_undecided) {
    read_rational(&a, "2");
    number_function(&b, FUNCTION_LOG, &a, PRECISION);
    read_rational(&c, "0");
    number_multiply(&left, &b, &c, PRECISION);
    ck_assert(number_is_zero(&left));
    number_function(&right, FUNCTION_EXP, &b, PRECISION); /* 2, but who knows */
    ck_assert_int_eq(number_relation(RELATION_GREATER, &right, &a), TRUTH_UNDECIDED);
    ck_assert_int_eq(number_relation(RELATION_GREATER, &a, &b), TRUTH_YES);
    ck_assert_int_eq(number_relation(RELATION_LESS_EQUAL, &a, &b), TRUTH_NO);
    ck_assert(number_overlaps(&right, &a));
    ck_assert(!number_overlaps(&b, &a));
    number_subtract(&c, &right, &a, PRECISION);
    ck_assert_int_eq(number_divide(&left, &a, &c, PRECISION), NUMBER_FAULT_UNDECIDED);
}
END_TEST

/* Sums of multiples of square roots: what is added up and what comes out, "a ball" or a rational.
 */
static const struct {
    const char *roots[3], *factors[3], *sum;
} surds[] = {
    {{"2", "2", "2"}, {"1", "1", "-2"}, "0"},
    {{"8", "2", "2"}, {"1", "-1", "-1"}, "0"},
    {{"1/2", "2", "2"}, {"2", "-1", "0"}, "0"},
    {{"3/4", "1/12", "27"}, {"2", "-3", "-1/6"}, "0"},
    {{"2", "3", "4"}, {"0", "0", "1/2"}, "1"},
    {{"2", "9", "8"}, {"2", "1/3", "-1"}, "1"},
    {{"2", "3", "5"}, {"1", "1", "-1"}, "a ball"},
    {{"1000003", "4000012", "1000003"}, {"2", "-1", "0"}, "0"}, /* squares of what is prime */
};

START_TEST(sums_of_roots_are_known_where_they_are_rational) {
    number_set_zero(&left);
    for (size_t i = 0; i < 3; i++) {
        read_rational(&a, surds[_i].roots[i]);
        read_rational(&b, surds[_i].factors[i]);
        ck_assert_int_eq(number_function(&a, FUNCTION_SQRT, &a, PRECISION), NUMBER_FAULT_NONE);
        number_add_product(&left, &a, &b, PRECISION);
    }
    ck_assert_str_eq(print(&left), surds[_i].sum);
}
END_TEST

START_TEST(powers_products_and_quotients_of_roots_are_known) {
    read_rational(&a, "6");
    read_rational(&b, "10");
    read_rational(&c, "-3/2");
    number_power(&left, &a, &c, PRECISION); /* 1 / (6 √6) */
    number_function(&right, FUNCTION_SQRT, &a, PRECISION);
    number_multiply(&left, &left, &right, PRECISION);
    ck_assert_str_eq(print(&left), "1/6");
    number_function(&left, FUNCTION_SQRT, &b, PRECISION);
    number_multiply(&left, &left, &right, PRECISION); /* √60 */
    read_rational(&a, "15");
    number_function(&right, FUNCTION_SQRT, &a, PRECISION);
    ck_assert_int_eq(number_divide(&left, &left, &right, PRECISION), NUMBER_FAULT_NONE);
    ck_assert_str_eq(print(&left), "2");
}
END_TEST

START_TEST(equal_roots_are_equal_and_two_nearly_equal_ones_are_not) {
    read_rational(&a, "8");
    read_rational(&b, "2");
    number_function(&left, FUNCTION_SQRT, &a, PRECISION);
    number_function(&right, FUNCTION_SQRT, &b, PRECISION);
    number_multiply(&right, &right, &b, PRECISION);
    ck_assert_int_eq(number_compare(&left, &right), COMPARISON_EQUAL);
    read_rational(&c, "1e-60");
    number_add(&right, &right, &c, PRECISION);
    ck_assert_int_eq(number_compare(&left, &right), COMPARISON_UNDECIDED);
    number_subtract(&left, &left, &right, PRECISION);
    number_negate(&left, &left);
    ck_assert(number_is_rational(&left) && fmpq_equal(&left.rational, &c.rational));
}
END_TEST

int main(void) {
    TCase *cases = tcase_create("number");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, arithmetic_keeps_its_laws_on_rationals_and_balls, 0, 2);
    tcase_add_test(cases, a_ball_holds_what_the_rational_is);
    tcase_add_loop_test(cases, powers_are_exact_where_they_are_rational, 0,
                        sizeof powers / sizeof *powers);
    tcase_add_loop_test(cases, functions_are_exact_where_they_are_rational, 0,
                        sizeof exact / sizeof *exact);
    tcase_add_loop_test(cases, functions_have_the_digits_that_mpmath_has, 0,
                        sizeof values / sizeof *values);
    tcase_add_test(cases, what_has_no_value_is_a_fault_and_changes_nothing);
    tcase_add_loop_test(cases, sums_of_roots_are_known_where_they_are_rational, 0,
                        sizeof surds / sizeof *surds);
    tcase_add_test(cases, powers_products_and_quotients_of_roots_are_known);
    tcase_add_test(cases, equal_roots_are_equal_and_two_nearly_equal_ones_are_not);
    tcase_add_test(cases, zero_times_a_ball_is_zero_and_balls_that_touch_are_undecided);
    Suite *suite = suite_create("number");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
