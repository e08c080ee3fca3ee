/* What an assignment says once it is read: merged, unrolled, valued, shared out. */
#include "reading.h"

#include <string.h>

static const char SECTIONS[] = "sections:\n"
                               "  - title: S\n"
                               "    questions:\n"
                               "      - find: l\n";

/* A whole assignment around a single model. */
static const Assignment *read_model(const char *model) {
    return read_good(arena_printf(arena, "gradsheet: 1\ntitle: T\nmodels:\n%s%s", model, SECTIONS));
}

/* The same around several, of which one is named "a". */
static const Assignment *read_models(const char *models) {
    return read_good(arena_printf(arena, "gradsheet: 1\ntitle: T\nmodels:\n%s%s    model: a\n",
                                  models, SECTIONS));
}

static const Assignment *read_sections(const char *sections) {
    return read_good(arena_printf(arena,
                                  "gradsheet: 1\ntitle: T\nmodels:\n  a:\n    define: {l: 1}\n"
                                  "sections:\n%s",
                                  sections));
}

/* "name = formula; name = formula; " in order. */
static const char *definitions(const Definition *list, size_t count) {
    StrBuf out;
    strbuf_init(&out);
    for (size_t i = 0; i < count; i++)
        strbuf_printf(&out, "%s = %s; ", list[i].target.chars, list[i].formula.chars);
    return strbuf_finish(&out, arena);
}

/* "x[2,3]: 1 2 3 4 5 6; " of all given tensors in order. */
static const char *givens(const Given *list, size_t count) {
    StrBuf out;
    strbuf_init(&out);
    for (size_t i = 0; i < count; i++) {
        strbuf_printf(&out, "%s[", list[i].name);
        for (size_t k = 0; k < list[i].rank; k++)
            strbuf_printf(&out, "%s%ld", k > 0 ? "," : "", list[i].dims[k].value);
        if (list[i].is_label)
            strbuf_printf(&out, "->%ld", list[i].label.value);
        strbuf_append_char(&out, ']');
        for (size_t k = 0; list[i].values != NULL && k < list[i].values->count; k++)
            strbuf_printf(&out, " %s", rational_print(arena, &list[i].values->entries[k]));
        strbuf_append(&out, "; ");
    }
    return strbuf_finish(&out, arena);
}

START_TEST(values_are_exact_and_row_by_row) {
    const Model *model = read_model("  a:\n"
                                    "    sizes: {m: 2, K: 3}\n"
                                    "    given: {x: [m, 2], s: [], y: [m -> K], o: [-> 4]}\n"
                                    "    define: {l: 1}\n"
                                    "    values: {x: [[.5, 2.], [+3, 1e-3]], s: -0.1, y: [1, 3], "
                                    "o: 4}\n")
                             ->models;
    ck_assert_str_eq(givens(model->given, model->given_count),
                     "x[2,2] 1/2 2 3 1/1000; s[] -1/10; y[2->3] 1 3; o[->4] 4; ");
    ck_assert_str_eq(model->given[0].dims[0].size, "m");
    ck_assert_ptr_null(model->given[0].dims[1].size);
    ck_assert_str_eq(model->given[2].label.size, "K");
}
END_TEST

START_TEST(each_value_knows_its_place) {
    const Assignment *assignment =
        read_model("  a:\n    given: {x: [2]}\n    define: {l: 1}\n    values: {x: [1, 2/3]}\n");
    Span span = assignment->models->given->values->spans[1];
    ck_assert_str_eq(arena_strndup(arena, span.source->chars + span.offset, span.length), "2/3");
}
END_TEST

START_TEST(a_model_needs_neither_sizes_nor_values) {
    const Model *model = read_model("  a:\n    given: {x: [3]}\n    define: {l: sum(x)}\n")->models;
    ck_assert_uint_eq(model->size_count, 0);
    ck_assert_str_eq(givens(model->given, model->given_count), "x[3]; ");
}
END_TEST

