#include "random_language.h"

#include <string.h>

#include "random_making.h"

/* Names that authors give, those that the program itself likes for its sums among them. */
static const char *const all_names[] = {
    "a", "b", "c", "e", "f",  "g",  "h",  "i",  "j",    "k",   "l",     "m",    "n", "o", "p",
    "q", "r", "s", "t", "u",  "v",  "w",  "x",  "y",    "z",   "A",     "B",    "C", "D", "E",
    "F", "H", "K", "L", "M",  "N",  "P",  "Q",  "R",    "S",   "U",     "V",    "W", "X", "Y",
    "Z", "α", "β", "γ", "δ",  "ε",  "ζ",  "η",  "θ",    "λ",   "μ",     "ν",    "ξ", "ρ", "σ",
    "τ", "φ", "ψ", "ω", "W1", "W2", "h1", "h2", "loss", "b10", "delta", "theta"};

enum { ALL_NAMES = sizeof all_names / sizeof *all_names };

/* Names and sizes. */

static void choose_names(Making *making) {
    Composer *composer = &making->composer;
    composer->names = ARENA_ARRAY(composer->arena, const char *, ALL_NAMES);
    size_t count = ALL_NAMES;
    memcpy(composer->names, all_names, sizeof all_names);
    for (size_t i = count; i > 1; i--) {
        size_t j = below(making, i);
        const char *name = composer->names[i - 1];
        composer->names[i - 1] = composer->names[j];
        composer->names[j] = name;
    }
    composer->name_count = count;
    for (size_t i = 0; i < LETTER_NAMES; i++)
        composer->letter_names[i] = composer_name(composer);
}

static void choose_sizes(Making *making) {
    Composer *composer = &making->composer;
    strbuf_append(&making->sizes, "    sizes: {");
    for (size_t i = 0; i < SIZE_COUNT; i++) {
        composer->sizes[i] = (Dim){composer_name(composer), 1 + (long)below(making, 3)};
        if (composer->sizes[i].value != 2 && one_in(making, 2))
            composer->sizes[i].value = 2;
        strbuf_printf(&making->sizes, "%s\"%s\": %ld", i > 0 ? ", " : "", composer->sizes[i].text,
                      composer->sizes[i].value);
    }
    strbuf_append(&making->sizes, "}\n");
}

static void append_section(StrBuf *out, const char *title, const StrBuf *lines) {
    if (lines->length > 0)
        strbuf_printf(out, "    %s:\n%s", title, lines->chars);
}

RandomAssignment random_assignment(Arena *arena, uint64_t seed) {
    Making making = {.repeat = "", .loss = NO_PART};
    Composer *composer = &making.composer;
    composer->arena = arena;
    composer->random = random_from_seed(seed);
    composer->wanted = NO_PART;
    StrBuf *const buffers[] = {&composer->given,  &composer->values, &composer->functions,
                               &composer->assume, &making.define,    &making.sizes,
                               &making.let};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        strbuf_init(buffers[i]);
    choose_names(&making);
    choose_sizes(&making);
    composer->may_be_unknown = one_in(&making, 5);
    Dims input = composer_dims(composer, 1 + below(&making, 2));
    composer_give(composer, &input);
    define_chain(&making);
    if (!one_in(&making, 5))
        define_loss(&making);
    if (one_in(&making, 4))
        define_derivative(&making);
    if (making.loss != NO_PART && one_in(&making, 4))
        name_gradient(&making);
    RandomAssignment assignment;
    for (size_t i = 0; i < RANDOM_QUESTIONS; i++)
        assignment.questions[i] = random_question(&making);

    StrBuf out;
    strbuf_init(&out);
    strbuf_printf(&out, "models:\n  net:\n%s%s", making.sizes.chars, making.repeat);
    append_section(&out, "functions", &composer->functions);
    append_section(&out, "given", &composer->given);
    append_section(&out, "define", &making.define);
    strbuf_append(&out, making.let.chars);
    append_section(&out, "assume", &composer->assume);
    append_section(&out, "values", &composer->values);
    assignment.model = strbuf_finish(&out, arena);
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        strbuf_free(buffers[i]);
    return assignment;
}

const char *random_assignment_text(Arena *arena, const RandomAssignment *assignment,
                                   bool without_matrix) {
    static const char *const names[] = {"", "as: expression", "as: entries", "as: matrix"};
    StrBuf out;
    strbuf_init(&out);
    strbuf_printf(&out,
                  "gradsheet: 1\ntitle: Random\n%ssections:\n  - title: All\n    model: net\n"
                  "    questions:\n",
                  assignment->model);
    for (size_t q = 0; q < RANDOM_QUESTIONS; q++) {
        const RandomQuestion *question = &assignment->questions[q];
        strbuf_printf(&out, "      - find: \"%s\"\n%s        answers:\n", question->find,
                      question->own);
        for (size_t i = 0; i < question->form_count; i++) {
            AnswerForm form = question->forms[i];
            if (form == ANSWER_MATRIX && without_matrix)
                continue;
            bool has_using = question->using != NULL && i + 1 == question->form_count;
            strbuf_printf(&out, "          - {%s%s", names[form],
                          form != ANSWER_DEFAULT && has_using ? ", " : "");
            strbuf_printf(&out, "%s%s%s}\n", has_using ? "using: [\"" : "",
                          has_using ? question->using : "", has_using ? "\"]" : "");
        }
    }
    return strbuf_finish(&out, arena);
}
