#include "sheet/forward.h"

#include "sheet/evaluation.h"
#include "sheet/write_json.h"

/* How many numbers of one quantity a table holds. */
enum { FORWARD_LIMIT = 64 };

static bool is_listed(const Quantity *quantity) {
    return (quantity->kind == QUANTITY_DEFINED || quantity->kind == QUANTITY_GRADIENT) &&
           dimensions_count(quantity->dims, quantity->rank) <= FORWARD_LIMIT;
}

/* A quantity is evaluated as if somebody had asked for it. False where nobody could. */
static bool ask_for(const Desk *desk, const Quantity *quantity, SolvedQuestion *solved) {
    AnswerRequest *request = ARENA_NEW(desk->arena, AnswerRequest);
    Question *question = ARENA_NEW(desk->arena, Question);
    request->form = ANSWER_DEFAULT;
    question->find = text_from_string(desk->arena, "<forward>", quantity->name);
    question->answers = request;
    question->answer_count = 1;
    Diagnostics unheard;
    diagnostics_init(&unheard, desk->arena);
    bool is_good = question_derive(desk, question, solved, &unheard);
    diagnostics_free(&unheard);
    return is_good;
}

static bool has_value(const Desk *desk, SolvedQuestion *solved) {
    Diagnostics unheard;
    diagnostics_init(&unheard, desk->arena);
    bool is_good = solved->verification.outcome == VERIFY_EQUAL &&
                   question_evaluate(desk, solved, &unheard) && solved->cells != NULL;
    diagnostics_free(&unheard);
    return is_good;
}

static json_t *row_of(const Desk *desk, const Quantity *quantity, const SolvedQuestion *solved) {
    json_t *row = json_object();
    json_object_set_new(row, "name",
                        json_formula(syntax_name(desk->arena, quantity->name), desk->notation));
    json_object_set_new(row, "value", json_value(desk, solved));
    return row;
}

/* All of them are verified together, which costs gradients of one loss no more than one of them. */
json_t *json_forward(const Desk *desk) {
    json_t *list = json_array();
    if (!desk->has_values)
        return list;
    size_t count = 0;
    const Quantity **quantities = ARENA_ARRAY(desk->arena, const Quantity *, desk->scope->count);
    SolvedQuestion **solved = ARENA_ARRAY(desk->arena, SolvedQuestion *, desk->scope->count);
    for (size_t i = 0; i < desk->scope->count; i++) {
        quantities[count] = desk->scope->quantities[i];
        solved[count] = ARENA_NEW(desk->arena, SolvedQuestion);
        count += is_listed(quantities[count]) && ask_for(desk, quantities[count], solved[count]);
    }
    Diagnostics unheard;
    diagnostics_init(&unheard, desk->arena);
    questions_verify(desk, solved, count, &unheard);
    diagnostics_free(&unheard);
    for (size_t i = 0; i < count; i++)
        if (has_value(desk, solved[i]))
            json_array_append_new(list, row_of(desk, quantities[i], solved[i]));
    return list;
}
