#include "calculus/naming.h"

#include <stdlib.h>
#include <string.h>

#include "algebra/factor.h"
#include "algebra/product.h"

enum {
    CANDIDATE_LIMIT = 8, /* index terms that are tried for an axis of a quantity */
};

/* Where an axis of a definition is seen first, so that its index can be read off an expression. */
typedef struct Place {
    const Symbol *symbol; /* an entry of it; NULL: the place of a softmax */
    size_t position;
} Place;

typedef struct Nameable {
    const Symbol *symbol;
    const Expr *body;
    size_t rank;
    Place places[RANK_LIMIT];
    bool is_power; /* of another name: only where terms come together by it */
    bool is_used;
} Nameable;

struct Naming {
    Pool *pool;
    Nameable *items;
    size_t count;
};

/* What is asked. */

/* The quantities that expr is about, by position: of its entries, and the targets of its gradients.
 */
typedef struct Targets {
    const Gradients *gradients;
    const Quantity **items;
    size_t count;
    unsigned char *is_seen; /* by number in the pool */
} Targets;

static void add_target(Targets *targets, const Quantity *quantity) {
    for (size_t i = 0; i < targets->count; i++)
        if (targets->items[i] == quantity)
            return;
    targets->items[targets->count++] = quantity;
}

static void collect_targets(Targets *targets, const Expr *expr) {
    unsigned char bit = (unsigned char)(1u << (expr->number_in_pool % 8));
    if ((targets->is_seen[expr->number_in_pool / 8] & bit) != 0)
        return;
    targets->is_seen[expr->number_in_pool / 8] |= bit;
    if (expr->symbol != NULL)
        add_target(targets, expr->symbol->quantity);
    for (size_t i = 0; i < expr->count; i++)
        collect_targets(targets, expr->args[i]);
}

static bool is_on_the_way(const Targets *targets, const Quantity *quantity) {
    for (size_t i = 0; i < targets->count; i++)
        if (gradients_is_told_by(targets->gradients, targets->items[i], quantity))
            return true;
    return false;
}

/* Definitions. */

static bool is_axis(const Expr *expr, uint32_t axis) {
    return expr->kind == EXPR_INDEX && expr->index->kind == INDEX_AXIS &&
           expr->index->number == axis;
}

static bool find_place(const Expr *body, uint32_t axis, Place *place) {
    for (size_t i = 0; body->kind == EXPR_ENTRY && i < body->count; i++)
        if (is_axis(body->args[i], axis)) {
            *place = (Place){body->symbol, i};
            return true;
        }
    if (body->kind == EXPR_SOFTMAX && is_axis(body->args[1], axis)) {
        *place = (Place){NULL, 1};
        return true;
    }
    for (size_t i = 0; i < body->count; i++)
        if (find_place(body->args[i], axis, place))
            return true;
    return false;
}

static bool is_atom(const Expr *body) {
    return body->count == 0 || body->kind == EXPR_ENTRY || body->kind == EXPR_BRACKET;
}

/* A power of another name, and a number: no reader calls x² by a name for it. */
static bool is_power_of_atom(const Expr *body) {
    if (body->kind == EXPR_MULTIPLY && body->count == 1)
        body = body->args[0];
    return is_atom(body) || (body->kind == EXPR_POWER && is_atom(body->args[0]));
}

/* False where the quantity is no name for anything, or an index of its own cannot be read off its
 * formula. */
static bool nameable_init(Nameable *nameable, Gradients *gradients, const Quantity *quantity) {
    const Expr *body = gradients_definition(gradients, quantity);
    if (quantity->kind != QUANTITY_DEFINED || body == NULL || is_atom(body))
        return false;
    memset(nameable, 0, sizeof *nameable);
    nameable->symbol = pool_symbol(gradients_pool(gradients), quantity);
    nameable->body = body;
    nameable->rank = quantity->rank;
    nameable->is_power = is_power_of_atom(body);
    for (size_t i = 0; i < quantity->rank; i++)
        if (quantity->dims[i].value != 1 && !find_place(body, (uint32_t)i, &nameable->places[i]))
            return false;
    return true;
}

