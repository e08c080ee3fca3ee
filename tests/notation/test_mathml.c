/* The same formulas for a browser. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "formula/parse.h"
#include "notation/mathml.h"

static bool is_quantity(const void *context, const char *name) {
    (void)context;
    return strlen(name) > 1 || (name[0] >= 'A' && name[0] <= 'Z') || strchr("lxywu", name[0]);
}

static const NameLookup lookup = {is_quantity, NULL};

/* What stands within <math><mrow>. */
static void check_content(const StrBuf *out, const char *expected) {
    const char *start = strstr(out->chars, "<mrow>");
    const char *end = strstr(out->chars, "</mrow></math>");
    ck_assert_ptr_nonnull(start);
    ck_assert_ptr_nonnull(end);
    start += strlen("<mrow>");
    char *content = strndup(start, (size_t)(end - start));
    ck_assert_str_eq(content, expected);
    free(content);
}

static const struct LatexCase {
    const char *latex;
    const char *mathml;
} latex_cases[] = {
    {"\\sigma", "<mi>σ</mi>"},
    {"l(\\theta)",
     "<mi>l</mi><mo stretchy=\"false\">(</mo><mi>θ</mi><mo stretchy=\"false\">)</mo>"},
    {"w_5", "<msub><mrow><mi>w</mi></mrow><mrow><mrow><mn>5</mn></mrow></mrow></msub>"},
    {"\\hat{y}", "<mover accent=\"true\"><mrow><mi>y</mi></mrow><mo>^</mo></mover>"},
    {"\\unheard", "<mi>unheard</mi>"},
    {"a-b", "<mi>a</mi><mo>−</mo><mi>b</mi>"},
    {"a\\gsmoved{-b}c", "<mi>a</mi><mrow class=\"moved\"><mo>−</mo><mi>b</mi></mrow><mi>c</mi>"},
    {"-b", "<mo form=\"prefix\">−</mo><mi>b</mi>"},
    {"12.5", "<mn>12.5</mn>"},
    {"x < y", "<mi>x</mi><mo>&lt;</mo><mi>y</mi>"},
    {"\\frac{1}{2}", "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>"},
    {"\\mathbf{1}\\mathbb{R}", "<mi>𝟏</mi><mi>ℝ</mi>"},
    {"\\operatorname{ReLU}(x)", "<mi>ReLU</mi><mo>&#x2061;</mo><mo stretchy=\"false\">(</mo><mi>x</"
                                "mi><mo stretchy=\"false\">)</mo>"},
    {"\\mathit{ab\\_c}", "<mi class=\"it\">ab_c</mi>"},
    {"\\begin{bmatrix} a & b \\\\ c & d \\end{bmatrix}",
     "<mrow><mo form=\"prefix\" fence=\"true\" stretchy=\"true\">[</mo><mtable "
     "displaystyle=\"true\"><mtr><mtd><mi>a</mi>"
     "</mtd><mtd><mi>b</mi></mtd></mtr><mtr><mtd><mi>c</mi></mtd><mtd><mi>d</mi></mtd></mtr></"
     "mtable><mo form=\"postfix\" fence=\"true\" stretchy=\"true\">]</mo></mrow>"},
    {"A^\\top",
     "<msup intent=\"transpose($b)\"><mrow arg=\"b\"><mi>A</mi></mrow><mrow><mrow><mi>⊤</"
     "mi></mrow></mrow></msup>"},
    {"\\sum_{k}x", "<munder><mo>∑</mo><mrow><mrow><mi>k</mi></mrow></mrow></munder><mi>x</mi>"},
    {"a\\,b\\;c", "<mi>a</mi><mspace width=\"0.167em\"></mspace><mi>b</mi><mspace "
                  "width=\"0.278em\"></mspace><mi>c</mi>"},
    {"\\%\\{\\|", "<mi>%</mi><mo stretchy=\"false\">{</mo><mo stretchy=\"false\">‖</mo>"},
    {"\\text{if <}", "<mtext>if &lt;</mtext>"},
    /* what is broken is shown as far as it goes */
    {"\\frac{1", "<mfrac><mrow><mn>1</mn></mrow><mrow></mrow></mfrac>"},
    {"a}b", "<mi>a</mi><mi>b</mi>"},
    {"", ""},
};

