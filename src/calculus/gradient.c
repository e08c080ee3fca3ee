#include "calculus/gradient_state.h"

#include <stdlib.h>

#include "algebra/unknown.h"

static void gradients_clear(void *data) {
    Gradients *gradients = data;
    hash_map_free(&gradients->locals);
    hash_map_free(&gradients->plain_locals);
    hash_map_free(&gradients->tidied);
    for (size_t i = 0; i < MANNER_COUNT; i++)
        hash_map_free(&gradients->chains[i]);
    free(gradients->named);
}

uint64_t gradients_key(const Quantity *target, const Quantity *variable) {
    return (uint64_t)target->position << 32 | variable->position;
}

/* The graph. */

static uint64_t *depends_row(const Gradients *gradients, size_t position) {
    return gradients->depends + position * gradients->words;
}

bool gradients_depends(const Gradients *gradients, const Quantity *quantity, const Quantity *on) {
    return (depends_row(gradients, quantity->position)[on->position / 64] >> (on->position % 64) &
            1) != 0;
}

bool gradients_uses(const Gradients *gradients, const Quantity *user, const Quantity *quantity) {
    if (user->kind == QUANTITY_UNKNOWN) {
        for (size_t i = 0; i < user->argument_count; i++)
            if (user->arguments[i] == quantity)
                return true;
        return false;
    }
    const Expr *body = gradients->bodies[user->position];
    return body != NULL && expr_has(body, pool_symbol(gradients->pool, quantity));
}

bool gradients_is_told_by(const Gradients *gradients, const Quantity *quantity,
                          const Quantity *on) {
    if (gradients_depends(gradients, quantity, on))
        return true;
    const Symbol *symbol = pool_symbol(gradients->pool, on);
    for (size_t i = 0; i < gradients->quantity_count; i++) {
        const Expr *told = gradients->told[i];
        if (told != gradients->bodies[i] && expr_has(told, symbol) &&
            gradients_depends(gradients, quantity, gradients->quantities[i]))
            return true;
    }
    return false;
}

static void fill_dependencies(Gradients *gradients, size_t position) {
    uint64_t *row = depends_row(gradients, position);
    row[position / 64] |= 1ull << (position % 64);
    for (size_t i = 0; i < position; i++)
        if (gradients_uses(gradients, gradients->quantities[position], gradients->quantities[i]))
            for (size_t word = 0; word < gradients->words; word++)
                row[word] |= depends_row(gradients, i)[word];
}

static void note_form(void *context, const Syntax *operation, const Expr *const *operands) {
    written_forms_note(((Gradients *)context)->forms, operation, operands);
}

/* A definition may hold derivatives of those before it, which depend on what these come from: they
 * are worked out before anything is derived of it. */
static void read_definition(Gradients *gradients, size_t position) {
    Elaborator elaborator;
    gradients_elaborator(gradients, &elaborator);
    elaborator.observe = note_form;
    const Expr *written = elaborate_definition(&elaborator, gradients->quantities[position]);
    gradients->written[position] = written;
    gradients->bodies[position] = gradients->told[position] = written;
    if (written != NULL && syntax_holds_derivative(gradients->quantities[position]->formula)) {
        gradients->bodies[position] = gradients_expand_in(gradients, MANNER_PLAIN, written);
        gradients->told[position] = gradients_expand_fully(gradients, written);
    }
    fill_dependencies(gradients, position);
}

static void collect_quantities(Gradients *gradients, const Scope *scope) {
    if (scope->outer != NULL)
        collect_quantities(gradients, scope->outer);
    for (size_t i = 0; i < scope->count; i++)
        gradients->quantities[scope->quantities[i]->position] = scope->quantities[i];
}

const Expr *gradients_definition(const Gradients *gradients, const Quantity *quantity) {
    return gradients->told[quantity->position];
}

static const Expr *at_entry(const Gradients *gradients, const Expr *body, const Expr *entry) {
    return body != NULL && entry->symbol->variable == NULL
               ? expr_at_indices(gradients->pool, body, entry->symbol, entry->args)
               : NULL;
}

const Expr *gradients_definition_at(const Gradients *gradients, const Expr *entry) {
    return at_entry(gradients, gradients->told[entry->symbol->quantity->position], entry);
}

const Expr *gradients_written_at(const Gradients *gradients, const Expr *entry) {
    return at_entry(gradients, gradients->written[entry->symbol->quantity->position], entry);
}

