/* Filling templates: what the specification leaves open, and what goes wrong. */
#include <check.h>
#include <string.h>

#include "render/render.h"

static Arena *arena;
static Diagnostics diagnostics;
static StrBuf out;

static void set_up(void) {
    arena = arena_new();
    diagnostics_init(&diagnostics, arena);
    strbuf_init(&out);
}

static void tear_down(void) {
    strbuf_free(&out);
    diagnostics_free(&diagnostics);
    arena_free(arena);
}

static const SourceText *source_of(const char *path, const char *chars) {
    SourceText *source = ARENA_NEW(arena, SourceText);
    *source = (SourceText){path, chars, strlen(chars)};
    return source;
}

/* Pairs of name and text, ended by NULL. */
static const SourceText *find_in_pairs(void *data, const char *name) {
    for (const char *const *pair = data; *pair != NULL; pair += 2)
        if (strcmp(pair[0], name) == 0)
            return source_of(name, pair[1]);
    return NULL;
}

static bool fill(const char *text, const char *json, const char *const *partials) {
    static const char *const none[] = {NULL};
    TemplateLoader loader = {find_in_pairs, (void *)(partials != NULL ? partials : none)};
    const Template *template = template_parse(arena, source_of("t.tex", text), &diagnostics);
    json_t *data = json_loads(json, JSON_DECODE_ANY, NULL);
    ck_assert_ptr_nonnull(data);
    bool done = template != NULL &&
                template_render(&out, template, data, ESCAPE_LATEX, &loader, NULL, &diagnostics);
    json_decref(data);
    return done;
}

static void expect(const char *text, const char *json, const char *expected) {
    strbuf_clear(&out);
    ck_assert_msg(fill(text, json, NULL), "“%s” was not filled", text);
    ck_assert_str_eq(out.chars, expected);
}

/* The first diagnostic, as the author reads it, begins so. */
static void expect_error(const char *text, const char *expected) {
    diagnostics_free(&diagnostics);
    ck_assert_msg(!fill(text, "{}", NULL), "“%s” was filled", text);
    StrBuf message;
    strbuf_init(&message);
    diagnostic_print(&message, &diagnostics.items[0]);
    ck_assert_msg(strncmp(message.chars, expected, strlen(expected)) == 0, "got %s", message.chars);
    strbuf_free(&message);
}

START_TEST(values_print_naturally) {
    expect("{{x}}", "{\"x\": 3}", "3");
    expect("{{x}}", "{\"x\": -0.1}", "-0.1");
    expect("{{x}}", "{\"x\": 1e300}", "1e+300");
    expect("{{x}}", "{\"x\": true}", "true");
    expect("{{x}}|{{y}}", "{\"x\": null}", "|");
    expect("{{{x}}}", "{\"x\": [1, {\"a\": 2}]}", "[1,{\"a\":2}]");
}
END_TEST

START_TEST(empty_text_is_false) {
    expect("{{#x}}yes{{/x}}{{^x}}no{{/x}}", "{\"x\": \"\"}", "no");
    expect("{{#x}}yes{{/x}}{{^x}}no{{/x}}", "{\"x\": 0}", "yes");
}
END_TEST

START_TEST(values_are_escaped_for_the_format) {
    expect("{{x}} {{&x}} {{{x}}}", "{\"x\": \"50%\"}", "50\\% 50% 50%");
}
END_TEST

START_TEST(delimiters_leave_braces_to_tex) {
    expect("{{=<< >>=}}\n{{\\bf <<x>>}}<<&y>>", "{\"x\": \"#\", \"y\": \"$z$\"}",
           "{{\\bf \\#}}$z$");
}
END_TEST

START_TEST(an_overridden_block_may_hold_one_of_its_own_name) {
    const char *partials[] = {"page", "[{{$a}}page{{/a}}]", NULL};
    ck_assert(fill("{{<page}}{{$a}}sheet {{$a}}own{{/a}}{{/a}}{{/page}}", "{}", partials));
    ck_assert_str_eq(out.chars, "[sheet own]");
}
END_TEST

