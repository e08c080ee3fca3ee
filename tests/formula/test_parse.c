/* The language of formulas, read into trees and written out again with all brackets. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/names.h"
#include "formula/parse.h"

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

/* Capitals are quantities, and names of several letters. */
static bool is_quantity(const void *context, const char *name) {
    (void)context;
    return (name[0] >= 'A' && name[0] <= 'Z') || (name[1] != '\0' && !name_is_reserved(name));
}

static const NameLookup lookup = {is_quantity, NULL};

/* A tree with every node spelled out, (+ a (neg b)): no precedence is needed to read it. */
static void spell(StrBuf *out, const Syntax *node) {
    static const char *const names[] = {
        [SYNTAX_NEGATE] = "neg",
        [SYNTAX_ADD] = "+",
        [SYNTAX_MULTIPLY] = "*",
        [SYNTAX_DIVIDE] = "/",
        [SYNTAX_MATMUL] = "@",
        [SYNTAX_POWER] = "^",
        [SYNTAX_TRANSPOSE] = "T",
        [SYNTAX_INDEX] = "at",
        [SYNTAX_DERIVATIVE] = "d",
        [SYNTAX_SUM] = "sum-over",
        [SYNTAX_MAX_OVER] = "max-over",
        [SYNTAX_MIN_OVER] = "min-over",
        [SYNTAX_KEEP] = ".",
        [SYNTAX_CALL] = "call",
        [SYNTAX_COMPARE] = "",
    };
    if (node->kind == SYNTAX_NUMBER) {
        strbuf_append(out, rational_print(arena, node->number));
        return;
    }
    if (node->kind == SYNTAX_NAME || node->kind == SYNTAX_KEEP) {
        strbuf_append(out, node->kind == SYNTAX_NAME ? node->name : ".");
        return;
    }
    strbuf_printf(out, "(%s",
                  node->kind == SYNTAX_CALL      ? node->name
                  : node->kind == SYNTAX_COMPARE ? relation_text(node->relation)
                                                 : names[node->kind]);
    for (size_t i = 0; i < node->primes; i++)
        strbuf_append_char(out, '\'');
    for (size_t i = 0; i < node->binder_count; i++)
        strbuf_printf(out, " %s:", node->binders[i].name);
    for (size_t i = 0; i < node->count; i++) {
        strbuf_append_char(out, ' ');
        spell(out, node->children[i]);
    }
    strbuf_append_char(out, ')');
}

static const Syntax *parse(const char *formula) {
    Text text = text_from_string(arena, "formula", formula);
    return formula_parse(arena, &text, &lookup, &diagnostics);
}

typedef struct Case {
    const char *formula;
    const char *expected;
} Case;

