/* What the parser says where a formula is none: the likeliest reason, at the offending character.
 */
#include "formula/parser.h"

#include <stdarg.h>
#include <string.h>

const Syntax *parser_fail(Parser *parser, size_t from, size_t to, const char *hint,
                          const char *format, ...) {
    if (parser->has_failed)
        return NULL;
    parser->has_failed = true;
    va_list arguments;
    va_start(arguments, format);
    StrBuf message;
    strbuf_init(&message);
    strbuf_vprintf(&message, format, arguments);
    va_end(arguments);
    size_t length = parser->text->length;
    Span span = text_span(parser->text, from < length ? from : length, to < length ? to : length);
    diagnostics_error(parser->diagnostics, DIAGNOSTIC_FORMULA_SYNTAX, span, "%s", message.chars);
    strbuf_free(&message);
    if (hint != NULL)
        diagnostics_hint(parser->diagnostics, "%s", hint);
    return NULL;
}

const char *parser_chars(const Parser *parser, const Token *token) {
    return arena_strndup(parser->arena, parser->text->chars + token->from, token->to - token->from);
}

bool parser_relation(TokenKind kind, Relation *relation) {
    static const Relation relations[] = {
        [TOKEN_GREATER] = RELATION_GREATER,
        [TOKEN_LESS] = RELATION_LESS,
        [TOKEN_GREATER_EQUAL] = RELATION_GREATER_EQUAL,
        [TOKEN_LESS_EQUAL] = RELATION_LESS_EQUAL,
        [TOKEN_EQUAL] = RELATION_EQUAL,
        [TOKEN_NOT_EQUAL] = RELATION_NOT_EQUAL,
    };
    if (kind < TOKEN_GREATER || kind > TOKEN_NOT_EQUAL)
        return false;
    *relation = relations[kind];
    return true;
}

/* Characters that authors bring from print or from LaTeX, and what the language has instead. */
static const struct Foreign {
    const char *chars;
    const char *hint;
} foreign[] = {
    {"\xE2\x88\x92", "the minus of a formula is `-`"},     /* − */
    {"\xE2\x80\x93", "the minus of a formula is `-`"},     /* – */
    {"\xC3\x97", "products are written with `*` or `@`"},  /* × */
    {"\xC2\xB7", "products are written with `*`"},         /* · */
    {"\xE2\x8B\x85", "products are written with `*`"},     /* ⋅ */
    {"\xE2\x8A\x99", "the Hadamard product is `*`"},       /* ⊙ */
    {"\xE2\x88\x82", "a derivative is written d l / d x"}, /* ∂ */
    {"\xE2\x88\x91", "a sum is written sum(k, e)"},        /* ∑ */
    {"\xE2\x8A\xA4", "the transpose of A is A.T"},         /* ⊤ */
    {"\\",
     "this is a formula, not LaTeX: write alpha, sum(k, e), a / b; `write:` sets how it looks"},
    {"{", "brackets of a formula are ( and ), indices stand in [ and ]"},
    {"}", "brackets of a formula are ( and ), indices stand in [ and ]"},
    {"_", "an entry is written W[1,2]; a name begins with a letter"},
    {"'", "a prime follows the name of a function at once, f'(x)"},
    {"\"", "quotes are YAML's and stand around the whole formula"},
    {"!", "`!=` is the relation, factorials there are none"},
    {"%", "write the number out"},
};

static const Syntax *fail_unknown(Parser *parser) {
    Token token = parser->token;
    const char *chars = parser_chars(parser, &token);
    const char *hint = NULL;
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        if (strcmp(chars, foreign[i].chars) == 0)
            hint = foreign[i].hint;
    return parser_fail(parser, token.from, token.to, hint, "`%s` does not belong into a formula",
                       chars);
}

static const Syntax *fail_relation(Parser *parser) {
    const char *chars = parser_chars(parser, &parser->token);
    const char *hint =
        arena_printf(parser->arena, "write (a %s b), which is 1 where it holds, else 0", chars);
    return parser_fail(parser, parser->token.from, parser->token.to, hint,
                       "the comparison `%s` needs brackets of its own around it", chars);
}

static const Syntax *fail_missing_operator(Parser *parser) {
    Token token = parser->token;
    return parser_fail(parser, token.from, token.to,
                       "products are written out: 2 * x, W @ x for a matrix product",
                       "a `*` or `@` is missing before `%s`", parser_chars(parser, &token));
}