START_TEST(an_heir_is_merged_deeply_in_the_order_of_its_base) {
    const Model *models = read_models("  heir:\n"
                                      "    extends: a\n"
                                      "    sizes: {m: 2}\n"
                                      "    define: {\"A[i,j]\": x, \"l\": 2 * b, e: 3}\n"
                                      "    values: {x: [5, 6]}\n"
                                      "  a:\n"
                                      "    sizes: {m: 1, n: 2}\n"
                                      "    given: {x: [m], y: [n]}\n"
                                      "    define: {A: y, b: 1, l: b}\n"
                                      "    write: {l: L}\n"
                                      "    values: {x: [1], y: [3, 4]}\n"
                                      "  last: {extends: heir, define: {b: unknown(y)}}\n")
                              ->models;
    ck_assert_str_eq(definitions(models[0].define, models[0].define_count),
                     "A[i,j] = x; b = 1; l = 2 * b; e = 3; ");
    ck_assert_str_eq(givens(models[0].given, models[0].given_count), "x[2] 5 6; y[2] 3 4; ");
    ck_assert_uint_eq(models[0].write_count, 1);
    ck_assert_str_eq(definitions(models[1].define, models[1].define_count),
                     "A = y; b = 1; l = b; ");
    ck_assert_str_eq(givens(models[1].given, models[1].given_count), "x[1] 1; y[2] 3 4; ");
    ck_assert_str_eq(definitions(models[2].define, models[2].define_count),
                     "A[i,j] = x; b = unknown(y); l = 2 * b; e = 3; ");
}
END_TEST

START_TEST(an_heir_replaces_an_unknown_function_by_a_known_one) {
    const Model *models = read_models("  a:\n"
                                      "    functions: {φ(u): unknown}\n"
                                      "    define: {l: φ(1)}\n"
                                      "  b:\n"
                                      "    extends: a\n"
                                      "    functions: {φ(z): z^2}\n"
                                      "    define: {l: φ(2)}\n")
                              ->models;
    ck_assert_str_eq(definitions(models[1].functions, models[1].function_count), "φ(z) = z^2; ");
    ck_assert_str_eq(definitions(models[1].define, models[1].define_count), "l = φ(2); ");
}
END_TEST

START_TEST(a_repetition_unrolls_names_formulas_dimensions_and_latex) {
    const Model *model =
        read_model("  a:\n"
                   "    sizes: {n0: 4, n1: 3, n2: 2}\n"
                   "    repeat: {l: 1..2}\n"
                   "    given:\n"
                   "      W{l}: [\"n{l}\", \"n{l-1}\"]\n"
                   "      h0: [n0]\n"
                   "    define:\n"
                   "      h{l}: W{l} @ h{l-1}\n"
                   "      q{l}[i]: h{ l }[i] * {l+1}\n"
                   "      l: h2[1]\n"
                   "    let:\n"
                   "      δ{l}: d l / d h{l}\n"
                   "    write:\n"
                   "      h{l}: 'h^{({l})}_{x}'\n"
                   "    assume: [\"sum(i, W{l}[i,j]) == 1\", \"sum(i, h0[i]) == 1\"]\n")
            ->models;
    ck_assert_str_eq(givens(model->given, model->given_count), "W1[3,4]; W2[2,3]; h0[4]; ");
    ck_assert_str_eq(definitions(model->define, model->define_count),
                     "h1 = W1 @ h0; h2 = W2 @ h1; q1[i] = h1[i] * 2; q2[i] = h2[i] * 3; "
                     "l = h2[1]; ");
    ck_assert_str_eq(definitions(model->let, model->let_count),
                     "δ1 = d l / d h1; δ2 = d l / d h2; ");
    ck_assert_str_eq(model->write[1].name.chars, "h2");
    ck_assert_str_eq(model->write[1].latex.chars, "h^{({2})}_{x}");
    ck_assert_uint_eq(model->assume_count, 3);
    ck_assert_str_eq(model->assume[1].chars, "sum(i, W2[i,j]) == 1");
}
END_TEST

