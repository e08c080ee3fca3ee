/* The homework, and the homework with another model: the questions stay, the answers change as they
 * must.
 *
 * What is expected was written by hand, from mathematics; the comment beside it says it as a
 * textbook does. Every change is one of the assignment's text.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "solved.h"

typedef struct Change {
    const char *from, *to; /* everywhere in the file, where it stands as a word of its own */
} Change;

typedef struct Expectation {
    const char *id;
    const char *text; /* as solved_answer_text writes it; several answers one after the other, | */
} Expectation;

static char *homework;
static Solved solved;

static void set_up(void) {
    FILE *file = fopen(HOMEWORK, "rb");
    ck_assert_ptr_nonnull(file);
    homework = malloc(1 << 16);
    size_t length = fread(homework, 1, (1 << 16) - 1, file);
    homework[length] = '\0';
    fclose(file);
    solved = (Solved){0};
}

static void tear_down(void) {
    free(homework);
    if (solved.arena != NULL)
        solved_close(&solved);
}

/* Changing. */

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Whether from stands here and is no part of a longer word. */
static bool stands_at(const char *text, const char *at, const char *from) {
    size_t length = strlen(from);
    if (strncmp(at, from, length) != 0)
        return false;
    bool begins = at == text || !is_word(from[0]) || !is_word(at[-1]);
    return begins && (!is_word(from[length - 1]) || !is_word(at[length]));
}

static void change_homework(const Change *change) {
    StrBuf out;
    strbuf_init(&out);
    size_t count = 0;
    for (const char *at = homework; *at != '\0';) {
        if (stands_at(homework, at, change->from)) {
            strbuf_append(&out, change->to);
            at += strlen(change->from);
            count++;
        } else {
            strbuf_append_char(&out, *at++);
        }
    }
    ck_assert_msg(count > 0, "the homework has no %s", change->from);
    free(homework);
    homework = strdup(out.chars);
    strbuf_free(&out);
}

static void solve_changed(const Change *changes, size_t count, const SheetOptions *options) {
    for (size_t i = 0; i < count; i++)
        change_homework(&changes[i]);
    solved_open(&solved, homework, options);
}

/* Comparing. */

static json_t *question_by_id(const char *id) {
    return solved_question(&solved, (size_t)strtoul(id, NULL, 10) - 1,
                           (size_t)strtoul(strchr(id, '.') + 1, NULL, 10) - 1);
}

static const char *all_answers(const json_t *question) {
    const char *all = "";
    size_t i;
    json_t *answer;
    json_array_foreach(json_object_get(question, "answers"), i, answer) all = arena_printf(
        solved.arena, "%s%s%s", all, i > 0 ? " | " : "", solved_answer_text(&solved, answer));
    return all;
}

static void expect_all(const Expectation *expectations, size_t count) {
    ck_assert_msg(solved.status == SHEET_OK, "%s", solved_messages(&solved));
    for (size_t i = 0; i < count; i++) {
        const json_t *question = question_by_id(expectations[i].id);
        const char *answers = all_answers(question);
        ck_assert_msg(strcmp(answers, expectations[i].text) == 0, "%s: %s\nin place of %s",
                      expectations[i].id, answers, expectations[i].text);
        const json_t *points = json_object_get(json_object_get(question, "verified"), "points");
        ck_assert_int_ge(json_integer_value(points), 3);
    }
}

#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* The exact values of a question, "[[27/4, 0]]". */
static const char *exact_values(const char *id) {
    json_t *exact = json_object_get(json_object_get(question_by_id(id), "value"), "exact");
    char *text = json_dumps(exact, JSON_ENCODE_ANY | JSON_COMPACT);
    const char *copy = arena_strdup(solved.arena, text);
    free(text);
    return copy;
}

/* The homework itself. */

