#include "calculus/tidy.h"

#include <string.h>

#include "algebra/cancel.h"
#include "algebra/expand.h"
#include "algebra/factor.h"
#include "algebra/pick.h"
#include "algebra/share.h"
#include "base/hash_map.h"
#include "calculus/gradient_state.h"
#include "calculus/naming.h"
#include "formula/assumption.h"

enum {
    EXPANDED_TERMS = 48,
    EXPANDED_SIZE = 200,  /* nodes: larger parts are not multiplied out */
    GATHERED_SIZE = 2000, /* nodes: terms of longer answers are not gathered */
    DEFINITION_DEPTH = 4, /* how far a sum looks into definitions for a constant */
};

typedef struct Tidying {
    Gradients *gradients;
    Pool *pool;
    const Scope *scope; /* the model's */
    Naming *naming;
    HashMap memos; /* what became of each expression, by its number in the pool */
    TidyGrounds grounds;
} Tidying;

static const Expr *shorter(const Expr *first, const Expr *second) {
    return second->size < first->size ? second : first;
}

static const Expr *tidy_part(void *context, const Expr *expr);

/* Sums that are known. */

/* The total that the model assumes for a sum of T[..., index, ...] over its index, with what stands
 * at the other places fixed; NULL: none. */
static const Expr *assumed_total(const Tidying *tidying, const Index *index, const Expr *entry) {
    for (size_t i = 0; i < tidying->scope->assumption_count; i++) {
        const Assumption *assumption = &tidying->scope->assumptions[i];
        if (entry->symbol->variable != NULL || entry->symbol->quantity != assumption->quantity)
            continue;
        bool fits = true;
        for (size_t j = 0; fits && j < entry->count; j++) {
            const Expr *arg = entry->args[j];
            bool is_index = arg->kind == EXPR_INDEX && arg->index == index;
            if (assumption->is_summed[j])
                fits = is_index;
            else
                fits = !expr_has_free(arg, index) &&
                       (assumption->fixed[j] == 0 || expr_is_number(arg, assumption->fixed[j]));
        }
        if (fits)
            return expr_number(tidying->pool, assumption->total);
    }
    return NULL;
}

typedef struct Unfolding {
    const Tidying *tidying;
    int depth;
} Unfolding;

static const Expr *unfold(void *context, const Expr *expr) {
    const Unfolding *unfolding = context;
    Gradients *gradients = unfolding->tidying->gradients;
    if (expr->kind != EXPR_ENTRY || expr->symbol->variable != NULL)
        return expr_rebuild(unfolding->tidying->pool, expr, unfold, context);
    const Expr *body = gradients_definition_at(gradients, expr);
    if (body == NULL || unfolding->depth == 0)
        return expr;
    Unfolding deeper = {unfolding->tidying, unfolding->depth - 1};
    return unfold(&deeper, body);
}

/* The number that a sum of entries of a definition is, whatever the values: Σ_c (x_c - mean(x)) is
 * 0. NULL where it is none. */
static const Expr *constant_total(const Tidying *tidying, const Index *index, const Expr *entry) {
    const Quantity *quantity = entry->symbol->quantity;
    if (entry->symbol->variable != NULL || quantity->kind != QUANTITY_DEFINED)
        return NULL;
    const Expr *before = entry;
    for (int depth = 1; depth <= DEFINITION_DEPTH; depth++) {
        Unfolding unfolding = {tidying, depth};
        const Expr *body = unfold(&unfolding, entry);
        if (body == before || body->size > EXPANDED_SIZE)
            return NULL;
        before = body;
        const Expr *total =
            expr_expand(tidying->pool, expr_sum(tidying->pool, index, body), EXPANDED_TERMS);
        if (total->kind == EXPR_NUMBER)
            return total;
    }
    return NULL;
}

/* Σ_index body, where body is an entry whose sum is known; NULL else. */
static const Expr *known_sum(Tidying *tidying, const Index *index, const Expr *body) {
    if (body->kind != EXPR_ENTRY)
        return NULL;
    const Expr *total = assumed_total(tidying, index, body);
    if (total != NULL) {
        tidying->grounds.has_assumed = true;
        return total;
    }
    total = constant_total(tidying, index, body);
    if (total != NULL)
        tidying->grounds.has_constant = true;
    return total;
}

