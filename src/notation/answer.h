/* Answers: one derived expression in the printed form that was asked for. */
#ifndef GRADSHEET_NOTATION_ANSWER_H
#define GRADSHEET_NOTATION_ANSWER_H

#include "notation/layout.h"

/* A matrix written out, row by row. With more than two dimensions there is one for each value of
 * the leading ones, `at`. */
typedef struct Cells {
    long at[SHAPE_LIMIT];
    size_t rows;
    size_t columns;
    const Syntax **cells;
} Cells;

typedef struct Answer {
    AnswerForm form;
    const Syntax *formula; /* ANSWER_EXPRESSION, ANSWER_MATRIX */
    const Syntax *factor;  /* ANSWER_ENTRIES: what every cell is multiplied by; NULL: nothing */
    Cells *blocks;
    size_t block_count;
    size_t leading; /* how many dimensions `at` holds */
} Answer;

enum { ENTRIES_LIMIT = 64, WRITTEN_LIMIT = 4096 };

/* The form that format.md gives a question of this shape that asks for none. */
AnswerForm answer_default_form(const Shape *shape);

/* How the kept dimensions of a formula are laid out: a single one stands as a row if it was a row.
 */
bool answer_is_row(const Syntax *find);

/* Writes expr, the entry at pool_axis(0 ...) of a tensor of this shape. False, with the reason,
 * where it has no such form. */
bool answer_write(Layout *layout, const Expr *expr, const Shape *shape, bool is_row,
                  AnswerForm form, Answer *answer, const char **reason);

/* Makes a column of cells a row. */
void answer_as_row(Answer *answer);

/* The entry of a resolved formula at index terms for its kept dimensions: d l / d W3[i,j] of
 * d l / d W3. NULL where it cannot be written as one. */
const Syntax *answer_entry_of(Arena *arena, const Syntax *find, const Syntax *const *indices);

/* The entries of a formula with kept dimensions, in the layout of its answer's cells: d l / d W3
 * gives d l / d W3[1,1] and so on. False where an entry cannot be written. */
bool answer_cells_of(Arena *arena, const Syntax *find, bool is_row, Cells **blocks,
                     size_t *block_count);

#endif
