#include "notation/matrix_form_parts.h"

#include <string.h>

/* A vector beside matrices over these axes. The name of a row stretches over the rows where the
 * author has it so, as in X @ W + b; anything else is written as an outer product with ones. */
static void spread_vector(Form *form, Block *block, const Index *const *axes, bool stretches) {
    const Syntax *vector = block_syntax(form->arena, block);
    bool is_negative = vector->kind == SYNTAX_NEGATE;
    const Syntax *positive = is_negative ? vector->children[0] : vector;
    bool is_row = block->axes[0] == axes[1];
    if (is_row && stretches && block->stretched != NULL) {
        block->syntax = block->stretched;
        return;
    }
    if (is_row && stretches && positive->kind == SYNTAX_NAME)
        return;
    form->reads_badly |= is_row;
    const Index *other = axes[is_row ? 0 : 1];
    const Syntax *ones = syntax_ones(form->arena, &other->dimension, 1);
    const Syntax *args[2] = {is_row ? ones : positive, is_row ? positive : ones};
    block->syntax = syntax_call(form->arena, "outer", args, 2);
    if (is_negative)
        block->syntax = syntax_unary(form->arena, SYNTAX_NEGATE, block->syntax);
    block->is_reciprocal = false;
}

static bool is_among(const Index *axis, const Index *const *wanted, size_t wanted_count) {
    for (size_t i = 0; i < wanted_count; i++)
        if (wanted[i] == axis)
            return true;
    return false;
}

static void fix_axis(Form *form, Block *block, const Index *axis) {
    form->reads_badly |= block_is_composed(block);
    *block = block_sliced(form->arena, block, axis);
}

/* An axis of size 1 of a term of the whole that is not wanted is one that is and that the term
 * lacks, or a number. */
static void settle_single_axes(Form *form, Block *block, const Index *const *wanted,
                               size_t wanted_count) {
    for (size_t i = 0; i < block->rank;) {
        const Index *axis = block->axes[i], *missing = NULL;
        if (axis->dimension.value != 1 || is_among(axis, wanted, wanted_count)) {
            i++;
            continue;
        }
        for (size_t w = wanted_count; w-- > 0;)
            if (!block_has(block, wanted[w]) &&
                dimension_equal(wanted[w]->dimension, axis->dimension))
                missing = wanted[w];
        if (missing != NULL)
            block->axes[i] = missing;
        else
            fix_axis(form, block, axis);
    }
}

/* Of the blocks side by side one has an axis of size 1 that another lacks: it is a number there. */
static void drop_single_axes(Form *form, Block *blocks, size_t count, const Index *const *wanted,
                             size_t wanted_count) {
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < blocks[i].rank;) {
            const Index *axis = blocks[i].axes[j];
            bool is_kept = axis->dimension.value != 1 || is_among(axis, wanted, wanted_count);
            bool is_lacking = false;
            for (size_t k = 0; k < count; k++)
                is_lacking |= blocks[k].rank > 0 && !block_has(&blocks[k], axis);
            if (is_kept || !is_lacking) {
                j++;
                continue;
            }
            fix_axis(form, &blocks[i], axis);
        }
}

/* eye(n), outer(u, v), or a product with one. */
static bool is_made_of_vectors(const Syntax *syntax) {
    if (syntax->kind == SYNTAX_CALL)
        return strcmp(syntax->name, "eye") == 0 || strcmp(syntax->name, "diag") == 0 ||
               strcmp(syntax->name, "outer") == 0;
    bool is_open = syntax->kind == SYNTAX_NEGATE || syntax->kind == SYNTAX_MULTIPLY ||
                   syntax->kind == SYNTAX_DIVIDE || syntax->kind == SYNTAX_MATMUL ||
                   syntax->kind == SYNTAX_ADD;
    for (size_t i = 0; is_open && i < syntax->count; i++)
        if (is_made_of_vectors(syntax->children[i]))
            return true;
    return false;
}

/* Whether the vectors beside matrices are rows that may as well be columns: of A @ B - outer(u,
 * ones(n)) and its transpose the first is what one writes. */
static bool turns_vectors(const Block *blocks, size_t count, const Index *const *axes) {
    bool has_row = false;
    for (size_t i = 0; i < count; i++) {
        if (blocks[i].rank == 1 && block_has(&blocks[i], axes[0]))
            return false;
        has_row |= blocks[i].rank == 1;
        if (blocks[i].rank == 2 && is_made_of_vectors(blocks[i].syntax))
            return false;
    }
    return has_row;
}

