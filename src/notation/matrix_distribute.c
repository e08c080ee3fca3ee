#include "notation/matrix_distribute.h"

#include <string.h>

#include "notation/matrix_block.h"

static bool is_matrix(const Syntax *syntax) {
    return syntax->shape != NULL && syntax->shape->rank == 2;
}

static bool is_number(const Syntax *syntax) {
    return syntax->shape != NULL && syntax->shape->rank == 0;
}

/* Whether it works entry by entry on matrices and numbers: no vector stretches in it. */
static bool is_entry_by_entry(const Syntax *syntax) {
    bool is_open = syntax->kind == SYNTAX_ADD || syntax->kind == SYNTAX_NEGATE ||
                   syntax->kind == SYNTAX_MULTIPLY || syntax->kind == SYNTAX_DIVIDE ||
                   syntax->kind == SYNTAX_COMPARE;
    for (size_t i = 0; is_open && i < syntax->count; i++)
        is_open = is_matrix(syntax->children[i]) || is_number(syntax->children[i]);
    return is_open;
}

static bool is_product_of_matrices(const Syntax *syntax) {
    for (size_t i = 0; syntax->kind == SYNTAX_MATMUL && i < syntax->count; i++)
        if (!is_matrix(syntax->children[i]))
            return false;
    return syntax->kind == SYNTAX_MATMUL;
}

static const Syntax *turned(Arena *arena, const Syntax *syntax) {
    if (!is_matrix(syntax))
        return syntax;
    bool is_product = is_product_of_matrices(syntax);
    if (!is_product && !is_entry_by_entry(syntax))
        return syntax_transposed(arena, syntax);
    const Syntax **children = ARENA_ARRAY(arena, const Syntax *, syntax->count);
    for (size_t i = 0; i < syntax->count; i++)
        children[i] = turned(arena, syntax->children[is_product ? syntax->count - 1 - i : i]);
    return syntax_with_children(arena, syntax, children);
}

static size_t count_transposes(const Syntax *syntax) {
    size_t count = syntax->kind == SYNTAX_TRANSPOSE;
    for (size_t i = 0; i < syntax->count; i++)
        count += count_transposes(syntax->children[i]);
    return count;
}

/* A @ B, or a number times it. */
static bool is_product_term(const Syntax *term) {
    if (term->kind == SYNTAX_NEGATE)
        return is_product_term(term->children[0]);
    const Syntax *matrix = term;
    for (size_t i = 0; term->kind == SYNTAX_MULTIPLY && i < term->count; i++) {
        if (is_matrix(term->children[i]) && matrix != term)
            return false;
        if (is_matrix(term->children[i]))
            matrix = term->children[i];
    }
    return is_product_of_matrices(matrix);
}

static bool is_sum_of_products(const Syntax *sum) {
    for (size_t i = 0; sum->kind == SYNTAX_ADD && i < sum->count; i++)
        if (!is_product_term(sum->children[i]))
            return false;
    return sum->kind == SYNTAX_ADD;
}

const Syntax *matrix_transposes_distributed(Arena *arena, const Syntax *formula) {
    if (formula->kind == SYNTAX_TRANSPOSE && is_entry_by_entry(formula->children[0])) {
        const Syntax *sum = formula->children[0], *distributed = turned(arena, sum);
        size_t limit = count_transposes(formula) + (is_sum_of_products(sum) ? sum->count + 1 : 0);
        if (count_transposes(distributed) < limit)
            return matrix_transposes_distributed(arena, distributed);
    }
    bool is_new = false;
    const Syntax **children = ARENA_ARRAY(arena, const Syntax *, formula->count + 1);
    for (size_t i = 0; i < formula->count; i++) {
        children[i] = matrix_transposes_distributed(arena, formula->children[i]);
        is_new |= children[i] != formula->children[i];
    }
    return is_new ? syntax_with_children(arena, formula, children) : formula;
}

static bool is_diagonal(const Syntax *syntax) {
    return syntax->kind == SYNTAX_CALL && strcmp(syntax->name, "diag") == 0 &&
           syntax->children[0]->kind != SYNTAX_NEGATE && is_matrix(syntax);
}

