#include "notation/latex.h"

#include <string.h>

#include "notation/mathml.h"
#include "notation/speech.h"

/* --- how a node looks --- */

static bool is_big_operator(const Syntax *syntax) {
    return syntax->kind == SYNTAX_SUM || syntax->kind == SYNTAX_MAX_OVER ||
           syntax->kind == SYNTAX_MIN_OVER;
}

/* Built up as \frac, not in line as a/b or entry by entry. */
static bool is_fraction(const Printer *printer, const Syntax *syntax) {
    if (printer->is_script)
        return false;
    return (syntax->kind == SYNTAX_DIVIDE && !syntax->is_hadamard) ||
           (syntax->kind == SYNTAX_NUMBER && number_is_fraction(syntax));
}

bool latex_is_tall(const Printer *printer, const Syntax *syntax) {
    if (printer->is_script)
        return false;
    if (is_fraction(printer, syntax) || is_big_operator(syntax) || syntax->kind == SYNTAX_MATRIX)
        return true;
    if (syntax->kind == SYNTAX_DERIVATIVE && !notation_is_compact(printer->notation, syntax))
        return true;
    bool is_first_only = syntax->kind == SYNTAX_INDEX || syntax->kind == SYNTAX_POWER ||
                         syntax->kind == SYNTAX_DERIVATIVE;
    size_t count = is_first_only ? 1 : syntax->count;
    for (size_t i = 0; i < count; i++)
        if (latex_is_tall(printer, syntax->children[i]))
            return true;
    return false;
}

Scripts latex_node_scripts(const Printer *printer, const Syntax *syntax) {
    if (syntax->kind == SYNTAX_NAME)
        return latex_name_scripts(syntax->name, printer->notation);
    if (syntax->kind == SYNTAX_TRANSPOSE)
        return SCRIPT_SUPER;
    if (syntax->kind == SYNTAX_INDEX) {
        const char *written = latex_entry_override(printer, syntax);
        if (written != NULL)
            return latex_scripts(written);
        const Syntax *base = syntax->children[0];
        Scripts scripts = base->kind == SYNTAX_NAME
                              ? latex_name_scripts(base->name, printer->notation)
                              : SCRIPT_NONE;
        if (latex_is_call(printer, base, "eye"))
            scripts = SCRIPT_SUPER;
        return scripts & SCRIPT_SUB ? SCRIPT_SUB : scripts | SCRIPT_SUB;
    }
    if (latex_is_call(printer, syntax, "ones") || latex_is_call(printer, syntax, "eye"))
        return syntax->count == 2 ? SCRIPT_SUB | SCRIPT_SUPER : SCRIPT_SUB;
    return SCRIPT_NONE;
}

static bool is_bare_first(const Syntax *product, const Syntax *first) {
    if (product->kind == SYNTAX_DIVIDE && !product->is_hadamard)
        return first->kind != SYNTAX_ADD;
    if (first->kind == SYNTAX_MATMUL)
        return !product->is_hadamard;
    if (first->kind == SYNTAX_MULTIPLY || first->kind == SYNTAX_DIVIDE)
        return product->is_hadamard || !first->is_hadamard;
    return first->kind == SYNTAX_NUMBER || first->kind == SYNTAX_NEGATE;
}

