#include "source/model.h"

#include <stdlib.h>
#include <string.h>

#include "base/names.h"
#include "source/choosing.h"
#include "source/number.h"
#include "source/values.h"

static Size *read_sizes(Reader *reader, const Tree *mapping, size_t *count) {
    Size *sizes = ARENA_ARRAY(reader->arena, Size, mapping->count);
    for (size_t i = 0; i < mapping->count; i++) {
        const Tree *key = mapping->pairs[i].key, *value = mapping->pairs[i].value;
        Size *size = &sizes[*count];
        /* A size with a fault stays known, with the value 0, so that its uses are no errors. */
        *size = (Size){.name = key->text.chars, .span = key->span};
        ++*count;
        if (name_check(reader, &key->text, key->text.length) &&
            schema_expect(reader, value, TREE_SCALAR, "a size"))
            size->value = count_read(reader, &value->text, "a size");
    }
    return sizes;
}

/* What is left of "f(a, b)" where YAML has cut it at the comma. */
static bool has_open_bracket(const Text *target) {
    return (strchr(target->chars, '(') != NULL && strchr(target->chars, ')') == NULL) ||
           (strchr(target->chars, '[') != NULL && strchr(target->chars, ']') == NULL);
}

/* Whether a key is what YAML has cut off at the comma in another, which *is_cut says was before. */
static bool is_cut_off(const Tree *key, const Tree *value, bool *is_cut) {
    bool opens = strpbrk(key->text.chars, "[(") != NULL;
    bool closes = strpbrk(key->text.chars, "])") != NULL;
    bool is_rest = *is_cut && !opens && (closes || tree_is_null(value));
    *is_cut = has_open_bracket(&key->text) || (is_rest && !closes);
    return is_rest;
}

/* Lines `target: formula` of define, let and functions. */
static Definition *read_definitions(Reader *reader, const Tree *mapping, const char *part,
                                    size_t *count) {
    Definition *definitions = ARENA_ARRAY(reader->arena, Definition, mapping->count);
    bool is_function = strcmp(part, "functions") == 0, is_cut = false;
    for (size_t i = 0; i < mapping->count; i++) {
        const Tree *key = mapping->pairs[i].key, *value = mapping->pairs[i].value;
        if (is_cut_off(key, value, &is_cut) ||
            !name_check(reader, &key->text, target_name_length(&key->text)))
            continue;
        if (has_open_bracket(&key->text)) {
            reader_break(reader, DIAGNOSTIC_NAME, key->span, "a bracket in “%s” never closes",
                         key->text.chars);
            reader_hint(reader, "inside { } a key that holds a comma needs quotes");
            continue;
        }
        if (is_function && strchr(key->text.chars, '(') == NULL) {
            reader_break(reader, DIAGNOSTIC_NAME, key->span,
                         "the function “%s” needs its arguments", key->text.chars);
            reader_hint(reader, "write “%s(x): ...”", key->text.chars);
            continue;
        }
        if (tree_is_null(value) || (value->kind == TREE_SCALAR && value->text.length == 0)) {
            diagnostics_error(reader->diagnostics, DIAGNOSTIC_WRONG_KIND, key->span,
                              "“%s” has no formula", key->text.chars);
            definitions[(*count)++] = (Definition){key->text, {.chars = ""}};
            continue;
        }
        if (schema_expect(reader, value, TREE_SCALAR, "a formula"))
            definitions[(*count)++] = (Definition){key->text, value->text};
    }
    return definitions;
}

static Text *read_assume(Reader *reader, const Tree *list, size_t *count) {
    Text *assume = ARENA_ARRAY(reader->arena, Text, list->count);
    for (size_t i = 0; i < list->count; i++)
        assume[(*count)++] = list->items[i]->text;
    return assume;
}

/* A name, or a name and indices in one pair of brackets. */
static bool is_writable(const Text *key) {
    size_t length = name_scan(key->chars, key->length);
    const char *rest = key->chars + length;
    size_t inside = rest[0] == '[' ? strcspn(rest + 1, "[]") : 0;
    return length > 0 && (rest[0] == '\0' || (inside > 0 && strcmp(rest + 1 + inside, "]") == 0));
}

static void read_write(Reader *reader, const Tree *mapping, Writing *write, size_t *count) {
    for (size_t i = 0; i < mapping->count; i++) {
        const Tree *key = mapping->pairs[i].key, *value = mapping->pairs[i].value;
        bool is_name = is_writable(&key->text);
        if (!is_name) {
            reader_break(reader, DIAGNOSTIC_NAME, key->span,
                         "“%s” is neither a name nor an entry like W[1,1]", key->text.chars);
            continue;
        }
        if (schema_expect(reader, value, TREE_SCALAR, "LaTeX under “write”"))
            write[(*count)++] = (Writing){key->text, value->text};
    }
}

/* A name of a model and the part where it is declared. */
typedef struct Declaration {
    const char *name;
    Span span;
    const char *part;
} Declaration;

static void add_declarations(Reader *reader, const Definition *definitions, size_t definition_count,
                             const char *part, Declaration *list, size_t *count) {
    for (size_t i = 0; i < definition_count; i++) {
        const Text *target = &definitions[i].target;
        size_t length = target_name_length(target);
        list[(*count)++] = (Declaration){arena_strndup(reader->arena, target->chars, length),
                                         text_span(target, 0, length), part};
    }
}

