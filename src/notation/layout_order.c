/* The order of factors and terms. */
#include <stdlib.h>
#include <string.h>

#include "notation/layout_state.h"

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

/* Where a factor stands. 1 - s stands by s, whose slope they are together. A sum stands by the last
 * of its factors: what left it because it has none of its indices, as W3 in W3 Σ_k δ_k (z2_k > 0)
 * h1_k, reads best in front. */
static uint64_t factor_place(ReadingOrder *order, const Expr *factor) {
    const Expr *of_slope = layout_beside_one(factor);
    if (of_slope != NULL)
        return reading_order_place(order, of_slope);
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

uint64_t layout_factor_place(const Layout *layout, const Expr *factor) {
    return factor_place(gradients_order(layout->gradients), factor);
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

static bool holds_function(const Expr *expr) {
    if (expr->kind == EXPR_FUNCTION || expr->kind == EXPR_APPLY)
        return true;
    for (size_t i = 0; i < expr->count; i++)
        if (holds_function(expr->args[i]))
            return true;
    return false;
}

static bool is_exponential(const Expr *factor) {
    return factor->kind == EXPR_FUNCTION && factor->function == FUNCTION_EXP;
}

/* Factors of one place: the shorter first, but φ'(ψ(u)) before ψ'(u) and cos(x + x²) before the
 * 2 x + 1 that it comes with, as the chain rule has it, an exponential behind them, then a
 * condition, and a Kronecker delta last. */
static uint64_t simplicity(const Expr *factor) {
    enum { INNER = 1 << 24 };
    bool is_delta = factor->kind == EXPR_BRACKET && factor->args[0]->kind == EXPR_INDEX;
    bool is_inner = factor->kind == EXPR_ADD && !holds_function(factor);
    return is_delta                       ? UINT32_MAX
           : is_inner                     ? factor->size + INNER
           : is_exponential(factor)       ? factor->size + 2 * INNER
           : factor->kind == EXPR_BRACKET ? factor->size + 3 * INNER
           : factor->kind == EXPR_APPLY   ? UINT32_MAX - factor->size
                                          : factor->size;
}

/* A given number, as a rate or a threshold, or what it leaves of 1. */
static bool is_given_number(const Expr *factor) {
    const Expr *base = layout_beside_one(factor);
    if (base == NULL)
        base = factor->kind == EXPR_POWER ? factor->args[0] : factor;
    else if (base->kind == EXPR_MULTIPLY && base->count == 1)
        base = base->args[0];
    return base->kind == EXPR_ENTRY && base->count == 0 && base->symbol->variable == NULL &&
           base->symbol->quantity->kind == QUANTITY_GIVEN;
}

static bool has_entries(const Expr *expr) {
    if (expr->kind == EXPR_ENTRY)
        return expr->count > 0;
    for (size_t i = 0; i < expr->count; i++)
        if (has_entries(expr->args[i]))
            return true;
    return false;
}

/* Beside entries of tensors a given number stands in front, as any number does: λ sign(w_j). Where
 * all is numbers, as in a network of single units, they stand in the order of the chain. */
static bool leads(const Expr *const *factors, size_t count, const Expr *factor) {
    if (!is_given_number(factor))
        return false;
    for (size_t i = 0; i < count; i++)
        if (has_entries(factors[i]))
            return true;
    return false;
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
            {form == NULL && !leads(factors, count, factors[i]),
             form != NULL ? written_form_place(form, factors[i]) : factor_place(order, factors[i]),
             simplicity(factors[i]), letter_rank(layout, factors[i])},
            i};
    sort_keyed(keyed, count, factors);
    free(keyed);
    if (form == NULL)
        chain_equals(layout, factors, count);
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

bool layout_is_authors(const Layout *layout, const Expr *term) {
    bool has_name = false;
    return has_only_asked(gradients_order(layout->gradients), term, &has_name) && has_name;
}

void layout_term_places(const Layout *layout, const Expr *term, uint64_t *nearest,
                        uint64_t *farthest) {
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

/* sign: that of the whole. Where all signs are turned, as in u + b - y of y - (u + b), what is
 * added comes first. */
static void sort_as_written(const WrittenForm *form, int sign, const Expr **terms, size_t count) {
    Keyed *keyed = memory_alloc(count * sizeof *keyed);
    for (size_t i = 0; i < count; i++)
        keyed[i] = (Keyed){
            terms[i], {sign < 0 && expr_sign(terms[i]) < 0, written_form_place(form, terms[i])}, i};
    sort_keyed(keyed, count, terms);
    free(keyed);
}

/* Two terms of a longer sum that were written together, as b - t, stand together. */
static void join_written_pairs(const Layout *layout, const Expr **terms, size_t count) {
    enum { PAIRED_LIMIT = 16 };
    for (size_t i = 0; count <= PAIRED_LIMIT && i < count; i++)
        for (size_t j = i + 1; j < count; j++) {
            const Expr *pair[2] = {terms[i], terms[j]};
            const WrittenForm *form =
                written_forms_find(gradients_forms(layout->gradients), EXPR_ADD, pair, 2);
            if (form == NULL || written_form_sign(form, pair, 2) <= 0)
                continue;
            sort_as_written(form, 1, pair, 2);
            memmove(&terms[i + 2], &terms[i + 1], (j - i - 1) * sizeof *terms);
            terms[i] = pair[0];
            terms[++i] = pair[1];
            break;
        }
}

/* The names of the formula that is asked come first, then terms that hold a gradient, then those
 * that come from farther down the chain, as in A x + B u; terms of one definition stand as in its
 * formula, a lone number last. */
void layout_sort_terms(Layout *layout, const Expr **terms, size_t count) {
    const WrittenForm *form =
        written_forms_find(gradients_forms(layout->gradients), EXPR_ADD, terms, count);
    int sign = form != NULL ? written_form_sign(form, terms, count) : 0;
    if (sign != 0) {
        sort_as_written(form, sign, terms, count);
        return;
    }
    Keyed *keyed = memory_alloc(count * sizeof *keyed);
    for (size_t i = 0; i < count; i++) {
        uint64_t nearest, farthest;
        layout_term_places(layout, terms[i], &nearest, &farthest);
        bool is_number = terms[i]->kind == EXPR_NUMBER;
        bool is_asked = layout_is_authors(layout, terms[i]);
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
    join_written_pairs(layout, terms, count);
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
