/* The layout's promise: no formula is wider than its place, however it must be broken. TeX itself
 * measures: a formula that is too wide is an error in these documents. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "render/store.h"
#include "typeset/child.h"
#include "typeset/typeset.h"

enum { SKIPPED = 77 };

static const char sheet[] =
    "{{=<< >>=}}\n<<<layout>>\n<<$content>>\n\\makeatletter\n"
    "<<#formulas>>\n"
    "\\gsfit{<<width>>pt}{<<&latex>>}\n"
    "\\ifdim\\wd\\gs@box><<width>>pt \\errmessage{It is \\the\\wd\\gs@box"
    "\\space wide}\\fi\n"
    "\\ifdim\\dimexpr\\ht\\gs@box+\\dp\\gs@box\\relax>\\textheight \\errmessage{"
    "It is higher than a page}\\fi\n"
    "\\noindent\\box\\gs@box\\par\\gs@printbelow\n"
    "<</formulas>>\n<</content>>\n<</layout>>\n";

static Arena *arena;
static Diagnostics diagnostics;
static char folder[64];
static const char *pdf;

static void set_up(void) {
    arena = arena_new();
    diagnostics_init(&diagnostics, arena);
    strcpy(folder, "/tmp/gradsheet-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    pdf = arena_printf(arena, "%s/sheet.pdf", folder);
}

static void tear_down(void) {
    unlink(pdf);
    rmdir(folder);
    diagnostics_free(&diagnostics);
    arena_free(arena);
}

/* Fills the template with data, which is taken over, and typesets it. *said becomes what is said
 * of it, in the arena. */
static TypesetResult typeset_filled(const char *text, json_t *data, const char **said) {
    SourceText source = {"sheet.tex", text, strlen(text)};
    TemplateStore store;
    store_init(&store, NULL, &diagnostics);
    store.data_directory = NULL;
    TemplateLoader loader = store_loader(&store);
    const Template *template = template_parse(arena, &source, &diagnostics);
    ck_assert_ptr_nonnull(template);
    StrBuf out;
    strbuf_init(&out);
    ck_assert_ptr_nonnull(data);
    ck_assert(template_render(&out, template, data, ESCAPE_LATEX, &loader, NULL, &diagnostics));
    json_decref(data);
    SourceText tex = {"sheet.tex", out.chars, out.length};
    TypesetResult result = typeset_pdf(&tex, pdf, NULL, &diagnostics);
    StrBuf message;
    strbuf_init(&message);
    for (size_t i = 0; i < diagnostics.count; i++)
        diagnostic_print(&message, &diagnostics.items[i]);
    *said = strbuf_finish(&message, arena);
    strbuf_free(&out);
    return result;
}

static void expect_pdf(const char *text, json_t *data) {
    const char *said;
    TypesetResult result = typeset_filled(text, data, &said);
    ck_assert_msg(result == TYPESET_DONE, "%s", said);
}

/* rows × columns times the same cell, with a prefix. */
static const char *matrix(const char *prefix, int rows, int columns, const char *cell) {
    StrBuf latex;
    strbuf_init(&latex);
    strbuf_printf(&latex, "%s\\begin{bmatrix}", prefix);
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns; column++)
            strbuf_printf(&latex, "%s%s", cell,
                          column + 1 < columns ? " & "
                          : row + 1 < rows     ? " \\\\ "
                                               : "");
    strbuf_append(&latex, "\\end{bmatrix}");
    return strbuf_finish(&latex, arena);
}

static const char *repeated(const char *piece, int count) {
    StrBuf latex;
    strbuf_init(&latex);
    for (int i = 0; i < count; i++)
        strbuf_append(&latex, piece);
    return strbuf_finish(&latex, arena);
}

static const char long_cell[] =
    "\\left(\\frac{\\partial l}{\\partial h^2_{1,1}}\\, (z^2_{1,1} > 0)\\, W^2_{1,3} + "
    "\\frac{\\partial l}{\\partial h^2_{1,2}}\\, (z^2_{1,2} > 0)\\, W^2_{2,3}\\right)\\, x_{1,4}";

/* It fits the page, half of it, and a narrow column. */
static void expect_fit(const char *latex) {
    expect_pdf(sheet, json_pack("{s:[{s:i},{s:i},{s:i}],s:s}", "formulas", "width", 468, "width",
                                300, "width", 200, "latex", latex));
}

