#include "notation/matrix_product.h"

#include <limits.h>
#include <string.h>

void graph_add(Graph *graph, Block block) {
    graph->blocks = arena_grow(graph->arena, graph->blocks, graph->count, &graph->capacity,
                               sizeof *graph->blocks);
    graph->blocks[graph->count++] = block;
}

static bool is_wanted(const Graph *graph, const Index *vertex) {
    for (size_t i = 0; i < graph->wanted_count; i++)
        if (graph->wanted[i] == vertex)
            return true;
    return false;
}

static void remove_block(Graph *graph, size_t at) {
    memmove(&graph->blocks[at], &graph->blocks[at + 1],
            (graph->count - at - 1) * sizeof *graph->blocks);
    graph->count--;
}

/* Replaces blocks first and second (first < second) by one. */
static void replace_pair(Graph *graph, size_t first, size_t second, Block block) {
    uint64_t place = graph->blocks[first].place < graph->blocks[second].place
                         ? graph->blocks[first].place
                         : graph->blocks[second].place;
    block.place = place;
    graph->blocks[first] = block;
    remove_block(graph, second);
}

static bool are_parallel(const Block *left, const Block *right) {
    if (left->rank != right->rank || left->rank == 0)
        return false;
    for (size_t i = 0; i < left->rank; i++)
        if (!block_has(right, left->axes[i]))
            return false;
    return true;
}

static bool merge_parallel_matrices(Graph *graph) {
    for (size_t i = 0; i < graph->count; i++)
        for (size_t j = i + 1; j < graph->count; j++) {
            const Block *left = &graph->blocks[i], *right = &graph->blocks[j];
            if (left->rank != 2 || !are_parallel(left, right))
                continue;
            Block fitting = block_oriented(graph->arena, right, left->axes[0]);
            replace_pair(graph, i, j, block_hadamard(graph->arena, left, &fitting));
            return true;
        }
    return false;
}

/* The blocks of a rank that hold the vertex. */
static size_t find_incident(const Graph *graph, const Index *vertex, size_t rank, size_t *found,
                            size_t limit) {
    size_t count = 0;
    for (size_t i = 0; i < graph->count; i++)
        if (graph->blocks[i].rank == rank && block_has(&graph->blocks[i], vertex)) {
            if (count < limit)
                found[count] = i;
            count++;
        }
    return count;
}

static const Index *other_axis(const Block *block, const Index *vertex) {
    return block->axes[0] == vertex ? block->axes[1] : block->axes[0];
}

static bool is_single(const Index *vertex) {
    return vertex->dimension.value == 1;
}

/* A vector as what stands in front of matrices: x @ A.T for A @ x. */
static const Syntax *as_row(Arena *arena, const Syntax *vector) {
    if (vector->kind != SYNTAX_MATMUL || syntax_is_sum_of_rows(vector))
        return vector;
    return syntax_product_as_row(arena, vector);
}

/* How many ".T" it takes to write a vector as a row; less than none for one that should be one. */
static int row_cost(const Syntax *vector) {
    if (vector->kind != SYNTAX_MATMUL)
        return 0;
    if (syntax_is_sum_of_rows(vector))
        return INT_MIN;
    int cost = 0;
    for (size_t i = 0; i + 1 < vector->count; i++)
        cost += transposition_cost(vector->children[i]);
    return cost;
}

/* u @ v for two vectors, which may be products: x @ A @ y, the vectors at both ends. */
static const Syntax *inner_product(Arena *arena, const Syntax *left, const Syntax *right) {
    bool swaps = row_cost(right) < row_cost(left);
    return swaps ? syntax_product(arena, as_row(arena, right), left)
                 : syntax_product(arena, as_row(arena, left), right);
}

