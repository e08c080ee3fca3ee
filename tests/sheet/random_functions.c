/* Functions: those of the language, the author's own and unknown ones. */
#include <string.h>

#include "random_productions.h"

typedef enum Domain { DOMAIN_ALL, DOMAIN_SMALL, DOMAIN_POSITIVE } Domain;

static const struct {
    Feature feature;
    const char *name;
    Domain domain;
    double bound; /* of the value; 0: the argument's */
} functions[] = {
    {FEATURE_RELU, "relu", DOMAIN_ALL, 0},
    {FEATURE_SIGMOID, "sigmoid", DOMAIN_SMALL, 1},
    {FEATURE_TANH, "tanh", DOMAIN_SMALL, 1},
    {FEATURE_SOFTPLUS, "softplus", DOMAIN_SMALL, 7},
    {FEATURE_EXP, "exp", DOMAIN_SMALL, 404},
    {FEATURE_LOG, "log", DOMAIN_POSITIVE, 20},
    {FEATURE_SQRT, "sqrt", DOMAIN_POSITIVE, 0},
    {FEATURE_ABS, "abs", DOMAIN_ALL, 0},
    {FEATURE_SIGN, "sign", DOMAIN_ALL, 1},
    {FEATURE_SIN, "sin", DOMAIN_ALL, 1},
    {FEATURE_COS, "cos", DOMAIN_ALL, 1},
    {FEATURE_ERF, "erf", DOMAIN_SMALL, 1},
    {FEATURE_LEAKY_RELU, "leaky_relu", DOMAIN_ALL, 0},
};

Formula write_function(Composer *composer, const Dims *dims, size_t budget) {
    size_t which = composer_below(composer, sizeof functions / sizeof *functions);
    Formula argument = functions[which].domain == DOMAIN_POSITIVE
                           ? positive(composer, dims, budget - 1)
                           : compose(composer, dims, budget - 1);
    if (functions[which].domain == DOMAIN_SMALL)
        argument = tame(composer, argument, SMALL);
    composer_note(composer, functions[which].feature);
    const char *text =
        arena_printf(composer->arena, "%s(%s%s)", functions[which].name, argument.text,
                     functions[which].feature == FEATURE_LEAKY_RELU ? ", 1/10" : "");
    return closed(text, functions[which].bound > 0 ? functions[which].bound : argument.bound);
}

/* Two operands, of which one may be the other in disguise: max(u, ones(n) * u) is u. */
static void compose_two(Composer *composer, const Dims *dims, size_t budget, Formula *left,
                        Formula *right) {
    Dims other = narrower(composer, dims);
    size_t share = composer_below(composer, budget);
    *left = compose(composer, dims, budget - 1 - share);
    *right = compose(composer, &other, share);
}

Formula write_max_of_two(Composer *composer, const Dims *dims, size_t budget) {
    bool is_max = composer_one_in(composer, 2);
    Formula left, right;
    if (composer_one_in(composer, 8)) {
        left = right = compose(composer, dims, budget - 1);
        composer_note(composer, FEATURE_TIE);
    } else {
        compose_two(composer, dims, budget, &left, &right);
    }
    composer_note(composer, is_max ? FEATURE_MAX : FEATURE_MIN);
    return closed(
        arena_printf(composer->arena, "%s(%s, %s)", is_max ? "max" : "min", left.text, right.text),
        left.bound + right.bound);
}

Formula write_softmax(Composer *composer, const Dims *dims, size_t budget) {
    Formula argument = tame(composer, compose(composer, dims, budget - 1), SMALL);
    composer_note(composer, FEATURE_SOFTMAX);
    return closed(arena_printf(composer->arena, "softmax(%s)", argument.text), 1);
}

/* The author's own functions work entry by entry; their parameters are parts as long as the body
 * is written. */
static void make_function(Composer *composer, size_t arity) {
    Composer outer = *composer;
    const char *name = composer_name(composer), *parameters[2] = {"", ""};
    composer->first_part = composer->part_count;
    composer->letter_count = 0;
    composer->is_elementwise = true;
    composer->may_be_unknown = false;
    composer->features = (FeatureSet){0};
    for (size_t i = 0; i < arity; i++) {
        /* A parameter may hide a name of the model's. */
        parameters[i] = i == 0 && outer.part_count > 0 && composer_one_in(composer, 3)
                            ? outer.parts[0].name
                            : composer_name(composer);
        composer->wanted = composer->part_count;
        composer_add(composer, (Part){.name = parameters[i], .bound = SMALL});
    }
    Formula body = compose(composer, &number_dims, 3);
    body = tame(composer, body, 100);
    const char *text = arena_printf(composer->arena, "%s + %s", body.text, parameters[0]);
    if (arity == 2)
        text = arena_printf(composer->arena, "%s - %s * %s", text, parameters[0], parameters[1]);
    FeatureSet made = composer->features;
    strbuf_printf(&composer->functions, "      \"%s(%s%s%s)\": \"%s\"\n", name, parameters[0],
                  arity == 2 ? ", " : "", arity == 2 ? parameters[1] : "", text);
    StrBuf written = composer->functions;
    Random random = composer->random;
    size_t names_taken = composer->names_taken;
    *composer = outer;
    composer->functions = written;
    composer->random = random;
    composer->names_taken = names_taken;
    composer->authors[arity - 1] = name;
    composer->authors_features[arity - 1] = made;
}

Formula write_authors_function(Composer *composer, const Dims *dims, size_t budget) {
    if (composer->is_elementwise)
        return no_formula;
    size_t arity = 1 + composer_below(composer, 2);
    if (composer->authors[arity - 1] == NULL)
        make_function(composer, arity);
    Formula first, other;
    const char *second = "";
    if (arity == 1) {
        first = compose(composer, dims, budget - 1);
    } else {
        compose_two(composer, dims, budget, &first, &other);
        second = arena_printf(composer->arena, ", %s", tame(composer, other, SMALL).text);
    }
    first = tame(composer, first, SMALL);
    for (size_t i = 0; i < FEATURE_COUNT; i++)
        composer->features.has[i] |= composer->authors_features[arity - 1].has[i];
    composer_note(composer, FEATURE_AUTHORS_FUNCTION);
    if (arity == 2)
        composer_note(composer, FEATURE_AUTHORS_FUNCTION_OF_TWO);
    return closed(
        arena_printf(composer->arena, "%s(%s%s)", composer->authors[arity - 1], first.text, second),
        150);
}

Formula write_unknown_function(Composer *composer, const Dims *dims, size_t budget) {
    if (!composer->may_be_unknown)
        return no_formula;
    if (composer->unknown == NULL) {
        composer->unknown = composer_name(composer);
        strbuf_printf(&composer->functions, "      \"%s(%s)\": unknown\n", composer->unknown,
                      composer_name(composer));
    }
    Formula argument = tame(composer, compose(composer, dims, budget - 1), SMALL);
    composer_note(composer, FEATURE_UNKNOWN_FUNCTION);
    return closed(arena_printf(composer->arena, "%s(%s)", composer->unknown, argument.text), 1000);
}
