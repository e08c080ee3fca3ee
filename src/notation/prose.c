#include "notation/prose.h"

#include <stdlib.h>
#include <string.h>

typedef struct Reader {
    Arena *arena;
    const Text *text;
    const NameLookup *lookup;
    Diagnostics *diagnostics;
    ProsePiece *pieces;
    size_t count;
    size_t capacity;
    bool has_failed;
} Reader;

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static ProsePiece *add_piece(Reader *reader, ProseKind kind, size_t from, size_t to) {
    reader->pieces =
        memory_grow(reader->pieces, reader->count, &reader->capacity, sizeof *reader->pieces);
    ProsePiece *piece = &reader->pieces[reader->count++];
    *piece = (ProsePiece){.kind = kind, .text = text_part(reader->arena, reader->text, from, to)};
    piece->chars = piece->text.chars;
    return piece;
}

/* Text with each run of blanks as one. */
static void add_text(Reader *reader, size_t from, size_t to) {
    if (from == to)
        return;
    ProsePiece *piece = add_piece(reader, PROSE_TEXT, from, to);
    char *joined = arena_strdup(reader->arena, piece->chars);
    size_t length = 0;
    for (size_t i = 0; i < piece->text.length; i++)
        if (!is_blank(joined[i]))
            joined[length++] = joined[i];
        else if (length == 0 || joined[length - 1] != ' ')
            joined[length++] = ' ';
    joined[length] = '\0';
    piece->chars = joined;
}

static const char *find_char(const Reader *reader, size_t from, size_t to, char c) {
    return memchr(reader->text->chars + from, c, to - from);
}

/* The formula after the backtick at `from`; where to go on. */
static size_t read_formula(Reader *reader, size_t from, size_t to) {
    const char *end = find_char(reader, from + 1, to, '`');
    if (end == NULL) {
        diagnostics_error(reader->diagnostics, DIAGNOSTIC_PROSE,
                          text_span(reader->text, from, from + 1),
                          "this backtick has no partner in its paragraph");
        diagnostics_hint(reader->diagnostics, "a formula in prose stands between two: `d l / d x`");
        reader->has_failed = true;
        return to;
    }
    size_t close = (size_t)(end - reader->text->chars);
    ProsePiece *piece = add_piece(reader, PROSE_FORMULA, from + 1, close);
    piece->side_count = formula_parse_chain(reader->arena, &piece->text, reader->lookup,
                                            &piece->sides, reader->diagnostics);
    if (piece->side_count == 0)
        reader->has_failed = true;
    return close + 1;
}

/* The end of the raw TeX that begins with the dollar at `from`: of its closing dollar or dollars;
 * `from` where the dollar is just a dollar. */
static size_t find_tex_end(const Reader *reader, size_t from, size_t to) {
    const char *chars = reader->text->chars;
    size_t width = from + 1 < to && chars[from + 1] == '$' ? 2 : 1;
    size_t start = from + width;
    if (start >= to || (width == 1 && is_blank(chars[start])))
        return from;
    for (size_t i = start; i < to; i++) {
        if (chars[i] == '\\') {
            i++;
        } else if (width == 2 && chars[i] == '$') {
            return i + 1 < to && chars[i + 1] == '$' && i > start ? i + 2 : from;
        } else if (chars[i] == '$') {
            bool is_price = i + 1 < to && chars[i + 1] >= '0' && chars[i + 1] <= '9';
            return is_blank(chars[i - 1]) || is_price ? from : i + 1;
        }
    }
    return from;
}

static size_t read_tex(Reader *reader, size_t from, size_t end) {
    size_t width = reader->text->chars[from + 1] == '$' ? 2 : 1;
    ProsePiece *piece = add_piece(reader, PROSE_TEX, from + width, end - width);
    piece->is_displayed = width == 2;
    return end;
}

static void read_paragraph(Reader *reader, size_t from, size_t to) {
    size_t first = reader->count;
    size_t plain = from;
    for (size_t at = from; at < to;) {
        char c = reader->text->chars[at];
        size_t tex_end = c == '$' ? find_tex_end(reader, at, to) : at;
        if (c != '`' && tex_end == at) {
            at++;
            continue;
        }
        add_text(reader, plain, at);
        at = c == '`' ? read_formula(reader, at, to) : read_tex(reader, at, tex_end);
        plain = at;
    }
    add_text(reader, plain, to);
    if (reader->count == first + 1 && reader->pieces[first].kind == PROSE_FORMULA)
        reader->pieces[first].is_displayed = true;
}

