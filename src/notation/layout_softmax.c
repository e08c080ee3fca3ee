/* Entries of a softmax. */
#include <string.h>

#include "formula/functions.h"
#include "notation/layout_state.h"
#include "notation/matrix_form.h"

/* A softmax at work: f(at) / Σ_index f(index) with f = exp(row). */
typedef struct Share {
    const Expr *summand;
    const Expr *row; /* NULL where f is no exponential */
    const Index *index;
    const Expr *at;
} Share;

static const Syntax *quotient(Layout *layout, const Share *share) {
    Pool *pool = gradients_pool(layout_gradients(layout));
    const Expr *above = expr_substitute1(pool, share->summand, share->index, share->at);
    const Expr *below = expr_sum(pool, share->index, share->summand);
    return syntax_binary(layout_arena(layout), SYNTAX_DIVIDE, layout_expression(layout, above),
                         layout_expression(layout, below));
}

/* softmax(argument)[rows ..., at] */
static const Syntax *entry_of(Layout *layout, const Syntax *argument, const Expr *const *rows,
                              size_t count, const Expr *at) {
    Arena *arena = layout_arena(layout);
    const Syntax *children[RANK_LIMIT + 1] = {syntax_call(arena, "softmax", &argument, 1)};
    for (size_t i = 0; i < count; i++)
        children[i + 1] = layout_expression(layout, rows[i]);
    children[count + 1] = layout_expression(layout, at);
    return syntax_new(arena, SYNTAX_INDEX, children, count + 2);
}

/* The entry where the row is T[rows ..., index]; NULL where it is none. */
static const Syntax *of_tensor(Layout *layout, const Share *share) {
    const Expr *row = share->row;
    if (row->kind != EXPR_ENTRY || row->count == 0 || row->symbol->variable != NULL)
        return NULL;
    size_t last = row->count - 1;
    if (row->args[last]->kind != EXPR_INDEX || row->args[last]->index != share->index)
        return NULL;
    for (size_t i = 0; i < last; i++)
        if (expr_has_free(row->args[i], share->index))
            return NULL;
    const Syntax *name = syntax_name(layout_arena(layout), row->symbol->quantity->name);
    return entry_of(layout, name, row->args, last, share->at);
}

/* Whether matrix notation has products and functions of single numbers only: what needs diag, outer
 * or onehot is read more easily entry by entry. */
static bool is_plain(const Syntax *matrix) {
    if (matrix->kind == SYNTAX_CALL && function_find(matrix->name) == FUNCTION_COUNT &&
        strcmp(matrix->name, "softmax") != 0)
        return false;
    for (size_t i = 0; i < matrix->count; i++)
        if (!is_plain(matrix->children[i]))
            return false;
    return true;
}

/* The entry where the row, as a function of its index and at most one other, has plain matrix
 * notation; NULL where it has none. */
static const Syntax *of_matrix(Layout *layout, const Share *share) {
    Pool *pool = gradients_pool(layout_gradients(layout));
    const Index *from[2];
    size_t count = 0;
    for (size_t i = 0; i < share->row->free_count; i++) {
        const Index *index = share->row->free[i];
        if (index == share->index)
            continue;
        if (count > 0 || index->kind == INDEX_AXIS)
            return NULL;
        from[count++] = index;
    }
    from[count] = share->index;
    Dimension dims[2];
    const Expr *axes[2];
    for (size_t i = 0; i <= count; i++) {
        dims[i] = from[i]->dimension;
        axes[i] = expr_index(pool, pool_axis(pool, (uint32_t)i, dims[i]));
    }
    const char *reason;
    const Syntax *matrix = matrix_form(
        layout, expr_substitute(pool, share->row, from, axes, count + 1), dims, count + 1, &reason);
    if (matrix == NULL || !is_plain(matrix))
        return NULL;
    const Expr *row = count > 0 ? expr_index(pool, from[0]) : NULL;
    return entry_of(layout, matrix, &row, count, share->at);
}

const Syntax *layout_softmax(Layout *layout, const Expr *softmax) {
    Share share = {.at = softmax->args[1]};
    share.summand =
        expr_open_fresh(gradients_pool(layout_gradients(layout)), softmax, &share.index);
    bool is_exponential =
        share.summand->kind == EXPR_FUNCTION && share.summand->function == FUNCTION_EXP;
    if (!is_exponential)
        return quotient(layout, &share);
    share.row = share.summand->args[0];
    const Syntax *entry = of_tensor(layout, &share);
    if (entry == NULL)
        entry = of_matrix(layout, &share);
    return entry != NULL ? entry : quotient(layout, &share);
}
