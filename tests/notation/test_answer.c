/* The printed form of an answer: which one, and what its cells and the factor before them are. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "notation/answer.h"
#include "notation/printer.h"

static Bench bench;

static void set_up(void) {
    bench_open(&bench, "{sizes: {m: 1, n: 2, p: 3, big: 100},"
                       " given: {x: [m, n], W: [p, n], V: [1, p], T: [n, p, n], a: [], v: [n],"
                       "         L: [big, big], y: [p -> n], U: [big]},"
                       " define: {z: x @ W.T, h: relu(z), o: h @ V.T, l: '1/2 * (o[1,1] - a)^2',"
                       "          t: 'sum(T^2)', q: 'a * sum(v)', k: 'v[1] * v[2]',"
                       "          w2: '-v[1] + v[2]', s3: '3 * a * v[1] - 3 * a * v[2]',"
                       "          c: '7 * sum(v)'},"
                       " let: {delta: 'd l / d o[1,1]'}}");
}

static void tear_down(void) {
    bench_close(&bench);
}

static void append(StrBuf *out, const Syntax *syntax) {
    print_text(out, syntax);
}

/* factor [cell, cell; cell, cell], with {1, 2} before each block of more than two dimensions. */
static const char *written(Answer answer) {
    StrBuf out;
    strbuf_init(&out);
    if (answer.form != ANSWER_ENTRIES) {
        append(&out, answer.formula);
        return strbuf_finish(&out, bench.arena);
    }
    if (answer.factor != NULL) {
        append(&out, answer.factor);
        strbuf_append(&out, " ");
    }
    for (size_t b = 0; b < answer.block_count; b++) {
        const Cells *cells = &answer.blocks[b];
        for (size_t i = 0; i < answer.leading; i++)
            strbuf_printf(&out, "{%ld}", cells->at[i]);
        strbuf_append(&out, "[");
        for (size_t i = 0; i < cells->rows * cells->columns; i++) {
            if (i > 0)
                strbuf_append(&out, i % cells->columns == 0 ? "; " : ", ");
            append(&out, cells->cells[i]);
        }
        strbuf_append(&out, "]");
    }
    return strbuf_finish(&out, bench.arena);
}

static const char *answer_in(const char *formula, AnswerForm form) {
    Letters *letters = ARENA_NEW(bench.arena, Letters);
    const Syntax *find = bench_resolve(&bench, formula, letters);
    const Expr *expr = bench_derive(&bench, formula);
    Layout *layout = layout_new(bench.arena, bench.gradients, letters);
    Answer answer;
    const char *reason = NULL;
    if (form == ANSWER_DEFAULT)
        form = answer_default_form(find->shape);
    if (!answer_write(layout, expr, find->shape, answer_is_row(find), form, &answer, &reason))
        return arena_printf(bench.arena, "none: %s", reason);
    return written(answer);
}

