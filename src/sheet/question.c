#include "sheet/question.h"

#include <stdlib.h>
#include <string.h>

#include "algebra/elaborate.h"
#include "calculus/reading_path.h"
#include "calculus/tidy.h"
#include "formula/dependence.h"
#include "notation/matrix_rows.h"
#include "sheet/steps.h"
#include "sheet/warnings.h"
#include "sheet/write_json.h"

/* A question at work. */
typedef struct Work {
    const Desk *desk;
    SolvedQuestion *solved;
    Diagnostics *diagnostics;
    bool is_derivative;
} Work;

static Span find_span(const SolvedQuestion *solved) {
    const Text *find = &solved->question->find;
    return text_span(find, 0, find->length);
}

/* The entry of a resolved formula at the letters and at an axis of each of these dimensions, which
 * may have other names than its own: 3 where it has n. */
static const Expr *elaborate_at_axes(const Desk *desk, const Syntax *syntax, const Letters *letters,
                                     const Dimension *dims) {
    Elaborator elaborator;
    gradients_elaborator(desk->gradients, &elaborator);
    elaborator_bind_letters(&elaborator, letters);
    const Expr *axes[SHAPE_LIMIT];
    expr_axes(desk->pool, 0, dims, syntax->shape->rank, axes);
    return elaborate(&elaborator, syntax, axes);
}

/* dσ(u)/du, not ∂: by a number that is the question's own and the only thing that varies. */
static void mark_ordinary(const Scope *scope, const Syntax *find) {
    if (find->kind != SYNTAX_DERIVATIVE || find->children[1]->kind != SYNTAX_NAME)
        return;
    const Quantity *variable = find->children[1]->quantity;
    const Syntax *top = find->children[0];
    bool is_own = scope->outer != NULL && scope->count == 1 && variable == scope->quantities[0];
    if (is_own && variable->rank == 0 && top->kind == SYNTAX_CALL)
        ((Syntax *)find)->is_ordinary = true;
}

/* A name of let, or an entry of it: what is asked for is the gradient. */
static bool is_named_gradient(const Syntax *find) {
    return scope_names_gradient(find->kind == SYNTAX_INDEX ? find->children[0] : find);
}

/* The formula of what is asked, where that is a name, or an entry of it, that is defined by way of
 * a derivative; NULL else. Nobody asks for such a one to read its definition again. */
static const Syntax *defining_derivative(const Syntax *find) {
    const Syntax *name = find->kind == SYNTAX_INDEX ? find->children[0] : find;
    bool is_defined = name->kind == SYNTAX_NAME && name->quantity != NULL &&
                      name->quantity->kind == QUANTITY_DEFINED;
    return is_defined && syntax_holds_derivative(name->quantity->formula) ? name->quantity->formula
                                                                          : NULL;
}

static bool asks_for_derivative(const Syntax *find) {
    return syntax_holds_derivative(find) || is_named_gradient(find) ||
           defining_derivative(find) != NULL;
}

/* The gradient of a number by a vector, where `notation` has it as a row. */
static bool lies_as_row(const Desk *desk, const Syntax *find) {
    if (notation_choices(desk->notation)->gradients != GRADIENTS_ROWS || find->shape->rank != 1)
        return false;
    bool is_name = find->kind == SYNTAX_NAME && is_named_gradient(find);
    const Syntax *gradient = is_name ? find->quantity->formula : find;
    return gradient->kind == SYNTAX_DERIVATIVE && gradient->children[0]->shape->rank == 0 &&
           gradient->children[1]->kind == SYNTAX_NAME;
}

static bool read_find(Work *work) {
    SolvedQuestion *solved = work->solved;
    const Syntax *find = desk_read_formula(work->desk, &solved->question->find, &solved->letters,
                                           true, work->diagnostics);
    if (find == NULL || !resolve_check_entries(find, work->diagnostics) ||
        !dependence_check_hidden(work->desk->arena, work->desk->scope, find, work->diagnostics))
        return false;
    solved->find = find;
    mark_ordinary(work->desk->scope, find);
    solved->is_row = answer_is_row(find) || lies_as_row(work->desk, find);
    work->is_derivative = asks_for_derivative(find);
    solved->asked = elaborate_at_axes(work->desk, find, &solved->letters, find->shape->dims);
    solved->unfolded = defining_derivative(find) != NULL
                           ? gradients_written_at(work->desk->gradients, solved->asked)
                           : solved->asked;
    return true;
}

