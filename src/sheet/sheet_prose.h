/* Sheet prose: the author's texts, whose formulas are those of a section's model. */
#ifndef GRADSHEET_SHEET_SHEET_PROSE_H
#define GRADSHEET_SHEET_SHEET_PROSE_H

#include <jansson.h>

#include "notation/prose.h"
#include "sheet/question.h"

/* A text with formulas in it, resolved; NULL where there is none or it does not parse. known: the
 * letters of the question that it words; NULL: none. A single letter that nothing defines stands
 * for an index, as in "any entry `r`". */
const Prose *desk_read_prose(const Desk *desk, const Text *text, const Letters *known,
                             Diagnostics *diagnostics);

/* {"latex", "text"} of prose; null where there is none. */
json_t *json_prose(const Desk *desk, const Prose *prose);

/* Sets "title", which is plain text, and "heading", the same in one line with its formulas; null
 * where there is none. */
void json_set_title(json_t *object, const Desk *desk, const Prose *title);

#endif
