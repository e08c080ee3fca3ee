#include "base/escape.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

typedef struct Ending {
    const char *ending;
    Escape escape;
} Ending;

static const Ending endings[] = {
    {".html", ESCAPE_HTML}, {".htm", ESCAPE_HTML},    {".xhtml", ESCAPE_HTML},
    {".xml", ESCAPE_HTML},  {".svg", ESCAPE_HTML},    {".tex", ESCAPE_LATEX},
    {".ltx", ESCAPE_LATEX}, {".md", ESCAPE_MARKDOWN}, {".markdown", ESCAPE_MARKDOWN},
    {".csv", ESCAPE_CSV},
};

Escape escape_for_path(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *ending = strrchr(slash != NULL ? slash : path, '.');
    for (size_t i = 0; ending != NULL && i < sizeof endings / sizeof *endings; i++)
        if (strcasecmp(ending, endings[i].ending) == 0)
            return endings[i].escape;
    return ESCAPE_NONE;
}

static void escape_html(StrBuf *out, const char *chars, size_t length) {
    for (size_t i = 0; i < length; i++) {
        switch (chars[i]) {
        case '&':
            strbuf_append(out, "&amp;");
            break;
        case '<':
            strbuf_append(out, "&lt;");
            break;
        case '>':
            strbuf_append(out, "&gt;");
            break;
        case '"':
            strbuf_append(out, "&quot;");
            break;
        default:
            strbuf_append_char(out, chars[i]);
        }
    }
}

typedef struct Sign {
    const char *utf8;
    const char *latex;
} Sign;

/* Characters that LaTeX's own fonts lack as text. Those that it knows (é, ß, –, “) pass through. */
static const Sign signs[] = {
    {"α", "\\alpha"},
    {"β", "\\beta"},
    {"γ", "\\gamma"},
    {"δ", "\\delta"},
    {"ε", "\\varepsilon"},
    {"ϵ", "\\epsilon"},
    {"ζ", "\\zeta"},
    {"η", "\\eta"},
    {"θ", "\\theta"},
    {"ϑ", "\\vartheta"},
    {"ι", "\\iota"},
    {"κ", "\\kappa"},
    {"λ", "\\lambda"},
    {"μ", "\\mu"},
    {"ν", "\\nu"},
    {"ξ", "\\xi"},
    {"ο", "o"},
    {"π", "\\pi"},
    {"ρ", "\\rho"},
    {"σ", "\\sigma"},
    {"ς", "\\varsigma"},
    {"τ", "\\tau"},
    {"υ", "\\upsilon"},
    {"φ", "\\varphi"},
    {"ϕ", "\\phi"},
    {"χ", "\\chi"},
    {"ψ", "\\psi"},
    {"ω", "\\omega"},
    {"Γ", "\\Gamma"},
    {"Δ", "\\Delta"},
    {"Θ", "\\Theta"},
    {"Λ", "\\Lambda"},
    {"Ξ", "\\Xi"},
    {"Π", "\\Pi"},
    {"Σ", "\\Sigma"},
    {"Υ", "\\Upsilon"},
    {"Φ", "\\Phi"},
    {"Ψ", "\\Psi"},
    {"Ω", "\\Omega"},
    {"∂", "\\partial"},
    {"∇", "\\nabla"},
    {"∑", "\\sum"},
    {"∏", "\\prod"},
    {"∫", "\\int"},
    {"√", "\\surd"},
    {"∞", "\\infty"},
    {"∈", "\\in"},
    {"∉", "\\notin"},
    {"≤", "\\le"},
    {"≥", "\\ge"},
    {"≠", "\\ne"},
    {"≈", "\\approx"},
    {"≡", "\\equiv"},
    {"∼", "\\sim"},
    {"−", "-"},
    {"⋅", "\\cdot"},
    {"∘", "\\circ"},
    {"⊙", "\\odot"},
    {"⊗", "\\otimes"},
    {"⊤", "\\top"},
    {"→", "\\to"},
    {"←", "\\leftarrow"},
    {"↔", "\\leftrightarrow"},
    {"⇒", "\\Rightarrow"},
    {"⇔", "\\Leftrightarrow"},
    {"↦", "\\mapsto"},
    {"∀", "\\forall"},
    {"∃", "\\exists"},
    {"∅", "\\emptyset"},
    {"′", "{}'"},
    {"ℝ", "\\mathbb{R}"},
    {"ℕ", "\\mathbb{N}"},
    {"ℤ", "\\mathbb{Z}"},
    {"ℚ", "\\mathbb{Q}"},
    {"ℓ", "\\ell"},
    {"∥", "\\Vert"},
    {"⊆", "\\subseteq"},
    {"∪", "\\cup"},
    {"∩", "\\cap"},
    {"…", "\\ldots"},
};

