/* What is for graders stands in the key of every format, and in no sheet that a student sees. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../sheet/solved.h"
#include "render/store.h"

static Solved solved;

static void set_up(void) {
    static const char yaml[] = "gradsheet: 1\n"
                               "title: T\n"
                               "models: {a: {given: {x: []}, define: {l: x^3}, values: {x: 2}}}\n"
                               "sections:\n"
                               "  - title: S\n"
                               "    questions:\n"
                               "      - find: d l / d x\n"
                               "        expect: [3 * x * x, 3 * x^2]\n"
                               "        rubric:\n"
                               "          - {points: 5/4, text: '100% of `x^2`'}\n"
                               "          - {points: 5/4, text: The factor three.}\n"
                               "      - prompt: Why?\n"
                               "        answer: So.\n"
                               "        rubric: [{points: 4, text: A reason.}]\n"
                               "      - find: l\n";
    solved_open(&solved, yaml, &(SheetOptions){.is_said = true, .has_forward = true});
    ck_assert_msg(solved.sheet != NULL, "%s", solved_messages(&solved));
}

/* m[1] is 0, which no number of digits shows; the second model has no values at all. */
static void set_up_without_values(void) {
    static const char yaml[] =
        "gradsheet: 1\n"
        "title: T\n"
        "models:\n"
        "  a: {sizes: {n: 2}, given: {x: [n]}, define: {m: sin(x)^2 + cos(x)^2 - 1},\n"
        "      values: {x: [1, 0]}}\n"
        "  b: {given: {x: []}, define: {l: x^3}}\n"
        "sections:\n"
        "  - {title: S, model: a, questions: [find: m]}\n"
        "  - {title: T, model: b, questions: [find: l]}\n";
    solved_open(&solved, yaml, &(SheetOptions){.is_said = true, .has_forward = true});
    ck_assert_msg(solved.sheet != NULL, "%s", solved_messages(&solved));
}

static void tear_down(void) {
    solved_close(&solved);
}

static const char *sheet(const char *name) {
    TemplateStore store;
    store_init(&store, TEMPLATES, &solved.diagnostics);
    StrBuf text;
    strbuf_init(&text);
    ck_assert(store_render(&text, &store, name, solved.sheet, NULL));
    ck_assert_str_eq(solved_messages(&solved), "");
    return strbuf_finish(&text, solved.arena);
}

static size_t count(const char *text, const char *part) {
    size_t times = 0;
    while ((text = strstr(text, part)) != NULL) {
        times++;
        text += strlen(part);
    }
    return times;
}

static const struct {
    const char *name, *first_item, *accepted;
} keys[] = {
    {"key.tex", "\\gscriterion{5/4 points}{100\\% of $x^2$}",
     "\\gsline{\\text{or}}{3 x\\,x}{also accepted}"},
    {"key.html", "<li><span class=\"points\">5/4 points</span><p>100% of <math",
     "<dt>Also accepted</dt>"},
    {"key.md", "- rubric, 5/4 points: 100% of x^2\n", "- also accepted: `3 * x * x`\n"},
};

START_TEST(the_key_has_the_rubric_and_what_else_is_accepted) {
    const char *text = sheet(keys[_i].name);
    ck_assert_msg(count(text, keys[_i].first_item) == 1, "%s", keys[_i].first_item);
    ck_assert_uint_eq(count(text, "The factor three."), 1);
    ck_assert_uint_eq(count(text, "A reason."), 1);
    /* 3 * x^2 is what is printed anyway */
    ck_assert_msg(count(text, keys[_i].accepted) == 1, "%s", keys[_i].accepted);
}
END_TEST

/* The matrix form of a bias's gradient is a row, and so is all else that is printed of it. */
START_TEST(other_forms_lie_as_the_answer_does) {
    static const char yaml[] =
        "gradsheet: 1\n"
        "title: T\n"
        "models: {a: {sizes: {m: 3, n: 2}, given: {X: [m, n], W: [n, n], b: [n]},\n"
        "  define: {Z: X @ W + b, l: 1/2 * sum(Z^2)}}}\n"
        "sections: [{title: S, questions: [{find: d l / d b, answers: [{as: matrix}]}]}]\n";
    Solved own = solved;
    solved_open(&solved, yaml, &(SheetOptions){.is_said = true, .has_alternatives = true});
    ck_assert_msg(solved.sheet != NULL, "%s", solved_messages(&solved));
    const char *text = sheet("key.md");
    ck_assert_uint_eq(count(text, "- matrix: `ones(m) @ Z`\n"), 1);
    ck_assert_uint_eq(count(text, "entry by entry: `[sum(q, Z[q,1]), sum(q, Z[q,2])]`"), 1);
    solved_close(&solved);
    solved = own;
}
END_TEST

static const char *const students_sheets[] = {
    "submission.tex", "submission-blank.tex", "submission.html", "handout.tex",
    "handout.html",   "upload.tex",           "upload-blank.tex"};

START_TEST(no_sheet_of_a_student_has_them) {
    const char *text = sheet(students_sheets[_i]);
    ck_assert_uint_gt(count(text, "5/2 points"), 0);
    ck_assert_uint_eq(count(text, "5/4 points"), 0);
    ck_assert_uint_eq(count(text, "The factor three."), 0);
    ck_assert_uint_eq(count(text, "A reason."), 0);
    ck_assert_uint_eq(count(text, "ccepted"), 0);
}
END_TEST