/* a[k] b[k] c[k] summed over k: a @ (b * c). */
static void join_vectors(Graph *graph, const size_t *at, size_t count) {
    while (count > 2) {
        const Block *left = &graph->blocks[at[count - 2]], *right = &graph->blocks[at[count - 1]];
        replace_pair(graph, at[count - 2], at[count - 1],
                     block_hadamard(graph->arena, left, right));
        count--;
    }
    Block result = {0};
    if (count == 1) {
        const Block *vector = &graph->blocks[at[0]];
        const Syntax *argument = block_syntax(graph->arena, vector);
        result.syntax = syntax_call(graph->arena, "sum", &argument, 1);
        result.place = vector->place;
        graph->blocks[at[0]] = result;
        return;
    }
    result.syntax = inner_product(graph->arena, block_syntax(graph->arena, &graph->blocks[at[0]]),
                                  block_syntax(graph->arena, &graph->blocks[at[1]]));
    replace_pair(graph, at[0], at[1], result);
}

/* A[a,k] v[k] summed over k: A @ v, or v @ A.T where v is 1 @ B. */
static void join_matrix_vector(Graph *graph, size_t matrix, size_t vector, const Index *vertex) {
    const Block *left = &graph->blocks[matrix];
    const Index *kept = other_axis(left, vertex);
    const Syntax *operand = block_syntax(graph->arena, &graph->blocks[vector]);
    bool vector_first = syntax_is_sum_of_rows(operand);
    Block oriented = block_oriented(graph->arena, left, vector_first ? vertex : kept);
    const Syntax *turned = block_syntax(graph->arena, &oriented);
    Block result = {.rank = 1, .axes = {kept}};
    result.syntax = vector_first ? syntax_product(graph->arena, operand, turned)
                                 : syntax_product(graph->arena, turned, operand);
    size_t first = matrix < vector ? matrix : vector;
    size_t second = matrix < vector ? vector : matrix;
    replace_pair(graph, first, second, result);
}

/* How many blocks have the vertex. */
static size_t degree_of(const Graph *graph, const Index *vertex) {
    size_t degree = 0;
    for (size_t i = 0; i < graph->count; i++)
        degree += block_has(&graph->blocks[i], vertex);
    return degree;
}

/* A wanted axis of size 1 that no block has: the row of a bias, [1, n]. NULL: none. */
static const Index *missing_single(const Graph *graph) {
    for (size_t i = 0; i < graph->wanted_count; i++)
        if (is_single(graph->wanted[i]) && degree_of(graph, graph->wanted[i]) == 0)
            return graph->wanted[i];
    return NULL;
}

static bool is_alone_at(const Graph *graph, const Index *vertex) {
    return degree_of(graph, vertex) == 1;
}

static bool is_eye(const Syntax *syntax) {
    return syntax->kind == SYNTAX_CALL && strcmp(syntax->name, "eye") == 0;
}

/* A of A * eye(n), or of eye(n) * A; NULL if it is no such product. */
static const Syntax *without_eye(Arena *arena, const Syntax *product) {
    for (size_t i = 0; product->kind == SYNTAX_MULTIPLY && i < product->count; i++) {
        if (!is_eye(product->children[i]))
            continue;
        const Syntax **others = ARENA_ARRAY(arena, const Syntax *, product->count);
        size_t count = 0;
        for (size_t j = 0; j < product->count; j++)
            if (j != i)
                others[count++] = product->children[j];
        return count == 1 ? others[0] : syntax_new(arena, SYNTAX_MULTIPLY, others, count);
    }
    return NULL;
}

/* A[a,k] summed over k with nothing else: A @ 1, or sum(A, -1) where A is worked out first; over
 * both axes sum(A). */
