#include "formula/author_function.h"

#include <string.h>

#include "base/names.h"
#include "formula/resolve_internal.h"

static bool is_parameter(const UserFunction *function, const char *name) {
    for (size_t i = 0; i < function->parameter_count; i++)
        if (strcmp(function->parameters[i], name) == 0)
            return true;
    return false;
}

/* In a body, max(x, 0) is of the parameter x and not over an index x. */
typedef struct BodyNames {
    const NameLookup *quantities;
    const UserFunction *function;
} BodyNames;

static bool is_quantity_in_body(const void *context, const char *name) {
    const BodyNames *names = context;
    return is_parameter(names->function, name) ||
           names->quantities->is_quantity(names->quantities->context, name);
}

static bool add_parameter(UserFunction *function, const Syntax *parameter,
                          Diagnostics *diagnostics) {
    bool is_doubled = is_parameter(function, parameter->name);
    function->parameters[function->parameter_count++] = parameter->name;
    if (!is_doubled && !name_is_reserved(parameter->name))
        return true;
    diagnostics_error(diagnostics, DIAGNOSTIC_DEFINITION, parameter->span,
                      is_doubled ? "“%s” stands twice among the function's arguments"
                                 : "“%s” is a word of the formula language",
                      parameter->name);
    diagnostics_hint(diagnostics, "use another name");
    return false;
}

static bool is_head(const Syntax *head) {
    bool is_good = head->kind == SYNTAX_CALL && head->count > 0 && head->primes == 0;
    for (size_t i = 0; is_good && i < head->count; i++)
        is_good = head->children[i]->kind == SYNTAX_NAME;
    return is_good;
}

const UserFunction *author_function_read(Arena *arena, const Definition *definition,
                                         const NameLookup *quantities, bool *is_good,
                                         Diagnostics *diagnostics) {
    bool is_empty = definition->formula.length == 0; /* told when it was read */
    const Syntax *head =
        is_empty ? NULL : formula_parse(arena, &definition->target, NULL, diagnostics);
    if (head == NULL)
        return NULL;
    Span span = text_span(&definition->target, 0, definition->target.length);
    if (!is_head(head)) {
        diagnostics_error(diagnostics, DIAGNOSTIC_DEFINITION, span,
                          "a function is declared as name(x) or name(x, y)");
        return NULL;
    }
    UserFunction *function = ARENA_NEW(arena, UserFunction);
    function->name = head->name;
    function->span = head->span;
    function->parameters = ARENA_ARRAY(arena, const char *, head->count);
    for (size_t i = 0; i < head->count; i++)
        *is_good &= add_parameter(function, head->children[i], diagnostics);
    if (strcmp(definition->formula.chars, "unknown") != 0) {
        NameLookup lookup = {is_quantity_in_body, &(BodyNames){quantities, function}};
        function->body = formula_parse(arena, &definition->formula, &lookup, diagnostics);
        if (function->body == NULL)
            return NULL;
    }
    if (function->body == NULL && function->parameter_count > 1) {
        diagnostics_error(diagnostics, DIAGNOSTIC_DEFINITION, span,
                          "an unknown function has one argument: its derivative is written %s'(x)",
                          function->name);
        diagnostics_hint(diagnostics,
                         "a quantity may depend on several in a way not stated: `define: {l: "
                         "unknown(o, y)}`");
        *is_good = false;
    }
    return function;
}

/* Indices that are bound where a part of a body stands. */
typedef struct Bound Bound;
struct Bound {
    const Syntax *over;
    const Bound *outer;
};

static bool is_bound(const Bound *bound, const char *name) {
    for (; bound != NULL; bound = bound->outer)
        for (size_t i = 0; i < bound->over->binder_count; i++)
            if (strcmp(bound->over->binders[i].name, name) == 0)
                return true;
    return false;
}

static bool stands_as_index(const Syntax *syntax, const char *name) {
    for (size_t i = 0; i < syntax->count; i++) {
        const Syntax *child = syntax->children[i];
        bool is_index = syntax->kind == SYNTAX_INDEX && i > 0 && child->kind == SYNTAX_NAME;
        if ((is_index && strcmp(child->name, name) == 0) || stands_as_index(child, name))
            return true;
    }
    return false;
}

static bool check_name(Resolver *resolver, const UserFunction *function, const Syntax *name,
                       const Bound *bound) {
    bool failed = false;
    if (is_parameter(function, name->name) || is_bound(bound, name->name) ||
        name_is_constant(name->name) || stands_as_index(function->body, name->name) ||
        resolver->find(resolver->context, name->name, &failed) != NULL || failed)
        return true;
    resolve_report_undefined(resolver, name);
    return false;
}

static bool check_part(Resolver *resolver, const UserFunction *function, const Syntax *syntax,
                       const Bound *bound) {
    if (syntax->kind == SYNTAX_NAME)
        return check_name(resolver, function, syntax, bound);
    Bound inner = {syntax, bound};
    bool is_good = true;
    for (size_t i = 0; i < syntax->count; i++)
        is_good &= check_part(resolver, function, syntax->children[i], &inner);
    if (syntax->kind != SYNTAX_CALL || resolve_knows_function(resolver, syntax->name))
        return is_good;
    resolve_report_unknown_function(resolver, syntax);
    return false;
}

bool author_function_check(Resolver *resolver, const UserFunction *function) {
    return function->body == NULL || check_part(resolver, function, function->body, NULL);
}