START_TEST(a_small_formula_fits) {
    expect_fit("\\delta\\, h^2_{1,1}");
}
END_TEST

START_TEST(a_wide_matrix_fits) {
    expect_fit(matrix("\\delta ", 2, 12, "W^3_{1,12}"));
    expect_fit(matrix("\\frac{1}{m}", 1, 60, "0"));
}
END_TEST

START_TEST(a_matrix_of_long_cells_fits) {
    expect_fit(matrix("", 3, 4, long_cell));
    expect_fit(matrix("\\delta ", 3, 12, long_cell));
}
END_TEST

START_TEST(a_high_matrix_fits) {
    expect_fit(matrix("x = ", 64, 1, "\\frac{1}{2}"));
    expect_fit(matrix("x = ", 200, 3, "-1.2345"));
    expect_fit(matrix("x = ", 60, 12, "-1.2345"));
}
END_TEST

START_TEST(two_wide_matrices_share_the_line) {
    expect_fit(arena_printf(arena, "%s%s", matrix("", 3, 8, "\\frac{31457}{4800000}"),
                            matrix(" \\approx ", 3, 8, "-0.00655354")));
}
END_TEST

START_TEST(a_long_sum_is_broken) {
    expect_fit(repeated("+ \\left(z_1 - y_1\\right)^2 h_{1,1} ", 40));
    expect_fit(arena_printf(arena, "\\frac{1}{m}\\left(x%s\\right)",
                            repeated(" + \\left(z_1 - y_1\\right)^2 h_{1,1}", 40)));
}
END_TEST

START_TEST(what_is_marked_as_new_is_broken_as_the_rest) {
    expect_fit("\\gsmoved{\\delta}\\, h^2_{1,1}");
    expect_fit(arena_printf(arena, "x \\gsmoved{%s} + \\frac{1}{m}\\left(x \\gsmoved{%s}\\right)",
                            repeated("+ \\left(z_1 - y_1\\right)^2 h_{1,1} ", 30),
                            repeated("+ \\left(z_1 - y_1\\right)^2 h_{1,1} ", 30)));
    expect_fit(arena_printf(arena, "\\gsmoved{x + y} %s", matrix("\\delta ", 3, 12, long_cell)));
    expect_fit(arena_printf(arena, "a\\,\\gsmoved{%s}", matrix("\\delta ", 3, 12, long_cell)));
}
END_TEST

START_TEST(a_long_product_is_broken) {
    expect_fit(repeated("W^3_{1,2}\\, ", 60));
}
END_TEST

START_TEST(a_number_of_many_digits_is_broken) {
    expect_fit(arena_printf(arena, "\\frac{%s}{%s}", repeated("1234567890", 40),
                            repeated("987654321", 40)));
}
END_TEST

START_TEST(the_layout_prints_any_data) {
    expect_pdf(
        "{{=<< >>=}}\n<<<layout>><<$content>>\\gssection{1}{<<title>>}{1}{<<title>>}<</content>>"
        "<</layout>>",
        json_pack("{s:s,s:s,s:s}", "title", "100% of #1 {a_b} \\ ~^ \"σ\" 中 ½ — “é”", "course",
                  "CS & more", "author", "Zoë_$"));
}
END_TEST

static void expect_sheet(const char *name) {
    TemplateStore store;
    store_init(&store, NULL, &diagnostics);
    store.data_directory = NULL;
    const SourceText *source = store_open(&store, name, (Span){NULL, 0, 0});
    ck_assert_ptr_nonnull(source);
    expect_pdf(source->chars, json_load_file(TEST_FOLDER "/solved.json", 0, NULL));
    ck_assert_uint_eq(diagnostics.count, 0);
}

START_TEST(every_sheet_is_filled_and_typeset) {
    expect_sheet("submission");
    expect_sheet("key");
    expect_sheet("handout");
    expect_sheet("submission-blank");
    expect_sheet("upload");
    expect_sheet("upload-blank");
}
END_TEST

/* A section with a question of so many lines like this. */
static json_t *question_of(const char *id, const char *line, int lines) {
    return json_pack("{s:s, s:[{s:i, s:s, s:[{s:s, s:{s:s}}]}]}", "title", "Long", "sections",
                     "number", 1, "title", "One", "questions", "id", id, "prompt", "latex",
                     repeated(line, lines));
}

START_TEST(a_question_that_is_longer_than_its_page_goes_on_in_upload) {
    expect_pdf("{{>upload}}", question_of("1.1", "A line.\n\n", 20));
    expect_pdf("{{>upload}}", question_of("1.1", "A line.\n\n", 200));
}
END_TEST