static void sum_matrix(Graph *graph, size_t matrix, const Index *vertex) {
    Block *block = &graph->blocks[matrix];
    const Index *kept = other_axis(block, vertex);
    if (!is_wanted(graph, kept) && is_alone_at(graph, kept)) {
        const Syntax *argument = block_syntax(graph->arena, block);
        const Syntax *matrix_of_trace = without_eye(graph->arena, argument);
        bool is_trace = matrix_of_trace != NULL;
        *block = (Block){.place = block->place,
                         .syntax = syntax_call(graph->arena, is_trace ? "tr" : "sum",
                                               is_trace ? &matrix_of_trace : &argument, 1)};
        return;
    }
    const Index *row = missing_single(graph);
    if (row != NULL) {
        const Dimension dims[2] = {row->dimension, vertex->dimension};
        Block below = block_oriented(graph->arena, block, vertex);
        Block product = {.rank = 2, .axes = {row, kept}, .place = block->place};
        product.syntax = syntax_product(graph->arena, syntax_ones(graph->arena, dims, 2),
                                        block_syntax(graph->arena, &below));
        *block = product;
        return;
    }
    bool is_composed = block->syntax->kind == SYNTAX_MULTIPLY || block->is_reciprocal ||
                       block->syntax->kind == SYNTAX_DIVIDE;
    if (is_composed && block->axes[1] == vertex) {
        const Syntax *args[2] = {
            block_syntax(graph->arena, block),
            syntax_unary(graph->arena, SYNTAX_NEGATE, syntax_integer(graph->arena, 1))};
        *block = (Block){.rank = 1,
                         .axes = {kept},
                         .place = block->place,
                         .syntax = syntax_call(graph->arena, "sum", args, 2)};
        return;
    }
    const Syntax *ones = syntax_ones(graph->arena, &vertex->dimension, 1);
    Block result = {.rank = 1, .axes = {kept}, .place = block->place};
    /* 1 @ A where that spares a transposition */
    if (block->axes[0] == vertex)
        result.syntax = syntax_product(graph->arena, ones, block_syntax(graph->arena, block));
    else
        result.syntax = syntax_product(graph->arena, block_syntax(graph->arena, block), ones);
    *block = result;
}

/* Which way round the product of P[a,k] and Q[k,b] is written: true for a first. */
static bool left_goes_first(const Graph *graph, const Block *left, const Block *right,
                            const Index *vertex) {
    const Index *a = other_axis(left, vertex), *b = other_axis(right, vertex);
    int straight = (left->axes[0] == vertex ? transposition_cost(left->syntax) : 0) +
                   (right->axes[1] == vertex ? transposition_cost(right->syntax) : 0);
    int turned = (right->axes[0] == vertex ? transposition_cost(right->syntax) : 0) +
                 (left->axes[1] == vertex ? transposition_cost(left->syntax) : 0);
    if (straight != turned)
        return straight < turned;
    return graph->wanted_count < 2 || (b != graph->wanted[0] && a != graph->wanted[1]);
}

static void join_matrices(Graph *graph, size_t first, size_t second, const Index *vertex) {
    const Block *left = &graph->blocks[first], *right = &graph->blocks[second];
    if (!left_goes_first(graph, left, right, vertex)) {
        left = &graph->blocks[second];
        right = &graph->blocks[first];
    }
    const Index *a = other_axis(left, vertex), *b = other_axis(right, vertex);
    Block before = block_oriented(graph->arena, left, a);
    Block after = block_oriented(graph->arena, right, vertex);
    Block result = {.rank = 2, .axes = {a, b}};
    result.syntax = syntax_product(graph->arena, block_syntax(graph->arena, &before),
                                   block_syntax(graph->arena, &after));
    replace_pair(graph, first, second, result);
}

static const Syntax *diagonal_of(Arena *arena, const Block *vector) {
    const Syntax *argument = block_syntax(arena, vector);
    return syntax_call(arena, "diag", &argument, 1);
}

/* v[k] between P[a,k] and Q[k,b] is a diagonal: P @ diag(v) @ Q. It joins the second of them, which
 * then meets the first as a matrix. */
static void scale_by_vector(Graph *graph, size_t vector, size_t matrix, const Index *vertex) {
    Block below = block_oriented(graph->arena, &graph->blocks[matrix], vertex);
    const Syntax *diagonal = diagonal_of(graph->arena, &graph->blocks[vector]);
    Block result = {.rank = 2, .axes = {below.axes[0], below.axes[1]}};
    result.syntax = syntax_product(graph->arena, diagonal, block_syntax(graph->arena, &below));
    size_t first = matrix < vector ? matrix : vector;
    size_t second = matrix < vector ? vector : matrix;
    replace_pair(graph, first, second, result);
}

/* The one index of a dimension of size 1 as a number. */
static void slice(Graph *graph, size_t at, const Index *vertex) {
    Block *block = &graph->blocks[at];
    graph->slices |= block_is_composed(block);
    *block = block_sliced(graph->arena, block, vertex);
}

