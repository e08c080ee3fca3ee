/* What the files of the parser share: its state, and the ways to fail. Not for other stages. */
#ifndef GRADSHEET_FORMULA_PARSER_H
#define GRADSHEET_FORMULA_PARSER_H

#include "formula/lex.h"
#include "formula/parse.h"

typedef struct Parser {
    Arena *arena;
    const Text *text;
    const NameLookup *lookup;
    Diagnostics *diagnostics;
    Token token;     /* the next one */
    size_t end;      /* where the token before it ends */
    size_t depth;    /* of the recursion */
    bool has_failed; /* only the first error is told: those after it mostly follow from it */
} Parser;

typedef struct Arguments {
    const Syntax **items;
    size_t count;
} Arguments;

/* Add the error, with its hint where that is not NULL, unless there is one already; return NULL. */
const Syntax *parser_fail(Parser *parser, size_t from, size_t to, const char *hint,
                          const char *format, ...) __attribute__((format(printf, 5, 6)));

/* The error at a token that cannot follow an operand. `opened` is the bracket that is still open
 * there, TOKEN_END for none. */
const Syntax *parser_fail_after_operand(Parser *parser, TokenKind opened, size_t opened_at);

/* The same after an argument of a call. */
const Syntax *parser_fail_after_argument(Parser *parser, size_t opened_at);

/* The error at a token that cannot begin an operand. */
const Syntax *parser_fail_before_operand(Parser *parser);

/* The error at a word of the language that stands as an index. */
const Syntax *parser_fail_at_word(Parser *parser, size_t from, size_t to, const char *word);

/* The tree of name(arguments ...): a call, or what `sum`, `max` and `min` make of indices. */
Syntax *parser_call(Parser *parser, const char *name, const Token *token,
                    const Arguments *arguments);

/* The characters of a token, in the arena. */
const char *parser_chars(const Parser *parser, const Token *token);

/* Whether a name is a quantity's, or the constant. */
bool parser_is_quantity(const Parser *parser, const char *name);

/* Whether a token is `>`, `==` ..., and which. */
bool parser_relation(TokenKind kind, Relation *relation);

#endif
