#include "sheet/substitution.h"

#include <string.h>

#include "notation/mathml.h"
#include "sheet/put_numbers.h"
#include "sheet/spoken.h"
#include "sheet/write_json.h"

/* What a line may take: see put_numbers. WIDTH_LIMIT: characters side by side, which fit on a page
 * in small type. ACCURACY_LIMIT: the bits that rounded numbers must give of every value, so that a
 * reader finds at least two of its digits. CHOICES_LIMIT: of letters that are tried. */
enum { ROOM = 64, ROOM_OF_ENTRIES = 96, WIDTH_LIMIT = 100, ACCURACY_LIMIT = 8, CHOICES_LIMIT = 8 };

/* A line at work: the answer at one choice of its letters, and perhaps of one entry. */
typedef struct Line {
    const Desk *desk;
    const SolvedQuestion *solved;
    LetterValue letters[LETTER_LIMIT];
    size_t letter_count;
    long entry[SHAPE_LIMIT]; /* the indices of the one entry that is shown */
    bool is_entry;           /* only one entry of the answer is shown */
    Answer formula;          /* the answer there, its names kept */
    Answer numbers;          /* the same with the numbers put in */
    bool is_rounded;         /* some of the numbers are */
    SolvedQuestion value;    /* the question with the cells of its value that are shown */
} Line;

/* --- which entries are shown --- */

static size_t letter_axes(const SolvedQuestion *solved) {
    return solved->letters.count;
}

static size_t cells_from(const SolvedQuestion *solved, size_t axis) {
    size_t count = 1;
    for (size_t i = axis; i < solved->axis_count; i++)
        count *= (size_t)solved->axes[i].size;
    return count;
}

static bool is_zero(const ValueCell *cell) {
    return cell->exact != NULL && strcmp(cell->exact, "0") == 0;
}

static bool is_all_zero(const ValueCell *cells, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!is_zero(&cells[i]))
            return false;
    return true;
}

/* The first of the value's parts of `size` cells, from one on, that is not 0; their number where
 * there is none. */
static size_t next_that_is_not_zero(const ValueCell *cells, size_t count, size_t size,
                                    size_t from) {
    size_t at = from;
    while (at < count / size && is_all_zero(cells + at * size, size))
        at++;
    return at;
}

/* Takes the letters' at-th choice, in the order of the value. */
static void choose_letters(Line *line, size_t at) {
    const SolvedQuestion *solved = line->solved;
    size_t kept = cells_from(solved, letter_axes(solved));
    line->value = *solved;
    line->value.cells = solved->cells + at * kept;
    line->value.cell_count = kept;
    line->value.letters.count = 0;
    line->value.axis_count = solved->axis_count - letter_axes(solved);
    memmove(line->value.axes, solved->axes + letter_axes(solved),
            line->value.axis_count * sizeof *solved->axes);
    line->letter_count = letter_axes(solved);
    for (size_t i = letter_axes(solved); i > 0; i--) {
        size_t size = (size_t)solved->axes[i - 1].size;
        line->letters[i - 1] = (LetterValue){solved->axes[i - 1].name, (long)(at % size) + 1};
        at /= size;
    }
}

/* Of an answer entry by entry: which cell is shown, in the order of the value. */
static size_t choose_entry(Line *line) {
    size_t at = next_that_is_not_zero(line->value.cells, line->value.cell_count, 1, 0);
    at = at < line->value.cell_count ? at : 0;
    size_t rest = at;
    for (size_t i = line->value.axis_count; i > 0; i--) {
        size_t size = (size_t)line->value.axes[i - 1].size;
        line->entry[i - 1] = (long)(rest % size) + 1;
        rest /= size;
    }
    line->is_entry = true;
    line->value.cells += at;
    line->value.cell_count = 1;
    line->value.axis_count = 0;
    return at;
}

/* --- numbers put in --- */

static bool is_rounded(const Syntax *syntax) {
    if (syntax->digits != NULL)
        return true;
    for (size_t i = 0; i < syntax->count; i++)
        if (is_rounded(syntax->children[i]))
            return true;
    return false;
}

static bool is_number(const Syntax *syntax) {
    if (syntax->kind == SYNTAX_NEGATE)
        return is_number(syntax->children[0]);
    return syntax->kind == SYNTAX_NUMBER || syntax->kind == SYNTAX_MATRIX;
}

/* Notes the shape of every part: those of an index that came into a definition have none yet. */
static bool resolve(const Desk *desk, const Syntax *formula, const Letters *known) {
    Letters letters = *known;
    Diagnostics unheard;
    diagnostics_init(&unheard, desk->arena);
    bool is_good = resolve_in_scope(desk->arena, desk->scope, formula, &letters, false, &unheard);
    diagnostics_free(&unheard);
    return is_good;
}

