/* What `notation` chooses, in every printer. Every line of these tables was once looked at. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "notation/mathml.h"
#include "notation/printer.h"
#include "notation/speech.h"

/* A model with one of everything that a choice is about. */
static const char model[] =
    "{sizes: {n: 2, n1: 3, K: 3}, given: {x: [n], W1: [n1, n], W12: [n1, n], A: [n, n], vc: [n], "
    "T: [n, n, n], y: [n -> K], c: [-> K], s: [], theta: [n], probs: [n, K], b: [n]}, "
    "functions: {f1(u): u^2}, define: {z1: W1 @ x, h1: relu(z1), l: 'sum(i, h1[i]^2)'}, "
    "write: {A: '\\mathcal{A}^\\star', vc: v_c, l: l(\\theta), relu: \\sigma, b: b(t), "
    "\"W12[1,1]\": w_5}, notation: {%s}}";

static Bench bench;
static const Notation *notation;

static void open_with(const char *choices) {
    Arena *arena = arena_new();
    bench_open(&bench, arena_printf(arena, model, choices));
    arena_free(arena);
    notation = notation_of_scope(bench.arena, bench.scope);
}

static void close_bench(void) {
    bench_close(&bench);
}

static const Syntax *resolve(const char *formula) {
    static const char *const known[][2] = {{"i", "n"}, {"j", "n"}, {"k", "K"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        bench_know_letter(&bench, known[i][0], known[i][1]);
    Letters letters = bench.letters;
    bench.letters = (Letters){0};
    return bench_resolve(&bench, formula, &letters);
}

typedef enum Format { LATEX, UNICODE, MATHML, SPEECH, TEXT } Format;

static const char *print(const Syntax *syntax, Format format) {
    StrBuf out;
    strbuf_init(&out);
    switch (format) {
    case LATEX:
        print_latex(&out, syntax, notation);
        break;
    case UNICODE:
        print_unicode(&out, syntax, notation);
        break;
    case MATHML:
        print_mathml(&out, syntax, notation);
        break;
    case SPEECH:
        print_speech(&out, syntax, notation);
        break;
    case TEXT:
        print_text(&out, syntax);
        break;
    }
    return strbuf_finish(&out, bench.arena);
}

static const struct {
    const char *choices;
    const char *formula;
    const char *latex;
    const char *unicode;
} cases[] = {
    /* The defaults, said or unsaid. */
    {"", "s * (z1[1] > 0) * W1[1,j]", "s\\,(z^1_1 > 0)\\,W^1_{1,j}", "s · (z¹₁ > 0) · W¹₁,ⱼ"},
    {"brackets: round, deltas: brackets, derivatives: mixed, layers: plain, tensors: plain",
     "s * (i == j) * d l / d W1[1,j]",
     "s\\,(i = j)\\,\\frac{\\partial l(\\theta)}{\\partial W^1_{1,j}}", "s · (i = j) · ∂l/∂W¹₁,ⱼ"},

    /* Brackets. */
    {"brackets: square", "s * (z1[1] > 0) * W1[1,j]", "s\\,\\lbrack z^1_1 > 0\\rbrack\\,W^1_{1,j}",
     "s · [z¹₁ > 0] · W¹₁,ⱼ"},
    {"brackets: square", "(s / 2 >= 0)", "\\left[\\frac{s}{2} \\ge 0\\right]", "[s/2 ≥ 0]"},
    {"brackets: square", "(i == j)", "\\lbrack i = j\\rbrack", "[i = j]"},
    {"brackets: square", "(z1 > 0)", "\\lbrack z^1 > 0\\rbrack", "[z¹ > 0]"},
    {"brackets: indicator", "s * (z1[1] > 0)", "s\\,\\mathbf{1}\\{z^1_1 > 0\\}", "s · 1{z¹₁ > 0}"},
    {"brackets: indicator", "2 * (s > 0) * x[1]", "2 \\cdot \\mathbf{1}\\{s > 0\\}\\,x_1",
     "2 · 1{s > 0} · x₁"},
    {"brackets: indicator", "(s / 2 != 0)", "\\mathbf{1}\\left\\{\\frac{s}{2} \\ne 0\\right\\}",
     "1{s/2 ≠ 0}"},
    {"brackets: indicator", "x * (x > 0)", "x \\odot \\mathbf{1}\\{x > 0\\}", "x ⊙ 1{x > 0}"},

    /* Deltas, of indices only. */
    {"deltas: kronecker", "(i == j) * (k == y[i]) * (c == 2)",
     "\\delta_{i,j}\\,\\delta_{k,y_i}\\,\\delta_{c,2}", "δᵢ,ⱼ · δ[k,yᵢ] · δ[c,2]"},
    {"deltas: kronecker", "(i == j)^2", "\\delta_{i,j}^2", "δᵢ,ⱼ²"},
    {"deltas: kronecker, brackets: square", "(i != j) * (s == 1) * (x[1] == x[2]) * (x == 0)",
     "\\lbrack i \\ne j\\rbrack\\,\\lbrack s = 1\\rbrack\\,\\lbrack x_1 = x_2\\rbrack\\,\\lbrack x "
     "= 0\\rbrack",
     "[i ≠ j] · [s = 1] · [x₁ = x₂] · [x = 0]"},

    /* Derivatives. */
    {"derivatives: fractions", "d l / d W1[1,j]",
     "\\frac{\\partial l(\\theta)}{\\partial W^1_{1,j}}", "∂l/∂W¹₁,ⱼ"},
    {"derivatives: subscripts", "d l / d W1[1,j]", "\\partial_{W^1_{1,j}} l(\\theta)", "∂_W¹₁,ⱼ l"},
    {"derivatives: subscripts", "(d l / d x[1]) * x[1]", "\\partial_{x_1} l(\\theta)\\,x_1",
     "(∂_x₁ l) · x₁"},
    {"derivatives: subscripts", "d z1[1] / d x[1] * x[1]", "(\\partial_{x_1} z^1_1)\\,x_1",
     "(∂_x₁ z¹₁) · x₁"},
    {"derivatives: subscripts", "s * d z1[1] / d x[1]", "s\\,\\partial_{x_1} z^1_1",
     "s · (∂_x₁ z¹₁)"},
    {"derivatives: subscripts", "(d l / d x[1])^2", "(\\partial_{x_1} l(\\theta))^2", "(∂_x₁ l)²"},
    {"derivatives: subscripts", "x - s * d l / d x", "x - s\\,\\partial_x l(\\theta)",
     "x - s · (∂_x l)"},
    {"derivatives: subscripts", "d (d l / d x[i]) / d x[j]",
     "\\partial_{x_j} \\partial_{x_i} l(\\theta)", "∂_xⱼ ∂_xᵢ l"},
    {"derivatives: subscripts", "(d l / d W1).T @ z1", "(\\partial_{W^1} l(\\theta))^\\top\\,z^1",
     "(∂_W¹ l)⊤ z¹"},
    {"derivatives: subscripts", "x * d l / d x", "x \\odot \\partial_x l(\\theta)", "x ⊙ (∂_x l)"},

    {"derivatives: subscripts, tensors: bold", "d l / d x",
     "\\partial_{\\boldsymbol{x}} l(\\theta)", "∂_x l"},

    /* Layers: of tensors, entries and functions, never of sizes. */
    {"layers: parentheses", "W1 + W12 * n1", "W^{(1)} + W^{(12)}\\,n_1", "W⁽¹⁾ + W⁽¹²⁾ · n₁"},
    {"layers: parentheses", "W1[1,j] + f1(s)", "W^{(1)}_{1,j} + f^{(1)}(s)", "W⁽¹⁾₁,ⱼ + f⁽¹⁾(s)"},
    {"layers: parentheses", "W1^2", "(W^{(1)})^2", "(W⁽¹⁾)²"},
    {"layers: parentheses", "W1[1,2]^2", "(W^{(1)}_{1,2})^2", "W⁽¹⁾₁,₂²"},
    {"layers: parentheses", "W1.T", "{W^{(1)}}^\\top", "W⁽¹⁾⊤"},

    /* Bold: what is a whole or a row of it; a number never. */
    {"tensors: bold", "W1 @ x + s", "\\boldsymbol{W}^1\\,\\boldsymbol{x} + s", "W¹ x + s"},
    {"tensors: bold", "b + b[1] + l", "\\boldsymbol{b}(t) + b_1(t) + l(\\theta)", "b + b₁ + l"},
    {"tensors: bold", "W1[1,2] + x[1] + s + T[1,2,1]", "W^1_{1,2} + x_1 + s + T_{1,2,1}",
     "W¹₁,₂ + x₁ + s + T₁,₂,₁"},
    {"tensors: bold", "W1[1,.] + T[1,2,.] + A[.,1] + vc + vc[.]",
     "\\boldsymbol{W}^1_{1,\\cdot} + \\boldsymbol{T}_{1,2,\\cdot} + "
     "\\boldsymbol{\\mathcal{A}}^\\star_{\\cdot,1} + \\boldsymbol{v}_c + "
     "(\\boldsymbol{v}_c)_{\\cdot}",
     "W¹[1,·] + T[1,2,·] + A[·,1] + vc + vc[·]"},
    {"tensors: bold", "vc[1] + A[1,2] + W12[1,1]", "(v_c)_1 + \\mathcal{A}^\\star_{1,2} + w_5",
     "vc₁ + A₁,₂ + W¹²₁,₁"},
    {"tensors: bold", "theta + probs[.,1] + softmax(x)",
     "\\boldsymbol{\\theta} + \\boldsymbol{\\mathit{probs}}_{\\cdot,1} + "
     "\\operatorname{softmax}(\\boldsymbol{x})",
     "θ + probs[·,1] + softmax(x)"},
    {"tensors: bold", "eye(n) @ x + ones(n) + eye(n)[.,1]",
     "\\boldsymbol{I}_{n}\\,\\boldsymbol{x} + \\mathbf{1}_{n} + \\boldsymbol{e}_1",
     "eye(n) x + ones(n) + eye(n)[·,1]"},
    {"tensors: bold", "d l / d x + W1.T @ z1",
     "\\frac{\\partial l(\\theta)}{\\partial \\boldsymbol{x}} + "
     "{\\boldsymbol{W}^1}^\\top\\,\\boldsymbol{z}^1",
     "∂l/∂x + W¹⊤ z¹"},
    {"tensors: bold", "probs[i,y[i]] + sum(j, x[j])",
     "\\mathit{probs}_{i,y_i} + \\sum_{j=1}^{n} x_j", "probs[i,yᵢ] + Σⱼ xⱼ"},

    /* All of them. */
    {"brackets: square, derivatives: subscripts, layers: parentheses, tensors: bold",
     "(d l / d z1 * (z1 > 0)) @ W1",
     "(\\partial_{\\boldsymbol{z}^{(1)}} l(\\theta) \\odot \\lbrack \\boldsymbol{z}^{(1)} > "
     "0\\rbrack)^\\top\\,\\boldsymbol{W}^{(1)}",
     "((∂_z⁽¹⁾ l) ⊙ [z⁽¹⁾ > 0]) W⁽¹⁾"},
};

START_TEST(a_choice_is_kept_in_latex_and_in_a_terminal) {
    open_with(cases[_i].choices);
    const Syntax *syntax = resolve(cases[_i].formula);
    ck_assert_str_eq(print(syntax, LATEX), cases[_i].latex);
    ck_assert_str_eq(print(syntax, UNICODE), cases[_i].unicode);
    close_bench();
}
END_TEST

/* What an ordinary derivative is is the question's to know: here it is the printer's. */
START_TEST(the_derivative_of_a_function_stays_a_fraction) {
    open_with("derivatives: subscripts");
    Syntax *derivative = (Syntax *)resolve("d s / d s");
    derivative->is_ordinary = true;
    ck_assert_str_eq(print(derivative, LATEX), "\\frac{d s}{d s}");
    ck_assert_str_eq(print(derivative, UNICODE), "ds/ds");
    close_bench();
}
END_TEST

/* Gradients within answers are short unless all are to be fractions. */
START_TEST(the_gradients_of_an_answer_follow_the_choice) {
    static const char *const choices[][2] = {
        {"derivatives: mixed", "\\partial_x l(\\theta)"},
        {"derivatives: subscripts", "\\partial_x l(\\theta)"},
        {"derivatives: fractions", "\\frac{\\partial l(\\theta)}{\\partial x}"},
    };
    open_with(choices[_i][0]);
    Syntax *derivative = (Syntax *)resolve("d l / d x");
    derivative->is_compact = true;
    ck_assert_str_eq(print(derivative, LATEX), choices[_i][1]);
    close_bench();
}
END_TEST

/* What stands within <math ...><mrow>. */
static const char *mathml_of(const Syntax *syntax) {
    const char *element = print(syntax, MATHML);
    const char *start = strstr(element, "<mrow>") + strlen("<mrow>");
    const char *end = strstr(start, "</mrow></math>");
    return arena_strndup(bench.arena, start, (size_t)(end - start));
}

static const struct {
    const char *choices;
    const char *formula;
    const char *mathml;
} mathml_cases[] = {
    {"", "(s > 0)",
     "<mo stretchy=\"false\">(</mo><mi>s</mi><mo>&gt;</mo><mn>0</mn><mo stretchy=\"false\">)</mo>"},
    {"brackets: square", "(s > 0)",
     "<mrow intent=\"_open-bracket-s-is-greater-than-0-close-bracket\"><mo "
     "stretchy=\"false\">[</mo><mi>s</mi><mo>&gt;</mo><mn>0</mn><mo "
     "stretchy=\"false\">]</mo></mrow>"},
    {"brackets: indicator", "(s > 0)",
     "<mrow intent=\"_open-bracket-s-is-greater-than-0-close-bracket\"><mi>𝟏</mi><mo "
     "stretchy=\"false\">{</mo><mi>s</mi><mo>&gt;</mo><mn>0</mn><mo "
     "stretchy=\"false\">}</mo></mrow>"},
    {"deltas: kronecker", "(i == j)",
     "<mrow intent=\"_open-bracket-i-is-equal-to-j-close-bracket\"><msub><mrow><mi>δ</mi></mrow>"
     "<mrow><mrow><mi>i</mi><mo>,</mo><mi>j</mi></mrow></mrow></msub></mrow>"},
    {"tensors: bold", "x + x[1]",
     "<mrow intent=\"_x\"><mrow><mi>𝒙</mi></mrow></mrow><mo>+</mo><mrow "
     "intent=\"_x-entry-1\"><msub><mrow><mi>x</mi></mrow><mrow><mrow><mn>1</mn></mrow></mrow></"
     "msub></mrow>"},
    {"tensors: bold", "theta", "<mrow intent=\"_theta\"><mrow><mi>𝜽</mi></mrow></mrow>"},
    {"tensors: bold", "probs", "<mrow intent=\"_probs\"><mrow><mi>𝒑𝒓𝒐𝒃𝒔</mi></mrow></mrow>"},
    {"tensors: bold, layers: parentheses", "W1",
     "<mrow intent=\"_W-1\"><msup><mrow><mrow><mi>𝑾</mi></mrow></mrow><mrow><mrow><mo "
     "stretchy=\"false\">(</mo><mn>1</mn><mo stretchy=\"false\">)</mo></mrow></mrow></msup></"
     "mrow>"},
    {"derivatives: subscripts", "d l / d x",
     "<mrow intent=\"_partial-derivative-of-l-with-respect-to-x\"><msub><mrow><mo form=\"prefix\" "
     "rspace=\"0\" lspace=\"0\">∂</mo></mrow><mrow><mrow><mi>x</mi></mrow></mrow></"
     "msub><mi>l</mi><mo stretchy=\"false\">(</mo><mi>θ</mi><mo stretchy=\"false\">)</mo></mrow>"},
};

START_TEST(a_choice_is_kept_in_mathml) {
    open_with(mathml_cases[_i].choices);
    ck_assert_str_eq(mathml_of(resolve(mathml_cases[_i].formula)), mathml_cases[_i].mathml);
    close_bench();
}
END_TEST

/* --- whatever is chosen --- */

/* The choices number i of all that there are; NULL past the last. */
static const char *choices_at(size_t i) {
    static const char *const values[][4] = {
        {"brackets", "round", "square", "indicator"},
        {"deltas", "brackets", "kronecker"},
        {"derivatives", "mixed", "fractions", "subscripts"},
        {"layers", "plain", "parentheses"},
        {"tensors", "plain", "bold"},
    };
    static char text[200];
    text[0] = '\0';
    for (size_t key = 0; key < sizeof values / sizeof *values; key++) {
        size_t count = values[key][3] != NULL ? 3 : 2;
        char *end = text + strlen(text);
        snprintf(end, sizeof text - (size_t)(end - text), "%s%s: %s", key > 0 ? ", " : "",
                 values[key][0], values[key][1 + i % count]);
        i /= count;
    }
    return i == 0 ? text : NULL;
}

static const char *const formulas[] = {
    "s * (z1[1] > 0) * W1[1,j]",
    "(i == j) * (k == y[i])^2 * (c == 2)",
    "d (d l / d x[i]) / d x[j]",
    "((d l / d z1 * (z1 > 0)) @ W1) * vc",
    "(d l / d W1).T @ z1",
    "W1[1,2]^2 + x[1] + s + T[1,2,1]",
    "W1.T @ z1 + vc + A[.,1] + A[1,.] + theta",
    "(A.T + A^2) @ x",
    "probs[i,y[i]] + sum(j, x[j] * (j == i)) + f1(s)",
    "1/2 * (s / 2 >= 0) * exp(s)",
};

enum { FORMULA_COUNT = sizeof formulas / sizeof *formulas };

/* Whether a piece of LaTeX has two scripts of one kind on one letter, or groups that do not close.
 */
static bool is_sound(const char *latex) {
    long depth = 0;
    unsigned seen[100] = {0};
    for (const char *c = latex; *c != '\0'; c++) {
        if (*c == '_' || *c == '^') {
            unsigned script = *c == '_' ? 1 : 2;
            if ((seen[depth] & script) != 0)
                return false;
            seen[depth] |= script;
            c++;
            if (*c == '{')
                seen[++depth] = 0;
            else if (*c == '\\')
                while ((c[1] >= 'a' && c[1] <= 'z') || (c[1] >= 'A' && c[1] <= 'Z'))
                    c++;
        } else if (*c == '}') {
            if (--depth < 0)
                return false;
        } else {
            seen[depth] = 0;
            depth += *c == '{';
            seen[depth] = 0;
            c += *c == '\\' && c[1] != '\0';
        }
    }
    return depth == 0;
}

START_TEST(the_judge_of_latex_sees_what_tex_would_refuse) {
    static const char *const bad[] = {"a^1^2", "a_{1}_2", "{a", "a}", "\\boldsymbol{W}^1^\\top"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!is_sound(bad[i]), "%s", bad[i]);
    ck_assert(is_sound("{a^1}^2 + \\left\\{b_1^2\\right\\}"));
}
END_TEST

START_TEST(no_choice_changes_what_is_read_aloud_or_the_formula_as_text) {
    const char *speech[FORMULA_COUNT], *text[FORMULA_COUNT];
    Arena *arena = arena_new();
    size_t tried = 0;
    for (size_t i = 0; choices_at(i) != NULL; i++, tried++) {
        open_with(choices_at(i));
        for (size_t j = 0; j < FORMULA_COUNT; j++) {
            const Syntax *syntax = resolve(formulas[j]);
            if (i == 0) {
                speech[j] = arena_strdup(arena, print(syntax, SPEECH));
                text[j] = arena_strdup(arena, print(syntax, TEXT));
            }
            ck_assert_str_eq(print(syntax, SPEECH), speech[j]);
            ck_assert_str_eq(print(syntax, TEXT), text[j]);
            StrBuf label;
            strbuf_init(&label);
            strbuf_printf(&label, "alttext=\"%s\"", speech[j]);
            ck_assert_ptr_nonnull(strstr(print(syntax, MATHML), label.chars));
            strbuf_free(&label);
            ck_assert_msg(is_sound(print(syntax, LATEX)), "%s: %s", choices_at(i),
                          print(syntax, LATEX));
        }
        close_bench();
    }
    arena_free(arena);
    ck_assert_uint_eq(tried, 72);
}
END_TEST

/* Right behind a row's \\ LaTeX would take a bracket for that command's argument. */
START_TEST(no_formula_begins_with_a_bracket_that_tex_would_take_for_an_argument) {
    open_with("brackets: square");
    ck_assert_int_ne(print(resolve("(s > 0) * x[1]"), LATEX)[0], '[');
    close_bench();
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("choices");
    tcase_add_loop_test(tests, a_choice_is_kept_in_latex_and_in_a_terminal, 0,
                        sizeof cases / sizeof *cases);
    tcase_add_test(tests, the_derivative_of_a_function_stays_a_fraction);
    tcase_add_loop_test(tests, the_gradients_of_an_answer_follow_the_choice, 0, 3);
    tcase_add_loop_test(tests, a_choice_is_kept_in_mathml, 0,
                        sizeof mathml_cases / sizeof *mathml_cases);
    tcase_add_test(tests, the_judge_of_latex_sees_what_tex_would_refuse);
    tcase_add_test(tests, no_choice_changes_what_is_read_aloud_or_the_formula_as_text);
    tcase_add_test(tests, no_formula_begins_with_a_bracket_that_tex_would_take_for_an_argument);
    Suite *suite = suite_create("choices");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
