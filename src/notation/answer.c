#include "notation/answer.h"

#include <string.h>

#include "notation/matrix_form.h"

AnswerForm answer_default_form(const Shape *shape) {
    if (shape->rank == 0)
        return ANSWER_EXPRESSION;
    bool is_small = dimensions_count(shape->dims, shape->rank) <= ENTRIES_LIMIT;
    return is_small || shape->rank > 2 ? ANSWER_ENTRIES : ANSWER_MATRIX;
}

bool answer_is_row(const Syntax *find) {
    if (find->kind == SYNTAX_INDEX && find->shape->rank == 1) {
        const Syntax *base = find->children[0];
        if (base->shape->rank < 2)
            return false;
        return find->count <= base->shape->rank ||
               find->children[find->count - 1]->kind == SYNTAX_KEEP;
    }
    for (size_t i = 0; i < find->count; i++)
        if (find->children[i]->shape != NULL && find->children[i]->shape->rank == 1)
            return answer_is_row(find->children[i]);
    return false;
}

/* The layout of the cells: rows, columns and blocks of a shape. */
typedef struct Grid {
    size_t rows;
    size_t columns;
    size_t blocks;
    size_t leading;
    const Shape *shape;
    bool is_row;
} Grid;

static Grid grid_of(const Shape *shape, bool is_row) {
    Grid grid = {.rows = 1, .columns = 1, .blocks = 1, .shape = shape, .is_row = is_row};
    if (shape->rank == 1) {
        *(is_row ? &grid.columns : &grid.rows) = (size_t)shape->dims[0].value;
    } else if (shape->rank >= 2) {
        grid.leading = shape->rank - 2;
        grid.rows = (size_t)shape->dims[grid.leading].value;
        grid.columns = (size_t)shape->dims[grid.leading + 1].value;
        for (size_t i = 0; i < grid.leading; i++)
            grid.blocks *= (size_t)shape->dims[i].value;
    }
    return grid;
}

/* The indices, from 1, of a cell, which are numbered row by row and block by block. */
static void cell_indices(const Grid *grid, size_t cell, long *indices) {
    size_t column = cell % grid->columns;
    size_t row = cell / grid->columns % grid->rows;
    size_t block = cell / grid->columns / grid->rows;
    for (size_t i = grid->leading; i > 0; i--) {
        size_t size = (size_t)grid->shape->dims[i - 1].value;
        indices[i - 1] = (long)(block % size) + 1;
        block /= size;
    }
    if (grid->shape->rank == 1) {
        indices[0] = (long)(grid->is_row ? column : row) + 1;
    } else if (grid->shape->rank >= 2) {
        indices[grid->leading] = (long)row + 1;
        indices[grid->leading + 1] = (long)column + 1;
    }
}

/* Blocks whose cells are to be written. */
static Cells *blocks_of(Arena *arena, const Grid *grid) {
    size_t per_block = grid->rows * grid->columns;
    Cells *blocks = ARENA_ARRAY(arena, Cells, grid->blocks);
    for (size_t i = 0; i < grid->blocks; i++) {
        blocks[i].rows = grid->rows;
        blocks[i].columns = grid->columns;
        blocks[i].cells = ARENA_ARRAY(arena, const Syntax *, per_block);
        cell_indices(grid, i * per_block, blocks[i].at);
    }
    return blocks;
}

/* The factor that all cells share. */

/* Factors and a number; kept apart, since in their product the number may go into a sum. */
typedef struct SharedFactor {
    const Expr **factors;
    size_t count;
    fmpq *number;
} SharedFactor;

static bool has_factor(const Expr *expr, const Expr *factor) {
    for (size_t i = 0; i < expr_factor_count(expr); i++)
        if (expr_factor_at(expr, i) == factor)
            return true;
    return false;
}

