#include "algebra/elaborate.h"

#include <string.h>

void elaborator_init(Elaborator *elaborator, Pool *pool) {
    *elaborator = (Elaborator){.pool = pool};
}

static void push_binding(Elaborator *elaborator, const char *name, const Expr *term) {
    elaborator->bindings[elaborator->binding_count++] = (Binding){name, term};
}

void elaborator_bind_letters(Elaborator *elaborator, const Letters *letters) {
    for (size_t i = 0; i < letters->count; i++) {
        const Letter *letter = &letters->items[i];
        push_binding(elaborator, letter->name,
                     expr_index(elaborator->pool,
                                pool_letter(elaborator->pool, letter->name, letter->dimension)));
    }
}

static const Expr *find_binding(const Elaborator *elaborator, const char *name) {
    for (size_t i = elaborator->binding_count; i > 0; i--)
        if (strcmp(elaborator->bindings[i - 1].name, name) == 0)
            return elaborator->bindings[i - 1].term;
    return NULL;
}

/* A gradient that `let` names is the entry of its own formula, with its letters bound to its first
 * axes. */
static const Expr *named_gradient(Elaborator *elaborator, const Quantity *quantity,
                                  const Expr *const *indices) {
    size_t before = elaborator->binding_count;
    size_t letters = 0;
    while (letters < quantity->rank && quantity->letters[letters] != NULL) {
        push_binding(elaborator, quantity->letters[letters], indices[letters]);
        letters++;
    }
    const Expr *entry = elaborate(elaborator, quantity->formula, indices + letters);
    elaborator->binding_count = before;
    return entry;
}

static const Expr *elaborate_name(Elaborator *elaborator, const Syntax *syntax,
                                  const Expr *const *indices) {
    const Quantity *quantity = syntax->quantity;
    if (quantity == NULL) {
        const Expr *term = find_binding(elaborator, syntax->name);
        if (term != NULL)
            return term;
        if (strcmp(syntax->name, "pi") == 0)
            return expr_function(elaborator->pool, FUNCTION_PI, NULL);
        /* a letter that nobody binds stays free, and has no value */
        return expr_index(elaborator->pool,
                          pool_letter(elaborator->pool, syntax->name, (Dimension){0}));
    }
    if (quantity->kind == QUANTITY_SIZE)
        return expr_size(elaborator->pool, quantity->name, quantity->size_value);
    if (quantity->kind == QUANTITY_GRADIENT)
        return named_gradient(elaborator, quantity, indices);
    return expr_entry(elaborator->pool, pool_symbol(elaborator->pool, quantity), indices);
}

/* The indices of a[...] from those of the formula that it is: given ones in their places, the
 * others in the dimensions that are kept. */
static void indices_of_base(Elaborator *elaborator, const Syntax *syntax,
                            const Expr *const *indices, const Expr **result) {
    size_t kept = 0;
    for (size_t i = 0; i < syntax->children[0]->shape->rank; i++) {
        bool is_given = i + 1 < syntax->count && syntax->children[i + 1]->kind != SYNTAX_KEEP;
        result[i] =
            is_given ? elaborate(elaborator, syntax->children[i + 1], NULL) : indices[kept++];
    }
}

/* One operand's indices out of the result's: aligned at the end, 1 where the operand stretches. */
static const Expr *elaborate_operand(Elaborator *elaborator, const Syntax *operand,
                                     const Shape *shape, const Expr *const *indices) {
    const Expr *own[SHAPE_LIMIT];
    size_t rank = operand->shape->rank;
    for (size_t i = 0; i < rank; i++) {
        size_t place = shape->rank - rank + i;
        bool stretches = dimension_is_one(operand->shape->dims[i]);
        own[i] = stretches ? expr_integer(elaborator->pool, 1) : indices[place];
    }
    return elaborate(elaborator, operand, own);
}

static size_t product_rank(const Syntax *syntax, size_t count) {
    size_t rank = syntax->children[0]->shape->rank;
    for (size_t i = 1; i < count; i++)
        rank = rank + syntax->children[i]->shape->rank - 2;
    return rank;
}