/* Gradients that an answer may use. */
static bool read_using(Work *work, const AnswerRequest *request) {
    gradients_clear_using(work->desk->gradients);
    for (size_t i = 0; i < request->using_count; i++) {
        Letters letters = {0};
        const Syntax *using =
            desk_read_formula(work->desk, &request->using[i], &letters, true, work->diagnostics);
        if (using == NULL)
            return false;
        if (scope_names_gradient(using))
            continue; /* it is in force anyway */
        if (using->kind != SYNTAX_DERIVATIVE ||
            !gradients_add_using(work->desk->gradients, using, &letters)) {
            diagnostics_error(work->diagnostics, DIAGNOSTIC_DERIVATIVE, using->span,
                              "an answer can use gradients of a quantity, and this is none");
            diagnostics_hint(work->diagnostics, "write d l / d h1");
            return false;
        }
    }
    return true;
}

/* A quantity asked for: its definition. */

static bool is_whole_quantity(const Syntax *find) {
    return find->kind == SYNTAX_NAME && find->quantity != NULL &&
           find->quantity->kind == QUANTITY_DEFINED;
}

/* asked with the entry that it is replaced by the entry of its definition. */
static const Expr *defining_expression(const Work *work) {
    const Expr *entry = work->solved->asked;
    if (entry->kind != EXPR_ENTRY || entry->symbol->variable != NULL)
        return entry;
    const Expr *definition = gradients_written_at(work->desk->gradients, entry);
    return definition != NULL ? definition : entry;
}

static void answer_quantity_as_written(const Syntax *formula, Answer *answer) {
    *answer = (Answer){.form = formula->shape->rank > 0 ? ANSWER_MATRIX : ANSWER_EXPRESSION,
                       .formula = formula};
}

/* A formula with index terms in the place of letters; its bound letters must not clash with them.
 */
static const Syntax *with_indices(Arena *arena, const Syntax *formula, const Quantity *quantity,
                                  const Syntax *const *indices) {
    if (formula->kind == SYNTAX_NAME && formula->quantity == NULL)
        for (size_t i = 0; i < quantity->rank; i++)
            if (strcmp(formula->name, quantity->letters[i]) == 0)
                return indices[i];
    Syntax *copy = ARENA_NEW(arena, Syntax);
    *copy = *formula;
    copy->children = ARENA_ARRAY(arena, const Syntax *, formula->count);
    for (size_t i = 0; i < formula->count; i++)
        copy->children[i] = with_indices(arena, formula->children[i], quantity, indices);
    return copy;
}

static bool binds_name(const Syntax *formula, const char *name) {
    for (size_t i = 0; i < formula->binder_count; i++)
        if (strcmp(formula->binders[i].name, name) == 0)
            return true;
    for (size_t i = 0; i < formula->count; i++)
        if (binds_name(formula->children[i], name))
            return true;
    return false;
}

/* The entry asked for of a definition over letters, as it was written; NULL where it is none. */
static const Syntax *entry_as_written(Arena *arena, const Syntax *find) {
    if (find->kind != SYNTAX_INDEX || find->children[0]->kind != SYNTAX_NAME)
        return NULL;
    const Quantity *quantity = find->children[0]->quantity;
    if (quantity == NULL || quantity->kind != QUANTITY_DEFINED || quantity->letters[0] == NULL ||
        find->count != quantity->rank + 1)
        return NULL;
    for (size_t i = 0; i < quantity->rank; i++) {
        const Syntax *index = find->children[i + 1];
        bool is_simple = index->kind == SYNTAX_NUMBER || index->kind == SYNTAX_NAME;
        if (!is_simple ||
            (index->kind == SYNTAX_NAME && binds_name(quantity->formula, index->name)))
            return NULL;
    }
    return with_indices(arena, quantity->formula, quantity, find->children + 1);
}

/* A name of the question's own is no index where the definition is read in its scope. */
static bool binds_own_name(const Scope *scope, const Syntax *formula) {
    for (size_t i = 0; scope->outer != NULL && i < scope->count; i++)
        if (binds_name(formula, scope->quantities[i]->name))
            return true;
    return false;
}

