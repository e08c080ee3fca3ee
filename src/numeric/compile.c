#include "numeric/compile.h"

#include <stdlib.h>
#include <string.h>

typedef struct Compiler {
    Arena *arena;
    Library *library;
    const Scope *scope;
    CompileReads reads;
    Program *program;
    struct {
        const char *name;
        size_t letter;
    } bound[PROGRAM_LETTER_LIMIT]; /* innermost last */
    size_t bound_count;
} Compiler;

static const Node *compile_node(Compiler *compiler, const Syntax *syntax);

static const Node *refuse(Compiler *compiler, const Syntax *syntax) {
    if (compiler->program->fault.source == NULL)
        compiler->program->fault = syntax->span;
    return NULL;
}

static Node *new_node(Compiler *compiler, NodeKind kind, const Syntax *syntax) {
    Node *node = ARENA_NEW(compiler->arena, Node);
    node->kind = kind;
    node->span = syntax->span;
    node->count = 1;
    return node;
}

static void set_dims(Node *node, size_t rank, const Dimension *dims) {
    node->rank = rank;
    node->count = 1;
    for (size_t i = 0; i < rank; i++) {
        node->dims[i] = dims[i].value;
        node->count *= (size_t)dims[i].value;
    }
}

/* A node of the tree's own shape, with room for children. */
static Node *shaped_node(Compiler *compiler, NodeKind kind, const Syntax *syntax,
                         size_t child_count) {
    Node *node = new_node(compiler, kind, syntax);
    set_dims(node, syntax->shape->rank, syntax->shape->dims);
    node->child_count = child_count;
    if (child_count > 0)
        node->children = ARENA_ARRAY(compiler->arena, const Node *, child_count);
    return node;
}

/* Letters. */

static size_t new_letter(Compiler *compiler) {
    return compiler->program->letter_count < PROGRAM_LETTER_LIMIT
               ? compiler->program->letter_count++
               : PROGRAM_LETTER_LIMIT;
}

static bool is_bound(const Compiler *compiler, const char *name) {
    for (size_t i = 0; i < compiler->bound_count; i++)
        if (strcmp(compiler->bound[i].name, name) == 0)
            return true;
    return false;
}

static size_t find_letter(Compiler *compiler, const char *name) {
    for (size_t i = compiler->bound_count; i > 0; i--)
        if (strcmp(compiler->bound[i - 1].name, name) == 0)
            return compiler->bound[i - 1].letter;
    Program *program = compiler->program;
    for (size_t i = 0; i < program->letter_count; i++)
        if (program->free_names[i] && strcmp(program->free_names[i], name) == 0)
            return i;
    size_t letter = new_letter(compiler);
    if (letter < PROGRAM_LETTER_LIMIT)
        program->free_names[letter] = name;
    return letter;
}

static bool bind_letter(Compiler *compiler, const char *name, size_t *letter) {
    *letter = new_letter(compiler);
    if (*letter == PROGRAM_LETTER_LIMIT || compiler->bound_count == PROGRAM_LETTER_LIMIT)
        return false;
    compiler->bound[compiler->bound_count].name = name;
    compiler->bound[compiler->bound_count++].letter = *letter;
    return true;
}

/* Broadcasting: where each entry of a node lies in a child, whose dimensions stand at the end of
 * the node's and are stretched where they are 1. */
static Spread spread_of(Compiler *compiler, const Node *node, const Node *child) {
    Spread spread = {child->count, NULL};
    if (child->count == node->count || child->count == 1)
        return spread;
    size_t strides[SHAPE_LIMIT] = {0};
    size_t stride = 1;
    for (size_t from_end = 1; from_end <= child->rank; from_end++) {
        long extent = child->dims[child->rank - from_end];
        if (extent > 1)
            strides[node->rank - from_end] = stride;
        stride *= (size_t)extent;
    }
    uint32_t *places = ARENA_ARRAY(compiler->arena, uint32_t, node->count);
    for (size_t i = 0; i < node->count; i++) {
        size_t rest = i, place = 0;
        for (size_t d = node->rank; d > 0; d--) {
            place += rest % (size_t)node->dims[d - 1] * strides[d - 1];
            rest /= (size_t)node->dims[d - 1];
        }
        places[i] = (uint32_t)place;
    }
    spread.places = places;
    return spread;
}

