#include "render/store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "render/embedded.h"

/* A template larger than this is none. */
enum { TEMPLATE_SIZE_LIMIT = 16 * 1024 * 1024 };

void store_init(TemplateStore *store, const char *directory, Diagnostics *diagnostics) {
    *store = (TemplateStore){.arena = diagnostics->arena,
                             .diagnostics = diagnostics,
                             .directory = directory,
                             .data_directory = GRADSHEET_TEMPLATE_DIR,
                             .ending = ".tex"};
}

static const char *file_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static bool is_file(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && !S_ISDIR(status.st_mode);
}

/* The file's text; NULL after a diagnostic. */
static const SourceText *read_source(TemplateStore *store, const char *path) {
    FILE *file = fopen(path, "rb");
    StrBuf text;
    strbuf_init(&text);
    char block[4096];
    size_t length = 1;
    while (file != NULL && length > 0 && text.length <= TEMPLATE_SIZE_LIMIT) {
        length = fread(block, 1, sizeof block, file);
        strbuf_append_n(&text, block, length);
    }
    int error = file == NULL || ferror(file) ? errno : 0;
    if (file != NULL)
        fclose(file);
    if (error != 0 || text.length > TEMPLATE_SIZE_LIMIT) {
        diagnostics_error(store->diagnostics, DIAGNOSTIC_UNREADABLE_FILE, (Span){NULL, 0, 0},
                          "the template “%s” cannot be read: %s", path,
                          error != 0 ? strerror(error) : "it is larger than 16 MiB");
        strbuf_free(&text);
        return NULL;
    }
    SourceText *source = ARENA_NEW(store->arena, SourceText);
    source->path = arena_strdup(store->arena, path);
    source->length = text.length;
    source->chars = strbuf_finish(&text, store->arena);
    return source;
}

static const EmbeddedTemplate *find_embedded(const char *name) {
    for (size_t i = 0; i < embedded_template_count; i++)
        if (strcmp(embedded_templates[i].name, name) == 0)
            return &embedded_templates[i];
    return NULL;
}

static const char *with_ending(const TemplateStore *store, const char *name) {
    return strchr(file_name(name), '.') != NULL
               ? name
               : arena_printf(store->arena, "%s%s", name, store->ending);
}

/* The path of a file of that name in the first of the folders that has one; NULL if none has. */
static const char *find_in_folders(const TemplateStore *store, const char *name) {
    const char *folders[] = {store->beside, store->directory, store->data_directory};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        if (folders[i] == NULL)
            continue;
        const char *path = arena_printf(store->arena, "%s/%s", folders[i], name);
        if (is_file(path))
            return path;
    }
    return NULL;
}

/* Looks in the folders and the program. *found tells a file that is there but cannot be read. */
static const SourceText *find_named(TemplateStore *store, const char *name, bool *found) {
    name = with_ending(store, name);
    const char *path = find_in_folders(store, name);
    *found = path != NULL;
    if (*found)
        return read_source(store, path);
    const EmbeddedTemplate *embedded = find_embedded(name);
    if (embedded == NULL)
        return NULL;
    SourceText *source = ARENA_NEW(store->arena, SourceText);
    *source = (SourceText){embedded->name, embedded->chars, embedded->length};
    return source;
}

/* Parts that the sheets share are no sheets. */
static bool is_sheet(const char *name) {
    static const char *const parts[] = {
        "accessible.", "alternatives.", "answers.",         "asked.",
        "forward.",    "heading.",      "layout.",          "pages.",
        "question.",   "section.",      "substitution-at.", "substitution.",
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strncmp(name, parts[i], strlen(parts[i])) == 0)
            return false;
    return true;
}

static void report_missing(TemplateStore *store, const char *name, Span span) {
    diagnostics_error(store->diagnostics, DIAGNOSTIC_TEMPLATE_MISSING, span,
                      "there is no template “%s”", name);
    const char **sheets = ARENA_ARRAY(store->arena, const char *, embedded_template_count);
    size_t count = 0;
    StrBuf names;
    strbuf_init(&names);
    for (size_t i = 0; i < embedded_template_count; i++) {
        const char *embedded = embedded_templates[i].name;
        bool is_tex =
            strcmp(strchr(embedded, '.'), ".tex") == 0; /* the ending that may be left out */
        if (!is_sheet(embedded))
            continue;
        sheets[count] =
            is_tex ? arena_strndup(store->arena, embedded, strcspn(embedded, ".")) : embedded;
        strbuf_printf(&names, "%s%s", count > 0 ? ", " : "", sheets[count]);
        count++;
    }
    const char *nearest = nearest_name(name, sheets, count);
    if (nearest != NULL)
        diagnostics_hint(store->diagnostics, "did you mean “%s”?", nearest);
    else
        diagnostics_hint(store->diagnostics, "name the path of one, or one of these: %s",
                         names.chars);
    strbuf_free(&names);
}

/* Whether a sheet is named by its path: it has a slash, or is a file with an ending that is there.
 */
static bool is_path(const char *name) {
    return file_name(name) != name || (strchr(name, '.') != NULL && is_file(name));
}

bool store_has(const TemplateStore *store, const char *name) {
    if (is_path(name))
        return is_file(name);
    name = with_ending(store, name);
    return find_in_folders(store, name) != NULL || find_embedded(name) != NULL;
}

const SourceText *store_open(TemplateStore *store, const char *name, Span span) {
    const char *base = file_name(name);
    bool found = is_path(name);
    const SourceText *source = NULL;
    store->beside = NULL;
    store->ending = ".tex";
    if (found) {
        source = read_source(store, name);
        store->beside =
            base == name ? "." : arena_strndup(store->arena, name, (size_t)(base - name));
    } else {
        source = find_named(store, name, &found);
    }
    if (source == NULL && !found)
        report_missing(store, name, span);
    if (source != NULL && strchr(file_name(source->path), '.') != NULL)
        store->ending = strrchr(source->path, '.');
    return source;
}

static const SourceText *find_partial(void *data, const char *name) {
    bool found = false;
    return find_named(data, name, &found);
}

TemplateLoader store_loader(TemplateStore *store) {
    return (TemplateLoader){find_partial, store};
}

bool store_render(StrBuf *out, TemplateStore *store, const char *name, const json_t *data,
                  const SourceText **source) {
    const SourceText *text = store_open(store, name, (Span){NULL, 0, 0});
    if (source != NULL)
        *source = text;
    if (text == NULL)
        return false;
    const Template *template = template_parse(store->arena, text, store->diagnostics);
    if (template == NULL)
        return false;
    TemplateLoader loader = store_loader(store);
    trace_init(&store->trace, store->arena);
    return template_render(out, template, data, escape_for_path(text->path), &loader, &store->trace,
                           store->diagnostics);
}

void store_explain(const TemplateStore *store, Diagnostics *diagnostics) {
    if (diagnostics->count == 0)
        return;
    const Diagnostic *last = &diagnostics->items[diagnostics->count - 1];
    if (last->kind != DIAGNOSTIC_TEX_ERROR || last->span.source == NULL || last->hint != NULL)
        return;
    Span span = trace_find(&store->trace, last->span.offset);
    if (span.source == NULL)
        return;
    size_t line, column;
    source_position(span.source, span.offset, &line, &column);
    diagnostics_hint(diagnostics, "this place comes from line %zu of the template %s", line,
                     span.source->path);
}
