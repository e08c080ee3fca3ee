#include "cli/report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/strbuf.h"

static bool uses_colour(void) {
    const char *no_colour = getenv("NO_COLOR");
    return isatty(STDERR_FILENO) && (no_colour == NULL || *no_colour == '\0');
}

/* The printed diagnostic with its severity and its caret in colour. */
static void print_in_colour(const char *printed, Severity severity) {
    const char *bold = severity == SEVERITY_ERROR ? "\033[1;31m" : "\033[1;35m";
    const char *word = severity == SEVERITY_ERROR ? "error:" : "warning:";
    const char *at = strstr(printed, word);
    const char *line_end = strchr(printed, '\n');
    fprintf(stderr, "\033[1m%.*s\033[0m%s%s\033[0m%.*s\n", (int)(at - printed), printed, bold, word,
            (int)(line_end - at - (long)strlen(word)), at + strlen(word));
    const char *source = line_end + 1;
    const char *source_end = strchr(source, '\n');
    if (source_end == NULL)
        return;
    fprintf(stderr, "%.*s\n\033[1;32m%s\033[0m", (int)(source_end - source), source,
            source_end + 1);
}

void report_diagnostics(Diagnostics *diagnostics) {
    diagnostics_sort(diagnostics);
    bool in_colour = uses_colour();
    StrBuf printed;
    strbuf_init(&printed);
    for (size_t i = 0; i < diagnostics->count; i++) {
        const Diagnostic *diagnostic = &diagnostics->items[i];
        strbuf_clear(&printed);
        diagnostic_print(&printed, diagnostic);
        if (in_colour)
            print_in_colour(printed.chars, diagnostic->severity);
        else
            fputs(printed.chars, stderr);
    }
    strbuf_free(&printed);
}

void report_fault(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("gradsheet: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

void report_done(const Options *options, const char *format, ...) {
    if (options->quiet)
        return;
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    putchar('\n');
    va_end(arguments);
}

void report_detail(const Options *options, const char *format, ...) {
    if (!options->verbose || options->quiet)
        return;
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

double report_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

bool report_output_is_written(void) {
    if (fflush(stdout) == 0 && !ferror(stdout))
        return true;
    report_fault("standard output could not be written: %s", strerror(errno));
    return false;
}
