#include "notation/layout_state.h"

#include <string.h>

#include "calculus/held.h"

Arena *layout_arena(Layout *layout) {
    return layout->arena;
}

Gradients *layout_gradients(Layout *layout) {
    return layout->gradients;
}

const Letters *layout_letters(const Layout *layout) {
    return layout->letters;
}

Layout *layout_new(Arena *arena, Gradients *gradients, const Letters *letters) {
    Layout *layout = ARENA_NEW(arena, Layout);
    layout->arena = arena;
    layout->gradients = gradients;
    layout->pool = gradients_pool(gradients);
    layout->letters = letters;
    layout_collect_letters(layout);
    return layout;
}

void layout_spell_gradients(Layout *layout, bool spells) {
    layout->spells_gradients = spells;
}

/* Atoms. */

static const Syntax *number_syntax(Layout *layout, const fmpq_t number) {
    if (fmpq_sgn(number) >= 0)
        return syntax_number(layout->arena, number);
    fmpq_t positive;
    fmpq_init(positive);
    fmpq_neg(positive, number);
    const Syntax *syntax =
        syntax_unary(layout->arena, SYNTAX_NEGATE, syntax_number(layout->arena, positive));
    fmpq_clear(positive);
    return syntax;
}

const Syntax *layout_derivative(const Layout *layout, const Symbol *symbol,
                                const Syntax *const *indices) {
    size_t rank = symbol->rank - symbol->variable->rank;
    const Syntax *target = symbol->before != NULL
                               ? layout_derivative(layout, symbol->before, indices)
                               : syntax_entry(layout->arena, symbol->quantity->name, indices, rank);
    const Syntax *variable =
        syntax_entry(layout->arena, symbol->variable->name, indices + rank, symbol->variable->rank);
    Syntax *derivative = syntax_binary(layout->arena, SYNTAX_DERIVATIVE, target, variable);
    derivative->is_compact = !layout->spells_gradients;
    return derivative;
}

static const Syntax *layout_entry(Layout *layout, const Expr *entry) {
    const Symbol *symbol = entry->symbol;
    const Expr *axes[SHAPE_LIMIT];
    const Syntax *written[SHAPE_LIMIT];
    const NamedGradient *named = symbol->variable != NULL && !layout->spells_gradients
                                     ? gradients_find_named(layout->gradients, entry, axes)
                                     : NULL;
    if (named != NULL && named->name != NULL) {
        for (size_t i = 0; i < named->axis_count; i++)
            written[i] = layout_expression(layout, axes[i]);
        return syntax_entry(layout->arena, named->name->name, written, named->axis_count);
    }
    for (size_t i = 0; i < entry->count; i++)
        written[i] = layout_expression(layout, entry->args[i]);
    return symbol->variable != NULL
               ? layout_derivative(layout, symbol, written)
               : syntax_entry(layout->arena, symbol->quantity->name, written, entry->count);
}

/* Where a side of a bracket stands: letters in the question's order, then other indices, those of
 * the outer sum first, then everything else; numbers last. */
static size_t side_rank(const Layout *layout, const Expr *side) {
    if (side->kind == EXPR_NUMBER)
        return SIZE_MAX;
    if (side->kind != EXPR_INDEX)
        return SIZE_MAX - 1;
    for (size_t i = 0; i < layout->letters->count; i++)
        if (side->index->name != NULL &&
            strcmp(layout->letters->items[i].name, side->index->name) == 0)
            return i;
    size_t outer = 0;
    while (outer < layout->pushed_count && layout->pushed[outer].index != side->index)
        outer++;
    return layout->letters->count + (outer < layout->pushed_count ? outer + 1 : 0);
}

static Relation mirrored(Relation relation) {
    switch (relation) {
    case RELATION_GREATER:
        return RELATION_LESS;
    case RELATION_LESS:
        return RELATION_GREATER;
    case RELATION_GREATER_EQUAL:
        return RELATION_LESS_EQUAL;
    case RELATION_LESS_EQUAL:
        return RELATION_GREATER_EQUAL;
    case RELATION_EQUAL:
    case RELATION_NOT_EQUAL:
        break;
    }
    return relation;
}

