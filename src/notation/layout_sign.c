/* Where the minus signs of sums and products stand. */
#include "notation/layout_state.h"

const Expr *layout_beside_one(const Expr *sum) {
    bool is_pair = sum->kind == EXPR_ADD && sum->count == 2 &&
                   (expr_is_number(sum->args[1], 1) || expr_is_number(sum->args[1], -1));
    return is_pair ? sum->args[0] : NULL;
}

static bool is_tanh(const Expr *expr) {
    return expr->kind == EXPR_FUNCTION && expr->function == FUNCTION_TANH;
}

/* tanh(z)², or h² where h is one. */
static bool is_square_of_tanh(const Layout *layout, const Expr *expr) {
    if (expr->kind != EXPR_POWER || !expr_is_number(expr->args[1], 2))
        return false;
    const Expr *base = expr->args[0];
    if (base->kind != EXPR_ENTRY || base->symbol->variable != NULL)
        return is_tanh(base);
    const Expr *body = gradients_definition(layout->gradients, base->symbol->quantity);
    return body != NULL && is_tanh(body);
}

static bool is_slope(Layout *layout, const Expr *product, const Expr *factor) {
    const Expr *term = layout_beside_one(factor);
    if (term == NULL || expr_sign(term) == fmpq_sgn(factor->args[1]->number))
        return false;
    if (term->kind == EXPR_MULTIPLY && term->count == 1 && fmpq_equal_si((fmpq *)term->number, -1))
        term = term->args[0];
    if (is_square_of_tanh(layout, term))
        return true;
    for (size_t i = 0; product->kind == EXPR_MULTIPLY && i < product->count; i++) {
        const Expr *other = product->args[i];
        if (other == term || (other->kind == EXPR_POWER && other->args[0] == term))
            return true;
    }
    return false;
}

/* Whether a sum that is the other but for its indices and signs is a factor of term, or of a sum
 * over an index in it. */
static bool has_like_sum(ReadingOrder *order, const Expr *term, const Expr *other) {
    if (term->kind == EXPR_ADD)
        return other->kind == EXPR_ADD &&
               reading_order_skeleton_of_parts(order, term->args, term->count) ==
                   reading_order_skeleton_of_parts(order, other->args, other->count);
    bool is_open = term->kind == EXPR_MULTIPLY || term->kind == EXPR_SUM;
    for (size_t i = 0; is_open && i < term->count; i++)
        if (has_like_sum(order, term->args[i], other))
            return true;
    return false;
}

static bool share_like_sum(ReadingOrder *order, const Expr *term, const Expr *other) {
    if (other->kind == EXPR_ADD)
        return has_like_sum(order, term, other);
    bool is_open = other->kind == EXPR_MULTIPLY || other->kind == EXPR_SUM;
    for (size_t i = 0; is_open && i < other->count; i++)
        if (share_like_sum(order, term, other->args[i]))
            return true;
    return false;
}

/* Whether a sum in this factor of a product has its like in another one, and both are to read the
 * same way: outer(x - w, x - w), with the minus in front, and not outer(x - w, w - x). */
static bool has_twin(Layout *layout, const Expr *product, const Expr *factor) {
    size_t count = 0;
    for (size_t i = 0; product->kind == EXPR_MULTIPLY && i < product->count; i++)
        count += share_like_sum(gradients_order(layout->gradients), factor, product->args[i]);
    return count > 1; /* itself and another */
}

bool layout_keeps_sign(Layout *layout, const Expr *product, const Expr *factor) {
    return is_slope(layout, product, factor) || has_twin(layout, product, factor);
}

static bool is_odd_function(Function function) {
    return function == FUNCTION_SIGN || function == FUNCTION_TANH || function == FUNCTION_SIN ||
           function == FUNCTION_ERF;
}

/* sign(y - x) where the author has x - y: a minus before it makes it sign(x - y). */
static bool is_turned_odd(Layout *layout, const Expr *call) {
    return call->kind == EXPR_FUNCTION && is_odd_function(call->function) &&
           call->args[0]->kind == EXPR_ADD && layout_reading_sign(layout, call->args[0]) < 0;
}

/* The factor, a sum or an odd function of one, times -1. */
static const Expr *negated(Layout *layout, const Expr *factor) {
    return factor->kind == EXPR_ADD
               ? layout_negated_sum(layout, factor)
               : expr_function_as_written(layout->pool, factor->function,
                                          layout_negated_sum(layout, factor->args[0]));
}

const Expr *layout_even_argument(Layout *layout, const Expr *expr) {
    const Expr *inner = expr->args[0];
    bool is_even = expr->kind == EXPR_FUNCTION
                       ? expr->function == FUNCTION_ABS || expr->function == FUNCTION_COS
                       : expr->kind == EXPR_POWER && expr->args[1]->kind == EXPR_NUMBER &&
                             fmpz_is_one(fmpq_denref(expr->args[1]->number)) &&
                             fmpz_is_even(fmpq_numref(expr->args[1]->number));
    bool turns = is_even && inner->kind == EXPR_ADD && layout_reading_sign(layout, inner) < 0;
    return turns ? layout_negated_sum(layout, inner) : inner;
}

