#include "notation/speech.h"

#include <ctype.h>
#include <string.h>

#include "notation/skeleton.h"

typedef struct Speaker {
    Printer printer; /* the first: the skeleton's functions are given this */
    bool has_pause;  /* a comma belongs before the next word */
    bool is_long;    /* fractions say where they begin and end */
} Speaker;

static Speaker *speaker_of(Printer *printer) {
    return (Speaker *)printer;
}

/* --- words --- */

static void append_space(StrBuf *out) {
    if (out->length > 0 && out->chars[out->length - 1] != ' ')
        strbuf_append_char(out, ' ');
}

static void append_words(StrBuf *out, const char *words) {
    append_space(out);
    strbuf_append(out, words);
}

static void say(Printer *printer, const char *words) {
    Speaker *speaker = speaker_of(printer);
    if (speaker->has_pause)
        strbuf_append_char(printer->out, ',');
    speaker->has_pause = false;
    append_words(printer->out, words);
}

static void pause_here(Printer *printer) {
    speaker_of(printer)->has_pause = true;
}

/* Words that mean something here: a quantity that has one for its name is announced. */
static bool is_reserved(const char *word) {
    static const char *const words[] = {
        "all",     "and",       "bracket",    "by",         "capital", "close",    "column",
        "columns", "comma",     "cubed",      "end",        "entries", "entry",    "equal",
        "equals",  "fraction",  "from",       "greater",    "is",      "less",     "matrix",
        "maximum", "minimum",   "minus",      "name",       "not",     "of",       "open",
        "or",      "over",      "partial",    "plus",       "power",   "prime",    "respect",
        "row",     "rows",      "squared",    "sum",        "than",    "the",      "times",
        "to",      "transpose", "underscore", "with",       "ones",    "identity", "root",
        "square",  "absolute",  "value",      "derivative", "double",  "triple",   "length",
        "vector",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(words[i], word) == 0)
            return true;
    return false;
}

void print_speech_name(StrBuf *out, const char *name, const Notation *notation) {
    if (isupper((unsigned char)name[0]) && notation_sounds_alike(notation, name))
        append_words(out, "capital");
    if (is_reserved(name) && name[1] != '\0')
        append_words(out, "the name");
    size_t stem = name_stem(name);
    append_space(out);
    for (size_t i = 0; i < stem; i++)
        if (name[i] == '_')
            strbuf_append(out, i == 0         ? "underscore "
                               : i + 1 < stem ? " underscore "
                                              : " underscore");
        else
            strbuf_append_char(out, name[i]);
    if (name[stem] != '\0')
        append_words(out, name + stem);
}

static void say_name(Printer *printer, const char *name) {
    say(printer, "");
    print_speech_name(printer->out, name, printer->notation);
}

static void brackets(Printer *printer, const Syntax *syntax) {
    Speaker *speaker = speaker_of(printer);
    bool was_long = speaker->is_long;
    speaker->is_long = false;
    say(printer, "open bracket");
    printer->node(printer, syntax);
    say(printer, "close bracket");
    speaker->is_long = was_long;
}

/* --- how tightly a node holds together when it is heard --- */

static bool is_simple(const Syntax *syntax) {
    return syntax->kind == SYNTAX_NAME || (syntax->kind == SYNTAX_NUMBER &&
                                           number_is_whole(syntax) && !number_is_negative(syntax));
}

static bool is_fraction(const Syntax *syntax) {
    return syntax->kind == SYNTAX_DIVIDE ||
           (syntax->kind == SYNTAX_NUMBER && number_is_fraction(syntax) &&
            !number_is_negative(syntax));
}

/* "1 over 2" where nothing can be taken for a part of it. */
static bool is_short_fraction(const Printer *printer, const Syntax *syntax) {
    bool is_long = ((const Speaker *)printer)->is_long;
    return is_fraction(syntax) && !is_long &&
           (syntax->kind == SYNTAX_NUMBER ||
            (is_simple(syntax->children[0]) && is_simple(syntax->children[1])));
}

static bool is_bare_first(const Syntax *product, const Syntax *first) {
    return product->kind == SYNTAX_MULTIPLY && first->kind == SYNTAX_NUMBER;
}

