/* The tree of a YAML file: what it holds, and where each byte of it was written. */
#include "reading.h"

#include <stdio.h>
#include <string.h>

#include "source/source_file.h"
#include "source/yaml_tree.h"

static const Tree *parse(const char *yaml) {
    const SourceText *source = source_from_chars(arena, "t.yaml", yaml, strlen(yaml));
    const Tree *tree = yaml_tree_parse(arena, source, &diagnostics);
    ck_assert_str_eq(messages(), "");
    ck_assert_ptr_nonnull(tree);
    return tree;
}

/* The value of the only entry of a mapping. */
static const Text *parse_value(const char *yaml) {
    const Tree *tree = parse(yaml);
    ck_assert_int_eq(tree->kind, TREE_MAPPING);
    ck_assert_uint_eq(tree->count, 1);
    return &tree->pairs[0].value->text;
}

typedef struct Case {
    const char *yaml;
    const char *value;
    const char
        *marks; /* under each byte of the value that is no blank: the byte it was written as */
} Case;

static const Case cases[] = {
    {"a: b @ c", "b @ c", "b @ c"},
    {"a: b +\n   c\n", "b + c", "b + c"},
    {"a: 'it''s λ'", "it's λ", "it's λ"},
    {"a: \"x\\ty \\\"q\\\" \\u03bb!\"", "x\ty \"q\" λ!", "x\ty \\q\\ \\\\!"},
    {"a: \"one \\\n   two\"", "one two", "one two"},
    {"a: \"\\\\sigma\"", "\\sigma", "\\sigma"},
    {"a: |\n  x = 1\n\n    y\n", "x = 1\n\n  y\n", "x = 1\n\n  y\n"},
    {"a: >-  # why\n  x\n  y\n\n  z\n", "x y\nz", "x y\nz"},
    {"\xEF\xBB\xBF"
     "a: b",
     "b", "b"},
    {"a: >\r\n  b\r\n  c\r\n", "b c\n", "b c\n"},
    {"{a: h3 }", "h3", "h3"},
};

START_TEST(each_byte_of_a_scalar_knows_where_it_was_written) {
    const Text *text = parse_value(cases[_i].yaml);
    ck_assert_str_eq(text->chars, cases[_i].value);
    for (size_t i = 0; i < text->length; i++) {
        if (strchr(" \t\n", text->chars[i]) != NULL)
            continue;
        Span span = text_span(text, i, i + 1);
        ck_assert_int_eq(text->source->chars[span.offset], cases[_i].marks[i]);
    }
}
END_TEST

START_TEST(bytes_of_one_letter_are_written_one_after_the_other) {
    const Text *text = parse_value("a: 'λ''μ'");
    static const size_t offsets[] = {4, 5, 6, 8, 9};
    for (size_t i = 0; i < text->length; i++)
        ck_assert_uint_eq(text_span(text, i, i).offset, offsets[i]);
}
END_TEST

START_TEST(the_end_of_a_block_is_behind_its_last_letter) {
    const Text *text = parse_value("a: |\n  x +\n\n");
    ck_assert_uint_eq(text_span(text, text->length, text->length).offset, strlen("a: |\n  x +"));
}
END_TEST

START_TEST(mappings_and_lists_keep_their_order_and_places) {
    const Tree *tree = parse("b: [1, 2]\na:\n  - x: y\n");
    ck_assert_uint_eq(tree->count, 2);
    ck_assert_str_eq(tree->pairs[0].key->text.chars, "b");
    const Tree *list = tree->pairs[0].value;
    ck_assert_int_eq(list->kind, TREE_SEQUENCE);
    ck_assert_uint_eq(list->span.offset, 3);
    ck_assert_uint_eq(list->span.length, strlen("[1, 2]"));
    ck_assert_str_eq(list->items[1]->text.chars, "2");
    const Tree *inner = tree->pairs[1].value->items[0];
    ck_assert_int_eq(inner->kind, TREE_MAPPING);
    ck_assert_uint_eq(tree_place(inner).offset, strlen("b: [1, 2]\na:\n  - "));
}
END_TEST

START_TEST(nothing_is_told_from_an_empty_text) {
    const Tree *tree = parse("a:\nb: ~\nc: null\nd: ''\ne: x\n");
    bool expected[] = {true, true, true, false, false};
    for (size_t i = 0; i < tree->count; i++)
        ck_assert_int_eq(tree_is_null(tree->pairs[i].value), expected[i]);
}
END_TEST

START_TEST(an_alias_is_what_its_anchor_names) {
    const Tree *tree = parse("a: &x [1, 2]\nb: *x\n");
    ck_assert_ptr_eq(tree->pairs[0].value, tree->pairs[1].value);
}
END_TEST

static void add_tests(TCase *tests) {
    tcase_add_loop_test(tests, each_byte_of_a_scalar_knows_where_it_was_written, 0,
                        sizeof cases / sizeof *cases);
    tcase_add_test(tests, bytes_of_one_letter_are_written_one_after_the_other);
    tcase_add_test(tests, the_end_of_a_block_is_behind_its_last_letter);
    tcase_add_test(tests, mappings_and_lists_keep_their_order_and_places);
    tcase_add_test(tests, nothing_is_told_from_an_empty_text);
    tcase_add_test(tests, an_alias_is_what_its_anchor_names);
}

int main(void) {
    return run_suite("yaml_tree", add_tests);
}
