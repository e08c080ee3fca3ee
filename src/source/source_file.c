#include "source/source_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_LIMIT = 64 * 1024 * 1024 };

static const char BYTE_ORDER_MARK[] = "\xEF\xBB\xBF";

static void report_unreadable(Diagnostics *diagnostics, Span named_at, const char *path,
                              const char *why) {
    diagnostics_error(diagnostics, DIAGNOSTIC_UNREADABLE_FILE, named_at, "cannot read %s: %s", path,
                      why);
}

/* Reads to the end, whatever kind of file it is; NULL with errno set where that fails, and with
 * errno EFBIG past FILE_LIMIT. The caller frees it. */
static char *read_all(int file, size_t *length) {
    size_t capacity = 64 * 1024;
    char *chars = memory_alloc(capacity);
    *length = 0;
    for (;;) {
        ssize_t got = read(file, chars + *length, capacity - *length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got == 0)
            return chars;
        if (got > 0)
            *length += (size_t)got;
        if (got > 0 && *length > FILE_LIMIT)
            errno = EFBIG;
        if (got < 0 || *length > FILE_LIMIT) {
            free(chars);
            return NULL;
        }
        if (*length == capacity) {
            capacity *= 2;
            chars = memory_resize(chars, capacity);
        }
    }
}

const SourceText *source_file_read(Arena *arena, const char *path, Span named_at,
                                   Diagnostics *diagnostics) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        report_unreadable(diagnostics, named_at, path, strerror(errno));
        return NULL;
    }
    struct stat status;
    size_t length = 0;
    char *chars = NULL;
    if (fstat(file, &status) == 0 && S_ISDIR(status.st_mode))
        errno = EISDIR;
    else
        chars = read_all(file, &length);
    int error = errno;
    close(file);
    if (chars == NULL) {
        report_unreadable(diagnostics, named_at, path, strerror(error));
        if (error == EFBIG)
            diagnostics_hint(diagnostics, "64 MiB are the limit");
        return NULL;
    }
    const SourceText *source = source_from_chars(arena, path, chars, length);
    free(chars);
    return source;
}

const SourceText *source_from_chars(Arena *arena, const char *path, const char *chars,
                                    size_t length) {
    SourceText *source = ARENA_NEW(arena, SourceText);
    source->path = arena_strdup(arena, path);
    source->chars = arena_strndup(arena, chars, length);
    source->length = length;
    return source;
}

static bool is_text_character(unsigned code) {
    if (code < ' ')
        return code == '\t' || code == '\n' || code == '\r';
    bool is_control = code >= 0x7F && code < 0xA0 && code != 0x85;
    return !is_control && code != 0xFEFF && code != 0xFFFE && code != 0xFFFF;
}

bool source_check_text(const SourceText *source, Diagnostics *diagnostics) {
    for (size_t at = source_content_start(source); at < source->length;) {
        unsigned code = 0;
        size_t step = utf8_length(source->chars + at, source->length - at, &code);
        Span span = {source, at, step};
        if (step == 0) {
            diagnostics_error(diagnostics, DIAGNOSTIC_NOT_UTF8, span,
                              "the byte 0x%02X here is not UTF-8",
                              (unsigned)(unsigned char)source->chars[at]);
            diagnostics_hint(diagnostics, "save the file as UTF-8 text");
            return false;
        }
        if (!is_text_character(code)) {
            diagnostics_error(diagnostics, DIAGNOSTIC_CONTROL_CHARACTER, span,
                              "there is a control character here (U+%04X), which text cannot hold",
                              code);
            diagnostics_hint(diagnostics, "delete it; if the file is not text at all, check that "
                                          "it is the right one");
            return false;
        }
        at += step;
    }
    return true;
}

size_t source_content_start(const SourceText *source) {
    size_t length = strlen(BYTE_ORDER_MARK);
    bool has_mark = source->length >= length && memcmp(source->chars, BYTE_ORDER_MARK, length) == 0;
    return has_mark ? length : 0;
}