static const struct {
    const char *find;
    AnswerForm form;
    const char *answer;
} answers[] = {
    /* A factor that every cell has stands in front, as in the homework. */
    {"d l / d W", ANSWER_ENTRIES,
     "delta [V[1,1] * (z[1,1] > 0) * x[1,1], V[1,1] * (z[1,1] > 0) * x[1,2]; "
     "V[1,2] * (z[1,2] > 0) * x[1,1], V[1,2] * (z[1,2] > 0) * x[1,2]; "
     "V[1,3] * (z[1,3] > 0) * x[1,1], V[1,3] * (z[1,3] > 0) * x[1,2]]"},
    {"d l / d h", ANSWER_ENTRIES, "delta [V[1,1], V[1,2], V[1,3]]"},
    {"d q / d v", ANSWER_ENTRIES, "a [1; 1]"},
    {"d s3 / d v", ANSWER_ENTRIES, "3 * a [1; -1]"},

    /* A number alone is no factor, and cells that are 0 need none. */
    {"d w2 / d v", ANSWER_ENTRIES, "[-1; 1]"},
    {"d c / d v", ANSWER_ENTRIES, "[7; 7]"},
    {"d k / d v", ANSWER_ENTRIES, "[v[2]; v[1]]"},
    {"d h[1,i] / d h", ANSWER_ENTRIES, "[(i == 1), (i == 2), (i == 3)]"},
    {"d v / d v", ANSWER_ENTRIES, "[1, 0; 0, 1]"},
    {"d q / d x", ANSWER_ENTRIES, "[0, 0]"},
    /* A vector that came from a row is a row, from a column a column. */
    {"W[1,.]", ANSWER_ENTRIES, "[W[1,1], W[1,2]]"},
    {"W[.,1]", ANSWER_ENTRIES, "[W[1,1]; W[2,1]; W[3,1]]"},
    {"v", ANSWER_ENTRIES, "[v[1]; v[2]]"},
    /* More than two dimensions: the last two for every value of the others. */
    {"d t / d T", ANSWER_ENTRIES,
     "2 {1}[T[1,1,1], T[1,1,2]; T[1,2,1], T[1,2,2]; T[1,3,1], T[1,3,2]]"
     "{2}[T[2,1,1], T[2,1,2]; T[2,2,1], T[2,2,2]; T[2,3,1], T[2,3,2]]"},
    /* The other two forms. */
    {"d l / d W[i,j]", ANSWER_EXPRESSION, "delta * V[1,i] * (z[1,i] > 0) * x[1,j]"},
    {"d t / d T[1,.,.]", ANSWER_MATRIX, "2 * T[1,.,.]"},
    /* Defaults: an expression where nothing is kept, cells up to 64, else a matrix. */
    {"d l / d W[i,j]", ANSWER_DEFAULT, "delta * V[1,i] * (z[1,i] > 0) * x[1,j]"},
    {"d l / d h", ANSWER_DEFAULT, "delta [V[1,1], V[1,2], V[1,3]]"},
    {"2 * L", ANSWER_DEFAULT, "2 * L"},
    /* Too many to write out. */
    {"d L / d L", ANSWER_ENTRIES, NULL},
};

START_TEST(an_answer_is_written_in_its_form) {
    const char *answer = answer_in(answers[_i].find, answers[_i].form);
    if (answers[_i].answer == NULL)
        ck_assert_msg(strncmp(answer, "none: ", 6) == 0 && strlen(answer) > 10, "%s", answer);
    else
        ck_assert_str_eq(answer, answers[_i].answer);
}
END_TEST

START_TEST(the_default_form_follows_the_shape) {
    Shape shape = {0};
    ck_assert_int_eq(answer_default_form(&shape), ANSWER_EXPRESSION);
    shape = (Shape){2, {{NULL, 8}, {NULL, 8}}};
    ck_assert_int_eq(answer_default_form(&shape), ANSWER_ENTRIES);
    shape = (Shape){2, {{NULL, 5}, {NULL, 13}}};
    ck_assert_int_eq(answer_default_form(&shape), ANSWER_MATRIX);
    shape = (Shape){1, {{NULL, 65}}};
    ck_assert_int_eq(answer_default_form(&shape), ANSWER_MATRIX);
}
END_TEST

/* What was asked, cell by cell: d l / d W[1,1] in the place of its answer. */
START_TEST(the_cells_of_what_is_asked_lie_as_their_answers_do) {
    Letters letters = {0};
    const Syntax *find = bench_resolve(&bench, "d l / d W", &letters);
    Answer asked = {.form = ANSWER_ENTRIES};
    ck_assert(
        answer_cells_of(bench.arena, find, answer_is_row(find), &asked.blocks, &asked.block_count));
    ck_assert_str_eq(written(asked), "[d l / d W[1,1], d l / d W[1,2]; d l / d W[2,1], "
                                     "d l / d W[2,2]; d l / d W[3,1], d l / d W[3,2]]");
    find = bench_resolve(&bench, "d h[1,i] / d W[2,.]", &letters);
    ck_assert(
        answer_cells_of(bench.arena, find, answer_is_row(find), &asked.blocks, &asked.block_count));
    ck_assert_str_eq(written(asked), "[d h[1,i] / d W[2,1], d h[1,i] / d W[2,2]]");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("answer");
    TCase *cases = tcase_create("answer");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, an_answer_is_written_in_its_form, 0,
                        (int)(sizeof answers / sizeof *answers));
    tcase_add_test(cases, the_default_form_follows_the_shape);
    tcase_add_test(cases, the_cells_of_what_is_asked_lie_as_their_answers_do);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
