#include "sheet/expected.h"

#include <string.h>

#include "sheet/write_json.h"

/* More of an answer is not worth a hint. */
enum { SHOWN_LIMIT = 300 };

/* Gives the error the answer that was derived, as text: one in a single formula if there is one. */
static void show_derived(const Desk *desk, const SolvedQuestion *solved, Diagnostics *diagnostics) {
    if (solved->answer_count == 0)
        return;
    const Answer *shown = &solved->answers[0].answer;
    for (size_t i = 0; i < solved->answer_count && shown->form == ANSWER_ENTRIES; i++)
        shown = &solved->answers[i].answer;
    const char *line = answer_line(desk->arena, shown);
    size_t length = strlen(line);
    bool is_cut = length > SHOWN_LIMIT;
    for (length = is_cut ? SHOWN_LIMIT : length; is_cut && length > 0 && line[length] != ' ';)
        length--;
    diagnostics_hint(diagnostics, "the derived answer is %.*s%s", (int)length, line,
                     is_cut ? " ..." : "");
}

/* Whether it has the shape of what is asked; a number is the same in every entry. */
static bool fits(const Shape *shape, const Shape *asked) {
    if (shape->rank == 0)
        return true;
    bool does = shape->rank == asked->rank;
    for (size_t i = 0; does && i < asked->rank; i++)
        does = dimension_equal(shape->dims[i], asked->dims[i]);
    return does;
}

/* The letters of what is asked are the only ones. */
static bool has_letters_of_find(const Letters *letters, const SolvedQuestion *solved,
                                Diagnostics *diagnostics) {
    for (size_t i = solved->letters.count; i < letters->count; i++) {
        const Letter *letter = &letters->items[i];
        diagnostics_error(diagnostics, DIAGNOSTIC_INDEX_LETTER, letter->span,
                          "“%s” is no letter of what is asked", letter->name);
        diagnostics_hint(diagnostics, "the letters of an expected answer are those of “find”; a "
                                      "dimension that “find” keeps whole is kept by a dot, A[c,.]");
    }
    return letters->count == solved->letters.count;
}

/* The formula with its names and shapes; NULL with errors. */
static const Syntax *read_expected(const Desk *desk, const SolvedQuestion *solved, const Text *text,
                                   Diagnostics *diagnostics) {
    Letters letters = solved->letters;
    const Syntax *formula = desk_read_formula(desk, text, &letters, true, diagnostics);
    if (formula == NULL || !has_letters_of_find(&letters, solved, diagnostics))
        return NULL;
    if (fits(formula->shape, solved->find->shape))
        return formula;
    diagnostics_error(diagnostics, DIAGNOSTIC_SHAPE, formula->span,
                      "the answer that is expected has shape %s, and what is asked %s%s",
                      shape_text(desk->arena, formula->shape),
                      solved->find->shape->rank > 0 ? "has " : "is ",
                      shape_text(desk->arena, solved->find->shape));
    show_derived(desk, solved, diagnostics);
    return NULL;
}

static bool prove(const Desk *desk, const SolvedQuestion *solved, const Syntax *formula,
                  Diagnostics *diagnostics) {
    Verification verification = verify_expected(
        desk->verifier, &solved->letters, solved->find->shape, solved->answers[0].printed, formula);
    switch (verification.outcome) {
    case VERIFY_EQUAL:
        return true;
    case VERIFY_DIFFERENT:
        diagnostics_error(diagnostics, DIAGNOSTIC_EXPECTED, formula->span,
                          "the answer that is expected differs from the derived one: %s",
                          verification.report);
        break;
    case VERIFY_UNKNOWN:
        diagnostics_error(diagnostics, DIAGNOSTIC_EXPECTED, formula->span,
                          "whether the answer that is expected equals the derived one cannot be "
                          "decided: %s",
                          verification.report);
        break;
    }
    show_derived(desk, solved, diagnostics);
    return false;
}

/* Whether no answer is printed as this text. */
static bool is_another_form(const Desk *desk, const SolvedQuestion *solved, const char *text) {
    for (size_t i = 0; i < solved->answer_count; i++)
        if (strcmp(answer_line(desk->arena, &solved->answers[i].answer), text) == 0)
            return false;
    return true;
}

void expected_read(const Desk *desk, const SolvedQuestion *solved, Diagnostics *diagnostics) {
    for (size_t i = 0; i < solved->question->expect_count; i++)
        read_expected(desk, solved, &solved->question->expect[i], diagnostics);
}

json_t *json_expected(const Desk *desk, const SolvedQuestion *solved, Diagnostics *diagnostics) {
    json_t *list = json_array();
    for (size_t i = 0; i < solved->question->expect_count; i++) {
        const Text *text = &solved->question->expect[i];
        const Syntax *formula = read_expected(desk, solved, text, diagnostics);
        if (formula == NULL || !prove(desk, solved, formula, diagnostics))
            continue;
        json_t *object = json_formula(formula, desk->notation);
        const char *line =
            answer_line(desk->arena, &(Answer){.form = ANSWER_EXPRESSION, .formula = formula});
        json_object_set_new(object, "equal", json_true());
        json_object_set_new(object, "is_another_form",
                            json_boolean(is_another_form(desk, solved, line)));
        json_array_append_new(list, object);
    }
    return list;
}
