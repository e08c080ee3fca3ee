/* What the resolver says where a name means nothing. */
#include <string.h>

#include "base/names.h"
#include "formula/functions.h"
#include "formula/resolve_internal.h"

enum { CANDIDATE_LIMIT = 256 };

static bool is_defined(const Resolver *resolver, const char *name) {
    const char *candidates[CANDIDATE_LIMIT];
    size_t count = resolver->candidates(resolver->context, candidates, CANDIDATE_LIMIT);
    for (size_t i = 0; i < count; i++)
        if (strcmp(candidates[i], name) == 0)
            return true;
    return false;
}

/* dW for a W that is defined, and no dW is. */
static bool is_differential(const Resolver *resolver, const char *name) {
    return name[0] == 'd' && is_defined(resolver, name + 1) && !is_defined(resolver, name);
}

void resolve_report_undefined(Resolver *resolver, const Syntax *syntax) {
    if (resolver->find_function(resolver->context, syntax->name) != NULL) {
        diagnostics_error(resolver->diagnostics, DIAGNOSTIC_UNDEFINED_NAME, syntax->span,
                          "“%s” is a function and needs its argument in brackets, as in %s(x)",
                          syntax->name, syntax->name);
        return;
    }
    const char *candidates[CANDIDATE_LIMIT];
    size_t count = resolver->candidates(resolver->context, candidates, CANDIDATE_LIMIT);
    const char *nearest = nearest_name(syntax->name, candidates, count);
    diagnostics_error(resolver->diagnostics, DIAGNOSTIC_UNDEFINED_NAME, syntax->span,
                      "“%s” is not defined", syntax->name);
    if (is_differential(resolver, syntax->name))
        diagnostics_hint(resolver->diagnostics,
                         "a derivative is written d l / d x, with a blank after each d");
    else if (nearest != NULL)
        diagnostics_hint(resolver->diagnostics, "did you mean “%s”?", nearest);
}

bool resolve_report_slurred_derivative(Resolver *resolver, const Syntax *syntax) {
    if (syntax->kind != SYNTAX_DIVIDE)
        return false;
    const Syntax *top = syntax->children[0], *bottom = syntax->children[1];
    if (top->kind == SYNTAX_MULTIPLY) /* 2 * dl/dW */
        top = top->children[top->count - 1];
    const Syntax *variable = bottom->kind == SYNTAX_INDEX ? bottom->children[0] : bottom;
    if (top->kind != SYNTAX_NAME || variable->kind != SYNTAX_NAME ||
        !is_differential(resolver, top->name) || !is_differential(resolver, variable->name))
        return false;
    Span span = top->span, below = bottom->span;
    span.length = below.offset + below.length - span.offset;
    diagnostics_error(resolver->diagnostics, DIAGNOSTIC_UNDEFINED_NAME, span,
                      "neither “%s” nor “%s” is defined", top->name, variable->name);
    const char *written =
        below.source != NULL && below.length > 0
            ? arena_strndup(resolver->arena, below.source->chars + below.offset + 1,
                            below.length - 1)
            : variable->name + 1;
    diagnostics_hint(resolver->diagnostics,
                     "a derivative has a blank after each d: write d %s / d %s", top->name + 1,
                     written);
    return true;
}

/* What other languages call it, and what it is here. */
static const char *foreign_function_hint(const char *name) {
    static const struct Foreign {
        const char *name;
        const char *hint;
    } foreign[] = {
        {"ln", "did you mean “log”?"},
        {"trace", "did you mean “tr”?"},
        {"logistic", "did you mean “sigmoid”?"},
        {"dot", "a product is written A @ B"},
        {"matmul", "a product is written A @ B"},
        {"transpose", "the transpose of A is A.T"},
    };
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        if (strcmp(foreign[i].name, name) == 0)
            return foreign[i].hint;
    return NULL;
}

bool resolve_knows_function(const Resolver *resolver, const char *name) {
    bool is_language_s =
        name_is_reserved(name) && !name_is_constant(name) && strcmp(name, "unknown") != 0;
    return is_language_s || resolver->find_function(resolver->context, name) != NULL;
}

void resolve_report_unknown_function(Resolver *resolver, const Syntax *syntax) {
    if (strcmp(syntax->name, "unknown") == 0) {
        diagnostics_error(resolver->diagnostics, DIAGNOSTIC_DEFINITION, syntax->span,
                          "unknown(…) stands alone in a line of `define`");
        diagnostics_hint(resolver->diagnostics,
                         "name it there, l: unknown(o, y), and use the name; a function is left "
                         "unknown by f(x): unknown");
        return;
    }
    const char *names[FUNCTION_COUNT + 10] = {"softmax", "sum",  "mean",  "tr",    "ones",
                                              "eye",     "diag", "outer", "onehot"};
    size_t count = 9;
    for (Function function = 0; function < FUNCTION_COUNT; function++)
        names[count++] = function_info(function)->name;
    const char *nearest = nearest_name(syntax->name, names, count);
    diagnostics_error(resolver->diagnostics, DIAGNOSTIC_UNDEFINED_NAME, syntax->span,
                      "there is no function “%s”", syntax->name);
    const char *hint = foreign_function_hint(syntax->name);
    if (hint != NULL)
        diagnostics_hint(resolver->diagnostics, "%s", hint);
    else if (nearest != NULL)
        diagnostics_hint(resolver->diagnostics, "did you mean “%s”?", nearest);
    else
        diagnostics_hint(resolver->diagnostics, "add it to the model's `functions`");
}
