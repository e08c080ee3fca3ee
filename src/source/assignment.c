#include "source/assignment.h"

#include <string.h>

#include "source/choosing.h"
#include "source/merge.h"
#include "source/model.h"
#include "source/number.h"
#include "source/questions.h"
#include "source/repeat.h"
#include "source/schema.h"
#include "source/set_option.h"
#include "source/source_file.h"
#include "source/writing.h"
#include "source/yaml_tree.h"

static const KeyRule assignment_keys[] = {
    {"gradsheet", true}, {"title", true},     {"course", false}, {"author", false},
    {"write", false},    {"notation", false}, {"models", true},  {"sections", true},
};

enum { ASSIGNMENT_KEY_COUNT = sizeof assignment_keys / sizeof *assignment_keys };

static void check_version(Reader *reader, const Tree *root) {
    Text version = schema_get_text(reader, root, "gradsheet");
    if (version.chars == NULL || strcmp(version.chars, "1") == 0)
        return;
    reader_break(reader, DIAGNOSTIC_FORMAT_VERSION, text_whole(&version),
                 "this gradsheet reads version 1 of the format, not “%s”", version.chars);
    reader_hint(reader, "write “gradsheet: 1”");
}

/* The mapping or list under a key, NULL where it is absent or (with an error) something else. */
static const Tree *get_part(Reader *reader, const Tree *root, const char *key, TreeKind kind) {
    const Tree *tree = schema_get(root, key);
    const char *what = arena_printf(reader->arena, "“%s”", key);
    return tree != NULL && schema_expect(reader, tree, kind, what) ? tree : NULL;
}

/* Every name of the values file must be some model's. */
static void check_override(Reader *reader, const Tree *override, const Assignment *assignment) {
    for (size_t i = 0; i < override->count; i++) {
        const Tree *key = override->pairs[i].key;
        bool is_known = reader->is_broken;
        for (size_t m = 0; m < assignment->model_count; m++)
            for (size_t k = 0; k < assignment->models[m].given_count; k++)
                is_known |= strcmp(assignment->models[m].given[k].name, key->text.chars) == 0;
        if (!is_known)
            diagnostics_error(reader->diagnostics, DIAGNOSTIC_UNKNOWN_NAME, key->span,
                              "no model has a given “%s” that could take these values",
                              key->text.chars);
    }
}

static void read_models(Reader *reader, const MergedModel *merged, const SharedParts *shared,
                        const AssignmentOptions *options, Assignment *assignment) {
    assignment->models = ARENA_ARRAY(reader->arena, Model, assignment->model_count);
    const Tree *override = NULL;
    if (options->values_path != NULL)
        override = values_file_read(reader, options->values_path, (Span){.source = NULL});
    for (size_t i = 0; i < assignment->model_count; i++) {
        Model *model = &assignment->models[i];
        *model = (Model){.name = merged[i].name, .span = merged[i].span};
        if (merged[i].tree == NULL)
            continue;
        const Tree *unrolled = repeat_unroll(reader, merged[i].tree);
        model_read(reader, merged[i].name, merged[i].span, unrolled, shared, model);
        model_give_values(reader, model, schema_get(unrolled, "values"),
                          schema_get(merged[i].own, "values"), override);
    }
    if (override != NULL)
        check_override(reader, override, assignment);
    for (size_t i = 0; i < options->set_count; i++)
        set_option_apply(reader, options->set[i], assignment->models, assignment->model_count);
}

static void read_root(Reader *reader, const Tree *root, const AssignmentOptions *options,
                      Assignment *assignment) {
    schema_check_keys(reader, root, "an assignment", assignment_keys, ASSIGNMENT_KEY_COUNT);
    check_version(reader, root);
    assignment->title = schema_get_text(reader, root, "title");
    assignment->course = schema_get_text(reader, root, "course");
    assignment->author = schema_get_text(reader, root, "author");
    const SharedParts shared = {.write = get_part(reader, root, "write", TREE_MAPPING),
                                .notation = get_part(reader, root, "notation", TREE_MAPPING)};
    const Tree *models = get_part(reader, root, "models", TREE_MAPPING);
    const Tree *sections = get_part(reader, root, "sections", TREE_SEQUENCE);
    MergedModel *merged = NULL;
    if (models != NULL) {
        if (models->count == 0) {
            reader_break(reader, DIAGNOSTIC_MISSING_KEY, tree_place(models),
                         "the assignment has no models");
            reader_hint(reader, "a model has a name and “define”");
        }
        merged = models_merge(reader, models, &assignment->model_count);
        read_models(reader, merged, &shared, options, assignment);
    }
    if (sections != NULL)
        sections_read(reader, sections, assignment->models, merged, assignment->model_count,
                      assignment);
    /* What was left out cannot be told from what was never there. */
    if (!reader->is_broken) {
        writings_check(reader, assignment, shared.write);
        choices_check(reader, assignment);
    }
}

static const Assignment *read_source(Arena *arena, const SourceText *source,
                                     const AssignmentOptions *options, Diagnostics *diagnostics) {
    static const AssignmentOptions no_options = {.values_path = NULL};
    if (options == NULL)
        options = &no_options;
    size_t errors = diagnostics->errors;
    Reader reader = {.arena = arena, .diagnostics = diagnostics, .path = source->path};
    const Tree *root = yaml_tree_parse(arena, source, diagnostics);
    if (root == NULL)
        return NULL;
    if (tree_is_null(root)) {
        diagnostics_error(diagnostics, DIAGNOSTIC_EMPTY_FILE, (Span){source, 0, 0}, "%s is empty",
                          source->path);
        return NULL;
    }
    if (!schema_expect(&reader, root, TREE_MAPPING, "an assignment"))
        return NULL;
    Assignment *assignment = ARENA_NEW(arena, Assignment);
    assignment->source = source;
    read_root(&reader, root, options, assignment);
    bool is_good = diagnostics->errors == errors;
    return is_good || (options->keeps_going && !reader.is_broken) ? assignment : NULL;
}

const Assignment *assignment_read(Arena *arena, const char *path, const AssignmentOptions *options,
                                  Diagnostics *diagnostics, bool *unreadable) {
    const SourceText *source = source_file_read(arena, path, (Span){.source = NULL}, diagnostics);
    if (unreadable != NULL)
        *unreadable = source == NULL;
    return source != NULL ? read_source(arena, source, options, diagnostics) : NULL;
}

const Assignment *assignment_parse(Arena *arena, const char *path, const char *chars, size_t length,
                                   const AssignmentOptions *options, Diagnostics *diagnostics) {
    return read_source(arena, source_from_chars(arena, path, chars, length), options, diagnostics);
}
