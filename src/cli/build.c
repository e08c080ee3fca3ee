#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/diagnostics.h"
#include "cli/commands.h"
#include "cli/progress_line.h"
#include "cli/report.h"
#include "cli/solve.h"
#include "render/store.h"
#include "typeset/output_file.h"
#include "typeset/typeset.h"

static ExitStatus write_pdf(const Options *options, const SourceText *tex,
                            const TemplateStore *store, Diagnostics *diagnostics) {
    double start = report_clock();
    const char *pdf_path = arena_printf(options->arena, "%.*s.pdf",
                                        (int)(strlen(tex->path) - strlen(".tex")), tex->path);
    /* Tags take TeX ten times as long, and runs more. */
    TypesetOptions typesetting = {.seconds = options->accessible ? 10 * TYPESET_SECONDS : 0};
    ProgressLine progress;
    progress_line_begin(&progress, options);
    typesetting.progress = progress_line_listener(&progress);
    TypesetResult result = typeset_pdf(tex, pdf_path, &typesetting, diagnostics);
    progress_line_end(&progress);
    if (result != TYPESET_DONE) {
        store_explain(store, diagnostics);
        return EXIT_FILE;
    }
    report_done(options, "wrote %s (%.2f s)", pdf_path, report_clock() - start);
    return EXIT_DONE;
}

/* "out/hw-backprop-key.html" for the sheet "key.html"; a sheet without an ending is a .tex. */
static const char *sheet_path(const Options *options, const char *sheet) {
    const char *slash = strrchr(sheet, '/');
    const char *dot = strrchr(slash != NULL ? slash : sheet, '.');
    return arena_printf(options->arena, "%s/%s-%s%s", options->output_folder,
                        path_stem(options->arena, options->operands[0]),
                        path_stem(options->arena, sheet), dot != NULL ? dot : ".tex");
}

/* "submission-blank" of "submission", "own-blank.tex" of "own.tex": the sheet to fill in. */
static const char *blank_of(const Options *options, const char *sheet) {
    const char *slash = strrchr(sheet, '/');
    const char *dot = strrchr(slash != NULL ? slash : sheet, '.');
    size_t length = dot != NULL ? (size_t)(dot - sheet) : strlen(sheet);
    return arena_printf(options->arena, "%.*s-blank%s", (int)length, sheet, sheet + length);
}

/* The sheets that are to be written. */
static const char *const *sheets_of(const Options *options, size_t *count) {
    static const char *const submission[] = {"submission"};
    *count = options->operand_count > 1 ? options->operand_count - 1 : 1;
    const char *const *named = options->operand_count > 1 ? options->operands + 1 : submission;
    if (!options->blank)
        return named;
    const char **sheets = ARENA_ARRAY(options->arena, const char *, *count);
    for (size_t i = 0; i < *count; i++)
        sheets[i] = blank_of(options, named[i]);
    return sheets;
}

static const char *check_options(const Options *options) {
    if (!options->blank)
        return NULL;
    if (options->steps)
        return "--blank leaves the answers out, so there is nothing that --steps could show";
    if (options->accessible)
        return "there is no tagged form of a sheet to fill in: --accessible goes with submission, "
               "key and handout, without --blank";
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics, options->arena);
    TemplateStore store;
    store_init(&store, options->template_folder, &diagnostics);
    size_t count;
    const char *const *sheets = sheets_of(options, &count);
    const char *fault = NULL;
    for (size_t i = 0; fault == NULL && i < count; i++)
        if (!store_has(&store, sheets[i]))
            fault = arena_printf(
                options->arena,
                "“%s” cannot be filled in: there is no template “%s”; build "
                "“submission” or “upload” with --blank, or “handout”, which has room to write "
                "by hand",
                options->operand_count > 1 ? options->operands[i + 1] : "submission", sheets[i]);
    diagnostics_free(&diagnostics);
    return fault;
}

static ExitStatus write_sheet(const Options *options, const char *sheet, const json_t *data,
                              Diagnostics *diagnostics) {
    TemplateStore store;
    store_init(&store, options->template_folder, diagnostics);
    StrBuf text;
    strbuf_init(&text);
    if (!store_render(&text, &store, sheet, data, NULL)) {
        strbuf_free(&text);
        return EXIT_FILE;
    }
    SourceText *written = ARENA_NEW(options->arena, SourceText);
    written->path = sheet_path(options, sheet);
    written->length = text.length;
    written->chars = strbuf_finish(&text, options->arena);
    if (!output_file_write(written->path, written->chars, written->length, diagnostics))
        return EXIT_FILE;
    report_done(options, "wrote %s", written->path);
    bool is_tex = strcmp(strrchr(written->path, '.'), ".tex") == 0;
    return is_tex && !options->no_pdf ? write_pdf(options, written, &store, diagnostics)
                                      : EXIT_DONE;
}

static ExitStatus run(const Options *options) {
    Solution solution;
    ExitStatus status = solve(options, &solution);
    if (status != EXIT_DONE)
        return status;
    report_done(options, "%s (%.2f s)", solution_summary(options, &solution), solution.seconds);
    json_object_set_new(solution.data, "shows_steps", json_boolean(options->steps));
    json_object_set_new(solution.data, "is_accessible", json_boolean(options->accessible));
    size_t sheet_count;
    const char *const *sheets = sheets_of(options, &sheet_count);
    for (size_t i = 0; i < sheet_count; i++) {
        fflush(stdout);
        Diagnostics diagnostics;
        diagnostics_init(&diagnostics, options->arena);
        ExitStatus sheet_status = write_sheet(options, sheets[i], solution.data, &diagnostics);
        if (sheet_status != EXIT_DONE)
            status = sheet_status;
        report_diagnostics(&diagnostics);
        diagnostics_free(&diagnostics);
    }
    solution_free(&solution);
    return status;
}

static const char *const details[] = {
    "A SHEET is submission, key or handout, typeset, or one of these with .html at its end; exam,",
    "in LaTeX's exam class; upload, a page for each question; key.md or key.csv; or the path of a",
    "template. It is written to DIR/ASSIGNMENT-SHEET.tex, or with the template's own ending, and a",
    ".tex is typeset to .pdf beside it.",
    NULL,
};

const Command command_build = {
    .name = "build",
    .operands = "ASSIGNMENT [SHEET...]",
    .summary = "write sheets (default: submission) as .tex and .pdf",
    .details = details,
    .operands_least = 1,
    .operands_most = SIZE_MAX,
    .uses = USE_SOLVING | USE_TEMPLATES | USE_WRITING,
    .check = check_options,
    .run = run,
};
