#include "model_text.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "numeric/decimal.h"

static void fail_with_diagnostics(ModelText *text) {
    StrBuf out;
    strbuf_init(&out);
    for (size_t i = 0; i < text->diagnostics.count; i++)
        diagnostic_print(&out, &text->diagnostics.items[i]);
    ck_abort_msg("%s", out.chars);
}

void model_text_open(ModelText *text, const char *model) {
    text->arena = arena_new();
    diagnostics_init(&text->diagnostics, text->arena);
    const char *yaml = arena_printf(text->arena,
                                    "gradsheet: 1\ntitle: t\nmodels:\n  m: %s\n"
                                    "sections:\n  - title: s\n    model: m\n    questions:\n"
                                    "      - {prompt: p, answer: a}\n",
                                    model);
    AssignmentOptions options = {0};
    const Assignment *assignment = assignment_parse(text->arena, "test.yaml", yaml, strlen(yaml),
                                                    &options, &text->diagnostics);
    if (!assignment)
        fail_with_diagnostics(text);
    text->scope = scope_new(text->arena, &assignment->models[0], &text->diagnostics);
    if (!text->scope)
        fail_with_diagnostics(text);
}

void model_text_close(ModelText *text) {
    diagnostics_free(&text->diagnostics);
    arena_free(text->arena);
    flint_cleanup();
}

const Syntax *model_text_formula(ModelText *text, const char *formula) {
    Text source = text_from_string(text->arena, "formula", formula);
    NameLookup lookup = scope_lookup(text->scope);
    const Syntax *syntax = formula_parse(text->arena, &source, &lookup, &text->diagnostics);
    Letters letters = {0};
    if (!syntax ||
        !resolve_in_scope(text->arena, text->scope, syntax, &letters, true, &text->diagnostics))
        fail_with_diagnostics(text);
    return syntax;
}

static LetterValues read_letters(Arena *arena, const char *letters) {
    LetterValue *items = ARENA_ARRAY(arena, LetterValue, 8);
    size_t count = 0;
    for (const char *at = letters; *at;) {
        const char *equals = strchr(at, '=');
        char *end;
        items[count].name = arena_strndup(arena, at, (size_t)(equals - at));
        items[count++].value = strtol(equals + 1, &end, 10);
        at = *end ? end + 1 : end;
    }
    return (LetterValues){items, count};
}

const char *model_text_value(ModelText *text, Point *point, const char *formula,
                             const char *letters) {
    const Syntax *syntax = model_text_formula(text, formula);
    LetterValues values = read_letters(text->arena, letters);
    Tensor tensor;
    tensor_init(&tensor);
    Fault fault;
    if (!interpret(point, text->scope, syntax, &values, &tensor, &fault)) {
        tensor_clear(&tensor);
        return arena_printf(text->arena, "%s at %.*s", number_fault_text(fault.kind),
                            (int)fault.span.length, fault.span.source->chars + fault.span.offset);
    }
    const char *printed = "[";
    for (size_t i = 0; i < tensor.count; i++) {
        const Number *entry = &tensor.entries[i];
        const char *number = number_is_rational(entry)
                                 ? rational_print(text->arena, &entry->rational)
                                 : decimal_print(text->arena, entry, 10);
        printed =
            arena_printf(text->arena, "%s%s%s", printed, i > 0 ? ", " : "", number ? number : "?");
    }
    tensor_clear(&tensor);
    return arena_printf(text->arena, "%s]", printed);
}

bool model_text_same(ModelText *text, Point *point, const char *left, const char *right) {
    Tensor sides[2];
    const char *formulas[2] = {left, right};
    Fault fault;
    bool is_same = true;
    for (size_t i = 0; i < 2; i++) {
        tensor_init(&sides[i]);
        const Syntax *syntax = model_text_formula(text, formulas[i]);
        is_same = interpret(point, text->scope, syntax, NULL, &sides[i], &fault) && is_same;
    }
    is_same = is_same && sides[0].count == sides[1].count;
    for (size_t i = 0; is_same && i < sides[0].count; i++)
        is_same = number_overlaps(&sides[0].entries[i], &sides[1].entries[i]);
    tensor_clear(&sides[0]);
    tensor_clear(&sides[1]);
    return is_same;
}
