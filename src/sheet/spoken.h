/* Spoken: "mathml" and "speech" beside "latex", for sheets that are read in a browser or aloud.
 *
 * They are only written where a sheet wants them (notation_is_said): most runs write none, and pay
 * nothing.
 */
#ifndef GRADSHEET_SHEET_SPOKEN_H
#define GRADSHEET_SHEET_SPOKEN_H

#include <jansson.h>

#include "notation/answer.h"
#include "notation/printer.h"
#include "notation/prose.h"

/* Sets "mathml" and "speech" of a formula, and "is_wide" where a narrow window scrolls it; for
 * tagged PDF (notation_is_tagged) also "said", both as TeX. */
void spoken_formula(json_t *object, const Syntax *syntax, const Notation *notation);

/* Sets "marked_mathml" of a step whose object has its "mathml": the same with what is new since the
 * formula before in rows of the class "moved". Either formula may be NULL: nothing is marked. */
void spoken_marked(json_t *object, const Syntax *syntax, const Syntax *before,
                   const Notation *notation);

/* "mathml", "speech" and "is_wide" of an equation. */
void spoken_equation(json_t *object, const Syntax *left, const Syntax *right,
                     const Notation *notation);

/* The same of a matrix written out, under other names if keys is not NULL. */
void spoken_cells(json_t *object, const char *const keys[4], const Cells *blocks,
                  size_t block_count, const Syntax *factor, const Notation *notation);

/* The same of LaTeX that was made of digits. */
void spoken_latex(json_t *object, const char *latex, const char *speech, const Notation *notation);

/* The words of a tensor's numbers, row by row. */
const char *speech_of_values(Arena *arena, const char *const *cells, const long *dims, size_t rank);

/* Sets "said" of what is a line of text and no formula, for tagged PDF. */
void spoken_words(json_t *object, const char *words, const Notation *notation);

/* Sets "html" of prose: paragraphs with MathML in them; for tagged PDF also "latex_said", its LaTeX
 * with the words in it. */
void spoken_prose(json_t *object, const Prose *prose, const Notation *notation,
                  ProseEscape *escape);

#endif