static const Expectation homework_answers[] = {
    /* ∂l/∂W³₁₁ = δ h²₁₁ */
    {"1.1", "delta * h2[1,1]"},
    {"1.2", "delta * h2[1,2]"},
    /* δ [h²₁₁ h²₁₂] */
    {"1.3", "delta * [h2[1,1], h2[1,2]]"},
    {"1.4", "delta * W3[1,1]"},
    /* δ [W³₁₁ W³₁₂], as the handout has it */
    {"1.5", "delta * [W3[1,1], W3[1,2]]"},
    /* σ'(u) = (u > 0) */
    {"1.6", "(u > 0)"},
    /* (z²₁₁ > 0) h¹₁ⱼ */
    {"1.7", "(z2[1,1] > 0) * h1[1,j]"},
    /* the first unit does not see the second one's weights */
    {"1.8", "0"},
    {"1.9", "(z2[1,1] > 0) * [h1[1,1], h1[1,2], h1[1,3]; 0, 0, 0]"},
    /* δ W³₁ᵢ (z²₁ᵢ > 0) h¹₁ⱼ */
    {"1.10", "delta * W3[1,i] * (z2[1,i] > 0) * h1[1,j]"},
    {"1.11", "delta * [W3[1,1] * (z2[1,1] > 0) * h1[1,1], W3[1,1] * (z2[1,1] > 0) * h1[1,2], "
             "W3[1,1] * (z2[1,1] > 0) * h1[1,3]; "
             "W3[1,2] * (z2[1,2] > 0) * h1[1,1], W3[1,2] * (z2[1,2] > 0) * h1[1,2], "
             "W3[1,2] * (z2[1,2] > 0) * h1[1,3]]"},
    /* (z²₁₁ > 0) W²₁ⱼ */
    {"1.12", "(z2[1,1] > 0) * W2[1,j]"},
    {"1.13", "(z2[1,i] > 0) * [W2[i,1], W2[i,2], W2[i,3]]"},
    /* δ Σ_q W³₁q (z²₁q > 0) W²qᵢ */
    {"1.14", "delta * sum(q, W3[1,q] * (z2[1,q] > 0) * W2[q,i])"},
    {"1.15", "delta * [sum(q, W3[1,q] * (z2[1,q] > 0) * W2[q,1]), "
             "sum(q, W3[1,q] * (z2[1,q] > 0) * W2[q,2]), "
             "sum(q, W3[1,q] * (z2[1,q] > 0) * W2[q,3])]"},
    /* δ Σ_q W³₁q (z²₁q > 0) W²qᵢ · (z¹₁ᵢ > 0) x₁ⱼ */
    {"1.16", "delta * sum(q, W3[1,q] * (z2[1,q] > 0) * W2[q,i]) * (z1[1,i] > 0) * x[1,j]"},
    /* Σ_q ∂l/∂h²₁q (z²₁q > 0) W²qᵢ · (z¹₁ᵢ > 0) x₁ⱼ, and ∂l/∂h¹₁ᵢ (z¹₁ᵢ > 0) x₁ⱼ */
    {"1.17",
#define ROW2(i) CELL2(i, "1") ", " CELL2(i, "2") ", " CELL2(i, "3") ", " CELL2(i, "4")
#define CELL2(i, j)                                                                                \
    "sum(q, d l / d h2[1,q] * (z2[1,q] > 0) * W2[q," i "]) * (z1[1," i "] > 0) * x[1," j "]"
#define ROW1(i)     CELL1(i, "1") ", " CELL1(i, "2") ", " CELL1(i, "3") ", " CELL1(i, "4")
#define CELL1(i, j) "d l / d h1[1," i "] * (z1[1," i "] > 0) * x[1," j "]"
     "[" ROW2("1") "; " ROW2("2") "; " ROW2("3") "] | [" ROW1("1") "; " ROW1("2") "; " ROW1(
         "3") "]"},
    /* 1/m (h³ - y) */
    {"2.1", "1/m * (h3 - y)"},
    /* Σ_k δ_k1 h²_k1 */
    {"2.2", "sum(k, delta[k,1] * h2[k,1])"},
    /* δᵀ h² */
    {"2.3", "delta.T @ h2"},
    /* δ W³₁₁ */
    {"2.4", "W3[1,1] * delta[.,1]"},
    /* δ W³ */
    {"2.5", "delta @ W3"},
    /* W³₁ᵢ Σ_k δ_k1 (z²_ki > 0) h¹_kj */
    {"2.6", "W3[1,i] * sum(k, delta[k,1] * (z2[k,i] > 0) * h1[k,j])"},
    /* ((δ W³) ⊙ (z² > 0))ᵀ h¹ */
    {"2.7", "((delta @ W3) * (z2 > 0)).T @ h1"},
    /* (∂l/∂h² ⊙ (z² > 0)) W² */
    {"2.8", "(d l / d h2 * (z2 > 0)) @ W2"},
};

