#include "sheet/write_json.h"

#include <string.h>

#include "sheet/steps.h"

#include "sheet/spoken.h"

/* Formulas. */

static const char *latex_of(Arena *arena, const Syntax *syntax, const Notation *notation) {
    StrBuf out;
    strbuf_init(&out);
    print_latex(&out, syntax, notation);
    return strbuf_finish(&out, arena);
}

/* The fields that a formula has, one for each format that is wanted. */
static void set_formula(json_t *object, const Syntax *syntax, const Notation *notation) {
    StrBuf out;
    strbuf_init(&out);
    print_latex(&out, syntax, notation);
    json_object_set_new(object, "latex", json_string(out.chars));
    if (!notation_is_latex_only(notation)) {
        strbuf_clear(&out);
        print_text(&out, syntax);
        json_object_set_new(object, "text", json_string(out.chars));
        strbuf_clear(&out);
        print_unicode(&out, syntax, notation);
        json_object_set_new(object, "unicode", json_string(out.chars));
    }
    strbuf_free(&out);
    spoken_formula(object, syntax, notation);
}

json_t *json_formula(const Syntax *syntax, const Notation *notation) {
    json_t *formula = json_object();
    set_formula(formula, syntax, notation);
    return formula;
}

static void append_matrix(StrBuf *out, Arena *arena, const Cells *cells, const Notation *notation) {
    strbuf_append(out, "\\begin{bmatrix} ");
    for (size_t row = 0; row < cells->rows; row++) {
        if (row > 0)
            strbuf_append(out, " \\\\ ");
        for (size_t column = 0; column < cells->columns; column++) {
            if (column > 0)
                strbuf_append(out, " & ");
            strbuf_append(out,
                          latex_of(arena, cells->cells[row * cells->columns + column], notation));
        }
    }
    strbuf_append(out, " \\end{bmatrix}");
}

/* Which block a matrix is: its leading indices, as a subscript, with their letters where there are
 * some. */
static void append_place(StrBuf *out, const long *at, size_t leading, const char *const *letters) {
    strbuf_append(out, "_{");
    for (size_t i = 0; i < leading; i++) {
        strbuf_append(out, i > 0 ? ",\\," : "");
        if (letters != NULL && letters[i] != NULL)
            strbuf_printf(out, "%s = ", letters[i]);
        strbuf_printf(out, "%ld", at[i]);
    }
    strbuf_append(out, "}");
}

/* A sum as a factor in front of a matrix needs brackets, as any sum in a product does. */
static bool needs_brackets(const Syntax *factor) {
    return factor->kind == SYNTAX_ADD || factor->kind == SYNTAX_SUM;
}

const char *latex_of_cells(Arena *arena, const Cells *blocks, size_t block_count, size_t leading,
                           const Syntax *factor, const Notation *notation) {
    StrBuf out;
    strbuf_init(&out);
    if (factor != NULL) {
        const char *latex = latex_of(arena, factor, notation);
        strbuf_printf(&out, needs_brackets(factor) ? "\\left(%s\\right) " : "%s ", latex);
    }
    if (factor != NULL && block_count > 1)
        strbuf_append(&out, "\\left(");
    for (size_t i = 0; i < block_count; i++) {
        if (i > 0)
            strbuf_append(&out, ",\\; ");
        append_matrix(&out, arena, &blocks[i], notation);
        if (block_count > 1)
            append_place(&out, blocks[i].at, leading, NULL);
    }
    if (factor != NULL && block_count > 1)
        strbuf_append(&out, "\\right)");
    return strbuf_finish(&out, arena);
}

/* [[{latex, text} ...] ...] */
static json_t *json_rows(const Cells *cells, const Notation *notation) {
    json_t *rows = json_array();
    for (size_t row = 0; row < cells->rows; row++) {
        json_t *columns = json_array();
        for (size_t column = 0; column < cells->columns; column++)
            json_array_append_new(
                columns, json_formula(cells->cells[row * cells->columns + column], notation));
        json_array_append_new(rows, columns);
    }
    return rows;
}