/* Whether a sum over index of this term has a known sum in it. */
static const Expr *sum_of_term(Tidying *tidying, const Index *index, const Expr *term,
                               bool *is_known) {
    Pool *pool = tidying->pool;
    const Expr *sum = expr_sum(pool, index, term);
    for (size_t i = 0; i < expr_factor_count(sum); i++) {
        const Expr *factor = expr_factor_at(sum, i);
        if (factor->kind != EXPR_SUM)
            continue;
        const Index *inner;
        const Expr *body = expr_open_fresh(pool, factor, &inner);
        const Expr *total = known_sum(tidying, inner, body);
        if (total == NULL)
            continue;
        *is_known = true;
        return expr_multiply2(pool, total, expr_without_factor(pool, sum, i));
    }
    return sum;
}

/* The sum over index of a sum of terms, term by term; NULL where none of them is known. */
static const Expr *sum_of_terms(Tidying *tidying, const Index *index, const Expr *body) {
    Pool *pool = tidying->pool;
    bool is_known = false;
    const Expr **terms = ARENA_ARRAY(pool_arena(pool), const Expr *, body->count);
    for (size_t i = 0; i < body->count; i++)
        terms[i] = sum_of_term(tidying, index, body->args[i], &is_known);
    return is_known ? tidy_part(tidying, expr_add(pool, terms, body->count)) : NULL;
}

static bool has_sum_factor(const Expr *product) {
    for (size_t i = 0; product->kind == EXPR_MULTIPLY && i < product->count; i++)
        if (product->args[i]->kind == EXPR_ADD)
            return true;
    return false;
}

/* A sum over an index: known, or known in some of its terms. Those of a product count where it is
 * no longer multiplied out: Σ_q (log p_q + 1) p_q is Σ_q p_q log p_q + 1. */
static const Expr *tidy_sum(Tidying *tidying, const Expr *sum) {
    Pool *pool = tidying->pool;
    const Index *index;
    const Expr *picked = expr_pick(pool, sum);
    if (picked != sum)
        return tidy_part(tidying, picked);
    const Expr *body = expr_open_fresh(pool, sum, &index);
    if (body->kind == EXPR_ADD) {
        const Expr *result = sum_of_terms(tidying, index, body);
        return result != NULL ? result : sum;
    }
    bool is_known = false;
    const Expr *whole = sum_of_term(tidying, index, body, &is_known);
    if (is_known)
        return tidy_part(tidying, whole);
    if (!has_sum_factor(body) || body->size > EXPANDED_SIZE)
        return sum;
    const Expr *expanded = expr_expand(pool, body, EXPANDED_TERMS);
    const Expr *result = expanded->kind == EXPR_ADD ? sum_of_terms(tidying, index, expanded) : NULL;
    return result != NULL && result->size <= sum->size ? result : sum;
}

/* Sums of terms and products. */

/* How many names stand in it. */
static size_t count_names(const Expr *expr) {
    size_t count = expr->kind == EXPR_ENTRY;
    for (size_t i = 0; expr->kind != EXPR_ENTRY && i < expr->count; i++)
        count += count_names(expr->args[i]);
    return count;
}

/* expr multiplied out where something cancels by it. That only a sign gets shorter, as in
 * w - η (λ w - x) = w - η λ w + η x, is no reason, nor that a sum has as many terms as products:
 * 1 - p² + q (1 - q) is no q - p² - q² + 1. */
static const Expr *multiplied_out(const Tidying *tidying, const Expr *expr) {
    if (expr->size > EXPANDED_SIZE)
        return expr;
    const Expr *expanded = expr_expand(tidying->pool, expr, EXPANDED_TERMS);
    size_t terms = expanded->kind == EXPR_ADD ? expanded->count : 1;
    if (expr->kind == EXPR_ADD && terms >= expr_product_count(expr, EXPANDED_TERMS))
        return expr;
    const Expr *result = expr_factor(tidying->pool, expanded);
    return result->size < expr->size && count_names(result) <= count_names(expr) ? result : expr;
}

