#include "base/diagnostics.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const char *const slugs[] = {
#define DIAGNOSTIC(name, slug) slug,
#include "base/diagnostic_kinds.h"
#undef DIAGNOSTIC
};

void diagnostics_init(Diagnostics *diagnostics, Arena *arena) {
    *diagnostics = (Diagnostics){.arena = arena};
}

void diagnostics_free(Diagnostics *diagnostics) {
    free(diagnostics->items);
    diagnostics_init(diagnostics, diagnostics->arena);
}

static bool is_known(const Diagnostics *diagnostics, const Diagnostic *candidate) {
    for (size_t i = 0; i < diagnostics->count; i++) {
        const Diagnostic *item = &diagnostics->items[i];
        if (item->kind == candidate->kind && item->span.source == candidate->span.source &&
            item->span.offset == candidate->span.offset &&
            strcmp(item->message, candidate->message) == 0)
            return true;
    }
    return false;
}

static void add(Diagnostics *diagnostics, Diagnostic diagnostic, const char *format,
                va_list arguments) {
    if (diagnostics->count == DIAGNOSTICS_LIMIT) {
        diagnostics->was_dropped = true;
        diagnostics->errors += diagnostic.severity == SEVERITY_ERROR;
        return;
    }
    StrBuf message;
    strbuf_init(&message);
    strbuf_vprintf(&message, format, arguments);
    diagnostic.message = strbuf_finish(&message, diagnostics->arena);
    diagnostics->was_dropped = is_known(diagnostics, &diagnostic);
    if (diagnostics->was_dropped)
        return;
    diagnostics->items = memory_grow(diagnostics->items, diagnostics->count, &diagnostics->capacity,
                                     sizeof *diagnostics->items);
    diagnostics->items[diagnostics->count++] = diagnostic;
    if (diagnostic.severity == SEVERITY_ERROR)
        diagnostics->errors++;
}

void diagnostics_error(Diagnostics *diagnostics, DiagnosticKind kind, Span span, const char *format,
                       ...) {
    va_list arguments;
    va_start(arguments, format);
    add(diagnostics, (Diagnostic){.kind = kind, .severity = SEVERITY_ERROR, .span = span}, format,
        arguments);
    va_end(arguments);
}

void diagnostics_warning(Diagnostics *diagnostics, DiagnosticKind kind, Span span,
                         const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add(diagnostics, (Diagnostic){.kind = kind, .severity = SEVERITY_WARNING, .span = span}, format,
        arguments);
    va_end(arguments);
}

void diagnostics_hint(Diagnostics *diagnostics, const char *format, ...) {
    if (diagnostics->count == 0 || diagnostics->was_dropped)
        return;
    va_list arguments;
    va_start(arguments, format);
    StrBuf hint;
    strbuf_init(&hint);
    strbuf_vprintf(&hint, format, arguments);
    va_end(arguments);
    diagnostics->items[diagnostics->count - 1].hint = strbuf_finish(&hint, diagnostics->arena);
}

const char *diagnostic_slug(DiagnosticKind kind) {
    return slugs[kind];
}

static bool comes_before(const Diagnostic *left, const Diagnostic *right) {
    if (left->span.source == NULL || right->span.source == NULL)
        return left->span.source != NULL && right->span.source == NULL;
    int order = strcmp(left->span.source->path, right->span.source->path);
    return order != 0 ? order < 0 : left->span.offset < right->span.offset;
}

void diagnostics_sort(Diagnostics *diagnostics) {
    /* An insertion sort: there are few, they come nearly sorted, and ties must keep their order. */
    for (size_t i = 1; i < diagnostics->count; i++) {
        Diagnostic moved = diagnostics->items[i];
        size_t place = i;
        for (; place > 0 && comes_before(&moved, &diagnostics->items[place - 1]); place--)
            diagnostics->items[place] = diagnostics->items[place - 1];
        diagnostics->items[place] = moved;
    }
}

enum { LINE_SHOWN = 100, LINE_BEFORE_CARET = 60 };

/* Start of the character that holds byte at. */
static size_t character_start(const char *chars, size_t at) {
    while (at > 0 && ((unsigned char)chars[at] & 0xC0) == 0x80)
        at--;
    return at;
}

/* The characters of a line: control characters as spaces, bytes that are no UTF-8 as U+FFFD. Each
 * takes the one column that the caret's line counts for it. */
