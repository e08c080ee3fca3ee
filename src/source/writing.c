#include "source/writing.h"

#include <stdlib.h>
#include <string.h>

#include "base/names.h"
#include "source/merge.h"

/* The names that a writing may be for, and the formulas in which index letters may stand. */
typedef struct NameList {
    Reader *reader;
    const char **names;
    size_t count;
    size_t capacity;
} NameList;

static void add_name(NameList *list, const char *chars, size_t length) {
    list->names = memory_grow(list->names, list->count, &list->capacity, sizeof *list->names);
    list->names[list->count++] = arena_strndup(list->reader->arena, chars, length);
}

/* Every name in a formula: functions, tensors, and index letters, which are declared nowhere. */
static void add_formula(NameList *list, const Text *formula) {
    for (size_t at = 0; at < formula->length;) {
        size_t length = name_scan(formula->chars + at, formula->length - at);
        if (length > 0)
            add_name(list, formula->chars + at, length);
        at += length > 0 ? length : 1;
    }
}

static void add_definitions(NameList *list, const Definition *definitions, size_t count) {
    for (size_t i = 0; i < count; i++) {
        add_formula(list, &definitions[i].target);
        add_formula(list, &definitions[i].formula);
    }
}

static void add_model(NameList *list, const Model *model) {
    for (size_t i = 0; i < model->size_count; i++)
        add_name(list, model->sizes[i].name, strlen(model->sizes[i].name));
    for (size_t i = 0; i < model->given_count; i++)
        add_name(list, model->given[i].name, strlen(model->given[i].name));
    add_definitions(list, model->define, model->define_count);
    add_definitions(list, model->let, model->let_count);
    add_definitions(list, model->functions, model->function_count);
}

static void add_questions(NameList *list, const Assignment *assignment) {
    for (size_t s = 0; s < assignment->section_count; s++)
        for (size_t q = 0; q < assignment->sections[s].question_count; q++) {
            const Question *question = &assignment->sections[s].questions[q];
            if (question->find.chars != NULL)
                add_formula(list, &question->find);
            for (size_t i = 0; i < question->expect_count; i++)
                add_formula(list, &question->expect[i]);
            for (size_t i = 0; i < question->given_count; i++)
                add_name(list, question->given[i].name, strlen(question->given[i].name));
        }
}

static bool is_one_character(const char *name) {
    size_t continued = 1;
    while (((unsigned char)name[continued] & 0xC0) == 0x80)
        continued++;
    return name[continued] == '\0';
}

static bool is_listed(const NameList *list, const char *name) {
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->names[i], name) == 0)
            return true;
    return false;
}

static bool is_known(const NameList *list, const char *name) {
    return name_is_reserved(name) || is_one_character(name) || is_listed(list, name);
}

/* The next index of "W2[1, 10]" from *at, past the character that opens it; 0: it is no integer. */
static long read_index(const Text *key, size_t *at) {
    long value = 0;
    bool is_integer = false;
    for (++*at; *at < key->length && key->chars[*at] == ' '; ++*at)
        continue;
    for (; *at < key->length && key->chars[*at] >= '0' && key->chars[*at] <= '9'; ++*at) {
        value = value < INT32_MAX / 10 ? 10 * value + (key->chars[*at] - '0') : INT32_MAX;
        is_integer = true;
    }
    for (; *at < key->length && key->chars[*at] == ' '; ++*at)
        continue;
    return is_integer ? value : 0;
}

static void report_entry(Reader *reader, const Text *key, const Given *given, const char *hint) {
    diagnostics_error(reader->diagnostics, DIAGNOSTIC_INDEX_RANGE, text_span(key, 0, key->length),
                      "“%s” is no entry", key->chars);
    if (given == NULL)
        reader_hint(reader, "%s", hint);
    else
        reader_hint(reader, "“%s” has %zu indices, which run from 1 to its dimensions", given->name,
                    given->rank);
}

/* "W2[1,1]" names one entry: its indices are integers, which fit where the shape is given. */
static void check_entry(Reader *reader, const Model *model, const Text *key, size_t length) {
    const Given *given = NULL;
    for (size_t i = 0; i < model->given_count; i++)
        if (strncmp(model->given[i].name, key->chars, length) == 0 &&
            model->given[i].name[length] == '\0')
            given = &model->given[i];
    if (given != NULL && given->is_faulty)
        return;
    size_t at = length, rank = 0;
    while (at < key->length && (key->chars[at] == '[' || (rank > 0 && key->chars[at] == ','))) {
        long value = read_index(key, &at);
        if (value == 0) {
            report_entry(reader, key, NULL,
                         "its indices are integers from 1, as in W2[1,1]; a name alone is for all "
                         "entries");
            return;
        }
        if (given != NULL && (rank >= given->rank || value > given->dims[rank].value)) {
            report_entry(reader, key, given, NULL);
            return;
        }
        rank++;
    }
    if (at + 1 != key->length || key->chars[at] != ']')
        report_entry(reader, key, NULL, "an entry is written as in W2[1,1]");
    else if (given != NULL && rank != given->rank)
        report_entry(reader, key, given, NULL);
}

static void check(NameList *list, const Model *model, const Text *key, const char *where) {
    size_t length = name_scan(key->chars, key->length);
    const char *name = arena_strndup(list->reader->arena, key->chars, length);
    bool is_entry = length < key->length;
    if (is_entry ? is_listed(list, name) : is_known(list, name)) {
        if (model != NULL && is_entry)
            check_entry(list->reader, model, key, length);
        return;
    }
    diagnostics_error(list->reader->diagnostics, DIAGNOSTIC_UNKNOWN_NAME, text_span(key, 0, length),
                      "“write” has LaTeX for “%s”, which is no name %s", name, where);
    for (size_t n = 0; name_reserved(n) != NULL; n++)
        add_name(list, name_reserved(n), strlen(name_reserved(n)));
    reader_suggest(list->reader, name, list->names, list->count);
}

void writings_check(Reader *reader, const Assignment *assignment, const Tree *shared) {
    size_t shared_count = shared != NULL ? shared->count : 0;
    NameList all = {.reader = reader};
    add_questions(&all, assignment);
    for (size_t i = 0; i < assignment->model_count; i++) {
        const Model *model = &assignment->models[i];
        NameList list = {.reader = reader};
        add_questions(&list, assignment);
        add_model(&list, model);
        add_model(&all, model);
        for (size_t k = shared_count; k < model->write_count; k++)
            check(&list, model, &model->write[k].name, "of the model");
        free(list.names);
    }
    for (size_t k = 0; k < shared_count; k++)
        check(&all, NULL, &shared->pairs[k].key->text, "of any model");
    free(all.names);
}
