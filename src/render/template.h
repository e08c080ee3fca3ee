/* Templates: Mustache text → a tree that knows where each of its tags stands.
 *
 * The language is Mustache with parents and blocks (mustache(5), mustache.github.io/mustache.5.html
 * and the specification's modules, inheritance included): {{x}} {{{x}}} {{&x}} {{#x}} {{^x}} {{/x}}
 * {{>partial}} {{<parent}} {{$block}} {{!comment}} {{=<< >>=}}. Whatever the data holds does not
 * matter here; render.h fills a template.
 *
 * A line that holds nothing but whitespace and one tag other than a value is standalone: the line
 * itself leaves no trace. Parents and blocks may share such a line.
 */
#ifndef GRADSHEET_RENDER_TEMPLATE_H
#define GRADSHEET_RENDER_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diagnostics.h"
#include "base/text.h"

/* How deep sections, parents and blocks of one template may stand in each other. */
enum { TEMPLATE_NESTING_LIMIT = 100 };

typedef enum TemplateKind {
    TEMPLATE_TEXT,
    TEMPLATE_VALUE,
    TEMPLATE_SECTION,
    TEMPLATE_INVERTED,
    TEMPLATE_PARTIAL,
    TEMPLATE_PARENT, /* its children that are blocks override those of the parent */
    TEMPLATE_BLOCK,  /* its children are what stands there by default */
} TemplateKind;

typedef struct TemplateNode TemplateNode;
struct TemplateNode {
    TemplateKind kind;
    Span span;         /* the tag */
    const char *name;  /* of what the tag names; NULL for text */
    const char *chars; /* text: not terminated; at most one line's end, and it is the last */
    size_t length;
    bool starts_line;    /* text: a line of the template begins here */
    bool is_raw;         /* value: not escaped */
    bool is_standalone;  /* partial, parent, block: alone on its line */
    const char *indent;  /* partial, parent, block: the whitespace before it, if nothing else is */
    TemplateNode *first; /* its children */
    TemplateNode *next;
};

typedef struct Template {
    const SourceText *source;
    TemplateNode *first;
} Template;

/* Parses a text, which must live as long as the arena. NULL if it has errors, which are all in
 * diagnostics. */
const Template *template_parse(Arena *arena, const SourceText *source, Diagnostics *diagnostics);

#endif
