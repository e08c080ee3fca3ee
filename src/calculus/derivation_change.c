#include "calculus/derivation_change.h"

#include "algebra/expand.h"
#include "algebra/factor.h"
#include "calculus/held.h"
#include "formula/shape.h"

enum { TERM_LIMIT = 24 }; /* of a product that is multiplied out */

/* What a reader counts in a line. */
typedef struct Tally {
    size_t leaves;       /* entries, sizes, functions and brackets, wherever they are written */
    size_t terms;        /* by how many a sum has more than one */
    size_t sums;         /* over an index */
    size_t products;     /* sums that are factors */
    size_t denominators; /* powers below 0 */
} Tally;

static void count(const Expr *expr, bool is_factor, Tally *tally) {
    switch (expr->kind) {
    case EXPR_NUMBER:
    case EXPR_INDEX:
        return;
    case EXPR_SIZE:
    case EXPR_ENTRY:
    case EXPR_BRACKET:
    case EXPR_FUNCTION:
    case EXPR_MAX_OVER:
    case EXPR_MIN_OVER:
    case EXPR_SOFTMAX:
        tally->leaves++;
        return;
    case EXPR_ADD:
        tally->terms += expr->count - 1;
        tally->products += is_factor;
        break;
    case EXPR_SUM:
        tally->sums++;
        break;
    case EXPR_POWER:
        tally->denominators += expr_is_denominator(expr);
        break;
    case EXPR_APPLY:
        tally->leaves += !expr_is_held_product(expr);
        break;
    case EXPR_MULTIPLY:
        break;
    }
    bool are_factors = expr->kind == EXPR_MULTIPLY || expr->kind == EXPR_POWER;
    for (size_t i = 0; i < expr->count; i++)
        count(expr->args[i], are_factors, tally);
}

static Tally tally_of(const Expr *expr) {
    Tally tally = {0};
    count(expr, false, &tally);
    return tally;
}

size_t derivation_sums(const Expr *line) {
    return tally_of(line).sums;
}

size_t derivation_deltas(const Expr *line) {
    if (expr_is_delta(line) || expr_is_held_delta(line))
        return 1;
    size_t total = 0;
    for (size_t i = 0; line->kind != EXPR_ENTRY && i < line->count; i++)
        total += derivation_deltas(line->args[i]);
    return total;
}

/* The one part in which two lines differ. */

/* The only arg of left that right has not; NULL where there is none or another. */
static const Expr *only_in(const Expr *left, const Expr *right) {
    const Expr *only = NULL;
    for (size_t i = 0; i < left->count; i++) {
        bool is_shared = false;
        for (size_t j = 0; j < right->count; j++)
            is_shared |= left->args[i] == right->args[j];
        if (is_shared)
            continue;
        if (only != NULL)
            return NULL;
        only = left->args[i];
    }
    return only;
}

static void narrow(Pool *pool, const Expr **before, const Expr **after) {
    for (;;) {
        const Expr *left = *before, *right = *after;
        if (left->kind != right->kind)
            return;
        if (left->kind == EXPR_SUM) {
            if (!dimension_equal(left->index->dimension, right->index->dimension))
                return;
            const Index *index, *other;
            *before = expr_open_fresh(pool, left, &index);
            const Expr *body = expr_open_fresh(pool, right, &other);
            *after = expr_substitute1(pool, body, other, expr_index(pool, index));
            continue;
        }
        bool is_composed = left->kind == EXPR_ADD ||
                           (left->kind == EXPR_MULTIPLY && fmpq_equal(left->number, right->number));
        if (!is_composed || left->count != right->count)
            return;
        const Expr *only = only_in(left, right), *other = only_in(right, left);
        if (only == NULL || other == NULL)
            return;
        *before = only;
        *after = other;
    }
}

static bool is_factor(const Expr *product, const Expr *factor) {
    for (size_t i = 0; i < product->count; i++)
        if (expr_base(product->args[i]) == expr_base(factor))
            return factor->kind == EXPR_NUMBER || !expr_is_denominator(factor);
    return factor->kind == EXPR_NUMBER;
}

/* Whether after is before with some of its factors multiplied into a sum: (1 - a/b) b c and
 * (b - a) c. */
static bool is_multiplied_into(Pool *pool, const Expr *before, const Expr *after, const Expr *sum,
                               const Expr *other) {
    const Expr *factors = expr_multiply2(pool, before, expr_power_si(pool, sum, -1));
    const Expr *rest = expr_multiply2(pool, after, expr_power_si(pool, other, -1));
    const Expr *taken = expr_multiply2(pool, factors, expr_power_si(pool, rest, -1));
    bool are_factors = true;
    for (size_t i = 0; i < expr_factor_count(taken); i++)
        are_factors &= is_factor(before, expr_factor_at(taken, i));
    return are_factors && expr_expand(pool, expr_multiply2(pool, sum, taken), TERM_LIMIT) == other;
}

static bool is_multiplied_out(Pool *pool, const Expr *before, const Expr *after) {
    narrow(pool, &before, &after);
    if (before->kind != EXPR_MULTIPLY)
        return false;
    if (after->kind != EXPR_MULTIPLY)
        return expr_expand(pool, before, TERM_LIMIT) == after;
    for (size_t i = 0; i < before->count; i++)
        for (size_t j = 0; before->args[i]->kind == EXPR_ADD && j < after->count; j++)
            if (after->args[j]->kind == EXPR_ADD && after->args[j] != before->args[i] &&
                is_multiplied_into(pool, before, after, before->args[i], after->args[j]))
                return true;
    return false;
}

DerivationRule derivation_change(Pool *pool, const Expr *before, const Expr *after) {
    if (expr_factor(pool, before) == after)
        return RULE_COMMON;
    if (is_multiplied_out(pool, before, after))
        return RULE_MULTIPLY;
    Tally was = tally_of(before), is = tally_of(after);
    if (is.products > was.products || (is.products > 0 && is.leaves < was.leaves))
        return RULE_COMMON;
    if (is.products < was.products)
        return RULE_MULTIPLY;
    if (is.sums != was.sums)
        return is.sums > was.sums ? RULE_SUM_TERMS : RULE_JOIN;
    return is.terms < was.terms ? RULE_LIKE_TERMS : RULE_REARRANGED;
}

bool derivation_is_one_change(Pool *pool, const Expr *before, const Expr *after) {
    if (expr_factor(pool, before) == after || is_multiplied_out(pool, before, after))
        return true;
    Tally was = tally_of(before), is = tally_of(after);
    return derivation_change(pool, before, after) != RULE_MULTIPLY && is.leaves < was.leaves &&
           is.denominators == was.denominators;
}
