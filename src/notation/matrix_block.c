#include "notation/matrix_block.h"

#include <string.h>

bool block_has(const Block *block, const Index *vertex) {
    for (size_t i = 0; i < block->rank; i++)
        if (block->axes[i] == vertex)
            return true;
    return false;
}

const Syntax *block_syntax(Arena *arena, const Block *block) {
    if (!block->is_reciprocal)
        return block->syntax;
    return syntax_binary(arena, SYNTAX_DIVIDE, syntax_integer(arena, 1), block->syntax);
}

const Syntax *block_stretched_syntax(Arena *arena, const Block *block) {
    if (block->stretched == NULL || !block->is_reciprocal)
        return block->stretched;
    return syntax_binary(arena, SYNTAX_DIVIDE, syntax_integer(arena, 1), block->stretched);
}

static bool is_call(const Syntax *syntax, const char *name) {
    return syntax->kind == SYNTAX_CALL && strcmp(syntax->name, name) == 0;
}

static bool is_transpose_of(const Syntax *left, const Syntax *right) {
    return (left->kind == SYNTAX_TRANSPOSE && syntax_equal(left->children[0], right)) ||
           (right->kind == SYNTAX_TRANSPOSE && syntax_equal(right->children[0], left));
}

static bool is_symmetric(const Syntax *syntax);

/* A + A.T, 1 - eye(n): what is transposed in it is there anyway. */
static bool is_symmetric_sum(const Syntax *syntax) {
    for (size_t i = 0; syntax->kind == SYNTAX_ADD && i < syntax->count; i++) {
        bool has_transpose = is_symmetric(syntax->children[i]);
        for (size_t j = 0; j < syntax->count; j++)
            has_transpose |= is_transpose_of(syntax->children[i], syntax->children[j]);
        if (!has_transpose)
            return false;
    }
    return syntax->kind == SYNTAX_ADD;
}

/* d (d l / d o) / d o. */
static bool is_hessian(const Syntax *syntax) {
    return syntax->kind == SYNTAX_DERIVATIVE && syntax->children[0]->kind == SYNTAX_DERIVATIVE &&
           syntax_equal(syntax->children[1], syntax->children[0]->children[1]);
}

static bool is_symmetric(const Syntax *syntax) {
    if (syntax->kind == SYNTAX_NEGATE)
        return is_symmetric(syntax->children[0]);
    return syntax->kind == SYNTAX_NUMBER || is_call(syntax, "eye") || is_call(syntax, "diag") ||
           is_symmetric_sum(syntax) || is_hessian(syntax);
}

int transposition_cost(const Syntax *syntax) {
    if (syntax->kind == SYNTAX_TRANSPOSE)
        return -1;
    if (syntax->kind == SYNTAX_NEGATE)
        return transposition_cost(syntax->children[0]);
    if (is_call(syntax, "outer") || is_call(syntax, "ones") || is_symmetric(syntax))
        return 0;
    if (syntax->kind != SYNTAX_MATMUL)
        return 1;
    int cost = 0;
    for (size_t i = 0; i < syntax->count; i++)
        cost += transposition_cost(syntax->children[i]);
    return cost;
}

const Syntax *syntax_transposed(Arena *arena, const Syntax *syntax) {
    if (syntax->kind == SYNTAX_TRANSPOSE)
        return syntax->children[0];
    if (syntax->kind == SYNTAX_NEGATE)
        return syntax_unary(arena, SYNTAX_NEGATE, syntax_transposed(arena, syntax->children[0]));
    if (is_symmetric(syntax))
        return syntax;
    bool swaps = is_call(syntax, "outer") || (is_call(syntax, "ones") && syntax->count == 2);
    if (swaps)
        return syntax_call(arena, syntax->name,
                           (const Syntax *const[]){syntax->children[1], syntax->children[0]}, 2);
    if (syntax->kind != SYNTAX_MATMUL)
        return syntax_unary(arena, SYNTAX_TRANSPOSE, syntax);
    const Syntax **factors = ARENA_ARRAY(arena, const Syntax *, syntax->count);
    for (size_t i = 0; i < syntax->count; i++)
        factors[i] = syntax_transposed(arena, syntax->children[syntax->count - 1 - i]);
    return syntax_new(arena, SYNTAX_MATMUL, factors, syntax->count);
}

