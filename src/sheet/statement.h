/* Statement: what of a sheet was verified, and how, in numbers and in sentences. */
#ifndef GRADSHEET_SHEET_STATEMENT_H
#define GRADSHEET_SHEET_STATEMENT_H

#include <jansson.h>

#include "base/arena.h"

/* "verification" of the solved sections: how many questions, forms of answers and lines of numbers
 * were compared, how many of the questions in exact fractions and in intervals, at how many points
 * at least, and "text", all of it in sentences. */
json_t *json_statement(Arena *arena, const json_t *sections);

#endif
