/* Points: the author's values, and random ones that are the same again for the same seed. */
#include <check.h>
#include <stdlib.h>

#include "model_text.h"

static ModelText text;

static void set_up(void) {
    model_text_open(&text, "{sizes: {m: 3, K: 4}, functions: {phi(u): unknown},"
                           " given: {y: [m, K], z: [m], c: [m -> K], u: []},"
                           " define: {l: 'unknown(y, z)', k: phi(u), s: 'sum(y, 2)'},"
                           " assume: ['sum(j, y[i,j]) == 1']}");
}

static void tear_down(void) {
    model_text_close(&text);
}

START_TEST(a_seed_is_a_point_and_another_seed_another) {
    Point *first = point_random(text.arena, text.scope, 1, 64);
    Point *again = point_random(text.arena, text.scope, 1, 64);
    Point *beside = point_beside(text.arena, first, 1);
    Point *other = point_beside(text.arena, first, 2);
    const char *values = model_text_value(&text, first, "z + l + k", "");
    ck_assert_str_eq(model_text_value(&text, again, "z + l + k", ""), values);
    ck_assert_str_eq(model_text_value(&text, beside, "z + l + k", ""), values);
    ck_assert_str_ne(model_text_value(&text, other, "z", ""),
                     model_text_value(&text, first, "z", ""));
    ck_assert_str_ne(model_text_value(&text, other, "phi(1)", ""),
                     model_text_value(&text, first, "phi(1)", ""));
}
END_TEST

START_TEST(what_is_assumed_holds_at_random_points) {
    Point *point = point_random(text.arena, text.scope, (uint64_t)_i, 64);
    ck_assert_str_eq(model_text_value(&text, point, "s", ""), "[1, 1, 1]");
    ck_assert_str_eq(model_text_value(&text, point, "(y[1,4] == y[2,4])", ""), "[0]");
}
END_TEST

START_TEST(labels_are_in_range) {
    Point *point = point_random(text.arena, text.scope, (uint64_t)_i, 64);
    ck_assert_str_eq(model_text_value(&text, point, "sum(onehot(c), 2)", ""), "[1, 1, 1]");
}
END_TEST

START_TEST(late_seeds_draw_positive_numbers) {
    Point *point = point_random(text.arena, text.scope, POINT_POSITIVE_SEED + (uint64_t)_i, 64);
    ck_assert_str_eq(model_text_value(&text, point, "(z > 0)", ""), "[1, 1, 1]");
}
END_TEST

START_TEST(still_later_seeds_draw_numbers_between_0_and_1) {
    Point *point = point_random(text.arena, text.scope, POINT_PROPER_SEED + (uint64_t)_i, 64);
    ck_assert_str_eq(model_text_value(&text, point, "(z > 0) * (z < 1)", ""), "[1, 1, 1]");
}
END_TEST

/* Or log(y) would have no value at any of them. */
START_TEST(what_is_assumed_to_add_up_is_positive_there_too) {
    Point *point = point_random(text.arena, text.scope, POINT_POSITIVE_SEED + (uint64_t)_i, 64);
    ck_assert_str_eq(model_text_value(&text, point, "s", ""), "[1, 1, 1]");
    ck_assert_str_eq(model_text_value(&text, point, "sum((y > 0))", ""), "[12]");
}
END_TEST

START_TEST(at_the_values_what_has_none_is_a_fault) {
    Point *point = point_at_values(text.arena, text.scope, 64);
    Fault fault;
    ck_assert_str_eq(model_text_value(&text, point, "2 * z", ""), "a tensor without values at z");
    ck_assert_ptr_null(point_value(point, text.scope, scope_find(text.scope, "u"), &fault));
    ck_assert_int_eq(fault.kind, NUMBER_FAULT_MISSING_VALUE);
    ck_assert_ptr_null(point_value(point, text.scope, scope_find(text.scope, "s"), &fault));
    ck_assert_int_eq(fault.kind, NUMBER_FAULT_MISSING_VALUE);
    ck_assert_str_eq(model_text_value(&text, point, "1 + phi(2)", ""),
                     "an unknown function, which has no values at phi(2)");
}
END_TEST

START_TEST(functions_and_derivatives_are_to_be_had_one_by_one) {
    Point *point = point_random(text.arena, text.scope, 5, 64);
    Fault fault;
    const Quantity *u = scope_find(text.scope, "u");
    const Number *slope = point_derivative(point, scope_find(text.scope, "k"), &u, 1, &fault);
    ck_assert_ptr_nonnull(slope);
    Number value;
    number_init(&value);
    ck_assert(point_function(point, text.scope, scope_find_function(text.scope, "phi"), 1,
                             point_value(point, text.scope, u, &fault), &value, &fault));
    ck_assert_int_eq(number_compare(slope, &value), COMPARISON_EQUAL);
    number_clear(&value);
    const Number *same = point_derivative(point, scope_find(text.scope, "k"), &u, 1, &fault);
    ck_assert_ptr_eq(same, slope);
}
END_TEST

int main(void) {
    TCase *cases = tcase_create("point");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, a_seed_is_a_point_and_another_seed_another);
    tcase_add_loop_test(cases, what_is_assumed_holds_at_random_points, 0, 5);
    tcase_add_loop_test(cases, labels_are_in_range, 0, 5);
    tcase_add_loop_test(cases, late_seeds_draw_positive_numbers, 0, 5);
    tcase_add_loop_test(cases, still_later_seeds_draw_numbers_between_0_and_1, 0, 5);
    tcase_add_loop_test(cases, what_is_assumed_to_add_up_is_positive_there_too, 0, 5);
    tcase_add_test(cases, at_the_values_what_has_none_is_a_fault);
    tcase_add_test(cases, functions_and_derivatives_are_to_be_had_one_by_one);
    Suite *suite = suite_create("point");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
