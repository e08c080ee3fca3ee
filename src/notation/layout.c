#include "notation/layout.h"

#include <stdlib.h>
#include <string.h>

typedef struct Preference {
    const char *letter;
    Dimension dimension;
} Preference;

enum { PREFERENCE_LIMIT = 64, PUSHED_LIMIT = 256 };

typedef struct Pushed {
    const Index *index;
    const char *letter;
} Pushed;

struct Layout {
    Arena *arena;
    Gradients *gradients;
    Pool *pool;
    const Letters *letters;
    Preference preferences[PREFERENCE_LIMIT];
    size_t preference_count;
    Pushed pushed[PUSHED_LIMIT];
    size_t pushed_count;
};

Arena *layout_arena(Layout *layout) {
    return layout->arena;
}

Gradients *layout_gradients(Layout *layout) {
    return layout->gradients;
}

const Letters *layout_letters(const Layout *layout) {
    return layout->letters;
}

/* Letters. The author's own are those that sums and index-form definitions of the model use. */

static void prefer(Layout *layout, const char *letter, Dimension dimension) {
    for (size_t i = 0; i < layout->preference_count; i++)
        if (dimension_equal(layout->preferences[i].dimension, dimension) &&
            strcmp(layout->preferences[i].letter, letter) == 0)
            return;
    if (layout->preference_count < PREFERENCE_LIMIT)
        layout->preferences[layout->preference_count++] = (Preference){letter, dimension};
}

static void collect_binders(Layout *layout, const Syntax *syntax) {
    for (size_t i = 0; i < syntax->binder_count; i++)
        prefer(layout, syntax->binders[i].name, syntax->binders[i].dimension);
    for (size_t i = 0; i < syntax->count; i++)
        collect_binders(layout, syntax->children[i]);
}

static void collect_preferences(Layout *layout) {
    for (const Scope *scope = gradients_scope(layout->gradients); scope != NULL;
         scope = scope->outer)
        for (size_t i = 0; i < scope->count; i++) {
            const Quantity *quantity = scope->quantities[i];
            if (quantity->kind != QUANTITY_DEFINED)
                continue;
            collect_binders(layout, quantity->formula);
            for (size_t j = 0; j < quantity->rank && quantity->letters[j] != NULL; j++)
                prefer(layout, quantity->letters[j], quantity->dims[j]);
        }
}

Layout *layout_new(Arena *arena, Gradients *gradients, const Letters *letters) {
    Layout *layout = ARENA_NEW(arena, Layout);
    layout->arena = arena;
    layout->gradients = gradients;
    layout->pool = gradients_pool(gradients);
    layout->letters = letters;
    collect_preferences(layout);
    return layout;
}

/* may_hide: a letter of an outer sum is free too where its index does not occur inside. */
static bool letter_is_free(Layout *layout, const char *letter, const Expr *body, bool may_hide) {
    if (scope_find(gradients_scope(layout->gradients), letter) != NULL || strcmp(letter, "d") == 0)
        return false;
    for (size_t i = 0; i < layout->letters->count; i++)
        if (strcmp(layout->letters->items[i].name, letter) == 0)
            return false;
    for (size_t i = 0; i < body->free_count; i++)
        if (body->free[i]->name != NULL && strcmp(body->free[i]->name, letter) == 0)
            return false;
    for (size_t i = 0; i < layout->pushed_count; i++)
        if (strcmp(layout->pushed[i].letter, letter) == 0 &&
            (!may_hide || expr_has_free(body, layout->pushed[i].index)))
            return false;
    return true;
}

static const char *choose_letter(Layout *layout, Dimension dimension, const Expr *body) {
    static const char *const common[] = {"q", "r", "s", "p", "k", "i", "j", "t", "u", "v",
                                         "c", "n", "m", "a", "b", "e", "f", "g", "h", "o"};
    for (int may_hide = 0; may_hide < 2; may_hide++) {
        for (size_t i = 0; i < layout->preference_count; i++)
            if (dimension_equal(layout->preferences[i].dimension, dimension) &&
                letter_is_free(layout, layout->preferences[i].letter, body, may_hide))
                return layout->preferences[i].letter;
        for (size_t i = 0; i < sizeof common / sizeof *common; i++)
            if (letter_is_free(layout, common[i], body, may_hide))
                return common[i];
    }
    for (size_t i = 1;; i++) {
        const char *letter = arena_printf(layout->arena, "q_%zu", i);
        if (letter_is_free(layout, letter, body, false))
            return letter;
    }
}

