/* Blank: what a handout prints in the place of an answer, "?" for every entry, as large as it is.
 */
#ifndef GRADSHEET_SHEET_BLANK_H
#define GRADSHEET_SHEET_BLANK_H

#include <jansson.h>

#include "notation/prose.h"
#include "sheet/question.h"

/* {"latex", "rows", "columns"} of an answer that is written out entry by entry, null of any other.
 * The factor that its entries share stands in front where the prompt, which may be NULL, gives it
 * away as a formula. */
json_t *json_blank(const Desk *desk, const Answer *answer, const Prose *prompt);

#endif
