#include "calculus/reading_path.h"

#include <stdlib.h>

/* The ways from one target. */
typedef struct Path {
    Gradients *gradients;
    const Quantity *target;
    bool *is_followed; /* by position of the variable */
} Path;

static bool is_named(Gradients *gradients, const Symbol *gradient) {
    Pool *pool = gradients_pool(gradients);
    const Expr *axes[SHAPE_LIMIT], *of_name[SHAPE_LIMIT];
    expr_axes(pool, 0, gradient->dims, gradient->rank, axes);
    return gradients_find_named(gradients, expr_entry(pool, gradient, axes), of_name) != NULL;
}

static void follow(Path *path, const Quantity *variable) {
    Gradients *gradients = path->gradients;
    const Symbol *gradient = pool_gradient(gradients_pool(gradients), path->target, variable);
    size_t count = gradients_users(gradients, gradient, NULL, 0);
    if (path->is_followed[variable->position] || count == 0)
        return;
    path->is_followed[variable->position] = true;
    const Quantity **users = memory_alloc(count * sizeof *users);
    gradients_users(gradients, gradient, users, count);
    for (size_t i = 0; i < count; i++) {
        gradients_local(gradients, users[i], variable);
        if (users[i] != path->target &&
            !is_named(gradients, pool_gradient(gradients_pool(gradients), path->target, users[i])))
            follow(path, users[i]);
    }
    free(users);
}

/* All quantities that a formula names, as targets. */
static void follow_names(Gradients *gradients, const Syntax *target, const Quantity *variable) {
    if (target->kind == SYNTAX_NAME && target->quantity != NULL &&
        target->quantity->kind != QUANTITY_SIZE) {
        const Quantity *quantity = target->quantity;
        if (quantity->kind == QUANTITY_GRADIENT) {
            follow_names(gradients, quantity->formula, variable);
        } else if (gradients_depends(gradients, quantity, variable)) {
            Path path = {gradients, quantity, memory_alloc(quantity->position + 1)};
            for (size_t i = 0; i <= quantity->position; i++)
                path.is_followed[i] = false;
            follow(&path, variable);
            free(path.is_followed);
        }
    }
    for (size_t i = 0; i < target->count; i++)
        follow_names(gradients, target->children[i], variable);
    if (target->expansion != NULL)
        follow_names(gradients, target->expansion, variable);
}

static void follow_derivatives(Gradients *gradients, const Syntax *formula) {
    if (formula->kind == SYNTAX_NAME && formula->quantity != NULL &&
        formula->quantity->formula != NULL && syntax_holds_derivative(formula->quantity->formula))
        follow_derivatives(gradients, formula->quantity->formula);
    if (formula->kind == SYNTAX_DERIVATIVE) {
        const Syntax *bottom = formula->children[1];
        const Syntax *variable = bottom->kind == SYNTAX_INDEX ? bottom->children[0] : bottom;
        follow_names(gradients, formula->children[0], variable->quantity);
    }
    for (size_t i = 0; i < formula->count; i++)
        follow_derivatives(gradients, formula->children[i]);
    if (formula->expansion != NULL)
        follow_derivatives(gradients, formula->expansion);
}

void reading_path_follow(Gradients *gradients, const Syntax *find) {
    reading_order_forget(gradients_order(gradients));
    follow_derivatives(gradients, find);
}