static const char *latex_of_ascii(char c) {
    switch (c) {
    case '\\':
        return "\\textbackslash{}";
    case '{':
        return "\\{";
    case '}':
        return "\\}";
    case '$':
        return "\\$";
    case '&':
        return "\\&";
    case '#':
        return "\\#";
    case '_':
        return "\\_";
    case '%':
        return "\\%";
    case '~':
        return "\\textasciitilde{}";
    case '^':
        return "\\textasciicircum{}";
    case '<':
        return "\\textless{}";
    case '>':
        return "\\textgreater{}";
    case '|':
        return "\\textbar{}";
    case '`':
        return "\\textasciigrave{}";
    default:
        return NULL;
    }
}

static const Sign *sign_at(const char *chars, size_t length) {
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t size = strlen(signs[i].utf8);
        if (size <= length && memcmp(chars, signs[i].utf8, size) == 0)
            return &signs[i];
    }
    return NULL;
}

static void escape_latex(StrBuf *out, const char *chars, size_t length) {
    char before = '\0';
    for (size_t i = 0; i < length; i++) {
        char c = chars[i];
        const char *command = latex_of_ascii(c);
        if (command != NULL) {
            strbuf_append(out, command);
        } else if ((unsigned char)c < ' ' || c == 127) {
            /* A blank line would end an argument, and TeX forbids the other control characters. */
            c = ' ';
            if (before != ' ')
                strbuf_append_char(out, c);
        } else if ((unsigned char)c < 128) {
            if (c == before && (c == '-' || c == '\'' || c == ','))
                strbuf_append(out, "{}");
            strbuf_append_char(out, c);
        } else {
            const Sign *sign = sign_at(chars + i, length - i);
            if (sign != NULL) {
                strbuf_printf(out, "\\ensuremath{%s}", sign->latex);
                i += strlen(sign->utf8) - 1;
            } else {
                strbuf_append_char(out, c);
            }
        }
        before = c;
    }
}

static void escape_markdown(StrBuf *out, const char *chars, size_t length) {
    size_t digits = 0;
    while (digits < length && chars[digits] >= '0' && chars[digits] <= '9')
        digits++;
    for (size_t i = 0; i < length; i++) {
        char c = chars[i];
        bool begins_block = (i == 0 && strchr("+-=", c) != NULL) ||
                            (digits > 0 && i == digits && (c == '.' || c == ')'));
        if (c != '\0' && (begins_block || strchr("\\`*_[]<>&#$|~!", c) != NULL))
            strbuf_append_char(out, '\\');
        strbuf_append_char(out, c == '\n' || c == '\r' ? ' ' : c);
    }
}

static void escape_csv(StrBuf *out, const char *chars, size_t length) {
    bool is_quoted = false;
    for (size_t i = 0; i < length; i++)
        is_quoted = is_quoted || (chars[i] != '\0' && strchr(",\"\r\n", chars[i]) != NULL);
    if (is_quoted)
        strbuf_append_char(out, '"');
    for (size_t i = 0; i < length; i++) {
        if (chars[i] == '"')
            strbuf_append_char(out, '"');
        strbuf_append_char(out, chars[i]);
    }
    if (is_quoted)
        strbuf_append_char(out, '"');
}

void escape_text(StrBuf *out, Escape escape, const char *chars, size_t length) {
    switch (escape) {
    case ESCAPE_NONE:
        strbuf_append_n(out, chars, length);
        break;
    case ESCAPE_HTML:
        escape_html(out, chars, length);
        break;
    case ESCAPE_LATEX:
        escape_latex(out, chars, length);
        break;
    case ESCAPE_MARKDOWN:
        escape_markdown(out, chars, length);
        break;
    case ESCAPE_CSV:
        escape_csv(out, chars, length);
        break;
    }
}
