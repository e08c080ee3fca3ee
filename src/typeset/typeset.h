/* Typeset: LaTeX → PDF, by pdflatex as a child.
 *
 * Promises: TeX runs without shell escape, in a temporary folder of its own outside which it can
 * neither read (but for its own installation) nor write, and for a limited time; nothing but the
 * PDF stays behind, and that appears whole or not at all; equal input gives equal bytes (no date,
 * no random identifier: \today is the day of SOURCE_DATE_EPOCH, 1970 if that is not set).
 */
#ifndef GRADSHEET_TYPESET_TYPESET_H
#define GRADSHEET_TYPESET_TYPESET_H

#include "base/diagnostics.h"
#include "base/progress.h"
#include "base/text.h"

enum { TYPESET_SECONDS = 60, TYPESET_RUNS = 4 };

typedef enum TypesetResult {
    TYPESET_DONE,
    TYPESET_MISSING,    /* there is no pdflatex: the .tex is all there can be */
    TYPESET_TEX_ERROR,  /* TeX stopped at an error, or ran longer than allowed */
    TYPESET_FILE_ERROR, /* the PDF or a temporary file cannot be written */
} TypesetResult;

typedef struct TypesetOptions {
    const char *program;      /* a name to look up in PATH or a path; NULL: "pdflatex" */
    unsigned seconds;         /* for all runs together; 0: TYPESET_SECONDS */
    const Progress *progress; /* who waits, and is told of each run; NULL: nobody */
} TypesetOptions;

/* Typesets tex and writes the PDF to pdf_path. tex->path is how messages name the text, best the
 * .tex file that was written. options may be NULL. Any result but TYPESET_DONE has its diagnostic:
 * of TeX's error the line of tex, TeX's message, and how far TeX had read that line. */
TypesetResult typeset_pdf(const SourceText *tex, const char *pdf_path,
                          const TypesetOptions *options, Diagnostics *diagnostics);

#endif
