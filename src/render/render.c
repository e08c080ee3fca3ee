#include "render/render.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The values of the sections around, innermost first. */
typedef struct Context {
    const json_t *value;
    const struct Context *outer;
} Context;

/* The blocks that override those of a parent, innermost parent first. */
typedef struct Overrides {
    const TemplateNode *parent;
    const struct Overrides *outer;
} Overrides;

/* How the lines of the text at hand are moved: so many blanks off, then this in front. */
typedef struct Margin {
    size_t dedent;
    const char *indent;
} Margin;

/* A partial that was loaded; template is NULL where it is missing or wrong. */
typedef struct Loaded {
    const char *name;
    const Template *template;
    const struct Loaded *next;
} Loaded;

typedef struct Renderer {
    StrBuf *out;
    Escape escape;
    const TemplateLoader *loader;
    Trace *trace; /* NULL: nobody asks */
    Diagnostics *diagnostics;
    const Loaded *loaded;
    size_t depth;
    size_t steps;
    bool is_indented; /* the line's indentation stands already: a block begins in running text */
    bool failed;
} Renderer;

typedef struct Scope {
    const Context *context;
    const Overrides *overrides;
    Margin margin;
} Scope;

static void render_nodes(Renderer *renderer, const TemplateNode *nodes, Scope scope);

/* The value of a name, "a.b.c" or ".": its first part is searched outward, the others in it. */
static const json_t *find_value(const Context *context, const char *name) {
    if (strcmp(name, ".") == 0)
        return context->value;
    size_t length = strcspn(name, ".");
    const json_t *value = NULL;
    for (; context != NULL && value == NULL; context = context->outer)
        value = json_object_getn(context->value, name, length);
    while (value != NULL && name[length] == '.') {
        name += length + 1;
        length = strcspn(name, ".");
        value = json_object_getn(value, name, length);
    }
    return value;
}

static bool is_true(const json_t *value) {
    if (value == NULL || json_is_null(value) || json_is_false(value))
        return false;
    if (json_is_array(value))
        return json_array_size(value) > 0;
    return !json_is_string(value) || json_string_length(value) > 0;
}

/* The fewest digits that read back as the same number. */
static void print_real(StrBuf *out, double number) {
    char digits[40];
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, number);
        if (strtod(digits, NULL) == number)
            break;
    }
    strbuf_append(out, digits);
}

static void print_value(StrBuf *out, const json_t *value) {
    switch (json_typeof(value)) {
    case JSON_STRING:
        strbuf_append_n(out, json_string_value(value), json_string_length(value));
        break;
    case JSON_INTEGER:
        strbuf_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        break;
    case JSON_REAL:
        print_real(out, json_real_value(value));
        break;
    case JSON_TRUE:
        strbuf_append(out, "true");
        break;
    case JSON_FALSE:
        strbuf_append(out, "false");
        break;
    case JSON_NULL:
        break;
    case JSON_OBJECT:
    case JSON_ARRAY: {
        char *text = json_dumps(value, JSON_COMPACT);
        strbuf_append(out, text != NULL ? text : "");
        free(text);
        break;
    }
    }
}

static void mark(Renderer *renderer, Span span, bool is_text) {
    if (renderer->trace != NULL)
        trace_add(renderer->trace, renderer->out->length, span, is_text);
}

static void render_value(Renderer *renderer, const TemplateNode *node, Scope scope) {
    renderer->is_indented = false;
    mark(renderer, node->span, false);
    const json_t *value = find_value(scope.context, node->name);
    if (value == NULL)
        return;
    if (node->is_raw) {
        print_value(renderer->out, value);
        return;
    }
    StrBuf text;
    strbuf_init(&text);
    print_value(&text, value);
    escape_text(renderer->out, renderer->escape, text.chars, text.length);
    strbuf_free(&text);
}

static size_t count_blanks(const char *chars, size_t length) {
    size_t count = 0;
    while (count < length && (chars[count] == ' ' || chars[count] == '\t'))
        count++;
    return count;
}

