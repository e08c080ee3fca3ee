/* Repetition: `repeat: {t: 1..3}` unrolls each line whose name holds {t}.
 *
 * Done on the tree of a merged model. A number that replaces a {t} is placed where the {t} was
 * written. In LaTeX (`write`) the braces stay, so that x_{t} with two digits keeps both below.
 */
#ifndef GRADSHEET_SOURCE_REPEAT_H
#define GRADSHEET_SOURCE_REPEAT_H

#include "source/schema.h"

/* All models together unroll to at most this many lines of one part. */
enum { REPEAT_LIMIT = 10000 };

/* The model without `repeat`. Faults are errors, and the lines at fault are left out. */
const Tree *repeat_unroll(Reader *reader, const Tree *model);

#endif
