/* Trace: where each piece of a filled template came from, so that a fault which TeX finds in the
 * output can be shown in the template.
 */
#ifndef GRADSHEET_RENDER_TRACE_H
#define GRADSHEET_RENDER_TRACE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

typedef struct TraceMark {
    size_t offset; /* in the output, where the piece begins */
    Span span;     /* its text or tag in the template */
    bool is_text;  /* it stands there byte for byte */
} TraceMark;

/* The marks ascend by their offset. */
typedef struct Trace {
    Arena *arena;
    TraceMark *marks;
    size_t count;
    size_t capacity;
} Trace;

void trace_init(Trace *trace, Arena *arena);

void trace_add(Trace *trace, size_t offset, Span span, bool is_text);

/* The place that byte offset of the output came from; without a source if nothing is known. */
Span trace_find(const Trace *trace, size_t offset);

#endif