static Level level(const Printer *printer, const Syntax *syntax) {
    switch (syntax->kind) {
    case SYNTAX_ADD:
        return LEVEL_SUM;
    case SYNTAX_NEGATE:
        return LEVEL_SIGNED;
    case SYNTAX_NUMBER:
        return number_is_negative(syntax)    ? LEVEL_SIGNED
               : number_is_fraction(syntax)  ? LEVEL_PREFIX
               : number_has_exponent(syntax) ? LEVEL_PRODUCT
                                             : LEVEL_ATOM;
    case SYNTAX_MULTIPLY:
    case SYNTAX_MATMUL:
        return printer_minus(printer, syntax) != NULL ? LEVEL_SIGNED : LEVEL_PRODUCT;
    case SYNTAX_DIVIDE:
        return printer_minus(printer, syntax) != NULL ? LEVEL_SIGNED
               : is_fraction(printer, syntax)         ? LEVEL_PREFIX
                                                      : LEVEL_PRODUCT;
    case SYNTAX_SUM:
    case SYNTAX_MAX_OVER:
    case SYNTAX_MIN_OVER:
        return LEVEL_PRODUCT;
    case SYNTAX_DERIVATIVE:
        return latex_is_quantity(printer, syntax->children[0]) ||
                       syntax->children[0]->kind == SYNTAX_DERIVATIVE
                   ? LEVEL_PREFIX
                   : LEVEL_PRODUCT;
    case SYNTAX_POWER:
    case SYNTAX_TRANSPOSE:
        return LEVEL_POWER;
    case SYNTAX_CALL:
        return latex_is_short_exp(printer, syntax)       ? LEVEL_POWER
               : latex_is_call(printer, syntax, "outer") ? LEVEL_PRODUCT
                                                         : LEVEL_ATOM;
    case SYNTAX_NAME:
    case SYNTAX_INDEX:
    case SYNTAX_KEEP:
    case SYNTAX_COMPARE:
    case SYNTAX_MATRIX:
        return LEVEL_ATOM;
    }
    return LEVEL_ATOM;
}

/* --- brackets and scripts --- */

void latex_brackets(Printer *printer, const Syntax *syntax) {
    bool is_tall = latex_is_tall(printer, syntax);
    strbuf_append(printer->out, is_tall ? "\\left(" : "(");
    printer->node(printer, syntax);
    strbuf_append(printer->out, is_tall ? "\\right)" : ")");
}

/* Entry by entry, what is made of rows is a row. */
static bool is_made_of_rows(const Syntax *syntax) {
    bool is_elementwise = syntax->kind == SYNTAX_MULTIPLY || syntax->kind == SYNTAX_DIVIDE ||
                          syntax->kind == SYNTAX_ADD || syntax->kind == SYNTAX_NEGATE ||
                          syntax->kind == SYNTAX_COMPARE || syntax->kind == SYNTAX_POWER;
    for (size_t i = 0; is_elementwise && i < syntax->count; i++)
        if (latex_is_row(syntax->children[i]))
            return true;
    return false;
}

bool latex_is_row(const Syntax *syntax) {
    if (syntax->kind == SYNTAX_MATRIX)
        return syntax->shape->rank == 1 && syntax->is_row;
    if (syntax->kind != SYNTAX_INDEX || syntax->count < 3)
        return is_made_of_rows(syntax);
    for (size_t i = 1; i + 1 < syntax->count; i++)
        if (syntax->children[i]->kind == SYNTAX_KEEP)
            return false;
    return syntax->children[syntax->count - 1]->kind == SYNTAX_KEEP;
}

void latex_transposed(Printer *printer, const Syntax *base) {
    if (printer->level(printer, base) < LEVEL_ATOM) {
        latex_brackets(printer, base);
    } else if ((latex_node_scripts(printer, base) & SCRIPT_SUPER) != 0) {
        strbuf_append_char(printer->out, '{');
        printer->node(printer, base);
        strbuf_append_char(printer->out, '}');
    } else {
        printer->node(printer, base);
    }
    strbuf_append(printer->out, "^\\top");
}

static void power(Printer *printer, const Syntax *syntax) {
    const Syntax *base = syntax->children[0];
    if ((latex_node_scripts(printer, base) & SCRIPT_SUPER) != 0)
        latex_brackets(printer, base);
    else
        printer_operand(printer, base, LEVEL_ATOM);
    strbuf_append_char(printer->out, '^');
    latex_script(printer, syntax->children[1]);
}

/* --- products --- */

