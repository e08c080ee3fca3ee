#include "calculus/gradient.h"

#include <stdlib.h>
#include <string.h>

#include "algebra/unknown.h"
#include "base/hash_map.h"
#include "calculus/derivative.h"
#include "calculus/fold.h"
#include "calculus/held.h"
#include "calculus/tidy.h"
#include "formula/assumption.h"

/* How gradients are derived: with the names in force; with none; with none, and with parts as they
 * are, exp(g) and not s where s is exp(g). A derivative by s holds g fixed: what is s by name alone
 * does not vary with it. */
typedef enum Manner { WITH_NAMES, WITHOUT_NAMES, PLAINLY, MANNER_COUNT } Manner;

struct Gradients {
    Arena *arena;
    Pool *pool;
    const Scope *scope;
    size_t quantity_count;       /* of the scope and the scopes outside it */
    const Quantity **quantities; /* by position */
    const Expr **written;        /* the definitions, by position; NULL: no formula */
    const Expr **bodies;         /* the same with the derivatives in them worked out plainly, */
    const Expr **told;           /* and with parts in them called by their names */
    uint64_t *depends;           /* rows of bits by position: what each depends on */
    size_t words;
    Manner manner;                /* the one at work */
    HashMap locals;               /* ∂U/∂V over pool_axis(0 ...), U's axes first; see key_of */
    HashMap plain_locals;         /* the same where the manner is PLAINLY */
    HashMap chains[MANNER_COUNT]; /* dT/dV, likewise */
    NamedGradient *named;
    size_t named_count;
    size_t let_count;
    ReadingOrder *order;
    WrittenForms *forms; /* of the definitions */
};

static void gradients_clear(void *data) {
    Gradients *gradients = data;
    hash_map_free(&gradients->locals);
    hash_map_free(&gradients->plain_locals);
    for (size_t i = 0; i < MANNER_COUNT; i++)
        hash_map_free(&gradients->chains[i]);
    free(gradients->named);
}

/* A derivative of the one by the other. */
static uint64_t key_of(const Quantity *target, const Quantity *variable) {
    return (uint64_t)target->position << 32 | variable->position;
}

/* Forgets what was derived with other names. */
static void forget_chains(Gradients *gradients) {
    hash_map_free(&gradients->chains[WITH_NAMES]);
    hash_map_init(&gradients->chains[WITH_NAMES]);
}

/* The graph. */

static uint64_t *depends_row(const Gradients *gradients, size_t position) {
    return gradients->depends + position * gradients->words;
}

bool gradients_depends(const Gradients *gradients, const Quantity *quantity, const Quantity *on) {
    return (depends_row(gradients, quantity->position)[on->position / 64] >> (on->position % 64) &
            1) != 0;
}

static bool uses(const Gradients *gradients, const Quantity *user, const Quantity *quantity) {
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
        if (uses(gradients, gradients->quantities[position], gradients->quantities[i]))
            for (size_t word = 0; word < gradients->words; word++)
                row[word] |= depends_row(gradients, i)[word];
}

static void note_form(void *context, const Syntax *operation, const Expr *const *operands) {
    written_forms_note(((Gradients *)context)->forms, operation, operands);
}

static const Expr *expand_in(Gradients *gradients, Manner manner, const Expr *expr);

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
        gradients->bodies[position] = expand_in(gradients, PLAINLY, written);
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

/* Names. */

static NamedGradient *add_named(Gradients *gradients) {
    gradients->named =
        memory_resize(gradients->named, (gradients->named_count + 1) * sizeof *gradients->named);
    NamedGradient *named = &gradients->named[gradients->named_count++];
    memset(named, 0, sizeof *named);
    return named;
}

/* Takes the entry of a gradient as a pattern; false where it is none. */
static bool take_pattern(NamedGradient *named, const Expr *entry) {
    if (entry->kind != EXPR_ENTRY || entry->symbol->variable == NULL)
        return false;
    named->symbol = entry->symbol;
    memcpy(named->pattern, entry->args, entry->count * sizeof *entry->args);
    return true;
}