static const Node *set_spreads(Compiler *compiler, Node *node) {
    node->spreads = ARENA_ARRAY(compiler->arena, Spread, node->child_count);
    for (size_t i = 0; i < node->child_count; i++)
        node->spreads[i] = spread_of(compiler, node, node->children[i]);
    return node;
}

/* The shape of two elementwise operands together: that of the resolver's rule, on numbers. */
static bool broadcast_dims(Node *node) {
    for (size_t c = 0; c < node->child_count; c++) {
        const Node *child = node->children[c];
        if (child->rank > node->rank)
            node->rank = child->rank;
    }
    node->count = 1;
    for (size_t from_end = 1; from_end <= node->rank; from_end++) {
        long extent = 1;
        for (size_t c = 0; c < node->child_count; c++) {
            const Node *child = node->children[c];
            if (from_end > child->rank)
                continue;
            long own = child->dims[child->rank - from_end];
            if (extent != 1 && own != 1 && own != extent)
                return false;
            if (own != 1)
                extent = own;
        }
        node->dims[node->rank - from_end] = extent;
        node->count *= (size_t)extent;
    }
    return true;
}

static const Node *elementwise(Compiler *compiler, NodeKind kind, const Syntax *syntax,
                               const Node *left, const Node *right) {
    if (!left || !right)
        return NULL;
    Node *node = new_node(compiler, kind, syntax);
    node->child_count = 2;
    node->children = ARENA_ARRAY(compiler->arena, const Node *, 2);
    node->children[0] = left;
    node->children[1] = right;
    if (!broadcast_dims(node))
        return refuse(compiler, syntax);
    node->relation = syntax->relation;
    return set_spreads(compiler, node);
}

static const Node *product_of_two(Compiler *compiler, const Syntax *syntax, const Node *left,
                                  const Node *right) {
    if (!left || !right)
        return NULL;
    if (left->rank == 0 || right->rank == 0 || left->rank > 2 || right->rank > 2 ||
        left->dims[left->rank - 1] != right->dims[0])
        return refuse(compiler, syntax);
    Node *node = new_node(compiler, NODE_MATRIX_PRODUCT, syntax);
    node->child_count = 2;
    node->children = ARENA_ARRAY(compiler->arena, const Node *, 2);
    node->children[0] = left;
    node->children[1] = right;
    node->outer = left->rank == 2 ? (size_t)left->dims[0] : 1;
    node->length = (size_t)right->dims[0];
    node->inner = right->rank == 2 ? (size_t)right->dims[1] : 1;
    if (left->rank == 2)
        node->dims[node->rank++] = left->dims[0];
    if (right->rank == 2)
        node->dims[node->rank++] = right->dims[1];
    node->count = node->outer * node->inner;
    return node;
}

/* a @ b @ c, from left to right. */
static const Node *compile_products(Compiler *compiler, const Syntax *syntax) {
    const Node *result = compile_node(compiler, syntax->children[0]);
    for (size_t i = 1; i < syntax->count && result; i++)
        result =
            product_of_two(compiler, syntax, result, compile_node(compiler, syntax->children[i]));
    return result;
}

/* Operands from..to of a + b + ..., halved again and again: a long sum makes no deep tree. */
static const Node *compile_chain(Compiler *compiler, NodeKind kind, const Syntax *syntax,
                                 size_t from, size_t to) {
    if (to - from == 1)
        return compile_node(compiler, syntax->children[from]);
    size_t middle = to - (to - from) / 2;
    const Node *left = compile_chain(compiler, kind, syntax, from, middle);
    const Node *right = compile_chain(compiler, kind, syntax, middle, to);
    return elementwise(compiler, kind, syntax, left, right);
}