static const Syntax *definition_as_written(const Desk *desk, const Syntax *find, AnswerForm form) {
    bool is_whole = is_whole_quantity(find) && find->quantity->letters[0] == NULL;
    const Syntax *written = is_whole && form != ANSWER_ENTRIES
                                ? find->quantity->formula
                                : entry_as_written(desk->arena, find);
    if (written != NULL)
        return binds_own_name(desk->scope, written) ? NULL : written;
    if (form == ANSWER_DEFAULT && find->kind != SYNTAX_NAME && find->kind != SYNTAX_INDEX)
        return find;
    return NULL;
}

/* Answers. */

static const char *find_text(const SolvedQuestion *solved) {
    return solved->question->find.chars;
}

static void tell_find(const Work *work) {
    const Telling *telling = work->desk->telling;
    const SolvedQuestion *solved = work->solved;
    if (!telling_wants(telling, TELLING_FORMULA))
        return;
    StrBuf letters;
    strbuf_init(&letters);
    for (size_t i = 0; i < solved->letters.count; i++)
        strbuf_printf(&letters, "%s%s in 1..%ld", i == 0 ? ", " : " and ",
                      solved->letters.items[i].name, solved->letters.items[i].dimension.value);
    telling_say(telling, TELLING_FORMULA, "find %s: %s%s", find_text(solved),
                shape_text(work->desk->arena, solved->find->shape), letters.chars);
    strbuf_free(&letters);
}

/* What is asked, derived and as short as it gets. */
static const Expr *derive(const Work *work) {
    Gradients *gradients = work->desk->gradients;
    const Expr *derived = gradients_expand(gradients, work->solved->unfolded);
    const Expr *tidied = tidy(gradients, work->solved->unfolded, derived, NULL);
    const Telling *telling = work->desk->telling;
    telling_say_expr(telling, TELLING_CALCULUS, find_text(work->solved), "derived", derived);
    telling_say_expr(telling, TELLING_CALCULUS, find_text(work->solved), "tidied", tidied);
    return tidied;
}

/* Where what is differentiated is a definition and no number: a loss that lacks a sum, perhaps. */
static const char *shape_of_target(const Work *work) {
    const Syntax *find = work->solved->find;
    const Syntax *target = find->kind == SYNTAX_DERIVATIVE ? find->children[0] : find;
    bool is_tensor = target != find && is_whole_quantity(target) && target->shape->rank > 0;
    return is_tensor
               ? arena_printf(work->desk->arena, "“%s” is no single number but has shape %s; ",
                              target->name, shape_text(work->desk->arena, target->shape))
               : "";
}

/* *derived becomes the expression that the answer was derived as; NULL: nothing was derived. */
static bool write_answer(Work *work, Layout *layout, const AnswerRequest *request, Answer *answer,
                         const Expr **derived) {
    const Syntax *find = work->solved->find;
    const Syntax *as_written =
        work->is_derivative ? NULL : definition_as_written(work->desk, find, request->form);
    if (as_written != NULL) {
        answer_quantity_as_written(as_written, answer);
        return true;
    }
    const Expr *expr = defining_expression(work);
    if (work->is_derivative)
        *derived = expr = derive(work);
    AnswerForm form =
        request->form != ANSWER_DEFAULT ? request->form : answer_default_form(find->shape);
    const char *reason = NULL;
    if (answer_write(layout, expr, find->shape, work->solved->is_row, form, answer, &reason)) {
        if (form == ANSWER_MATRIX && lies_as_row(work->desk, find))
            answer->formula = matrix_row_of(work->desk->arena, answer->formula);
        return true;
    }
    if (form == ANSWER_MATRIX) {
        diagnostics_error(work->diagnostics, DIAGNOSTIC_NO_MATRIX_FORM, find_span(work->solved),
                          "this has no matrix notation: %s", reason);
        diagnostics_hint(work->diagnostics, "%s%s",
                         find->shape->rank > 2 ? shape_of_target(work) : "",
                         find->shape->rank > 0 ? "ask for `as: entries`, or put letters for its "
                                                 "dimensions, as in d l / d W[i,j]"
                                               : "ask for `as: expression`");
    } else {
        diagnostics_error(work->diagnostics, DIAGNOSTIC_NO_SUCH_FORM, find_span(work->solved),
                          "this answer cannot be written in that form: %s", reason);
        if (form == ANSWER_EXPRESSION)
            diagnostics_hint(work->diagnostics,
                             "%sput a letter for each, as in d W[i,j], or ask for "
                             "`as: entries` or `as: matrix`",
                             shape_of_target(work));
    }
    return false;
}

