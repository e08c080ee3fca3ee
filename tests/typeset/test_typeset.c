/* LaTeX → PDF, and everything that can go wrong on the way. Without pdflatex only the cases that
 * need none run. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "typeset/child.h"
#include "typeset/typeset.h"

static Arena *arena;
static Diagnostics diagnostics;
static char folder[64];
static const char *pdf;

static void set_up(void) {
    arena = arena_new();
    diagnostics_init(&diagnostics, arena);
    strcpy(folder, "/tmp/gradsheet-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(mkdir(arena_printf(arena, "%s/tmp", folder), 0700), 0);
    setenv("TMPDIR", arena_printf(arena, "%s/tmp", folder), 1);
    pdf = arena_printf(arena, "%s/hw.pdf", folder);
}

static void tear_down(void) {
    unlink(pdf);
    ck_assert_msg(rmdir(getenv("TMPDIR")) == 0, "a temporary folder stayed behind");
    ck_assert_msg(rmdir(folder) == 0, "a file stayed behind");
    diagnostics_free(&diagnostics);
    arena_free(arena);
}

static TypesetResult typeset(const char *body, const TypesetOptions *options) {
    SourceText *tex = ARENA_NEW(arena, SourceText);
    tex->path = "hw.tex";
    tex->chars = arena_printf(
        arena, "\\documentclass{article}\n\\begin{document}\n%s\n\\end{document}\n", body);
    tex->length = strlen(tex->chars);
    return typeset_pdf(tex, pdf, options, &diagnostics);
}

static const char *content(size_t *length) {
    FILE *file = fopen(pdf, "rb");
    ck_assert_ptr_nonnull(file);
    char *chars = arena_alloc(arena, 1 << 20);
    *length = fread(chars, 1, 1 << 20, file);
    fclose(file);
    return chars;
}

static void expect_message(const char *expected) {
    ck_assert_uint_eq(diagnostics.count, 1);
    StrBuf message;
    strbuf_init(&message);
    diagnostic_print(&message, &diagnostics.items[0]);
    ck_assert_str_eq(message.chars, expected);
    strbuf_free(&message);
}

START_TEST(a_pdf_appears_and_is_the_same_again) {
    size_t first_length, second_length;
    ck_assert_int_eq(typeset("Text.", NULL), TYPESET_DONE);
    const char *first = content(&first_length);
    ck_assert_int_eq(memcmp(first, "%PDF-", 5), 0);
    ck_assert_int_eq(typeset("Text.", NULL), TYPESET_DONE);
    const char *second = content(&second_length);
    ck_assert_uint_eq(first_length, second_length);
    ck_assert_int_eq(memcmp(first, second, first_length), 0);
    ck_assert_uint_eq(diagnostics.count, 0);
}
END_TEST

START_TEST(references_are_resolved_by_another_run) {
    /* Only a second run finds the file that the first one wrote, and stops there. */
    ck_assert_int_eq(typeset("\\label{a}\\pageref{a}\\IfFileExists{sheet.again}{\\wrong}{}"
                             "\\newwrite\\f\\immediate\\openout\\f=sheet.again "
                             "\\immediate\\closeout\\f",
                             NULL),
                     TYPESET_TEX_ERROR);
    ck_assert_ptr_nonnull(strstr(diagnostics.items[0].message, "Undefined control sequence"));
}
END_TEST

START_TEST(an_error_names_its_line) {
    ck_assert_int_eq(typeset("Text\n\n$\\frac{1}\\wrong$", NULL), TYPESET_TEX_ERROR);
    expect_message("hw.tex:5:10: error: TeX stopped here: Undefined control sequence.\n"
                   "    $\\frac{1}\\wrong$\n"
                   "             ^~~~~~\n");
}
END_TEST

START_TEST(an_error_leaves_the_last_pdf) {
    size_t before, after;
    ck_assert_int_eq(typeset("Text.", NULL), TYPESET_DONE);
    const char *first = content(&before);
    ck_assert_int_eq(typeset("\\wrong", NULL), TYPESET_TEX_ERROR);
    const char *second = content(&after);
    ck_assert_uint_eq(before, after);
    ck_assert_int_eq(memcmp(first, second, before), 0);
}
END_TEST

START_TEST(a_loop_without_end_is_stopped) {
    TypesetOptions options = {.seconds = 1};
    ck_assert_int_eq(typeset("\\loop\\iftrue\\repeat", &options), TYPESET_TEX_ERROR);
    expect_message("error: TeX ran on “hw.tex” for more than 1 s and was stopped; look "
                   "for a macro in it that calls itself\n");
}
END_TEST

