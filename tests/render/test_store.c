/* Finding templates: by name or path, in folders and in the program. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "render/store.h"

static const Span nowhere = {NULL, 0, 0};

static Arena *arena;
static Diagnostics diagnostics;
static TemplateStore store;
static char folder[64];

static void set_up(void) {
    arena = arena_new();
    diagnostics_init(&diagnostics, arena);
    strcpy(folder, "/tmp/gradsheet-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    store_init(&store, NULL, &diagnostics);
    store.data_directory = NULL; /* what is installed here must not matter */
}

static void tear_down(void) {
    static const char *const names[] = {"own.tex", "own.html", "part.html", "submission.tex"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(arena_printf(arena, "%s/%s", folder, names[i]));
    rmdir(folder);
    diagnostics_free(&diagnostics);
    arena_free(arena);
}

static const char *write_template(const char *name, const char *text) {
    const char *path = arena_printf(arena, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
    return path;
}

START_TEST(a_sheet_is_in_the_program) {
    const SourceText *source = store_open(&store, "submission", nowhere);
    ck_assert_ptr_nonnull(source);
    ck_assert_str_eq(source->path, "submission.tex");
    ck_assert_uint_eq(source->length, strlen(source->chars));
    TemplateLoader loader = store_loader(&store);
    ck_assert_str_eq(loader.find(loader.data, "layout")->path, "layout.tex");
}
END_TEST

START_TEST(a_folder_comes_before_the_program) {
    write_template("submission.tex", "mine");
    store.directory = folder;
    ck_assert_str_eq(store_open(&store, "submission", nowhere)->chars, "mine");
}
END_TEST

START_TEST(an_installed_folder_comes_after_a_named_one) {
    write_template("submission.tex", "installed");
    store.directory = "/nonexistent";
    store.data_directory = folder;
    ck_assert_str_eq(store_open(&store, "submission", nowhere)->chars, "installed");
}
END_TEST

START_TEST(a_path_brings_its_partials_and_its_format) {
    const char *path = write_template("own.html", "<p>{{x}}{{>part}}</p>");
    write_template("part.html", "!");
    StrBuf out;
    strbuf_init(&out);
    json_t *data = json_pack("{s:s}", "x", "a<b");
    ck_assert(store_render(&out, &store, path, data, NULL));
    ck_assert_str_eq(out.chars, "<p>a&lt;b!</p>");
    json_decref(data);
    strbuf_free(&out);
}
END_TEST

START_TEST(a_fault_in_the_output_is_traced_to_its_template) {
    const char *path = write_template("own.html", "<p>\n{{x}} after\n{{>part}}</p>");
    write_template("part.html", "a\nb");
    StrBuf out;
    strbuf_init(&out);
    json_t *data = json_pack("{s:s}", "x", "many words");
    ck_assert(store_render(&out, &store, path, data, NULL));
    json_decref(data);
    SourceText text = {"out.html", out.chars, out.length};
    const char *faults[][3] = {{"words", "line 2 of", "own.html"},
                               {"fter", "line 2 of", "own.html"},
                               {"b</p>", "line 2 of", "part.html"},
                               {"</p>", "line 3 of", "own.html"}};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        size_t at = (size_t)(strstr(out.chars, faults[i][0]) - out.chars);
        diagnostics_error(&diagnostics, DIAGNOSTIC_TEX_ERROR, (Span){&text, at, 1}, "wrong");
        store_explain(&store, &diagnostics);
        ck_assert_ptr_nonnull(strstr(diagnostics.items[i].hint, faults[i][1]));
        ck_assert_ptr_nonnull(strstr(diagnostics.items[i].hint, faults[i][2]));
    }
    strbuf_free(&out);
}
END_TEST

START_TEST(a_missing_sheet_is_an_error_that_names_those_there_are) {
    ck_assert_ptr_null(store_open(&store, "submision", nowhere));
    ck_assert_int_eq(diagnostics.items[0].kind, DIAGNOSTIC_TEMPLATE_MISSING);
    ck_assert_ptr_nonnull(strstr(diagnostics.items[0].hint, "submission"));
    ck_assert_ptr_null(strstr(diagnostics.items[0].hint, "layout"));
}
END_TEST

START_TEST(a_missing_path_is_an_error_with_the_reason) {
    ck_assert_ptr_null(store_open(&store, "/nonexistent/a.tex", nowhere));
    ck_assert_int_eq(diagnostics.items[0].kind, DIAGNOSTIC_UNREADABLE_FILE);
    ck_assert_ptr_nonnull(strstr(diagnostics.items[0].message, "No such file"));
    ck_assert_ptr_null(store_open(&store, "/tmp/", nowhere));
}
END_TEST

int main(void) {
    TCase *cases = tcase_create("store");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, a_sheet_is_in_the_program);
    tcase_add_test(cases, a_folder_comes_before_the_program);
    tcase_add_test(cases, an_installed_folder_comes_after_a_named_one);
    tcase_add_test(cases, a_path_brings_its_partials_and_its_format);
    tcase_add_test(cases, a_fault_in_the_output_is_traced_to_its_template);
    tcase_add_test(cases, a_missing_sheet_is_an_error_that_names_those_there_are);
    tcase_add_test(cases, a_missing_path_is_an_error_with_the_reason);
    Suite *suite = suite_create("render");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
