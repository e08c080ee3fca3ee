#include "calculus/derivative.h"

#include "algebra/unknown.h"
#include "base/arena.h"
#include "calculus/held.h"

typedef struct Differentiation {
    Pool *pool;
    const Symbol *variable;
    const Expr *const *indices;
    bool holds_deltas;
} Differentiation;

static const Expr *derive(const Differentiation *by, const Expr *expr);

/* ∂V[a, b] / ∂V[i, j] = (a == i) (b == j). */
static const Expr *derive_entry(const Differentiation *by, const Expr *entry) {
    if (entry->symbol != by->variable && by->variable->variable == NULL &&
        expr_has(entry, by->variable))
        return expr_unknown_derivative(by->pool, entry, by->variable->quantity, by->indices);
    if (entry->symbol != by->variable)
        return expr_integer(by->pool, 0);
    const Expr *deltas[SHAPE_LIMIT];
    for (size_t i = 0; i < entry->count; i++)
        deltas[i] = by->holds_deltas
                        ? held_delta(by->pool, entry->args[i], by->indices[i])
                        : expr_bracket(by->pool, RELATION_EQUAL, entry->args[i], by->indices[i]);
    return expr_multiply(by->pool, deltas, entry->count);
}

static const Expr **new_list(const Differentiation *by, size_t count) {
    return ARENA_ARRAY(pool_arena(by->pool), const Expr *, count);
}

static const Expr *derive_sum_of_terms(const Differentiation *by, const Expr *sum) {
    const Expr **terms = new_list(by, sum->count);
    for (size_t i = 0; i < sum->count; i++)
        terms[i] = derive(by, sum->args[i]);
    return expr_add(by->pool, terms, sum->count);
}

/* The product rule: each factor's derivative in its place. */
static const Expr *derive_product(const Differentiation *by, const Expr *product) {
    const Expr **terms = new_list(by, product->count);
    const Expr **factors = new_list(by, product->count);
    size_t count = 0;
    for (size_t i = 0; i < product->count; i++) {
        const Expr *inner = derive(by, product->args[i]);
        if (expr_is_number(inner, 0))
            continue;
        for (size_t j = 0; j < product->count; j++)
            factors[j] = j == i ? inner : product->args[j];
        terms[count++] = expr_multiply(by->pool, factors, product->count);
    }
    if (count == 0)
        return expr_integer(by->pool, 0);
    return expr_scale(by->pool, product->number, expr_add(by->pool, terms, count));
}

/* (b^e)' = e b^(e-1) b' + b^e log(b) e'. */
static const Expr *derive_power(const Differentiation *by, const Expr *power) {
    Pool *pool = by->pool;
    const Expr *base = power->args[0], *exponent = power->args[1];
    const Expr *less = expr_add2(pool, exponent, expr_integer(pool, -1));
    const Expr *through_base = expr_multiply(
        pool, (const Expr *const[]){exponent, expr_power(pool, base, less), derive(by, base)}, 3);
    const Expr *inner = derive(by, exponent);
    if (expr_is_number(inner, 0))
        return through_base;
    const Expr *through_exponent = expr_multiply(
        pool, (const Expr *const[]){power, expr_function1(pool, FUNCTION_LOG, base), inner}, 3);
    return expr_add2(pool, through_base, through_exponent);
}

/* 1 - x. */
static const Expr *one_minus(Pool *pool, const Expr *expr) {
    return expr_add2(pool, expr_integer(pool, 1), expr_negate(pool, expr));
}

static const Expr *is_positive(Pool *pool, const Expr *expr) {
    return expr_bracket(pool, RELATION_GREATER, expr, expr_integer(pool, 0));
}

/* erf'(u) = 2 / √π · exp(-u²). */
static const Expr *derivative_of_erf(Pool *pool, const Expr *arg) {
    const Expr *root = expr_function1(pool, FUNCTION_SQRT, expr_function(pool, FUNCTION_PI, NULL));
    const Expr *square = expr_negate(pool, expr_power_si(pool, arg, 2));
    const Expr *factors[] = {expr_integer(pool, 2), expr_power_si(pool, root, -1),
                             expr_function1(pool, FUNCTION_EXP, square)};
    return expr_multiply(pool, factors, 3);
}