static void print_visibly(StrBuf *out, const char *chars, size_t length) {
    for (size_t at = 0; at < length;) {
        size_t step = utf8_length(chars + at, length - at, NULL);
        bool is_control = (unsigned char)chars[at] < ' ' || chars[at] == 127;
        if (is_control)
            strbuf_append_char(out, ' ');
        else if (step > 0)
            strbuf_append_n(out, chars + at, step);
        else if (((unsigned char)chars[at] & 0xC0) != 0x80)
            strbuf_append(out, "\uFFFD");
        at += step > 0 ? step : 1;
    }
}

static void print_source_line(StrBuf *out, Span span) {
    const char *chars = span.source->chars;
    size_t length = span.source->length;
    size_t caret = span.offset < length ? span.offset : length;
    size_t begin = caret;
    while (begin > 0 && chars[begin - 1] != '\n')
        begin--;
    size_t end = caret;
    while (end < length && chars[end] != '\n' && chars[end] != '\r')
        end++;
    if (begin == 0 && caret >= 3 && memcmp(chars, "\xEF\xBB\xBF", 3) == 0)
        begin = 3; /* a byte order mark is no character of the line */
    if (caret - begin > LINE_BEFORE_CARET)
        begin = character_start(chars, caret - LINE_BEFORE_CARET);
    if (end - begin > LINE_SHOWN)
        end = character_start(chars, begin + LINE_SHOWN);
    strbuf_append(out, "    ");
    print_visibly(out, chars + begin, end - begin);
    strbuf_append(out, "\n    ");
    size_t marked = span.offset + (span.length > 0 ? span.length : 1);
    for (size_t i = begin; i < caret || (i < marked && i < end) || i == caret; i++) {
        bool is_character = i >= length || ((unsigned char)chars[i] & 0xC0) != 0x80;
        if (is_character)
            strbuf_append_char(out, i < caret ? ' ' : i == caret ? '^' : '~');
    }
    strbuf_append_char(out, '\n');
}

void diagnostic_print(StrBuf *out, const Diagnostic *diagnostic) {
    Span span = diagnostic->span;
    if (span.source != NULL) {
        size_t line, column;
        source_position(span.source, span.offset, &line, &column);
        strbuf_printf(out, "%s:%zu:%zu: ", span.source->path, line, column);
    }
    strbuf_append(out, diagnostic->severity == SEVERITY_ERROR ? "error: " : "warning: ");
    strbuf_append(out, diagnostic->message);
    if (diagnostic->hint != NULL)
        strbuf_printf(out, "; %s", diagnostic->hint);
    strbuf_append_char(out, '\n');
    if (span.source != NULL && span.source->length > 0)
        print_source_line(out, span);
}

static size_t least(size_t left, size_t right) {
    return left < right ? left : right;
}

/* How many letters to insert, delete, replace or swap with their neighbour make one of the other;
 * limit + 1 where a name is too long to be compared. Three rows are enough: a swap looks two back.
 */
static size_t edit_distance(const char *left, const char *right, size_t limit) {
    enum { LONGEST = 63 };
    size_t left_length = strlen(left), right_length = strlen(right);
    if (left_length > LONGEST || right_length > LONGEST)
        return limit + 1;
    size_t rows[3][LONGEST + 1] = {0};
    for (size_t j = 0; j <= right_length; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= left_length; i++) {
        const size_t *above = rows[(i - 1) % 3];
        const size_t *two_above = rows[(i + 1) % 3];
        size_t *row = rows[i % 3];
        row[0] = i;
        for (size_t j = 1; j <= right_length; j++) {
            row[j] = least(least(above[j], row[j - 1]) + 1,
                           above[j - 1] + (left[i - 1] != right[j - 1]));
            bool is_swap =
                i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
            if (is_swap)
                row[j] = least(row[j], two_above[j - 2] + 1);
        }
    }
    return rows[left_length % 3][right_length];
}

const char *nearest_name(const char *name, const char *const *candidates, size_t count) {
    size_t limit = strlen(name) / 3 > 1 ? strlen(name) / 3 : 1;
    const char *nearest = NULL;
    for (size_t i = 0; i < count; i++) {
        size_t distance = edit_distance(name, candidates[i], limit);
        if (distance <= limit && distance < strlen(name)) {
            nearest = candidates[i];
            limit = distance > 0 ? distance - 1 : 0;
        }
    }
    return nearest;
}
