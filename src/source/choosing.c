#include "source/choosing.h"

#include <string.h>

#include "source/merge.h"

typedef enum Key {
    KEY_BRACKETS,
    KEY_DELTAS,
    KEY_DERIVATIVES,
    KEY_LAYERS,
    KEY_TENSORS,
    KEY_GRADIENTS,
    KEY_COUNT,
} Key;

enum { VALUE_LIMIT = 3 };

/* Each with its values in the order of its enumeration in source/choices.h. */
static const struct {
    const char *name;
    const char *values[VALUE_LIMIT];
} keys[KEY_COUNT] = {
    [KEY_BRACKETS] = {"brackets", {"round", "square", "indicator"}},
    [KEY_DELTAS] = {"deltas", {"brackets", "kronecker"}},
    [KEY_DERIVATIVES] = {"derivatives", {"mixed", "fractions", "subscripts"}},
    [KEY_LAYERS] = {"layers", {"plain", "parentheses"}},
    [KEY_TENSORS] = {"tensors", {"plain", "bold"}},
    [KEY_GRADIENTS] = {"gradients", {"columns", "rows"}},
};

static size_t find_key(const char *name) {
    size_t key = 0;
    while (key < KEY_COUNT && strcmp(keys[key].name, name) != 0)
        key++;
    return key;
}

static size_t find_value(size_t key, const char *name) {
    for (size_t i = 0; i < VALUE_LIMIT && keys[key].values[i] != NULL; i++)
        if (strcmp(keys[key].values[i], name) == 0)
            return i;
    return VALUE_LIMIT;
}

static void report_key(Reader *reader, const Tree *key) {
    StrBuf list;
    strbuf_init(&list);
    for (size_t i = 0; i < KEY_COUNT; i++)
        strbuf_printf(&list, "%s%s", list_separator(i, KEY_COUNT, " and "), keys[i].name);
    diagnostics_error(reader->diagnostics, DIAGNOSTIC_UNKNOWN_KEY, key->span,
                      "“notation” has no key “%s”", key->text.chars);
    reader_hint(reader, "its keys are %s", list.chars);
    strbuf_free(&list);
}

static void report_value(Reader *reader, size_t key, const Tree *value) {
    size_t count = 0;
    while (count < VALUE_LIMIT && keys[key].values[count] != NULL)
        count++;
    StrBuf list;
    strbuf_init(&list);
    for (size_t i = 0; i < count; i++)
        strbuf_printf(&list, "%s%s", list_separator(i, count, " or "), keys[key].values[i]);
    if (value->kind != TREE_SCALAR)
        diagnostics_error(reader->diagnostics, DIAGNOSTIC_NOTATION, tree_place(value),
                          "“%s” is one word, and here is %s", keys[key].name,
                          value->kind == TREE_SEQUENCE ? "a list" : "a mapping");
    else if (value->text.length == 0)
        diagnostics_error(reader->diagnostics, DIAGNOSTIC_NOTATION, value->span,
                          "“%s” chooses nothing", keys[key].name);
    else
        diagnostics_error(reader->diagnostics, DIAGNOSTIC_NOTATION, value->span,
                          "“%s” cannot be “%s”", keys[key].name, value->text.chars);
    reader_hint(reader, "choose %s", list.chars);
    strbuf_free(&list);
}

static void choose(Choices *choices, Key key, size_t value, Span span) {
    switch (key) {
    case KEY_BRACKETS:
        choices->brackets = (BracketStyle)value;
        break;
    case KEY_DELTAS:
        choices->deltas = (DeltaStyle)value;
        choices->deltas_span = span;
        break;
    case KEY_DERIVATIVES:
        choices->derivatives = (DerivativeStyle)value;
        break;
    case KEY_LAYERS:
        choices->layers = (LayerStyle)value;
        break;
    case KEY_TENSORS:
        choices->tensors = (TensorStyle)value;
        break;
    case KEY_GRADIENTS:
        choices->gradients = (GradientStyle)value;
        break;
    case KEY_COUNT:
        break;
    }
}

