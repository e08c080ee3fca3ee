#include "notation/latex.h"

#include <string.h>

#include "formula/functions.h"
#include "notation/greek.h"

Scripts latex_scripts(const char *latex) {
    Scripts scripts = SCRIPT_NONE;
    size_t depth = 0;
    for (const char *c = latex; *c != '\0'; c++) {
        if (*c == '\\' && c[1] != '\0')
            c++;
        else if (*c == '{')
            depth++;
        else if (*c == '}' && depth > 0)
            depth--;
        else if (depth == 0 && *c == '_')
            scripts |= SCRIPT_SUB;
        else if (depth == 0 && (*c == '^' || *c == '\''))
            scripts |= SCRIPT_SUPER;
    }
    return scripts;
}

Scripts latex_name_scripts(const char *name, const Notation *notation) {
    const char *written = notation_find(notation, name);
    if (written != NULL)
        return latex_scripts(written);
    if (name[name_stem(name)] == '\0')
        return SCRIPT_NONE;
    return notation_is_size(notation, name) ? SCRIPT_SUB : SCRIPT_SUPER;
}

/* The letters of a name of several: Greek ones as such, "_" as itself. */
static void append_letters(StrBuf *out, const char *chars, size_t length) {
    for (size_t i = 0; i < length;) {
        const GreekLetter *greek = greek_by_letter(chars + i);
        if (greek != NULL) {
            strbuf_printf(out, "%s ", greek->latex);
            i += strlen(greek->letter);
        } else {
            if (chars[i] == '_')
                strbuf_append_char(out, '\\');
            strbuf_append_char(out, chars[i++]);
        }
    }
}

/* A name without its digits; `font` is for one of several letters. */
static void append_stem(StrBuf *out, const char *name, size_t length, const char *font) {
    const GreekLetter *greek = greek_by_word(name, length);
    if (greek == NULL && length == 2)
        greek = greek_by_letter(name);
    if (greek != NULL) {
        strbuf_append(out, greek->latex);
    } else if (length == 1) {
        strbuf_append_char(out, name[0]);
    } else {
        strbuf_printf(out, "%s{", font);
        append_letters(out, name, length);
        strbuf_append_char(out, '}');
    }
}

/* The number of a layer, a superscript. */
static void append_layer(StrBuf *out, const char *digits, const Notation *notation) {
    switch (notation_choices(notation)->layers) {
    case LAYERS_PLAIN:
        strbuf_printf(out, strlen(digits) == 1 ? "^%s" : "^{%s}", digits);
        break;
    case LAYERS_PARENTHESES:
        strbuf_printf(out, "^{(%s)}", digits);
        break;
    }
}

static void append_name(StrBuf *out, const char *name, const char *font, const Notation *notation) {
    size_t stem = name_stem(name);
    append_stem(out, name, stem, font);
    if (name[stem] != '\0')
        append_layer(out, name + stem, notation);
}

static void append_size(StrBuf *out, const char *name) {
    size_t stem = name_stem(name);
    const char *digits = name + stem;
    append_stem(out, name, stem, "\\mathit");
    if (*digits != '\0')
        strbuf_printf(out, strlen(digits) == 1 ? "_%s" : "_{%s}", digits);
}

void print_latex_name(StrBuf *out, const char *name, const Notation *notation) {
    const char *written = notation_find(notation, name);
    if (written != NULL)
        strbuf_append(out, written);
    else if (notation_is_size(notation, name))
        append_size(out, name);
    else
        append_name(out, name, "\\mathit", notation);
}

size_t latex_head_length(const char *latex) {
    const char *bracket = strchr(latex, '(');
    bool ends_with_bracket = bracket != NULL && bracket != latex && latex[strlen(latex) - 1] == ')';
    return ends_with_bracket && strchr(bracket + 1, '(') == NULL ? (size_t)(bracket - latex)
                                                                 : strlen(latex);
}

/* How much of it stands before its first script outside braces. */
static size_t nucleus_length(const char *latex, size_t length) {
    size_t depth = 0;
    for (size_t i = 0; i < length; i++) {
        char c = latex[i];
        if (c == '\\')
            i++;
        else if (c == '{')
            depth++;
        else if (c == '}' && depth > 0)
            depth--;
        else if (depth == 0 && (c == '_' || c == '^' || c == '\''))
            return i;
    }
    return length;
}

void latex_in_bold(StrBuf *out, const char *latex, size_t length) {
    size_t nucleus = nucleus_length(latex, length);
    bool is_letter = nucleus > 0 && strstr(latex, "\\left") == NULL;
    if (is_letter)
        strbuf_printf(out, "\\boldsymbol{%.*s}", (int)nucleus, latex);
    size_t done = is_letter ? nucleus : 0;
    strbuf_append_n(out, latex + done, length - done);
}

void latex_tensor_name(Printer *printer, const char *name) {
    if (!notation_is_bold(printer->notation, name)) {
        print_latex_name(printer->out, name, printer->notation);
        return;
    }
    StrBuf latex;
    strbuf_init(&latex);
    print_latex_name(&latex, name, printer->notation);
    latex_in_bold(printer->out, latex.chars, latex_head_length(latex.chars));
    strbuf_append(printer->out, latex.chars + latex_head_length(latex.chars));
    strbuf_free(&latex);
}

void print_latex_size(StrBuf *out, const char *name, const Notation *notation) {
    const char *written = notation_find(notation, name);
    if (written != NULL)
        strbuf_append(out, written);
    else if (name[0] >= '0' && name[0] <= '9')
        strbuf_append(out, name);
    else
        append_size(out, name);
}

void print_latex_function(StrBuf *out, const char *name, const Notation *notation) {
    const char *written = notation_find(notation, name);
    Function function = function_find(name);
    if (written != NULL)
        strbuf_append(out, written);
    else if (function != FUNCTION_COUNT && function_info(function)->latex != NULL)
        strbuf_append(out, function_info(function)->latex);
    else
        append_name(out, name, "\\operatorname", notation);
}