static const Syntax *put(Line *line, const Syntax *formula, size_t *room) {
    if (!resolve(line->desk, formula, &line->solved->letters))
        return NULL;
    LetterValues letters = {line->letters, line->letter_count};
    const Syntax *written = put_numbers(line->desk, formula, &letters, line->solved->is_row, room);
    line->is_rounded |= written != NULL && is_rounded(written);
    return written;
}

/* The factor and a cell as one product. */
static const Syntax *product(Arena *arena, const Syntax *factor, const Syntax *cell) {
    if (factor == NULL)
        return cell;
    Syntax *product = syntax_binary(arena, SYNTAX_MULTIPLY, factor, cell);
    product->shape = cell->shape;
    return product;
}

static bool put_formula(Line *line, const Syntax *formula) {
    size_t room = ROOM;
    LetterValues letters = {line->letters, line->letter_count};
    line->formula.formula = put_letters(line->desk->arena, formula, &letters);
    line->numbers.formula = put(line, formula, &room);
    return line->numbers.formula != NULL && !is_number(line->numbers.formula);
}

/* All entries; false where they are too long. */
static bool put_cells(Line *line, const Answer *answer) {
    Arena *arena = line->desk->arena;
    size_t room = ROOM_OF_ENTRIES;
    LetterValues letters = {line->letters, line->letter_count};
    if (answer->factor != NULL) {
        line->formula.factor = put_letters(arena, answer->factor, &letters);
        line->numbers.factor = put(line, answer->factor, &room);
        if (line->numbers.factor == NULL)
            return false;
    }
    line->formula.blocks = ARENA_ARRAY(arena, Cells, answer->block_count);
    line->numbers.blocks = ARENA_ARRAY(arena, Cells, answer->block_count);
    for (size_t block = 0; block < answer->block_count; block++) {
        const Cells *cells = &answer->blocks[block];
        size_t count = cells->rows * cells->columns;
        Cells *kept = &line->formula.blocks[block], *written = &line->numbers.blocks[block];
        *kept = *written = *cells;
        kept->cells = ARENA_ARRAY(arena, const Syntax *, count);
        written->cells = ARENA_ARRAY(arena, const Syntax *, count);
        for (size_t i = 0; i < count; i++) {
            kept->cells[i] = put_letters(arena, cells->cells[i], &letters);
            written->cells[i] = put(line, cells->cells[i], &room);
            if (written->cells[i] == NULL)
                return false;
        }
    }
    return true;
}

static bool put_one_cell(Line *line, const Answer *answer) {
    size_t at = choose_entry(line);
    size_t per_block = answer->blocks[0].rows * answer->blocks[0].columns;
    const Syntax *cell = answer->blocks[at / per_block].cells[at % per_block];
    line->formula = line->numbers = (Answer){.form = ANSWER_EXPRESSION};
    line->is_rounded = false;
    return put_formula(line, product(line->desk->arena, answer->factor, cell));
}

/* Cells that are numbers already say nothing that the value does not. */
static bool is_value_itself(const Answer *numbers) {
    if (numbers->factor != NULL)
        return false;
    for (size_t block = 0; block < numbers->block_count; block++)
        for (size_t i = 0; i < numbers->blocks[block].rows * numbers->blocks[block].columns; i++)
            if (!is_number(numbers->blocks[block].cells[i]))
                return false;
    return true;
}

static bool is_too_wide(const Line *line) {
    const Answer *numbers = &line->numbers;
    StrBuf latex, unused;
    strbuf_init(&latex);
    strbuf_init(&unused);
    if (numbers->form == ANSWER_ENTRIES)
        strbuf_append(&latex,
                      latex_of_cells(line->desk->arena, numbers->blocks, numbers->block_count,
                                     numbers->leading, numbers->factor, line->desk->notation));
    else
        print_latex(&latex, numbers->formula, line->desk->notation);
    double width = mathml_from_latex(&unused, latex.chars, NULL, true);
    strbuf_free(&latex);
    strbuf_free(&unused);
    return width > WIDTH_LIMIT;
}

static bool put_answer(Line *line, const Answer *answer) {
    line->formula = line->numbers = *answer;
    if (answer->form != ANSWER_ENTRIES)
        return put_formula(line, answer->formula) && !is_too_wide(line);
    if (put_cells(line, answer) && !is_too_wide(line))
        return !is_value_itself(&line->numbers);
    return put_one_cell(line, answer) && !is_too_wide(line);
}

/* --- the test --- */

static bool run(const Line *line, const Syntax *syntax, Tensor *tensor) {
    LetterValues none = {NULL, 0};
    Fault fault = {0};
    return interpret(line->desk->place, line->desk->scope, syntax, &none, tensor, &fault);
}

