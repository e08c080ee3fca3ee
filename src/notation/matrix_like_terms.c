/* Terms that differ in index notation and have one matrix notation. */
#include "notation/matrix_form_parts.h"

/* The symbols of the entries in it, however they are put together. */
static uintptr_t symbols_of(const Expr *expr) {
    if (expr->kind == EXPR_ENTRY)
        return (uintptr_t)expr->symbol;
    uintptr_t sum = 0;
    for (size_t i = 0; i < expr->count; i++)
        sum += symbols_of(expr->args[i]);
    return sum;
}

static bool is_product(const Expr *expr) {
    return expr->kind == EXPR_MULTIPLY || expr->kind == EXPR_SUM;
}

/* A term without its number. */
static const Expr *without_number(Form *form, const Expr *term, fmpq_t number) {
    fmpq_one(number);
    if (term->kind != EXPR_MULTIPLY)
        return term;
    fmpq_t inverse;
    fmpq_init(inverse);
    fmpq_set(number, term->number);
    fmpq_inv(inverse, number);
    const Expr *rest = expr_scale(form->pool, inverse, term);
    fmpq_clear(inverse);
    return rest;
}

static bool have_one_form(Form *form, const Expr *left, const Expr *right) {
    Block blocks[2];
    if (!form_block(form, left, NULL, 0, false, &blocks[0]) ||
        !form_block(form, right, NULL, 0, false, &blocks[1]) || blocks[0].rank == 0 ||
        blocks[0].rank != blocks[1].rank || !block_has(&blocks[1], blocks[0].axes[0]))
        return false;
    Block fitting = block_oriented(form->arena, &blocks[1], blocks[0].axes[0]);
    return block_has(&fitting, blocks[0].axes[blocks[0].rank - 1]) &&
           syntax_equal(block_syntax(form->arena, &blocks[0]), block_syntax(form->arena, &fitting));
}

/* Longer sums are compared by no reader either. */
enum { COMPARED_TERMS = 8 };

static const Expr *collected(void *context, const Expr *expr) {
    Form *form = context;
    Pool *pool = form->pool;
    expr = expr_rebuild(pool, expr, collected, form);
    if (expr->kind != EXPR_ADD || expr->count > COMPARED_TERMS)
        return expr;
    const Expr *terms[COMPARED_TERMS];
    fmpq_t number, other;
    fmpq_init(number);
    fmpq_init(other);
    for (size_t i = 0; i < expr->count; i++)
        terms[i] = expr->args[i];
    for (size_t i = 0; i < expr->count; i++)
        for (size_t j = i + 1; j < expr->count; j++) {
            if (!is_product(terms[i]) || !is_product(terms[j]) ||
                symbols_of(terms[i]) != symbols_of(terms[j]))
                continue;
            const Expr *left = without_number(form, terms[i], number);
            if (!have_one_form(form, left, without_number(form, terms[j], other)))
                continue;
            fmpq_add(number, number, other);
            terms[i] = expr_scale(pool, number, left);
            terms[j] = expr_integer(pool, 0);
        }
    fmpq_clear(number);
    fmpq_clear(other);
    return expr_add(pool, terms, expr->count);
}

const Expr *form_like_terms_collected(Form *form, const Expr *expr) {
    Form trial = *form;
    return collected(&trial, expr);
}
