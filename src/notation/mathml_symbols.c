#include "notation/mathml_symbols.h"

#include <string.h>

#include "base/text.h"

/* In the order of their names. */
static const MathCommand commands[] = {
    {" ", MATH_SPACE, "0.25em"},
    {"!", MATH_SPACE, "-0.167em"},
    {"#", MATH_LETTER, "#"},
    {"$", MATH_LETTER, "$"},
    {"%", MATH_LETTER, "%"},
    {"&", MATH_LETTER, "&"},
    {",", MATH_SPACE, "0.167em"},
    {":", MATH_SPACE, "0.222em"},
    {";", MATH_SPACE, "0.278em"},
    {"Big", MATH_BIG, ""},
    {"Bigl", MATH_BIG, ""},
    {"Bigr", MATH_BIG, ""},
    {"Pr", MATH_FUNCTION, "Pr"},
    {"Vert", MATH_CLOSE, "‖"},
    {"_", MATH_LETTER, "_"},
    {"approx", MATH_SIGN, "≈"},
    {"arg", MATH_FUNCTION, "arg"},
    {"ast", MATH_SIGN, "∗"},
    {"bar", MATH_ACCENT, "¯"},
    {"begin", MATH_BEGIN, ""},
    {"big", MATH_BIG, ""},
    {"bigl", MATH_BIG, ""},
    {"bigr", MATH_BIG, ""},
    {"boldsymbol", MATH_BOLD, ""},
    {"bot", MATH_LETTER, "⊥"},
    {"bullet", MATH_SIGN, "∙"},
    {"cdot", MATH_SIGN, "⋅"},
    {"cdots", MATH_LETTER, "⋯"},
    {"circ", MATH_SIGN, "∘"},
    {"cos", MATH_FUNCTION, "cos"},
    {"cosh", MATH_FUNCTION, "cosh"},
    {"ddots", MATH_LETTER, "⋱"},
    {"det", MATH_FUNCTION, "det"},
    {"dfrac", MATH_FRACTION, ""},
    {"displaystyle", MATH_NOTHING, ""},
    {"dot", MATH_ACCENT, "˙"},
    {"dots", MATH_LETTER, "…"},
    {"ell", MATH_LETTER, "ℓ"},
    {"equiv", MATH_SIGN, "≡"},
    {"exists", MATH_LETTER, "∃"},
    {"exp", MATH_FUNCTION, "exp"},
    {"forall", MATH_LETTER, "∀"},
    {"frac", MATH_FRACTION, ""},
    {"ge", MATH_SIGN, "≥"},
    {"geq", MATH_SIGN, "≥"},
    {"gsmoved", MATH_MOVED, ""},
    {"gssay", MATH_SAID, ""},
    {"hat", MATH_ACCENT, "^"},
    {"in", MATH_SIGN, "∈"},
    {"infty", MATH_LETTER, "∞"},
    {"int", MATH_LIMITS, "∫"},
    {"lVert", MATH_OPEN, "‖"},
    {"langle", MATH_OPEN, "⟨"},
    {"lbrace", MATH_OPEN, "{"},
    {"lbrack", MATH_OPEN, "["},
    {"lceil", MATH_OPEN, "⌈"},
    {"ldots", MATH_LETTER, "…"},
    {"le", MATH_SIGN, "≤"},
    {"left", MATH_LEFT, ""},
    {"leftarrow", MATH_SIGN, "←"},
    {"leq", MATH_SIGN, "≤"},
    {"lfloor", MATH_OPEN, "⌊"},
    {"lim", MATH_LIMITS, "lim"},
    {"limits", MATH_NOTHING, ""},
    {"ln", MATH_FUNCTION, "ln"},
    {"log", MATH_FUNCTION, "log"},
    {"lvert", MATH_OPEN, "|"},
    {"mapsto", MATH_SIGN, "↦"},
    {"mathbb", MATH_FONT, "double"},
    {"mathbf", MATH_FONT, "bold"},
    {"mathcal", MATH_FONT, "italic"},
    {"mathit", MATH_FONT, "italic"},
    {"mathrm", MATH_FONT, "upright"},
    {"mathsf", MATH_FONT, "upright"},
    {"mathtt", MATH_FONT, "upright"},
    {"max", MATH_LIMITS, "max"},
    {"mbox", MATH_FONT, "text"},
    {"mid", MATH_SIGN, "∣"},
    {"min", MATH_LIMITS, "min"},
    {"nabla", MATH_LETTER, "∇"},
    {"ne", MATH_SIGN, "≠"},
    {"neg", MATH_SIGN, "¬"},
    {"neq", MATH_SIGN, "≠"},
    {"nolimits", MATH_NOTHING, ""},
    {"notin", MATH_SIGN, "∉"},
    {"odot", MATH_SIGN, "⊙"},
    {"operatorname", MATH_FONT, "function"},
    {"oplus", MATH_SIGN, "⊕"},
    {"oslash", MATH_SIGN, "⊘"},
    {"otimes", MATH_SIGN, "⊗"},
    {"overline", MATH_ACCENT, "¯"},
    {"partial", MATH_PREFIX, "∂"},
    {"pm", MATH_SIGN, "±"},
    {"prime", MATH_LETTER, "′"},
    {"prod", MATH_LIMITS, "∏"},
    {"propto", MATH_SIGN, "∝"},
    {"qquad", MATH_SPACE, "2em"},
    {"quad", MATH_SPACE, "1em"},
    {"rVert", MATH_CLOSE, "‖"},
    {"rangle", MATH_CLOSE, "⟩"},
    {"rbrace", MATH_CLOSE, "}"},
    {"rbrack", MATH_CLOSE, "]"},
    {"rceil", MATH_CLOSE, "⌉"},
    {"rfloor", MATH_CLOSE, "⌋"},
    {"rightarrow", MATH_SIGN, "→"},
    {"rvert", MATH_CLOSE, "|"},
    {"sim", MATH_SIGN, "∼"},
    {"sin", MATH_FUNCTION, "sin"},
    {"sinh", MATH_FUNCTION, "sinh"},
    {"sqrt", MATH_ROOT, ""},
    {"star", MATH_SIGN, "⋆"},
    {"subset", MATH_SIGN, "⊂"},
    {"sum", MATH_LIMITS, "∑"},
    {"tan", MATH_FUNCTION, "tan"},
    {"tanh", MATH_FUNCTION, "tanh"},
    {"text", MATH_FONT, "text"},
    {"textbf", MATH_FONT, "text"},
    {"textit", MATH_FONT, "text"},
    {"textrm", MATH_FONT, "text"},
    {"textstyle", MATH_NOTHING, ""},
    {"tfrac", MATH_FRACTION, ""},
    {"tilde", MATH_ACCENT, "~"},
    {"times", MATH_SIGN, "×"},
    {"to", MATH_SIGN, "→"},
    {"top", MATH_LETTER, "⊤"},
    {"underline", MATH_ACCENT, "_"},
    {"vdots", MATH_LETTER, "⋮"},
    {"vec", MATH_ACCENT, "→"},
    {"vert", MATH_CLOSE, "|"},
    {"widehat", MATH_ACCENT, "^"},
    {"widetilde", MATH_ACCENT, "~"},
    {"{", MATH_OPEN, "{"},
    {"|", MATH_CLOSE, "‖"},
    {"}", MATH_CLOSE, "}"},
};

