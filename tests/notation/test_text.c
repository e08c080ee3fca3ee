/* Formula text: parsed again, a tree is itself. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "formula/parse.h"
#include "notation/printer.h"

static Arena *arena;
static Diagnostics diagnostics;

static void set_up(void) {
    arena = arena_new();
    diagnostics_init(&diagnostics, arena);
}

static void tear_down(void) {
    diagnostics_free(&diagnostics);
    arena_free(arena);
}

static bool is_quantity(const void *context, const char *name) {
    (void)context;
    return name[0] >= 'A' && name[0] <= 'Z';
}

static const NameLookup lookup = {is_quantity, NULL};

static const Syntax *parse(const char *formula) {
    Text text = text_from_string(arena, "formula", formula);
    const Syntax *node = formula_parse(arena, &text, &lookup, &diagnostics);
    ck_assert_msg(node != NULL, "%s: %s", formula,
                  diagnostics.count > 0 ? diagnostics.items[diagnostics.count - 1].message : "");
    return node;
}

static const char *text_of(const Syntax *node) {
    StrBuf text;
    strbuf_init(&text);
    print_text(&text, node);
    return strbuf_finish(&text, arena);
}

static const struct Case {
    const char *formula;
    const char *expected; /* NULL: as it was written */
} cases[] = {
    {"delta * W3[1,i] * (z2[1,i] > 0) * h1[1,j]", NULL},
    {"((delta @ W3) * (z2 > 0)).T @ h1", NULL},
    {"1/(2*m)*sum(k,(h3[k,1]-y[k,1])**2)", "1 / (2 * m) * sum(k, (h3[k,1] - y[k,1])^2)"},
    {"-1/N * sum(i, log(probs[i,y[i]]))", NULL},
    {"a - (b - c) - (-e)", NULL},
    {"(a + b) + c", NULL},
    {"(a * b) * c", NULL},
    {"a * (b / c)", NULL},
    {"(a / b) * c", "a / b * c"},
    {"a / (b * c)", NULL},
    {"(a^b)^c", NULL},
    {"a^(b^c)", "a^b^c"},
    {"(-a)^2", NULL},
    {"-(a^2)", "-a^2"},
    {"2^-1", "2^(-1)"},
    {"(d l / d S).T @ Q", NULL},
    {"(d l / d w)^2", NULL},
    {"d (d l / d w[i]) / d w[j]", NULL},
    {"d (a + b) / d (c @ e)", NULL},
    {"(a @ b)[1,.]", NULL},
    {"(2).T", NULL},
    {"phi''(u)", NULL},
    {"max(k, a[k]) + sum(q, r, a[q,r])", NULL},
    {"0.75 * x", "3/4 * x"},
};

START_TEST(a_formula_is_written_as_a_person_would) {
    const char *expected = cases[_i].expected != NULL ? cases[_i].expected : cases[_i].formula;
    ck_assert_str_eq(text_of(parse(cases[_i].formula)), expected);
}
END_TEST

static const struct NumberCase {
    long numerator, denominator;
    const char *alone, *added, *multiplied, *raised;
} numbers[] = {
    {2, 1, "2", "x + 2", "2 * x", "2^x"},
    {3, 2, "3/2", "x + 3/2", "3/2 * x", "(3/2)^x"},
    {-2, 1, "-2", "x - 2", "-2 * x", "(-2)^x"},
    {-3, 2, "-3/2", "x - 3/2", "-3/2 * x", "(-3/2)^x"},
};

START_TEST(numbers_of_every_kind_stand_where_a_formula_can_have_them) {
    const struct NumberCase *test = &numbers[_i];
    Syntax *number = syntax_integer(arena, 0);
    fmpq_set_si(number->number, test->numerator, (ulong)test->denominator);
    const Syntax *x = syntax_name(arena, "x");
    ck_assert_str_eq(text_of(number), test->alone);
    ck_assert_str_eq(text_of(syntax_binary(arena, SYNTAX_ADD, x, number)), test->added);
    ck_assert_str_eq(text_of(syntax_binary(arena, SYNTAX_MULTIPLY, number, x)), test->multiplied);
    ck_assert_str_eq(text_of(syntax_binary(arena, SYNTAX_POWER, number, x)), test->raised);
    const Syntax *product = syntax_binary(arena, SYNTAX_MULTIPLY, number, x);
    const char *sum = text_of(syntax_binary(arena, SYNTAX_ADD, x, product));
    ck_assert_str_eq(sum, text_of(parse(sum)));
}
END_TEST