const Syntax *parser_fail_after_operand(Parser *parser, TokenKind opened, size_t opened_at) {
    Token token = parser->token;
    bool is_round = opened == TOKEN_OPEN;
    switch (token.kind) {
    case TOKEN_END:
        return parser_fail(parser, opened_at, opened_at + 1, NULL, "this `%s` is never closed",
                           is_round ? "(" : "[");
    case TOKEN_CLOSE:
    case TOKEN_CLOSE_INDEX:
        if (opened == TOKEN_END)
            return parser_fail(parser, token.from, token.to, NULL, "there is no `%s` for this `%s`",
                               token.kind == TOKEN_CLOSE ? "(" : "[",
                               token.kind == TOKEN_CLOSE ? ")" : "]");
        return parser_fail(parser, token.from, token.to, NULL,
                           "the `%s` before this `%s` is still open; a `%s` is missing",
                           is_round ? "(" : "[", parser_chars(parser, &token),
                           is_round ? ")" : "]");
    case TOKEN_NUMBER:
    case TOKEN_NAME:
    case TOKEN_OPEN:
        if (opened == TOKEN_OPEN_INDEX)
            break;
        return fail_missing_operator(parser);
    case TOKEN_COMMA:
        return parser_fail(parser, token.from, token.to,
                           "commas stand between arguments f(a, b) and between indices W[1,2]",
                           "a comma has no place here");
    case TOKEN_EQUALS:
        return parser_fail(parser, token.from, token.to,
                           "a comparison is written (a == b); a definition is `name: formula`",
                           "`=` has no place in a formula");
    case TOKEN_GREATER:
    case TOKEN_LESS:
    case TOKEN_GREATER_EQUAL:
    case TOKEN_LESS_EQUAL:
    case TOKEN_EQUAL:
    case TOKEN_NOT_EQUAL:
        if (opened == TOKEN_OPEN_INDEX)
            break;
        return fail_relation(parser);
    case TOKEN_UNKNOWN:
        return fail_unknown(parser);
    case TOKEN_PLUS:
    case TOKEN_MINUS:
    case TOKEN_TIMES:
    case TOKEN_DIVIDE:
    case TOKEN_MATMUL:
    case TOKEN_POWER:
    case TOKEN_OPEN_INDEX:
    case TOKEN_DOT:
        break;
    }
    if (opened == TOKEN_OPEN_INDEX)
        return parser_fail(parser, token.from, token.to,
                           "an index is a whole number, a letter, an entry y[k] of a label, or `.`",
                           "there is no arithmetic within indices");
    return parser_fail(parser, token.from, token.to, NULL, "`%s` has no place here",
                       parser_chars(parser, &token));
}

const Syntax *parser_fail_after_argument(Parser *parser, size_t opened_at) {
    Token token = parser->token;
    if (token.kind != TOKEN_NUMBER && token.kind != TOKEN_NAME && token.kind != TOKEN_OPEN)
        return parser_fail_after_operand(parser, TOKEN_OPEN, opened_at);
    return parser_fail(parser, token.from, token.to,
                       "products are written out, 2 * x or W @ x, and arguments have commas "
                       "between them, sum(k, e)",
                       "a `*`, a `@` or a comma is missing before `%s`",
                       parser_chars(parser, &token));
}

const Syntax *parser_fail_before_operand(Parser *parser) {
    Token token = parser->token;
    if (token.kind == TOKEN_UNKNOWN)
        return fail_unknown(parser);
    if (token.kind == TOKEN_END)
        return parser_fail(parser, parser->end, parser->end, NULL,
                           "the formula ends where a number, a name or a bracket should follow");
    const char *hint = token.kind == TOKEN_PLUS     ? "leave the `+` out"
                       : token.kind == TOKEN_EQUALS ? "a comparison is written (a == b)"
                       : token.kind == TOKEN_DOT    ? "`.` stands for a whole dimension within [ ]"
                                                    : NULL;
    return parser_fail(parser, token.from, token.to, hint,
                       "a number, a name or a bracket is missing before `%s`",
                       parser_chars(parser, &token));
}

const Syntax *parser_fail_at_word(Parser *parser, size_t from, size_t to, const char *word) {
    return parser_fail(parser, from, to, "use another letter",
                       "`%s` is a word of the formula language and cannot stand as an index", word);
}
