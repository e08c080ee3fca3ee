#include "notation/matrix_form.h"

#include <string.h>

#include "algebra/expand.h"
#include "notation/matrix_product.h"
#include "notation/matrix_rows.h"

/* One conversion at work. */
typedef struct Form {
    Layout *layout;
    Arena *arena;
    Pool *pool;
    const Index *wanted[2];
    size_t wanted_count;
    bool joins_singles; /* the one index of a dimension of size 1 joins factors */
    bool reads_badly;   /* with eye(n) or ones(n), where another form may do without */
    const char *reason;
} Form;

static bool form_block(Form *form, const Expr *expr, const Index *const *wanted,
                       size_t wanted_count, bool is_whole, Block *result);

static bool fail(Form *form, const char *reason) {
    if (form->reason == NULL)
        form->reason = reason;
    return false;
}

static uint64_t place_of(const Form *form, const Expr *factor) {
    return reading_order_place(gradients_order(layout_gradients(form->layout)), factor);
}

/* A letter of the question is a fixed index; every other index is a vertex. */
static bool is_vertex(const Expr *index) {
    return index->kind == EXPR_INDEX && index->index->kind != INDEX_LETTER;
}

/* The one vertex of a dimension of size 1. */
static const Index *single_vertex(const Form *form, Dimension dimension) {
    enum { SINGLE_AXIS = 1000 };
    return pool_axis(form->pool, SINGLE_AXIS, dimension);
}

static bool has_vertex(const Expr *expr) {
    for (size_t i = 0; i < expr->free_count; i++)
        if (expr->free[i]->kind != INDEX_LETTER)
            return true;
    return false;
}

static bool is_label_entry(const Expr *expr) {
    return expr->kind == EXPR_ENTRY && expr->symbol->variable == NULL &&
           expr->symbol->quantity->kind == QUANTITY_LABEL;
}

/* Entries. */

/* The symbol of an entry with its fixed indices, "." elsewhere. */
static const Syntax *symbol_syntax(const Form *form, const Expr *entry, const Expr *const *args,
                                   const bool *is_kept, size_t count) {
    const Syntax *indices[SHAPE_LIMIT];
    for (size_t i = 0; i < count; i++)
        indices[i] = is_kept[i] ? syntax_new(form->arena, SYNTAX_KEEP, NULL, 0)
                                : layout_expression(form->layout, args[i]);
    const Symbol *symbol = entry->symbol;
    if (symbol->variable == NULL)
        return syntax_entry(form->arena, symbol->quantity->name, indices, count);
    const Expr *axes[SHAPE_LIMIT];
    const NamedGradient *named = gradients_find_named(layout_gradients(form->layout), entry, axes);
    if (named != NULL && named->name != NULL)
        return syntax_entry(form->arena, named->name->name, indices, count);
    return layout_derivative(form->layout, symbol, indices);
}

/* The indices of an entry as it is written: those of the name for a named gradient. */
static size_t written_indices(const Form *form, const Expr *entry, const Expr **args,
                              Dimension *dims) {
    const Expr *axes[SHAPE_LIMIT];
    const NamedGradient *named =
        entry->symbol->variable != NULL
            ? gradients_find_named(layout_gradients(form->layout), entry, axes)
            : NULL;
    if (named != NULL && named->name != NULL) {
        memcpy(args, axes, named->axis_count * sizeof *args);
        memcpy(dims, named->name->dims, named->axis_count * sizeof *dims);
        return named->axis_count;
    }
    memcpy(args, entry->args, entry->count * sizeof *args);
    memcpy(dims, entry->symbol->dims, entry->count * sizeof *dims);
    return entry->count;
}

static bool is_wanted_vertex(const Form *form, const Index *vertex) {
    for (size_t i = 0; i < form->wanted_count; i++)
        if (form->wanted[i] == vertex)
            return true;
    return false;
}

/* A[k,k] is A[k,m] eye[k,m] summed over m: a block has two vertices that differ. */
static bool keep_diagonal(Form *form, Graph *graph, Block *block) {
    if (block->rank < 2 || block->axes[0] != block->axes[1])
        return true;
    const Index *vertex = block->axes[0];
    if (graph == NULL)
        return fail(form, "the diagonal of a matrix is taken");
    form->reads_badly = true;
    block->axes[1] = pool_fresh(form->pool, vertex->dimension);
    graph_add(graph, (Block){.syntax = syntax_eye(form->arena, vertex->dimension),
                             .rank = 2,
                             .axes = {vertex, block->axes[1]},
                             .place = block->place});
    return true;
}

