/* Indices, entries, brackets and functions. */
#include <string.h>

#include "algebra/pool.h"
#include "algebra/product.h"
#include "algebra/unknown.h"
#include "formula/shape.h"

static const Expr *node(Pool *pool, Expr draft, const Expr *const *args, size_t count) {
    draft.args = (const Expr **)args;
    draft.count = count;
    return pool_node(pool, &draft);
}

const Expr *expr_index(Pool *pool, const Index *index) {
    if (index->dimension.value == 1)
        return expr_integer(pool, 1);
    Expr draft = expr_draft(EXPR_INDEX);
    draft.index = index;
    return pool_node(pool, &draft);
}

void expr_axes(Pool *pool, size_t first, const Dimension *dims, size_t count, const Expr **axes) {
    for (size_t i = 0; i < count; i++)
        axes[i] = expr_index(pool, pool_axis(pool, (uint32_t)(first + i), dims[i]));
}

const Expr *expr_entry(Pool *pool, const Symbol *symbol, const Expr *const *indices) {
    Expr draft = expr_draft(EXPR_ENTRY);
    draft.symbol = symbol;
    if (symbol->before == NULL)
        return node(pool, draft, indices, symbol->rank);
    const Expr *ordered[SHAPE_LIMIT];
    memcpy(ordered, indices, symbol->rank * sizeof *ordered);
    unknown_order_indices(symbol, ordered);
    return node(pool, draft, ordered, symbol->rank);
}

/* Brackets. */

static bool is_index_term(const Expr *expr) {
    return expr->kind == EXPR_NUMBER || expr->kind == EXPR_INDEX ||
           (expr->kind == EXPR_ENTRY && expr->symbol->quantity->kind == QUANTITY_LABEL &&
            expr->symbol->variable == NULL);
}

static bool is_in_range(const fmpq *number, Dimension dimension) {
    return fmpz_is_one(fmpq_denref(number)) && fmpq_sgn(number) > 0 &&
           fmpz_cmp_si(fmpq_numref(number), dimension.value) <= 0;
}

static Dimension range_of(const Expr *index_term) {
    return index_term->kind == EXPR_INDEX ? index_term->index->dimension
                                          : index_term->symbol->quantity->label;
}

/* In (r == i) with two ranges r cannot stand for i wherever that stands. */
static bool have_one_range(const Expr *left, const Expr *right) {
    return left->kind == EXPR_NUMBER || right->kind == EXPR_NUMBER ||
           dimension_equal(range_of(left), range_of(right));
}

bool expr_is_place(const Expr *expr, Dimension dimension) {
    if (expr->kind == EXPR_NUMBER)
        return is_in_range(expr->number, dimension);
    return is_index_term(expr) && dimension_equal(range_of(expr), dimension);
}

bool expr_is_delta(const Expr *expr) {
    return expr->kind == EXPR_BRACKET && expr->relation == RELATION_EQUAL &&
           is_index_term(expr->args[0]) && is_index_term(expr->args[1]) &&
           have_one_range(expr->args[0], expr->args[1]);
}

static bool holds(Relation relation, int order) {
    switch (relation) {
    case RELATION_GREATER:
        return order > 0;
    case RELATION_LESS:
        return order < 0;
    case RELATION_GREATER_EQUAL:
        return order >= 0;
    case RELATION_LESS_EQUAL:
        return order <= 0;
    case RELATION_EQUAL:
        return order == 0;
    case RELATION_NOT_EQUAL:
        break;
    }
    return order != 0;
}

/* An index and a number that it never is. */
static bool is_beyond(const Expr *index, const Expr *number) {
    return index->kind == EXPR_INDEX && number->kind == EXPR_NUMBER &&
           !is_in_range(number->number, index->index->dimension);
}

/* The index in i + 1, and what is added to it; NULL where it is no such sum. */
static const Expr *shifted_index(const Expr *expr, const Expr **shift) {
    if (expr->kind != EXPR_ADD || expr->count != 2)
        return NULL;
    size_t at = expr->args[0]->kind == EXPR_INDEX ? 0 : 1;
    *shift = expr->args[1 - at];
    bool is_shifted = expr->args[at]->kind == EXPR_INDEX && (*shift)->kind == EXPR_NUMBER;
    return is_shifted ? expr->args[at] : NULL;
}