static const struct {
    const char *name, *forward, *given;
} gaps[] = {
    {"key.tex", "\\gsrow{", "\\gsitem{x = "}, /* TeX prints no label without them */
    {"key.html", "<h3>Forward pass</h3>", "<h3>Given values</h3>"},
    {"key.md", "| Forward pass | Value |", NULL},
};

START_TEST(the_key_says_which_values_are_not_there) {
    const char *text = sheet(gaps[_i].name);
    /* in the forward pass and at the question */
    ck_assert_uint_eq(count(text, "no digit of – is certain"), 2);
    ck_assert_uint_eq(count(text, "its digits could not be made certain"), 1);
}
END_TEST

START_TEST(a_section_without_values_has_no_lists_of_them) {
    const char *text = sheet(gaps[_i].name);
    ck_assert_uint_eq(count(text, gaps[_i].forward), 1);
    if (gaps[_i].given != NULL)
        ck_assert_uint_eq(count(text, gaps[_i].given), 1);
    ck_assert_uint_eq(count(text, "o values to show"), 0);
}
END_TEST

static void set_up_two_answers(void) {
    static const char yaml[] =
        "gradsheet: 1\n"
        "title: T\n"
        "models:\n"
        "  a:\n"
        "    given: {x: [2], W: [2, 2]}\n"
        "    define: {h: W @ x, r: sqrt(h), l: sum(r)}\n"
        "    let: {g: d l / d h}\n"
        "    values: {x: [1, 2], W: [[1, 0], [0, 8]]}\n"
        "sections:\n"
        "  - title: S\n"
        "    questions:\n"
        "      - find: d l / d W\n"
        "        answers: [{as: entries}, {as: entries, using: [d l / d r]}, "
        "{as: matrix}]\n"
        "      - find: h\n"
        "      - find: d r / d h\n";
    solved_open(&solved, yaml, &(SheetOptions){.is_said = true, .has_forward = true});
    ck_assert_msg(solved.sheet != NULL, "%s", solved_messages(&solved));
}

static const struct {
    const char *name, *first, *second, *alone;
} steps[] = {
    {"key.tex", "{gssteps}{entries, answer 1}", "{gssteps}{entries, answer 2}",
     "\\begin{gssteps}{matrix}"},
    {"key.html", "<summary>Steps to answer 1 (entries) of question 1.1<",
     "<summary>Steps to answer 2 (entries) of question 1.1<",
     "<summary>Steps to the answer (matrix) of question 1.1<"},
    {"key.md", "- steps to answer 1 (entries):", "- steps to answer 2 (entries):",
     "- steps to the answer (matrix):"},
};

START_TEST(the_steps_of_each_are_told_apart) {
    const char *text = sheet(steps[_i].name);
    ck_assert_uint_eq(count(text, steps[_i].first), 1);
    ck_assert_uint_eq(count(text, steps[_i].second), 1);
    ck_assert_uint_gt(count(text, steps[_i].alone), 0);
}
END_TEST

static const struct {
    const char *name, *title;
} passes[] = {
    {"key.tex", "{Forward pass and named gradients at the given values}"},
    {"key.html", "<h3>Forward pass and named gradients</h3>"},
    {"key.md", "| Forward pass and named gradients | Value |"},
};

START_TEST(a_forward_pass_with_gradients_says_so) {
    ck_assert_uint_eq(count(sheet(passes[_i].name), passes[_i].title), 1);
}
END_TEST

START_TEST(plain_text_has_values_as_matrices) {
    const char *text = sheet("key.md");
    ck_assert_uint_eq(count(text, "- value: `[1; 16]` (decimal `[1.00000; 16.0000]`)\n"), 1);
    ck_assert_uint_eq(count(text, "| `r` | `[1; 4]` |\n"), 1);
    ck_assert_uint_eq(count(text, "- value: `[1/2, 0; 0, 1/8]` (decimal "), 1);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("grading");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, other_forms_lie_as_the_answer_does);
    tcase_add_loop_test(tests, the_key_has_the_rubric_and_what_else_is_accepted, 0,
                        (int)(sizeof keys / sizeof *keys));
    tcase_add_loop_test(tests, no_sheet_of_a_student_has_them, 0,
                        (int)(sizeof students_sheets / sizeof *students_sheets));
    Suite *suite = suite_create("grading");
    suite_add_tcase(suite, tests);
    TCase *without_values = tcase_create("without values");
    tcase_add_checked_fixture(without_values, set_up_without_values, tear_down);
    tcase_add_loop_test(without_values, the_key_says_which_values_are_not_there, 0,
                        (int)(sizeof gaps / sizeof *gaps));
    tcase_add_loop_test(without_values, a_section_without_values_has_no_lists_of_them, 0,
                        (int)(sizeof gaps / sizeof *gaps));
    suite_add_tcase(suite, without_values);
    TCase *two_answers = tcase_create("two answers of one form");
    tcase_add_checked_fixture(two_answers, set_up_two_answers, tear_down);
    tcase_add_loop_test(two_answers, the_steps_of_each_are_told_apart, 0,
                        (int)(sizeof steps / sizeof *steps));
    tcase_add_loop_test(two_answers, a_forward_pass_with_gradients_says_so, 0,
                        (int)(sizeof passes / sizeof *passes));
    tcase_add_test(two_answers, plain_text_has_values_as_matrices);
    suite_add_tcase(suite, two_answers);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
