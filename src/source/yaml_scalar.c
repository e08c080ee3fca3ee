#include "source/yaml_scalar.h"

#include <stdbool.h>
#include <string.h>

/* The smallest piece of a scalar as written, and what it means: a character, an escape, '' or an
 * escaped line break (which means nothing). */
typedef struct Piece {
    size_t written;
    size_t count;
    char bytes[4];
} Piece;

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t utf8_encode(unsigned code, char bytes[4]) {
    if (code < 0x80) {
        bytes[0] = (char)code;
        return 1;
    }
    size_t count = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = count - 1; i > 0; i--, code >>= 6)
        bytes[i] = (char)(0x80 | (code & 0x3F));
    bytes[0] = (char)(leads[count] | code);
    return count;
}

static unsigned hexadecimal(const char *chars, size_t count) {
    unsigned code = 0;
    for (size_t i = 0; i < count; i++) {
        char c = chars[i];
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
                         : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10
                                                : 0;
        code = code << 4 | digit;
    }
    return code & 0x1FFFFF;
}

/* The piece that begins with a backslash inside double quotes. */
static Piece escape_at(const char *chars, size_t length) {
    static const char letters[] = "0abtnvfre \"/\\N_LP\t'";
    static const unsigned codes[] = {0,   7,   8,    9,    10,   11,     12,     13,   27,  ' ',
                                     '"', '/', '\\', 0x85, 0xA0, 0x2028, 0x2029, '\t', '\''};
    Piece piece = {.written = 2};
    if (length < 2)
        return (Piece){.written = 1};
    char letter = chars[1];
    if (letter == '\r' && length > 2 && chars[2] == '\n')
        return (Piece){.written = 3};
    if (letter == '\n' || letter == '\r')
        return piece;
    size_t digits = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
    const char *known = letter != '\0' ? strchr(letters, letter) : NULL;
    if (digits > 0 && digits + 2 <= length) {
        piece.written = digits + 2;
        piece.count = utf8_encode(hexadecimal(chars + 2, digits), piece.bytes);
    } else if (known != NULL) {
        piece.count = utf8_encode(codes[known - letters], piece.bytes);
    }
    return piece;
}

static Piece piece_at(const char *chars, size_t length, ScalarStyle style) {
    if (style == SCALAR_DOUBLE_QUOTED && chars[0] == '\\')
        return escape_at(chars, length);
    if (style == SCALAR_SINGLE_QUOTED && length > 1 && chars[0] == '\'' && chars[1] == '\'')
        return (Piece){.written = 2, .count = 1, .bytes = "'"};
    Piece piece = {.written = utf8_length(chars, length, NULL)};
    if (piece.written == 0)
        piece.written = 1;
    piece.count = piece.written;
    memcpy(piece.bytes, chars, piece.count);
    return piece;
}

/* The written part without quotes, or without the line of a block's header. */
static void trim_to_content(const SourceText *source, ScalarStyle style, size_t *from, size_t *to) {
    if (style == SCALAR_BLOCK) {
        while (*from < *to && source->chars[*from] != '\n')
            ++*from;
    } else if (style != SCALAR_PLAIN && *to - *from >= 2) {
        ++*from;
        --*to;
    }
}

static bool means(const Piece *piece, const char *value, size_t length) {
    return piece->count > 0 && piece->count <= length &&
           memcmp(piece->bytes, value, piece->count) == 0;
}

/* Blanks of the value need not be written (a folded line break is read as a space), all else is:
 * so what is no blank is looked for, and a blank takes what stands there. */
static void align(const SourceText *source, size_t from, size_t to, ScalarStyle style,
                  const char *value, size_t length, uint32_t *offsets) {
    size_t end = from;
    for (size_t at = 0; at < length;) {
        Piece piece = {0};
        while (from < to) {
            piece = piece_at(source->chars + from, to - from, style);
            bool is_folded = is_blank(value[at]) && piece.count > 0;
            if (is_folded || means(&piece, value + at, length - at))
                break;
            from += piece.written;
        }
        bool is_written = from < to && means(&piece, value + at, length - at);
        size_t count = is_written ? piece.count : 1;
        for (size_t i = 0; i < count; i++)
            offsets[at + i] = (uint32_t)(from + (piece.written == count ? i : 0));
        if (is_written)
            from += piece.written;
        if (!is_blank(value[at]))
            end = from;
        at += count;
    }
    offsets[length] = (uint32_t)end;
}

Text yaml_scalar_text(Arena *arena, const SourceText *source, size_t from, size_t to,
                      ScalarStyle style, const char *value, size_t length) {
    if (style != SCALAR_BLOCK)
        trim_to_content(source, style, &from, &to);
    Text text = {.chars = arena_strndup(arena, value, length),
                 .length = length,
                 .source = source,
                 .start = from};
    if (length == to - from && memcmp(value, source->chars + from, length) == 0)
        return text;
    if (style == SCALAR_BLOCK)
        trim_to_content(source, style, &from, &to);
    uint32_t *offsets = ARENA_ARRAY(arena, uint32_t, length + 1);
    align(source, from, to, style, value, length, offsets);
    text.offsets = offsets;
    return text;
}
