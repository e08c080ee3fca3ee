#include <stdio.h>
#include <string.h>

#include "base/diagnostics.h"
#include "cli/commands.h"
#include "cli/grid.h"
#include "cli/report.h"
#include "cli/solve.h"

enum { TEXT_WIDTH = 78, INDENT = 4 };

/* How a formula of the solution reads in a terminal. */
static const char *formula_of(const json_t *object) {
    const char *unicode = json_string_value(json_object_get(object, "unicode"));
    if (unicode != NULL)
        return unicode;
    const char *text = json_string_value(json_object_get(object, "text"));
    return text != NULL ? text : "";
}

static const char *string_of(const json_t *object, const char *key) {
    const char *string = json_string_value(json_object_get(object, key));
    return string != NULL ? string : "";
}

static const char *cell_of(const json_t *cell) {
    if (json_is_object(cell))
        return formula_of(cell);
    return json_is_string(cell) ? json_string_value(cell) : "–"; /* undecided */
}

/* Rows of cells, which are formulas ({"text": ...}) or numbers ("3/4"). */
static void print_rows(StrBuf *out, Arena *arena, const char *lead, const json_t *rows) {
    size_t row_count = json_array_size(rows);
    size_t column_count = json_array_size(json_array_get(rows, 0));
    const char **cells = ARENA_ARRAY(arena, const char *, row_count *column_count);
    for (size_t i = 0; i < row_count; i++)
        for (size_t j = 0; j < column_count; j++)
            cells[i * column_count + j] = cell_of(json_array_get(json_array_get(rows, i), j));
    grid_print(out, lead, cells, row_count, column_count);
}

static bool is_nested(const json_t *array, size_t depth) {
    return json_is_array(array) && (depth <= 1 || is_nested(json_array_get(array, 0), depth - 1));
}

/* Arrays of numbers of any depth: a plain number, a row, a matrix, or the matrices of more axes,
 * each after its place. */
static void print_numbers(StrBuf *out, Arena *arena, const char *lead, const json_t *numbers,
                          const char *place) {
    if (!json_is_array(numbers)) {
        strbuf_printf(out, "%s%s\n", lead, cell_of(numbers));
    } else if (!is_nested(numbers, 2)) {
        json_t *rows = json_array();
        json_array_append(rows, (json_t *)numbers);
        print_rows(out, arena, lead, rows);
        json_decref(rows);
    } else if (!is_nested(numbers, 3)) {
        print_rows(out, arena, lead, numbers);
    } else {
        for (size_t i = 0; i < json_array_size(numbers); i++) {
            const char *deeper = arena_printf(arena, "%s%zu,", place, i + 1);
            const json_t *part = json_array_get(numbers, i);
            const char *here =
                is_nested(part, 3) ? lead : arena_printf(arena, "%s[%s.,.] ", lead, deeper);
            print_numbers(out, arena, here, part, deeper);
        }
    }
}

/* Whether a formula must be bracketed before a matrix that it is multiplied by. */
static bool is_sum(const char *formula) {
    long depth = 0;
    for (const char *at = formula; *at != '\0'; at++) {
        depth += (strchr("([{", *at) != NULL) - (strchr(")]}", *at) != NULL);
        if (depth == 0 && (strncmp(at, " + ", 3) == 0 || strncmp(at, " - ", 3) == 0))
            return true;
    }
    return strncmp(formula, "Σ", strlen("Σ")) == 0;
}

/* sign: "= ", and what else stands in front. */
static void print_answer(StrBuf *out, Arena *arena, const json_t *answer, const char *sign) {
    const json_t *factor = json_object_get(answer, "factor");
    const char *lead = arena_printf(arena, "%*s%s", INDENT, "", sign);
    if (json_is_object(factor))
        lead = arena_printf(arena, is_sum(formula_of(factor)) ? "%s(%s) " : "%s%s ", lead,
                            formula_of(factor));
    const json_t *cells = json_object_get(answer, "cells");
    const json_t *blocks = json_object_get(answer, "blocks");
    if (json_is_array(cells)) {
        print_rows(out, arena, lead, cells);
    } else if (json_is_array(blocks)) {
        for (size_t i = 0; i < json_array_size(blocks); i++) {
            const json_t *block = json_array_get(blocks, i);
            char *at = json_dumps(json_object_get(block, "at"), JSON_COMPACT);
            print_rows(out, arena, arena_printf(arena, "%s%s ", lead, at),
                       json_object_get(block, "cells"));
            free(at);
        }
    } else {
        strbuf_printf(out, "%s%s\n", lead, formula_of(answer));
    }
}

