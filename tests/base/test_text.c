/* Texts, spans and positions; strings that grow; memory that goes at once. */
#include <check.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/text.h"

START_TEST(a_column_counts_characters_from_one) {
    Arena *arena = arena_new();
    Text text = text_from_string(arena, "t", "ab\nλx\n");
    size_t line, column;
    source_position(text.source, 0, &line, &column);
    ck_assert_uint_eq(line, 1);
    ck_assert_uint_eq(column, 1);
    source_position(text.source, strlen("ab\nλ"), &line, &column);
    ck_assert_uint_eq(line, 2);
    ck_assert_uint_eq(column, 2);
    arena_free(arena);
}
END_TEST

START_TEST(a_byte_order_mark_takes_no_column) {
    Arena *arena = arena_new();
    Text text = text_from_string(arena, "t",
                                 "\xEF\xBB\xBF"
                                 "ab");
    size_t line, column;
    source_position(text.source, 4, &line, &column);
    ck_assert_uint_eq(column, 2);
    arena_free(arena);
}
END_TEST

START_TEST(a_part_of_a_text_knows_its_place) {
    Arena *arena = arena_new();
    Text text = text_from_string(arena, "t", "W1[1,2]=3/4");
    Text part = text_part(arena, &text, 8, 11);
    ck_assert_str_eq(part.chars, "3/4");
    Span span = text_span(&part, 1, 3);
    ck_assert_uint_eq(span.offset, 9);
    ck_assert_uint_eq(span.length, 2);
    arena_free(arena);
}
END_TEST

START_TEST(a_decoded_text_is_placed_by_its_offsets) {
    Arena *arena = arena_new();
    Text text = text_from_string(arena, "t", "a\\nb");
    static const uint32_t offsets[] = {0, 1, 3, 4};
    Text decoded = {.chars = "a\nb", .length = 3, .source = text.source, .offsets = offsets};
    Span span = text_span(&decoded, 1, 2);
    ck_assert_uint_eq(span.offset, 1);
    ck_assert_uint_eq(span.length, 2);
    Text part = text_part(arena, &decoded, 2, 3);
    ck_assert_uint_eq(text_span(&part, 0, 1).offset, 3);
    arena_free(arena);
}
END_TEST

START_TEST(a_text_that_nobody_wrote_is_placed_where_one_was_written) {
    Arena *arena = arena_new();
    Text text = text_from_string(arena, "t", "find: l");
    Text written = text_part(arena, &text, 6, 7);
    Text other = text_in_place_of(arena, &written, "What is `l`?");
    ck_assert_str_eq(other.chars, "What is `l`?");
    ck_assert_ptr_eq(other.source, text.source);
    Span whole = text_span(&other, 0, other.length), part = text_span(&other, 9, 10);
    ck_assert_uint_eq(whole.offset, 6);
    ck_assert_uint_eq(whole.length, 1);
    ck_assert_uint_eq(part.offset, 6);
    arena_free(arena);
}
END_TEST

START_TEST(joined_spans_hold_both) {
    SourceText source = {"t", "0123456789", 10}, other = {"u", "", 0};
    Span joined = span_join((Span){&source, 6, 2}, (Span){&source, 1, 2});
    ck_assert_uint_eq(joined.offset, 1);
    ck_assert_uint_eq(joined.length, 7);
    joined = span_join((Span){&source, 6, 2}, (Span){&other, 1, 2});
    ck_assert_uint_eq(joined.offset, 6);
    ck_assert_uint_eq(joined.length, 2);
}
END_TEST

START_TEST(only_well_formed_utf8_has_a_length) {
    unsigned code = 0;
    ck_assert_uint_eq(utf8_length("λ", 2, &code), 2);
    ck_assert_uint_eq(code, 0x3BB);
    ck_assert_uint_eq(utf8_length("\xF0\x9D\x94\xBC", 4, &code), 4);
    ck_assert_uint_eq(code, 0x1D53C);
    static const char *const wrong[] = {"\x80",         "\xC0\x80",         "\xCE", "\xE0\x80\x80",
                                        "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF", "\xCE\x41"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_uint_eq(utf8_length(wrong[i], strlen(wrong[i]), NULL), 0);
    ck_assert_uint_eq(utf8_length("", 0, NULL), 0);
}
END_TEST

START_TEST(a_string_grows_and_is_always_terminated) {
    Arena *arena = arena_new();
    StrBuf buffer;
    strbuf_init(&buffer);
    ck_assert_str_eq(buffer.chars, "");
    for (int i = 0; i < 1000; i++)
        strbuf_printf(&buffer, "%d,", i % 10);
    ck_assert_uint_eq(buffer.length, 2000);
    ck_assert_uint_eq(strlen(buffer.chars), 2000);
    strbuf_truncate(&buffer, 3);
    strbuf_append_char(&buffer, '!');
    ck_assert_str_eq(strbuf_finish(&buffer, arena), "0,1!");
    ck_assert_str_eq(buffer.chars, "");
    arena_free(arena);
}
END_TEST

static void count_up(void *data) {
    *(int *)data = *(int *)data * 10 + 1;
}

static void count_twice(void *data) {
    *(int *)data = *(int *)data * 10 + 2;
}

START_TEST(an_arena_gives_zeros_and_cleans_up_backward) {
    int calls = 0;
    Arena *arena = arena_new();
    for (size_t size = 1; size < 100000; size *= 3) {
        char *memory = arena_alloc(arena, size);
        for (size_t i = 0; i < size; i++)
            ck_assert_int_eq(memory[i], 0);
        memset(memory, 0xFF, size);
    }
    arena_on_free(arena, count_up, &calls);
    arena_on_free(arena, count_twice, &calls);
    arena_free(arena);
    ck_assert_int_eq(calls, 21);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("text");
    TCase *text = tcase_create("text");
    tcase_add_test(text, a_column_counts_characters_from_one);
    tcase_add_test(text, a_byte_order_mark_takes_no_column);
    tcase_add_test(text, a_part_of_a_text_knows_its_place);
    tcase_add_test(text, a_decoded_text_is_placed_by_its_offsets);
    tcase_add_test(text, a_text_that_nobody_wrote_is_placed_where_one_was_written);
    tcase_add_test(text, joined_spans_hold_both);
    tcase_add_test(text, only_well_formed_utf8_has_a_length);
    tcase_add_test(text, a_string_grows_and_is_always_terminated);
    tcase_add_test(text, an_arena_gives_zeros_and_cleans_up_backward);
    suite_add_tcase(suite, text);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
