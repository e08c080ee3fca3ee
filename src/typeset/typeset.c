#include "typeset/typeset.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "typeset/child.h"
#include "typeset/output_file.h"
#include "typeset/tex_log.h"

static const char tex_name[] = "sheet.tex";

/* pdfTeX writes the date and a random identifier into a PDF unless told not to, before anything
 * else is read. */
static const char first_line[] =
    "\\pdfinfoomitdate1 \\pdftrailerid{} \\pdfsuppressptexinfo-1 \\input{sheet.tex}";

static const Span nowhere = {NULL, 0, 0};

/* What a run needs. */
typedef struct Run {
    Arena *arena;
    Diagnostics *diagnostics;
    const SourceText *tex;
    const char *folder;
    const char *program;
    long milliseconds;
    unsigned seconds;
    const Progress *progress;
} Run;

static bool read_file(Run *run, const char *name, StrBuf *content) {
    FILE *file = fopen(arena_printf(run->arena, "%s/%s", run->folder, name), "rb");
    if (file == NULL)
        return false;
    char block[8192];
    size_t length;
    while ((length = fread(block, 1, sizeof block, file)) > 0)
        strbuf_append_n(content, block, length);
    bool is_read = !ferror(file);
    fclose(file);
    return is_read;
}

/* A variable of the environment that is passed on, if it is set. */
static char *passed_on(Arena *arena, const char *name, const char *otherwise) {
    const char *value = getenv(name);
    if (value == NULL)
        value = otherwise;
    return value != NULL ? arena_printf(arena, "%s=%s", name, value) : NULL;
}

/* TeX sees nothing of the author's environment that could change what it does. */
static char *const *tex_environment(const Run *run) {
    static const char *const fixed[] = {
        "openin_any=p",         "openout_any=p",  "shell_escape=f",      "FORCE_SOURCE_DATE=1",
        "max_print_line=10000", "error_line=254", "half_error_line=238", "LC_ALL=C"};
    enum { FIXED = sizeof fixed / sizeof *fixed };
    char **environment = ARENA_ARRAY(run->arena, char *, FIXED + 5);
    size_t count = 0;
    for (; count < FIXED; count++)
        environment[count] = arena_strdup(run->arena, fixed[count]);
    environment[count++] = passed_on(run->arena, "SOURCE_DATE_EPOCH", "0");
    environment[count++] = arena_printf(run->arena, "TEXMFOUTPUT=%s", run->folder);
    char *optional[] = {passed_on(run->arena, "PATH", NULL), passed_on(run->arena, "HOME", NULL)};
    for (size_t i = 0; i < 2; i++)
        if (optional[i] != NULL)
            environment[count++] = optional[i];
    return environment;
}

static ChildResult run_once(Run *run) {
    static const char *const options[] = {"-no-shell-escape", "-interaction=nonstopmode",
                                          "-halt-on-error",   "-file-line-error",
                                          "-jobname=sheet",   first_line};
    enum { OPTIONS = sizeof options / sizeof *options };
    char *arguments[OPTIONS + 2] = {arena_strdup(run->arena, run->program)};
    for (size_t i = 0; i < OPTIONS; i++)
        arguments[i + 1] = arena_strdup(run->arena, options[i]);
    return child_run(run->folder, arguments, tex_environment(run), &run->milliseconds);
}

static void report_slow(const Run *run) {
    diagnostics_error(run->diagnostics, DIAGNOSTIC_TEX_TIME_LIMIT, nowhere,
                      "TeX ran on “%s” for more than %u s and was stopped", run->tex->path,
                      run->seconds);
    diagnostics_hint(run->diagnostics, "look for a macro in it that calls itself");
}

