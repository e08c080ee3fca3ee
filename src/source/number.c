#include "source/number.h"

#include <string.h>
#include <strings.h>

Span text_whole(const Text *text) {
    return text_span(text, 0, text->length);
}

static bool is_one_of(const char *chars, const char *const *words) {
    for (; *words != NULL; words++)
        if (strcasecmp(chars, *words) == 0)
            return true;
    return false;
}

/* Why a text is no number, for what authors are known to write. */
static const char *reason(const char *chars) {
    static const char *const booleans[] = {"true", "false", "yes", "no", "on", "off", NULL};
    static const char *const no_numbers[] = {"nan",      ".nan",      "inf",   ".inf",
                                             "+inf",     "-inf",      "+.inf", "-.inf",
                                             "infinity", "-infinity", NULL};
    size_t sign = chars[0] == '-' || chars[0] == '+' ? 1 : 0;
    if (chars[0] == '\0' || strcmp(chars, "~") == 0 || strcmp(chars, "null") == 0)
        return "a number is missing; write 0 if you mean that";
    if (is_one_of(chars, booleans))
        return "YAML's booleans are not numbers; write 1 or 0";
    if (is_one_of(chars, no_numbers))
        return "every number is exact, so there are no infinities and no NaN";
    if (chars[sign] == '0' && chars[sign + 1] != '\0' && strchr("xXoObB", chars[sign + 1]) != NULL)
        return "write it in decimal digits";
    if (strstr(chars, "−") != NULL || strstr(chars, "–") != NULL)
        return "write the minus sign as -";
    return "write a number as -3, 0.75, 3/4 or 1e-3, without spaces and without other arithmetic";
}

bool number_read(Reader *reader, const Text *text, fmpq_t number) {
    Diagnostics *diagnostics = reader->diagnostics;
    Span span = text_whole(text);
    switch (rational_parse(number, text->chars, text->length)) {
    case RATIONAL_OK:
        return true;
    case RATIONAL_NOT_A_NUMBER:
        if (text->length == 0)
            diagnostics_error(diagnostics, DIAGNOSTIC_NUMBER, span, "there is no number here");
        else
            diagnostics_error(diagnostics, DIAGNOSTIC_NUMBER, span, "“%s” is not a number",
                              text->chars);
        reader_hint(reader, "%s", reason(text->chars));
        break;
    case RATIONAL_ZERO_DIVISOR:
        diagnostics_error(diagnostics, DIAGNOSTIC_NUMBER, span, "“%s” divides by zero",
                          text->chars);
        break;
    case RATIONAL_LEADING_ZERO:
        diagnostics_error(diagnostics, DIAGNOSTIC_NUMBER, span,
                          "“%s” begins with a 0, which some read as octal", text->chars);
        reader_hint(reader, "leave the 0 out");
        break;
    case RATIONAL_TOO_LARGE:
        diagnostics_error(diagnostics, DIAGNOSTIC_NUMBER, span, "the exponent of “%s” is too large",
                          text->chars);
        reader_hint(reader, "exponents go up to %d", RATIONAL_EXPONENT_LIMIT);
        break;
    }
    return false;
}

bool text_looks_like_number(const Text *text) {
    size_t at = text->length > 0 && (text->chars[0] == '-' || text->chars[0] == '+') ? 1 : 0;
    at += at < text->length && text->chars[at] == '.';
    return at < text->length && text->chars[at] >= '0' && text->chars[at] <= '9';
}

long digits_read(const char *chars, size_t length) {
    long value = 0;
    for (size_t i = 0; i < length; i++) {
        if (chars[i] < '0' || chars[i] > '9' || value > SIZE_LIMIT)
            return -1;
        value = value * 10 + (chars[i] - '0');
    }
    return length == 0 || value > SIZE_LIMIT ? -1 : value;
}

long count_read(Reader *reader, const Text *text, const char *what) {
    long value = digits_read(text->chars, text->length);
    if (value > 0 && text->chars[0] != '0')
        return value;
    reader_break(reader, DIAGNOSTIC_SIZE, text_whole(text),
                 "%s must be a positive integer up to %d, not “%s”", what, SIZE_LIMIT, text->chars);
    return 0;
}
