#include "sheet/alternatives.h"

#include <string.h>

#include "sheet/put_numbers.h"
#include "sheet/steps.h"
#include "sheet/write_json.h"

/* What is still read: the characters of a form as text, the entries of a matrix that is written
 * out, the terms of a sum that is. */
enum { LINE_LIMIT = 320, CELLS_LIMIT = 16, TERMS_LIMIT = 4 };

typedef struct Search {
    const Desk *desk; /* without steps */
    const SolvedQuestion *solved;
    Alternatives *found;
} Search;

/* Whether it reads as one of the answers, or as an alternative. */
static bool is_known(const Search *search, const char *line, bool is_for_entry) {
    Arena *arena = search->desk->arena;
    for (size_t i = 0; i < search->found->count; i++)
        if (strcmp(answer_line(arena, &search->found->items[i].solved->answers[0].answer), line) ==
            0)
            return true;
    for (size_t i = 0; i < search->solved->answer_count && !is_for_entry; i++)
        if (strcmp(answer_line(arena, &search->solved->answers[i].answer), line) == 0)
            return true;
    return false;
}

/* An entry of what has none in the language, softmax(s)[1], and the ones and unit vectors that
 * stand in for a dimension of size 1: right, but nothing that a person writes. */
static bool is_contrived(const Syntax *syntax) {
    bool is_entry = syntax->kind == SYNTAX_INDEX && syntax->children[0]->kind != SYNTAX_NAME &&
                    syntax->children[0]->kind != SYNTAX_DERIVATIVE;
    bool is_stand_in = syntax->kind == SYNTAX_CALL &&
                       (strcmp(syntax->name, "ones") == 0 || strcmp(syntax->name, "eye") == 0);
    if (is_entry || is_stand_in)
        return true;
    for (size_t i = 0; i < syntax->count; i++)
        if (is_contrived(syntax->children[i]))
            return true;
    return false;
}

static bool is_contrived_answer(const Answer *answer) {
    if (answer->form != ANSWER_ENTRIES)
        return is_contrived(answer->formula);
    for (size_t block = 0; block < answer->block_count; block++)
        for (size_t i = 0; i < answer->blocks[block].rows * answer->blocks[block].columns; i++)
            if (is_contrived(answer->blocks[block].cells[i]))
                return true;
    return answer->factor != NULL && is_contrived(answer->factor);
}

static void add(const Search *search, SolvedQuestion *solved, const char *kind, bool is_for_entry) {
    const Answer *answer = &solved->answers[0].answer;
    const char *line = answer_line(search->desk->arena, answer);
    if (strlen(line) > LINE_LIMIT || search->found->count == ALTERNATIVES_LIMIT ||
        is_contrived_answer(answer) || is_known(search, line, is_for_entry))
        return;
    search->found->items[search->found->count++] = (Alternative){solved, kind, is_for_entry};
}

/* --- sums written out --- */

static bool has_index_comparison(const Syntax *syntax) {
    if (syntax->kind == SYNTAX_COMPARE && syntax->children[0]->kind == SYNTAX_NAME &&
        syntax->children[0]->quantity == NULL)
        return true;
    for (size_t i = 0; i < syntax->count; i++)
        if (has_index_comparison(syntax->children[i]))
            return true;
    return false;
}

/* An answer at work. Each name and number takes at least a character of the line: sums in sums end
 * when it is full, not when all 2ⁿ terms are there. */
typedef struct WritingOut {
    Arena *arena;
    bool has_sum;
    size_t room;
} WritingOut;

static const Syntax *written_out(WritingOut *writing, const Syntax *syntax);

static const Syntax *sum_written_out(WritingOut *writing, const Syntax *sum) {
    Arena *arena = writing->arena;
    long total = 1;
    for (size_t i = 0; i < sum->binder_count && total <= TERMS_LIMIT; i++)
        total *= sum->binders[i].dimension.value;
    if (total > TERMS_LIMIT || has_index_comparison(sum))
        return NULL;
    const Syntax *terms[TERMS_LIMIT];
    LetterValue *letters = ARENA_ARRAY(arena, LetterValue, sum->binder_count);
    for (long n = 0; n < total; n++) {
        long rest = n;
        size_t count = 0;
        for (size_t i = sum->binder_count; i > 0; i--) {
            const Binder *binder = &sum->binders[i - 1];
            letters[count++] = (LetterValue){binder->name, rest % binder->dimension.value + 1};
            rest /= binder->dimension.value;
        }
        LetterValues values = {letters, count};
        terms[n] = written_out(writing, put_letters(arena, sum->children[0], &values));
        if (terms[n] == NULL)
            return NULL;
    }
    writing->has_sum = true;
    if (total == 1)
        return terms[0];
    Syntax *written = syntax_new(arena, SYNTAX_ADD, terms, (size_t)total);
    written->shape = sum->shape;
    return written;
}

/* The formula with its sums over indices term by term; NULL where one has too many. */
static const Syntax *written_out(WritingOut *writing, const Syntax *syntax) {
    if (syntax->kind == SYNTAX_SUM)
        return sum_written_out(writing, syntax);
    if (syntax->count == 0) {
        bool fits = writing->room > 0;
        writing->room -= fits;
        return fits ? syntax : NULL;
    }
    const Syntax **children = ARENA_ARRAY(writing->arena, const Syntax *, syntax->count);
    for (size_t i = 0; i < syntax->count; i++) {
        children[i] = written_out(writing, syntax->children[i]);
        if (children[i] == NULL)
            return NULL;
    }
    return syntax_with_children(writing->arena, syntax, children);
}

