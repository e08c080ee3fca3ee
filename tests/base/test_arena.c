/* Lists that grow keep what is in them. */
#include <check.h>
#include <stdlib.h>

#include "base/arena.h"

enum { MANY = 1000 };

START_TEST(a_list_keeps_its_items_as_it_grows) {
    size_t *items = NULL;
    size_t capacity = 0;
    for (size_t count = 0; count < MANY; count++) {
        items = memory_grow(items, count, &capacity, sizeof *items);
        ck_assert_uint_gt(capacity, count);
        items[count] = count;
    }
    for (size_t i = 0; i < MANY; i++)
        ck_assert_uint_eq(items[i], i);
    ck_assert_uint_le(capacity, 2 * MANY);
    free(items);
}
END_TEST

START_TEST(a_list_in_the_arena_moves_only_when_it_is_full) {
    Arena *arena = arena_new();
    size_t *items = NULL;
    size_t capacity = 0, moves = 0;
    for (size_t count = 0; count < MANY; count++) {
        size_t before = capacity;
        size_t *grown = arena_grow(arena, items, count, &capacity, sizeof *items);
        moves += grown != items;
        ck_assert(grown == items || count == before);
        items = grown;
        items[count] = count;
    }
    for (size_t i = 0; i < MANY; i++)
        ck_assert_uint_eq(items[i], i);
    ck_assert_uint_le(moves, 10);
    arena_free(arena);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("arena");
    TCase *cases = tcase_create("arena");
    tcase_add_test(cases, a_list_keeps_its_items_as_it_grows);
    tcase_add_test(cases, a_list_in_the_arena_moves_only_when_it_is_full);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