static bool is_given(const Expr *side) {
    return side->kind == EXPR_ENTRY && side->symbol->quantity->kind == QUANTITY_GIVEN;
}

static bool swaps_sides(Layout *layout, const Expr *left, const Expr *right, Relation relation) {
    const WrittenForm *form = written_forms_find(gradients_forms(layout->gradients), EXPR_BRACKET,
                                                 (const Expr *const[]){left, right}, 2);
    size_t places[2] = {0, 0};
    if (form != NULL && left->kind != EXPR_NUMBER && right->kind != EXPR_NUMBER) {
        places[0] = written_form_place(form, left);
        places[1] = written_form_place(form, right);
    }
    if (places[0] != places[1])
        return places[0] > places[1];
    size_t ranks[2] = {side_rank(layout, left), side_rank(layout, right)};
    bool are_entries = left->kind == EXPR_ENTRY && right->kind == EXPR_ENTRY;
    bool is_equality = relation == RELATION_EQUAL || relation == RELATION_NOT_EQUAL;
    if (ranks[0] != ranks[1] || left->kind == EXPR_INDEX || (!are_entries && !is_equality))
        return ranks[0] > ranks[1];
    if (is_given(left) && is_given(right) && left->symbol != right->symbol)
        return left->symbol->quantity->position > right->symbol->quantity->position;
    const Expr *sides[2] = {left, right};
    layout_sort_factors(layout, sides, 2);
    return sides[0] != left;
}

/* -1 where what is compared with 0 reads better with the other sign, (r < 0) and not (-r > 0). */
static int sign_beside_zero(Layout *layout, const Expr *side) {
    if (side->kind == EXPR_MULTIPLY)
        return fmpq_sgn(side->number);
    const WrittenForm *form = side->kind == EXPR_ADD
                                  ? written_forms_find(gradients_forms(layout->gradients), EXPR_ADD,
                                                       side->args, side->count)
                                  : NULL;
    return form != NULL ? written_form_sign(form, side->args, side->count) : 1;
}

Relation layout_comparison(Layout *layout, Relation relation, const Expr **left,
                           const Expr **right) {
    if (swaps_sides(layout, *left, *right, relation)) {
        const Expr *side = *left;
        *left = *right;
        *right = side;
        relation = mirrored(relation);
    }
    if (!expr_is_number(*right, 0) || sign_beside_zero(layout, *left) >= 0)
        return relation;
    *left = (*left)->kind == EXPR_ADD ? layout_negated_sum(layout, *left)
                                      : expr_negate(layout->pool, *left);
    return mirrored(relation);
}

static const Syntax *layout_bracket(Layout *layout, const Expr *bracket, Relation relation) {
    const Expr *left = bracket->args[0], *right = bracket->args[1];
    relation = layout_comparison(layout, relation, &left, &right);
    return syntax_compare(layout->arena, relation, layout_expression(layout, left),
                          layout_expression(layout, right));
}

/* What stands in a line of a derivation before it is worked out. */
static const Syntax *layout_held(Layout *layout, const Expr *held) {
    if (expr_is_held_delta(held))
        return layout_bracket(layout, held, RELATION_EQUAL);
    if (expr_is_held_product(held))
        return layout_expression(layout, held->args[0]);
    return syntax_binary(layout->arena, SYNTAX_DERIVATIVE, layout_expression(layout, held->args[0]),
                         layout_expression(layout, held->args[1]));
}

static const Syntax *layout_call(Layout *layout, const Expr *call) {
    if (expr_is_held_delta(call) || expr_is_held_product(call) || expr_is_held_derivative(call))
        return layout_held(layout, call);
    if (call->kind == EXPR_FUNCTION && call->function == FUNCTION_PI)
        return syntax_name(layout->arena, "pi");
    const Syntax *args[LETTER_LIMIT];
    for (size_t i = 0; i < call->count; i++)
        args[i] =
            layout_expression(layout, i == 0 ? layout_even_argument(layout, call) : call->args[i]);
    const char *name = call->kind == EXPR_APPLY ? call->name : function_info(call->function)->name;
    Syntax *syntax = syntax_call(layout->arena, name, args, call->count);
    syntax->primes = call->primes;
    return syntax;
}

