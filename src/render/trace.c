#include "render/trace.h"

void trace_init(Trace *trace, Arena *arena) {
    *trace = (Trace){.arena = arena};
}

void trace_add(Trace *trace, size_t offset, Span span, bool is_text) {
    bool left_nothing = trace->count > 0 && trace->marks[trace->count - 1].offset == offset;
    if (left_nothing)
        trace->count--; /* no byte came from that piece */
    trace->marks = arena_grow(trace->arena, trace->marks, trace->count, &trace->capacity,
                              sizeof *trace->marks);
    trace->marks[trace->count++] = (TraceMark){offset, span, is_text};
}

Span trace_find(const Trace *trace, size_t offset) {
    size_t low = 0, high = trace->count; /* the last mark at or before offset is in low-1..high-1 */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (trace->marks[middle].offset <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return (Span){NULL, 0, 0};
    const TraceMark *mark = &trace->marks[low - 1];
    if (!mark->is_text)
        return mark->span;
    size_t inside = offset - mark->offset;
    if (inside > mark->span.length)
        inside = mark->span.length;
    return (Span){mark->span.source, mark->span.offset + inside, 0};
}
