/* Value line: the numbers of a value on one line of text, for sheets that have no mathematics. */
#ifndef GRADSHEET_SHEET_VALUE_LINE_H
#define GRADSHEET_SHEET_VALUE_LINE_H

#include <jansson.h>

/* Sets "line" of a value (null: nothing is set): its numbers, exact where they are known to be so,
 * else decimal, else a dash; a vector or matrix is written as an answer's line is, [a, b; c, d].
 * "decimal_line" is the same with decimals alone, null where that is the same line. */
void value_set_lines(json_t *value);

#endif
