/* StrBuf: a string that grows.
 *
 * Its characters are always terminated by a zero, which length does not count. The buffer owns
 * them until strbuf_free; strbuf_to_arena makes a copy that outlives it.
 */
#ifndef GRADSHEET_BASE_STRBUF_H
#define GRADSHEET_BASE_STRBUF_H

#include <stdarg.h>
#include <stddef.h>

#include "base/arena.h"

typedef struct StrBuf {
    char *chars;
    size_t length;
    size_t capacity;
} StrBuf;

void strbuf_init(StrBuf *buffer);
void strbuf_free(StrBuf *buffer);

/* Makes it empty and keeps its memory. */
void strbuf_clear(StrBuf *buffer);

void strbuf_append(StrBuf *buffer, const char *string);
void strbuf_append_n(StrBuf *buffer, const char *string, size_t length);
void strbuf_append_char(StrBuf *buffer, char c);
void strbuf_printf(StrBuf *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));
void strbuf_vprintf(StrBuf *buffer, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0), nonnull(2)));

/* What is to be appended before one of count words in "a, b or c", where last is " or ". */
const char *list_separator(size_t at, size_t count, const char *last);

/* Cuts it to length characters; length is at most its present length. */
void strbuf_truncate(StrBuf *buffer, size_t length);

/* A copy of the characters in the arena. */
char *strbuf_to_arena(const StrBuf *buffer, Arena *arena);

/* A copy in the arena, after which the buffer is freed: the usual end of a printer. */
char *strbuf_finish(StrBuf *buffer, Arena *arena);

#endif