static void render_text(Renderer *renderer, const TemplateNode *node, Margin margin) {
    size_t skipped = 0;
    if (node->starts_line) {
        skipped = count_blanks(node->chars, node->length);
        if (skipped > margin.dedent)
            skipped = margin.dedent;
        if (!renderer->is_indented)
            strbuf_append(renderer->out, margin.indent);
    }
    renderer->is_indented = false;
    mark(renderer,
         (Span){node->span.source, node->span.offset + skipped, node->span.length - skipped}, true);
    strbuf_append_n(renderer->out, node->chars + skipped, node->length - skipped);
}

static void render_section(Renderer *renderer, const TemplateNode *node, Scope scope) {
    const json_t *value = find_value(scope.context, node->name);
    if (!is_true(value))
        return;
    Context context = {value, scope.context};
    scope.context = &context;
    if (!json_is_array(value)) {
        render_nodes(renderer, node->first, scope);
        return;
    }
    size_t index;
    const json_t *item;
    json_array_foreach(value, index, item) {
        context.value = item;
        render_nodes(renderer, node->first, scope);
    }
}

/* The template of a name, parsed once; NULL after a diagnostic. */
static const Template *load(Renderer *renderer, const TemplateNode *node) {
    for (const Loaded *loaded = renderer->loaded; loaded != NULL; loaded = loaded->next)
        if (strcmp(loaded->name, node->name) == 0)
            return loaded->template;
    const TemplateLoader *loader = renderer->loader;
    Diagnostics *diagnostics = renderer->diagnostics;
    const SourceText *source = loader != NULL ? loader->find(loader->data, node->name) : NULL;
    Loaded *loaded = ARENA_NEW(diagnostics->arena, Loaded);
    *loaded = (Loaded){node->name, NULL, renderer->loaded};
    renderer->loaded = loaded;
    if (source == NULL) {
        diagnostics_warning(diagnostics, DIAGNOSTIC_TEMPLATE_MISSING, node->span,
                            "there is no template “%s”: nothing is printed here", node->name);
        return NULL;
    }
    loaded->template = template_parse(diagnostics->arena, source, diagnostics);
    renderer->failed = renderer->failed || loaded->template == NULL;
    return loaded->template;
}

static bool enter(Renderer *renderer, const TemplateNode *node) {
    if (renderer->depth == RENDER_DEPTH_LIMIT) {
        diagnostics_error(renderer->diagnostics, DIAGNOSTIC_TEMPLATE_DEPTH, node->span,
                          "“%s” stands in itself, or templates are more than %d deep in each other",
                          node->name, RENDER_DEPTH_LIMIT);
        renderer->failed = true;
        return false;
    }
    renderer->depth++;
    return true;
}

/* A partial, or a parent with its overrides: every line of it is indented like the tag. */
static void render_included(Renderer *renderer, const TemplateNode *node, Scope scope) {
    const Template *template = load(renderer, node);
    if (template == NULL || !enter(renderer, node))
        return;
    Overrides overrides = {node, scope.overrides};
    if (node->kind == TEMPLATE_PARENT)
        scope.overrides = &overrides;
    StrBuf indent;
    strbuf_init(&indent);
    if (node->is_standalone) {
        size_t kept = strlen(node->indent);
        kept -= kept < scope.margin.dedent ? kept : scope.margin.dedent;
        strbuf_append(&indent, scope.margin.indent);
        strbuf_append(&indent, node->indent + strlen(node->indent) - kept);
    }
    scope.margin = (Margin){0, indent.chars};
    render_nodes(renderer, template->first, scope);
    strbuf_free(&indent);
    renderer->depth--;
}

/* How far the first line with something on it is indented; false: there is none. A text that does
 * not begin a line has no indentation of its own. */
