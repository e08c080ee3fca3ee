/* Prose: what is a formula, what is TeX, what is plain text, and how it is written. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "notation/prose.h"

static Arena *arena;
static Diagnostics diagnostics;

static void set_up(void) {
    arena = arena_new();
    diagnostics_init(&diagnostics, arena);
}

static void tear_down(void) {
    diagnostics_free(&diagnostics);
    arena_free(arena);
}

/* An escape that shows what it was given. */
static void mark(StrBuf *out, const char *chars, size_t length) {
    strbuf_append_char(out, '<');
    strbuf_append_n(out, chars, length);
    strbuf_append_char(out, '>');
}

static const Prose *parse(const char *chars) {
    Text text = text_from_string(arena, "prose", chars);
    return prose_parse(arena, &text, NULL, &diagnostics);
}

static const struct Case {
    const char *prose;
    const char *latex;
    const char *line;
    const char *text;
} cases[] = {
    {"", "", "", ""},
    {"100% of A_b & #1 \\ {x}", "<100% of A_b & #1 \\ {x}>", "<100% of A_b & #1 \\ {x}>",
     "100% of A_b & #1 \\ {x}"},
    {"The error `d C / d z4` of\n  a layer.",
     "<The error >$\\frac{\\partial C}{\\partial z^4}$< of a layer.>",
     "<The error >$\\frac{\\partial C}{\\partial z^4}$< of a layer.>",
     "The error d C / d z4 of a layer."},
    {"`h3 = a * b = c`,", "$h^3 = a\\,b = c$<,>", "$h^3 = a\\,b = c$<,>", "h3 = a * b = c,"},
    {"It is\n\n`E = x^2`\n\nso.\n", "<It is>\n\\[\nE = x^2\n\\]\n\n<so.>",
     "<It is> $E = x^2$ <so.>", "It is\n\nE = x^2\n\nso."},
    {" `x` \n", "\\[\nx\n\\]", "$x$", "x"},
    {"a\n \t\nb", "<a>\n\n<b>", "<a> <b>", "a\n\nb"},
    {"With $x \\in \\mathbb{R}$ given", "<With >$x \\in \\mathbb{R}$< given>",
     "<With >$x \\in \\mathbb{R}$< given>", "With $x \\in \\mathbb{R}$ given"},
    {"$$a_b$$", "\\[\na_b\n\\]", "$a_b$", "$$a_b$$"},
    {"It costs $5 and $6.", "<It costs $5 and $6.>", "<It costs $5 and $6.>",
     "It costs $5 and $6."},
    {"A $ alone, $x\n\ny$", "<A $ alone, $x>\n\n<y$>", "<A $ alone, $x> <y$>",
     "A $ alone, $x\n\ny$"},
    {"$\\$5$", "$\\$5$", "$\\$5$", "$\\$5$"},
};

START_TEST(prose_is_written_piece_by_piece) {
    const Prose *prose = parse(cases[_i].prose);
    ck_assert_ptr_nonnull(prose);
    StrBuf out;
    strbuf_init(&out);
    prose_print_latex(&out, prose, NULL, mark, NULL);
    ck_assert_str_eq(out.chars, cases[_i].latex);
    strbuf_clear(&out);
    prose_print_latex_line(&out, prose, NULL, mark);
    ck_assert_str_eq(out.chars, cases[_i].line);
    strbuf_clear(&out);
    prose_print_text(&out, prose);
    ck_assert_str_eq(out.chars, cases[_i].text);
    strbuf_free(&out);
}
END_TEST

static const struct Fault {
    const char *prose;
    size_t offset;
    const char *message;
} faults[] = {
    {"a `x", 2, "this backtick has no partner in its paragraph"},
    {"`x` and `y\n\nz` w", 8, "this backtick has no partner in its paragraph"},
    {"see `2x`", 6, "a `*` or `@` is missing before `x`"},
    {"see `a = `", 8, "the formula ends where a number, a name or a bracket should follow"},
    {"an empty `` one", 10, "this formula is empty"},
};

START_TEST(a_fault_in_prose_is_told_at_its_place) {
    ck_assert_ptr_null(parse(faults[_i].prose));
    ck_assert_str_eq(diagnostics.items[0].message, faults[_i].message);
    ck_assert_uint_eq(diagnostics.items[0].span.offset, faults[_i].offset);
}
END_TEST

START_TEST(all_faults_of_a_text_are_told) {
    ck_assert_ptr_null(parse("`2x` and `y +` and `z"));
    ck_assert_uint_eq(diagnostics.errors, 3);
}
END_TEST

START_TEST(a_text_that_is_not_there_has_no_pieces) {
    const Prose *prose = prose_parse(arena, &(Text){0}, NULL, &diagnostics);
    ck_assert_ptr_nonnull(prose);
    ck_assert_uint_eq(prose->count, 0);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("prose");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, prose_is_written_piece_by_piece, 0, sizeof cases / sizeof *cases);
    tcase_add_loop_test(tests, a_fault_in_prose_is_told_at_its_place, 0,
                        sizeof faults / sizeof *faults);
    tcase_add_test(tests, all_faults_of_a_text_are_told);
    tcase_add_test(tests, a_text_that_is_not_there_has_no_pieces);
    Suite *suite = suite_create("prose");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
