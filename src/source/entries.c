#include "source/entries.h"

bool entries_check(const Dimension *dims, size_t rank, const char *name, Span span,
                   Diagnostics *diagnostics) {
    size_t count = 1;
    bool is_counted = true;
    for (size_t i = 0; is_counted && i < rank; i++)
        is_counted = !__builtin_mul_overflow(count, (size_t)dims[i].value, &count);
    if (is_counted && count <= ENTRY_LIMIT)
        return true;
    if (is_counted)
        diagnostics_error(diagnostics, DIAGNOSTIC_SIZE, span,
                          "%s has %zu entries; a tensor has at most %d", name, count, ENTRY_LIMIT);
    else
        diagnostics_error(diagnostics, DIAGNOSTIC_SIZE, span,
                          "%s has more entries than can be counted; a tensor has at most %d", name,
                          ENTRY_LIMIT);
    diagnostics_hint(diagnostics, "take smaller sizes: the answers are the same formulas");
    return false;
}
