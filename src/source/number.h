/* Numbers as authors write them, read exactly, with the reason where one is refused. */
#ifndef GRADSHEET_SOURCE_NUMBER_H
#define GRADSHEET_SOURCE_NUMBER_H

#include "base/rational.h"
#include "source/schema.h"

/* Sizes and dimensions go up to this: their products of four still fit in no memory, but each fits
 * in a long everywhere. */
enum { SIZE_LIMIT = 1000000000 };

/* Reads an exact number into the initialised one; false with an error (which breaks nothing). */
bool number_read(Reader *reader, const Text *text, fmpq_t number);

/* Whether the text begins like a number or a sign: "3", "-1", ".5". */
bool text_looks_like_number(const Text *text);

/* Reads a positive integer up to SIZE_LIMIT; 0 with an error that what ("a size") must be one. */
long count_read(Reader *reader, const Text *text, const char *what);

/* The integer that all of chars[0..length) write in digits alone, -1 for anything else or too
 * large. */
long digits_read(const char *chars, size_t length);

/* The whole text as a Span. */
Span text_whole(const Text *text);

#endif
