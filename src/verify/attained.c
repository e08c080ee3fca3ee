#include "verify/attained.h"

/* How far names are followed into their definitions. */
enum { DEFINITION_DEPTH = 4 };

static const Expr *definition_of(const Gradients *gradients, const Expr *expr) {
    return expr->kind == EXPR_ENTRY ? gradients_definition_at(gradients, expr) : NULL;
}

/* The extremum that a side is; NULL: none. */
static const Expr *extremum_of(const Gradients *gradients, const Expr *side) {
    for (int depth = 0; side != NULL && depth <= DEFINITION_DEPTH; depth++) {
        if (side->kind == EXPR_MAX_OVER || side->kind == EXPR_MIN_OVER)
            return side;
        side = definition_of(gradients, side);
    }
    return NULL;
}

/* The index term inside part at which body is term; NULL: none. */
static const Expr *place_in(Pool *pool, const Expr *body, const Index *index, const Expr *term,
                            const Expr *part) {
    if (expr_is_place(part, index->dimension) && expr_substitute1(pool, body, index, part) == term)
        return part;
    for (size_t i = 0; i < part->count; i++) {
        const Expr *place = place_in(pool, body, index, term, part->args[i]);
        if (place != NULL)
            return place;
    }
    return NULL;
}

/* The same, where one of them may have the name of what the other is. */
static const Expr *place_of(const Gradients *gradients, Pool *pool, const Expr *extremum,
                            const Expr *side) {
    const Index *index;
    const Expr *body = expr_open(pool, extremum, &index);
    for (int outer = 0; body != NULL && outer <= DEFINITION_DEPTH; outer++) {
        const Expr *term = side;
        for (int inner = 0; term != NULL && inner <= DEFINITION_DEPTH; inner++) {
            const Expr *place = place_in(pool, body, index, term, term);
            if (place != NULL)
                return place;
            term = definition_of(gradients, term);
        }
        body = definition_of(gradients, body);
    }
    return NULL;
}

bool attained_find(const Gradients *gradients, Pool *pool, const Expr *bracket,
                   Attained *attained) {
    for (size_t i = 0; i < 2; i++) {
        attained->extremum = extremum_of(gradients, bracket->args[i]);
        if (attained->extremum == NULL)
            continue;
        attained->place = place_of(gradients, pool, attained->extremum, bracket->args[1 - i]);
        if (attained->place != NULL)
            return true;
    }
    return false;
}