static void add_let(Gradients *gradients, const Quantity *quantity) {
    Elaborator elaborator;
    gradients_elaborator(gradients, &elaborator);
    size_t letters = 0;
    const Expr *axes[RANK_LIMIT];
    expr_axes(gradients->pool, 0, quantity->dims, quantity->rank, axes);
    while (letters < quantity->rank && quantity->letters[letters] != NULL) {
        elaborator.bindings[elaborator.binding_count++] =
            (Binding){quantity->letters[letters], axes[letters]};
        letters++;
    }
    const Expr *entry = elaborate(&elaborator, quantity->formula, axes + letters);
    NamedGradient named = {.name = quantity, .axis_count = quantity->rank};
    if (take_pattern(&named, entry))
        *add_named(gradients) = named;
}

bool gradients_add_using(Gradients *gradients, const Syntax *using, const Letters *letters) {
    Elaborator elaborator;
    gradients_elaborator(gradients, &elaborator);
    size_t count = 0;
    for (size_t i = 0; i < letters->count; i++)
        elaborator.bindings[elaborator.binding_count++] =
            (Binding){letters->items[i].name,
                      expr_index(gradients->pool, pool_axis(gradients->pool, (uint32_t)count++,
                                                            letters->items[i].dimension))};
    const Expr *axes[SHAPE_LIMIT];
    expr_axes(gradients->pool, count, using->shape->dims, using->shape->rank, axes);
    count += using->shape->rank;
    NamedGradient named = {.axis_count = count};
    if (count > SHAPE_LIMIT || !take_pattern(&named, elaborate(&elaborator, using, axes)))
        return false;
    *add_named(gradients) = named;
    forget_chains(gradients);
    return true;
}

void gradients_clear_using(Gradients *gradients) {
    if (gradients->named_count > gradients->let_count)
        forget_chains(gradients);
    gradients->named_count = gradients->let_count;
}

static size_t names_in_force(const Gradients *gradients) {
    return gradients->manner == WITH_NAMES ? gradients->named_count : 0;
}

static bool matches(const NamedGradient *named, const Expr *entry, const Expr **axes) {
    if (named->symbol != entry->symbol)
        return false;
    memset(axes, 0, named->axis_count * sizeof *axes);
    for (size_t i = 0; i < entry->count; i++) {
        const Expr *pattern = named->pattern[i];
        if (pattern->kind != EXPR_INDEX) {
            if (pattern != entry->args[i])
                return false;
            continue;
        }
        uint32_t axis = pattern->index->number;
        if (axes[axis] != NULL && axes[axis] != entry->args[i])
            return false;
        axes[axis] = entry->args[i];
    }
    /* An axis of size 1 is nowhere in the pattern: its only index is 1. */
    return true;
}

const NamedGradient *gradients_find_named(Gradients *gradients, const Expr *entry,
                                          const Expr **axes) {
    const Expr *none = expr_integer(gradients->pool, 1);
    /* `using` was added last and is the nearer wish, but a name of `let` for the same is shorter.
     */
    for (size_t i = 0; i < names_in_force(gradients); i++)
        if (matches(&gradients->named[i], entry, axes)) {
            for (size_t j = 0; j < gradients->named[i].axis_count; j++)
                if (axes[j] == NULL)
                    axes[j] = none;
            return &gradients->named[i];
        }
    return NULL;
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
    for (size_t i = 0; i < MANNER_COUNT; i++)
        hash_map_init(&gradients->chains[i]);
    arena_on_free(arena, gradients_clear, gradients);
    for (size_t i = 0; i < count; i++)
        read_definition(gradients, i);
    for (size_t i = 0; i < count; i++)
        if (gradients->quantities[i]->kind == QUANTITY_GRADIENT)
            add_let(gradients, gradients->quantities[i]);
    gradients->let_count = gradients->named_count;
    return gradients;
}

