#include "source/rubric.h"

#include <string.h>

#include "source/points.h"

/* Whether the item is a good one; each of its faults is an error. */
static bool read_item(Reader *reader, const Tree *tree, RubricItem *item) {
    static const KeyRule rules[] = {{"points", true}, {"text", true}};
    if (!schema_expect(reader, tree, TREE_MAPPING, "an item of a rubric"))
        return false;
    schema_check_keys(reader, tree, "an item of a rubric", rules, sizeof rules / sizeof *rules);
    item->points = rational_new(reader->arena);
    item->text = schema_get_text(reader, tree, "text");
    bool has_points = points_read(reader, tree, item->points);
    if (item->text.chars != NULL && item->text.length == 0)
        reader_break(reader, DIAGNOSTIC_QUESTION, schema_get(tree, "text")->span,
                     "the text of this item is empty");
    return has_points && item->text.chars != NULL;
}

void rubric_read(Reader *reader, const Tree *question_tree, Question *question) {
    const Tree *list = schema_get(question_tree, "rubric");
    if (list == NULL || !schema_expect(reader, list, TREE_SEQUENCE, "“rubric”"))
        return;
    if (list->count == 0) {
        diagnostics_error(reader->diagnostics, DIAGNOSTIC_MISSING_KEY, tree_place(list),
                          "the rubric has no items");
        reader_hint(reader, "add one: - {points: 1, text: \"...\"}");
    }
    RubricItem *items = ARENA_ARRAY(reader->arena, RubricItem, list->count);
    bool is_good = true;
    for (size_t i = 0; i < list->count; i++)
        is_good &= read_item(reader, list->items[i], &items[i]);
    question->rubric = items;
    question->rubric_count = is_good ? list->count : 0;
}

void rubric_sum(const Question *question, fmpq_t sum) {
    fmpq_zero(sum);
    for (size_t i = 0; i < question->rubric_count; i++)
        fmpq_add(sum, sum, question->rubric[i].points);
}

static Span key_span(const Tree *mapping, const char *key) {
    for (size_t i = 0; i < mapping->count; i++)
        if (strcmp(mapping->pairs[i].key->text.chars, key) == 0)
            return mapping->pairs[i].key->span;
    return tree_place(mapping);
}

void rubric_check_sum(Reader *reader, const Tree *question_tree, const Question *question,
                      bool is_own) {
    if (question->rubric_count == 0)
        return;
    fmpq_t sum, gap;
    fmpq_init(sum);
    fmpq_init(gap);
    rubric_sum(question, sum);
    fmpq_sub(gap, question->points, sum);
    if (!fmpq_is_zero(gap)) {
        const char *total = rational_print(reader->arena, sum);
        diagnostics_error(reader->diagnostics, DIAGNOSTIC_POINTS, key_span(question_tree, "rubric"),
                          "the rubric's points add up to %s, and the question has %s%s", total,
                          rational_print(reader->arena, question->points),
                          is_own ? "" : ", its share of the section's");
        bool is_short = fmpq_sgn(gap) > 0;
        fmpq_abs(gap, gap);
        reader_hint(reader,
                    is_short
                        ? "add items for the missing %s, or write “points: %s” for the question"
                        : "take %s from the items, or write “points: %s” for the question",
                    rational_print(reader->arena, gap), total);
    }
    fmpq_clear(sum);
    fmpq_clear(gap);
}
