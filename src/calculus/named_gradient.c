/* Gradients that stay symbols in an answer: those of `let`, and those of `using`. */
#include "calculus/gradient_state.h"

#include <string.h>

static NamedGradient *add_named(Gradients *gradients) {
    gradients->named =
        memory_resize(gradients->named, (gradients->named_count + 1) * sizeof *gradients->named);
    NamedGradient *named = &gradients->named[gradients->named_count++];
    memset(named, 0, sizeof *named);
    return named;
}

/* Takes the entry of a gradient as a pattern; false where it is none. */
static bool take_pattern(NamedGradient *named, const Expr *entry) {
    if (!expr_is_gradient(entry))
        return false;
    named->symbol = entry->symbol;
    memcpy(named->pattern, entry->args, entry->count * sizeof *entry->args);
    return true;
}

void gradients_add_let(Gradients *gradients, const Quantity *quantity) {
    Elaborator elaborator;
    gradients_elaborator(gradients, &elaborator);
    size_t letters = 0;
    const Expr *axes[RANK_LIMIT];
    expr_axes(gradients->pool, 0, quantity->dims, quantity->rank, axes);
    while (letters < quantity->rank && quantity->letters[letters] != NULL) {
        elaborator.bindings[elaborator.binding_count++] =
            (Binding){quantity->letters[letters], axes[letters]};
        letters++;
    }
    const Expr *entry = elaborate(&elaborator, quantity->formula, axes + letters);
    NamedGradient named = {.name = quantity, .axis_count = quantity->rank};
    if (take_pattern(&named, entry))
        *add_named(gradients) = named;
}

/* Forgets what was derived with other names. */
static void forget_chains(Gradients *gradients) {
    hash_map_free(&gradients->chains[MANNER_NAMED]);
    hash_map_init(&gradients->chains[MANNER_NAMED]);
}

bool gradients_add_using(Gradients *gradients, const Syntax *using, const Letters *letters) {
    Elaborator elaborator;
    gradients_elaborator(gradients, &elaborator);
    size_t count = 0;
    for (size_t i = 0; i < letters->count; i++)
        elaborator.bindings[elaborator.binding_count++] =
            (Binding){letters->items[i].name,
                      expr_index(gradients->pool, pool_axis(gradients->pool, (uint32_t)count++,
                                                            letters->items[i].dimension))};
    const Expr *axes[SHAPE_LIMIT];
    expr_axes(gradients->pool, count, using->shape->dims, using->shape->rank, axes);
    count += using->shape->rank;
    NamedGradient named = {.axis_count = count};
    if (count > SHAPE_LIMIT || !take_pattern(&named, elaborate(&elaborator, using, axes)))
        return false;
    *add_named(gradients) = named;
    forget_chains(gradients);
    return true;
}

void gradients_clear_using(Gradients *gradients) {
    if (gradients->named_count > gradients->let_count)
        forget_chains(gradients);
    gradients->named_count = gradients->let_count;
}

size_t gradients_names_in_force(const Gradients *gradients) {
    return gradients->manner == MANNER_NAMED ? gradients->named_count : 0;
}

static bool matches(const NamedGradient *named, const Expr *entry, const Expr **axes) {
    if (named->symbol != entry->symbol)
        return false;
    memset(axes, 0, named->axis_count * sizeof *axes);
    for (size_t i = 0; i < entry->count; i++) {
        const Expr *pattern = named->pattern[i];
        if (pattern->kind != EXPR_INDEX) {
            if (pattern != entry->args[i])
                return false;
            continue;
        }
        uint32_t axis = pattern->index->number;
        if (axes[axis] != NULL && axes[axis] != entry->args[i])
            return false;
        axes[axis] = entry->args[i];
    }
    /* An axis of size 1 is nowhere in the pattern: its only index is 1. */
    return true;
}

const NamedGradient *gradients_find_named(Gradients *gradients, const Expr *entry,
                                          const Expr **axes) {
    const Expr *none = expr_integer(gradients->pool, 1);
    /* `using` was added last and is the nearer wish, but a name of `let` for the same is shorter.
     */
    for (size_t i = 0; i < gradients_names_in_force(gradients); i++)
        if (matches(&gradients->named[i], entry, axes)) {
            for (size_t j = 0; j < gradients->named[i].axis_count; j++)
                if (axes[j] == NULL)
                    axes[j] = none;
            return &gradients->named[i];
        }
    return NULL;
}
