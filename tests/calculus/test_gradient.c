/* The chain rule over a model's definitions. */
#include <check.h>
#include <stdlib.h>

#include "bench.h"

static Bench bench;

static void tear_down(void) {
    bench_close(&bench);
}

#define LAYER_NORM                                                                                 \
    "{sizes: {m: 2, n: 3}, given: {x: [m, n], g: [n], c: [m, n]},"                                 \
    " define: {'mu[k]': 'mean(x[k,.])', 's[k]': 'sqrt(1/n * sum(i, (x[k,i] - mu[k])^2) + 1/100)'," \
    "          'u[k,i]': '(x[k,i] - mu[k]) / s[k]', y: u * g, l: sum(c * y)}}"

/* Each model by itself, with what is asked of it and the answer as it is read: factors in the order
 * of the chain, loss first. */
static const struct {
    const char *model, *using, *find, *answer;
} gradients[] = {
    /* A diamond: u and v both lead from x to l. */
    {"{given: {x: []}, define: {u: x^2, v: sin(x), l: u * v}}", NULL, "d l / d x",
     "2 * v * x + u * cos(x)"},
    /* Two diamonds on top of each other have four ways and three definitions. */
    {"{given: {x: []}, define: {a: 2 * x, b: 3 * x, c: a * b, e: a + b, l: c * e}}", NULL,
     "d l / d x", "3 * e * a + 2 * e * b + 5 * c"},
    /* The same weight twice: by the first use and by the second. */
    {"{sizes: {n: 2}, given: {x: [n], W: [n, n]}, define: {h: W @ x, z: W @ h, l: 'sum(z)'}}", NULL,
     "d l / d W[i,j]", "sum(q, W[q,i]) * x[j] + h[j]"},
    /* A weight and its transpose, as in a tied autoencoder. */
    {"{sizes: {n: 2, h: 3}, given: {x: [n], W: [h, n]}, define: {e: W @ x, r: W.T @ e,"
     " l: '1/2 * sum((r - x)^2)'}}",
     NULL, "d l / d W[i,j]", "sum(q, (r[q] - x[q]) * W[i,q]) * x[j] + (r[j] - x[j]) * e[i]"},
    /* Named by let: the name stands in the answer, and the chain goes on below it. */
    {"{given: {x: [], w: []}, define: {h: w * x, g: tanh(h), l: g^2}, let: {delta: d l / d h}}",
     NULL, "d l / d w", "delta * x"},
    /* What is asked is expanded, never answered by its own name. */
    {"{given: {x: [], w: []}, define: {h: w * x, g: tanh(h), l: g^2}, let: {delta: d l / d h}}",
     NULL, "d l / d h", "2 * g * (1 - g^2)"},
    /* using */
    {"{given: {x: [], w: []}, define: {h: w * x, g: tanh(h), l: g^2}}", "d l / d g", "d l / d w",
     "d l / d g * (1 - g^2) * x"},
    /* A pattern with a fixed entry stands for that entry alone. */
    {"{sizes: {n: 2}, given: {w: [n]}, define: {h: tanh(w), l: '1/2 * (h[1] + h[2]^2)'},"
     " let: {delta: 'd l / d h[1]'}}",
     NULL, "d l / d w[1]", "delta * (1 - h[1]^2)"},
    {"{sizes: {n: 2}, given: {w: [n]}, define: {h: tanh(w), l: '1/2 * (h[1] + h[2]^2)'},"
     " let: {delta: 'd l / d h[1]'}}",
     NULL, "d l / d w[2]", "h[2] * (1 - h[2]^2)"},
    /* A pattern with a letter is a vector over it. */
    {"{sizes: {m: 2, n: 3}, given: {w: [n], X: [m, n]}, define: {h: X * w, l: 'sum(exp(h))'},"
     " let: {delta: 'd l / d h[k,.]'}}",
     NULL, "d l / d w[i]", "sum(q, delta[q,i] * X[q,i])"},
    /* A name for a gradient of what is not the target: d J / d U = (d J / d L) (d L / d U). */
    {"{given: {u: []}, define: {z: u^3, L: exp(z), J: sin(L)}, let: {g: d L / d u}}", NULL,
     "d J / d u", "cos(L) * g"},
    /* ... but not where a way leads around L. */
    {"{given: {u: []}, define: {z: u^3, L: exp(z), J: L * z}, let: {g: d L / d u}}", NULL,
     "d J / d u", "3 * (J + L) * u^2"},
    /* Kullback and Leibler: l = sum p log(p / q), of which -p_c / q_c is the derivative by q_c.
     * With sum p = 1 that gives q - p. */
    {"{sizes: {n: 3}, given: {z: [n], p: [n]}, assume: ['sum(c, p[c]) == 1'],"
     " define: {q: softmax(z), l: 'sum(p * log(p / q))'}}",
     NULL, "d l / d z[i]", "q[i] - p[i]"},
    /* What an author left unknown stays a symbol. */
    {"{sizes: {n: 2}, given: {V: [n, n], h: [n], y: [n]}, define: {o: V @ h, l: 'unknown(o, y)'}}",
     NULL, "d l / d V[i,j]", "d l / d o[i] * h[j]"},
    /* Its second derivative too. d l / d h[i] is sum(q, d l / d o[q] V[q,i]), and each d l / d o[q]
     * depends on h through o: the Hessian V' (d2 l / d o d o) V. */
    {"{sizes: {n: 2}, given: {V: [n, n], h: [n], y: [n]}, define: {o: V @ h, l: 'unknown(o, y)'}}",
     NULL, "d (d l / d h[i]) / d h[j]", "sum(q, r, d (d l / d o[q]) / d o[r] * V[r,i] * V[q,j])"},
    /* By two of its arguments, the order of which does not matter. */
    {"{sizes: {n: 2}, given: {V: [n, n], h: [n], y: [n]}, define: {o: V @ h, l: 'unknown(o, y)'}}",
     NULL, "d (d l / d h[i]) / d y[j] - d (d l / d y[j]) / d h[i]", "0"},
    {"{sizes: {n: 2}, given: {o: [n], y: [n]}, define: {l: 'unknown(o, y)'}}", NULL,
     "d (d l / d o[i]) / d o[j] + d (d l / d o[j]) / d o[i]", "2 * d (d l / d o[i]) / d o[j]"},
    /* A definition that holds one depends on what the unknown does. */
    {"{given: {x: []}, define: {o: x^2, l: 'unknown(o)', g: 'd l / d o', k: g^2}}", NULL,
     "d k / d x", "4 * g * d (d l / d o) / d o * x"},
    {"{given: {x: [], y: []}, define: {l: 'unknown(x, y)'}}", NULL, "d (d (d l / d x) / d y) / d x",
     "d (d (d l / d x) / d x) / d y"},
    {"{functions: {phi(u): unknown}, given: {x: [], w: []}, define: {z: w * x, l: phi(z)^2}}", NULL,
     "d l / d w", "2 * phi(z) * phi'(z) * x"},
    /* Second derivatives. */
    {"{sizes: {n: 2}, given: {w: [n]}, define: {s: w @ w, l: s^2}}", NULL,
     "d (d l / d w[i]) / d w[j]", "4 * s * (i == j) + 8 * w[i] * w[j]"},
    {"{given: {x: []}, define: {z: x^3, l: exp(z)}}", NULL, "d (d l / d x) / d x",
     "3 * l * x * (3 * x^3 + 2)"},
    /* 0: what is not used, and by itself. */
    {"{given: {x: [], w: []}, define: {l: x^2}}", NULL, "d l / d w", "0"},
    {"{given: {x: []}, define: {z: x^2, l: x^3}}", NULL, "d l / d z", "0"},
    {"{sizes: {n: 2}, given: {h: [n]}, define: {l: sum(h)}}", NULL, "d h[i] / d h[j]", "(i == j)"},
    {"{given: {x: []}, define: {l: x^2}}", NULL, "d l / d l", "1"},
    /* An expression around derivatives, an expression derived. */
    {"{sizes: {n: 2}, given: {W: [n], eta: []}, define: {l: 'W @ W'}}", NULL,
     "W[i] - eta * d l / d W[i]", "(1 - 2 * eta) * W[i]"},
    {"{given: {x: []}, define: {z: x^2}}", NULL, "d (z * x) / d x", "3 * z"},
    /* The seed homework, one sample. */
    {"{sizes: {m: 1, n0: 4, n1: 3, n2: 2, n3: 1},"
     " given: {x: [m, n0], y: [m, n3], W1: [n1, n0], W2: [n2, n1], W3: [n3, n2]},"
     " define: {z1: x @ W1.T, h1: relu(z1), z2: h1 @ W2.T, h2: relu(z2), h3: h2 @ W3.T,"
     "          l: '1/2 * (h3[1,1] - y[1,1])^2'}, let: {delta: 'd l / d h3[1,1]'}}",
     NULL, "d l / d W2[i,j]", "delta * W3[1,i] * (z2[1,i] > 0) * h1[1,j]"},
    /* Softmax with cross-entropy of a label: p - onehot. */
    {"{sizes: {N: 3, K: 2}, given: {z: [N, K], y: [N -> K]},"
     " define: {p: softmax(z), l: '-1/N * sum(k, log(p[k,y[k]]))'}}",
     NULL, "d l / d z[i,j]", "1/N * (p[i,j] - (j == y[i]))"},
    /* Normalised inputs. With u = (x - μ)/s, s² = mean((x - μ)²) + ε and g = ∂l/∂u, all of one row:
     * ∂l/∂s = -Σ_q g_q u_q / s, ∂s/∂x_i = u_i / n and ∂l/∂μ = -Σ_q g_q / s, since the x_q - μ add
     * up to 0; so ∂l/∂x_i = g_i / s - u_i Σ_q g_q u_q / (n s) - Σ_q g_q / (n s). */
    {LAYER_NORM, "d l / d u", "d l / d x[k,i]",
     "(d l / d u[k,i] - 1/n * (u[k,i] * sum(q, d l / d u[k,q] * u[k,q]) + sum(q, d l / d u[k,q]))) "
     "/ s[k]"},
    /* The same without a name for the root: 1/√(v + ε) of u is found in (v + ε)^(-3/2). */
    {"{sizes: {m: 4, n: 3}, given: {x: [m, n], c: [m, n]}, define: {'mu[i]': 'mean(x[.,i])',"
     " 'v[i]': '1/m * sum(k, (x[k,i] - mu[i])^2)',"
     " 'u[k,i]': '(x[k,i] - mu[i]) / sqrt(v[i] + 1/1000)', l: sum(c * u)}}",
     NULL, "d l / d x[k,i]",
     "(c[k,i] - 1/m * (sum(q, c[q,i]) + u[k,i] * sum(q, c[q,i] * u[q,i]))) / sqrt(v[i] + 1/1000)"},
    /* The same by the centred c = x - μ and r: that Σ_q u_q is 0 lies three definitions deep. */
    {"{sizes: {m: 4, n: 3}, given: {x: [m, n], g: [m, n]}, define: {'mu[i]': 'mean(x[.,i])',"
     " c: x - mu, 'r[i]': '(1/m * sum(k, c[k,i]^2) + 1/1000)^(-1/2)', u: c * r, l: sum(g * u)}}",
     NULL, "d l / d x[k,i]",
     "(g[k,i] - 1/m * (sum(q, g[q,i]) + u[k,i] * sum(q, g[q,i] * u[q,i]))) * r[i]"},
    /* RMSNorm: l = Σ_q c_q s x_q itself stands in ∂s/∂x_i = -s³ x_i / n. */
    {"{sizes: {n: 3}, given: {x: [n], c: [n]}, define: {s: 'mean(x^2)^(-1/2)',"
     " l: 'sum(i, c[i] * x[i] * s)'}}",
     NULL, "d l / d x[i]", "(c[i] - 1/n * l * x[i] * s) * s"},
    /* Means. Σ_q (x_q - μ) = 0, so v'_j = 2/n (x_j - μ), and (μ²)'_j = 2 μ / n. */
    {"{sizes: {n: 3}, given: {x: [n]}, define: {mu: mean(x), v: '1/n * sum(i, (x[i] - mu)^2)'}}",
     NULL, "d v / d x[j]", "2/n * (x[j] - mu)"},
    {"{sizes: {n: 3}, given: {x: [n]}, define: {mu: '1/n * sum(x)', v: 'sum((x - mu)^2) / (n - "
     "1)'}}",
     NULL, "d v / d x[j]", "2 * (x[j] - mu) / (n - 1)"},
    {"{sizes: {n: 3}, given: {x: [n]}, define: {mu: mean(x), l: 'mean(x)^2 + mu'}}", NULL,
     "d l / d x[j]", "1/n * (2 * mu + 1)"},
    /* Not a name that is beside the way: e is no part of l. */
    {"{sizes: {n: 3}, given: {x: [n], y: [n]}, define: {e: x - y, l: '1/2 * sum((x - y)^2)'}}",
     NULL, "d l / d x[j]", "x[j] - y[j]"},
    /* A power of another name is called by its own only where it meets it: g' is 1 - g², not 1 - v.
     */
    {"{given: {x: []}, define: {g: tanh(x), v: g^2, l: v * g}}", NULL, "d l / d x",
     "3 * v * (1 - g^2)"},
    /* The entropy of a softmax: ∂H/∂p_q = -(log p_q + 1) and ∂p_q/∂z_j = p_q ((q == j) - p_j), so
     * ∂H/∂z_j = -p_j (log p_j + 1) + p_j Σ_q p_q (log p_q + 1) = -p_j (log p_j + 1) + p_j (1 - H).
     */
    {"{sizes: {n: 3}, given: {z: [n]}, define: {p: softmax(z), H: -sum(p * log(p))}}", NULL,
     "d H / d z[j]", "-(H + log(p[j])) * p[j]"},
    /* The Rayleigh quotient of a diagonal form: 2 (a_i x_i - R x_i) / xᵀx. */
    {"{sizes: {n: 2}, given: {x: [n], a: [n]}, define: {R: '(a @ x^2) / (x @ x)'}}", NULL,
     "d R / d x[i]", "2 * (a[i] - R) * x[i] / sum(q, x[q]^2)"},
};

