#include "sheet/warnings.h"

#include <string.h>

/* What the derivative of a function is where it has none, by how the formula begins. */
static const struct Convention {
    const char *beginning;
    const char *text;
} conventions[] = {
    {"relu(", "is at 0, where its derivative is taken to be 0"},
    {"leaky_relu(", "is at 0, where its derivative is taken to be the slope on the left"},
    {"abs(", "is at 0, where its derivative is taken to be 0"},
    {"sign(", "is at 0, where its derivative is taken to be 0"},
    {"max(", "has a tie, where its derivative follows the brackets"},
    {"min(", "has a tie, where its derivative follows the brackets"},
    {"(", "has equal sides, where its derivative is taken to be 0"},
};

/* The formula as the author wrote it. */
static const char *written(Arena *arena, Span span) {
    if (span.source == NULL || span.length == 0)
        return NULL;
    return arena_strndup(arena, span.source->chars + span.offset, span.length);
}

static const char *kink_text(Arena *arena, const char *formula) {
    if (formula == NULL)
        return "a kink is hit exactly at the given numbers; its derivative follows the brackets";
    const char *convention = "is at a kink, where its derivative follows the brackets";
    for (size_t i = 0; i < sizeof conventions / sizeof *conventions; i++)
        if (strncmp(formula, conventions[i].beginning, strlen(conventions[i].beginning)) == 0) {
            convention = conventions[i].text;
            break;
        }
    return arena_printf(arena, "at the given numbers %s %s", formula, convention);
}

static bool is_among(const char *const *texts, size_t count, const char *text) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(texts[i], text) == 0)
            return true;
    return false;
}

/* A function of the author's may say abs(u) more than once: that is told once. */
void warnings_note_kinks(const Desk *desk, SolvedQuestion *solved) {
    const Verification *verification = &solved->verification;
    solved->kink_count = 0;
    solved->kinks = ARENA_ARRAY(desk->arena, const char *, verification->kink_count);
    for (size_t i = 0; i < verification->kink_count; i++) {
        const char *text =
            kink_text(desk->arena, written(desk->arena, verification->kinks[i].span));
        if (!is_among(solved->kinks, solved->kink_count, text))
            solved->kinks[solved->kink_count++] = text;
    }
}

const char *warnings_fault_text(Arena *arena, const Fault *fault) {
    const char *text = number_fault_text(fault->kind), *formula = written(arena, fault->span);
    return formula != NULL ? arena_printf(arena, "%s in %s", text, formula) : text;
}

/* The next values of the letters, the last one fastest; false past the last. */
static bool next_letters(const Letters *letters, LetterValue *values) {
    for (size_t i = letters->count; i > 0; i--) {
        if (++values[i - 1].value <= letters->items[i - 1].dimension.value)
            return true;
        values[i - 1].value = 1;
    }
    return false;
}

const char *warnings_explain_fault(const Desk *desk, const SolvedQuestion *solved,
                                   NumberFault fault) {
    const char *text = number_fault_text(fault);
    Point *point = verifier_place(desk->verifier);
    if (point == NULL)
        return text;
    LetterValue values[LETTER_LIMIT];
    for (size_t i = 0; i < solved->letters.count; i++)
        values[i] = (LetterValue){solved->letters.items[i].name, 1};
    LetterValues letters = {values, solved->letters.count};
    Tensor tensor;
    tensor_init(&tensor);
    Fault found = {0};
    bool has_value;
    do
        has_value = interpret(point, desk->scope, solved->find, &letters, &tensor, &found);
    while (has_value && next_letters(&solved->letters, values));
    tensor_clear(&tensor);
    bool is_found = !has_value && written(desk->arena, found.span) != NULL;
    return is_found ? warnings_fault_text(desk->arena, &found) : text;
}

json_t *json_warnings(const SolvedQuestion *solved) {
    json_t *warnings = json_array();
    for (size_t i = 0; i < solved->kink_count; i++)
        json_array_append_new(warnings, json_string(solved->kinks[i]));
    if (solved->no_value != NULL)
        json_array_append_new(warnings,
                              json_sprintf("no value at the given numbers: %s", solved->no_value));
    if (solved->undecided != NULL)
        json_array_append_new(
            warnings, json_sprintf("no value at the given numbers for %s", solved->undecided));
    return warnings;
}
