/* Render: a template and JSON → text.
 *
 * Promises: equal input gives equal bytes; every run ends, whatever template and data are (depth
 * and number of steps are limited); data is escaped for the format unless the template says
 * {{{x}}}.
 *
 * A name is looked up from the innermost section outward, as Mustache does; null, false, "", an
 * empty list and a name that is not there are false in a section. Numbers print as in JSON
 * (1, 1.5), true and false by their names, null and missing names as nothing, objects and lists as
 * JSON.
 */
#ifndef GRADSHEET_RENDER_RENDER_H
#define GRADSHEET_RENDER_RENDER_H

#include <stdbool.h>

#include <jansson.h>

#include "base/diagnostics.h"
#include "base/strbuf.h"
#include "base/escape.h"
#include "render/template.h"
#include "render/trace.h"

/* Partials and parents that are in each other, and nodes filled, before it is an error. */
enum { RENDER_DEPTH_LIMIT = 100, RENDER_STEP_LIMIT = 20000000 };

/* Finds the text of a partial or parent by its name, NULL if there is none. What it returns must
 * live as long as the arena of the diagnostics. */
typedef struct TemplateLoader {
    const SourceText *(*find)(void *data, const char *name);
    void *data;
} TemplateLoader;

/* Appends the filled template to out. A partial or parent that is not found is a warning and stands
 * for nothing (the specification asks for that). loader may be NULL: there are none. On an error,
 * false; out then holds a part that is of no use. trace, if not NULL, is told where each piece of
 * out came from. */
bool template_render(StrBuf *out, const Template *template, const json_t *data, Escape escape,
                     const TemplateLoader *loader, Trace *trace, Diagnostics *diagnostics);

#endif