static void coefficient_of(fmpq_t number, const Expr *expr) {
    if (expr->kind == EXPR_NUMBER || expr->kind == EXPR_MULTIPLY)
        fmpq_set(number, expr->number);
    else
        fmpq_one(number);
}

/* What every cell that is not 0 has as a factor, its number included if it is the same in size
 * everywhere; nothing and 1 where fewer than two cells could share it. */
static SharedFactor shared_factor(Arena *arena, const Expr *const *cells, size_t count) {
    SharedFactor shared = {.number = rational_new(arena)};
    fmpq_one(shared.number);
    const Expr *first = NULL;
    size_t filled = 0;
    for (size_t i = 0; i < count; i++)
        if (!expr_is_number(cells[i], 0)) {
            filled++;
            if (first == NULL)
                first = cells[i];
        }
    if (filled < 2 || first->kind == EXPR_NUMBER)
        return shared;
    fmpq_t number, other;
    fmpq_init(number);
    fmpq_init(other);
    coefficient_of(number, first);
    bool same_size = true;
    for (size_t i = 0; i < count; i++) {
        if (expr_is_number(cells[i], 0))
            continue;
        coefficient_of(other, cells[i]);
        fmpq_mul_si(other, other, fmpq_sgn(other));
        fmpq_t size;
        fmpq_init(size);
        fmpq_abs(size, number);
        same_size &= fmpq_equal(other, size);
        fmpq_clear(size);
    }
    shared.factors = ARENA_ARRAY(arena, const Expr *, expr_factor_count(first));
    for (size_t i = 0; i < expr_factor_count(first); i++) {
        const Expr *factor = expr_factor_at(first, i);
        bool is_shared = true;
        for (size_t j = 0; is_shared && j < count; j++)
            is_shared = expr_is_number(cells[j], 0) || has_factor(cells[j], factor);
        if (is_shared)
            shared.factors[shared.count++] = factor;
    }
    if (same_size)
        fmpq_abs(shared.number, number);
    fmpq_clear(number);
    fmpq_clear(other);
    return shared;
}

static const Expr *product_of(Pool *pool, const SharedFactor *shared) {
    return expr_scale(pool, shared->number, expr_multiply(pool, shared->factors, shared->count));
}

static bool is_shared_factor(const SharedFactor *shared, const Expr *factor) {
    for (size_t i = 0; i < shared->count; i++)
        if (shared->factors[i] == factor)
            return true;
    return false;
}

/* A cell without the shared factor, taken out factor by factor: a bracket is no number to divide
 * by, since it may be 0. */
static const Expr *without_factor(Pool *pool, const Expr *cell, const SharedFactor *shared) {
    const Expr **rest = ARENA_ARRAY(pool_arena(pool), const Expr *, expr_factor_count(cell) + 1);
    size_t count = 0;
    for (size_t i = 0; i < expr_factor_count(cell); i++)
        if (cell->kind != EXPR_NUMBER && !is_shared_factor(shared, expr_factor_at(cell, i)))
            rest[count++] = expr_factor_at(cell, i);
    fmpq_t number;
    fmpq_init(number);
    coefficient_of(number, cell);
    fmpq_div(number, number, shared->number);
    rest[count++] = expr_number(pool, number);
    fmpq_clear(number);
    return expr_multiply(pool, rest, count);
}

/* The sign of the shared factor: it reads best, or takes up the minus that all cells would show. */
static void choose_sign(Layout *layout, SharedFactor *shared, const Expr *const *cells,
                        size_t count) {
    Pool *pool = gradients_pool(layout_gradients(layout));
    if (shared->count == 0)
        return;
    if (layout_natural_sign(layout, product_of(pool, shared)) < 0)
        fmpq_neg(shared->number, shared->number);
    for (size_t i = 0; i < count; i++)
        if (!expr_is_number(cells[i], 0) &&
            !layout_shows_minus(layout, without_factor(pool, cells[i], shared)))
            return;
    fmpq_neg(shared->number, shared->number);
}