/* The product of the first count factors: a sum over the dimension between the last two. */
static const Expr *elaborate_product(Elaborator *elaborator, const Syntax *syntax, size_t count,
                                     const Expr *const *indices) {
    if (count == 1)
        return elaborate(elaborator, syntax->children[0], indices);
    const Syntax *right = syntax->children[count - 1];
    const Index *index = pool_fresh(elaborator->pool, right->shape->dims[0]);
    const Expr *term = expr_index(elaborator->pool, index);
    size_t left_rank = product_rank(syntax, count - 1);
    const Expr *left_indices[2], *right_indices[2];
    size_t used = 0;
    for (size_t i = 0; i + 1 < left_rank; i++)
        left_indices[i] = indices[used++];
    left_indices[left_rank - 1] = term;
    right_indices[0] = term;
    for (size_t i = 1; i < right->shape->rank; i++)
        right_indices[i] = indices[used++];
    const Expr *product = expr_multiply2(
        elaborator->pool, elaborate_product(elaborator, syntax, count - 1, left_indices),
        elaborate(elaborator, right, right_indices));
    return expr_sum(elaborator->pool, index, product);
}

static const Expr *elaborate_power(Elaborator *elaborator, const Syntax *syntax,
                                   const Expr *const *indices) {
    const Expr *base = elaborate(elaborator, syntax->children[0], indices);
    return expr_power(elaborator->pool, base, elaborate(elaborator, syntax->children[1], NULL));
}

static const Expr *elaborate_over(Elaborator *elaborator, const Syntax *syntax,
                                  const Expr *const *indices) {
    size_t before = elaborator->binding_count;
    const Index *opened[LETTER_LIMIT];
    for (size_t i = 0; i < syntax->binder_count; i++) {
        opened[i] = pool_fresh(elaborator->pool, syntax->binders[i].dimension);
        push_binding(elaborator, syntax->binders[i].name, expr_index(elaborator->pool, opened[i]));
    }
    const Expr *result = elaborate(elaborator, syntax->children[0], indices);
    elaborator->binding_count = before;
    for (size_t i = syntax->binder_count; i > 0; i--) {
        if (syntax->kind == SYNTAX_SUM)
            result = expr_sum(elaborator->pool, opened[i - 1], result);
        else
            result = expr_extremum(elaborator->pool,
                                   syntax->kind == SYNTAX_MAX_OVER ? EXPR_MAX_OVER : EXPR_MIN_OVER,
                                   opened[i - 1], result);
    }
    return result;
}

static const Expr *elaborate_derivative(Elaborator *elaborator, const Syntax *syntax,
                                        const Expr *const *indices) {
    const Syntax *top = syntax->children[0], *bottom = syntax->children[1];
    const Expr *target = elaborate(elaborator, top, indices);
    const Expr *own[SHAPE_LIMIT];
    const Expr *const *kept = indices + top->shape->rank;
    const Syntax *variable = bottom;
    if (bottom->kind == SYNTAX_INDEX) {
        indices_of_base(elaborator, bottom, kept, own);
        variable = bottom->children[0];
    } else {
        memcpy(own, kept, bottom->shape->rank * sizeof *own);
    }
    bool is_plain = target->kind == EXPR_ENTRY && target->symbol->variable == NULL &&
                    target->symbol->quantity->kind != QUANTITY_LABEL;
    if (!is_plain)
        return elaborator->derive(elaborator->context, target, variable->quantity, own);
    const Symbol *gradient =
        pool_gradient(elaborator->pool, target->symbol->quantity, variable->quantity);
    const Expr *all[SHAPE_LIMIT];
    size_t rank = target->symbol->quantity->rank;
    memcpy(all, target->args, rank * sizeof *all);
    memcpy(all + rank, own, variable->quantity->rank * sizeof *all);
    return expr_entry(elaborator->pool, gradient, all);
}

/* Calls. */

static const Expr *elaborate_function(Elaborator *elaborator, const Syntax *syntax,
                                      const Expr *const *indices) {
    const Expr *args[LETTER_LIMIT];
    for (size_t i = 0; i < syntax->count; i++)
        args[i] = elaborate_operand(elaborator, syntax->children[i], syntax->shape, indices);
    Function function = function_find(syntax->name);
    return function != FUNCTION_COUNT ? expr_function(elaborator->pool, function, args)
                                      : expr_apply(elaborator->pool, syntax->name,
                                                   (uint32_t)syntax->primes, args, syntax->count);
}

