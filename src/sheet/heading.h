/* Heading: a title as prose for where a heading stands, which is one line. */
#ifndef GRADSHEET_SHEET_HEADING_H
#define GRADSHEET_SHEET_HEADING_H

#include <jansson.h>

#include "notation/prose.h"

/* The same in one line: its paragraphs follow each other, and nothing is displayed. */
const Prose *heading_line(Arena *arena, const Prose *title);

/* Makes "html" of such a line, if the object has it, what may stand in a heading: no paragraph, and
 * where there are formulas, all of it in words beside them, in a span of the class "spoken". */
void heading_set_html(json_t *object, const Prose *line, const Notation *notation);

#endif
