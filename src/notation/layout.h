/* Layout: an expression → the tree in which a person reads it.
 *
 * The canonical form of an expression has no order; here it gets one. Factors stand in the order of
 * the chain, loss first, with numbers and sizes in front; a sum leads with a positive term; a sign
 * goes where it is seen least, and the slopes s (1 - s) and 1 - h² keep theirs; bound indices get
 * letters, the author's own where there are some.
 */
#ifndef GRADSHEET_NOTATION_LAYOUT_H
#define GRADSHEET_NOTATION_LAYOUT_H

#include "calculus/gradient.h"
#include "formula/syntax.h"

typedef struct Layout Layout;

/* letters: the free letters of the question, which bound indices must avoid and which say in what
 * order a bracket names them. The layout lives in the arena; gradients and letters must outlive it.
 */
Layout *layout_new(Arena *arena, Gradients *gradients, const Letters *letters);

/* Whether gradients with a name are written out, d l / d h3[1,1], as a derivation does before it
 * calls one by its name; and every gradient as a fraction. */
void layout_spell_gradients(Layout *layout, bool spells);

/* The tree of an expression in index notation. */
const Syntax *layout_expression(Layout *layout, const Expr *expr);

/* The derivative that a symbol is, d (d l / d o[i]) / d o[j] for one of higher order, at indices as
 * they are written, "." where a dimension is kept. */
const Syntax *layout_derivative(const Layout *layout, const Symbol *symbol,
                                const Syntax *const *indices);

/* What stands in front of a product: its number without the sign, and its sizes. NULL where that is
 * 1. sizes are sizes and powers of sizes. */
const Syntax *layout_coefficient(Layout *layout, const fmpq_t number, const Expr *const *sizes,
                                 size_t count);

/* Whether it belongs to the coefficient: a size or a power of one. */
bool layout_is_size(const Expr *factor);

/* expr with terms put into a sum over an index that the author has in it: 1/m Σ_i (a_i + b - y_i),
 * where an expression has it as 1/m (m b + Σ_i (a_i - y_i)). For layout alone. */
const Expr *layout_join_sums(Layout *layout, const Expr *expr);

/* Where a factor stands in its product; smaller comes first. */
uint64_t layout_factor_place(const Layout *layout, const Expr *factor);

/* Puts factors and terms in their order. */
void layout_sort_factors(Layout *layout, const Expr **factors, size_t count);

/* Orders the terms of a sum for reading; the sign of a term is that of its number. */
void layout_sort_terms(Layout *layout, const Expr **terms, size_t count);

/* Which terms of a sum are subtracted as their negatives. A sum in a term takes up the minus before
 * it, but not where
 *  - the author wrote a minus there: the answer to W - eta * d l / d W is W - eta ...;
 *  - it then reads the other way round than the same sum in another term, as in
 *    a_j (x_j - m) - Σ a_i (x_i - m).
 */
void layout_subtract_terms(Layout *layout, const Expr *const *terms, size_t count,
                           bool *is_subtracted);

/* The sign of an expression whose sums are written as they read best, a - b and not b - a. */
int layout_natural_sign(Layout *layout, const Expr *expr);

/* Whether an expression is written with a minus in front: none of its sums takes it up. */
bool layout_shows_minus(Layout *layout, const Expr *expr);

/* What is written, with a minus in front, or without its own. */
const Syntax *layout_negated(Layout *layout, const Syntax *syntax);

/* The factors of a product with the signs of its sums chosen: number * factors[0] * ... is equal to
 * the product. factors must hold product->count; where roots of constants come together, as in
 * √(2π), one that is left over is 1. */
void layout_choose_signs(Layout *layout, const Expr *product, fmpq_t number, const Expr **factors);

/* The sign that the sums over an index in a product are written with, which comes in front of all:
 * -(p - y) Σ_q (h_q² - 1) w_q is (p - y) Σ_q (1 - h_q²) w_q. Those that take a minus in count 1. */
int layout_sign_of_sums(Layout *layout, const Expr *product);

/* Whether a factor of a product takes up no sign: it is the slope of an activation, 1 - h² for a
 * tanh or the 1 - s beside an s, which is known by its form, or another factor has the same sum. */
bool layout_keeps_sign(Layout *layout, const Expr *product, const Expr *factor);

/* A sum with a minus of its own, or an odd function of one, takes up the sign of a negative number:
 * its negative, and number positive; else the factor itself. */
const Expr *layout_absorb_sign(Layout *layout, const Expr *factor, fmpq_t number);

/* How a comparison is written: its relation, and its sides in their places. They stand as the
 * author wrote them in a definition; else of two entries, and of what is compared for being equal,
 * that nearer to the loss stands on the left, as in (h[k] == exp(z[k])), given ones as they were
 * given, a number on the right, (z > 0), and letters in the question's order. */
Relation layout_comparison(Layout *layout, Relation relation, const Expr **left,
                           const Expr **right);

/* What stands under an even power, in |u| or in cos(u), with the signs that read best. */
const Expr *layout_even_argument(Layout *layout, const Expr *expr);

/* A letter for a bound index of this dimension that is in use nowhere in body and not among those
 * pushed; it stays pushed until layout_pop_letters. */
const char *layout_push_letter(Layout *layout, const Index *index, const Expr *body);
void layout_pop_letters(Layout *layout, size_t count);

Arena *layout_arena(Layout *layout);
Gradients *layout_gradients(Layout *layout);
const Letters *layout_letters(const Layout *layout); /* of the question */

#endif
