#include "cli/network.h"

#include <string.h>

#include "base/diagnostics.h"

StarterNetwork network_default(void) {
    return (StarterNetwork){.units = {2, 3, 1},
                            .layer_count = 3,
                            .activation = FUNCTION_RELU,
                            .loss = STARTER_SQUARED,
                            .samples = 1};
}

/* The number that digits alone write, up to limit; 0 for anything else. */
static size_t read_count(const char *digits, size_t length, size_t limit) {
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        if (digits[i] < '0' || digits[i] > '9')
            return 0;
        count = 10 * count + (size_t)(digits[i] - '0');
        if (count > limit)
            return 0;
    }
    return count;
}

bool network_read_layers(StarterNetwork *network, const char *text, Arena *arena,
                         const char **fault) {
    network->layer_count = 0;
    for (const char *rest = text; rest != NULL;) {
        size_t length = strcspn(rest, ",");
        size_t units = read_count(rest, length, STARTER_UNIT_LIMIT);
        if (units == 0) {
            *fault = arena_printf(arena,
                                  "--layers takes sizes from 1 to %d with commas between, like "
                                  "4,3,2,1, and “%.*s” is none",
                                  STARTER_UNIT_LIMIT, (int)length, rest);
            return false;
        }
        if (network->layer_count == STARTER_LAYER_LIMIT) {
            *fault = arena_printf(arena, "--layers takes at most %d layers", STARTER_LAYER_LIMIT);
            return false;
        }
        network->units[network->layer_count++] = units;
        rest = rest[length] == ',' ? rest + length + 1 : NULL;
    }
    if (network->layer_count >= 2)
        return true;
    *fault = arena_printf(arena,
                          "--layers takes at least two sizes, those of the input and of the "
                          "output, like %s,1",
                          text);
    return false;
}

bool network_read_activation(StarterNetwork *network, const char *text, Arena *arena,
                             const char **fault) {
    const char *names[FUNCTION_COUNT];
    size_t count = 0;
    for (Function function = 0; function < FUNCTION_COUNT; function++) {
        const FunctionInfo *info = function_info(function);
        if (info->arity != 1)
            continue;
        names[count++] = info->name;
        if (strcmp(info->name, text) != 0)
            continue;
        network->activation = function;
        return true;
    }
    const char *nearest = nearest_name(text, names, count);
    StrBuf list;
    strbuf_init(&list);
    if (nearest != NULL)
        strbuf_printf(&list, "did you mean %s?", nearest);
    else
        strbuf_append(&list, "it is one of ");
    for (size_t i = 0; nearest == NULL && i < count; i++)
        strbuf_printf(&list, "%s%s", list_separator(i, count, " and "), names[i]);
    *fault = arena_printf(arena, "--activation takes a function of one number, not “%s”; %s", text,
                          list.chars);
    strbuf_free(&list);
    return false;
}

bool network_read_loss(StarterNetwork *network, const char *text, Arena *arena,
                       const char **fault) {
    static const char *const names[] = {
        [STARTER_SQUARED] = "squared",
        [STARTER_CROSS_ENTROPY] = "cross-entropy",
        [STARTER_ABSOLUTE] = "absolute",
    };
    for (StarterLoss loss = STARTER_SQUARED; loss <= STARTER_ABSOLUTE; loss++) {
        if (strcmp(names[loss], text) != 0)
            continue;
        network->loss = loss;
        return true;
    }
    *fault = arena_printf(arena, "--loss takes squared, cross-entropy or absolute, not “%s”", text);
    return false;
}

bool network_read_batch(StarterNetwork *network, const char *text, Arena *arena,
                        const char **fault) {
    network->samples = read_count(text, strlen(text), STARTER_SAMPLE_LIMIT);
    if (network->samples > 0)
        return true;
    *fault = arena_printf(arena, "--batch takes a number of samples from 1 to %d, not “%s”",
                          STARTER_SAMPLE_LIMIT, text);
    return false;
}

/* Whether exp stands in exp (or in a softmax) so that verification could not compute it. */
static bool grows_too_fast(const StarterNetwork *network) {
    size_t hidden = network->layer_count - 2;
    size_t depth = hidden + (network->loss == STARTER_CROSS_ENTROPY ? 1 : 0);
    if (network->activation != FUNCTION_EXP || hidden == 0 || depth == 1)
        return false;
    return depth > STARTER_EXP_DEPTH || network->units[0] > STARTER_EXP_UNITS ||
           network->units[1] > STARTER_EXP_UNITS;
}

bool network_check(const StarterNetwork *network, Arena *arena, const char **fault) {
    size_t weights = 0;
    for (size_t i = 1; i < network->layer_count; i++)
        weights += network->units[i - 1] * network->units[i];
    if (weights > STARTER_WEIGHT_LIMIT) {
        *fault = arena_printf(arena,
                              "layers of these sizes have %zu weights, and each is written out; "
                              "%d are the most",
                              weights, STARTER_WEIGHT_LIMIT);
        return false;
    }
    if (network->loss == STARTER_CROSS_ENTROPY && network->units[network->layer_count - 1] == 1) {
        *fault = "--loss cross-entropy needs a last layer of two or more units, one for each class";
        return false;
    }
    if (grows_too_fast(network)) {
        *fault = "--activation exp grows too fast for answers to be verified in these layers; take "
                 "one hidden layer and --loss squared, or another function";
        return false;
    }
    return true;
}