/* Judging what is printed: every formula is printed as text, read again as an author's would be,
 * and only then compared. */

static const Expr *read_again(const Work *work, const Syntax *syntax, size_t rank,
                              const Shape *shape) {
    const Desk *desk = work->desk;
    Text text = text_from_string(desk->arena, "<answer>", formula_text(desk->arena, syntax));
    Letters letters = work->solved->letters;
    const Syntax *again = desk_read_formula(desk, &text, &letters, false, work->diagnostics);
    if (again == NULL)
        return NULL;
    bool fits = again->shape->rank == rank || again->shape->rank == 0;
    for (size_t i = 0; fits && again->shape->rank > 0 && i < rank; i++)
        fits = again->shape->dims[i].value == shape->dims[i].value;
    if (!fits) {
        diagnostics_error(work->diagnostics, DIAGNOSTIC_SHAPE, find_span(work->solved),
                          "the answer %s has shape %s", text.chars,
                          shape_text(desk->arena, again->shape));
        return NULL;
    }
    return elaborate_at_axes(desk, again, &work->solved->letters,
                             again->shape->rank > 0 ? shape->dims : NULL);
}

static const Expr **read_cells_again(const Work *work, const Answer *answer) {
    const Desk *desk = work->desk;
    size_t per_block = answer->blocks[0].rows * answer->blocks[0].columns;
    const Expr **cells = ARENA_ARRAY(desk->arena, const Expr *, per_block * answer->block_count);
    const Expr *factor = expr_integer(desk->pool, 1);
    if (answer->factor != NULL) {
        factor = read_again(work, answer->factor, 0, NULL);
        if (factor == NULL)
            return NULL;
    }
    for (size_t block = 0; block < answer->block_count; block++)
        for (size_t i = 0; i < per_block; i++) {
            const Expr *cell = read_again(work, answer->blocks[block].cells[i], 0, NULL);
            if (cell == NULL)
                return NULL;
            cells[block * per_block + i] = expr_multiply2(desk->pool, factor, cell);
        }
    return cells;
}

/* Names and shapes in what was written: the printers ask for them. */
static bool resolve_answer(const Work *work, const Answer *answer) {
    Letters letters = work->solved->letters;
    const Desk *desk = work->desk;
    if (answer->form != ANSWER_ENTRIES)
        return answer->formula->shape != NULL ||
               resolve_in_scope(desk->arena, desk->scope, answer->formula, &letters, false,
                                work->diagnostics);
    bool is_good =
        answer->factor == NULL || resolve_in_scope(desk->arena, desk->scope, answer->factor,
                                                   &letters, false, work->diagnostics);
    for (size_t block = 0; block < answer->block_count; block++) {
        const Cells *cells = &answer->blocks[block];
        for (size_t i = 0; i < cells->rows * cells->columns; i++)
            is_good &= resolve_in_scope(desk->arena, desk->scope, cells->cells[i], &letters, false,
                                        work->diagnostics);
    }
    return is_good;
}

void question_report_failure(const SolvedQuestion *solved, const char *report,
                             Diagnostics *diagnostics) {
    diagnostics_error(diagnostics, DIAGNOSTIC_VERIFICATION, find_span(solved),
                      "an answer to this failed its verification: %s", report);
    diagnostics_hint(diagnostics, "nothing is written; please report this");
}

/* Why a formula may have no value anywhere as it is written, or none that can be told. */
static bool is_fault_of_formula(NumberFault fault) {
    return fault == NUMBER_FAULT_DIVISION_BY_ZERO || fault == NUMBER_FAULT_LOG_OF_NONPOSITIVE ||
           fault == NUMBER_FAULT_ROOT_OF_NEGATIVE || fault == NUMBER_FAULT_UNDECIDED ||
           fault == NUMBER_FAULT_TOO_LARGE;
}

