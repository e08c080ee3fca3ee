#include "sheet/statement.h"

#include <stdbool.h>

#include "base/strbuf.h"

typedef struct Counts {
    size_t questions; /* with a formula; the others are in words */
    size_t in_words;
    size_t exact;        /* compared in fractions everywhere */
    size_t least_points; /* at which a question was compared */
    size_t most_points;
    size_t forms;
    size_t alternatives;
    size_t substitutions;
    size_t rounded; /* of the substitutions */
} Counts;

static void count_answers(Counts *counts, const json_t *question) {
    size_t i;
    json_t *answer;
    json_array_foreach(json_object_get(question, "answers"), i, answer) {
        const json_t *substitution = json_object_get(answer, "substitution");
        counts->forms++;
        if (!json_is_object(substitution))
            continue;
        counts->substitutions++;
        counts->rounded +=
            json_is_true(json_object_get(json_object_get(substitution, "numbers"), "is_rounded"));
    }
    counts->alternatives += json_array_size(json_object_get(question, "alternatives"));
}

static void count_question(Counts *counts, const json_t *question) {
    const json_t *verified = json_object_get(question, "verified");
    if (!json_is_object(verified)) {
        counts->in_words++;
        return;
    }
    size_t points = (size_t)json_integer_value(json_object_get(verified, "points"));
    bool is_first = counts->questions++ == 0;
    counts->exact += json_is_true(json_object_get(verified, "exact"));
    if (is_first || points < counts->least_points)
        counts->least_points = points;
    if (points > counts->most_points)
        counts->most_points = points;
    count_answers(counts, question);
}

static const char *plural(size_t count) {
    return count == 1 ? "" : "s";
}

static void say_forms(StrBuf *text, const Counts *counts) {
    strbuf_printf(text, "%zu question%s with a formula: ", counts->questions,
                  plural(counts->questions));
    strbuf_printf(text, "%zu form%s of the answer%s", counts->forms, plural(counts->forms),
                  plural(counts->questions));
    if (counts->alternatives > 0)
        strbuf_printf(text, " and %zu that %s also accepted", counts->alternatives,
                      counts->alternatives == 1 ? "is" : "are");
    strbuf_printf(
        text, ". Each was evaluated as it is printed and compared with a differentiation of the "
              "definitions that shares nothing with its derivation, at the given values, where "
              "there are some, and at random points; ");
    if (counts->least_points == counts->most_points)
        strbuf_printf(text, "at %zu points in all.", counts->least_points);
    else
        strbuf_printf(text, "at %zu to %zu points in all.", counts->least_points,
                      counts->most_points);
}

static void say_how(StrBuf *text, const Counts *counts) {
    size_t balls = counts->questions - counts->exact;
    if (counts->exact > 0)
        strbuf_printf(text, " %s%zu question%s compared in exact fractions, which were equal.",
                      balls == 0 && counts->exact > 1 ? "All " : "", counts->exact,
                      counts->exact == 1 ? " was" : "s were");
    if (balls > 0)
        strbuf_printf(
            text,
            " %s%zu question%s compared in intervals that are certain to hold the number "
            "meant, which agreed: to 80 bits at least or, around 0, to 30 decimal places.",
            counts->exact == 0 && balls > 1 ? "All " : "", balls, balls == 1 ? " was" : "s were");
}

static void say_substitutions(StrBuf *text, const Counts *counts) {
    if (counts->substitutions == 0)
        return;
    size_t exact = counts->substitutions - counts->rounded;
    strbuf_append(text, " Each line with numbers put in was worked out again:");
    if (exact > 0)
        strbuf_printf(text, " %zu came exactly to the value", exact);
    if (counts->rounded > 0)
        strbuf_printf(text,
                      "%s %zu, whose numbers are rounded, came to it within what the rounding "
                      "leaves open",
                      exact > 0 ? ", and" : "", counts->rounded);
    strbuf_append_char(text, '.');
}

static const char *statement(Arena *arena, const Counts *counts) {
    StrBuf text;
    strbuf_init(&text);
    if (counts->questions > 0) {
        say_forms(&text, counts);
        say_how(&text, counts);
        say_substitutions(&text, counts);
        strbuf_append(&text, " Had one differed, this sheet would not have been written.");
    }
    if (counts->in_words > 0)
        strbuf_printf(&text, "%s%zu question%s answered in words, which nothing verifies.",
                      counts->questions > 0 ? " " : "", counts->in_words,
                      counts->in_words == 1 ? " is" : "s are");
    return strbuf_finish(&text, arena);
}

json_t *json_statement(Arena *arena, const json_t *sections) {
    Counts counts = {0};
    size_t i, j;
    json_t *section, *question;
    json_array_foreach(sections, i, section) {
        json_array_foreach(json_object_get(section, "questions"), j, question) {
            count_question(&counts, question);
        }
    }
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:s}", "questions",
                     (json_int_t)counts.questions, "exact", (json_int_t)counts.exact, "intervals",
                     (json_int_t)(counts.questions - counts.exact), "points",
                     (json_int_t)counts.least_points, "forms", (json_int_t)counts.forms,
                     "alternatives", (json_int_t)counts.alternatives, "substitutions",
                     (json_int_t)counts.substitutions, "text", statement(arena, &counts));
}
