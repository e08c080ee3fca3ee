/* The kinds of expressions that have files of their own; matrix_form.c calls them, and they call it
 * for what is inside them.
 *
 * Each makes a block, whose axes are indices that vary: the vertices of matrix_form.h. Those that
 * are wanted come in this order where that is free to choose. Where an expression has no matrix
 * notation, each returns false with the reason in form->reason.
 */
#ifndef GRADSHEET_NOTATION_MATRIX_FORM_PARTS_H
#define GRADSHEET_NOTATION_MATRIX_FORM_PARTS_H

#include "notation/layout.h"
#include "notation/matrix_product.h"

/* One conversion at work. */
typedef struct Form {
    Layout *layout;
    Arena *arena;
    Pool *pool;
    const Index *wanted[2]; /* of the whole */
    size_t wanted_count;
    bool joins_singles; /* the one index of a dimension of size 1 joins factors */
    bool reads_badly;   /* with eye(n), ones(n) or a row of what is worked out first, where another
                           form may do without */
    const char *reason; /* the first that there was; NULL: none */
} Form;

/* matrix_form.c */

/* Notes why there is no form, for people; false. */
bool form_fail(Form *form, const char *reason);

/* Where a factor stands in reading order. */
uint64_t form_place(const Form *form, const Expr *factor);

/* The one vertex of a dimension of size 1 that is this axis, the first or the second. */
const Index *form_single_vertex(const Form *form, Dimension dimension, size_t axis);

/* A letter of the question is a fixed index; every other index is a vertex. */
bool expr_is_vertex(const Expr *index);

/* Whether an index that varies is free in it. */
bool expr_has_vertex(const Expr *expr);

/* y[i], a label that picks an entry. */
bool expr_is_label_entry(const Expr *expr);

/* The block of an expression. Its vertices that are not wanted must be summed inside it or be axes
 * of the block; is_whole: it has exactly the wanted axes. */
bool form_block(Form *form, const Expr *expr, const Index *const *wanted, size_t wanted_count,
                bool is_whole, Block *result);

/* matrix_entry.c: entries and brackets. Where one takes a block more, that goes to the graph of the
 * product that it is a factor of (NULL: it is none): onehot(y) for a label with a vertex, and eye
 * for a diagonal. */
bool form_entry(Form *form, const Expr *entry, Graph *graph, Block *result);
bool form_delta(Form *form, const Expr *delta, Graph *graph, Block *result);
bool form_bracket(Form *form, const Expr *bracket, const Index *const *wanted, size_t wanted_count,
                  Block *result);

/* matrix_function.c: functions, powers and softmax */
bool form_call(Form *form, const Expr *call, const Index *const *wanted, size_t wanted_count,
               Block *result);
bool form_power(Form *form, const Expr *power, const Index *const *wanted, size_t wanted_count,
                Block *result);
bool form_softmax(Form *form, const Expr *softmax, Block *result);

/* matrix_terms.c: sums of terms, and two sides of one shape */
bool form_terms(Form *form, const Expr *sum, const Index *const *wanted, size_t wanted_count,
                bool is_whole, Block *result);
/* sides: what stands left and right; result: the shape of both, without syntax. */
bool form_side_by_side(Form *form, const Expr *left, const Expr *right, const Index *const *wanted,
                       size_t wanted_count, const Syntax **sides, Block *result);

/* matrix_like_terms.c: terms that are one in matrix notation taken together, x_i Σ_k A_ki A_kj and
 * Σ_k A_kj Σ_i A_ki x_i */
const Expr *form_like_terms_collected(Form *form, const Expr *expr);

/* matrix_factors.c: products, sums over an index, and all that takes more than one block */
bool form_product(Form *form, const Expr *expr, const Index *const *wanted, size_t wanted_count,
                  bool is_whole, Block *result);
/* w_t exp(u_t) / Σ_q w_q exp(u_q): a share of a sum that is no softmax of u. */
bool expr_is_weighted_share(const Expr *expr);

#endif
