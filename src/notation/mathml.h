/* MathML: the LaTeX of a formula → the same formula for a browser and for those who hear it.
 *
 * A sheet in HTML shows what the sheet on paper shows, because it is made from the same LaTeX: the
 * printer's, an author's `write` and raw TeX in prose alike. The part of LaTeX that is read is that
 * of formulas: scripts, fractions, roots, accents, fonts, delimiters, operators, matrices. A
 * command that is not known stands as its plain name; nothing is an error.
 *
 * In what the printer wrote, names and entries carry their words (`intent`), so that the layer in
 * W^3_{1,2} is not read as a power.
 */
#ifndef GRADSHEET_NOTATION_MATHML_H
#define GRADSHEET_NOTATION_MATHML_H

#include "notation/printer.h"

/* Appends a <math> element, in line or displayed. label is its text for those who do not see it;
 * NULL: none. What is returned is its width in characters, about. */
double mathml_from_latex(StrBuf *out, const char *latex, const char *label, bool is_displayed);

/* A formula's element, with its speech as label. */
double print_mathml(StrBuf *out, const Syntax *syntax, const Notation *notation);

/* The LaTeX that print_mathml reads: that of print_latex, with the words of names, entries and
 * derivatives in \gssay{words}{...}, which TeX does not know. */
void print_latex_said(StrBuf *out, const Syntax *syntax, const Notation *notation);

#endif