static bool holds_matrix(const Syntax *syntax) {
    if (syntax->kind == SYNTAX_MATRIX)
        return true;
    for (size_t i = 0; i < syntax->count; i++)
        if (holds_matrix(syntax->children[i]))
            return true;
    return false;
}

/* The formula as it is printed, read again as an author's would be; NULL where it cannot be read.
 * Matrices of numbers are none of the language. */
static const Syntax *read_again(const Line *line, const Syntax *syntax) {
    if (holds_matrix(syntax))
        return syntax;
    const Desk *desk = line->desk;
    Text text = text_from_string(desk->arena, "<numbers>", formula_text(desk->arena, syntax));
    Diagnostics unheard;
    diagnostics_init(&unheard, desk->arena);
    const Syntax *again = desk_read_formula(desk, &text, &(Letters){0}, false, &unheard);
    diagnostics_free(&unheard);
    return again;
}

/* Whether the numbers that are printed can stand in a formula: none as large as exp(100000) can. */
static bool is_value_readable(const Line *line) {
    for (size_t i = 0; i < line->value.cell_count; i++) {
        const ValueCell *cell = &line->value.cells[i];
        if (cell->exact == NULL && syntax_rounded(line->desk->arena, cell->decimal) == NULL)
            return false;
    }
    return true;
}

/* Whether a number that the line comes to is the one that is printed. */
static bool is_value(const Line *line, const Number *number, const ValueCell *cell) {
    if (cell->exact != NULL && number_is_rational(number))
        return strcmp(rational_print(line->desk->arena, &number->rational), cell->exact) == 0;
    Syntax *printed = cell->exact == NULL ? syntax_rounded(line->desk->arena, cell->decimal)
                                          : syntax_integer(line->desk->arena, 0);
    if (cell->exact != NULL)
        rational_parse(printed->number, cell->exact, strlen(cell->exact));
    printed->shape = ARENA_NEW(line->desk->arena, Shape);
    Tensor tensor;
    tensor_init(&tensor);
    bool is_same = run(line, printed, &tensor) && number_overlaps(number, &tensor.entries[0]);
    tensor_clear(&tensor);
    return is_same;
}

/* What became of the test of a line or a part of it. Open is one that comes to no number by itself:
 * its rounded numbers leave it blurred, or it divides by a 0 that the formula multiplies by 0. */
typedef enum Outcome { OUTCOME_SAME, OUTCOME_OPEN, OUTCOME_OTHER } Outcome;

static Outcome worse(Outcome left, Outcome right) {
    return left > right ? left : right;
}

/* Compares what a formula with numbers comes to with `count` cells. Where numbers are rounded, the
 * tree stands for all that round to them, and the text for themselves: one lies among the others.
 */
static Outcome test_formula(const Line *line, const Syntax *syntax, const ValueCell *cells,
                            size_t count) {
    const Syntax *again = read_again(line, syntax);
    Tensor meant, printed;
    tensor_init(&meant);
    tensor_init(&printed);
    Outcome outcome = OUTCOME_OTHER;
    if (!run(line, syntax, &meant)) {
        outcome = OUTCOME_OPEN;
    } else if (again == NULL || !run(line, again, &printed)) {
        /* Rounded numbers may leave open what a function needs to know. */
        outcome = line->is_rounded ? OUTCOME_OPEN : OUTCOME_OTHER;
    } else if (meant.count == printed.count && (meant.count == count || meant.count == 1)) {
        outcome = OUTCOME_SAME;
        for (size_t i = 0; i < count; i++) {
            const Number *number = &meant.entries[meant.count == 1 ? 0 : i];
            bool is_same = is_value(line, number, &cells[i]) &&
                           number_overlaps(number, &printed.entries[meant.count == 1 ? 0 : i]);
            if (!is_same)
                outcome = OUTCOME_OTHER;
            else if (line->is_rounded && number_accuracy(number) < ACCURACY_LIMIT)
                outcome = worse(outcome, OUTCOME_OPEN);
        }
    }
    tensor_clear(&meant);
    tensor_clear(&printed);
    return outcome;
}

static Outcome test_line(const Line *line) {
    const Answer *numbers = &line->numbers;
    if (numbers->form != ANSWER_ENTRIES)
        return test_formula(line, numbers->formula, line->value.cells, line->value.cell_count);
    Outcome outcome = OUTCOME_SAME;
    size_t cell = 0;
    for (size_t block = 0; block < numbers->block_count; block++)
        for (size_t i = 0; i < numbers->blocks[block].rows * numbers->blocks[block].columns; i++) {
            const Syntax *whole =
                product(line->desk->arena, numbers->factor, numbers->blocks[block].cells[i]);
            outcome = worse(outcome, test_formula(line, whole, &line->value.cells[cell++], 1));
        }
    return outcome;
}