START_TEST(the_homework_is_answered_as_the_handout_asks) {
    solve_changed(NULL, 0, NULL);
    expect_all(homework_answers, LENGTH(homework_answers));
    size_t i, j, questions = 0;
    long points = 0;
    json_t *section, *question;
    json_array_foreach(json_object_get(solved.sheet, "sections"), i, section) {
        json_array_foreach(json_object_get(section, "questions"), j, question) {
            questions++;
            points += strtol(json_string_value(json_object_get(question, "points")), NULL, 10);
            const json_t *verified = json_object_get(question, "verified");
            /* 1.6 is about a letter without a value: the random points are left. */
            bool has_value = json_is_object(json_object_get(question, "value"));
            ck_assert_int_ge(json_integer_value(json_object_get(verified, "points")),
                             has_value ? 4 : 3);
            ck_assert(json_is_true(json_object_get(verified, "exact")));
        }
    }
    ck_assert_uint_eq(questions, 25);
    ck_assert_uint_eq(LENGTH(homework_answers), 25);
    ck_assert_int_eq(points, 50);
}
END_TEST

START_TEST(a_planted_fault_is_found_and_nothing_is_given) {
    fmpq_t fault;
    fmpq_init(fault);
    fmpq_set_si(fault, 1, 1000000);
    solve_changed(NULL, 0, &(SheetOptions){.planted_fault = fault});
    fmpq_clear(fault);
    ck_assert_int_eq(solved.status, SHEET_VERIFICATION_FAILED);
    ck_assert_ptr_null(solved.sheet);
    ck_assert(solved_has(&solved, DIAGNOSTIC_VERIFICATION));
    ck_assert_uint_eq(solved.diagnostics.errors, 25); /* one for each question */
}
END_TEST

/* Without an activation on layer 2 its brackets vanish, and h² = z². */

static const Change linear_layer[] = {{"h2: relu(z2)", "h2: z2"}};

static const Expectation linear_answers[] = {
    {"1.1", "delta * h2[1,1]"},
    /* h¹₁ⱼ */
    {"1.7", "h1[1,j]"},
    {"1.8", "0"},
    {"1.9", "[h1[1,1], h1[1,2], h1[1,3]; 0, 0, 0]"},
    /* δ W³₁ᵢ h¹₁ⱼ */
    {"1.10", "delta * W3[1,i] * h1[1,j]"},
    {"1.11", "delta * [W3[1,1] * h1[1,1], W3[1,1] * h1[1,2], W3[1,1] * h1[1,3]; "
             "W3[1,2] * h1[1,1], W3[1,2] * h1[1,2], W3[1,2] * h1[1,3]]"},
    /* W²₁ⱼ */
    {"1.12", "W2[1,j]"},
    {"1.13", "[W2[i,1], W2[i,2], W2[i,3]]"},
    /* δ Σ_q W³₁q W²qᵢ */
    {"1.14", "delta * sum(q, W3[1,q] * W2[q,i])"},
    /* the first layer still has its own: δ Σ_q W³₁q W²qᵢ (z¹₁ᵢ > 0) x₁ⱼ */
    {"1.16", "delta * sum(q, W3[1,q] * W2[q,i]) * (z1[1,i] > 0) * x[1,j]"},
    {"2.5", "delta @ W3"},
    /* W³₁ᵢ Σ_k δ_k1 h¹_kj */
    {"2.6", "W3[1,i] * sum(k, delta[k,1] * h1[k,j])"},
    /* (δ W³)ᵀ h¹ = W³ᵀ δᵀ h¹ */
    {"2.7", "W3.T @ delta.T @ h1"},
    /* ∂l/∂h² W² */
    {"2.8", "d l / d h2 @ W2"},
};

