#include "base/strbuf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char empty[1];

void strbuf_init(StrBuf *buffer) {
    *buffer = (StrBuf){empty, 0, 0};
}

void strbuf_free(StrBuf *buffer) {
    if (buffer->capacity > 0)
        free(buffer->chars);
    strbuf_init(buffer);
}

void strbuf_clear(StrBuf *buffer) {
    strbuf_truncate(buffer, 0);
}

static void reserve(StrBuf *buffer, size_t more) {
    size_t needed = buffer->length + more + 1;
    if (needed <= buffer->capacity)
        return;
    size_t capacity = buffer->capacity * 2 > needed ? buffer->capacity * 2 : needed + 31;
    char *old = buffer->capacity > 0 ? buffer->chars : NULL;
    buffer->chars = memory_resize(old, capacity);
    buffer->capacity = capacity;
    buffer->chars[buffer->length] = '\0';
}

void strbuf_append(StrBuf *buffer, const char *string) {
    strbuf_append_n(buffer, string, strlen(string));
}

void strbuf_append_n(StrBuf *buffer, const char *string, size_t length) {
    if (length == 0)
        return;
    reserve(buffer, length);
    memcpy(buffer->chars + buffer->length, string, length);
    buffer->length += length;
    buffer->chars[buffer->length] = '\0';
}

void strbuf_append_char(StrBuf *buffer, char c) {
    strbuf_append_n(buffer, &c, 1);
}

void strbuf_printf(StrBuf *buffer, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    strbuf_vprintf(buffer, format, arguments);
    va_end(arguments);
}

/* What most calls append at most: they format once, the others twice. */
enum { USUAL_LENGTH = 31 };

void strbuf_vprintf(StrBuf *buffer, const char *format, va_list arguments) {
    reserve(buffer, USUAL_LENGTH);
    size_t room = buffer->capacity - buffer->length;
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(buffer->chars + buffer->length, room, format, again);
    va_end(again);
    if (length < 0)
        abort();
    if ((size_t)length >= room) {
        reserve(buffer, (size_t)length);
        vsnprintf(buffer->chars + buffer->length, (size_t)length + 1, format, arguments);
    }
    buffer->length += (size_t)length;
}

const char *list_separator(size_t at, size_t count, const char *last) {
    return at == 0 ? "" : at + 1 < count ? ", " : last;
}

void strbuf_truncate(StrBuf *buffer, size_t length) {
    if (length < buffer->length) {
        buffer->length = length;
        buffer->chars[length] = '\0';
    }
}

char *strbuf_to_arena(const StrBuf *buffer, Arena *arena) {
    return arena_strndup(arena, buffer->chars, buffer->length);
}

char *strbuf_finish(StrBuf *buffer, Arena *arena) {
    char *string = strbuf_to_arena(buffer, arena);
    strbuf_free(buffer);
    return string;
}