static Level level(const Printer *printer, const Syntax *syntax) {
    switch (syntax->kind) {
    case SYNTAX_ADD:
        return LEVEL_SUM;
    case SYNTAX_NEGATE:
        return LEVEL_SIGNED;
    case SYNTAX_NUMBER:
        return number_is_negative(syntax)                                          ? LEVEL_SIGNED
               : is_short_fraction(printer, syntax) || number_has_exponent(syntax) ? LEVEL_PRODUCT
                                                                                   : LEVEL_ATOM;
    case SYNTAX_MULTIPLY:
    case SYNTAX_MATMUL:
        return printer_minus(printer, syntax) != NULL ? LEVEL_SIGNED : LEVEL_PRODUCT;
    case SYNTAX_DIVIDE:
        return is_short_fraction(printer, syntax) ? LEVEL_PRODUCT : LEVEL_ATOM;
    case SYNTAX_DERIVATIVE:
    case SYNTAX_CALL:
        return LEVEL_PREFIX;
    case SYNTAX_POWER:
    case SYNTAX_TRANSPOSE:
        return LEVEL_POWER;
    case SYNTAX_NAME:
    case SYNTAX_INDEX:
    case SYNTAX_KEEP:
    case SYNTAX_COMPARE:
    case SYNTAX_SUM:
    case SYNTAX_MAX_OVER:
    case SYNTAX_MIN_OVER:
    case SYNTAX_MATRIX:
        return LEVEL_ATOM;
    }
    return LEVEL_ATOM;
}

/* An operand; a fraction that would need brackets says its bounds instead. */
static void operand(Printer *printer, const Syntax *syntax, Level least) {
    Speaker *speaker = speaker_of(printer);
    bool was_long = speaker->is_long;
    if (is_fraction(syntax) && printer->level(printer, syntax) < least)
        speaker->is_long = true;
    printer_operand(printer, syntax, least);
    speaker->is_long = was_long;
}

/* --- the kinds of nodes --- */

static void say_integer(Printer *printer, const fmpz_t integer) {
    say(printer, "");
    printer_integer(printer->out, integer);
}

static void number(Printer *printer, const Syntax *syntax) {
    if (syntax->digits != NULL) {
        bool is_bare = printer_is_stripped(printer, syntax);
        say(printer, "");
        print_speech_number(printer->out, is_bare ? number_digits(syntax) : syntax->digits);
        return;
    }
    bool is_whole = number_is_whole(syntax);
    bool is_long = !is_whole && speaker_of(printer)->is_long;
    if (!printer_is_stripped(printer, syntax) && number_is_negative(syntax))
        say(printer, "minus");
    if (is_long)
        say(printer, "fraction");
    say_integer(printer, fmpq_numref(syntax->number));
    if (!is_whole) {
        say(printer, "over");
        say_integer(printer, fmpq_denref(syntax->number));
    }
    if (is_long)
        say(printer, "end fraction");
}

static void fraction(Printer *printer, const Syntax *syntax) {
    Speaker *speaker = speaker_of(printer);
    bool is_long = !is_short_fraction(printer, syntax);
    bool was_long = speaker->is_long;
    if (is_long) {
        say(printer, "fraction");
        pause_here(printer);
    }
    speaker->is_long = true;
    printer->node(printer, syntax->children[0]);
    if (is_long)
        pause_here(printer);
    say(printer, syntax->is_hadamard ? "over entry by entry" : "over");
    printer->node(printer, syntax->children[1]);
    if (is_long) {
        pause_here(printer);
        say(printer, "end fraction");
        pause_here(printer);
    }
    speaker->is_long = was_long;
}

static void sum(Printer *printer, const Syntax *syntax) {
    for (size_t i = 0; i < syntax->count; i++) {
        const Syntax *term = syntax->children[i];
        if (i == 0) {
            operand(printer, term, LEVEL_SIGNED);
        } else if (printer_minus(printer, term) != NULL) {
            say(printer, "minus");
            printer_magnitude(printer, term);
        } else {
            say(printer, "plus");
            operand(printer, term, LEVEL_PRODUCT);
        }
    }
}

static void product(Printer *printer, const Syntax *syntax) {
    const char *sign = syntax->kind == SYNTAX_MATMUL ? "matrix times"
                       : syntax->is_hadamard         ? "times entry by entry"
                                                     : "times";
    for (size_t i = 0; i < syntax->count; i++) {
        const Syntax *factor = syntax->children[i];
        bool is_bare =
            i == 0 && (is_bare_first(syntax, factor) ||
                       (syntax->kind == SYNTAX_MULTIPLY && is_short_fraction(printer, factor)));
        if (i > 0)
            say(printer, sign);
        operand(printer, factor, is_bare ? LEVEL_SIGNED : LEVEL_PREFIX);
    }
}

static bool is_whole_number(const Syntax *syntax, ulong number) {
    return syntax->kind == SYNTAX_NUMBER && number_is_whole(syntax) &&
           fmpz_equal_ui(fmpq_numref(syntax->number), number);
}

static void power(Printer *printer, const Syntax *syntax) {
    operand(printer, syntax->children[0], LEVEL_ATOM);
    if (is_whole_number(syntax->children[1], 2)) {
        say(printer, "squared");
    } else if (is_whole_number(syntax->children[1], 3)) {
        say(printer, "cubed");
    } else {
        say(printer, "to the power");
        if (is_simple(syntax->children[1]))
            printer->node(printer, syntax->children[1]);
        else
            brackets(printer, syntax->children[1]);
    }
}