START_TEST(latex_becomes_mathml) {
    StrBuf out;
    strbuf_init(&out);
    mathml_from_latex(&out, latex_cases[_i].latex, NULL, false);
    check_content(&out, latex_cases[_i].mathml);
    strbuf_free(&out);
}
END_TEST

/* Whether every element that is opened is closed, in order. */
static bool is_well_formed(const char *xml) {
    const char *open[512];
    size_t depth = 0;
    for (; (xml = strchr(xml, '<')) != NULL; xml++) {
        bool closes = xml[1] == '/';
        const char *name = xml + 1 + closes;
        size_t length = strcspn(name, " >");
        if (!closes) {
            if (depth == 512)
                return false;
            open[depth++] = name;
        } else if (depth == 0 || strncmp(open[--depth], name, length) != 0) {
            return false;
        }
    }
    return depth == 0;
}

START_TEST(whatever_an_author_writes_becomes_elements_that_are_closed) {
    static const char *const pieces[] = {
        "\\frac",         "{",  "}",    "^", "_",        "\\left(", "\\right)", "\\begin{bmatrix}",
        "\\end{bmatrix}", "&",  "\\\\", "'", "x",        "\\sqrt",  "[",        "]",
        "\\hat",          "\\", "12",   "-", "\\text{a", "\\gssay", "%",        "\\middle|",
        "\\end",          "é",
    };
    unsigned state = 7;
    for (int run = 0; run < 3000; run++) {
        StrBuf latex, out;
        strbuf_init(&latex);
        strbuf_init(&out);
        for (int i = 0; i < 12; i++) {
            state = state * 1664525u + 1013904223u;
            strbuf_append(&latex, pieces[(state >> 8) % (sizeof pieces / sizeof *pieces)]);
        }
        mathml_from_latex(&out, latex.chars, NULL, false);
        ck_assert_msg(is_well_formed(out.chars), "%s\n%s", latex.chars, out.chars);
        strbuf_free(&latex);
        strbuf_free(&out);
    }
}
END_TEST

START_TEST(braces_without_end_do_not_exhaust_the_stack) {
    enum { DEPTH = 100000 };
    StrBuf latex, out;
    strbuf_init(&latex);
    strbuf_init(&out);
    for (int i = 0; i < DEPTH; i++)
        strbuf_append(&latex, i % 2 == 0 ? "{" : "^");
    mathml_from_latex(&out, latex.chars, NULL, false);
    ck_assert_ptr_nonnull(strstr(out.chars, "</math>"));
    strbuf_free(&latex);
    strbuf_free(&out);
}
END_TEST

static const struct FormulaCase {
    const char *formula;
    const char *holds;
} formula_cases[] = {
    {"W3[1,2]", "intent=\"_W-3-row-1-column-2\""},
    {"W3", "<mrow intent=\"_W-3\"><msup>"},
    {"d l / d W2[i,j]",
     "intent=\"_partial-derivative-of-l-with-respect-to-W-2-row-i-column-j\"><mfrac>"},
    {"x^2", "<msup><mrow><mi>x</mi></mrow><mrow><mrow><mn>2</mn></mrow></mrow></msup>"},
    {"(x < y)", "alttext=\"open bracket x is less than y close bracket\""},
};

START_TEST(a_formula_carries_its_words) {
    Arena *arena = arena_new();
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics, arena);
    Text text = text_from_string(arena, "formula", formula_cases[_i].formula);
    const Syntax *node = formula_parse(arena, &text, &lookup, &diagnostics);
    ck_assert_ptr_nonnull(node);
    StrBuf out;
    strbuf_init(&out);
    print_mathml(&out, node, NULL);
    ck_assert_msg(strstr(out.chars, formula_cases[_i].holds) != NULL, "%s", out.chars);
    strbuf_free(&out);
    diagnostics_free(&diagnostics);
    arena_free(arena);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("mathml");
    tcase_add_loop_test(tests, latex_becomes_mathml, 0, sizeof latex_cases / sizeof *latex_cases);
    tcase_add_test(tests, whatever_an_author_writes_becomes_elements_that_are_closed);
    tcase_add_test(tests, braces_without_end_do_not_exhaust_the_stack);
    tcase_add_loop_test(tests, a_formula_carries_its_words, 0,
                        sizeof formula_cases / sizeof *formula_cases);
    Suite *suite = suite_create("mathml");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