static const Node *compile_operands(Compiler *compiler, NodeKind kind, const Syntax *syntax) {
    return compile_chain(compiler, kind, syntax, 0, syntax->count);
}

static Node *over_child(Compiler *compiler, NodeKind kind, const Syntax *syntax,
                        const Node *child) {
    if (!child)
        return NULL;
    Node *node = new_node(compiler, kind, syntax);
    node->child_count = 1;
    node->children = ARENA_ARRAY(compiler->arena, const Node *, 1);
    node->children[0] = child;
    node->rank = child->rank;
    memcpy(node->dims, child->dims, sizeof node->dims);
    node->count = child->count;
    return node;
}

static const Node *compile_transpose(Compiler *compiler, const Syntax *syntax) {
    const Node *child = compile_node(compiler, syntax->children[0]);
    if (!child || child->rank < 2)
        return child;
    Node *node = over_child(compiler, NODE_TRANSPOSE, syntax, child);
    node->dims[0] = child->dims[1];
    node->dims[1] = child->dims[0];
    return node;
}

static const Node *compile_quantity(Compiler *compiler, const Syntax *syntax,
                                    const Quantity *quantity) {
    Node *node = new_node(compiler, NODE_QUANTITY, syntax);
    if (quantity->kind != QUANTITY_SIZE)
        set_dims(node, quantity->rank, quantity->dims);
    node->slot = library_slot(compiler->library, quantity);
    if (compiler->reads.note)
        compiler->reads.note(compiler->reads.data, node->slot);
    return node;
}

static const Node *compile_name(Compiler *compiler, const Syntax *syntax) {
    if (syntax->quantity)
        return compile_quantity(compiler, syntax, syntax->quantity);
    if (strcmp(syntax->name, function_info(FUNCTION_PI)->name) == 0 &&
        !is_bound(compiler, syntax->name))
        return new_node(compiler, NODE_PI, syntax);
    Node *node = new_node(compiler, NODE_LETTER, syntax);
    node->letter = find_letter(compiler, syntax->name);
    return node->letter < PROGRAM_LETTER_LIMIT ? node : refuse(compiler, syntax);
}

static void clear_number(void *data) {
    number_clear(data);
}

/* The ball of all numbers that are rounded to these digits. */
static void set_rounded(Number *number, const Syntax *syntax) {
    enum { ROUNDED_PRECISION = 64 };
    const char *point = strchr(syntax->digits, '.'), *exponent = strchr(syntax->digits, 'e');
    const char *end = exponent != NULL ? exponent : syntax->digits + strlen(syntax->digits);
    long last = exponent != NULL ? strtol(exponent + 1, NULL, 10) : 0;
    last -= point != NULL ? end - point - 1 : 0;
    fmpq_t unit;
    arb_t ball, radius;
    fmpq_init(unit);
    arb_init(ball);
    arb_init(radius);
    fmpq_set_si(unit, 10, 1);
    fmpq_pow_si(unit, unit, last);
    fmpq_div_2exp(unit, unit, 1);
    arb_set_fmpq(radius, unit, ROUNDED_PRECISION);
    arb_set_fmpq(ball, syntax->number, ROUNDED_PRECISION + (long)(4 * strlen(syntax->digits)));
    arb_add_error(ball, radius);
    number_set_ball(number, ball);
    arb_clear(radius);
    arb_clear(ball);
    fmpq_clear(unit);
}

static void set_number(Compiler *compiler, Number *number, const Syntax *syntax) {
    number_init(number);
    if (syntax->digits != NULL) {
        set_rounded(number, syntax);
        arena_on_free(compiler->arena, clear_number, number);
        return;
    }
    /* Large numbers are FLINT's memory: the arena's copy owns it. */
    fmpq *owned = rational_new(compiler->arena);
    fmpq_set(owned, syntax->number);
    number->rational = *owned;
}

static const Node *compile_number(Compiler *compiler, const Syntax *syntax) {
    Node *node = new_node(compiler, NODE_NUMBER, syntax);
    node->number = ARENA_NEW(compiler->arena, Number);
    set_number(compiler, node->number, syntax);
    return node;
}

