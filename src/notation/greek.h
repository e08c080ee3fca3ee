/* The Greek letters that a name may hold: as a character, as a word, in LaTeX. */
#ifndef GRADSHEET_NOTATION_GREEK_H
#define GRADSHEET_NOTATION_GREEK_H

#include <stddef.h>

typedef struct GreekLetter {
    const char *letter; /* UTF-8, two bytes */
    const char *word;   /* "alpha", "Delta"; NULL where no word of its own means it */
    const char *latex;  /* "\\alpha"; capitals that look Latin are "\\mathrm{A}" */
} GreekLetter;

/* The letter of that word; NULL if it is none. */
const GreekLetter *greek_by_word(const char *word, size_t length);

/* The letter that chars begins with; NULL if it begins with none. */
const GreekLetter *greek_by_letter(const char *chars);

#endif
