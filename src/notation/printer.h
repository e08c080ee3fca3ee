/* Printers: a syntax tree → LaTeX, formula text, Unicode.
 *
 * One file per format, each one switch over the kinds of syntax on one skeleton (precedence and
 * brackets, notation/skeleton.h). Formula text is the language of format.md, section 2: parsed
 * again it is the same tree. A SYNTAX_NUMBER that is negative or a fraction, which only notation
 * makes, is written -3/2 and comes back as what the language has for it, the negation of a
 * quotient.
 *
 * In LaTeX no name ever has two superscripts or two subscripts, whatever `write` says: brackets or
 * braces keep them apart, \left(W^3\right)^2, {W^3}^\top, (v_c)_r.
 */
#ifndef GRADSHEET_NOTATION_PRINTER_H
#define GRADSHEET_NOTATION_PRINTER_H

#include "base/strbuf.h"
#include "formula/scope.h"
#include "formula/syntax.h"
#include "source/assignment.h"

/* How an author wants mathematics written: the model's `write`, entries ("W2[1,1]") included, in a
 * table that is quick to ask; which names are sizes, whose digits are a subscript, n_2, and which
 * are tensors; and the choices of `notation`. */
typedef struct Notation Notation;

/* In the arena. Of two writings of one name the later wins. */
const Notation *notation_new(Arena *arena, const Writing *write, size_t write_count,
                             const Size *sizes, size_t size_count);

/* The notation of a model: its `write`, its sizes and its choices. */
Notation *notation_of_model(Arena *arena, const Model *model);

/* The notation for formulas of a scope: that of its model, and what its names stand for, a
 * question's own names included. */
Notation *notation_of_scope(Arena *arena, const Scope *scope);

/* What the author wrote for a name or an entry, NULL for nothing. notation may be NULL. */
const char *notation_find(const Notation *notation, const char *name);
bool notation_is_size(const Notation *notation, const char *name);

/* The choices of `notation`; notation NULL: the defaults. */
const Choices *notation_choices(const Notation *notation);

/* Whether a name is set in bold: that of a vector, matrix or tensor as a whole, if such are. */
bool notation_is_bold(const Notation *notation, const char *name);

/* Whether all of a tensor's indices are given, W[1,2]: what is left is a number. */
bool notation_is_entry(const Notation *notation, const Syntax *entry);

/* Whether a derivative is written \partial_{x} y and not as a fraction. */
bool notation_is_compact(const Notation *notation, const Syntax *derivative);

/* Whether a comparison is that of two indices, and written as Kronecker's delta. */
bool notation_is_delta(const Notation *notation, const Syntax *compare);

/* Whether it stands in round brackets by itself: (z > 0) is a function's argument as it is. */
bool notation_has_own_brackets(const Notation *notation, const Syntax *syntax);

/* Whether formulas are wanted in words and MathML too, and the wish for it. */
bool notation_is_said(const Notation *notation);

/* Whether LaTeX too is written with its words, for tagged PDF; notation_tag() has it so, and said.
 */
bool notation_is_tagged(const Notation *notation);
void notation_tag(Notation *notation);
void notation_say(Notation *notation);

/* Whether formulas are wanted in LaTeX only, for sheets that print nothing else, and the wish for
 * it: most of what a sheet costs is printing. */
bool notation_is_latex_only(const Notation *notation);
void notation_leave_out_texts(Notation *notation);

/* Whether the model has a name that differs only in its first letter's case: W1 and w1. */
bool notation_sounds_alike(const Notation *notation, const char *name);

/* Mathematics for inside $...$; notation NULL: the defaults. */
void print_latex(StrBuf *out, const Syntax *syntax, const Notation *notation);

/* A formula of the language, parsable. */
void print_text(StrBuf *out, const Syntax *syntax);
const char *formula_text(Arena *arena, const Syntax *syntax); /* the same as a string */

/* One line for a terminal: ∂l/∂W³₁,₁ · (z² > 0). Names are the author's own, not bold and not as
 * `write` has them; sizes, layers, brackets and derivatives are as notation has them. */
void print_unicode(StrBuf *out, const Syntax *syntax, const Notation *notation);

/* One name as LaTeX: W3 as W^3, the size n2 as n_2, alpha and α as \alpha, `write` first. Never
 * bold: so it is for letters, numbers and entries. */
void print_latex_name(StrBuf *out, const char *name, const Notation *notation);

/* One function's name as LaTeX, without its argument: relu as \operatorname{ReLU}, `write` first.
 */
void print_latex_function(StrBuf *out, const char *name, const Notation *notation);

/* The range of a sum, always a size or a number: n2 as n_2. */
void print_latex_size(StrBuf *out, const char *name, const Notation *notation);

#endif