START_TEST(an_answer_is_the_chain_as_it_is_written) {
    bench_open(&bench, gradients[_i].model);
    if (gradients[_i].using != NULL)
        bench_use(&bench, gradients[_i].using);
    ck_assert_str_eq(bench_answer(&bench, gradients[_i].find), gradients[_i].answer);
}
END_TEST

/* Whatever the form, it is the derivative that dual numbers find. */
START_TEST(an_answer_is_right) {
    bench_open(&bench, gradients[_i].model);
    Letters letters = {0};
    const Syntax *find = bench_resolve(&bench, gradients[_i].find, &letters);
    Verifier *verifier = verifier_new(bench.arena, bench.gradients, false);
    const Expr *whole =
        gradients_expand_fully(bench.gradients, bench_expr(&bench, gradients[_i].find));
    Verification verification = verify(verifier, find, &letters, (Printed){whole, NULL});
    ck_assert_msg(verification.outcome == VERIFY_EQUAL, "%s: %s", gradients[_i].find,
                  verification.report);
}
END_TEST

START_TEST(using_is_forgotten_when_it_is_cleared) {
    bench_open(&bench, "{given: {w: []}, define: {h: w^2, l: sin(h)}}");
    ck_assert_str_eq(bench_answer(&bench, "d l / d w"), "2 * cos(h) * w");
    bench_use(&bench, "d l / d h");
    ck_assert_str_eq(bench_answer(&bench, "d l / d w"), "2 * d l / d h * w");
    gradients_clear_using(bench.gradients);
    ck_assert_str_eq(bench_answer(&bench, "d l / d w"), "2 * cos(h) * w");
}
END_TEST