/* (a >= b) beside (b > a) or (-a > -b), (a != b) beside (a == b): the two make 1. */
static bool is_complement(Pool *pool, const Expr *bracket, const Expr *other) {
    const Expr *a = bracket->args[0], *b = bracket->args[1];
    const Expr *left = other->args[0], *right = other->args[1];
    if (bracket->relation == RELATION_NOT_EQUAL)
        return other->relation == RELATION_EQUAL && left == a && right == b;
    if (bracket->relation != RELATION_GREATER_EQUAL || other->relation != RELATION_GREATER)
        return false;
    return (left == b && right == a) ||
           (left == expr_negate(pool, a) && right == expr_negate(pool, b));
}

/* A comparison and its opposite as 1. */
static const Expr *join_complements(Pool *pool, const Expr *sum) {
    for (size_t i = 0; i < sum->count; i++)
        for (size_t j = 0; sum->args[i]->kind == EXPR_BRACKET && j < sum->count; j++) {
            if (sum->args[j]->kind != EXPR_BRACKET ||
                !is_complement(pool, sum->args[i], sum->args[j]))
                continue;
            const Expr *terms[] = {sum, expr_negate(pool, sum->args[i]),
                                   expr_negate(pool, sum->args[j]), expr_integer(pool, 1)};
            return expr_add(pool, terms, 4);
        }
    return sum;
}

static const Expr *tidy_terms(const Tidying *tidying, const Expr *sum) {
    const Expr *joined = join_complements(tidying->pool, sum);
    if (joined != sum)
        return joined;
    const Expr *factored = expr_factor(tidying->pool, sum);
    const Expr *best = shorter(sum, factored);
    if (factored != sum && factored->size == sum->size && count_names(factored) < count_names(sum))
        best = factored; /* (1 + a) v is no longer than v + a v, but says v once */
    bool has_product_of_sums = false;
    for (size_t i = 0; i < sum->count; i++)
        for (size_t j = 0; sum->args[i]->kind == EXPR_MULTIPLY && j < sum->args[i]->count; j++)
            has_product_of_sums |= sum->args[i]->args[j]->kind == EXPR_ADD;
    return has_product_of_sums ? shorter(best, multiplied_out(tidying, sum)) : best;
}

/* A product is multiplied out only where a sum in it has a denominator that may cancel. */
static bool may_cancel(const Expr *product) {
    for (size_t i = 0; i < product->count; i++)
        if (product->args[i]->kind == EXPR_ADD && expr_has_denominator(product->args[i]))
            return true;
    return false;
}

/* The product with its denominators cancelled where that is shorter, nothing else in it taken
 * apart: (p - y) v a (1 - a), and not ((y - p) a + p - y) v a. */
static const Expr *cancelled(const Tidying *tidying, const Expr *product) {
    const Expr *best = product;
    for (int is_expanded = 0; is_expanded <= 1 && product->size <= EXPANDED_SIZE; is_expanded++) {
        const Expr *result = expr_cancel(tidying->pool, product, is_expanded == 1, EXPANDED_TERMS);
        if (count_names(result) <= count_names(product))
            best = shorter(best, result);
    }
    return best;
}

/* (c u > (c - 1) u) is (u > 0). */
static const Expr *tidy_bracket(const Tidying *tidying, const Expr *bracket) {
    Pool *pool = tidying->pool;
    const Expr *left = bracket->args[0], *right = bracket->args[1];
    bool is_open = left->kind != EXPR_NUMBER && right->kind != EXPR_NUMBER &&
                   left->kind != EXPR_INDEX && right->kind != EXPR_INDEX;
    if (!is_open || bracket->size > EXPANDED_SIZE)
        return bracket;
    const Expr *difference = expr_add2(pool, left, expr_negate(pool, right));
    difference = expr_factor(pool, expr_expand(pool, difference, EXPANDED_TERMS));
    const Expr *result = expr_bracket(pool, bracket->relation, difference, expr_integer(pool, 0));
    return result->size < bracket->size && count_names(result) < count_names(bracket) ? result
                                                                                      : bracket;
}