/* The error that an answer did not stand the test. */
static void report_verdict(const SolvedQuestion *solved, const Verification *verification,
                           Diagnostics *diagnostics) {
    NumberFault fault = verification->undefined.kind;
    if (is_fault_of_formula(fault))
        diagnostics_error(diagnostics, DIAGNOSTIC_UNDEFINED_VALUE, find_span(solved),
                          "no numbers could be found at which %s: %s",
                          fault == NUMBER_FAULT_UNDECIDED ? "the value of this can be told"
                                                          : "this has a value",
                          warnings_fault_text(diagnostics->arena, &verification->undefined));
    else
        question_report_failure(solved, verification->report, diagnostics);
}

/* What is to be verified of an answer. False with errors. */
static bool read_answer_again(const Work *work, SolvedAnswer *solved) {
    const Answer *answer = &solved->answer;
    const Shape *shape = work->solved->find->shape;
    if (!resolve_answer(work, answer))
        return false;
    if (answer->form == ANSWER_ENTRIES)
        solved->printed.cells = read_cells_again(work, answer);
    else
        solved->printed.whole = read_again(work, answer->formula, shape->rank, shape);
    if (solved->printed.whole != NULL || solved->printed.cells != NULL)
        return true;
    question_report_failure(work->solved, "the printed answer cannot be read", work->diagnostics);
    return false;
}

/* v @ A is a row on paper, and so is what stands beside it. */
static bool is_written_as_row(const Syntax *formula) {
    if (formula->shape == NULL || formula->shape->rank != 1)
        return false;
    if (formula->kind == SYNTAX_MATMUL)
        return formula->children[0]->shape->rank == 1;
    for (size_t i = 0; i < formula->count; i++)
        if (formula->children[i]->shape != NULL && formula->children[i]->shape->rank == 1)
            return is_written_as_row(formula->children[i]);
    return false;
}

static void ask_reading_order(const Work *work) {
    const Syntax *definition = defining_derivative(work->solved->find);
    const Syntax *asked = definition != NULL ? definition : work->solved->find;
    bool is_around = work->is_derivative && asked->kind != SYNTAX_DERIVATIVE;
    reading_order_ask(gradients_order(work->desk->gradients), is_around ? asked : NULL);
}

bool question_derive(const Desk *desk, const Question *question, SolvedQuestion *solved,
                     Diagnostics *diagnostics) {
    *solved = (SolvedQuestion){.question = question};
    Work work = {.desk = desk, .solved = solved, .diagnostics = diagnostics};
    if (!read_find(&work))
        return false;
    tell_find(&work);
    telling_say_expr(desk->telling, TELLING_ALGEBRA, find_text(solved), "asked", solved->asked);
    ask_reading_order(&work);
    Layout *layout = layout_new(desk->arena, desk->gradients, &solved->letters);
    solved->answers = ARENA_ARRAY(desk->arena, SolvedAnswer, question->answer_count);
    for (size_t i = 0; i < question->answer_count; i++) {
        SolvedAnswer *answer = &solved->answers[solved->answer_count];
        answer->request = &question->answers[i];
        if (!read_using(&work, answer->request))
            continue;
        reading_path_follow(desk->gradients, solved->find);
        if (!write_answer(&work, layout, answer->request, &answer->answer, &answer->derived) ||
            !read_answer_again(&work, answer))
            continue;
        solved->answer_count++;
        telling_say(desk->telling, TELLING_NOTATION, "%s = %s", find_text(solved),
                    answer_line(desk->arena, &answer->answer));
    }
    gradients_clear_using(desk->gradients);
    for (size_t i = 0; i < solved->answer_count; i++)
        solved->is_row |= solved->find->shape->rank == 1 &&
                          solved->answers[i].answer.form == ANSWER_MATRIX &&
                          is_written_as_row(solved->answers[i].answer.formula);
    for (size_t i = 0; solved->is_row && i < solved->answer_count; i++)
        answer_as_row(&solved->answers[i].answer);
    return solved->answer_count == question->answer_count;
}

