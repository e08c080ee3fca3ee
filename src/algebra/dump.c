#include "algebra/dump.h"

#include "base/rational.h"

static void dump_number(StrBuf *out, const fmpq_t number) {
    char *digits = fmpq_get_str(NULL, 10, number);
    strbuf_append(out, digits);
    flint_free(digits);
}

static void dump_index(StrBuf *out, const Index *index) {
    switch (index->kind) {
    case INDEX_LETTER:
        strbuf_append(out, index->name);
        return;
    case INDEX_AXIS:
        strbuf_printf(out, "@%u", index->number);
        return;
    case INDEX_FRESH:
        strbuf_printf(out, "~%u", index->number);
        return;
    case INDEX_BOUND:
        strbuf_printf(out, "%%%u", index->number);
        return;
    }
}

static void dump_entry(StrBuf *out, const Expr *entry) {
    const Symbol *symbol = entry->symbol;
    strbuf_append(out, symbol->variable != NULL ? "d" : "");
    strbuf_append(out, symbol->quantity->name);
    if (symbol->variable != NULL)
        strbuf_printf(out, "/d%s", symbol->variable->name);
    for (size_t i = 0; i < entry->count; i++) {
        strbuf_append_char(out, i == 0 ? '[' : ',');
        expr_dump(out, entry->args[i]);
    }
    strbuf_append(out, entry->count > 0 ? "]" : "");
}

/* What stands first in the parentheses. */
static void dump_head(StrBuf *out, const Expr *expr) {
    switch (expr->kind) {
    case EXPR_ADD:
        strbuf_append_char(out, '+');
        return;
    case EXPR_MULTIPLY:
        strbuf_append_char(out, '*');
        if (!fmpq_is_one(expr->number)) {
            strbuf_append_char(out, ' ');
            dump_number(out, expr->number);
        }
        return;
    case EXPR_POWER:
        strbuf_append_char(out, '^');
        return;
    case EXPR_FUNCTION:
        strbuf_append(out, function_info(expr->function)->name);
        return;
    case EXPR_APPLY:
        strbuf_append(out, expr->name);
        for (uint32_t i = 0; i < expr->primes; i++)
            strbuf_append_char(out, '\'');
        return;
    case EXPR_BRACKET:
        strbuf_append(out, relation_text(expr->relation));
        return;
    case EXPR_SUM:
        strbuf_append(out, "sum ");
        break;
    case EXPR_MAX_OVER:
        strbuf_append(out, "max ");
        break;
    case EXPR_MIN_OVER:
        strbuf_append(out, "min ");
        break;
    case EXPR_SOFTMAX:
        strbuf_append(out, "softmax ");
        break;
    case EXPR_NUMBER:
    case EXPR_SIZE:
    case EXPR_INDEX:
    case EXPR_ENTRY:
        return;
    }
    dump_index(out, expr->index);
}

void expr_dump(StrBuf *out, const Expr *expr) {
    switch (expr->kind) {
    case EXPR_NUMBER:
        dump_number(out, expr->number);
        return;
    case EXPR_SIZE:
        strbuf_append(out, expr->name);
        return;
    case EXPR_INDEX:
        dump_index(out, expr->index);
        return;
    case EXPR_ENTRY:
        dump_entry(out, expr);
        return;
    case EXPR_ADD:
    case EXPR_MULTIPLY:
    case EXPR_POWER:
    case EXPR_FUNCTION:
    case EXPR_APPLY:
    case EXPR_BRACKET:
    case EXPR_SUM:
    case EXPR_MAX_OVER:
    case EXPR_MIN_OVER:
    case EXPR_SOFTMAX:
        break;
    }
    strbuf_append_char(out, '(');
    dump_head(out, expr);
    for (size_t i = 0; i < expr->count; i++) {
        strbuf_append_char(out, ' ');
        expr_dump(out, expr->args[i]);
    }
    strbuf_append_char(out, ')');
}
