/* --values and --set, values files, and reading on in spite of errors. */
#include "reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char TWO_MODELS[] = "gradsheet: 1\n"
                                 "title: T\n"
                                 "models:\n"
                                 "  single:\n"
                                 "    sizes: {m: 1, K: 3}\n"
                                 "    given: {x: [m, 2], eta: [], y: [2 -> K], z: [1]}\n"
                                 "    define: {l: sum(x)}\n"
                                 "    values: {x: [[1, 2]], eta: 1/2, y: [1, 2], z: [0]}\n"
                                 "  batch:\n"
                                 "    extends: single\n"
                                 "    sizes: {m: 2}\n"
                                 "    values: {x: [[3, 4], [5, 6]]}\n"
                                 "  empty:\n"
                                 "    given: {w: [2]}\n"
                                 "    define: {l: sum(w)}\n"
                                 "sections: [{title: S, model: single, questions: [find: l]}]\n";

static const Assignment *read_with(const AssignmentOptions *options) {
    return assignment_parse(arena, "hw.yaml", TWO_MODELS, strlen(TWO_MODELS), options,
                            &diagnostics);
}

static const Assignment *set(const char *option) {
    return read_with(&(AssignmentOptions){.set = &option, .set_count = 1});
}

static const char *entry(const Assignment *assignment, size_t model, size_t given, size_t place) {
    return rational_print(arena, &assignment->models[model].given[given].values->entries[place]);
}

START_TEST(one_entry_is_set_in_every_model_that_has_it) {
    const Assignment *assignment = set("x[1,2]=7/3");
    ck_assert_str_eq(messages(), "");
    ck_assert_str_eq(entry(assignment, 0, 0, 1), "7/3");
    ck_assert_str_eq(entry(assignment, 1, 0, 1), "7/3");
    ck_assert_str_eq(entry(assignment, 1, 0, 2), "5");
}
END_TEST

START_TEST(one_entry_is_set_in_one_model) {
    const Assignment *assignment = set("batch: x[ 2 , 1 ] = .5");
    ck_assert_str_eq(messages(), "");
    ck_assert_str_eq(entry(assignment, 0, 0, 0), "1");
    ck_assert_str_eq(entry(assignment, 1, 0, 2), "1/2");
}
END_TEST

START_TEST(a_single_number_is_set_without_brackets) {
    ck_assert_str_eq(entry(set("single:eta=3"), 0, 1, 0), "3");
}
END_TEST

typedef struct SetCase {
    const char *option;
    const char *expected;
} SetCase;

static const SetCase set_errors[] = {
    {"x[1,3]=1", "--set:1:5: error: the index “3” should be from 1 to 2 in the model “single”; "
                 "write MODEL:x[...] to set it in one model only\n"
                 "    x[1,3]=1\n"
                 "        ^\n"},
    {"batch:x[0,1]=1",
     "--set:1:9: error: the index “0” should be from 1 to 2 in the model “batch”\n"
     "    batch:x[0,1]=1\n"
     "            ^\n"},
    {"x=1", "--set:1:1: error: “x” has 2 dimensions in the model “single”; indices given here: 0\n"
            "    x=1\n"
            "    ^\n"},
    {"bach:x[1,1]=1", "--set:1:1: error: there is no model “bach”; did you mean “batch”?\n"
                      "    bach:x[1,1]=1\n"
                      "    ^~~~\n"},
    {"eat=1",
     "--set:1:1: error: no model has a given “eat” that could be set; did you mean “eta”?\n"
     "    eat=1\n"
     "    ^~~\n"},
    {"x[1,1]=1+1", "--set:1:8: error: “1+1” is not a number; write a number as -3, 0.75, 3/4 or "
                   "1e-3, without spaces and without other arithmetic\n"
                   "    x[1,1]=1+1\n"
                   "           ^~~\n"},
    {"y[1]=4", "--set:1:6: error: 4 is no label of “y”, whose labels are the integers from 1 to 3\n"
               "    y[1]=4\n"
               "         ^\n"},
    {"w[1]=4",
     "--set:1:1: error: “w” has no values in the model “empty” of which one could be set\n"
     "    w[1]=4\n"
     "    ^\n"},
    {"x[1,1", "--set:1:1: error: “x[1,1” sets nothing; write it like W1[1,2]=3/4, or "
              "batch:W1[1,2]=3/4 for one model\n"
              "    x[1,1\n"
              "    ^~~~~\n"},
    {"x[1,1=2", "--set:1:1: error: “x[1,1=2” sets nothing; write it like W1[1,2]=3/4, or "
                "batch:W1[1,2]=3/4 for one model\n"
                "    x[1,1=2\n"
                "    ^~~~~~~\n"},
};

START_TEST(an_option_that_cannot_be_done_is_told_why) {
    ck_assert_ptr_null(set(set_errors[_i].option));
    ck_assert_str_eq(messages(), set_errors[_i].expected);
}
END_TEST

