#include "source/questions.h"

#include <string.h>

#include "source/model.h"
#include "source/points.h"
#include "source/rubric.h"
#include "source/values.h"

#define RULE_COUNT(rules) (sizeof(rules) / sizeof *(rules))

static const char *const form_names[] = {"expression", "entries", "matrix"};

/* The form that a scalar names; RULE_COUNT(form_names) where it names none. */
static size_t find_form(const Tree *tree) {
    size_t form = 0;
    while (form < RULE_COUNT(form_names) && strcmp(tree->text.chars, form_names[form]) != 0)
        form++;
    return form;
}

static AnswerForm read_form(Reader *reader, const Tree *tree) {
    static const AnswerForm forms[] = {ANSWER_EXPRESSION, ANSWER_ENTRIES, ANSWER_MATRIX};
    if (!schema_expect(reader, tree, TREE_SCALAR, "“as”"))
        return ANSWER_DEFAULT;
    size_t form = find_form(tree);
    if (form < RULE_COUNT(form_names))
        return forms[form];
    diagnostics_error(reader->diagnostics, DIAGNOSTIC_QUESTION, tree->span,
                      "“%s” is no form of an answer", tree->text.chars);
    if (!reader_suggest(reader, tree->text.chars, form_names, RULE_COUNT(form_names)))
        reader_hint(reader, "the forms are expression, entries and matrix");
    return ANSWER_DEFAULT;
}

/* A list of formulas, or one alone; *count is their number. */
static Text *read_formulas(Reader *reader, const Tree *tree, const char *what, size_t *count) {
    size_t item_count = tree->kind == TREE_SEQUENCE ? tree->count : 1;
    Text *formulas = ARENA_ARRAY(reader->arena, Text, item_count);
    *count = 0;
    for (size_t i = 0; i < item_count; i++) {
        const Tree *item = tree->kind == TREE_SEQUENCE ? tree->items[i] : tree;
        if (schema_expect(reader, item, TREE_SCALAR, what))
            formulas[(*count)++] = item->text;
    }
    return formulas;
}

static void read_answer(Reader *reader, const Tree *tree, AnswerRequest *answer) {
    static const KeyRule rules[] = {{"as", false}, {"using", false}};
    *answer = (AnswerRequest){.span = tree_place(tree)};
    if (!schema_expect(reader, tree, TREE_MAPPING, "an answer")) {
        size_t form = tree->kind == TREE_SCALAR ? find_form(tree) : RULE_COUNT(form_names);
        reader_hint(reader, "write “answers: [{as: %s}]”",
                    form < RULE_COUNT(form_names) ? form_names[form] : "matrix");
        return;
    }
    schema_check_keys(reader, tree, "an answer", rules, RULE_COUNT(rules));
    const Tree *form = schema_get(tree, "as"), *using = schema_get(tree, "using");
    if (form != NULL)
        answer->form = read_form(reader, form);
    if (using != NULL)
        answer->using =
            read_formulas(reader, using, "a gradient under “using”", &answer->using_count);
}

/* At least one answer: the default one where none is asked for. One alone needs no list. */
static void read_answers(Reader *reader, const Tree *tree, Question *question) {
    bool is_list = tree != NULL && tree->kind == TREE_SEQUENCE;
    size_t count = is_list ? tree->count : 1;
    question->answer_count = count > 0 ? count : 1;
    question->answers = ARENA_ARRAY(reader->arena, AnswerRequest, question->answer_count);
    question->answers[0].span = question->span;
    for (size_t i = 0; tree != NULL && i < count; i++)
        read_answer(reader, is_list ? tree->items[i] : tree, &question->answers[i]);
}

/* The question's own tensors, which may bring their values. */
static void read_own_given(Reader *reader, const Tree *tree, const Model *model,
                           Question *question) {
    const Tree *given = schema_get(tree, "given"), *values = schema_get(tree, "values");
    if (given != NULL && schema_expect(reader, given, TREE_MAPPING, "“given”"))
        question->given = given_read(reader, given, model != NULL ? model->sizes : NULL,
                                     model != NULL ? model->size_count : 0, &question->given_count);
    for (size_t i = 0; i < question->given_count; i++)
        reader->is_broken |= question->given[i].is_faulty;
    if (values == NULL || !schema_expect(reader, values, TREE_MAPPING, "“values”"))
        return;
    values_assign(reader, values, question->given, question->given_count, "the question", NULL);
    bool *failed = ARENA_ARRAY(reader->arena, bool, question->given_count);
    for (size_t i = 0; i < question->given_count; i++)
        failed[i] = schema_get(values, question->given[i].name) != NULL;
    values_check_complete(reader, question->given, question->given_count, failed);
}

/* The author's own answers. */
static void read_expect(Reader *reader, const Tree *tree, Question *question) {
    if (tree == NULL)
        return;
    question->expect =
        read_formulas(reader, tree, "a formula under “expect”", &question->expect_count);
    if (tree->kind == TREE_SEQUENCE && tree->count == 0)
        reader_break(reader, DIAGNOSTIC_QUESTION, tree_place(tree), "“expect” has no formula");
}

static void refuse(Reader *reader, const Tree *tree, const char *key, const char *why) {
    for (size_t i = 0; i < tree->count; i++) {
        if (strcmp(tree->pairs[i].key->text.chars, key) != 0 || tree_is_null(tree->pairs[i].value))
            continue;
        reader_break(reader, DIAGNOSTIC_QUESTION, tree->pairs[i].key->span, "%s", why);
    }
}

