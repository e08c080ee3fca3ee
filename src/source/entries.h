/* Entries: how many a tensor may have. Each is a number of its own when formulas are worked out. */
#ifndef GRADSHEET_SOURCE_ENTRIES_H
#define GRADSHEET_SOURCE_ENTRIES_H

#include "source/assignment.h"

enum { ENTRY_LIMIT = 1 << 24 };

/* Whether a tensor of these dimensions can be worked out; an error at span if not. name: what the
 * message begins with. */
bool entries_check(const Dimension *dims, size_t rank, const char *name, Span span,
                   Diagnostics *diagnostics);

#endif
