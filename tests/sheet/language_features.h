/* Features: all that an author can write, each with the name that a test tells of it.
 *
 * The generator of random assignments notes what it writes; the test asserts that each feature was
 * met in questions whose answer is not 0.
 */
#ifndef GRADSHEET_TESTS_SHEET_LANGUAGE_FEATURES_H
#define GRADSHEET_TESTS_SHEET_LANGUAGE_FEATURES_H

#include <stdbool.h>

#define FEATURES(X)                                                                                \
    /* Functions. */                                                                               \
    X(RELU, "relu")                                                                                \
    X(LEAKY_RELU, "leaky_relu")                                                                    \
    X(SIGMOID, "sigmoid")                                                                          \
    X(TANH, "tanh")                                                                                \
    X(SOFTPLUS, "softplus")                                                                        \
    X(EXP, "exp")                                                                                  \
    X(LOG, "log")                                                                                  \
    X(SQRT, "sqrt")                                                                                \
    X(ABS, "abs")                                                                                  \
    X(SIGN, "sign")                                                                                \
    X(SIN, "sin")                                                                                  \
    X(COS, "cos")                                                                                  \
    X(ERF, "erf")                                                                                  \
    X(MAX, "max of two")                                                                           \
    X(MIN, "min of two")                                                                           \
    X(TIE, "max of one thing twice")                                                               \
    X(PI, "pi")                                                                                    \
    X(SOFTMAX, "softmax")                                                                          \
    X(AUTHORS_FUNCTION, "a function of the author's")                                              \
    X(AUTHORS_FUNCTION_OF_TWO, "an author's function of two")                                      \
    X(UNKNOWN_FUNCTION, "an unknown function")                                                     \
    /* Operators. */                                                                               \
    X(NEGATION, "a minus")                                                                         \
    X(PRODUCT, "a product entry by entry")                                                         \
    X(DIVISION, "a division by a tensor")                                                          \
    X(STRETCHED_MISSING, "a missing dimension stretched")                                          \
    X(STRETCHED_ONE, "a dimension of 1 stretched")                                                 \
    X(INTEGER_POWER, "a whole power")                                                              \
    X(FRACTIONAL_POWER, "a fraction as exponent")                                                  \
    X(POWER_OF_A_QUANTITY, "a quantity as exponent")                                               \
    X(COMPARISON, "a comparison as factor")                                                        \
    X(MATRIX_PRODUCT, "matrix @ matrix")                                                           \
    X(MATRIX_VECTOR, "matrix @ vector")                                                            \
    X(VECTOR_MATRIX, "vector @ matrix")                                                            \
    X(DOT_PRODUCT, "vector @ vector")                                                              \
    X(TRANSPOSE, "a transpose")                                                                    \
    X(INDEXED_FORMULA, "an index of a formula")                                                    \
    X(SIZE_AS_NUMBER, "a size as number")                                                          \
    X(KRONECKER, "a Kronecker delta")                                                              \
    X(LETTER_AS_NUMBER, "a letter as number")                                                      \
    /* Sums, extrema, constructors. */                                                             \
    X(SUM_OVER_LETTER, "sum(k, e)")                                                                \
    X(SUM_OVER_LETTERS, "sum(q, r, e)")                                                            \
    X(SUM_ALL, "sum(E)")                                                                           \
    X(SUM_ALONG, "sum(E, 1)")                                                                      \
    X(MEAN_ALL, "mean(E)")                                                                         \
    X(MEAN_ALONG, "mean(E, -1)")                                                                   \
    X(MAX_OVER, "max(k, e)")                                                                       \
    X(MIN_OVER, "min(k, e)")                                                                       \
    X(TRACE, "tr")                                                                                 \
    X(ONES, "ones(a)")                                                                             \
    X(ONES_MATRIX, "ones(a, b)")                                                                   \
    X(EYE, "eye")                                                                                  \
    X(UNIT_VECTOR, "eye(n)[.,i]")                                                                  \
    X(DIAG, "diag")                                                                                \
    X(OUTER, "outer")                                                                              \
    X(ONEHOT, "onehot")                                                                            \
    /* Models. */                                                                                  \
    X(RANK_0, "a defined number")                                                                  \
    X(RANK_1, "a defined vector")                                                                  \
    X(RANK_2, "a defined matrix")                                                                  \
    X(RANK_3, "rank 3")                                                                            \
    X(RANK_4, "rank 4")                                                                            \
    X(DEPTH_1, "depth 1")                                                                          \
    X(DEPTH_2, "depth 2")                                                                          \
    X(DEPTH_3, "depth 3")                                                                          \
    X(DEPTH_4, "depth 4")                                                                          \
    X(DEPTH_5, "depth 5")                                                                          \
    X(DEPTH_6, "depth 6 or more")                                                                  \
    X(WHOLE_DEFINITION, "a definition of a whole tensor")                                          \
    X(INDEXED_DEFINITION, "a definition over indices")                                             \
    X(BIAS, "a bias")                                                                              \
    X(SHARED, "a tensor in two definitions")                                                       \
    X(SHARED_TRANSPOSED, "W and W.T")                                                              \
    X(LABEL_AS_INDEX, "a label as index")                                                          \
    X(SINGLE_LABEL, "a single label as index")                                                     \
    X(UNKNOWN_QUANTITY, "unknown(o, y)")                                                           \
    X(ASSUMPTION, "assume")                                                                        \
    X(DERIVATIVE_DEFINED, "a derivative in a definition")                                          \
    X(REPEAT, "repeat")                                                                            \
    /* Questions. */                                                                               \
    X(GRADIENT, "a derivative of a number")                                                        \
    X(JACOBIAN, "a derivative of a tensor")                                                        \
    X(FORMULA_DIFFERENTIATED, "a derivative of a formula")                                         \
    X(SECOND_DERIVATIVE, "a second derivative by one")                                             \
    X(MIXED_DERIVATIVE, "a second derivative by two")                                              \
    X(UPDATE_RULE, "an update rule")                                                               \
    X(QUANTITY_ASKED, "a quantity asked for")                                                      \
    X(OWN_GIVEN, "a question's own given")                                                         \
    X(OWN_VALUES, "a question's own values")                                                       \
    X(LETTER_ASKED, "a free letter")                                                               \
    X(LETTER_TWICE, "a free letter twice")                                                         \
    X(FIXED_INDEX, "a fixed index")                                                                \
    X(KEPT_BESIDE_INDEX, "a dimension kept beside an index")                                       \
    X(LABEL_ASKED, "a label as index of what is asked")                                            \
    X(LET, "let")                                                                                  \
    X(USING, "using")                                                                              \
    X(AS_EXPRESSION, "as: expression")                                                             \
    X(AS_ENTRIES, "as: entries")                                                                   \
    X(AS_MATRIX, "as: matrix")                                                                     \
    X(IN_BLOCKS, "more than two kept dimensions")                                                  \
    X(WITH_STEPS, "steps")

#define FEATURE_MEMBER(name, text) FEATURE_##name,
typedef enum Feature { FEATURES(FEATURE_MEMBER) FEATURE_COUNT } Feature;
#undef FEATURE_MEMBER

typedef struct FeatureSet {
    bool has[FEATURE_COUNT];
} FeatureSet;

#endif