static bool own_indent(const TemplateNode *nodes, const char **indent, size_t *length) {
    for (const TemplateNode *node = nodes; node != NULL; node = node->next) {
        if (node->kind != TEMPLATE_TEXT) {
            if (node->is_standalone && node->kind != TEMPLATE_BLOCK) {
                *indent = node->indent;
                *length = strlen(node->indent);
                return true;
            }
            if (own_indent(node->first, indent, length))
                return true;
            continue;
        }
        size_t blanks = count_blanks(node->chars, node->length);
        if (blanks < node->length && strchr("\r\n", node->chars[blanks]) != NULL)
            continue;
        *indent = node->chars;
        *length = node->starts_line ? blanks : 0;
        return true;
    }
    return false;
}

/* The outermost override of a block's name; *outer is what overrides the blocks in it. */
static const TemplateNode *find_override(const Overrides *overrides, const char *name,
                                         const Overrides **outer) {
    if (overrides == NULL)
        return NULL;
    const TemplateNode *found = find_override(overrides->outer, name, outer);
    if (found != NULL)
        return found;
    for (const TemplateNode *node = overrides->parent->first; node != NULL; node = node->next) {
        if (node->kind == TEMPLATE_BLOCK && strcmp(node->name, name) == 0) {
            *outer = overrides->outer;
            found = node; /* the last one of a name wins */
        }
    }
    return found;
}

/* A block: what overrides it, moved from its own indentation to that of the block. */
static void render_block(Renderer *renderer, const TemplateNode *node, Scope scope) {
    const TemplateNode *override = find_override(scope.overrides, node->name, &scope.overrides);
    if (override == NULL) {
        render_nodes(renderer, node->first, scope);
        return;
    }
    if (!enter(renderer, node))
        return;
    const char *site = node->indent, *own = "";
    size_t site_length = strlen(site), own_length = 0;
    if (node->is_standalone)
        own_indent(node->first, &site, &site_length);
    own_indent(override->first, &own, &own_length);
    size_t cut = site_length < scope.margin.dedent ? site_length : scope.margin.dedent;
    StrBuf indent;
    strbuf_init(&indent);
    strbuf_append(&indent, scope.margin.indent);
    strbuf_append_n(&indent, site + cut, site_length - cut);
    scope.margin = (Margin){own_length, indent.chars};
    renderer->is_indented = !node->is_standalone;
    render_nodes(renderer, override->first, scope);
    strbuf_free(&indent);
    renderer->depth--;
}

static void render_node(Renderer *renderer, const TemplateNode *node, Scope scope) {
    switch (node->kind) {
    case TEMPLATE_TEXT:
        render_text(renderer, node, scope.margin);
        break;
    case TEMPLATE_VALUE:
        render_value(renderer, node, scope);
        break;
    case TEMPLATE_SECTION:
        render_section(renderer, node, scope);
        break;
    case TEMPLATE_INVERTED:
        if (!is_true(find_value(scope.context, node->name)))
            render_nodes(renderer, node->first, scope);
        break;
    case TEMPLATE_PARTIAL:
    case TEMPLATE_PARENT:
        render_included(renderer, node, scope);
        break;
    case TEMPLATE_BLOCK:
        render_block(renderer, node, scope);
        break;
    }
}

static void render_nodes(Renderer *renderer, const TemplateNode *nodes, Scope scope) {
    for (const TemplateNode *node = nodes; node != NULL && !renderer->failed; node = node->next) {
        if (++renderer->steps > RENDER_STEP_LIMIT) {
            diagnostics_error(renderer->diagnostics, DIAGNOSTIC_TEMPLATE_DEPTH, node->span,
                              "the template grows without end: %d pieces were filled in so far",
                              RENDER_STEP_LIMIT);
            renderer->failed = true;
            return;
        }
        render_node(renderer, node, scope);
    }
}

bool template_render(StrBuf *out, const Template *template, const json_t *data, Escape escape,
                     const TemplateLoader *loader, Trace *trace, Diagnostics *diagnostics) {
    Renderer renderer = {
        .out = out, .escape = escape, .loader = loader, .trace = trace, .diagnostics = diagnostics};
    Context context = {data, NULL};
    Scope scope = {&context, NULL, {0, ""}};
    render_nodes(&renderer, template->first, scope);
    return !renderer.failed;
}
