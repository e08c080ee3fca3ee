/* Printers: a syntax tree → LaTeX, formula text, Unicode.
 *
 * One file per format, each one switch over the kinds of syntax on one skeleton (precedence and
 * brackets, notation/printer.c). Formula text is the language of format.md, section 2: parsed again
 * it is the same tree.
 */
#ifndef GRADSHEET_NOTATION_PRINTER_H
#define GRADSHEET_NOTATION_PRINTER_H

#include "base/strbuf.h"
#include "formula/syntax.h"
#include "source/assignment.h"

/* How an author wants names written: the model's `write`. Entries ("W2[1,1]") included. */
typedef struct Notation {
    const Writing *write;
    size_t write_count;
} Notation;

/* Mathematics for inside $...$; notation NULL: the defaults. */
void print_latex(StrBuf *out, const Syntax *syntax, const Notation *notation);

/* A formula of the language, parsable. */
void print_text(StrBuf *out, const Syntax *syntax);

/* One line for a terminal: ∂l/∂W³₁₁ · (z² > 0). */
void print_unicode(StrBuf *out, const Syntax *syntax);

/* One name or function name as LaTeX: W3 as W^3, alpha and α as \alpha, `write` first. */
void print_latex_name(StrBuf *out, const char *name, const Notation *notation);

#endif
