#include "notation/matrix_rows.h"

#include "notation/matrix_block.h"

static bool is_vector(const Syntax *syntax) {
    return syntax->shape != NULL && syntax->shape->rank == 1;
}

/* Whether a vector is written as v @ A, or is made of one. */
static bool is_row(const Syntax *vector) {
    if (vector->kind == SYNTAX_MATMUL)
        return is_vector(vector->children[0]);
    for (size_t i = 0; i < vector->count; i++)
        if (is_vector(vector->children[i]) && is_row(vector->children[i]))
            return true;
    return false;
}

static bool is_entry_by_entry(const Syntax *syntax) {
    return syntax->kind == SYNTAX_ADD || syntax->kind == SYNTAX_MULTIPLY ||
           syntax->kind == SYNTAX_DIVIDE || syntax->kind == SYNTAX_COMPARE;
}

static bool mixes(const Syntax *syntax) {
    bool has_row = false, has_column = false;
    for (size_t i = 0; i < syntax->count; i++)
        if (is_vector(syntax->children[i]))
            *(is_row(syntax->children[i]) ? &has_row : &has_column) = true;
    return is_entry_by_entry(syntax) && has_row && has_column;
}

/* v @ A @ B is (A @ B).T @ v, factor by factor. */
static const Syntax *product_as_column(Arena *arena, const Syntax *product) {
    const Syntax **factors = ARENA_ARRAY(arena, const Syntax *, product->count);
    for (size_t i = 0; i + 1 < product->count; i++)
        factors[i] = syntax_transposed(arena, product->children[product->count - 1 - i]);
    factors[product->count - 1] = product->children[0];
    return syntax_new(arena, SYNTAX_MATMUL, factors, product->count);
}

static const Syntax *as_column(Arena *arena, const Syntax *vector) {
    if (!is_vector(vector) || !is_row(vector))
        return vector;
    if (vector->kind == SYNTAX_MATMUL)
        return product_as_column(arena, vector);
    const Syntax **children = ARENA_ARRAY(arena, const Syntax *, vector->count);
    for (size_t i = 0; i < vector->count; i++)
        children[i] = as_column(arena, vector->children[i]);
    return syntax_with_children(arena, vector, children);
}

const Syntax *matrix_rows_straightened(Arena *arena, const Syntax *formula) {
    bool has_mixed = mixes(formula), is_new = has_mixed;
    const Syntax **children = ARENA_ARRAY(arena, const Syntax *, formula->count + 1);
    for (size_t i = 0; i < formula->count; i++) {
        const Syntax *child = formula->children[i];
        if (has_mixed)
            child = as_column(arena, child);
        children[i] = matrix_rows_straightened(arena, child);
        is_new |= children[i] != formula->children[i];
    }
    return is_new ? syntax_with_children(arena, formula, children) : formula;
}

/* Whether all that varies in a sum or product is made of matrices times vectors, one in a product.
 */
static bool has_row_form(const Syntax *vector) {
    if (vector->kind == SYNTAX_MATMUL)
        return true;
    bool is_open = vector->kind == SYNTAX_ADD || vector->kind == SYNTAX_NEGATE ||
                   vector->kind == SYNTAX_MULTIPLY || vector->kind == SYNTAX_DIVIDE;
    size_t vectors = 0;
    for (size_t i = 0; is_open && i < vector->count; i++) {
        if (!is_vector(vector->children[i]))
            continue;
        vectors++;
        is_open = has_row_form(vector->children[i]);
    }
    return is_open && (vectors == 1 || (vectors > 0 && vector->kind == SYNTAX_ADD));
}

static const Syntax *row_of_parts(Arena *arena, const Syntax *vector) {
    if (!is_vector(vector) || is_row(vector))
        return vector;
    if (vector->kind == SYNTAX_MATMUL)
        return syntax_product_as_row(arena, vector);
    const Syntax **children = ARENA_ARRAY(arena, const Syntax *, vector->count);
    for (size_t i = 0; i < vector->count; i++)
        children[i] = row_of_parts(arena, vector->children[i]);
    return syntax_with_children(arena, vector, children);
}

const Syntax *matrix_row_of(Arena *arena, const Syntax *vector) {
    if (is_row(vector))
        return vector;
    return has_row_form(vector) ? row_of_parts(arena, vector)
                                : syntax_unary(arena, SYNTAX_TRANSPOSE, vector);
}