/* Sets "cells", or "blocks" for more than two kept dimensions. */
static void set_cells(json_t *object, const Cells *blocks, size_t block_count, size_t leading,
                      const Notation *notation) {
    if (leading == 0) {
        json_object_set_new(object, "cells", json_rows(&blocks[0], notation));
        return;
    }
    json_t *list = json_array();
    for (size_t i = 0; i < block_count; i++) {
        json_t *block = json_object();
        json_t *at = json_array();
        for (size_t j = 0; j < leading; j++)
            json_array_append_new(at, json_integer(blocks[i].at[j]));
        json_object_set_new(block, "at", at);
        json_object_set_new(block, "cells", json_rows(&blocks[i], notation));
        json_array_append_new(list, block);
    }
    json_object_set_new(object, "blocks", list);
}

/* The largest matrix whose entries asked for are listed before the answer. */
enum { LISTED_LIMIT = 64 };

json_t *json_lhs(const Desk *desk, const SolvedQuestion *solved) {
    json_t *lhs = json_formula(solved->find, desk->notation);
    Cells *blocks;
    size_t block_count;
    const Shape *shape = solved->find->shape;
    if (shape->rank == 0 || shape->rank > 2 ||
        dimensions_count(shape->dims, shape->rank) > LISTED_LIMIT ||
        !answer_cells_of(desk->arena, solved->find, solved->is_row, &blocks, &block_count)) {
        json_object_set_new(lhs, "cells", json_null());
        return lhs;
    }
    json_object_set_new(lhs, "cells", json_rows(&blocks[0], desk->notation));
    json_object_set_new(
        lhs, "cells_latex",
        json_string(latex_of_cells(desk->arena, blocks, 1, 0, NULL, desk->notation)));
    static const char *const keys[4] = {"cells_mathml", "cells_speech", "cells_are_wide",
                                        "cells_said"};
    spoken_cells(lhs, keys, blocks, 1, NULL, desk->notation);
    return lhs;
}

/* An answer's entries on one line of text, for tables: "delta * [a, b; c, d]". */
static const char *line_of_cells(Arena *arena, const Answer *answer) {
    StrBuf line;
    strbuf_init(&line);
    if (answer->factor != NULL) {
        bool is_sum = answer->factor->kind == SYNTAX_ADD;
        strbuf_printf(&line, is_sum ? "(%s) * " : "%s * ", formula_text(arena, answer->factor));
    }
    for (size_t block = 0; block < answer->block_count; block++) {
        const Cells *cells = &answer->blocks[block];
        strbuf_append(&line, block > 0 ? ", [" : "[");
        for (size_t i = 0; i < cells->rows * cells->columns; i++) {
            strbuf_append(&line, i == 0 ? "" : i % cells->columns == 0 ? "; " : ", ");
            print_text(&line, cells->cells[i]);
        }
        strbuf_append_char(&line, ']');
    }
    return strbuf_finish(&line, arena);
}

const char *answer_line(Arena *arena, const Answer *answer) {
    return answer->form == ANSWER_ENTRIES ? line_of_cells(arena, answer)
                                          : formula_text(arena, answer->formula);
}

const char *answer_form_name(AnswerForm form) {
    switch (form) {
    case ANSWER_ENTRIES:
        return "entries";
    case ANSWER_MATRIX:
        return "matrix";
    case ANSWER_DEFAULT:
    case ANSWER_EXPRESSION:
        break;
    }
    return "expression";
}

/* The answer's formula or its cells, with its LaTeX. */
static void set_form(const Desk *desk, const Answer *answer, json_t *object) {
    Arena *arena = desk->arena;
    if (answer->form != ANSWER_ENTRIES) {
        set_formula(object, answer->formula, desk->notation);
        json_t *line = json_object_get(object, "text");
        if (line != NULL)
            json_object_set(object, "line", line);
        return;
    }
    json_object_set_new(
        object, "latex",
        json_string(latex_of_cells(arena, answer->blocks, answer->block_count, answer->leading,
                                   answer->factor, desk->notation)));
    json_object_set_new(object, "factor",
                        answer->factor != NULL ? json_formula(answer->factor, desk->notation)
                                               : json_null());
    if (!notation_is_latex_only(desk->notation))
        json_object_set_new(object, "line", json_string(answer_line(arena, answer)));
    set_cells(object, answer->blocks, answer->block_count, answer->leading, desk->notation);
    spoken_cells(object, NULL, answer->blocks, answer->block_count, answer->factor, desk->notation);
}