/* What a question's own name hides cannot be named. */
static void collect_names(Naming *naming, Gradients *gradients, const Targets *targets) {
    const Scope *inner = gradients_scope(gradients);
    for (const Scope *scope = inner; scope != NULL; scope = scope->outer)
        for (size_t i = 0; i < scope->count; i++) {
            const Quantity *quantity = scope->quantities[i];
            if (scope_find(inner, quantity->name) == quantity && is_on_the_way(targets, quantity) &&
                nameable_init(&naming->items[naming->count], gradients, quantity))
                naming->count++;
        }
}

Naming *naming_new(Gradients *gradients, const Expr *asked) {
    Pool *pool = gradients_pool(gradients);
    Naming *naming = ARENA_NEW(pool_arena(pool), Naming);
    naming->pool = pool;
    if (asked == NULL)
        return naming;
    size_t quantity_count = 0;
    for (const Scope *scope = gradients_scope(gradients); scope != NULL; scope = scope->outer)
        quantity_count += scope->count;
    Targets targets = {.gradients = gradients,
                       .items = ARENA_ARRAY(pool_arena(pool), const Quantity *, quantity_count)};
    size_t bytes = pool_expr_count(pool) / 8 + 1;
    targets.is_seen = memory_alloc(bytes);
    memset(targets.is_seen, 0, bytes);
    collect_targets(&targets, asked);
    free(targets.is_seen);
    naming->items = ARENA_ARRAY(pool_arena(pool), Nameable, quantity_count);
    collect_names(naming, gradients, &targets);
    return naming;
}

/* Matching. */

/* An expression in terms of a quantity; expr is NULL where there is none. */
typedef struct Named {
    const Expr *expr;
    Nameable *by;
} Named;

/* A definition being looked for in an expression. */
typedef struct Match {
    Pool *pool;
    Nameable *nameable;
    const Expr *expr;
    const Expr *terms[RANK_LIMIT]; /* the index terms for its axes, as far as they are chosen */
    Named best;                    /* the shortest found */
} Match;

typedef struct Candidates {
    const Expr *items[CANDIDATE_LIMIT];
    size_t count;
} Candidates;

static bool is_closed(const Expr *term) {
    for (size_t i = 0; i < term->free_count; i++)
        if (term->free[i]->kind == INDEX_BOUND)
            return false;
    return true;
}

static void add_candidate(Candidates *candidates, const Expr *term) {
    if (!is_closed(term) || candidates->count == CANDIDATE_LIMIT)
        return;
    for (size_t i = 0; i < candidates->count; i++)
        if (candidates->items[i] == term)
            return;
    candidates->items[candidates->count++] = term;
}

/* The index terms that stand in expr where the definition has an axis. */
static void collect_candidates(Candidates *candidates, const Place *place, const Expr *expr) {
    if (place->symbol != NULL && !expr_may_have(expr, place->symbol))
        return;
    bool is_place =
        place->symbol != NULL ? expr->symbol == place->symbol : expr->kind == EXPR_SOFTMAX;
    if (is_place)
        add_candidate(candidates, expr->args[place->position]);
    for (size_t i = 0; i < expr->count; i++)
        collect_candidates(candidates, place, expr->args[i]);
}

static Named shorter(Named first, Named second) {
    bool is_second =
        first.expr == NULL || (second.expr != NULL && second.expr->size < first.expr->size);
    return is_second ? second : first;
}

static void number_of(fmpq_t number, const Expr *term) {
    if (term->kind == EXPR_NUMBER || term->kind == EXPR_MULTIPLY)
        fmpq_set(number, term->number);
    else
        fmpq_one(number);
}

/* A sum of which some terms are a multiple of body, with entry for it: 2 x - 2 y + z is 2 e + z for
 * e = x - y. NULL where they are not. */
