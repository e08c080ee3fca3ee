#include "sheet/heading.h"

#include <string.h>

#include "base/escape.h"
#include "notation/speech.h"

const Prose *heading_line(Arena *arena, const Prose *title) {
    Prose *line = ARENA_NEW(arena, Prose);
    line->count = title->count;
    line->pieces = ARENA_ARRAY(arena, ProsePiece, title->count);
    for (size_t i = 0; i < title->count; i++) {
        line->pieces[i] = title->pieces[i];
        line->pieces[i].is_displayed = false;
        if (title->pieces[i].kind == PROSE_PARAGRAPH) {
            line->pieces[i].kind = PROSE_TEXT;
            line->pieces[i].chars = " ";
        }
    }
    return line;
}

static void append_words(StrBuf *out, const Prose *line, const Notation *notation) {
    for (size_t i = 0; i < line->count; i++) {
        const ProsePiece *piece = &line->pieces[i];
        if (piece->kind != PROSE_FORMULA)
            strbuf_append(out, piece->chars);
        for (size_t side = 0; side < piece->side_count; side++) {
            strbuf_append(out, side > 0 ? " equals " : "");
            print_speech(out, piece->sides[side], notation);
        }
    }
}

static bool has_formula(const Prose *line) {
    for (size_t i = 0; i < line->count; i++)
        if (line->pieces[i].kind != PROSE_TEXT)
            return true;
    return false;
}

/* Browsers leave formulas out of a heading's name, so that those who hear it are given words. */
void heading_set_html(json_t *object, const Prose *line, const Notation *notation) {
    static const char begin[] = "<p>", end[] = "</p>";
    const json_t *paragraph = json_object_get(object, "html");
    if (paragraph == NULL)
        return;
    const char *inside = json_string_value(paragraph) + strlen(begin);
    size_t length = strlen(inside) - strlen(end);
    StrBuf html, words;
    strbuf_init(&html);
    strbuf_init(&words);
    if (has_formula(line)) {
        append_words(&words, line, notation);
        strbuf_append(&html, "<span class=\"spoken\">");
        escape_text(&html, ESCAPE_HTML, words.chars, words.length);
        strbuf_append(&html, "</span><span aria-hidden=\"true\">");
        strbuf_append_n(&html, inside, length);
        strbuf_append(&html, "</span>");
    } else {
        strbuf_append_n(&html, inside, length);
    }
    json_object_set_new(object, "html", json_string(html.length > 0 ? html.chars : ""));
    strbuf_free(&html);
    strbuf_free(&words);
}