json_t *json_form(const Desk *desk, const Answer *answer) {
    json_t *object = json_object();
    set_form(desk, answer, object);
    return object;
}

void json_share_form(json_t *object, const json_t *from) {
    static const char *const keys[] = {"latex",  "text",   "unicode", "line",    "factor", "cells",
                                       "blocks", "mathml", "speech",  "is_wide", "said"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_t *value = json_object_get(from, keys[i]);
        if (value != NULL)
            json_object_set(object, keys[i], value);
    }
}

json_t *json_answer(const Desk *desk, const SolvedQuestion *solved, const SolvedAnswer *answer) {
    json_t *object = json_object();
    json_object_set_new(object, "as", json_string(answer_form_name(answer->answer.form)));
    set_form(desk, &answer->answer, object);
    json_object_set_new(object, "steps",
                        answer->steps != NULL ? json_steps(desk, solved, answer->steps, object)
                                              : json_array());
    return object;
}

/* Values. */

const char *latex_of_number(Arena *arena, const char *number) {
    if (strcmp(number, VALUE_UNDECIDED) == 0)
        return "\\text{" VALUE_UNDECIDED "}";
    const char *sign = number[0] == '-' ? "-" : "";
    const char *digits = number + strlen(sign);
    const char *slash = strchr(digits, '/');
    if (slash != NULL)
        return arena_printf(arena, "%s\\frac{%.*s}{%s}", sign, (int)(slash - digits), digits,
                            slash + 1);
    const char *exponent = strchr(digits, 'e');
    if (exponent != NULL) {
        const char *power = exponent[1] == '+' ? exponent + 2 : exponent + 1;
        return arena_printf(arena, "%s%.*s \\cdot 10^{%s}", sign, (int)(exponent - digits), digits,
                            power);
    }
    return number;
}

static void append_value_matrix(StrBuf *out, Arena *arena, const char *const *cells, long rows,
                                long columns) {
    strbuf_append(out, "\\begin{bmatrix} ");
    for (long row = 0; row < rows; row++) {
        if (row > 0)
            strbuf_append(out, " \\\\ ");
        for (long column = 0; column < columns; column++) {
            if (column > 0)
                strbuf_append(out, " & ");
            strbuf_append(out, latex_of_number(arena, cells[row * columns + column]));
        }
    }
    strbuf_append(out, " \\end{bmatrix}");
}

static void append_blocks(StrBuf *out, Arena *arena, const char *const *cells, const long *dims,
                          size_t rank, const char *const *letters) {
    size_t leading = rank - 2;
    long blocks = 1;
    long at[SHAPE_LIMIT + LETTER_LIMIT];
    for (size_t i = 0; i < leading; i++) {
        blocks *= dims[i];
        at[i] = 1;
    }
    long per_block = dims[rank - 2] * dims[rank - 1];
    for (long block = 0; block < blocks; block++) {
        if (block > 0)
            strbuf_append(out, ",\\; ");
        append_value_matrix(out, arena, cells + block * per_block, dims[rank - 2], dims[rank - 1]);
        if (leading > 0)
            append_place(out, at, leading, letters);
        for (size_t i = leading; i > 0 && ++at[i - 1] > dims[i - 1]; i--)
            at[i - 1] = 1;
    }
}

/* How many numbers a sheet prints at most. */
enum { VALUES_LIMIT = 512 };

const char *latex_of_values(Arena *arena, const char *const *cells, const long *dims, size_t rank,
                            const char *const *letters) {
    StrBuf out;
    strbuf_init(&out);
    if (rank == 0)
        strbuf_append(&out, latex_of_number(arena, cells[0]));
    else if (rank == 1)
        append_value_matrix(&out, arena, cells, 1, dims[0]);
    else
        append_blocks(&out, arena, cells, dims, rank, letters);
    return strbuf_finish(&out, arena);
}

/* Exact where it is known to be so; a dash where nothing is. */
static const char *text_of_cell(const ValueCell *cell) {
    if (cell->exact != NULL)
        return cell->exact;
    return cell->decimal != NULL ? cell->decimal : VALUE_UNDECIDED;
}

