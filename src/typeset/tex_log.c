#include "typeset/tex_log.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

bool tex_log_asks_to_rerun(const char *log) {
    return strstr(log, "Rerun to get") != NULL || strstr(log, "Rerun LaTeX") != NULL;
}

/* A line of the log, without its end. */
typedef struct Line {
    const char *chars;
    size_t length;
} Line;

static bool next_line(const char **log, Line *line) {
    if (**log == '\0')
        return false;
    line->chars = *log;
    line->length = strcspn(*log, "\n");
    *log += line->length + ((*log)[line->length] == '\n');
    return true;
}

static bool begins_with(Line line, const char *prefix) {
    size_t length = strlen(prefix);
    return line.length >= length && memcmp(line.chars, prefix, length) == 0;
}

/* An error as the log has it. */
typedef struct TexError {
    Line message;
    Line file;     /* length 0: not said */
    size_t number; /* of the line in that file */
    Line read;     /* what TeX had read of it, ends where TeX stopped; length 0: not said */
} TexError;

/* "./sheet.tex:12: Undefined control sequence." */
static bool is_located(Line line, TexError *error) {
    for (size_t i = 0; i + 1 < line.length; i++) {
        if (line.chars[i] != ':' || !isdigit((unsigned char)line.chars[i + 1]))
            continue;
        char *end;
        unsigned long number = strtoul(line.chars + i + 1, &end, 10);
        if (i == 0 || end + 1 >= line.chars + line.length || end[0] != ':' || end[1] != ' ')
            return false;
        *error = (TexError){.file = {line.chars, i}, .number = number};
        error->message = (Line){end + 2, line.length - (size_t)(end + 2 - line.chars)};
        return true;
    }
    return false;
}

static bool is_unlocated(Line line, TexError *error) {
    if (!begins_with(line, "! "))
        return false;
    *error = (TexError){.message = {line.chars + 2, line.length - 2}};
    return true;
}

/* "l.12 \frac{1}{\foo": the number and what was read of the line. */
static bool is_place(Line line, size_t *number, Line *read) {
    if (!begins_with(line, "l.") || line.length < 3 || !isdigit((unsigned char)line.chars[2]))
        return false;
    char *end;
    *number = strtoul(line.chars + 2, &end, 10);
    if (*end == ' ')
        end++;
    *read = (Line){end, line.length - (size_t)(end - line.chars)};
    return true;
}

static bool find_error(const char *log, TexError *error) {
    Line line;
    bool found = false;
    size_t number;
    while (next_line(&log, &line)) {
        if (!found)
            found = is_located(line, error) || is_unlocated(line, error);
        else if (is_place(line, &number, &error->read)) {
            error->number = number;
            return true;
        }
    }
    return found;
}

/* The end of what TeX had read, in the text: where the caret belongs. */
static Span place_in(const SourceText *tex, const TexError *error) {
    size_t begin = 0;
    for (size_t line = 1; line < error->number; line++) {
        const char *newline = memchr(tex->chars + begin, '\n', tex->length - begin);
        if (newline == NULL)
            return (Span){NULL, 0, 0};
        begin = (size_t)(newline + 1 - tex->chars);
    }
    const char *newline = memchr(tex->chars + begin, '\n', tex->length - begin);
    size_t length = (newline != NULL ? (size_t)(newline - tex->chars) : tex->length) - begin;
    /* A long line is cut in the log: "...z^2_{1,1}"; its end can still be found in the text. */
    const char *read = error->read.chars;
    size_t read_length = error->read.length;
    if (begins_with(error->read, "...")) {
        read += 3;
        read_length -= 3;
    }
    const char *found =
        read_length > 0 ? memmem(tex->chars + begin, length, read, read_length) : NULL;
    size_t stop = found != NULL ? (size_t)(found - tex->chars) + read_length : begin;
    size_t start = stop;
    /* The control sequence or character that TeX read last is what it minds. */
    while (start > begin && isalpha((unsigned char)tex->chars[start - 1]))
        start--;
    start -= start > begin;
    return (Span){tex, start, stop - start};
}

static bool is_file(Line name, const char *file) {
    if (begins_with(name, "./"))
        name = (Line){name.chars + 2, name.length - 2};
    return name.length == strlen(file) && memcmp(name.chars, file, name.length) == 0;
}

static void hint_package(Line message, Diagnostics *diagnostics) {
    static const char quote[] = "File `";
    const char *name = memmem(message.chars, message.length, quote, sizeof quote - 1);
    if (name == NULL || memmem(message.chars, message.length, "not found", 9) == NULL)
        return;
    name += sizeof quote - 1;
    bool is_extra = strncmp(name, "exam.cls'", strlen("exam.cls'")) == 0 ||
                    strncmp(name, "tagpdf.sty'", strlen("tagpdf.sty'")) == 0;
    diagnostics_hint(diagnostics, "install the TeX package that has %.*s (Debian: %s)",
                     (int)strcspn(name, "'\n"), name,
                     is_extra ? "texlive-latex-extra" : "texlive-latex-recommended");
}

void tex_log_report(const char *log, const char *file, const SourceText *tex,
                    Diagnostics *diagnostics) {
    TexError error = {.number = 0};
    if (!find_error(log, &error)) {
        diagnostics_error(diagnostics, DIAGNOSTIC_TEX_ERROR, (Span){NULL, 0, 0},
                          "TeX failed on “%s” and did not say why", tex->path);
        return;
    }
    bool is_ours = error.file.length == 0 || is_file(error.file, file);
    Span span = error.number > 0 && is_ours ? place_in(tex, &error) : (Span){NULL, 0, 0};
    if (is_ours)
        diagnostics_error(diagnostics, DIAGNOSTIC_TEX_ERROR, span, "TeX stopped here: %.*s",
                          (int)error.message.length, error.message.chars);
    else
        diagnostics_error(diagnostics, DIAGNOSTIC_TEX_ERROR, span,
                          "TeX stopped on “%s” in line %zu of %.*s: %.*s", tex->path, error.number,
                          (int)error.file.length, error.file.chars, (int)error.message.length,
                          error.message.chars);
    hint_package(error.message, diagnostics);
}
