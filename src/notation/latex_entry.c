/* Entries and calls in LaTeX: everything that is a name with something attached. */
#include "notation/latex.h"

#include <string.h>

bool latex_is_call(const Printer *printer, const Syntax *syntax, const char *name) {
    return syntax->kind == SYNTAX_CALL && strcmp(syntax->name, name) == 0 && syntax->primes == 0 &&
           notation_find(printer->notation, name) == NULL;
}

const char *latex_entry_override(const Printer *printer, const Syntax *entry) {
    if (printer->notation == NULL || entry->children[0]->kind != SYNTAX_NAME)
        return NULL;
    StrBuf text;
    strbuf_init(&text);
    print_text(&text, entry);
    const char *written = notation_find(printer->notation, text.chars);
    strbuf_free(&text);
    return written;
}

/* --- entries --- */

/* A letter that is the printer's own, for a tensor. */
static const char *tensor_letter(const Printer *printer, const char *plain, const char *bold) {
    switch (notation_choices(printer->notation)->tensors) {
    case TENSORS_PLAIN:
        return plain;
    case TENSORS_BOLD:
        return bold;
    }
    return plain;
}

/* eye(n)[.,i] and eye(n)[i,.]: the index of the unit vector; NULL otherwise. */
static const Syntax *unit_vector(const Printer *printer, const Syntax *entry, bool *is_row) {
    if (!latex_is_call(printer, entry->children[0], "eye") || entry->count != 3)
        return NULL;
    *is_row = entry->children[2]->kind == SYNTAX_KEEP;
    const Syntax *index = entry->children[*is_row ? 1 : 2];
    const Syntax *kept = entry->children[*is_row ? 2 : 1];
    return kept->kind == SYNTAX_KEEP && index->kind != SYNTAX_KEEP ? index : NULL;
}

static bool is_one_character(const Printer *printer, const Syntax *syntax) {
    if (syntax->kind == SYNTAX_NUMBER)
        return number_is_whole(syntax) && fmpz_sgn(fmpq_numref(syntax->number)) >= 0 &&
               fmpz_cmp_ui(fmpq_numref(syntax->number), 10) < 0;
    return syntax->kind == SYNTAX_NAME && strlen(syntax->name) == 1 &&
           notation_find(printer->notation, syntax->name) == NULL &&
           !notation_is_bold(printer->notation, syntax->name);
}

void latex_script(Printer *printer, const Syntax *syntax) {
    bool was_script = printer->is_script;
    printer->is_script = true;
    if (is_one_character(printer, syntax)) {
        printer->node(printer, syntax);
    } else {
        strbuf_append_char(printer->out, '{');
        printer->node(printer, syntax);
        strbuf_append_char(printer->out, '}');
    }
    printer->is_script = was_script;
}

void latex_subscript(Printer *printer, const Syntax *const *indices, size_t count) {
    strbuf_append_char(printer->out, '_');
    if (count == 1) {
        latex_script(printer, indices[0]);
        return;
    }
    bool was_script = printer->is_script;
    printer->is_script = true;
    strbuf_append_char(printer->out, '{');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            strbuf_append_char(printer->out, ',');
        printer->node(printer, indices[i]);
    }
    strbuf_append_char(printer->out, '}');
    printer->is_script = was_script;
}

static void named_entry(Printer *printer, const char *name, const Syntax *entry) {
    bool is_bold =
        notation_is_bold(printer->notation, name) && !notation_is_entry(printer->notation, entry);
    StrBuf latex;
    strbuf_init(&latex);
    print_latex_name(&latex, name, printer->notation);
    bool has_subscript = (latex_name_scripts(name, printer->notation) & SCRIPT_SUB) != 0;
    bool is_written = notation_find(printer->notation, name) != NULL;
    size_t head = is_written && !has_subscript ? latex_head_length(latex.chars) : latex.length;
    strbuf_append(printer->out, has_subscript ? "(" : "");
    if (is_bold)
        latex_in_bold(printer->out, latex.chars, head);
    else
        strbuf_append_n(printer->out, latex.chars, head);
    strbuf_append(printer->out, has_subscript ? ")" : "");
    latex_subscript(printer, entry->children + 1, entry->count - 1);
    strbuf_append(printer->out, latex.chars + head);
    strbuf_free(&latex);
}

void latex_index(Printer *printer, const Syntax *entry) {
    const Syntax *base = entry->children[0];
    bool is_row;
    const Syntax *unit = unit_vector(printer, entry, &is_row);
    const char *written = latex_entry_override(printer, entry);
    if (written != NULL) {
        strbuf_append(printer->out, written);
    } else if (unit != NULL) {
        strbuf_append(printer->out, tensor_letter(printer, "e", "\\boldsymbol{e}"));
        strbuf_append_char(printer->out, '_');
        latex_script(printer, unit);
        if (is_row)
            strbuf_append(printer->out, "^\\top");
    } else if (base->kind == SYNTAX_NAME) {
        named_entry(printer, base->name, entry);
    } else {
        bool is_bare = base->kind == SYNTAX_CALL && printer->level(printer, base) == LEVEL_ATOM &&
                       latex_node_scripts(printer, base) == SCRIPT_NONE;
        if (is_bare)
            printer->node(printer, base);
        else
            latex_brackets(printer, base);
        latex_subscript(printer, entry->children + 1, entry->count - 1);
    }
}