void choices_read(Reader *reader, const Tree *mapping, Choices *choices) {
    for (size_t i = 0; i < mapping->count; i++) {
        const Tree *key = mapping->pairs[i].key, *tree = mapping->pairs[i].value;
        size_t at = find_key(key->text.chars);
        if (at == KEY_COUNT) {
            report_key(reader, key);
            continue;
        }
        size_t value = tree->kind == TREE_SCALAR ? find_value(at, tree->text.chars) : VALUE_LIMIT;
        if (value == VALUE_LIMIT)
            report_value(reader, at, tree);
        else
            choose(choices, (Key)at, value, tree->span);
    }
}

/* --- δ --- */

/* Whether a name is typeset as δ, with or without a number. */
static bool is_delta(const char *name, size_t length) {
    static const char *const words[] = {"delta", "δ"};
    while (length > 1 && name[length - 1] >= '0' && name[length - 1] <= '9')
        length--;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length && strncmp(words[i], name, length) == 0)
            return true;
    return false;
}

static bool holds_delta(const char *latex) {
    static const char command[] = "\\delta";
    for (const char *at = strstr(latex, command); at != NULL; at = strstr(at + 1, command)) {
        char next = at[sizeof command - 1];
        if (!((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z')))
            return true;
    }
    return false;
}

static void report_delta(Reader *reader, const Model *model, const char *name, size_t length) {
    diagnostics_error(reader->diagnostics, DIAGNOSTIC_NAME_CLASH, model->choices.deltas_span,
                      "“deltas: kronecker” would write comparisons of indices with δ, and “%.*s” "
                      "of the model “%s” is written δ too",
                      (int)length, name, model->name);
    reader_hint(reader,
                "write “%.*s” with another letter under “write”, or choose "
                "“deltas: brackets” for this model",
                (int)length, name);
}

/* Looks at one name as it will be typeset: by the last of its writings, else as its letters. */
static void check_name(Reader *reader, const Model *model, const char *name, size_t length) {
    const char *latex = NULL;
    for (size_t i = 0; i < model->write_count; i++)
        if (model->write[i].name.length == length &&
            strncmp(model->write[i].name.chars, name, length) == 0)
            latex = model->write[i].latex.chars;
    if (latex != NULL ? holds_delta(latex) : is_delta(name, length))
        report_delta(reader, model, name, length);
}

static void check_definitions(Reader *reader, const Model *model, const Definition *definitions,
                              size_t count) {
    for (size_t i = 0; i < count; i++)
        check_name(reader, model, definitions[i].target.chars,
                   target_name_length(&definitions[i].target));
}

static void check_given(Reader *reader, const Model *model, const Given *given, size_t count) {
    for (size_t i = 0; i < count; i++)
        check_name(reader, model, given[i].name, strlen(given[i].name));
}

static void check_model(Reader *reader, const Assignment *assignment, const Model *model) {
    for (size_t i = 0; i < model->size_count; i++)
        check_name(reader, model, model->sizes[i].name, strlen(model->sizes[i].name));
    check_given(reader, model, model->given, model->given_count);
    check_definitions(reader, model, model->define, model->define_count);
    check_definitions(reader, model, model->let, model->let_count);
    check_definitions(reader, model, model->functions, model->function_count);
    for (size_t i = 0; i < model->write_count; i++) /* single entries */
        if (strchr(model->write[i].name.chars, '[') != NULL &&
            holds_delta(model->write[i].latex.chars))
            report_delta(reader, model, model->write[i].name.chars, model->write[i].name.length);
    for (size_t s = 0; s < assignment->section_count; s++) {
        const Section *section = &assignment->sections[s];
        for (size_t q = 0; section->model == model && q < section->question_count; q++)
            check_given(reader, model, section->questions[q].given,
                        section->questions[q].given_count);
    }
}

void choices_check(Reader *reader, const Assignment *assignment) {
    for (size_t i = 0; i < assignment->model_count; i++)
        if (assignment->models[i].choices.deltas == DELTAS_KRONECKER)
            check_model(reader, assignment, &assignment->models[i]);
}
