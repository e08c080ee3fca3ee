/* Random questions about a random model. */
#include <string.h>

#include "random_making.h"

enum {
    CELL_LIMIT = 12,
    LETTER_VALUES_LIMIT = 6,
    ASKED_LETTERS = 3,
    SECOND_DEPTH_LIMIT = 4,
    DEPTHS = 6
};

/* What is asked. */

typedef struct Asked {
    size_t kept, cells, letter_values;
    size_t indices; /* written */
} Asked;

static const char *asked_letter(Making *making, Asked *asked, Dim dim) {
    Composer *composer = &making->composer;
    if (one_in(making, 2))
        for (size_t i = 0; i < composer->letter_count; i++)
            if (dim_equal(composer->letters[i].dim, dim)) {
                composer_note(composer, FEATURE_LETTER_TWICE);
                return composer->letters[i].name;
            }
    if (composer->letter_count >= ASKED_LETTERS ||
        asked->letter_values * (size_t)dim.value > LETTER_VALUES_LIMIT)
        return NULL;
    asked->letter_values *= (size_t)dim.value;
    composer_note(composer, FEATURE_LETTER_ASKED);
    size_t letter = composer_open_letter(composer, dim);
    composer->letters[letter].is_used = true;
    return composer->letters[letter].name;
}

static const char *asked_label(Making *making, Asked *asked, Dim dim) {
    Composer *composer = &making->composer;
    for (size_t i = 0; i < composer->part_count; i++) {
        const Part *label = &composer->parts[i];
        if (!label->is_label || label->dims.rank > 1 || !dim_equal(label->label, dim))
            continue;
        const char *index =
            label->dims.rank > 0 ? asked_letter(making, asked, label->dims.items[0]) : "";
        if (index == NULL)
            continue;
        composer_note(composer, FEATURE_LABEL_ASKED);
        return *index ? arena_printf(composer->arena, "%s[%s]", label->name, index) : label->name;
    }
    return NULL;
}

static const char *asked_index(Making *making, Asked *asked, Dim dim) {
    const char *index = one_in(making, 3) ? asked_label(making, asked, dim) : NULL;
    if (index == NULL && !one_in(making, 4))
        index = asked_letter(making, asked, dim);
    if (index != NULL)
        return index;
    composer_note(&making->composer, FEATURE_FIXED_INDEX);
    return arena_printf(making->composer.arena, "%zu", 1 + below(making, (size_t)dim.value));
}

/* A part as it stands in a derivative: whole, or with indices of all kinds, and never with more
 * entries than a test has time for. */
static const char *ask_for(Making *making, Asked *asked, size_t at) {
    Composer *composer = &making->composer;
    const Part *part = &composer->parts[at];
    composer->uses |= part->uses;
    for (size_t i = 0; i < FEATURE_COUNT; i++)
        composer->features.has[i] |= part->features.has[i];
    if (part->dims.rank >= 3)
        composer_note(composer, part->dims.rank == 3 ? FEATURE_RANK_3 : FEATURE_RANK_4);
    const char *indices[RANK_LIMIT];
    size_t written = 0, kept = 0;
    bool is_whole = one_in(making, 2);
    for (size_t i = 0; i < part->dims.rank; i++) {
        Dim dim = part->dims.items[i];
        if ((is_whole || one_in(making, 3)) && asked->cells * (size_t)dim.value <= CELL_LIMIT &&
            asked->kept < RANK_LIMIT) {
            asked->cells *= (size_t)dim.value;
            asked->kept++;
            kept++;
            indices[i] = ".";
        } else {
            indices[i] = asked_index(making, asked, dim);
            written = i + 1;
        }
    }
    if (written > 0 && kept > 0)
        composer_note(composer, FEATURE_KEPT_BESIDE_INDEX);
    if (written > 0 && one_in(making, 2))
        written = part->dims.rank;
    const char *text = part->name;
    for (size_t i = 0; i < written; i++)
        text = arena_printf(composer->arena, "%s%s%s", text, i > 0 ? "," : "[", indices[i]);
    return written > 0 ? arena_printf(composer->arena, "%s]", text) : text;
}

/* Questions. */

static void ask_derivative(Making *making, Asked *asked, RandomQuestion *question) {
    size_t target = random_target(making);
    making->composer.inner |= part_at(making, target)->inner;
    size_t variable = random_variable(making, part_at(making, target)->uses);
    const char *top = ask_for(making, asked, target);
    composer_note(&making->composer, asked->kept + making->composer.letter_count == 0
                                         ? FEATURE_GRADIENT
                                         : FEATURE_JACOBIAN);
    const char *bottom = ask_for(making, asked, variable);
    question->find = arena_printf(making->composer.arena, "d %s / d %s", top, bottom);
    if (target == making->loss && making->let_name != NULL)
        composer_note(&making->composer, FEATURE_LET);
}

