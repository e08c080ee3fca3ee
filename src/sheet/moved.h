/* Moved: which parts of a line of a derivation are new, and what they stand in for in the line
 * before. */
#ifndef GRADSHEET_SHEET_MOVED_H
#define GRADSHEET_SHEET_MOVED_H

#include <stdbool.h>

#include <jansson.h>

#include "base/strbuf.h"

/* Sets "marked_latex" of a step, its LaTeX as moved_print_latex has it, where it follows from the
 * one before (is_chain); else nothing in it is marked. Scratch memory is arena's.
 *
 * has_spans: also "moved" and "moved_latex", pairs of spans [from, to), in characters, of its text
 * and of that of the step before; what stands outside of them is the same in both. A span may be
 * empty: there something was left out or put in. No span cuts a name from its indices; in LaTeX
 * each holds whole brackets and groups, so that a sheet can put it in a colour. */
void moved_mark(json_t *step, const json_t *before, Arena *arena, bool is_chain, bool has_spans);

/* Appends a formula's LaTeX with \gsmoved{...} around each of its parts that is new since the LaTeX
 * of the step before. Where all of it is new, nothing is marked. */
void moved_print_latex(StrBuf *out, const char *latex, const char *before);

#endif
