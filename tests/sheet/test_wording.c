/* The question that gradsheet asks where the author wrote no prompt, for every kind of `find`. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "solved.h"

static const char models[] =
    "models:\n"
    "  net:\n"
    "    sizes: {m: 2, n: 2, K: 3}\n"
    "    given: {x: [m, n], W1: [K, n], y: [m -> K], w: [n], b: [], eta: [], A: [n,n]}\n"
    "    functions: {phi(u): unknown, f(u): u^3}\n"
    "    define:\n"
    "      z1: x @ W1.T\n"
    "      h1: relu(z1)\n"
    "      p: softmax(z1)\n"
    "      l: \"-1/m * sum(k, log(p[k,y[k]]))\"\n"
    "      q: w @ A @ w + b^2 * w[1]\n"
    "      v: A @ w\n"
    "      g[i,j]: A[i,j] * w[j]\n"
    "    let: {delta: d l / d h1, gamma: d l / d p}\n"
    "    values: {x: [[1,2],[3,4]], W1: [[1,0],[0,1],[1,1]], y: [1,2], w: [1,2], b: 3, eta: 1/10, "
    "A: [[1,2],[3,4]]}\n"
    "  bare:\n"
    "    given: {w: [3], s: []}\n"
    "    functions: {phi(u): unknown}\n"
    "    define: {h: s * w, L: unknown(h)}\n";

static const struct {
    const char *model;
    const char *question;
    const char *wording;
} cases[] = {
    {"net", "find: 'd l / d W1[1,1]'",
     "What is the partial derivative of l with respect to W1[1,1]?"},
    {"net", "find: 'd l / d W1[i,j]'",
     "What is the partial derivative of l with respect to W1[i,j], for any i and j?"},
    {"net", "find: 'd l / d W1'", "What is the gradient of l with respect to W1?"},
    {"net", "find: 'd l / d W1[1,.]'", "What is the gradient of l with respect to row 1 of W1?"},
    {"net", "find: 'd l / d W1[.,j]'",
     "What is the gradient of l with respect to column j of W1, for any j?"},
    {"net", "find: 'd v / d w'", "What is the Jacobian of v with respect to w?"},
    {"net", "find: 'd v[i] / d w'", "What is the gradient of v[i] with respect to w, for any i?"},
    {"net", "find: 'd v / d w[j]'",
     "What is the partial derivative of each entry of v with respect to w[j], for any j?"},
    {"net", "find: 'd v / d b'",
     "What is the partial derivative of each entry of v with respect to b?"},
    {"net", "find: 'd h1 / d z1'",
     "What is the partial derivative of each entry of h1 with respect to each entry of z1?"},
    {"net", "find: 'd h1[1,.] / d z1[i,.]'",
     "What is the Jacobian of row 1 of h1 with respect to row i of z1, for any i?"},
    {"net", "find: 'd relu(u) / d u', given: {u: []}",
     "What is the derivative of relu(u) with respect to u?"},
    {"net", "find: 'd f(u) / d u', given: {u: []}",
     "What is the derivative of f(u) with respect to u?"},
    {"net", "find: 'W1 - eta * d l / d W1'",
     "What is W1 - eta * d l / d W1, with the derivative worked out?"},
    {"net", "find: 'd q / d w + d q / d b * w'",
     "What is d q / d w + d q / d b * w, with the derivatives worked out?"},
    {"net", "find: 'z1'", "How is z1 computed, and what is its value?"},
    {"net", "find: 'z1[1,2]'", "How is z1[1,2] computed, and what is its value?"},
    {"net", "find: 'g[i,j]'", "How is g[i,j] computed, for any i and j, and what is its value?"},
    {"net", "find: 'h1[1,.]'", "How is row 1 of h1 computed, and what is its value?"},
    {"net", "find: 'l'", "How is l computed, and what is its value?"},
    {"net", "find: 'delta'", "What is delta = d l / d h1?"},
    {"net", "find: 'x'", "What is x?"},
    {"net", "find: 'm'", "What is m?"},
    {"net", "find: '2 * l'", "What is the value of 2 * l?"},
    {"net", "find: 'l - q'", "What is the value of l - q?"},
    {"net", "find: 'd (d q / d w[1]) / d w[1]'",
     "What is the second partial derivative of q with respect to w[1]?"},
    {"net", "find: 'd (d q / d w[i]) / d w[j]'",
     "What is the second partial derivative of q with respect to w[i] and w[j], for any i and j?"},
    {"net", "find: 'd (d q / d w) / d w'", "What is the Hessian of q with respect to w?"},
    {"net", "find: 'd (d q / d w) / d b'",
     "What are the second partial derivatives of q with respect to w and b?"},
    {"net", "find: 'd (d (d q / d w) / d b) / d b'",
     "What are the third partial derivatives of q with respect to w, b and b?"},
    {"net", "find: 'd l / d p[k,y[k]]'",
     "What is the partial derivative of l with respect to p[k,y[k]], for any k?"},
    {"net", "find: 'd l / d p', answers: [{as: entries}]",
     "What is the gradient of l with respect to p? Write out every entry."},
    {"net", "find: 'd l / d W1', answers: [{as: matrix}, {as: entries}]",
     "What is the gradient of l with respect to W1? Answer in matrix notation, and write out every "
     "entry."},
    {"net", "find: 'd l / d W1', answers: [{as: matrix, using: [d l / d z1]}]",
     "What is the gradient of l with respect to W1? Answer in matrix notation. d l / d z1 may "
     "stand in the answer."},
    {"net",
     "find: 'd l / d W1', answers: [{as: matrix, using: [d l / d z1]}, {as: entries, using: [d l "
     "/ d z1]}, {as: matrix, using: [d l / d p]}]",
     "What is the gradient of l with respect to W1? Answer in matrix notation, and write out every "
     "entry. d l / d z1 or d l / d p may stand in the answer."},
    {"net", "find: 'v', answers: [{as: entries}]",
     "How is v computed, and what is its value? Write out every entry."},
    {"net", "find: '(d l / d W1).T'", "What is (d l / d W1).T, with the derivative worked out?"},
    {"bare", "find: 'h'", "How is h computed?"},
    {"bare", "find: 'L'", "What is L?"},
    {"bare", "find: 'd phi(s) / d s'",
     "What is the partial derivative of phi(s) with respect to s?"},
};

static const char *worded(Solved *solved, const char *model, const char *question) {
    Arena *arena = arena_new();
    solved_open(
        solved,
        arena_printf(arena,
                     "gradsheet: 1\ntitle: t\n%s"
                     "sections:\n  - title: s\n    model: %s\n    questions:\n      - {%s}\n",
                     models, model, question),
        NULL);
    arena_free(arena);
    ck_assert_msg(solved->sheet != NULL, "%s", solved_messages(solved));
    const json_t *prompt = json_object_get(solved_question(solved, 0, 0), "prompt");
    return json_string_value(json_object_get(prompt, "text"));
}

START_TEST(a_question_without_a_prompt_words_itself) {
    Solved solved;
    ck_assert_str_eq(worded(&solved, cases[_i].model, cases[_i].question), cases[_i].wording);
    solved_close(&solved);
}
END_TEST

/* A prompt of the author's own stays as it is. */
START_TEST(a_prompt_is_asked_word_for_word) {
    Solved solved;
    ck_assert_str_eq(worded(&solved, "net",
                            "find: d l / d W1, prompt: Go on., "
                            "answers: [{as: matrix}]"),
                     "Go on.");
    solved_close(&solved);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("wording");
    tcase_add_loop_test(tests, a_question_without_a_prompt_words_itself, 0,
                        sizeof cases / sizeof *cases);
    tcase_add_test(tests, a_prompt_is_asked_word_for_word);
    Suite *suite = suite_create("wording");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
