/* Diagnostics: what is wrong with an author's file, where, and how to mend it.
 *
 * Every stage of the road takes a Diagnostics and adds to it; nobody prints or exits. Printing is
 * for src/cli. A message is a sentence for the author; the hint, where there is one, says what
 * would be right. The kinds of diagnostics stand in one list (base/diagnostic_kinds.h).
 */
#ifndef GRADSHEET_BASE_DIAGNOSTICS_H
#define GRADSHEET_BASE_DIAGNOSTICS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/strbuf.h"
#include "base/text.h"

typedef enum DiagnosticKind {
#define DIAGNOSTIC(name, slug) DIAGNOSTIC_##name,
#include "base/diagnostic_kinds.h"
#undef DIAGNOSTIC
    DIAGNOSTIC_KIND_COUNT
} DiagnosticKind;

/* More than these are counted but not kept: nobody reads them, and a file may have a million. */
enum { DIAGNOSTICS_LIMIT = 1000 };

typedef enum Severity { SEVERITY_ERROR, SEVERITY_WARNING } Severity;

typedef struct Diagnostic {
    DiagnosticKind kind;
    Severity severity;
    Span span;
    const char *message;
    const char *hint; /* NULL: none */
} Diagnostic;

typedef struct Diagnostics {
    Arena *arena; /* holds the messages */
    Diagnostic *items;
    size_t count;
    size_t capacity;
    size_t errors;    /* how many of the items are errors */
    bool was_dropped; /* the last one was known already: its hint is dropped too */
} Diagnostics;

void diagnostics_init(Diagnostics *diagnostics, Arena *arena);
void diagnostics_free(Diagnostics *diagnostics);

/* Adds one. A second one of the same kind and message at the same place is dropped. */
void diagnostics_error(Diagnostics *diagnostics, DiagnosticKind kind, Span span, const char *format,
                       ...) __attribute__((format(printf, 4, 5)));
void diagnostics_warning(Diagnostics *diagnostics, DiagnosticKind kind, Span span,
                         const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Gives the diagnostic that was added last its hint; nothing if that one was dropped. */
void diagnostics_hint(Diagnostics *diagnostics, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The short name of a kind, "unknown-key". */
const char *diagnostic_slug(DiagnosticKind kind);

/* Sorts by place (file, then offset; those without a place last, ties as they came). */
void diagnostics_sort(Diagnostics *diagnostics);

/* Writes one as "hw.yaml:31:14: error: message; hint", the source line and a caret under it.
 * Control characters of the source line are shown as spaces, and a long line is cut around the
 * caret. */
void diagnostic_print(StrBuf *out, const Diagnostic *diagnostic);

/* The candidate nearest to name by edit distance (at most a third of its length, at least 1; two
 * letters swapped count once),
 * or NULL: "did you mean ...?" */
const char *nearest_name(const char *name, const char *const *candidates, size_t count);

#endif
