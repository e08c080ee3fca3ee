#include "source/schema.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void reader_break(Reader *reader, DiagnosticKind kind, Span span, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    StrBuf message;
    strbuf_init(&message);
    strbuf_vprintf(&message, format, arguments);
    va_end(arguments);
    diagnostics_error(reader->diagnostics, kind, span, "%s", message.chars);
    strbuf_free(&message);
    reader->is_broken = true;
}

void reader_hint(Reader *reader, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    StrBuf hint;
    strbuf_init(&hint);
    strbuf_vprintf(&hint, format, arguments);
    va_end(arguments);
    diagnostics_hint(reader->diagnostics, "%s", hint.chars);
    strbuf_free(&hint);
}

static const char *kind_name(TreeKind kind) {
    switch (kind) {
    case TREE_SCALAR:
        return "a text";
    case TREE_SEQUENCE:
        return "a list";
    case TREE_MAPPING:
        return "a mapping of names to values";
    }
    return "";
}

bool schema_expect(Reader *reader, const Tree *tree, TreeKind kind, const char *what) {
    if (tree->kind == kind)
        return true;
    reader_break(reader, DIAGNOSTIC_WRONG_KIND, tree_place(tree), "%s should be %s, and here is %s",
                 what, kind_name(kind), tree_is_null(tree) ? "nothing" : kind_name(tree->kind));
    if (kind == TREE_SCALAR)
        reader_hint(reader, "a text that begins with [ or { needs quotes");
    return false;
}

static bool is_known(const char *key, const KeyRule *rules, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(rules[i].name, key) == 0)
            return true;
    return false;
}

bool reader_suggest(Reader *reader, const char *name, const char *const *candidates, size_t count) {
    const char *nearest = nearest_name(name, candidates, count);
    if (nearest != NULL)
        reader_hint(reader, "did you mean “%s”?", nearest);
    return nearest != NULL;
}

static void report_unknown(Reader *reader, const Tree *key, const char *what, const KeyRule *rules,
                           size_t count) {
    const char **names = ARENA_ARRAY(reader->arena, const char *, count);
    StrBuf list;
    strbuf_init(&list);
    for (size_t i = 0; i < count; i++) {
        names[i] = rules[i].name;
        strbuf_printf(&list, "%s%s", i > 0 ? ", " : "", rules[i].name);
    }
    diagnostics_error(reader->diagnostics, DIAGNOSTIC_UNKNOWN_KEY, key->span, "%s has no key “%s”",
                      what, key->text.chars);
    if (strcmp(key->text.chars, "<<") == 0)
        reader_hint(reader, "a model takes over another by “extends”");
    else if (!reader_suggest(reader, key->text.chars, names, count))
        reader_hint(reader, "its keys are %s", list.chars);
    strbuf_free(&list);
}

void schema_check_keys(Reader *reader, const Tree *mapping, const char *what, const KeyRule *rules,
                       size_t count) {
    for (size_t i = 0; i < mapping->count; i++)
        if (!is_known(mapping->pairs[i].key->text.chars, rules, count))
            report_unknown(reader, mapping->pairs[i].key, what, rules, count);
    for (size_t i = 0; i < count; i++) {
        if (!rules[i].is_required || schema_get(mapping, rules[i].name) != NULL)
            continue;
        reader_break(reader, DIAGNOSTIC_MISSING_KEY, tree_place(mapping), "%s needs “%s”", what,
                     rules[i].name);
        bool is_version = strcmp(rules[i].name, "gradsheet") == 0;
        reader_hint(reader, "add a line “%s: %s” to it", rules[i].name, is_version ? "1" : "...");
    }
}

const Tree *schema_get(const Tree *mapping, const char *key) {
    for (size_t i = 0; i < mapping->count; i++)
        if (strcmp(mapping->pairs[i].key->text.chars, key) == 0)
            return tree_is_null(mapping->pairs[i].value) ? NULL : mapping->pairs[i].value;
    return NULL;
}

Text schema_get_text(Reader *reader, const Tree *mapping, const char *key) {
    const Tree *tree = schema_get(mapping, key);
    if (tree == NULL)
        return (Text){.chars = NULL};
    const char *what = arena_printf(reader->arena, "“%s”", key);
    return schema_expect(reader, tree, TREE_SCALAR, what) ? tree->text : (Text){.chars = NULL};
}
