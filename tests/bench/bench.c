#include "bench.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "algebra/elaborate.h"
#include "calculus/tidy.h"
#include "notation/matrix_form.h"
#include "notation/printer.h"

static const char *printed_diagnostics(Arena *arena, const Diagnostics *diagnostics, size_t first) {
    StrBuf out;
    strbuf_init(&out);
    for (size_t i = first; i < diagnostics->count; i++) {
        const Diagnostic *item = &diagnostics->items[i];
        size_t line = 0, column = 0;
        if (item->span.source != NULL)
            source_position(item->span.source, item->span.offset, &line, &column);
        strbuf_printf(&out, "%.*s: %s", (int)item->span.length,
                      item->span.source != NULL ? item->span.source->chars + item->span.offset : "",
                      item->message);
        if (item->hint != NULL)
            strbuf_printf(&out, "; %s", item->hint);
        strbuf_append(&out, "\n");
    }
    return strbuf_finish(&out, arena);
}

static const Scope *read_model(Arena *arena, const char *model, Diagnostics *diagnostics) {
    const char *yaml = arena_printf(arena,
                                    "gradsheet: 1\ntitle: t\nmodels:\n  m: %s\n"
                                    "sections:\n  - title: s\n    model: m\n    questions:\n"
                                    "      - {prompt: p, answer: a}\n",
                                    model);
    const Assignment *assignment =
        assignment_parse(arena, "test.yaml", yaml, strlen(yaml), NULL, diagnostics);
    return assignment != NULL ? scope_new(arena, &assignment->models[0], diagnostics) : NULL;
}

static void fail_with_diagnostics(Bench *bench, const char *what) {
    ck_abort_msg("%s\n%s", what, printed_diagnostics(bench->arena, &bench->diagnostics, 0));
}

void bench_open(Bench *bench, const char *model) {
    bench->arena = arena_new();
    diagnostics_init(&bench->diagnostics, bench->arena);
    bench->scope = read_model(bench->arena, model, &bench->diagnostics);
    if (bench->scope == NULL)
        fail_with_diagnostics(bench, model);
    bench->pool = pool_new(bench->arena);
    bench->gradients = gradients_new(bench->arena, bench->pool, bench->scope);
    bench->letters = (Letters){0};
}

void bench_know_letter(Bench *bench, const char *letter, const char *size) {
    const Quantity *quantity = scope_find(bench->scope, size);
    bench->letters.items[bench->letters.count++] = (Letter){
        .name = letter, .has_dimension = true, .dimension = {quantity->name, quantity->size_value}};
}

void bench_close(Bench *bench) {
    diagnostics_free(&bench->diagnostics);
    arena_free(bench->arena);
    flint_cleanup();
}

const char *bench_complaint_about_model(Arena *arena, const char *model) {
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics, arena);
    const Scope *scope = read_model(arena, model, &diagnostics);
    const char *complaint = printed_diagnostics(arena, &diagnostics, 0);
    ck_assert_msg((scope == NULL) == (diagnostics.errors > 0), "%s: %zu errors, but %s scope",
                  model, diagnostics.errors, scope == NULL ? "no" : "a");
    diagnostics_free(&diagnostics);
    return complaint;
}

static const Syntax *try_resolve(Bench *bench, const char *formula, Letters *letters) {
    Text source = text_from_string(bench->arena, "formula", formula);
    NameLookup lookup = scope_lookup(bench->scope);
    const Syntax *syntax = formula_parse(bench->arena, &source, &lookup, &bench->diagnostics);
    if (syntax == NULL ||
        !resolve_in_scope(bench->arena, bench->scope, syntax, letters, true, &bench->diagnostics))
        return NULL;
    return syntax;
}

const char *bench_complaint(Bench *bench, const char *formula) {
    size_t first = bench->diagnostics.count;
    size_t errors = bench->diagnostics.errors;
    Letters letters = {0};
    const Syntax *syntax = try_resolve(bench, formula, &letters);
    ck_assert_msg((syntax == NULL) == (bench->diagnostics.errors > errors),
                  "“%s” fails without an error, or does not with one", formula);
    return printed_diagnostics(bench->arena, &bench->diagnostics, first);
}

const Syntax *bench_resolve(Bench *bench, const char *formula, Letters *letters) {
    const Syntax *syntax = try_resolve(bench, formula, letters);
    if (syntax == NULL)
        fail_with_diagnostics(bench, formula);
    return syntax;
}

static const Expr *elaborate_at_axes(Bench *bench, const Syntax *syntax, const Letters *letters) {
    Elaborator elaborator;
    gradients_elaborator(bench->gradients, &elaborator);
    elaborator_bind_letters(&elaborator, letters);
    const Expr *axes[SHAPE_LIMIT];
    for (size_t i = 0; i < syntax->shape->rank; i++)
        axes[i] =
            expr_index(bench->pool, pool_axis(bench->pool, (uint32_t)i, syntax->shape->dims[i]));
    return elaborate(&elaborator, syntax, axes);
}