/* An answer with its sums term by term; false where it has none, or one with too many terms. */
static bool write_out(Arena *arena, const Answer *answer, Answer *written) {
    WritingOut writing = {.arena = arena, .room = LINE_LIMIT};
    *written = *answer;
    if (answer->form != ANSWER_ENTRIES) {
        written->formula = written_out(&writing, answer->formula);
        return written->formula != NULL && writing.has_sum;
    }
    if (answer->factor != NULL) {
        written->factor = written_out(&writing, answer->factor);
        if (written->factor == NULL)
            return false;
    }
    written->blocks = ARENA_ARRAY(arena, Cells, answer->block_count);
    for (size_t block = 0; block < answer->block_count; block++) {
        Cells *cells = &written->blocks[block];
        *cells = answer->blocks[block];
        size_t count = cells->rows * cells->columns;
        cells->cells = ARENA_ARRAY(arena, const Syntax *, count);
        for (size_t i = 0; i < count; i++) {
            cells->cells[i] = written_out(&writing, answer->blocks[block].cells[i]);
            if (cells->cells[i] == NULL)
                return false;
        }
    }
    return writing.has_sum;
}

static void add_written_out(const Search *search, const Answer *answer) {
    const Desk *desk = search->desk;
    Answer written;
    SolvedQuestion *solved = ARENA_NEW(desk->arena, SolvedQuestion);
    Diagnostics unheard;
    diagnostics_init(&unheard, desk->arena);
    if (write_out(desk->arena, answer, &written) &&
        question_take_answer(desk, search->solved, &written, solved, &unheard))
        add(search, solved, "sums written out", false);
    diagnostics_free(&unheard);
}

/* --- other forms --- */

/* Derives one form, with the gradients that the first answer may use. */
static void add_form(const Search *search, const Question *like, AnswerForm form, const char *kind,
                     bool is_for_entry) {
    Arena *arena = search->desk->arena;
    AnswerRequest *request = ARENA_NEW(arena, AnswerRequest);
    Question *question = ARENA_NEW(arena, Question);
    SolvedQuestion *solved = ARENA_NEW(arena, SolvedQuestion);
    *request = search->solved->question->answers[0];
    request->form = form;
    *question = *like;
    question->answers = request;
    question->answer_count = 1;
    Diagnostics unheard;
    diagnostics_init(&unheard, arena);
    if (question_derive(search->desk, question, solved, &unheard)) {
        if (search->solved->is_row && !is_for_entry)
            answer_as_row(&solved->answers[0].answer);
        add(search, solved, kind, is_for_entry);
    }
    diagnostics_free(&unheard);
}

/* The entry at letters of what was asked: d l / d W[i,j] of d l / d W; NULL where there is none. */
static const Syntax *asked_entry(const Search *search) {
    const Desk *desk = search->desk;
    const Shape *shape = search->solved->find->shape;
    Letters *letters = ARENA_NEW(desk->arena, Letters);
    *letters = search->solved->letters;
    const Syntax *indices[SHAPE_LIMIT];
    for (size_t i = 0; i < shape->rank; i++) {
        if (shape->dims[i].value == 1) {
            indices[i] = syntax_integer(desk->arena, 1);
            continue;
        }
        if (letters->count == LETTER_LIMIT)
            return NULL;
        const char *letter = steps_new_letter(desk, letters);
        letters->items[letters->count++] = (Letter){.name = letter};
        indices[i] = syntax_name(desk->arena, letter);
    }
    return answer_entry_of(desk->arena, search->solved->find, indices);
}

static void add_index_form(const Search *search) {
    const Syntax *entry = asked_entry(search);
    if (entry == NULL)
        return;
    Arena *arena = search->desk->arena;
    Question question = *search->solved->question;
    question.find = text_in_place_of(arena, &question.find, formula_text(arena, entry));
    add_form(search, &question, ANSWER_EXPRESSION, "index notation", true);
}

void alternatives_derive(const Desk *desk, const SolvedQuestion *solved,
                         Alternatives *alternatives) {
    Search search = {.desk = desk, .solved = solved, .found = alternatives};
    const Question *question = solved->question;
    const Shape *shape = solved->find->shape;
    alternatives->count = 0;
    if (shape->rank == 0)
        add_form(&search, question, ANSWER_EXPRESSION, "index notation", false);
    if (shape->rank <= 2)
        add_form(&search, question, ANSWER_MATRIX, "matrix notation", false);
    if (shape->rank > 0 && dimensions_count(shape->dims, shape->rank) <= CELLS_LIMIT)
        add_form(&search, question, ANSWER_ENTRIES, "entry by entry", false);
    if (shape->rank > 0)
        add_index_form(&search);
    for (size_t i = 0; i < solved->answer_count; i++)
        add_written_out(&search, &solved->answers[i].answer);
}

static bool is_expected(const json_t *expected, const char *line) {
    size_t i;
    json_t *formula;
    json_array_foreach(expected, i, formula) {
        if (strcmp(json_string_value(json_object_get(formula, "text")), line) == 0)
            return true;
    }
    return false;
}

json_t *json_alternatives(const Desk *desk, const Alternatives *alternatives,
                          const json_t *expected) {
    json_t *list = json_array();
    for (size_t i = 0; i < alternatives->count; i++) {
        const Alternative *item = &alternatives->items[i];
        const Answer *answer = &item->solved->answers[0].answer;
        if (!item->is_for_entry && is_expected(expected, answer_line(desk->arena, answer)))
            continue;
        json_t *form = json_form(desk, answer);
        json_object_set_new(form, "as", json_string(answer_form_name(answer->form)));
        json_object_set_new(form, "kind", json_string(item->kind));
        json_object_set_new(form, "lhs",
                            item->is_for_entry ? json_formula(item->solved->find, desk->notation)
                                               : json_null());
        json_array_append_new(list, form);
    }
    return list;
}
