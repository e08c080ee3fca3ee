#include "formula/parser.h"

#include <string.h>

#include "base/names.h"

bool parser_is_quantity(const Parser *parser, const char *name) {
    return name_is_constant(name) ||
           (parser->lookup != NULL && parser->lookup->is_quantity(parser->lookup->context, name));
}

/* Whether all arguments but the last are bare names, so that they can be indices. */
static bool begins_with_names(const Arguments *arguments) {
    for (size_t i = 0; i + 1 < arguments->count; i++)
        if (arguments->items[i]->kind != SYNTAX_NAME)
            return false;
    return arguments->count > 1;
}

static bool any_name_is_quantity(const Parser *parser, const Arguments *arguments) {
    for (size_t i = 0; i + 1 < arguments->count; i++)
        if (parser_is_quantity(parser, arguments->items[i]->name))
            return true;
    return false;
}

static bool is_whole_number(const Syntax *node) {
    if (node->kind == SYNTAX_NEGATE)
        node = node->children[0];
    return node->kind == SYNTAX_NUMBER && fmpz_is_one(fmpq_denref(node->number));
}

/* sum(k, q, e): binders k and q around e. */
static Syntax *bind(Parser *parser, SyntaxKind kind, const Token *token,
                    const Arguments *arguments) {
    size_t count = arguments->count - 1;
    Binder *binders = ARENA_ARRAY(parser->arena, Binder, count);
    for (size_t i = 0; i < count; i++) {
        binders[i].name = arguments->items[i]->name;
        binders[i].span = arguments->items[i]->span;
        if (name_is_reserved(binders[i].name)) {
            parser_fail_at_word(parser, token->from, token->to, binders[i].name);
            return NULL;
        }
        for (size_t j = 0; j < i; j++) {
            if (strcmp(binders[i].name, binders[j].name) == 0) {
                parser_fail(parser, token->from, token->to, NULL,
                            "the index `%s` stands twice in front of one sum", binders[i].name);
                return NULL;
            }
        }
    }
    return syntax_over(parser->arena, kind, binders, count, arguments->items[count]);
}

Syntax *parser_call(Parser *parser, const char *name, const Token *token,
                    const Arguments *arguments) {
    bool has_names = token->primes == 0 && begins_with_names(arguments);
    bool is_extremum = strcmp(name, "max") == 0 || strcmp(name, "min") == 0;
    if (strcmp(name, "sum") == 0 && arguments->count > 1) {
        bool is_along = arguments->count == 2 && is_whole_number(arguments->items[1]) &&
                        (!has_names || parser_is_quantity(parser, arguments->items[0]->name));
        if (has_names && !is_along)
            return bind(parser, SYNTAX_SUM, token, arguments);
        if (!is_along) {
            parser_fail(parser, token->from, token->to,
                        "sum(k, e) adds over the index k, sum(E) all entries, sum(E, 2) along the "
                        "second dimension",
                        "this sum says neither over which index nor along which dimension");
            return NULL;
        }
    } else if (strcmp(name, "mean") == 0 && has_names && !is_whole_number(arguments->items[1]) &&
               !parser_is_quantity(parser, arguments->items[0]->name)) {
        parser_fail(parser, token->from, token->to,
                    "divide a sum by the number of its terms: 1/m * sum(k, e)",
                    "mean is of a tensor, mean(E) or mean(E, 2), and takes no index");
        return NULL;
    } else if (is_extremum && has_names && !any_name_is_quantity(parser, arguments)) {
        SyntaxKind kind = name[1] == 'a' ? SYNTAX_MAX_OVER : SYNTAX_MIN_OVER;
        return bind(parser, kind, token, arguments);
    } else if (is_extremum && arguments->count != 2) {
        const char *hint = arena_printf(
            parser->arena, "%s(a, b) is of two numbers, %s(k, e) over an index", name, name);
        parser_fail(parser, token->from, token->to, hint,
                    "`%s` cannot be read with these arguments", name);
        return NULL;
    }
    Syntax *call = syntax_call(parser->arena, name, arguments->items, arguments->count);
    call->primes = token->primes;
    return call;
}
