#include "formula/parser.h"

#include <stdlib.h>
#include <string.h>

#include "base/names.h"

static const Syntax *parse_expression(Parser *parser);
static const Syntax *parse_unary(Parser *parser);
static const Syntax *parse_postfix(Parser *parser);

/* --- tokens and nodes --- */

static void advance(Parser *parser) {
    parser->end = parser->token.to;
    parser->token = lex_token(parser->text, parser->token.to);
}

static bool accept(Parser *parser, TokenKind kind) {
    if (parser->token.kind != kind)
        return false;
    advance(parser);
    return true;
}

static bool token_is_name(const Parser *parser, const Token *token, const char *name) {
    return token->kind == TOKEN_NAME && token->name_length == strlen(name) &&
           memcmp(parser->text->chars + token->from, name, token->name_length) == 0;
}

static const Syntax *fail_depth(Parser *parser, size_t from) {
    return parser_fail(parser, from, from + 1, "name a part of it in `define`",
                       "this formula is nested deeper than %d", (int)FORMULA_DEPTH_LIMIT);
}

static bool enter(Parser *parser) {
    if (parser->depth >= FORMULA_DEPTH_LIMIT) {
        fail_depth(parser, parser->token.from);
        return false;
    }
    parser->depth++;
    return true;
}

/* Gives a new node its span, from byte `from` to the end of the last token. */
static const Syntax *finish(Parser *parser, Syntax *node, size_t from) {
    if (node->height > FORMULA_DEPTH_LIMIT)
        return fail_depth(parser, from);
    node->span = text_span(parser->text, from, parser->end);
    return node;
}

/* Operands that become the children of one node; the array is freed by list_clear. */
typedef struct List {
    const Syntax **items;
    size_t count;
    size_t capacity;
} List;