static void index_term(Printer *printer, const Syntax *index) {
    if (index->kind == SYNTAX_KEEP)
        say(printer, "all");
    else if (is_simple(index))
        printer->node(printer, index);
    else
        brackets(printer, index);
}

static void one_index(Printer *printer, const Syntax *index, const char *axis,
                      const char *all_of_axis) {
    pause_here(printer);
    if (index->kind == SYNTAX_KEEP) {
        say(printer, all_of_axis);
        return;
    }
    say(printer, axis);
    index_term(printer, index);
}

/* A matrix's row, its column, or an entry of it. */
static void matrix_indices(Printer *printer, const Syntax *row, const Syntax *column) {
    bool keeps_both = row->kind == SYNTAX_KEEP && column->kind == SYNTAX_KEEP;
    if (row->kind != SYNTAX_KEEP || keeps_both)
        one_index(printer, row, "row", "all rows");
    if (column->kind != SYNTAX_KEEP || keeps_both)
        one_index(printer, column, "column", "all columns");
}

static void entry(Printer *printer, const Syntax *syntax) {
    const Syntax *base = syntax->children[0];
    if (base->kind == SYNTAX_NAME)
        printer->node(printer, base);
    else
        brackets(printer, base);
    if (syntax->count == 2) {
        one_index(printer, syntax->children[1], "entry", "all entries");
    } else if (syntax->count == 3) {
        matrix_indices(printer, syntax->children[1], syntax->children[2]);
    } else {
        pause_here(printer);
        say(printer, "entry");
        for (size_t i = 1; i < syntax->count; i++) {
            if (i > 1)
                say(printer, "comma");
            index_term(printer, syntax->children[i]);
        }
    }
    pause_here(printer);
}

static bool is_plain_call(const Syntax *call, const char *name, size_t count) {
    return strcmp(call->name, name) == 0 && call->primes == 0 && call->count == count;
}

static bool has_simple_arguments(const Syntax *call) {
    for (size_t i = 0; i < call->count; i++)
        if (!is_simple(call->children[i]))
            return false;
    return true;
}

static void function_name(Printer *printer, const Syntax *call) {
    if (is_plain_call(call, "sqrt", 1))
        say(printer, "square root");
    else if (is_plain_call(call, "abs", 1))
        say(printer, "absolute value");
    else
        say_name(printer, call->name);
    if (call->primes > 3)
        say(printer, "with");
    static const char *const primes[] = {NULL, "prime", "double prime", "triple prime"};
    if (call->primes > 0 && call->primes <= 3)
        say(printer, primes[call->primes]);
    if (call->primes > 3) {
        say(printer, "");
        strbuf_printf(printer->out, "%zu primes", call->primes);
    }
}

static void call(Printer *printer, const Syntax *syntax) {
    const Syntax *const *args = syntax->children;
    if (has_simple_arguments(syntax) && is_plain_call(syntax, "ones", 2)) {
        printer->node(printer, args[0]);
        say(printer, "by");
        printer->node(printer, args[1]);
        say(printer, "matrix of ones");
        return;
    }
    if (has_simple_arguments(syntax) &&
        (is_plain_call(syntax, "ones", 1) || is_plain_call(syntax, "eye", 1))) {
        say(printer, syntax->name[0] == 'o' ? "vector of ones of length" : "identity matrix of");
        printer->node(printer, args[0]);
        return;
    }
    function_name(printer, syntax);
    say(printer, "of");
    if (syntax->count == 1) {
        bool is_chain = args[0]->kind == SYNTAX_CALL;
        operand(printer, args[0], is_chain ? LEVEL_PREFIX : LEVEL_ATOM);
        return;
    }
    say(printer, "open bracket");
    for (size_t i = 0; i < syntax->count; i++) {
        if (i > 0)
            say(printer, "comma");
        printer->node(printer, args[i]);
    }
    say(printer, "close bracket");
}

static void compare(Printer *printer, const Syntax *syntax) {
    static const char *const relations[] = {
        [RELATION_GREATER] = "is greater than",
        [RELATION_LESS] = "is less than",
        [RELATION_GREATER_EQUAL] = "is greater than or equal to",
        [RELATION_LESS_EQUAL] = "is less than or equal to",
        [RELATION_EQUAL] = "is equal to",
        [RELATION_NOT_EQUAL] = "is not equal to",
    };
    Speaker *speaker = speaker_of(printer);
    bool was_long = speaker->is_long;
    speaker->is_long = false;
    say(printer, "open bracket");
    printer->node(printer, syntax->children[0]);
    say(printer, relations[syntax->relation]);
    printer->node(printer, syntax->children[1]);
    say(printer, "close bracket");
    speaker->is_long = was_long;
}