static bool write_entries(Layout *layout, const Expr *expr, const Shape *shape, bool is_row,
                          Answer *answer, const char **reason) {
    Pool *pool = gradients_pool(layout_gradients(layout));
    Arena *arena = layout_arena(layout);
    Grid grid = grid_of(shape, is_row);
    size_t per_block = grid.rows * grid.columns;
    if (grid.blocks * per_block > WRITTEN_LIMIT) {
        *reason = "it has too many entries to be written out";
        return false;
    }
    const Expr **cells = ARENA_ARRAY(arena, const Expr *, grid.blocks *per_block);
    const Index *axes[SHAPE_LIMIT];
    for (size_t i = 0; i < shape->rank; i++)
        axes[i] = pool_axis(pool, (uint32_t)i, shape->dims[i]);
    for (size_t i = 0; i < grid.blocks * per_block; i++) {
        long indices[SHAPE_LIMIT];
        const Expr *terms[SHAPE_LIMIT];
        cell_indices(&grid, i, indices);
        for (size_t j = 0; j < shape->rank; j++)
            terms[j] = expr_integer(pool, indices[j]);
        cells[i] = expr_substitute(pool, expr, axes, terms, shape->rank);
    }
    SharedFactor shared = shared_factor(arena, cells, grid.blocks * per_block);
    choose_sign(layout, &shared, cells, grid.blocks * per_block);
    const Expr *factor = product_of(pool, &shared);
    answer->factor = expr_is_number(factor, 1) ? NULL : layout_expression(layout, factor);
    answer->leading = grid.leading;
    answer->block_count = grid.blocks;
    answer->blocks = blocks_of(arena, &grid);
    for (size_t i = 0; i < grid.blocks * per_block; i++) {
        const Expr *cell = cells[i];
        if (answer->factor != NULL && !expr_is_number(cell, 0))
            cell = without_factor(pool, cell, &shared);
        answer->blocks[i / per_block].cells[i % per_block] = layout_expression(layout, cell);
    }
    return true;
}

void answer_as_row(Answer *answer) {
    for (size_t i = 0; i < answer->block_count; i++) {
        Cells *block = &answer->blocks[i];
        if (block->columns != 1)
            continue;
        block->columns = block->rows;
        block->rows = 1;
    }
}

bool answer_write(Layout *layout, const Expr *expr, const Shape *shape, bool is_row,
                  AnswerForm form, Answer *answer, const char **reason) {
    *answer = (Answer){.form = form};
    switch (form) {
    case ANSWER_ENTRIES:
        return write_entries(layout, expr, shape, is_row, answer, reason);
    case ANSWER_MATRIX:
        answer->formula =
            matrix_form(layout, layout_join_sums(layout, expr), shape->dims, shape->rank, reason);
        return answer->formula != NULL;
    case ANSWER_DEFAULT:
    case ANSWER_EXPRESSION:
        break;
    }
    if (shape->rank > 0) {
        *reason = "it keeps whole dimensions, and an expression has none";
        return false;
    }
    answer->formula = layout_expression(layout, layout_join_sums(layout, expr));
    return true;
}

/* The entries of what was asked. */

static const Syntax *entry_of(Arena *arena, const Syntax *syntax, const Syntax *const *indices);

/* name[...] with the kept dimensions filled in order. */
static const Syntax *entry_of_index(Arena *arena, const Syntax *syntax,
                                    const Syntax *const *indices) {
    bool is_indexed = syntax->kind == SYNTAX_INDEX;
    const Syntax *base = is_indexed ? syntax->children[0] : syntax;
    const Syntax *children[SHAPE_LIMIT + 1] = {base};
    for (size_t i = 0; i < base->shape->rank; i++) {
        const Syntax *index = is_indexed && i + 1 < syntax->count ? syntax->children[i + 1] : NULL;
        children[i + 1] = index != NULL && index->kind != SYNTAX_KEEP ? index : *indices++;
    }
    if (base->shape->rank == 0)
        return base;
    return syntax_new(arena, SYNTAX_INDEX, children, base->shape->rank + 1);
}

