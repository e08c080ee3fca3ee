#include "notation/skeleton.h"

#include <stdlib.h>
#include <string.h>

bool number_is_negative(const Syntax *number) {
    return fmpq_sgn(number->number) < 0;
}

bool number_is_whole(const Syntax *number) {
    return fmpz_is_one(fmpq_denref(number->number)) && number->digits == NULL;
}

bool number_is_fraction(const Syntax *number) {
    return !fmpz_is_one(fmpq_denref(number->number)) && number->digits == NULL;
}

bool number_has_exponent(const Syntax *number) {
    return number->digits != NULL && strchr(number->digits, 'e') != NULL;
}

const char *number_digits(const Syntax *number) {
    return number->digits[0] == '-' ? number->digits + 1 : number->digits;
}

size_t name_stem(const char *name) {
    size_t length = strlen(name);
    while (length > 1 && name[length - 1] >= '0' && name[length - 1] <= '9')
        length--;
    return length;
}

void printer_operand(Printer *printer, const Syntax *syntax, Level least) {
    if (printer->level(printer, syntax) < least)
        printer->brackets(printer, syntax);
    else
        printer->node(printer, syntax);
}

const Syntax *printer_minus(const Printer *printer, const Syntax *syntax) {
    for (;;) {
        switch (syntax->kind) {
        case SYNTAX_NEGATE:
            return syntax;
        case SYNTAX_NUMBER:
            return number_is_negative(syntax) ? syntax : NULL;
        case SYNTAX_MULTIPLY:
        case SYNTAX_DIVIDE:
        case SYNTAX_MATMUL:
            if (!printer->is_bare_first(syntax, syntax->children[0]))
                return NULL;
            if (syntax->children[0]->kind == SYNTAX_NEGATE && !printer->is_for_people)
                return NULL;
            syntax = syntax->children[0];
            break;
        case SYNTAX_NAME:
        case SYNTAX_ADD:
        case SYNTAX_POWER:
        case SYNTAX_TRANSPOSE:
        case SYNTAX_INDEX:
        case SYNTAX_KEEP:
        case SYNTAX_CALL:
        case SYNTAX_COMPARE:
        case SYNTAX_DERIVATIVE:
        case SYNTAX_SUM:
        case SYNTAX_MAX_OVER:
        case SYNTAX_MIN_OVER:
        case SYNTAX_MATRIX:
            return NULL;
        }
    }
}

void printer_magnitude(Printer *printer, const Syntax *syntax) {
    if (syntax->kind == SYNTAX_NEGATE) {
        printer_operand(printer, syntax->children[0], LEVEL_PRODUCT);
        return;
    }
    printer->stripped = printer_minus(printer, syntax);
    printer->node(printer, syntax);
}

void printer_rows(Printer *printer, const Syntax *matrix, const char *column, const char *row) {
    size_t columns = syntax_matrix_columns(matrix);
    for (size_t i = 0; i < matrix->count; i++) {
        if (i > 0)
            strbuf_append(printer->out, i % columns == 0 ? row : column);
        printer->node(printer, matrix->children[i]);
    }
}

bool printer_is_stripped(Printer *printer, const Syntax *syntax) {
    if (printer->stripped != syntax)
        return false;
    printer->stripped = NULL;
    return true;
}

void printer_sum(Printer *printer, const Syntax *sum) {
    for (size_t i = 0; i < sum->count; i++) {
        const Syntax *term = sum->children[i];
        bool is_nested = term->kind == SYNTAX_ADD && printer->is_for_people;
        if (i == 0) {
            printer_operand(printer, term, is_nested ? LEVEL_SUM : LEVEL_SIGNED);
        } else if (printer_minus(printer, term) != NULL) {
            strbuf_append(printer->out, " - ");
            printer_magnitude(printer, term);
        } else if (is_nested && printer_minus(printer, term->children[0]) == NULL) {
            strbuf_append(printer->out, " + ");
            printer->node(printer, term);
        } else {
            strbuf_append(printer->out, " + ");
            printer_operand(printer, term, LEVEL_PRODUCT);
        }
    }
}

void printer_integer(StrBuf *out, const fmpz_t integer) {
    if (!COEFF_IS_MPZ(*integer)) { /* nearly every number is a small index: no detour */
        char digits[20];
        size_t at = sizeof digits;
        long rest = labs(*integer);
        do
            digits[--at] = (char)('0' + rest % 10);
        while ((rest /= 10) > 0);
        strbuf_append_n(out, digits + at, sizeof digits - at);
        return;
    }
    char *digits = fmpz_get_str(NULL, 10, integer);
    strbuf_append(out, digits[0] == '-' ? digits + 1 : digits);
    flint_free(digits);
}

void printer_number(Printer *printer, const Syntax *number) {
    if (!printer_is_stripped(printer, number) && number_is_negative(number))
        strbuf_append_char(printer->out, '-');
    if (number->digits != NULL) {
        strbuf_append(printer->out, number_digits(number));
        return;
    }
    printer_integer(printer->out, fmpq_numref(number->number));
    if (number_is_fraction(number)) {
        strbuf_append_char(printer->out, '/');
        printer_integer(printer->out, fmpq_denref(number->number));
    }
}