/* Whether a minus before a product can go into this factor of it, a sum with a minus of its own. */
static bool takes_sign(Layout *layout, const Expr *product, const Expr *factor) {
    bool has_minus = factor->kind == EXPR_ADD ? layout_sum_has_sign(layout, factor, -1)
                                              : is_turned_odd(layout, factor);
    return has_minus && !layout_keeps_sign(layout, product, factor);
}

bool layout_shows_minus(Layout *layout, const Expr *term) {
    if (layout_natural_sign(layout, term) > 0 || layout_absorbs_sign(layout, term, term))
        return false;
    for (size_t i = 0; term->kind == EXPR_MULTIPLY && i < term->count; i++)
        if (layout_absorbs_sign(layout, term, term->args[i]) ||
            takes_sign(layout, term, term->args[i]))
            return false;
    return true;
}

bool layout_sum_has_sign(Layout *layout, const Expr *sum, int sign) {
    for (size_t i = 0; i < sum->count; i++)
        if (layout_natural_sign(layout, sum->args[i]) == sign)
            return true;
    return false;
}

/* A sum and its negative are the same factor: the one that leads with a positive term in reading
 * order is meant. expr_negate would put the sign back in front, so the terms are negated one by
 * one. */
const Expr *layout_negated_sum(Layout *layout, const Expr *sum) {
    const Expr **terms = ARENA_ARRAY(layout->arena, const Expr *, sum->count);
    for (size_t i = 0; i < sum->count; i++)
        terms[i] = expr_negate(layout->pool, sum->args[i]);
    return expr_add(layout->pool, terms, sum->count);
}

int layout_reading_sign(Layout *layout, const Expr *sum) {
    const WrittenForm *form =
        written_forms_find(gradients_forms(layout->gradients), EXPR_ADD, sum->args, sum->count);
    int written = form != NULL ? written_form_sign(form, sum->args, sum->count) : 0;
    if (written != 0)
        return written;
    uint64_t best = UINT64_MAX;
    int sign = 1;
    for (size_t i = 0; i < sum->count; i++) {
        const Expr *term = sum->args[i];
        /* 1 - h and not h - 1 */
        if (term->kind == EXPR_NUMBER && sum->count == 2 &&
            expr_sign(sum->args[1 - i]) != expr_sign(term))
            return expr_sign(term);
        uint64_t nearest, farthest;
        layout_term_places(layout, term, &nearest, &farthest);
        if (nearest < best) {
            best = nearest;
            sign = layout_natural_sign(layout, term);
        }
    }
    return sign;
}

static bool has_lone_number(const Expr *sum) {
    return sum->args[sum->count - 1]->kind == EXPR_NUMBER;
}

/* What is divided by; the factor itself where it is none. */
static const Expr *divisor_of(const Expr *factor) {
    bool is_divisor = factor->kind == EXPR_POWER && expr_is_number(factor->args[1], -1);
    return is_divisor ? factor->args[0] : factor;
}

int layout_natural_sign(Layout *layout, const Expr *term) {
    if (term->kind == EXPR_ADD)
        return layout_reading_sign(layout, term);
    if (term->kind == EXPR_SUM)
        return layout_natural_sign(layout, term->args[0]);
    int sign = expr_sign(term);
    for (size_t i = 0; term->kind == EXPR_MULTIPLY && i < term->count; i++) {
        const Expr *factor = divisor_of(term->args[i]);
        if (factor->kind == EXPR_ADD || factor->kind == EXPR_SUM)
            sign *= layout_natural_sign(layout, factor);
    }
    return sign;
}

/* The author's sign for the terms of a sum that are not the author's own; 0: none. */
static int authors_sign(const Layout *layout, const Expr *const *terms, size_t count) {
    const ReadingOrder *order = gradients_order(layout->gradients);
    int sign = reading_order_asked_sign(order);
    for (size_t i = 0; sign != 0 && i < count; i++)
        if (layout_is_authors(layout, terms[i]))
            return sign;
    return 0;
}

/* Every two terms are compared, and in them every two sums: in a longer sum of terms that would
 * cost more than the look of a sign is worth, and no reader compares so many. */
enum { COMPARED_TERMS = 16 };

/* Whether a term that is added as it reads best has the same sum as one that is not. */
static bool reads_otherwise(Layout *layout, const Expr *const *terms, size_t count, size_t at) {
    for (size_t i = 0; i < count && count <= COMPARED_TERMS; i++)
        if (i != at && layout_natural_sign(layout, terms[i]) > 0 &&
            share_like_sum(gradients_order(layout->gradients), terms[at], terms[i]))
            return true;
    return false;
}