/* Whether a name stands as an index in a formula's text, as j does in "d h2[1,1] / d W2[1,j]". */
static bool stands_as_index(const char *formula, const char *name) {
    static const char name_characters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                          "0123456789_";
    size_t length = strlen(name), depth = 0;
    for (const char *at = formula; *at != '\0'; at++) {
        depth += *at == '[';
        depth -= *at == ']' && depth > 0;
        bool begins_word = at > formula && strchr("[,", at[-1]) != NULL;
        if (depth > 0 && begins_word && strncmp(at, name, length) == 0 &&
            (at[length] == '\0' || strchr(name_characters, at[length]) == NULL))
            return true;
    }
    return false;
}

/* "over i, j" where the value is a table over free letters. */
static void print_letters(StrBuf *out, const json_t *axes, const char *find) {
    const char *separator = "over ";
    for (size_t i = 0; i < json_array_size(axes); i++) {
        const char *name = string_of(json_array_get(axes, i), "name");
        if (!stands_as_index(find, name))
            continue;
        strbuf_printf(out, "%s%s", separator, name);
        separator = ", ";
    }
}

static bool has_null(const json_t *numbers) {
    for (size_t i = 0; i < json_array_size(numbers); i++)
        if (has_null(json_array_get(numbers, i)))
            return true;
    return json_is_null(numbers);
}

/* A vector's numbers as a column where it stands as one on a sheet. */
static json_t *oriented(const json_t *value, const char *key) {
    const json_t *numbers = json_object_get(value, key);
    if (!json_is_true(json_object_get(value, "is_column")))
        return json_incref((json_t *)numbers);
    json_t *rows = json_array();
    for (size_t i = 0; i < json_array_size(numbers); i++)
        json_array_append_new(rows, json_pack("[O]", json_array_get(numbers, i)));
    return rows;
}

/* Exact numbers where there are such, else decimals. */
static void print_value(StrBuf *out, const Options *options, const json_t *question) {
    const json_t *value = json_object_get(question, "value");
    json_t *exact = oriented(value, "exact");
    json_t *decimal = oriented(value, "decimal");
    bool is_exact = !has_null(exact);
    StrBuf letters;
    strbuf_init(&letters);
    print_letters(&letters, json_object_get(value, "axes"), string_of(question, "find"));
    if (letters.length > 0)
        strbuf_printf(out, "%*s%s:\n", INDENT, "", letters.chars);
    strbuf_free(&letters);
    if (is_exact)
        print_numbers(out, options->arena, arena_printf(options->arena, "%*s= ", INDENT, ""), exact,
                      "");
    if (!is_exact || options->verbose)
        print_numbers(out, options->arena, arena_printf(options->arena, "%*s≈ ", INDENT, ""),
                      decimal, "");
    json_decref(exact);
    json_decref(decimal);
}

/* A line for each entry begins anew, and the matrix follows from it. */
static const char *sign_of_step(Arena *arena, const json_t *step, const char *asked) {
    if (json_is_true(json_object_get(step, "begins_entries")))
        return "  ";
    if (json_is_true(json_object_get(step, "ends_entries")))
        return arena_printf(arena, "⇒ %s = ", asked);
    return "= ";
}

/* The derivation: each line with the rule that leads to it. The first, what is asked, stands there
 * already; the last is the answer. */
static void print_steps(StrBuf *out, Arena *arena, const json_t *answer, const char *asked) {
    const json_t *steps = json_object_get(answer, "steps");
    for (size_t i = 1; i < json_array_size(steps); i++) {
        const json_t *step = json_array_get(steps, i);
        print_answer(out, arena, step, sign_of_step(arena, step, asked));
        strbuf_printf(out, "%*s(%s)\n", INDENT + 2, "",
                      formula_of(json_object_get(step, "reason")));
    }
}

/* " (2 points)", where anybody speaks of points. */
static void append_points(StrBuf *out, const json_t *object) {
    const json_t *points = json_object_get(object, "points_text");
    if (json_is_string(points))
        strbuf_printf(out, " (%s)", json_string_value(points));
}

/* What the author expects, where it is none of the answers' forms. */
static void print_expected(StrBuf *out, const json_t *question) {
    const json_t *expected = json_object_get(question, "expected");
    for (size_t i = 0; i < json_array_size(expected); i++) {
        const json_t *formula = json_array_get(expected, i);
        if (json_is_true(json_object_get(formula, "is_another_form")))
            strbuf_printf(out, "%*s= %s (also accepted)\n", INDENT, "", formula_of(formula));
    }
}

