#include "sheet/wording.h"

#include <string.h>

/* --- names --- */

/* A formula between backticks. */
static void append_formula(StrBuf *out, const Syntax *syntax) {
    strbuf_append_char(out, '`');
    print_text(out, syntax);
    strbuf_append_char(out, '`');
}

/* "row `i` of `W`" for W[i,.]: how a person says it. */
static bool append_line_of_matrix(StrBuf *out, const Syntax *syntax) {
    if (syntax->kind != SYNTAX_INDEX || syntax->count != 3 ||
        syntax->children[0]->kind != SYNTAX_NAME)
        return false;
    const Syntax *row = syntax->children[1], *column = syntax->children[2];
    bool is_row = column->kind == SYNTAX_KEEP;
    if (is_row == (row->kind == SYNTAX_KEEP))
        return false;
    strbuf_append(out, is_row ? "row " : "column ");
    append_formula(out, is_row ? row : column);
    strbuf_append(out, " of ");
    append_formula(out, syntax->children[0]);
    return true;
}

static void append_quantity(StrBuf *out, const Syntax *syntax) {
    if (!append_line_of_matrix(out, syntax))
        append_formula(out, syntax);
}

/* ", for any `i` and `j`": the answer holds for every value of the free letters. */
static void append_letters(StrBuf *out, const Letters *letters) {
    strbuf_append(out, letters->count > 0 ? ", for any " : "");
    for (size_t i = 0; i < letters->count; i++)
        strbuf_printf(out, "%s`%s`", list_separator(i, letters->count, " and "),
                      letters->items[i].name);
}

/* --- derivatives --- */

static bool is_repeated(const Syntax *derivative) {
    const Syntax *by = derivative->children[1];
    for (const Syntax *inner = derivative->children[0]; inner->kind == SYNTAX_DERIVATIVE;
         inner = inner->children[0])
        if (!syntax_equal(inner->children[1], by))
            return false;
    return true;
}

/* "`w[i]` and `w[j]`", what was first differentiated by first. */
static void append_variables(StrBuf *out, const Syntax *derivative, size_t order) {
    for (size_t i = 0; i < order; i++) {
        const Syntax *one = derivative;
        for (size_t skipped = i + 1; skipped < order; skipped++)
            one = one->children[0];
        strbuf_append(out, list_separator(i, order, " and "));
        append_quantity(out, one->children[1]);
    }
}

/* Higher than the first. */
static void append_order(StrBuf *out, size_t order) {
    static const char *const words[] = {"second", "third", "fourth"};
    if (order - 2 < sizeof words / sizeof *words)
        strbuf_append(out, words[order - 2]);
    else
        strbuf_printf(out, "%zuth", order);
}

static void ask_higher(StrBuf *out, const Syntax *find, size_t order, const Syntax *of) {
    bool repeats = is_repeated(find);
    bool is_hessian =
        order == 2 && repeats && of->shape->rank == 0 && find->children[1]->shape->rank == 1;
    if (is_hessian) {
        strbuf_append(out, "What is the Hessian of ");
        append_quantity(out, of);
        strbuf_append(out, " with respect to ");
        append_quantity(out, find->children[1]);
        return;
    }
    bool is_one = find->shape->rank == 0;
    strbuf_append(out, is_one ? "What is the " : "What are the ");
    append_order(out, order);
    strbuf_append(out, is_one ? " partial derivative of " : " partial derivatives of ");
    append_quantity(out, of);
    strbuf_append(out, " with respect to ");
    if (is_one && repeats)
        append_quantity(out, find->children[1]);
    else
        append_variables(out, find, order);
}

/* What is asked of a first derivative depends on how much of both sides is kept whole. */
static void ask_first(StrBuf *out, const Syntax *find) {
    const Syntax *of = find->children[0], *by = find->children[1];
    size_t of_rank = of->shape->rank, by_rank = by->shape->rank;
    bool is_jacobian = of_rank == 1 && by_rank == 1;
    const char *each = of_rank > 0 && !is_jacobian ? "each entry of " : "";
    if (*each != '\0' || (of_rank == 0 && by_rank == 0))
        strbuf_printf(out, "What is the %sderivative of ", find->is_ordinary ? "" : "partial ");
    else if (of_rank == 0)
        strbuf_append(out, "What is the gradient of ");
    else
        strbuf_append(out, "What is the Jacobian of ");
    strbuf_append(out, each);
    append_quantity(out, of);
    strbuf_append(out, " with respect to ");
    strbuf_append(out, by_rank > 0 ? each : "");
    append_quantity(out, by);
}

/* --- what else can be asked --- */

static size_t count_derivatives(const Syntax *syntax) {
    size_t count = syntax->kind == SYNTAX_DERIVATIVE;
    for (size_t i = 0; i < syntax->count; i++)
        count += count_derivatives(syntax->children[i]);
    return count;
}

