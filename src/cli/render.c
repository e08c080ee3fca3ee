#include <stdio.h>
#include <string.h>

#include "base/diagnostics.h"
#include "cli/commands.h"
#include "cli/report.h"
#include "render/store.h"

/* The JSON of a file, or of standard input where path is NULL. NULL after saying why. */
static json_t *read_json(const char *path, ExitStatus *status) {
    const char *name = path != NULL ? path : "standard input";
    json_error_t error;
    json_t *data = path != NULL ? json_load_file(path, JSON_DECODE_ANY, &error)
                                : json_loadf(stdin, JSON_DECODE_ANY, &error);
    if (data != NULL)
        return data;
    bool is_unreadable = json_error_code(&error) == json_error_cannot_open_file;
    if (is_unreadable)
        report_fault("%s", error.text);
    else
        report_fault("%s:%d:%d: this is no JSON: %s", name, error.line, error.column, error.text);
    *status = is_unreadable ? EXIT_FILE : EXIT_ASSIGNMENT;
    return NULL;
}

static ExitStatus run(const Options *options) {
    ExitStatus status = EXIT_DONE;
    json_t *data = read_json(options->operand_count > 1 ? options->operands[1] : NULL, &status);
    if (data == NULL)
        return status;
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics, options->arena);
    TemplateStore store;
    store_init(&store, options->template_folder, &diagnostics);
    StrBuf text;
    strbuf_init(&text);
    if (store_render(&text, &store, options->operands[0], data, NULL))
        fwrite(text.chars, 1, text.length, stdout);
    else
        status = EXIT_FILE;
    report_diagnostics(&diagnostics);
    diagnostics_free(&diagnostics);
    strbuf_free(&text);
    json_decref(data);
    return status;
}

static const char *const details[] = {"The template is Mustache, and is named like a sheet of "
                                      "`gradsheet build`. Without DATA.json the",
                                      "JSON is read from standard input. What comes out is written "
                                      "to standard output, escaped for the",
                                      "format that the template's ending tells.", NULL};

const Command command_render = {
    .name = "render",
    .operands = "TEMPLATE [DATA.json]",
    .summary = "fill any template with any JSON",
    .details = details,
    .operands_least = 1,
    .operands_most = 2,
    .uses = USE_TEMPLATES,
    .run = run,
};