static const Expr *name_some_terms(Pool *pool, const Expr *sum, const Expr *body,
                                   const Expr *entry) {
    if (sum->kind != EXPR_ADD || body->kind != EXPR_ADD || sum->count <= body->count)
        return NULL;
    const Expr *first = body->args[0], *result = NULL;
    if (first->kind == EXPR_NUMBER)
        first = body->args[1];
    const Expr *wanted = expr_without_number(pool, first);
    fmpq_t ratio, number;
    fmpq_init(ratio);
    fmpq_init(number);
    for (size_t i = 0; result == NULL && i < sum->count; i++) {
        if (sum->args[i]->kind == EXPR_NUMBER || expr_without_number(pool, sum->args[i]) != wanted)
            continue;
        number_of(ratio, sum->args[i]);
        number_of(number, first);
        fmpq_div(ratio, ratio, number);
        const Expr *rest = expr_add2(pool, sum, expr_negate(pool, expr_scale(pool, ratio, body)));
        bool is_covered = (rest->kind == EXPR_ADD ? rest->count : 1) + body->count == sum->count;
        if (is_covered)
            result = expr_add2(pool, expr_scale(pool, ratio, entry), rest);
    }
    fmpq_clear(ratio);
    fmpq_clear(number);
    return result;
}

static void try_terms(Match *match) {
    Pool *pool = match->pool;
    const Nameable *nameable = match->nameable;
    const Expr *body = expr_at_indices(pool, nameable->body, nameable->symbol, match->terms);
    const Expr *entry = expr_entry(pool, nameable->symbol, match->terms);
    const Expr *quotient = expr_quotient(pool, match->expr, body);
    const Expr *named = quotient != NULL ? expr_multiply2(pool, entry, quotient)
                                         : name_some_terms(pool, match->expr, body, entry);
    if (named != NULL)
        match->best = shorter(match->best, (Named){named, match->nameable});
}

static void choose_terms(Match *match, size_t axis) {
    if (axis == RANK_LIMIT || axis == match->nameable->rank) {
        try_terms(match);
        return;
    }
    Candidates candidates = {.count = 0};
    if (match->nameable->symbol->dims[axis].value == 1)
        add_candidate(&candidates, expr_integer(match->pool, 1));
    else
        collect_candidates(&candidates, &match->nameable->places[axis], match->expr);
    for (size_t i = 0; i < candidates.count; i++) {
        match->terms[axis] = candidates.items[i];
        choose_terms(match, axis + 1);
    }
}

/* expr with one name in the place of factors; powers: names of powers count, too. */
static Named name_factors(const Naming *naming, const Expr *expr, bool powers) {
    Match match = {.pool = naming->pool, .expr = expr};
    for (size_t i = 0; i < naming->count; i++) {
        match.nameable = &naming->items[i];
        bool may_be = (match.nameable->body->symbols & ~expr->symbols) == 0;
        if (may_be && (powers || !match.nameable->is_power))
            choose_terms(&match, 0);
    }
    return match.best;
}

/* The same where the factors stand partly in a sum over an index that is a factor of expr. */
static Named name_in_sum(const Naming *naming, const Expr *product, size_t at, bool powers) {
    Pool *pool = naming->pool;
    const Index *index;
    const Expr *body = expr_open_fresh(pool, product->args[at], &index);
    const Expr **factors = ARENA_ARRAY(pool_arena(pool), const Expr *, product->count + 1);
    memcpy(factors, product->args, product->count * sizeof *factors);
    factors[at] = body;
    factors[product->count] = expr_number(pool, product->number);
    const Expr *whole = expr_multiply(pool, factors, product->count + 1);
    Named named = name_factors(naming, whole, powers);
    if (named.expr != NULL)
        named.expr = expr_sum(pool, index, named.expr);
    return named;
}

