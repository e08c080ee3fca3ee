/* What the names of a model mean, in which order, and what is said where they mean nothing. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "formula/dependence.h"

static Arena *arena;

static void set_up(void) {
    arena = arena_new();
}

static void tear_down(void) {
    arena_free(arena);
}

START_TEST(definitions_stand_in_an_order_of_use) {
    Bench bench;
    bench_open(&bench,
               "{sizes: {n: 2}, given: {x: [n]}, define: {l: 'sum(h)', h: relu(z), z: 2 * x},"
               " let: {g: d l / d z}}");
    static const char *const order[] = {"n", "x", "z", "h", "l", "g"};
    ck_assert_uint_eq(bench.scope->count, 6);
    for (size_t i = 0; i < 6; i++) {
        ck_assert_str_eq(bench.scope->quantities[i]->name, order[i]);
        ck_assert_uint_eq(bench.scope->quantities[i]->position, i);
    }
    bench_close(&bench);
}
END_TEST

START_TEST(quantities_have_kind_shape_and_letters) {
    Bench bench;
    bench_open(&bench, "{sizes: {n: 2, k: 3}, given: {x: [n, 4], y: [n -> k]},"
                       " define: {'p[i,j]': 'x[i,j]^2', u: 'unknown(x)', s: 'sum(p, 1)',"
                       "          t: 'sum(s)'},"
                       " let: {g: 'd t / d x[i,.]'}}");
    const Quantity *p = scope_find(bench.scope, "p"), *u = scope_find(bench.scope, "u"),
                   *y = scope_find(bench.scope, "y"), *n = scope_find(bench.scope, "n"),
                   *g = scope_find(bench.scope, "g"), *s = scope_find(bench.scope, "s");
    ck_assert_int_eq(n->kind, QUANTITY_SIZE);
    ck_assert_int_eq(n->size_value, 2);
    ck_assert_int_eq(y->kind, QUANTITY_LABEL);
    ck_assert_str_eq(y->label.size, "k");
    ck_assert_int_eq(p->kind, QUANTITY_DEFINED);
    ck_assert_uint_eq(p->rank, 2);
    ck_assert_str_eq(p->letters[1], "j");
    ck_assert_str_eq(p->dims[0].size, "n");
    ck_assert_int_eq(p->dims[1].value, 4);
    ck_assert_int_eq(u->kind, QUANTITY_UNKNOWN);
    ck_assert_ptr_eq(u->arguments[0], scope_find(bench.scope, "x"));
    ck_assert_uint_eq(s->rank, 1);
    ck_assert_ptr_null(s->letters[0]);
    /* the free letter is the first axis */
    ck_assert_int_eq(g->kind, QUANTITY_GRADIENT);
    ck_assert_uint_eq(g->rank, 2);
    ck_assert_str_eq(g->letters[0], "i");
    ck_assert_ptr_null(g->letters[1]);
    ck_assert_ptr_null(scope_find(bench.scope, "i"));
    bench_close(&bench);
}
END_TEST

START_TEST(a_question_s_own_names_shadow_the_model_s) {
    Bench bench;
    bench_open(&bench, "{sizes: {n: 2}, given: {x: [n]}, define: {z: 2 * x}}");
    Given own = {.name = "z", .rank = 0};
    Question question = {.given = &own, .given_count = 1};
    const Scope *scope = scope_for_question(bench.arena, bench.scope, &question);
    ck_assert_int_eq(scope_find(scope, "z")->kind, QUANTITY_GIVEN);
    ck_assert_uint_eq(scope_find(scope, "z")->position, bench.scope->count);
    ck_assert_ptr_eq(scope_find(scope, "x"), scope_find(bench.scope, "x"));
    ck_assert_ptr_eq(scope_for_question(bench.arena, bench.scope, &(Question){0}), bench.scope);
    bench_close(&bench);
}
END_TEST

/* Names of a question's own, and whether what is asked is computed from one that they hide. */
static const struct {
    const char *own, *find;
    bool is_needed;
} hiding[] = {
    {"x", "d l / d W", true},
    {"z", "l", true},
    {"delta", "d l / d W", true}, /* in which the answer would be written */
    {"delta", "l", false},
    {"delta", "d z[1] / d W", false},
    {"n", "r", true}, /* a mean is divided by it */
    {"n", "l", true},
    {"n", "d (s^2) / d s", false},
    {"l", "d delta[1] / d W", true},
    {"z", "d (z^2) / d z", false},
    {"x", "d (x * z[1] * l) / d x", false}, /* z and l stay as they are */
    {"x", "d (x * d l / d W[1,1]) / d x", true},
    {"x", "z[1] * x", false},
    {"n", "d (n * r) / d n", true},
    {"r", "d l / d W", false},
    {"u", "d (u^2) / d u", false},
};

START_TEST(a_question_s_own_name_must_not_hide_what_the_answer_needs) {
    Bench bench;
    bench_open(&bench, "{sizes: {n: 2}, given: {x: [n], W: [n, n], s: []},"
                       " define: {z: W @ x, l: sum(z^2), r: mean(z)}, let: {delta: d l / d z}}");
    Given own = {.name = hiding[_i].own, .rank = 0};
    Question question = {.given = &own, .given_count = 1};
    const Scope *scope = scope_for_question(bench.arena, bench.scope, &question);
    Text text = text_from_string(bench.arena, "find", hiding[_i].find);
    NameLookup lookup = scope_lookup(scope);
    const Syntax *find = formula_parse(bench.arena, &text, &lookup, &bench.diagnostics);
    Letters letters = {0};
    ck_assert(resolve_in_scope(bench.arena, scope, find, &letters, true, &bench.diagnostics));
    bool is_good = dependence_check_hidden(bench.arena, scope, find, &bench.diagnostics);
    ck_assert_msg(is_good != hiding[_i].is_needed, "%s in %s", hiding[_i].own, hiding[_i].find);
    ck_assert_uint_eq(bench.diagnostics.errors, hiding[_i].is_needed);
    bench.diagnostics.count = bench.diagnostics.errors = 0;
    bench_close(&bench);
}
END_TEST