static void ask_second_derivative(Making *making, Asked *asked, RandomQuestion *question) {
    Composer *composer = &making->composer;
    size_t target = random_target(making);
    composer->inner |= part_at(making, target)->inner;
    /* Through a deep chain they are longer than anybody reads. */
    if (part_at(making, target)->depth > SECOND_DEPTH_LIMIT) {
        ask_derivative(making, asked, question);
        return;
    }
    size_t first = random_variable(making, part_at(making, target)->uses);
    size_t second =
        one_in(making, 2) ? first : random_variable(making, part_at(making, target)->uses);
    /* With an outer variable that the inner one leads to it is not said what is held fast. */
    if (first != second && part_at(making, second)->uses >> first & 1) {
        size_t other = first;
        first = second;
        second = other;
    }
    const char *top = ask_for(making, asked, target), *bottom = ask_for(making, asked, first);
    const char *outer = ask_for(making, asked, second);
    composer_note(composer, first == second ? FEATURE_SECOND_DERIVATIVE : FEATURE_MIXED_DERIVATIVE);
    question->find = arena_printf(composer->arena, "d (d %s / d %s) / d %s", top, bottom, outer);
}

static void ask_update(Making *making, Asked *asked, RandomQuestion *question) {
    static const char *const around[] = {"%V - 1/2 * %D", "-%D",     "%D / 3",
                                         "%V - %E * %D",  "%D * %V", "2 * %D + %V",
                                         "(%V > 0) * %D"};
    Composer *composer = &making->composer;
    size_t target = making->loss != NO_PART ? making->loss : random_target(making);
    size_t variable = making->let_name != NULL
                          ? making->let_variable
                          : random_variable(making, part_at(making, target)->uses);
    const Dims dims = part_at(making, variable)->dims;
    const char *format = around[below(making, sizeof around / sizeof *around)];
    size_t cells = 1;
    for (size_t i = 0; i < dims.rank; i++)
        cells *= (size_t)dims.items[i].value;
    if (part_at(making, target)->dims.rank > 0 || cells > CELL_LIMIT) {
        ask_derivative(making, asked, question);
        return;
    }
    const char *name = part_at(making, variable)->name;
    const char *derivative =
        arena_printf(composer->arena, "d %s / d %s", part_at(making, target)->name, name);
    if (making->let_name != NULL && making->let_variable == variable)
        derivative = making->let_name;
    const Dims single = {0};
    const char *rate = strstr(format, "%E") ? composer_give(composer, &single)->name : "";
    StrBuf out;
    strbuf_init(&out);
    for (; *format != '\0'; format++) {
        if (*format == '%') {
            format++;
            strbuf_append(&out, *format == 'V' ? name : *format == 'E' ? rate : derivative);
        } else {
            strbuf_append_char(&out, *format);
        }
    }
    composer->uses = part_at(making, target)->uses;
    composer->features = part_at(making, target)->features;
    composer_note(composer, FEATURE_UPDATE_RULE);
    asked->kept = dims.rank;
    asked->cells = cells;
    question->find = strbuf_finish(&out, composer->arena);
}

/* d (a formula) / d V, perhaps for each value of a letter. */
static void ask_formula(Making *making, Asked *asked, RandomQuestion *question) {
    Composer *composer = &making->composer;
    Dims dims = composer_dims(composer, below(making, 3));
    composer->wanted = composer->part_count - 1;
    if (part_at(making, composer->wanted)->is_label)
        composer->wanted = making->last;
    Formula formula;
    if (one_in(making, 2)) {
        Dim dim = composer_dim(composer);
        size_t letter = composer_open_letter(composer, dim);
        formula = compose_over(composer, &dims, letter, 2);
        asked->letter_values *= (size_t)dim.value;
        composer_note(composer, FEATURE_LETTER_ASKED);
    } else {
        formula = compose(composer, &dims, 3);
    }
    for (size_t i = 0; i < dims.rank; i++)
        asked->cells *= (size_t)dims.items[i].value;
    asked->kept = dims.rank;
    size_t variable = random_variable(making, composer->uses);
    if (variable == NO_PART)
        variable = making->last;
    composer_note(composer, FEATURE_FORMULA_DIFFERENTIATED);
    const char *bottom = ask_for(making, asked, variable);
    question->find = arena_printf(composer->arena, "d (%s) / d %s", formula.text, bottom);
}

static void ask_quantity(Making *making, Asked *asked, RandomQuestion *question) {
    question->find = ask_for(making, asked, random_target(making));
    composer_note(&making->composer, FEATURE_QUANTITY_ASKED);
}