START_TEST(only_the_gradient_of_a_quantity_can_be_used) {
    bench_open(&bench, "{given: {w: []}, define: {h: w^2, l: sin(h)}}");
    Letters letters = {0};
    ck_assert(!gradients_add_using(bench.gradients,
                                   bench_resolve(&bench, "d (l * h) / d w", &letters), &letters));
    ck_assert(
        !gradients_add_using(bench.gradients, bench_resolve(&bench, "l", &letters), &letters));
    ck_assert(gradients_add_using(bench.gradients, bench_resolve(&bench, "d l / d h", &letters),
                                  &letters));
}
END_TEST

START_TEST(one_step_leads_to_the_gradients_nearer_to_the_loss) {
    bench_open(&bench, "{given: {w: []}, define: {a: w^2, b: sin(a), l: b^2}}");
    const Expr *asked = bench_expr(&bench, "d l / d w");
    ck_assert_str_eq(bench_text(&bench, gradients_step(bench.gradients, asked), NULL),
                     "2 * d l / d a * w");
    ck_assert_ptr_eq(gradients_step(bench.gradients, bench_expr(&bench, "d l / d l")),
                     expr_integer(bench.pool, 1));
}
END_TEST

START_TEST(a_quantity_depends_on_what_it_uses_and_what_that_uses) {
    bench_open(&bench, "{given: {w: [], x: []}, define: {a: w^2, b: sin(a), c: x}}");
    const Quantity *w = scope_find(bench.scope, "w"), *b = scope_find(bench.scope, "b"),
                   *c = scope_find(bench.scope, "c");
    ck_assert(gradients_depends(bench.gradients, b, w));
    ck_assert(gradients_depends(bench.gradients, b, b));
    ck_assert(!gradients_depends(bench.gradients, w, b));
    ck_assert(!gradients_depends(bench.gradients, c, w));
}
END_TEST

