#include "sheet/section_model.h"

#include "sheet/forward.h"
#include "sheet/spoken.h"
#include "sheet/value_line.h"
#include "sheet/write_json.h"

static void append_definition(json_t *list, const Desk *desk, const char *name, const Syntax *left,
                              const Syntax *right, const Syntax *written) {
    StrBuf out;
    strbuf_init(&out);
    print_latex(&out, left, desk->notation);
    strbuf_append(&out, " = ");
    print_latex(&out, right, desk->notation);
    json_t *object = json_object();
    json_object_set_new(object, "name", json_string(name));
    json_object_set_new(object, "latex", json_string(out.chars));
    strbuf_clear(&out);
    print_text(&out, left);
    strbuf_append(&out, " = ");
    print_text(&out, written);
    json_object_set_new(object, "text", json_string(out.chars));
    strbuf_free(&out);
    spoken_equation(object, left, right, desk->notation);
    json_array_append_new(list, object);
}

/* swish(x) = x * sigmoid(x); one that is unknown has no formula. */
static void append_functions(json_t *list, const Desk *desk) {
    Arena *arena = desk->arena;
    for (size_t i = 0; i < desk->scope->function_count; i++) {
        const UserFunction *function = desk->scope->functions[i];
        const Syntax **parameters = ARENA_ARRAY(arena, const Syntax *, function->parameter_count);
        for (size_t j = 0; j < function->parameter_count; j++)
            parameters[j] = syntax_name(arena, function->parameters[j]);
        const Syntax *left =
            syntax_call(arena, function->name, parameters, function->parameter_count);
        if (function->body != NULL)
            append_definition(list, desk, function->name, left, function->body, function->body);
    }
}

/* h2 = relu(z2), z1 = x @ W1.T ...: the formulas that make the network. */
static json_t *json_definitions(const Desk *desk) {
    json_t *list = json_array();
    append_functions(list, desk);
    for (size_t i = 0; i < desk->scope->count; i++) {
        const Quantity *quantity = desk->scope->quantities[i];
        bool is_unknown = quantity->kind == QUANTITY_UNKNOWN;
        if (quantity->kind != QUANTITY_DEFINED && quantity->kind != QUANTITY_GRADIENT &&
            !is_unknown)
            continue;
        const Syntax *letters[RANK_LIMIT];
        size_t count = 0;
        while (count < quantity->rank && quantity->letters[count] != NULL) {
            letters[count] = syntax_name(desk->arena, quantity->letters[count]);
            count++;
        }
        const Syntax *left = syntax_entry(desk->arena, quantity->name, letters, count);
        const Syntax *right = quantity->formula;
        if (is_unknown) /* l = l(o, y), for people */
            right = syntax_call(desk->arena, quantity->name, right->children, right->count);
        append_definition(list, desk, quantity->name, left, right, quantity->formula);
    }
    return list;
}

void section_set_definitions(json_t *section, const Desk *desk) {
    json_t *definitions = json_definitions(desk);
    json_object_set_new(section, "has_definitions", json_boolean(json_array_size(definitions) > 0));
    json_object_set_new(section, "definitions", definitions);
}

/* How many given numbers a sheet states at most for one tensor. */
enum { GIVEN_LIMIT = 400 };

/* A vector is a column, as those that are computed are; a long one a row that is transposed. */
static const char *latex_of_given(Arena *arena, const char *const *cells, const Values *values) {
    enum { COLUMN_LIMIT = 6 };
    if (values->rank != 1 || values->dims[0] == 1)
        return latex_of_values(arena, cells, values->dims, values->rank, NULL);
    if (values->dims[0] <= COLUMN_LIMIT)
        return latex_of_values(arena, cells, (const long[]){values->dims[0], 1}, 2, NULL);
    return arena_printf(arena, "%s^\\top", latex_of_values(arena, cells, values->dims, 1, NULL));
}

/* Sets the LaTeX of a given tensor's values, null where there are none or too many. */
static void set_given_values(json_t *object, const Desk *desk, const Quantity *quantity) {
    const Values *values = quantity->values;
    if (values == NULL || values->count > GIVEN_LIMIT) {
        json_object_set_new(object, "latex", json_null());
        return;
    }
    const char **cells = ARENA_ARRAY(desk->arena, const char *, values->count);
    for (size_t i = 0; i < values->count; i++)
        cells[i] = rational_print(desk->arena, &values->entries[i]);
    const char *latex = latex_of_given(desk->arena, cells, values);
    json_object_set_new(object, "latex", json_string(latex));
    spoken_latex(object, latex, speech_of_values(desk->arena, cells, values->dims, values->rank),
                 desk->notation);
}

static json_t *json_given(const Desk *desk) {
    json_t *list = json_array();
    for (size_t i = 0; i < desk->scope->count; i++) {
        const Quantity *quantity = desk->scope->quantities[i];
        if (quantity->kind != QUANTITY_GIVEN && quantity->kind != QUANTITY_LABEL)
            continue;
        json_t *object = json_object();
        json_object_set_new(object, "name",
                            json_formula(syntax_name(desk->arena, quantity->name), desk->notation));
        set_given_values(object, desk, quantity);
        json_array_append_new(list, object);
    }
    return list;
}

/* Whether values of any given tensor are printed. */
static bool has_printed_values(const json_t *given) {
    bool has_any = false;
    size_t index;
    const json_t *tensor;
    json_array_foreach(given, index, tensor) has_any |=
        json_is_string(json_object_get(tensor, "latex"));
    return has_any;
}

void section_set_given(json_t *section, const Desk *desk) {
    json_t *given = json_given(desk);
    json_object_set_new(section, "has_given", json_boolean(has_printed_values(given)));
    json_object_set_new(section, "given", given);
}

void section_set_forward(json_t *section, const Desk *desk) {
    json_t *forward = json_forward(desk);
    bool has_gradients = false;
    size_t index;
    json_t *row;
    json_array_foreach(forward, index, row) {
        const json_t *name = json_object_get(json_object_get(row, "name"), "text");
        const Quantity *quantity = scope_find(desk->scope, json_string_value(name));
        has_gradients |= quantity != NULL && quantity->kind == QUANTITY_GRADIENT;
        value_set_lines(json_object_get(row, "value"));
    }
    json_object_set_new(section, "has_forward", json_boolean(json_array_size(forward) > 0));
    json_object_set_new(section, "has_gradients", json_boolean(has_gradients));
    json_object_set_new(section, "forward", forward);
}