START_TEST(a_layer_without_activation_has_no_brackets) {
    solve_changed(linear_layer, LENGTH(linear_layer), NULL);
    expect_all(linear_answers, LENGTH(linear_answers));
}
END_TEST

/* tanh in place of relu: tanh'(z) = 1 - tanh(z)², which is 1 - h². */

static const Change tanh_layers[] = {{"h1: relu(z1)", "h1: tanh(z1)"},
                                     {"h2: relu(z2)", "h2: tanh(z2)"}};

static const Expectation tanh_answers[] = {
    {"1.1", "delta * h2[1,1]"},
    {"1.6", "(u > 0)"}, /* it asks about relu */
    /* (1 - (h²₁₁)²) h¹₁ⱼ */
    {"1.7", "(1 - h2[1,1]^2) * h1[1,j]"},
    {"1.8", "0"},
    {"1.9", "(1 - h2[1,1]^2) * [h1[1,1], h1[1,2], h1[1,3]; 0, 0, 0]"},
    /* δ W³₁ᵢ (1 - (h²₁ᵢ)²) h¹₁ⱼ */
    {"1.10", "delta * W3[1,i] * (1 - h2[1,i]^2) * h1[1,j]"},
    {"1.12", "(1 - h2[1,1]^2) * W2[1,j]"},
    {"1.13", "(1 - h2[1,i]^2) * [W2[i,1], W2[i,2], W2[i,3]]"},
    /* δ Σ_q W³₁q (1 - (h²₁q)²) W²qᵢ */
    {"1.14", "delta * sum(q, W3[1,q] * (1 - h2[1,q]^2) * W2[q,i])"},
    {"1.16", "delta * sum(q, W3[1,q] * (1 - h2[1,q]^2) * W2[q,i]) * (1 - h1[1,i]^2) * x[1,j]"},
    {"2.6", "W3[1,i] * sum(k, delta[k,1] * (1 - h2[k,i]^2) * h1[k,j])"},
    /* ((δ W³) ⊙ (1 - h² ⊙ h²))ᵀ h¹ */
    {"2.7", "((delta @ W3) * (1 - h2^2)).T @ h1"},
    {"2.8", "(d l / d h2 * (1 - h2^2)) @ W2"},
};

START_TEST(tanh_is_differentiated_by_its_own_value) {
    solve_changed(tanh_layers, LENGTH(tanh_layers), NULL);
    expect_all(tanh_answers, LENGTH(tanh_answers));
}
END_TEST

/* A third hidden layer of two units; δ is now the derivative by h⁴. */

static const Change third_layer[] = {
    {"n3: 1}", "n3: 2, n4: 1}"},
    {"y:  [m, n3]", "y:  [m, n4]"},
    {"W3: [n3, n2]", "W3: [n3, n2]\n      W4: [n4, n3]"},
    {"h3: h2 @ W3.T", "z3: h2 @ W3.T\n      h3: relu(z3)\n      h4: h3 @ W4.T"},
    {"(h3[1,1] - y[1,1])^2", "(h4[1,1] - y[1,1])^2"},
    {"(h3[k,1] - y[k,1])^2", "(h4[k,1] - y[k,1])^2"},
    {"delta: d l / d h3", "delta: d l / d h4"},
    {"W3: [[1/2, -1]]", "W3: [[1/2, -1], [1, 3/4]]\n      W4: [[-1, 1/2]]"},
};