/* Whether it is A @ diag(u), or a sum of such, also as the last factor of a product. */
static bool ends_in_diagonals(const Syntax *syntax) {
    if (syntax->kind == SYNTAX_NEGATE)
        return ends_in_diagonals(syntax->children[0]);
    const Syntax *last = syntax->count > 0 ? syntax->children[syntax->count - 1] : NULL;
    if (is_product_of_matrices(syntax))
        return is_diagonal(last) || ends_in_diagonals(last);
    for (size_t i = 0; syntax->kind == SYNTAX_ADD && i < syntax->count; i++)
        if (!is_matrix(syntax->children[i]) || !ends_in_diagonals(syntax->children[i]))
            return false;
    return syntax->kind == SYNTAX_ADD;
}

/* Matrices of a product that is resolved. */
static const Syntax *product_of(Arena *arena, const Syntax *const *factors, size_t count) {
    Syntax *product = syntax_new(arena, SYNTAX_MATMUL, factors, count);
    product->shape = factors[0]->shape;
    return product;
}

/* A sum with the terms of those that are sums. */
static const Syntax *sum_of(Arena *arena, const Syntax *const *terms, size_t count) {
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += terms[i]->kind == SYNTAX_ADD ? terms[i]->count : 1;
    const Syntax **all = ARENA_ARRAY(arena, const Syntax *, total);
    total = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < (terms[i]->kind == SYNTAX_ADD ? terms[i]->count : 1); j++)
            all[total++] = terms[i]->kind == SYNTAX_ADD ? terms[i]->children[j] : terms[i];
    return syntax_new(arena, SYNTAX_ADD, all, total);
}

/* What ends in diagonals times a vector; any other matrix, too. */
static const Syntax *times_vector(Arena *arena, const Syntax *matrix, const Syntax *vector) {
    if (is_diagonal(matrix)) {
        Block left = {.syntax = vector, .rank = 1};
        Block right = {.syntax = matrix->children[0], .rank = 1};
        return block_hadamard(arena, &left, &right).syntax;
    }
    if (!ends_in_diagonals(matrix))
        return syntax_product(arena, matrix, vector);
    if (matrix->kind == SYNTAX_MATMUL) {
        const Syntax *last = matrix->children[matrix->count - 1];
        const Syntax *inner = times_vector(arena, last, vector);
        const Syntax *rest = matrix->count == 2
                                 ? matrix->children[0]
                                 : product_of(arena, matrix->children, matrix->count - 1);
        return times_vector(arena, rest, inner);
    }
    const Syntax **terms = ARENA_ARRAY(arena, const Syntax *, matrix->count);
    for (size_t i = 0; i < matrix->count; i++)
        terms[i] = times_vector(arena, matrix->children[i], vector);
    return matrix->kind == SYNTAX_ADD ? sum_of(arena, terms, matrix->count)
                                      : syntax_new(arena, matrix->kind, terms, matrix->count);
}

const Syntax *matrix_diagonals_applied(Arena *arena, const Syntax *formula) {
    bool is_new = false;
    const Syntax **children = ARENA_ARRAY(arena, const Syntax *, formula->count + 1);
    for (size_t i = 0; i < formula->count; i++) {
        children[i] = matrix_diagonals_applied(arena, formula->children[i]);
        is_new |= children[i] != formula->children[i];
    }
    size_t count = formula->count;
    bool is_applied =
        formula->kind == SYNTAX_MATMUL && formula->children[count - 1]->shape->rank == 1;
    const Syntax *sum = is_applied ? formula->children[count - 2] : NULL;
    if (is_applied && sum->kind == SYNTAX_ADD && ends_in_diagonals(sum)) {
        children[count - 2] = times_vector(arena, sum, children[count - 1]);
        return count == 2 ? children[0] : syntax_new(arena, SYNTAX_MATMUL, children, count - 1);
    }
    if (is_new && formula->kind == SYNTAX_ADD)
        return sum_of(arena, children, count);
    return is_new ? syntax_with_children(arena, formula, children) : formula;
}