const Expr *bench_expr(Bench *bench, const char *formula) {
    Letters letters = bench->letters;
    const Syntax *syntax = bench_resolve(bench, formula, &letters);
    return elaborate_at_axes(bench, syntax, &letters);
}

const Expr *bench_derive(Bench *bench, const char *formula) {
    return gradients_expand(bench->gradients, bench_expr(bench, formula));
}

void bench_use(Bench *bench, const char *formula) {
    Letters letters = {0};
    const Syntax *syntax = bench_resolve(bench, formula, &letters);
    ck_assert_msg(gradients_add_using(bench->gradients, syntax, &letters), "using %s", formula);
}

const char *bench_text(Bench *bench, const Expr *expr, const Letters *letters) {
    Letters *kept = ARENA_NEW(bench->arena, Letters);
    if (letters != NULL)
        *kept = *letters;
    Layout *layout = layout_new(bench->arena, bench->gradients, kept);
    StrBuf out;
    strbuf_init(&out);
    print_text(&out, layout_expression(layout, expr));
    return strbuf_finish(&out, bench->arena);
}

const char *bench_answer(Bench *bench, const char *find) {
    Letters letters = {0};
    const Syntax *syntax = bench_resolve(bench, find, &letters);
    const Expr *asked = elaborate_at_axes(bench, syntax, &letters);
    const Expr *expr = gradients_expand(bench->gradients, asked);
    return bench_text(bench, tidy(bench->gradients, asked, expr, NULL), &letters);
}

const char *bench_matrix(Bench *bench, const char *find) {
    Letters *letters = ARENA_NEW(bench->arena, Letters);
    const Syntax *syntax = bench_resolve(bench, find, letters);
    const Expr *asked = elaborate_at_axes(bench, syntax, letters);
    const Expr *expr =
        tidy(bench->gradients, asked, gradients_expand(bench->gradients, asked), NULL);
    Layout *layout = layout_new(bench->arena, bench->gradients, letters);
    const char *reason = NULL;
    const Syntax *matrix =
        matrix_form(layout, expr, syntax->shape->dims, syntax->shape->rank, &reason);
    if (matrix == NULL)
        return arena_printf(bench->arena, "none: %s", reason);
    StrBuf out;
    strbuf_init(&out);
    print_text(&out, matrix);
    return strbuf_finish(&out, bench->arena);
}

/* The free indices of two expressions. */
static size_t indices_of_both(const Expr *left, const Expr *right, const Index **indices) {
    size_t count = 0;
    for (size_t i = 0; i < left->free_count; i++)
        indices[count++] = left->free[i];
    for (size_t i = 0; i < right->free_count; i++)
        if (!expr_has_free(left, right->free[i]))
            indices[count++] = right->free[i];
    return count;
}

/* The next values of the indices, the last one fastest; false past the last. */
static bool next_values(const Index *const *indices, size_t count, long *values) {
    for (size_t i = count; i > 0; i--) {
        if (++values[i - 1] <= indices[i - 1]->dimension.value)
            return true;
        values[i - 1] = 1;
    }
    return false;
}

static bool same_values_at(Bench *bench, Point *point, const Expr *left, const Expr *right) {
    const Index *indices[64];
    long at[64];
    ck_assert_uint_le(left->free_count + right->free_count, 64);
    size_t count = indices_of_both(left, right, indices);
    for (size_t i = 0; i < count; i++)
        at[i] = 1;
    Evaluator *evaluator = evaluator_new(bench->arena, bench->gradients);
    evaluator_set_point(evaluator, point);
    Number values[2];
    number_init(&values[0]);
    number_init(&values[1]);
    const Expr *sides[2] = {left, right};
    bool is_same = true;
    do {
        Fault fault = {0};
        for (size_t i = 0; i < 2; i++)
            if (!evaluator_value(evaluator, sides[i], indices, at, count, &values[i], &fault))
                ck_abort_msg("no value: %s", number_fault_text(fault.kind));
        is_same = number_overlaps(&values[0], &values[1]);
    } while (is_same && next_values(indices, count, at));
    number_clear(&values[0]);
    number_clear(&values[1]);
    return is_same;
}

bool bench_same_values(Bench *bench, const Expr *left, const Expr *right) {
    for (uint64_t seed = 1; seed <= 3; seed++) {
        Point *point = point_random(bench->arena, bench->scope, POINT_POSITIVE_SEED + seed, 128);
        if (!same_values_at(bench, point, left, right))
            return false;
    }
    return true;
}

void bench_value(Bench *bench, const Expr *expr, uint64_t seed, Number *value) {
    Evaluator *evaluator = evaluator_new(bench->arena, bench->gradients);
    evaluator_set_point(evaluator,
                        point_random(bench->arena, bench->scope, POINT_POSITIVE_SEED + seed, 256));
    Fault fault = {0};
    if (!evaluator_value(evaluator, expr, NULL, NULL, 0, value, &fault))
        ck_abort_msg("no value: %s", number_fault_text(fault.kind));
}

long dice_roll(Dice *dice, long limit) {
    dice->state = dice->state * 6364136223846793005u + 1442695040888963407u;
    return (long)((dice->state >> 33) % (uint64_t)limit);
}
