/* TeX's log: what it says of an error, in an author's words and place.
 */
#ifndef GRADSHEET_TYPESET_TEX_LOG_H
#define GRADSHEET_TYPESET_TEX_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diagnostics.h"
#include "base/text.h"

/* Whether LaTeX asks to be run again (references, table of contents). */
bool tex_log_asks_to_rerun(const char *log);

/* Adds the log's first error, which pdflatex -file-line-error wrote while it read tex under the
 * name file ("sheet.tex"): at that line and where TeX stopped in it. A log without one is reported
 * too. */
void tex_log_report(const char *log, const char *file, const SourceText *tex,
                    Diagnostics *diagnostics);

#endif
