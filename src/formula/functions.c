#include "formula/functions.h"

#include <string.h>

static const FunctionInfo functions[FUNCTION_COUNT] = {
    [FUNCTION_RELU] = {"relu", 1, "\\operatorname{ReLU}"},
    [FUNCTION_LEAKY_RELU] = {"leaky_relu", 2, "\\operatorname{LeakyReLU}"},
    [FUNCTION_SIGMOID] = {"sigmoid", 1, "\\operatorname{sigmoid}"},
    [FUNCTION_TANH] = {"tanh", 1, "\\tanh"},
    [FUNCTION_SOFTPLUS] = {"softplus", 1, "\\operatorname{softplus}"},
    [FUNCTION_EXP] = {"exp", 1, "\\exp"},
    [FUNCTION_LOG] = {"log", 1, "\\log"},
    [FUNCTION_SQRT] = {"sqrt", 1, NULL},
    [FUNCTION_ABS] = {"abs", 1, NULL},
    [FUNCTION_SIGN] = {"sign", 1, "\\operatorname{sign}"},
    [FUNCTION_SIN] = {"sin", 1, "\\sin"},
    [FUNCTION_COS] = {"cos", 1, "\\cos"},
    [FUNCTION_ERF] = {"erf", 1, "\\operatorname{erf}"},
    [FUNCTION_MAX] = {"max", 2, "\\max"},
    [FUNCTION_MIN] = {"min", 2, "\\min"},
    [FUNCTION_PI] = {"pi", 0, "\\pi"},
};

const FunctionInfo *function_info(Function function) {
    return &functions[function];
}

Function function_find(const char *name) {
    Function function = 0;
    while (function < FUNCTION_COUNT && strcmp(functions[function].name, name) != 0)
        function++;
    return function;
}
