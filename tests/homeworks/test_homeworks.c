/* Twelve published homeworks: every answer is right by every reference, every published number
 * comes out, and no answer is longer than its source's without a reason.
 *
 * With --table it writes docs/homeworks.md to standard output instead.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/source_file.h"
#include "table.h"

static const char *const names[] = {
    "attention", "cs224n-word2vec", "cs231n-losses", "d2l-backprop", "d2l-bptt", "goodfellow-mlp",
    "layernorm", "matrixcalculus",  "mazur",         "micrograd",    "nielsen",  "parr-howard",
};
enum { NAME_COUNT = sizeof names / sizeof *names };

static Homework homework;

START_TEST(every_answer_is_equal_to_every_reference) {
    homework_open(&homework, HOMEWORKS, names[_i]);
    Answered *answers;
    size_t count = homework_answers(&homework, &answers);
    ck_assert_uint_gt(count, 0);
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(answers[i].complaint == NULL, "%s %s, %s: %s", names[_i], answers[i].id,
                      answers[i].text, answers[i].complaint);
    ck_assert_str_eq(homework_strays(&homework), "");
    homework_close(&homework);
}
END_TEST

START_TEST(every_published_number_comes_out) {
    homework_open(&homework, HOMEWORKS, names[_i]);
    StrBuf complaints;
    strbuf_init(&complaints);
    homework_numbers(&homework, &complaints);
    ck_assert_str_eq(strbuf_finish(&complaints, homework.arena), "");
    homework_close(&homework);
}
END_TEST

START_TEST(what_is_longer_than_its_reference_has_a_reason) {
    homework_open(&homework, HOMEWORKS, names[_i]);
    const Reasons *reasons = reasons_read(homework.arena, REASONS);
    Answered *answers;
    size_t count = homework_answers(&homework, &answers);
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(answers[i].nodes <= answers[i].reference_nodes ||
                          answers[i].reference == NULL || reason_of(reasons, &answers[i]) != NULL,
                      "%s %s: %s has %zu nodes, %s has %zu; give a reason in %s", names[_i],
                      answers[i].id, answers[i].text, answers[i].nodes, answers[i].reference,
                      answers[i].reference_nodes, REASONS);
    homework_close(&homework);
}
END_TEST

static void write_table(void) {
    table_begin(stdout);
    for (size_t i = 0; i < NAME_COUNT; i++) {
        homework_open(&homework, HOMEWORKS, names[i]);
        table_add(stdout, &homework, reasons_read(homework.arena, REASONS));
        homework_close(&homework);
    }
}

int main(int argc, char **argv) {
    if (access(HOMEWORKS "/mazur.yaml", R_OK) != 0) {
        printf("skipped: there is no ../shared/homeworks beside the source\n");
        return 77; /* Meson's sign for a skipped test */
    }
    if (argc > 1 && strcmp(argv[1], "--table") == 0) {
        write_table();
        return EXIT_SUCCESS;
    }
    Suite *suite = suite_create("homeworks");
    TCase *cases = tcase_create("homeworks");
    tcase_set_timeout(cases, 120);
    tcase_add_loop_test(cases, every_answer_is_equal_to_every_reference, 0, NAME_COUNT);
    tcase_add_loop_test(cases, every_published_number_comes_out, 0, NAME_COUNT);
    tcase_add_loop_test(cases, what_is_longer_than_its_reference_has_a_reason, 0, NAME_COUNT);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