/* A formula of a tensor of the question's own, which may have the name of one of the model's. */
static void ask_own(Making *making, Asked *asked, RandomQuestion *question) {
    Composer *composer = &making->composer;
    Arena *arena = composer->arena;
    size_t hidden = one_in(making, 3) ? random_variable(making, ~UINT64_C(0)) : NO_PART;
    Dims own = composer_dims(composer, below(making, 3)),
         dims = composer_dims(composer, below(making, 2));
    StrBuf given = composer->given, values = composer->values;
    strbuf_init(&composer->given);
    strbuf_init(&composer->values);
    const char *name = hidden != NO_PART ? part_at(making, hidden)->name : composer_name(composer);
    size_t at = composer->part_count;
    composer_give_as(composer, name, name, (Part){.dims = own});
    const char *lines = strbuf_finish(&composer->given, arena);
    const char *numbers = strbuf_finish(&composer->values, arena);
    composer->given = given;
    composer->values = values;
    if (hidden != NO_PART)
        part_at(making, hidden)->is_hidden = true;
    making->last = composer->wanted = at;
    Formula formula = ensure_last(making, compose(composer, &dims, 3));
    for (size_t i = 0; i < dims.rank; i++)
        asked->cells *= (size_t)dims.items[i].value;
    asked->kept = dims.rank;
    const char *bottom = ask_for(making, asked, at);
    bool has_values = !one_in(making, 3);
    question->find = arena_printf(arena, "d (%s) / d %s", formula.text, bottom);
    question->own = arena_printf(arena, "        given:\n    %s", lines);
    if (has_values)
        question->own = arena_printf(arena, "%s        values:\n    %s", question->own, numbers);
    composer_note(composer, FEATURE_OWN_GIVEN);
    if (has_values)
        composer_note(composer, FEATURE_OWN_VALUES);
    /* It is no name of the next question's. */
    composer->parts[at].is_hidden = true;
    if (hidden != NO_PART)
        part_at(making, hidden)->is_hidden = false;
}

static void note_shared(Making *making) {
    Composer *composer = &making->composer;
    for (size_t i = 0; i < composer->part_count; i++) {
        const Part *part = &composer->parts[i];
        if (!(composer->uses >> i & 1) || !part->is_given || part->is_label)
            continue;
        if (part->users > 1)
            composer_note(composer, FEATURE_SHARED);
        if (part->is_used_plain && part->is_used_transposed)
            composer_note(composer, FEATURE_SHARED_TRANSPOSED);
    }
}

static void choose_forms(Making *making, const Asked *asked, RandomQuestion *question) {
    question->forms[question->form_count++] = ANSWER_DEFAULT;
    if (asked->kept > 2)
        composer_note(&making->composer, FEATURE_IN_BLOCKS);
    if (asked->kept == 0 && one_in(making, 4)) {
        question->forms[question->form_count++] = ANSWER_EXPRESSION;
        composer_note(&making->composer, FEATURE_AS_EXPRESSION);
    } else if (one_in(making, 4)) {
        question->forms[question->form_count++] = ANSWER_ENTRIES;
        composer_note(&making->composer, FEATURE_AS_ENTRIES);
    }
    if (asked->kept > 0 && asked->kept <= 2 && one_in(making, 2)) {
        question->forms[question->form_count++] = ANSWER_MATRIX;
        composer_note(&making->composer, FEATURE_AS_MATRIX);
    }
}

static void choose_using(Making *making, RandomQuestion *question) {
    if (making->loss == NO_PART || !one_in(making, 4))
        return;
    size_t variable = random_variable(making, part_at(making, making->loss)->uses);
    if (variable == NO_PART || part_at(making, variable)->is_given)
        return;
    question->using =
        arena_printf(making->composer.arena, "d %s / d %s", part_at(making, making->loss)->name,
                     part_at(making, variable)->name);
    composer_note(&making->composer, FEATURE_USING);
}

RandomQuestion random_question(Making *making) {
    static void (*const kinds[])(Making *, Asked *, RandomQuestion *) = {
        ask_derivative,        ask_derivative, ask_derivative, ask_second_derivative,
        ask_second_derivative, ask_update,     ask_formula,    ask_formula,
        ask_quantity,          ask_own};
    RandomQuestion question = {.own = ""};
    Asked asked = {.cells = 1, .letter_values = 1};
    begin_formula(making);
    size_t last = making->last;
    kinds[below(making, sizeof kinds / sizeof *kinds)](making, &asked, &question);
    making->last = last;
    note_shared(making);
    choose_using(making, &question);
    choose_forms(making, &asked, &question);
    size_t depth = depth_of(&making->composer, making->composer.uses);
    if (depth > 0)
        composer_note(&making->composer,
                      (Feature)(FEATURE_DEPTH_1 + (depth > DEPTHS ? DEPTHS : depth) - 1));
    question.features = making->composer.features;
    return question;
}
