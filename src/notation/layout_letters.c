/* Letters for bound indices: the author's own first, which are those that sums and index-form
 * definitions of the model use. */
#include <string.h>

#include "notation/layout_state.h"

static void prefer(Layout *layout, const char *letter, Dimension dimension) {
    for (size_t i = 0; i < layout->preference_count; i++)
        if (dimension_equal(layout->preferences[i].dimension, dimension) &&
            strcmp(layout->preferences[i].letter, letter) == 0)
            return;
    if (layout->preference_count < PREFERENCE_LIMIT)
        layout->preferences[layout->preference_count++] = (Preference){letter, dimension};
}

static void collect_binders(Layout *layout, const Syntax *syntax) {
    for (size_t i = 0; i < syntax->binder_count; i++)
        prefer(layout, syntax->binders[i].name, syntax->binders[i].dimension);
    for (size_t i = 0; i < syntax->count; i++)
        collect_binders(layout, syntax->children[i]);
}

void layout_collect_letters(Layout *layout) {
    for (const Scope *scope = gradients_scope(layout->gradients); scope != NULL;
         scope = scope->outer)
        for (size_t i = 0; i < scope->count; i++) {
            const Quantity *quantity = scope->quantities[i];
            if (quantity->kind != QUANTITY_DEFINED)
                continue;
            collect_binders(layout, quantity->formula);
            for (size_t j = 0; j < quantity->rank && quantity->letters[j] != NULL; j++)
                prefer(layout, quantity->letters[j], quantity->dims[j]);
        }
}

/* may_hide: a letter of an outer sum is free too where its index does not occur inside. */
static bool letter_is_free(Layout *layout, const char *letter, const Expr *body, bool may_hide) {
    if (scope_find(gradients_scope(layout->gradients), letter) != NULL || strcmp(letter, "d") == 0)
        return false;
    for (size_t i = 0; i < layout->letters->count; i++)
        if (strcmp(layout->letters->items[i].name, letter) == 0)
            return false;
    for (size_t i = 0; i < body->free_count; i++)
        if (body->free[i]->name != NULL && strcmp(body->free[i]->name, letter) == 0)
            return false;
    for (size_t i = 0; i < layout->pushed_count; i++)
        if (strcmp(layout->pushed[i].letter, letter) == 0 &&
            (!may_hide || expr_has_free(body, layout->pushed[i].index)))
            return false;
    return true;
}

static const char *choose_letter(Layout *layout, Dimension dimension, const Expr *body) {
    static const char *const common[] = {"q", "r", "s", "p", "k", "i", "j", "t", "u", "v",
                                         "c", "n", "m", "a", "b", "e", "f", "g", "h", "o"};
    for (int may_hide = 0; may_hide < 2; may_hide++) {
        for (size_t i = 0; i < layout->preference_count; i++)
            if (dimension_equal(layout->preferences[i].dimension, dimension) &&
                letter_is_free(layout, layout->preferences[i].letter, body, may_hide))
                return layout->preferences[i].letter;
        for (size_t i = 0; i < sizeof common / sizeof *common; i++)
            if (letter_is_free(layout, common[i], body, may_hide))
                return common[i];
    }
    for (size_t i = 1;; i++) {
        const char *letter = arena_printf(layout->arena, "q_%zu", i);
        if (letter_is_free(layout, letter, body, false))
            return letter;
    }
}

void layout_push_name(Layout *layout, const Index *index, const char *letter) {
    layout->pushed = arena_grow(layout->arena, layout->pushed, layout->pushed_count,
                                &layout->pushed_capacity, sizeof *layout->pushed);
    layout->pushed[layout->pushed_count++] = (Pushed){index, letter};
}

const char *layout_push_letter(Layout *layout, const Index *index, const Expr *body) {
    const char *letter = choose_letter(layout, index->dimension, body);
    layout_push_name(layout, index, letter);
    return letter;
}

void layout_pop_letters(Layout *layout, size_t count) {
    layout->pushed_count -= count;
}

const char *layout_index_name(const Layout *layout, const Index *index) {
    for (size_t i = layout->pushed_count; i > 0; i--)
        if (layout->pushed[i - 1].index == index)
            return layout->pushed[i - 1].letter;
    if (index->name != NULL)
        return index->name;
    return arena_printf(layout->arena, "i_%u", index->number);
}