/* A new file in a folder of its own; its path. */
static const char *write_file(const char *name, const char *chars) {
    char *folder = arena_strdup(arena, "/tmp/gradsheet-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    const char *path = arena_printf(arena, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(chars, file);
    fclose(file);
    return path;
}

static void remove_file(const char *path) {
    unlink(path);
    rmdir(arena_strndup(arena, path, (size_t)(strrchr(path, '/') - path)));
}

START_TEST(a_values_file_replaces_the_values_of_all_models_that_have_the_name) {
    const char *path = write_file("v.yaml", "eta: 0.25\nw: [1, 2]\n");
    const Assignment *assignment = read_with(&(AssignmentOptions){.values_path = path});
    remove_file(path);
    ck_assert_str_eq(messages(), "");
    ck_assert_str_eq(entry(assignment, 0, 1, 0), "1/4");
    ck_assert_str_eq(entry(assignment, 1, 1, 0), "1/4");
    ck_assert_str_eq(entry(assignment, 2, 0, 1), "2");
}
END_TEST

START_TEST(a_values_file_has_only_names_of_some_model) {
    const char *path = write_file("v.yaml", "eta: 1\nww: 2\n");
    ck_assert_ptr_null(read_with(&(AssignmentOptions){.values_path = path}));
    remove_file(path);
    ck_assert_str_eq(messages(), arena_printf(arena,
                                              "%s:2:1: error: no model has a given “ww” that could "
                                              "take these values\n    ww: 2\n    ^~\n",
                                              path));
}
END_TEST

START_TEST(a_values_file_that_is_not_there_is_an_error) {
    ck_assert_ptr_null(read_with(&(AssignmentOptions){.values_path = "/no/such.yaml"}));
    ck_assert_str_eq(messages(), "error: cannot read /no/such.yaml: No such file or directory\n");
}
END_TEST

START_TEST(a_model_finds_its_values_file_beside_the_assignment) {
    const char *path = write_file("v.yaml", "x: [1, 2]\n");
    const char *hw = arena_printf(arena, "%.*s/hw.yaml", (int)(strrchr(path, '/') - path), path);
    static const char yaml[] = "gradsheet: 1\n"
                               "title: T\n"
                               "models: {a: {given: {x: [2]}, define: {l: 1}, values: v.yaml}}\n"
                               "sections: [{title: S, questions: [find: l]}]\n";
    const Assignment *assignment =
        assignment_parse(arena, hw, yaml, strlen(yaml), NULL, &diagnostics);
    remove_file(path);
    ck_assert_str_eq(messages(), "");
    ck_assert_str_eq(entry(assignment, 0, 0, 1), "2");
}
END_TEST

START_TEST(wrong_values_do_not_keep_formulas_from_being_judged) {
    static const char yaml[] = "gradsheet: 1\n"
                               "title: T\n"
                               "models: {a: {given: {x: [2]}, define: {l: 1}, values: {x: 3}}}\n"
                               "sections: [{title: S, questions: [find: l]}]\n";
    AssignmentOptions options = {.keeps_going = true};
    const Assignment *assignment =
        assignment_parse(arena, "hw.yaml", yaml, strlen(yaml), &options, &diagnostics);
    ck_assert_uint_eq(diagnostics.errors, 1);
    ck_assert_ptr_nonnull(assignment);
    ck_assert_str_eq(assignment->models->define->formula.chars, "1");
}
END_TEST

START_TEST(nor_do_formulas_that_are_missing_and_wrong_shapes) {
    static const char yaml[] = "gradsheet: 1\n"
                               "title: T\n"
                               "models: {a: {given: {x: [n]}, define: {l: , k: 1}}}\n"
                               "sections: [{title: S, questions: [find: l]}]\n";
    AssignmentOptions options = {.keeps_going = true};
    const Assignment *assignment =
        assignment_parse(arena, "hw.yaml", yaml, strlen(yaml), &options, &diagnostics);
    ck_assert_uint_eq(diagnostics.errors, 2);
    ck_assert_ptr_nonnull(assignment);
    ck_assert(assignment->models->given->is_faulty);
    ck_assert_uint_eq(assignment->models->define->formula.length, 0);
}
END_TEST

START_TEST(a_name_that_is_none_keeps_the_rest_from_being_judged) {
    static const char yaml[] = "gradsheet: 1\n"
                               "title: T\n"
                               "models: {a: {define: {sum: 2, k: 1}}}\n"
                               "sections: [{title: S, questions: [find: l]}]\n";
    AssignmentOptions options = {.keeps_going = true};
    ck_assert_ptr_null(
        assignment_parse(arena, "hw.yaml", yaml, strlen(yaml), &options, &diagnostics));
    ck_assert_uint_eq(diagnostics.errors, 1);
}
END_TEST

static void add_tests(TCase *tests) {
    tcase_add_test(tests, one_entry_is_set_in_every_model_that_has_it);
    tcase_add_test(tests, one_entry_is_set_in_one_model);
    tcase_add_test(tests, a_single_number_is_set_without_brackets);
    tcase_add_loop_test(tests, an_option_that_cannot_be_done_is_told_why, 0,
                        sizeof set_errors / sizeof *set_errors);
    tcase_add_test(tests, a_values_file_replaces_the_values_of_all_models_that_have_the_name);
    tcase_add_test(tests, a_values_file_has_only_names_of_some_model);
    tcase_add_test(tests, a_values_file_that_is_not_there_is_an_error);
    tcase_add_test(tests, a_model_finds_its_values_file_beside_the_assignment);
    tcase_add_test(tests, wrong_values_do_not_keep_formulas_from_being_judged);
    tcase_add_test(tests, nor_do_formulas_that_are_missing_and_wrong_shapes);
    tcase_add_test(tests, a_name_that_is_none_keeps_the_rest_from_being_judged);
}

int main(void) {
    return run_suite("options", add_tests);
}