/* An entry as a block. Where it takes one more, that goes to the graph of the product that it is a
 * factor of: onehot(y) for a label with a vertex, and eye for a diagonal. */
static bool form_entry(Form *form, const Expr *entry, Graph *graph, Block *result) {
    const Expr *args[SHAPE_LIMIT];
    Dimension dims[SHAPE_LIMIT];
    bool is_kept[SHAPE_LIMIT] = {false};
    size_t count = written_indices(form, entry, args, dims);
    *result = (Block){.place = place_of(form, entry)};
    size_t vertices = 0;
    for (size_t i = 0; i < count; i++)
        vertices += is_vertex(args[i]) || (is_label_entry(args[i]) && has_vertex(args[i]));
    bool wants_single = false;
    for (size_t i = 0; i < count; i++)
        wants_single |= dims[i].value == 1 && is_wanted_vertex(form, single_vertex(form, dims[i]));
    for (size_t i = 0; i < count; i++) {
        const Index *vertex = NULL;
        if (is_vertex(args[i])) {
            vertex = args[i]->index;
        } else if (is_label_entry(args[i]) && has_vertex(args[i])) {
            if (graph == NULL || args[i]->count != 1 || !is_vertex(args[i]->args[0]))
                return fail(form, "a label picks the entries of a tensor");
            vertex = pool_fresh(form->pool, dims[i]);
            const Syntax *label = syntax_name(form->arena, args[i]->symbol->quantity->name);
            graph_add(graph, (Block){.syntax = syntax_call(form->arena, "onehot", &label, 1),
                                     .rank = 2,
                                     .axes = {args[i]->args[0]->index, vertex},
                                     .place = result->place});
        } else if (form->joins_singles && dims[i].value == 1 && expr_is_number(args[i], 1) &&
                   count <= 2 && (wants_single || (vertices > 0 && !dimension_is_one(dims[i])))) {
            vertex = single_vertex(form, dims[i]);
        }
        if (vertex == NULL)
            continue;
        if (result->rank == 2)
            return fail(form, "a tensor has more than two indices that vary");
        is_kept[i] = true;
        result->axes[result->rank++] = vertex;
    }
    if (!keep_diagonal(form, graph, result))
        return false;
    result->syntax = symbol_syntax(form, entry, args, is_kept, count);
    bool is_declared_row = count == 2 && result->rank == 1 && is_kept[1] &&
                           dimension_is_one(dims[0]) && entry->symbol->variable == NULL;
    if (is_declared_row)
        result->stretched = syntax_name(form->arena, entry->symbol->quantity->name);
    return true;
}

/* Brackets. */

static bool form_side_by_side(Form *form, const Expr *left, const Expr *right,
                              const Index *const *wanted, size_t wanted_count, const Syntax **sides,
                              Block *result);

static bool form_delta(Form *form, const Expr *delta, Graph *graph, Block *result) {
    const Expr *left = delta->args[0], *right = delta->args[1];
    *result = (Block){.place = place_of(form, delta)};
    if (!is_vertex(left)) {
        left = delta->args[1];
        right = delta->args[0];
    }
    if (!is_vertex(left)) {
        result->syntax = layout_expression(form->layout, delta);
        return true;
    }
    result->axes[0] = left->index;
    if (is_vertex(right)) {
        result->rank = 2;
        result->axes[1] = right->index;
        result->syntax = syntax_eye(form->arena, left->index->dimension);
        return true;
    }
    if (is_label_entry(right) && (right->count == 0 || is_vertex(right->args[0]))) {
        const Syntax *label = syntax_name(form->arena, right->symbol->quantity->name);
        if (right->count > 1)
            return fail(form, "a label has two indices that vary");
        result->syntax = syntax_call(form->arena, "onehot", &label, 1);
        result->rank = 1;
        if (right->count == 1) {
            result->rank = 2;
            result->axes[0] = right->args[0]->index;
            result->axes[1] = left->index;
        }
        return keep_diagonal(form, graph, result);
    }
    /* (i == w) over i is a unit vector */
    const Syntax *children[3] = {syntax_eye(form->arena, left->index->dimension),
                                 syntax_new(form->arena, SYNTAX_KEEP, NULL, 0),
                                 layout_expression(form->layout, right)};
    result->rank = 1;
    result->syntax = syntax_new(form->arena, SYNTAX_INDEX, children, 3);
    return true;
}

