#include "source/merge.h"

#include <stdlib.h>
#include <string.h>

#include "source/source_file.h"

static const KeyRule model_keys[] = {
    {"extends", false}, {"sizes", false},    {"repeat", false}, {"functions", false},
    {"given", false},   {"define", false},   {"let", false},    {"assume", false},
    {"write", false},   {"notation", false}, {"values", false},
};

enum { MODEL_KEY_COUNT = sizeof model_keys / sizeof *model_keys };

size_t target_name_length(const Text *target) {
    size_t length = strcspn(target->chars, "[(");
    while (length > 0 && target->chars[length - 1] == ' ')
        length--;
    return length;
}

/* Whether the entries of this part have targets (`A[i,j]`, `swish(x)`) rather than names. */
static bool has_targets(const char *part) {
    return strcmp(part, "define") == 0 || strcmp(part, "let") == 0 ||
           strcmp(part, "functions") == 0;
}

static bool is_same_entry(const char *part, const Text *left, const Text *right) {
    if (!has_targets(part))
        return strcmp(left->chars, right->chars) == 0;
    size_t length = target_name_length(left);
    return length == target_name_length(right) && memcmp(left->chars, right->chars, length) == 0;
}

static TreePair *find_entry(const char *part, TreePair *pairs, size_t count, const Text *key) {
    for (size_t i = 0; i < count; i++)
        if (is_same_entry(part, &pairs[i].key->text, key))
            return &pairs[i];
    return NULL;
}

static Tree *new_mapping(Reader *reader, Span span, size_t capacity) {
    Tree *tree = ARENA_NEW(reader->arena, Tree);
    *tree = (Tree){.kind = TREE_MAPPING, .span = span};
    tree->pairs = ARENA_ARRAY(reader->arena, TreePair, capacity);
    return tree;
}

/* Entries of one part: the base's, each replaced by the heir's of the same name, then the rest. */
static const Tree *merge_part(Reader *reader, const char *part, const Tree *base, const Tree *heir,
                              size_t generation) {
    if (base->kind != TREE_MAPPING || heir->kind != TREE_MAPPING)
        return heir;
    Tree *merged = new_mapping(reader, heir->span, base->count + heir->count);
    if (base->count > 0)
        memcpy(merged->pairs, base->pairs, base->count * sizeof *base->pairs);
    merged->count = base->count;
    for (size_t i = 0; i < heir->count; i++) {
        TreePair pair = heir->pairs[i];
        TreePair *replaced = find_entry(part, merged->pairs, base->count, &pair.key->text);
        pair.generation = generation;
        *(replaced != NULL ? replaced : &merged->pairs[merged->count++]) = pair;
    }
    return merged;
}

static const Tree *merge_models(Reader *reader, const Tree *base, const Tree *heir,
                                size_t generation) {
    Tree *merged = new_mapping(reader, heir->span, base->count + heir->count);
    for (size_t i = 0; i < base->count; i++)
        merged->pairs[merged->count++] = base->pairs[i];
    for (size_t i = 0; i < heir->count; i++) {
        TreePair pair = heir->pairs[i];
        TreePair *known = find_entry("", merged->pairs, base->count, &pair.key->text);
        if (known != NULL)
            known->value =
                merge_part(reader, pair.key->text.chars, known->value, pair.value, generation);
        else
            merged->pairs[merged->count++] = pair;
    }
    return merged;
}

const Tree *values_file_read(Reader *reader, const char *path, Span named_at) {
    const char *slash = strrchr(reader->path, '/');
    const char *full = path;
    if (slash != NULL && path[0] != '/' && named_at.source != NULL)
        full =
            arena_printf(reader->arena, "%.*s/%s", (int)(slash - reader->path), reader->path, path);
    const SourceText *source = source_file_read(reader->arena, full, named_at, reader->diagnostics);
    const Tree *tree =
        source != NULL ? yaml_tree_parse(reader->arena, source, reader->diagnostics) : NULL;
    return tree != NULL && schema_expect(reader, tree, TREE_MAPPING, "a values file") ? tree : NULL;
}

/* A part of a model with the kind that it must have, or NULL with an error. */
static const Tree *check_part(Reader *reader, const TreePair *pair) {
    const char *part = pair->key->text.chars;
    const char *what = arena_printf(reader->arena, "“%s”", part);
    if (strcmp(part, "extends") == 0)
        return schema_expect(reader, pair->value, TREE_SCALAR, what) ? pair->value : NULL;
    if (strcmp(part, "assume") == 0)
        return pair->value->kind == TREE_SCALAR ||
                       schema_expect(reader, pair->value, TREE_SEQUENCE, what)
                   ? pair->value
                   : NULL;
    if (strcmp(part, "values") == 0 && pair->value->kind == TREE_SCALAR) {
        const Tree *values = values_file_read(reader, pair->value->text.chars, pair->value->span);
        reader->lacks_values |= values == NULL;
        return values;
    }
    if (!schema_expect(reader, pair->value, TREE_MAPPING, what))
        return NULL;
    for (size_t i = 1; has_targets(part) && i < pair->value->count; i++) {
        const Tree *key = pair->value->pairs[i].key;
        if (find_entry(part, pair->value->pairs, i, &key->text) != NULL)
            reader_break(reader, DIAGNOSTIC_NAME_CLASH, key->span,
                         "“%.*s” is defined twice under “%s”", (int)target_name_length(&key->text),
                         key->text.chars, part);
    }
    return pair->value;
}