/* 2^40 ways from w to l, 40 definitions: each is derived once. */
START_TEST(a_chain_of_diamonds_costs_its_definitions_and_not_its_ways) {
    Arena *arena = arena_new();
    const char *define = "h0: w";
    for (int i = 1; i <= 40; i++)
        define = arena_printf(arena, "%s, a%d: h%d^2, b%d: sin(h%d), h%d: a%d * b%d", define, i,
                              i - 1, i, i - 1, i, i, i);
    bench_open(&bench, arena_printf(arena, "{given: {w: []}, define: {%s}}", define));
    arena_free(arena);
    bench_derive(&bench, "d h40 / d w");
    ck_assert_uint_lt(pool_expr_count(bench.pool), 20000);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("gradient");
    TCase *cases = tcase_create("gradient");
    tcase_add_checked_fixture(cases, NULL, tear_down);
    int count = (int)(sizeof gradients / sizeof *gradients);
    tcase_add_loop_test(cases, an_answer_is_the_chain_as_it_is_written, 0, count);
    tcase_add_loop_test(cases, an_answer_is_right, 0, count);
    tcase_add_test(cases, using_is_forgotten_when_it_is_cleared);
    tcase_add_test(cases, only_the_gradient_of_a_quantity_can_be_used);
    tcase_add_test(cases, one_step_leads_to_the_gradients_nearer_to_the_loss);
    tcase_add_test(cases, a_quantity_depends_on_what_it_uses_and_what_that_uses);
    tcase_add_test(cases, a_chain_of_diamonds_costs_its_definitions_and_not_its_ways);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