/* Which dimension sum(E, 2) and mean(E, -1) run along, from 0. */
static size_t reduced_axis(const Syntax *syntax) {
    const Syntax *axis = syntax->children[1];
    if (axis->kind == SYNTAX_NEGATE)
        return syntax->children[0]->shape->rank -
               (size_t)fmpz_get_si(fmpq_numref(axis->children[0]->number));
    return (size_t)fmpz_get_si(fmpq_numref(axis->number)) - 1;
}

static const Expr *elaborate_reduction(Elaborator *elaborator, const Syntax *syntax,
                                       const Expr *const *indices) {
    Pool *pool = elaborator->pool;
    const Syntax *operand = syntax->children[0];
    bool is_mean = strcmp(syntax->name, "mean") == 0;
    const Expr *own[SHAPE_LIMIT];
    const Index *opened[SHAPE_LIMIT];
    size_t kept = 0;
    for (size_t i = 0; i < operand->shape->rank; i++) {
        opened[i] = NULL;
        if (syntax->count == 1 || i == reduced_axis(syntax)) {
            opened[i] = pool_fresh(pool, operand->shape->dims[i]);
            own[i] = expr_index(pool, opened[i]);
        } else {
            own[i] = indices[kept++];
        }
    }
    const Expr *result = elaborate(elaborator, operand, own);
    for (size_t i = operand->shape->rank; i > 0; i--) {
        if (opened[i - 1] == NULL)
            continue;
        result = expr_sum(pool, opened[i - 1], result);
        if (is_mean)
            result = expr_multiply2(
                pool, expr_power_si(pool, expr_extent(pool, operand->shape->dims[i - 1]), -1),
                result);
    }
    return result;
}

static const Expr *elaborate_softmax(Elaborator *elaborator, const Syntax *syntax,
                                     const Expr *const *indices) {
    size_t last = syntax->shape->rank - 1;
    const Index *index = pool_fresh(elaborator->pool, syntax->shape->dims[last]);
    const Expr *own[SHAPE_LIMIT];
    memcpy(own, indices, last * sizeof *own);
    own[last] = expr_index(elaborator->pool, index);
    const Expr *body = elaborate(elaborator, syntax->children[0], own);
    return expr_softmax(elaborator->pool, index,
                        expr_function1(elaborator->pool, FUNCTION_EXP, body), indices[last]);
}

static const Expr *elaborate_trace(Elaborator *elaborator, const Syntax *syntax) {
    const Index *index = pool_fresh(elaborator->pool, syntax->children[0]->shape->dims[0]);
    const Expr *term = expr_index(elaborator->pool, index);
    return expr_sum(elaborator->pool, index,
                    elaborate(elaborator, syntax->children[0], (const Expr *const[]){term, term}));
}

static const Expr *elaborate_onehot(Elaborator *elaborator, const Syntax *syntax,
                                    const Expr *const *indices) {
    const Expr *label = elaborate(elaborator, syntax->children[0], indices);
    return expr_bracket(elaborator->pool, RELATION_EQUAL, indices[syntax->shape->rank - 1], label);
}

static const Expr *elaborate_call(Elaborator *elaborator, const Syntax *syntax,
                                  const Expr *const *indices) {
    Pool *pool = elaborator->pool;
    const char *name = syntax->name;
    if (syntax->expansion != NULL)
        return elaborate(elaborator, syntax->expansion, indices);
    if (strcmp(name, "ones") == 0)
        return expr_integer(pool, 1);
    if (strcmp(name, "eye") == 0)
        return expr_bracket(pool, RELATION_EQUAL, indices[0], indices[1]);
    if (strcmp(name, "diag") == 0)
        return expr_multiply2(pool, expr_bracket(pool, RELATION_EQUAL, indices[0], indices[1]),
                              elaborate(elaborator, syntax->children[0], indices));
    if (strcmp(name, "outer") == 0)
        return expr_multiply2(pool, elaborate(elaborator, syntax->children[0], indices),
                              elaborate(elaborator, syntax->children[1], indices + 1));
    if (strcmp(name, "sum") == 0 || strcmp(name, "mean") == 0)
        return elaborate_reduction(elaborator, syntax, indices);
    if (strcmp(name, "softmax") == 0)
        return elaborate_softmax(elaborator, syntax, indices);
    if (strcmp(name, "tr") == 0)
        return elaborate_trace(elaborator, syntax);
    if (strcmp(name, "onehot") == 0)
        return elaborate_onehot(elaborator, syntax, indices);
    return elaborate_function(elaborator, syntax, indices);
}

