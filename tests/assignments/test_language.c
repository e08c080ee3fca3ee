/* The whole formula language on homeworks of other courses: each with its answers as they are
 * printed, read by eye. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "solved.h"

/* A question and the answer that is expected. */
typedef struct Asked {
    const char *find;
    const char *form; /* what stands in { } in `answers` */
    const char *text;
} Asked;

/* Solves a homework of one model and compares its answers. */
static void check_questions(const char *model, const Asked *asked, size_t count) {
    Solved solved;
    StrBuf yaml;
    strbuf_init(&yaml);
    strbuf_printf(&yaml,
                  "gradsheet: 1\ntitle: Homework\nmodels:\n  m:\n%s"
                  "sections:\n  - title: Questions\n    questions:\n",
                  model);
    for (size_t i = 0; i < count; i++)
        strbuf_printf(&yaml, "      - {find: \"%s\", answers: [{%s}]}\n", asked[i].find,
                      asked[i].form);
    solved_open(&solved, yaml.chars, NULL);
    strbuf_free(&yaml);
    ck_assert_msg(solved.status == SHEET_OK, "%s", solved_messages(&solved));
    for (size_t i = 0; i < count; i++) {
        json_t *question = solved_question(&solved, 0, i);
        const json_t *answer = json_array_get(json_object_get(question, "answers"), 0);
        const char *text = solved_answer_text(&solved, answer);
        ck_assert_msg(strcmp(text, asked[i].text) == 0, "%s%s is “%s”, not “%s”", asked[i].find,
                      count == 1 ? " alone" : "", text, asked[i].text);
    }
    solved_close(&solved);
}

/* A homework of one model: an answer hangs on its question alone, not on what else is asked. */
static void check_homework(const char *model, const Asked *asked, size_t count) {
    check_questions(model, asked, count);
    for (size_t i = 0; i < count; i++)
        check_questions(model, &asked[i], 1);
}

#define CHECK_HOMEWORK(model, asked) check_homework(model, asked, sizeof(asked) / sizeof *(asked))

#define FORMULA "as: expression"
#define MATRIX  "as: matrix"
#define ENTRIES "as: entries"

/* Networks with one sigmoid on top. */