/* Products. */

bool layout_is_size(const Expr *factor) {
    return factor->kind == EXPR_SIZE ||
           (factor->kind == EXPR_POWER && factor->args[0]->kind == EXPR_SIZE);
}

static const Syntax *multiply(Layout *layout, const Syntax *const *factors, size_t count) {
    if (count == 1)
        return factors[0];
    return syntax_new(layout->arena, SYNTAX_MULTIPLY, factors, count);
}

static const Expr *reciprocal(Layout *layout, const Expr *factor) {
    return expr_power(layout->pool, factor->args[0], expr_negate(layout->pool, factor->args[1]));
}

/* numerator / denominator of integers and factors; either list may be empty. */
static const Syntax *fraction(Layout *layout, const fmpz_t top, const Syntax **numerator,
                              size_t numerator_count, const fmpz_t bottom,
                              const Syntax **denominator, size_t denominator_count) {
    fmpq_t number;
    fmpq_init(number);
    const Syntax **parts =
        ARENA_ARRAY(layout->arena, const Syntax *, numerator_count + denominator_count + 2);
    size_t count = 0;
    if (!fmpz_is_one(top) || numerator_count == 0) {
        fmpq_set_fmpz_frac(number, top, bottom);
        if (denominator_count > 0)
            fmpz_one(fmpq_denref(number));
        parts[count++] = syntax_number(layout->arena, number);
        if (denominator_count == 0 && !fmpz_is_one(bottom)) {
            /* a plain rational in front: 1/2 x */
            memcpy(parts + count, numerator, numerator_count * sizeof *parts);
            fmpq_clear(number);
            return multiply(layout, parts, count + numerator_count);
        }
    }
    memcpy(parts + count, numerator, numerator_count * sizeof *parts);
    const Syntax *above = multiply(layout, parts, count + numerator_count);
    const Syntax *result = above;
    if (denominator_count > 0 || !fmpz_is_one(bottom)) {
        const Syntax **below = ARENA_ARRAY(layout->arena, const Syntax *, denominator_count + 1);
        size_t below_count = 0;
        if (!fmpz_is_one(bottom) || denominator_count == 0) {
            fmpz_one(fmpq_denref(number));
            fmpz_set(fmpq_numref(number), bottom);
            below[below_count++] = syntax_number(layout->arena, number);
        }
        memcpy(below + below_count, denominator, denominator_count * sizeof *below);
        result = syntax_binary(layout->arena, SYNTAX_DIVIDE, above,
                               multiply(layout, below, below_count + denominator_count));
    }
    fmpq_clear(number);
    return result;
}

const Syntax *layout_coefficient(Layout *layout, const fmpq_t number, const Expr *const *sizes,
                                 size_t count) {
    const Syntax **above = ARENA_ARRAY(layout->arena, const Syntax *, count);
    const Syntax **below = ARENA_ARRAY(layout->arena, const Syntax *, count);
    size_t above_count = 0, below_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (expr_is_denominator(sizes[i]))
            below[below_count++] = layout_expression(layout, reciprocal(layout, sizes[i]));
        else
            above[above_count++] = layout_expression(layout, sizes[i]);
    }
    fmpq_t positive;
    fmpq_init(positive);
    fmpq_abs(positive, number);
    const Syntax *result = NULL;
    if (count > 0 || !fmpq_is_one(positive))
        result = fraction(layout, fmpq_numref(positive), above, above_count, fmpq_denref(positive),
                          below, below_count);
    fmpq_clear(positive);
    return result;
}

static const Syntax *layout_sum(Layout *layout, const Expr *sum, bool is_negated);

/* Where (i == c) is a factor, the others may have i or c, and canonical form has the one that comes
 * first in the alphabet. A reader expects the letter that the question has first. Returns how many
 * letters were pushed. */