static int compare_declarations(const void *left, const void *right) {
    const Declaration *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    if (order != 0)
        return order;
    return a->span.offset < b->span.offset ? -1 : a->span.offset > b->span.offset;
}

/* One name means one thing: an error at the later of two declarations. */
static void check_clashes(Reader *reader, const Model *model) {
    size_t most = model->size_count + model->given_count + model->define_count + model->let_count +
                  model->function_count;
    Declaration *list = ARENA_ARRAY(reader->arena, Declaration, most);
    size_t count = 0;
    for (size_t i = 0; i < model->size_count; i++)
        list[count++] = (Declaration){model->sizes[i].name, model->sizes[i].span, "sizes"};
    for (size_t i = 0; i < model->given_count; i++)
        list[count++] = (Declaration){model->given[i].name, model->given[i].span, "given"};
    add_declarations(reader, model->define, model->define_count, "define", list, &count);
    add_declarations(reader, model->let, model->let_count, "let", list, &count);
    add_declarations(reader, model->functions, model->function_count, "functions", list, &count);
    qsort(list, count, sizeof *list, compare_declarations);
    for (size_t i = 1; i < count; i++) {
        const Declaration *first = &list[i - 1], *second = &list[i];
        if (strcmp(first->name, second->name) != 0 || first->part == second->part)
            continue;
        size_t line, column;
        source_position(first->span.source, first->span.offset, &line, &column);
        reader_break(reader, DIAGNOSTIC_NAME_CLASH, second->span,
                     "“%s” stands under “%s” here and under “%s” in line %zu", second->name,
                     second->part, first->part, line);
        reader_hint(reader, "give one of them another name");
    }
}

void model_read(Reader *reader, const char *name, Span span, const Tree *tree,
                const SharedParts *shared, Model *model) {
    *model = (Model){.name = name, .span = span};
    const Tree *part = schema_get(tree, "sizes");
    if (part != NULL)
        model->sizes = read_sizes(reader, part, &model->size_count);
    if ((part = schema_get(tree, "given")) != NULL)
        model->given =
            given_read(reader, part, model->sizes, model->size_count, &model->given_count);
    if ((part = schema_get(tree, "define")) != NULL)
        model->define = read_definitions(reader, part, "define", &model->define_count);
    if ((part = schema_get(tree, "let")) != NULL)
        model->let = read_definitions(reader, part, "let", &model->let_count);
    if ((part = schema_get(tree, "functions")) != NULL)
        model->functions = read_definitions(reader, part, "functions", &model->function_count);
    if ((part = schema_get(tree, "assume")) != NULL)
        model->assume = read_assume(reader, part, &model->assume_count);
    part = schema_get(tree, "write");
    size_t most =
        (shared->write != NULL ? shared->write->count : 0) + (part != NULL ? part->count : 0);
    model->write = ARENA_ARRAY(reader->arena, Writing, most);
    if (shared->write != NULL)
        read_write(reader, shared->write, model->write, &model->write_count);
    if (part != NULL)
        read_write(reader, part, model->write, &model->write_count);
    if (shared->notation != NULL)
        choices_read(reader, shared->notation, &model->choices);
    if ((part = schema_get(tree, "notation")) != NULL)
        choices_read(reader, part, &model->choices);
    check_clashes(reader, model);
}

/* The entries of a values file that the model can take. */
static Tree *entries_of(Reader *reader, const Model *model, const Tree *mapping) {
    Tree *entries = ARENA_NEW(reader->arena, Tree);
    *entries = *mapping;
    entries->count = 0;
    entries->pairs = ARENA_ARRAY(reader->arena, TreePair, mapping->count);
    for (size_t i = 0; i < mapping->count; i++)
        for (size_t k = 0; k < model->given_count; k++)
            if (strcmp(mapping->pairs[i].key->text.chars, model->given[k].name) == 0)
                entries->pairs[entries->count++] = mapping->pairs[i];
    return entries;
}

/* Notes the tensors for which values were supplied and found wrong. */
static void mark_failed(const Model *model, const Tree *mapping, bool *failed) {
    for (size_t i = 0; mapping != NULL && i < mapping->count; i++)
        for (size_t k = 0; k < model->given_count; k++)
            if (strcmp(mapping->pairs[i].key->text.chars, model->given[k].name) == 0)
                failed[k] =
                    model->given[k].values == NULL && !tree_is_null(mapping->pairs[i].value);
}

void model_give_values(Reader *reader, Model *model, const Tree *values, const Tree *own,
                       const Tree *override) {
    static const Tree nothing = {.kind = TREE_MAPPING};
    const char *owner = arena_printf(reader->arena, "the model “%s”", model->name);
    bool *failed = ARENA_ARRAY(reader->arena, bool, model->given_count);
    if (values != NULL)
        values_assign(reader, values, model->given, model->given_count, owner,
                      own != NULL ? own : &nothing);
    mark_failed(model, values, failed);
    if (override != NULL) {
        const Tree *entries = entries_of(reader, model, override);
        values_assign(reader, entries, model->given, model->given_count, owner, NULL);
        mark_failed(model, entries, failed);
    }
    if (!reader->lacks_values)
        values_check_complete(reader, model->given, model->given_count, failed);
}
