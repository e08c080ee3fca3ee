/* Formula text: what is written here is read again as the same tree. */
#include <string.h>

#include "notation/skeleton.h"

static bool is_bare_first(const Syntax *product, const Syntax *first) {
    bool is_quotient = first->kind == SYNTAX_NUMBER || first->kind == SYNTAX_DIVIDE;
    return (product->kind == SYNTAX_MULTIPLY && is_quotient) ||
           (product->kind == SYNTAX_DIVIDE && (is_quotient || first->kind == SYNTAX_MULTIPLY));
}

static Level level(const Printer *printer, const Syntax *syntax) {
    switch (syntax->kind) {
    case SYNTAX_ADD:
        return LEVEL_SUM;
    case SYNTAX_NEGATE:
        return LEVEL_SIGNED;
    case SYNTAX_NUMBER:
        return number_is_negative(syntax)   ? LEVEL_SIGNED
               : number_is_fraction(syntax) ? LEVEL_PRODUCT
                                            : LEVEL_ATOM;
    case SYNTAX_MULTIPLY:
    case SYNTAX_DIVIDE:
    case SYNTAX_MATMUL:
        return printer_minus(printer, syntax) != NULL ? LEVEL_SIGNED : LEVEL_PRODUCT;
    case SYNTAX_DERIVATIVE:
        return LEVEL_PREFIX;
    case SYNTAX_POWER:
        return LEVEL_POWER;
    case SYNTAX_NAME:
    case SYNTAX_TRANSPOSE:
    case SYNTAX_INDEX:
    case SYNTAX_KEEP:
    case SYNTAX_CALL:
    case SYNTAX_COMPARE:
    case SYNTAX_SUM:
    case SYNTAX_MAX_OVER:
    case SYNTAX_MIN_OVER:
    case SYNTAX_MATRIX:
        return LEVEL_ATOM;
    }
    return LEVEL_ATOM;
}

static void brackets(Printer *printer, const Syntax *syntax) {
    strbuf_append_char(printer->out, '(');
    printer->node(printer, syntax);
    strbuf_append_char(printer->out, ')');
}

/* An operand that is no number: 2.T would be read as the number "2." */
static void operand_not_number(Printer *printer, const Syntax *syntax) {
    if (syntax->kind == SYNTAX_NUMBER)
        brackets(printer, syntax);
    else
        printer_operand(printer, syntax, LEVEL_ATOM);
}

static void product(Printer *printer, const Syntax *syntax, const char *sign, Level least) {
    for (size_t i = 0; i < syntax->count; i++) {
        const Syntax *factor = syntax->children[i];
        if (i > 0)
            strbuf_append(printer->out, sign);
        if (i == 0 && is_bare_first(syntax, factor))
            printer->node(printer, factor);
        else
            printer_operand(printer, factor, least);
    }
}

static void list(Printer *printer, const Syntax *const *items, size_t count, const char *comma) {
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            strbuf_append(printer->out, comma);
        printer->node(printer, items[i]);
    }
}

static void call(Printer *printer, const Syntax *syntax) {
    strbuf_append(printer->out, syntax->name);
    for (size_t i = 0; i < syntax->primes; i++)
        strbuf_append_char(printer->out, '\'');
    strbuf_append_char(printer->out, '(');
    list(printer, syntax->children, syntax->count, ", ");
    strbuf_append_char(printer->out, ')');
}

/* Whether the letter indexes something in the formula, so that its range can be read there. */
static bool is_index_in(const char *letter, const Syntax *syntax) {
    for (size_t i = 0; i < syntax->count; i++) {
        const Syntax *child = syntax->children[i];
        bool is_index = syntax->kind == SYNTAX_INDEX && i > 0 && child->kind == SYNTAX_NAME;
        if (is_index ? strcmp(child->name, letter) == 0 : is_index_in(letter, child))
            return true;
    }
    return false;
}

/* sum(q, exp(x[2] * (q == 2))) would leave open how far q runs: its body gets the factor
 * ones(n)[q]. */