/* (i + 1 == 3) is (i == 2). */
static void solve_for_index(Pool *pool, const Expr **side, const Expr **number) {
    const Expr *shift;
    const Expr *index = shifted_index(*side, &shift);
    if (index == NULL || (*number)->kind != EXPR_NUMBER)
        return;
    *side = index;
    *number = expr_add2(pool, *number, expr_negate(pool, shift));
}

const Expr *expr_bracket(Pool *pool, Relation relation, const Expr *left, const Expr *right) {
    solve_for_index(pool, &left, &right);
    solve_for_index(pool, &right, &left);
    if (left == right)
        return expr_integer(pool, holds(relation, 0));
    if (left->kind == EXPR_NUMBER && right->kind == EXPR_NUMBER)
        return expr_integer(pool, holds(relation, fmpq_cmp(left->number, right->number)));
    bool is_symmetric = relation == RELATION_EQUAL || relation == RELATION_NOT_EQUAL;
    if (is_symmetric && (is_beyond(left, right) || is_beyond(right, left)))
        return expr_integer(pool, relation == RELATION_NOT_EQUAL);
    if (relation == RELATION_LESS || relation == RELATION_LESS_EQUAL ||
        (is_symmetric && expr_compare(left, right) > 0)) {
        const Expr *swapped = left;
        left = right;
        right = swapped;
    }
    if (relation == RELATION_LESS)
        relation = RELATION_GREATER;
    if (relation == RELATION_LESS_EQUAL)
        relation = RELATION_GREATER_EQUAL;
    Expr draft = expr_draft(EXPR_BRACKET);
    draft.relation = relation;
    return node(pool, draft, (const Expr *const[]){left, right}, 2);
}

/* Functions: what is exact and simple at once is written so. */

static bool is_call(const Expr *expr, Function function) {
    return expr->kind == EXPR_FUNCTION && expr->function == function;
}

static const Expr *function_at_zero(Pool *pool, Function function) {
    switch (function) {
    case FUNCTION_RELU:
    case FUNCTION_TANH:
    case FUNCTION_ABS:
    case FUNCTION_SIGN:
    case FUNCTION_SIN:
    case FUNCTION_ERF:
    case FUNCTION_LEAKY_RELU:
        return expr_integer(pool, 0);
    case FUNCTION_EXP:
    case FUNCTION_COS:
        return expr_integer(pool, 1);
    case FUNCTION_SIGMOID:
        return expr_power_si(pool, expr_integer(pool, 2), -1);
    case FUNCTION_SOFTPLUS:
    case FUNCTION_LOG:
    case FUNCTION_SQRT:
    case FUNCTION_MAX:
    case FUNCTION_MIN:
    case FUNCTION_PI:
    case FUNCTION_COUNT:
        break;
    }
    return NULL;
}

/* The value of a piecewise linear function at a number; NULL for the others. */
static const Expr *function_of_number(Pool *pool, Function function, const Expr *arg) {
    int sign = fmpq_sgn(arg->number);
    if (sign == 0)
        return function_at_zero(pool, function);
    if (function == FUNCTION_RELU)
        return sign > 0 ? arg : expr_integer(pool, 0);
    if (function == FUNCTION_ABS)
        return sign > 0 ? arg : expr_negate(pool, arg);
    if (function == FUNCTION_SIGN)
        return expr_integer(pool, sign);
    if (function == FUNCTION_LOG && expr_is_number(arg, 1))
        return expr_integer(pool, 0);
    return NULL;
}

