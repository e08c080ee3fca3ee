/* Derivatives in LaTeX: fractions of differentials, of any order, or \partial_x y within answers.
 */
#include "notation/latex.h"

bool latex_is_quantity(const Printer *printer, const Syntax *syntax) {
    return syntax->kind == SYNTAX_NAME || syntax->kind == SYNTAX_INDEX ||
           (syntax->kind == SYNTAX_CALL && !latex_is_short_exp(printer, syntax));
}

static void append_order(StrBuf *out, size_t order) {
    strbuf_printf(out, order < 10 ? "^%zu" : "^{%zu}", order);
}

/* What a derivative is of and by. */
static void differential(Printer *printer, const Syntax *syntax, const char *d) {
    strbuf_append(printer->out, d);
    strbuf_append_char(printer->out, ' ');
    if (latex_is_quantity(printer, syntax))
        printer->node(printer, syntax);
    else
        latex_brackets(printer, syntax);
}

/* What the n-th derivation was by; the innermost is number 0. */
static const Syntax *derivative_by(const Syntax *derivative, size_t order, size_t n) {
    for (size_t i = order - 1; i > n; i--)
        derivative = derivative->children[0];
    return derivative->children[1];
}

/* \partial w_i\,\partial w_j, or \partial w^2 where that can be written. */
static void denominator(Printer *printer, const Syntax *derivative, size_t order, const char *d) {
    for (size_t i = 0; i < order;) {
        const Syntax *by = derivative_by(derivative, order, i);
        size_t times = 1;
        if ((latex_node_scripts(printer, by) & SCRIPT_SUPER) == 0 && latex_is_quantity(printer, by))
            while (i + times < order &&
                   syntax_equal(by, derivative_by(derivative, order, i + times)))
                times++;
        if (i > 0)
            strbuf_append(printer->out, "\\,");
        differential(printer, by, d);
        if (times > 1)
            append_order(printer->out, times);
        i += times;
    }
}

void latex_derivative(Printer *printer, const Syntax *derivative) {
    StrBuf *out = printer->out;
    const char *d = derivative->is_ordinary ? "d" : "\\partial";
    if (notation_is_compact(printer->notation, derivative)) {
        strbuf_printf(out, "%s_", d);
        latex_script(printer, derivative->children[1]);
        strbuf_append_char(out, ' ');
        printer_operand(printer, derivative->children[0], LEVEL_PREFIX);
        return;
    }
    const Syntax *of;
    size_t order = syntax_derivative_order(derivative, &of);
    bool is_above = latex_is_quantity(printer, of);
    strbuf_append(out, printer->is_script ? "" : "\\frac{");
    strbuf_append(out, d);
    if (order > 1)
        append_order(out, order);
    if (is_above) {
        strbuf_append_char(out, ' ');
        printer->node(printer, of);
    }
    strbuf_append(out, printer->is_script ? "/" : "}{");
    denominator(printer, derivative, order, d);
    strbuf_append(out, printer->is_script ? "" : "}");
    if (!is_above) {
        strbuf_append_char(out, ' ');
        latex_brackets(printer, of);
    }
}