static void rename_vertex(Graph *graph, const Index *from, const Index *to) {
    for (size_t i = 0; i < graph->count; i++)
        for (size_t j = 0; j < graph->blocks[i].rank; j++)
            if (graph->blocks[i].axes[j] == from)
                graph->blocks[i].axes[j] = to;
}

/* Whether a vertex of size 1 that is not wanted joins nothing: one block has it, or vectors do. */
static bool is_loose(const Graph *graph, const Index *vertex) {
    size_t unused;
    return is_single(vertex) && !is_wanted(graph, vertex) &&
           (degree_of(graph, vertex) == 1 || find_incident(graph, vertex, 2, &unused, 1) == 0);
}

/* The next loose vertex after another (NULL: the first), in reading order. */
static const Index *next_loose(const Graph *graph, const Index *after) {
    bool is_past = after == NULL;
    for (size_t i = 0; i < graph->count; i++)
        for (size_t j = 0; j < graph->blocks[i].rank; j++) {
            const Index *vertex = graph->blocks[i].axes[j];
            if (is_past && vertex != after && is_loose(graph, vertex))
                return vertex;
            is_past |= vertex == after;
        }
    return NULL;
}

/* In a part of the whole loose vertices may join what is outside: they stay as axes where all that
 * varies has the same two. */
static bool keep_loose(Graph *graph) {
    const Block *widest = NULL;
    for (size_t i = 0; i < graph->count; i++)
        if (graph->blocks[i].rank > 0 && widest == NULL)
            widest = &graph->blocks[i];
        else if (graph->blocks[i].rank > 0 && !are_parallel(widest, &graph->blocks[i]))
            return false;
    size_t count = 0;
    const Index *axes[2];
    for (size_t i = 0; i < graph->wanted_count; i++)
        if (block_has(widest, graph->wanted[i]))
            axes[count++] = graph->wanted[i];
    for (size_t i = 0; i < widest->rank; i++)
        if (!is_wanted(graph, widest->axes[i]))
            axes[count++] = widest->axes[i];
    memcpy(graph->wanted, axes, count * sizeof *axes);
    graph->wanted_count = count;
    return true;
}

static bool share_block(const Graph *graph, const Index *left, const Index *right) {
    for (size_t i = 0; i < graph->count; i++)
        if (block_has(&graph->blocks[i], left) && block_has(&graph->blocks[i], right))
            return true;
    return false;
}

/* A loose vertex is an axis that is wanted and that no block has; or it joins another one, x.T @
 * v.T for x[1,i] v[j,1]; or it stands as a number. False: there is none. */
static bool settle_loose(Graph *graph, bool is_whole) {
    const Index *vertex = next_loose(graph, NULL);
    if (vertex == NULL || (!is_whole && keep_loose(graph)))
        return false;
    const Index *missing = missing_single(graph);
    if (is_whole && missing != NULL && dimension_equal(missing->dimension, vertex->dimension)) {
        rename_vertex(graph, vertex, missing);
        return true;
    }
    for (const Index *other = next_loose(graph, vertex); other != NULL;
         other = next_loose(graph, other))
        if (dimension_equal(other->dimension, vertex->dimension) &&
            !share_block(graph, other, vertex)) {
            rename_vertex(graph, other, vertex);
            return true;
        }
    for (size_t i = 0; i < graph->count; i++)
        if (block_has(&graph->blocks[i], vertex)) {
            slice(graph, i, vertex);
            break;
        }
    return true;
}

