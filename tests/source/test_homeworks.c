/* Published homeworks are read without an error, and no byte out of place makes the reader fall. */
#include "reading.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

static bool ends_with(const char *name, const char *end) {
    size_t length = strlen(name), end_length = strlen(end);
    return length >= end_length && strcmp(name + length - end_length, end) == 0;
}

/* Reads every assignment of a folder; their number. */
static size_t read_folder(const char *path) {
    DIR *folder = opendir(path);
    size_t count = 0;
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        if (!ends_with(entry->d_name, ".yaml") || ends_with(entry->d_name, ".ref.yaml"))
            continue;
        const char *file = arena_printf(arena, "%s/%s", path, entry->d_name);
        bool unreadable = false;
        const Assignment *assignment =
            assignment_read(arena, file, NULL, &diagnostics, &unreadable);
        ck_assert_str_eq(messages(), "");
        ck_assert_ptr_nonnull(assignment);
        ck_assert_uint_gt(assignment->section_count, 0);
        count++;
    }
    if (folder != NULL)
        closedir(folder);
    return count;
}

START_TEST(the_assignments_that_ship_are_read) {
    ck_assert_uint_gt(read_folder(SOURCE_ROOT "/assignments"), 0);
}
END_TEST

START_TEST(published_homeworks_are_read) {
    if (read_folder(SOURCE_ROOT "/../shared/homeworks") == 0)
        printf("skipped: there is no ../shared/homeworks beside the source\n");
}
END_TEST

static const char SMALL[] = "gradsheet: 1\n"
                            "title: T\n"
                            "models:\n"
                            "  a: &a\n"
                            "    sizes: {m: 2, n0: 3, n1: 2}\n"
                            "    repeat: {l: 1..1}\n"
                            "    functions: {φ(u): unknown}\n"
                            "    given:\n"
                            "      W{l}: [\"n{l}\", \"n{l-1}\"]\n"
                            "      y: [m -> n1]\n"
                            "    define:\n"
                            "      h{l}: φ(W{l})\n"
                            "    write: {\"h1[1,1]\": 'a_{1}'}\n"
                            "    values:\n"
                            "      W1: [[1, 1/2, -3e-1], [.5, 0, 2]]\n"
                            "      y: [1, 2]\n"
                            "  b: {extends: a, define: {\"h1[i,j]\": \"\\u03bb\"}}\n"
                            "sections:\n"
                            "  - title: S\n"
                            "    model: b\n"
                            "    points: 3\n"
                            "    text: |\n"
                            "      Given `W1`\n"
                            "    questions:\n"
                            "      - find: d h1 / d W1\n"
                            "        answers: [{as: matrix, using: [x]}]\n"
                            "      - {find: u, given: {u: []}, values: {u: 1}, points: 1}\n";

/* A linear congruential generator (Knuth, The Art of Computer Programming 2, 3.3.4): the same
 * cases in every run. */
static unsigned next_random(uint64_t *state, unsigned below) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(*state >> 33) % below;
}

static void mutate(StrBuf *yaml, uint64_t *state) {
    static const char bytes[] = "{}[]&*!|>'\"%@`#,:-?~ \n\t\\0159./xelT\x01\xFF\xCE\xBB";
    unsigned at = next_random(state, (unsigned)yaml->length);
    char byte = bytes[next_random(state, sizeof bytes)];
    switch (next_random(state, 4)) {
    case 0:
        yaml->chars[at] = byte;
        break;
    case 1:
        strbuf_append_char(yaml, byte);
        memmove(yaml->chars + at + 1, yaml->chars + at, yaml->length - at - 1);
        yaml->chars[at] = byte;
        break;
    case 2:
        memmove(yaml->chars + at, yaml->chars + at + 1, yaml->length - at - 1);
        strbuf_truncate(yaml, yaml->length - 1);
        break;
    default:
        strbuf_truncate(yaml, at > 0 ? at : 1);
        break;
    }
}

START_TEST(the_small_assignment_is_good_before_it_is_mutated) {
    read_good(SMALL);
}
END_TEST

START_TEST(mutated_bytes_give_a_result_or_errors) {
    uint64_t state = 20261124;
    for (int round = 0; round < 600; round++) {
        Arena *own = arena_new();
        Diagnostics found;
        diagnostics_init(&found, own);
        StrBuf yaml;
        strbuf_init(&yaml);
        strbuf_append(&yaml, SMALL);
        for (unsigned count = next_random(&state, 3) + 1; count > 0; count--)
            mutate(&yaml, &state);
        const Assignment *assignment =
            assignment_parse(own, "hw.yaml", yaml.chars, yaml.length, NULL, &found);
        ck_assert_int_eq(assignment == NULL, found.errors > 0);
        StrBuf printed;
        strbuf_init(&printed);
        for (size_t i = 0; i < found.count; i++)
            diagnostic_print(&printed, &found.items[i]);
        strbuf_free(&printed);
        strbuf_free(&yaml);
        diagnostics_free(&found);
        arena_free(own);
    }
}
END_TEST

static void add_tests(TCase *tests) {
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, the_assignments_that_ship_are_read);
    tcase_add_test(tests, published_homeworks_are_read);
    tcase_add_test(tests, the_small_assignment_is_good_before_it_is_mutated);
    tcase_add_test(tests, mutated_bytes_give_a_result_or_errors);
}

int main(void) {
    return run_suite("homeworks", add_tests);
}
