#include "formula/dependence.h"

#include <string.h>

#include "formula/nesting.h"

/* Looks through every definition once. */
typedef struct Search {
    const Quantity *sought;
    bool *seen; /* by position */
} Search;

static bool has_size(const Quantity *quantity, const char *size) {
    bool has_it = quantity->label.size != NULL && strcmp(quantity->label.size, size) == 0;
    for (size_t i = 0; !has_it && i < quantity->rank; i++)
        has_it = quantity->dims[i].size != NULL && strcmp(quantity->dims[i].size, size) == 0;
    return has_it;
}

static bool search_quantity(const Search *search, const Quantity *quantity);

static bool search_formula(const Search *search, const Syntax *formula) {
    if (formula->expansion != NULL)
        return search_formula(search, formula->expansion);
    bool is_found = formula->quantity != NULL && search_quantity(search, formula->quantity);
    for (size_t i = 0; !is_found && i < formula->count; i++)
        is_found = search_formula(search, formula->children[i]);
    return is_found;
}

static bool search_quantity(const Search *search, const Quantity *quantity) {
    if (quantity == search->sought ||
        (search->sought->kind == QUANTITY_SIZE && has_size(quantity, search->sought->name)))
        return true;
    if (quantity->formula == NULL || search->seen[quantity->position])
        return false;
    search->seen[quantity->position] = true;
    return search_formula(search, quantity->formula);
}

bool dependence_of(Arena *arena, const Quantity *quantity, const Quantity *sought) {
    Search search = {sought, ARENA_ARRAY(arena, bool, quantity->position + 1)};
    return search_quantity(&search, quantity);
}

/* Whether a formula in a question's scope is computed from a quantity of the model. */
static bool comes_from(Arena *arena, const Scope *scope, const Syntax *formula,
                       const Quantity *sought) {
    Search search = {sought, ARENA_ARRAY(arena, bool, scope->outer->count)};
    return search_formula(&search, formula);
}

/* Whether any name in a formula is one that what is asked is computed from. */
static bool comes_from_any(Arena *arena, const Scope *scope, const Syntax *asked,
                           const Syntax *formula) {
    if (formula->expansion != NULL)
        return comes_from_any(arena, scope, asked, formula->expansion);
    bool is_found = formula->quantity != NULL && comes_from(arena, scope, asked, formula->quantity);
    for (size_t i = 0; !is_found && i < formula->count; i++)
        is_found = comes_from_any(arena, scope, asked, formula->children[i]);
    return is_found;
}

/* Answers are written in the names that what is asked is computed from, and a derivative in the
 * gradients of those, too. */
static bool needs(Arena *arena, const Scope *scope, const Syntax *asked, const Quantity *hidden) {
    if (comes_from(arena, scope, asked, hidden))
        return true;
    return hidden->kind == QUANTITY_GRADIENT && nesting_of(asked).order > 0 &&
           comes_from_any(arena, scope, asked, hidden->formula->children[0]);
}

/* Whether a part of a formula keeps its names in an answer: only chains of the model's definitions
 * lead to others. */
static bool keeps_names(const Scope *scope, const Syntax *formula) {
    if (formula->expansion != NULL)
        return keeps_names(scope, formula->expansion);
    if (formula->quantity != NULL && formula->quantity->derivative_order > 0)
        return false;
    bool does = true;
    if (formula->kind == SYNTAX_DERIVATIVE) {
        const Syntax *variable = formula->children[1];
        if (variable->kind == SYNTAX_INDEX)
            variable = variable->children[0];
        does = variable->quantity->position >= scope->outer->count;
    }
    for (size_t i = 0; does && i < formula->count; i++)
        does = keeps_names(scope, formula->children[i]);
    return does;
}

/* A quantity is answered by its definition, which has other names than it. */
static bool is_quantity(const Syntax *formula) {
    return formula->kind == SYNTAX_NAME || formula->kind == SYNTAX_INDEX;
}

bool dependence_check_hidden(Arena *arena, const Scope *scope, const Syntax *formula,
                             Diagnostics *diagnostics) {
    bool is_good = true;
    bool has_only_its_names =
        scope->outer != NULL && !is_quantity(formula) && keeps_names(scope, formula);
    for (size_t i = 0; scope->outer != NULL && i < scope->count; i++) {
        const Quantity *own = scope->quantities[i];
        const Quantity *hidden = scope_find(scope->outer, own->name);
        bool may_be_needed =
            hidden != NULL && (!has_only_its_names || hidden->kind == QUANTITY_SIZE);
        if (!may_be_needed || !needs(arena, scope, formula, hidden))
            continue;
        diagnostics_error(diagnostics, DIAGNOSTIC_NAME_CLASH, own->span,
                          "the question's own “%s” hides the model's, which the answer may need",
                          own->name);
        diagnostics_hint(diagnostics, "give it another name");
        is_good = false;
    }
    return is_good;
}