bool question_take_answer(const Desk *desk, const SolvedQuestion *like, const Answer *answer,
                          SolvedQuestion *solved, Diagnostics *diagnostics) {
    *solved = *like;
    solved->answers = ARENA_NEW(desk->arena, SolvedAnswer);
    solved->answers[0] = (SolvedAnswer){.request = like->answers[0].request, .answer = *answer};
    solved->answer_count = 1;
    Work work = {.desk = desk, .solved = solved, .diagnostics = diagnostics};
    return read_answer_again(&work, &solved->answers[0]);
}

void question_add_steps(const Desk *desk, SolvedQuestion *solved) {
    Diagnostics unheard; /* what was read once can be read again */
    diagnostics_init(&unheard, desk->arena);
    Work work = {.desk = desk,
                 .solved = solved,
                 .diagnostics = &unheard,
                 .is_derivative = asks_for_derivative(solved->find)};
    ask_reading_order(&work);
    for (size_t i = 0; i < solved->answer_count; i++) {
        SolvedAnswer *answer = &solved->answers[i];
        read_using(&work, answer->request);
        reading_path_follow(desk->gradients, solved->find);
        answer->steps = steps_new(desk, solved, solved->asked, answer->derived, &answer->answer);
    }
    gradients_clear_using(desk->gradients);
    diagnostics_free(&unheard);
}

/* Verdicts. */

/* What has no value anywhere is told of once, not again of the other forms of its answer. */
static bool is_told(const SolvedQuestion *solved, const SolvedQuestion *undefined) {
    if (undefined == NULL)
        return false;
    Span span = find_span(solved), before = find_span(undefined);
    return span.source == before.source && span.offset == before.offset;
}

/* Takes what came of one answer into the verification of the question. */
static bool take_verdict(const SolvedQuestion *solved, const Verification *one, bool is_first,
                         Verification *all, Diagnostics *diagnostics) {
    if (one->outcome != VERIFY_EQUAL) {
        report_verdict(solved, one, diagnostics);
        all->outcome = one->outcome;
        return false;
    }
    if (is_first) {
        *all = *one;
        return true;
    }
    all->is_exact &= one->is_exact;
    if (one->points < all->points)
        all->points = one->points;
    return true;
}

static void tell_verdict(const Desk *desk, const SolvedQuestion *solved, size_t answer,
                         const Verification *one) {
    if (!telling_wants(desk->telling, TELLING_VERIFY))
        return;
    const char *line = answer_line(desk->arena, &solved->answers[answer].answer);
    if (one->outcome != VERIFY_EQUAL)
        telling_say(desk->telling, TELLING_VERIFY, "%s = %s: %s", find_text(solved), line,
                    one->report);
    else
        telling_say(desk->telling, TELLING_VERIFY, "%s = %s: equal at %zu points, %s",
                    find_text(solved), line, one->points, one->is_exact ? "exactly" : "in balls");
}

bool questions_verify(const Desk *desk, SolvedQuestion *const *questions, size_t count,
                      Diagnostics *diagnostics) {
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += questions[i]->answer_count;
    Judgement *judgements = memory_alloc((total + 1) * sizeof *judgements);
    size_t at = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < questions[i]->answer_count; j++)
            judgements[at++] = (Judgement){.find = questions[i]->find,
                                           .letters = &questions[i]->letters,
                                           .printed = questions[i]->answers[j].printed};
    verify_all(desk->verifier, judgements, total);
    bool is_good = true;
    const SolvedQuestion *undefined = NULL; /* the last one */
    at = 0;
    for (size_t i = 0; i < count; i++) {
        SolvedQuestion *solved = questions[i];
        for (size_t j = 0; j < solved->answer_count; j++) {
            const Verification *one = &judgements[at++].verification;
            if (one->outcome == VERIFY_UNKNOWN && is_told(solved, undefined))
                continue;
            if (one->outcome == VERIFY_UNKNOWN)
                undefined = solved;
            is_good &= take_verdict(solved, one, j == 0, &solved->verification, diagnostics);
            tell_verdict(desk, solved, j, one);
            bool has_value = one->undefined.kind == NUMBER_FAULT_NONE;
            if (desk->checks_steps && has_value && solved->answers[j].steps != NULL)
                is_good &= steps_check(desk, solved, solved->answers[j].steps, diagnostics);
        }
    }
    free(judgements);
    return is_good;
}