/* The model as written, with only those parts that can be used. */
static const Tree *check_model(Reader *reader, const Tree *tree) {
    schema_check_keys(reader, tree, "a model", model_keys, MODEL_KEY_COUNT);
    Tree *checked = new_mapping(reader, tree->span, tree->count);
    for (size_t i = 0; i < tree->count; i++) {
        const TreePair *pair = &tree->pairs[i];
        bool is_known = false;
        for (size_t k = 0; k < MODEL_KEY_COUNT; k++)
            is_known |= strcmp(model_keys[k].name, pair->key->text.chars) == 0;
        reader->is_broken |= !is_known;
        const Tree *value =
            is_known && !tree_is_null(pair->value) ? check_part(reader, pair) : NULL;
        if (value != NULL)
            checked->pairs[checked->count++] = (TreePair){pair->key, value, 0};
    }
    return checked;
}

static MergedModel *find_model(MergedModel *models, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(models[i].name, name) == 0)
            return &models[i];
    return NULL;
}

static void report_unknown_base(Reader *reader, const MergedModel *models, size_t count,
                                const Tree *extends) {
    const char **names = ARENA_ARRAY(reader->arena, const char *, count);
    for (size_t i = 0; i < count; i++)
        names[i] = models[i].name;
    reader_break(reader, DIAGNOSTIC_EXTENDS, extends->span, "there is no model “%s” to extend",
                 extends->text.chars);
    reader_suggest(reader, extends->text.chars, names, count);
}

/* Follows `extends` to the last ancestor and merges back from there. */
static void merge_chain(Reader *reader, MergedModel *models, size_t count, MergedModel *model) {
    MergedModel *chain[EXTENDS_LIMIT];
    size_t length = 0;
    for (MergedModel *next = model; next != NULL && next->tree == NULL;) {
        const Tree *extends = next->own != NULL ? schema_get(next->own, "extends") : NULL;
        for (size_t i = 0; i < length; i++)
            if (chain[i] == next) {
                const Tree *last = schema_get(chain[length - 1]->own, "extends");
                reader_break(reader, DIAGNOSTIC_EXTENDS, last->span,
                             "models that extend each other have no first one: “%s” extends “%s”, "
                             "which comes from it",
                             chain[length - 1]->name, next->name);
                return;
            }
        if (next->own == NULL)
            return;
        if (length == EXTENDS_LIMIT) {
            reader_break(reader, DIAGNOSTIC_EXTENDS, extends != NULL ? extends->span : next->span,
                         "more than %d models extend one another in a row", EXTENDS_LIMIT);
            return;
        }
        chain[length++] = next;
        next = extends != NULL ? find_model(models, count, extends->text.chars) : NULL;
        if (extends != NULL && next == NULL) {
            report_unknown_base(reader, models, count, extends);
            return;
        }
    }
    while (length-- > 0) {
        const Tree *extends = schema_get(chain[length]->own, "extends");
        const MergedModel *base =
            extends != NULL ? find_model(models, count, extends->text.chars) : NULL;
        chain[length]->generation = base != NULL ? base->generation + 1 : 0;
        chain[length]->tree = base != NULL ? merge_models(reader, base->tree, chain[length]->own,
                                                          chain[length]->generation)
                                           : chain[length]->own;
    }
}

MergedModel *models_merge(Reader *reader, const Tree *models, size_t *count) {
    *count = models->count;
    MergedModel *merged = ARENA_ARRAY(reader->arena, MergedModel, models->count);
    for (size_t i = 0; i < models->count; i++) {
        const TreePair *pair = &models->pairs[i];
        const char *what = arena_printf(reader->arena, "the model “%s”", pair->key->text.chars);
        bool is_mapping = schema_expect(reader, pair->value, TREE_MAPPING, what);
        merged[i] = (MergedModel){.name = pair->key->text.chars,
                                  .span = pair->key->span,
                                  .own = is_mapping ? check_model(reader, pair->value) : NULL};
    }
    for (size_t i = 0; i < models->count; i++)
        merge_chain(reader, merged, models->count, &merged[i]);
    return merged;
}