/* Whether what it ends with, a sum's body, would swallow a factor after it. */
static bool is_open(const Syntax *syntax) {
    for (;;) {
        if (is_big_operator(syntax))
            return true;
        bool is_product = syntax->kind == SYNTAX_MULTIPLY || syntax->kind == SYNTAX_MATMUL ||
                          syntax->kind == SYNTAX_NEGATE;
        if (!is_product)
            return false;
        syntax = syntax->children[syntax->count - 1];
    }
}

bool latex_runs_on(const Printer *printer, const Syntax *factor) {
    if (factor->kind != SYNTAX_DERIVATIVE || !notation_is_compact(printer->notation, factor))
        return false;
    const Syntax *top = factor->children[0];
    const char *latex =
        top->kind == SYNTAX_NAME ? notation_find(printer->notation, top->name) : NULL;
    return latex == NULL || latex[0] == '\0' || latex[strlen(latex) - 1] != ')';
}

static bool factor_has_brackets(Printer *printer, const Syntax *parent, size_t at) {
    const Syntax *factor = parent->children[at];
    bool is_last = at + 1 == parent->count;
    if (!is_last && !parent->is_hadamard && latex_runs_on(printer, factor))
        return true;
    if (at == 0 && printer_minus(printer, factor) != NULL && is_bare_first(parent, factor))
        return false;
    Level own = printer->level(printer, factor);
    if (own < LEVEL_PRODUCT || (is_open(factor) && !is_last))
        return true;
    if (own > LEVEL_PRODUCT)
        return false;
    if (factor->kind == SYNTAX_MATMUL || factor->kind == SYNTAX_CALL)
        return parent->is_hadamard;
    if (factor->kind == SYNTAX_MULTIPLY && !factor->is_hadamard)
        return parent->is_hadamard && at > 0;
    if (factor->kind == SYNTAX_MULTIPLY)
        return parent->kind == SYNTAX_MATMUL || (!parent->is_hadamard && !is_last);
    if (is_big_operator(factor))
        return parent->kind == SYNTAX_MATMUL || parent->is_hadamard;
    return true;
}

static bool is_coefficient(const Syntax *syntax) {
    return syntax->kind == SYNTAX_NUMBER ||
           (syntax->kind == SYNTAX_DIVIDE && syntax->children[0]->kind == SYNTAX_NUMBER &&
            !syntax->is_hadamard);
}

/* Whether what is printed begins with a digit, on the line or on a fraction's. */
static bool begins_with_digit(const Syntax *syntax) {
    while (syntax->kind == SYNTAX_POWER || syntax->kind == SYNTAX_MULTIPLY ||
           syntax->kind == SYNTAX_MATMUL || syntax->kind == SYNTAX_DIVIDE)
        syntax = syntax->children[0];
    return syntax->kind == SYNTAX_NUMBER && !number_is_negative(syntax);
}

/* Whether it begins with the 1 of 1{z > 0}. */
static bool begins_with_indicator(const Printer *printer, const Syntax *syntax) {
    while (syntax->kind == SYNTAX_POWER || syntax->kind == SYNTAX_MULTIPLY ||
           syntax->kind == SYNTAX_MATMUL || syntax->kind == SYNTAX_TRANSPOSE)
        syntax = syntax->children[0];
    return syntax->kind == SYNTAX_COMPARE && !notation_is_delta(printer->notation, syntax) &&
           notation_choices(printer->notation)->brackets == BRACKETS_INDICATOR;
}

static bool ends_with_digit(const Syntax *syntax) {
    while (syntax->kind == SYNTAX_MULTIPLY || syntax->kind == SYNTAX_MATMUL ||
           syntax->kind == SYNTAX_NEGATE)
        syntax = syntax->children[syntax->count - 1];
    return syntax->kind == SYNTAX_NUMBER;
}