/* The end of the paragraph that begins at `from`: an empty line or the end of the text. */
static size_t paragraph_end(const Text *text, size_t from) {
    for (size_t i = from; i < text->length; i++) {
        if (text->chars[i] != '\n')
            continue;
        size_t next = i + 1;
        while (next < text->length && is_blank(text->chars[next]) && text->chars[next] != '\n')
            next++;
        if (next < text->length && text->chars[next] == '\n')
            return i;
    }
    return text->length;
}

const Prose *prose_parse(Arena *arena, const Text *text, const NameLookup *lookup,
                         Diagnostics *diagnostics) {
    Reader reader = {.arena = arena, .text = text, .lookup = lookup, .diagnostics = diagnostics};
    size_t length = text->chars != NULL ? text->length : 0;
    for (size_t from = 0;;) {
        while (from < length && is_blank(text->chars[from]))
            from++;
        if (from == length)
            break;
        size_t end = paragraph_end(text, from);
        size_t last = end;
        while (last > from && is_blank(text->chars[last - 1]))
            last--;
        if (reader.count > 0)
            add_piece(&reader, PROSE_PARAGRAPH, from, from);
        read_paragraph(&reader, from, last);
        from = end;
    }
    Prose *prose = NULL;
    if (!reader.has_failed) {
        prose = ARENA_NEW(arena, Prose);
        prose->count = reader.count;
        prose->pieces = ARENA_ARRAY(arena, ProsePiece, reader.count);
        if (reader.count > 0)
            memcpy(prose->pieces, reader.pieces, reader.count * sizeof *reader.pieces);
    }
    free(reader.pieces);
    return prose;
}

/* --- writing --- */

static void print_sides_latex(StrBuf *out, const ProsePiece *piece, const Notation *notation) {
    for (size_t i = 0; i < piece->side_count; i++) {
        if (i > 0)
            strbuf_append(out, " = ");
        print_latex(out, piece->sides[i], notation);
    }
}

static void print_formula(StrBuf *out, const ProsePiece *piece, const Notation *notation,
                          ProseSay *say) {
    if (say != NULL)
        say(out, piece, notation);
    if (piece->kind == PROSE_FORMULA)
        print_sides_latex(out, piece, notation);
    else
        strbuf_append(out, piece->chars);
}

static void print_inline(StrBuf *out, const ProsePiece *piece, const Notation *notation,
                         ProseEscape *escape, ProseSay *say) {
    if (piece->kind == PROSE_TEXT) {
        escape(out, piece->chars, strlen(piece->chars));
        return;
    }
    strbuf_append(out, say != NULL ? "\\gsinline{" : "$");
    print_formula(out, piece, notation, say);
    strbuf_append_char(out, say != NULL ? '}' : '$');
}

static void print_displayed(StrBuf *out, const ProsePiece *piece, const Notation *notation,
                            ProseSay *say) {
    strbuf_append(out, "\\[\n");
    print_formula(out, piece, notation, say);
    strbuf_append(out, "\n\\]");
}

void prose_print_latex(StrBuf *out, const Prose *prose, const Notation *notation,
                       ProseEscape *escape, ProseSay *say) {
    for (size_t i = 0; i < prose->count; i++) {
        const ProsePiece *piece = &prose->pieces[i];
        bool display_follows = i + 1 < prose->count && prose->pieces[i + 1].is_displayed;
        if (piece->kind == PROSE_PARAGRAPH)
            /* TeX sets a formula that follows an empty line too far below its text. */
            strbuf_append(out, display_follows ? "\n" : "\n\n");
        else if (piece->is_displayed)
            print_displayed(out, piece, notation, say);
        else
            print_inline(out, piece, notation, escape, say);
    }
}

void prose_print_latex_line(StrBuf *out, const Prose *prose, const Notation *notation,
                            ProseEscape *escape) {
    for (size_t i = 0; i < prose->count; i++) {
        if (prose->pieces[i].kind == PROSE_PARAGRAPH)
            strbuf_append_char(out, ' ');
        else
            print_inline(out, &prose->pieces[i], notation, escape, NULL);
    }
}

void prose_print_text(StrBuf *out, const Prose *prose) {
    for (size_t i = 0; i < prose->count; i++) {
        const ProsePiece *piece = &prose->pieces[i];
        switch (piece->kind) {
        case PROSE_TEXT:
            strbuf_append(out, piece->chars);
            break;
        case PROSE_TEX:
            strbuf_printf(out, piece->is_displayed ? "$$%s$$" : "$%s$", piece->chars);
            break;
        case PROSE_PARAGRAPH:
            strbuf_append(out, "\n\n");
            break;
        case PROSE_FORMULA:
            for (size_t side = 0; side < piece->side_count; side++) {
                if (side > 0)
                    strbuf_append(out, " = ");
                print_text(out, piece->sides[side]);
            }
            break;
        }
    }
}