static const Node *compile_matrix(Compiler *compiler, const Syntax *syntax) {
    Node *node = shaped_node(compiler, NODE_NUMBER, syntax, 0);
    node->number = ARENA_ARRAY(compiler->arena, Number, node->count);
    for (size_t i = 0; i < node->count; i++)
        set_number(compiler, &node->number[i], syntax->children[i]);
    return node;
}

/* Indices. */

static bool compile_index_part(Compiler *compiler, const Syntax *index, IndexPart *part) {
    part->span = index->span;
    if (index->kind == SYNTAX_KEEP) {
        part->kind = INDEX_KEEP;
    } else if (index->kind == SYNTAX_NUMBER) {
        part->kind = INDEX_FIXED;
        part->value =
            fmpz_fits_si(fmpq_numref(index->number)) ? fmpz_get_si(fmpq_numref(index->number)) : 0;
        if (!fmpz_is_one(fmpq_denref(index->number)) || part->value < 1 ||
            part->value > part->extent)
            return false;
    } else if (index->kind == SYNTAX_NAME && !index->quantity) {
        part->kind = INDEX_LETTER;
        part->letter = find_letter(compiler, index->name);
        return part->letter < PROGRAM_LETTER_LIMIT;
    } else {
        part->kind = INDEX_ENTRY;
        part->entry = compile_node(compiler, index);
        return part->entry && part->entry->count == 1;
    }
    return true;
}

/* Sets index, places and kept_count of node, which indexes something of the given dimensions, and
 * adds the kept dimensions to node's. */
static bool compile_indices(Compiler *compiler, Node *node, const Syntax *const *indices,
                            size_t index_count, size_t rank, const long *dims) {
    if (index_count > rank)
        return false;
    node->index_count = rank;
    node->index = ARENA_ARRAY(compiler->arena, IndexPart, rank);
    size_t stride = 1;
    for (size_t d = rank; d > 0; d--) {
        node->index[d - 1].stride = stride;
        node->index[d - 1].extent = dims[d - 1];
        stride *= (size_t)dims[d - 1];
    }
    node->kept_count = 1;
    for (size_t d = 0; d < rank; d++) {
        IndexPart *part = &node->index[d];
        if (d < index_count && !compile_index_part(compiler, indices[d], part))
            return false;
        if (part->kind == INDEX_KEEP) {
            if (node->rank == SHAPE_LIMIT)
                return false;
            node->dims[node->rank++] = part->extent;
            node->kept_count *= (size_t)part->extent;
        }
    }
    uint32_t *places = ARENA_ARRAY(compiler->arena, uint32_t, node->kept_count);
    for (size_t i = 0; i < node->kept_count; i++) {
        size_t rest = i, place = 0;
        for (size_t d = rank; d > 0; d--) {
            const IndexPart *part = &node->index[d - 1];
            if (part->kind != INDEX_KEEP)
                continue;
            place += rest % (size_t)part->extent * part->stride;
            rest /= (size_t)part->extent;
        }
        places[i] = (uint32_t)place;
    }
    node->places = places;
    return true;
}

static const Node *compile_index(Compiler *compiler, const Syntax *syntax) {
    const Node *base = compile_node(compiler, syntax->children[0]);
    Node *node = over_child(compiler, NODE_INDEX, syntax, base);
    if (!node)
        return NULL;
    node->rank = 0;
    if (!compile_indices(compiler, node, syntax->children + 1, syntax->count - 1, base->rank,
                         base->dims))
        return refuse(compiler, syntax);
    node->count = node->kept_count;
    return node;
}