static void print_rubric(StrBuf *out, const json_t *question) {
    const json_t *rubric = json_object_get(question, "rubric");
    for (size_t i = 0; i < json_array_size(rubric); i++) {
        const json_t *item = json_array_get(rubric, i);
        size_t begin = out->length;
        strbuf_printf(out, "%*s%s: ", INDENT, "", string_of(item, "points_text"));
        wrap_print(out, formula_of(json_object_get(item, "text")),
                   display_width(out->chars + begin), TEXT_WIDTH);
    }
}

static void print_question(StrBuf *out, const Options *options, const json_t *question,
                           bool with_steps) {
    Arena *arena = options->arena;
    size_t begin = out->length;
    strbuf_append(out, string_of(question, "id"));
    append_points(out, question);
    const json_t *prompt = json_object_get(question, "prompt");
    if (json_is_object(prompt)) {
        strbuf_append(out, "  ");
        size_t indent = display_width(out->chars + begin);
        wrap_print(out, formula_of(prompt), indent, TEXT_WIDTH);
    } else {
        strbuf_append_char(out, '\n');
    }
    const json_t *in_words = json_object_get(question, "answer");
    if (json_is_object(in_words)) {
        strbuf_printf(out, "%*s", INDENT, "");
        wrap_print(out, formula_of(in_words), INDENT, TEXT_WIDTH);
    }
    const json_t *lhs = json_object_get(question, "lhs");
    if (json_is_object(lhs))
        strbuf_printf(out, "%*s%s\n", INDENT, "", formula_of(lhs));
    const json_t *answers = json_object_get(question, "answers");
    for (size_t i = 0; i < json_array_size(answers); i++) {
        const json_t *answer = json_array_get(answers, i);
        if (with_steps)
            print_steps(out, arena, answer, formula_of(lhs));
        else
            print_answer(out, arena, answer, "= ");
    }
    print_expected(out, question);
    if (json_is_object(json_object_get(question, "value")))
        print_value(out, options, question);
    print_rubric(out, question);
    const json_t *warnings = json_object_get(question, "warnings");
    for (size_t i = 0; i < json_array_size(warnings); i++)
        strbuf_printf(out, "%*snote: %s\n", INDENT, "", cell_of(json_array_get(warnings, i)));
}

/* Prints all questions, or the one with that id; false if there is none. */
static bool print_solution(StrBuf *out, const Options *options, const json_t *data,
                           const char *id) {
    bool found = id == NULL;
    const json_t *sections = json_object_get(data, "sections");
    for (size_t s = 0; s < json_array_size(sections); s++) {
        const json_t *section = json_array_get(sections, s);
        const json_t *questions = json_object_get(section, "questions");
        if (id == NULL) {
            strbuf_printf(out, "%s%lld %s", s > 0 ? "\n" : "",
                          json_integer_value(json_object_get(section, "number")),
                          string_of(section, "title"));
            append_points(out, section);
            strbuf_append_char(out, '\n');
        }
        for (size_t q = 0; q < json_array_size(questions); q++) {
            const json_t *question = json_array_get(questions, q);
            bool is_asked = id != NULL && strcmp(id, string_of(question, "id")) == 0;
            if (id != NULL && !is_asked)
                continue;
            found = true;
            if (id == NULL)
                strbuf_append_char(out, '\n');
            print_question(out, options, question, id != NULL);
        }
    }
    return found;
}

static ExitStatus run(const Options *options) {
    Solution solution;
    ExitStatus status = solve(options, &solution);
    if (status != EXIT_DONE)
        return status;
    const char *id = options->operand_count > 1 ? options->operands[1] : NULL;
    StrBuf out;
    strbuf_init(&out);
    if (print_solution(&out, options, solution.data, id)) {
        fputs(out.length > 0 ? out.chars : "", stdout);
    } else {
        report_fault("%s has no question %s; questions are numbered like 1.10",
                     options->operands[0], id);
        status = EXIT_USAGE;
    }
    strbuf_free(&out);
    solution_free(&solution);
    return status;
}

static const char *const details[] = {"Without an ID all of them, with one (1.10) that question "
                                      "with its derivation. Values are exact",
                                      "where they are rational; -v adds their decimals.", NULL};

const Command command_show = {
    .name = "show",
    .operands = "ASSIGNMENT [ID]",
    .summary = "print questions and answers in the terminal",
    .details = details,
    .operands_least = 1,
    .operands_most = 2,
    .uses = USE_SOLVING,
    .run = run,
};
