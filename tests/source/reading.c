#include "reading.h"

#include <string.h>

Arena *arena;
Diagnostics diagnostics;

void reading_setup(void) {
    arena = arena_new();
    diagnostics_init(&diagnostics, arena);
}

void reading_teardown(void) {
    diagnostics_free(&diagnostics);
    arena_free(arena);
    flint_cleanup();
}

const char *messages(void) {
    diagnostics_sort(&diagnostics);
    StrBuf out;
    strbuf_init(&out);
    for (size_t i = 0; i < diagnostics.count; i++)
        diagnostic_print(&out, &diagnostics.items[i]);
    return strbuf_finish(&out, arena);
}

const Assignment *read_good(const char *yaml) {
    const Assignment *assignment =
        assignment_parse(arena, "hw.yaml", yaml, strlen(yaml), NULL, &diagnostics);
    ck_assert_str_eq(messages(), "");
    ck_assert_ptr_nonnull(assignment);
    return assignment;
}

void expect_errors(const char *yaml, const char *expected) {
    const Assignment *assignment =
        assignment_parse(arena, "hw.yaml", yaml, strlen(yaml), NULL, &diagnostics);
    ck_assert_str_eq(messages(), expected);
    ck_assert_ptr_null(assignment);
}

int run_suite(const char *name, void (*add_tests)(TCase *tests)) {
    Suite *suite = suite_create(name);
    TCase *tests = tcase_create(name);
    tcase_add_checked_fixture(tests, reading_setup, reading_teardown);
    add_tests(tests);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