START_TEST(an_heir_replaces_one_unrolled_line_or_the_range) {
    const Model *models = read_models("  a:\n"
                                      "    repeat: {t: 1..2}\n"
                                      "    define:\n"
                                      "      h{t}: \"{t}\"\n"
                                      "      l: 1\n"
                                      "  b: {extends: a, define: {\"h1[i]\": x}}\n"
                                      "  c: {extends: b, repeat: {t: 1..3}}\n")
                              ->models;
    ck_assert_str_eq(definitions(models[1].define, models[1].define_count),
                     "h2 = 2; l = 1; h1[i] = x; ");
    ck_assert_str_eq(definitions(models[2].define, models[2].define_count),
                     "h2 = 2; h3 = 3; l = 1; h1[i] = x; ");
}
END_TEST

START_TEST(an_unrolled_formula_points_into_the_line_it_comes_from) {
    const Assignment *assignment = read_model("  a:\n"
                                              "    repeat: {t: 9..10}\n"
                                              "    define:\n"
                                              "      h{t}: \"{t-1} + x\"\n"
                                              "      l: 1\n");
    const Text *formula = &assignment->models->define[1].formula;
    ck_assert_str_eq(formula->chars, "9 + x");
    Span number = text_span(formula, 0, 1), name = text_span(formula, 4, 5);
    ck_assert_int_eq(number.source->chars[number.offset], '{');
    ck_assert_int_eq(name.source->chars[name.offset], 'x');
}
END_TEST

START_TEST(the_writings_of_a_model_come_after_those_of_the_assignment) {
    const Assignment *assignment = read_good("gradsheet: 1\n"
                                             "title: T\n"
                                             "course: C\n"
                                             "write: {l: L, relu: \\sigma}\n"
                                             "models: {a: {define: {l: 1}, write: {\"l[1]\": x}}}\n"
                                             "sections: [{title: S, questions: [find: l]}]\n");
    const Model *model = assignment->models;
    ck_assert_uint_eq(model->write_count, 3);
    ck_assert_str_eq(model->write[1].latex.chars, "\\sigma");
    ck_assert_str_eq(model->write[2].name.chars, "l[1]");
    ck_assert_str_eq(assignment->course.chars, "C");
    ck_assert_ptr_null(assignment->author.chars);
}
END_TEST

START_TEST(points_are_shared_equally_and_exactly) {
    const Section *section = read_sections("  - title: S\n"
                                           "    points: 10\n"
                                           "    questions:\n"
                                           "      - find: l\n"
                                           "      - {find: l, points: 0.5}\n"
                                           "      - find: l\n"
                                           "      - {prompt: Why?, answer: So.}\n")
                                 ->sections;
    static const char *const shares[] = {"19/6", "1/2", "19/6", "19/6"};
    for (size_t i = 0; i < section->question_count; i++)
        ck_assert_str_eq(rational_print(arena, section->questions[i].points), shares[i]);
    ck_assert_str_eq(rational_print(arena, section->points), "10");
    ck_assert(section->has_points && section->questions[0].has_points);
}
END_TEST

START_TEST(a_section_has_what_its_questions_add_up_to) {
    const Section *section = read_sections("  - title: S\n"
                                           "    questions:\n"
                                           "      - find: l\n"
                                           "      - {find: l, points: 2}\n"
                                           "  - title: S\n"
                                           "    questions:\n"
                                           "      - find: l\n")
                                 ->sections;
    ck_assert_str_eq(rational_print(arena, section[0].points), "2");
    ck_assert(section[0].has_points);
    ck_assert(!section[0].questions[0].has_points);
    ck_assert(!section[1].has_points);
    ck_assert_str_eq(rational_print(arena, section[1].questions[0].points), "0");
}
END_TEST

START_TEST(answers_have_a_form_and_gradients_that_stay) {
    const Question *questions = read_sections("  - title: S\n"
                                              "    questions:\n"
                                              "      - find: l\n"
                                              "      - find: l\n"
                                              "        answers:\n"
                                              "          - {as: entries, using: [d l / d h1, g]}\n"
                                              "          - as: matrix\n"
                                              "            using: d l / d x\n"
                                              "          - as: expression\n")
                                    ->sections->questions;
    ck_assert_uint_eq(questions[0].answer_count, 1);
    ck_assert_int_eq(questions[0].answers[0].form, ANSWER_DEFAULT);
    ck_assert_uint_eq(questions[1].answer_count, 3);
    ck_assert_int_eq(questions[1].answers[0].form, ANSWER_ENTRIES);
    ck_assert_uint_eq(questions[1].answers[0].using_count, 2);
    ck_assert_str_eq(questions[1].answers[0].using[1].chars, "g");
    ck_assert_int_eq(questions[1].answers[1].form, ANSWER_MATRIX);
    ck_assert_str_eq(questions[1].answers[1].using[0].chars, "d l / d x");
    ck_assert_int_eq(questions[1].answers[2].form, ANSWER_EXPRESSION);
}
END_TEST

