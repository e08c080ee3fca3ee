/* What the files of the LaTeX printer share. Not for other stages. */
#ifndef GRADSHEET_NOTATION_LATEX_H
#define GRADSHEET_NOTATION_LATEX_H

#include "notation/skeleton.h"

/* The places that a piece of LaTeX has occupied already, outside its braces. */
enum { SCRIPT_NONE = 0, SCRIPT_SUB = 1, SCRIPT_SUPER = 2 };
typedef unsigned Scripts;

Scripts latex_scripts(const char *latex);

/* Writes the name of a tensor as a whole, or of one of its rows: in bold where such are. */
void latex_tensor_name(Printer *printer, const char *name);

/* Writes LaTeX of an author's, its letter in bold: \boldsymbol{v}_c of v_c. */
void latex_in_bold(StrBuf *out, const char *latex, size_t length);

/* Which scripts a name has, or a node as it is printed. */
Scripts latex_name_scripts(const char *name, const Notation *notation);
Scripts latex_node_scripts(const Printer *printer, const Syntax *syntax);

/* Whether it is higher than a line of text, so that brackets around it grow. */
bool latex_is_tall(const Printer *printer, const Syntax *syntax);

/* ∂_{a} l before another factor would be read as the derivative of both; ∂_{a} l(θ) would not. */
bool latex_runs_on(const Printer *printer, const Syntax *factor);

/* Writes a node that takes its place after a product's factor of the same kind: calls, entries,
 * derivatives. One file each. */
void latex_call(Printer *printer, const Syntax *call);
void latex_index(Printer *printer, const Syntax *entry);
void latex_derivative(Printer *printer, const Syntax *derivative);

/* Whether it is a name, entry or call: what stands on a derivative's line without brackets. */
bool latex_is_quantity(const Printer *printer, const Syntax *syntax);

/* Whether it is a row of a tensor, W[1,.], which a reader takes as a row. */
bool latex_is_row(const Syntax *syntax);

/* base^\top */
void latex_transposed(Printer *printer, const Syntax *base);

/* Opening and closing brackets around a node: plain ones, or \left( \right) where it is tall. */
void latex_brackets(Printer *printer, const Syntax *syntax);

/* Writes a node within a script. */
void latex_script(Printer *printer, const Syntax *syntax);

/* Writes indices as a subscript. */
void latex_subscript(Printer *printer, const Syntax *const *indices, size_t count);

/* The author's LaTeX for an entry such as W2[1,1]; NULL for none. */
const char *latex_entry_override(const Printer *printer, const Syntax *entry);

/* l(\theta) has its subscript before the bracket, l_k(\theta): how much of it is the letter. */
size_t latex_head_length(const char *latex);

/* Whether a call is printed as e^{x}. */
bool latex_is_short_exp(const Printer *printer, const Syntax *call);
/* Whether it is a call of that name which the author does not write otherwise. */
bool latex_is_call(const Printer *printer, const Syntax *syntax, const char *name);

#endif