const char *layout_push_letter(Layout *layout, const Index *index, const Expr *body) {
    const char *letter = choose_letter(layout, index->dimension, body);
    if (layout->pushed_count == PUSHED_LIMIT)
        abort();
    layout->pushed[layout->pushed_count++] = (Pushed){index, letter};
    return letter;
}

void layout_pop_letters(Layout *layout, size_t count) {
    layout->pushed_count -= count;
}

static const char *index_name(const Layout *layout, const Index *index) {
    if (index->name != NULL)
        return index->name;
    for (size_t i = layout->pushed_count; i > 0; i--)
        if (layout->pushed[i - 1].index == index)
            return layout->pushed[i - 1].letter;
    return arena_printf(layout->arena, "i_%u", index->number);
}

/* Order. */

typedef struct Keyed {
    const Expr *expr;
    uint64_t key[3];
    size_t position;
} Keyed;

static int compare_keyed(const void *left, const void *right) {
    const Keyed *a = left, *b = right;
    for (size_t i = 0; i < 3; i++)
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

void layout_sort_factors(Layout *layout, const Expr **factors, size_t count) {
    if (count < 2)
        return;
    ReadingOrder *order = gradients_order(layout->gradients);
    Keyed *keyed = memory_alloc(count * sizeof *keyed);
    for (size_t i = 0; i < count; i++)
        keyed[i] = (Keyed){factors[i], {factor_place(order, factors[i]), 0, 0}, i};
    sort_keyed(keyed, count, factors);
    free(keyed);
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

/* Which target's gradient a term holds, by its position: among gradients by one variable the order of
 * their targets. 0: none. */
static size_t gradient_position(const Expr *expr) {
    if (expr->symbol != NULL)
        return expr->symbol->variable != NULL ? expr->symbol->quantity->position : 0;
    size_t position = 0;
    for (size_t i = 0; position == 0 && i < expr->count; i++)
        position = gradient_position(expr->args[i]);
    return position;
}

/* The nearest and the farthest place, seen from the loss, of a term's factors. */
static void term_places(Layout *layout, const Expr *term, uint64_t *nearest, uint64_t *farthest) {
    ReadingOrder *order = gradients_order(layout->gradients);
    *nearest = UINT64_MAX;
    *farthest = 0;
    if (term->kind == EXPR_NUMBER)
        return;
    bool is_product = term->kind == EXPR_MULTIPLY;
    for (size_t i = 0; i < (is_product ? term->count : 1); i++) {
        const Expr *factor = is_product ? term->args[i] : term;
        uint64_t place = reading_order_place(order, factor);
        if (place < *nearest)
            *nearest = place;
        if (place > *farthest)
            *farthest = place;
    }
}

enum { DEFINITION_SHIFT = 16 };

/* Terms that hold a gradient come first, then those that come from farther down the chain, as in
 * A x + B u; terms of one definition stand as in its formula, a lone number last. */
void layout_sort_terms(Layout *layout, const Expr **terms, size_t count) {
    Keyed *keyed = memory_alloc(count * sizeof *keyed);
    for (size_t i = 0; i < count; i++) {
        uint64_t nearest, farthest;
        term_places(layout, terms[i], &nearest, &farthest);
        bool is_number = terms[i]->kind == EXPR_NUMBER;
        keyed[i] = (Keyed){terms[i],
                           {is_number                ? 2
                            : has_gradient(terms[i]) ? 0
                                                     : 1,
                            UINT64_MAX - (farthest >> DEFINITION_SHIFT), nearest},
                           gradient_position(terms[i]) * count + i};
    }
    sort_keyed(keyed, count, terms);
    free(keyed);
    size_t first = 0;
    while (first < count && term_sign(terms[first]) < 0)
        first++;
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

static bool sum_has_sign(const Expr *sum, int sign) {
    for (size_t i = 0; i < sum->count; i++)
        if (term_sign(sum->args[i]) == sign)
            return true;
    return false;
}

/* A sum and its negative are the same factor: the one that leads with a positive term in reading
 * order is meant. expr_negate would put the sign back in front, so the terms are negated one by
 * one. */
static const Expr *negated_sum(Layout *layout, const Expr *sum) {
    const Expr **terms = ARENA_ARRAY(layout->arena, const Expr *, sum->count);
    for (size_t i = 0; i < sum->count; i++)
        terms[i] = expr_negate(layout->pool, sum->args[i]);
    return expr_add(layout->pool, terms, sum->count);
}

static int reading_sign(Layout *layout, const Expr *sum) {
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

void layout_choose_signs(Layout *layout, const Expr *product, fmpq_t number, const Expr **factors) {
    fmpq_set(number, product->number);
    for (size_t i = 0; i < product->count; i++) {
        factors[i] = product->args[i];
        if (is_odd_sum(factors[i]) && reading_sign(layout, factors[i]) < 0) {
            factors[i] = negated_sum(layout, factors[i]);
            fmpq_neg(number, number);
        }
    }
    /* A sign that is left goes into a sum with a minus of its own, one without a lone number first.
     */
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; fmpq_sgn(number) < 0 && i < product->count; i++)
            if (is_odd_sum(factors[i]) && sum_has_sign(factors[i], -1) &&
                (pass == 1 || !has_lone_number(factors[i]))) {
                factors[i] = negated_sum(layout, factors[i]);
                fmpq_neg(number, number);
            }
}

const Expr *layout_absorb_sign(Layout *layout, const Expr *sum, fmpq_t number) {
    if (!sum_has_sign(sum, -1))
        return sum;
    fmpq_neg(number, number);
    return negated_sum(layout, sum);
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

static const Syntax *entry_of(Layout *layout, const char *name, const Expr *const *indices,
                              size_t count) {
    const Syntax *written[SHAPE_LIMIT];
    for (size_t i = 0; i < count; i++)
        written[i] = layout_expression(layout, indices[i]);
    return syntax_entry(layout->arena, name, written, count);
}

static const Syntax *layout_entry(Layout *layout, const Expr *entry) {
    const Symbol *symbol = entry->symbol;
    if (symbol->variable == NULL)
        return entry_of(layout, symbol->quantity->name, entry->args, entry->count);
    const Expr *axes[SHAPE_LIMIT];
    const NamedGradient *named = gradients_find_named(layout->gradients, entry, axes);
    if (named != NULL && named->name != NULL)
        return entry_of(layout, named->name->name, axes, named->axis_count);
    size_t rank = symbol->quantity->rank;
    Syntax *derivative = syntax_binary(
        layout->arena, SYNTAX_DERIVATIVE,
        entry_of(layout, symbol->quantity->name, entry->args, rank),
        entry_of(layout, symbol->variable->name, entry->args + rank, symbol->variable->rank));
    derivative->is_compact = true;
    return derivative;
}

/* Where a side of a bracket stands: letters in the question's order, then other indices, then
 * everything else; numbers last. */
static size_t side_rank(const Layout *layout, const Expr *side) {
    if (side->kind == EXPR_NUMBER)
        return SIZE_MAX;
    if (side->kind != EXPR_INDEX)
        return SIZE_MAX - 1;
    for (size_t i = 0; i < layout->letters->count; i++)
        if (side->index->name != NULL &&
            strcmp(layout->letters->items[i].name, side->index->name) == 0)
            return i;
    return layout->letters->count;
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

/* A number stands on the right, (z > 0), (z <= 0), and letters in the question's order. */
static const Syntax *layout_bracket(Layout *layout, const Expr *bracket) {
    const Expr *left = bracket->args[0], *right = bracket->args[1];
    Relation relation = bracket->relation;
    if (side_rank(layout, left) > side_rank(layout, right)) {
        left = bracket->args[1];
        right = bracket->args[0];
        relation = mirrored(relation);
    }
    return syntax_compare(layout->arena, relation, layout_expression(layout, left),
                          layout_expression(layout, right));
}

static const Syntax *layout_call(Layout *layout, const Expr *call) {
    if (call->kind == EXPR_FUNCTION && call->function == FUNCTION_PI)
        return syntax_name(layout->arena, "pi");
    const Syntax *args[LETTER_LIMIT];
    for (size_t i = 0; i < call->count; i++)
        args[i] = layout_expression(layout, call->args[i]);
    /* max(0, z) has its number in front. */
    if (call->count == 2 && call->kind == EXPR_FUNCTION &&
        (call->function == FUNCTION_MAX || call->function == FUNCTION_MIN) &&
        call->args[1]->kind == EXPR_NUMBER) {
        const Syntax *number = args[1];
        args[1] = args[0];
        args[0] = number;
    }
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

static bool is_negative_number(const Expr *expr) {
    return expr->kind == EXPR_NUMBER && fmpq_sgn(expr->number) < 0;
}

static bool is_denominator(const Expr *factor) {
    return factor->kind == EXPR_POWER && is_negative_number(factor->args[1]);
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
        if (is_denominator(sizes[i]))
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

static const Syntax *layout_factor(Layout *layout, const Expr *factor, bool is_negated) {
    return is_negated ? layout_sum(layout, factor, true) : layout_expression(layout, factor);
}

/* Whether a minus before a sum over an index can go into one of its factors. */
static bool absorbs_sign(const Expr *factor) {
    if (factor->kind != EXPR_SUM)
        return false;
    const Expr *body = factor->args[0];
    for (size_t i = 0; body->kind == EXPR_MULTIPLY && i < body->count; i++)
        if ((is_odd_sum(body->args[i]) && sum_has_sign(body->args[i], -1)) ||
            absorbs_sign(body->args[i]))
            return true;
    return body->kind == EXPR_ADD && sum_has_sign(body, -1);
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
        if (absorbs_sign(factors[i])) {
            negated = factors[i];
            fmpq_neg(number, number);
        }
    for (size_t i = 0; i < product->count; i++) {
        if (layout_is_size(factors[i]))
            sizes[size_count++] = factors[i];
        else if (is_denominator(factors[i]))
            below[below_count++] = reciprocal(layout, factors[i]);
        else
            above[above_count++] = factors[i];
    }
    layout_sort_factors(layout, sizes, size_count);
    layout_sort_factors(layout, above, above_count);
    layout_sort_factors(layout, below, below_count);
    const Syntax **written = ARENA_ARRAY(layout->arena, const Syntax *, product->count + 1);
    const Syntax *result;
    if (below_count == 0) {
        size_t count = 0;
        const Syntax *coefficient = layout_coefficient(layout, number, sizes, size_count);
        if (coefficient != NULL)
            written[count++] = coefficient;
        for (size_t i = 0; i < above_count; i++)
            written[count++] = layout_factor(layout, above[i], above[i] == negated);
        result = multiply(layout, written, count);
    } else {
        const Syntax **denominator = ARENA_ARRAY(layout->arena, const Syntax *, product->count + 1);
        size_t top = 0, bottom = 0;
        for (size_t i = 0; i < size_count; i++) {
            if (is_denominator(sizes[i]))
                denominator[bottom++] = layout_expression(layout, reciprocal(layout, sizes[i]));
            else
                written[top++] = layout_expression(layout, sizes[i]);
        }
        for (size_t i = 0; i < above_count; i++)
            written[top++] = layout_factor(layout, above[i], above[i] == negated);
        for (size_t i = 0; i < below_count; i++)
            denominator[bottom++] = layout_expression(layout, below[i]);
        fmpq_t positive;
        fmpq_init(positive);
        fmpq_abs(positive, number);
        result = fraction(layout, fmpq_numref(positive), written, top, fmpq_denref(positive),
                          denominator, bottom);
        fmpq_clear(positive);
    }
    if (fmpq_sgn(number) < 0)
        result = syntax_unary(layout->arena, SYNTAX_NEGATE, result);
    fmpq_clear(number);
    return result;
}

static const Syntax *layout_sum_of_terms(Layout *layout, const Expr *sum) {
    const Expr **terms = ARENA_ARRAY(layout->arena, const Expr *, sum->count);
    memcpy(terms, sum->args, sum->count * sizeof *terms);
    layout_sort_terms(layout, terms, sum->count);
    const Syntax **written = ARENA_ARRAY(layout->arena, const Syntax *, sum->count);
    for (size_t i = 0; i < sum->count; i++)
        written[i] = layout_expression(layout, terms[i]);
    return syntax_new(layout->arena, SYNTAX_ADD, written, sum->count);
}

static const Syntax *layout_power(Layout *layout, const Expr *power) {
    if (is_denominator(power))
        return syntax_binary(layout->arena, SYNTAX_DIVIDE, syntax_integer(layout->arena, 1),
                             layout_expression(layout, reciprocal(layout, power)));
    const Expr *exponent = power->args[1];
    const Expr *inner = power->args[0];
    bool is_even = exponent->kind == EXPR_NUMBER && fmpz_is_one(fmpq_denref(exponent->number)) &&
                   fmpz_is_even(fmpq_numref(exponent->number));
    if (is_even && inner->kind == EXPR_ADD && reading_sign(layout, inner) < 0)
        inner = negated_sum(layout, inner);
    const Syntax *base = layout_expression(layout, inner);
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
    if (body->kind == EXPR_SUM)
        return body->height == 1 ? body : NULL;
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
    Binder binders[2];
    size_t count = 1;
    const Index *index;
    const Expr *body = expr_open_fresh(layout->pool, sum, &index);
    binders[0] = new_binder(layout, index, layout_push_letter(layout, index, body));
    size_t at = 0;
    const Expr *inner = inner_sum(body, &at);
    if (inner != NULL && !expr_is_number(inner, 0)) {
        const Expr *opened = expr_open_fresh(layout->pool, inner, &index);
        const Expr *merged = opened;
        if (body->kind == EXPR_MULTIPLY) {
            const Expr **factors = ARENA_ARRAY(layout->arena, const Expr *, body->count);
            memcpy(factors, body->args, body->count * sizeof *factors);
            factors[at] = opened;
            merged = expr_scale(layout->pool, body->number,
                                expr_multiply(layout->pool, factors, body->count));
        }
        binders[1] = new_binder(layout, index, layout_push_letter(layout, index, merged));
        body = merged;
        count = 2;
    }
    if (is_negated)
        body = body->kind == EXPR_ADD ? negated_sum(layout, body) : expr_negate(layout->pool, body);
    const Syntax *written = layout_expression(layout, body);
    layout_pop_letters(layout, count);
    return syntax_over(layout->arena, SYNTAX_SUM, binders, count, written);
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

/* softmax(T)[k,c] where the body is the row of a tensor; else the quotient that it stands for. */
static const Syntax *layout_softmax(Layout *layout, const Expr *softmax) {
    Pool *pool = layout->pool;
    const Index *index;
    const Expr *body = expr_open_fresh(pool, softmax, &index);
    const Expr *summand = body;
    if (body->kind == EXPR_FUNCTION && body->function == FUNCTION_EXP)
        body = body->args[0];
    size_t last = body->count - 1;
    bool is_row = body != summand && body->kind == EXPR_ENTRY && body->count > 0 &&
                  body->symbol->variable == NULL && body->args[last]->kind == EXPR_INDEX &&
                  body->args[last]->index == index;
    for (size_t i = 0; is_row && i < last; i++)
        is_row = !expr_has_free(body->args[i], index);
    if (!is_row) {
        const Expr *above = expr_substitute1(pool, summand, index, softmax->args[1]);
        const Expr *below = expr_sum(pool, index, summand);
        return syntax_binary(layout->arena, SYNTAX_DIVIDE, layout_expression(layout, above),
                             layout_expression(layout, below));
    }
    const Syntax *name = syntax_name(layout->arena, body->symbol->quantity->name);
    const Syntax *children[RANK_LIMIT + 1] = {syntax_call(layout->arena, "softmax", &name, 1)};
    for (size_t i = 0; i < last; i++)
        children[i + 1] = layout_expression(layout, body->args[i]);
    children[last + 1] = layout_expression(layout, softmax->args[1]);
    return syntax_new(layout->arena, SYNTAX_INDEX, children, body->count + 1);
}

const Syntax *layout_expression(Layout *layout, const Expr *expr) {
    switch (expr->kind) {
    case EXPR_NUMBER:
        return number_syntax(layout, expr->number);
    case EXPR_SIZE:
        return syntax_name(layout->arena, expr->name);
    case EXPR_INDEX:
        return syntax_name(layout->arena, index_name(layout, expr->index));
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
        return layout_bracket(layout, expr);
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