static size_t push_letters_of_deltas(Layout *layout, const Expr *const *factors, size_t count) {
    size_t pushed = 0;
    for (size_t i = 0; i < count; i++) {
        const Expr *delta = factors[i];
        if (!expr_is_delta(delta) || delta->args[0]->kind != EXPR_INDEX ||
            delta->args[1]->kind != EXPR_INDEX)
            continue;
        const Expr *first = delta->args[0], *second = delta->args[1];
        if (side_rank(layout, first) > side_rank(layout, second)) {
            first = delta->args[1];
            second = delta->args[0];
        }
        if (first->index->name == NULL || second->index->name == NULL)
            continue;
        layout_push_name(layout, second->index, first->index->name);
        pushed++;
    }
    return pushed;
}

/* A delta itself keeps both its letters. */
static const Syntax *layout_delta(Layout *layout, const Expr *delta, size_t pushed) {
    layout->pushed_count -= pushed;
    const Syntax *written = layout_expression(layout, delta);
    layout->pushed_count += pushed;
    return written;
}

static const Syntax *layout_factor(Layout *layout, const Expr *factor, bool is_negated,
                                   size_t pushed) {
    if (expr_is_delta(factor))
        return layout_delta(layout, factor, pushed);
    return is_negated ? layout_sum(layout, factor, true) : layout_expression(layout, factor);
}

/* A held product stands among the factors as if they were its own. factors are the last count of
 * what is written. */
static const Syntax **splice_held(Layout *layout, const Expr *const *factors, size_t factor_count,
                                  const Syntax **written, size_t *count) {
    size_t spliced = *count;
    for (size_t i = 0; i < factor_count; i++)
        if (expr_is_held_product(factors[i]))
            spliced += written[*count - factor_count + i]->count;
    if (spliced == *count)
        return written;
    const Syntax **all = ARENA_ARRAY(layout->arena, const Syntax *, spliced);
    size_t all_count = 0, first = *count - factor_count;
    for (size_t i = 0; i < *count; i++) {
        const Syntax *factor = written[i];
        bool is_open = i >= first && expr_is_held_product(factors[i - first]) &&
                       factor->kind == SYNTAX_MULTIPLY;
        if (!is_open)
            all[all_count++] = factor;
        for (size_t j = 0; is_open && j < factor->count; j++)
            all[all_count++] = factor->children[j];
    }
    *count = all_count;
    return all;
}

/* The minus that a sum over an index has in front goes before the whole product: how much number
 * is, is written already, but its sign only after all factors. */
static const Syntax *take_minus(fmpq_t number, const Expr *factor, const Syntax *written) {
    if (factor->kind != EXPR_SUM || written->kind != SYNTAX_NEGATE)
        return written;
    fmpq_neg(number, number);
    return written->children[0];
}