static void list_add(List *list, const Syntax *item) {
    list->items = memory_grow(list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = item;
}

static void list_clear(List *list) {
    free(list->items);
    *list = (List){0};
}

/* One node of all that was collected, which the list then holds alone. */
static bool list_join(Parser *parser, List *list, SyntaxKind kind, size_t from) {
    Syntax *node = syntax_new(parser->arena, kind, list->items, list->count);
    list->count = 0;
    const Syntax *finished = finish(parser, node, from);
    if (finished == NULL)
        return false;
    list_add(list, finished);
    return true;
}

/* --- indices --- */

static const Syntax *parse_index(Parser *parser);

/* "[" index { "," index } "]" around the base that was read before it. */
static const Syntax *parse_indices(Parser *parser, const Syntax *base, size_t from) {
    size_t opened_at = parser->token.from;
    advance(parser);
    List list = {0};
    list_add(&list, base);
    do {
        const Syntax *index = parse_index(parser);
        if (index != NULL)
            list_add(&list, index);
    } while (!parser->has_failed && accept(parser, TOKEN_COMMA));
    if (!parser->has_failed && !accept(parser, TOKEN_CLOSE_INDEX))
        parser_fail_after_operand(parser, TOKEN_OPEN_INDEX, opened_at);
    const Syntax *node = NULL;
    if (!parser->has_failed)
        node =
            finish(parser, syntax_new(parser->arena, SYNTAX_INDEX, list.items, list.count), from);
    list_clear(&list);
    return node;
}

static const Syntax *parse_number(Parser *parser) {
    Token token = parser->token;
    Syntax *node = syntax_integer(parser->arena, 0);
    RationalError error =
        rational_parse(node->number, parser->text->chars + token.from, token.to - token.from);
    const char *chars = parser_chars(parser, &token);
    if (error == RATIONAL_LEADING_ZERO)
        return parser_fail(parser, token.from, token.to, "write it without the zero in front",
                           "`%s` could be octal or decimal", chars);
    if (error != RATIONAL_OK)
        return parser_fail(parser, token.from, token.to, NULL, "the number `%s` is too large",
                           chars);
    advance(parser);
    return finish(parser, node, token.from);
}

static const Syntax *parse_index(Parser *parser) {
    Token token = parser->token;
    if (accept(parser, TOKEN_DOT))
        return finish(parser, syntax_new(parser->arena, SYNTAX_KEEP, NULL, 0), token.from);
    if (token.kind == TOKEN_NUMBER) {
        const Syntax *number = parse_number(parser);
        if (number != NULL && !fmpz_is_one(fmpq_denref(number->number)))
            return parser_fail(parser, token.from, token.to, NULL,
                               "an index is a whole number, and `%s` is none",
                               parser_chars(parser, &token));
        return number;
    }
    if (token.kind != TOKEN_NAME || token.primes > 0)
        return parser_fail(parser, token.from, token.to > token.from ? token.to : token.from,
                           "an index is a whole number from 1, a letter, an entry of a label such "
                           "as y[k], or `.`, "
                           "which keeps that dimension whole",
                           token.kind == TOKEN_MINUS ? "indices count from 1 and are never negative"
                                                     : "an index is missing here");
    advance(parser);
    const char *chars =
        arena_strndup(parser->arena, parser->text->chars + token.from, token.name_length);
    if (name_is_reserved(chars))
        return parser_fail_at_word(parser, token.from, token.to, chars);
    const Syntax *name = finish(parser, syntax_name(parser->arena, chars), token.from);
    if (parser->token.kind != TOKEN_OPEN_INDEX)
        return name;
    if (!enter(parser))
        return NULL;
    name = parse_indices(parser, name, token.from);
    parser->depth--;
    return name;
}

/* --- primary and postfix expressions --- */

/* "(" expr ")" or "(" expr relop expr ")". */
static const Syntax *parse_brackets(Parser *parser) {
    size_t from = parser->token.from;
    if (!enter(parser))
        return NULL;
    advance(parser);
    const Syntax *inner = parse_expression(parser);
    Relation relation;
    if (inner != NULL && parser_relation(parser->token.kind, &relation)) {
        advance(parser);
        const Syntax *right = parse_expression(parser);
        if (right == NULL)
            return NULL;
        if (parser_relation(parser->token.kind, &(Relation){0}))
            return parser_fail(parser, parser->token.from, parser->token.to,
                               "multiply two of them: (a < b) * (b < c)",
                               "a bracket holds one comparison only");
        Syntax *compare = syntax_compare(parser->arena, relation, inner, right);
        if (parser->token.kind != TOKEN_CLOSE)
            return parser_fail_after_operand(parser, TOKEN_OPEN, from);
        advance(parser);
        parser->depth--;
        return finish(parser, compare, from);
    }
    if (inner != NULL && !accept(parser, TOKEN_CLOSE))
        return parser_fail_after_operand(parser, TOKEN_OPEN, from);
    parser->depth--;
    return inner;
}

/* "(" args ")" after a name. */
static Syntax *parse_arguments(Parser *parser, const Token *name) {
    size_t opened_at = parser->token.from;
    const char *chars =
        arena_strndup(parser->arena, parser->text->chars + name->from, name->name_length);
    if (!enter(parser))
        return NULL;
    advance(parser);
    if (parser->token.kind == TOKEN_CLOSE) {
        parser_fail(parser, name->from, parser->token.to, NULL, "`%s` needs an argument", chars);
        return NULL;
    }
    List list = {0};
    do {
        const Syntax *argument = parse_expression(parser);
        if (argument != NULL)
            list_add(&list, argument);
    } while (!parser->has_failed && accept(parser, TOKEN_COMMA));
    if (!parser->has_failed && !accept(parser, TOKEN_CLOSE))
        parser_fail_after_argument(parser, opened_at);
    Syntax *node = NULL;
    if (!parser->has_failed)
        node = parser_call(parser, chars, name, &(Arguments){list.items, list.count});
    list_clear(&list);
    parser->depth--;
    return node;
}

static const Syntax *parse_name(Parser *parser) {
    Token token = parser->token;
    advance(parser);
    if (parser->token.kind == TOKEN_OPEN) {
        Syntax *call = parse_arguments(parser, &token);
        return call != NULL ? finish(parser, call, token.from) : NULL;
    }
    const char *chars =
        arena_strndup(parser->arena, parser->text->chars + token.from, token.name_length);
    if (token.primes > 0)
        return parser_fail(parser, token.from, token.to, "write f'(x)",
                           "a prime is for a function with its argument");
    if (name_is_reserved(chars) && !parser_is_quantity(parser, chars))
        return parser_fail(parser, token.from, token.to, NULL,
                           "`%s` is a function and needs its argument in brackets, as in %s(x)",
                           chars, chars);
    return finish(parser, syntax_name(parser->arena, chars), token.from);
}

/* "d" postfix "/" "d" postfix; the token is the first "d". */
static const Syntax *parse_derivative(Parser *parser) {
    static const char how[] = "a derivative is written d l / d x, with a blank after each d; "
                              "a quantity cannot have the name d";
    static const char brackets[] = "put what is differentiated in brackets, as in d (x^2) / d x";
    size_t from = parser->token.from;
    if (!enter(parser))
        return NULL;
    advance(parser);
    if (parser->token.kind != TOKEN_NAME && parser->token.kind != TOKEN_OPEN)
        return parser_fail(parser, from, parser->end,
                           parser->token.kind == TOKEN_NUMBER ? brackets : how,
                           "`d` is not followed by what is differentiated");
    const Syntax *top = parse_postfix(parser);
    if (top == NULL)
        return NULL;
    if (parser->token.kind != TOKEN_DIVIDE) {
        bool is_operator = parser->token.kind == TOKEN_POWER || parser->token.kind == TOKEN_TIMES ||
                           parser->token.kind == TOKEN_MATMUL || parser->token.kind == TOKEN_PLUS ||
                           parser->token.kind == TOKEN_MINUS;
        return parser_fail(parser, from, parser->end, is_operator ? brackets : how,
                           "this derivative does not say what it is taken by");
    }
    advance(parser);
    if (!token_is_name(parser, &parser->token, "d"))
        return parser_fail(parser, parser->token.from, parser->token.to, how,
                           "`d` is missing below this derivative's line");
    advance(parser);
    if (parser->token.kind != TOKEN_NAME && parser->token.kind != TOKEN_OPEN)
        return parser_fail(parser, from, parser->end, how,
                           "this derivative does not say what it is taken by");
    const Syntax *bottom = parse_postfix(parser);
    if (bottom == NULL)
        return NULL;
    parser->depth--;
    return finish(parser, syntax_binary(parser->arena, SYNTAX_DERIVATIVE, top, bottom), from);
}

static const Syntax *parse_primary(Parser *parser) {
    if (parser->token.kind == TOKEN_NUMBER)
        return parse_number(parser);
    if (parser->token.kind == TOKEN_OPEN)
        return parse_brackets(parser);
    if (parser->token.kind != TOKEN_NAME)
        return parser_fail_before_operand(parser);
    if (token_is_name(parser, &parser->token, "d"))
        return parse_derivative(parser);
    return parse_name(parser);
}

static const Syntax *parse_postfix(Parser *parser) {
    size_t from = parser->token.from;
    const Syntax *node = parse_primary(parser);
    /* The brackets of `d l / d W[1,1]` and the `.T` of `d l / d W.T` are part of its bottom. */
    while (node != NULL) {
        if (parser->token.kind == TOKEN_OPEN_INDEX) {
            node = parse_indices(parser, node, from);
        } else if (accept(parser, TOKEN_DOT)) {
            if (!token_is_name(parser, &parser->token, "T"))
                return parser_fail(
                    parser, parser->token.from, parser->token.to,
                    "A.T is the transpose of A; products are written with `*` or `@`",
                    "only T may follow a dot");
            advance(parser);
            node = finish(parser, syntax_unary(parser->arena, SYNTAX_TRANSPOSE, node), from);
        } else {
            break;
        }
    }
    return node;
}

/* --- operators --- */

/* "-" again | rest */
static const Syntax *parse_signed(Parser *parser, const Syntax *(*again)(Parser *),
                                  const Syntax *(*rest)(Parser *)) {
    size_t from = parser->token.from;
    if (parser->token.kind != TOKEN_MINUS)
        return rest(parser);
    if (!enter(parser))
        return NULL;
    advance(parser);
    const Syntax *node = again(parser);
    parser->depth--;
    if (node == NULL)
        return NULL;
    return finish(parser, syntax_unary(parser->arena, SYNTAX_NEGATE, node), from);
}

static const Syntax *parse_power(Parser *parser) {
    size_t from = parser->token.from;
    const Syntax *base = parse_postfix(parser);
    if (base == NULL || parser->token.kind != TOKEN_POWER)
        return base;
    if (!enter(parser))
        return NULL;
    advance(parser);
    const Syntax *exponent = parse_unary(parser);
    parser->depth--;
    if (exponent == NULL)
        return NULL;
    return finish(parser, syntax_binary(parser->arena, SYNTAX_POWER, base, exponent), from);
}

static const Syntax *parse_unary(Parser *parser) {
    return parse_signed(parser, parse_unary, parse_power);
}

static bool operator_kind(TokenKind token, SyntaxKind *kind) {
    if (token == TOKEN_TIMES)
        *kind = SYNTAX_MULTIPLY;
    else if (token == TOKEN_MATMUL)
        *kind = SYNTAX_MATMUL;
    else if (token == TOKEN_DIVIDE)
        *kind = SYNTAX_DIVIDE;
    else
        return false;
    return true;
}

/* power { op unary }: a row of one operator becomes one node, a change of operator closes it. */
static const Syntax *parse_product(Parser *parser) {
    size_t from = parser->token.from;
    List list = {0};
    const Syntax *operand = parse_power(parser);
    SyntaxKind kind, open_kind = SYNTAX_DIVIDE;
    bool is_fine = operand != NULL;
    if (is_fine)
        list_add(&list, operand);
    while (is_fine && operator_kind(parser->token.kind, &kind)) {
        if (list.count > 1 && (kind != open_kind || kind == SYNTAX_DIVIDE))
            is_fine = list_join(parser, &list, open_kind, from);
        open_kind = kind;
        advance(parser);
        operand = is_fine ? parse_unary(parser) : NULL;
        if (operand == NULL)
            is_fine = false;
        else
            list_add(&list, operand);
    }
    if (is_fine && list.count > 1)
        is_fine = list_join(parser, &list, open_kind, from);
    const Syntax *node = is_fine ? list.items[0] : NULL;
    list_clear(&list);
    return node;
}

/* { "-" } product: a minus in front is that of the whole term. */
static const Syntax *parse_term(Parser *parser) {
    return parse_signed(parser, parse_term, parse_product);
}

static const Syntax *parse_expression(Parser *parser) {
    size_t from = parser->token.from;
    List list = {0};
    bool is_fine;
    for (;;) {
        size_t sign_at = parser->token.from;
        bool is_negative = list.count > 0 && parser->token.kind == TOKEN_MINUS;
        if (list.count > 0)
            advance(parser);
        const Syntax *term = parse_term(parser);
        if (term != NULL && is_negative)
            term = finish(parser, syntax_unary(parser->arena, SYNTAX_NEGATE, term), sign_at);
        is_fine = term != NULL;
        if (is_fine)
            list_add(&list, term);
        if (!is_fine || (parser->token.kind != TOKEN_PLUS && parser->token.kind != TOKEN_MINUS))
            break;
    }
    if (is_fine && list.count > 1)
        is_fine = list_join(parser, &list, SYNTAX_ADD, from);
    const Syntax *node = is_fine ? list.items[0] : NULL;
    list_clear(&list);
    return node;
}

/* --- whole texts --- */

static Parser parser_new(Arena *arena, const Text *text, const NameLookup *lookup,
                         Diagnostics *diagnostics) {
    return (Parser){.arena = arena,
                    .text = text,
                    .lookup = lookup,
                    .diagnostics = diagnostics,
                    .token = lex_token(text, 0)};
}

static const Syntax *parse_side(Parser *parser) {
    if (parser->token.kind == TOKEN_END && parser->end == 0)
        return parser_fail(parser, 0, parser->text->length, NULL, "this formula is empty");
    return parse_expression(parser);
}

const Syntax *formula_parse(Arena *arena, const Text *text, const NameLookup *lookup,
                            Diagnostics *diagnostics) {
    Parser parser = parser_new(arena, text, lookup, diagnostics);
    const Syntax *node = parse_side(&parser);
    if (node != NULL && parser.token.kind != TOKEN_END)
        return parser_fail_after_operand(&parser, TOKEN_END, 0);
    return node;
}

size_t formula_parse_chain(Arena *arena, const Text *text, const NameLookup *lookup,
                           const Syntax ***sides, Diagnostics *diagnostics) {
    Parser parser = parser_new(arena, text, lookup, diagnostics);
    List list = {0};
    do {
        const Syntax *side = parse_side(&parser);
        if (side != NULL)
            list_add(&list, side);
    } while (!parser.has_failed && accept(&parser, TOKEN_EQUALS));
    if (!parser.has_failed && parser.token.kind != TOKEN_END)
        parser_fail_after_operand(&parser, TOKEN_END, 0);
    size_t count = parser.has_failed ? 0 : list.count;
    if (count > 0) {
        *sides = ARENA_ARRAY(arena, const Syntax *, count);
        memcpy(*sides, list.items, count * sizeof **sides);
    }
    list_clear(&list);
    return count;
}

const Syntax *formula_parse_equation(Arena *arena, const Text *text, const NameLookup *lookup,
                                     Diagnostics *diagnostics) {
    Parser parser = parser_new(arena, text, lookup, diagnostics);
    const Syntax *left = parse_side(&parser);
    if (left == NULL)
        return NULL;
    if (parser.token.kind != TOKEN_EQUAL)
        return parser.token.kind == TOKEN_END || parser.token.kind == TOKEN_EQUALS
                   ? parser_fail(&parser, parser.token.from, parser.token.to,
                                 "write sum(c, y[k,c]) == 1", "an equation needs `==`")
                   : parser_fail_after_operand(&parser, TOKEN_END, 0);
    advance(&parser);
    const Syntax *right = parse_expression(&parser);
    if (right == NULL)
        return NULL;
    if (parser.token.kind != TOKEN_END)
        return parser_fail_after_operand(&parser, TOKEN_END, 0);
    return finish(&parser, syntax_compare(arena, RELATION_EQUAL, left, right), 0);
}
