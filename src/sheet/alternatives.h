/* Alternatives: other forms of an answer that a grader accepts as well.
 *
 * An answer may be given in index notation, in matrix notation, entry by entry, with its sums
 * written out. Those that were not asked for are derived by the same road as those that were, and
 * are verified with them.
 */
#ifndef GRADSHEET_SHEET_ALTERNATIVES_H
#define GRADSHEET_SHEET_ALTERNATIVES_H

#include <jansson.h>

#include "sheet/question.h"

typedef struct Alternative {
    SolvedQuestion *solved; /* with this one answer; questions_verify it */
    const char *kind;       /* "matrix notation" */
    bool is_for_entry;      /* its question is for an entry of what was asked */
} Alternative;

enum { ALTERNATIVES_LIMIT = 16 };

typedef struct Alternatives {
    Alternative items[ALTERNATIVES_LIMIT];
    size_t count;
} Alternatives;

/* Derives what there is beside the answers of a question that was derived. Forms that there are
 * not, that read as another one, that are too long to read or that nobody would write are left out.
 */
void alternatives_derive(const Desk *desk, const SolvedQuestion *solved,
                         Alternatives *alternatives);

/* "alternatives": a list of answers without steps. Each has "as" and "kind", and "lhs", null where
 * it is what was asked itself and else the entry of it that the form is for. Those that the author
 * expects, the question's "expected", are left out. */
json_t *json_alternatives(const Desk *desk, const Alternatives *alternatives,
                          const json_t *expected);

#endif
