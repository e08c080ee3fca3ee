/* The functions that the language knows, one row each: everything that differs only by data. */
#ifndef GRADSHEET_FORMULA_FUNCTIONS_H
#define GRADSHEET_FORMULA_FUNCTIONS_H

#include <stddef.h>

/* Elementwise functions of one or two arguments, and the constant π as one of none. */
typedef enum Function {
    FUNCTION_RELU,
    FUNCTION_LEAKY_RELU, /* leaky_relu(x, a): x where x > 0, else a x */
    FUNCTION_SIGMOID,
    FUNCTION_TANH,
    FUNCTION_SOFTPLUS,
    FUNCTION_EXP,
    FUNCTION_LOG,
    FUNCTION_SQRT,
    FUNCTION_ABS,
    FUNCTION_SIGN,
    FUNCTION_SIN,
    FUNCTION_COS,
    FUNCTION_ERF,
    FUNCTION_MAX, /* of two numbers */
    FUNCTION_MIN,
    FUNCTION_PI, /* written as the name pi */
    FUNCTION_COUNT
} Function;

typedef struct FunctionInfo {
    const char *name; /* as a formula writes it */
    size_t arity;
    const char
        *latex; /* how it is typeset before its argument in brackets; NULL: a form of its own */
} FunctionInfo;

const FunctionInfo *function_info(Function function);

/* The function of that name, FUNCTION_COUNT if there is none. */
Function function_find(const char *name);

#endif
