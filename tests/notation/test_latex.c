/* LaTeX as it is printed. Every line of these tables was once compiled and looked at. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "formula/parse.h"
#include "notation/printer.h"

static Arena *arena;
static Diagnostics diagnostics;
static const Notation *notation;

static const char *const written[][2] = {
    {"l", "l(\\theta)"},  {"relu", "\\sigma"}, {"vc", "v_c"},     {"W2[1, 1]", "w_5"},
    {"var", "\\sigma^2"}, {"g", "g^\\star"},   {"U1", "U^{(1)}"}, {"dk", "d_k"},
    {"D", "first"},       {"D", "d"},          {"Eo", "E_o"},
};

static void set_up(void) {
    enum { WRITTEN = sizeof written / sizeof *written };
    arena = arena_new();
    diagnostics_init(&diagnostics, arena);
    Writing *write = ARENA_ARRAY(arena, Writing, WRITTEN);
    for (size_t i = 0; i < WRITTEN; i++) {
        write[i].name = text_from_string(arena, "write", written[i][0]);
        write[i].latex = text_from_string(arena, "write", written[i][1]);
    }
    static const Size sizes[] = {{.name = "n1"}, {.name = "n2"}, {.name = "m"}, {.name = "dk"}};
    notation = notation_new(arena, write, WRITTEN, sizes, sizeof sizes / sizeof *sizes);
}

static void tear_down(void) {
    diagnostics_free(&diagnostics);
    arena_free(arena);
}

static bool is_quantity(const void *context, const char *name) {
    (void)context;
    return name[0] >= 'A' && name[0] <= 'Z';
}

static const NameLookup lookup = {is_quantity, NULL};

static Syntax *parse(const char *formula) {
    Text text = text_from_string(arena, "formula", formula);
    const Syntax *node = formula_parse(arena, &text, &lookup, &diagnostics);
    ck_assert_msg(node != NULL, "%s: %s", formula,
                  diagnostics.count > 0 ? diagnostics.items[0].message : "");
    return (Syntax *)node;
}

static const char *latex_of(const Syntax *node) {
    StrBuf latex;
    strbuf_init(&latex);
    print_latex(&latex, node, notation);
    return strbuf_finish(&latex, arena);
}

static const struct Case {
    const char *formula;
    const char *latex;
} cases[] = {
    /* names */
    {"W3", "W^3"},
    {"W12", "W^{12}"},
    {"n2", "n_2"},
    {"alpha + θ + δ4 + Δ + Omega", "\\alpha + \\theta + \\delta^4 + \\Delta + \\Omega"},
    {"phi + φ + epsilon + ε", "\\phi + \\varphi + \\epsilon + \\varepsilon"},
    {"probs + data_loss + net1", "\\mathit{probs} + \\mathit{data\\_loss} + \\mathit{net}^1"},
    {"D", "d"},
    /* entries: never two subscripts or superscripts */
    {"W3[1,1]", "W^3_{1,1}"},
    {"h2[.,1]", "h^2_{\\cdot,1}"},
    {"w[i] + w[10]", "w_i + w_{10}"},
    {"p[k,y[k]]", "p_{k,y_k}"},
    {"W2[1,1]^2 - W2[1,2]", "w_5^2 - W^2_{1,2}"},
    {"vc[r]", "(v_c)_r"},
    {"l[k]", "l_k(\\theta)"},
    {"U1[i,j]", "U^{(1)}_{i,j}"},
    {"W3^2", "(W^3)^2"},
    {"h3[k,1]^2", "(h^3_{k,1})^2"},
    {"var^2", "(\\sigma^2)^2"},
    {"vc^2", "v_c^2"},
    {"W3.T", "{W^3}^\\top"},
    {"delta.T", "\\delta^\\top"},
    {"W3[1,.].T", "{W^3_{1,\\cdot}}^\\top"},
    {"(A @ B).T[i,j]", "((A\\,B)^\\top)_{i,j}"},
    {"(A.T)^2", "(A^\\top)^2"},
    {"softmax(O)[j]", "\\operatorname{softmax}(O)_j"},
    {"(a + b)[i]", "(a + b)_i"},
    /* products and signs */
    {"2 * x", "2 x"},
    {"2 * 3 * x * 4", "2 \\cdot 3 x \\cdot 4"},
    {"2 * 2^n", "2 \\cdot 2^n"},
    {"delta * W3[1,i] * (z2[1,i] > 0) * h1[1,j]",
     "\\delta\\,W^3_{1,i}\\,(z^2_{1,i} > 0)\\,h^1_{1,j}"},
    {"1/m * delta.T @ h1", "\\frac{1}{m} \\delta^\\top\\,h^1"},
    {"a - b - (c + e)", "a - b - (c + e)"},
    {"(a + b) + c", "a + b + c"},
    {"-(a + b) * c", "-(a + b)\\,c"},
    {"(-a) * b", "-a\\,b"},
    {"a * (-b)", "a\\,(-b)"},
    {"a + (-b) * c", "a - b\\,c"},
    {"(-a) / b", "-\\frac{a}{b}"},
    {"-1/N * x", "-\\frac{1}{N} x"},
    {"a - (-b)", "a - (-b)"},
    {"-x^2", "-x^2"},
    {"(-x)^2", "(-x)^2"},
    {"(a * b) * c", "a\\,b\\,c"},
    {"(a * b)^2", "(a\\,b)^2"},
    {"y * log(p)", "y \\log(p)"},
    /* quotients and powers */
    {"1/2 * (a - b)^2", "\\frac{1}{2} (a - b)^2"},
    {"0.75", "\\frac{3}{4}"},
    {"(a / b)^2", "\\left(\\frac{a}{b}\\right)^2"},
    {"x^(1/2)", "x^{1/2}"},
    {"(var + eps)^(-1/2)", "(\\sigma^2 + \\mathit{eps})^{-1/2}"},
    {"2^3^2", "2^{3^2}"},
    {"(a^b)^c", "(a^b)^c"},
    {"f(x)^2", "f(x)^2"},
    /* brackets of comparisons */
    {"(z2[1,1] > 0)", "(z^2_{1,1} > 0)"},
    {"(i == j) * (i != k) * (i <= j)", "(i = j)\\,(i \\ne k)\\,(i \\le j)"},
    {"(a / b >= 0)", "\\left(\\frac{a}{b} \\ge 0\\right)"},
    /* sums */
    {"sum(k, a[k] * b[k])", "\\sum_{k} a_k\\,b_k"},
    {"sum(q, r, a[q,r])", "\\sum_{q,r} a_{q,r}"},
    {"sum(k, a[k] + b[k])", "\\sum_{k} (a_k + b_k)"},
    {"sum(k, a[k]) * b", "\\left(\\sum_{k} a_k\\right)\\,b"},
    {"b * sum(k, a[k])", "b \\sum_{k} a_k"},
    {"(b * sum(k, a[k])) * c", "\\left(b \\sum_{k} a_k\\right)\\,c"},
    {"relu(sum(k, a[k]))", "\\sigma\\left(\\sum_{k} a_k\\right)"},
    {"max(k, a[k])", "\\max_{k} a_k"},
    {"sum(A, 2) + sum(A)", "\\operatorname{sum}(A, 2) + \\operatorname{sum}(A)"},
    /* derivatives */
    {"d l / d W3[1,1]", "\\frac{\\partial l(\\theta)}{\\partial W^3_{1,1}}"},
    {"d (d f / d w[i]) / d w[j]", "\\frac{\\partial^2 f}{\\partial w_i\\,\\partial w_j}"},
    {"d (d f / d w) / d w", "\\frac{\\partial^2 f}{\\partial w^2}"},
    {"d (d f / d W2) / d W2", "\\frac{\\partial^2 f}{\\partial W^2\\,\\partial W^2}"},
    {"d (a + b) / d x", "\\frac{\\partial}{\\partial x} (a + b)"},
    {"(d f / d S).T @ Q", "\\left(\\frac{\\partial f}{\\partial S}\\right)^\\top\\,Q"},
    {"x^(d f / d x)", "x^{\\partial f/\\partial x}"},
    /* functions */
    {"relu(z)", "\\sigma(z)"},
    {"relu'(z)", "\\sigma'(z)"},
    {"phi''(u)", "\\phi''(u)"},
    {"g'(u)", "{g^\\star}'(u)"},
    {"swish(x) * f1(x)", "\\operatorname{swish}(x)\\,f^1(x)"},
    {"leaky_relu(u, α)", "\\operatorname{LeakyReLU}(u, \\alpha)"},
    {"sqrt(dk)", "\\sqrt{d_k}"},
    {"abs(a - b) + abs(a / b)", "\\lvert a - b \\rvert + \\left|\\frac{a}{b}\\right|"},
    {"exp(-x)", "e^{-x}"},
    {"exp(x)^2", "(e^x)^2"},
    {"exp(a / b)", "\\exp\\left(\\frac{a}{b}\\right)"},
    {"exp(a + b + c + e + f + g + h + i)", "\\exp(a + b + c + e + f + g^\\star + h + i)"},
    {"outer(W1, W2)", "W^1\\,{W^2}^\\top"},
    {"outer(a + b, c)", "(a + b)\\,c^\\top"},
    {"ones(n1) + ones(1, N)", "\\mathbf{1}_{n_1} + \\mathbf{1}_{N}^\\top"},
    {"ones(a, b) + ones(N, 1)", "\\mathbf{1}_{a \\times b} + \\mathbf{1}_{N}"},
    {"eye(n1) + eye(n1)[.,i]", "I_{n_1} + e_i"},
    {"eye(n1)[i,.] @ A", "e_i^\\top\\,A"},
    {"eye(n1)[i,j]", "(I_{n_1})_{i,j}"},
    {"diag(v) @ onehot(y) + tr(A)",
     "\\operatorname{diag}(v) \\operatorname{onehot}(y) + \\operatorname{tr}(A)"},
    {"max(0, z)", "\\max(0, z)"},
};