START_TEST(a_question_may_have_tensors_and_values_of_its_own) {
    const Question *questions = read_sections("  - title: S\n"
                                              "    questions:\n"
                                              "      - find: d relu(u) / d u\n"
                                              "        given: {u: []}\n"
                                              "      - find: u[1]\n"
                                              "        given: {u: [2], v: []}\n"
                                              "        values: {u: [1, 2/4], v: 3}\n")
                                    ->sections->questions;
    ck_assert_str_eq(givens(questions[0].given, questions[0].given_count), "u[]; ");
    ck_assert_str_eq(givens(questions[1].given, questions[1].given_count), "u[2] 1 1/2; v[] 3; ");
}
END_TEST

START_TEST(a_section_takes_the_only_model) {
    const Assignment *assignment = read_model("  a: {define: {l: 1}}\n");
    ck_assert_ptr_eq(assignment->sections->model, assignment->models);
    ck_assert_str_eq(assignment->sections->model->name, "a");
}
END_TEST

START_TEST(a_question_in_words_has_no_formula) {
    const Question *question = read_sections("  - title: S\n"
                                             "    questions:\n"
                                             "      - prompt: Why?\n"
                                             "        answer: |\n"
                                             "          So.\n")
                                   ->sections->questions;
    ck_assert_ptr_null(question->find.chars);
    ck_assert_str_eq(question->prompt.chars, "Why?");
    ck_assert_str_eq(question->answer.chars, "So.\n");
}
END_TEST

START_TEST(aliases_stand_for_what_they_name) {
    const Model *models = read_models("  a:\n"
                                      "    given: &shape {x: [2]}\n"
                                      "    define: &all {l: 1}\n"
                                      "    values: {x: &x [1, 2]}\n"
                                      "  b:\n"
                                      "    given: *shape\n"
                                      "    define: *all\n"
                                      "    values: {x: *x}\n")
                              ->models;
    ck_assert_str_eq(givens(models[1].given, models[1].given_count), "x[2] 1 2; ");
    ck_assert_str_eq(definitions(models[1].define, models[1].define_count), "l = 1; ");
}
END_TEST

static void add_tests(TCase *tests) {
    tcase_add_test(tests, values_are_exact_and_row_by_row);
    tcase_add_test(tests, each_value_knows_its_place);
    tcase_add_test(tests, a_model_needs_neither_sizes_nor_values);
    tcase_add_test(tests, an_heir_is_merged_deeply_in_the_order_of_its_base);
    tcase_add_test(tests, an_heir_replaces_an_unknown_function_by_a_known_one);
    tcase_add_test(tests, a_repetition_unrolls_names_formulas_dimensions_and_latex);
    tcase_add_test(tests, an_heir_replaces_one_unrolled_line_or_the_range);
    tcase_add_test(tests, an_unrolled_formula_points_into_the_line_it_comes_from);
    tcase_add_test(tests, the_writings_of_a_model_come_after_those_of_the_assignment);
    tcase_add_test(tests, points_are_shared_equally_and_exactly);
    tcase_add_test(tests, a_section_has_what_its_questions_add_up_to);
    tcase_add_test(tests, answers_have_a_form_and_gradients_that_stay);
    tcase_add_test(tests, a_question_may_have_tensors_and_values_of_its_own);
    tcase_add_test(tests, a_section_takes_the_only_model);
    tcase_add_test(tests, a_question_in_words_has_no_formula);
    tcase_add_test(tests, aliases_stand_for_what_they_name);
}

int main(void) {
    return run_suite("assignment", add_tests);
}
