#include <check.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/options.h"

static Arena *arena;
static Options options;
static const char *fault;

static void setup(void) {
    arena = arena_new();
}

static void teardown(void) {
    arena_free(arena);
}

/* Reads a command line of words up to a NULL. */
static bool read(char *const *words) {
    int count = 0;
    while (words[count] != NULL)
        count++;
    return options_read(&options, arena, count, words, &fault);
}

#define READ(...) read((char *[]){"gradsheet", __VA_ARGS__, NULL})

START_TEST(a_command_takes_its_operands_in_order) {
    ck_assert(READ("build", "hw.yaml", "key", "handout"));
    ck_assert_ptr_eq(options.command, &command_build);
    ck_assert_uint_eq(options.operand_count, 3);
    ck_assert_str_eq(options.operands[0], "hw.yaml");
    ck_assert_str_eq(options.operands[2], "handout");
}
END_TEST

START_TEST(options_stand_anywhere_and_the_rest_has_defaults) {
    ck_assert(READ("-q", "build", "--digits=12", "hw.yaml", "-o", "sheets"));
    ck_assert(options.quiet);
    ck_assert_int_eq(options.digits, 12);
    ck_assert_str_eq(options.output_folder, "sheets");
    ck_assert(READ("check", "hw.yaml"));
    ck_assert(!options.quiet);
    ck_assert_int_eq(options.digits, DIGITS_DEFAULT);
    ck_assert_str_eq(options.output_folder, "out");
}
END_TEST

START_TEST(set_is_kept_each_time_in_order) {
    ck_assert(READ("data", "--set", "x[1]=-1", "--set=batch:y[1,1]=1/2", "hw.yaml"));
    ck_assert_uint_eq(options.set_count, 2);
    ck_assert_str_eq(options.set[0], "x[1]=-1");
    ck_assert_str_eq(options.set[1], "batch:y[1,1]=1/2");
}
END_TEST

START_TEST(after_two_dashes_everything_is_an_operand) {
    ck_assert(READ("check", "--", "-q"));
    ck_assert_str_eq(options.operands[0], "-q");
    ck_assert(!options.quiet);
}
END_TEST

START_TEST(help_needs_no_operands) {
    ck_assert(READ("build", "--help"));
    ck_assert(options.help);
    ck_assert_ptr_eq(options.command, &command_build);
}
END_TEST

START_TEST(a_misspelt_command_gets_the_nearest_one) {
    ck_assert(!READ("biuld", "hw.yaml"));
    ck_assert_str_eq(fault, "there is no command “biuld”; did you mean “build”?");
}
END_TEST

START_TEST(a_misspelt_option_gets_the_nearest_one) {
    ck_assert(!READ("build", "hw.yaml", "--digit5", "3"));
    ck_assert_str_eq(fault, "there is no option --digit5; did you mean --digits?");
}
END_TEST

START_TEST(an_option_without_its_value_is_named) {
    ck_assert(!READ("build", "hw.yaml", "-o"));
    ck_assert_str_eq(fault, "-o needs a value after it");
}
END_TEST

START_TEST(operands_too_few_or_too_many_show_the_usage) {
    ck_assert(!READ("check"));
    ck_assert_str_eq(fault, "“check” needs a file: gradsheet check ASSIGNMENT");
    ck_assert(!READ("check", "a.yaml", "b.yaml"));
    ck_assert_str_eq(fault, "“check” has no use for “b.yaml”: gradsheet check ASSIGNMENT");
}
END_TEST

START_TEST(an_option_that_a_command_has_no_use_for_is_refused) {
    ck_assert(!READ("check", "hw.yaml", "--no-pdf"));
    ck_assert_str_eq(fault, "“check” has no use for --no-pdf");
    ck_assert(!READ("render", "sheet.tex", "-o", "sheets"));
    ck_assert_str_eq(fault, "“render” has no use for -o");
    ck_assert(!READ("render", "sheet.tex", "--set=x=1"));
    ck_assert_str_eq(fault, "“render” has no use for --set");
}
END_TEST

START_TEST(digits_outside_their_range_are_refused) {
    ck_assert(!READ("build", "hw.yaml", "--digits", "1001"));
    ck_assert_str_eq(fault, "--digits takes a whole number from 1 to 1000, not “1001”");
    ck_assert(!READ("build", "hw.yaml", "--digits", "6x"));
}
END_TEST

START_TEST(a_network_is_read_from_its_options) {
    ck_assert(READ("init", "new.yaml", "--layers", "4,3,10", "--activation=tanh", "--loss",
                   "cross-entropy", "--batch", "2"));
    ck_assert_uint_eq(options.network.layer_count, 3);
    ck_assert_uint_eq(options.network.units[0], 4);
    ck_assert_uint_eq(options.network.units[2], 10);
    ck_assert_int_eq(options.network.activation, FUNCTION_TANH);
    ck_assert_int_eq(options.network.loss, STARTER_CROSS_ENTROPY);
    ck_assert_uint_eq(options.network.samples, 2);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("options");
    TCase *reading = tcase_create("reading");
    tcase_add_checked_fixture(reading, setup, teardown);
    tcase_add_test(reading, a_command_takes_its_operands_in_order);
    tcase_add_test(reading, options_stand_anywhere_and_the_rest_has_defaults);
    tcase_add_test(reading, set_is_kept_each_time_in_order);
    tcase_add_test(reading, after_two_dashes_everything_is_an_operand);
    tcase_add_test(reading, help_needs_no_operands);
    tcase_add_test(reading, a_misspelt_command_gets_the_nearest_one);
    tcase_add_test(reading, a_misspelt_option_gets_the_nearest_one);
    tcase_add_test(reading, an_option_without_its_value_is_named);
    tcase_add_test(reading, operands_too_few_or_too_many_show_the_usage);
    tcase_add_test(reading, an_option_that_a_command_has_no_use_for_is_refused);
    tcase_add_test(reading, digits_outside_their_range_are_refused);
    tcase_add_test(reading, a_network_is_read_from_its_options);
    suite_add_tcase(suite, reading);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