static const Node *compile_derivative(Compiler *compiler, const Syntax *syntax) {
    const Syntax *bottom = syntax->children[1];
    bool is_indexed = bottom->kind == SYNTAX_INDEX;
    const Syntax *variable = is_indexed ? bottom->children[0] : bottom;
    if (variable->kind != SYNTAX_NAME || !variable->quantity)
        return refuse(compiler, bottom);
    const Node *target = compile_node(compiler, syntax->children[0]);
    Node *node = over_child(compiler, NODE_DERIVATIVE, syntax, target);
    const Node *by = compile_quantity(compiler, variable, variable->quantity);
    if (!node)
        return NULL;
    node->slot = by->slot;
    if (!compile_indices(compiler, node, is_indexed ? bottom->children + 1 : NULL,
                         is_indexed ? bottom->count - 1 : 0, by->rank, by->dims))
        return refuse(compiler, syntax);
    node->count = target->count * node->kept_count;
    return node;
}

/* Binders. */

static const Node *compile_over(Compiler *compiler, NodeKind kind, const Syntax *syntax) {
    size_t outer_count = compiler->bound_count;
    NodeBinder *binders = ARENA_ARRAY(compiler->arena, NodeBinder, syntax->binder_count);
    for (size_t i = 0; i < syntax->binder_count; i++) {
        binders[i].range = syntax->binders[i].dimension.value;
        if (binders[i].range < 1 ||
            !bind_letter(compiler, syntax->binders[i].name, &binders[i].letter))
            return refuse(compiler, syntax);
    }
    const Node *body = compile_node(compiler, syntax->children[0]);
    compiler->bound_count = outer_count;
    Node *node = over_child(compiler, kind, syntax, body);
    if (!node)
        return NULL;
    node->binders = binders;
    node->binder_count = syntax->binder_count;
    return node;
}

/* Calls. */

static long axis_of(const Syntax *axis, size_t rank) {
    bool is_negative = axis->kind == SYNTAX_NEGATE;
    const Syntax *number = is_negative ? axis->children[0] : axis;
    if (number->kind != SYNTAX_NUMBER || !fmpz_fits_si(fmpq_numref(number->number)))
        return -1;
    long value = fmpz_get_si(fmpq_numref(number->number));
    if (fmpq_sgn(number->number) < 0) {
        is_negative = true;
        value = -value;
    }
    long place = is_negative ? (long)rank - value : value - 1;
    return value >= 1 && value <= (long)rank ? place : -1;
}

static const Node *compile_reduction(Compiler *compiler, NodeKind kind, const Syntax *syntax) {
    const Node *child = compile_node(compiler, syntax->children[0]);
    Node *node = over_child(compiler, kind, syntax, child);
    if (!node)
        return NULL;
    node->outer = node->inner = 1;
    if (syntax->count == 1) {
        node->length = child->count;
        node->rank = 0;
        node->count = 1;
        return node;
    }
    long axis = axis_of(syntax->children[1], child->rank);
    if (axis < 0)
        return refuse(compiler, syntax);
    node->length = (size_t)child->dims[axis];
    node->rank = 0;
    for (size_t i = 0; i < child->rank; i++) {
        if ((long)i == axis)
            continue;
        *(((long)i < axis) ? &node->outer : &node->inner) *= (size_t)child->dims[i];
        node->dims[node->rank++] = child->dims[i];
    }
    node->count = node->outer * node->inner;
    return node;
}

static const Node *compile_onehot(Compiler *compiler, const Syntax *syntax) {
    const Node *child = compile_node(compiler, syntax->children[0]);
    Node *node = over_child(compiler, NODE_ONEHOT, syntax, child);
    if (!node || !syntax->shape || syntax->shape->rank != child->rank + 1)
        return refuse(compiler, syntax);
    set_dims(node, syntax->shape->rank, syntax->shape->dims);
    node->length = (size_t)node->dims[child->rank];
    return node;
}

static const Node *compile_diagonal(Compiler *compiler, const Syntax *syntax) {
    const Node *child = compile_node(compiler, syntax->children[0]);
    Node *node = over_child(compiler, NODE_DIAGONAL, syntax, child);
    if (!node || child->rank != 1)
        return refuse(compiler, syntax);
    node->rank = 2;
    node->dims[1] = node->dims[0];
    node->count = child->count * child->count;
    return node;
}