/* Removes a vertex that is not wanted; false where that cannot be done (yet). */
static bool eliminate(Graph *graph, const Index *vertex) {
    size_t matrices[3] = {0};
    size_t *vectors = ARENA_ARRAY(graph->arena, size_t, graph->count);
    size_t matrix_count = find_incident(graph, vertex, 2, matrices, 3);
    size_t vector_count = find_incident(graph, vertex, 1, vectors, graph->count);
    if (matrix_count == 0) {
        join_vectors(graph, vectors, vector_count);
        return true;
    }
    if (matrix_count > 2)
        return false;
    if (vector_count > 1) {
        replace_pair(
            graph, vectors[0], vectors[1],
            block_hadamard(graph->arena, &graph->blocks[vectors[0]], &graph->blocks[vectors[1]]));
        return true;
    }
    if (matrix_count == 1 && vector_count == 1)
        join_matrix_vector(graph, matrices[0], vectors[0], vertex);
    else if (matrix_count == 1)
        sum_matrix(graph, matrices[0], vertex);
    else if (vector_count == 1)
        scale_by_vector(graph, vectors[0], matrices[matrix_count - 1], vertex);
    else
        join_matrices(graph, matrices[0], matrices[1], vertex);
    return true;
}

/* Where a matrix meets others at both of its axes, whether the one at the second comes first in
 * reading order: (E @ W.T) * S for E[i,k] W[j,k] S[i,j] summed over i and k, not (E.T @ S) * W.T.
 */
static bool joins_second_first(const Graph *graph, size_t at) {
    const Block *block = &graph->blocks[at];
    size_t next[2];
    for (size_t i = 0; i < 2; i++) {
        size_t found[2];
        if (block->rank < 2 || is_wanted(graph, block->axes[i]) ||
            find_incident(graph, block->axes[i], 2, found, 2) < 2)
            return false;
        next[i] = found[0] == at ? found[1] : found[0];
    }
    return next[1] < next[0];
}

/* Tries every vertex that is not wanted, in reading order: those that end in a vector or number
 * first, since a matrix times a vector is less than a matrix times a matrix. Where more than two
 * matrices meet in an index of size 1 it is a number in one of them. */
static bool eliminate_one(Graph *graph, bool *is_done) {
    *is_done = true;
    for (int pass = 0; pass < 3; pass++)
        for (size_t i = 0; i < graph->count; i++)
            for (size_t j = 0; j < graph->blocks[i].rank; j++) {
                size_t axis = joins_second_first(graph, i) ? 1 - j : j;
                const Index *vertex = graph->blocks[i].axes[axis];
                if (is_wanted(graph, vertex) || is_loose(graph, vertex))
                    continue;
                *is_done = false;
                size_t unused;
                if (pass == 2 && is_single(vertex)) {
                    slice(graph, i, vertex);
                    return true;
                }
                if (pass == 0 && find_incident(graph, vertex, 2, &unused, 1) > 1)
                    continue;
                /* A matrix alone at a vertex waits for the others: its sum is a last resort. */
                if (pass == 0 && graph->blocks[i].rank == 2 &&
                    find_incident(graph, vertex, 1, &unused, 1) == 0)
                    continue;
                if (eliminate(graph, vertex))
                    return true;
            }
    return false;
}

static void sort_blocks(Graph *graph) {
    for (size_t i = 1; i < graph->count; i++) {
        Block moved = graph->blocks[i];
        size_t place = i;
        for (; place > 0 && moved.place < graph->blocks[place - 1].place; place--)
            graph->blocks[place] = graph->blocks[place - 1];
        graph->blocks[place] = moved;
    }
}

/* Takes out the block of this rank over these axes and merges others like it; false: none. */
static bool take_tensor(Graph *graph, size_t rank, const Index *axis, Block *tensor) {
    bool is_found = false;
    for (size_t i = 0; i < graph->count;) {
        const Block *block = &graph->blocks[i];
        if (block->rank != rank || (rank == 1 && block->axes[0] != axis)) {
            i++;
            continue;
        }
        *tensor = is_found ? block_hadamard(graph->arena, tensor, block) : *block;
        is_found = true;
        remove_block(graph, i);
    }
    return is_found;
}

static Block outer_of(Arena *arena, const Block *left, const Block *right, const Graph *graph) {
    const Syntax *args[2] = {left != NULL ? block_syntax(arena, left)
                                          : syntax_ones(arena, &graph->wanted[0]->dimension, 1),
                             right != NULL ? block_syntax(arena, right)
                                           : syntax_ones(arena, &graph->wanted[1]->dimension, 1)};
    Block result = {.rank = 2, .axes = {graph->wanted[0], graph->wanted[1]}};
    result.syntax = syntax_call(arena, "outer", args, 2);
    result.place = left != NULL ? left->place : right != NULL ? right->place : UINT64_MAX;
    return result;
}