/* "place: message; hint", a line each. */
static const struct {
    const char *model, *complaint;
} wrong[] = {
    {"{given: {x: []}, define: {a: b, b: a}}",
     "a: “a” is defined in terms of itself: it uses b, which uses a; definitions must not form a "
     "cycle\n"},
    {"{given: {x: []}, define: {a: a + x}}",
     "a: “a” is defined in terms of itself: it uses a; definitions must not form a cycle\n"},
    {"{given: {alpha: []}, define: {a: 2 * alhpa}}",
     "alhpa: “alhpa” is not defined; did you mean “alpha”?\n"},
    {"{given: {x: []}, define: {a: 2 * something}}", "something: “something” is not defined\n"},
    /* all of them, each once */
    {"{given: {x: []}, define: {a: foo, b: bar, c: a + b}}",
     "foo: “foo” is not defined\nbar: “bar” is not defined\n"},
    {"{sizes: {n: 2}, given: {x: [n]}, define: {'p[k]': 2 * x}}",
     "k: “k” indexes nothing in the formula, so its range is not known\n"},
    {"{sizes: {n: 2}, given: {x: [n], A: [n, n]}, define: {'p[k]': 'x[k] * x'}}",
     "x[k] * x: a definition over indices must give a single number, not shape (n)\n"},
    {"{sizes: {n: 2}, given: {x: [n]}, define: {'p[k,k]': 'x[k]'}}",
     "k: an index of a definition must be a letter that stands for nothing else; define the whole "
     "tensor, p[i,j]: …, for every i and j\n"},
    {"{sizes: {n: 2}, given: {x: [n]}, define: {'p[1]': 'x[1]'}}",
     "1: an index of a definition must be a letter that stands for nothing else; define the whole "
     "tensor, p[i,j]: …, for every i and j\n"},
    {"{sizes: {n: 2}, given: {x: [n]}, define: {p: 'x[k]'}}",
     "k: “k” is not defined; an index letter must be bound by a sum or stand on the left\n"},
    {"{given: {x: []}, define: {a: x}, let: {g: a}}",
     "a: `let` names gradients, and this is none; write d l / d h3, or put the formula into "
     "`define`\n"},
    {"{sizes: {n: 2}, given: {x: []}, define: {l: 'unknown(n)'}}",
     "n: an argument of unknown(…) must be the name of a tensor\n"},
    {"{sizes: {n: 2}, given: {x: [n]}, define: {'T[i,j]': unknown(x)}}",
     "T[i,j]: what is unknown is a single number and has no indices; write “T: unknown(…)”; of "
     "every entry is a function, f(x): unknown\n"},
    {"{given: {x: []}, define: {l: 'unknown(x^2)'}}",
     "x^2: an argument of unknown(…) must be the name of a tensor\n"},
    {"{sizes: {n: 2}, given: {A: [n, n, n]}, define: {B: 'd A / d A', l: 'sum(A)'}}",
     "B: “B” has 6 dimensions, and 4 are the most\n"},
    {"{functions: {'phi(u, v)': unknown}, given: {x: []}, define: {l: 'phi(x, x)'}}",
     "phi(u, v): an unknown function has one argument: its derivative is written phi'(x); a "
     "quantity may depend on several in a way not stated: `define: {l: unknown(o, y)}`\n"},
    {"{functions: {'f(x, x)': x + y, g(pi): pi}, given: {x: []}, define: {l: x}}",
     "x: “x” stands twice among the function's arguments; use another name\n"
     "pi: “pi” is a word of the formula language; use another name\n"
     "y: “y” is not defined\n"},
    /* the k of f may be the caller's */
    {"{functions: {'f(u)': 'u * x[k] * (k == 1) + sum(i, x[i])', g(u): 'u + norm(v)'},"
     " sizes: {n: 2}, given: {x: [n]}, define: {l: sum(x)}}",
     "v: “v” is not defined\n"
     "norm(v): there is no function “norm”; add it to the model's `functions`\n"},
    {"{functions: {f(x): unknown(x)}, given: {x: []}, define: {l: 1 + unknown(x)}}",
     "unknown(x): unknown(…) stands alone in a line of `define`; name it there, l: unknown(o, y), "
     "and use the name; a function is left unknown by f(x): unknown\n"
     "unknown(x): unknown(…) stands alone in a line of `define`; name it there, l: unknown(o, y), "
     "and use the name; a function is left unknown by f(x): unknown\n"},
    {"{functions: {f(x): f(x)}, given: {x: []}, define: {l: f(x)}}",
     "f(x): this function calls itself\n"},
};

START_TEST(what_is_wrong_is_said_once_and_with_its_mending) {
    ck_assert_str_eq(bench_complaint_about_model(arena, wrong[_i].model), wrong[_i].complaint);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("scope");
    TCase *cases = tcase_create("scope");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, definitions_stand_in_an_order_of_use);
    tcase_add_test(cases, quantities_have_kind_shape_and_letters);
    tcase_add_test(cases, a_question_s_own_names_shadow_the_model_s);
    tcase_add_loop_test(cases, a_question_s_own_name_must_not_hide_what_the_answer_needs, 0,
                        (int)(sizeof hiding / sizeof *hiding));
    tcase_add_loop_test(cases, what_is_wrong_is_said_once_and_with_its_mending, 0,
                        (int)(sizeof wrong / sizeof *wrong));
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
