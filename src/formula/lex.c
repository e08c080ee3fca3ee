#include "formula/lex.h"

#include <string.h>

#include "base/names.h"
#include "base/rational.h"

static const char PRIME[] = "\xE2\x80\xB2"; /* U+2032, which printed formulas have */

/* The symbols, a longer one before its own beginning. */
static const struct Symbol {
    const char *chars;
    TokenKind kind;
} symbols[] = {
    {"**", TOKEN_POWER},
    {">=", TOKEN_GREATER_EQUAL},
    {"<=", TOKEN_LESS_EQUAL},
    {"==", TOKEN_EQUAL},
    {"!=", TOKEN_NOT_EQUAL},
    {"+", TOKEN_PLUS},
    {"-", TOKEN_MINUS},
    {"*", TOKEN_TIMES},
    {"/", TOKEN_DIVIDE},
    {"@", TOKEN_MATMUL},
    {"^", TOKEN_POWER},
    {"(", TOKEN_OPEN},
    {")", TOKEN_CLOSE},
    {"[", TOKEN_OPEN_INDEX},
    {"]", TOKEN_CLOSE_INDEX},
    {",", TOKEN_COMMA},
    {".", TOKEN_DOT},
    {"=", TOKEN_EQUALS},
    {">", TOKEN_GREATER},
    {"<", TOKEN_LESS},
    {"\xE2\x89\xA5", TOKEN_GREATER_EQUAL},
    {"\xE2\x89\xA4", TOKEN_LESS_EQUAL},
    {"\xE2\x89\xA0", TOKEN_NOT_EQUAL},
};

static bool begins_with(const Text *text, size_t at, const char *chars) {
    size_t length = strlen(chars);
    return text->length - at >= length && memcmp(text->chars + at, chars, length) == 0;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t scan_primes(const Text *text, Token *token) {
    size_t at = token->to;
    for (;; token->primes++) {
        if (at < text->length && text->chars[at] == '\'')
            at++;
        else if (begins_with(text, at, PRIME))
            at += strlen(PRIME);
        else
            return at;
    }
}

static size_t character_end(const Text *text, size_t at) {
    at++;
    while (at < text->length && ((unsigned char)text->chars[at] & 0xC0) == 0x80)
        at++;
    return at;
}

Token lex_token(const Text *text, size_t from) {
    while (from < text->length && is_blank(text->chars[from]))
        from++;
    Token token = {TOKEN_END, from, from, 0, 0};
    const char *chars = text->chars + from;
    size_t left = text->length - from;
    if (left == 0)
        return token;
    size_t length = rational_scan(chars, left);
    if (length > 0) {
        token.kind = TOKEN_NUMBER;
        token.to = from + length;
        return token;
    }
    length = name_scan(chars, left);
    if (length > 0) {
        token.kind = TOKEN_NAME;
        token.to = from + length;
        token.name_length = length;
        token.to = scan_primes(text, &token);
        return token;
    }
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        if (begins_with(text, from, symbols[i].chars)) {
            token.kind = symbols[i].kind;
            token.to = from + strlen(symbols[i].chars);
            return token;
        }
    }
    token.kind = TOKEN_UNKNOWN;
    token.to = character_end(text, from);
    return token;
}
