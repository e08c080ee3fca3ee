/* One line for a terminal. */
#include <check.h>
#include <stdlib.h>

#include "formula/parse.h"
#include "notation/printer.h"

static bool is_quantity(const void *context, const char *name) {
    (void)context;
    return name[0] >= 'A' && name[0] <= 'Z';
}

static const NameLookup lookup = {is_quantity, NULL};

static const struct Case {
    const char *formula;
    const char *unicode;
} cases[] = {
    {"d l / d W3[1,1]", "∂l/∂W³₁,₁"},
    {"d (d l / d w[i]) / d w[j]", "∂(∂l/∂wᵢ)/∂wⱼ"},
    {"delta * W3[1,i] * (z2[1,i] > 0)", "δ · W³₁,ᵢ · (z²₁,ᵢ > 0)"},
    {"(i != j) * (i <= j)", "(i ≠ j) · (i ≤ j)"},
    {"p[k,c] + W3[1,.]", "p[k,c] + W³[1,·]"},
    {"(delta @ W3).T @ h1", "(δ W³)⊤ h¹"},
    {"x^2 + W3^2 + x^-1 + x^(a + b)", "x² + (W³)² + x⁻¹ + x^(a + b)"},
    {"1/2 * sum(k, a[k])^2", "1/2 · (Σₖ aₖ)²"},
    {"a / (b * c) - (e - f)", "a/(b · c) - (e - f)"},
    {"sum(q, a[q] + b)", "Σ_q (a[q] + b)"},
    {"max(k, a[k]) * b", "(maxₖ aₖ) · b"},
    {"phi''(u) + sqrt(a + b) + abs(x) + log(x)", "ϕ″(u) + √(a + b) + |x| + log(x)"},
    {"-a * (-b)", "-a · (-b)"},
};

START_TEST(a_formula_stands_on_one_line) {
    Arena *arena = arena_new();
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics, arena);
    Text text = text_from_string(arena, "formula", cases[_i].formula);
    const Syntax *node = formula_parse(arena, &text, &lookup, &diagnostics);
    ck_assert_ptr_nonnull(node);
    StrBuf out;
    strbuf_init(&out);
    print_unicode(&out, node, NULL);
    ck_assert_str_eq(out.chars, cases[_i].unicode);
    strbuf_free(&out);
    diagnostics_free(&diagnostics);
    arena_free(arena);
}
END_TEST

START_TEST(products_entry_by_entry_have_signs_of_their_own) {
    Arena *arena = arena_new();
    Syntax *product =
        syntax_binary(arena, SYNTAX_MULTIPLY, syntax_name(arena, "A"), syntax_name(arena, "B"));
    product->is_hadamard = true;
    StrBuf out;
    strbuf_init(&out);
    print_unicode(&out, product, NULL);
    ck_assert_str_eq(out.chars, "A ⊙ B");
    strbuf_free(&out);
    arena_free(arena);
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("unicode");
    tcase_add_loop_test(tests, a_formula_stands_on_one_line, 0, sizeof cases / sizeof *cases);
    tcase_add_test(tests, products_entry_by_entry_have_signs_of_their_own);
    Suite *suite = suite_create("unicode");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
