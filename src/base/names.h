/* Names: what may stand for a quantity, a size, a function or an index.
 *
 * A name is letters, digits and "_", a letter first. Letters are those of ASCII and of the Greek
 * alphabet (in UTF-8, with the variants that LaTeX has: ϑ ϕ ϖ ϱ ϰ ϵ). Some words belong to the
 * language itself; an author who wants one on paper names the quantity otherwise and `write`s it.
 */
#ifndef GRADSHEET_BASE_NAMES_H
#define GRADSHEET_BASE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* The length in bytes of the longest name that chars[0..length) begins with, 0 if it begins with
 * none. Reserved words are names to this function. */
size_t name_scan(const char *chars, size_t length);

/* Whether all of chars[0..length) has the form of a name. Reserved words have it too. */
bool name_is_valid(const char *chars, size_t length);

/* Whether the language keeps this word for itself: `d`, `unknown`, every function it knows and the
 * constant. */
bool name_is_reserved(const char *name);

/* Whether it is the constant `pi`, which stands in formulas as a number does. */
bool name_is_constant(const char *name);

/* The n-th reserved word, NULL past the last: for suggestions and tests. */
const char *name_reserved(size_t n);

#endif
