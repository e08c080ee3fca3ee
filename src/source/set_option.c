#include "source/set_option.h"

#include <string.h>

#include "base/names.h"
#include "source/number.h"
#include "source/source_file.h"
#include "source/values.h"

/* The parts of "batch:W1[1,2]=3/4". */
typedef struct Setting {
    Text model; /* length 0: all that have the tensor */
    Text tensor;
    Text indices[RANK_LIMIT];
    size_t index_count;
    Text number;
} Setting;

/* The indices between brackets; false where there are more than a tensor can have. */
static bool split_indices(Reader *reader, const Text *text, size_t from, size_t to,
                          Setting *setting) {
    for (size_t at = from; at <= to; at++) {
        if (at < to && text->chars[at] != ',')
            continue;
        if (setting->index_count == RANK_LIMIT)
            return false;
        setting->indices[setting->index_count++] = text_part_trimmed(reader->arena, text, from, at);
        from = at + 1;
    }
    return true;
}

static bool split(Reader *reader, const Text *text, Setting *setting) {
    const char *equals = strchr(text->chars, '=');
    if (equals == NULL)
        return false;
    size_t left_end = (size_t)(equals - text->chars);
    setting->number = text_part_trimmed(reader->arena, text, left_end + 1, text->length);
    const char *bracket = memchr(text->chars, '[', left_end);
    size_t name_end = bracket != NULL ? (size_t)(bracket - text->chars) : left_end;
    /* A model may be named with colons; the tensor is not. */
    const char *colon = memrchr(text->chars, ':', name_end);
    size_t name_start = colon != NULL ? (size_t)(colon - text->chars) + 1 : 0;
    if (colon != NULL)
        setting->model = text_part_trimmed(reader->arena, text, 0, name_start - 1);
    setting->tensor = text_part_trimmed(reader->arena, text, name_start, name_end);
    if (!name_is_valid(setting->tensor.chars, setting->tensor.length))
        return false;
    if (bracket == NULL)
        return true;
    Text left = text_part_trimmed(reader->arena, text, 0, left_end);
    return left.chars[left.length - 1] == ']' &&
           split_indices(reader, text, name_end + 1, left.start + left.length - 1, setting);
}

static Given *find_given(Model *model, const char *name) {
    for (size_t i = 0; i < model->given_count; i++)
        if (strcmp(model->given[i].name, name) == 0)
            return &model->given[i];
    return NULL;
}

/* The entry's place among the values; false with an error. */
static bool find_position(Reader *reader, const Setting *setting, const Given *given,
                          const char *model, size_t *position) {
    if (setting->index_count != given->rank) {
        diagnostics_error(reader->diagnostics, DIAGNOSTIC_SET_OPTION, text_whole(&setting->tensor),
                          "“%s” has %zu dimension%s in the model “%s”; indices given here: %zu",
                          given->name, given->rank, given->rank == 1 ? "" : "s", model,
                          setting->index_count);
        return false;
    }
    *position = 0;
    for (size_t i = 0; i < given->rank; i++) {
        const Text *index = &setting->indices[i];
        long value = digits_read(index->chars, index->length);
        if (value < 1 || value > given->dims[i].value) {
            diagnostics_error(reader->diagnostics, DIAGNOSTIC_SET_OPTION, text_whole(index),
                              "the index “%s” should be from 1 to %ld in the model “%s”",
                              index->chars, given->dims[i].value, model);
            if (setting->model.length == 0)
                reader_hint(reader, "write MODEL:%s[...] to set it in one model only", given->name);
            return false;
        }
        *position = *position * (size_t)given->dims[i].value + (size_t)(value - 1);
    }
    return true;
}

/* A copy of the values (an heir's are its own, but a Given's are promised not to change). */
static Values *copy_values(Arena *arena, const Values *values) {
    Values *copy = ARENA_NEW(arena, Values);
    *copy = *values;
    copy->entries = rational_array(arena, values->count);
    copy->spans = ARENA_ARRAY(arena, Span, values->count);
    for (size_t i = 0; i < values->count; i++) {
        fmpq_set(&copy->entries[i], &values->entries[i]);
        copy->spans[i] = values->spans[i];
    }
    return copy;
}

/* Whether it could be done; an error where not. */
static bool apply(Reader *reader, const Setting *setting, Given *given, const char *model) {
    size_t position = 0;
    if (given->is_faulty || !find_position(reader, setting, given, model, &position))
        return false;
    Values *values = NULL;
    if (given->values != NULL) {
        values = copy_values(reader->arena, given->values);
    } else if (given->rank == 0) {
        values = ARENA_NEW(reader->arena, Values);
        *values = (Values){.count = 1, .entries = rational_new(reader->arena)};
        values->spans = ARENA_NEW(reader->arena, Span);
    } else {
        diagnostics_error(reader->diagnostics, DIAGNOSTIC_SET_OPTION, text_whole(&setting->tensor),
                          "“%s” has no values in the model “%s” of which one could be set",
                          given->name, model);
        return false;
    }
    fmpq *entry = &values->entries[position];
    values->spans[position] = text_whole(&setting->number);
    if (!number_read(reader, &setting->number, entry) ||
        !label_check(reader, given, entry, values->spans[position]))
        return false;
    given->values = values;
    return true;
}

static void report_no_model(Reader *reader, const Setting *setting, const Model *models,
                            size_t count) {
    const char **names = ARENA_ARRAY(reader->arena, const char *, count);
    for (size_t i = 0; i < count; i++)
        names[i] = models[i].name;
    diagnostics_error(reader->diagnostics, DIAGNOSTIC_SET_OPTION, text_whole(&setting->model),
                      "there is no model “%s”", setting->model.chars);
    reader_suggest(reader, setting->model.chars, names, count);
}

static void report_no_tensor(Reader *reader, const Setting *setting, const Model *models,
                             size_t count) {
    size_t most = 0, name_count = 0;
    for (size_t i = 0; i < count; i++)
        most += models[i].given_count;
    const char **names = ARENA_ARRAY(reader->arena, const char *, most);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < models[i].given_count; k++)
            names[name_count++] = models[i].given[k].name;
    diagnostics_error(reader->diagnostics, DIAGNOSTIC_SET_OPTION, text_whole(&setting->tensor),
                      "no model has a given “%s” that could be set", setting->tensor.chars);
    reader_suggest(reader, setting->tensor.chars, names, name_count);
}

void set_option_apply(Reader *reader, const char *option, Model *models, size_t model_count) {
    Text text = text_from_string(reader->arena, "--set", option);
    Setting setting = {.index_count = 0};
    if (!source_check_text(text.source, reader->diagnostics))
        return;
    if (!split(reader, &text, &setting)) {
        diagnostics_error(reader->diagnostics, DIAGNOSTIC_SET_OPTION, text_whole(&text),
                          "“%s” sets nothing", option);
        reader_hint(reader, "write it like W1[1,2]=3/4, or batch:W1[1,2]=3/4 for one model");
        return;
    }
    bool is_model_known = setting.model.length == 0, is_tensor_known = false;
    for (size_t i = 0; i < model_count; i++) {
        if (setting.model.length > 0 && strcmp(models[i].name, setting.model.chars) != 0)
            continue;
        is_model_known = true;
        Given *given = find_given(&models[i], setting.tensor.chars);
        if (given == NULL)
            continue;
        is_tensor_known = true;
        if (!apply(reader, &setting, given, models[i].name))
            return;
    }
    if (!is_model_known)
        report_no_model(reader, &setting, models, model_count);
    else if (!is_tensor_known)
        report_no_tensor(reader, &setting, models, model_count);
}
