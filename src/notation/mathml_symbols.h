/* The LaTeX commands that MathML's reader knows, one row each. Not for other stages. */
#ifndef GRADSHEET_NOTATION_MATHML_SYMBOLS_H
#define GRADSHEET_NOTATION_MATHML_SYMBOLS_H

#include <stdbool.h>

#include "base/strbuf.h"

typedef enum MathKind {
    MATH_LETTER,
    MATH_SIGN, /* an operator or relation */
    MATH_OPEN,
    MATH_CLOSE,    /* the last of those that can be a delimiter */
    MATH_PREFIX,   /* \partial: no space around it */
    MATH_FUNCTION, /* \exp */
    MATH_LIMITS,   /* \sum: scripts above and below */
    MATH_SPACE,    /* text: its width */
    MATH_NOTHING,  /* \displaystyle */
    MATH_FRACTION,
    MATH_ROOT,
    MATH_ACCENT, /* text: the accent, "_" for a line below */
    MATH_FONT,   /* text: which one */
    MATH_BOLD,   /* \boldsymbol: all of its argument */
    MATH_LEFT,
    MATH_BIG,
    MATH_BEGIN,
    MATH_SAID,  /* \gssay{words}{...} */
    MATH_MOVED, /* \gsmoved{...} */
} MathKind;

typedef struct MathCommand {
    const char *name;
    MathKind kind;
    const char *text;
} MathCommand;

/* NULL if there is none of that name. */
const MathCommand *math_command(const char *name);

/* A letter or digit in a font of that name: "bold", "double"; itself where the font has none. */
void math_append_in_font(StrBuf *out, const char *font, char letter);

/* Letters and digits in bold italics, Greek ones too; what has none as itself. */
void math_append_bold(StrBuf *out, const char *chars, size_t length);

#endif