/* Whether TeX sets a space before it of its own. */
static bool has_operator_space(const Printer *printer, const Syntax *syntax) {
    if (is_big_operator(syntax))
        return true;
    return syntax->kind == SYNTAX_CALL && strlen(syntax->name) > 2 &&
           notation_find(printer->notation, syntax->name) == NULL &&
           printer->level(printer, syntax) == LEVEL_ATOM &&
           !latex_is_call(printer, syntax, "sqrt") && !latex_is_call(printer, syntax, "abs") &&
           !latex_is_call(printer, syntax, "ones") && !latex_is_call(printer, syntax, "eye");
}

/* Whether it is made of numbers alone, matrices apart: between two such a dot is written. */
static bool is_numeric(const Syntax *syntax) {
    if (syntax->kind == SYNTAX_NUMBER)
        return true;
    if (syntax->count == 0 || syntax->kind == SYNTAX_MATRIX || syntax->kind == SYNTAX_INDEX ||
        syntax->kind == SYNTAX_DERIVATIVE)
        return false;
    for (size_t i = 0; i < syntax->count; i++)
        if (!is_numeric(syntax->children[i]))
            return false;
    return true;
}

static const char *separator(const Printer *printer, const Syntax *parent, size_t at,
                             bool has_brackets) {
    const Syntax *left = parent->children[at - 1];
    const Syntax *right = parent->children[at];
    bool is_scalar = is_coefficient(left) || is_coefficient(right);
    if (is_numeric(left) && is_numeric(right))
        return " \\cdot ";
    if (parent->is_hadamard && !is_scalar)
        return " \\odot ";
    if (!has_brackets && ends_with_digit(left) && begins_with_indicator(printer, right))
        return " \\cdot ";
    if (!has_brackets && begins_with_digit(right) &&
        (right->kind != SYNTAX_DIVIDE || ends_with_digit(left)))
        return " \\cdot ";
    if (is_coefficient(left) || (has_operator_space(printer, right) && !has_brackets))
        return " ";
    return "\\,";
}

/* A vector in front of a matrix product is a row there, u^\top A, and one behind it a column. */
static bool is_transposed(const Syntax *parent, size_t at) {
    const Syntax *factor = parent->children[at];
    if (parent->kind != SYNTAX_MATMUL || factor->shape == NULL || factor->shape->rank != 1)
        return false;
    return at == 0 ? !latex_is_row(factor) : at + 1 == parent->count && latex_is_row(factor);
}

static void product(Printer *printer, const Syntax *syntax) {
    for (size_t i = 0; i < syntax->count; i++) {
        const Syntax *factor = syntax->children[i];
        bool has_brackets = factor_has_brackets(printer, syntax, i);
        if (i > 0)
            strbuf_append(printer->out, separator(printer, syntax, i, has_brackets));
        if (is_transposed(syntax, i))
            latex_transposed(printer, factor);
        else if (has_brackets)
            latex_brackets(printer, factor);
        else
            printer->node(printer, factor);
    }
}

static void quotient(Printer *printer, const Syntax *syntax) {
    StrBuf *out = printer->out;
    const Syntax *top = syntax->children[0], *bottom = syntax->children[1];
    if (is_fraction(printer, syntax)) {
        strbuf_append(out, "\\frac{");
        printer->node(printer, top);
        strbuf_append(out, "}{");
        printer->node(printer, bottom);
        strbuf_append_char(out, '}');
        return;
    }
    bool is_bare = printer_minus(printer, top) != NULL && is_bare_first(syntax, top);
    printer_operand(printer, top, is_bare ? LEVEL_SIGNED : LEVEL_PRODUCT);
    strbuf_append(out, syntax->is_hadamard ? " \\oslash " : "/");
    printer_operand(printer, bottom, LEVEL_PREFIX);
}