/* (j != y[i]) is 1 - (j == y[i]). */
static bool form_other_than(Form *form, const Expr *bracket, Block *result) {
    const Expr *equal =
        expr_bracket(form->pool, RELATION_EQUAL, bracket->args[0], bracket->args[1]);
    if (!expr_is_delta(equal))
        return fail(form, "an index is compared with one of another dimension");
    if (!form_delta(form, equal, NULL, result))
        return false;
    result->syntax = syntax_binary(form->arena, SYNTAX_ADD, syntax_integer(form->arena, 1),
                                   syntax_unary(form->arena, SYNTAX_NEGATE, result->syntax));
    result->place = place_of(form, bracket);
    return true;
}

static bool form_bracket(Form *form, const Expr *bracket, const Index *const *wanted,
                         size_t wanted_count, Block *result) {
    if (expr_is_delta(bracket))
        return form_delta(form, bracket, NULL, result);
    if (bracket->relation == RELATION_NOT_EQUAL &&
        (is_vertex(bracket->args[0]) || is_vertex(bracket->args[1])))
        return form_other_than(form, bracket, result);
    for (size_t i = 0; i < 2; i++)
        if (bracket->args[i]->kind == EXPR_INDEX && is_vertex(bracket->args[i]))
            return fail(form, "an index is compared as a number");
    const Syntax *sides[2];
    const Expr *left = bracket->args[0], *right = bracket->args[1];
    Relation relation = layout_comparison(form->layout, bracket->relation, &left, &right);
    if (!form_side_by_side(form, left, right, wanted, wanted_count, sides, result))
        return false;
    result->syntax = syntax_compare(form->arena, relation, sides[0], sides[1]);
    result->place = place_of(form, bracket);
    return true;
}

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

/* Several blocks side by side, as the terms of a sum: all get the widest's axes, in its order. A
 * vector over the first axis of a matrix has to be spread out; the name of one over the last
 * stretches itself, where stretches says so. */