/* Of (1 - y) / (1 - p) - y / p beside p (1 - p) p - y is left, whatever stands beside it. */
START_TEST(cross_entropy_leaves_the_difference_below_hidden_layers) {
    static const char model[] = "    sizes: {a: 2, b: 3, c: 2}\n"
                                "    given: {x: [a], W1: [b, a], W2: [c, b], w3: [c], y: []}\n"
                                "    define:\n"
                                "      a1: tanh(W1 @ x)\n"
                                "      a2: sigmoid(W2 @ a1)\n"
                                "      p: sigmoid(w3 @ a2)\n"
                                "      L: -(y * log(p) + (1 - y) * log(1 - p))\n";
    static const Asked asked[] = {
        {"d L / d p", FORMULA, "(1 - y) / (1 - p) - y / p"},
        {"d L / d w3", MATRIX, "(p - y) * a2"},
        {"d L / d W2[i,j]", FORMULA, "(p - y) * w3[i] * a2[i] * (1 - a2[i]) * a1[j]"},
        {"d L / d W2", MATRIX, "(p - y) * outer(w3 * a2 * (1 - a2), a1)"},
        {"d L / d W1", MATRIX, "(p - y) * outer((W2.T @ (w3 * a2 * (1 - a2))) * (1 - a1^2), x)"},
        {"d L / d x", MATRIX, "(p - y) * (W1.T @ ((W2.T @ (w3 * a2 * (1 - a2))) * (1 - a1^2)))"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* The context of attention is called by its name in whatever order the sums stand. */
START_TEST(a_context_is_named_in_the_slope_of_its_softmax) {
    static const char model[] = "    sizes: {T: 3, n: 2}\n"
                                "    given: {S: [T, T], V: [T, n], G: [T, n], e: [T], v: [n]}\n"
                                "    define:\n"
                                "      A: softmax(S)\n"
                                "      O: A @ V\n"
                                "      l: sum(G * O)\n"
                                "      a: softmax(e)\n"
                                "      c: a @ V\n"
                                "      o: v @ c\n";
    static const Asked asked[] = {
        {"d l / d S", MATRIX, "(G @ V.T - outer(sum(G * O, -1), ones(T))) * A"},
        {"d o / d e", MATRIX, "(V @ v - o) * a"},
        {"d o / d e[t]", FORMULA, "(sum(q, v[q] * V[t,q]) - o) * a[t]"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* A bias of its own stands in the sum in which the author has it, and the signs are those of what
 * is taken off. */
START_TEST(a_line_is_fitted) {
    static const char model[] = "    sizes: {m: 3, n: 2}\n"
                                "    given: {X: [m, n], w: [n], b: [], y: [m]}\n"
                                "    define:\n"
                                "      g: 1/(2*m) * sum((X @ w + b - y)^2)\n"
                                "      f: 1/m * sum(i, (y[i] - (sum(j, X[i,j] * w[j]) + b))^2)\n";
    static const Asked asked[] = {
        {"d g / d w", MATRIX, "1/m * (X.T @ (X @ w + b - y))"},
        {"d g / d b", MATRIX, "1/m * sum(X @ w + b - y)"},
        {"d g / d b", FORMULA, "1/m * sum(i, sum(j, X[i,j] * w[j]) + b - y[i])"},
        {"d f / d b", FORMULA, "2/m * sum(i, sum(j, X[i,j] * w[j]) + b - y[i])"},
        {"d f / d w[j]", FORMULA, "2/m * sum(i, (sum(q, X[i,q] * w[q]) + b - y[i]) * X[i,j])"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* A sigmoid and a softmax that are written out are known by their names all the same. */
START_TEST(what_is_written_by_hand_is_called_by_its_name) {
    static const char model[] = "    sizes: {K: 3}\n"
                                "    given: {z: [], t: [], a: [K], y: [-> K]}\n"
                                "    define:\n"
                                "      s: 1 / (1 + exp(-z))\n"
                                "      e: -(t * log(s) + (1 - t) * log(1 - s))\n"
                                "      Z: sum(i, exp(a[i]))\n"
                                "      p[i]: exp(a[i]) / Z\n"
                                "      l: -log(p[y])\n";
    static const Asked asked[] = {
        {"d s / d z", FORMULA, "s * (1 - s)"},
        {"d e / d z", FORMULA, "s - t"},
        {"d l / d a[i]", FORMULA, "p[i] - (i == y)"},
        {"d l / d a", MATRIX, "p - onehot(y)"},
        {"d p[i] / d a[j]", FORMULA, "p[i] * ((i == j) - p[j])"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* Counts of what was seen against what is likely: Σ_i (c == x_i) is how often c was seen. */
START_TEST(a_likelihood_of_many_labels_has_the_counts) {
    static const char model[] = "    sizes: {N: 4, K: 3, S: 2}\n"
                                "    given: {theta: [K], x: [N -> K], T: [S, K], G: [N],\n"
                                "            s: [N -> S], a: [N -> K]}\n"
                                "    define:\n"
                                "      p: softmax(theta)\n"
                                "      l: -sum(i, log(p[x[i]]))\n"
                                "      q: softmax(T)\n"
                                "      J: sum(i, G[i] * log(q[s[i],a[i]]))\n";
    static const Asked asked[] = {
        {"d l / d theta[c]", FORMULA, "N * p[c] - sum(i, (c == x[i]))"},
        {"d l / d theta", MATRIX, "N * p - onehot(x).T @ ones(N)"},
        {"d J / d T[r,c]", FORMULA,
         "sum(i, G[i] * (r == s[i]) * (c == a[i])) - sum(i, G[i] * (r == s[i])) * q[r,c]"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* Recurrent cells. */

START_TEST(an_lstm_cell_goes_back_through_its_gates) {
    static const char model[] =
        "    sizes: {n: 2, H: 2}\n"
        "    given: {x: [n], h0: [H], c0: [H], Wi: [H, n], Wf: [H, n], Wo: [H, n], Wg: [H, n],\n"
        "            Ui: [H, H], Uf: [H, H], Uo: [H, H], Ug: [H, H], bf: [H], v: [H]}\n"
        "    define:\n"
        "      i: sigmoid(Wi @ x + Ui @ h0)\n"
        "      f: sigmoid(Wf @ x + Uf @ h0 + bf)\n"
        "      o: sigmoid(Wo @ x + Uo @ h0)\n"
        "      g: tanh(Wg @ x + Ug @ h0)\n"
        "      c: f * c0 + i * g\n"
        "      h: o * tanh(c)\n"
        "      l: v @ h\n";
    static const Asked asked[] = {
        {"d l / d o", MATRIX, "v * tanh(c)"},
        {"d l / d c", MATRIX, "v * o * (1 - tanh(c)^2)"},
        {"d l / d f", MATRIX ", using: [d l / d c]", "d l / d c * c0"},
        {"d l / d i", MATRIX ", using: [d l / d c]", "d l / d c * g"},
        {"d l / d Wf", MATRIX ", using: [d l / d c]", "outer(d l / d c * c0 * f * (1 - f), x)"},
        {"d l / d bf", MATRIX ", using: [d l / d f]", "d l / d f * f * (1 - f)"},
        {"d l / d c0", MATRIX ", using: [d l / d c]", "d l / d c * f"},
        {"d c / d c0", MATRIX, "diag(f)"},
        {"d c / d c0", ENTRIES, "[f[1], 0; 0, f[2]]"},
        {"d h[p] / d c0[q]", FORMULA, "o[p] * (1 - tanh(c[p])^2) * (p == q) * f[p]"},
        {"d l / d h0", MATRIX ", using: [d l / d i, d l / d f, d l / d o, d l / d g]",
         "Ui.T @ (d l / d i * i * (1 - i)) + Uf.T @ (d l / d f * f * (1 - f)) + "
         "Uo.T @ (d l / d o * o * (1 - o)) + Ug.T @ (d l / d g * (1 - g^2))"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* Several gates read the same batch: their slopes stay whole, one product for each gate. */
START_TEST(gates_of_a_batch_add_up_gate_by_gate) {
    static const char model[] = "    sizes: {B: 2, n: 3, H: 2}\n"
                                "    given: {X: [B, n], c0: [B, H], dc: [B, H], Wi: [n, H],\n"
                                "            Wf: [n, H], Wg: [n, H]}\n"
                                "    define:\n"
                                "      i: sigmoid(X @ Wi)\n"
                                "      f: sigmoid(X @ Wf)\n"
                                "      g: tanh(X @ Wg)\n"
                                "      c: f * c0 + i * g\n"
                                "      l: sum(c * dc)\n"
                                "      u: tanh(X @ Wi)\n"
                                "      v: tanh(X @ Wf)\n"
                                "      k: sum(dc * u * v)\n";
    static const Asked asked[] = {
        {"d l / d X", MATRIX,
         "(dc * i * (1 - g^2)) @ Wg.T + (dc * c0 * f * (1 - f)) @ Wf.T + "
         "(dc * i * (1 - i) * g) @ Wi.T"},
        {"d k / d X", MATRIX, "(dc * u * (1 - v^2)) @ Wf.T + (dc * v * (1 - u^2)) @ Wi.T"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

START_TEST(a_gru_cell_resets_and_updates) {
    static const char model[] =
        "    sizes: {n: 2, H: 2}\n"
        "    given: {x: [n], h0: [H], Wz: [H, n], Wr: [H, n], Wh: [H, n], Uz: [H, H], Ur: [H, H],\n"
        "            Uh: [H, H], y: [H]}\n"
        "    define:\n"
        "      z: sigmoid(Wz @ x + Uz @ h0)\n"
        "      r: sigmoid(Wr @ x + Ur @ h0)\n"
        "      s: tanh(Wh @ x + Uh @ (r * h0))\n"
        "      h: (1 - z) * h0 + z * s\n"
        "      l: 1/2 * sum((h - y)^2)\n";
    static const Asked asked[] = {
        {"d l / d h", MATRIX, "h - y"},
        {"d l / d z", MATRIX ", using: [d l / d h]", "d l / d h * (s - h0)"},
        {"d l / d z", MATRIX, "(h - y) * (s - h0)"},
        {"d l / d s", MATRIX ", using: [d l / d h]", "d l / d h * z"},
        {"d l / d Uh", MATRIX ", using: [d l / d s]", "outer(d l / d s * (1 - s^2), r * h0)"},
        {"d l / d Ur", MATRIX ", using: [d l / d r]", "outer(d l / d r * r * (1 - r), h0)"},
        {"d l / d h0", MATRIX ", using: [d l / d h, d l / d z, d l / d r, d l / d s]",
         "(Uh.T @ (d l / d s * (1 - s^2))) * r + d l / d h * (1 - z) + "
         "Uz.T @ (d l / d z * z * (1 - z)) + Ur.T @ (d l / d r * r * (1 - r))"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* Lines that repeat, with a connection that skips each layer. */
START_TEST(a_residual_network_is_repeated) {
    static const char model[] =
        "    sizes: {m: 1, n: 2}\n"
        "    repeat: {t: 1..3}\n"
        "    given: {x0: [m, n], \"W{t}\": [n, n], \"b{t}\": [m, n], y: [m, n]}\n"
        "    define:\n"
        "      x{t}: tanh(x{t-1} @ W{t}.T + b{t}) + x{t-1}\n"
        "      l: 1/2 * sum((x3 - y)^2)\n";
    static const Asked asked[] = {
        {"d l / d x2", MATRIX ", using: [d l / d x3]",
         "d l / d x3 + (d l / d x3 * (1 - tanh(x2 @ W3.T + b3)^2)) @ W3"},
        {"d l / d b3", MATRIX, "(x3 - y) * (1 - tanh(x2 @ W3.T + b3)^2)"},
        /* x3 - y stands together, as it was written */
        {"d l / d x2", MATRIX, "x3 - y + ((x3 - y) * (1 - tanh(x2 @ W3.T + b3)^2)) @ W3"},
        {"d l / d x0", MATRIX ", using: [d l / d x1]",
         "d l / d x1 + (d l / d x1 * (1 - tanh(x0 @ W1.T + b1)^2)) @ W1"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* Normalisation. */

START_TEST(a_layer_is_normalised_along_the_last_of_three_dimensions) {
    static const char model[] =
        "    sizes: {B: 2, T: 2, C: 2}\n"
        "    given: {x: [B, T, C], g: [C], b: [C], G: [B, T, C]}\n"
        "    define:\n"
        "      mu: mean(x, -1)\n"
        "      c[p,t,i]: x[p,t,i] - mu[p,t]\n"
        "      s: mean(c^2, -1)\n"
        "      r: s^(-1/2)\n"
        "      n[p,t,i]: c[p,t,i] * r[p,t]\n"
        "      y: n * g + b\n"
        "      l: sum(G * y)\n"
        "    values: {x: [[[1,3],[2,6]],[[0,2],[5,-1]]], g: [1,2], b: [0,1],\n"
        "             G: [[[1,0],[0,1]],[[2,1],[1,-1]]]}\n";
    static const Asked asked[] = {
        {"d l / d b[i]", FORMULA, "sum(p, t, G[p,t,i])"},
        {"d l / d g[i]", FORMULA, "sum(p, t, G[p,t,i] * n[p,t,i])"},
        {"d l / d n[p,t,i]", FORMULA, "G[p,t,i] * g[i]"},
        {"d l / d r[p,t]", FORMULA ", using: [d l / d n]", "sum(i, d l / d n[p,t,i] * c[p,t,i])"},
        {"d l / d s[p,t]", FORMULA ", using: [d l / d r]", "-1/2 * d l / d r[p,t] * r[p,t]^3"},
        {"d s[p,t] / d x[q,u,i]", FORMULA, "2/C * c[p,t,i] * (p == q) * (t == u)"},
        {"d mu[p,t] / d x[p,t,i]", FORMULA, "1/C"},
        {"d n[1,1,.] / d b", ENTRIES, "[0, 0; 0, 0]"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* Losses with kinks. */

START_TEST(a_hinge_loss_is_0_beyond_the_margin) {
    static const char model[] =
        "    sizes: {N: 3, D: 2}\n"
        "    given: {X: [N, D], y: [N], w: [D], b: [], C: []}\n"
        "    define:\n"
        "      s: X @ w + b\n"
        "      u: 1 - y * s\n"
        "      h: max(0, u)\n"
        "      l: 1/N * sum(h) + C/2 * sum(w^2)\n"
        "    values: {X: [[1,2],[-1,0],[2,1]], y: [1,-1,-1], w: [1/4,1/2], b: 0, C: 1}\n";
    static const Asked asked[] = {
        {"h", MATRIX, "max(0, u)"},
        {"d l / d u[k]", FORMULA, "1/N * (u[k] > 0)"},
        {"d l / d s[k]", FORMULA, "-1/N * (u[k] > 0) * y[k]"},
        {"d l / d w", MATRIX, "C * w - 1/N * (X.T @ ((u > 0) * y))"},
        {"d l / d b", MATRIX, "-1/N * ((u > 0) @ y)"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

START_TEST(the_largest_of_a_row_takes_its_gradient) {
    static const char model[] = "    sizes: {n: 3, m: 2}\n"
                                "    given: {X: [m, n], w: [m]}\n"
                                "    define:\n"
                                "      p[i]: max(k, X[i,k])\n"
                                "      q[k]: min(i, X[i,k])\n"
                                "      l: sum(i, w[i] * p[i]^2)\n"
                                "    values: {X: [[1,2,0],[3,-1,2]], w: [1,-2]}\n";
    static const Asked asked[] = {
        {"p[i]", FORMULA, "max(k, X[i,k])"},
        {"d p[i] / d X[r,s]", FORMULA, "(p[i] == X[i,s]) * (i == r)"},
        {"d l / d X[i,k]", FORMULA, "2 * w[i] * p[i] * (p[i] == X[i,k])"},
        {"d q[k] / d X[i,k]", FORMULA, "(q[k] == X[i,k])"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* Functions. */

START_TEST(every_function_has_the_derivative_of_the_tables) {
    static const char model[] = "    given: {u: [], v: []}\n";
    static const Asked asked[] = {
        {"d relu(u) / d u", FORMULA, "(u > 0)"},
        {"d sigmoid(u) / d u", FORMULA, "sigmoid(u) * (1 - sigmoid(u))"},
        {"d tanh(u) / d u", FORMULA, "1 - tanh(u)^2"},
        {"d softplus(u) / d u", FORMULA, "sigmoid(u)"},
        {"d exp(u) / d u", FORMULA, "exp(u)"},
        {"d log(u) / d u", FORMULA, "1/u"},
        {"d sqrt(u) / d u", FORMULA, "1 / (2 * sqrt(u))"},
        {"d abs(u) / d u", FORMULA, "sign(u)"},
        {"d sign(u) / d u", FORMULA, "0"},
        {"d sin(u) / d u", FORMULA, "cos(u)"},
        {"d cos(u) / d u", FORMULA, "-sin(u)"},
        {"d erf(u) / d u", FORMULA, "2 * exp(-u^2) / sqrt(pi)"},
        {"d leaky_relu(u, 1/10) / d u", FORMULA, "(u > 0) + 1/10 * (u <= 0)"},
        {"d max(u, v) / d u", FORMULA, "(u >= v)"},
        {"d min(u, v) / d u", FORMULA, "(u <= v)"},
        {"d (u^(2/3)) / d u", FORMULA, "2 / (3 * u^(1/3))"},
        {"d (u^v) / d u", FORMULA, "v * u^(v - 1)"},
        {"d (2^u) / d u", FORMULA, "2^u * log(2)"},
        {"d (d exp(-u^2/2) / d u) / d u", FORMULA, "(u^2 - 1) * exp(-1/2 * u^2)"},
        {"d (d softplus(u) / d u) / d u", FORMULA, "sigmoid(u) * (1 - sigmoid(u))"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

START_TEST(an_authors_function_is_its_formula) {
    static const char model[] = "    sizes: {n: 2}\n"
                                "    given: {x: [n], a: [], t: []}\n"
                                "    functions:\n"
                                "      swish(x): x * sigmoid(x)\n"
                                "      mix(s, t): s * exp(t) + a * t\n"
                                "    define:\n"
                                "      p: swish(x)\n"
                                "      m: mix(t, 2)\n"
                                "      r: mix(x, 3)\n";
    static const Asked asked[] = {
        {"d p[i] / d x[j]", FORMULA, "(p[i] * (1 - sigmoid(x[i])) + sigmoid(x[i])) * (i == j)"},
        {"d m / d t", FORMULA, "exp(2)"},
        {"d m / d a", FORMULA, "2"},
        {"d r[i] / d a", FORMULA, "3"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* In a body max(x, 0) is of two numbers; elsewhere max(k, e) is over an index. */
START_TEST(a_function_may_clip_its_parameter) {
    static const char model[] = "    sizes: {n: 2}\n"
                                "    given: {x: [n]}\n"
                                "    functions: {clip(u): \"max(u, 0)\"}\n"
                                "    define: {y: clip(x)}\n";
    static const Asked asked[] = {
        {"d y[i] / d x[i]", FORMULA, "(x[i] >= 0)"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* A penalty on a gradient is differentiated like anything else. */
START_TEST(a_definition_may_hold_a_derivative) {
    static const char model[] = "    sizes: {n: 2}\n"
                                "    given: {w: [n]}\n"
                                "    define:\n"
                                "      h: w^2\n"
                                "      l: sum(h^3)\n"
                                "      g: d l / d h\n"
                                "      p: sum(g^2)\n"
                                "      q: d (l^2) / d h\n"
                                "    values: {w: [1, 2]}\n";
    static const Asked asked[] = {
        {"g", MATRIX, "3 * h^2"},
        {"q", MATRIX, "6 * l * h^2"},
        {"d g / d h", MATRIX, "6 * diag(h)"},
        {"d p / d g", MATRIX, "2 * g"},
        {"d p / d w[i]", FORMULA, "24 * g[i] * h[i] * w[i]"},
        {"d q[i] / d h[j]", FORMULA, "12 * l * h[i] * (i == j) + 18 * h[i]^2 * h[j]^2"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

START_TEST(a_free_index_may_have_a_longer_name) {
    static const char model[] = "    sizes: {n: 2}\n"
                                "    given: {x: [n], A: [n, n]}\n"
                                "    define: {y: A @ x}\n";
    static const Asked asked[] = {
        {"d y[delta] / d x[row]", FORMULA, "A[delta,row]"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* Where an index stands in brackets only, its sum says how far it runs. */
START_TEST(a_sum_over_brackets_tells_its_range) {
    static const char model[] = "    sizes: {n: 2, K: 3}\n"
                                "    given: {B: [n, K], y: [n -> K], u: []}\n"
                                "    define: {p: softmax(B * onehot(y)) * u}\n";
    static const Asked asked[] = {
        {"d p[i,c] / d u", FORMULA,
         "exp(B[i,y[i]] * (c == y[i])) / sum(q, ones(K)[q] * exp(B[i,y[i]] * (q == y[i])))"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

START_TEST(an_unknown_function_has_primes) {
    static const char model[] = "    sizes: {n: 2, H: 2}\n"
                                "    given: {x: [n], W: [H, n], V: [H, H], y: [H]}\n"
                                "    functions: {phi(u): unknown}\n"
                                "    define:\n"
                                "      z: W @ x\n"
                                "      h: phi(z)\n"
                                "      o: V @ h\n"
                                "      l: unknown(o, y)\n";
    static const Asked asked[] = {
        {"d h[i] / d z[j]", FORMULA, "phi'(z[i]) * (i == j)"},
        {"d (d h[i] / d z[i]) / d z[i]", FORMULA, "phi''(z[i])"},
        {"d l / d o", MATRIX, "d l / d o"},
        {"d l / d W", MATRIX, "outer((V.T @ d l / d o) * phi'(z), x)"},
        {"d l / d x[j]", FORMULA ", using: [d l / d h]",
         "sum(q, d l / d h[q] * phi'(z[q]) * W[q,j])"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* A softmax of a formula has no name, and is written as one anyway where the formula has matrix
 * notation. With l = -Σ_c t_c log softmax(z)_c and Σ_c t_c = 1: ∂l/∂z = softmax(z) - t. */

START_TEST(a_softmax_of_a_formula_is_written_as_one) {
    static const char model[] = "    sizes: {m: 2, n: 2, K: 3}\n"
                                "    given: {x: [m, n], v: [n], W: [K, n], b: [K], y: [-> K],\n"
                                "            T: [m, n, K], S: [m, n, K]}\n"
                                "    define:\n"
                                "      o: log(softmax(x @ W.T + b))\n"
                                "      l: -log(softmax(W @ v + b)[y])\n"
                                "      t: softmax(T + S)\n"
                                "      u: -sum(log(t))\n";
    static const Asked asked[] = {
        {"d o[k,c] / d b[j]", FORMULA, "(c == j) - softmax(x @ W.T + b)[k,j]"},
        {"d o[1,c] / d b[j]", FORMULA, "(c == j) - softmax(W @ x[1,.] + b)[j]"},
        {"d l / d W[c,j]", FORMULA, "(softmax(W @ v + b)[c] - (c == y)) * v[j]"},
        {"d l / d W", MATRIX, "outer(softmax(W @ v + b) - onehot(y), v)"},
        /* three indices have no matrix notation, but a name is a name */
        {"d u / d T[i,j,k]", FORMULA, "K * t[i,j,k] - 1"},
        {"d log(softmax(T[1,1,.] + S[1,2,.])[1]) / d b[1]", FORMULA, "0"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* Signs. The minus of W - eta * d l / d W stays before what d l / d W is, and so does the plus of
 * an ascent; a slope, s (1 - s) or 1 - h², is known by its form, so the sign goes elsewhere. */

START_TEST(signs_stand_where_an_author_writes_them) {
    static const char model[] =
        "    sizes: {n: 2, m: 3}\n"
        "    given: {A: [n, n], W: [m, n], x: [n], b: [n], y: [m], eta: [], "
        "lam: []}\n"
        "    define:\n"
        "      q: 1/2 * x @ A @ x - b @ x\n"
        "      r: sum((b - x)^2)\n"
        "      h: W @ x\n"
        "      l: 1/2 * sum((h - y)^2)\n"
        "      p: sigmoid(W @ x)\n"
        "      L: sum(y * log(p) + (1 - y) * log(1 - p))\n"
        "      s: sigmoid(x)\n"
        "      t: tanh(x)\n"
        "      u: -sum(W @ s)\n"
        "      v: -sum(W @ t)\n"
        "      w: -sum(log(s))\n";
    static const Asked asked[] = {
        {"x - eta * d q / d x", MATRIX, "x - 1/2 * eta * ((A + A.T) @ x - 2 * b)"},
        {"x[i] - eta * d r / d x[i]", FORMULA, "x[i] - 2 * eta * (x[i] - b[i])"},
        {"W - eta * d l / d W", MATRIX, "W - eta * outer(h - y, x)"},
        {"W[i,j] - eta * d l / d W[i,j]", FORMULA, "W[i,j] - eta * (h[i] - y[i]) * x[j]"},
        {"(1 - lam) * W - eta * d l / d W", MATRIX, "(1 - lam) * W - eta * outer(h - y, x)"},
        {"W + eta * d L / d W", MATRIX, "W + eta * outer(y - p, x)"},
        /* none to keep: r' is -2 (b - x) */
        {"d r / d x[i]", FORMULA, "2 * (x[i] - b[i])"},
        {"d u / d x[j]", FORMULA, "-sum(k, W[k,j]) * s[j] * (1 - s[j])"},
        {"d u / d x", MATRIX, "-(W.T @ ones(m)) * s * (1 - s)"},
        {"d v / d x[j]", FORMULA, "-sum(k, W[k,j]) * (1 - t[j]^2)"},
        /* no slope: 1 - s alone turns round */
        {"d w / d x[j]", FORMULA, "s[j] - 1"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* Matrix identities, as in the Matrix Cookbook. */

START_TEST(the_matrix_cookbook_is_right) {
    static const char model[] = "    sizes: {n: 2, m: 3}\n"
                                "    given: {A: [m, n], B: [n, n], C: [n, n], x: [n], y: [m]}\n"
                                "    define:\n"
                                "      f: tr(A @ B @ A.T)\n"
                                "      g: y @ A @ x\n"
                                "      h: sum((A @ x - y)^2)\n"
                                "      k: tr(B)\n"
                                "      p: A @ B\n"
                                "      e: tr(A.T @ A)\n"
                                "      t: tr(B @ C)\n"
                                "      q: x @ B @ x\n"
                                "      o: sum(outer(x, x) * B)\n"
                                "      u: sum(ones(m) @ A)\n"
                                "      v: sum(diag(x) @ B)\n"
                                "      r: sqrt(x @ x)\n"
                                "      N: x / r\n"
                                "      z: log(sum(exp(x)))\n";
    static const Asked asked[] = {
        {"d f / d A", MATRIX, "A @ (B + B.T)"},
        {"d f / d B", MATRIX, "A.T @ A"},
        {"d g / d A", MATRIX, "outer(y, x)"},
        {"d g / d x", MATRIX, "A.T @ y"},
        {"d h / d A", MATRIX, "2 * outer(A @ x - y, x)"},
        {"d h / d x", MATRIX, "2 * (A.T @ (A @ x - y))"},
        {"d (d h / d x) / d x", MATRIX, "2 * (A.T @ A)"},
        {"d k / d B", MATRIX, "eye(n)"},
        {"d e / d A", MATRIX, "2 * A"},
        {"d t / d B", MATRIX, "C.T"},
        {"d q / d x", MATRIX, "(B + B.T) @ x"},
        {"d (d q / d x) / d x", MATRIX, "B + B.T"},
        {"d p[i,j] / d A[c,s]", FORMULA, "B[s,j] * (i == c)"},
        {"d p[i,j] / d B[c,s]", FORMULA, "A[i,c] * (j == s)"},
        {"d p / d B[i,j]", MATRIX, "outer(A[.,i], eye(n)[.,j])"},
        {"d o / d x", MATRIX, "(B + B.T) @ x"},
        {"d u / d A", MATRIX, "ones(m, n)"},
        {"d v / d x", MATRIX, "B @ ones(n)"},
        {"d v / d B", MATRIX, "outer(x, ones(n))"},
        {"d r / d x", MATRIX, "x / r"},
        {"d N[i] / d x[j]", FORMULA, "(i == j) / r - x[i] * x[j] / r^3"},
        {"d z / d x", MATRIX, "softmax(x)"},
        {"d (d z / d x[i]) / d x[j]", FORMULA, "softmax(x)[i] * ((i == j) - softmax(x)[j])"},
        {"x - 1/2 * d h / d x", MATRIX, "x - A.T @ (A @ x - y)"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* The same weights twice, once turned round. */
START_TEST(shared_weights_add_up_what_comes_from_both) {
    static const char model[] = "    sizes: {n: 2, m: 3}\n"
                                "    given: {x: [n], W: [m, n], V: [n, n], y: [n]}\n"
                                "    define:\n"
                                "      h: tanh(W @ x)\n"
                                "      xr: W.T @ h\n"
                                "      l: 1/2 * sum((xr - x)^2)\n"
                                "      a: relu(V @ x)\n"
                                "      o: V @ a\n"
                                "      k: 1/2 * sum((o - y)^2)\n";
    static const Asked asked[] = {
        {"d l / d W", MATRIX, "outer((W @ (xr - x)) * (1 - h^2), x) + outer(h, xr - x)"},
        {"d k / d V", MATRIX ", using: [d k / d o, d k / d a]",
         "outer(d k / d a * (a > 0), x) + outer(d k / d o, a)"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* Second derivatives. */

START_TEST(a_hessian_is_a_derivative_of_a_derivative) {
    static const char model[] =
        "    sizes: {n: 2, N: 3}\n"
        "    given: {X: [N, n], w: [n], t: [N], a: [], lambda: []}\n"
        "    define:\n"
        "      z: X @ w\n"
        "      p: sigmoid(z)\n"
        "      E: \"-sum(k, t[k] * log(p[k]) + (1 - t[k]) * log(1 - p[k])) + lambda/2 * w @ w\"\n"
        "      f: sum(i, w[i]^3) * a\n"
        "      g: w[1] * w[2]^2\n"
        "    values: {X: [[1, 2], [-1, 1], [1/2, 1]], w: [1/2, -1], t: [1, 0, 1], a: 1,\n"
        "             lambda: 1/10}\n";
    static const Asked asked[] = {
        {"d E / d z[k]", FORMULA, "p[k] - t[k]"},
        {"d (d E / d z[k]) / d z[k]", FORMULA, "p[k] * (1 - p[k])"},
        {"d (d E / d z[j]) / d z[k]", FORMULA, "p[j] * (1 - p[j]) * (j == k)"},
        {"d (d E / d w) / d w", MATRIX, "lambda * eye(n) + X.T @ diag(p * (1 - p)) @ X"},
        {"d (d f / d w[i]) / d w[j]", FORMULA, "6 * a * w[i] * (i == j)"},
        {"d (d f / d w) / d w", ENTRIES, "6 * a * [w[1], 0; 0, w[2]]"},
        {"d (d (d f / d w[i]) / d w[i]) / d w[i]", FORMULA, "6 * a"},
        {"d (d f / d a) / d w[i]", FORMULA, "3 * w[i]^2"},
        {"d (d g / d w) / d w", ENTRIES, "2 * [0, w[2]; w[2], w[1]]"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* Labels. */

START_TEST(an_embedding_is_a_row_picked_by_a_label) {
    static const char model[] =
        "    sizes: {V: 4, T: 2, n: 2, H: 2, N: 2}\n"
        "    given: {X: [N, T -> V], Y: [N -> V], C: [V, n], W1: [T, n, H], b1: [H], W2: [H, V],\n"
        "            b2: [V], o: [-> V]}\n"
        "    define:\n"
        "      e[k,t,q]: C[X[k,t],q]\n"
        "      a[k,j]: sum(t, q, e[k,t,q] * W1[t,q,j]) + b1[j]\n"
        "      h: tanh(a)\n"
        "      z: h @ W2 + b2\n"
        "      p: softmax(z)\n"
        "      l: -1/N * sum(k, log(p[k,Y[k]]))\n"
        "      u: C[o,.]\n"
        "      s: sum(u^2)\n";
    static const Asked asked[] = {
        {"d l / d p[k,c]", FORMULA, "-(c == Y[k]) / (N * p[k,Y[k]])"},
        {"d l / d z[k,c]", FORMULA, "1/N * (p[k,c] - (c == Y[k]))"},
        {"d l / d z", MATRIX, "1/N * (p - onehot(Y))"},
        {"d l / d W2", MATRIX ", using: [d l / d z]", "h.T @ d l / d z"},
        {"d l / d W2", MATRIX, "1/N * (h.T @ (p - onehot(Y)))"},
        {"d l / d b2", MATRIX ", using: [d l / d z]", "ones(N) @ d l / d z"},
        {"d l / d h", MATRIX ", using: [d l / d z]", "d l / d z @ W2.T"},
        {"d l / d a", MATRIX ", using: [d l / d h]", "d l / d h * (1 - h^2)"},
        {"d l / d W1[t,q,j]", FORMULA ", using: [d l / d a]", "sum(k, d l / d a[k,j] * e[k,t,q])"},
        {"d l / d e[k,t,q]", FORMULA ", using: [d l / d a]", "sum(j, d l / d a[k,j] * W1[t,q,j])"},
        {"d l / d C[w,q]", FORMULA ", using: [d l / d e]",
         "sum(k, t, d l / d e[k,t,q] * (w == X[k,t]))"},
        {"d s / d C", MATRIX, "2 * outer(onehot(o), u)"},
        {"d s / d C[o,.]", MATRIX, "2 * u"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* Shapes. */

START_TEST(a_stretched_dimension_is_summed_on_the_way_back) {
    static const char model[] = "    sizes: {m: 2, n: 3}\n"
                                "    given: {X: [m, n], b: [1, n], c: [m, 1], v: [n], k: []}\n"
                                "    define:\n"
                                "      Y: X + b\n"
                                "      Z: X * c\n"
                                "      P: X + v\n"
                                "      Q: k * X - 1\n"
                                "      l: sum(Y^2) + sum(Z^2) + sum(P) + sum(Q^2)\n";
    static const Asked asked[] = {
        {"d l / d b", MATRIX, "2 * (ones(1, m) @ Y)"},
        {"d l / d c", MATRIX, "2 * ((Z * X) @ ones(n, 1))"},
        {"d l / d v", MATRIX, "m * ones(n)"},
        {"d l / d k", MATRIX, "2 * sum(Q * X)"},
        {"d l / d k", FORMULA, "2 * sum(q, r, Q[q,r] * X[q,r])"},
        {"d Y[i,j] / d b[1,q]", FORMULA, "(j == q)"},
        {"d mean(X) / d X", MATRIX, "1 / (n * m) * ones(m, n)"},
        {"d sum(X, 1) / d X[i,j]", ENTRIES, "[(j == 1); (j == 2); (j == 3)]"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

START_TEST(tensors_have_up_to_four_dimensions) {
    static const char model[] = "    sizes: {a: 2, b: 2, c: 2, e: 2}\n"
                                "    given: {T: [a, b, c, e], U: [a, b, c], v: [e]}\n"
                                "    define:\n"
                                "      s: sum(T, 4)\n"
                                "      t[i,j,k]: sum(r, T[i,j,k,r] * v[r])\n"
                                "      l: sum(t * U)\n";
    static const Asked asked[] = {
        {"d l / d T[i,j,k,r]", FORMULA, "U[i,j,k] * v[r]"},
        {"d l / d v[r]", FORMULA, "sum(i, j, k, U[i,j,k] * T[i,j,k,r])"},
        {"d l / d T[1,.,.,2]", ENTRIES, "v[2] * [U[1,1,1], U[1,1,2]; U[1,2,1], U[1,2,2]]"},
        {"d l / d U", ENTRIES,
         "{1}[t[1,1,1], t[1,1,2]; t[1,2,1], t[1,2,2]]{2}[t[2,1,1], t[2,1,2]; "
         "t[2,2,1], t[2,2,2]]"},
        {"d s[i,j,k] / d T[p,q,r,u]", FORMULA, "(i == p) * (j == q) * (k == r)"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

START_TEST(an_update_rule_is_a_question_too) {
    static const char model[] = "    sizes: {n: 2, m: 1}\n"
                                "    given: {x: [m, n], W1: [n, n], eta: []}\n"
                                "    write: {\"W1[1,1]\": w_1}\n"
                                "    define: {h1: x @ W1, l: sum(h1^2)}\n"
                                "    values: {x: [[1,2]], W1: [[1,0],[2,1]], eta: 1/4}\n";
    static const Asked asked[] = {
        {"W1 - eta * d l / d W1", MATRIX, "W1 - 2 * eta * (x.T @ h1)"},
        {"W1 - eta * d l / d W1", ENTRIES,
         "[W1[1,1] - 2 * eta * h1[1,1] * x[1,1], W1[1,2] - 2 * eta * h1[1,2] * x[1,1]; "
         "W1[2,1] - 2 * eta * h1[1,1] * x[1,2], W1[2,2] - 2 * eta * h1[1,2] * x[1,2]]"},
        {"1/2 * (d l / d W1[1,2] - d l / d W1[2,1])", FORMULA,
         "h1[1,2] * x[1,1] - h1[1,1] * x[1,2]"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* What a question brings itself, and a name for one entry. */
START_TEST(a_question_may_bring_its_own_numbers) {
    static const char yaml[] = "gradsheet: 1\n"
                               "title: Homework\n"
                               "models:\n"
                               "  m:\n"
                               "    sizes: {n: 2}\n"
                               "    given: {W: [n, n]}\n"
                               "    define: {l: sum(W^2)}\n"
                               "    write: {\"W[1,2]\": w_5}\n"
                               "sections:\n"
                               "  - title: Questions\n"
                               "    questions:\n"
                               "      - {find: d sqrt(u) / d u, given: {u: []}, values: {u: 9/4}}\n"
                               "      - {find: \"d W[i,j] / d W[1,2]\", given: {W: [2, 2]}}\n"
                               "      - {find: \"d l / d W[1,2]\"}\n"
                               "      - {find: d softplus(u) / d u, given: {u: []}}\n";
    Solved solved;
    solved_open(&solved, yaml, NULL);
    ck_assert_msg(solved.status == SHEET_OK, "%s", solved_messages(&solved));
    const json_t *value = json_object_get(solved_question(&solved, 0, 0), "value");
    ck_assert_str_eq(json_string_value(json_object_get(value, "exact")), "1/3");
    const json_t *answers = json_object_get(solved_question(&solved, 0, 1), "answers");
    ck_assert_str_eq(solved_answer_text(&solved, json_array_get(answers, 0)),
                     "(i == 1) * (j == 2)");
    answers = json_object_get(solved_question(&solved, 0, 2), "answers");
    ck_assert_str_eq(json_string_value(json_object_get(json_array_get(answers, 0), "latex")),
                     "2 w_5");
    ck_assert(json_is_null(json_object_get(solved_question(&solved, 0, 3), "value")));
    solved_close(&solved);
}
END_TEST

/* A gradient that has a name stands in other answers; asked for itself, it is derived. */
START_TEST(a_named_gradient_is_derived_where_it_is_asked_for) {
    static const char model[] = "    sizes: {n: 3}\n"
                                "    given: {x: [n], y: [n], W: [n, n], eta: []}\n"
                                "    define: {z: W @ x, l: 1/2 * sum((z - y)^2)}\n"
                                "    let: {delta: d l / d z}\n";
    static const Asked asked[] = {
        {"delta", MATRIX, "z - y"},
        {"delta[i]", FORMULA, "z[i] - y[i]"},
        {"d l / d z", MATRIX, "z - y"},
        {"d l / d W", MATRIX, "outer(delta, x)"},
        {"z - eta * delta", MATRIX, "z - eta * delta"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* z varies on its own, and the gradient inside takes it for what W makes of it. */
START_TEST(what_a_gradient_comes_through_may_be_differentiated_by) {
    static const char model[] = "    sizes: {n: 3}\n"
                                "    given: {x: [n], W: [n, n]}\n"
                                "    define: {z: W @ x, l: sum(z^3), g: d l / d W, q: sum(g^2)}\n";
    static const Asked asked[] = {
        {"d (d l / d W[1,1]) / d z[1]", FORMULA, "6 * z[1] * x[1]"},
        {"d q / d z", MATRIX, "12 * (g @ x) * z"},
        {"d q / d g", MATRIX, "2 * g"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* Brackets of indices that differ. */

START_TEST(other_classes_than_the_right_one_have_a_matrix_form) {
    static const char model[] = "    sizes: {N: 2, K: 3, n: 2}\n"
                                "    given: {X: [N, n], W: [n, K], Z: [n, n], s: [K],\n"
                                "            y: [N -> K], t: [-> K]}\n"
                                "    define:\n"
                                "      S: X @ W\n"
                                "      c: sum(k, q, (q != y[k]) * S[k,q]^2)\n"
                                "      off: sum(p, q, (p != q) * Z[p,q]^2)\n"
                                "      h: sum(q, (q != t) * max(0, s[q] - s[t] + 1))\n";
    static const Asked asked[] = {
        {"d c / d S", MATRIX, "2 * (1 - onehot(y)) * S"},
        {"d c / d W", MATRIX, "2 * (X.T @ ((1 - onehot(y)) * S))"},
        {"d off / d Z", MATRIX, "2 * Z * (1 - eye(n))"},
        {"d h / d s", MATRIX,
         "(1 - onehot(t)) * (s - s[t] + 1 > 0) - "
         "((1 - onehot(t)) @ (s - s[t] + 1 > 0)) * onehot(t)"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* The author's order. */

START_TEST(parts_of_a_definition_stand_as_they_were_written) {
    static const char model[] =
        "    sizes: {n: 2}\n"
        "    given: {y: [n], z: [n], x: [n], w: [n], c: []}\n"
        "    define:\n"
        "      hinge: sum(relu(1 - y * z)^2)\n"
        "      logistic: sum(log(1 + exp(-y * z)))\n"
        "      wave: sum(cos(w + w^2))\n"
        "      gauss: exp(-sum((x - w)^2) / 2)\n"
        "      cubes: sum((1 - x * w)^3)\n"
        "      huber: sum(i, (abs(x[i] - w[i]) <= c) * (x[i] - w[i])^2 / 2\n"
        "        + (abs(x[i] - w[i]) > c) * c * (abs(x[i] - w[i]) - c / 2))\n"
        "      pinball: sum(max(c * (x - w), (c - 1) * (x - w)))\n"
        "      swish: c * sigmoid(c)\n"
        "      svm: sum(max(0, 1 - y * w)) + w @ w / 2\n"
        "      bce: -sum(y * log(x) + (1 - y) * log(1 - x))\n";
    static const Asked asked[] = {
        {"d hinge / d z", MATRIX, "-2 * y * relu(1 - y * z)"},
        {"d hinge / d y[i]", FORMULA, "-2 * relu(1 - y[i] * z[i]) * z[i]"},
        {"d logistic / d z", MATRIX, "y * (sigmoid(y * z) - 1)"},
        {"d wave / d w[i]", FORMULA, "-sin(w[i] + w[i]^2) * (2 * w[i] + 1)"},
        {"d gauss / d w", MATRIX, "gauss * (x - w)"},
        {"d (d gauss / d x) / d x", MATRIX, "gauss * (outer(x - w, x - w) - eye(n))"},
        {"d cubes / d x", MATRIX, "-3 * (1 - x * w)^2 * w"},
        {"d huber / d x[i]", FORMULA,
         "(x[i] - w[i]) * (abs(x[i] - w[i]) <= c) + c * sign(x[i] - w[i]) * (abs(x[i] - w[i]) > "
         "c)"},
        {"d pinball / d c", FORMULA, "sum(i, x[i] - w[i])"},
        {"d pinball / d w[i]", FORMULA, "(1 - c) * (x[i] - w[i] < 0) - c * (x[i] - w[i] >= 0)"},
        {"d swish / d c", FORMULA, "swish * (1 - sigmoid(c)) + sigmoid(c)"},
        {"w - c * d svm / d w", MATRIX, "w - c * (w - y * (1 - y * w > 0))"},
        /* log(x) and log(1 - x) have values between 0 and 1 only. */
        {"d bce / d x[i]", FORMULA, "(1 - y[i]) / (1 - x[i]) - y[i] / x[i]"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* Where the two of a maximum are one. */

START_TEST(a_clipped_ratio_has_the_slope_of_what_it_is) {
    /* min(r A, clip(r) A) is r A as long as nothing is clipped: both sides are one there. */
    static const char model[] = "    given: {r: [], A: [], e: [], x: []}\n"
                                "    define:\n"
                                "      s: r * A\n"
                                "      c: min(max(r, 1 - e), 1 + e) * A\n"
                                "      J: min(s, c)\n"
                                "      f: max(x, relu(x))\n"
                                "      g: max(x, 0) + max(0, x)\n"
                                "    values: {r: 1.1, A: 2, e: 0.2, x: 1/2}\n";
    static const Asked asked[] = {
        {"d J / d s", FORMULA, "(s <= c)"},
        {"d J / d c", FORMULA, "(s > c)"},
        {"d f / d x", FORMULA, "(x >= relu(x)) + (x > 0) * (relu(x) > x)"},
        {"d g / d x", FORMULA, "(x >= 0) + (x > 0)"},
    };
    CHECK_HOMEWORK(model, asked);
    Solved solved;
    StrBuf yaml;
    strbuf_init(&yaml);
    strbuf_printf(&yaml,
                  "gradsheet: 1\ntitle: T\nmodels:\n  m:\n%ssections: [{title: S, questions: "
                  "[{find: d J / d r}, {find: d f / d x}]}]\n",
                  model);
    solved_open(&solved, yaml.chars, NULL);
    strbuf_free(&yaml);
    static const char *const values[] = {"2", "1"};
    for (size_t i = 0; i < 2; i++) {
        const json_t *question = solved_question(&solved, 0, i);
        const json_t *value = json_object_get(json_object_get(question, "value"), "exact");
        ck_assert_str_eq(json_string_value(value), values[i]);
        ck_assert_uint_eq(json_array_size(json_object_get(question, "warnings")), 0);
    }
    solved_close(&solved);
}
END_TEST

/* Vectors beside matrices. */

START_TEST(matrix_answers_are_matrix_algebra) {
    /* NumPy stretches a vector over a matrix, and adds rows to columns; on paper nobody does but
     * where the author did. */
    static const char model[] =
        "    sizes: {N: 4, j: 3, k: 2}\n"
        "    given: {X: [N, j], b: [j], lam: [], W: [k, j], x: [j], E: [N, j], S: [j, j]}\n"
        "    define:\n"
        "      l: 1/2 * sum((X + b)^2) + lam / 2 * sum(b^2)\n"
        "      p: sigmoid(W @ x)\n"
        "      AE: W.T @ p\n"
        "      ae: 1/2 * sum((AE - x)^2)\n"
        "      s: softmax(x)\n"
        "      ls: log(s)\n"
        "      f: 1/2 * sum(E^2) + sum(c, b[c] * sum(n, E[n,c]))\n"
        "      t: tr((X - E) @ S @ (X - E).T)\n"
        "      e: sum(i, S[i,i]^2)\n";
    static const Asked asked[] = {
        {"d l / d X", MATRIX, "X + b"},
        {"d l / d b", MATRIX, "X.T @ ones(N) + (lam + N) * b"},
        {"d ae / d W", MATRIX, "outer((W @ (AE - x)) * p * (1 - p), x) + outer(p, AE - x)"},
        {"d s / d x", MATRIX, "diag(s) - outer(s, s)"},
        {"d ls / d x", MATRIX, "eye(j) - outer(ones(j), s)"},
        {"d f / d E", MATRIX, "E + outer(ones(N), b)"},
        {"d e / d S", MATRIX, "2 * S * eye(j)"},
        {"d t / d X", MATRIX, "(X - E) @ (S + S.T)"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

START_TEST(attention_has_its_gradients_in_matrix_notation) {
    /* With G = dO V.T, the row of a softmax's Jacobian takes the mean of G off: the rest of the
     * answer is (A * (G - rowsum(G * A))) K, and its transpose by K. */
    static const char model[] = "    sizes: {T: 4, k: 3}\n"
                                "    given: {Q: [T, k], K: [T, k], V: [T, k], Y: [T, k]}\n"
                                "    define:\n"
                                "      A: softmax(Q @ K.T)\n"
                                "      O: A @ V\n"
                                "      l: 1/2 * sum((O - Y)^2)\n";
    static const Asked asked[] = {
        {"d l / d V", MATRIX, "A.T @ (O - Y)"},
        {"d l / d Q", MATRIX, "(((O - Y) @ V.T) * A - diag(sum(((O - Y) @ V.T) * A, -1)) @ A) @ K"},
        {"d l / d K", MATRIX, "((V @ (O - Y).T) * A.T - A.T @ diag(sum(O * (O - Y), -1))) @ Q"},
    };
    /* Two forms of the last are equally good: alone it is the transpose of the other. */
    check_questions(model, asked, sizeof asked / sizeof *asked);
}
END_TEST

/* Shares of sums. */

START_TEST(a_log_of_a_sum_of_exponentials_has_a_softmax) {
    static const char model[] =
        "    sizes: {N: 3, K: 2, n: 2}\n"
        "    given: {R: [N, N], g: [N], eta: [N], w: [K], s: [N, K],\n"
        "            A: [K, n], b: [K], x: [n], a: [K]}\n"
        "    define:\n"
        "      cox: g @ (log(R @ exp(eta)) - eta)\n"
        "      mixture: sum(n, log(sum(k, w[k] * exp(s[n,k]))))\n"
        "      lse: log(sum(exp(A @ x + b)))\n"
        "      p: softmax(a)\n"
        "      e[r,k]: log(p[k]) + s[r,k]\n"
        "      L: sum(r, log(sum(k, exp(e[r,k]))))\n"
        "      back: b[1] * sum(k, eta[k] * exp(g[k])) / sum(k, exp(g[k]))\n"
        "        * sum(k, exp(g[k]))\n";
    static const Asked asked[] = {
        {"d cox / d eta", MATRIX, "exp(eta) * (R.T @ (g / (R @ exp(eta)))) - g"},
        {"d mixture / d s", MATRIX, "diag(1 / (exp(s) @ w)) @ exp(s) @ diag(w)"},
        {"d lse / d x", MATRIX, "A.T @ softmax(A @ x + b)"},
        {"d lse / d x[i]", FORMULA, "sum(k, A[k,i] * softmax(A @ x + b)[k])"},
        {"d (d lse / d b) / d b", MATRIX,
         "diag(softmax(A @ x + b)) - outer(softmax(A @ x + b), softmax(A @ x + b))"},
        {"d L / d a[c]", FORMULA, "sum(r, softmax(e)[r,c]) - N * p[c]"},
        /* A share does not keep what it was made of from cancelling. */
        {"d back / d b[1]", FORMULA, "sum(r, eta[r] * exp(g[r]))"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

START_TEST(a_gradient_may_lie_as_a_row) {
    static const char model[] = "    notation: {gradients: rows}\n"
                                "    sizes: {m: 2, n: 3}\n"
                                "    given: {x: [n], y: [m], A: [m, n], c: [], z: [n], t: [n]}\n"
                                "    define:\n"
                                "      r: A @ x - y\n"
                                "      k: r @ r / (2 * m)\n"
                                "      s: sigmoid(z)\n"
                                "      b: -sum(t * log(s) + (1 - t) * log(1 - s))\n"
                                "    let: {G: d k / d A, g: d k / d x}\n";
    static const Asked asked[] = {
        {"d k / d x", MATRIX, "1/m * (r @ A)"},
        {"d b / d z", MATRIX, "(s - t).T"},
        {"d b / d z", ENTRIES, "[s[1] - t[1], s[2] - t[2], s[3] - t[3]]"},
        /* What is no gradient of a number by a vector lies as ever. */
        {"d r / d x", MATRIX, "A"},
        {"d k / d A", MATRIX, "1/m * outer(r, x)"},
        {"x - c * d k / d x", MATRIX, "x - c * g"},
        {"G[1,.]", MATRIX, "1/m * r[1] * x"},
        {"g", MATRIX, "1/m * (r @ A)"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* Indices of several ranges. */

START_TEST(a_convolution_by_its_indices_has_a_banded_jacobian) {
    /* y_i = b_i + Σ_j w_j x_(i+j-1): r runs over n, i over m and j over k. */
    static const char model[] = "    sizes: {n: 5, k: 3, m: 3}\n"
                                "    given: {x: [n], w: [k], b: [m], g: [m]}\n"
                                "    define:\n"
                                "      y[i]: b[i] + sum(j, r, (r == i + j - 1) * w[j] * x[r])\n"
                                "      l: sum(g * y)\n";
    static const Asked asked[] = {
        {"d y / d x", ENTRIES,
         "[w[1], w[2], w[3], 0, 0; 0, w[1], w[2], w[3], 0; 0, 0, w[1], w[2], w[3]]"},
        {"d l / d w[j]", FORMULA, "sum(i, r, g[i] * x[r] * (r == j + i - 1))"},
        {"d l / d w", ENTRIES,
         "[sum(i, r, g[i] * x[r] * (i == r)); sum(i, r, g[i] * x[r] * (r == i + 1)); "
         "sum(i, r, g[i] * x[r] * (r == i + 2))]"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* Names for parts of an answer. */

START_TEST(a_gelu_is_told_in_terms_of_the_normal_distribution) {
    /* (x Φ)' = Φ + x φ; φ is a name only where the model comes by it. */
    static const char model[] = "    given: {x: []}\n"
                                "    define:\n"
                                "      Phi: (1 + erf(x / sqrt(2))) / 2\n"
                                "      phi: exp(-x^2 / 2) / sqrt(2 * pi)\n"
                                "      gelu: x * Phi\n"
                                "      both: gelu + phi\n";
    static const Asked asked[] = {
        {"d gelu / d x", FORMULA, "x * exp(-1/2 * x^2) / sqrt(2 * pi) + Phi"},
        {"d both / d x", FORMULA, "Phi"},
        {"d (gelu + 2 * phi) / d x", FORMULA, "Phi - phi * x"},
        {"d (x^2 * phi) / d x", FORMULA, "phi * x * (2 - x^2)"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

/* Names for what follows from a gradient. */

START_TEST(a_name_defined_by_a_gradient_is_worked_out) {
    /* o = |x - y|² / 2: its gradient is e, and the derivative of that the identity. */
    static const char model[] = "    sizes: {n: 2}\n"
                                "    given: {x: [n], y: [n], eta: []}\n"
                                "    define:\n"
                                "      e: x - y\n"
                                "      o: e @ e / 2\n"
                                "      G: d o / d x\n"
                                "      next: x - eta * d o / d x\n"
                                "      step[i]: -eta * G[i]\n"
                                "      H: d G / d x\n"
                                "      s: sigmoid(eta)\n"
                                "      slope: d s / d eta\n";
    static const Asked asked[] = {
        {"G", MATRIX, "e"},
        {"G", ENTRIES, "[e[1]; e[2]]"},
        {"G[2]", FORMULA, "e[2]"},
        {"next", MATRIX, "x - eta * e"},
        {"next[i]", FORMULA, "x[i] - eta * e[i]"},
        {"step[i]", FORMULA, "-eta * G[i]"},
        {"H", MATRIX, "eye(n)"},
        {"d slope / d eta", FORMULA, "slope * (1 - 2 * s)"},
    };
    CHECK_HOMEWORK(model, asked);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("language");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, cross_entropy_leaves_the_difference_below_hidden_layers);
    tcase_add_test(tests, a_context_is_named_in_the_slope_of_its_softmax);
    tcase_add_test(tests, a_line_is_fitted);
    tcase_add_test(tests, what_is_written_by_hand_is_called_by_its_name);
    tcase_add_test(tests, a_likelihood_of_many_labels_has_the_counts);
    tcase_add_test(tests, an_lstm_cell_goes_back_through_its_gates);
    tcase_add_test(tests, gates_of_a_batch_add_up_gate_by_gate);
    tcase_add_test(tests, a_gru_cell_resets_and_updates);
    tcase_add_test(tests, a_residual_network_is_repeated);
    tcase_add_test(tests, a_layer_is_normalised_along_the_last_of_three_dimensions);
    tcase_add_test(tests, a_hinge_loss_is_0_beyond_the_margin);
    tcase_add_test(tests, the_largest_of_a_row_takes_its_gradient);
    tcase_add_test(tests, every_function_has_the_derivative_of_the_tables);
    tcase_add_test(tests, an_authors_function_is_its_formula);
    tcase_add_test(tests, a_function_may_clip_its_parameter);
    tcase_add_test(tests, a_definition_may_hold_a_derivative);
    tcase_add_test(tests, a_free_index_may_have_a_longer_name);
    tcase_add_test(tests, a_sum_over_brackets_tells_its_range);
    tcase_add_test(tests, an_unknown_function_has_primes);
    tcase_add_test(tests, a_softmax_of_a_formula_is_written_as_one);
    tcase_add_test(tests, signs_stand_where_an_author_writes_them);
    tcase_add_test(tests, the_matrix_cookbook_is_right);
    tcase_add_test(tests, shared_weights_add_up_what_comes_from_both);
    tcase_add_test(tests, a_hessian_is_a_derivative_of_a_derivative);
    tcase_add_test(tests, an_embedding_is_a_row_picked_by_a_label);
    tcase_add_test(tests, a_stretched_dimension_is_summed_on_the_way_back);
    tcase_add_test(tests, tensors_have_up_to_four_dimensions);
    tcase_add_test(tests, an_update_rule_is_a_question_too);
    tcase_add_test(tests, what_a_gradient_comes_through_may_be_differentiated_by);
    tcase_add_test(tests, a_named_gradient_is_derived_where_it_is_asked_for);
    tcase_add_test(tests, a_question_may_bring_its_own_numbers);
    tcase_add_test(tests, other_classes_than_the_right_one_have_a_matrix_form);
    tcase_add_test(tests, a_gelu_is_told_in_terms_of_the_normal_distribution);
    tcase_add_test(tests, parts_of_a_definition_stand_as_they_were_written);
    tcase_add_test(tests, a_clipped_ratio_has_the_slope_of_what_it_is);
    tcase_add_test(tests, a_convolution_by_its_indices_has_a_banded_jacobian);
    tcase_add_test(tests, matrix_answers_are_matrix_algebra);
    tcase_add_test(tests, attention_has_its_gradients_in_matrix_notation);
    tcase_add_test(tests, a_log_of_a_sum_of_exponentials_has_a_softmax);
    tcase_add_test(tests, a_gradient_may_lie_as_a_row);
    tcase_add_test(tests, a_name_defined_by_a_gradient_is_worked_out);
    Suite *suite = suite_create("language");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