const MathCommand *math_command(const char *name) {
    size_t from = 0, to = sizeof commands / sizeof *commands;
    while (from < to) {
        size_t middle = (from + to) / 2;
        int order = strcmp(name, commands[middle].name);
        if (order == 0)
            return &commands[middle];
        if (order < 0)
            to = middle;
        else
            from = middle + 1;
    }
    return NULL;
}

/* A character of Unicode's plane of mathematical alphabets, U+1Dxxx. */
static void append_alphabet(StrBuf *out, unsigned code) {
    strbuf_append_char(out, (char)0xF0);
    strbuf_append_char(out, (char)(0x80 | (code >> 12 & 0x3F)));
    strbuf_append_char(out, (char)(0x80 | (code >> 6 & 0x3F)));
    strbuf_append_char(out, (char)(0x80 | (code & 0x3F)));
}

/* A letter and where its alphabet begins in bold italics, which is what \boldsymbol makes of it. */
static bool append_bold_italic(StrBuf *out, unsigned code) {
    enum { ALPHA_CAPITAL = 0x391, OMEGA_CAPITAL = 0x3A9, ALPHA = 0x3B1, OMEGA = 0x3C9 };
    enum { LATIN_CAPITALS = 0x1D468, LATIN_SMALL = 0x1D482, DIGITS = 0x1D7CE };
    enum { GREEK_CAPITALS = 0x1D71C, GREEK_SMALL = 0x1D736, GREEK_VARIANTS = 0x1D750 };
    static const unsigned variants[] = {0x3F5, 0x3D1, 0x3F0, 0x3D5, 0x3F1, 0x3D6}; /* ϵϑϰϕϱϖ */
    for (unsigned i = 0; i < sizeof variants / sizeof *variants; i++)
        if (variants[i] == code) {
            append_alphabet(out, GREEK_VARIANTS + i);
            return true;
        }
    if (code >= 'A' && code <= 'Z')
        append_alphabet(out, LATIN_CAPITALS + code - 'A');
    else if (code >= 'a' && code <= 'z')
        append_alphabet(out, LATIN_SMALL + code - 'a');
    else if (code >= '0' && code <= '9')
        append_alphabet(out, DIGITS + code - '0');
    else if (code >= ALPHA_CAPITAL && code <= OMEGA_CAPITAL)
        append_alphabet(out, GREEK_CAPITALS + code - ALPHA_CAPITAL);
    else if (code >= ALPHA && code <= OMEGA)
        append_alphabet(out, GREEK_SMALL + code - ALPHA);
    else
        return false;
    return true;
}