static const Quantity *quantity_of(const Syntax *find) {
    const Syntax *name = find->kind == SYNTAX_INDEX ? find->children[0] : find;
    return name->kind == SYNTAX_NAME ? name->quantity : NULL;
}

static void ask_quantity(StrBuf *out, const Syntax *find, const Quantity *quantity,
                         const SolvedQuestion *solved) {
    bool has_value = solved->cells != NULL;
    switch (quantity->kind) {
    case QUANTITY_DEFINED:
        strbuf_append(out, "How is ");
        append_quantity(out, find);
        strbuf_append(out, " computed");
        append_letters(out, &solved->letters);
        strbuf_append(out, has_value ? ", and what is its value?" : "?");
        return;
    case QUANTITY_GRADIENT:
        if (find->kind == SYNTAX_NAME) {
            strbuf_printf(out, "What is `%s = ", find->name);
            print_text(out, quantity->formula);
            strbuf_append(out, "`?");
            return;
        }
        break;
    case QUANTITY_SIZE:
    case QUANTITY_GIVEN:
    case QUANTITY_LABEL:
    case QUANTITY_UNKNOWN:
        break;
    }
    strbuf_append(out, "What is ");
    append_quantity(out, find);
    append_letters(out, &solved->letters);
    strbuf_append(out, "?");
}

static void ask_expression(StrBuf *out, const Syntax *find, const SolvedQuestion *solved) {
    size_t derivatives = count_derivatives(find);
    bool is_number_only = derivatives == 0 && solved->cells != NULL;
    strbuf_append(out, is_number_only ? "What is the value of " : "What is ");
    append_formula(out, find);
    append_letters(out, &solved->letters);
    if (derivatives > 0)
        strbuf_append(out, derivatives == 1 ? ", with the derivative worked out"
                                            : ", with the derivatives worked out");
    strbuf_append(out, "?");
}

/* --- how it is to be answered --- */

/* Whether every form asked for is this one; of the default none is asked for. */
static bool asks_only_for(const SolvedQuestion *solved, AnswerForm form) {
    for (size_t i = 0; i < solved->answer_count; i++)
        if (solved->answers[i].request->form != form)
            return false;
    return solved->answer_count > 0;
}

static bool asks_for(const SolvedQuestion *solved, AnswerForm form) {
    for (size_t i = 0; i < solved->answer_count; i++)
        if (solved->answers[i].request->form == form)
            return true;
    return false;
}

static void append_form(StrBuf *out, const SolvedQuestion *solved) {
    bool wants_matrix = asks_for(solved, ANSWER_MATRIX);
    bool wants_entries = asks_for(solved, ANSWER_ENTRIES);
    if (asks_only_for(solved, ANSWER_MATRIX))
        strbuf_append(out, " Answer in matrix notation.");
    else if (asks_only_for(solved, ANSWER_ENTRIES))
        strbuf_append(out, " Write out every entry.");
    else if (wants_matrix && wants_entries)
        strbuf_append(out, " Answer in matrix notation, and write out every entry.");
}

/* Whether an earlier answer may use the same. */
static bool was_named(const SolvedQuestion *solved, size_t answer, const char *gradient) {
    for (size_t i = 0; i < answer; i++) {
        const AnswerRequest *request = solved->answers[i].request;
        for (size_t j = 0; j < request->using_count; j++)
            if (strcmp(request->using[j].chars, gradient) == 0)
                return true;
    }
    return false;
}

/* "`d l / d h2` may stand in the answer.": what it may be written in terms of. */
static void append_using(StrBuf *out, const SolvedQuestion *solved) {
    const char *gradients[LETTER_LIMIT];
    size_t count = 0;
    for (size_t i = 0; i < solved->answer_count; i++) {
        const AnswerRequest *request = solved->answers[i].request;
        for (size_t j = 0; j < request->using_count && count < LETTER_LIMIT; j++)
            if (!was_named(solved, i, request->using[j].chars))
                gradients[count++] = request->using[j].chars;
    }
    const char *last = solved->answer_count > 1 ? " or " : " and ";
    for (size_t i = 0; i < count; i++)
        strbuf_printf(out, "%s`%s`", i == 0 ? " " : list_separator(i, count, last), gradients[i]);
    strbuf_append(out, count > 0 ? " may stand in the answer." : "");
}

const char *question_wording(Arena *arena, const SolvedQuestion *solved) {
    const Syntax *find = solved->find;
    const Quantity *quantity = quantity_of(find);
    const Syntax *of;
    size_t order = syntax_derivative_order(find, &of);
    StrBuf out;
    strbuf_init(&out);
    if (order == 1)
        ask_first(&out, find);
    else if (order > 1)
        ask_higher(&out, find, order, of);
    else if (quantity != NULL)
        ask_quantity(&out, find, quantity, solved);
    else
        ask_expression(&out, find, solved);
    if (order > 0) {
        append_letters(&out, &solved->letters);
        strbuf_append(&out, "?");
    }
    append_form(&out, solved);
    append_using(&out, solved);
    return strbuf_finish(&out, arena);
}
