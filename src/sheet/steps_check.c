#include "algebra/elaborate.h"
#include "sheet/steps.h"

/* A step's formula as text, read again, over the question's letters and pool_axis(0 ...); NULL
 * with errors where it cannot be read. */
static const Expr *read_again(const Desk *desk, const SolvedQuestion *solved, const Steps *steps,
                              const char *text, Diagnostics *diagnostics) {
    Text source = text_from_string(desk->arena, "<step>", text);
    NameLookup lookup = scope_lookup(desk->scope);
    Letters letters = steps->letters;
    const Syntax *again = formula_parse(desk->arena, &source, &lookup, diagnostics);
    if (again == NULL ||
        !resolve_in_scope(desk->arena, desk->scope, again, &letters, false, diagnostics))
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

bool steps_check(const Desk *desk, const SolvedQuestion *solved, const Steps *steps,
                 Diagnostics *diagnostics) {
    for (size_t i = 1; i < steps->count; i++) {
        const Step *step = &steps->items[i];
        if (step->formula == NULL)
            continue; /* the answer, which is verified anyway */
        const Expr *whole = read_again(desk, solved, steps, step->text, diagnostics);
        if (whole == NULL)
            return false;
        Verification verification = verify(desk->verifier, solved->find, &solved->letters,
                                           (Printed){.whole = whole, .cells = NULL});
        if (verification.outcome == VERIFY_EQUAL)
            continue;
        diagnostics_error(diagnostics, DIAGNOSTIC_VERIFICATION, solved->find->span,
                          "step %zu of the derivation, “%s” (%s), is not what was asked: %s", i + 1,
                          step->text, step->rule, verification.report);
        return false;
    }
    return true;
}