static void over(Printer *printer, const Syntax *syntax, const char *name) {
    const Syntax *body = syntax->children[0];
    strbuf_append(printer->out, name);
    strbuf_append_char(printer->out, '(');
    for (size_t i = 0; i < syntax->binder_count; i++)
        strbuf_printf(printer->out, "%s, ", syntax->binders[i].name);
    bool is_open = false;
    for (size_t i = 0; i < syntax->binder_count; i++) {
        const Binder *binder = &syntax->binders[i];
        if (binder->range == NULL || is_index_in(binder->name, body))
            continue;
        strbuf_printf(printer->out, "ones(%s)[%s] * ", binder->range, binder->name);
        is_open = true;
    }
    if (is_open)
        printer_operand(printer, body, LEVEL_PREFIX);
    else
        printer->node(printer, body);
    strbuf_append_char(printer->out, ')');
}

/* As an assignment's values are written: [1, 2] is a vector, [[1, 2]] a matrix of one row. The
 * language has no such thing; only formulas with numbers put in hold one. */
static void matrix(Printer *printer, const Syntax *syntax) {
    bool is_vector = syntax->shape->rank == 1;
    strbuf_append(printer->out, is_vector ? "[" : "[[");
    printer_rows(printer, syntax, ", ", is_vector ? ", " : "], [");
    strbuf_append(printer->out, is_vector ? "]" : "]]");
}

static bool is_tight_quotient(Printer *printer, const Syntax *syntax) {
    return syntax->children[0]->kind == SYNTAX_NUMBER && number_is_whole(syntax->children[0]) &&
           printer->level(printer, syntax->children[1]) >= LEVEL_POWER;
}

static void node(Printer *printer, const Syntax *syntax) {
    StrBuf *out = printer->out;
    switch (syntax->kind) {
    case SYNTAX_NUMBER:
        printer_number(printer, syntax);
        break;
    case SYNTAX_NAME:
        strbuf_append(out, syntax->name);
        break;
    case SYNTAX_NEGATE:
        strbuf_append_char(out, '-');
        printer_operand(printer, syntax->children[0], LEVEL_PRODUCT);
        break;
    case SYNTAX_ADD:
        printer_sum(printer, syntax);
        break;
    case SYNTAX_MULTIPLY:
        product(printer, syntax, " * ", LEVEL_PREFIX);
        break;
    case SYNTAX_MATMUL:
        product(printer, syntax, " @ ", LEVEL_PREFIX);
        break;
    case SYNTAX_DIVIDE:
        product(printer, syntax, is_tight_quotient(printer, syntax) ? "/" : " / ", LEVEL_POWER);
        break;
    case SYNTAX_POWER:
        printer_operand(printer, syntax->children[0], LEVEL_ATOM);
        strbuf_append_char(out, '^');
        printer_operand(printer, syntax->children[1], LEVEL_POWER);
        break;
    case SYNTAX_TRANSPOSE:
        operand_not_number(printer, syntax->children[0]);
        strbuf_append(out, ".T");
        break;
    case SYNTAX_INDEX:
        operand_not_number(printer, syntax->children[0]);
        strbuf_append_char(out, '[');
        list(printer, syntax->children + 1, syntax->count - 1, ",");
        strbuf_append_char(out, ']');
        break;
    case SYNTAX_KEEP:
        strbuf_append_char(out, '.');
        break;
    case SYNTAX_CALL:
        call(printer, syntax);
        break;
    case SYNTAX_COMPARE:
        strbuf_append_char(out, '(');
        printer->node(printer, syntax->children[0]);
        strbuf_printf(out, " %s ", relation_text(syntax->relation));
        printer->node(printer, syntax->children[1]);
        strbuf_append_char(out, ')');
        break;
    case SYNTAX_DERIVATIVE:
        strbuf_append(out, "d ");
        operand_not_number(printer, syntax->children[0]);
        strbuf_append(out, " / d ");
        operand_not_number(printer, syntax->children[1]);
        break;
    case SYNTAX_SUM:
        over(printer, syntax, "sum");
        break;
    case SYNTAX_MAX_OVER:
        over(printer, syntax, "max");
        break;
    case SYNTAX_MIN_OVER:
        over(printer, syntax, "min");
        break;
    case SYNTAX_MATRIX:
        matrix(printer, syntax);
        break;
    }
}

void print_text(StrBuf *out, const Syntax *syntax) {
    Printer printer = {
        .out = out,
        .node = node,
        .brackets = brackets,
        .level = level,
        .is_bare_first = is_bare_first,
    };
    printer.node(&printer, syntax);
}

const char *formula_text(Arena *arena, const Syntax *syntax) {
    StrBuf out;
    strbuf_init(&out);
    print_text(&out, syntax);
    return strbuf_finish(&out, arena);
}
