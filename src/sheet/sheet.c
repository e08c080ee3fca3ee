#include "sheet/sheet.h"

#include "numeric/decimal.h"
#include "sheet/alternatives.h"
#include "sheet/blank.h"
#include "sheet/evaluation.h"
#include "sheet/expected.h"
#include "sheet/section_model.h"
#include "sheet/sheet_prose.h"
#include "sheet/statement.h"
#include "sheet/substitution.h"
#include "sheet/value_line.h"
#include "sheet/warnings.h"
#include "sheet/wording.h"
#include "sheet/write_json.h"

/* The assignment at work. */
typedef struct Solving {
    Arena *arena;
    Pool *pool;
    const Assignment *assignment;
    const SheetOptions *options;
    Diagnostics *diagnostics;
    Desk **desks;        /* of the models, made when a section first needs one */
    struct Item **items; /* of the sections; NULL: the model has errors */
    size_t question_count;
} Solving;

/* A question at work. */
typedef struct Item {
    const Question *question;
    const char *id;
    size_t number; /* among all of the assignment, from 1 on */
    Desk *desk;    /* of its section, or its own where it gives numbers of its own */
    const Prose *prompt;
    SolvedQuestion *solved; /* NULL: a question in words, or one with errors */
    Alternatives *alternatives;
} Item;

/* "deriving 12 of 25", to who waits. */
static void say_progress(const Solving *solving, const char *doing, const Item *item) {
    progress_say(solving->options->progress, "%s %zu of %zu", doing, item->number,
                 solving->question_count);
}

static bool model_has_values(const Model *model) {
    for (size_t i = 0; i < model->given_count; i++)
        if (model->given[i].values == NULL)
            return false;
    return true;
}

static Desk *desk_new(const Solving *solving, const Scope *scope, bool has_values) {
    Desk *desk = ARENA_NEW(solving->arena, Desk);
    desk->arena = solving->arena;
    desk->pool = solving->pool;
    desk->scope = scope;
    desk->gradients = gradients_new(solving->arena, solving->pool, scope);
    desk->verifier = verifier_new(solving->arena, desk->gradients, has_values);
    if (solving->options->planted_fault != NULL)
        verifier_plant_fault(desk->verifier, solving->options->planted_fault);
    Notation *notation = notation_of_scope(solving->arena, scope);
    if (solving->options->is_said)
        notation_say(notation);
    if (solving->options->is_tagged)
        notation_tag(notation);
    if (solving->options->is_latex_only)
        notation_leave_out_texts(notation);
    desk->notation = notation;
    desk->has_values = has_values;
    desk->digits = solving->options->digits > 0 ? solving->options->digits : DECIMAL_DIGITS_DEFAULT;
    if (solving->options->has_substitutions && has_values)
        desk->place = point_at_values(solving->arena, scope, decimal_precision(desk->digits));
    desk->checks_steps = solving->options->checks_steps;
    desk->telling = solving->options->telling;
    return desk;
}

/* The desk of a model; NULL where its definitions have errors. */
static Desk *desk_of(Solving *solving, const Model *model) {
    size_t at = (size_t)(model - solving->assignment->models);
    if (solving->desks[at] == NULL) {
        const Scope *scope = scope_new(solving->arena, model, solving->diagnostics);
        if (scope == NULL)
            return NULL;
        telling_say_scope(solving->options->telling, solving->arena, scope);
        solving->desks[at] = desk_new(solving, scope, model_has_values(model));
    }
    return solving->desks[at];
}

static Desk *desk_for_question(const Solving *solving, Desk *desk, const Question *question) {
    const Scope *scope = scope_for_question(solving->arena, desk->scope, question);
    if (scope == desk->scope)
        return desk;
    /* Numbers of its own may be all that it needs, also where the model has none. */
    bool has_values = question->given_count > 0 || desk->has_values;
    for (size_t i = 0; i < question->given_count; i++)
        has_values &= question->given[i].values != NULL;
    return desk_new(solving, scope, has_values);
}

/* A text with formulas in it, as JSON. */
static json_t *json_text_prose(const Solving *solving, const Desk *desk, const Text *text) {
    return json_prose(desk, desk_read_prose(desk, text, NULL, solving->diagnostics));
}

static json_t *json_rational(const Solving *solving, const fmpq *number) {
    return json_string(rational_print(solving->arena, number));
}

/* "1 point", "5/2 points"; null where nobody speaks of points. */
static json_t *json_points_text(const Solving *solving, const fmpq *points, bool has_points) {
    if (!has_points)
        return json_null();
    return json_sprintf("%s point%s", rational_print(solving->arena, points),
                        fmpq_is_one(points) ? "" : "s");
}

