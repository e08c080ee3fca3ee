/* Files that are no YAML, or go beyond the limits: the whole message of each. */
#include "reading.h"

static void expect_byte_errors(const char *bytes, size_t length, const char *expected) {
    const Assignment *assignment =
        assignment_parse(arena, "hw.yaml", bytes, length, NULL, &diagnostics);
    ck_assert_str_eq(messages(), expected);
    ck_assert_ptr_null(assignment);
}

START_TEST(a_byte_that_is_not_utf8_is_named_with_its_place) {
    expect_byte_errors("a: 1\nb: \xFF\n", 10,
                       "hw.yaml:2:4: error: the byte 0xFF here is not UTF-8; save the file as "
                       "UTF-8 text\n"
                       "    b: \uFFFD\n"
                       "       ^\n");
}
END_TEST

START_TEST(a_zero_byte_is_named_with_its_place) {
    expect_byte_errors("a: \0b\n", 6,
                       "hw.yaml:1:4: error: there is a control character here (U+0000), which text "
                       "cannot hold; delete it; if the file is not text at all, check that it is "
                       "the right one\n"
                       "    a:  b\n"
                       "       ^\n");
}
END_TEST

/* 100,000 of something that nests: an error, and no crash. */
static void expect_nesting_error(const char *opening) {
    StrBuf yaml;
    strbuf_init(&yaml);
    strbuf_append(&yaml, "a: ");
    for (int i = 0; i < 100000; i++)
        strbuf_append(&yaml, opening);
    const Assignment *assignment =
        assignment_parse(arena, "hw.yaml", yaml.chars, yaml.length, NULL, &diagnostics);
    strbuf_free(&yaml);
    ck_assert_ptr_null(assignment);
    ck_assert_uint_eq(diagnostics.errors, 1);
    ck_assert_int_eq(diagnostics.items[0].kind, DIAGNOSTIC_NESTING);
    ck_assert_str_eq(diagnostics.items[0].message,
                     "more than 64 lists and mappings are nested here");
}

START_TEST(a_hundred_thousand_brackets_are_an_error) {
    expect_nesting_error("[");
}
END_TEST

START_TEST(a_hundred_thousand_braces_are_an_error) {
    expect_nesting_error("{a: ");
}
END_TEST

START_TEST(a_folder_cannot_be_read) {
    bool unreadable = false;
    ck_assert_ptr_null(assignment_read(arena, "/", NULL, &diagnostics, &unreadable));
    ck_assert(unreadable);
    ck_assert_str_eq(messages(), "error: cannot read /: Is a directory\n");
}
END_TEST

START_TEST(a_file_that_is_not_there_cannot_be_read) {
    bool unreadable = false;
    ck_assert_ptr_null(assignment_read(arena, "/no/such.yaml", NULL, &diagnostics, &unreadable));
    ck_assert(unreadable);
    ck_assert_str_eq(messages(), "error: cannot read /no/such.yaml: No such file or directory\n");
}
END_TEST

START_TEST(a_text_that_brackets_cut_short_gets_a_hint) {
    expect_errors("- {text: The entry `W[i]` of it}\n",
                  "hw.yaml:1:25: error: a bracket cut the text short that goes on here; inside { } "
                  "and [ ], a text that holds brackets, braces or commas needs quotes: 'h3[1,1]', "
                  "'W_{1}'\n"
                  "    - {text: The entry `W[i]` of it}\n"
                  "                            ^\n");
}
END_TEST

START_TEST(a_leading_backtick_gets_a_hint) {
    expect_errors("text: `G` is given\n",
                  "hw.yaml:1:7: error: a text cannot begin with ` in YAML; put the whole text in "
                  "double quotes, or below a line that ends in |\n"
                  "    text: `G` is given\n"
                  "          ^\n");
}
END_TEST

START_TEST(a_leading_at_sign_needs_quotes) {
    expect_errors(
        "define:\n"
        "  h: @x\n",
        "hw.yaml:2:6: error: a text cannot begin with @ in YAML; put the whole text in quotes\n"
        "      h: @x\n"
        "         ^\n");
}
END_TEST

START_TEST(a_tab_in_the_indentation_gets_a_hint) {
    expect_errors("a:\n"
                  "\tb: 1\n",
                  "hw.yaml:2:1: error: there is a tab where YAML wants spaces; indent with spaces, "
                  "YAML takes no tabs\n"
                  "     b: 1\n"
                  "    ^\n");
}
END_TEST

