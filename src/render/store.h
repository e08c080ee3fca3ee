/* Store: finds templates by name or path.
 *
 * "submission" is submission.tex; a name with an ending of its own, or with a slash, is taken as it
 * is. It is looked for, in this order,
 *   1. as a path, if it has a slash or names a file with an ending that is there;
 *   2. beside the template that was asked for, for the partials and parents of one given by its
 * path;
 *   3. in the folder of --template-dir;
 *   4. in the installed data folder;
 *   5. in the program itself, which holds the sheets of templates/.
 */
#ifndef GRADSHEET_RENDER_STORE_H
#define GRADSHEET_RENDER_STORE_H

#include "base/diagnostics.h"
#include "render/render.h"

typedef struct TemplateStore {
    Arena *arena; /* holds what was read */
    Diagnostics *diagnostics;
    const char *directory;      /* --template-dir, NULL: none */
    const char *data_directory; /* the installed templates, NULL: none */
    const char *beside; /* the folder of the template that was opened by its path, or NULL */
    Trace trace;        /* of what was rendered last */
    const char *ending; /* of the template that was opened, ".tex": its partials' too */
} TemplateStore;

void store_init(TemplateStore *store, const char *directory, Diagnostics *diagnostics);

/* The text of a sheet and, from then on, the home of its partials. NULL after a diagnostic, whose
 * place is span (or none). */
const SourceText *store_open(TemplateStore *store, const char *name, Span span);

/* Whether there is a sheet of that name or path. Says nothing where there is none. */
bool store_has(const TemplateStore *store, const char *name);

/* Finds the partials and parents of the template that was opened. */
TemplateLoader store_loader(TemplateStore *store);

/* All of it: opens the sheet called name, fills it with data and appends it to out, escaped for its
 * format. *source, if not NULL, becomes the template's text (its path names the file). */
bool store_render(StrBuf *out, TemplateStore *store, const char *name, const json_t *data,
                  const SourceText **source);

/* After TeX failed on what store_render wrote: says in the last diagnostic's hint, if it has none
 * and its place is in that text, which line of which template the place came from. */
void store_explain(const TemplateStore *store, Diagnostics *diagnostics);

#endif
