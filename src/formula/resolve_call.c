/* Calls: the language's functions, NumPy's constructors and reductions, and an author's functions.
 */
#include <string.h>

#include "formula/functions.h"
#include "formula/resolve_internal.h"

enum { FUNCTION_DEPTH_LIMIT = 64 };

static bool report(Resolver *resolver, const Syntax *syntax, const char *message,
                   const char *hint) {
    diagnostics_error(resolver->diagnostics, DIAGNOSTIC_CALL, syntax->span, "%s", message);
    if (hint != NULL)
        diagnostics_hint(resolver->diagnostics, "%s", hint);
    return false;
}

static bool check_count(Resolver *resolver, const Syntax *syntax, size_t least, size_t most) {
    if (syntax->count >= least && syntax->count <= most)
        return true;
    const char *wanted = least == most ? arena_printf(resolver->arena, "%zu", least)
                                       : arena_printf(resolver->arena, "%zu or %zu", least, most);
    diagnostics_error(resolver->diagnostics, DIAGNOSTIC_CALL, syntax->span,
                      "%s takes %s argument%s, not %zu", syntax->name, wanted, most == 1 ? "" : "s",
                      syntax->count);
    return false;
}

static bool check_rank(Resolver *resolver, const Syntax *syntax, const Syntax *argument,
                       size_t rank, const char *what) {
    if (argument->shape->rank == rank)
        return true;
    diagnostics_error(resolver->diagnostics, DIAGNOSTIC_SHAPE, argument->span,
                      "%s is of %s, not of shape %s", syntax->name, what,
                      shape_text(resolver->arena, argument->shape));
    return false;
}

/* A size or a positive integer as an argument: ones(N), eye(3). */
static bool resolve_extent(Resolver *resolver, const Syntax *argument, Dimension *dimension) {
    if (argument->kind == SYNTAX_NUMBER && fmpz_is_one(fmpq_denref(argument->number)) &&
        fmpq_sgn(argument->number) > 0 && fmpz_abs_fits_ui(fmpq_numref(argument->number)) &&
        fmpz_cmp_si(fmpq_numref(argument->number), 1000000) <= 0) {
        *dimension = (Dimension){NULL, fmpz_get_si(fmpq_numref(argument->number))};
        return resolve_set_shape(resolver, argument, &(Shape){0});
    }
    if (argument->kind == SYNTAX_NAME) {
        bool failed = false;
        const Quantity *quantity = resolver->find(resolver->context, argument->name, &failed);
        if (failed)
            return false;
        if (quantity == NULL) {
            resolve_report_undefined(resolver, argument);
            return false;
        }
        if (quantity->kind == QUANTITY_SIZE) {
            ((Syntax *)argument)->quantity = quantity;
            *dimension = (Dimension){quantity->name, quantity->size_value};
            return resolve_set_shape(resolver, argument, &(Shape){0});
        }
    }
    return report(resolver, argument, "a size or a positive integer must stand here", NULL);
}

static bool resolve_constructor(Resolver *resolver, const Syntax *syntax) {
    bool is_eye = strcmp(syntax->name, "eye") == 0;
    if (!check_count(resolver, syntax, 1, is_eye ? 1 : 2))
        return false;
    Shape shape = {.rank = syntax->count};
    for (size_t i = 0; i < syntax->count; i++)
        if (!resolve_extent(resolver, syntax->children[i], &shape.dims[i]))
            return false;
    if (is_eye) {
        shape.rank = 2;
        shape.dims[1] = shape.dims[0];
    }
    return resolve_set_shape(resolver, syntax, &shape);
}

/* The dimension of sum(E, 2) and mean(E, -1), from 0; false with an error. */
static bool resolve_axis(Resolver *resolver, const Syntax *axis, size_t rank, size_t *result) {
    bool is_negative = axis->kind == SYNTAX_NEGATE;
    const Syntax *number = is_negative ? axis->children[0] : axis;
    if (number->kind != SYNTAX_NUMBER || !fmpz_is_one(fmpq_denref(number->number)))
        return report(resolver, axis, "the dimension must be an integer",
                      "counted from 1; -1 is the last");
    slong value = fmpz_get_si(fmpq_numref(number->number));
    if (fmpz_cmp_si(fmpq_numref(number->number), 1) < 0 ||
        fmpz_cmp_si(fmpq_numref(number->number), (slong)rank) > 0) {
        if (rank == 0)
            return report(resolver, axis, "there is no such dimension: a single number has none",
                          "a number needs no sum");
        diagnostics_error(resolver->diagnostics, DIAGNOSTIC_INDEX_RANGE, axis->span,
                          "there is no such dimension: the shape has %zu", rank);
        diagnostics_hint(resolver->diagnostics, "dimensions are counted from 1; -1 is the last");
        return false;
    }
    *result = is_negative ? rank - (size_t)value : (size_t)value - 1;
    return true;
}