START_TEST(latex_braces_in_a_flow_mapping_get_a_hint) {
    expect_errors(
        "write: {W: W_{1}}\n",
        "hw.yaml:1:14: error: { cannot stand here: this is inside a mapping in { }; inside { } and "
        "[ ], a text that holds brackets, braces or commas needs quotes: 'h3[1,1]', 'W_{1}'\n"
        "    write: {W: W_{1}}\n"
        "                 ^\n");
}
END_TEST

START_TEST(an_index_in_a_flow_mapping_gets_a_hint) {
    expect_errors(
        "define: {l: h3[1,1] + 2}\n",
        "hw.yaml:1:15: error: [ cannot stand here: this is inside a mapping in { }; inside { } and "
        "[ ], a text that holds brackets, braces or commas needs quotes: 'h3[1,1]', 'W_{1}'\n"
        "    define: {l: h3[1,1] + 2}\n"
        "                  ^\n");
}
END_TEST

START_TEST(an_index_in_a_flow_list_gets_a_hint) {
    expect_errors(
        "using: [d l / d h[1]]\n",
        "hw.yaml:1:18: error: [ cannot stand here: this is inside a list in [ ]; inside { } and [ "
        "], a text that holds brackets, braces or commas needs quotes: 'h3[1,1]', 'W_{1}'\n"
        "    using: [d l / d h[1]]\n"
        "                     ^\n");
}
END_TEST

START_TEST(a_bracket_that_never_closes_is_shown_where_it_opens) {
    expect_errors("a: [1, 2\n"
                  "b: 3\n",
                  "hw.yaml:1:4: error: the [ that begins here is not closed as it should be; put a "
                  "comma between two entries and a ] behind the last\n"
                  "    a: [1, 2\n"
                  "       ^\n");
}
END_TEST

START_TEST(a_second_colon_gets_a_hint) {
    expect_errors("prompt: Note: this\n",
                  "hw.yaml:1:13: error: a second colon in one entry; a text that holds a colon and "
                  "a space needs quotes around it\n"
                  "    prompt: Note: this\n"
                  "                ^\n");
}
END_TEST

START_TEST(a_backslash_in_double_quotes_gets_a_hint) {
    expect_errors("a: \"\\sigma\"\n",
                  "hw.yaml:1:5: error: YAML does not know this backslash in double quotes; put a "
                  "text with backslashes in single quotes: '\\sigma'\n"
                  "    a: \"\\sigma\"\n"
                  "        ^\n");
}
END_TEST

START_TEST(a_quote_that_never_closes_is_shown_where_it_opens) {
    expect_errors("a: 'abc\n"
                  "b: 2\n",
                  "hw.yaml:1:4: error: the quote that is opened here never closes; close it with "
                  "the same quote; two single quotes in a row stand for one in the text\n"
                  "    a: 'abc\n"
                  "       ^\n");
}
END_TEST

START_TEST(a_line_without_colon_is_no_entry) {
    expect_errors("a: 1\n"
                  "b\n"
                  "c: 2\n",
                  "hw.yaml:2:1: error: this is no entry: there is no colon after it; write name: "
                  "value, and indent the lines of a longer text\n"
                  "    b\n"
                  "    ^\n");
}
END_TEST

START_TEST(text_behind_a_quote_gets_a_hint) {
    expect_errors("a: \"x\" y\n",
                  "hw.yaml:1:8: error: this line does not fit to the lines above it; give all "
                  "entries of one list or mapping the same indentation, and put a text that goes "
                  "on behind its closing quote in quotes as a whole\n"
                  "    a: \"x\" y\n"
                  "           ^\n");
}
END_TEST

START_TEST(an_unknown_alias_is_an_error) {
    expect_errors("a: *x\n", "hw.yaml:1:4: error: *x refers to an anchor that is not set above; "
                             "set it by &x, or quote the text if it only begins with *\n"
                             "    a: *x\n"
                             "       ^~\n");
}
END_TEST

START_TEST(an_alias_inside_its_own_anchor_is_an_error) {
    expect_errors("a: &x [*x]\n",
                  "hw.yaml:1:8: error: *x stands inside what &x names, so it has no end\n"
                  "    a: &x [*x]\n"
                  "           ^~\n");
}
END_TEST

START_TEST(a_second_document_is_an_error) {
    expect_errors("a: 1\n"
                  "---\n"
                  "b: 2\n",
                  "hw.yaml:2:1: error: a second document begins here, and a file holds one; remove "
                  "the line of three dashes, or split the file\n"
                  "    ---\n"
                  "    ^\n");
}
END_TEST