/* The matrix over both wanted axes from what is left: a matrix, a vector over each, or less. */
static Block assemble_matrix(Graph *graph, bool is_whole) {
    Arena *arena = graph->arena;
    Block matrix = {0}, rows = {0}, columns = {0};
    bool has_matrix = take_tensor(graph, 2, NULL, &matrix);
    bool turns = has_matrix && matrix.axes[0] != graph->wanted[0];
    if (turns && (is_whole || transposition_cost(matrix.syntax) <= 0)) {
        matrix = block_oriented(arena, &matrix, graph->wanted[0]);
    } else if (turns) { /* whoever takes it turns it */
        graph->wanted[0] = matrix.axes[0];
        graph->wanted[1] = matrix.axes[1];
    }
    bool has_rows = take_tensor(graph, 1, graph->wanted[0], &rows);
    bool has_columns = take_tensor(graph, 1, graph->wanted[1], &columns);
    if (!has_matrix) {
        if (!is_whole && !(has_rows && has_columns))
            return has_rows ? rows : columns;
        if (!has_rows && !has_columns) {
            Dimension dims[2] = {graph->wanted[0]->dimension, graph->wanted[1]->dimension};
            return (Block){.syntax = syntax_ones(arena, dims, 2),
                           .rank = 2,
                           .axes = {graph->wanted[0], graph->wanted[1]},
                           .place = UINT64_MAX};
        }
        return outer_of(arena, has_rows ? &rows : NULL, has_columns ? &columns : NULL, graph);
    }
    if (is_eye(matrix.syntax) && (has_rows || has_columns)) {
        Block both = !has_columns ? rows
                     : !has_rows  ? columns
                                  : block_hadamard(arena, &rows, &columns);
        matrix.syntax = diagonal_of(arena, &both);
        matrix.place = both.place;
        return matrix;
    }
    if (has_columns) {
        matrix.syntax =
            syntax_product(arena, block_syntax(arena, &matrix), diagonal_of(arena, &columns));
        matrix.is_reciprocal = false;
    }
    if (has_rows) {
        matrix.syntax =
            syntax_product(arena, diagonal_of(arena, &rows), block_syntax(arena, &matrix));
        matrix.is_reciprocal = false;
    }
    return matrix;
}

bool graph_reduce(Graph *graph, bool is_whole, Block *result) {
    sort_blocks(graph);
    for (bool is_done = false; !is_done || (!is_whole && settle_loose(graph, false));) {
        if (merge_parallel_matrices(graph) || (is_whole && settle_loose(graph, true)))
            continue;
        if (!eliminate_one(graph, &is_done) && !is_done)
            return false;
    }
    Block tensor = {0};
    if (graph->wanted_count == 2) {
        bool has_any = is_whole;
        for (size_t i = 0; !has_any && i < graph->count; i++)
            has_any = graph->blocks[i].rank > 0;
        if (has_any)
            tensor = assemble_matrix(graph, is_whole);
    } else if (graph->wanted_count == 1 && !take_tensor(graph, 1, graph->wanted[0], &tensor) &&
               is_whole) {
        tensor = (Block){.syntax = syntax_ones(graph->arena, &graph->wanted[0]->dimension, 1),
                         .rank = 1,
                         .axes = {graph->wanted[0]},
                         .place = UINT64_MAX};
    }
    /* What is left are scalars, which stand in front: lambda * W. */
    sort_blocks(graph);
    if (tensor.syntax != NULL)
        graph_add(graph, tensor);
    if (graph->count == 0) {
        *result = (Block){.syntax = NULL};
        return true;
    }
    *result = graph->blocks[0];
    for (size_t i = 1; i < graph->count; i++) {
        const Block *next = &graph->blocks[i];
        *result = block_hadamard(graph->arena, result, next);
        result->rank = next->rank;
        memcpy(result->axes, next->axes, sizeof result->axes);
    }
    return true;
}