static const Case trees[] = {
    {"a + b - c * e", "(+ a b (neg (* c e)))"},
    {"a - b - c", "(+ a (neg b) (neg c))"},
    {"a - (b - c)", "(+ a (neg (+ b (neg c))))"},
    {"a * b / c * e", "(* (/ (* a b) c) e)"},
    {"a / b / c", "(/ (/ a b) c)"},
    {"a * b @ c", "(@ (* a b) c)"},
    {"A @ B @ C", "(@ A B C)"},
    {"-x^2", "(neg (^ x 2))"},
    {"-a * b", "(neg (* a b))"},
    {"(-a) * b", "(* (neg a) b)"},
    {"a * -b", "(* a (neg b))"},
    {"--a", "(neg (neg a))"},
    {"2^-1", "(^ 2 (neg 1))"},
    {"2^-x^2", "(^ 2 (neg (^ x 2)))"},
    {"2^3^2", "(^ 2 (^ 3 2))"},
    {"a**b", "(^ a b)"},
    {"W1.T", "(T W1)"},
    {"(A @ B).T[1,.]", "(at (T (@ A B)) 1 .)"},
    {"p[k,y[k]]", "(at p k (at y k))"},
    {"U[.,w[k]] @ vc", "(@ (at U . (at w k)) vc)"},
    {"softmax(O)[j]", "(at (softmax O) j)"},
    {"eye(n)[.,i]", "(at (eye n) . i)"},
    {"x[0]", "(at x 0)"},
    {"phi''(u)", "(phi'' u)"},
    {"phi\xE2\x80\xB2(u)", "(phi' u)"},
    {"f(g(t))", "(f (g t))"},
    {"(a > b)", "(> a b)"},
    {"(j <= i) * (i != k)", "(* (<= j i) (!= i k))"},
    {"(2 * a - 1 == b + c)", "(== (+ (* 2 a) (neg 1)) (+ b c))"},
    {"d l / d W3[1,1]", "(d l (at W3 1 1))"},
    {"d l / d W3 * x", "(* (d l W3) x)"},
    {"x / d l / d W3", "(/ x (d l W3))"},
    {"d l / d W3 / x", "(/ (d l W3) x)"},
    {"d l / d w^2", "(^ (d l w) 2)"},
    {"d l / d W.T", "(d l (T W))"},
    {"(d l / d S).T @ Q", "(@ (T (d l S)) Q)"},
    {"d h2[1,1] / d W2[1,j]", "(d (at h2 1 1) (at W2 1 j))"},
    {"d U[.,w] / d vc", "(d (at U . w) vc)"},
    {"d relu(u) / d u", "(d (relu u) u)"},
    {"d leaky_relu(u, α) / d u", "(d (leaky_relu u α) u)"},
    {"d (d l / d w[i]) / d w[j]", "(d (d l (at w i)) (at w j))"},
    {"d d l / d w[i] / d w[j]", "(d (d l (at w i)) (at w j))"},
    {"1/n * d l / d S @ K", "(@ (* (/ 1 n) (d l S)) K)"},
    {"sum(k, a[k])", "(sum-over k: (at a k))"},
    {"sum(q, r, a[q,r])", "(sum-over q: r: (at a q r))"},
    {"sum(K, a[K])", "(sum-over K: (at a K))"},
    {"sum(k, 2)", "(sum-over k: 2)"},
    {"sum(E)", "(sum E)"},
    {"sum(E, 2)", "(sum E 2)"},
    {"sum(E, -1)", "(sum E (neg 1))"},
    {"sum(A * B, -1)", "(sum (* A B) (neg 1))"},
    {"mean(E, -1)", "(mean E (neg 1))"},
    {"max(k, a[k])", "(max-over k: (at a k))"},
    {"min(k, a[k])", "(min-over k: (at a k))"},
    {"max(A, b)", "(max A b)"},
    {"max(0, a)", "(max 0 a)"},
    {"0.5 * x", "(* 1/2 x)"},
    {".5", "1/2"},
    {"1e-3", "1/1000"},
    {"1/2", "(/ 1 2)"},
    {"λ/2", "(/ λ 2)"},
    {" a\n + b ", "(+ a b)"},
};

START_TEST(formulas_have_their_trees) {
    const Case *test = &trees[_i];
    const Syntax *node = parse(test->formula);
    ck_assert_msg(node != NULL, "%s: %s", test->formula,
                  diagnostics.count > 0 ? diagnostics.items[0].message : "");
    StrBuf spelled;
    strbuf_init(&spelled);
    spell(&spelled, node);
    ck_assert_str_eq(spelled.chars, test->expected);
    strbuf_free(&spelled);
}
END_TEST

typedef struct Fault {
    const char *formula;
    size_t offset; /* where the error is told */
    const char *message;
} Fault;