static const Expr *tidy_node(Tidying *tidying, const Expr *expr) {
    switch (expr->kind) {
    case EXPR_ADD:
        return tidy_terms(tidying, expr);
    case EXPR_MULTIPLY:
        expr = shorter(expr, expr_share_in_sums(tidying->pool, expr));
        expr = cancelled(tidying, expr);
        return may_cancel(expr) ? multiplied_out(tidying, expr) : expr;
    case EXPR_SUM:
        return tidy_sum(tidying, expr);
    case EXPR_BRACKET:
        return tidy_bracket(tidying, expr);
    case EXPR_NUMBER:
    case EXPR_SIZE:
    case EXPR_INDEX:
    case EXPR_ENTRY:
    case EXPR_POWER:
    case EXPR_FUNCTION:
    case EXPR_APPLY:
    case EXPR_MAX_OVER:
    case EXPR_MIN_OVER:
    case EXPR_SOFTMAX:
        break;
    }
    return expr;
}

enum { ROUNDS = 4 }; /* a shorter form may be made shorter again; in practice once */

static const Expr *tidy_part(void *context, const Expr *expr) {
    Tidying *tidying = context;
    if (expr->count == 0 || expr->kind == EXPR_ENTRY)
        return expr;
    const Expr *known = hash_map_find(&tidying->memos, expr->number_in_pool);
    if (known != NULL)
        return known;
    const Expr *result = expr_rebuild(tidying->pool, expr, tidy_part, tidying);
    for (int round = 0; round < ROUNDS; round++) {
        const Expr *tidied = tidy_node(tidying, naming_apply(tidying->naming, result));
        if (tidied == result)
            break;
        result = expr_rebuild(tidying->pool, tidied, tidy_part, tidying);
    }
    hash_map_put(&tidying->memos, expr->number_in_pool, result);
    return result;
}

/* Until nothing is shorter: what one part became may let another be. */
static const Expr *tidy_whole(Tidying *tidying, const Expr *expr) {
    const Expr *result = tidy_part(tidying, expr);
    for (const Expr *before = expr; before != result;) {
        before = result;
        result = shorter(before, tidy_part(tidying, before));
    }
    return result;
}

static const Expr *gather_part(void *context, const Expr *expr) {
    const Tidying *tidying = context;
    if (expr->count == 0 || expr->kind == EXPR_ENTRY)
        return expr;
    const Expr *gathered = expr_rebuild(tidying->pool, expr, gather_part, context);
    return expr_gather(tidying->pool, gathered);
}

/* What is tidied to give a reason for it is done anew. */
static uint64_t key_of(const Expr *asked, const Expr *expr) {
    uint64_t number = asked != NULL ? asked->number_in_pool + 1 : 0;
    return number << 32 | expr->number_in_pool;
}

const Expr *tidy(Gradients *gradients, const Expr *asked, const Expr *expr, TidyGrounds *grounds) {
    const Expr *known = hash_map_find(&gradients->tidied, key_of(asked, expr));
    if (known != NULL && grounds == NULL)
        return known;
    Tidying tidying = {.gradients = gradients,
                       .pool = gradients_pool(gradients),
                       .naming = naming_new(gradients, asked),
                       .scope = gradients_scope(gradients)};
    while (tidying.scope->outer != NULL)
        tidying.scope = tidying.scope->outer;
    hash_map_init(&tidying.memos);
    const Expr *result = tidy_whole(&tidying, expr);
    /* What only some terms share comes last: what all share, or what cancels, may leave nothing of
     * it. */
    for (const Expr *before = NULL; before != result && result->size <= GATHERED_SIZE;) {
        before = result;
        const Expr *gathered = gather_part(&tidying, before);
        if (gathered->size < before->size)
            result = tidy_whole(&tidying, gathered);
    }
    hash_map_free(&tidying.memos);
    hash_map_put(&gradients->tidied, key_of(asked, expr), result);
    if (grounds != NULL) {
        *grounds = tidying.grounds;
        grounds->named_count = naming_used(tidying.naming, grounds->named, TIDY_NAMES);
    }
    return result;
}