/* --- writing --- */

/* "i = 1, j = 2", "row 1, column 2": where the line is taken; NULL where it is all of the answer.
 */
static json_t *json_place(const Line *line) {
    if (line->letter_count == 0 && !line->is_entry)
        return json_null();
    StrBuf latex, text;
    strbuf_init(&latex);
    strbuf_init(&text);
    const char *comma = "";
    for (size_t i = 0; i < line->letter_count; i++, comma = ", ") {
        strbuf_printf(&text, "%s%s = %ld", comma, line->letters[i].name, line->letters[i].value);
        strbuf_append(&latex, i > 0 ? ",\\; " : "");
        print_latex_name(&latex, line->letters[i].name, line->desk->notation);
        strbuf_printf(&latex, " = %ld", line->letters[i].value);
    }
    size_t rank = line->solved->find->shape->rank;
    for (size_t i = 0; line->is_entry && i < rank; i++, comma = ", ") {
        const char *kind = rank > 2 ? "index" : rank == 1 ? "entry" : i == 0 ? "row" : "column";
        strbuf_printf(&text, "%s%s %ld", comma, kind, line->entry[i]);
        strbuf_append(&latex, *comma != '\0' ? ",\\; " : "");
        strbuf_printf(&latex, "\\text{%s }%ld", kind, line->entry[i]);
    }
    json_t *place = json_object();
    json_object_set_new(place, "latex", json_string(latex.chars));
    json_object_set_new(place, "text", json_string(text.chars));
    spoken_latex(place, latex.chars, text.chars, line->desk->notation);
    strbuf_free(&latex);
    strbuf_free(&text);
    return place;
}

static json_t *json_letters(const Line *line) {
    json_t *list = json_array();
    for (size_t i = 0; i < line->letter_count; i++)
        json_array_append_new(list, json_pack("{s:s, s:i}", "name", line->letters[i].name, "value",
                                              (int)line->letters[i].value));
    return list;
}

static json_t *json_entry(const Line *line) {
    if (!line->is_entry)
        return json_null();
    json_t *list = json_array();
    for (size_t i = 0; i < line->solved->find->shape->rank; i++)
        json_array_append_new(list, json_integer((json_int_t)line->entry[i]));
    return list;
}

static json_t *json_line(const Line *line) {
    json_t *object = json_object();
    json_object_set_new(object, "letters", json_letters(line));
    json_object_set_new(object, "entry", json_entry(line));
    json_object_set_new(object, "at", json_place(line));
    bool is_whole = line->letter_count == 0 && !line->is_entry;
    json_object_set_new(object, "formula",
                        is_whole ? json_null() : json_form(line->desk, &line->formula));
    json_t *numbers = json_form(line->desk, &line->numbers);
    json_object_set_new(numbers, "is_rounded", json_boolean(line->is_rounded));
    json_object_set_new(object, "numbers", numbers);
    json_t *value = json_value(line->desk, &line->value);
    if (line->is_rounded)
        json_object_set_new(value, "is_rounded", json_true());
    json_object_set_new(object, "value", value);
    return object;
}

/* The line at one choice of the letters; null where there is none to show. */
static json_t *json_line_at(Line *line, const Answer *answer, size_t at, bool *is_other) {
    choose_letters(line, at);
    if (!put_answer(line, answer) || !is_value_readable(line))
        return json_null();
    Outcome outcome = test_line(line);
    *is_other = outcome == OUTCOME_OTHER;
    return outcome == OUTCOME_SAME ? json_line(line) : json_null();
}

json_t *json_substitution(const Desk *desk, const SolvedQuestion *solved, const Answer *answer,
                          Diagnostics *diagnostics) {
    if (desk->place == NULL || solved->cells == NULL || solved->undecided != NULL)
        return json_null();
    size_t kept = cells_from(solved, letter_axes(solved));
    size_t choices = solved->cell_count / kept;
    size_t at = next_that_is_not_zero(solved->cells, solved->cell_count, kept, 0);
    at = at < choices ? at : 0;
    bool is_other = false;
    json_t *object = json_null();
    for (size_t i = 0; i < CHOICES_LIMIT && at < choices && json_is_null(object) && !is_other;
         i++) {
        Line line = {.desk = desk, .solved = solved};
        object = json_line_at(&line, answer, at, &is_other);
        at = next_that_is_not_zero(solved->cells, solved->cell_count, kept, at + 1);
    }
    if (!is_other)
        return object;
    diagnostics_error(diagnostics, DIAGNOSTIC_VERIFICATION, solved->find->span,
                      "with the numbers put in, the answer to this does not come to its value");
    diagnostics_hint(diagnostics, "nothing is written; please report this");
    return json_null();
}
