/* A derivation with one wrong line is refused, and the message names the line. The linker puts
 * __wrap_steps_new in the place of steps_new (--wrap), so that the program needs no seam for it. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "sheet/steps.h"
#include "solved.h"

static const char assignment[] =
    "gradsheet: 1\ntitle: T\nmodels:\n  a:\n"
    "    {sizes: {n: 2, k: 3}, given: {x: [n], W: [k, n], v: [k]},\n"
    "     define: {z: W @ x, h: relu(z), l: \"2 * (v @ h)\"}}\n"
    "sections: [{title: S, questions: [{find: \"d l / d W[i,j]\"}]}]\n";

typedef struct Forgery {
    size_t line; /* from 1, what is asked being the first; 0: none */
    const char *was;
    const char *is;
} Forgery;

static Forgery planted;

const Steps *__real_steps_new(const Desk *desk, const SolvedQuestion *solved, const Expr *asked,
                              const Expr *derived, const Answer *answer);
const Steps *__wrap_steps_new(const Desk *desk, const SolvedQuestion *solved, const Expr *asked,
                              const Expr *derived, const Answer *answer);

static const Syntax *read_line(const Desk *desk, const Steps *steps, const char *line) {
    Text text = text_from_string(desk->arena, "<forged>", line);
    NameLookup lookup = scope_lookup(desk->scope);
    Letters letters = steps->letters;
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics, desk->arena);
    const Syntax *formula = formula_parse(desk->arena, &text, &lookup, &diagnostics);
    ck_assert(formula != NULL &&
              resolve_in_scope(desk->arena, desk->scope, formula, &letters, false, &diagnostics));
    diagnostics_free(&diagnostics);
    return formula;
}

const Steps *__wrap_steps_new(const Desk *desk, const SolvedQuestion *solved, const Expr *asked,
                              const Expr *derived, const Answer *answer) {
    const Steps *steps = __real_steps_new(desk, solved, asked, derived, answer);
    if (planted.line == 0)
        return steps;
    ck_assert_uint_le(planted.line, steps->count);
    Step *step = &steps->items[planted.line - 1];
    StrBuf was;
    strbuf_init(&was);
    print_text(&was, step->formula);
    ck_assert_str_eq(was.chars, planted.was);
    strbuf_free(&was);
    step->formula = read_line(desk, steps, planted.is);
    return steps;
}

static const Forgery forgeries[] = {
    /* an index, a factor that is left out, a sign, a digit, a bracket, a name */
    {3, "sum(q, d l / d z[q] * (i == q) * x[j])", "sum(q, d l / d z[q] * (j == q) * x[j])"},
    {4, "d l / d z[i] * x[j]", "d l / d z[i]"},
    {5, "d l / d h[i] * (z[i] > 0) * x[j]", "-d l / d h[i] * (z[i] > 0) * x[j]"},
    {6, "d (2 * sum(q, v[q] * h[q])) / d h[i] * (z[i] > 0) * x[j]",
     "d (3 * sum(q, v[q] * h[q])) / d h[i] * (z[i] > 0) * x[j]"},
    {7, "2 * (z[i] > 0) * sum(q, v[q] * (i == q)) * x[j]",
     "2 * (z[i] < 0) * sum(q, v[q] * (i == q)) * x[j]"},
    {7, "2 * (z[i] > 0) * sum(q, v[q] * (i == q)) * x[j]",
     "2 * (z[i] > 0) * sum(q, h[q] * (i == q)) * x[j]"},
};

START_TEST(a_wrong_line_is_refused_and_named) {
    static const SheetOptions checking = {.checks_steps = true};
    planted = forgeries[_i];
    Solved solved;
    solved_open(&solved, assignment, &checking);
    ck_assert_int_eq(solved.status, SHEET_VERIFICATION_FAILED);
    ck_assert_ptr_null(solved.sheet);
    ck_assert(solved_has(&solved, DIAGNOSTIC_VERIFICATION));
    const char *messages = solved_messages(&solved);
    const char *named =
        arena_printf(solved.arena, "step %zu of the derivation, “%s”", planted.line, planted.is);
    ck_assert_msg(strstr(messages, named) != NULL, "no “%s” in\n%s", named, messages);
    solved_close(&solved);
}
END_TEST

START_TEST(a_line_written_in_another_way_is_accepted) {
    static const SheetOptions checking = {.checks_steps = true};
    planted = (Forgery){4, "d l / d z[i] * x[j]", "x[j] * d l / d z[i]"};
    Solved solved;
    solved_open(&solved, assignment, &checking);
    ck_assert_msg(solved.status == SHEET_OK, "%s", solved_messages(&solved));
    solved_close(&solved);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("planted_step");
    TCase *steps = tcase_create("planted_step");
    tcase_add_loop_test(steps, a_wrong_line_is_refused_and_named, 0,
                        (int)(sizeof forgeries / sizeof *forgeries));
    tcase_add_test(steps, a_line_written_in_another_way_is_accepted);
    suite_add_tcase(suite, steps);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
