/* Formulas in words: as examples, and that no two sound the same. */
#include <check.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "formula/parse.h"
#include "notation/speech.h"

static bool is_quantity(const void *context, const char *name) {
    (void)context;
    return strlen(name) > 1 || (name[0] >= 'A' && name[0] <= 'Z') || strchr("lxywu", name[0]);
}

static const NameLookup lookup = {is_quantity, NULL};

static const struct Case {
    const char *formula;
    const char *words;
} cases[] = {
    {"W3[1,2]", "W 3, row 1, column 2"},
    {"W3[1,.] + h2[.,j]", "W 3, row 1, plus h 2, column j"},
    {"x[k] * T[1,.,k]", "x, entry k, times T, entry 1 comma all comma k"},
    {"p[k,y[k]]", "p, row k, column open bracket y, entry k, close bracket"},
    {"d l / d W2[i,j]", "partial derivative of l with respect to W 2, row i, column j"},
    {"d (d l / d w[i]) / d w[j]",
     "partial derivative of open bracket partial derivative of l with respect to w, entry i, close "
     "bracket with respect to w, entry j"},
    {"delta * (z2[1,i] > 0)",
     "delta times open bracket z 2, row 1, column i, is greater than 0 close bracket"},
    {"W3^2", "W 3 squared"},
    {"x^3 + x^n2 + x^(a+1)",
     "x cubed plus x to the power n 2 plus x to the power open bracket a plus 1 close bracket"},
    {"1/2 * (x - y)^2", "1 over 2 times open bracket x minus y close bracket squared"},
    {"(x + y) / 2", "fraction, x plus y, over 2, end fraction"},
    {"x * (y / 2)", "x times fraction, y, over 2, end fraction"},
    {"-x - y", "minus x minus y"},
    {"sum(k, x[k] * y)", "sum over k of x, entry k, times y, end sum"},
    {"max(k, x[k])", "maximum over k of x, entry k, end maximum"},
    {"relu(z1)", "relu of z 1"},
    {"relu(x + y)", "relu of open bracket x plus y close bracket"},
    {"phi'(u)^2", "open bracket phi prime of u close bracket squared"},
    {"sqrt(abs(x))", "square root of absolute value of x"},
    {"max(x, 0)", "max of open bracket x comma 0 close bracket"},
    {"delta.T @ h2", "delta transpose matrix times h 2"},
    {"ones(m, n2) @ eye(n2)", "m by n 2 matrix of ones matrix times identity matrix of n 2"},
    {"sum_of * row", "sum underscore of times the name row"},
};

START_TEST(a_formula_is_said_in_words) {
    Arena *arena = arena_new();
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics, arena);
    Text text = text_from_string(arena, "formula", cases[_i].formula);
    const Syntax *node = formula_parse(arena, &text, &lookup, &diagnostics);
    ck_assert_ptr_nonnull(node);
    StrBuf out;
    strbuf_init(&out);
    print_speech(&out, node, NULL);
    ck_assert_str_eq(out.chars, cases[_i].words);
    strbuf_free(&out);
    diagnostics_free(&diagnostics);
    arena_free(arena);
}
END_TEST

static const struct NumberCase {
    const char *number;
    const char *words;
} number_cases[] = {
    {"7", "7"},
    {"-3/2", "minus 3 over 2"},
    {"-0.25", "minus 0.25"},
    {"1.5e-07", "1.5 times 10 to the power minus 07"},
    {"2e+20", "2 times 10 to the power 20"},
};

START_TEST(a_value_is_said_in_words) {
    StrBuf out;
    strbuf_init(&out);
    print_speech_number(&out, number_cases[_i].number);
    ck_assert_str_eq(out.chars, number_cases[_i].words);
    strbuf_free(&out);
}
END_TEST

/* --- no two sound the same --- */

static const char *const names[] = {"W",  "w", "W3",  "w3",    "x",    "x2", "z",
                                    "zz", "n", "n_2", "times", "over", "row"};
enum { NAME_COUNT = sizeof names / sizeof *names, TREE_COUNT = 10000 };

static const Notation *notation_with_all_names(Arena *arena) {
    Given given[NAME_COUNT] = {{0}};
    for (size_t i = 0; i < NAME_COUNT; i++)
        given[i].name = names[i];
    Model model = {.given = given, .given_count = NAME_COUNT};
    return notation_of_model(arena, &model);
}

static unsigned next_random(unsigned *state, unsigned below) {
    *state = *state * 1664525u + 1013904223u;
    return (*state >> 8) % below;
}

static const Syntax *random_name(Arena *arena, unsigned *state) {
    return syntax_name(arena, names[next_random(state, NAME_COUNT)]);
}

static const Syntax *random_number(Arena *arena, unsigned *state) {
    fmpq_t number;
    fmpq_init(number);
    fmpq_set_si(number, (long)next_random(state, 5), next_random(state, 3) == 0 ? 2 : 1);
    const Syntax *syntax = syntax_number(arena, number);
    fmpq_clear(number);
    return syntax;
}

static const Syntax *random_tree(Arena *arena, unsigned *state, unsigned depth);

static const Syntax *random_index(Arena *arena, unsigned *state) {
    switch (next_random(state, 4)) {
    case 0:
        return syntax_integer(arena, 1 + (long)next_random(state, 2));
    case 1:
        return syntax_new(arena, SYNTAX_KEEP, NULL, 0);
    case 2:
        return syntax_binary(arena, SYNTAX_INDEX, random_name(arena, state),
                             syntax_name(arena, "k"));
    default:
        return syntax_name(arena, next_random(state, 2) == 0 ? "k" : "i");
    }
}