/* Questions. */

/* What the points are given for; empty where the author does not say. */
static json_t *json_rubric(const Solving *solving, const Desk *desk, const Question *question) {
    json_t *list = json_array();
    for (size_t i = 0; i < question->rubric_count; i++) {
        const RubricItem *item = &question->rubric[i];
        json_t *object = json_object();
        json_object_set_new(object, "points", json_rational(solving, item->points));
        json_object_set_new(object, "points_text", json_points_text(solving, item->points, true));
        json_object_set_new(object, "text", json_text_prose(solving, desk, &item->text));
        json_array_append_new(list, object);
    }
    return list;
}

static Item derive_item(const Solving *solving, Desk *section_desk, const Question *question,
                        const char *id, size_t number) {
    Item item = {.question = question,
                 .id = id,
                 .number = number,
                 .desk = desk_for_question(solving, section_desk, question)};
    say_progress(solving, "deriving", &item);
    item.prompt = desk_read_prose(item.desk, &question->prompt, NULL, solving->diagnostics);
    if (question->find.chars == NULL)
        return item;
    SolvedQuestion *solved = ARENA_NEW(solving->arena, SolvedQuestion);
    if (question_derive(item.desk, question, solved, solving->diagnostics))
        item.solved = solved;
    else if (solved->find != NULL)
        expected_read(item.desk, solved, solving->diagnostics);
    item.alternatives = ARENA_NEW(solving->arena, Alternatives);
    return item;
}

/* What of a question is to be verified: its answers, and the other forms. */
static size_t collect_forms(const Item *item, SolvedQuestion **forms) {
    size_t count = 0;
    if (item->solved == NULL)
        return 0;
    forms[count++] = item->solved;
    for (size_t i = 0; i < item->alternatives->count; i++)
        forms[count++] = item->alternatives->items[i].solved;
    return count;
}

/* Verifies what was derived: at the section's desk all at once. */
static bool verify_items(const Solving *solving, const Desk *section_desk, const Item *items,
                         size_t count) {
    SolvedQuestion **together =
        ARENA_ARRAY(solving->arena, SolvedQuestion *, count * (ALTERNATIVES_LIMIT + 1));
    size_t together_count = 0;
    bool is_good = true;
    for (size_t i = 0; i < count; i++) {
        SolvedQuestion **forms = together + together_count;
        size_t form_count = collect_forms(&items[i], forms);
        if (items[i].desk == section_desk)
            together_count += form_count;
        else
            is_good &= questions_verify(items[i].desk, forms, form_count, solving->diagnostics);
    }
    return questions_verify(section_desk, together, together_count, solving->diagnostics) &&
           is_good;
}

static json_t *json_question_in_words(const Solving *solving, const Item *item, json_t *object) {
    static const char *const absent[] = {"find", "lhs"};
    for (size_t i = 0; i < 2; i++)
        json_object_set_new(object, absent[i], json_null());
    json_object_set_new(object, "answer",
                        json_text_prose(solving, item->desk, &item->question->answer));
    json_object_set_new(object, "answers", json_array());
    json_object_set_new(object, "expected", json_array());
    json_object_set_new(object, "value", json_null());
    json_object_set_new(object, "warnings", json_array());
    if (solving->options->has_alternatives)
        json_object_set_new(object, "alternatives", json_array());
    json_object_set_new(object, "verified", json_null());
    return object;
}

/* Which answer it is, from 1, where another one has its form; else null. */
static json_t *json_ordinal(const SolvedQuestion *solved, size_t i) {
    size_t of_form = 0;
    for (size_t j = 0; j < solved->answer_count; j++)
        of_form += solved->answers[j].answer.form == solved->answers[i].answer.form;
    return of_form > 1 ? json_integer((json_int_t)i + 1) : json_null();
}

static json_t *json_answer_for_sheet(const Solving *solving, const Desk *desk,
                                     const SolvedQuestion *solved, size_t i) {
    json_t *answer = json_answer(desk, solved, &solved->answers[i]);
    if (solving->options->has_substitutions) {
        json_t *substitution =
            json_substitution(desk, solved, &solved->answers[i].answer, solving->diagnostics);
        value_set_lines(json_object_get(substitution, "value"));
        json_object_set_new(answer, "substitution", substitution);
    }
    json_object_set_new(answer, "ordinal", json_ordinal(solved, i));
    return answer;
}