void math_append_bold(StrBuf *out, const char *chars, size_t length) {
    for (size_t at = 0; at < length;) {
        unsigned code = 0;
        size_t step = utf8_length(chars + at, length - at, &code);
        step = step > 0 ? step : 1;
        if (!append_bold_italic(out, code))
            strbuf_append_n(out, chars + at, step);
        at += step;
    }
}

void math_append_in_font(StrBuf *out, const char *font, char letter) {
    enum { BOLD_CAPITALS = 0x1D400, BOLD_SMALL = 0x1D41A, BOLD_DIGITS = 0x1D7CE };
    enum { DOUBLE_CAPITALS = 0x1D538, DOUBLE_SMALL = 0x1D552 };
    static const struct {
        char letter;
        const char *sign;
    } doubles[] = {{'C', "ℂ"}, {'H', "ℍ"}, {'N', "ℕ"}, {'P', "ℙ"},
                   {'Q', "ℚ"}, {'R', "ℝ"}, {'Z', "ℤ"}};
    bool is_bold = strcmp(font, "bold") == 0, is_double = strcmp(font, "double") == 0;
    for (size_t i = 0; is_double && i < sizeof doubles / sizeof *doubles; i++)
        if (doubles[i].letter == letter) {
            strbuf_append(out, doubles[i].sign);
            return;
        }
    if ((is_bold || is_double) && letter >= 'A' && letter <= 'Z')
        append_alphabet(out,
                        (is_bold ? BOLD_CAPITALS : DOUBLE_CAPITALS) + (unsigned)(letter - 'A'));
    else if ((is_bold || is_double) && letter >= 'a' && letter <= 'z')
        append_alphabet(out, (is_bold ? BOLD_SMALL : DOUBLE_SMALL) + (unsigned)(letter - 'a'));
    else if (is_bold && letter >= '0' && letter <= '9')
        append_alphabet(out, BOLD_DIGITS + (unsigned)(letter - '0'));
    else
        strbuf_append_char(out, letter);
}