/* Writes a product: coefficient, factors in order; true denominators make it a fraction. */
static const Syntax *layout_product(Layout *layout, const Expr *product) {
    const Expr **factors = ARENA_ARRAY(layout->arena, const Expr *, product->count);
    const Expr **sizes = ARENA_ARRAY(layout->arena, const Expr *, product->count);
    const Expr **above = ARENA_ARRAY(layout->arena, const Expr *, product->count);
    const Expr **below = ARENA_ARRAY(layout->arena, const Expr *, product->count);
    size_t size_count = 0, above_count = 0, below_count = 0;
    fmpq_t number;
    fmpq_init(number);
    layout_choose_signs(layout, product, number, factors);
    const Expr *negated = NULL;
    for (size_t i = 0; negated == NULL && fmpq_sgn(number) < 0 && i < product->count; i++)
        if (layout_absorbs_sign(layout, product, factors[i])) {
            negated = factors[i];
            fmpq_neg(number, number);
        }
    for (size_t i = 0; i < product->count; i++) {
        if (expr_is_number(factors[i], 1))
            continue;
        if (layout_is_size(factors[i]))
            sizes[size_count++] = factors[i];
        else if (expr_is_denominator(factors[i]))
            below[below_count++] = reciprocal(layout, factors[i]);
        else
            above[above_count++] = factors[i];
    }
    layout_sort_factors(layout, sizes, size_count);
    layout_sort_factors(layout, above, above_count);
    layout_sort_factors(layout, below, below_count);
    size_t pushed = push_letters_of_deltas(layout, above, above_count);
    const Syntax **written = ARENA_ARRAY(layout->arena, const Syntax *, product->count + 1);
    const Syntax *result;
    if (below_count == 0) {
        size_t count = 0;
        const Syntax *coefficient = layout_coefficient(layout, number, sizes, size_count);
        if (coefficient != NULL)
            written[count++] = coefficient;
        for (size_t i = 0; i < above_count; i++)
            written[count++] = take_minus(
                number, above[i], layout_factor(layout, above[i], above[i] == negated, pushed));
        written = splice_held(layout, above, above_count, written, &count);
        result = multiply(layout, written, count);
    } else {
        const Syntax **denominator = ARENA_ARRAY(layout->arena, const Syntax *, product->count + 1);
        size_t top = 0, bottom = 0;
        for (size_t i = 0; i < size_count; i++) {
            if (expr_is_denominator(sizes[i]))
                denominator[bottom++] = layout_expression(layout, reciprocal(layout, sizes[i]));
            else
                written[top++] = layout_expression(layout, sizes[i]);
        }
        for (size_t i = 0; i < above_count; i++)
            written[top++] = take_minus(
                number, above[i], layout_factor(layout, above[i], above[i] == negated, pushed));
        for (size_t i = 0; i < below_count; i++)
            denominator[bottom++] = layout_expression(layout, below[i]);
        fmpq_t positive;
        fmpq_init(positive);
        fmpq_abs(positive, number);
        result = fraction(layout, fmpq_numref(positive), written, top, fmpq_denref(positive),
                          denominator, bottom);
        fmpq_clear(positive);
    }
    layout_pop_letters(layout, pushed);
    if (fmpq_sgn(number) < 0)
        result = syntax_unary(layout->arena, SYNTAX_NEGATE, result);
    fmpq_clear(number);
    return result;
}

const Syntax *layout_negated(Layout *layout, const Syntax *syntax) {
    return syntax->kind == SYNTAX_NEGATE ? syntax->children[0]
                                         : syntax_unary(layout->arena, SYNTAX_NEGATE, syntax);
}

static const Syntax *layout_sum_of_terms(Layout *layout, const Expr *sum) {
    const Expr **terms = ARENA_ARRAY(layout->arena, const Expr *, sum->count);
    memcpy(terms, sum->args, sum->count * sizeof *terms);
    layout_sort_terms(layout, terms, sum->count);
    bool *is_subtracted = ARENA_ARRAY(layout->arena, bool, sum->count);
    layout_subtract_terms(layout, terms, sum->count, is_subtracted);
    const Syntax **written = ARENA_ARRAY(layout->arena, const Syntax *, sum->count);
    for (size_t i = 0; i < sum->count; i++) {
        const Expr *term = is_subtracted[i] ? expr_negate(layout->pool, terms[i]) : terms[i];
        written[i] = layout_expression(layout, term);
        if (is_subtracted[i])
            written[i] = layout_negated(layout, written[i]);
    }
    return syntax_new(layout->arena, SYNTAX_ADD, written, sum->count);
}

static const Syntax *layout_power(Layout *layout, const Expr *power) {
    if (expr_is_denominator(power))
        return syntax_binary(layout->arena, SYNTAX_DIVIDE, syntax_integer(layout->arena, 1),
                             layout_expression(layout, reciprocal(layout, power)));
    const Expr *exponent = power->args[1];
    const Syntax *base = layout_expression(layout, layout_even_argument(layout, power));
    if (exponent->kind == EXPR_NUMBER && fmpz_is_one(fmpq_numref(exponent->number)) &&
        fmpz_equal_si(fmpq_denref(exponent->number), 2))
        return syntax_call(layout->arena, "sqrt", &base, 1);
    return syntax_binary(layout->arena, SYNTAX_POWER, base, layout_expression(layout, exponent));
}

/* Binders. */

static Binder new_binder(Layout *layout, const Index *index, const char *letter) {
    return (Binder){.name = letter,
                    .dimension = index->dimension,
                    .range = dimension_text(layout->arena, index->dimension)};
}