static json_t *json_question(const Solving *solving, const Item *item) {
    const Question *question = item->question;
    const Desk *desk = item->desk;
    json_t *object = json_object();
    json_object_set_new(object, "id", json_string(item->id));
    json_object_set_new(object, "points", json_rational(solving, question->points));
    json_object_set_new(object, "prompt", json_prose(desk, item->prompt));
    json_object_set_new(object, "points_text",
                        json_points_text(solving, question->points, question->has_points));
    json_object_set_new(object, "rubric", json_rubric(solving, desk, question));
    json_object_set_new(object, "has_rubric", json_boolean(question->rubric_count > 0));
    SolvedQuestion *solved = item->solved;
    if (solved == NULL)
        return json_question_in_words(solving, item, object);
    say_progress(solving, "evaluating", item);
    question_evaluate(desk, solved, solving->diagnostics);
    json_object_set_new(object, "expected", json_expected(desk, solved, solving->diagnostics));
    if (question->prompt.chars == NULL) {
        Text wording = text_in_place_of(solving->arena, &question->find,
                                        question_wording(solving->arena, solved));
        const Prose *prompt =
            desk_read_prose(desk, &wording, &solved->letters, solving->diagnostics);
        json_object_set_new(object, "prompt", json_prose(desk, prompt));
    }
    json_object_set_new(object, "find", json_string(question->find.chars));
    json_object_set_new(object, "lhs", json_lhs(desk, solved));
    json_t *answers = json_array();
    json_t *first_blank = json_null();
    for (size_t i = 0; i < solved->answer_count; i++) {
        json_t *answer = json_answer_for_sheet(solving, desk, solved, i);
        json_t *blank = json_blank(desk, &solved->answers[i].answer, item->prompt);
        if (json_is_null(first_blank))
            first_blank = json_incref(blank);
        json_object_set_new(answer, "blank", blank);
        json_array_append_new(answers, answer);
    }
    json_object_set_new(object, "answers", answers);
    json_object_set_new(object, "blank", first_blank);
    json_t *value = json_value(desk, solved);
    if (!solving->options->is_latex_only)
        value_set_lines(value);
    json_object_set_new(object, "value", value);
    json_object_set_new(object, "warnings", json_warnings(solved));
    json_object_set_new(object, "verified",
                        json_pack("{s:i, s:b}", "points", (int)solved->verification.points, "exact",
                                  solved->verification.is_exact));
    if (solving->options->has_alternatives)
        json_object_set_new(
            object, "alternatives",
            json_alternatives(desk, item->alternatives, json_object_get(object, "expected")));
    return object;
}

/* Sections. */

/* How many questions the first sections have. */
static size_t questions_before(const Assignment *assignment, size_t section_count) {
    size_t count = 0;
    for (size_t i = 0; i < section_count; i++)
        count += assignment->sections[i].question_count;
    return count;
}

static void derive_section(Solving *solving, const Section *section, size_t number) {
    Desk *desk = desk_of(solving, section->model);
    if (desk == NULL) {
        scope_check_questions(solving->arena, section->model, section->questions,
                              section->question_count, solving->diagnostics);
        return;
    }
    Item *items = ARENA_ARRAY(solving->arena, Item, section->question_count);
    size_t before = questions_before(solving->assignment, number - 1);
    for (size_t i = 0; i < section->question_count; i++)
        items[i] =
            derive_item(solving, desk, &section->questions[i],
                        arena_printf(solving->arena, "%zu.%zu", number, i + 1), before + i + 1);
    solving->items[number - 1] = items;
}

/* All answers first, then what only some sheets print: so every sheet has the same answers. */
static void derive_all(Solving *solving) {
    const Assignment *assignment = solving->assignment;
    solving->items = ARENA_ARRAY(solving->arena, Item *, assignment->section_count);
    solving->question_count = questions_before(assignment, assignment->section_count);
    for (size_t s = 0; s < assignment->section_count; s++)
        derive_section(solving, &assignment->sections[s], s + 1);
    for (int pass = 0; pass < 2; pass++)
        for (size_t s = 0; s < assignment->section_count; s++)
            for (size_t i = 0;
                 solving->items[s] != NULL && i < assignment->sections[s].question_count; i++) {
                Item *item = &solving->items[s][i];
                if (item->solved == NULL)
                    continue;
                if (pass == 0 && !solving->options->leaves_out_steps) {
                    say_progress(solving, "retracing", item);
                    question_add_steps(item->desk, item->solved);
                }
                if (pass == 1 && solving->options->has_alternatives) {
                    say_progress(solving, "looking for other forms of", item);
                    alternatives_derive(item->desk, item->solved, item->alternatives);
                }
            }
}