const Syntax *syntax_product_as_row(Arena *arena, const Syntax *product) {
    const Syntax **factors = ARENA_ARRAY(arena, const Syntax *, product->count);
    factors[0] = product->children[product->count - 1];
    for (size_t i = 1; i < product->count; i++)
        factors[i] = syntax_transposed(arena, product->children[product->count - 1 - i]);
    return syntax_new(arena, SYNTAX_MATMUL, factors, product->count);
}

Block block_oriented(Arena *arena, const Block *block, const Index *first) {
    Block oriented = *block;
    if (block->rank == 2 && block->axes[0] != first) {
        oriented.syntax = syntax_transposed(arena, block->syntax);
        oriented.axes[0] = block->axes[1];
        oriented.axes[1] = block->axes[0];
    }
    return oriented;
}

static const Syntax *joined(Arena *arena, SyntaxKind kind, const Syntax *left,
                            const Syntax *right) {
    size_t left_count = left->kind == kind ? left->count : 1;
    size_t right_count = right->kind == kind ? right->count : 1;
    const Syntax **all = ARENA_ARRAY(arena, const Syntax *, left_count + right_count);
    memcpy(all, left->kind == kind ? left->children : &left, left_count * sizeof *all);
    memcpy(all + left_count, right->kind == kind ? right->children : &right,
           right_count * sizeof *all);
    return syntax_new(arena, kind, all, left_count + right_count);
}

bool syntax_is_sum_of_rows(const Syntax *syntax) {
    return syntax->kind == SYNTAX_MATMUL && is_call(syntax->children[0], "ones") &&
           syntax->children[0]->count == 1;
}

const Syntax *syntax_product(Arena *arena, const Syntax *left, const Syntax *right) {
    if (syntax_is_sum_of_rows(right))
        return syntax_binary(arena, SYNTAX_MATMUL, left, right);
    return joined(arena, SYNTAX_MATMUL, left, right);
}

/* A term without its sign. */
static const Syntax *core_of(const Syntax *term) {
    return term->kind == SYNTAX_NEGATE ? term->children[0] : term;
}

/* Whether every term is a product that has the same matrix at its end, or at its front. */
static bool share_operand(const Syntax *const *terms, size_t count, bool at_end) {
    const Syntax *first = core_of(terms[0]);
    for (size_t i = 0; i < count; i++) {
        const Syntax *core = core_of(terms[i]);
        if (core->kind != SYNTAX_MATMUL ||
            !syntax_equal(core->children[at_end ? core->count - 1 : 0],
                          first->children[at_end ? first->count - 1 : 0]))
            return false;
    }
    return true;
}

/* A term without the matrix at its end, or at its front. */
static const Syntax *without_operand(Arena *arena, const Syntax *term, bool at_end) {
    const Syntax *core = core_of(term);
    const Syntax *const *rest = core->children + (at_end ? 0 : 1);
    const Syntax *result =
        core->count == 2 ? rest[0] : syntax_new(arena, SYNTAX_MATMUL, rest, core->count - 1);
    return term->kind == SYNTAX_NEGATE ? syntax_unary(arena, SYNTAX_NEGATE, result) : result;
}

/* A + A.T, not A.T + A: what is the same apart from that stands at one place. */
static const Syntax *sum_of(Arena *arena, const Syntax *const *terms, size_t count) {
    const Syntax **ordered = ARENA_ARRAY(arena, const Syntax *, count);
    memcpy(ordered, terms, count * sizeof *ordered);
    for (size_t i = 0; i + 1 < count; i++)
        if (terms[i]->kind == SYNTAX_TRANSPOSE &&
            syntax_equal(terms[i]->children[0], terms[i + 1])) {
            ordered[i] = terms[i + 1];
            ordered[i + 1] = terms[i];
        }
    return syntax_new(arena, SYNTAX_ADD, ordered, count);
}