START_TEST(a_formula_is_typeset) {
    ck_assert_str_eq(latex_of(parse(cases[_i].formula)), cases[_i].latex);
}
END_TEST

static const Syntax *hadamard(SyntaxKind kind, const char *left, const char *right) {
    Syntax *node = syntax_binary(arena, kind, parse(left), parse(right));
    node->is_hadamard = true;
    return node;
}

START_TEST(products_entry_by_entry_have_signs_of_their_own) {
    const Syntax *product = hadamard(SYNTAX_MULTIPLY, "delta @ W3", "(z2 > 0)");
    ck_assert_str_eq(latex_of(product), "(\\delta\\,W^3) \\odot (z^2 > 0)");
    ck_assert_str_eq(latex_of(hadamard(SYNTAX_MULTIPLY, "2", "A")), "2 A");
    ck_assert_str_eq(latex_of(hadamard(SYNTAX_MULTIPLY, "2 * A", "B")), "2 A \\odot B");
    ck_assert_str_eq(latex_of(hadamard(SYNTAX_DIVIDE, "A + B", "C")), "(A + B) \\oslash C");
    const Syntax *transposed = syntax_unary(arena, SYNTAX_TRANSPOSE, product);
    ck_assert_str_eq(latex_of(syntax_binary(arena, SYNTAX_MATMUL, transposed, parse("h1"))),
                     "((\\delta\\,W^3) \\odot (z^2 > 0))^\\top\\,h^1");
    ck_assert_str_eq(latex_of(syntax_binary(arena, SYNTAX_MATMUL, product, parse("h1"))),
                     "((\\delta\\,W^3) \\odot (z^2 > 0))\\,h^1");
    ck_assert_str_eq(latex_of(syntax_binary(arena, SYNTAX_MULTIPLY, parse("1/m"), product)),
                     "\\frac{1}{m} (\\delta\\,W^3) \\odot (z^2 > 0)");
}
END_TEST

