/* The chain rule: one step of it for a gradient, and for the derivative of an expression. */
#include "calculus/gradient_state.h"

#include <string.h>

#include "algebra/unknown.h"
#include "calculus/derivative.h"
#include "calculus/fold.h"
#include "calculus/held.h"
#include "calculus/tidy.h"
#include "formula/assumption.h"

const Expr *gradients_local(Gradients *gradients, const Quantity *user, const Quantity *variable) {
    bool is_plain = gradients->manner == MANNER_PLAIN;
    HashMap *locals = is_plain ? &gradients->plain_locals : &gradients->locals;
    const Expr *known = hash_map_find(locals, gradients_key(user, variable));
    if (known == NULL) {
        Pool *pool = gradients->pool;
        const Expr *axes[SHAPE_LIMIT];
        expr_axes(pool, 0, user->dims, user->rank, axes);
        expr_axes(pool, user->rank, variable->dims, variable->rank, axes + user->rank);
        if (user->kind == QUANTITY_UNKNOWN) {
            known = expr_entry(pool, pool_gradient(pool, user, variable), axes);
        } else {
            const Expr *body = gradients->bodies[user->position];
            known = derivative(pool, body, pool_symbol(pool, variable), axes + user->rank);
            if (!is_plain)
                known = fold_definition(pool, known, user, body);
        }
        hash_map_put(locals, gradients_key(user, variable), known);
    }
    reading_order_note(gradients->order, user, known);
    return known;
}

/* Whether every way from variable to target leads through the quantity. */
static bool dominates(const Gradients *gradients, const Quantity *through, const Quantity *target,
                      const Quantity *variable) {
    /* Positions are in order of use: mark what the target needs without going through it. */
    bool *is_reached = ARENA_ARRAY(gradients->arena, bool, target->position + 1);
    is_reached[target->position] = true;
    for (size_t i = target->position + 1; i > 0; i--) {
        const Quantity *user = gradients->quantities[i - 1];
        if (!is_reached[i - 1] || user == through)
            continue;
        if (user == variable)
            return false;
        for (size_t j = 0; j + 1 < i; j++)
            if (gradients_uses(gradients, user, gradients->quantities[j]))
                is_reached[j] = true;
    }
    return true;
}

/* A named gradient of a quantity on the way by the same variable, through which all of the gradient
 * comes: d J / d U = (d J / d L) (d L / d U). NULL: none. A name for d U / d U leads nowhere. */
static const NamedGradient *named_on_the_way(const Gradients *gradients, const Quantity *target,
                                             const Quantity *variable) {
    for (size_t i = 0; i < gradients_names_in_force(gradients); i++) {
        const Symbol *symbol = gradients->named[i].symbol;
        if (symbol->variable == variable && symbol->quantity != target &&
            symbol->quantity != variable && symbol->quantity->position < target->position &&
            gradients_depends(gradients, target, symbol->quantity) &&
            dominates(gradients, symbol->quantity, target, variable))
            return &gradients->named[i];
    }
    return NULL;
}

/* Σ_u (dT/dU)[t,u] · factor, where factor has U's fresh indices. */
static const Expr *sum_over(Gradients *gradients, const Quantity *through,
                            const Index *const *indices, const Expr *product) {
    for (size_t i = through->rank; i > 0; i--)
        product = expr_sum(gradients->pool, indices[i - 1], product);
    return product;
}

/* Fresh indices for the axes of a quantity, as indices and as terms. */
static void fresh_axes(Pool *pool, const Quantity *quantity, const Index **indices,
                       const Expr **terms) {
    for (size_t i = 0; i < quantity->rank; i++) {
        indices[i] = pool_fresh(pool, quantity->dims[i]);
        terms[i] = expr_index(pool, indices[i]);
    }
}

static const Expr *identity(Pool *pool, const Quantity *quantity, const Expr *const *left,
                            const Expr *const *right) {
    const Expr *deltas[RANK_LIMIT];
    for (size_t i = 0; i < quantity->rank; i++)
        deltas[i] = expr_bracket(pool, RELATION_EQUAL, left[i], right[i]);
    return expr_multiply(pool, deltas, quantity->rank);
}

