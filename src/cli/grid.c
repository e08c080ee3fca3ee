#include "cli/grid.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

size_t display_width(const char *string) {
    size_t width = 0;
    for (const unsigned char *at = (const unsigned char *)string; *at != '\0'; at++) {
        bool begins_character = (*at & 0xC0) != 0x80;
        bool is_combining = (*at == 0xCC) || (*at == 0xCD && at[1] < 0xB0); /* U+0300 to U+036F */
        if (begins_character && !is_combining)
            width++;
    }
    return width;
}

static void append_spaces(StrBuf *out, size_t count) {
    for (; count > 0; count--)
        strbuf_append_char(out, ' ');
}

static const char *left_bracket(size_t row, size_t rows) {
    if (rows == 1)
        return "[ ";
    return row == 0 ? "⎡ " : row + 1 == rows ? "⎣ " : "⎢ ";
}

static const char *right_bracket(size_t row, size_t rows) {
    if (rows == 1)
        return "]";
    return row == 0 ? "⎤" : row + 1 == rows ? "⎦" : "⎥";
}

static void print_as_list(StrBuf *out, const char *lead, const char *const *cells, size_t rows,
                          size_t columns) {
    size_t lead_length = strlen(lead);
    while (lead_length > 0 && lead[lead_length - 1] == ' ')
        lead_length--;
    strbuf_append_n(out, lead, lead_length);
    strbuf_append_char(out, '\n');
    size_t indent = strlen(lead) - strlen(lead + strspn(lead, " ")) + 2;
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < columns; j++) {
            append_spaces(out, indent);
            strbuf_printf(out, "[%zu,%zu]  %s\n", i + 1, j + 1, cells[i * columns + j]);
        }
    }
}

void grid_print(StrBuf *out, const char *lead, const char *const *cells, size_t rows,
                size_t columns) {
    size_t *widths = memory_alloc((columns + 1) * sizeof *widths);
    size_t total = display_width(lead) + 3;
    for (size_t j = 0; j < columns; j++) {
        widths[j] = 0;
        for (size_t i = 0; i < rows; i++) {
            size_t width = display_width(cells[i * columns + j]);
            widths[j] = width > widths[j] ? width : widths[j];
        }
        total += widths[j] + 2;
    }
    if (total > GRID_WIDTH_LIMIT) {
        print_as_list(out, lead, cells, rows, columns);
    } else {
        for (size_t i = 0; i < rows; i++) {
            if (i == 0)
                strbuf_append(out, lead);
            else
                append_spaces(out, display_width(lead));
            strbuf_append(out, left_bracket(i, rows));
            for (size_t j = 0; j < columns; j++) {
                const char *cell = cells[i * columns + j];
                strbuf_append(out, cell);
                append_spaces(out, widths[j] - display_width(cell) + (j + 1 < columns ? 2 : 1));
            }
            strbuf_printf(out, "%s\n", right_bracket(i, rows));
        }
    }
    free(widths);
}

void wrap_print(StrBuf *out, const char *text, size_t indent, size_t width) {
    size_t column = indent;
    bool starts_line = true;
    while (*text != '\0') {
        size_t space = strspn(text, " \t\n");
        bool ends_paragraph = false;
        for (size_t i = 1; i < space; i++)
            ends_paragraph = ends_paragraph || (text[i] == '\n' && text[i - 1] == '\n');
        text += space;
        size_t length = strcspn(text, " \t\n");
        if (length == 0)
            break;
        char *word = memory_alloc(length + 1);
        memcpy(word, text, length);
        word[length] = '\0';
        size_t word_width = display_width(word);
        if (!starts_line && (ends_paragraph || column + 1 + word_width > width)) {
            strbuf_append(out, ends_paragraph ? "\n\n" : "\n");
            append_spaces(out, indent);
            column = indent;
            starts_line = true;
        }
        if (!starts_line) {
            strbuf_append_char(out, ' ');
            column++;
        }
        strbuf_append(out, word);
        column += word_width;
        starts_line = false;
        free(word);
        text += length;
    }
    strbuf_append_char(out, '\n');
}