static const Syntax *entry_of_operation(Arena *arena, const Syntax *syntax,
                                        const Syntax *const *indices) {
    Syntax *entry = ARENA_NEW(arena, Syntax);
    *entry = *syntax;
    entry->shape = NULL;
    entry->is_hadamard = false;
    entry->children = ARENA_ARRAY(arena, const Syntax *, syntax->count);
    for (size_t i = 0; i < syntax->count; i++) {
        const Syntax *child = syntax->children[i];
        size_t skipped = syntax->shape->rank - child->shape->rank;
        const Syntax *own[SHAPE_LIMIT];
        for (size_t j = 0; j < child->shape->rank; j++)
            own[j] = dimension_is_one(child->shape->dims[j]) ? syntax_integer(arena, 1)
                                                             : indices[skipped + j];
        entry->children[i] = entry_of(arena, child, own);
        if (entry->children[i] == NULL)
            return NULL;
    }
    return entry;
}

/* The entry of a resolved formula at indices for its kept dimensions; NULL where it cannot be
 * written as one. */
static const Syntax *entry_of(Arena *arena, const Syntax *syntax, const Syntax *const *indices) {
    if (syntax->shape->rank == 0)
        return syntax;
    switch (syntax->kind) {
    case SYNTAX_NAME:
    case SYNTAX_INDEX:
        return entry_of_index(arena, syntax, indices);
    case SYNTAX_DERIVATIVE: {
        const Syntax *top = entry_of(arena, syntax->children[0], indices);
        const Syntax *bottom =
            entry_of(arena, syntax->children[1], indices + syntax->children[0]->shape->rank);
        if (top == NULL || bottom == NULL)
            return NULL;
        Syntax *entry = syntax_binary(arena, SYNTAX_DERIVATIVE, top, bottom);
        entry->is_ordinary = syntax->is_ordinary;
        entry->is_compact = syntax->is_compact;
        return entry;
    }
    case SYNTAX_NEGATE:
    case SYNTAX_ADD:
    case SYNTAX_MULTIPLY:
    case SYNTAX_DIVIDE:
    case SYNTAX_POWER:
    case SYNTAX_COMPARE:
        return entry_of_operation(arena, syntax, indices);
    case SYNTAX_NUMBER:
    case SYNTAX_MATMUL:
    case SYNTAX_TRANSPOSE:
    case SYNTAX_KEEP:
    case SYNTAX_CALL:
    case SYNTAX_SUM:
    case SYNTAX_MAX_OVER:
    case SYNTAX_MIN_OVER:
    case SYNTAX_MATRIX:
        break;
    }
    return NULL;
}

const Syntax *answer_entry_of(Arena *arena, const Syntax *find, const Syntax *const *indices) {
    return entry_of(arena, find, indices);
}

bool answer_cells_of(Arena *arena, const Syntax *find, bool is_row, Cells **blocks,
                     size_t *block_count) {
    Grid grid = grid_of(find->shape, is_row);
    size_t per_block = grid.rows * grid.columns;
    if (find->shape->rank == 0 || grid.blocks * per_block > WRITTEN_LIMIT)
        return false;
    *block_count = grid.blocks;
    *blocks = blocks_of(arena, &grid);
    for (size_t i = 0; i < grid.blocks * per_block; i++) {
        long indices[SHAPE_LIMIT];
        const Syntax *terms[SHAPE_LIMIT];
        cell_indices(&grid, i, indices);
        for (size_t j = 0; j < find->shape->rank; j++)
            terms[j] = syntax_integer(arena, indices[j]);
        const Syntax *entry = answer_entry_of(arena, find, terms);
        if (entry == NULL)
            return false;
        (*blocks)[i / per_block].cells[i % per_block] = entry;
    }
    return true;
}
