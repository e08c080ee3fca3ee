/* Source files: from a path to characters that the rest may trust.
 *
 * A file that this stage lets through is UTF-8 without control characters other than tab, line feed
 * and carriage return. A byte order mark stays where it is (offsets are the file's own) and is
 * skipped by source_content_start.
 */
#ifndef GRADSHEET_SOURCE_SOURCE_FILE_H
#define GRADSHEET_SOURCE_SOURCE_FILE_H

#include <stdbool.h>

#include "base/diagnostics.h"
#include "base/text.h"

/* The whole of a regular file, in the arena; NULL with an error at named_at (the place that names
 * the file; its source may be NULL) where it cannot be read. Its characters are not checked yet. */
const SourceText *source_file_read(Arena *arena, const char *path, Span named_at,
                                   Diagnostics *diagnostics);

/* A source of given characters, copied into the arena. */
const SourceText *source_from_chars(Arena *arena, const char *path, const char *chars,
                                    size_t length);

/* Whether it is UTF-8 text; if not, an error at the first wrong byte. */
bool source_check_text(const SourceText *source, Diagnostics *diagnostics);

/* 3 where the source begins with a byte order mark, else 0. */
size_t source_content_start(const SourceText *source);

#endif
