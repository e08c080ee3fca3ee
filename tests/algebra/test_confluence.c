/* Random expressions: built in whatever order, they are one node and have one value. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static Bench bench;
static Pool *pool;

static void set_up(void) {
    bench_open(&bench, "{sizes: {n: 2, m: 3}, given: {a: [], b: [], c: [], v: [n], A: [m, n], "
                       "B: [n, n]}}");
    pool = bench.pool;
    bench_know_letter(&bench, "i", "n");
    bench_know_letter(&bench, "j", "n");
    bench_know_letter(&bench, "k", "m");
}

static void tear_down(void) {
    bench_close(&bench);
}

/* GRADSHEET_TEST_MULTIPLIER makes the runs longer. */
static long rounds(long usual) {
    const char *multiplier = getenv("GRADSHEET_TEST_MULTIPLIER");
    long factor = multiplier != NULL ? strtol(multiplier, NULL, 10) : 1;
    return usual * (factor > 0 ? factor : 1);
}

static void shuffle(Dice *dice, const Expr **items, size_t count) {
    for (size_t i = count; i > 1; i--) {
        size_t other = (size_t)dice_roll(dice, (long)i);
        const Expr *item = items[i - 1];
        items[i - 1] = items[other];
        items[other] = item;
    }
}

/* Joins the items two at a time, in random pairs. */
static const Expr *join(Dice *dice, const Expr *const *items, size_t count,
                        const Expr *(*two)(Pool *, const Expr *, const Expr *)) {
    const Expr *left[32];
    memcpy(left, items, count * sizeof *left);
    while (count > 1) {
        shuffle(dice, left, count);
        left[count - 2] = two(pool, left[count - 2], left[count - 1]);
        count--;
    }
    return left[0];
}

static const char *const atoms[] = {
    "a",
    "b",
    "c",
    "2",
    "-1",
    "1/3",
    "m",
    "v[i]",
    "v[j]",
    "A[k,i]",
    "(a > b)",
    "(i == j)",
    "sum(q, v[q])",
    "exp(a)",
    "exp(-b)",
    "a^2",
    "1/a",
    "sqrt(b)",
    "sum(q, B[q,i])",
    "relu(a)",
    "(i == 1)",
    "max(q, v[q])",
    "a - b",
    "b - a",
    "2 * a + 4 * c",
    "a + 1/2",
    "1/(2 * a + 1)",
    "sqrt(a + 1/2)",
};
enum { ATOM_COUNT = sizeof atoms / sizeof *atoms };

/* The promise: flat sums of monomials, whatever the order. Factors that are sums are left out of it
 * only in that products do not distribute. */
static void check_orders(const Expr *(*two)(Pool *, const Expr *, const Expr *),
                         const Expr *(*all)(Pool *, const Expr *const *, size_t), size_t atom_limit,
                         uint64_t seed) {
    Dice dice = {seed};
    for (long round = 0; round < rounds(300); round++) {
        const Expr *items[8];
        size_t count = 2 + (size_t)dice_roll(&dice, 7);
        StrBuf names;
        strbuf_init(&names);
        for (size_t i = 0; i < count; i++) {
            const char *atom = atoms[dice_roll(&dice, (long)atom_limit)];
            strbuf_printf(&names, "  %s", atom);
            items[i] = bench_expr(&bench, atom);
        }
        const Expr *first = all(pool, items, count);
        for (int turn = 0; turn < 4; turn++) {
            const Expr *again = join(&dice, items, count, two);
            ck_assert_msg(again == first, "of%s\n%s\n%s", names.chars,
                          bench_text(&bench, first, NULL), bench_text(&bench, again, NULL));
        }
        strbuf_free(&names);
    }
}

START_TEST(a_product_is_the_same_in_every_order) {
    check_orders(expr_multiply2, expr_multiply, ATOM_COUNT, 1);
}
END_TEST

START_TEST(a_sum_is_the_same_in_every_order) {
    check_orders(expr_add2, expr_add, ATOM_COUNT, 2);
}
END_TEST

/* A polynomial in entries: monomials multiplied and added in any order. */
START_TEST(a_polynomial_is_the_same_in_every_order) {
    Dice dice = {3};
    static const char *const variables[] = {"a", "b", "v[i]", "v[1]", "A[k,i]", "m"};
    for (long round = 0; round < rounds(200); round++) {
        const Expr *factors[6][6], *terms[2][6];
        size_t counts[6];
        size_t term_count = 1 + (size_t)dice_roll(&dice, 6);
        for (size_t t = 0; t < term_count; t++) {
            counts[t] = 1 + (size_t)dice_roll(&dice, 6);
            for (size_t f = 0; f < counts[t]; f++)
                factors[t][f] = dice_roll(&dice, 3) == 0
                                    ? expr_integer(pool, dice_roll(&dice, 7) - 3)
                                    : bench_expr(&bench, variables[dice_roll(&dice, 6)]);
        }
        const Expr *built[2];
        for (size_t side = 0; side < 2; side++) {
            for (size_t t = 0; t < term_count; t++)
                terms[side][t] = join(&dice, factors[t], counts[t], expr_multiply2);
            built[side] = join(&dice, terms[side], term_count, expr_add2);
        }
        ck_assert_ptr_eq(built[0], built[1]);
        ck_assert(expr_is_number(expr_add2(pool, built[0], expr_negate(pool, built[1])), 0));
    }
}
END_TEST

