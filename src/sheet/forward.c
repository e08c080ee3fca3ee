#include "sheet/forward.h"

#include "sheet/evaluation.h"
#include "sheet/write_json.h"

/* How many numbers of one quantity a table holds. */
enum { FORWARD_LIMIT = 64 };

/* A quantity is evaluated as if somebody had asked for it. */
static bool solve_quantity(const Desk *desk, const Quantity *quantity, SolvedQuestion *solved) {
    AnswerRequest *request = ARENA_NEW(desk->arena, AnswerRequest);
    Question *question = ARENA_NEW(desk->arena, Question);
    request->form = ANSWER_DEFAULT;
    question->find = text_from_string(desk->arena, "<forward>", quantity->name);
    question->answers = request;
    question->answer_count = 1;
    Diagnostics unheard;
    diagnostics_init(&unheard, desk->arena);
    bool is_solved = question_derive(desk, question, solved, &unheard) &&
                     questions_verify(desk, &solved, 1, &unheard) &&
                     question_evaluate(desk, solved, &unheard);
    diagnostics_free(&unheard);
    return is_solved && solved->cells != NULL;
}

static void append_quantities(const Desk *desk, QuantityKind kind, json_t *list) {
    for (size_t i = 0; i < desk->scope->count; i++) {
        const Quantity *quantity = desk->scope->quantities[i];
        SolvedQuestion *solved = ARENA_NEW(desk->arena, SolvedQuestion);
        if (quantity->kind != kind ||
            dimensions_count(quantity->dims, quantity->rank) > FORWARD_LIMIT ||
            !solve_quantity(desk, quantity, solved))
            continue;
        json_t *row = json_object();
        json_object_set_new(row, "name",
                            json_formula(syntax_name(desk->arena, quantity->name), desk->notation));
        json_object_set_new(row, "value", json_value(desk, solved));
        json_array_append_new(list, row);
    }
}

json_t *json_forward(const Desk *desk) {
    json_t *list = json_array();
    if (!desk->has_values)
        return list;
    append_quantities(desk, QUANTITY_DEFINED, list);
    append_quantities(desk, QUANTITY_GRADIENT, list);
    return list;
}