static json_t *json_section(Solving *solving, const Section *section, size_t number) {
    if (solving->items[number - 1] == NULL)
        return NULL;
    Desk *desk = desk_of(solving, section->model);
    json_t *object = json_object();
    json_object_set_new(object, "number", json_integer((json_int_t)number));
    json_set_title(object, desk,
                   desk_read_prose(desk, &section->title, NULL, solving->diagnostics));
    json_object_set_new(object, "model", json_string(section->model->name));
    json_object_set_new(object, "points", json_rational(solving, section->points));
    json_object_set_new(object, "text", json_text_prose(solving, desk, &section->text));
    section_set_definitions(object, desk);
    section_set_given(object, desk);
    json_object_set_new(object, "points_text",
                        json_points_text(solving, section->points, section->has_points));
    if (solving->options->has_forward)
        section_set_forward(object, desk);
    const Item *items = solving->items[number - 1];
    json_t *questions = json_array();
    progress_say(solving->options->progress, "verifying section %zu of %zu", number,
                 solving->assignment->section_count);
    bool are_right = verify_items(solving, desk, items, section->question_count);
    for (size_t i = 0; are_right && i < section->question_count; i++)
        json_array_append_new(questions, json_question(solving, &items[i]));
    json_object_set_new(object, "questions", questions);
    return object;
}

/* The assignment's title may name what any of its sections has: it is read with the model of the
 * first section in which its formulas make sense, and where there is none, with that of the first.
 * NULL where all models have errors. */
static Desk *desk_of_title(Solving *solving) {
    Desk *first = NULL;
    for (size_t i = 0; i < solving->assignment->section_count; i++) {
        Desk *desk = desk_of(solving, solving->assignment->sections[i].model);
        if (desk == NULL)
            continue;
        Diagnostics unheard;
        diagnostics_init(&unheard, solving->arena);
        desk_read_prose(desk, &solving->assignment->title, NULL, &unheard);
        bool makes_sense = unheard.errors == 0;
        diagnostics_free(&unheard);
        if (makes_sense)
            return desk;
        if (first == NULL)
            first = desk;
    }
    return first;
}

static json_t *json_text(const Text *text) {
    return text->chars != NULL ? json_string(text->chars) : json_null();
}

/* The points of all sections. */
static void set_points(const Solving *solving, json_t *sheet) {
    fmpq *sum = rational_new(solving->arena);
    bool has_points = false;
    for (size_t i = 0; i < solving->assignment->section_count; i++) {
        const Section *section = &solving->assignment->sections[i];
        fmpq_add(sum, sum, section->points);
        has_points |= section->has_points;
    }
    json_object_set_new(sheet, "points", json_rational(solving, sum));
    json_object_set_new(sheet, "points_text", json_points_text(solving, sum, has_points));
}

json_t *sheet_solve(Arena *arena, const Assignment *assignment, const SheetOptions *options,
                    Diagnostics *diagnostics, SheetStatus *status) {
    Solving solving = {.arena = arena,
                       .pool = pool_new(arena),
                       .assignment = assignment,
                       .options = options,
                       .diagnostics = diagnostics,
                       .desks = ARENA_ARRAY(arena, Desk *, assignment->model_count)};
    for (size_t i = 0; i < assignment->model_count; i++)
        telling_say_model(options->telling, arena, &assignment->models[i]);
    json_t *sheet = json_object();
    json_object_set_new(sheet, "gradsheet", json_integer(1));
    json_object_set_new(sheet, "title", json_null()); /* its place; what it says comes last */
    json_object_set_new(sheet, "heading", json_null());
    json_object_set_new(sheet, "course", json_text(&assignment->course));
    json_object_set_new(sheet, "author", json_text(&assignment->author));
    set_points(&solving, sheet);
    derive_all(&solving);
    json_t *sections = json_array();
    for (size_t i = 0; i < assignment->section_count; i++) {
        json_t *section = json_section(&solving, &assignment->sections[i], i + 1);
        if (section != NULL)
            json_array_append_new(sections, section);
    }
    json_object_set_new(sheet, "sections", sections);
    json_object_set_new(sheet, "verification", json_statement(arena, sections));
    Desk *title_desk = desk_of_title(&solving);
    if (title_desk != NULL)
        json_set_title(sheet, title_desk,
                       desk_read_prose(title_desk, &assignment->title, NULL, diagnostics));
    /* Models that no section uses must make sense too. */
    for (size_t i = 0; i < assignment->model_count; i++)
        if (solving.desks[i] == NULL)
            scope_new(arena, &assignment->models[i], diagnostics);
    *status = SHEET_ERRORS;
    for (size_t i = 0; i < diagnostics->count; i++)
        if (diagnostics->items[i].kind == DIAGNOSTIC_VERIFICATION)
            *status = SHEET_VERIFICATION_FAILED;
    if (diagnostics->errors == 0) {
        *status = SHEET_OK;
        return sheet;
    }
    json_decref(sheet);
    return NULL;
}