START_TEST(an_empty_file_is_an_error) {
    expect_errors("", "hw.yaml:1:1: error: hw.yaml is empty\n");
}
END_TEST

START_TEST(a_file_of_comments_is_empty) {
    expect_errors("# nothing yet\n", "hw.yaml:1:1: error: hw.yaml is empty\n"
                                     "    # nothing yet\n"
                                     "    ^\n");
}
END_TEST

START_TEST(a_tag_is_an_error) {
    expect_errors("a: !foo b\n", "hw.yaml:1:4: error: a YAML tag (! and a word) means nothing "
                                 "here; put the text in quotes, or leave the tag out\n"
                                 "    a: !foo b\n"
                                 "       ^\n");
}
END_TEST

START_TEST(a_text_alone_is_no_assignment) {
    expect_errors("hello\n", "hw.yaml:1:1: error: an assignment should be a mapping of names to "
                             "values, and here is a text\n"
                             "    hello\n"
                             "    ^~~~~\n");
}
END_TEST

START_TEST(a_list_as_a_key_is_an_error) {
    expect_errors("? [a]\n"
                  ": b\n",
                  "hw.yaml:1:3: error: the left side of an entry is a name, not a list or a "
                  "mapping; a text that begins with [ or { needs quotes\n"
                  "    ? [a]\n"
                  "      ^\n");
}
END_TEST

START_TEST(aliases_that_multiply_are_an_error) {
    expect_errors("a: &a [1,1,1,1,1,1,1,1,1,1]\n"
                  "b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
                  "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
                  "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
                  "e: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n",
                  "hw.yaml:5:26: error: the aliases up to here stand for more than 100000 values; "
                  "write large values in a file of their own\n"
                  "    e: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n"
                  "                             ^~\n");
}
END_TEST

START_TEST(an_escape_that_makes_a_control_character_is_an_error) {
    expect_errors("a: \"\\x07\"\n",
                  "hw.yaml:1:4: error: a backslash in this text makes a control character; put a "
                  "text with backslashes in single quotes: '\\beta'\n"
                  "    a: \"\\x07\"\n"
                  "       ^~~~~~\n");
}
END_TEST

static void add_tests(TCase *tests) {
    tcase_add_test(tests, a_byte_that_is_not_utf8_is_named_with_its_place);
    tcase_add_test(tests, a_zero_byte_is_named_with_its_place);
    tcase_add_test(tests, a_hundred_thousand_brackets_are_an_error);
    tcase_add_test(tests, a_hundred_thousand_braces_are_an_error);
    tcase_add_test(tests, a_folder_cannot_be_read);
    tcase_add_test(tests, a_file_that_is_not_there_cannot_be_read);
    tcase_add_test(tests, a_text_that_brackets_cut_short_gets_a_hint);
    tcase_add_test(tests, a_leading_backtick_gets_a_hint);
    tcase_add_test(tests, a_leading_at_sign_needs_quotes);
    tcase_add_test(tests, a_tab_in_the_indentation_gets_a_hint);
    tcase_add_test(tests, latex_braces_in_a_flow_mapping_get_a_hint);
    tcase_add_test(tests, an_index_in_a_flow_mapping_gets_a_hint);
    tcase_add_test(tests, an_index_in_a_flow_list_gets_a_hint);
    tcase_add_test(tests, a_bracket_that_never_closes_is_shown_where_it_opens);
    tcase_add_test(tests, a_second_colon_gets_a_hint);
    tcase_add_test(tests, a_backslash_in_double_quotes_gets_a_hint);
    tcase_add_test(tests, a_quote_that_never_closes_is_shown_where_it_opens);
    tcase_add_test(tests, a_line_without_colon_is_no_entry);
    tcase_add_test(tests, text_behind_a_quote_gets_a_hint);
    tcase_add_test(tests, an_unknown_alias_is_an_error);
    tcase_add_test(tests, an_alias_inside_its_own_anchor_is_an_error);
    tcase_add_test(tests, a_second_document_is_an_error);
    tcase_add_test(tests, an_empty_file_is_an_error);
    tcase_add_test(tests, a_file_of_comments_is_empty);
    tcase_add_test(tests, a_tag_is_an_error);
    tcase_add_test(tests, a_text_alone_is_no_assignment);
    tcase_add_test(tests, a_list_as_a_key_is_an_error);
    tcase_add_test(tests, aliases_that_multiply_are_an_error);
    tcase_add_test(tests, an_escape_that_makes_a_control_character_is_an_error);
}

int main(void) {
    return run_suite("yaml_errors", add_tests);
}
