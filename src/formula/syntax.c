#include "formula/syntax.h"

#include <string.h>

static void set_height(Syntax *syntax) {
    size_t highest = 0;
    for (size_t i = 0; i < syntax->count; i++)
        if (syntax->children[i]->height > highest)
            highest = syntax->children[i]->height;
    syntax->height = highest + 1;
}

Syntax *syntax_new(Arena *arena, SyntaxKind kind, const Syntax *const *children, size_t count) {
    Syntax *syntax = ARENA_NEW(arena, Syntax);
    syntax->kind = kind;
    syntax->count = count;
    if (count > 0) {
        syntax->children = ARENA_ARRAY(arena, const Syntax *, count);
        memcpy(syntax->children, children, count * sizeof *children);
    }
    set_height(syntax);
    return syntax;
}

Syntax *syntax_number(Arena *arena, const fmpq_t number) {
    Syntax *syntax = syntax_new(arena, SYNTAX_NUMBER, NULL, 0);
    syntax->number = rational_new(arena);
    fmpq_set(syntax->number, number);
    return syntax;
}

Syntax *syntax_integer(Arena *arena, long number) {
    Syntax *syntax = syntax_new(arena, SYNTAX_NUMBER, NULL, 0);
    syntax->number = rational_new(arena);
    fmpq_set_si(syntax->number, number, 1);
    return syntax;
}

Syntax *syntax_rounded(Arena *arena, const char *digits) {
    Syntax *syntax = syntax_integer(arena, 0);
    syntax->digits = digits;
    return rational_parse(syntax->number, digits, strlen(digits)) == RATIONAL_OK ? syntax : NULL;
}

Syntax *syntax_matrix(Arena *arena, const Syntax *const *cells, const Shape *shape, bool is_row) {
    size_t count = 1;
    for (size_t i = 0; i < shape->rank; i++)
        count *= (size_t)shape->dims[i].value;
    Syntax *syntax = syntax_new(arena, SYNTAX_MATRIX, cells, count);
    syntax->shape = shape;
    syntax->is_row = is_row;
    return syntax;
}

size_t syntax_matrix_columns(const Syntax *matrix) {
    if (matrix->shape->rank == 1)
        return matrix->is_row ? matrix->count : 1;
    return (size_t)matrix->shape->dims[1].value;
}

size_t syntax_matrix_rows(const Syntax *matrix) {
    return matrix->count / syntax_matrix_columns(matrix);
}

Syntax *syntax_name(Arena *arena, const char *name) {
    Syntax *syntax = syntax_new(arena, SYNTAX_NAME, NULL, 0);
    syntax->name = name;
    return syntax;
}

Syntax *syntax_unary(Arena *arena, SyntaxKind kind, const Syntax *child) {
    return syntax_new(arena, kind, &child, 1);
}

Syntax *syntax_binary(Arena *arena, SyntaxKind kind, const Syntax *left, const Syntax *right) {
    const Syntax *children[] = {left, right};
    return syntax_new(arena, kind, children, 2);
}

Syntax *syntax_call(Arena *arena, const char *name, const Syntax *const *args, size_t count) {
    Syntax *syntax = syntax_new(arena, SYNTAX_CALL, args, count);
    syntax->name = name;
    return syntax;
}

Syntax *syntax_compare(Arena *arena, Relation relation, const Syntax *left, const Syntax *right) {
    Syntax *syntax = syntax_binary(arena, SYNTAX_COMPARE, left, right);
    syntax->relation = relation;
    return syntax;
}

Syntax *syntax_entry(Arena *arena, const char *name, const Syntax *const *indices, size_t count) {
    Syntax *base = syntax_name(arena, name);
    size_t kept = 0;
    while (kept < count && indices[kept]->kind == SYNTAX_KEEP)
        kept++;
    if (kept == count)
        return base;
    Syntax *entry = syntax_new(arena, SYNTAX_INDEX, NULL, 0);
    entry->count = count + 1;
    entry->children = ARENA_ARRAY(arena, const Syntax *, count + 1);
    entry->children[0] = base;
    memcpy(entry->children + 1, indices, count * sizeof *indices);
    set_height(entry);
    return entry;
}