static bool spread(Form *form, Block *blocks, size_t count, const Index *const *wanted,
                   size_t wanted_count, bool stretches, Block *shape) {
    const Index *axes[2] = {NULL, NULL};
    size_t rank = 0;
    /* the order of axes: that of the matrices with the fewest transpositions, else what is wanted,
     * else as they come */
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
                return fail(form, "the terms of a sum have more than two indices that vary");
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

static bool form_side_by_side(Form *form, const Expr *left, const Expr *right,
                              const Index *const *wanted, size_t wanted_count, const Syntax **sides,
                              Block *result) {
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
    graph_add(&graph, *number);
    return graph_reduce(&graph, true, number);
}

static bool form_terms(Form *form, const Expr *sum, const Index *const *wanted, size_t wanted_count,
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
    result->place = place_of(form, sum);
    if (is_whole && is_number)
        return fill(form, wanted, wanted_count, result);
    if (is_whole && result->rank == 2)
        *result = block_oriented(form->arena, result, wanted[0]);
    return true;
}

/* Functions. */

static const Syntax *call_of(const Form *form, const Expr *call, const Syntax *const *args) {
    const char *name = call->kind == EXPR_APPLY ? call->name : function_info(call->function)->name;
    Syntax *syntax = syntax_call(form->arena, name, args, call->count);
    syntax->primes = call->primes;
    return syntax;
}

static bool form_call(Form *form, const Expr *call, const Index *const *wanted, size_t wanted_count,
                      Block *result) {
    const Syntax *args[2];
    if (call->count > 2)
        return fail(form, "a function has more than two arguments");
    if (call->count == 0) {
        *result = (Block){.syntax = layout_expression(form->layout, call)};
        return true;
    }
    if (call->count == 1) {
        if (!form_block(form, layout_even_argument(form->layout, call), wanted, wanted_count, false,
                        result))
            return false;
        args[0] = block_syntax(form->arena, result);
        const Syntax *stretched = block_stretched_syntax(form->arena, result);
        *result = (Block){.rank = result->rank, .axes = {result->axes[0], result->axes[1]}};
        if (stretched != NULL)
            result->stretched = call_of(form, call, &stretched);
    } else if (!form_side_by_side(form, call->args[0], call->args[1], wanted, wanted_count, args,
                                  result)) {
        return false;
    }
    result->syntax = call_of(form, call, args);
    result->place = place_of(form, call);
    return true;
}

static const Syntax *power_of(const Form *form, const Syntax *base, const Expr *exponent) {
    bool is_root = exponent->kind == EXPR_NUMBER && fmpz_is_one(fmpq_numref(exponent->number)) &&
                   fmpz_equal_si(fmpq_denref(exponent->number), 2);
    if (is_root)
        return syntax_call(form->arena, "sqrt", &base, 1);
    if (expr_is_number(exponent, 1))
        return base;
    return syntax_binary(form->arena, SYNTAX_POWER, base,
                         layout_expression(form->layout, exponent));
}

static bool form_power(Form *form, const Expr *power, const Index *const *wanted,
                       size_t wanted_count, Block *result) {
    const Expr *exponent = power->args[1];
    if (has_vertex(exponent))
        return fail(form, "an exponent varies with an index");
    if (!form_block(form, layout_even_argument(form->layout, power), wanted, wanted_count, false,
                    result))
        return false;
    bool is_negative = expr_is_denominator(power);
    if (is_negative)
        exponent = expr_negate(form->pool, exponent);
    result->place = place_of(form, power);
    const Syntax *stretched = block_stretched_syntax(form->arena, result);
    result->syntax = power_of(form, block_syntax(form->arena, result), exponent);
    result->stretched = stretched != NULL ? power_of(form, stretched, exponent) : NULL;
    result->is_reciprocal = is_negative;
    return true;
}

static bool form_softmax(Form *form, const Expr *softmax, Block *result) {
    const Index *index;
    const Expr *body = expr_open_fresh(form->pool, softmax, &index);
    body = body->args[0];
    const Index *wanted[2] = {NULL, index};
    size_t wanted_count = 1;
    for (size_t i = 0; i < body->free_count; i++)
        if (body->free[i] != index && body->free[i]->kind != INDEX_LETTER) {
            if (wanted_count == 2)
                return fail(form, "a softmax has more than two indices that vary");
            wanted[0] = body->free[i];
            wanted_count = 2;
        }
    if (wanted_count == 1)
        wanted[0] = index;
    Block block;
    if (!form_block(form, body, wanted, wanted_count, true, &block))
        return false;
    if (block.rank == 2)
        block = block_oriented(form->arena, &block, wanted[0]);
    const Syntax *argument = block_syntax(form->arena, &block);
    result->syntax = syntax_call(form->arena, "softmax", &argument, 1);
    result->place = place_of(form, softmax);
    result->is_reciprocal = false;
    result->rank = block.rank;
    memcpy(result->axes, block.axes, sizeof block.axes);
    const Expr *at = softmax->args[1];
    if (is_vertex(at)) {
        if (result->rank == 2 && result->axes[0] == at->index)
            return fail(form, "the diagonal of a softmax is taken");
        result->axes[result->rank - 1] = at->index;
        return true;
    }
    if (has_vertex(at))
        return fail(form, "a label picks the entries of a softmax");
    const Syntax *children[3] = {result->syntax};
    for (size_t i = 0; i + 1 < block.rank; i++)
        children[i + 1] = syntax_new(form->arena, SYNTAX_KEEP, NULL, 0);
    children[block.rank] = layout_expression(form->layout, at);
    result->syntax = syntax_new(form->arena, SYNTAX_INDEX, children, block.rank + 1);
    result->rank = block.rank - 1;
    return true;
}

/* Products. */

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
        if (!expr_is_delta(delta) || !is_vertex(delta->args[0]) || !is_vertex(delta->args[1]))
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

/* w_t exp(u_t) / Σ_q w_q exp(u_q): a share of a sum that is no softmax of u. */
static bool is_weighted_share(const Expr *expr) {
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
            return fail(form, "there are too many sizes in one product");
        parts->sizes[parts->size_count++] = factor;
        return true;
    }
    if (factor->kind == EXPR_SUM) {
        const Index *index;
        return add_factor(form, parts, expr_open_fresh(form->pool, factor, &index), keeps_sign);
    }
    if (factor->kind == EXPR_MULTIPLY)
        return add_product(form, parts, factor, keeps_sign);
    if (is_weighted_share(factor))
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

static bool form_product(Form *form, const Expr *expr, const Index *const *wanted,
                         size_t wanted_count, bool is_whole, Block *result) {
    Parts *parts = ARENA_NEW(form->arena, Parts);
    fmpq_init(parts->number);
    fmpq_one(parts->number);
    parts->graph.arena = form->arena;
    parts->graph.wanted_count = wanted_count;
    memcpy(parts->graph.wanted, wanted, wanted_count * sizeof *wanted);
    bool is_good = add_factor(form, parts, expr, false);
    if (is_good && !graph_reduce(&parts->graph, is_whole, result))
        is_good = fail(form, "more than two matrices meet in one index");
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

/* An entry or delta that is a product in matrix notation: one with an index twice, or one that a
 * label with an index picks; a share of a sum. */
static bool takes_two_blocks(const Expr *expr) {
    if (is_weighted_share(expr))
        return true;
    if (expr->kind != EXPR_ENTRY && !expr_is_delta(expr))
        return false;
    for (size_t i = 0; i < expr->count; i++) {
        const Expr *arg = expr->args[i];
        bool is_picked = is_label_entry(arg) && has_vertex(arg);
        if (is_picked && expr->kind == EXPR_ENTRY)
            return true;
        if (is_picked && is_vertex(expr->args[1 - i]) &&
            expr_has_free(arg, expr->args[1 - i]->index))
            return true;
        for (size_t j = 0; j < i; j++)
            if (is_vertex(arg) && arg == expr->args[j])
                return true;
    }
    return false;
}

/* The block of an expression. Its vertices that are not wanted must be summed inside it or be axes
 * of the block; is_whole: it has exactly the wanted axes. */
static bool form_block(Form *form, const Expr *expr, const Index *const *wanted,
                       size_t wanted_count, bool is_whole, Block *result) {
    /* As an operand of its own an expression keeps every index that is free in it. */
    const Index *own[2];
    size_t own_count = wanted_count;
    memcpy(own, wanted, wanted_count * sizeof *own);
    if (!is_whole) {
        own_count = 0;
        for (size_t i = 0; i < wanted_count; i++)
            if (expr_has_free(expr, wanted[i]) || wanted[i]->dimension.value == 1)
                own[own_count++] = wanted[i];
        for (size_t i = 0; i < expr->free_count; i++) {
            const Index *index = expr->free[i];
            bool is_known = index->kind == INDEX_LETTER;
            for (size_t j = 0; j < own_count; j++)
                is_known |= own[j] == index;
            if (is_known)
                continue;
            if (own_count == 2) {
                /* a wanted axis of size 1 gives way to an index that is there */
                size_t single = own[0]->dimension.value == 1 ? 0 : 1;
                if (own[single]->dimension.value != 1)
                    return fail(form, "a factor has more than two indices that vary");
                own[single] = index;
                continue;
            }
            own[own_count++] = index;
        }
    }
    switch (expr->kind) {
    case EXPR_ADD:
        return form_terms(form, expr, own, own_count, is_whole, result);
    case EXPR_NUMBER:
    case EXPR_SIZE:
    case EXPR_MULTIPLY:
    case EXPR_SUM:
        return form_product(form, expr, own, own_count, is_whole, result);
    case EXPR_ENTRY:
    case EXPR_BRACKET:
    case EXPR_FUNCTION:
    case EXPR_APPLY:
    case EXPR_POWER:
    case EXPR_SOFTMAX:
    case EXPR_INDEX:
    case EXPR_MAX_OVER:
    case EXPR_MIN_OVER:
        break;
    }
    if (is_whole || layout_is_size(expr) || takes_two_blocks(expr))
        return form_product(form, expr, own, own_count, is_whole, result);
    *result = (Block){0};
    if (!has_vertex(expr) && expr->kind != EXPR_ENTRY && expr->kind != EXPR_BRACKET &&
        expr->kind != EXPR_FUNCTION && expr->kind != EXPR_POWER) {
        result->syntax = layout_expression(form->layout, expr);
        result->place = place_of(form, expr);
        return true;
    }
    switch (expr->kind) {
    case EXPR_ENTRY:
        return form_entry(form, expr, NULL, result);
    case EXPR_BRACKET:
        return form_bracket(form, expr, own, own_count, result);
    case EXPR_FUNCTION:
    case EXPR_APPLY:
        return form_call(form, expr, own, own_count, result);
    case EXPR_POWER:
        return form_power(form, expr, own, own_count, result);
    case EXPR_SOFTMAX:
        return form_softmax(form, expr, result);
    case EXPR_INDEX:
        return fail(form, "an index stands as a number");
    case EXPR_MAX_OVER:
    case EXPR_MIN_OVER:
    case EXPR_ADD:
    case EXPR_NUMBER:
    case EXPR_SIZE:
    case EXPR_MULTIPLY:
    case EXPR_SUM:
        break;
    }
    return fail(form, "a maximum over an index has no matrix notation");
}

/* Whether what was written is a formula of the shape asked for. One number stands for all entries.
 */
static bool fits(const Form *form, const Syntax *formula, const Dimension *dims, size_t rank) {
    Letters letters = *layout_letters(form->layout);
    Diagnostics found;
    diagnostics_init(&found, form->arena);
    bool is_good = resolve_in_scope(form->arena, gradients_scope(layout_gradients(form->layout)),
                                    formula, &letters, false, &found) &&
                   (formula->shape->rank == rank || formula->shape->rank == 0);
    diagnostics_free(&found);
    for (size_t i = 0; is_good && i < formula->shape->rank; i++)
        is_good = dimension_equal(formula->shape->dims[i], dims[i]);
    return is_good;
}

enum { EXPANDED_LIMIT = 64 };

const Syntax *matrix_form(Layout *layout, const Expr *expr, const Dimension *dims, size_t rank,
                          const char **reason) {
    Form form = {.layout = layout,
                 .arena = layout_arena(layout),
                 .pool = gradients_pool(layout_gradients(layout)),
                 .wanted_count = rank};
    *reason = NULL;
    if (rank > 2) {
        *reason = "more than two dimensions are asked for";
        return NULL;
    }
    /* What has no form as it stands may have one term by term, and what takes a diagonal or ones
     * may have a shorter one. Where the one index of a dimension of size 1 is both asked for and
     * joins factors, it may join too much; it stands as a number then. */
    const Expr *tries[] = {expr, expr_part_by_indices(form.pool, expr), NULL, NULL};
    const Syntax *best = NULL;
    for (int plainly = 0; plainly < 2 && best == NULL; plainly++) {
        form.joins_singles = !plainly;
        for (size_t i = 0; i < rank; i++)
            form.wanted[i] = form.joins_singles && dims[i].value == 1
                                 ? single_vertex(&form, dims[i])
                                 : pool_axis(form.pool, (uint32_t)i, dims[i]);
        if (rank == 2 && form.wanted[0] == form.wanted[1])
            continue;
        bool is_bad = false;
        for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
            Block block;
            if (best != NULL && !is_bad)
                break;
            form.reads_badly = false;
            if (tries[i] == NULL)
                tries[i] = i == 2 ? expr_distribute_sums(form.pool, expr)
                                  : expr_expand(form.pool, expr, EXPANDED_LIMIT);
            if ((i > 0 && tries[i] == tries[i - 1]) ||
                !form_block(&form, tries[i], form.wanted, rank, true, &block))
                continue;
            const Syntax *formula = block_syntax(form.arena, &block);
            bool is_better =
                best == NULL || (is_bad && !form.reads_badly) ||
                (is_bad == form.reads_badly && syntax_size(formula) < syntax_size(best));
            if (!is_better || !fits(&form, formula, dims, rank))
                continue;
            best = formula;
            is_bad = form.reads_badly;
        }
    }
    if (best != NULL) {
        const Syntax *straight = matrix_rows_straightened(form.arena, best);
        if (straight != best && fits(&form, straight, dims, rank))
            best = straight;
    }
    if (best == NULL)
        *reason =
            form.reason != NULL ? form.reason : "its parts have shapes that do not go together";
    return best;
}
