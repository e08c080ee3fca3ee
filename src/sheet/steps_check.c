#include "sheet/steps.h"

#include <stdlib.h>

#include "algebra/elaborate.h"

/* A step's formula as text, read again, over the question's letters and pool_axis(0 ...); NULL
 * with errors where it cannot be read. */
static const Expr *read_again(const Desk *desk, const SolvedQuestion *solved, const Steps *steps,
                              const Syntax *formula, Diagnostics *diagnostics) {
    Text text = text_from_string(desk->arena, "<step>", formula_text(desk->arena, formula));
    Letters letters = steps->letters;
    const Syntax *again = desk_read_formula(desk, &text, &letters, false, diagnostics);
    if (again == NULL)
        return NULL;
    if (again->shape->rank > 0) {
        diagnostics_error(diagnostics, DIAGNOSTIC_SHAPE, again->span, "the step has shape %s",
                          shape_text(desk->arena, again->shape));
        return NULL;
    }
    Elaborator elaborator;
    gradients_elaborator(desk->gradients, &elaborator);
    elaborator_bind_letters(&elaborator, &solved->letters);
    const Shape *shape = solved->find->shape;
    for (size_t i = 0; i < shape->rank; i++)
        if (steps->entry_letters[i] != NULL)
            elaborator.bindings[elaborator.binding_count++] = (Binding){
                steps->entry_letters[i],
                expr_index(desk->pool, pool_axis(desk->pool, (uint32_t)i, shape->dims[i]))};
    const Expr *none[SHAPE_LIMIT] = {NULL};
    return gradients_expand_fully(desk->gradients, elaborate(&elaborator, again, none));
}

static void report(const Desk *desk, const SolvedQuestion *solved, const Steps *steps, size_t at,
                   const Verification *verification, Diagnostics *diagnostics) {
    diagnostics_error(diagnostics, DIAGNOSTIC_VERIFICATION, solved->find->span,
                      "step %zu of the derivation, “%s” (%s), is not what was asked: %s", at + 1,
                      formula_text(desk->arena, steps->items[at].formula), steps->items[at].rule,
                      verification->report);
}

bool steps_check(const Desk *desk, const SolvedQuestion *solved, const Steps *steps,
                 Diagnostics *diagnostics) {
    Judgement *judgements = memory_alloc((steps->count + 1) * sizeof *judgements);
    size_t *places = memory_alloc((steps->count + 1) * sizeof *places);
    size_t count = 0;
    bool is_good = true;
    for (size_t i = 1; is_good && i < steps->count; i++) {
        const Step *step = &steps->items[i];
        if (step->formula == NULL)
            continue; /* the answer, which is verified anyway */
        const Expr *whole = read_again(desk, solved, steps, step->formula, diagnostics);
        is_good = whole != NULL;
        places[count] = i;
        judgements[count++] = (Judgement){
            .find = solved->find, .letters = &solved->letters, .printed = {.whole = whole}};
    }
    if (is_good)
        verify_all(desk->verifier, judgements, count);
    for (size_t i = 0; is_good && i < count; i++) {
        is_good = judgements[i].verification.outcome == VERIFY_EQUAL;
        if (!is_good)
            report(desk, solved, steps, places[i], &judgements[i].verification, diagnostics);
    }
    free(judgements);
    free(places);
    return is_good;
}
