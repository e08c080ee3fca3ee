/* Escaping: how data is written so that a format takes it as text and never as markup.
 *
 * The format is that of the template, known by its file's ending. {{{x}}} and {{&x}} are not
 * escaped at all.
 */
#ifndef GRADSHEET_BASE_ESCAPE_H
#define GRADSHEET_BASE_ESCAPE_H

#include <stddef.h>

#include "base/strbuf.h"

typedef enum Escape {
    ESCAPE_NONE,  /* any other ending */
    ESCAPE_HTML,  /* .html .htm .xhtml .xml .svg: & < > " by their entities */
    ESCAPE_LATEX, /* .tex .ltx: every character prints as itself, ligatures like -- are broken up,
                     Greek letters and common signs are set in mathematics */
    ESCAPE_MARKDOWN, /* .md .markdown: a backslash before what Markdown would read as markup */
    ESCAPE_CSV,      /* .csv: a field with a comma, a quote or a line's end is quoted (RFC 4180) */
} Escape;

/* The format of a template by the ending of its path. */
Escape escape_for_path(const char *path);

/* Appends chars[0..length), which is UTF-8, escaped. */
void escape_text(StrBuf *out, Escape escape, const char *chars, size_t length);

#endif
