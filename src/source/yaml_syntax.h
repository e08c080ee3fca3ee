/* What libyaml says about a file that is no YAML, in words for its author. */
#ifndef GRADSHEET_SOURCE_YAML_SYNTAX_H
#define GRADSHEET_SOURCE_YAML_SYNTAX_H

#include "base/diagnostics.h"
#include "base/text.h"

/* Adds the error for libyaml's problem (never NULL) at an offset, and the hint for the traps that
 * YAML sets to formulas, prose and LaTeX. context may be NULL; began_at is where the construct in
 * question began (the offset itself if that is not known). */
void yaml_syntax_error(Diagnostics *diagnostics, const SourceText *source, size_t offset,
                       const char *problem, const char *context, size_t began_at);

#endif