static const Expr *elaborate_operation(Elaborator *elaborator, const Syntax *syntax,
                                       const Expr *const *indices) {
    Pool *pool = elaborator->pool;
    const Expr *operands[64];
    const Expr **all =
        syntax->count <= 64 ? operands : ARENA_ARRAY(pool_arena(pool), const Expr *, syntax->count);
    for (size_t i = 0; i < syntax->count; i++)
        all[i] = elaborate_operand(elaborator, syntax->children[i], syntax->shape, indices);
    if (elaborator->observe != NULL &&
        (syntax->kind == SYNTAX_ADD || syntax->kind == SYNTAX_MULTIPLY ||
         syntax->kind == SYNTAX_COMPARE))
        elaborator->observe(elaborator->context, syntax, all);
    switch (syntax->kind) {
    case SYNTAX_NEGATE:
        return expr_negate(pool, all[0]);
    case SYNTAX_ADD:
        return expr_add(pool, all, syntax->count);
    case SYNTAX_MULTIPLY:
        return expr_multiply(pool, all, syntax->count);
    case SYNTAX_DIVIDE:
        return expr_multiply2(pool, all[0], expr_power_si(pool, all[1], -1));
    case SYNTAX_COMPARE:
    case SYNTAX_NUMBER:
    case SYNTAX_NAME:
    case SYNTAX_MATMUL:
    case SYNTAX_POWER:
    case SYNTAX_TRANSPOSE:
    case SYNTAX_INDEX:
    case SYNTAX_KEEP:
    case SYNTAX_CALL:
    case SYNTAX_DERIVATIVE:
    case SYNTAX_SUM:
    case SYNTAX_MAX_OVER:
    case SYNTAX_MIN_OVER:
    case SYNTAX_MATRIX:
        break;
    }
    return expr_bracket(pool, syntax->relation, all[0], all[1]);
}

const Expr *elaborate(Elaborator *elaborator, const Syntax *syntax, const Expr *const *indices) {
    switch (syntax->kind) {
    case SYNTAX_NUMBER:
        return expr_number(elaborator->pool, syntax->number);
    case SYNTAX_NAME:
        return elaborate_name(elaborator, syntax, indices);
    case SYNTAX_INDEX: {
        const Expr *own[SHAPE_LIMIT];
        indices_of_base(elaborator, syntax, indices, own);
        return elaborate(elaborator, syntax->children[0], own);
    }
    case SYNTAX_MATMUL:
        return elaborate_product(elaborator, syntax, syntax->count, indices);
    case SYNTAX_POWER:
        return elaborate_power(elaborator, syntax, indices);
    case SYNTAX_TRANSPOSE:
        if (syntax->shape->rank < 2)
            return elaborate(elaborator, syntax->children[0], indices);
        return elaborate(elaborator, syntax->children[0],
                         (const Expr *const[]){indices[1], indices[0]});
    case SYNTAX_CALL:
        return elaborate_call(elaborator, syntax, indices);
    case SYNTAX_DERIVATIVE:
        return elaborate_derivative(elaborator, syntax, indices);
    case SYNTAX_SUM:
    case SYNTAX_MAX_OVER:
    case SYNTAX_MIN_OVER:
        return elaborate_over(elaborator, syntax, indices);
    case SYNTAX_NEGATE:
    case SYNTAX_ADD:
    case SYNTAX_MULTIPLY:
    case SYNTAX_DIVIDE:
    case SYNTAX_COMPARE:
        return elaborate_operation(elaborator, syntax, indices);
    case SYNTAX_KEEP:
    case SYNTAX_MATRIX:
        break;
    }
    return NULL; /* a "." is consumed by the index that it stands in; numbers are not derived */
}

const Expr *elaborate_definition(Elaborator *elaborator, const Quantity *quantity) {
    if (quantity->kind != QUANTITY_DEFINED)
        return NULL;
    const Expr *axes[RANK_LIMIT];
    expr_axes(elaborator->pool, 0, quantity->dims, quantity->rank, axes);
    if (quantity->letters[0] == NULL)
        return elaborate(elaborator, quantity->formula, axes);
    for (size_t i = 0; i < quantity->rank; i++)
        push_binding(elaborator, quantity->letters[i], axes[i]);
    const Expr *body = elaborate(elaborator, quantity->formula, NULL);
    elaborator->binding_count -= quantity->rank;
    return body;
}
