/* What all printers share: when brackets are needed, and where a minus goes. Not for other stages.
 *
 * A printer is a function that writes one node (`node`) and says how tightly a node holds together
 * as it writes it (`level`). The skeleton puts the brackets, and writes a + (-b) as a - b.
 */
#ifndef GRADSHEET_NOTATION_SKELETON_H
#define GRADSHEET_NOTATION_SKELETON_H

#include "notation/printer.h"

typedef enum Level {
    LEVEL_SUM,
    LEVEL_SIGNED, /* a minus in front */
    LEVEL_PRODUCT,
    LEVEL_PREFIX, /* d l / d x */
    LEVEL_POWER,
    LEVEL_ATOM,
} Level;

typedef struct Printer Printer;
struct Printer {
    StrBuf *out;
    const Notation *notation;
    void (*node)(Printer *printer,
                 const Syntax *syntax); /* writes it, without brackets around it */
    void (*brackets)(Printer *printer, const Syntax *syntax); /* writes it within brackets */
    Level (*level)(const Printer *printer, const Syntax *syntax);
    /* Whether the first operand of a product is written without brackets, so that its minus is the
     * product's. */
    bool (*is_bare_first)(const Syntax *product, const Syntax *first);
    bool is_for_people; /* a sum within a sum needs no brackets; -a in front of a product neither */
    bool is_script;     /* within a subscript or superscript: no built-up fractions */
    bool is_said;       /* LaTeX for MathML: names and entries are marked with their words */
    const Syntax *stripped; /* the number or negation whose minus is written already; it is the
                               first thing that is written next, and forgotten then */
};

/* Writes an operand, within brackets if it holds together less than `least`. */
void printer_operand(Printer *printer, const Syntax *syntax, Level least);

/* a + b - c */
void printer_sum(Printer *printer, const Syntax *sum);

/* The minus that a node begins with: the negation or negative number that has it, or NULL. */
const Syntax *printer_minus(const Printer *printer, const Syntax *syntax);

/* Writes a node that begins with a minus without that minus. */
void printer_magnitude(Printer *printer, const Syntax *syntax);

/* Whether this is the node whose minus is written already; forgets it. */
bool printer_is_stripped(Printer *printer, const Syntax *syntax);

/* Writes a number's numerator and denominator, or the digits of a rounded one; its minus unless it
 * was stripped. */
void printer_number(Printer *printer, const Syntax *number);

/* The parts of a number in digits, without a minus. */
void printer_integer(StrBuf *out, const fmpz_t integer);

bool number_is_negative(const Syntax *number);
/* Whether it is written as an integer, as a fraction; one that was rounded is neither. */
bool number_is_whole(const Syntax *number);
bool number_is_fraction(const Syntax *number);
/* Whether it was rounded to 1.5e-7, which people write as a product. */
bool number_has_exponent(const Syntax *number);
/* The digits of one that was rounded, without its minus. */
const char *number_digits(const Syntax *number);

/* Writes the cells of a SYNTAX_MATRIX with what parts two columns and two rows. */
void printer_rows(Printer *printer, const Syntax *matrix, const char *column, const char *row);

/* The length of a name without the digits that it ends with: W of W3. */
size_t name_stem(const char *name);

#endif
