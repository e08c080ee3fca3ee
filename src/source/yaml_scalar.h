/* Where each byte of a YAML scalar was written.
 *
 * libyaml gives a scalar's decoded value and where it begins and ends; quotes, escapes, folded
 * lines and indentation lie between. This file walks both side by side.
 */
#ifndef GRADSHEET_SOURCE_YAML_SCALAR_H
#define GRADSHEET_SOURCE_YAML_SCALAR_H

#include "base/text.h"

typedef enum ScalarStyle {
    SCALAR_PLAIN,
    SCALAR_SINGLE_QUOTED,
    SCALAR_DOUBLE_QUOTED,
    SCALAR_BLOCK, /* literal and folded */
} ScalarStyle;

/* The text of a scalar that stands at from..to of the source (with its quotes, or with its block
 * header) and has this value. Every byte that is no blank gets its exact place; a blank gets a
 * place in the blanks that it was made of; the end of the text is just after its last byte that is
 * no blank. */
Text yaml_scalar_text(Arena *arena, const SourceText *source, size_t from, size_t to,
                      ScalarStyle style, const char *value, size_t length);

#endif