static const Node *compile_trace(Compiler *compiler, const Syntax *syntax) {
    const Node *child = compile_node(compiler, syntax->children[0]);
    Node *node = over_child(compiler, NODE_TRACE, syntax, child);
    if (!node || child->rank != 2 || child->dims[0] != child->dims[1])
        return refuse(compiler, syntax);
    node->length = (size_t)child->dims[0];
    node->rank = 0;
    node->count = 1;
    return node;
}

static const Node *compile_outer(Compiler *compiler, const Syntax *syntax) {
    const Node *left = compile_node(compiler, syntax->children[0]);
    const Node *right = compile_node(compiler, syntax->children[1]);
    Node *node = over_child(compiler, NODE_OUTER, syntax, left);
    if (!node || !right || left->rank != 1 || right->rank != 1)
        return refuse(compiler, syntax);
    node->children = ARENA_ARRAY(compiler->arena, const Node *, 2);
    node->children[0] = left;
    node->children[1] = right;
    node->child_count = 2;
    node->rank = 2;
    node->dims[1] = right->dims[0];
    node->outer = left->count;
    node->length = 1;
    node->inner = right->count;
    node->count = left->count * right->count;
    return node;
}

static const Node *compile_softmax(Compiler *compiler, const Syntax *syntax) {
    const Node *child = compile_node(compiler, syntax->children[0]);
    Node *node = over_child(compiler, NODE_SOFTMAX, syntax, child);
    if (!node || child->rank == 0)
        return refuse(compiler, syntax);
    node->length = (size_t)child->dims[child->rank - 1];
    node->outer = child->count / node->length;
    /* Where an entry's row lies in a vector of one number a row. */
    uint32_t *places = ARENA_ARRAY(compiler->arena, uint32_t, child->count);
    for (size_t i = 0; i < child->count; i++)
        places[i] = (uint32_t)(i / node->length);
    node->spreads = ARENA_NEW(compiler->arena, Spread);
    *node->spreads = (Spread){node->outer, places};
    return node;
}

static const Node *compile_elementwise_call(Compiler *compiler, NodeKind kind,
                                            const Syntax *syntax) {
    Node *node = new_node(compiler, kind, syntax);
    node->child_count = syntax->count;
    node->children = ARENA_ARRAY(compiler->arena, const Node *, syntax->count);
    node->primes = syntax->primes;
    for (size_t i = 0; i < syntax->count; i++) {
        node->children[i] = compile_node(compiler, syntax->children[i]);
        if (!node->children[i])
            return NULL;
    }
    if (!broadcast_dims(node))
        return refuse(compiler, syntax);
    return set_spreads(compiler, node);
}

static const Node *compile_user_call(Compiler *compiler, const Syntax *syntax,
                                     const UserFunction *user) {
    if (user->body)
        return syntax->expansion && syntax->primes == 0 ? compile_node(compiler, syntax->expansion)
                                                        : refuse(compiler, syntax);
    if (syntax->count != user->parameter_count || (syntax->primes > 0 && syntax->count != 1) ||
        syntax->primes > JET_ORDER_LIMIT)
        return refuse(compiler, syntax);
    const Node *node = compile_elementwise_call(compiler, NODE_UNKNOWN, syntax);
    if (node)
        ((Node *)node)->user = user;
    return node;
}

static NodeKind function_node_kind(Function function) {
    return function == FUNCTION_LEAKY_RELU ? NODE_LEAKY_RELU
           : function == FUNCTION_MAX      ? NODE_MAX
           : function == FUNCTION_MIN      ? NODE_MIN
                                           : NODE_FUNCTION;
}

