/* What a layout is made of, for the files that make it up. */
#ifndef GRADSHEET_NOTATION_LAYOUT_STATE_H
#define GRADSHEET_NOTATION_LAYOUT_STATE_H

#include "notation/layout.h"

typedef struct Preference {
    const char *letter;
    Dimension dimension;
} Preference;

enum { PREFERENCE_LIMIT = 64 };

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
    Pushed *pushed; /* in the arena */
    size_t pushed_count;
    size_t pushed_capacity;
    bool spells_gradients; /* see layout_spell_gradients */
};

/* Collects the letters that the author's own formulas use, dimension by dimension. */
void layout_collect_letters(Layout *layout);

/* Writes an index with this letter until layout_pop_letters. */
void layout_push_name(Layout *layout, const Index *index, const char *letter);

/* The letter of an index: its own, or the one that was pushed for it. */
const char *layout_index_name(const Layout *layout, const Index *index);

/* An entry of a softmax: softmax(T)[k,c] where its body is the row of a tensor or of what has
 * matrix notation, softmax(x @ W.T + b)[k,c]; else the quotient that it stands for. */
const Syntax *layout_softmax(Layout *layout, const Expr *softmax);

/* The nearest and the farthest place of a term's factors, seen from the loss. */
void layout_term_places(const Layout *layout, const Expr *term, uint64_t *nearest,
                        uint64_t *farthest);

/* Whether a term has names, and each of them is one of the formula that is asked. */
bool layout_is_authors(const Layout *layout, const Expr *term);

/* Sums as factors and their signs. */

/* The term beside ±1 in a sum of two; NULL where it is no such sum. */
const Expr *layout_beside_one(const Expr *sum);

/* -1 where a person would write the negated sum: a positive term leads, and 1 - h stands so. */
int layout_reading_sign(Layout *layout, const Expr *sum);

/* The sum with every term negated; expr_negate would put the sign in front. */
const Expr *layout_negated_sum(Layout *layout, const Expr *sum);

/* Whether a minus before this factor of a product (or the product itself, that is one), a sum over
 * an index, can go into a factor inside it. */
bool layout_absorbs_sign(Layout *layout, const Expr *product, const Expr *factor);

/* Whether a term of the sum has this sign as it reads best. */
bool layout_sum_has_sign(Layout *layout, const Expr *sum, int sign);

#endif
