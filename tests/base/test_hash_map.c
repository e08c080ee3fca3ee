/* Every key keeps its own value, whatever the keys are and however many there are. */
#include <check.h>

#include "base/hash_map.h"

enum { MANY = 100000 };

static HashMap map;

/* A value that is told from all others by its address. */
static char things[MANY];

static void set_up(void) {
    hash_map_init(&map);
}

static void tear_down(void) {
    hash_map_free(&map);
}

START_TEST(a_key_without_a_value_has_none) {
    ck_assert_ptr_null(hash_map_find(&map, 0));
    hash_map_put(&map, 7, things);
    ck_assert_ptr_null(hash_map_find(&map, 0));
    ck_assert_ptr_null(hash_map_find(&map, 7 + HASH_MAP_INLINED));
    ck_assert_ptr_eq(hash_map_find(&map, 7), things);
}
END_TEST

START_TEST(a_later_value_takes_the_place) {
    for (uint64_t key = 0; key < 10; key++)
        hash_map_put(&map, key, &things[key]);
    hash_map_put(&map, 3, &things[33]);
    ck_assert_uint_eq(map.count, 10);
    for (uint64_t key = 0; key < 10; key++)
        ck_assert_ptr_eq(hash_map_find(&map, key), &things[key == 3 ? 33 : key]);
}
END_TEST

/* Keys that all began in one slot would take minutes here. */
START_TEST(keys_of_any_stride_keep_their_values_as_the_map_grows) {
    static const uint64_t strides[] = {
        1, HASH_MAP_INLINED, 1 << 20, UINT64_C(1) << 32, UINT64_C(1) << 40, UINT64_MAX};
    uint64_t stride = strides[_i];
    for (uint64_t i = 0; i < MANY; i++)
        hash_map_put(&map, i * stride, &things[i]);
    ck_assert_uint_eq(map.count, MANY);
    for (uint64_t i = 0; i < MANY; i++)
        ck_assert_ptr_eq(hash_map_find(&map, i * stride), &things[i]);
    ck_assert_ptr_null(hash_map_find(&map, MANY * stride));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("hash_map");
    TCase *cases = tcase_create("hash_map");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, a_key_without_a_value_has_none);
    tcase_add_test(cases, a_later_value_takes_the_place);
    tcase_add_loop_test(cases, keys_of_any_stride_keep_their_values_as_the_map_grows, 0, 6);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
