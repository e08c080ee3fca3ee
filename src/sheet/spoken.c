#include "sheet/spoken.h"

#include <string.h>

#include "base/escape.h"
#include "notation/mathml.h"
#include "notation/speech.h"
#include "sheet/moved.h"
#include "sheet/write_json.h"

/* What has room in a window of 320 px, in characters, with brackets and signs. */
enum { NARROW_WIDTH = 22 };

static const char *const formula_keys[4] = {"mathml", "speech", "is_wide", "said"};

/* --- for tagged PDF --- */

/* A string that stays itself wherever it stands in TeX: what means something there, and what is not
 * ASCII, by its code. */
static void append_for_tex(StrBuf *out, const char *chars, size_t length) {
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)chars[i];
        if (c < ' ' || c > '~' || strchr("\\{}$&#^_%~", c) != NULL)
            strbuf_printf(out, "\\gschar{%d}", c);
        else
            strbuf_append_char(out, (char)c);
    }
}

/* \gssaid{words}{what stands within <math>}, for in front of a formula. */
static void append_said(StrBuf *out, const char *speech, const char *mathml) {
    strbuf_append(out, "\\gssaid{");
    append_for_tex(out, speech, strlen(speech));
    strbuf_append(out, "}{");
    const char *begin = strchr(mathml, '>') + 1;
    append_for_tex(out, begin, (size_t)(strrchr(mathml, '<') - begin));
    strbuf_append(out, "}");
}

void spoken_words(json_t *object, const char *words, const Notation *notation) {
    if (!notation_is_tagged(notation))
        return;
    StrBuf said;
    strbuf_init(&said);
    append_said(&said, words, "<math></math>");
    json_object_set_new(object, "said", json_string(said.chars));
    strbuf_free(&said);
}

static void set_spoken(json_t *object, const char *const keys[4], const char *latex,
                       const char *speech, const Notation *notation) {
    StrBuf out;
    strbuf_init(&out);
    double width = mathml_from_latex(&out, latex, speech, true);
    json_object_set_new(object, keys[0], json_string(out.chars));
    json_object_set_new(object, keys[1], json_string(speech));
    json_object_set_new(object, keys[2], json_boolean(width > NARROW_WIDTH));
    if (notation_is_tagged(notation)) {
        StrBuf said;
        strbuf_init(&said);
        append_said(&said, speech, out.chars);
        json_object_set_new(object, keys[3], json_string(said.chars));
        strbuf_free(&said);
    }
    strbuf_free(&out);
}

void spoken_latex(json_t *object, const char *latex, const char *speech, const Notation *notation) {
    if (notation_is_said(notation))
        set_spoken(object, formula_keys, latex, speech, notation);
}

void spoken_formula(json_t *object, const Syntax *syntax, const Notation *notation) {
    if (!notation_is_said(notation))
        return;
    StrBuf latex, speech;
    strbuf_init(&latex);
    strbuf_init(&speech);
    print_latex_said(&latex, syntax, notation);
    print_speech(&speech, syntax, notation);
    set_spoken(object, formula_keys, latex.chars, speech.chars, notation);
    strbuf_free(&latex);
    strbuf_free(&speech);
}

void spoken_marked(json_t *object, const Syntax *syntax, const Syntax *before,
                   const Notation *notation) {
    if (!notation_is_said(notation))
        return;
    if (syntax == NULL || before == NULL) {
        json_object_set(object, "marked_mathml", json_object_get(object, "mathml"));
        return;
    }
    StrBuf now, then, marked, mathml;
    strbuf_init(&now);
    strbuf_init(&then);
    strbuf_init(&marked);
    strbuf_init(&mathml);
    print_latex_said(&now, syntax, notation);
    print_latex_said(&then, before, notation);
    moved_print_latex(&marked, now.chars, then.chars);
    mathml_from_latex(&mathml, marked.chars, json_string_value(json_object_get(object, "speech")),
                      true);
    json_object_set_new(object, "marked_mathml", json_string(mathml.chars));
    strbuf_free(&now);
    strbuf_free(&then);
    strbuf_free(&marked);
    strbuf_free(&mathml);
}

static void append_sides(StrBuf *latex, StrBuf *speech, const Syntax *const *sides, size_t count,
                         const Notation *notation) {
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            strbuf_append(latex, " = ");
            strbuf_append(speech, " equals ");
        }
        print_latex_said(latex, sides[i], notation);
        print_speech(speech, sides[i], notation);
    }
}

void spoken_equation(json_t *object, const Syntax *left, const Syntax *right,
                     const Notation *notation) {
    if (!notation_is_said(notation))
        return;
    const Syntax *sides[] = {left, right};
    StrBuf latex, speech;
    strbuf_init(&latex);
    strbuf_init(&speech);
    append_sides(&latex, &speech, sides, 2, notation);
    set_spoken(object, formula_keys, latex.chars, speech.chars, notation);
    strbuf_free(&latex);
    strbuf_free(&speech);
}

/* --- matrices --- */

static void say_size(StrBuf *speech, long rows, long columns) {
    strbuf_printf(speech, "matrix of %ld row%s and %ld column%s:", rows, rows == 1 ? "" : "s",
                  columns, columns == 1 ? "" : "s");
}

