/* Messages as an author sees them. */
#include <check.h>
#include <string.h>

#include "base/diagnostics.h"

static Arena *arena;
static Diagnostics diagnostics;

static void setup(void) {
    arena = arena_new();
    diagnostics_init(&diagnostics, arena);
}

static void teardown(void) {
    diagnostics_free(&diagnostics);
    arena_free(arena);
}

static Span place(const char *source, size_t from, size_t to) {
    Text text = text_from_string(arena, "hw.yaml", source);
    return text_span(&text, from, to);
}

static const char *printed(void) {
    StrBuf out;
    strbuf_init(&out);
    for (size_t i = 0; i < diagnostics.count; i++)
        diagnostic_print(&out, &diagnostics.items[i]);
    return strbuf_finish(&out, arena);
}

START_TEST(a_message_has_place_line_and_caret) {
    diagnostics_error(&diagnostics, DIAGNOSTIC_UNKNOWN_KEY, place("a: 1\nλb: 2\n", 5, 8),
                      "no key “%s”", "λb");
    diagnostics_hint(&diagnostics, "leave it out");
    ck_assert_str_eq(printed(), "hw.yaml:2:1: error: no key “λb”; leave it out\n"
                                "    λb: 2\n"
                                "    ^~\n");
}
END_TEST

START_TEST(control_characters_are_shown_as_spaces_and_wrong_bytes_as_one_sign) {
    diagnostics_warning(&diagnostics, DIAGNOSTIC_NOT_UTF8,
                        place("a\t\x1B\xFF"
                              "b",
                              4, 5),
                        "odd");
    ck_assert_str_eq(printed(), "hw.yaml:1:5: warning: odd\n"
                                "    a  \uFFFDb\n"
                                "        ^\n");
}
END_TEST

START_TEST(a_caret_stands_after_the_last_character_of_a_file) {
    diagnostics_error(&diagnostics, DIAGNOSTIC_YAML_SYNTAX, place("ab", 2, 2), "cut off");
    ck_assert_str_eq(printed(), "hw.yaml:1:3: error: cut off\n"
                                "    ab\n"
                                "      ^\n");
}
END_TEST

START_TEST(a_long_line_is_cut_around_the_caret) {
    char line[1001];
    memset(line, 'x', 1000);
    line[1000] = '\0';
    line[500] = 'y';
    diagnostics_error(&diagnostics, DIAGNOSTIC_YAML_SYNTAX, place(line, 500, 501), "here");
    StrBuf expected;
    strbuf_init(&expected);
    strbuf_append(&expected, "hw.yaml:1:501: error: here\n    ");
    for (int i = 0; i < 60; i++)
        strbuf_append_char(&expected, 'x');
    strbuf_append_char(&expected, 'y');
    for (int i = 0; i < 39; i++)
        strbuf_append_char(&expected, 'x');
    strbuf_printf(&expected, "\n    %60s^\n", "");
    ck_assert_str_eq(printed(), strbuf_finish(&expected, arena));
}
END_TEST

START_TEST(an_error_without_a_place_is_one_line) {
    diagnostics_error(&diagnostics, DIAGNOSTIC_UNREADABLE_FILE, (Span){.source = NULL}, "no file");
    ck_assert_str_eq(printed(), "error: no file\n");
}
END_TEST

START_TEST(the_same_error_is_kept_once_and_its_second_hint_goes_with_it) {
    Span first = place("abc", 0, 1);
    Span second = first;
    second.offset = 2;
    diagnostics_error(&diagnostics, DIAGNOSTIC_NAME, first, "wrong");
    diagnostics_hint(&diagnostics, "one");
    diagnostics_error(&diagnostics, DIAGNOSTIC_NAME, second, "other");
    diagnostics_error(&diagnostics, DIAGNOSTIC_NAME, first, "wrong");
    diagnostics_hint(&diagnostics, "two");
    ck_assert_uint_eq(diagnostics.errors, 2);
    ck_assert_str_eq(diagnostics.items[0].hint, "one");
    ck_assert_ptr_null(diagnostics.items[1].hint);
}
END_TEST

START_TEST(a_flood_of_errors_is_counted_and_not_kept) {
    Span span = place("a", 0, 0);
    for (size_t i = 0; i < 3 * DIAGNOSTICS_LIMIT; i++)
        diagnostics_error(&diagnostics, DIAGNOSTIC_NAME, span, "number %zu", i);
    ck_assert_uint_eq(diagnostics.count, DIAGNOSTICS_LIMIT);
    ck_assert_uint_eq(diagnostics.errors, 3 * DIAGNOSTICS_LIMIT);
}
END_TEST

START_TEST(sorting_goes_by_place_and_keeps_ties) {
    Span late = place("abc", 2, 3);
    Span early = late;
    early.offset = 0;
    diagnostics_warning(&diagnostics, DIAGNOSTIC_NAME, (Span){.source = NULL}, "4");
    diagnostics_error(&diagnostics, DIAGNOSTIC_NAME, late, "2");
    diagnostics_error(&diagnostics, DIAGNOSTIC_NAME, late, "3");
    diagnostics_error(&diagnostics, DIAGNOSTIC_NAME, early, "1");
    diagnostics_sort(&diagnostics);
    static const char *const order[] = {"1", "2", "3", "4"};
    for (size_t i = 0; i < 4; i++)
        ck_assert_str_eq(diagnostics.items[i].message, order[i]);
}
END_TEST

START_TEST(the_nearest_name_is_one_slip_away) {
    static const char *const names[] = {"title", "model", "text", "points", "n0"};
    ck_assert_str_eq(nearest_name("titel", names, 5), "title");
    ck_assert_str_eq(nearest_name("modle", names, 5), "model");
    ck_assert_str_eq(nearest_name("txt", names, 5), "text");
    ck_assert_str_eq(nearest_name("point", names, 5), "points");
    ck_assert_str_eq(nearest_name("n1", names, 5), "n0");
    ck_assert_ptr_null(nearest_name("author", names, 5));
    ck_assert_ptr_null(nearest_name("x", names, 5));
    ck_assert_ptr_null(nearest_name("", names, 5));
}
END_TEST

START_TEST(every_kind_has_a_slug_of_its_own) {
    for (int kind = 0; kind < DIAGNOSTIC_KIND_COUNT; kind++)
        for (int other = 0; other < kind; other++)
            ck_assert_str_ne(diagnostic_slug((DiagnosticKind)kind),
                             diagnostic_slug((DiagnosticKind)other));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("diagnostics");
    TCase *printing = tcase_create("diagnostics");
    tcase_add_checked_fixture(printing, setup, teardown);
    tcase_add_test(printing, a_message_has_place_line_and_caret);
    tcase_add_test(printing, control_characters_are_shown_as_spaces_and_wrong_bytes_as_one_sign);
    tcase_add_test(printing, a_caret_stands_after_the_last_character_of_a_file);
    tcase_add_test(printing, a_long_line_is_cut_around_the_caret);
    tcase_add_test(printing, an_error_without_a_place_is_one_line);
    tcase_add_test(printing, the_same_error_is_kept_once_and_its_second_hint_goes_with_it);
    tcase_add_test(printing, a_flood_of_errors_is_counted_and_not_kept);
    tcase_add_test(printing, sorting_goes_by_place_and_keeps_ties);
    tcase_add_test(printing, the_nearest_name_is_one_slip_away);
    tcase_add_test(printing, every_kind_has_a_slug_of_its_own);
    suite_add_tcase(suite, printing);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