/* The factors of expr that have the index, or those that have not. */
static const Expr *factors_with(Pool *pool, const Expr *expr, const Index *index, bool has_index) {
    const Expr **factors = ARENA_ARRAY(pool_arena(pool), const Expr *, expr_factor_count(expr) + 1);
    size_t count = 0;
    for (size_t i = 0; i < expr_factor_count(expr); i++)
        if (expr_has_free(expr_factor_at(expr, i), index) == has_index)
            factors[count++] = expr_factor_at(expr, i);
    if (!has_index && expr->kind == EXPR_MULTIPLY)
        factors[count++] = expr_number(pool, expr->number);
    return expr_multiply(pool, factors, count);
}

/* A sum in a sum, taken in the other order: in Σ_q A_q Σ_r G_r V_qr there is Σ_q A_q V_qr. */
static Named name_swapped(const Naming *naming, const Expr *sum) {
    Pool *pool = naming->pool;
    const Index *outer;
    const Expr *body = expr_open_fresh(pool, sum, &outer);
    for (size_t i = 0; i < expr_factor_count(body); i++) {
        const Expr *inner = expr_factor_at(body, i);
        if (inner->kind != EXPR_SUM)
            continue;
        const Index *index;
        const Expr *term = expr_open_fresh(pool, inner, &index);
        const Expr *whole = expr_multiply2(pool, expr_without_factor(pool, body, i), term);
        Named named = name_factors(
            naming, expr_sum(pool, outer, factors_with(pool, whole, outer, true)), false);
        if (named.expr == NULL)
            continue;
        const Expr *rest = factors_with(pool, whole, outer, false);
        named.expr = expr_sum(pool, index, expr_multiply2(pool, rest, named.expr));
        return named;
    }
    return (Named){0};
}

static Named name_product(const Naming *naming, const Expr *expr, bool powers) {
    Named best = name_factors(naming, expr, powers);
    if (expr->kind == EXPR_SUM)
        best = shorter(best, name_swapped(naming, expr));
    for (size_t i = 0; expr->kind == EXPR_MULTIPLY && i < expr->count; i++)
        if (expr->args[i]->kind == EXPR_SUM)
            best = shorter(best, name_in_sum(naming, expr, i, powers));
    return best;
}

/* A sum whose terms come together by their names: n μ - Σ_q x_q is 0. */
static const Expr *name_terms(const Naming *naming, const Expr *sum) {
    Named *named = ARENA_ARRAY(pool_arena(naming->pool), Named, sum->count);
    const Expr **terms = ARENA_ARRAY(pool_arena(naming->pool), const Expr *, sum->count);
    for (size_t i = 0; i < sum->count; i++) {
        named[i] = name_product(naming, sum->args[i], true);
        terms[i] = named[i].expr != NULL ? named[i].expr : sum->args[i];
    }
    const Expr *result = expr_add(naming->pool, terms, sum->count);
    bool is_gathered = result->kind != EXPR_ADD || result->count < sum->count;
    if (!is_gathered || result->size >= sum->size)
        return sum;
    for (size_t i = 0; i < sum->count; i++)
        if (named[i].expr != NULL)
            named[i].by->is_used = true;
    return result;
}

const Expr *naming_apply(Naming *naming, const Expr *expr) {
    if (naming->count == 0 || expr->count == 0 || expr->kind == EXPR_ENTRY ||
        expr->kind == EXPR_BRACKET)
        return expr;
    const Expr *result = expr;
    Named named = name_product(naming, expr, false);
    if (named.expr != NULL && named.expr->size < expr->size) {
        named.by->is_used = true;
        result = named.expr;
    } else if (expr->kind == EXPR_ADD) {
        result = name_terms(naming, expr);
    }
    return result != expr ? naming_apply(naming, result) : expr;
}

size_t naming_used(const Naming *naming, const Quantity **names, size_t limit) {
    size_t count = 0;
    for (size_t i = 0; i < naming->count; i++) {
        if (!naming->items[i].is_used)
            continue;
        if (count < limit)
            names[count] = naming->items[i].symbol->quantity;
        count++;
    }
    return count;
}