static const Syntax *random_entry(Arena *arena, unsigned *state, unsigned depth) {
    const Syntax *children[4];
    size_t count = 2 + next_random(state, 3);
    children[0] = next_random(state, 4) == 0 ? random_tree(arena, state, depth - 1)
                                             : random_name(arena, state);
    for (size_t i = 1; i < count; i++)
        children[i] = random_index(arena, state);
    return syntax_new(arena, SYNTAX_INDEX, children, count);
}

static const Syntax *random_call(Arena *arena, unsigned *state, unsigned depth) {
    static const char *const functions[] = {"relu", "phi", "max", "sqrt", "ones", "eye"};
    const Syntax *args[2];
    size_t count = 1 + next_random(state, 2);
    for (size_t i = 0; i < count; i++)
        args[i] = random_tree(arena, state, depth - 1);
    Syntax *call = syntax_call(arena, functions[next_random(state, 6)], args, count);
    call->primes = next_random(state, 4) == 0 ? next_random(state, 5) : 0;
    return call;
}

static const Syntax *random_over(Arena *arena, unsigned *state, unsigned depth) {
    static const SyntaxKind kinds[] = {SYNTAX_SUM, SYNTAX_MAX_OVER, SYNTAX_MIN_OVER};
    Binder binders[2] = {{.name = "k"}, {.name = "i"}};
    return syntax_over(arena, kinds[next_random(state, 3)], binders, 1 + next_random(state, 2),
                       random_tree(arena, state, depth - 1));
}

static const Syntax *random_tree(Arena *arena, unsigned *state, unsigned depth) {
    static const SyntaxKind lists[] = {SYNTAX_ADD,       SYNTAX_MULTIPLY, SYNTAX_MULTIPLY,
                                       SYNTAX_MATMUL,    SYNTAX_DIVIDE,   SYNTAX_POWER,
                                       SYNTAX_DERIVATIVE};
    unsigned choice = depth == 0 ? next_random(state, 2) : next_random(state, 16);
    if (choice <= 1)
        return choice == 0 ? random_name(arena, state) : random_number(arena, state);
    if (choice == 2)
        return random_entry(arena, state, depth);
    if (choice == 3)
        return random_call(arena, state, depth);
    if (choice == 4)
        return random_over(arena, state, depth);
    if (choice <= 6)
        return syntax_unary(arena, choice == 5 ? SYNTAX_NEGATE : SYNTAX_TRANSPOSE,
                            random_tree(arena, state, depth - 1));
    const Syntax *children[3];
    for (size_t i = 0; i < 3; i++)
        children[i] = random_tree(arena, state, depth - 1);
    if (choice == 7)
        return syntax_compare(arena, (Relation)next_random(state, 6), children[0], children[1]);
    SyntaxKind kind = lists[choice < 15 ? choice - 8 : 0];
    bool is_long = kind == SYNTAX_ADD || kind == SYNTAX_MULTIPLY || kind == SYNTAX_MATMUL;
    return syntax_new(arena, kind, children, is_long ? 2 + next_random(state, 2) : 2);
}

typedef struct Heard {
    const char *words; /* without what is not heard: commas and capitals */
    const char *text;
} Heard;

static Heard hear(Arena *arena, const Syntax *syntax, const Notation *notation) {
    Heard heard;
    StrBuf out;
    strbuf_init(&out);
    print_speech(&out, syntax, notation);
    char *words = strbuf_to_arena(&out, arena);
    char *end = words;
    for (const char *c = words; *c != '\0'; c++)
        if (*c != ',')
            *end++ = (char)tolower((unsigned char)*c);
    *end = '\0';
    heard.words = words;
    strbuf_clear(&out);
    print_text(&out, syntax);
    heard.text = strbuf_finish(&out, arena);
    return heard;
}

static int compare_words(const void *left, const void *right) {
    return strcmp(((const Heard *)left)->words, ((const Heard *)right)->words);
}

START_TEST(no_two_formulas_sound_the_same) {
    Arena *arena = arena_new();
    const Notation *notation = notation_with_all_names(arena);
    Heard *heard = ARENA_ARRAY(arena, Heard, TREE_COUNT);
    unsigned state = (unsigned)_i;
    for (size_t i = 0; i < TREE_COUNT; i++)
        heard[i] = hear(arena, random_tree(arena, &state, 1 + (unsigned)(i % 4)), notation);
    qsort(heard, TREE_COUNT, sizeof *heard, compare_words);
    size_t distinct = 0;
    for (size_t i = 1; i < TREE_COUNT; i++) {
        if (strcmp(heard[i - 1].words, heard[i].words) == 0)
            ck_assert_msg(strcmp(heard[i - 1].text, heard[i].text) == 0, "%s\n%s\n%s",
                          heard[i - 1].text, heard[i].text, heard[i].words);
        else
            distinct++;
    }
    ck_assert_uint_gt(distinct, TREE_COUNT / 2);
    arena_free(arena);
}
END_TEST

START_TEST(a_capital_is_said_where_a_model_has_both) {
    Arena *arena = arena_new();
    StrBuf out;
    strbuf_init(&out);
    print_speech(&out, syntax_name(arena, "W3"), notation_with_all_names(arena));
    ck_assert_str_eq(out.chars, "capital W 3");
    strbuf_free(&out);
    arena_free(arena);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("speech");
    tcase_add_loop_test(tests, a_formula_is_said_in_words, 0, sizeof cases / sizeof *cases);
    tcase_add_loop_test(tests, a_value_is_said_in_words, 0,
                        sizeof number_cases / sizeof *number_cases);
    tcase_add_loop_test(tests, no_two_formulas_sound_the_same, 0, 4);
    tcase_add_test(tests, a_capital_is_said_where_a_model_has_both);
    Suite *suite = suite_create("speech");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
