/* One line for a terminal. Superscripts and subscripts stand where Unicode has them for every
 * character, and as in formula text where it has not: W³₁,₂ but W³[1,c]. */
#include "notation/skeleton.h"

#include <string.h>

#include "notation/greek.h"

typedef struct ScriptCharacter {
    char plain;
    const char *subscript; /* NULL: Unicode has none */
    const char *superscript;
} ScriptCharacter;

/* The digits first, in order. */
static const ScriptCharacter script_characters[] = {
    {'0', "₀", "⁰"}, {'1', "₁", "¹"},  {'2', "₂", "²"}, {'3', "₃", "³"}, {'4', "₄", "⁴"},
    {'5', "₅", "⁵"}, {'6', "₆", "⁶"},  {'7', "₇", "⁷"}, {'8', "₈", "⁸"}, {'9', "₉", "⁹"},
    {'-', "₋", "⁻"}, {',', ",", NULL}, {'a', "ₐ", "ᵃ"}, {'e', "ₑ", "ᵉ"}, {'h', "ₕ", "ʰ"},
    {'i', "ᵢ", "ⁱ"}, {'j', "ⱼ", "ʲ"},  {'k', "ₖ", "ᵏ"}, {'l', "ₗ", "ˡ"}, {'m', "ₘ", "ᵐ"},
    {'n', "ₙ", "ⁿ"}, {'o', "ₒ", "ᵒ"},  {'p', "ₚ", "ᵖ"}, {'r', "ᵣ", "ʳ"}, {'s', "ₛ", "ˢ"},
    {'t', "ₜ", "ᵗ"}, {'u', "ᵤ", "ᵘ"},  {'v', "ᵥ", "ᵛ"}, {'x', "ₓ", "ˣ"},
};

static const char *script_of(char plain, bool is_super) {
    if (plain >= '0' && plain <= '9') {
        const ScriptCharacter *digit = &script_characters[plain - '0'];
        return is_super ? digit->superscript : digit->subscript;
    }
    for (size_t i = 0; i < sizeof script_characters / sizeof *script_characters; i++)
        if (script_characters[i].plain == plain)
            return is_super ? script_characters[i].superscript : script_characters[i].subscript;
    return NULL;
}

/* Appends all of it as a script, or nothing and false where a character has none. */
static bool append_script(StrBuf *out, const char *plain, bool is_super) {
    size_t before = out->length;
    for (; *plain != '\0'; plain++) {
        const char *script = script_of(*plain, is_super);
        if (script == NULL) {
            strbuf_truncate(out, before);
            return false;
        }
        strbuf_append(out, script);
    }
    return true;
}

/* What a layer's number stands in, where it stands in parentheses. */
static const char layer_open[] = "⁽", layer_close[] = "⁾";

static bool ends_with(const StrBuf *out, const char *suffix) {
    size_t length = strlen(suffix);
    return out->length >= length && memcmp(out->chars + out->length - length, suffix, length) == 0;
}

static bool ends_with_superscript(const StrBuf *out) {
    if (ends_with(out, layer_close))
        return true;
    for (size_t i = 0; i < sizeof script_characters / sizeof *script_characters; i++)
        if (script_characters[i].superscript != NULL &&
            ends_with(out, script_characters[i].superscript))
            return true;
    return false;
}

static bool is_bare_first(const Syntax *product, const Syntax *first) {
    return product->kind != SYNTAX_MATMUL &&
           (first->kind == SYNTAX_NUMBER || first->kind == SYNTAX_DIVIDE ||
            (product->kind == SYNTAX_DIVIDE && first->kind == SYNTAX_MULTIPLY));
}