void layout_subtract_terms(Layout *layout, const Expr *const *terms, size_t count,
                           bool *is_subtracted) {
    int wanted = authors_sign(layout, terms, count);
    for (size_t i = 0; i < count; i++) {
        int sign = layout_natural_sign(layout, terms[i]);
        const Expr *turned = sign > 0 ? expr_negate(layout->pool, terms[i]) : terms[i];
        if (wanted != 0 && !layout_is_authors(layout, terms[i]))
            is_subtracted[i] =
                (sign == wanted || layout_shows_minus(layout, turned) ? sign : wanted) < 0;
        else
            is_subtracted[i] = sign < 0 && reads_otherwise(layout, terms, count, i);
    }
}

/* Whether a minus before a sum over an index can go into one of its factors. */
bool layout_absorbs_sign(Layout *layout, const Expr *product, const Expr *factor) {
    if (factor->kind != EXPR_SUM || has_twin(layout, product, factor))
        return false;
    const Expr *body = factor->args[0];
    for (size_t i = 0; body->kind == EXPR_MULTIPLY && i < body->count; i++)
        if (takes_sign(layout, body, body->args[i]) ||
            layout_absorbs_sign(layout, body, body->args[i]))
            return true;
    return takes_sign(layout, body, body);
}

/* A positive number, π, or a product of them. */
static bool is_positive_constant(const Expr *expr) {
    if (expr->kind == EXPR_NUMBER)
        return fmpq_sgn(expr->number) > 0;
    if (expr->kind == EXPR_FUNCTION)
        return expr->function == FUNCTION_PI;
    bool is_constant = expr->kind == EXPR_MULTIPLY && fmpq_sgn(expr->number) > 0;
    for (size_t i = 0; is_constant && i < expr->count; i++)
        is_constant = is_positive_constant(expr->args[i]);
    return is_constant;
}

static bool is_constant_root(const Expr *factor) {
    return factor->kind == EXPR_POWER && factor->args[1]->kind == EXPR_NUMBER &&
           is_positive_constant(factor->args[0]);
}

/* √2 √π is written √(2π): the first root takes in the others, which become 1. */
static void join_constant_roots(Layout *layout, const Expr **factors, size_t count) {
    Pool *pool = layout->pool;
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; is_constant_root(factors[i]) && j < count; j++) {
            if (!is_constant_root(factors[j]) || factors[i]->args[1] != factors[j]->args[1])
                continue;
            const Expr *base = expr_multiply2(pool, factors[i]->args[0], factors[j]->args[0]);
            const Expr *joined = expr_power_together(pool, base, factors[i]->args[1]);
            if (joined->kind != EXPR_POWER)
                continue;
            factors[i] = joined;
            factors[j] = expr_integer(pool, 1);
        }
}

int layout_sign_of_sums(Layout *layout, const Expr *product) {
    int sign = 1;
    for (size_t i = 0; i < product->count; i++)
        if (product->args[i]->kind == EXPR_SUM &&
            !layout_absorbs_sign(layout, product, product->args[i]))
            sign *= layout_natural_sign(layout, product->args[i]);
    return sign;
}

void layout_choose_signs(Layout *layout, const Expr *product, fmpq_t number, const Expr **factors) {
    fmpq_set(number, product->number);
    for (size_t i = 0; i < product->count; i++) {
        factors[i] = product->args[i];
        const Expr *sum = divisor_of(factors[i]);
        if (sum->kind != EXPR_ADD || layout_reading_sign(layout, sum) >= 0)
            continue;
        const Expr *turned = layout_negated_sum(layout, sum);
        factors[i] = sum == factors[i]
                         ? turned
                         : expr_power_as_written(layout->pool, turned, factors[i]->args[1]);
        fmpq_neg(number, number);
    }
    join_constant_roots(layout, factors, product->count);
    int sign = fmpq_sgn(number) * layout_sign_of_sums(layout, product);
    /* A sign that is left goes into a sum with a minus of its own, one without a lone number first.
     */
    bool is_absorbed = false;
    for (size_t i = 0; i < product->count; i++)
        is_absorbed |= layout_absorbs_sign(layout, product, factors[i]);
    for (int pass = 0; pass < (is_absorbed ? 1 : 2); pass++)
        for (size_t i = 0; sign < 0 && i < product->count; i++)
            if (takes_sign(layout, product, factors[i]) &&
                (pass == 1 || factors[i]->kind != EXPR_ADD || !has_lone_number(factors[i]))) {
                factors[i] = negated(layout, factors[i]);
                fmpq_neg(number, number);
                sign = 1;
            }
}

const Expr *layout_absorb_sign(Layout *layout, const Expr *factor, fmpq_t number) {
    if (!takes_sign(layout, factor, factor))
        return factor;
    fmpq_neg(number, number);
    return negated(layout, factor);
}
