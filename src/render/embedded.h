/* The sheets of templates/ inside the program; scripts/embed_templates.py writes the table. */
#ifndef GRADSHEET_RENDER_EMBEDDED_H
#define GRADSHEET_RENDER_EMBEDDED_H

#include <stddef.h>

typedef struct EmbeddedTemplate {
    const char *name;  /* "submission.tex" */
    const char *chars; /* terminated by a zero, which length does not count */
    size_t length;
} EmbeddedTemplate;

extern const EmbeddedTemplate embedded_templates[]; /* by name */
extern const size_t embedded_template_count;

#endif