/* Several blocks side by side, as the terms of a sum: all get the widest's axes, in its order. A
 * vector over the first axis of a matrix has to be spread out; the name of one over the last
 * stretches itself, where stretches says so. */
static bool spread(Form *form, Block *blocks, size_t count, const Index *const *wanted,
                   size_t wanted_count, bool stretches, Block *shape) {
    const Index *axes[2] = {NULL, NULL};
    size_t rank = 0;
    drop_single_axes(form, blocks, count, wanted, wanted_count);
    /* the order of axes: that of the matrices with the fewest transpositions, else one that has
     * vectors as columns, else what is wanted, else as they come */
    for (size_t i = 0; rank == 0 && i < count; i++)
        if (blocks[i].rank == 2) {
            rank = 2;
            memcpy(axes, blocks[i].axes, sizeof axes);
        }
    int straight = 0, turned = 0;
    for (size_t i = 0; rank == 2 && i < count; i++)
        if (blocks[i].rank == 2)
            *(blocks[i].axes[0] == axes[0] ? &turned : &straight) +=
                transposition_cost(blocks[i].syntax);
    bool wants_turned = rank == 2 && wanted_count == 2 && wanted[0] == axes[1];
    if (rank == 2 && !stretches && turns_vectors(blocks, count, axes))
        wants_turned = true;
    if (turned < straight || (turned == straight && wants_turned)) {
        const Index *first = axes[0];
        axes[0] = axes[1];
        axes[1] = first;
    }
    for (size_t w = 0; rank < 2 && w < wanted_count; w++)
        for (size_t i = 0; i < count; i++)
            if (blocks[i].rank > 0 && block_has(&blocks[i], wanted[w]) &&
                (rank == 0 || axes[0] != wanted[w])) {
                axes[rank++] = wanted[w];
                break;
            }
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < blocks[i].rank; j++) {
            bool is_known = (rank > 0 && axes[0] == blocks[i].axes[j]) ||
                            (rank > 1 && axes[1] == blocks[i].axes[j]);
            if (is_known)
                continue;
            if (rank == 2)
                return form_fail(form, "the terms of a sum have more than two indices that vary");
            axes[rank++] = blocks[i].axes[j];
        }
    for (size_t i = 0; i < count; i++) {
        Block *block = &blocks[i];
        if (block->rank == 2) {
            *block = block_oriented(form->arena, block, axes[0]);
        } else if (block->rank == 1 && rank == 2) {
            spread_vector(form, block, axes, stretches);
        }
    }
    *shape = (Block){.rank = rank, .place = UINT64_MAX};
    memcpy(shape->axes, axes, rank * sizeof *axes);
    for (size_t i = 0; i < count; i++)
        if (blocks[i].place < shape->place)
            shape->place = blocks[i].place;
    return true;
}

bool form_side_by_side(Form *form, const Expr *left, const Expr *right, const Index *const *wanted,
                       size_t wanted_count, const Syntax **sides, Block *result) {
    Block blocks[2];
    if (!form_block(form, left, wanted, wanted_count, false, &blocks[0]) ||
        !form_block(form, right, wanted, wanted_count, false, &blocks[1]) ||
        !spread(form, blocks, 2, wanted, wanted_count, true, result))
        return false;
    for (size_t i = 0; i < 2; i++)
        sides[i] = block_syntax(form->arena, &blocks[i]);
    return true;
}

static bool is_negative_term(const Syntax *syntax) {
    return syntax->kind == SYNTAX_NEGATE;
}

/* b - a, not -a + b. */
static void lead_with_a_plus(const Syntax **terms, size_t count) {
    size_t leader = 0;
    while (leader < count && is_negative_term(terms[leader]))
        leader++;
    if (leader == 0 || leader == count)
        return;
    const Syntax *first = terms[leader];
    memmove(&terms[1], &terms[0], leader * sizeof *terms);
    terms[0] = first;
}

/* A number as the tensor over the wanted axes that has it everywhere. */
static bool fill(const Form *form, const Index *const *wanted, size_t wanted_count, Block *number) {
    if (wanted_count == 0)
        return true;
    Graph graph = {.arena = form->arena, .wanted_count = wanted_count};
    memcpy(graph.wanted, wanted, wanted_count * sizeof *wanted);
    if (!syntax_equal(block_syntax(form->arena, number), syntax_integer(form->arena, 1)))
        graph_add(&graph, *number);
    return graph_reduce(&graph, true, number);
}