/* ∂_x y in place of ∂y/∂x, which is short enough on one line: only where all are such. */
static bool is_compact(const Printer *printer, const Syntax *derivative) {
    return notation_choices(printer->notation)->derivatives == DERIVATIVES_SUBSCRIPTS &&
           notation_is_compact(printer->notation, derivative);
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
    case SYNTAX_SUM:
    case SYNTAX_MAX_OVER:
    case SYNTAX_MIN_OVER:
        return LEVEL_PRODUCT;
    case SYNTAX_DERIVATIVE:
        return is_compact(printer, syntax) ? LEVEL_PRODUCT : LEVEL_PREFIX;
    case SYNTAX_POWER:
    case SYNTAX_TRANSPOSE:
        return LEVEL_POWER;
    case SYNTAX_NAME:
    case SYNTAX_INDEX:
    case SYNTAX_KEEP:
    case SYNTAX_CALL:
    case SYNTAX_COMPARE:
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

/* W3 as W³ or W⁽³⁾, the size n2 as n₂, alpha as α. */
static void name(Printer *printer, const char *chars) {
    StrBuf *out = printer->out;
    size_t stem = name_stem(chars);
    const GreekLetter *greek = greek_by_word(chars, stem);
    if (greek != NULL)
        strbuf_append(out, greek->letter);
    else
        strbuf_append_n(out, chars, stem);
    const char *digits = chars + stem;
    bool is_size = notation_is_size(printer->notation, chars);
    bool has_parentheses = !is_size && *digits != '\0' &&
                           notation_choices(printer->notation)->layers == LAYERS_PARENTHESES;
    strbuf_append(out, has_parentheses ? layer_open : "");
    append_script(out, digits, !is_size);
    strbuf_append(out, has_parentheses ? layer_close : "");
}

static void product(Printer *printer, const Syntax *syntax, const char *sign, Level least) {
    for (size_t i = 0; i < syntax->count; i++) {
        const Syntax *factor = syntax->children[i];
        bool is_last_sum = i > 0 && i + 1 == syntax->count && syntax->kind == SYNTAX_MULTIPLY &&
                           (factor->kind == SYNTAX_SUM || factor->kind == SYNTAX_MAX_OVER ||
                            factor->kind == SYNTAX_MIN_OVER);
        if (i > 0)
            strbuf_append(printer->out, sign);
        if ((i == 0 && is_bare_first(syntax, factor)) || is_last_sum)
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

static void power(Printer *printer, const Syntax *syntax) {
    size_t before = printer->out->length;
    printer_operand(printer, syntax->children[0], LEVEL_ATOM);
    if (ends_with_superscript(printer->out)) {
        strbuf_truncate(printer->out, before);
        brackets(printer, syntax->children[0]);
    }
    StrBuf exponent;
    strbuf_init(&exponent);
    print_text(&exponent, syntax->children[1]);
    if (!append_script(printer->out, exponent.chars, true)) {
        strbuf_append_char(printer->out, '^');
        printer_operand(printer, syntax->children[1], LEVEL_POWER);
    }
    strbuf_free(&exponent);
}

static void subscript(Printer *printer, const Syntax *const *indices, size_t count) {
    StrBuf plain;
    strbuf_init(&plain);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            strbuf_append_char(&plain, ',');
        print_text(&plain, indices[i]);
    }
    if (!append_script(printer->out, plain.chars, false)) {
        strbuf_append_char(printer->out, '[');
        list(printer, indices, count, ",");
        strbuf_append_char(printer->out, ']');
    }
    strbuf_free(&plain);
}

static void entry(Printer *printer, const Syntax *syntax) {
    printer_operand(printer, syntax->children[0], LEVEL_ATOM);
    subscript(printer, syntax->children + 1, syntax->count - 1);
}

static void call(Printer *printer, const Syntax *syntax) {
    static const char *const primes[] = {"", "′", "″", "‴"};
    if (strcmp(syntax->name, "abs") == 0 && syntax->count == 1) {
        strbuf_append_char(printer->out, '|');
        printer->node(printer, syntax->children[0]);
        strbuf_append_char(printer->out, '|');
        return;
    }
    if (strcmp(syntax->name, "sqrt") == 0 && syntax->count == 1) {
        strbuf_append(printer->out, "√");
        printer_operand(printer, syntax->children[0], LEVEL_ATOM);
        return;
    }
    name(printer, syntax->name);
    size_t left = syntax->primes;
    for (; left > 3; left -= 3)
        strbuf_append(printer->out, primes[3]);
    strbuf_append(printer->out, primes[left]);
    if (syntax->count == 1 && notation_has_own_brackets(printer->notation, syntax->children[0])) {
        printer->node(printer, syntax->children[0]);
        return;
    }
    strbuf_append_char(printer->out, '(');
    list(printer, syntax->children, syntax->count, ", ");
    strbuf_append_char(printer->out, ')');
}

static void over(Printer *printer, const Syntax *syntax, const char *sign) {
    StrBuf binders;
    strbuf_init(&binders);
    for (size_t i = 0; i < syntax->binder_count; i++)
        strbuf_printf(&binders, i > 0 ? ",%s" : "%s", syntax->binders[i].name);
    strbuf_append(printer->out, sign);
    if (!append_script(printer->out, binders.chars, false))
        strbuf_printf(printer->out, "_%s", binders.chars);
    strbuf_append_char(printer->out, ' ');
    strbuf_free(&binders);
    printer_operand(printer, syntax->children[0], LEVEL_PRODUCT);
}

static void derivative(Printer *printer, const Syntax *syntax) {
    if (is_compact(printer, syntax)) {
        const Syntax *of = syntax->children[0];
        strbuf_append(printer->out, "∂_");
        printer_operand(printer, syntax->children[1], LEVEL_ATOM);
        strbuf_append_char(printer->out, ' ');
        printer_operand(printer, of, of->kind == SYNTAX_DERIVATIVE ? LEVEL_PRODUCT : LEVEL_ATOM);
        return;
    }
    const char *d = syntax->is_ordinary ? "d" : "∂";
    strbuf_append(printer->out, d);
    printer_operand(printer, syntax->children[0], LEVEL_ATOM);
    strbuf_printf(printer->out, "/%s", d);
    printer_operand(printer, syntax->children[1], LEVEL_ATOM);
}

static void compare(Printer *printer, const Syntax *syntax) {
    static const char *const relations[] = {
        [RELATION_GREATER] = ">",    [RELATION_LESS] = "<",  [RELATION_GREATER_EQUAL] = "≥",
        [RELATION_LESS_EQUAL] = "≤", [RELATION_EQUAL] = "=", [RELATION_NOT_EQUAL] = "≠",
    };
    static const char *const fences[][2] = {
        [BRACKETS_ROUND] = {"(", ")"},
        [BRACKETS_SQUARE] = {"[", "]"},
        [BRACKETS_INDICATOR] = {"1{", "}"},
    };
    if (notation_is_delta(printer->notation, syntax)) {
        strbuf_append(printer->out, "δ");
        subscript(printer, syntax->children, syntax->count);
        return;
    }
    const char *const *fence = fences[notation_choices(printer->notation)->brackets];
    strbuf_append(printer->out, fence[0]);
    printer->node(printer, syntax->children[0]);
    strbuf_printf(printer->out, " %s ", relations[syntax->relation]);
    printer->node(printer, syntax->children[1]);
    strbuf_append(printer->out, fence[1]);
}

static void node(Printer *printer, const Syntax *syntax) {
    StrBuf *out = printer->out;
    switch (syntax->kind) {
    case SYNTAX_NUMBER:
        printer_number(printer, syntax);
        break;
    case SYNTAX_NAME:
        name(printer, syntax->name);
        break;
    case SYNTAX_NEGATE:
        strbuf_append_char(out, '-');
        printer_operand(printer, syntax->children[0], LEVEL_PRODUCT);
        break;
    case SYNTAX_ADD:
        printer_sum(printer, syntax);
        break;
    case SYNTAX_MULTIPLY:
        product(printer, syntax, syntax->is_hadamard ? " ⊙ " : " · ", LEVEL_PREFIX);
        break;
    case SYNTAX_MATMUL:
        product(printer, syntax, " ", LEVEL_PREFIX);
        break;
    case SYNTAX_DIVIDE:
        product(printer, syntax, syntax->is_hadamard ? " ⊘ " : "/", LEVEL_POWER);
        break;
    case SYNTAX_POWER:
        power(printer, syntax);
        break;
    case SYNTAX_TRANSPOSE:
        printer_operand(printer, syntax->children[0], LEVEL_ATOM);
        strbuf_append(out, "⊤");
        break;
    case SYNTAX_INDEX:
        entry(printer, syntax);
        break;
    case SYNTAX_KEEP:
        strbuf_append(out, "·");
        break;
    case SYNTAX_CALL:
        call(printer, syntax);
        break;
    case SYNTAX_COMPARE:
        compare(printer, syntax);
        break;
    case SYNTAX_DERIVATIVE:
        derivative(printer, syntax);
        break;
    case SYNTAX_SUM:
        over(printer, syntax, "Σ");
        break;
    case SYNTAX_MAX_OVER:
        over(printer, syntax, "max");
        break;
    case SYNTAX_MIN_OVER:
        over(printer, syntax, "min");
        break;
    case SYNTAX_MATRIX:
        strbuf_append_char(out, '[');
        printer_rows(printer, syntax, ", ", "; ");
        strbuf_append_char(out, ']');
        break;
    }
}

void print_unicode(StrBuf *out, const Syntax *syntax, const Notation *notation) {
    Printer printer = {
        .out = out,
        .notation = notation,
        .node = node,
        .brackets = brackets,
        .level = level,
        .is_bare_first = is_bare_first,
        .is_for_people = true,
    };
    printer.node(&printer, syntax);
}