static bool resolve_reduction(Resolver *resolver, const Syntax *syntax, Letters *letters,
                              bool allow_new) {
    if (!check_count(resolver, syntax, 1, 2) ||
        !resolve_node(resolver, syntax->children[0], letters, allow_new))
        return false;
    Shape shape = *syntax->children[0]->shape;
    if (syntax->count == 1) {
        shape.rank = 0;
        return resolve_set_shape(resolver, syntax, &shape);
    }
    size_t axis;
    if (!resolve_axis(resolver, syntax->children[1], shape.rank, &axis))
        return false;
    memmove(&shape.dims[axis], &shape.dims[axis + 1], (shape.rank - axis - 1) * sizeof *shape.dims);
    shape.rank--;
    return resolve_set_shape(resolver, syntax, &shape);
}

static bool resolve_onehot(Resolver *resolver, const Syntax *syntax, Letters *letters,
                           bool allow_new) {
    if (!check_count(resolver, syntax, 1, 1))
        return false;
    const Syntax *argument = syntax->children[0];
    if (!resolve_node(resolver, argument, letters, allow_new))
        return false;
    const Syntax *name = argument->kind == SYNTAX_INDEX ? argument->children[0] : argument;
    if (name->kind != SYNTAX_NAME || name->quantity == NULL ||
        name->quantity->kind != QUANTITY_LABEL)
        return report(resolver, argument, "onehot is of a label", "declare it as `y: [m -> K]`");
    Shape shape = *argument->shape;
    shape.dims[shape.rank++] = name->quantity->label;
    return resolve_set_shape(resolver, syntax, &shape);
}

static bool resolve_outer(Resolver *resolver, const Syntax *syntax) {
    if (!check_count(resolver, syntax, 2, 2) ||
        !check_rank(resolver, syntax, syntax->children[0], 1, "two vectors") ||
        !check_rank(resolver, syntax, syntax->children[1], 1, "two vectors"))
        return false;
    Shape shape = {.rank = 2};
    shape.dims[0] = syntax->children[0]->shape->dims[0];
    shape.dims[1] = syntax->children[1]->shape->dims[0];
    return resolve_set_shape(resolver, syntax, &shape);
}

static bool resolve_diag(Resolver *resolver, const Syntax *syntax) {
    if (!check_count(resolver, syntax, 1, 1) ||
        !check_rank(resolver, syntax, syntax->children[0], 1, "a vector"))
        return false;
    Shape shape = {.rank = 2};
    shape.dims[0] = shape.dims[1] = syntax->children[0]->shape->dims[0];
    return resolve_set_shape(resolver, syntax, &shape);
}

static bool resolve_trace(Resolver *resolver, const Syntax *syntax) {
    if (!check_count(resolver, syntax, 1, 1) ||
        !check_rank(resolver, syntax, syntax->children[0], 2, "a square matrix"))
        return false;
    const Shape *shape = syntax->children[0]->shape;
    if (!dimension_equal(shape->dims[0], shape->dims[1])) {
        diagnostics_error(resolver->diagnostics, DIAGNOSTIC_SHAPE, syntax->span,
                          "tr is of a square matrix, not of shape %s",
                          shape_text(resolver->arena, shape));
        return false;
    }
    return resolve_set_shape(resolver, syntax, &(Shape){0});
}

static bool resolve_softmax(Resolver *resolver, const Syntax *syntax) {
    if (!check_count(resolver, syntax, 1, 1))
        return false;
    if (syntax->children[0]->shape->rank == 0)
        return report(resolver, syntax, "softmax is of a vector or of rows, not of a single number",
                      NULL);
    return resolve_set_shape(resolver, syntax, syntax->children[0]->shape);
}

static bool resolve_elementwise_call(Resolver *resolver, const Syntax *syntax, size_t arity) {
    Shape shape;
    return check_count(resolver, syntax, arity, arity) &&
           resolve_broadcast(resolver, syntax, &shape) &&
           resolve_set_shape(resolver, syntax, &shape);
}

/* An author's function: its body with the arguments in the place of its parameters.
 *
 * An index that the body binds must not capture one of the arguments': w(x): sum(k, x * v[k]),
 * called as w(u[k]), sums over another k. It is renamed to k', which no author can write. */

typedef struct Replacement Replacement;
struct Replacement {
    const char *name;
    const Syntax *by;
    const Replacement *outer;
};

typedef struct Expansion {
    Arena *arena;
    const Syntax *call;
} Expansion;

static bool names(const Syntax *syntax, const char *name) {
    if (syntax->kind == SYNTAX_NAME)
        return strcmp(syntax->name, name) == 0;
    for (size_t i = 0; i < syntax->count; i++)
        if (names(syntax->children[i], name))
            return true;
    for (size_t i = 0; i < syntax->binder_count; i++)
        if (strcmp(syntax->binders[i].name, name) == 0)
            return true;
    return false;
}