/* The derivative of the target's definition by the variable's own occurrences. */
static const Expr *of_definition(Gradients *gradients, const Symbol *gradient,
                                 const Expr *const *axes, StepForm form) {
    Pool *pool = gradients->pool;
    const Quantity *target = gradient->quantity, *variable = gradient->variable;
    const Expr *local = gradients_local(gradients, target, variable);
    const Expr *body = gradients->bodies[target->position];
    if (form == STEP_DONE || body == NULL)
        return expr_at_indices(pool, local, gradient, axes);
    const Symbol *symbol = pool_symbol(pool, variable);
    const Expr *own[SHAPE_LIMIT];
    expr_axes(pool, 0, gradient->dims, gradient->rank, own);
    if (form == STEP_WRITTEN) {
        const Expr *definition = expr_at_indices(pool, body, pool_symbol(pool, target), axes);
        return held_derivative(pool, definition, expr_entry(pool, symbol, axes + target->rank));
    }
    const Expr *held = derivative_held(pool, body, symbol, own + target->rank);
    held = expr_at_indices(pool, fold_definition(pool, held, target, body), gradient, axes);
    return held_deltas(pool, held);
}

/* A local derivative as a factor in a sum over U's axes, from which nothing has been taken yet. */
static const Expr *held_local(Pool *pool, const Expr *local) {
    const Expr *held = held_deltas(pool, local);
    return held != local && held->kind == EXPR_MULTIPLY ? held_product(pool, held) : held;
}

/* From the gradient of T by V at [t,v] through U, at fresh indices u. */
typedef struct Passage {
    const Index *indices[RANK_LIMIT]; /* u */
    const Expr *outer;                /* (dT/dU)[t,u] */
    const Expr *axes[SHAPE_LIMIT];    /* [u,v], for what comes from V to U */
} Passage;

static Passage pass_through(Pool *pool, const Symbol *gradient, const Quantity *through,
                            const Expr *const *axes) {
    const Quantity *target = gradient->quantity;
    Passage passage;
    fresh_axes(pool, through, passage.indices, passage.axes);
    const Expr *outer[SHAPE_LIMIT];
    memcpy(outer, axes, target->rank * sizeof *outer);
    memcpy(outer + target->rank, passage.axes, through->rank * sizeof *outer);
    passage.outer = expr_entry(pool, pool_gradient(pool, target, through), outer);
    memcpy(passage.axes + through->rank, axes + target->rank,
           gradient->variable->rank * sizeof *passage.axes);
    return passage;
}

/* (dT/dU)[t,u] (∂U/∂V)[u,v], summed over u; the gradient stays a symbol. */
static const Expr *through_user(Gradients *gradients, const Symbol *gradient, const Quantity *user,
                                const Expr *const *axes, StepForm form) {
    Pool *pool = gradients->pool;
    if (user == gradient->quantity)
        return of_definition(gradients, gradient, axes, form);
    const Symbol *local_symbol = pool_gradient(pool, user, gradient->variable);
    const Expr *local = gradients_local(gradients, user, gradient->variable);
    Passage passage = pass_through(pool, gradient, user, axes);
    const Expr *inner = form == STEP_WRITTEN
                            ? expr_entry(pool, local_symbol, passage.axes)
                            : expr_at_indices(pool, local, local_symbol, passage.axes);
    if (form == STEP_HELD)
        inner = held_local(pool, inner);
    return sum_over(gradients, user, passage.indices, expr_multiply2(pool, passage.outer, inner));
}

/* (dT/dL)[t,u] (dL/dV)[u,v] for the named gradient dL/dV. */
static const Expr *through_named(Gradients *gradients, const Symbol *gradient,
                                 const NamedGradient *named, const Expr *const *axes) {
    Pool *pool = gradients->pool;
    const Quantity *through = named->symbol->quantity;
    Passage passage = pass_through(pool, gradient, through, axes);
    const Expr *inner = expr_entry(pool, named->symbol, passage.axes);
    return sum_over(gradients, through, passage.indices,
                    expr_multiply2(pool, passage.outer, inner));
}

/* One step of the chain rule over the axes of the gradient's symbol. */
static const Expr *step(Gradients *gradients, const Symbol *gradient, const Expr *const *axes,
                        StepForm form) {
    Pool *pool = gradients->pool;
    const Quantity *target = gradient->quantity, *variable = gradient->variable;
    if (target == variable)
        return identity(pool, target, axes, axes + target->rank);
    if (!gradients_depends(gradients, target, variable))
        return expr_integer(pool, 0);
    const NamedGradient *named = named_on_the_way(gradients, target, variable);
    if (named != NULL)
        return through_named(gradients, gradient, named, axes);
    const Expr **terms = ARENA_ARRAY(gradients->arena, const Expr *, target->position + 1);
    size_t count = 0;
    for (size_t i = target->position + 1; i > variable->position + 1; i--) {
        const Quantity *user = gradients->quantities[i - 1];
        if (gradients_depends(gradients, target, user) && gradients_uses(gradients, user, variable))
            terms[count++] = through_user(gradients, gradient, user, axes, form);
    }
    return expr_add(pool, terms, count);
}