START_TEST(tex_runs_no_commands) {
    const char *made = arena_printf(arena, "%s/made", folder);
    typeset(arena_printf(arena, "Text. \\immediate\\write18{touch %s}", made), NULL);
    ck_assert_int_ne(access(made, F_OK), 0);
}
END_TEST

START_TEST(tex_neither_reads_nor_writes_elsewhere) {
    ck_assert_int_eq(typeset("\\input{/etc/passwd}", NULL), TYPESET_TEX_ERROR);
    const char *made = arena_printf(arena, "%s/made", folder);
    typeset(arena_printf(arena, "Text. \\newwrite\\f\\immediate\\openout\\f=%s ", made), NULL);
    ck_assert_int_ne(access(made, F_OK), 0);
    typeset("Text. \\newwrite\\f\\immediate\\openout\\f=../made ", NULL);
    ck_assert_int_ne(access(arena_printf(arena, "%s/tmp/made", folder), F_OK), 0);
}
END_TEST

START_TEST(a_document_without_pages_is_an_error) {
    ck_assert_int_eq(typeset("", NULL), TYPESET_TEX_ERROR);
    expect_message("error: “hw.tex” has no pages, so there is no PDF of it\n");
}
END_TEST

START_TEST(a_place_that_cannot_be_written_is_an_error) {
    pdf = "/dev/null/hw.pdf";
    ck_assert_int_eq(typeset("Text.", NULL), TYPESET_FILE_ERROR);
    expect_message("error: “/dev/null/hw.pdf” cannot be written: Not a directory\n");
}
END_TEST

START_TEST(a_missing_pdflatex_is_told_apart) {
    const char *kept = arena_strdup(arena, getenv("PATH"));
    char *path = strdup(getenv("PATH"));
    setenv("PATH", "", 1);
    TypesetResult result = typeset("Text.", NULL);
    setenv("PATH", path, 1);
    free(path);
    ck_assert_int_eq(result, TYPESET_MISSING);
    setenv("PATH", kept, 1);
    expect_message(
        "error: pdflatex was not found, so there is no PDF of “hw.tex”; install TeX "
        "(Debian: texlive-latex-base and texlive-latex-recommended), or typeset the .tex "
        "elsewhere\n");
}
END_TEST

START_TEST(a_program_that_fails_without_a_log_is_an_error) {
    TypesetOptions options = {.program = "/bin/false"};
    ck_assert_int_eq(typeset("Text.", &options), TYPESET_TEX_ERROR);
    expect_message("error: TeX failed on “hw.tex” and did not say why\n");
}
END_TEST

START_TEST(no_temporary_folder_is_an_error) {
    const char *kept = arena_strdup(arena, getenv("TMPDIR"));
    TypesetOptions options = {.program = "/bin/false"};
    setenv("TMPDIR", "/dev/null", 1);
    ck_assert_int_eq(typeset("Text.", &options), TYPESET_FILE_ERROR);
    setenv("TMPDIR", kept, 1);
    expect_message("error: no temporary folder can be made in “/dev/null”: Not a directory\n");
}
END_TEST

static void add_tests_with_tex(TCase *cases) {
    tcase_add_test(cases, a_pdf_appears_and_is_the_same_again);
    tcase_add_test(cases, references_are_resolved_by_another_run);
    tcase_add_test(cases, an_error_names_its_line);
    tcase_add_test(cases, an_error_leaves_the_last_pdf);
    tcase_add_test(cases, a_loop_without_end_is_stopped);
    tcase_add_test(cases, tex_runs_no_commands);
    tcase_add_test(cases, tex_neither_reads_nor_writes_elsewhere);
    tcase_add_test(cases, a_document_without_pages_is_an_error);
    tcase_add_test(cases, a_place_that_cannot_be_written_is_an_error);
}

int main(void) {
    TCase *cases = tcase_create("typeset");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, a_missing_pdflatex_is_told_apart);
    tcase_add_test(cases, a_program_that_fails_without_a_log_is_an_error);
    tcase_add_test(cases, no_temporary_folder_is_an_error);
    Arena *scratch = arena_new();
    if (child_find_program(scratch, "pdflatex") != NULL)
        add_tests_with_tex(cases);
    else
        printf("skipped: the cases that need pdflatex, which is not there\n");
    arena_free(scratch);
    Suite *suite = suite_create("typeset");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