/* What the rows and columns of a table over letters are: "i = 1, ..., 2". */
static void append_letters(StrBuf *out, const Desk *desk, const SolvedQuestion *solved) {
    const char *separator = "";
    strbuf_append(out, "_{\\;");
    for (size_t i = 0; i < solved->axis_count; i++) {
        if (!solved->axes[i].is_letter)
            continue;
        strbuf_append(out, separator);
        print_latex_name(out, solved->axes[i].name, desk->notation);
        strbuf_printf(out,
                      solved->axes[i].size == 2   ? " = 1, 2"
                      : solved->axes[i].size == 1 ? " = 1"
                                                  : " = 1, \\dots, %ld",
                      solved->axes[i].size);
        separator = ";\\; ";
    }
    strbuf_append(out, "}");
}

/* Whether a value is a vector that stands as a column, as its answer does. */
static bool is_column(const SolvedQuestion *solved) {
    return solved->axis_count == 1 && !solved->axes[0].is_letter && !solved->is_row;
}

/* The LaTeX of a value, its words too. */
static void set_value_forms(const Desk *desk, const SolvedQuestion *solved, json_t *value) {
    long dims[LETTER_LIMIT + SHAPE_LIMIT];
    size_t rank = solved->axis_count;
    for (size_t i = 0; i < rank; i++)
        dims[i] = solved->axes[i].size;
    if (is_column(solved)) {
        dims[1] = 1;
        rank = 2;
    }
    const char **cells = ARENA_ARRAY(desk->arena, const char *, solved->cell_count);
    for (size_t i = 0; i < solved->cell_count; i++)
        cells[i] = text_of_cell(&solved->cells[i]);
    const char *letters[LETTER_LIMIT + SHAPE_LIMIT] = {NULL};
    StrBuf out;
    strbuf_init(&out);
    for (size_t i = 0; i < solved->axis_count; i++)
        if (solved->axes[i].is_letter) {
            strbuf_clear(&out);
            print_latex_name(&out, solved->axes[i].name, desk->notation);
            letters[i] = strbuf_to_arena(&out, desk->arena);
        }
    strbuf_clear(&out);
    strbuf_append(&out, latex_of_values(desk->arena, cells, dims, rank, letters));
    if (solved->letters.count > 0 && rank <= 2)
        append_letters(&out, desk, solved);
    bool is_rounded = false;
    for (size_t i = 0; i < solved->cell_count; i++)
        is_rounded |= solved->cells[i].exact == NULL && solved->cells[i].decimal != NULL;
    json_object_set_new(value, "latex", json_string(out.chars));
    json_object_set_new(value, "is_rounded", json_boolean(is_rounded));
    if (solved->undecided != NULL)
        json_object_set_new(value, "is_undecided", json_true());
    spoken_latex(value, out.chars, speech_of_values(desk->arena, cells, dims, rank),
                 desk->notation);
    strbuf_free(&out);
}

/* Arrays in the order of the axes. */
static json_t *json_nested(const SolvedQuestion *solved, size_t axis, size_t *at, bool is_exact) {
    if (axis == solved->axis_count) {
        const ValueCell *cell = &solved->cells[(*at)++];
        const char *digits = is_exact ? cell->exact : cell->decimal;
        return digits != NULL ? json_string(digits) : json_null();
    }
    json_t *array = json_array();
    for (long i = 0; i < solved->axes[axis].size; i++)
        json_array_append_new(array, json_nested(solved, axis + 1, at, is_exact));
    return array;
}

json_t *json_value(const Desk *desk, const SolvedQuestion *solved) {
    if (solved->cells == NULL)
        return json_null();
    json_t *value = json_object();
    json_t *axes = json_array();
    for (size_t i = 0; i < solved->axis_count; i++)
        json_array_append_new(axes, json_pack("{s:s, s:i}", "name", solved->axes[i].name, "size",
                                              (int)solved->axes[i].size));
    json_object_set_new(value, "axes", axes);
    size_t at = 0;
    json_object_set_new(value, "exact", json_nested(solved, 0, &at, true));
    at = 0;
    json_object_set_new(value, "decimal", json_nested(solved, 0, &at, false));
    json_object_set_new(value, "is_column", json_boolean(is_column(solved)));
    if (solved->cell_count <= VALUES_LIMIT)
        set_value_forms(desk, solved, value);
    return value;
}