static const Fault faults[] = {
    {"", 0, "this formula is empty"},
    {"  ", 0, "this formula is empty"},
    {"2x", 1, "a `*` or `@` is missing before `x`"},
    {"W1 x", 3, "a `*` or `@` is missing before `x`"},
    {"(a)(b)", 3, "a `*` or `@` is missing before `(`"},
    {"z = x", 2, "`=` has no place in a formula"},
    {"1 + (a * (b + c)", 4, "this `(` is never closed"},
    {"W[1,2", 1, "this `[` is never closed"},
    {"f(a, b", 1, "this `(` is never closed"},
    {"a + b)", 5, "there is no `(` for this `)`"},
    {"a]", 1, "there is no `[` for this `]`"},
    {"(a]", 2, "the `(` before this `]` is still open; a `)` is missing"},
    {"a < b", 2, "the comparison `<` needs brackets of its own around it"},
    {"relu(z > 0)", 7, "the comparison `>` needs brackets of its own around it"},
    {"(a < b < c)", 7, "a bracket holds one comparison only"},
    {"1 + relu", 4, "`relu` is a function and needs its argument in brackets, as in relu(x)"},
    {"relu()", 0, "`relu` needs an argument"},
    {"f'", 0, "a prime is for a function with its argument"},
    {"a +", 3, "the formula ends where a number, a name or a bracket should follow"},
    {"a * / b", 4, "a number, a name or a bracket is missing before `/`"},
    {"+a", 0, "a number, a name or a bracket is missing before `+`"},
    {"a, b", 1, "a comma has no place here"},
    {"x.S", 2, "only T may follow a dot"},
    {"x[i+1]", 3, "there is no arithmetic within indices"},
    {"x[-1]", 2, "indices count from 1 and are never negative"},
    {"W[relu,j]", 2, "`relu` is a word of the formula language and cannot stand as an index"},
    {"W[i,d]", 4, "`d` is a word of the formula language and cannot stand as an index"},
    {"x[pi]", 2, "`pi` is a word of the formula language and cannot stand as an index"},
    {"sum(pi, x)", 0, "`pi` is a word of the formula language and cannot stand as an index"},
    {"x[1.5]", 2, "an index is a whole number, and `1.5` is none"},
    {"x[]", 2, "an index is missing here"},
    {"d l", 0, "this derivative does not say what it is taken by"},
    {"d l / x", 6, "`d` is missing below this derivative's line"},
    {"d l / dW3", 6, "`d` is missing below this derivative's line"},
    {"2 * d", 4, "`d` is not followed by what is differentiated"},
    {"d l / d", 0, "this derivative does not say what it is taken by"},
    {"sum(2 * k, e)", 0, "this sum says neither over which index nor along which dimension"},
    {"sum(k, k, e)", 0, "the index `k` stands twice in front of one sum"},
    {"max(A)", 0, "`max` cannot be read with these arguments"},
    {"017", 0, "`017` could be octal or decimal"},
    {"1e99999", 0, "the number `1e99999` is too large"},
    {"\\alpha", 0, "`\\` does not belong into a formula"},
    {"a × b", 2, "`×` does not belong into a formula"},
    {"a; b", 1, "`;` does not belong into a formula"},
    {"a \xFF", 2, "`\xFF` does not belong into a formula"},
};

START_TEST(a_text_that_is_no_formula_has_one_error_at_its_place) {
    const Fault *fault = &faults[_i];
    ck_assert_msg(parse(fault->formula) == NULL, "%s was read", fault->formula);
    ck_assert_uint_eq(diagnostics.count, 1);
    ck_assert_str_eq(diagnostics.items[0].message, fault->message);
    ck_assert_msg(diagnostics.items[0].span.offset == fault->offset, "%s: at %zu, not %zu",
                  fault->formula, diagnostics.items[0].span.offset, fault->offset);
    ck_assert_int_eq(diagnostics.items[0].kind, DIAGNOSTIC_FORMULA_SYNTAX);
}
END_TEST

typedef struct Pile {
    const char *name;
    const char *before, *middle, *after;
    size_t at_limit; /* how many times it may be piled up */
} Pile;

/* What an enemy, or a program that writes assignments, would nest. */
static const Pile piles[] = {
    {"brackets", "(", "x", ")", 1000},
    {"minus signs", "-", "x", "", 999},
    {"powers", "x^", "x", "", 999},
    {"calls", "exp(", "x", ")", 999},
    {"derivatives", "d (", "x", ") / d x", 499},
    {"transposes", "", "x", ".T", 999},
    {"quotients", "", "x", "/x", 999},
    {"indices", "y[", "y[1]", "]", 998},
    {"brackets and sums", "(1 + ", "x", ")", 999},
};

static const Syntax *parse_pile(const Pile *pile, size_t times) {
    StrBuf formula;
    strbuf_init(&formula);
    for (size_t i = 0; i < times; i++)
        strbuf_append(&formula, pile->before);
    strbuf_append(&formula, pile->middle);
    for (size_t i = 0; i < times; i++)
        strbuf_append(&formula, pile->after);
    const Syntax *node = parse(formula.chars);
    strbuf_free(&formula);
    return node;
}

