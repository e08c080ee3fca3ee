/* The order of factors and terms, and the place of signs. */
#include <stdlib.h>
#include <string.h>

#include "notation/layout_state.h"

/* Order. */

typedef struct Keyed {
    const Expr *expr;
    uint64_t key[5];
    size_t position;
} Keyed;

static int compare_keyed(const void *left, const void *right) {
    const Keyed *a = left, *b = right;
    for (size_t i = 0; i < 5; i++)
        if (a->key[i] != b->key[i])
            return a->key[i] < b->key[i] ? -1 : 1;
    return a->position < b->position ? -1 : 1;
}

static void sort_keyed(Keyed *keyed, size_t count, const Expr **items) {
    qsort(keyed, count, sizeof *keyed, compare_keyed);
    for (size_t i = 0; i < count; i++)
        items[i] = keyed[i].expr;
}

static bool shares_index(const Expr *left, const Expr *right) {
    for (size_t i = 0; i < left->free_count; i++)
        if (expr_has_free(right, left->free[i]))
            return true;
    return false;
}

/* Among factors of one place, the one that shares an index with the factor before comes next: so a
 * matrix that occurs twice in a chain stands in the order of the chain. */
static void chain_equals(Layout *layout, const Expr **factors, size_t count) {
    ReadingOrder *order = gradients_order(layout->gradients);
    for (size_t i = 1; i + 1 < count; i++) {
        uint64_t place = reading_order_place(order, factors[i]);
        for (size_t j = i; j < count && reading_order_place(order, factors[j]) == place; j++)
            if (shares_index(factors[i - 1], factors[j])) {
                const Expr *next = factors[j];
                memmove(&factors[i + 1], &factors[i], (j - i) * sizeof *factors);
                factors[i] = next;
                break;
            }
    }
}

/* Where a factor stands. A sum stands by the last of its factors: what left it because it has none
 * of its indices, as W3 in W3 Σ_k δ_k (z2_k > 0) h1_k, reads best in front. */
static uint64_t factor_place(ReadingOrder *order, const Expr *factor) {
    if (factor->kind != EXPR_SUM)
        return reading_order_place(order, factor);
    const Expr *body = factor->args[0];
    if (body->kind != EXPR_MULTIPLY)
        return reading_order_place(order, factor);
    uint64_t last = 0;
    for (size_t i = 0; i < body->count; i++) {
        uint64_t place = factor_place(order, body->args[i]);
        if (place > last && place != UINT64_MAX)
            last = place;
    }
    return last;
}

/* The place of an index: the question's letters, axes and numbers in their order, bound ones last.
 */
static size_t index_rank(const Layout *layout, const Expr *index) {
    enum { LAST = LETTER_LIMIT - 1 };
    if (index->kind == EXPR_NUMBER)
        return fmpz_cmp_si(fmpq_numref(index->number), LAST) < 0
                   ? fmpz_get_ui(fmpq_numref(index->number))
                   : LAST;
    if (index->kind != EXPR_INDEX)
        return LAST;
    if (index->index->kind == INDEX_AXIS)
        return index->index->number < LAST ? index->index->number : LAST;
    for (size_t i = 0; i < layout->letters->count && index->index->name != NULL; i++)
        if (strcmp(layout->letters->items[i].name, index->index->name) == 0)
            return i;
    return LAST;
}

/* A[i,j] before A[j,i], (i == r) before (j == s): the order of all letters inside. */
static size_t letter_rank(const Layout *layout, const Expr *expr) {
    size_t rank = 0;
    if (expr->kind == EXPR_INDEX)
        return index_rank(layout, expr);
    if (expr->kind != EXPR_ENTRY) {
        for (size_t i = 0; i < expr->count; i++)
            rank += letter_rank(layout, expr->args[i]);
        return rank;
    }
    for (size_t i = 0; i < expr->count; i++)
        rank = rank * LETTER_LIMIT + index_rank(layout, expr->args[i]);
    return rank;
}

/* Factors of one place: the shorter first, but φ'(ψ(u)) before ψ'(u), as the chain rule has it, and
 * a Kronecker delta last. */