/* A tree as it was built and its value by the operations that built it. The value is exact or a
 * ball; the tree's atoms are all positive at the point. */
typedef struct Built {
    const Expr *expr;
    const char *text; /* as it would be written: a formula */
} Built;

static Built build(Dice *dice, int depth) {
    if (depth == 0 || dice_roll(dice, 5) == 0) {
        const char *atom = atoms[dice_roll(dice, ATOM_COUNT)];
        return (Built){bench_expr(&bench, atom), arena_printf(bench.arena, "(%s)", atom)};
    }
    Built left = build(dice, depth - 1);
    const Index *q;
    switch (dice_roll(dice, 6)) {
    case 0:
    case 1: {
        Built right = build(dice, depth - 1);
        return (Built){expr_multiply2(pool, left.expr, right.expr),
                       arena_printf(bench.arena, "(%s * %s)", left.text, right.text)};
    }
    case 2:
    case 3: {
        Built right = build(dice, depth - 1);
        return (Built){expr_add2(pool, left.expr, right.expr),
                       arena_printf(bench.arena, "(%s + %s)", left.text, right.text)};
    }
    case 4:
        return (Built){expr_power_si(pool, left.expr, 2),
                       arena_printf(bench.arena, "(%s^2)", left.text)};
    default:
        /* i becomes bound */
        q = pool_letter(pool, "i", (Dimension){"n", 2});
        if (!expr_has_free(left.expr, q) || strstr(left.text, "[i]") == NULL)
            return (Built){expr_negate(pool, left.expr),
                           arena_printf(bench.arena, "(-%s)", left.text)};
        return (Built){expr_sum(pool, q, left.expr),
                       arena_printf(bench.arena, "sum(i, %s)", left.text)};
    }
}

static void set_letters(const Expr *expr, LetterValue *values, size_t *count) {
    for (size_t i = 0; i < expr->free_count; i++)
        values[(*count)++] = (LetterValue){expr->free[i]->name, 2};
}

/* The interpreter, which knows nothing of canonical forms, gives the same number. */
START_TEST(simplifying_keeps_the_value) {
    Dice dice = {4};
    for (long round = 0; round < rounds(150); round++) {
        Built built = build(&dice, 4);
        Letters letters = bench.letters;
        const Syntax *syntax = bench_resolve(&bench, built.text, &letters);
        Point *point =
            point_random(bench.arena, bench.scope, POINT_POSITIVE_SEED + (uint64_t)round, 256);
        LetterValue values[8] = {{"i", 2}, {"j", 2}, {"k", 2}};
        Tensor by_formula;
        tensor_init(&by_formula);
        Fault fault = {0};
        bool has_value =
            interpret(point, bench.scope, syntax, &(LetterValues){values, 3}, &by_formula, &fault);
        LetterValue bound[8];
        size_t count = 0;
        set_letters(built.expr, bound, &count);
        const long twos[8] = {2, 2, 2, 2, 2, 2, 2, 2};
        Evaluator *evaluator = evaluator_new(bench.arena, bench.gradients);
        evaluator_set_point(evaluator, point);
        Number value;
        number_init(&value);
        /* 1/(x - x) has no value before, and may have none after */
        if (has_value) {
            ck_assert_msg(evaluator_value(evaluator, built.expr, built.expr->free, twos, count,
                                          &value, &fault),
                          "%s", built.text);
            ck_assert_msg(number_overlaps(&value, &by_formula.entries[0]), "%s\n%s", built.text,
                          bench_text(&bench, built.expr, NULL));
        }
        number_clear(&value);
        tensor_clear(&by_formula);
    }
}
END_TEST

/* A rebuilt node is itself: the canonical form of a canonical form. */
static const Expr *same_again(void *context, const Expr *part) {
    return expr_rebuild(context, part, same_again, context);
}

static const Expr *with_letter(const Expr *expr, const char *from, const char *to) {
    Dimension n = {"n", 2};
    return expr_substitute1(pool, expr, pool_letter(pool, from, n),
                            expr_index(pool, pool_letter(pool, to, n)));
}

START_TEST(renaming_and_back_is_nothing) {
    Dice dice = {5};
    for (long round = 0; round < rounds(150); round++) {
        const Expr *expr = build(&dice, 4).expr;
        ck_assert_ptr_eq(same_again(pool, expr), expr);
        const Expr *back = with_letter(with_letter(expr, "i", "somewhere"), "somewhere", "i");
        ck_assert_msg(back == expr, "%s\n%s", bench_text(&bench, expr, NULL),
                      bench_text(&bench, back, NULL));
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("confluence");
    TCase *cases = tcase_create("confluence");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, a_product_is_the_same_in_every_order);
    tcase_add_test(cases, a_sum_is_the_same_in_every_order);
    tcase_add_test(cases, a_polynomial_is_the_same_in_every_order);
    tcase_add_test(cases, simplifying_keeps_the_value);
    tcase_add_test(cases, renaming_and_back_is_nothing);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