START_TEST(a_derivative_is_written_as_it_is_flagged) {
    Syntax *compact = parse("d l / d h2[1,j]");
    compact->is_compact = true;
    ck_assert_str_eq(latex_of(compact), "\\partial_{h^2_{1,j}} l(\\theta)");
    const Syntax *transposed = syntax_unary(arena, SYNTAX_TRANSPOSE, compact);
    ck_assert_str_eq(latex_of(transposed), "(\\partial_{h^2_{1,j}} l(\\theta))^\\top");
    Syntax *ordinary = parse("d relu(u) / d u");
    ordinary->is_ordinary = true;
    ck_assert_str_eq(latex_of(ordinary), "\\frac{d \\sigma(u)}{d u}");
}
END_TEST

START_TEST(a_sum_shows_its_range_as_a_size) {
    const Binder binders[] = {{.name = "q", .range = "n2"}, {.name = "r", .range = "3"}};
    ck_assert_str_eq(latex_of(syntax_over(arena, SYNTAX_SUM, binders, 2, parse("h2[q,r]"))),
                     "\\sum_{q=1}^{n_2} \\sum_{r=1}^{3} h^2_{q,r}");
    const Binder wide[] = {{.name = "k", .range = "dk"}};
    ck_assert_str_eq(latex_of(syntax_over(arena, SYNTAX_SUM, wide, 1, parse("a[k]"))),
                     "\\sum_{k=1}^{d_k} a_k");
}
END_TEST