static uint64_t simplicity(const Expr *factor) {
    bool is_delta = factor->kind == EXPR_BRACKET && factor->args[0]->kind == EXPR_INDEX;
    return is_delta                     ? UINT32_MAX
           : factor->kind == EXPR_APPLY ? UINT32_MAX - factor->size
                                        : factor->size;
}

void layout_sort_factors(Layout *layout, const Expr **factors, size_t count) {
    if (count < 2)
        return;
    ReadingOrder *order = gradients_order(layout->gradients);
    const WrittenForm *form =
        written_forms_find(gradients_forms(layout->gradients), EXPR_MULTIPLY, factors, count);
    Keyed *keyed = memory_alloc(count * sizeof *keyed);
    for (size_t i = 0; i < count; i++)
        keyed[i] = (Keyed){
            factors[i],
            {form != NULL ? written_form_place(form, factors[i]) : factor_place(order, factors[i]),
             simplicity(factors[i]), letter_rank(layout, factors[i])},
            i};
    sort_keyed(keyed, count, factors);
    free(keyed);
    if (form == NULL)
        chain_equals(layout, factors, count);
}

static int term_sign(const Expr *term) {
    return term->kind == EXPR_NUMBER || term->kind == EXPR_MULTIPLY ? fmpq_sgn(term->number) : 1;
}

static bool has_gradient(const Expr *expr) {
    if (expr->symbol != NULL)
        return expr->symbol->variable != NULL;
    for (size_t i = 0; i < expr->count; i++)
        if (has_gradient(expr->args[i]))
            return true;
    return false;
}

/* Which gradient a term holds: by the position of its target, then of its variable. 0: none. */
static size_t gradient_position(const Expr *expr) {
    enum { VARIABLES = 1 << 20 };
    if (expr->symbol != NULL && expr->symbol->variable != NULL)
        return expr->symbol->quantity->position * VARIABLES + expr->symbol->variable->position;
    size_t position = 0;
    for (size_t i = 0; position == 0 && expr->symbol == NULL && i < expr->count; i++)
        position = gradient_position(expr->args[i]);
    return position;
}

/* Whether a minus before a product can go into this factor of it, a sum with a minus of its own. */
static bool takes_sign(Layout *layout, const Expr *product, const Expr *factor) {
    return factor->kind == EXPR_ADD && layout_sum_has_sign(factor, -1) &&
           !layout_is_slope(layout, product, factor);
}

bool layout_shows_minus(Layout *layout, const Expr *term) {
    if (layout_natural_sign(layout, term) > 0 || layout_absorbs_sign(layout, term))
        return false;
    for (size_t i = 0; term->kind == EXPR_MULTIPLY && i < term->count; i++)
        if (layout_absorbs_sign(layout, term->args[i]) || takes_sign(layout, term, term->args[i]))
            return false;
    return true;
}

static bool has_only_asked(const ReadingOrder *order, const Expr *term, bool *has_name) {
    if (term->kind == EXPR_ENTRY) {
        *has_name = true;
        return reading_order_asked(order, term) > 0;
    }
    for (size_t i = 0; i < term->count; i++)
        if (!has_only_asked(order, term->args[i], has_name))
            return false;
    return true;
}

/* Whether a term has names, and each of them is one of the formula that is asked. */
static bool is_authors(const ReadingOrder *order, const Expr *term) {
    bool has_name = false;
    return has_only_asked(order, term, &has_name) && has_name;
}

/* The nearest and the farthest place, seen from the loss, of a term's factors. */
static void term_places(Layout *layout, const Expr *term, uint64_t *nearest, uint64_t *farthest) {
    ReadingOrder *order = gradients_order(layout->gradients);
    *nearest = UINT64_MAX;
    *farthest = 0;
    if (term->kind == EXPR_NUMBER)
        return;
    uint64_t asked = reading_order_asked(order, term);
    if (asked > 0) {
        *nearest = *farthest = asked;
        return;
    }
    for (size_t i = 0; i < expr_factor_count(term); i++) {
        uint64_t place = reading_order_place(order, expr_factor_at(term, i));
        if (place < *nearest)
            *nearest = place;
        if (place > *farthest)
            *farthest = place;
    }
}

enum { DEFINITION_SHIFT = 16 };