/* A question asks for a formula (`find`) or is one in words (`prompt` and `answer`). */
static void check_sort(Reader *reader, const Tree *tree, const Question *question) {
    bool has_find = schema_get(tree, "find") != NULL;
    bool has_prompt = schema_get(tree, "prompt") != NULL;
    bool has_answer = schema_get(tree, "answer") != NULL;
    if (has_find) {
        if (question->find.chars != NULL &&
            strspn(question->find.chars, " \t\n") == question->find.length)
            reader_break(reader, DIAGNOSTIC_QUESTION, schema_get(tree, "find")->span,
                         "“find” is empty");
        refuse(reader, tree, "answer",
               "a question with “find” derives its answer; only one in words has an “answer”");
        return;
    }
    if (!has_prompt || !has_answer) {
        reader_break(reader, DIAGNOSTIC_MISSING_KEY, tree_place(tree),
                     has_prompt ? "a question in words needs “answer”, or “find” to derive one"
                     : has_answer ? "a question in words needs “prompt”"
                                  : "a question needs “find”, or “prompt” and “answer”");
        reader_hint(reader, "write “find: d l / d W” for a derivative");
    }
    refuse(reader, tree, "answers",
           "“answers” are forms of what “find” asks for, and there is none");
    refuse(reader, tree, "expect",
           "“expect” is compared with what “find” asks for, and there is none");
    refuse(reader, tree, "given", "“given” names what stands in “find”, and there is none");
}

static void read_question(Reader *reader, const Tree *tree, const Model *model,
                          Question *question) {
    static const KeyRule rules[] = {{"find", false},    {"given", false},  {"values", false},
                                    {"prompt", false},  {"answer", false}, {"points", false},
                                    {"answers", false}, {"expect", false}, {"rubric", false}};
    question->span = tree_place(tree);
    schema_check_keys(reader, tree, "a question", rules, RULE_COUNT(rules));
    question->find = schema_get_text(reader, tree, "find");
    question->prompt = schema_get_text(reader, tree, "prompt");
    question->answer = schema_get_text(reader, tree, "answer");
    check_sort(reader, tree, question);
    read_answers(reader, schema_get(tree, "answers"), question);
    read_expect(reader, schema_get(tree, "expect"), question);
    rubric_read(reader, tree, question);
    read_own_given(reader, tree, model, question);
}

static void read_questions(Reader *reader, const Tree *tree, Section *section) {
    const Tree *list = schema_get(tree, "questions");
    if (list == NULL || !schema_expect(reader, list, TREE_SEQUENCE, "“questions”"))
        return;
    if (list->count == 0) {
        reader_break(reader, DIAGNOSTIC_MISSING_KEY, tree_place(list),
                     "the section has no questions");
        reader_hint(reader, "add one: - find: d l / d W");
    }
    section->questions = ARENA_ARRAY(reader->arena, Question, list->count);
    const Tree **trees = ARENA_ARRAY(reader->arena, const Tree *, list->count);
    for (size_t i = 0; i < list->count; i++) {
        const Tree *item = list->items[i];
        if (!schema_expect(reader, item, TREE_MAPPING, "a question"))
            continue;
        trees[section->question_count] = item;
        read_question(reader, item, section->model, &section->questions[section->question_count++]);
    }
    points_share(reader, tree, trees, section);
}

/* The model that a section names; the only one where it names none. */
static const Model *find_model(Reader *reader, const Tree *tree, const Model *models,
                               const MergedModel *merged, size_t count) {
    const Tree *named = schema_get(tree, "model");
    if (named == NULL && count == 1)
        return merged[0].tree != NULL ? &models[0] : NULL;
    const char **names = ARENA_ARRAY(reader->arena, const char *, count);
    for (size_t i = 0; i < count; i++)
        names[i] = merged[i].name;
    if (named == NULL) {
        if (count > 1) {
            reader_break(reader, DIAGNOSTIC_MISSING_KEY, tree_place(tree),
                         "a section needs “model”");
            reader_hint(reader, "say which of the models it is about, as “model: %s”", names[0]);
        }
        return NULL;
    }
    if (!schema_expect(reader, named, TREE_SCALAR, "“model”"))
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], named->text.chars) == 0)
            return merged[i].tree != NULL ? &models[i] : NULL;
    reader_break(reader, DIAGNOSTIC_UNKNOWN_NAME, named->span, "there is no model “%s”",
                 named->text.chars);
    reader_suggest(reader, named->text.chars, names, count);
    return NULL;
}

static void read_section(Reader *reader, const Tree *tree, const Model *models,
                         const MergedModel *merged, size_t model_count, Section *section) {
    static const KeyRule rules[] = {
        {"title", true}, {"model", false}, {"points", false}, {"text", false}, {"questions", true}};
    section->span = tree_place(tree);
    schema_check_keys(reader, tree, "a section", rules, RULE_COUNT(rules));
    section->title = schema_get_text(reader, tree, "title");
    section->text = schema_get_text(reader, tree, "text");
    section->model = find_model(reader, tree, models, merged, model_count);
    section->points = rational_new(reader->arena);
    read_questions(reader, tree, section);
}

void sections_read(Reader *reader, const Tree *list, const Model *models, const MergedModel *merged,
                   size_t model_count, Assignment *assignment) {
    if (list->count == 0) {
        reader_break(reader, DIAGNOSTIC_MISSING_KEY, tree_place(list),
                     "the assignment has no sections");
        reader_hint(reader, "a section has a title and questions");
    }
    assignment->sections = ARENA_ARRAY(reader->arena, Section, list->count);
    for (size_t i = 0; i < list->count; i++)
        if (schema_expect(reader, list->items[i], TREE_MAPPING, "a section"))
            read_section(reader, list->items[i], models, merged, model_count,
                         &assignment->sections[assignment->section_count++]);
}