START_TEST(numbers_that_notation_makes_keep_their_sign_in_front) {
    const Syntax *x = parse("x");
    Syntax *number = syntax_integer(arena, 0);
    fmpq_set_si(number->number, -3, 2);
    ck_assert_str_eq(latex_of(number), "-\\frac{3}{2}");
    const Syntax *product = syntax_binary(arena, SYNTAX_MULTIPLY, number, x);
    ck_assert_str_eq(latex_of(product), "-\\frac{3}{2} x");
    ck_assert_str_eq(latex_of(syntax_binary(arena, SYNTAX_ADD, x, product)), "x - \\frac{3}{2} x");
    ck_assert_str_eq(latex_of(syntax_binary(arena, SYNTAX_MULTIPLY, x, number)),
                     "x\\,\\left(-\\frac{3}{2}\\right)");
    ck_assert_str_eq(latex_of(syntax_binary(arena, SYNTAX_DIVIDE, product, parse("y"))),
                     "-\\frac{\\frac{3}{2} x}{y}");
    ck_assert_str_eq(latex_of(syntax_binary(arena, SYNTAX_POWER, x, number)), "x^{-3/2}");
    /* One node in two places: only the first minus is the term's. */
    const Syntax *both = syntax_binary(arena, SYNTAX_MULTIPLY, number,
                                       syntax_binary(arena, SYNTAX_POWER, x, number));
    ck_assert_str_eq(latex_of(syntax_binary(arena, SYNTAX_ADD, x, both)),
                     "x - \\frac{3}{2} x^{-3/2}");
}
END_TEST

static const Shape vector = {.rank = 1};

START_TEST(a_vector_in_front_of_a_matrix_is_a_row) {
    Syntax *u = parse("u"), *row = parse("W[1,.]"), *last_row = parse("W[1,.]");
    u->shape = &vector;
    row->shape = &vector;
    last_row->shape = &vector;
    ck_assert_str_eq(latex_of(syntax_binary(arena, SYNTAX_MATMUL, u, parse("A"))), "u^\\top\\,A");
    ck_assert_str_eq(latex_of(syntax_binary(arena, SYNTAX_MATMUL, row, u)), "W_{1,\\cdot}\\,u");
    ck_assert_str_eq(latex_of(syntax_binary(arena, SYNTAX_MATMUL, u, last_row)),
                     "u^\\top\\,W_{1,\\cdot}^\\top");
}
END_TEST

START_TEST(without_a_notation_names_have_their_defaults) {
    StrBuf latex;
    strbuf_init(&latex);
    print_latex(&latex, parse("relu(W3) + n2 + D"), NULL);
    ck_assert_str_eq(latex.chars, "\\operatorname{ReLU}(W^3) + n^2 + D");
    strbuf_free(&latex);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("latex");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, a_formula_is_typeset, 0, sizeof cases / sizeof *cases);
    tcase_add_test(tests, products_entry_by_entry_have_signs_of_their_own);
    tcase_add_test(tests, a_derivative_is_written_as_it_is_flagged);
    tcase_add_test(tests, a_sum_shows_its_range_as_a_size);
    tcase_add_test(tests, numbers_that_notation_makes_keep_their_sign_in_front);
    tcase_add_test(tests, a_vector_in_front_of_a_matrix_is_a_row);
    tcase_add_test(tests, without_a_notation_names_have_their_defaults);
    Suite *suite = suite_create("latex");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