/* eye(n), diag(v), or a product with one entry by entry. */
static bool is_diagonal(const Syntax *syntax) {
    if (syntax->kind == SYNTAX_CALL)
        return strcmp(syntax->name, "eye") == 0 || strcmp(syntax->name, "diag") == 0;
    bool is_open = syntax->kind == SYNTAX_NEGATE || syntax->kind == SYNTAX_MULTIPLY ||
                   syntax->kind == SYNTAX_DIVIDE;
    for (size_t i = 0; is_open && i < syntax->count; i++)
        if (is_diagonal(syntax->children[i]))
            return true;
    return false;
}

/* Beside eye(n) a number would be taken for a multiple of it: eye(n) - 1/n * ones(n, n). */
static bool fill_beside_diagonal(const Form *form, Block *blocks, size_t count,
                                 const Block *shape) {
    bool has_diagonal = false;
    for (size_t i = 0; i < count; i++)
        has_diagonal |= blocks[i].rank == 2 && is_diagonal(blocks[i].syntax);
    for (size_t i = 0; has_diagonal && i < count; i++) {
        if (blocks[i].rank > 0)
            continue;
        bool is_negative = blocks[i].syntax->kind == SYNTAX_NEGATE;
        if (is_negative)
            blocks[i].syntax = blocks[i].syntax->children[0];
        if (!fill(form, shape->axes, 2, &blocks[i]))
            return false;
        if (is_negative)
            blocks[i].syntax = syntax_unary(form->arena, SYNTAX_NEGATE, blocks[i].syntax);
    }
    return true;
}

bool form_terms(Form *form, const Expr *sum, const Index *const *wanted, size_t wanted_count,
                bool is_whole, Block *result) {
    const Expr **terms = ARENA_ARRAY(form->arena, const Expr *, sum->count);
    Block *blocks = ARENA_ARRAY(form->arena, Block, sum->count);
    const Syntax **written = ARENA_ARRAY(form->arena, const Syntax *, sum->count);
    memcpy(terms, sum->args, sum->count * sizeof *terms);
    layout_sort_terms(form->layout, terms, sum->count);
    bool *is_subtracted = ARENA_ARRAY(form->arena, bool, sum->count);
    layout_subtract_terms(form->layout, terms, sum->count, is_subtracted);
    size_t widest = 0;
    for (size_t i = 0; i < sum->count; i++) {
        if (is_subtracted[i])
            terms[i] = expr_negate(form->pool, terms[i]);
        if (!form_block(form, terms[i], wanted, wanted_count, false, &blocks[i]))
            return false;
        if (is_whole)
            settle_single_axes(form, &blocks[i], wanted, wanted_count);
        widest = blocks[i].rank > widest ? blocks[i].rank : widest;
    }
    /* Where one term has all the axes, the others may stretch; numbers are added as numbers. */
    bool is_number = widest == 0;
    if (is_whole && !is_number && widest < wanted_count &&
        !form_block(form, terms[0], wanted, wanted_count, true, &blocks[0]))
        return false;
    bool is_written = written_forms_find(gradients_forms(layout_gradients(form->layout)), EXPR_ADD,
                                         sum->args, sum->count) != NULL;
    if (!spread(form, blocks, sum->count, wanted, wanted_count, is_written, result))
        return false;
    if (!is_written && !fill_beside_diagonal(form, blocks, sum->count, result))
        return false;
    for (size_t i = 0; i < sum->count; i++) {
        written[i] = block_syntax(form->arena, &blocks[i]);
        if (is_subtracted[i])
            written[i] = layout_negated(form->layout, written[i]);
    }
    lead_with_a_plus(written, sum->count);
    bool is_one_shape = true;
    for (size_t i = 0; i < sum->count; i++)
        is_one_shape &= blocks[i].rank == blocks[0].rank;
    result->syntax = is_one_shape ? syntax_sum_of_products(form->arena, written, sum->count)
                                  : syntax_new(form->arena, SYNTAX_ADD, written, sum->count);
    result->place = form_place(form, sum);
    if (is_whole && is_number)
        return fill(form, wanted, wanted_count, result);
    if (is_whole && result->rank == 2)
        *result = block_oriented(form->arena, result, wanted[0]);
    return true;
}
