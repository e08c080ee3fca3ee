/* Choices: what `notation` says of how mathematics is written, in a model or for all of them.
 *
 *   notation: {brackets: square, derivatives: subscripts, layers: parentheses, tensors: bold}
 *
 * They change how formulas look, in LaTeX, MathML and a terminal; never what they are, nor, but for
 * the way a gradient lies, formula text, nor how they are read aloud. The first value of each is
 * the default.
 */
#ifndef GRADSHEET_SOURCE_CHOICES_H
#define GRADSHEET_SOURCE_CHOICES_H

#include "base/text.h"

/* A comparison, the number that is 1 where it holds. */
typedef enum BracketStyle {
    BRACKETS_ROUND,     /* (z > 0) */
    BRACKETS_SQUARE,    /* [z > 0] */
    BRACKETS_INDICATOR, /* 1{z > 0}, the 1 in bold */
} BracketStyle;

/* The comparison of two indices. */
typedef enum DeltaStyle {
    DELTAS_BRACKETS,  /* as any other comparison: (i = j) */
    DELTAS_KRONECKER, /* δ with both as its subscript */
} DeltaStyle;

typedef enum DerivativeStyle {
    DERIVATIVES_MIXED,      /* fractions; those that stand in an answer as ∂ with a subscript */
    DERIVATIVES_FRACTIONS,  /* all of them fractions */
    DERIVATIVES_SUBSCRIPTS, /* all of them ∂ with a subscript, but for dσ(u)/du */
} DerivativeStyle;

/* The number that a name ends in. */
typedef enum LayerStyle {
    LAYERS_PLAIN,       /* W³ */
    LAYERS_PARENTHESES, /* W⁽³⁾ */
} LayerStyle;

/* Vectors, matrices and tensors as wholes, and their rows and columns; an entry is a number. */
typedef enum TensorStyle {
    TENSORS_PLAIN,
    TENSORS_BOLD,
} TensorStyle;

/* The gradient of a number by a vector. */
typedef enum GradientStyle {
    GRADIENTS_COLUMNS, /* a column, as the vector */
    GRADIENTS_ROWS,    /* a row, as the derivative of one number in a Jacobian */
} GradientStyle;

typedef struct Choices {
    BracketStyle brackets;
    DeltaStyle deltas;
    Span deltas_span; /* where `deltas` was chosen */
    DerivativeStyle derivatives;
    LayerStyle layers;
    TensorStyle tensors;
    GradientStyle gradients;
} Choices;

#endif
