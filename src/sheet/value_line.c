#include "sheet/value_line.h"

#include <string.h>

#include "base/strbuf.h"
#include "sheet/write_json.h"

static void append_cell(StrBuf *out, const json_t *exact, const json_t *decimal) {
    const char *digits = json_string_value(exact);
    if (digits == NULL)
        digits = json_string_value(decimal);
    strbuf_append(out, digits != NULL ? digits : VALUE_UNDECIDED);
}

/* The numbers over so many axes; exact may be NULL. A matrix has its brackets around all of it, and
 * what has more axes is matrices side by side. */
static void append_numbers(StrBuf *out, const json_t *exact, const json_t *decimal, size_t rank,
                           const char *separator) {
    if (rank == 0) {
        append_cell(out, exact, decimal);
        return;
    }
    strbuf_append(out, rank <= 2 ? "[" : "");
    for (size_t i = 0; i < json_array_size(decimal); i++) {
        const json_t *row = json_array_get(decimal, i);
        strbuf_append(out, i == 0 ? "" : rank == 2 ? "; " : separator);
        if (rank != 2) {
            append_numbers(out, json_array_get(exact, i), row, rank - 1, ", ");
            continue;
        }
        for (size_t j = 0; j < json_array_size(row); j++) {
            strbuf_append(out, j > 0 ? ", " : "");
            append_cell(out, json_array_get(json_array_get(exact, i), j), json_array_get(row, j));
        }
    }
    strbuf_append(out, rank <= 2 ? "]" : "");
}

void value_set_lines(json_t *value) {
    if (!json_is_object(value))
        return;
    size_t rank = json_array_size(json_object_get(value, "axes"));
    const json_t *decimal = json_object_get(value, "decimal");
    const char *separator = json_is_true(json_object_get(value, "is_column")) ? "; " : ", ";
    StrBuf line, decimal_line;
    strbuf_init(&line);
    strbuf_init(&decimal_line);
    append_numbers(&line, json_object_get(value, "exact"), decimal, rank, separator);
    append_numbers(&decimal_line, NULL, decimal, rank, separator);
    json_object_set_new(value, "line", json_string(line.chars));
    json_object_set_new(value, "decimal_line",
                        strcmp(line.chars, decimal_line.chars) == 0
                            ? json_null()
                            : json_string(decimal_line.chars));
    strbuf_free(&line);
    strbuf_free(&decimal_line);
}