/* --- calls --- */

bool latex_is_short_exp(const Printer *printer, const Syntax *call) {
    enum { SHORT_EXPONENT = 8 };
    if (!latex_is_call(printer, call, "exp") || call->count != 1 || printer->is_script)
        return false;
    const Syntax *exponent = call->children[0];
    return syntax_size(exponent) <= SHORT_EXPONENT && !latex_is_tall(printer, exponent);
}

static void arguments(Printer *printer, const Syntax *call) {
    if (call->count == 1 && notation_has_own_brackets(printer->notation, call->children[0])) {
        printer->node(printer, call->children[0]);
        return;
    }
    bool is_tall = false;
    for (size_t i = 0; i < call->count; i++)
        is_tall = is_tall || latex_is_tall(printer, call->children[i]);
    strbuf_append(printer->out, is_tall ? "\\left(" : "(");
    for (size_t i = 0; i < call->count; i++) {
        if (i > 0)
            strbuf_append(printer->out, ", ");
        printer->node(printer, call->children[i]);
    }
    strbuf_append(printer->out, is_tall ? "\\right)" : ")");
}

static void absolute(Printer *printer, const Syntax *call) {
    bool is_tall = latex_is_tall(printer, call->children[0]);
    strbuf_append(printer->out, is_tall ? "\\left|" : "\\lvert ");
    printer->node(printer, call->children[0]);
    strbuf_append(printer->out, is_tall ? "\\right|" : " \\rvert");
}

static void size_argument(Printer *printer, const Syntax *size) {
    if (size->kind == SYNTAX_NAME)
        print_latex_size(printer->out, size->name, printer->notation);
    else
        printer->node(printer, size);
}

static bool is_one(const Syntax *syntax) {
    return syntax->kind == SYNTAX_NUMBER && fmpq_is_one(syntax->number);
}

/* ones(n), ones(a, b), and eye(n): a letter and its sizes. A column of ones is written like a
 * vector, a row of ones as a vector transposed. */
static void constructor(Printer *printer, const Syntax *call, const char *letter) {
    bool was_script = printer->is_script;
    printer->is_script = true;
    bool is_row = call->count == 2 && is_one(call->children[0]);
    bool is_column = call->count == 2 && !is_row && is_one(call->children[1]);
    strbuf_printf(printer->out, "%s_{", letter);
    size_argument(printer, call->children[is_row ? 1 : 0]);
    if (call->count == 2 && !is_row && !is_column) {
        strbuf_append(printer->out, " \\times ");
        size_argument(printer, call->children[1]);
    }
    strbuf_append(printer->out, is_row ? "}^\\top" : "}");
    printer->is_script = was_script;
}

static void function_name(Printer *printer, const Syntax *call) {
    StrBuf name;
    strbuf_init(&name);
    print_latex_function(&name, call->name, printer->notation);
    bool has_clash = call->primes > 0 && (latex_scripts(name.chars) & SCRIPT_SUPER) != 0;
    strbuf_printf(printer->out, has_clash ? "{%s}" : "%s", name.chars);
    strbuf_free(&name);
    for (size_t i = 0; i < call->primes; i++)
        strbuf_append_char(printer->out, '\'');
}

/* u v^\top */
static void outer_product(Printer *printer, const Syntax *left, const Syntax *right) {
    if (latex_is_row(left))
        latex_transposed(printer, left);
    else if (latex_runs_on(printer, left))
        latex_brackets(printer, left);
    else
        printer_operand(printer, left, LEVEL_PREFIX);
    strbuf_append(printer->out, "\\,");
    if (latex_is_row(right))
        printer->node(printer, right);
    else
        latex_transposed(printer, right);
}

void latex_call(Printer *printer, const Syntax *call) {
    if (latex_is_short_exp(printer, call)) {
        strbuf_append(printer->out, "e^");
        latex_script(printer, call->children[0]);
    } else if (latex_is_call(printer, call, "sqrt") && call->count == 1) {
        strbuf_append(printer->out, "\\sqrt{");
        printer->node(printer, call->children[0]);
        strbuf_append_char(printer->out, '}');
    } else if (latex_is_call(printer, call, "abs") && call->count == 1) {
        absolute(printer, call);
    } else if (latex_is_call(printer, call, "ones") && call->count <= 2) {
        constructor(printer, call, "\\mathbf{1}");
    } else if (latex_is_call(printer, call, "eye") && call->count == 1) {
        constructor(printer, call, tensor_letter(printer, "I", "\\boldsymbol{I}"));
    } else if (latex_is_call(printer, call, "outer") && call->count == 2) {
        outer_product(printer, call->children[0], call->children[1]);
    } else {
        function_name(printer, call);
        arguments(printer, call);
    }
}
