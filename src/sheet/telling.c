#include "sheet/telling.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "algebra/dump.h"
#include "formula/shape.h"
#include "notation/printer.h"

static const char *const names[TELLING_COUNT] = {
    [TELLING_SOURCE] = "source",     [TELLING_FORMULA] = "formula",   [TELLING_ALGEBRA] = "algebra",
    [TELLING_CALCULUS] = "calculus", [TELLING_NOTATION] = "notation", [TELLING_VERIFY] = "verify",
};

const char *telling_name(TellingStage stage) {
    return names[stage];
}

TellingStage telling_find(const char *name) {
    size_t stage = 0;
    while (stage < TELLING_COUNT && strcmp(names[stage], name) != 0)
        stage++;
    return (TellingStage)stage;
}

bool telling_wants(const Telling *telling, TellingStage stage) {
    return telling != NULL && telling->stage == stage;
}

void telling_say(const Telling *telling, TellingStage stage, const char *format, ...) {
    if (!telling_wants(telling, stage))
        return;
    char *line = NULL;
    va_list args;
    va_start(args, format);
    int length = vasprintf(&line, format, args);
    va_end(args);
    if (length < 0)
        return;
    telling->listener(telling->context, line);
    free(line);
}

void telling_say_expr(const Telling *telling, TellingStage stage, const char *about,
                      const char *what, const Expr *expr) {
    if (!telling_wants(telling, stage))
        return;
    StrBuf out;
    strbuf_init(&out);
    expr_dump(&out, expr);
    telling_say(telling, stage, "%s %s %s, %u nodes", about, what, out.chars, expr->size);
    strbuf_free(&out);
}

void telling_say_scope(const Telling *telling, Arena *arena, const Scope *scope) {
    if (!telling_wants(telling, TELLING_FORMULA))
        return;
    for (size_t i = 0; i < scope->count; i++) {
        const Quantity *quantity = scope->quantities[i];
        Shape shape = {.rank = quantity->kind == QUANTITY_SIZE ? 0 : quantity->rank};
        for (size_t d = 0; d < shape.rank; d++)
            shape.dims[d] = quantity->dims[d];
        StrBuf formula;
        strbuf_init(&formula);
        if (quantity->formula != NULL) {
            strbuf_append(&formula, " = ");
            print_text(&formula, quantity->formula);
        }
        telling_say(telling, TELLING_FORMULA, "%s.%s: %s%s", scope->model->name, quantity->name,
                    shape_text(arena, &shape), formula.chars);
        strbuf_free(&formula);
    }
}

static void say_definitions(const Telling *telling, const Model *model, const char *key,
                            const Definition *definitions, size_t count) {
    for (size_t i = 0; i < count; i++)
        telling_say(telling, TELLING_SOURCE, "%s.%s %s: %s", model->name, key,
                    definitions[i].target.chars, definitions[i].formula.chars);
}

void telling_say_model(const Telling *telling, Arena *arena, const Model *model) {
    if (!telling_wants(telling, TELLING_SOURCE))
        return;
    for (size_t i = 0; i < model->size_count; i++)
        telling_say(telling, TELLING_SOURCE, "%s.sizes %s: %ld", model->name, model->sizes[i].name,
                    model->sizes[i].value);
    for (size_t i = 0; i < model->given_count; i++) {
        const Given *given = &model->given[i];
        Shape shape = {.rank = given->rank};
        memcpy(shape.dims, given->dims, given->rank * sizeof *given->dims);
        telling_say(telling, TELLING_SOURCE, "%s.given %s: %s%s", model->name, given->name,
                    shape_text(arena, &shape), given->values != NULL ? ", with values" : "");
    }
    say_definitions(telling, model, "functions", model->functions, model->function_count);
    say_definitions(telling, model, "define", model->define, model->define_count);
    say_definitions(telling, model, "let", model->let, model->let_count);
}