/* Local derivatives. */

/* ∂U/∂V by V's own occurrences in the definition of U, over U's axes and then V's; in terms of U
 * itself where that is shorter. */
static const Expr *local_derivative(Gradients *gradients, const Quantity *user,
                                    const Quantity *variable) {
    bool is_plain = gradients->manner == PLAINLY;
    HashMap *locals = is_plain ? &gradients->plain_locals : &gradients->locals;
    const Expr *known = hash_map_find(locals, key_of(user, variable));
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
        hash_map_put(locals, key_of(user, variable), known);
    }
    reading_order_note(gradients->order, user, known);
    return known;
}

/* The chain rule. */

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
            if (uses(gradients, user, gradients->quantities[j]))
                is_reached[j] = true;
    }
    return true;
}

/* A named gradient of a quantity on the way by the same variable, through which all of the gradient
 * comes: d J / d U = (d J / d L) (d L / d U). NULL: none. A name for d U / d U leads nowhere. */
static const NamedGradient *named_on_the_way(const Gradients *gradients, const Quantity *target,
                                             const Quantity *variable) {
    for (size_t i = 0; i < names_in_force(gradients); i++) {
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
    const Expr *local = local_derivative(gradients, target, variable);
    const Expr *body = gradients->bodies[target->position];
    if (form == STEP_DONE || body == NULL)
        return expr_at_indices(pool, local, gradient, axes);
    const Symbol *symbol = pool_symbol(pool, variable);
    const Expr *own[SHAPE_LIMIT];
    expr_axes(pool, 0, gradient->dims, gradient->rank, own);
    if (form == STEP_WRITTEN) {
        const Expr *definition =
            at_entry(gradients, body, expr_entry(pool, pool_symbol(pool, target), axes));
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

/* (dT/dU)[t,u] (∂U/∂V)[u,v], summed over u; the gradient stays a symbol. */
static const Expr *through_user(Gradients *gradients, const Quantity *target, const Quantity *user,
                                const Quantity *variable, const Expr *const *axes, StepForm form) {
    Pool *pool = gradients->pool;
    const Symbol *local_symbol = pool_gradient(pool, user, variable);
    if (user == target)
        return of_definition(gradients, local_symbol, axes, form);
    const Expr *local = local_derivative(gradients, user, variable);
    const Index *indices[RANK_LIMIT];
    const Expr *terms[SHAPE_LIMIT];
    fresh_axes(pool, user, indices, terms);
    const Expr *chain[SHAPE_LIMIT];
    memcpy(chain, axes, target->rank * sizeof *chain);
    memcpy(chain + target->rank, terms, user->rank * sizeof *chain);
    const Expr *outer = expr_entry(pool, pool_gradient(pool, target, user), chain);
    memcpy(terms + user->rank, axes + target->rank, variable->rank * sizeof *terms);
    const Expr *inner = form == STEP_WRITTEN ? expr_entry(pool, local_symbol, terms)
                                             : expr_at_indices(pool, local, local_symbol, terms);
    if (form == STEP_HELD)
        inner = held_local(pool, inner);
    return sum_over(gradients, user, indices, expr_multiply2(pool, outer, inner));
}

/* (dT/dL)[t,u] (dL/dV)[u,v] for the named gradient dL/dV. */
static const Expr *through_named(Gradients *gradients, const Quantity *target,
                                 const NamedGradient *named, const Quantity *variable,
                                 const Expr *const *axes) {
    Pool *pool = gradients->pool;
    const Quantity *through = named->symbol->quantity;
    const Index *indices[RANK_LIMIT];
    const Expr *terms[SHAPE_LIMIT];
    fresh_axes(pool, through, indices, terms);
    const Expr *chain[SHAPE_LIMIT];
    memcpy(chain, axes, target->rank * sizeof *chain);
    memcpy(chain + target->rank, terms, through->rank * sizeof *chain);
    memcpy(terms + through->rank, axes + target->rank, variable->rank * sizeof *terms);
    const Expr *product =
        expr_multiply2(pool, expr_entry(pool, pool_gradient(pool, target, through), chain),
                       expr_entry(pool, named->symbol, terms));
    return sum_over(gradients, through, indices, product);
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
        return through_named(gradients, target, named, variable, axes);
    const Expr **terms = ARENA_ARRAY(gradients->arena, const Expr *, target->position + 1);
    size_t count = 0;
    for (size_t i = target->position + 1; i > variable->position + 1; i--) {
        const Quantity *user = gradients->quantities[i - 1];
        if (gradients_depends(gradients, target, user) && uses(gradients, user, variable))
            terms[count++] = through_user(gradients, target, user, variable, axes, form);
    }
    return expr_add(pool, terms, count);
}

const Expr *gradients_step(Gradients *gradients, const Expr *entry) {
    return symbol_is_unknown_derivative(entry->symbol)
               ? entry
               : step(gradients, entry->symbol, entry->args, STEP_DONE);
}

const Expr *gradients_step_as(Gradients *gradients, const Expr *entry, StepForm form) {
    return symbol_is_unknown_derivative(entry->symbol)
               ? entry
               : step(gradients, entry->symbol, entry->args, form);
}

size_t gradients_users(const Gradients *gradients, const Symbol *gradient, const Quantity **users,
                       size_t limit) {
    const Quantity *target = gradient->quantity, *variable = gradient->variable;
    if (target == variable || named_on_the_way(gradients, target, variable) != NULL)
        return 0;
    size_t count = 0;
    for (size_t i = target->position + 1; i > variable->position + 1; i--) {
        const Quantity *user = gradients->quantities[i - 1];
        if (!gradients_depends(gradients, target, user) || !uses(gradients, user, variable))
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
            uses(gradients, user, used))
            return false;
    }
    return true;
}

const Expr *gradients_local(Gradients *gradients, const Quantity *user, const Quantity *variable) {
    return local_derivative(gradients, user, variable);
}

static const Expr *expand(void *context, const Expr *expr);

/* The whole derivative over the axes of its symbol, in the manner at work. */
static const Expr *chain(Gradients *gradients, const Symbol *gradient) {
    HashMap *chains = &gradients->chains[gradients->manner];
    uint64_t key = key_of(gradient->quantity, gradient->variable);
    const Expr *known = hash_map_find(chains, key);
    if (known != NULL)
        return known;
    const Expr *axes[SHAPE_LIMIT];
    expr_axes(gradients->pool, 0, gradient->dims, gradient->rank, axes);
    const Expr *body = expand(gradients, step(gradients, gradient, axes, STEP_DONE));
    hash_map_put(chains, key, body);
    return body;
}

static bool is_gradient_entry(const Expr *expr) {
    return expr->kind == EXPR_ENTRY && expr->symbol->variable != NULL;
}

static const Expr *expand(void *context, const Expr *expr) {
    Gradients *gradients = context;
    if (is_gradient_entry(expr)) {
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
    if (is_gradient_entry(expr) && !symbol_is_unknown_derivative(expr->symbol))
        expr = step(gradients, expr->symbol, expr->args, STEP_DONE);
    return expand(gradients, expr);
}

static const Expr *expand_in(Gradients *gradients, Manner manner, const Expr *expr) {
    Manner before = gradients->manner;
    gradients->manner = manner;
    expr = expand(gradients, expr);
    gradients->manner = before;
    return expr;
}

const Expr *gradients_expand_fully(Gradients *gradients, const Expr *expr) {
    return expand_in(gradients, WITHOUT_NAMES, expr);
}

/* Whether a gradient in it is taken by something that the quantity, another one, depends on. */
static bool is_taken_upstream(const Gradients *gradients, const Expr *expr,
                              const Quantity *quantity) {
    if (is_gradient_entry(expr))
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
    target = expand_in(gradients, is_plain ? PLAINLY : WITHOUT_NAMES, target);
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
