#include "base/text.h"

#include <stdbool.h>
#include <string.h>

static size_t source_offset(const Text *text, size_t at) {
    return text->offsets != NULL ? text->offsets[at] : text->start + at;
}

Span text_span(const Text *text, size_t from, size_t to) {
    size_t first = source_offset(text, from);
    size_t last = source_offset(text, to);
    return (Span){text->source, first, last > first ? last - first : 0};
}

Text text_part(Arena *arena, const Text *text, size_t from, size_t to) {
    return (Text){
        .chars = arena_strndup(arena, text->chars + from, to - from),
        .length = to - from,
        .source = text->source,
        .start = text->start + from,
        .offsets = text->offsets != NULL ? text->offsets + from : NULL,
    };
}

Text text_part_trimmed(Arena *arena, const Text *text, size_t from, size_t to) {
    while (from < to && text->chars[from] == ' ')
        from++;
    while (to > from && text->chars[to - 1] == ' ')
        to--;
    return text_part(arena, text, from, to);
}

Text text_from_string(Arena *arena, const char *path, const char *string) {
    SourceText *source = ARENA_NEW(arena, SourceText);
    source->path = arena_strdup(arena, path);
    source->chars = arena_strdup(arena, string);
    source->length = strlen(string);
    return (Text){.chars = source->chars, .length = source->length, .source = source};
}

Text text_in_place_of(Arena *arena, const Text *written, const char *string) {
    size_t length = strlen(string);
    uint32_t *offsets = ARENA_ARRAY(arena, uint32_t, length + 1);
    for (size_t i = 0; i <= length; i++)
        offsets[i] = (uint32_t)source_offset(written, i < length ? 0 : written->length);
    return (Text){.chars = arena_strndup(arena, string, length),
                  .length = length,
                  .source = written->source,
                  .offsets = offsets};
}

void source_position(const SourceText *source, size_t offset, size_t *line, size_t *column) {
    *line = 1;
    *column = 1;
    for (size_t i = 0; i < offset && i < source->length; i++) {
        unsigned char c = (unsigned char)source->chars[i];
        bool is_mark =
            i == 0 && source->length >= 3 && memcmp(source->chars, "\xEF\xBB\xBF", 3) == 0;
        if (c == '\n') {
            ++*line;
            *column = 1;
        } else if ((c & 0xC0) != 0x80 && !is_mark) {
            ++*column;
        }
    }
}

Span span_join(Span first, Span last) {
    if (first.source != last.source)
        return first;
    size_t start = first.offset < last.offset ? first.offset : last.offset;
    size_t first_end = first.offset + first.length;
    size_t last_end = last.offset + last.length;
    return (Span){first.source, start, (first_end > last_end ? first_end : last_end) - start};
}

size_t utf8_length(const char *chars, size_t length, unsigned *code) {
    if (length == 0)
        return 0;
    unsigned char first = (unsigned char)chars[0];
    size_t count = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (count == 0 || first > 0xF4 || count > length)
        return 0;
    unsigned value = count == 1 ? first : first & (0x7Fu >> count);
    for (size_t i = 1; i < count; i++) {
        if (((unsigned char)chars[i] & 0xC0) != 0x80)
            return 0;
        value = value << 6 | ((unsigned char)chars[i] & 0x3Fu);
    }
    static const unsigned smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (value < smallest[count] || (value >= 0xD800 && value <= 0xDFFF) || value > 0x10FFFF)
        return 0;
    if (code != NULL)
        *code = value;
    return count;
}
