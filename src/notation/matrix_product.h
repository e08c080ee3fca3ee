/* Matrix products from a graph: blocks joined at vertices, of which some are wanted and the others
 * are summed over. */
#ifndef GRADSHEET_NOTATION_MATRIX_PRODUCT_H
#define GRADSHEET_NOTATION_MATRIX_PRODUCT_H

#include "notation/matrix_block.h"

typedef struct Graph {
    Arena *arena;
    Block *blocks; /* in the arena */
    size_t count;
    size_t capacity;
    const Index *wanted[2];
    size_t wanted_count;
    bool slices; /* a row or a column was taken of what is worked out first */
} Graph;

void graph_add(Graph *graph, Block block);

/* Joins the blocks until only wanted vertices are left and at most one tensor holds them: the
 * result has all wanted axes in their order if is_whole, else those that the blocks have. Scalars
 * end as factors in front. False where three matrices meet in one index. */
bool graph_reduce(Graph *graph, bool is_whole, Block *result);

#endif
