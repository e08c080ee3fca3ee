#include "notation/matrix_form_parts.h"

#include <string.h>

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

/* The one index of a dimension of size 1. It joins others where the entry keeps every axis of its
 * tensor, and is then a matrix or vector as a whole. */
static bool is_single(const Expr *index, Dimension dimension) {
    return dimension.value == 1 && expr_is_number(index, 1);
}

static bool varies(const Expr *index) {
    return expr_is_vertex(index) || (expr_is_label_entry(index) && expr_has_vertex(index));
}

/* A[k,k] is A[k,m] eye[k,m] summed over m: a block has two vertices that differ. */
static bool keep_diagonal(Form *form, Graph *graph, Block *block) {
    if (block->rank < 2 || block->axes[0] != block->axes[1])
        return true;
    const Index *vertex = block->axes[0];
    if (graph == NULL)
        return form_fail(form, "the diagonal of a matrix is taken");
    form->reads_badly = true;
    block->axes[1] = pool_fresh(form->pool, vertex->dimension);
    graph_add(graph, (Block){.syntax = syntax_eye(form->arena, vertex->dimension),
                             .rank = 2,
                             .axes = {vertex, block->axes[1]},
                             .place = block->place});
    return true;
}

bool form_entry(Form *form, const Expr *entry, Graph *graph, Block *result) {
    const Expr *args[SHAPE_LIMIT];
    Dimension dims[SHAPE_LIMIT];
    bool is_kept[SHAPE_LIMIT] = {false};
    size_t count = written_indices(form, entry, args, dims);
    *result = (Block){.place = form_place(form, entry)};
    bool is_whole = count <= 2;
    for (size_t i = 0; i < count; i++)
        is_whole &= is_single(args[i], dims[i]) || varies(args[i]);
    for (size_t i = 0; i < count; i++) {
        const Index *vertex = NULL;
        if (expr_is_vertex(args[i])) {
            vertex = args[i]->index;
        } else if (varies(args[i])) {
            if (graph == NULL || args[i]->count != 1 || !expr_is_vertex(args[i]->args[0]))
                return form_fail(form, "a label picks the entries of a tensor");
            vertex = pool_fresh(form->pool, dims[i]);
            const Syntax *label = syntax_name(form->arena, args[i]->symbol->quantity->name);
            graph_add(graph, (Block){.syntax = syntax_call(form->arena, "onehot", &label, 1),
                                     .rank = 2,
                                     .axes = {args[i]->args[0]->index, vertex},
                                     .place = result->place});
        } else if (form->joins_singles && is_single(args[i], dims[i]) &&
                   (is_whole || is_wanted_vertex(form, form_single_vertex(form, dims[i], i)))) {
            vertex = form_single_vertex(form, dims[i], i);
        }
        if (vertex == NULL)
            continue;
        if (result->rank == 2)
            return form_fail(form, "a tensor has more than two indices that vary");
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

/* (y[i] == w) for one w, over i the column onehot(y)[.,w]; or a number. */
static bool form_known_label(Form *form, const Expr *delta, Block *result) {
    size_t at = expr_has_vertex(delta->args[0]) ? 0 : 1;
    const Expr *label = delta->args[at], *known = delta->args[1 - at];
    if (!expr_has_vertex(label)) {
        result->syntax = layout_expression(form->layout, delta);
        return true;
    }
    if (expr_has_vertex(known))
        return form_fail(form, "two labels are compared");
    if (label->count != 1 || !expr_is_vertex(label->args[0]))
        return form_fail(form, "a label has two indices that vary");
    const Syntax *name = syntax_name(form->arena, label->symbol->quantity->name);
    const Syntax *children[3] = {syntax_call(form->arena, "onehot", &name, 1),
                                 syntax_new(form->arena, SYNTAX_KEEP, NULL, 0),
                                 layout_expression(form->layout, known)};
    *result = (Block){.rank = 1,
                      .axes = {label->args[0]->index},
                      .place = result->place,
                      .syntax = syntax_new(form->arena, SYNTAX_INDEX, children, 3)};
    return true;
}

bool form_delta(Form *form, const Expr *delta, Graph *graph, Block *result) {
    const Expr *left = delta->args[0], *right = delta->args[1];
    *result = (Block){.place = form_place(form, delta)};
    if (!expr_is_vertex(left)) {
        left = delta->args[1];
        right = delta->args[0];
    }
    if (!expr_is_vertex(left))
        return form_known_label(form, delta, result);
    result->axes[0] = left->index;
    if (expr_is_vertex(right)) {
        result->rank = 2;
        result->axes[1] = right->index;
        result->syntax = syntax_eye(form->arena, left->index->dimension);
        return true;
    }
    if (expr_is_label_entry(right) && (right->count == 0 || expr_is_vertex(right->args[0]))) {
        const Syntax *label = syntax_name(form->arena, right->symbol->quantity->name);
        if (right->count > 1)
            return form_fail(form, "a label has two indices that vary");
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
        return form_fail(form, "an index is compared with one of another dimension");
    if (!form_delta(form, equal, NULL, result))
        return false;
    result->syntax = syntax_binary(form->arena, SYNTAX_ADD, syntax_integer(form->arena, 1),
                                   syntax_unary(form->arena, SYNTAX_NEGATE, result->syntax));
    result->place = form_place(form, bracket);
    return true;
}

bool form_bracket(Form *form, const Expr *bracket, const Index *const *wanted, size_t wanted_count,
                  Block *result) {
    if (expr_is_delta(bracket))
        return form_delta(form, bracket, NULL, result);
    if (bracket->relation == RELATION_NOT_EQUAL &&
        (expr_is_vertex(bracket->args[0]) || expr_is_vertex(bracket->args[1])))
        return form_other_than(form, bracket, result);
    for (size_t i = 0; i < 2; i++)
        if (bracket->args[i]->kind == EXPR_INDEX && expr_is_vertex(bracket->args[i]))
            return form_fail(form, "an index is compared as a number");
    const Syntax *sides[2];
    const Expr *left = bracket->args[0], *right = bracket->args[1];
    Relation relation = layout_comparison(form->layout, bracket->relation, &left, &right);
    if (!form_side_by_side(form, left, right, wanted, wanted_count, sides, result))
        return false;
    result->syntax = syntax_compare(form->arena, relation, sides[0], sides[1]);
    result->place = form_place(form, bracket);
    return true;
}
