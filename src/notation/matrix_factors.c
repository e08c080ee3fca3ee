#include "notation/matrix_form_parts.h"

#include <string.h>

enum { SIZE_LIMIT = 32 };

typedef struct Parts {
    const Expr *sizes[SIZE_LIMIT];
    size_t size_count;
    fmpq_t number;
    Graph graph;
} Parts;

/* keeps_sign: no minus goes into a sum in the factor. */
static bool add_factor(Form *form, Parts *parts, const Expr *factor, bool keeps_sign);

/* Blocks from the first on stand as they come, where the first of them would. */
static void keep_order(Graph *graph, size_t first) {
    uint64_t place = UINT64_MAX;
    for (size_t i = first; i < graph->count; i++)
        if (graph->blocks[i].place < place)
            place = graph->blocks[i].place;
    for (size_t i = first; i < graph->count; i++)
        graph->blocks[i].place = place;
}

/* A[i,i] beside (i == j) is A[i,j]: eye(n) ⊙ A has no diagonal to be taken. */
static const Expr *off_diagonal(const Form *form, const Expr *const *factors, size_t count,
                                const Expr *entry) {
    if (entry->kind != EXPR_ENTRY || entry->count != 2 || entry->args[0] != entry->args[1])
        return entry;
    for (size_t i = 0; i < count; i++) {
        const Expr *delta = factors[i];
        if (!expr_is_delta(delta) || !expr_is_vertex(delta->args[0]) ||
            !expr_is_vertex(delta->args[1]))
            continue;
        for (size_t side = 0; side < 2; side++)
            if (delta->args[side] == entry->args[0])
                return expr_entry(form->pool, entry->symbol,
                                  (const Expr *const[]){entry->args[0], delta->args[1 - side]});
    }
    return entry;
}

/* The factors of a product, those of sums inside it as well. */
static bool add_product(Form *form, Parts *parts, const Expr *product, bool keeps_sign) {
    const Expr **factors = ARENA_ARRAY(form->arena, const Expr *, product->count);
    fmpq_t number;
    fmpq_init(number);
    layout_choose_signs(form->layout, product, number, factors);
    fmpq_mul(parts->number, parts->number, number);
    fmpq_clear(number);
    layout_sort_factors(form->layout, factors, product->count);
    for (size_t i = 0; i < product->count; i++)
        factors[i] = off_diagonal(form, factors, product->count, factors[i]);
    size_t first = parts->graph.count;
    keeps_sign |= fmpq_sgn(parts->number) * layout_sign_of_sums(form->layout, product) > 0;
    for (size_t i = 0; i < product->count; i++)
        if (!add_factor(form, parts, factors[i],
                        keeps_sign || layout_keeps_sign(form->layout, product, factors[i])))
            return false;
    bool is_written = written_forms_find(gradients_forms(layout_gradients(form->layout)),
                                         EXPR_MULTIPLY, factors, product->count) != NULL;
    if (is_written)
        keep_order(&parts->graph, first);
    return true;
}

bool expr_is_weighted_share(const Expr *expr) {
    return expr->kind == EXPR_SOFTMAX &&
           (expr->args[0]->kind != EXPR_FUNCTION || expr->args[0]->function != FUNCTION_EXP);
}

static bool add_share(Form *form, Parts *parts, const Expr *share) {
    const Index *index;
    const Expr *body = expr_open_fresh(form->pool, share, &index);
    Block total;
    if (!add_factor(form, parts, expr_substitute1(form->pool, body, index, share->args[1]), true) ||
        !form_block(form, expr_sum(form->pool, index, body), parts->graph.wanted,
                    parts->graph.wanted_count, false, &total))
        return false;
    total.is_reciprocal = !total.is_reciprocal;
    total.stretched = NULL;
    graph_add(&parts->graph, total);
    return true;
}

static bool add_factor(Form *form, Parts *parts, const Expr *factor, bool keeps_sign) {
    if (factor->kind == EXPR_NUMBER) {
        fmpq_mul(parts->number, parts->number, factor->number);
        return true;
    }
    if (layout_is_size(factor)) {
        if (parts->size_count == SIZE_LIMIT)
            return form_fail(form, "there are too many sizes in one product");
        parts->sizes[parts->size_count++] = factor;
        return true;
    }
    if (factor->kind == EXPR_SUM) {
        const Index *index;
        return add_factor(form, parts, expr_open_fresh(form->pool, factor, &index), keeps_sign);
    }
    if (factor->kind == EXPR_MULTIPLY)
        return add_product(form, parts, factor, keeps_sign);
    if (expr_is_weighted_share(factor))
        return add_share(form, parts, factor);
    if (!keeps_sign && fmpq_sgn(parts->number) < 0)
        factor = layout_absorb_sign(form->layout, factor, parts->number);
    Block block;
    bool is_good;
    if (factor->kind == EXPR_ENTRY)
        is_good = form_entry(form, factor, &parts->graph, &block);
    else if (expr_is_delta(factor))
        is_good = form_delta(form, factor, &parts->graph, &block);
    else
        is_good =
            form_block(form, factor, parts->graph.wanted, parts->graph.wanted_count, false, &block);
    if (is_good)
        graph_add(&parts->graph, block);
    return is_good;
}

bool form_product(Form *form, const Expr *expr, const Index *const *wanted, size_t wanted_count,
                  bool is_whole, Block *result) {
    Parts *parts = ARENA_NEW(form->arena, Parts);
    fmpq_init(parts->number);
    fmpq_one(parts->number);
    parts->graph.arena = form->arena;
    parts->graph.wanted_count = wanted_count;
    memcpy(parts->graph.wanted, wanted, wanted_count * sizeof *wanted);
    bool is_good = add_factor(form, parts, expr, false);
    if (is_good && !graph_reduce(&parts->graph, is_whole, result))
        is_good = form_fail(form, "more than two matrices meet in one index");
    form->reads_badly |= parts->graph.slices;
    if (is_good) {
        layout_sort_factors(form->layout, parts->sizes, parts->size_count);
        const Syntax *coefficient =
            layout_coefficient(form->layout, parts->number, parts->sizes, parts->size_count);
        if (result->syntax == NULL) {
            result->syntax = coefficient != NULL ? coefficient : syntax_integer(form->arena, 1);
            result->place = 0;
        } else if (coefficient != NULL) {
            Block number = {.syntax = coefficient, .place = result->place};
            Block product = block_hadamard(form->arena, &number, result);
            product.rank = result->rank;
            memcpy(product.axes, result->axes, sizeof product.axes);
            *result = product;
        }
        if (fmpq_sgn(parts->number) < 0) {
            const Syntax *stretched = block_stretched_syntax(form->arena, result);
            if (stretched != NULL)
                result->stretched = syntax_unary(form->arena, SYNTAX_NEGATE, stretched);
            result->syntax =
                syntax_unary(form->arena, SYNTAX_NEGATE, block_syntax(form->arena, result));
            result->is_reciprocal = false;
        }
        if (fmpq_is_zero(parts->number))
            *result = (Block){.syntax = syntax_integer(form->arena, 0), .place = result->place};
    }
    fmpq_clear(parts->number);
    return is_good;
}