static void sort_as_written(const WrittenForm *form, const Expr **terms, size_t count) {
    Keyed *keyed = memory_alloc(count * sizeof *keyed);
    for (size_t i = 0; i < count; i++)
        keyed[i] = (Keyed){terms[i], {written_form_place(form, terms[i])}, i};
    sort_keyed(keyed, count, terms);
    free(keyed);
}

/* The names of the formula that is asked come first, then terms that hold a gradient, then those
 * that come from farther down the chain, as in A x + B u; terms of one definition stand as in its
 * formula, a lone number last. */
void layout_sort_terms(Layout *layout, const Expr **terms, size_t count) {
    const WrittenForm *form =
        written_forms_find(gradients_forms(layout->gradients), EXPR_ADD, terms, count);
    if (form != NULL && written_form_sign(form, terms, count) > 0) {
        sort_as_written(form, terms, count);
        return;
    }
    Keyed *keyed = memory_alloc(count * sizeof *keyed);
    for (size_t i = 0; i < count; i++) {
        uint64_t nearest, farthest;
        term_places(layout, terms[i], &nearest, &farthest);
        bool is_number = terms[i]->kind == EXPR_NUMBER;
        bool is_asked = is_authors(gradients_order(layout->gradients), terms[i]);
        keyed[i] = (Keyed){terms[i],
                           {is_number                            ? 2
                            : is_asked || has_gradient(terms[i]) ? 0
                                                                 : 1,
                            is_asked ? 0 : UINT64_MAX - (farthest >> DEFINITION_SHIFT), nearest,
                            gradient_position(terms[i]), letter_rank(layout, terms[i])},
                           (terms[i]->kind == EXPR_BRACKET ? 0 : count) + i};
    }
    sort_keyed(keyed, count, terms);
    free(keyed);
    bool *is_subtracted = memory_alloc(count * sizeof *is_subtracted);
    layout_subtract_terms(layout, terms, count, is_subtracted);
    size_t first = 0;
    while (first < count && (is_subtracted[first] || layout_shows_minus(layout, terms[first])))
        first++;
    free(is_subtracted);
    if (first == 0 || first == count)
        return;
    const Expr *leader = terms[first];
    memmove(&terms[1], &terms[0], first * sizeof *terms);
    terms[0] = leader;
}

/* Signs. */

static bool is_odd_sum(const Expr *factor) {
    return factor->kind == EXPR_ADD;
}

bool layout_sum_has_sign(const Expr *sum, int sign) {
    for (size_t i = 0; i < sum->count; i++)
        if (term_sign(sum->args[i]) == sign)
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
            term_sign(sum->args[1 - i]) != term_sign(term))
            return term_sign(term);
        uint64_t nearest, farthest;
        term_places(layout, term, &nearest, &farthest);
        if (nearest < best) {
            best = nearest;
            sign = term_sign(term);
        }
    }
    return sign;
}

static bool has_lone_number(const Expr *sum) {
    return sum->args[sum->count - 1]->kind == EXPR_NUMBER;
}