static void number(Printer *printer, const Syntax *syntax) {
    if (!number_has_exponent(syntax) && (printer->is_script || !number_is_fraction(syntax))) {
        printer_number(printer, syntax);
        return;
    }
    if (!printer_is_stripped(printer, syntax) && number_is_negative(syntax))
        strbuf_append_char(printer->out, '-');
    if (number_has_exponent(syntax)) {
        const char *digits = number_digits(syntax), *exponent = strchr(digits, 'e') + 1;
        strbuf_append_n(printer->out, digits, (size_t)(exponent - digits) - 1);
        strbuf_printf(printer->out, " \\cdot 10^{%s}", exponent + (exponent[0] == '+'));
        return;
    }
    strbuf_append(printer->out, "\\frac{");
    printer_integer(printer->out, fmpq_numref(syntax->number));
    strbuf_append(printer->out, "}{");
    printer_integer(printer->out, fmpq_denref(syntax->number));
    strbuf_append_char(printer->out, '}');
}

/* --- sums --- */

static void over(Printer *printer, const Syntax *syntax, const char *operator) {
    StrBuf *out = printer->out;
    for (size_t i = 0; i < syntax->binder_count; i++) {
        const Binder *binder = &syntax->binders[i];
        strbuf_printf(out, "%s_{", operator);
        print_latex_name(out, binder->name, printer->notation);
        if (binder->range == NULL || syntax->kind != SYNTAX_SUM) {
            for (; i + 1 < syntax->binder_count &&
                   (syntax->binders[i + 1].range == NULL || syntax->kind != SYNTAX_SUM);
                 i++) {
                strbuf_append_char(out, ',');
                print_latex_name(out, syntax->binders[i + 1].name, printer->notation);
            }
            strbuf_append(out, "} ");
        } else {
            strbuf_append(out, "=1}^{");
            print_latex_size(out, binder->range, printer->notation);
            strbuf_append(out, "} ");
        }
    }
    printer_operand(printer, syntax->children[0], LEVEL_PRODUCT);
}

/* --- the switch --- */

/* What stands around a comparison. No plain "[": where a template sets a cell right behind a row's
 * "\\", LaTeX would take it for that command's argument. */
typedef struct Fence {
    const char *front;
    const char *open, *close;
    const char *tall_open, *tall_close;
} Fence;

static const Fence fences[] = {
    [BRACKETS_ROUND] = {"", "(", ")", "\\left(", "\\right)"},
    [BRACKETS_SQUARE] = {"", "\\lbrack ", "\\rbrack", "\\left[", "\\right]"},
    [BRACKETS_INDICATOR] = {"\\mathbf{1}", "\\{", "\\}", "\\left\\{", "\\right\\}"},
};

static void compare(Printer *printer, const Syntax *syntax) {
    static const char *const relations[] = {
        [RELATION_GREATER] = ">",       [RELATION_LESS] = "<",  [RELATION_GREATER_EQUAL] = "\\ge",
        [RELATION_LESS_EQUAL] = "\\le", [RELATION_EQUAL] = "=", [RELATION_NOT_EQUAL] = "\\ne",
    };
    if (notation_is_delta(printer->notation, syntax)) {
        strbuf_append(printer->out, "\\delta");
        latex_subscript(printer, syntax->children, syntax->count);
        return;
    }
    const Fence *fence = &fences[notation_choices(printer->notation)->brackets];
    bool is_tall = latex_is_tall(printer, syntax);
    strbuf_append(printer->out, fence->front);
    strbuf_append(printer->out, is_tall ? fence->tall_open : fence->open);
    printer->node(printer, syntax->children[0]);
    strbuf_printf(printer->out, " %s ", relations[syntax->relation]);
    printer->node(printer, syntax->children[1]);
    strbuf_append(printer->out, is_tall ? fence->tall_close : fence->close);
}