/* The name itself where no argument has it. */
static const char *name_apart(const Expansion *expansion, const char *name) {
    bool is_taken = true;
    while (is_taken) {
        is_taken = false;
        for (size_t i = 0; !is_taken && i < expansion->call->count; i++)
            is_taken = names(expansion->call->children[i], name);
        if (is_taken)
            name = arena_printf(expansion->arena, "%s'", name);
    }
    return name;
}

static const Syntax *expand(const Expansion *expansion, const Syntax *body,
                            const Replacement *replacements) {
    if (body->kind == SYNTAX_NAME)
        for (const Replacement *each = replacements; each != NULL; each = each->outer)
            if (strcmp(body->name, each->name) == 0)
                return each->by;
    Arena *arena = expansion->arena;
    Syntax *copy = ARENA_NEW(arena, Syntax);
    *copy = *body;
    if (body->binder_count > 0)
        copy->binders = ARENA_ARRAY(arena, Binder, body->binder_count);
    for (size_t i = 0; i < body->binder_count; i++) {
        copy->binders[i] = body->binders[i];
        copy->binders[i].name = name_apart(expansion, body->binders[i].name);
        Syntax *renamed = syntax_name(arena, copy->binders[i].name);
        renamed->span = body->binders[i].span;
        Replacement *bound = ARENA_NEW(arena, Replacement);
        *bound = (Replacement){body->binders[i].name, renamed, replacements};
        replacements = bound;
    }
    if (body->count > 0)
        copy->children = ARENA_ARRAY(arena, const Syntax *, body->count);
    for (size_t i = 0; i < body->count; i++)
        copy->children[i] = expand(expansion, body->children[i], replacements);
    return copy;
}

static const Syntax *expand_call(Arena *arena, const UserFunction *function, const Syntax *call) {
    Expansion expansion = {arena, call};
    const Replacement *replacements = NULL;
    for (size_t i = 0; i < call->count; i++) {
        Replacement *parameter = ARENA_NEW(arena, Replacement);
        *parameter = (Replacement){function->parameters[i], call->children[i], replacements};
        replacements = parameter;
    }
    return expand(&expansion, function->body, replacements);
}

static bool resolve_user_call(Resolver *resolver, const Syntax *syntax, Letters *letters,
                              const UserFunction *function) {
    if (!check_count(resolver, syntax, function->parameter_count, function->parameter_count))
        return false;
    if (function->body == NULL)
        return resolve_elementwise_call(resolver, syntax, function->parameter_count);
    if (syntax->primes > 0)
        return report(resolver, syntax, "a prime is for a function that is left unknown",
                      "write d f(u) / d u with a name u of the question's own");
    if (resolver->depth == FUNCTION_DEPTH_LIMIT)
        return report(resolver, syntax, "this function calls itself", NULL);
    const Syntax *expansion = expand_call(resolver->arena, function, syntax);
    OpenCall open = {syntax, resolver->open_call};
    resolver->open_call = &open;
    resolver->depth++;
    bool is_good = resolve_node(resolver, expansion, letters, false);
    resolver->depth--;
    resolver->open_call = open.outer;
    if (!is_good)
        return false;
    ((Syntax *)syntax)->expansion = expansion;
    return resolve_set_shape(resolver, syntax, expansion->shape);
}

bool resolve_call(Resolver *resolver, const Syntax *syntax, Letters *letters, bool allow_new) {
    const UserFunction *user = resolver->find_function(resolver->context, syntax->name);
    const char *name = syntax->name;
    if (user == NULL && (strcmp(name, "ones") == 0 || strcmp(name, "eye") == 0))
        return resolve_constructor(resolver, syntax);
    if (user == NULL && (strcmp(name, "sum") == 0 || strcmp(name, "mean") == 0))
        return resolve_reduction(resolver, syntax, letters, allow_new);
    if (user == NULL && strcmp(name, "onehot") == 0)
        return resolve_onehot(resolver, syntax, letters, allow_new);
    bool is_good = true;
    for (size_t i = 0; i < syntax->count; i++)
        is_good &= resolve_node(resolver, syntax->children[i], letters, allow_new);
    if (!is_good)
        return false;
    if (user != NULL)
        return resolve_user_call(resolver, syntax, letters, user);
    if (syntax->primes > 0)
        return report(resolver, syntax, "a prime is for a function that is left unknown",
                      "its derivative can be written out");
    if (strcmp(name, "outer") == 0)
        return resolve_outer(resolver, syntax);
    if (strcmp(name, "diag") == 0)
        return resolve_diag(resolver, syntax);
    if (strcmp(name, "tr") == 0)
        return resolve_trace(resolver, syntax);
    if (strcmp(name, "softmax") == 0)
        return resolve_softmax(resolver, syntax);
    Function function = function_find(name);
    if (function == FUNCTION_COUNT) {
        resolve_report_unknown_function(resolver, syntax);
        return false;
    }
    return resolve_elementwise_call(resolver, syntax, function_info(function)->arity);
}