static const Node *compile_call(Compiler *compiler, const Syntax *syntax) {
    const char *name = syntax->name;
    const UserFunction *user = scope_find_function(compiler->scope, name);
    if (user)
        return compile_user_call(compiler, syntax, user);
    if (syntax->primes > 0 || syntax->count == 0)
        return refuse(compiler, syntax);
    if (strcmp(name, "sum") == 0)
        return compile_reduction(compiler, NODE_SUM_AXIS, syntax);
    if (strcmp(name, "mean") == 0)
        return compile_reduction(compiler, NODE_MEAN_AXIS, syntax);
    if (strcmp(name, "onehot") == 0)
        return compile_onehot(compiler, syntax);
    if (strcmp(name, "diag") == 0)
        return compile_diagonal(compiler, syntax);
    if (strcmp(name, "tr") == 0)
        return compile_trace(compiler, syntax);
    if (strcmp(name, "outer") == 0 && syntax->count == 2)
        return compile_outer(compiler, syntax);
    if (strcmp(name, "softmax") == 0)
        return compile_softmax(compiler, syntax);
    if (strcmp(name, "ones") == 0 || strcmp(name, "eye") == 0)
        return syntax->shape
                   ? shaped_node(compiler, name[0] == 'o' ? NODE_ONES : NODE_EYE, syntax, 0)
                   : refuse(compiler, syntax);
    Function function = function_find(name);
    if (function == FUNCTION_COUNT || syntax->count != function_info(function)->arity)
        return refuse(compiler, syntax);
    bool is_extremum = function == FUNCTION_MAX || function == FUNCTION_MIN;
    if (is_extremum && syntax_equal(syntax->children[0], syntax->children[1]))
        return compile_node(compiler, syntax->children[0]); /* max(u, u) is u, and no tie */
    const Node *node = compile_elementwise_call(compiler, function_node_kind(function), syntax);
    if (node)
        ((Node *)node)->function = function;
    return node;
}

static const Node *compile_node(Compiler *compiler, const Syntax *syntax) {
    switch (syntax->kind) {
    case SYNTAX_NUMBER:
        return compile_number(compiler, syntax);
    case SYNTAX_NAME:
        return compile_name(compiler, syntax);
    case SYNTAX_NEGATE:
        return over_child(compiler, NODE_NEGATE, syntax,
                          compile_node(compiler, syntax->children[0]));
    case SYNTAX_ADD:
        return compile_operands(compiler, NODE_ADD, syntax);
    case SYNTAX_MULTIPLY:
        return compile_operands(compiler, NODE_MULTIPLY, syntax);
    case SYNTAX_MATMUL:
        return compile_products(compiler, syntax);
    case SYNTAX_DIVIDE:
        return compile_operands(compiler, NODE_DIVIDE, syntax);
    case SYNTAX_POWER:
        return compile_operands(compiler, NODE_POWER, syntax);
    case SYNTAX_COMPARE:
        return compile_operands(compiler, NODE_COMPARE, syntax);
    case SYNTAX_TRANSPOSE:
        return compile_transpose(compiler, syntax);
    case SYNTAX_INDEX:
        return compile_index(compiler, syntax);
    case SYNTAX_CALL:
        return compile_call(compiler, syntax);
    case SYNTAX_DERIVATIVE:
        return compile_derivative(compiler, syntax);
    case SYNTAX_SUM:
        return compile_over(compiler, NODE_SUM_OVER, syntax);
    case SYNTAX_MAX_OVER:
        return compile_over(compiler, NODE_MAX_OVER, syntax);
    case SYNTAX_MIN_OVER:
        return compile_over(compiler, NODE_MIN_OVER, syntax);
    case SYNTAX_MATRIX:
        return compile_matrix(compiler, syntax);
    case SYNTAX_KEEP:
        break;
    }
    return refuse(compiler, syntax);
}

const Program *compile(Arena *arena, Library *library, const Scope *scope, const Syntax *syntax,
                       const char *const *letters, size_t letter_count, CompileReads reads) {
    Program *program = ARENA_NEW(arena, Program);
    Compiler compiler = {
        .arena = arena, .library = library, .scope = scope, .reads = reads, .program = program};
    for (size_t i = 0; i < letter_count; i++) {
        size_t letter;
        if (!bind_letter(&compiler, letters[i], &letter))
            return program;
    }
    program->fault = (Span){0};
    program->root = compile_node(&compiler, syntax);
    if (!program->root && !program->fault.source)
        program->fault = syntax->span;
    return program;
}