/* f'(u), for a function of one argument. */
static const Expr *outer_derivative(Pool *pool, const Expr *call) {
    const Expr *arg = call->args[0];
    switch (call->function) {
    case FUNCTION_RELU:
        return is_positive(pool, arg);
    case FUNCTION_SIGMOID:
        return expr_multiply2(pool, call, one_minus(pool, call));
    case FUNCTION_TANH:
        return one_minus(pool, expr_power_si(pool, call, 2));
    case FUNCTION_SOFTPLUS:
        return expr_function1(pool, FUNCTION_SIGMOID, arg);
    case FUNCTION_EXP:
        return call;
    case FUNCTION_LOG:
        return expr_power_si(pool, arg, -1);
    case FUNCTION_ABS:
        return expr_function1(pool, FUNCTION_SIGN, arg);
    case FUNCTION_SIGN:
        return expr_integer(pool, 0);
    case FUNCTION_SIN:
        return expr_function1(pool, FUNCTION_COS, arg);
    case FUNCTION_COS:
        return expr_negate(pool, expr_function1(pool, FUNCTION_SIN, arg));
    case FUNCTION_ERF:
        return derivative_of_erf(pool, arg);
    case FUNCTION_LEAKY_RELU:
    case FUNCTION_SQRT: /* a power */
    case FUNCTION_MAX:
    case FUNCTION_MIN:
    case FUNCTION_PI:
    case FUNCTION_COUNT:
        break;
    }
    return NULL;
}

/* max(a, b)' = (a >= b) a' + (b > a) b', and min the other way. At a tie it is the first one's, so
 * that it is right where both are one: min(r, max(r, 1)) for r above 1. */
static const Expr *derive_extremum_of_two(const Differentiation *by, const Expr *call) {
    const Expr *terms[2];
    for (size_t i = 0; i < 2; i++) {
        const Expr *own = call->args[i], *other = call->args[1 - i];
        bool is_max = call->function == FUNCTION_MAX;
        Relation relation = i == 0 ? RELATION_GREATER_EQUAL : RELATION_GREATER;
        terms[i] = expr_multiply2(
            by->pool, expr_bracket(by->pool, relation, is_max ? own : other, is_max ? other : own),
            derive(by, own));
    }
    return expr_add(by->pool, terms, 2);
}

/* leaky_relu(x, a)' = ((x > 0) + a (x <= 0)) x' + x (x <= 0) a'. */
static const Expr *derive_leaky_relu(const Differentiation *by, const Expr *call) {
    Pool *pool = by->pool;
    const Expr *x = call->args[0], *slope = call->args[1];
    const Expr *is_off = expr_bracket(pool, RELATION_LESS_EQUAL, x, expr_integer(pool, 0));
    const Expr *by_x = expr_add2(pool, is_positive(pool, x), expr_multiply2(pool, slope, is_off));
    const Expr *by_slope = expr_multiply2(pool, x, is_off);
    return expr_add2(pool, expr_multiply2(pool, by_x, derive(by, x)),
                     expr_multiply2(pool, by_slope, derive(by, slope)));
}

static const Expr *derive_function(const Differentiation *by, const Expr *call) {
    if (call->function == FUNCTION_MAX || call->function == FUNCTION_MIN)
        return derive_extremum_of_two(by, call);
    if (call->function == FUNCTION_LEAKY_RELU)
        return derive_leaky_relu(by, call);
    const Expr *inner = derive(by, call->args[0]);
    if (expr_is_number(inner, 0))
        return inner;
    return expr_multiply2(by->pool, outer_derivative(by->pool, call), inner);
}

static const Expr *derive_sum(const Differentiation *by, const Expr *sum) {
    const Index *index;
    const Expr *body = expr_open(by->pool, sum, &index);
    return expr_sum(by->pool, index, derive(by, body));
}