const Expr *gradients_step_as(Gradients *gradients, const Expr *entry, StepForm form) {
    return symbol_is_unknown_derivative(entry->symbol)
               ? entry
               : step(gradients, entry->symbol, entry->args, form);
}

const Expr *gradients_step(Gradients *gradients, const Expr *entry) {
    return gradients_step_as(gradients, entry, STEP_DONE);
}

size_t gradients_users(const Gradients *gradients, const Symbol *gradient, const Quantity **users,
                       size_t limit) {
    const Quantity *target = gradient->quantity, *variable = gradient->variable;
    if (target == variable || named_on_the_way(gradients, target, variable) != NULL)
        return 0;
    size_t count = 0;
    for (size_t i = target->position + 1; i > variable->position + 1; i--) {
        const Quantity *user = gradients->quantities[i - 1];
        if (!gradients_depends(gradients, target, user) ||
            !gradients_uses(gradients, user, variable))
            continue;
        if (count < limit)
            users[count] = user;
        count++;
    }
    return count;
}

bool gradients_is_direct(const Gradients *gradients, const Quantity *user,
                         const Quantity *variable) {
    for (size_t i = 0; i < user->position; i++) {
        const Quantity *used = gradients->quantities[i];
        if (used != variable && gradients_depends(gradients, used, variable) &&
            gradients_uses(gradients, user, used))
            return false;
    }
    return true;
}

/* Expressions. */

/* Whether a gradient in it is taken by something that the quantity, another one, depends on. */
static bool is_taken_upstream(const Gradients *gradients, const Expr *expr,
                              const Quantity *quantity) {
    if (expr_is_gradient(expr))
        return expr->symbol->variable != quantity &&
               gradients_depends(gradients, quantity, expr->symbol->variable);
    for (size_t i = 0; i < expr->count; i++)
        if (is_taken_upstream(gradients, expr->args[i], quantity))
            return true;
    return false;
}

/* What the model assumes of a quantity holds only where it is left alone. */
static bool is_assumed(const Gradients *gradients, const Quantity *quantity) {
    for (const Scope *scope = gradients->scope; scope != NULL; scope = scope->outer)
        for (size_t i = 0; i < scope->assumption_count; i++)
            if (scope->assumptions[i].quantity == quantity)
                return true;
    return false;
}

/* The derivative of an expression that is no plain quantity: by the variable's own occurrences, and
 * through every quantity in it that depends on the variable. Gradients inside it are derived first,
 * names and all, since they depend on the variable too. */
static const Expr *derive_expression(void *context, const Expr *target, const Quantity *variable,
                                     const Expr *const *indices) {
    Gradients *gradients = context;
    Pool *pool = gradients->pool;
    const Expr *asked = target;
    bool is_plain = is_taken_upstream(gradients, target, variable);
    target = gradients_expand_in(gradients, is_plain ? MANNER_PLAIN : MANNER_UNNAMED, target);
    if (!is_plain && !is_assumed(gradients, variable))
        target = tidy(gradients, asked, target, NULL);
    const Expr **terms = ARENA_ARRAY(gradients->arena, const Expr *, gradients->quantity_count + 1);
    size_t count = 0;
    for (size_t i = gradients->quantity_count; i > 0; i--) {
        const Quantity *through = gradients->quantities[i - 1];
        const Symbol *symbol = pool_symbol(pool, through);
        if (!expr_may_have(target, symbol) || !gradients_depends(gradients, through, variable))
            continue;
        if (through == variable) {
            terms[count++] = derivative(pool, target, symbol, indices);
            continue;
        }
        const Index *fresh[RANK_LIMIT];
        const Expr *chained[SHAPE_LIMIT];
        fresh_axes(pool, through, fresh, chained);
        const Expr *outer = derivative(pool, target, symbol, chained);
        memcpy(chained + through->rank, indices, variable->rank * sizeof *chained);
        const Expr *inner = expr_entry(pool, pool_gradient(pool, through, variable), chained);
        terms[count++] = sum_over(gradients, through, fresh, expr_multiply2(pool, outer, inner));
    }
    return count > 0 ? expr_add(pool, terms, count) : expr_integer(pool, 0);
}

void gradients_elaborator(Gradients *gradients, Elaborator *elaborator) {
    elaborator_init(elaborator, gradients->pool);
    elaborator->derive = derive_expression;
    elaborator->context = gradients;
}