START_TEST(what_is_higher_than_a_page_is_an_error_of_upload) {
    const char *said;
    json_t *question = question_of("1.7", "A line.\n\n\\rule{1pt}{1.1\\textheight}\n\n", 2);
    ck_assert_int_eq(typeset_filled("{{>upload}}", question, &said), TYPESET_TEX_ERROR);
    ck_assert_msg(strstr(said, "Question 1.7 has a part that is higher than a page") != NULL, "%s",
                  said);
}
END_TEST

/* Forty pages, each with steps and a list a little further down than on the one before. Where they
 * stand is written when a page is shipped out, and read at the end: what has one name must be on
 * one page. */
static const char parted[] =
    "{{=<< >>=}}\n<<<layout>>\n<<$content>>\n\\makeatletter\n"
    "\\newwrite\\gs@places \\immediate\\openout\\gs@places=places.tex \\newcount\\gs@page\n"
    "\\def\\place#1{\\edef\\gs@a{\\write\\gs@places{\\string\\found{#1 \\number\\gs@page}%\n"
    "  {\\noexpand\\the\\c@page}}}\\gs@a}\n"
    "\\def\\found#1#2{\\@ifundefined{gs.#1}{\\@namedef{gs.#1}{#2}}{%\n"
    "  \\ifnum\\@nameuse{gs.#1}=#2 \\else\\errmessage{#1 is parted}\\fi}}\n"
    "\\def\\gs@id{1}\n"
    "\\@whilenum\\gs@page<40\\do{\\advance\\gs@page\\@ne\n"
    "\\newpage\\vspace*{\\dimexpr 450pt+5pt*\\gs@page}\n"
    "\\begin{gssteps}{matrix}\n"
    "\\gsstep{}{a\\place{begin}}{} \\gsstep{=}{b\\place{begin}}{} \\gsstep{=}{c}{}\n"
    "\\gsstep{=}{d\\place{end}}{} \\gsstep{=}{e\\place{end}}{}\n"
    "\\end{gssteps}\n"
    "\\newpage\\vspace*{\\dimexpr 450pt+5pt*\\gs@page}\n"
    "\\begin{gsitems}{Definitions}\n"
    "\\gsitem{\\place{list}\\hskip 400pt}\\gsitem{\\hskip 400pt}\\gsitem{\\hskip "
    "400pt\\place{list}}\n"
    "\\end{gsitems}}\n"
    "\\clearpage\\immediate\\closeout\\gs@places\\input{places.tex}\n"
    "<</content>>\n<</layout>>\n";

START_TEST(no_step_stands_alone_and_no_list_is_parted) {
    expect_pdf(parted, json_object());
}
END_TEST

START_TEST(a_sheet_of_nothing_is_a_page) {
    expect_pdf("{{>submission}}", json_pack("{s:s}", "title", "Nothing yet"));
}
END_TEST

int main(void) {
    Arena *scratch = arena_new();
    bool has_tex = child_find_program(scratch, "pdflatex") != NULL;
    arena_free(scratch);
    if (!has_tex) {
        printf("skipped: there is no pdflatex\n");
        return SKIPPED;
    }
    TCase *cases = tcase_create("layout");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, a_small_formula_fits);
    tcase_add_test(cases, a_wide_matrix_fits);
    tcase_add_test(cases, a_matrix_of_long_cells_fits);
    tcase_add_test(cases, a_high_matrix_fits);
    tcase_add_test(cases, two_wide_matrices_share_the_line);
    tcase_add_test(cases, a_long_sum_is_broken);
    tcase_add_test(cases, what_is_marked_as_new_is_broken_as_the_rest);
    tcase_add_test(cases, a_long_product_is_broken);
    tcase_add_test(cases, a_number_of_many_digits_is_broken);
    tcase_add_test(cases, the_layout_prints_any_data);
    tcase_add_test(cases, every_sheet_is_filled_and_typeset);
    tcase_add_test(cases, a_question_that_is_longer_than_its_page_goes_on_in_upload);
    tcase_add_test(cases, what_is_higher_than_a_page_is_an_error_of_upload);
    tcase_add_test(cases, no_step_stands_alone_and_no_list_is_parted);
    tcase_add_test(cases, a_sheet_of_nothing_is_a_page);
    Suite *suite = suite_create("typeset");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