/* A product that begins with a minus shows it before everything, a fraction's line included. */
static void signed_product(Printer *printer, const Syntax *syntax) {
    const Syntax *minus = printer_minus(printer, syntax);
    if (minus != NULL && printer->stripped != minus) {
        strbuf_append_char(printer->out, '-');
        printer->stripped = minus;
    }
    if (syntax->kind == SYNTAX_DIVIDE)
        quotient(printer, syntax);
    else
        product(printer, syntax);
}

static void plain_node(Printer *printer, const Syntax *syntax) {
    switch (syntax->kind) {
    case SYNTAX_NUMBER:
        number(printer, syntax);
        break;
    case SYNTAX_NAME:
        latex_tensor_name(printer, syntax->name);
        break;
    case SYNTAX_NEGATE:
        if (!printer_is_stripped(printer, syntax))
            strbuf_append_char(printer->out, '-');
        printer_operand(printer, syntax->children[0], LEVEL_PRODUCT);
        break;
    case SYNTAX_ADD:
        printer_sum(printer, syntax);
        break;
    case SYNTAX_MULTIPLY:
    case SYNTAX_MATMUL:
    case SYNTAX_DIVIDE:
        signed_product(printer, syntax);
        break;
    case SYNTAX_POWER:
        power(printer, syntax);
        break;
    case SYNTAX_TRANSPOSE:
        latex_transposed(printer, syntax->children[0]);
        break;
    case SYNTAX_INDEX:
        latex_index(printer, syntax);
        break;
    case SYNTAX_KEEP:
        strbuf_append(printer->out, "\\cdot");
        break;
    case SYNTAX_CALL:
        latex_call(printer, syntax);
        break;
    case SYNTAX_COMPARE:
        compare(printer, syntax);
        break;
    case SYNTAX_DERIVATIVE:
        latex_derivative(printer, syntax);
        break;
    case SYNTAX_SUM:
        over(printer, syntax, "\\sum");
        break;
    case SYNTAX_MAX_OVER:
        over(printer, syntax, "\\max");
        break;
    case SYNTAX_MIN_OVER:
        over(printer, syntax, "\\min");
        break;
    case SYNTAX_MATRIX:
        strbuf_append(printer->out, "\\begin{bmatrix} ");
        printer_rows(printer, syntax, " & ", " \\\\ ");
        strbuf_append(printer->out, " \\end{bmatrix}");
        break;
    }
}

/* What MathML's reader must be told because its look alone does not say it, or says more. */
static bool needs_words(const Printer *printer, const Syntax *syntax) {
    if (syntax->kind == SYNTAX_COMPARE)
        return notation_choices(printer->notation)->brackets != BRACKETS_ROUND ||
               notation_is_delta(printer->notation, syntax);
    if (syntax->kind == SYNTAX_NAME)
        return syntax->name[1] != '\0' || notation_is_bold(printer->notation, syntax->name);
    return syntax->kind == SYNTAX_INDEX || syntax->kind == SYNTAX_DERIVATIVE;
}

static void node(Printer *printer, const Syntax *syntax) {
    if (!printer->is_said || !needs_words(printer, syntax)) {
        plain_node(printer, syntax);
        return;
    }
    strbuf_append(printer->out, "\\gssay{");
    print_speech(printer->out, syntax, printer->notation);
    strbuf_append(printer->out, "}{");
    plain_node(printer, syntax);
    strbuf_append_char(printer->out, '}');
}

static void print(StrBuf *out, const Syntax *syntax, const Notation *notation, bool is_said) {
    Printer printer = {
        .out = out,
        .notation = notation,
        .node = node,
        .brackets = latex_brackets,
        .level = level,
        .is_bare_first = is_bare_first,
        .is_for_people = true,
        .is_said = is_said,
    };
    printer.node(&printer, syntax);
}

void print_latex(StrBuf *out, const Syntax *syntax, const Notation *notation) {
    print(out, syntax, notation, false);
}

void print_latex_said(StrBuf *out, const Syntax *syntax, const Notation *notation) {
    print(out, syntax, notation, true);
}
