/* Schema: which keys a mapping of the format may and must have, and of what kind its values are.
 *
 * Every file of this stage that reads a part of the tree gets a Reader, which says where errors go.
 * An error never stops the reading: the part at fault is left out, and the rest is looked at.
 */
#ifndef GRADSHEET_SOURCE_SCHEMA_H
#define GRADSHEET_SOURCE_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diagnostics.h"
#include "source/yaml_tree.h"

typedef struct Reader {
    Arena *arena;
    Diagnostics *diagnostics;
    const char *path;  /* of the assignment; a values file is looked for beside it */
    bool is_broken;    /* a name or formula had to be left out: what uses it cannot be judged */
    bool lacks_values; /* values had to be left out: that some are missing cannot be judged */
} Reader;

typedef struct KeyRule {
    const char *name;
    bool is_required;
} KeyRule;

/* Adds an error like diagnostics_error and notes that something had to be left out. */
void reader_break(Reader *reader, DiagnosticKind kind, Span span, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Adds a hint to the error just added. */
void reader_hint(Reader *reader, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Whether the tree is of that kind; if not, an error that `what` ("“given”") should be one. */
bool schema_expect(Reader *reader, const Tree *tree, TreeKind kind, const char *what);

/* Errors for the keys of a mapping that no rule names (with the nearest that one does), and for
 * those that it lacks. what is the thing described: "a question". */
void schema_check_keys(Reader *reader, const Tree *mapping, const char *what, const KeyRule *rules,
                       size_t count);

/* The value of a key; NULL where it is absent or null. */
const Tree *schema_get(const Tree *mapping, const char *key);

/* The text of a key that should be a scalar; chars NULL where it is absent, null or none (error).
 */
Text schema_get_text(Reader *reader, const Tree *mapping, const char *key);

/* The hint "did you mean ...?" where some candidate is near, else nothing. Whether it was given. */
bool reader_suggest(Reader *reader, const char *name, const char *const *candidates, size_t count);

#endif
