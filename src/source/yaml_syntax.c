#include "source/yaml_syntax.h"

#include <stdbool.h>
#include <string.h>

static bool says(const char *problem, const char *part) {
    return problem != NULL && strstr(problem, part) != NULL;
}

/* Whether only blanks stand before the offset on its line. */
static bool begins_line(const SourceText *source, size_t offset) {
    while (offset > 0 && (source->chars[offset - 1] == ' ' || source->chars[offset - 1] == '\t'))
        offset--;
    return offset == 0 || source->chars[offset - 1] == '\n';
}

static bool has_tab_before(const SourceText *source, size_t offset) {
    while (offset > 0 && source->chars[offset - 1] != '\n')
        if (source->chars[--offset] == '\t')
            return true;
    return offset < source->length && source->chars[offset] == '\t';
}

static void error(Diagnostics *diagnostics, Span span, const char *message, const char *hint) {
    diagnostics_error(diagnostics, DIAGNOSTIC_YAML_SYNTAX, span, "%s", message);
    diagnostics_hint(diagnostics, "%s", hint);
}

static const char QUOTE_BRACKETS[] =
    "inside { } and [ ], a text that holds brackets, braces or commas needs quotes: "
    "'h3[1,1]', 'W_{1}'";

/* A token that cannot be: a text that begins with a character that YAML keeps for itself, or a tab.
 */
static void bad_start(Diagnostics *diagnostics, const SourceText *source, Span span) {
    char c = span.offset < source->length ? source->chars[span.offset] : '\0';
    if (c == '\t' || (begins_line(source, span.offset) && has_tab_before(source, span.offset))) {
        error(diagnostics, span, "there is a tab where YAML wants spaces",
              "indent with spaces, YAML takes no tabs");
        return;
    }
    if (c == '`' && span.offset > 0 && strchr("[]{}", source->chars[span.offset - 1]) != NULL) {
        error(diagnostics, span, "a bracket cut the text short that goes on here", QUOTE_BRACKETS);
        return;
    }
    diagnostics_error(diagnostics, DIAGNOSTIC_YAML_SYNTAX, span,
                      "a text cannot begin with %c in YAML", c);
    if (c == '`')
        diagnostics_hint(diagnostics, "put the whole text in double quotes, or below a line that "
                                      "ends in |");
    else
        diagnostics_hint(diagnostics, "put the whole text in quotes");
}

/* A list or mapping in brackets that does not go on or end as it should. */
static void bad_flow(Diagnostics *diagnostics, const SourceText *source, Span span,
                     const char *context, size_t began_at) {
    char c = span.offset < source->length ? source->chars[span.offset] : '\0';
    bool is_mapping = says(context, "mapping");
    if (c == '[' || c == '{' || c == ']' || c == '}') {
        diagnostics_error(diagnostics, DIAGNOSTIC_YAML_SYNTAX, span,
                          "%c cannot stand here: this is inside %s", c,
                          is_mapping ? "a mapping in { }" : "a list in [ ]");
        diagnostics_hint(diagnostics, "%s", QUOTE_BRACKETS);
        return;
    }
    diagnostics_error(diagnostics, DIAGNOSTIC_YAML_SYNTAX, (Span){source, began_at, 1},
                      "the %s that begins here is not closed as it should be",
                      is_mapping ? "{" : "[");
    diagnostics_hint(diagnostics, "put a comma between two entries and a %s behind the last",
                     is_mapping ? "}" : "]");
}

void yaml_syntax_error(Diagnostics *diagnostics, const SourceText *source, size_t offset,
                       const char *problem, const char *context, size_t began_at) {
    if (offset > source->length)
        offset = source->length;
    Span span = {source, offset, 0};
    if (says(problem, "cannot start any token") || says(problem, "tab character")) {
        bad_start(diagnostics, source, span);
    } else if (says(problem, "',' or")) {
        bad_flow(diagnostics, source, span, context, began_at);
    } else if (says(problem, "mapping values are not allowed")) {
        error(diagnostics, span, "a second colon in one entry",
              "a text that holds a colon and a space needs quotes around it");
    } else if (says(problem, "unknown escape character")) {
        error(diagnostics, span, "YAML does not know this backslash in double quotes",
              "put a text with backslashes in single quotes: '\\sigma'");
    } else if (says(problem, "unexpected end of stream") || says(problem, "document indicator")) {
        error(diagnostics, (Span){source, began_at, 1},
              "the quote that is opened here never closes",
              "close it with the same quote; two single quotes in a row stand for one in the text");
    } else if (says(problem, "could not find expected ':'")) {
        error(diagnostics, (Span){source, began_at, 1},
              "this is no entry: there is no colon after it",
              "write name: value, and indent the lines of a longer text");
    } else if (says(problem, "did not find expected key") ||
               says(problem, "block sequence entries are not allowed") ||
               says(problem, "did not find expected '-' indicator")) {
        char c = offset < source->length ? source->chars[offset] : '\0';
        error(diagnostics, span,
              c == '\0' ? "the file ends where an entry should stand"
                        : "this line does not fit to the lines above it",
              has_tab_before(source, offset)
                  ? "indent with spaces, YAML takes no tabs"
                  : "give all entries of one list or mapping the same indentation, and put a text "
                    "that goes on behind its closing quote in quotes as a whole");
    } else {
        diagnostics_error(diagnostics, DIAGNOSTIC_YAML_SYNTAX, span, "this is no YAML: %s%s%s",
                          context != NULL ? context : "", context != NULL ? ", " : "", problem);
    }
}
