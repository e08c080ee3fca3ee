/* The assignments that ship, against answers worked out by hand: each with its textbook form. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "solved.h"

typedef struct Expected {
    const char *id;
    size_t answer; /* of the question's, from 0 */
    const char *text;
} Expected;

static char *read_assignment(const char *name) {
    char path[4096];
    snprintf(path, sizeof path, ASSIGNMENTS "/%s.yaml", name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s cannot be opened", path);
    size_t capacity = (size_t)1 << 16;
    char *text = calloc(1, capacity);
    ck_assert_ptr_nonnull(text);
    ck_assert_uint_lt(fread(text, 1, capacity - 1, file), capacity - 1);
    fclose(file);
    return text;
}

static void solve_assignment(Solved *solved, const char *name) {
    char *text = read_assignment(name);
    solved_open(solved, text, NULL);
    free(text);
    ck_assert_msg(solved->status == SHEET_OK, "%s: %s", name, solved_messages(solved));
}

static json_t *find_question(const Solved *solved, const char *id) {
    unsigned section = 0, question = 0;
    ck_assert_int_eq(sscanf(id, "%u.%u", &section, &question), 2);
    json_t *found = solved_question(solved, section - 1, question - 1);
    ck_assert_msg(found != NULL, "there is no question %s", id);
    return found;
}

static void check_answers(const char *name, const Expected *expected, size_t count) {
    Solved solved;
    solve_assignment(&solved, name);
    for (size_t i = 0; i < count; i++) {
        const json_t *answers = json_object_get(find_question(&solved, expected[i].id), "answers");
        const json_t *answer = json_array_get(answers, expected[i].answer);
        ck_assert_msg(answer != NULL, "%s of %s has no such answer", expected[i].id, name);
        const char *text = solved_answer_text(&solved, answer);
        ck_assert_msg(strcmp(text, expected[i].text) == 0, "%s of %s is “%s”, not “%s”",
                      expected[i].id, name, text, expected[i].text);
    }
    solved_close(&solved);
}

#define CHECK_ANSWERS(name, expected)                                                              \
    check_answers(name, expected, sizeof(expected) / sizeof *(expected))

/* The exact value of a question as compact JSON. */
static void check_value(const char *name, const char *id, const char *expected) {
    Solved solved;
    solve_assignment(&solved, name);
    const json_t *value = json_object_get(find_question(&solved, id), "value");
    char *exact = json_dumps(json_object_get(value, "exact"), JSON_COMPACT | JSON_ENCODE_ANY);
    ck_assert_ptr_nonnull(exact);
    ck_assert_msg(strcmp(exact, expected) == 0, "the value of %s of %s is %s, not %s", id, name,
                  exact, expected);
    free(exact);
    solved_close(&solved);
}

/* ∂p_i/∂z_j = p_i (δ_ij − p_j); with cross-entropy all that is left is p − onehot(y); the gradient
 * of the weights is (p − onehot(y)) xᵀ; for a batch Xᵀ turned round, plus λ W; biases add up the
 * rows. */
START_TEST(softmax_with_cross_entropy_is_the_error) {
    static const Expected expected[] = {
        {"1.1", 0, "softmax(z)"},
        {"1.2", 0, "p[i] * ((i == j) - p[j])"},
        {"1.3", 0, "-(i == y) / p[y]"},
        {"1.4", 0, "p[i] - (i == y)"},
        {"1.5", 0, "p - onehot(y)"},
        {"1.6", 0, "(p[i] - (i == y)) * x[j]"},
        {"1.7", 0, "outer(p - onehot(y), x)"},
        {"2.1", 0, "1/N * (P[k,c] - (c == y[k]))"},
        {"2.2", 0, "1/N * (P - onehot(y))"},
        {"2.3", 0, "Delta.T @ X + lambda * W"},
        {"2.4", 0, "ones(N) @ Delta"},
    };
    CHECK_ANSWERS("softmax-classifier", expected);
}
END_TEST

/* Werbos: ∂l/∂h_t = Wᵀ (∂l/∂h_{t+1} ⊙ (z_{t+1} > 0)), ∂l/∂W = Σ_t (∂l/∂h_t ⊙ (z_t > 0)) h_{t−1}ᵀ.
 */
START_TEST(a_recurrent_network_is_unrolled) {
    static const Expected expected[] = {
        {"1.1", 0, "relu(z1)"},
        {"1.4", 0, "1/2 * (o - y)^2"},
        {"1.5", 0,
         "[(z3[1] > 0) * W[1,1], (z3[1] > 0) * W[1,2]; (z3[2] > 0) * W[2,1], (z3[2] > 0) * "
         "W[2,2]]"},
        {"2.1", 0, "o - y"},
        {"2.2", 0, "delta * v"},
        {"2.3", 0, "W.T @ (d l / d h3 * (z3 > 0))"},
        {"2.3", 1, "delta * (W.T @ (v * (z3 > 0)))"},
        {"2.4", 0, "W.T @ (d l / d h2 * (z2 > 0))"},
        {"2.4", 1, "delta * (W.T @ ((W.T @ (v * (z3 > 0))) * (z2 > 0)))"},
        {"2.6", 0,
         "outer(d l / d h1 * (z1 > 0), h0) + outer(d l / d h2 * (z2 > 0), h1) + "
         "outer(d l / d h3 * (z3 > 0), h2)"},
        {"2.7", 0,
         "d l / d h1[i] * (z1[i] > 0) * x1[j] + d l / d h2[i] * (z2[i] > 0) * x2[j] + "
         "d l / d h3[i] * (z3[i] > 0) * x3[j]"},
    };
    CHECK_ANSWERS("recurrent-network", expected);
}
END_TEST

/* By hand: z1 = (1/2, −2) + W (0, 1) = (3/2, −5/2), so h1 = (3/2, 0); z2 = (1, 2) + (3/4, 3/2), so
 * h2 = (7/4, 7/2); z3 = (−3/4, 3/2) + (35/8, 0), so h3 = (29/8, 3/2), o = 53/8, l = (45/8)²/2. */
START_TEST(the_recurrent_network_stays_rational) {
    check_value("recurrent-network", "1.1", "[\"3/2\",\"0\"]");
    check_value("recurrent-network", "1.2", "[\"7/4\",\"7/2\"]");
    check_value("recurrent-network", "1.3", "[\"29/8\",\"3/2\"]");
    check_value("recurrent-network", "1.4", "\"2025/128\"");
    check_value("recurrent-network", "2.3", "[\"225/16\",\"0\"]");
}
END_TEST

/* Vaswani et al.: ∂l/∂V = Aᵀ G, ∂l/∂A = G Vᵀ, ∂l/∂S = A ⊙ (∂l/∂A − its mean under A, row by row),
 * ∂l/∂Q = ∂l/∂S K/√d, ∂l/∂K = (∂l/∂S)ᵀ Q/√d, and the same with one query. */
START_TEST(an_attention_head_goes_back_through_its_softmax) {
    static const Expected expected[] = {
        {"1.1", 0, "softmax(s)"},
        {"1.2", 0, "a @ V"},
        {"1.4", 0, "outer(a, d l / d o)"},
        {"1.5", 0, "V @ d l / d o"},
        {"1.6", 0, "a[i] * ((i == j) - a[j])"},
        {"1.7", 0, "(d l / d a[i] - sum(r, d l / d a[r] * a[r])) * a[i]"},
        {"1.8", 0, "1/sqrt(d_) * (K.T @ d l / d s)"},
        {"1.9", 0, "1/sqrt(d_) * outer(d l / d s, q)"},
        {"2.1", 0, "A.T @ G"},
        {"2.2", 0, "G @ V.T"},
        {"2.3", 0, "(d l / d A[i,j] - sum(q, d l / d A[i,q] * A[i,q])) * A[i,j]"},
        {"2.4", 0, "1/sqrt(d_) * (d l / d S @ K)"},
        {"2.5", 0, "1/sqrt(d_) * ((d l / d S).T @ Q)"},
        {"2.6", 0, "X.T @ d l / d Q"},
        {"2.7", 0, "d l / d Q @ A1.T + d l / d K @ A2.T + d l / d V @ A3.T"},
    };
    CHECK_ANSWERS("attention-head", expected);
}
END_TEST

/* Bishop, 4.3.3: ∇L = Xᵀ (p − y) + λ w and ∇∇L = Xᵀ diag(p (1 − p)) X + λ I, in which the labels
 * have no part. At w = 0 every p is 1/2: the Hessian is XᵀX/4 + I/2. */
START_TEST(logistic_regression_has_the_hessian_of_iterated_least_squares) {
    static const Expected expected[] = {
        {"2.1", 0, "sigmoid(u) * (1 - sigmoid(u))"},
        {"2.2", 0, "p[k] - y[k]"},
        {"2.3", 0, "sum(k, (p[k] - y[k]) * X[k,i]) + lambda * w[i]"},
        {"2.4", 0, "X.T @ (p - y) + lambda * w"},
        {"2.5", 0, "lambda * (i == j) + sum(k, p[k] * (1 - p[k]) * X[k,i] * X[k,j])"},
        {"2.6", 0, "lambda * eye(n) + X.T @ diag(p * (1 - p)) @ X"},
    };
    CHECK_ANSWERS("newton-logistic", expected);
    check_value("newton-logistic", "2.4", "[\"-2\",\"-3/2\"]");
    check_value("newton-logistic", "2.6", "[[\"7/2\",\"-1/4\"],[\"-1/4\",\"11/4\"]]");
    check_value("newton-logistic", "2.7", "[\"1/5\",\"3/20\"]");
    /* (A + Aᵀ)/2 */
    check_value("newton-logistic", "1.4", "[[\"2\",\"1/2\"],[\"1/2\",\"3\"]]");
}
END_TEST

/* Ioffe and Szegedy: with σ² the variance and r = 1/σ, ∂l/∂σ² = −1/2 Σ ∂l/∂x̂ (x − μ) r³ and
 * ∂l/∂x = r (∂l/∂x̂ − mean(∂l/∂x̂) − (x − μ) r² mean(∂l/∂x̂ (x − μ))). */
START_TEST(batch_normalization_takes_two_means_off_the_gradient) {
    static const Expected expected[] = {
        {"1.1", 0, "mean(x, 1)"},
        {"1.2", 0, "mean(c^2, 1)"},
        {"1.4", 0, "gamma * u + beta"},
        {"2.1", 0, "sum(q, g[q,j])"},
        {"2.2", 0, "sum(q, g[q,j] * u[q,j])"},
        {"2.3", 0, "g @ diag(gamma)"},
        {"2.4", 0, "sum(q, d l / d u[q,j] * c[q,j])"},
        {"2.5", 0, "-1/2 * d l / d r[j] * r[j]^3"},
    };
    CHECK_ANSWERS("batch-norm", expected);
    check_value("batch-norm", "1.2", "[\"25\",\"4\"]");
    check_value("batch-norm", "2.5", "[\"11/250\",\"1/4\"]");
    /* Each column of the gradient adds up to 0. */
    check_value("batch-norm", "2.7",
                "[[\"49/250\",\"-1/2\"],[\"-59/125\",\"1/2\"],[\"43/250\",\"1/2\"],[\"13/125\","
                "\"-1/2\"]]");
}
END_TEST

/* ∂l/∂w_u = Σ_i δ_i x_{N(i,u)} and ∂l/∂x_j = Σ_{i,u} δ_i w_u [N(i,u) = j], a convolution with the
 * filter turned round. */
START_TEST(a_convolution_goes_back_by_its_table) {
    static const Expected expected[] = {
        {"2.1", 0, "(h[i] - y[i]) * (z[i] > 0)"},
        {"2.2", 0, "x[N[i,u]]"},
        {"2.3", 0, "sum(i, delta[i] * x[N[i,u]])"},
        {"2.4", 0, "sum(i, delta[i])"},
        {"2.5", 0, "sum(u, w[u] * (j == N[i,u]))"},
        {"2.6", 0, "sum(i, u, delta[i] * w[u] * (j == N[i,u]))"},
    };
    CHECK_ANSWERS("convolution", expected);
    check_value("convolution", "1.1", "[\"2\",\"9/2\",\"-3/2\"]");
    check_value("convolution", "2.5",
                "[[\"1/2\",\"-1\",\"2\",\"0\",\"0\"],[\"0\",\"1/2\",\"-1\",\"2\",\"0\"],[\"0\","
                "\"0\",\"1/2\",\"-1\",\"2\"]]");
    check_value("convolution", "2.6", "[\"1/2\",\"1\",\"-2\",\"8\",\"0\"]");
}
END_TEST

/* Every question of every assignment has stood the test at several points. */
static const char *const shipped[] = {
    "hw-backprop",     "softmax-classifier", "recurrent-network", "attention-head",
    "newton-logistic", "batch-norm",         "convolution",
};

START_TEST(every_answer_is_verified) {
    Solved solved;
    solve_assignment(&solved, shipped[_i]);
    size_t i, j;
    json_t *section, *question;
    json_array_foreach(json_object_get(solved.sheet, "sections"), i, section)
        json_array_foreach(json_object_get(section, "questions"), j, question) {
        const json_t *verified = json_object_get(question, "verified");
        ck_assert_int_ge(json_integer_value(json_object_get(verified, "points")), 3);
    }
    solved_close(&solved);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("shipped");
    TCase *tests = tcase_create("shipped");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, softmax_with_cross_entropy_is_the_error);
    tcase_add_test(tests, a_recurrent_network_is_unrolled);
    tcase_add_test(tests, the_recurrent_network_stays_rational);
    tcase_add_test(tests, an_attention_head_goes_back_through_its_softmax);
    tcase_add_test(tests, logistic_regression_has_the_hessian_of_iterated_least_squares);
    tcase_add_test(tests, batch_normalization_takes_two_means_off_the_gradient);
    tcase_add_test(tests, a_convolution_goes_back_by_its_table);
    tcase_add_loop_test(tests, every_answer_is_verified, 0, sizeof shipped / sizeof *shipped);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
