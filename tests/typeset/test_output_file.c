/* Output files appear whole or not at all. */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "typeset/output_file.h"

static Arena *arena;
static Diagnostics diagnostics;
static char folder[64];

static const char *in_folder(const char *name) {
    return arena_printf(arena, "%s/%s", folder, name);
}

static void set_up(void) {
    arena = arena_new();
    diagnostics_init(&diagnostics, arena);
    strcpy(folder, "/tmp/gradsheet-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void tear_down(void) {
    unlink(in_folder("a.tex"));
    unlink(in_folder("out/deep/a.tex"));
    rmdir(in_folder("out/deep"));
    rmdir(in_folder("out"));
    rmdir(in_folder("a.pdf"));
    ck_assert_msg(rmdir(folder) == 0, "a temporary file stayed behind");
    diagnostics_free(&diagnostics);
    arena_free(arena);
}

static const char *content(const char *path) {
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    char *chars = arena_alloc(arena, 100);
    chars[fread(chars, 1, 99, file)] = '\0';
    fclose(file);
    return chars;
}

START_TEST(folders_are_made) {
    ck_assert(output_file_write(in_folder("out/deep/a.tex"), "text", 4, &diagnostics));
    ck_assert_str_eq(content(in_folder("out/deep/a.tex")), "text");
}
END_TEST

START_TEST(a_file_is_replaced_and_has_the_usual_rights) {
    mode_t mask = umask(022);
    ck_assert(output_file_write(in_folder("a.tex"), "old text", 8, &diagnostics));
    ck_assert(output_file_write(in_folder("a.tex"), "new", 3, &diagnostics));
    umask(mask);
    struct stat status;
    ck_assert_int_eq(stat(in_folder("a.tex"), &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0644);
    ck_assert_str_eq(content(in_folder("a.tex")), "new");
}
END_TEST

START_TEST(a_full_disk_leaves_the_old_file) {
    ck_assert(output_file_write(in_folder("a.tex"), "old", 3, &diagnostics));
    pid_t child = fork(); /* Check itself writes files, which must not be limited */
    if (child == 0) {
        struct rlimit limit = {10, 10};
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        bool is_written =
            output_file_write(in_folder("a.tex"), "0123456789abcdef", 16, &diagnostics);
        _exit(is_written || diagnostics.items[0].kind != DIAGNOSTIC_UNWRITABLE_FILE);
    }
    int status = 1;
    waitpid(child, &status, 0);
    ck_assert_int_eq(status, 0);
    ck_assert_str_eq(content(in_folder("a.tex")), "old");
}
END_TEST

START_TEST(a_name_that_is_a_folder_is_an_error) {
    mkdir(in_folder("a.pdf"), 0777);
    ck_assert(!output_file_write(in_folder("a.pdf"), "x", 1, &diagnostics));
    ck_assert_int_eq(diagnostics.items[0].kind, DIAGNOSTIC_UNWRITABLE_FILE);
}
END_TEST

START_TEST(a_folder_that_cannot_be_made_is_an_error) {
    ck_assert(!output_file_write("/dev/null/out/a.tex", "x", 1, &diagnostics));
    ck_assert_str_eq(diagnostics.items[0].message,
                     "“/dev/null/out/a.tex” cannot be written: Not a directory");
    ck_assert(!output_file_write("/proc/out/a.tex", "x", 1, &diagnostics));
}
END_TEST

int main(void) {
    TCase *cases = tcase_create("output_file");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, folders_are_made);
    tcase_add_test(cases, a_file_is_replaced_and_has_the_usual_rights);
    tcase_add_test(cases, a_full_disk_leaves_the_old_file);
    tcase_add_test(cases, a_name_that_is_a_folder_is_an_error);
    tcase_add_test(cases, a_folder_that_cannot_be_made_is_an_error);
    Suite *suite = suite_create("typeset");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