static const Expectation third_answers[] = {
    /* δ W⁴₁₁ (z³₁₁ > 0) h²₁₁ */
    {"1.1", "delta * W4[1,1] * (z3[1,1] > 0) * h2[1,1]"},
    {"1.2", "delta * W4[1,1] * (z3[1,1] > 0) * h2[1,2]"},
    {"1.3", "delta * [W4[1,1] * (z3[1,1] > 0) * h2[1,1], W4[1,1] * (z3[1,1] > 0) * h2[1,2]; "
            "W4[1,2] * (z3[1,2] > 0) * h2[1,1], W4[1,2] * (z3[1,2] > 0) * h2[1,2]]"},
    /* δ Σ_q W⁴₁q (z³₁q > 0) W³q₁: now it goes through both units of the third layer */
    {"1.4", "delta * sum(q, W4[1,q] * (z3[1,q] > 0) * W3[q,1])"},
    {"1.7", "(z2[1,1] > 0) * h1[1,j]"},
    {"1.8", "0"},
    {"1.10", "delta * sum(q, W4[1,q] * (z3[1,q] > 0) * W3[q,i]) * (z2[1,i] > 0) * h1[1,j]"},
    {"1.12", "(z2[1,1] > 0) * W2[1,j]"},
    /* δ Σ_q Σ_r W⁴₁r (z³₁r > 0) W³rq (z²₁q > 0) W²qᵢ */
    {"1.14", "delta * sum(q, r, W4[1,r] * (z3[1,r] > 0) * W3[r,q] * (z2[1,q] > 0) * W2[q,i])"},
    /* δ W⁴ */
    {"2.1", "delta @ W4"},
    {"2.2", "W4[1,1] * sum(k, delta[k,1] * (z3[k,1] > 0) * h2[k,1])"},
    /* ((δ W⁴) ⊙ (z³ > 0))ᵀ h² */
    {"2.3", "((delta @ W4) * (z3 > 0)).T @ h2"},
    /* ((δ W⁴) ⊙ (z³ > 0)) W³ */
    {"2.5", "((delta @ W4) * (z3 > 0)) @ W3"},
    {"2.7", "((((delta @ W4) * (z3 > 0)) @ W3) * (z2 > 0)).T @ h1"},
    {"2.8", "(d l / d h2 * (z2 > 0)) @ W2"},
};

START_TEST(a_third_layer_lengthens_the_chain) {
    solve_changed(third_layer, LENGTH(third_layer), NULL);
    expect_all(third_answers, LENGTH(third_answers));
}
END_TEST

/* Names in another order of the alphabet, and other sizes: 3 inputs, hidden layers of 2 and 3. */

static const Change other_names[] = {
    {"x:  [[-2, 3, -1, -1]]", "x:  [[-2, 3, -1]]"},
    {"        - [-2, 3, -1, -1]\n        - [1, -3, 2, 1/2]",
     "        - [-2, 3, -1]\n        - [1, -3, 2]"},
    {"        - [1, 3/2, 3/2, 3]\n        - [-1, 1/2, -3/2, 1]\n        - [-2, -1, -1/4, 1]",
     "        - [1, 3/2, 3/2]\n        - [-1, 1/2, -3/2]"},
    {"        - [1/2, 1, 2]\n        - [-1, -1, 3]",
     "        - [1/2, 1]\n        - [-1, -1]\n        - [3/4, 2]"},
    {"[[1/2, -1]]", "[[1/2, -1, 3]]"},
    {"n0: 4, n1: 3, n2: 2, n3: 1", "n0: 3, n1: 2, n2: 3, n3: 1"},
    {"x", "zz"},
    {"W1", "V"},
    {"W2", "M"},
    {"W3", "A"},
    {"z1", "f"},
    {"h1", "w"},
    {"z2", "e"},
    {"h2", "g"},
    {"h3", "b"},
    {"n1", "size_1"},
    {"n2", "c2"},
    {"delta", "a"},
    {"l", "loss"},
    {"m", "batch_size"},
};