/* --- random trees --- */

static unsigned long random_state;

static size_t pick(size_t count) {
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(random_state >> 33) % count;
}

static const Syntax *random_leaf(void) {
    static const char *const names[] = {"x", "W3", "delta", "n1", "A", "α", "T", "data_loss"};
    return pick(3) == 0 ? syntax_integer(arena, (long)pick(20))
                        : syntax_name(arena, names[pick(sizeof names / sizeof *names)]);
}

static const Syntax *random_tree(size_t depth);

static const Syntax *random_entry(size_t depth) {
    const Syntax *parts[4] = {random_tree(depth)};
    size_t count = 2 + pick(3);
    for (size_t i = 1; i < count; i++) {
        const Syntax *letter = syntax_name(arena, "i");
        const Syntax *choices[] = {letter, syntax_integer(arena, (long)pick(12)),
                                   syntax_new(arena, SYNTAX_KEEP, NULL, 0),
                                   syntax_entry(arena, "y", &letter, 1)};
        parts[i] = choices[pick(4)];
    }
    return syntax_new(arena, SYNTAX_INDEX, parts, count);
}

/* Any tree that the parser could have made: its numbers are whole and not negative. */
static const Syntax *random_tree(size_t depth) {
    static const SyntaxKind rows[] = {SYNTAX_ADD, SYNTAX_MULTIPLY, SYNTAX_MATMUL};
    static const SyntaxKind pairs[] = {SYNTAX_DIVIDE, SYNTAX_POWER, SYNTAX_DERIVATIVE};
    static const SyntaxKind over[] = {SYNTAX_SUM, SYNTAX_MAX_OVER, SYNTAX_MIN_OVER};
    if (depth == 0)
        return random_leaf();
    depth--;
    size_t count = 2 + pick(2);
    const Syntax *children[3];
    switch (pick(9)) {
    case 0:
        return random_leaf();
    case 1:
        return syntax_unary(arena, SYNTAX_NEGATE, random_tree(depth));
    case 2:
    case 3:
        for (size_t i = 0; i < count; i++)
            children[i] = random_tree(depth);
        return syntax_new(arena, rows[pick(3)], children, count);
    case 4:
        children[0] = random_tree(depth);
        return syntax_binary(arena, pairs[pick(3)], children[0], random_tree(depth));
    case 5:
        return syntax_unary(arena, SYNTAX_TRANSPOSE, random_tree(depth));
    case 6:
        return random_entry(depth);
    case 7: {
        Binder binders[] = {{.name = "k"}, {.name = "q"}};
        return syntax_over(arena, over[pick(3)], binders, 1 + pick(2), random_tree(depth));
    }
    default: {
        children[0] = random_tree(depth);
        children[1] = random_tree(depth);
        if (pick(2))
            return syntax_compare(arena, (Relation)pick(6), children[0], children[1]);
        Syntax *call = syntax_call(arena, "swish", children, count - 1);
        call->primes = pick(3);
        return call;
    }
    }
}

static size_t multiplier(void) {
    const char *value = getenv("GRADSHEET_TEST_MULTIPLIER");
    long factor = value != NULL ? strtol(value, NULL, 10) : 1;
    return factor > 0 ? (size_t)factor : 1;
}

START_TEST(any_tree_is_itself_when_parsed_again) {
    random_state = 2026;
    for (size_t i = 0; i < 3000 * multiplier(); i++) {
        const Syntax *tree = random_tree(1 + i % 6);
        const char *text = text_of(tree);
        const Syntax *again = parse(text);
        ck_assert_msg(syntax_equal(tree, again), "%s became %s", text, text_of(again));
    }
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("text");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 0);
    tcase_add_loop_test(tests, a_formula_is_written_as_a_person_would, 0,
                        sizeof cases / sizeof *cases);
    tcase_add_loop_test(tests, numbers_of_every_kind_stand_where_a_formula_can_have_them, 0,
                        sizeof numbers / sizeof *numbers);
    tcase_add_test(tests, any_tree_is_itself_when_parsed_again);
    Suite *suite = suite_create("text");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
