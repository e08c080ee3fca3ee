#include "table.h"

#include <string.h>

#include "source/source_file.h"

const Reasons *reasons_read(Arena *arena, const char *path) {
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics, arena);
    const SourceText *source = source_file_read(arena, path, (Span){0}, &diagnostics);
    Reasons *reasons = ARENA_NEW(arena, Reasons);
    if (source != NULL)
        reasons->tree = yaml_tree_parse(arena, source, &diagnostics);
    if (reasons->tree == NULL)
        homework_fail("%s cannot be read", path);
    diagnostics_free(&diagnostics);
    return reasons;
}

const char *reason_of(const Reasons *reasons, const Answered *answered) {
    char key[128];
    snprintf(key, sizeof key, "%s %s %s", answered->homework, answered->id, answered->form);
    for (size_t i = 0; i < reasons->tree->count; i++)
        if (strcmp(reasons->tree->pairs[i].key->text.chars, key) == 0)
            return reasons->tree->pairs[i].value->text.chars;
    return NULL;
}

void table_begin(FILE *out) {
    fputs(
        "# Twelve published homeworks\n\n"
        "Every answer that gradsheet derives for them is equal to every published one, and every\n"
        "published number comes out to its last digit; `tests/homeworks` checks it. The tables\n"
        "compare lengths: how many nodes the answer has as a tree (a name, a number like 1/2, an\n"
        "index and an operation are a node each) and how many the shortest right answer has that\n"
        "stands in the source and uses the same gradients as symbols. An answer that is longer "
        "has\n"
        "its reason below the table. Answers that are written out as matrices have no length.\n\n"
        "`tests/homeworks/test_homeworks --table` in a build folder writes this page.\n",
        out);
}

static void write_code(FILE *out, const char *text) {
    fputs("`", out);
    for (const char *c = text; *c != '\0'; c++)
        fputs(*c == '|' ? "\\|" : (char[]){*c, '\0'}, out);
    fputs("`", out);
}

static void write_row(FILE *out, const Answered *answered) {
    fprintf(out, "| %s | ", answered->id);
    write_code(out, answered->find);
    fputs(" | ", out);
    write_code(out, answered->text);
    if (answered->reference == NULL) {
        fputs(" | | |\n", out);
        return;
    }
    bool is_longer = answered->nodes > answered->reference_nodes;
    fprintf(out, " | %s%zu%s | %zu |\n", is_longer ? "**" : "", answered->nodes,
            is_longer ? "**" : "", answered->reference_nodes);
}

void table_add(FILE *out, Homework *homework, const Reasons *reasons) {
    Answered *answers;
    StrBuf complaints;
    strbuf_init(&complaints);
    size_t count = homework_answers(homework, &answers);
    size_t numbers = homework_numbers(homework, &complaints);
    size_t shorter = 0, longer = 0;
    for (size_t i = 0; i < count; i++) {
        shorter += answers[i].reference != NULL && answers[i].nodes < answers[i].reference_nodes;
        longer += answers[i].nodes > answers[i].reference_nodes && answers[i].reference != NULL;
    }
    fprintf(out,
            "\n## %s\n\n%s (%s): %zu answers, %zu shorter and %zu longer than the source's; %zu "
            "published numbers.\n\n"
            "| | asked | answer | nodes | source |\n| --- | --- | --- | --: | --: |\n",
            homework->name, homework->assignment->title.chars, homework->assignment->course.chars,
            count, shorter, longer, numbers);
    for (size_t i = 0; i < count; i++)
        write_row(out, &answers[i]);
    for (size_t i = 0; i < count; i++) {
        if (answers[i].reference == NULL || answers[i].nodes <= answers[i].reference_nodes)
            continue;
        const char *reason = reason_of(reasons, &answers[i]);
        fprintf(out, "\n%s is longer than ", answers[i].id);
        write_code(out, answers[i].reference);
        fprintf(out, ": %s\n", reason != NULL ? reason : "(no reason given)");
    }
    strbuf_free(&complaints);
}
