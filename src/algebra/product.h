/* A product at work: a number and a list of powers, of which factors can be taken out and put in.
 * Only src/algebra uses it. */
#ifndef GRADSHEET_ALGEBRA_PRODUCT_H
#define GRADSHEET_ALGEBRA_PRODUCT_H

#include "algebra/pool.h"

typedef struct Product {
    Pool *pool;
    fmpq_t number;
    ExprList bases;
    ExprList exponents;
    bool has_exponential; /* among the bases, or had; */
    bool has_root;        /* so with a sum under a root */
} Product;

/* Puts a factor in: numbers are multiplied, equal bases and exponentials are collected. */
void product_take(Product *product, const Expr *factor);

/* The place of a base, the number of bases where there is none. */
size_t product_find(const Product *product, const Expr *base);

/* Takes the factor at a place out; the last one takes its place. */
void product_remove(Product *product, size_t at);

/* Rewrites f(t) / Σ_q f(q) with an exponential in f as one node, and exponentials that make up the
 * logistic function as that. */
void product_join(Product *product);

/* 1 / base where base is 1 + exp(t): 1 - σ(t). NULL else. */
const Expr *expr_logistic_reciprocal(Pool *pool, const Expr *base);

/* Takes out comparisons that a rectifier beside them makes: (u > 0) beside relu(u) or max(0, u). */
void product_rectify(Product *product);

bool expr_is_exponential(const Expr *expr);

/* A sum's content: the greatest rational that divides all its terms' numbers, with the sign of the
 * first term; and the sum with its terms divided by a number. */
void expr_sum_content(fmpq_t content, const Expr *sum);
const Expr *expr_divide_terms(Pool *pool, const Expr *sum, const fmpq_t divisor);

/* Whether sum is ratio times other, term by term. */
bool expr_is_multiple(fmpq_t ratio, const Expr *sum, const Expr *other);

/* A product without its number. */
const Expr *expr_without_number(Pool *pool, const Expr *product);

#endif