static void append_cells(StrBuf *latex, StrBuf *speech, const Cells *cells,
                         const Notation *notation) {
    strbuf_append(latex, "\\begin{bmatrix}");
    say_size(speech, (long)cells->rows, (long)cells->columns);
    for (size_t row = 0; row < cells->rows; row++) {
        strbuf_append(latex, row > 0 ? "\\\\ " : " ");
        for (size_t column = 0; column < cells->columns; column++) {
            const Syntax *cell = cells->cells[row * cells->columns + column];
            strbuf_append(latex, column > 0 ? " & " : "");
            print_latex_said(latex, cell, notation);
            strbuf_printf(speech, " row %zu column %zu: ", row + 1, column + 1);
            print_speech(speech, cell, notation);
            strbuf_append_char(speech, ';');
        }
    }
    strbuf_append(latex, "\\end{bmatrix}");
    strbuf_append(speech, " end matrix");
}

void spoken_cells(json_t *object, const char *const keys[4], const Cells *blocks,
                  size_t block_count, const Syntax *factor, const Notation *notation) {
    if (!notation_is_said(notation))
        return;
    StrBuf latex, speech;
    strbuf_init(&latex);
    strbuf_init(&speech);
    if (factor != NULL) {
        bool is_sum = factor->kind == SYNTAX_ADD;
        strbuf_append(&latex, is_sum ? "\\left(" : "");
        print_latex_said(&latex, factor, notation);
        strbuf_append(&latex, is_sum ? "\\right)\\," : "\\,");
        strbuf_append(&speech, is_sum ? "open bracket " : "");
        print_speech(&speech, factor, notation);
        strbuf_append(&speech, is_sum ? " close bracket times " : " times ");
    }
    for (size_t i = 0; i < block_count; i++) {
        if (i > 0) {
            strbuf_append(&latex, ",\\; ");
            strbuf_append(&speech, ", ");
        }
        append_cells(&latex, &speech, &blocks[i], notation);
    }
    set_spoken(object, keys != NULL ? keys : formula_keys, latex.chars, speech.chars, notation);
    strbuf_free(&latex);
    strbuf_free(&speech);
}

const char *speech_of_values(Arena *arena, const char *const *cells, const long *dims,
                             size_t rank) {
    StrBuf speech;
    strbuf_init(&speech);
    if (rank == 0) {
        print_speech_number(&speech, cells[0]);
        return strbuf_finish(&speech, arena);
    }
    long columns = dims[rank - 1], rows = 1;
    for (size_t i = 0; i + 1 < rank; i++)
        rows *= dims[i];
    say_size(&speech, rows, columns);
    for (long row = 0; row < rows; row++) {
        if (rows > 1)
            strbuf_printf(&speech, " row %ld:", row + 1);
        for (long column = 0; column < columns; column++) {
            strbuf_append_char(&speech, ' ');
            const char *cell = cells[row * columns + column];
            if (strcmp(cell, VALUE_UNDECIDED) == 0)
                strbuf_append(&speech, "undecided");
            else
                print_speech_number(&speech, cell);
            strbuf_append_char(&speech, column + 1 < columns ? ',' : ';');
        }
    }
    strbuf_append(&speech, " end matrix");
    return strbuf_finish(&speech, arena);
}

/* --- prose --- */

/* A formula's LaTeX and its words; raw TeX is its own. */
static void append_formula(StrBuf *latex, StrBuf *speech, const ProsePiece *piece,
                           const Notation *notation) {
    if (piece->kind == PROSE_FORMULA) {
        append_sides(latex, speech, piece->sides, piece->side_count, notation);
    } else {
        strbuf_append(latex, piece->chars);
        strbuf_append(speech, piece->chars);
    }
}

static void append_piece(StrBuf *html, const ProsePiece *piece, const Notation *notation) {
    if (piece->kind == PROSE_TEXT) {
        escape_text(html, ESCAPE_HTML, piece->chars, strlen(piece->chars));
        return;
    }
    StrBuf latex, speech;
    strbuf_init(&latex);
    strbuf_init(&speech);
    append_formula(&latex, &speech, piece, notation);
    if (piece->is_displayed)
        strbuf_append(html, "<span class=\"display\" tabindex=\"0\" role=\"group\" "
                            "aria-label=\"Formula\">");
    mathml_from_latex(html, latex.chars, piece->kind == PROSE_FORMULA ? speech.chars : NULL,
                      piece->is_displayed);
    if (piece->is_displayed)
        strbuf_append(html, "</span>");
    strbuf_free(&latex);
    strbuf_free(&speech);
}

static void say_piece(StrBuf *out, const ProsePiece *piece, const Notation *notation) {
    StrBuf latex, speech, mathml;
    strbuf_init(&latex);
    strbuf_init(&speech);
    strbuf_init(&mathml);
    append_formula(&latex, &speech, piece, notation);
    mathml_from_latex(&mathml, latex.chars, NULL, piece->is_displayed);
    append_said(out, speech.chars, mathml.chars);
    strbuf_free(&latex);
    strbuf_free(&speech);
    strbuf_free(&mathml);
}

void spoken_prose(json_t *object, const Prose *prose, const Notation *notation,
                  ProseEscape *escape) {
    if (!notation_is_said(notation))
        return;
    StrBuf html;
    strbuf_init(&html);
    strbuf_append(&html, "<p>");
    for (size_t i = 0; i < prose->count; i++)
        if (prose->pieces[i].kind == PROSE_PARAGRAPH)
            strbuf_append(&html, "</p>\n<p>");
        else
            append_piece(&html, &prose->pieces[i], notation);
    strbuf_append(&html, "</p>");
    json_object_set_new(object, "html", json_string(html.chars));
    strbuf_free(&html);
    if (!notation_is_tagged(notation))
        return;
    StrBuf latex;
    strbuf_init(&latex);
    prose_print_latex(&latex, prose, notation, escape, say_piece);
    json_object_set_new(object, "latex_said", json_string(latex.chars));
    strbuf_free(&latex);
}
