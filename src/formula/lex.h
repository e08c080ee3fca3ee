/* Lexer: the tokens of a formula, one at a time.
 *
 * It never fails: a character that no formula has is a TOKEN_UNKNOWN, about which the parser
 * complains at the right place.
 */
#ifndef GRADSHEET_FORMULA_LEX_H
#define GRADSHEET_FORMULA_LEX_H

#include "base/text.h"

typedef enum TokenKind {
    TOKEN_END,
    TOKEN_NUMBER,
    TOKEN_NAME, /* with its primes, phi'' */
    TOKEN_PLUS,
    TOKEN_MINUS,
    TOKEN_TIMES,
    TOKEN_DIVIDE,
    TOKEN_MATMUL,
    TOKEN_POWER, /* "^" or "**" */
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_OPEN_INDEX,
    TOKEN_CLOSE_INDEX,
    TOKEN_COMMA,
    TOKEN_DOT,
    TOKEN_EQUALS, /* one "=": between the sides of a chain, an error elsewhere */
    TOKEN_GREATER,
    TOKEN_LESS,
    TOKEN_GREATER_EQUAL,
    TOKEN_LESS_EQUAL,
    TOKEN_EQUAL,
    TOKEN_NOT_EQUAL,
    TOKEN_UNKNOWN, /* one character, UTF-8 sequences whole */
} TokenKind;

typedef struct Token {
    TokenKind kind;
    size_t from, to;    /* bytes of the text */
    size_t name_length; /* TOKEN_NAME: without its primes */
    size_t primes;
} Token;

/* The token that begins at or after byte `from`, past blanks and line ends. */
Token lex_token(const Text *text, size_t from);

#endif
