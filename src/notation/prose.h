/* Prose: an author's text with formulas in it (format.md, section 4) → pieces → LaTeX or plain
 * text.
 *
 *   `formula`      a formula of the language, or several joined by "="; alone in a paragraph it is
 *                  displayed
 *   $...$, $$...$$ raw TeX; as in Pandoc no blank stands inside next to the dollars and no digit
 *                  follows, so that "$5 and $6" are prices
 *   an empty line  ends a paragraph
 *
 * Everything else is data. Runs of blanks and line ends are one blank.
 */
#ifndef GRADSHEET_NOTATION_PROSE_H
#define GRADSHEET_NOTATION_PROSE_H

#include "formula/parse.h"
#include "notation/printer.h"

typedef enum ProseKind {
    PROSE_TEXT,
    PROSE_FORMULA,
    PROSE_TEX,       /* text: what stands between the dollars */
    PROSE_PARAGRAPH, /* the end of one, where another follows */
} ProseKind;

typedef struct ProsePiece {
    ProseKind kind;
    Text text;         /* where it was written; for PROSE_TEXT blanks are joined in `chars` only */
    const char *chars; /* PROSE_TEXT, PROSE_TEX */
    const Syntax **sides; /* PROSE_FORMULA: A = B = C */
    size_t side_count;
    bool is_displayed; /* PROSE_FORMULA, PROSE_TEX */
} ProsePiece;

typedef struct Prose {
    ProsePiece *pieces;
    size_t count;
} Prose;

/* The pieces of a text; NULL with all its errors, each at its place: a backtick without a partner
 * in its paragraph, a formula that is none. A text without characters has no pieces. */
const Prose *prose_parse(Arena *arena, const Text *text, const NameLookup *lookup,
                         Diagnostics *diagnostics);

/* How the text's own characters are written so that the format takes them as text
 * (base/escape.h has the formats). */
typedef void ProseEscape(StrBuf *out, const char *chars, size_t length);

/* What is put in front of a formula's LaTeX, for those who hear it. */
typedef void ProseSay(StrBuf *out, const ProsePiece *piece, const Notation *notation);

/* LaTeX: formulas in $...$ or \[...\], paragraphs apart by an empty line. Where say is not NULL,
 * \gsinline{...} stands for $...$, and every formula begins with what say writes. */
void prose_print_latex(StrBuf *out, const Prose *prose, const Notation *notation,
                       ProseEscape *escape, ProseSay *say);

/* The same on one line, nothing displayed: for titles. */
void prose_print_latex_line(StrBuf *out, const Prose *prose, const Notation *notation,
                            ProseEscape *escape);

/* Plain text: formulas as formula text, raw TeX as it was written, paragraphs apart by an empty
 * line. */
void prose_print_text(StrBuf *out, const Prose *prose);

#endif