/* max(k, e)' = Σ_k (e == max(k, e)) e'. */
static const Expr *derive_extremum(const Differentiation *by, const Expr *extremum) {
    const Index *index;
    const Expr *body = expr_open(by->pool, extremum, &index);
    const Expr *picks = expr_bracket(by->pool, RELATION_EQUAL, body, extremum);
    return expr_sum(by->pool, index, expr_multiply2(by->pool, picks, derive(by, body)));
}

/* f' / f: of an exponential the derivative of its exponent, of a product the sum of its factors'.
 */
static const Expr *logarithmic_derivative(const Differentiation *by, const Expr *expr) {
    Pool *pool = by->pool;
    if (expr->kind == EXPR_FUNCTION && expr->function == FUNCTION_EXP)
        return derive(by, expr->args[0]);
    if (expr->kind == EXPR_MULTIPLY) {
        const Expr **terms = new_list(by, expr->count);
        for (size_t i = 0; i < expr->count; i++)
            terms[i] = logarithmic_derivative(by, expr->args[i]);
        return expr_add(pool, terms, expr->count);
    }
    const Expr *inner = derive(by, expr);
    if (expr_is_number(inner, 0))
        return inner;
    return expr_multiply2(pool, inner, expr_power_si(pool, expr, -1));
}

/* For s_c = f_c / Σ_q f_q it is s_c' = s_c (f_c' / f_c - Σ_q s_q f_q' / f_q); for a softmax, f =
 * exp(b), softmax_c (b_c' - Σ_q softmax_q b_q'). */
static const Expr *derive_softmax(const Differentiation *by, const Expr *softmax) {
    Pool *pool = by->pool;
    const Index *index;
    const Expr *body = expr_open(pool, softmax, &index);
    const Expr *inner = logarithmic_derivative(by, body);
    if (expr_is_number(inner, 0))
        return inner;
    const Expr *term = expr_index(pool, index);
    const Expr *at_index = expr_softmax(pool, index, body, term);
    const Expr *mean = expr_sum(pool, index, expr_multiply2(pool, at_index, inner));
    const Expr *at_place = expr_substitute1(pool, inner, index, softmax->args[1]);
    return expr_multiply2(pool, softmax, expr_add2(pool, at_place, expr_negate(pool, mean)));
}

/* φ(u)' = φ'(u) u'; only functions of one argument are left unknown. */
static const Expr *derive_apply(const Differentiation *by, const Expr *call) {
    const Expr *inner = derive(by, call->args[0]);
    if (expr_is_number(inner, 0))
        return inner;
    const Expr *primed =
        expr_apply(by->pool, call->name, call->primes + 1, call->args, call->count);
    return expr_multiply2(by->pool, primed, inner);
}

static const Expr *derive(const Differentiation *by, const Expr *expr) {
    if (!expr_may_have(expr, by->variable))
        return expr_integer(by->pool, 0);
    switch (expr->kind) {
    case EXPR_ENTRY:
        return derive_entry(by, expr);
    case EXPR_ADD:
        return derive_sum_of_terms(by, expr);
    case EXPR_MULTIPLY:
        return derive_product(by, expr);
    case EXPR_POWER:
        return derive_power(by, expr);
    case EXPR_FUNCTION:
        return derive_function(by, expr);
    case EXPR_APPLY:
        return derive_apply(by, expr);
    case EXPR_SUM:
        return derive_sum(by, expr);
    case EXPR_MAX_OVER:
    case EXPR_MIN_OVER:
        return derive_extremum(by, expr);
    case EXPR_SOFTMAX:
        return derive_softmax(by, expr);
    case EXPR_NUMBER:
    case EXPR_SIZE:
    case EXPR_INDEX:
    case EXPR_BRACKET:
        break;
    }
    return expr_integer(by->pool, 0);
}

const Expr *derivative(Pool *pool, const Expr *expr, const Symbol *variable,
                       const Expr *const *indices) {
    return derive(&(Differentiation){pool, variable, indices, false}, expr);
}

const Expr *derivative_held(Pool *pool, const Expr *expr, const Symbol *variable,
                            const Expr *const *indices) {
    return derive(&(Differentiation){pool, variable, indices, true}, expr);
}