static void derivative(Printer *printer, const Syntax *syntax) {
    say(printer, syntax->is_ordinary ? "derivative of" : "partial derivative of");
    bool is_call = syntax->children[0]->kind == SYNTAX_CALL;
    operand(printer, syntax->children[0], is_call ? LEVEL_PREFIX : LEVEL_ATOM);
    say(printer, "with respect to");
    operand(printer, syntax->children[1], LEVEL_ATOM);
}

static void over(Printer *printer, const Syntax *syntax, const char *operator) {
    Speaker *speaker = speaker_of(printer);
    bool was_long = speaker->is_long;
    speaker->is_long = false;
    say(printer, operator);
    say(printer, "over");
    for (size_t i = 0; i < syntax->binder_count; i++) {
        const Binder *binder = &syntax->binders[i];
        if (i > 0)
            say(printer, "and");
        say_name(printer, binder->name);
        if (binder->range != NULL) {
            say(printer, "from 1 to");
            say_name(printer, binder->range);
        }
    }
    say(printer, "of");
    printer->node(printer, syntax->children[0]);
    pause_here(printer);
    say(printer, "end");
    say(printer, operator);
    pause_here(printer);
    speaker->is_long = was_long;
}

/* A vector is none of the matrices of one row or column. */
static void matrix(Printer *printer, const Syntax *syntax) {
    size_t rows = syntax_matrix_rows(syntax), columns = syntax_matrix_columns(syntax);
    bool is_vector = syntax->shape->rank == 1;
    say(printer, "");
    if (is_vector)
        strbuf_printf(printer->out, "vector of %zu %s", syntax->count,
                      syntax->count == 1 ? "entry" : "entries");
    else
        strbuf_printf(printer->out, "matrix of %zu row%s and %zu column%s", rows,
                      rows == 1 ? "" : "s", columns, columns == 1 ? "" : "s");
    for (size_t i = 0; i < syntax->count; i++) {
        pause_here(printer);
        if (!is_vector && rows > 1 && i % columns == 0) {
            say(printer, "row");
            strbuf_printf(printer->out, " %zu", i / columns + 1);
            pause_here(printer);
        }
        printer->node(printer, syntax->children[i]);
    }
    pause_here(printer);
    say(printer, is_vector ? "end vector" : "end matrix");
    pause_here(printer);
}

static void node(Printer *printer, const Syntax *syntax) {
    switch (syntax->kind) {
    case SYNTAX_NUMBER:
        number(printer, syntax);
        break;
    case SYNTAX_NAME:
        say_name(printer, syntax->name);
        break;
    case SYNTAX_NEGATE:
        say(printer, "minus");
        operand(printer, syntax->children[0], LEVEL_PRODUCT);
        break;
    case SYNTAX_ADD:
        sum(printer, syntax);
        break;
    case SYNTAX_MULTIPLY:
    case SYNTAX_MATMUL:
        product(printer, syntax);
        break;
    case SYNTAX_DIVIDE:
        fraction(printer, syntax);
        break;
    case SYNTAX_POWER:
        power(printer, syntax);
        break;
    case SYNTAX_TRANSPOSE:
        operand(printer, syntax->children[0], LEVEL_ATOM);
        say(printer, "transpose");
        break;
    case SYNTAX_INDEX:
        entry(printer, syntax);
        break;
    case SYNTAX_KEEP:
        say(printer, "all");
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
        over(printer, syntax, "sum");
        break;
    case SYNTAX_MAX_OVER:
        over(printer, syntax, "maximum");
        break;
    case SYNTAX_MIN_OVER:
        over(printer, syntax, "minimum");
        break;
    case SYNTAX_MATRIX:
        matrix(printer, syntax);
        break;
    }
}

void print_speech(StrBuf *out, const Syntax *syntax, const Notation *notation) {
    StrBuf words;
    strbuf_init(&words);
    Speaker speaker = {.printer = {.out = &words,
                                   .notation = notation,
                                   .node = node,
                                   .brackets = brackets,
                                   .level = level,
                                   .is_bare_first = is_bare_first}};
    node(&speaker.printer, syntax);
    strbuf_append_n(out, words.chars, words.length);
    strbuf_free(&words);
}

void print_speech_number(StrBuf *out, const char *number) {
    if (number[0] == '-') {
        append_words(out, "minus");
        number++;
    }
    size_t digits = strcspn(number, "/e");
    append_space(out);
    strbuf_append_n(out, number, digits);
    const char *rest = number + digits;
    if (*rest == '/') {
        append_words(out, "over");
        append_words(out, rest + 1);
    } else if (*rest == 'e') {
        append_words(out, rest[1] == '-' ? "times 10 to the power minus" : "times 10 to the power");
        append_words(out, rest + (rest[1] == '-' || rest[1] == '+' ? 2 : 1));
    }
}
