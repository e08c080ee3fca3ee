#include "sheet/sheet_prose.h"

#include "base/escape.h"
#include "sheet/heading.h"
#include "sheet/spoken.h"

static void escape_latex(StrBuf *out, const char *chars, size_t length) {
    escape_text(out, ESCAPE_LATEX, chars, length);
}

/* A name that an author may use in prose for an index, as in "any entry `r`". */
static bool is_single_letter(const Diagnostic *diagnostic) {
    size_t characters = 0;
    const char *chars = diagnostic->span.source->chars + diagnostic->span.offset;
    for (size_t i = 0; i < diagnostic->span.length; i++)
        characters += ((unsigned char)chars[i] & 0xC0) != 0x80;
    return characters == 1;
}

/* Names and shapes of a formula in prose: the printers ask for them. A letter need index nothing
 * here, and stands for itself; known (NULL: none) are those of the question that it words. */
static void resolve_prose_formula(const Desk *desk, const Syntax *formula, const Letters *known,
                                  Diagnostics *diagnostics) {
    Diagnostics found;
    diagnostics_init(&found, desk->arena);
    Letters letters = {0};
    if (known != NULL)
        letters = *known;
    resolve_in_scope(desk->arena, desk->scope, formula, &letters, true, &found);
    for (size_t i = 0; i < found.count; i++) {
        const Diagnostic *item = &found.items[i];
        if (item->kind == DIAGNOSTIC_INDEX_LETTER ||
            (item->kind == DIAGNOSTIC_UNDEFINED_NAME && is_single_letter(item)))
            continue;
        diagnostics_error(diagnostics, item->kind, item->span, "%s", item->message);
        if (item->hint != NULL)
            diagnostics_hint(diagnostics, "%s", item->hint);
    }
    diagnostics_free(&found);
}

const Prose *desk_read_prose(const Desk *desk, const Text *text, const Letters *known,
                             Diagnostics *diagnostics) {
    if (text->chars == NULL)
        return NULL;
    NameLookup lookup = scope_lookup(desk->scope);
    const Prose *prose = prose_parse(desk->arena, text, &lookup, diagnostics);
    for (size_t i = 0; prose != NULL && i < prose->count; i++)
        for (size_t j = 0; j < prose->pieces[i].side_count; j++)
            resolve_prose_formula(desk, prose->pieces[i].sides[j], known, diagnostics);
    return prose;
}

json_t *json_prose(const Desk *desk, const Prose *prose) {
    if (prose == NULL)
        return json_null();
    StrBuf out;
    strbuf_init(&out);
    json_t *object = json_object();
    prose_print_latex(&out, prose, desk->notation, escape_latex, NULL);
    json_object_set_new(object, "latex", json_string(out.chars));
    strbuf_clear(&out);
    prose_print_text(&out, prose);
    json_object_set_new(object, "text", json_string(out.chars));
    strbuf_free(&out);
    spoken_prose(object, prose, desk->notation, escape_latex);
    return object;
}

void json_set_title(json_t *object, const Desk *desk, const Prose *title) {
    json_t *heading = json_null();
    json_t *text = json_null();
    if (title != NULL) {
        const Prose *line = heading_line(desk->arena, title);
        heading = json_prose(desk, line);
        heading_set_html(heading, line, desk->notation);
        text = json_incref(json_object_get(heading, "text"));
    }
    json_object_set_new(object, "title", text);
    json_object_set_new(object, "heading", heading);
}