/* The term beside ±1 in a sum of two; NULL where it is no such sum. */
static const Expr *beside_one(const Expr *sum) {
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

bool layout_is_slope(Layout *layout, const Expr *product, const Expr *factor) {
    const Expr *term = beside_one(factor);
    if (term == NULL || term_sign(term) == fmpq_sgn(factor->args[1]->number))
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

int layout_natural_sign(Layout *layout, const Expr *term) {
    if (term->kind == EXPR_ADD)
        return layout_reading_sign(layout, term);
    if (term->kind == EXPR_SUM)
        return layout_natural_sign(layout, term->args[0]);
    int sign = term_sign(term);
    for (size_t i = 0; term->kind == EXPR_MULTIPLY && i < term->count; i++)
        if (term->args[i]->kind == EXPR_ADD || term->args[i]->kind == EXPR_SUM)
            sign *= layout_natural_sign(layout, term->args[i]);
    return sign;
}

/* The author's sign for the terms of a sum that are not the author's own; 0: none. */
static int authors_sign(const Layout *layout, const Expr *const *terms, size_t count) {
    const ReadingOrder *order = gradients_order(layout->gradients);
    int sign = reading_order_asked_sign(order);
    for (size_t i = 0; sign != 0 && i < count; i++)
        if (is_authors(order, terms[i]))
            return sign;
    return 0;
}

/* Whether a sum that is the other but for its indices is a factor of term, or of a sum over an
 * index in it. */
static bool has_like_sum(const Expr *term, const Expr *other) {
    if (term->kind == EXPR_ADD)
        return other->kind == EXPR_ADD &&
               reading_order_skeleton(term) == reading_order_skeleton(other);
    bool is_open = term->kind == EXPR_MULTIPLY || term->kind == EXPR_SUM;
    for (size_t i = 0; is_open && i < term->count; i++)
        if (has_like_sum(term->args[i], other))
            return true;
    return false;
}

static bool share_like_sum(const Expr *term, const Expr *other) {
    if (other->kind == EXPR_ADD)
        return has_like_sum(term, other);
    bool is_open = other->kind == EXPR_MULTIPLY || other->kind == EXPR_SUM;
    for (size_t i = 0; is_open && i < other->count; i++)
        if (share_like_sum(term, other->args[i]))
            return true;
    return false;
}

enum { COMPARED_TERMS = 16 };

/* Whether a term that is added as it reads best has the same sum as one that is not. */
static bool reads_otherwise(Layout *layout, const Expr *const *terms, size_t count, size_t at) {
    for (size_t i = 0; i < count && count <= COMPARED_TERMS; i++)
        if (i != at && layout_natural_sign(layout, terms[i]) > 0 &&
            share_like_sum(terms[at], terms[i]))
            return true;
    return false;
}

void layout_subtract_terms(Layout *layout, const Expr *const *terms, size_t count,
                           bool *is_subtracted) {
    const ReadingOrder *order = gradients_order(layout->gradients);
    int wanted = authors_sign(layout, terms, count);
    for (size_t i = 0; i < count; i++) {
        int sign = layout_natural_sign(layout, terms[i]);
        const Expr *turned = sign > 0 ? expr_negate(layout->pool, terms[i]) : terms[i];
        if (wanted != 0 && !is_authors(order, terms[i]))
            is_subtracted[i] =
                (sign == wanted || layout_shows_minus(layout, turned) ? sign : wanted) < 0;
        else
            is_subtracted[i] = sign < 0 && reads_otherwise(layout, terms, count, i);
    }
}

/* Whether a minus before a sum over an index can go into one of its factors. */
bool layout_absorbs_sign(Layout *layout, const Expr *factor) {
    if (factor->kind != EXPR_SUM)
        return false;
    const Expr *body = factor->args[0];
    for (size_t i = 0; body->kind == EXPR_MULTIPLY && i < body->count; i++)
        if (takes_sign(layout, body, body->args[i]) || layout_absorbs_sign(layout, body->args[i]))
            return true;
    return body->kind == EXPR_ADD && layout_sum_has_sign(body, -1);
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

void layout_choose_signs(Layout *layout, const Expr *product, fmpq_t number, const Expr **factors) {
    fmpq_set(number, product->number);
    for (size_t i = 0; i < product->count; i++) {
        factors[i] = product->args[i];
        if (is_odd_sum(factors[i]) && layout_reading_sign(layout, factors[i]) < 0) {
            factors[i] = layout_negated_sum(layout, factors[i]);
            fmpq_neg(number, number);
        }
    }
    join_constant_roots(layout, factors, product->count);
    /* A sign that is left goes into a sum with a minus of its own, one without a lone number first.
     */
    bool is_absorbed = false;
    for (size_t i = 0; i < product->count; i++)
        is_absorbed |= layout_absorbs_sign(layout, factors[i]);
    for (int pass = 0; pass < (is_absorbed ? 1 : 2); pass++)
        for (size_t i = 0; fmpq_sgn(number) < 0 && i < product->count; i++)
            if (takes_sign(layout, product, factors[i]) &&
                (pass == 1 || !has_lone_number(factors[i]))) {
                factors[i] = layout_negated_sum(layout, factors[i]);
                fmpq_neg(number, number);
            }
}

const Expr *layout_absorb_sign(Layout *layout, const Expr *sum, fmpq_t number) {
    if (!layout_sum_has_sign(sum, -1))
        return sum;
    fmpq_neg(number, number);
    return layout_negated_sum(layout, sum);
}
