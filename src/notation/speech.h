/* Speech: a syntax tree in words, for those who hear a formula.
 *
 * W3[1,2] is "W 3, row 1, column 2": the number at the end of a name is a layer's, never a power.
 * Names are the author's own. Brackets, fractions and sums say where they end, so that no two
 * different formulas sound the same: not even without the commas, which are only pauses, and
 * without the difference between w and W, where a model has both ("capital W").
 */
#ifndef GRADSHEET_NOTATION_SPEECH_H
#define GRADSHEET_NOTATION_SPEECH_H

#include "notation/printer.h"

/* notation knows which names sound alike; it may be NULL. */
void print_speech(StrBuf *out, const Syntax *syntax, const Notation *notation);

/* The name of one quantity: W3 as "W 3". */
void print_speech_name(StrBuf *out, const char *name, const Notation *notation);

/* A value: -3/2 as "minus 3 over 2", 1.5e-7 as "1.5 times 10 to the power minus 7". */
void print_speech_number(StrBuf *out, const char *number);

#endif