Syntax *syntax_over(Arena *arena, SyntaxKind kind, const Binder *binders, size_t binder_count,
                    const Syntax *body) {
    Syntax *syntax = syntax_unary(arena, kind, body);
    syntax->binders = ARENA_ARRAY(arena, Binder, binder_count);
    memcpy(syntax->binders, binders, binder_count * sizeof *binders);
    syntax->binder_count = binder_count;
    return syntax;
}

Syntax *syntax_with_children(Arena *arena, const Syntax *syntax, const Syntax *const *children) {
    const Syntax *bare = syntax_new(arena, syntax->kind, children, syntax->count);
    Syntax *copy = ARENA_NEW(arena, Syntax);
    *copy = *syntax;
    copy->children = bare->children;
    copy->height = bare->height;
    copy->expansion = NULL;
    return copy;
}

static bool names_equal(const char *left, const char *right) {
    return left == right || (left != NULL && right != NULL && strcmp(left, right) == 0);
}

static bool nodes_equal(const Syntax *left, const Syntax *right) {
    if (left->kind != right->kind || left->count != right->count || left->primes != right->primes ||
        left->binder_count != right->binder_count || !names_equal(left->name, right->name))
        return false;
    if (left->kind == SYNTAX_NUMBER && !fmpq_equal(left->number, right->number))
        return false;
    if (left->kind == SYNTAX_COMPARE && left->relation != right->relation)
        return false;
    for (size_t i = 0; i < left->binder_count; i++)
        if (!names_equal(left->binders[i].name, right->binders[i].name))
            return false;
    return true;
}

bool syntax_equal(const Syntax *left, const Syntax *right) {
    if (left == right)
        return true;
    if (!nodes_equal(left, right))
        return false;
    for (size_t i = 0; i < left->count; i++)
        if (!syntax_equal(left->children[i], right->children[i]))
            return false;
    return true;
}

/* Whether some child of the node from place on is the same; it changes places with the one there.
 * Being the same is transitive, so that any such child will do. */
static bool find_child(const Syntax *child, const Syntax **children, size_t place, size_t count) {
    for (size_t i = place; i < count; i++)
        if (syntax_equal_but_for_order(child, children[i])) {
            const Syntax *found = children[i];
            children[i] = children[place];
            children[place] = found;
            return true;
        }
    return false;
}

enum { ORDERED_LIMIT = 64 }; /* longer sums and products are compared in their order */

bool syntax_equal_but_for_order(const Syntax *left, const Syntax *right) {
    if (left == right)
        return true;
    if (left->height != right->height || !nodes_equal(left, right))
        return false;
    bool has_order =
        (left->kind != SYNTAX_ADD && left->kind != SYNTAX_MULTIPLY) || left->count > ORDERED_LIMIT;
    const Syntax *children[ORDERED_LIMIT];
    if (!has_order)
        memcpy(children, right->children, right->count * sizeof *children);
    for (size_t i = 0; i < left->count; i++) {
        bool is_found = has_order
                            ? syntax_equal_but_for_order(left->children[i], right->children[i])
                            : find_child(left->children[i], children, i, right->count);
        if (!is_found)
            return false;
    }
    return true;
}

bool syntax_holds_derivative(const Syntax *syntax) {
    if (syntax->kind == SYNTAX_DERIVATIVE)
        return true;
    if (syntax->expansion != NULL && syntax_holds_derivative(syntax->expansion))
        return true;
    for (size_t i = 0; i < syntax->count; i++)
        if (syntax_holds_derivative(syntax->children[i]))
            return true;
    return false;
}

size_t syntax_size(const Syntax *syntax) {
    size_t size = 1 + syntax->binder_count;
    for (size_t i = 0; i < syntax->count; i++)
        size += syntax_size(syntax->children[i]);
    return size;
}

size_t syntax_derivative_order(const Syntax *derivative, const Syntax **of) {
    size_t order = 0;
    for (*of = derivative; (*of)->kind == SYNTAX_DERIVATIVE; *of = (*of)->children[0])
        order++;
    return order;
}

const char *relation_text(Relation relation) {
    static const char *const texts[] = {
        [RELATION_GREATER] = ">",     [RELATION_LESS] = "<",   [RELATION_GREATER_EQUAL] = ">=",
        [RELATION_LESS_EQUAL] = "<=", [RELATION_EQUAL] = "==", [RELATION_NOT_EQUAL] = "!=",
    };
    return texts[relation];
}
