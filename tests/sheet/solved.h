/* A solved assignment in a test: YAML text → the sheet, and its parts. */
#ifndef GRADSHEET_TESTS_SHEET_SOLVED_H
#define GRADSHEET_TESTS_SHEET_SOLVED_H

#include "sheet/sheet.h"

typedef struct Solved {
    Arena *arena;
    Diagnostics diagnostics;
    const Assignment *assignment; /* NULL: it has errors */
    SheetStatus status;
    json_t *sheet; /* NULL unless the status is SHEET_OK */
} Solved;

/* Whatever becomes of it, solved_close it. */
void solved_open(Solved *solved, const char *yaml, const SheetOptions *options);
void solved_close(Solved *solved);

/* All diagnostics as a user sees them. */
const char *solved_messages(Solved *solved);
bool solved_has(const Solved *solved, DiagnosticKind kind);

/* Both count from 0; NULL past the last. */
json_t *solved_question(const Solved *solved, size_t section, size_t question);

/* An answer as one line: its text, or "factor * [a, b; c, d]" of what is written out; blocks as
 * "{1,2}[...]{1,3}[...]". */
const char *solved_answer_text(Solved *solved, const json_t *answer);

#endif
