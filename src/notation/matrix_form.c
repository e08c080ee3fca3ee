#include "notation/matrix_form.h"

#include <string.h>

#include "algebra/expand.h"
#include "notation/matrix_form_parts.h"
#include "notation/matrix_rows.h"
#include "notation/matrix_distribute.h"

bool form_fail(Form *form, const char *reason) {
    if (form->reason == NULL)
        form->reason = reason;
    return false;
}

uint64_t form_place(const Form *form, const Expr *factor) {
    return layout_factor_place(form->layout, factor);
}

bool expr_is_vertex(const Expr *index) {
    return index->kind == EXPR_INDEX && index->index->kind != INDEX_LETTER;
}

const Index *form_single_vertex(const Form *form, Dimension dimension, size_t axis) {
    enum { SINGLE_AXIS = 1000 };
    return pool_axis(form->pool, SINGLE_AXIS + (uint32_t)axis, dimension);
}

bool expr_has_vertex(const Expr *expr) {
    for (size_t i = 0; i < expr->free_count; i++)
        if (expr->free[i]->kind != INDEX_LETTER)
            return true;
    return false;
}

bool expr_is_label_entry(const Expr *expr) {
    return expr->kind == EXPR_ENTRY && expr->symbol->variable == NULL &&
           expr->symbol->quantity->kind == QUANTITY_LABEL;
}

/* An entry or delta that is a product in matrix notation: one with an index twice, or one that a
 * label with an index picks; a share of a sum. */
static bool takes_two_blocks(const Expr *expr) {
    if (expr_is_weighted_share(expr))
        return true;
    if (expr->kind != EXPR_ENTRY && !expr_is_delta(expr))
        return false;
    for (size_t i = 0; i < expr->count; i++) {
        const Expr *arg = expr->args[i];
        bool is_picked = expr_is_label_entry(arg) && expr_has_vertex(arg);
        if (is_picked && expr->kind == EXPR_ENTRY)
            return true;
        if (is_picked && expr_is_vertex(expr->args[1 - i]) &&
            expr_has_free(arg, expr->args[1 - i]->index))
            return true;
        for (size_t j = 0; j < i; j++)
            if (expr_is_vertex(arg) && arg == expr->args[j])
                return true;
    }
    return false;
}

/* A function of the author's; a number that has no matrix notation is written with indices. */
static bool form_applied(Form *form, const Expr *call, const Index *const *wanted,
                         size_t wanted_count, Block *result) {
    const char *reason = form->reason;
    if (form_call(form, call, wanted, wanted_count, result))
        return true;
    if (expr_has_vertex(call))
        return false;
    form->reason = reason;
    *result =
        (Block){.syntax = layout_expression(form->layout, call), .place = form_place(form, call)};
    return true;
}

bool form_block(Form *form, const Expr *expr, const Index *const *wanted, size_t wanted_count,
                bool is_whole, Block *result) {
    /* As an operand of its own an expression keeps every index that is free in it. */
    const Index *own[2];
    size_t own_count = wanted_count;
    if (wanted_count > 0)
        memcpy(own, wanted, wanted_count * sizeof *own);
    if (!is_whole) {
        own_count = 0;
        for (size_t i = 0; i < wanted_count; i++)
            if (expr_has_free(expr, wanted[i]) || wanted[i]->dimension.value == 1)
                own[own_count++] = wanted[i];
        for (size_t i = 0; i < expr->free_count; i++) {
            const Index *index = expr->free[i];
            bool is_known = index->kind == INDEX_LETTER;
            for (size_t j = 0; j < own_count; j++)
                is_known |= own[j] == index;
            if (is_known)
                continue;
            if (own_count == 2) {
                /* a wanted axis of size 1 gives way to an index that is there */
                size_t single = own[0]->dimension.value == 1 ? 0 : 1;
                if (own[single]->dimension.value != 1)
                    return form_fail(form, "a factor has more than two indices that vary");
                own[single] = index;
                continue;
            }
            own[own_count++] = index;
        }
    }
    switch (expr->kind) {
    case EXPR_ADD:
        return form_terms(form, expr, own, own_count, is_whole, result);
    case EXPR_NUMBER:
    case EXPR_SIZE:
    case EXPR_MULTIPLY:
    case EXPR_SUM:
        return form_product(form, expr, own, own_count, is_whole, result);
    case EXPR_ENTRY:
    case EXPR_BRACKET:
    case EXPR_FUNCTION:
    case EXPR_APPLY:
    case EXPR_POWER:
    case EXPR_SOFTMAX:
    case EXPR_INDEX:
    case EXPR_MAX_OVER:
    case EXPR_MIN_OVER:
        break;
    }
    if (is_whole || layout_is_size(expr) || takes_two_blocks(expr))
        return form_product(form, expr, own, own_count, is_whole, result);
    *result = (Block){0};
    if (!expr_has_vertex(expr) && expr->kind != EXPR_ENTRY && expr->kind != EXPR_BRACKET &&
        expr->kind != EXPR_FUNCTION && expr->kind != EXPR_APPLY && expr->kind != EXPR_POWER) {
        result->syntax = layout_expression(form->layout, expr);
        result->place = form_place(form, expr);
        return true;
    }
    switch (expr->kind) {
    case EXPR_ENTRY:
        return form_entry(form, expr, NULL, result);
    case EXPR_BRACKET:
        return form_bracket(form, expr, own, own_count, result);
    case EXPR_FUNCTION:
        return form_call(form, expr, own, own_count, result);
    case EXPR_APPLY:
        return form_applied(form, expr, own, own_count, result);
    case EXPR_POWER:
        return form_power(form, expr, own, own_count, result);
    case EXPR_SOFTMAX:
        return form_softmax(form, expr, result);
    case EXPR_INDEX:
        return form_fail(form, "an index stands as a number");
    case EXPR_MAX_OVER:
    case EXPR_MIN_OVER:
    case EXPR_ADD:
    case EXPR_NUMBER:
    case EXPR_SIZE:
    case EXPR_MULTIPLY:
    case EXPR_SUM:
        break;
    }
    return form_fail(form, "a maximum over an index has no matrix notation");
}

