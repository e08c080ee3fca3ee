/* What is a name of the language, and what the language keeps for itself. */
#include <check.h>
#include <string.h>

#include "base/names.h"

START_TEST(letters_digits_and_underscores_after_a_letter_are_a_name) {
    static const char *const names[] = {"x",  "W3", "data_loss", "mean_", "λ",
                                        "δ4", "Δ",  "ϕ",         "aΩ_1"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        ck_assert_msg(name_is_valid(names[i], strlen(names[i])), "%s", names[i]);
}
END_TEST

START_TEST(anything_else_is_none) {
    static const char *const others[] = {"",   "3x", "_x", "a b",  "a-b",
                                         "x'", "é",  "x²", "h{t}", "\xCE"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        ck_assert_msg(!name_is_valid(others[i], strlen(others[i])), "%s", others[i]);
}
END_TEST

START_TEST(the_longest_name_at_the_front_is_found) {
    ck_assert_uint_eq(name_scan("W1[1,2]", 7), 2);
    ck_assert_uint_eq(name_scan("λ/2", strlen("λ/2")), 2);
    ck_assert_uint_eq(name_scan("3x", 2), 0);
    /* A letter that is cut in the middle is not part of it. */
    ck_assert_uint_eq(name_scan("aλ", 2), 1);
}
END_TEST

START_TEST(words_of_the_language_are_reserved) {
    static const char *const words[] = {"d",       "sum",    "mean",    "relu",
                                        "unknown", "onehot", "softmax", "pi"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        ck_assert_msg(name_is_reserved(words[i]), "%s", words[i]);
    ck_assert(name_is_constant("pi") && !name_is_constant("d"));
    static const char *const free_words[] = {"D", "e", "norm", "var", "T", "mean_", "summe", ""};
    for (size_t i = 0; i < sizeof free_words / sizeof *free_words; i++)
        ck_assert_msg(!name_is_reserved(free_words[i]), "%s", free_words[i]);
}
END_TEST

START_TEST(every_reserved_word_is_listed_once_and_has_the_form_of_a_name) {
    size_t count = 0;
    for (const char *word; (word = name_reserved(count)) != NULL; count++) {
        ck_assert(name_is_valid(word, strlen(word)));
        for (size_t i = 0; i < count; i++)
            ck_assert_str_ne(word, name_reserved(i));
    }
    ck_assert_uint_gt(count, 20);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("names");
    TCase *names = tcase_create("names");
    tcase_add_test(names, letters_digits_and_underscores_after_a_letter_are_a_name);
    tcase_add_test(names, anything_else_is_none);
    tcase_add_test(names, the_longest_name_at_the_front_is_found);
    tcase_add_test(names, words_of_the_language_are_reserved);
    tcase_add_test(names, every_reserved_word_is_listed_once_and_has_the_form_of_a_name);
    suite_add_tcase(suite, names);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