Gradients *gradients_new(Arena *arena, Pool *pool, const Scope *scope) {
    Gradients *gradients = ARENA_NEW(arena, Gradients);
    gradients->arena = arena;
    gradients->pool = pool;
    gradients->scope = scope;
    for (const Scope *part = scope; part != NULL; part = part->outer)
        gradients->quantity_count += part->count;
    size_t count = gradients->quantity_count;
    gradients->words = (count + 63) / 64;
    gradients->quantities = ARENA_ARRAY(arena, const Quantity *, count);
    gradients->written = ARENA_ARRAY(arena, const Expr *, count);
    gradients->bodies = ARENA_ARRAY(arena, const Expr *, count);
    gradients->told = ARENA_ARRAY(arena, const Expr *, count);
    gradients->depends = ARENA_ARRAY(arena, uint64_t, count * gradients->words);
    collect_quantities(gradients, scope);
    const Scope *model = scope;
    while (model->outer != NULL)
        model = model->outer;
    gradients->order = reading_order_new(arena, pool, model);
    gradients->forms = written_forms_new(arena, gradients->order);
    hash_map_init(&gradients->locals);
    hash_map_init(&gradients->plain_locals);
    hash_map_init(&gradients->tidied);
    for (size_t i = 0; i < MANNER_COUNT; i++)
        hash_map_init(&gradients->chains[i]);
    arena_on_free(arena, gradients_clear, gradients);
    for (size_t i = 0; i < count; i++)
        read_definition(gradients, i);
    for (size_t i = 0; i < count; i++)
        if (gradients->quantities[i]->kind == QUANTITY_GRADIENT)
            gradients_add_let(gradients, gradients->quantities[i]);
    gradients->let_count = gradients->named_count;
    /* What was tidied for the first definitions may have names by those after them. */
    hash_map_free(&gradients->tidied);
    hash_map_init(&gradients->tidied);
    return gradients;
}

/* Derivatives. */

static const Expr *expand(void *context, const Expr *expr);

/* The whole derivative over the axes of its symbol, in the manner at work. */
static const Expr *chain(Gradients *gradients, const Symbol *gradient) {
    HashMap *chains = &gradients->chains[gradients->manner];
    uint64_t key = gradients_key(gradient->quantity, gradient->variable);
    const Expr *known = hash_map_find(chains, key);
    if (known != NULL)
        return known;
    const Expr *axes[SHAPE_LIMIT];
    expr_axes(gradients->pool, 0, gradient->dims, gradient->rank, axes);
    const Expr *entry = expr_entry(gradients->pool, gradient, axes);
    const Expr *body = expand(gradients, gradients_step(gradients, entry));
    hash_map_put(chains, key, body);
    return body;
}

bool expr_is_gradient(const Expr *expr) {
    return expr->kind == EXPR_ENTRY && expr->symbol->variable != NULL;
}

static const Expr *expand(void *context, const Expr *expr) {
    Gradients *gradients = context;
    if (expr_is_gradient(expr)) {
        const Expr *axes[SHAPE_LIMIT];
        if (symbol_is_unknown_derivative(expr->symbol) ||
            gradients_find_named(gradients, expr, axes) != NULL)
            return expr;
        return expr_at_indices(gradients->pool, chain(gradients, expr->symbol), expr->symbol,
                               expr->args);
    }
    return expr_rebuild(gradients->pool, expr, expand, gradients);
}

const Expr *gradients_expand(Gradients *gradients, const Expr *expr) {
    /* What is asked is derived even if it has a name: one step, and then on. */
    return expand(gradients, expr_is_gradient(expr) ? gradients_step(gradients, expr) : expr);
}

const Expr *gradients_expand_in(Gradients *gradients, Manner manner, const Expr *expr) {
    Manner before = gradients->manner;
    gradients->manner = manner;
    expr = expand(gradients, expr);
    gradients->manner = before;
    return expr;
}

const Expr *gradients_expand_fully(Gradients *gradients, const Expr *expr) {
    return gradients_expand_in(gradients, MANNER_UNNAMED, expr);
}

ReadingOrder *gradients_order(Gradients *gradients) {
    return gradients->order;
}

const WrittenForms *gradients_forms(const Gradients *gradients) {
    return gradients->forms;
}

Pool *gradients_pool(Gradients *gradients) {
    return gradients->pool;
}

const Scope *gradients_scope(Gradients *gradients) {
    return gradients->scope;
}
