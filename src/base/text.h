/* Text: characters together with the place in a file where the author wrote them.
 *
 * A SourceText is one file, whole, as it was read. A Span is a piece of it, by byte offsets; lines
 * and columns are worked out only when a message is printed. A Text is a decoded string (a YAML
 * scalar, say) that still knows where each of its bytes came from, so that a fault inside a formula
 * inside a quoted scalar is shown under the right character.
 */
#ifndef GRADSHEET_BASE_TEXT_H
#define GRADSHEET_BASE_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

typedef struct SourceText {
    const char *path; /* as messages name it, "hw.yaml" or "<command line>" */
    const char *chars;
    size_t length;
} SourceText;

typedef struct Span {
    const SourceText *source; /* NULL: no place is known */
    size_t offset;
    size_t length;
} Span;

typedef struct Text {
    const char *chars; /* terminated by a zero; NULL means that there is no text at all */
    size_t length;
    const SourceText *source;
    size_t start;            /* offset of the first byte in source ... */
    const uint32_t *offsets; /* ... and of each byte and the end (length + 1 of them), or NULL where
                                the text stands in the source byte for byte */
} Text;

/* The place of bytes from..to of a text; from == to is the point before that byte. */
Span text_span(const Text *text, size_t from, size_t to);

/* The part from..to of a text, with a copy of its characters in the arena. */
Text text_part(Arena *arena, const Text *text, size_t from, size_t to);

/* The same without the blanks around it. */
Text text_part_trimmed(Arena *arena, const Text *text, size_t from, size_t to);

/* A text that stands byte for byte in a source of its own: command-line options, tests. */
Text text_from_string(Arena *arena, const char *path, const char *string);

/* A text that nobody wrote and that stands for one that was: errors anywhere in it are placed where
 * that one stands. */
Text text_in_place_of(Arena *arena, const Text *written, const char *string);

/* Line and column (both from 1) of an offset. The column counts characters, not bytes, and a byte
 * order mark is none. */
void source_position(const SourceText *source, size_t offset, size_t *line, size_t *column);

/* The smallest span that holds both; they must be of one source, else it is the first. */
Span span_join(Span first, Span last);

/* The length of the UTF-8 character at chars[0..length), 0 if it is none (overlong forms and
 * surrogates are none). *code, if not NULL, is its code point. */
size_t utf8_length(const char *chars, size_t length, unsigned *code);

#endif
