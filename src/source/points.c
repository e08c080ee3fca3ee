#include "source/points.h"

#include "source/number.h"
#include "source/rubric.h"

bool points_read(Reader *reader, const Tree *mapping, fmpq_t points) {
    const Tree *tree = schema_get(mapping, "points");
    if (tree == NULL || !schema_expect(reader, tree, TREE_SCALAR, "“points”") ||
        !number_read(reader, &tree->text, points))
        return false;
    if (fmpq_sgn(points) >= 0)
        return true;
    diagnostics_error(reader->diagnostics, DIAGNOSTIC_POINTS, tree->span,
                      "points cannot be negative");
    return false;
}

/* Compares what the questions name with what the section has. */
static void check_sum(Reader *reader, const Tree *section_tree, const Section *section,
                      const fmpq_t sum, size_t sharers) {
    Span span = schema_get(section_tree, "points")->span;
    int order = fmpq_cmp(sum, section->points);
    if (order > 0)
        diagnostics_error(reader->diagnostics, DIAGNOSTIC_POINTS, span,
                          "the questions' own points add up to %s, and the section has %s",
                          rational_print(reader->arena, sum),
                          rational_print(reader->arena, section->points));
    else if (order < 0 && sharers == 0)
        diagnostics_warning(reader->diagnostics, DIAGNOSTIC_POINTS, span,
                            "the questions' points add up to %s only, and the section has %s",
                            rational_print(reader->arena, sum),
                            rational_print(reader->arena, section->points));
    else if (order == 0 && sharers > 0)
        diagnostics_warning(reader->diagnostics, DIAGNOSTIC_POINTS, span,
                            "nothing is left for the questions without points of their own");
}

static void share_rest(Section *section, const fmpq_t sum, size_t sharers, const bool *has_own) {
    fmpq_t share;
    fmpq_init(share);
    fmpq_sub(share, section->points, sum);
    if (sharers > 0 && fmpq_sgn(share) > 0) {
        fmpz_t divisor;
        fmpz_init_set_ui(divisor, sharers);
        fmpq_div_fmpz(share, share, divisor);
        fmpz_clear(divisor);
        for (size_t i = 0; i < section->question_count; i++)
            if (!has_own[i])
                fmpq_set(section->questions[i].points, share);
    }
    fmpq_clear(share);
}

/* A question's points are known if neither its own nor the section's are at fault. */
static void check_rubrics(Reader *reader, const Tree *const *question_trees, const Section *section,
                          const bool *has_own, bool is_share_known) {
    for (size_t i = 0; i < section->question_count; i++) {
        bool has_faulty = !has_own[i] && schema_get(question_trees[i], "points") != NULL;
        if (has_own[i] || (!has_faulty && is_share_known))
            rubric_check_sum(reader, question_trees[i], &section->questions[i], has_own[i]);
    }
}

void points_share(Reader *reader, const Tree *section_tree, const Tree *const *question_trees,
                  Section *section) {
    bool *has_own = ARENA_ARRAY(reader->arena, bool, section->question_count);
    size_t sharers = 0;
    fmpq_t sum;
    fmpq_init(sum);
    section->points = rational_new(reader->arena);
    bool has_total = points_read(reader, section_tree, section->points);
    bool is_told = schema_get(section_tree, "points") != NULL;
    section->has_points = has_total;
    for (size_t i = 0; i < section->question_count; i++) {
        Question *question = &section->questions[i];
        question->points = rational_new(reader->arena);
        has_own[i] = points_read(reader, question_trees[i], question->points);
        bool is_rated = !is_told && !has_own[i] && question->rubric_count > 0;
        if (is_rated)
            rubric_sum(question, question->points);
        question->has_points = has_own[i] || has_total || is_rated;
        section->has_points |= question->has_points;
        sharers += !has_own[i];
        fmpq_add(sum, sum, question->points);
    }
    bool is_share_known = has_total == is_told;
    if (has_total) {
        check_sum(reader, section_tree, section, sum, sharers);
        share_rest(section, sum, sharers, has_own);
        is_share_known = fmpq_cmp(sum, section->points) <= 0;
    } else {
        fmpq_set(section->points, sum);
    }
    check_rubrics(reader, question_trees, section, has_own, is_share_known);
    fmpq_clear(sum);
}
