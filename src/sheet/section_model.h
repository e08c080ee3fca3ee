/* Section model: what a section says of its model, from which its questions start. */
#ifndef GRADSHEET_SHEET_SECTION_MODEL_H
#define GRADSHEET_SHEET_SECTION_MODEL_H

#include <jansson.h>

#include "sheet/question.h"

/* Sets "definitions", the author's functions and the formulas that make the network, and
 * "has_definitions". */
void section_set_definitions(json_t *section, const Desk *desk);

/* Sets "given", the tensors with the numbers that are few enough to print, and "has_given": whether
 * any has them. */
void section_set_given(json_t *section, const Desk *desk);

/* Sets "forward", what the model computes at these numbers, "has_forward", and "has_gradients":
 * whether gradients that the model names are in it. */
void section_set_forward(json_t *section, const Desk *desk);

#endif
