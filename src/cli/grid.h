/* Grids: a matrix laid out for a terminal.
 *
 *     = δ ⎡ W3[1,1]  W3[1,2] ⎤
 *         ⎣ 0        1       ⎦
 */
#ifndef GRADSHEET_CLI_GRID_H
#define GRADSHEET_CLI_GRID_H

#include <stddef.h>

#include "base/strbuf.h"

enum { GRID_WIDTH_LIMIT = 100 }; /* columns of the terminal */

/* Appends cells (rows × columns, row by row) in brackets behind lead, which stands in the first
 * line. A grid that would be wider than GRID_WIDTH_LIMIT is written one cell a line instead, each
 * with its row and column. */
void grid_print(StrBuf *out, const char *lead, const char *const *cells, size_t rows,
                size_t columns);

/* Columns that a string takes in a terminal: its characters without combining ones. */
size_t display_width(const char *string);

/* Appends the words of text in lines of at most width columns, each after indent; paragraphs stay
 * apart. The first line's indent is the caller's. */
void wrap_print(StrBuf *out, const char *text, size_t indent, size_t width);

#endif
