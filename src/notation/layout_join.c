/* Terms that left a sum over an index because they have not the index, put in again. */
#include "notation/layout_state.h"

/* A sum over an index, and what it is multiplied by. */
typedef struct Scaled {
    const Expr *sum; /* NULL: the term is none */
    const Expr *number;
} Scaled;

static Scaled scaled_sum(Pool *pool, const Expr *term) {
    if (term->kind == EXPR_SUM)
        return (Scaled){term, expr_integer(pool, 1)};
    bool is_scaled =
        term->kind == EXPR_MULTIPLY && term->count == 1 && term->args[0]->kind == EXPR_SUM;
    return is_scaled ? (Scaled){term->args[0], expr_number(pool, term->number)} : (Scaled){0};
}

static bool has_factor(const Expr *term, const Expr *wanted) {
    for (size_t i = 0; i < expr_factor_count(term); i++)
        if (expr_factor_at(term, i) == wanted)
            return true;
    return false;
}

/* number Σ_i a_i + number m b as number Σ_i (a_i + b), where the author has a_i + b; NULL else. */
static const Expr *join(Layout *layout, const Expr *term, const Expr *other) {
    Pool *pool = layout->pool;
    Scaled scaled = scaled_sum(pool, term);
    if (scaled.sum == NULL)
        return NULL;
    const Index *index;
    const Expr *body = expr_open_fresh(pool, scaled.sum, &index);
    const Expr *extent = expr_extent(pool, index->dimension);
    if (extent->kind != EXPR_SIZE || !has_factor(other, extent))
        return NULL;
    const Expr *times = expr_multiply2(pool, scaled.number, extent);
    const Expr *whole =
        expr_add2(pool, body, expr_multiply2(pool, other, expr_power_si(pool, times, -1)));
    if (whole->kind != EXPR_ADD || written_forms_find(gradients_forms(layout->gradients), EXPR_ADD,
                                                      whole->args, whole->count) == NULL)
        return NULL;
    return expr_multiply2(pool, scaled.number, expr_sum_as_written(pool, index, whole));
}

static const Expr *join_terms(Layout *layout, const Expr *sum) {
    for (size_t i = 0; i < sum->count; i++)
        for (size_t j = 0; j < sum->count; j++) {
            const Expr *joined = i != j ? join(layout, sum->args[i], sum->args[j]) : NULL;
            if (joined == NULL)
                continue;
            const Expr **terms = ARENA_ARRAY(layout->arena, const Expr *, sum->count);
            size_t count = 0;
            terms[count++] = joined;
            for (size_t k = 0; k < sum->count; k++)
                if (k != i && k != j)
                    terms[count++] = sum->args[k];
            return expr_add(layout->pool, terms, count);
        }
    return sum;
}

const Expr *layout_join_sums(Layout *layout, const Expr *expr) {
    enum { TERMS_LIMIT = 8 };
    if (expr->kind == EXPR_ADD && expr->count <= TERMS_LIMIT)
        return join_terms(layout, expr);
    for (size_t i = 0; expr->kind == EXPR_MULTIPLY && i < expr->count; i++) {
        const Expr *joined = layout_join_sums(layout, expr->args[i]);
        if (joined == expr->args[i])
            continue;
        const Expr **factors = ARENA_ARRAY(layout->arena, const Expr *, expr->count + 1);
        for (size_t j = 0; j < expr->count; j++)
            factors[j] = j == i ? joined : expr->args[j];
        factors[expr->count] = expr_number(layout->pool, expr->number);
        return expr_multiply(layout->pool, factors, expr->count + 1);
    }
    return expr;
}
