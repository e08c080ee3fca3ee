#include "notation/greek.h"

#include <string.h>

static const GreekLetter letters[] = {
    {"α", "alpha", "\\alpha"},
    {"β", "beta", "\\beta"},
    {"γ", "gamma", "\\gamma"},
    {"δ", "delta", "\\delta"},
    {"ε", "varepsilon", "\\varepsilon"},
    {"ζ", "zeta", "\\zeta"},
    {"η", "eta", "\\eta"},
    {"θ", "theta", "\\theta"},
    {"ι", "iota", "\\iota"},
    {"κ", "kappa", "\\kappa"},
    {"λ", "lambda", "\\lambda"},
    {"μ", "mu", "\\mu"},
    {"ν", "nu", "\\nu"},
    {"ξ", "xi", "\\xi"},
    {"ο", "omicron", "o"},
    {"π", "pi", "\\pi"},
    {"ρ", "rho", "\\rho"},
    {"ς", "varsigma", "\\varsigma"},
    {"σ", "sigma", "\\sigma"},
    {"τ", "tau", "\\tau"},
    {"υ", "upsilon", "\\upsilon"},
    {"φ", "varphi", "\\varphi"},
    {"χ", "chi", "\\chi"},
    {"ψ", "psi", "\\psi"},
    {"ω", "omega", "\\omega"},
    {"ϑ", "vartheta", "\\vartheta"},
    {"ϕ", "phi", "\\phi"},
    {"ϖ", "varpi", "\\varpi"},
    {"ϰ", NULL, "\\kappa"},
    {"ϱ", "varrho", "\\varrho"},
    {"ϵ", "epsilon", "\\epsilon"},
    {"Α", NULL, "\\mathrm{A}"},
    {"Β", NULL, "\\mathrm{B}"},
    {"Γ", "Gamma", "\\Gamma"},
    {"Δ", "Delta", "\\Delta"},
    {"Ε", NULL, "\\mathrm{E}"},
    {"Ζ", NULL, "\\mathrm{Z}"},
    {"Η", NULL, "\\mathrm{H}"},
    {"Θ", "Theta", "\\Theta"},
    {"Ι", NULL, "\\mathrm{I}"},
    {"Κ", NULL, "\\mathrm{K}"},
    {"Λ", "Lambda", "\\Lambda"},
    {"Μ", NULL, "\\mathrm{M}"},
    {"Ν", NULL, "\\mathrm{N}"},
    {"Ξ", "Xi", "\\Xi"},
    {"Ο", NULL, "\\mathrm{O}"},
    {"Π", "Pi", "\\Pi"},
    {"Ρ", NULL, "\\mathrm{P}"},
    {"Σ", "Sigma", "\\Sigma"},
    {"Τ", NULL, "\\mathrm{T}"},
    {"Υ", "Upsilon", "\\Upsilon"},
    {"Φ", "Phi", "\\Phi"},
    {"Χ", NULL, "\\mathrm{X}"},
    {"Ψ", "Psi", "\\Psi"},
    {"Ω", "Omega", "\\Omega"},
};

enum { LETTER_COUNT = sizeof letters / sizeof *letters };

const GreekLetter *greek_by_word(const char *word, size_t length) {
    if (length < 2)
        return NULL; /* most names, and no letter's */
    for (size_t i = 0; i < LETTER_COUNT; i++) {
        const char *known = letters[i].word;
        if (known != NULL && known[0] == word[0] && strncmp(known, word, length) == 0 &&
            known[length] == '\0')
            return &letters[i];
    }
    return NULL;
}

const GreekLetter *greek_by_letter(const char *chars) {
    for (size_t i = 0; i < LETTER_COUNT; i++)
        if (strncmp(chars, letters[i].letter, 2) == 0)
            return &letters[i];
    return NULL;
}
