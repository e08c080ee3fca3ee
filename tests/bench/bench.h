/* A model written in a test, and formulas in its names at every station of the road: read,
 * resolved, elaborated, derived, laid out, in matrix notation.
 *
 * Whatever the test does not expect to fail fails the test, with the diagnostics.
 */
#ifndef GRADSHEET_TESTS_BENCH_H
#define GRADSHEET_TESTS_BENCH_H

#include "calculus/gradient.h"
#include "formula/resolve.h"
#include "notation/layout.h"
#include "source/assignment.h"
#include "verify/verify.h"

typedef struct Bench {
    Arena *arena;
    Diagnostics diagnostics;
    const Scope *scope;
    Pool *pool;
    Gradients *gradients;
    Letters letters; /* known before a formula is read, see bench_know_letter */
} Bench;

/* Reads a model from YAML in flow style, "{sizes: {n: 2}, given: ...}". */
void bench_open(Bench *bench, const char *model);
void bench_close(Bench *bench);

/* A letter and its size for formulas in which it may stand for its number alone, (i == 2). */
void bench_know_letter(Bench *bench, const char *letter, const char *size);

/* What scope_new says to a model that is wrong, every message as it is printed. */
const char *bench_complaint_about_model(Arena *arena, const char *model);

/* What parser and resolver say to a formula that is wrong; "" if nothing. */
const char *bench_complaint(Bench *bench, const char *formula);

/* A resolved formula; its free letters are added to letters. */
const Syntax *bench_resolve(Bench *bench, const char *formula, Letters *letters);

/* The entry of a formula over its letters and pool_axis(0 ...); gradients stay symbols. */
const Expr *bench_expr(Bench *bench, const char *formula);

/* The same with its gradients derived. */
const Expr *bench_derive(Bench *bench, const char *formula);

/* Adds `using: [formula]`. */
void bench_use(Bench *bench, const char *formula);

/* An expression as formula text; letters are those that bound indices must avoid. */
const char *bench_text(Bench *bench, const Expr *expr, const Letters *letters);

/* What is asked, derived, as an answer in index notation. */
const char *bench_answer(Bench *bench, const char *find);

/* The same in matrix notation, or "none: reason". */
const char *bench_matrix(Bench *bench, const char *find);

/* Whether two expressions over the letters and axes of shape are equal at three random points, for
 * every value of their indices. */
bool bench_same_values(Bench *bench, const Expr *left, const Expr *right);

/* The value of an expression without free indices at a random point. */
void bench_value(Bench *bench, const Expr *expr, uint64_t seed, Number *value);

/* Numbers that are random for a test and the same in every run; 0 <= result < limit. */
typedef struct Dice {
    uint64_t state;
} Dice;
long dice_roll(Dice *dice, long limit);

#endif
