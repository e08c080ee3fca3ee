/* Blocks: pieces of matrix notation that know which index each of their axes is. */
#ifndef GRADSHEET_NOTATION_MATRIX_BLOCK_H
#define GRADSHEET_NOTATION_MATRIX_BLOCK_H

#include "notation/layout.h"

typedef struct Block {
    const Syntax *syntax;
    size_t rank;          /* 0, 1 or 2 */
    const Index *axes[2]; /* the vertex of each axis */
    uint64_t place;       /* in reading order */
    const Syntax
        *stretched;     /* what may stand for a vector where rows stretch: b for b[1,.]; or NULL */
    bool is_reciprocal; /* stands for 1 / syntax, entry by entry */
} Block;

bool block_has(const Block *block, const Index *vertex);

/* The syntax with the reciprocal written out. */
const Syntax *block_syntax(Arena *arena, const Block *block);

/* What may stand for it where rows stretch, likewise; NULL if there is nothing. */
const Syntax *block_stretched_syntax(Arena *arena, const Block *block);

/* s.T, worked into products; and how many ".T" that adds. */
const Syntax *syntax_transposed(Arena *arena, const Syntax *syntax);

/* A product of matrices and a vector, which is a column, as a row: A.T @ B @ v is v @ B.T @ A. */
const Syntax *syntax_product_as_row(Arena *arena, const Syntax *product);
int transposition_cost(const Syntax *syntax);

/* A block of rank 2 with first as its first axis. */
Block block_oriented(Arena *arena, const Block *block, const Index *first);

/* left * right for blocks whose syntax fits side by side as NumPy's shapes; axes are left's. */
Block block_hadamard(Arena *arena, const Block *left, const Block *right);

/* a @ b, flat but for what would read otherwise: A @ (ones(m) @ B). */
const Syntax *syntax_product(Arena *arena, const Syntax *left, const Syntax *right);

/* A sum of terms, with a matrix that is the last or the first of every term's product taken out:
 * A @ B - C @ B is (A - C) @ B. The terms have one shape; one that is subtracted is negated, the
 * first only where all are. */
const Syntax *syntax_sum_of_products(Arena *arena, const Syntax *const *terms, size_t count);

/* ones(m) @ A ...: a vector that is the sum of a matrix's rows. */
bool syntax_is_sum_of_rows(const Syntax *syntax);

const Syntax *syntax_ones(Arena *arena, const Dimension *dims, size_t count);
const Syntax *syntax_eye(Arena *arena, Dimension dimension);

/* Whether it is worked out from others, and no name or derivative. */
bool block_is_composed(const Block *block);

/* The block with the axis at vertex fixed to 1: W3[1,.]; a declared row may stretch then. */
Block block_sliced(Arena *arena, const Block *block, const Index *vertex);

#endif