START_TEST(nesting_is_read_up_to_its_limit_and_then_is_an_error) {
    const Pile *pile = &piles[_i];
    const Syntax *node = parse_pile(pile, pile->at_limit);
    ck_assert_msg(node != NULL, "%s: %s", pile->name,
                  diagnostics.count > 0 ? diagnostics.items[0].message : "");
    ck_assert_uint_le(node->height, FORMULA_DEPTH_LIMIT);
    ck_assert_ptr_null(parse_pile(pile, pile->at_limit + 2));
    ck_assert_ptr_null(parse_pile(pile, 100000));
    ck_assert_str_eq(diagnostics.items[0].message, "this formula is nested deeper than 1000");
}
END_TEST

START_TEST(a_long_sum_is_no_deep_one) {
    StrBuf formula;
    strbuf_init(&formula);
    strbuf_append(&formula, "x");
    for (size_t i = 1; i < 20000; i++)
        strbuf_append(&formula, i % 2 ? " + x" : " * x");
    const Syntax *node = parse(formula.chars);
    ck_assert_ptr_nonnull(node);
    ck_assert_uint_eq(node->count, 10001);
    strbuf_free(&formula);
}
END_TEST

START_TEST(every_node_knows_its_place) {
    const Syntax *node = parse("a + 2 * W[1,j].T");
    ck_assert_uint_eq(node->span.offset, 0);
    ck_assert_uint_eq(node->span.length, 16);
    const Syntax *product = node->children[1];
    ck_assert_uint_eq(product->span.offset, 4);
    ck_assert_uint_eq(product->span.length, 12);
    const Syntax *entry = product->children[1]->children[0];
    ck_assert_uint_eq(entry->span.offset, 8);
    ck_assert_uint_eq(entry->span.length, 6);
    ck_assert_uint_eq(entry->children[2]->span.offset, 12);
}
END_TEST

START_TEST(a_chain_has_its_sides) {
    Text text = text_from_string(arena, "prose", "h3[1,1] = sum(q, h2[1,q]) = (a == b)");
    const Syntax **sides;
    ck_assert_uint_eq(formula_parse_chain(arena, &text, &lookup, &sides, &diagnostics), 3);
    ck_assert_int_eq(sides[1]->kind, SYNTAX_SUM);
    ck_assert_int_eq(sides[2]->kind, SYNTAX_COMPARE);
    Text broken = text_from_string(arena, "prose", "a = ");
    ck_assert_uint_eq(formula_parse_chain(arena, &broken, &lookup, &sides, &diagnostics), 0);
    ck_assert_uint_eq(diagnostics.errors, 1);
}
END_TEST

START_TEST(an_equation_has_two_sides) {
    Text text = text_from_string(arena, "assume", "sum(c, y[k,c]) == 1");
    const Syntax *node = formula_parse_equation(arena, &text, &lookup, &diagnostics);
    ck_assert_ptr_nonnull(node);
    ck_assert_int_eq(node->relation, RELATION_EQUAL);
    ck_assert_int_eq(node->children[0]->kind, SYNTAX_SUM);
    Text broken = text_from_string(arena, "assume", "sum(c, y[k,c]) = 1");
    ck_assert_ptr_null(formula_parse_equation(arena, &broken, &lookup, &diagnostics));
    ck_assert_str_eq(diagnostics.items[0].message, "an equation needs `==`");
}
END_TEST

int main(void) {
    TCase *cases = tcase_create("parse");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, formulas_have_their_trees, 0, sizeof trees / sizeof *trees);
    tcase_add_loop_test(cases, a_text_that_is_no_formula_has_one_error_at_its_place, 0,
                        sizeof faults / sizeof *faults);
    tcase_add_loop_test(cases, nesting_is_read_up_to_its_limit_and_then_is_an_error, 0,
                        sizeof piles / sizeof *piles);
    tcase_add_test(cases, a_long_sum_is_no_deep_one);
    tcase_add_test(cases, every_node_knows_its_place);
    tcase_add_test(cases, a_chain_has_its_sides);
    tcase_add_test(cases, an_equation_has_two_sides);
    Suite *suite = suite_create("parse");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