const Syntax *syntax_sum_of_products(Arena *arena, const Syntax *const *terms, size_t count) {
    for (int at_end = 1; at_end >= 0 && terms[0]->kind != SYNTAX_NEGATE; at_end--) {
        if (!share_operand(terms, count, at_end))
            continue;
        const Syntax **rests = ARENA_ARRAY(arena, const Syntax *, count);
        for (size_t i = 0; i < count; i++)
            rests[i] = without_operand(arena, terms[i], at_end);
        const Syntax *sum = syntax_sum_of_products(arena, rests, count);
        const Syntax *core = core_of(terms[0]);
        return at_end ? syntax_product(arena, sum, core->children[core->count - 1])
                      : syntax_product(arena, core->children[0], sum);
    }
    return sum_of(arena, terms, count);
}

Block block_hadamard(Arena *arena, const Block *left, const Block *right) {
    Block result = *left;
    result.place = left->place < right->place ? left->place : right->place;
    result.stretched = NULL;
    if (left->is_reciprocal == right->is_reciprocal) {
        result.syntax = joined(arena, SYNTAX_MULTIPLY, left->syntax, right->syntax);
    } else {
        const Block *above = left->is_reciprocal ? right : left;
        const Block *below = left->is_reciprocal ? left : right;
        result.syntax = syntax_binary(arena, SYNTAX_DIVIDE, above->syntax, below->syntax);
        result.is_reciprocal = false;
    }
    return result;
}

static const Syntax *extent(Arena *arena, Dimension dimension) {
    return dimension.size != NULL ? syntax_name(arena, dimension.size)
                                  : syntax_integer(arena, dimension.value);
}

const Syntax *syntax_ones(Arena *arena, const Dimension *dims, size_t count) {
    const Syntax *args[2];
    for (size_t i = 0; i < count; i++)
        args[i] = extent(arena, dims[i]);
    return syntax_call(arena, "ones", args, count);
}

const Syntax *syntax_eye(Arena *arena, Dimension dimension) {
    const Syntax *arg = extent(arena, dimension);
    return syntax_call(arena, "eye", &arg, 1);
}

/* The k-th "." of an index that keeps dimensions becomes 1. */
static const Syntax *fix_kept(Arena *arena, const Syntax *syntax, size_t axis) {
    const Syntax **children = ARENA_ARRAY(arena, const Syntax *, syntax->count);
    size_t kept = 0;
    for (size_t i = 0; i < syntax->count; i++) {
        children[i] = syntax->children[i];
        if (i > 0 && children[i]->kind == SYNTAX_KEEP && kept++ == axis)
            children[i] = syntax_integer(arena, 1);
    }
    return syntax_new(arena, SYNTAX_INDEX, children, syntax->count);
}

bool block_is_composed(const Block *block) {
    return block->syntax->kind != SYNTAX_NAME && block->syntax->kind != SYNTAX_INDEX &&
           block->syntax->kind != SYNTAX_DERIVATIVE;
}

Block block_sliced(Arena *arena, const Block *block, const Index *vertex) {
    Block sliced = {.place = block->place, .is_reciprocal = block->is_reciprocal};
    size_t axis = block->axes[0] == vertex ? 0 : 1;
    if (block->rank == 2 && axis == 0 && dimension_is_one(vertex->dimension))
        sliced.stretched = block->syntax;
    if (block->syntax->kind == SYNTAX_INDEX) {
        sliced.syntax = fix_kept(arena, block->syntax, axis);
    } else {
        const Syntax *keep = syntax_new(arena, SYNTAX_KEEP, NULL, 0);
        const Syntax *children[3] = {block->syntax};
        for (size_t i = 0; i < block->rank; i++)
            children[i + 1] = i == axis ? syntax_integer(arena, 1) : keep;
        sliced.syntax = syntax_new(arena, SYNTAX_INDEX, children, block->rank + 1);
    }
    for (size_t i = 0; i < block->rank; i++)
        if (i != axis)
            sliced.axes[sliced.rank++] = block->axes[i];
    return sliced;
}