/* Runs TeX until it asks no more. True if there is a PDF. */
static TypesetResult run_tex(Run *run) {
    static const char *const ordinals[TYPESET_RUNS] = {"first", "second", "third", "fourth"};
    TypesetResult result = TYPESET_DONE;
    bool again = true;
    for (int i = 0; i < TYPESET_RUNS && again && result == TYPESET_DONE; i++) {
        progress_say(run->progress, "pdfLaTeX, %s run: %s", ordinals[i], run->tex->path);
        ChildResult child = run_once(run);
        int error = errno;
        StrBuf log;
        strbuf_init(&log);
        read_file(run, "sheet.log", &log);
        again = child == CHILD_SUCCEEDED && tex_log_asks_to_rerun(log.chars);
        switch (child) {
        case CHILD_SUCCEEDED:
            break;
        case CHILD_FAILED:
            tex_log_report(log.chars, tex_name, run->tex, run->diagnostics);
            result = TYPESET_TEX_ERROR;
            break;
        case CHILD_TOO_SLOW:
            report_slow(run);
            result = TYPESET_TEX_ERROR;
            break;
        case CHILD_NOT_RUN:
            diagnostics_error(run->diagnostics, DIAGNOSTIC_TEX_ERROR, nowhere,
                              "“%s” could not be started: %s", run->program, strerror(error));
            result = TYPESET_FILE_ERROR;
            break;
        }
        strbuf_free(&log);
    }
    return result;
}

static TypesetResult typeset_in_folder(Run *run, const char *pdf_path) {
    const char *tex_path = arena_printf(run->arena, "%s/%s", run->folder, tex_name);
    if (!output_file_write(tex_path, run->tex->chars, run->tex->length, run->diagnostics))
        return TYPESET_FILE_ERROR;
    TypesetResult result = run_tex(run);
    if (result != TYPESET_DONE)
        return result;
    StrBuf pdf;
    strbuf_init(&pdf);
    if (!read_file(run, "sheet.pdf", &pdf)) {
        diagnostics_error(run->diagnostics, DIAGNOSTIC_TEX_ERROR, nowhere,
                          "“%s” has no pages, so there is no PDF of it", run->tex->path);
        result = TYPESET_TEX_ERROR;
    } else if (!output_file_write(pdf_path, pdf.chars, pdf.length, run->diagnostics)) {
        result = TYPESET_FILE_ERROR;
    }
    strbuf_free(&pdf);
    return result;
}

/* TeX makes files but no folders. */
static void remove_folder(Arena *arena, const char *folder) {
    DIR *entries = opendir(folder);
    const struct dirent *entry;
    while (entries != NULL && (entry = readdir(entries)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlink(arena_printf(arena, "%s/%s", folder, entry->d_name));
    if (entries != NULL)
        closedir(entries);
    rmdir(folder);
}

TypesetResult typeset_pdf(const SourceText *tex, const char *pdf_path,
                          const TypesetOptions *options, Diagnostics *diagnostics) {
    Arena *arena = diagnostics->arena;
    const char *name = options != NULL && options->program != NULL ? options->program : "pdflatex";
    const char *program = child_find_program(arena, name);
    if (program == NULL) {
        diagnostics_error(diagnostics, DIAGNOSTIC_TEX_MISSING, nowhere,
                          "%s was not found, so there is no PDF of “%s”", name, tex->path);
        diagnostics_hint(diagnostics, "install TeX (Debian: texlive-latex-base and "
                                      "texlive-latex-recommended), or typeset the .tex elsewhere");
        return TYPESET_MISSING;
    }
    const char *parent = getenv("TMPDIR");
    if (parent == NULL || *parent != '/')
        parent = "/tmp";
    char *folder = arena_printf(arena, "%s/gradsheet-XXXXXX", parent);
    if (mkdtemp(folder) == NULL) {
        diagnostics_error(diagnostics, DIAGNOSTIC_UNWRITABLE_FILE, nowhere,
                          "no temporary folder can be made in “%s”: %s", parent, strerror(errno));
        return TYPESET_FILE_ERROR;
    }
    unsigned seconds = options != NULL && options->seconds > 0 ? options->seconds : TYPESET_SECONDS;
    Run run = {.arena = arena,
               .diagnostics = diagnostics,
               .tex = tex,
               .folder = folder,
               .program = program,
               .milliseconds = (long)seconds * 1000,
               .seconds = seconds,
               .progress = options != NULL ? options->progress : NULL};
    TypesetResult result = typeset_in_folder(&run, pdf_path);
    remove_folder(arena, folder);
    return result;
}