START_TEST(a_missing_partial_is_a_warning) {
    expect("a{{>gone}}b", "{}", "ab");
    ck_assert_uint_eq(diagnostics.count, 1);
    ck_assert_int_eq(diagnostics.items[0].severity, SEVERITY_WARNING);
    ck_assert_uint_eq(diagnostics.items[0].span.offset, 1);
}
END_TEST

START_TEST(faults_are_reported_where_they_stand) {
    expect_error("ab\n  {{#x}}\n", "t.tex:2:3: error: “x” is opened here and never closed");
    expect_error("{{#x}}\n{{/y}}",
                 "t.tex:2:1: error: “y” is closed here, but “x”, opened in line 1");
    expect_error("é{{/y}}", "t.tex:1:2: error: “y” is closed here, but it was never opened");
    expect_error("{{x", "t.tex:1:1: error: this tag is never closed; it ends with “}}”");
    expect_error("{{{x}}", "t.tex:1:1: error: this tag is never closed; it ends with “}}}”");
    expect_error("{{}}", "t.tex:1:1: error: a tag names one thing");
    expect_error("{{a b}}", "t.tex:1:1: error: a tag names one thing");
    expect_error("{{=x=}}", "t.tex:1:1: error: two delimiters were expected here");
    expect_error("{{= a=b c =}}", "t.tex:1:1: error: two delimiters were expected here");
}
END_TEST

START_TEST(a_fault_in_a_partial_names_the_partial) {
    const char *partials[] = {"part", "\n{{#x}}", NULL};
    ck_assert(!fill("{{>part}}", "{}", partials));
    ck_assert_str_eq(diagnostics.items[0].span.source->path, "part");
    ck_assert_uint_eq(diagnostics.items[0].span.offset, 1);
}
END_TEST

START_TEST(a_partial_in_itself_ends_in_an_error) {
    const char *partials[] = {"a", "x{{>b}}", "b", "{{>a}}", NULL};
    ck_assert(!fill("{{>a}}", "{}", partials));
    ck_assert_int_eq(diagnostics.items[0].kind, DIAGNOSTIC_TEMPLATE_DEPTH);
}
END_TEST

START_TEST(partials_that_double_end_in_an_error) {
    /* 2^40 pieces, without a partial that stands in itself. */
    const char *partials[2 * 40 + 1] = {NULL};
    for (int i = 0; i < 40; i++) {
        partials[2 * i] = arena_printf(arena, "p%d", i);
        partials[2 * i + 1] = i == 39 ? "" : arena_printf(arena, "{{>p%d}}{{>p%d}}", i + 1, i + 1);
    }
    ck_assert(!fill("{{>p0}}", "{}", partials));
    ck_assert_int_eq(diagnostics.items[0].kind, DIAGNOSTIC_TEMPLATE_DEPTH);
}
END_TEST

START_TEST(deep_sections_end_in_an_error) {
    StrBuf text;
    strbuf_init(&text);
    for (int i = 0; i < 100000; i++)
        strbuf_append(&text, "{{#x}}");
    ck_assert(!fill(text.chars, "{}", NULL));
    ck_assert_uint_eq(diagnostics.count, 1);
    ck_assert_int_eq(diagnostics.items[0].kind, DIAGNOSTIC_TEMPLATE_DEPTH);
    strbuf_free(&text);
}
END_TEST

int main(void) {
    TCase *cases = tcase_create("template");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, values_print_naturally);
    tcase_add_test(cases, empty_text_is_false);
    tcase_add_test(cases, values_are_escaped_for_the_format);
    tcase_add_test(cases, delimiters_leave_braces_to_tex);
    tcase_add_test(cases, an_overridden_block_may_hold_one_of_its_own_name);
    tcase_add_test(cases, a_missing_partial_is_a_warning);
    tcase_add_test(cases, faults_are_reported_where_they_stand);
    tcase_add_test(cases, a_fault_in_a_partial_names_the_partial);
    tcase_add_test(cases, a_partial_in_itself_ends_in_an_error);
    tcase_add_test(cases, partials_that_double_end_in_an_error);
    tcase_add_test(cases, deep_sections_end_in_an_error);
    Suite *suite = suite_create("render");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
