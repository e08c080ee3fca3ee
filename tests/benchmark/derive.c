/* Derives the homework's answers on 4-3-2-1 and on 256-128-64-1: derive ASSIGNMENT
 *
 * Prints what both take, and fails if the wide network costs more: index notation must not know
 * how many entries a tensor has. The number of expressions that were made must be the same to one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "algebra/elaborate.h"
#include "calculus/tidy.h"

enum { RUNS = 15 };

typedef struct Derived {
    double milliseconds; /* the least of all runs */
    size_t expressions;
} Derived;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return 1e3 * (double)time.tv_sec + 1e-6 * (double)time.tv_nsec;
}

static long widened(const char *size, long value) {
    static const char *const names[] = {"n0", "n1", "n2"};
    static const long values[] = {256, 128, 64};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (size != NULL && strcmp(size, names[i]) == 0)
            return values[i];
    return value;
}

static void widen(const Assignment *assignment) {
    for (size_t m = 0; m < assignment->model_count; m++) {
        Model *model = &assignment->models[m];
        for (size_t i = 0; i < model->size_count; i++)
            model->sizes[i].value = widened(model->sizes[i].name, model->sizes[i].value);
        for (size_t i = 0; i < model->given_count; i++) {
            Given *given = &model->given[i];
            given->values = NULL;
            for (size_t d = 0; d < given->rank; d++)
                given->dims[d].value = widened(given->dims[d].size, given->dims[d].value);
        }
    }
}

static const Syntax *read_formula(Arena *arena, const Scope *scope, const Text *text,
                                  Letters *letters, Diagnostics *diagnostics) {
    NameLookup lookup = scope_lookup(scope);
    const Syntax *syntax = formula_parse(arena, text, &lookup, diagnostics);
    if (syntax == NULL || !resolve_in_scope(arena, scope, syntax, letters, true, diagnostics))
        exit(EXIT_FAILURE);
    return syntax;
}

static void derive_question(Arena *arena, Pool *pool, const Scope *outer, const Question *question,
                            Diagnostics *diagnostics) {
    const Scope *scope = scope_for_question(arena, outer, question);
    Gradients *gradients = gradients_new(arena, pool, scope);
    Letters letters = {0};
    const Syntax *find = read_formula(arena, scope, &question->find, &letters, diagnostics);
    Elaborator elaborator;
    gradients_elaborator(gradients, &elaborator);
    elaborator_bind_letters(&elaborator, &letters);
    const Expr *axes[SHAPE_LIMIT];
    for (size_t i = 0; i < find->shape->rank; i++)
        axes[i] = expr_index(pool, pool_axis(pool, (uint32_t)i, find->shape->dims[i]));
    const Expr *asked = elaborate(&elaborator, find, axes);
    for (size_t i = 0; i < question->answer_count; i++) {
        const AnswerRequest *request = &question->answers[i];
        gradients_clear_using(gradients);
        for (size_t j = 0; j < request->using_count; j++) {
            Letters own = {0};
            gradients_add_using(
                gradients, read_formula(arena, scope, &request->using[j], &own, diagnostics), &own);
        }
        tidy(gradients, asked, gradients_expand(gradients, asked), NULL);
    }
}

static Derived derive_all(const char *path, bool is_wide) {
    Derived derived = {.milliseconds = 1e9};
    for (int run = 0; run < RUNS; run++) {
        Arena *arena = arena_new();
        Diagnostics diagnostics;
        diagnostics_init(&diagnostics, arena);
        bool unreadable = false;
        const Assignment *assignment =
            assignment_read(arena, path, &(AssignmentOptions){0}, &diagnostics, &unreadable);
        if (assignment == NULL)
            exit(EXIT_FAILURE);
        if (is_wide)
            widen(assignment);
        double start = now();
        Pool *pool = pool_new(arena);
        for (size_t s = 0; s < assignment->section_count; s++) {
            const Section *section = &assignment->sections[s];
            const Scope *scope = scope_new(arena, section->model, &diagnostics);
            for (size_t q = 0; q < section->question_count; q++)
                derive_question(arena, pool, scope, &section->questions[q], &diagnostics);
        }
        double taken = now() - start;
        derived.milliseconds = taken < derived.milliseconds ? taken : derived.milliseconds;
        derived.expressions = pool_expr_count(pool);
        diagnostics_free(&diagnostics);
        arena_free(arena);
    }
    return derived;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: derive ASSIGNMENT\n");
        return EXIT_FAILURE;
    }
    Derived narrow = derive_all(argv[1], false), wide = derive_all(argv[1], true);
    printf("4-3-2-1:       %.2f ms, %zu expressions\n", narrow.milliseconds, narrow.expressions);
    printf("256-128-64-1:  %.2f ms, %zu expressions\n", wide.milliseconds, wide.expressions);
    flint_cleanup_master();
    bool costs_the_same =
        narrow.expressions == wide.expressions && wide.milliseconds < 2 * narrow.milliseconds;
    return costs_the_same ? EXIT_SUCCESS : EXIT_FAILURE;
}
