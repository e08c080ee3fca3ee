/* Forward: what a model computes at the given numbers, for those who follow an answer by hand. */
#ifndef GRADSHEET_SHEET_FORWARD_H
#define GRADSHEET_SHEET_FORWARD_H

#include <jansson.h>

#include "sheet/question.h"

/* [{"name": {latex ...}, "value": {...}} ...], in the order of the definitions and then of the
 * named gradients; those without a value, or with more entries than a table can hold, are left
 * out. */
json_t *json_forward(const Desk *desk);

#endif
