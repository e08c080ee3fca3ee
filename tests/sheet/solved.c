#include "solved.h"

#include <string.h>

void solved_open(Solved *solved, const char *yaml, const SheetOptions *options) {
    static const SheetOptions plain = {0};
    *solved = (Solved){.arena = arena_new(), .status = SHEET_ERRORS};
    diagnostics_init(&solved->diagnostics, solved->arena);
    solved->assignment = assignment_parse(solved->arena, "test.yaml", yaml, strlen(yaml), NULL,
                                          &solved->diagnostics);
    if (solved->assignment != NULL)
        solved->sheet =
            sheet_solve(solved->arena, solved->assignment, options != NULL ? options : &plain,
                        &solved->diagnostics, &solved->status);
}

void solved_close(Solved *solved) {
    json_decref(solved->sheet);
    diagnostics_free(&solved->diagnostics);
    arena_free(solved->arena);
    flint_cleanup();
}

const char *solved_messages(Solved *solved) {
    StrBuf out;
    strbuf_init(&out);
    for (size_t i = 0; i < solved->diagnostics.count; i++)
        diagnostic_print(&out, &solved->diagnostics.items[i]);
    return strbuf_finish(&out, solved->arena);
}

bool solved_has(const Solved *solved, DiagnosticKind kind) {
    for (size_t i = 0; i < solved->diagnostics.count; i++)
        if (solved->diagnostics.items[i].kind == kind)
            return true;
    return false;
}

json_t *solved_question(const Solved *solved, size_t section, size_t question) {
    json_t *sections = json_object_get(solved->sheet, "sections");
    json_t *questions = json_object_get(json_array_get(sections, section), "questions");
    return json_array_get(questions, question);
}

static void print_cells(StrBuf *out, const json_t *cells) {
    size_t i, j;
    json_t *row, *cell;
    strbuf_append(out, "[");
    json_array_foreach(cells, i, row) {
        strbuf_append(out, i > 0 ? "; " : "");
        json_array_foreach(row, j, cell) strbuf_printf(
            out, "%s%s", j > 0 ? ", " : "", json_string_value(json_object_get(cell, "text")));
    }
    strbuf_append(out, "]");
}

static void print_blocks(StrBuf *out, const json_t *blocks) {
    size_t i, j;
    json_t *block, *index;
    json_array_foreach(blocks, i, block) {
        strbuf_append(out, "{");
        json_array_foreach(json_object_get(block, "at"), j, index)
            strbuf_printf(out, "%s%d", j > 0 ? "," : "", (int)json_integer_value(index));
        strbuf_append(out, "}");
        print_cells(out, json_object_get(block, "cells"));
    }
}

const char *solved_answer_text(Solved *solved, const json_t *answer) {
    const char *text = json_string_value(json_object_get(answer, "text"));
    if (text != NULL)
        return text;
    StrBuf out;
    strbuf_init(&out);
    const json_t *factor = json_object_get(json_object_get(answer, "factor"), "text");
    if (factor != NULL) {
        const char *chars = json_string_value(factor);
        bool is_sum = strstr(chars, " + ") != NULL || strstr(chars, " - ") != NULL;
        strbuf_printf(&out, is_sum ? "(%s) * " : "%s * ", chars);
    }
    if (json_is_array(json_object_get(answer, "cells")))
        print_cells(&out, json_object_get(answer, "cells"));
    else
        print_blocks(&out, json_object_get(answer, "blocks"));
    return strbuf_finish(&out, solved->arena);
}