/* The two stay in the author's order, which decides at a tie, but for two that do not vary. */
static const Expr *extremum_of_two(Pool *pool, Function function, const Expr *const *args) {
    const Expr *left = args[0], *right = args[1];
    if (left == right)
        return left;
    if (left->kind == EXPR_NUMBER && right->kind == EXPR_NUMBER)
        return (fmpq_cmp(left->number, right->number) > 0) == (function == FUNCTION_MAX) ? left
                                                                                         : right;
    Expr draft = expr_draft(EXPR_FUNCTION);
    draft.function = function;
    bool is_constant = left->symbols == 0 && right->symbols == 0;
    if (is_constant && expr_compare(left, right) > 0)
        return node(pool, draft, (const Expr *const[]){right, left}, 2);
    return node(pool, draft, args, 2);
}

/* Of x and -x one has the sign: a product with a negative number, a sum whose first term is one. */
static bool has_negative_sign(const Expr *expr) {
    if (expr->kind == EXPR_ADD)
        return has_negative_sign(expr->args[0]);
    return expr_sign(expr) < 0;
}

/* 2 (a - b) is 2 a - 2 b in an exponent, where sums and multiples come together in any order. */
static const Expr *exponential(Pool *pool, const Expr *exponent) {
    if (exponent->kind == EXPR_MULTIPLY && exponent->count == 1 &&
        exponent->args[0]->kind == EXPR_ADD) {
        fmpq_t inverse;
        fmpq_init(inverse);
        fmpq_inv(inverse, exponent->number);
        exponent = expr_divide_terms(pool, exponent->args[0], inverse);
        fmpq_clear(inverse);
    }
    Expr draft = expr_draft(EXPR_FUNCTION);
    draft.function = FUNCTION_EXP;
    return node(pool, draft, &exponent, 1);
}

const Expr *expr_function(Pool *pool, Function function, const Expr *const *args) {
    if (function == FUNCTION_MAX || function == FUNCTION_MIN)
        return extremum_of_two(pool, function, args);
    if (function == FUNCTION_SQRT) {
        fmpq_t half;
        fmpq_init(half);
        fmpq_set_si(half, 1, 2);
        const Expr *result = expr_power(pool, args[0], expr_number(pool, half));
        fmpq_clear(half);
        return result;
    }
    if (function != FUNCTION_PI && args[0]->kind == EXPR_NUMBER) {
        const Expr *known = function_of_number(pool, function, args[0]);
        if (known != NULL)
            return known;
    }
    /* σ(-x) = 1 - σ(x); tanh, sin, erf and sign are odd, |x| and cos even */
    if (function != FUNCTION_PI && has_negative_sign(args[0])) {
        const Expr *positive = expr_negate(pool, args[0]);
        if (function == FUNCTION_SIGMOID)
            return expr_add2(pool, expr_integer(pool, 1),
                             expr_negate(pool, expr_function1(pool, function, positive)));
        if (function == FUNCTION_ABS || function == FUNCTION_COS)
            return expr_function1(pool, function, positive);
        if (function == FUNCTION_TANH || function == FUNCTION_SIN || function == FUNCTION_ERF ||
            function == FUNCTION_SIGN)
            return expr_negate(pool, expr_function1(pool, function, positive));
    }
    if (function == FUNCTION_LOG && is_call(args[0], FUNCTION_EXP))
        return args[0]->args[0];
    if (function == FUNCTION_EXP)
        return is_call(args[0], FUNCTION_LOG) ? args[0]->args[0] : exponential(pool, args[0]);
    Expr draft = expr_draft(EXPR_FUNCTION);
    draft.function = function;
    return node(pool, draft, args, function_info(function)->arity);
}

const Expr *expr_function_as_written(Pool *pool, Function function, const Expr *arg) {
    Expr draft = expr_draft(EXPR_FUNCTION);
    draft.function = function;
    return node(pool, draft, &arg, 1);
}

const Expr *expr_function1(Pool *pool, Function function, const Expr *arg) {
    return expr_function(pool, function, &arg);
}

const Expr *expr_apply(Pool *pool, const char *name, uint32_t primes, const Expr *const *args,
                       size_t count) {
    Expr draft = expr_draft(EXPR_APPLY);
    draft.name = name;
    draft.primes = primes;
    return node(pool, draft, args, count);
}