static const Expectation renamed_answers[] = {
    {"1.1", "a * g[1,1]"},
    {"1.3", "a * [g[1,1], g[1,2], g[1,3]]"},
    {"1.7", "(e[1,1] > 0) * w[1,j]"},
    {"1.8", "0"},
    {"1.9", "(e[1,1] > 0) * [w[1,1], w[1,2]; 0, 0; 0, 0]"},
    {"1.10", "a * A[1,i] * (e[1,i] > 0) * w[1,j]"},
    {"1.13", "(e[1,i] > 0) * [M[i,1], M[i,2]]"},
    {"1.16", "a * sum(q, A[1,q] * (e[1,q] > 0) * M[q,i]) * (f[1,i] > 0) * zz[1,j]"},
    {"2.1", "1/batch_size * (b - y)"},
    {"2.3", "a.T @ g"},
    {"2.6", "A[1,i] * sum(k, a[k,1] * (e[k,i] > 0) * w[k,j])"},
    {"2.7", "((a @ A) * (e > 0)).T @ w"},
    {"2.8", "(d loss / d g * (e > 0)) @ M"},
};

START_TEST(neither_names_nor_sizes_change_the_form) {
    solve_changed(other_names, LENGTH(other_names), NULL);
    expect_all(renamed_answers, LENGTH(renamed_answers));
}
END_TEST

/* The sum over the samples in place of the mean: the gradient is m times as large. */

static const Change without_mean[] = {
    {"1/(2*m) * sum(k, (h3[k,1] - y[k,1])^2)\"", "1/2 * sum(k, (h3[k,1] - y[k,1])^2)\""}};

static const Expectation without_mean_answers[] = {
    /* h³ - y */
    {"2.1", "h3 - y"},
    {"2.2", "sum(k, delta[k,1] * h2[k,1])"},
    {"2.3", "delta.T @ h2"},
    {"2.7", "((delta @ W3) * (z2 > 0)).T @ h1"},
};

START_TEST(without_the_mean_there_is_no_one_over_m) {
    solve_changed(NULL, 0, NULL);
    ck_assert_str_eq(exact_values("2.1"), "[[\"3/4\"],[\"-1/2\"]]");
    solved_close(&solved);
    solve_changed(without_mean, LENGTH(without_mean), NULL);
    expect_all(without_mean_answers, LENGTH(without_mean_answers));
    ck_assert_str_eq(exact_values("2.1"), "[[\"3/2\"],[\"-1\"]]");
}
END_TEST

/* Three samples: m is a letter in the answers, and a number in the values. */

static const Change three_samples[] = {
    {"sizes: {m: 2}", "sizes: {m: 3}"},
    {"        - [1, -3, 2, 1/2]", "        - [1, -3, 2, 1/2]\n        - [2, 1, -1/2, 1]"},
    {"y: [[3/4], [1/4]]", "y: [[3/4], [1/4], [-1]]"},
};

START_TEST(three_samples_change_values_and_no_answer) {
    solve_changed(three_samples, LENGTH(three_samples), NULL);
    expect_all(homework_answers, LENGTH(homework_answers));
    ck_assert_str_eq(exact_values("2.1"), "[[\"1/2\"],[\"-1/3\"],[\"41/48\"]]");
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("changed models");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, the_homework_is_answered_as_the_handout_asks);
    tcase_add_test(tests, a_planted_fault_is_found_and_nothing_is_given);
    tcase_add_test(tests, a_layer_without_activation_has_no_brackets);
    tcase_add_test(tests, tanh_is_differentiated_by_its_own_value);
    tcase_add_test(tests, a_third_layer_lengthens_the_chain);
    tcase_add_test(tests, neither_names_nor_sizes_change_the_form);
    tcase_add_test(tests, without_the_mean_there_is_no_one_over_m);
    tcase_add_test(tests, three_samples_change_values_and_no_answer);
    Suite *suite = suite_create("changed models");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
