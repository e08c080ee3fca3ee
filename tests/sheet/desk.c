#include "desk.h"

#include <check.h>

#include "numeric/decimal.h"

Desk solved_desk(Solved *solved, Arena *arena, size_t section) {
    const Model *model = solved->assignment->sections[section].model;
    Pool *pool = pool_new(arena);
    const Scope *scope = scope_new(arena, model, &solved->diagnostics);
    ck_assert_ptr_nonnull(scope);
    Gradients *gradients = gradients_new(arena, pool, scope);
    return (Desk){.arena = arena,
                  .pool = pool,
                  .scope = scope,
                  .gradients = gradients,
                  .verifier = verifier_new(arena, gradients, true),
                  .notation = notation_of_model(arena, model),
                  .has_values = true,
                  .place = point_at_values(arena, scope, 128),
                  .digits = DECIMAL_DIGITS_DEFAULT};
}

SolvedQuestion *desk_first_question(const Desk *desk, Solved *solved) {
    SolvedQuestion *derived = ARENA_NEW(desk->arena, SolvedQuestion);
    const Question *question = &solved->assignment->sections[0].questions[0];
    ck_assert(question_derive(desk, question, derived, &solved->diagnostics));
    return derived;
}
