#include "sheet/blank.h"

#include "sheet/spoken.h"

static bool gives_away(const Prose *prompt, const Syntax *factor) {
    for (size_t i = 0; prompt != NULL && i < prompt->count; i++)
        for (size_t j = 0; j < prompt->pieces[i].side_count; j++)
            if (syntax_equal(prompt->pieces[i].sides[j], factor))
                return true;
    return false;
}

static void append_question_marks(StrBuf *latex, const Cells *cells) {
    strbuf_append(latex, "\\begin{bmatrix} ");
    for (size_t row = 0; row < cells->rows; row++) {
        strbuf_append(latex, row > 0 ? " \\\\ " : "");
        for (size_t column = 0; column < cells->columns; column++)
            strbuf_append(latex, column > 0 ? " & ?" : "?");
    }
    strbuf_append(latex, " \\end{bmatrix}");
}

json_t *json_blank(const Desk *desk, const Answer *answer, const Prose *prompt) {
    if (answer->form != ANSWER_ENTRIES)
        return json_null();
    StrBuf latex;
    strbuf_init(&latex);
    if (answer->factor != NULL && gives_away(prompt, answer->factor)) {
        print_latex(&latex, answer->factor, desk->notation);
        strbuf_append(&latex, "\\,");
    }
    for (size_t i = 0; i < answer->block_count; i++) {
        strbuf_append(&latex, i > 0 ? ",\\; " : "");
        append_question_marks(&latex, &answer->blocks[i]);
    }
    const Cells *first = &answer->blocks[0];
    json_t *blank = json_object();
    json_object_set_new(blank, "latex", json_string(latex.chars));
    json_object_set_new(blank, "rows", json_integer((json_int_t)first->rows));
    json_object_set_new(blank, "columns", json_integer((json_int_t)first->columns));
    spoken_latex(blank, latex.chars,
                 arena_printf(desk->arena, "matrix of %zu by %zu entries to fill in", first->rows,
                              first->columns),
                 desk->notation);
    strbuf_free(&latex);
    return blank;
}