/* Whether what was written is a formula of the shape asked for. One number stands for all entries.
 */
static bool fits(const Form *form, const Syntax *formula, const Dimension *dims, size_t rank) {
    Letters letters = *layout_letters(form->layout);
    Diagnostics found;
    diagnostics_init(&found, form->arena);
    bool is_good = resolve_in_scope(form->arena, gradients_scope(layout_gradients(form->layout)),
                                    formula, &letters, false, &found) &&
                   (formula->shape->rank == rank || formula->shape->rank == 0);
    diagnostics_free(&found);
    for (size_t i = 0; is_good && i < formula->shape->rank; i++)
        is_good = dimension_equal(formula->shape->dims[i], dims[i]);
    return is_good;
}

/* What a rewriting of a formula that fits makes of it, where that fits too. */
static const Syntax *rewritten(const Form *form, const Syntax *formula,
                               const Syntax *(*rewrite)(Arena *, const Syntax *),
                               const Dimension *dims, size_t rank) {
    const Syntax *other = rewrite(form->arena, formula);
    return other != formula && fits(form, other, dims, rank) ? other : formula;
}

enum { EXPANDED_LIMIT = 64 };

const Syntax *matrix_form(Layout *layout, const Expr *expr, const Dimension *dims, size_t rank,
                          const char **reason) {
    Form form = {.layout = layout,
                 .arena = layout_arena(layout),
                 .pool = gradients_pool(layout_gradients(layout)),
                 .wanted_count = rank};
    *reason = NULL;
    if (rank > 2) {
        *reason = "more than two dimensions are asked for";
        return NULL;
    }
    expr = form_like_terms_collected(&form, expr);
    /* What has no form as it stands may have one term by term, and what takes a diagonal or ones
     * may have a shorter one. The one index of a dimension of size 1 may join too much; it stands
     * as a number where that reads better. */
    const Expr *tries[] = {expr, expr_part_by_indices(form.pool, expr), NULL, NULL};
    const Syntax *best = NULL;
    bool is_bad = false;
    for (int plainly = 0; plainly < 2 && (best == NULL || is_bad); plainly++) {
        form.joins_singles = !plainly;
        for (size_t i = 0; i < rank; i++)
            form.wanted[i] = form.joins_singles && dims[i].value == 1
                                 ? form_single_vertex(&form, dims[i], i)
                                 : pool_axis(form.pool, (uint32_t)i, dims[i]);
        for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
            Block block;
            if (best != NULL && !is_bad)
                break;
            form.reads_badly = false;
            if (tries[i] == NULL)
                tries[i] = i == 2 ? expr_distribute_sums(form.pool, expr)
                                  : expr_expand(form.pool, expr, EXPANDED_LIMIT);
            if ((i > 0 && tries[i] == tries[i - 1]) ||
                !form_block(&form, tries[i], form.wanted, rank, true, &block))
                continue;
            const Syntax *formula = block_syntax(form.arena, &block);
            bool is_better =
                best == NULL || (is_bad && !form.reads_badly) ||
                (is_bad == form.reads_badly && syntax_size(formula) < syntax_size(best));
            if (!is_better || !fits(&form, formula, dims, rank))
                continue;
            best = formula;
            is_bad = form.reads_badly;
        }
    }
    if (best != NULL) {
        best = rewritten(&form, best, matrix_rows_straightened, dims, rank);
        best = rewritten(&form, best, matrix_transposes_distributed, dims, rank);
        best = rewritten(&form, best, matrix_diagonals_applied, dims, rank);
    }
    if (best == NULL)
        *reason =
            form.reason != NULL ? form.reason : "its parts have shapes that do not go together";
    return best;
}