/* The one sum among the factors of a product that has no sum inside: Σ_k a_k Σ_q b_kq is written as
 * one sum over both. A deeper nest stays nested: its brackets say what is worked out first. */
static const Expr *inner_sum(const Expr *body, size_t *at) {
    const Expr *found = NULL;
    for (size_t i = 0; body->kind == EXPR_MULTIPLY && i < body->count; i++)
        if (body->args[i]->kind == EXPR_SUM) {
            if (found != NULL || body->args[i]->height > 1)
                return NULL;
            found = body->args[i];
            *at = i;
        }
    return found;
}

static const Syntax *layout_sum(Layout *layout, const Expr *sum, bool is_negated) {
    Binder binders[2 * RANK_LIMIT];
    size_t count = 0, limit = sizeof binders / sizeof *binders;
    const Expr *body = sum;
    const Index *index;
    /* Σ_k Σ_q is one sum anyway */
    while (body->kind == EXPR_SUM && count + 1 < limit) {
        body = expr_open_fresh(layout->pool, body, &index);
        binders[count++] = new_binder(layout, index, layout_push_letter(layout, index, body));
    }
    size_t at = 0;
    const Expr *inner = inner_sum(body, &at);
    if (inner != NULL) {
        const Expr **factors = ARENA_ARRAY(layout->arena, const Expr *, body->count);
        memcpy(factors, body->args, body->count * sizeof *factors);
        factors[at] = expr_open_fresh(layout->pool, inner, &index);
        body = expr_scale(layout->pool, body->number,
                          expr_multiply(layout->pool, factors, body->count));
        binders[count++] = new_binder(layout, index, layout_push_letter(layout, index, body));
    }
    if (is_negated)
        body = body->kind == EXPR_ADD ? layout_negated_sum(layout, body)
                                      : expr_negate(layout->pool, body);
    const Syntax *written = layout_expression(layout, body);
    layout_pop_letters(layout, count);
    /* -Σ_k a_k, not Σ_k (-a_k) */
    bool is_negative = written->kind == SYNTAX_NEGATE;
    const Syntax *over = syntax_over(layout->arena, SYNTAX_SUM, binders, count,
                                     is_negative ? written->children[0] : written);
    return is_negative ? syntax_unary(layout->arena, SYNTAX_NEGATE, over) : over;
}

static const Syntax *layout_extremum(Layout *layout, const Expr *extremum) {
    const Index *index;
    const Expr *body = expr_open_fresh(layout->pool, extremum, &index);
    Binder binder = new_binder(layout, index, layout_push_letter(layout, index, body));
    const Syntax *written = layout_expression(layout, body);
    layout_pop_letters(layout, 1);
    return syntax_over(layout->arena,
                       extremum->kind == EXPR_MAX_OVER ? SYNTAX_MAX_OVER : SYNTAX_MIN_OVER, &binder,
                       1, written);
}

const Syntax *layout_expression(Layout *layout, const Expr *expr) {
    switch (expr->kind) {
    case EXPR_NUMBER:
        return number_syntax(layout, expr->number);
    case EXPR_SIZE:
        return syntax_name(layout->arena, expr->name);
    case EXPR_INDEX:
        return syntax_name(layout->arena, layout_index_name(layout, expr->index));
    case EXPR_ENTRY:
        return layout_entry(layout, expr);
    case EXPR_ADD:
        return layout_sum_of_terms(layout, expr);
    case EXPR_MULTIPLY:
        return layout_product(layout, expr);
    case EXPR_POWER:
        return layout_power(layout, expr);
    case EXPR_FUNCTION:
    case EXPR_APPLY:
        return layout_call(layout, expr);
    case EXPR_BRACKET:
        return layout_bracket(layout, expr, expr->relation);
    case EXPR_SUM:
        return layout_sum(layout, expr, false);
    case EXPR_MAX_OVER:
    case EXPR_MIN_OVER:
        return layout_extremum(layout, expr);
    case EXPR_SOFTMAX:
        break;
    }
    return layout_softmax(layout, expr);
}
