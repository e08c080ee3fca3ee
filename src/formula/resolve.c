#include "formula/resolve.h"

#include <string.h>

#include "base/names.h"
#include "formula/nesting.h"
#include "formula/resolve_internal.h"
#include "source/entries.h"

/* What most nodes have: numbers share it. */
static const Shape scalar;

bool resolve_set_shape(Resolver *resolver, const Syntax *syntax, const Shape *shape) {
    if (shape->rank == 0) {
        ((Syntax *)syntax)->shape = &scalar;
        return true;
    }
    Shape *copy = ARENA_NEW(resolver->arena, Shape);
    *copy = *shape;
    ((Syntax *)syntax)->shape = copy;
    return true;
}

/* Letters. */

void letters_copy(Letters *to, const Letters *from) {
    to->count = from->count;
    memcpy(to->items, from->items, from->count * sizeof *from->items);
}

size_t letters_count_values(const Letters *letters) {
    size_t count = 1;
    for (size_t i = 0; i < letters->count; i++)
        count = dimension_times(count, letters->items[i].dimension);
    return count;
}

static Letter *find_letter(Letters *letters, const char *name) {
    for (size_t i = letters->count; i > 0; i--)
        if (strcmp(letters->items[i - 1].name, name) == 0)
            return &letters->items[i - 1];
    return NULL;
}

static Letter *add_letter(Resolver *resolver, Letters *letters, const char *name, Span span) {
    if (letters->count == LETTER_LIMIT) {
        diagnostics_error(resolver->diagnostics, DIAGNOSTIC_INDEX_LETTER, span,
                          "a formula can use at most %d index letters at once", LETTER_LIMIT);
        return NULL;
    }
    Letter *letter = &letters->items[letters->count++];
    *letter = (Letter){.name = name, .span = span};
    return letter;
}

static bool unify_letter(Resolver *resolver, Letter *letter, Dimension dimension, Span span) {
    if (!letter->has_dimension) {
        letter->has_dimension = true;
        letter->dimension = dimension;
        return true;
    }
    if (dimension_equal(letter->dimension, dimension)) {
        if (letter->dimension.size == NULL)
            letter->dimension = dimension;
        return true;
    }
    diagnostics_error(resolver->diagnostics, DIAGNOSTIC_INDEX_LETTER, span,
                      "the index “%s” runs over %s here and over %s before", letter->name,
                      dimension_text(resolver->arena, dimension),
                      dimension_text(resolver->arena, letter->dimension));
    diagnostics_hint(resolver->diagnostics,
                     "the same letter is the same index: use another letter");
    return false;
}

/* A name where a number may stand: a quantity, or an index letter as its number. */
static bool resolve_name(Resolver *resolver, const Syntax *syntax, Letters *letters) {
    Shape shape = {0};
    if (find_letter(letters, syntax->name) != NULL)
        return resolve_set_shape(resolver, syntax, &shape);
    bool failed = false;
    const Quantity *quantity = resolver->find(resolver->context, syntax->name, &failed);
    if (failed)
        return false;
    if (quantity == NULL && name_is_constant(syntax->name))
        return resolve_set_shape(resolver, syntax, &shape);
    if (quantity == NULL) {
        resolve_report_undefined(resolver, syntax);
        return false;
    }
    ((Syntax *)syntax)->quantity = quantity;
    shape.rank = quantity->kind == QUANTITY_SIZE ? 0 : quantity->rank;
    memcpy(shape.dims, quantity->dims, sizeof quantity->dims);
    return resolve_set_shape(resolver, syntax, &shape);
}

/* Indices. */

static bool resolve_integer_index(Resolver *resolver, const Syntax *index, Dimension dimension) {
    if (fmpz_is_one(fmpq_denref(index->number)) && fmpq_sgn(index->number) > 0 &&
        fmpz_cmp_si(fmpq_numref(index->number), dimension.value) <= 0)
        return resolve_set_shape(resolver, index, &(Shape){0});
    diagnostics_error(resolver->diagnostics, DIAGNOSTIC_INDEX_RANGE, index->span,
                      "the index %s is out of range",
                      rational_print(resolver->arena, index->number));
    if (dimension.size != NULL)
        diagnostics_hint(resolver->diagnostics, "%s is %ld here, and indices run from 1 to %ld",
                         dimension.size, dimension.value, dimension.value);
    else
        diagnostics_hint(resolver->diagnostics, "indices run from 1 to %ld", dimension.value);
    return false;
}

static bool check_label(Resolver *resolver, const Syntax *index, const Quantity *label,
                        Dimension dimension) {
    if (dimension_equal(label->label, dimension))
        return true;
    diagnostics_error(resolver->diagnostics, DIAGNOSTIC_SHAPE, index->span,
                      "the labels “%s” run to %s, but this dimension is %s", label->name,
                      dimension_text(resolver->arena, label->label),
                      dimension_text(resolver->arena, dimension));
    return false;
}

/* How a given tensor would be declared that is to be a label for this dimension. */
static const char *label_declaration(Arena *arena, const Quantity *quantity, Dimension dimension) {
    const char *dims = "";
    for (size_t i = 0; i < quantity->rank; i++)
        dims = arena_printf(arena, "%s%s%s", dims, i > 0 ? ", " : "",
                            dimension_text(arena, quantity->dims[i]));
    return arena_printf(arena, "a label is declared as `%s: [%s%s-> %s]`", quantity->name, dims,
                        quantity->rank > 0 ? " " : "", dimension_text(arena, dimension));
}

static bool resolve_index(Resolver *resolver, const Syntax *index, Dimension dimension,
                          Letters *letters, bool allow_new) {
    if (index->kind == SYNTAX_NUMBER)
        return resolve_integer_index(resolver, index, dimension);
    if (index->kind == SYNTAX_NAME) {
        Letter *letter = find_letter(letters, index->name);
        if (letter == NULL) {
            bool failed = false;
            const Quantity *quantity = resolver->find(resolver->context, index->name, &failed);
            if (failed)
                return false;
            if (quantity != NULL && quantity->kind == QUANTITY_LABEL && quantity->rank == 0) {
                ((Syntax *)index)->quantity = quantity;
                return check_label(resolver, index, quantity, dimension) &&
                       resolve_set_shape(resolver, index, &(Shape){0});
            }
            if (quantity != NULL) {
                diagnostics_error(resolver->diagnostics, DIAGNOSTIC_INDEX_KIND, index->span,
                                  "“%s” is a %s and cannot stand as an index", index->name,
                                  quantity->kind == QUANTITY_SIZE ? "size" : "tensor");
                const char *declared = quantity->kind == QUANTITY_GIVEN
                                           ? label_declaration(resolver->arena, quantity, dimension)
                                           : NULL;
                diagnostics_hint(
                    resolver->diagnostics,
                    "an index is an integer, a letter, \".\" or an entry of a label%s%s",
                    declared != NULL ? "; " : "", declared != NULL ? declared : "");
                return false;
            }
            if (!allow_new) {
                resolve_report_undefined(resolver, index);
                diagnostics_hint(resolver->diagnostics,
                                 "an index letter must be bound by a sum or stand on the left");
                return false;
            }
            letter = add_letter(resolver, letters, index->name, index->span);
            if (letter == NULL)
                return false;
        }
        return unify_letter(resolver, letter, dimension, index->span) &&
               resolve_set_shape(resolver, index, &(Shape){0});
    }
    if (index->kind == SYNTAX_INDEX && index->children[0]->kind == SYNTAX_NAME) {
        if (!resolve_node(resolver, index, letters, allow_new))
            return false;
        const Quantity *label = index->children[0]->quantity;
        if (label != NULL && label->kind == QUANTITY_LABEL && index->shape->rank == 0)
            return check_label(resolver, index, label, dimension);
        if (label != NULL && label->kind == QUANTITY_GIVEN && index->shape->rank == 0) {
            diagnostics_error(resolver->diagnostics, DIAGNOSTIC_INDEX_KIND, index->span,
                              "“%s” is a tensor, no label, and its entry cannot stand as an index",
                              label->name);
            diagnostics_hint(resolver->diagnostics, "%s",
                             label_declaration(resolver->arena, label, dimension));
            return false;
        }
    }
    diagnostics_error(resolver->diagnostics, DIAGNOSTIC_INDEX_KIND, index->span,
                      "this cannot stand as an index");
    diagnostics_hint(resolver->diagnostics,
                     "an index is an integer, a letter, \".\" or an entry of a label");
    return false;
}

static bool resolve_indexing(Resolver *resolver, const Syntax *syntax, Letters *letters,
                             bool allow_new) {
    const Syntax *base = syntax->children[0];
    if (!resolve_node(resolver, base, letters, allow_new))
        return false;
    size_t given = syntax->count - 1;
    if (given > 0 && base->shape->rank == 0) {
        diagnostics_error(resolver->diagnostics, DIAGNOSTIC_SHAPE, syntax->span,
                          "a single number takes no index");
        return false;
    }
    if (given > base->shape->rank) {
        diagnostics_error(resolver->diagnostics, DIAGNOSTIC_SHAPE, syntax->span,
                          "%zu ind%s too many for a quantity of shape %s",
                          given - base->shape->rank, given - base->shape->rank == 1 ? "ex" : "ices",
                          shape_text(resolver->arena, base->shape));
        return false;
    }
    Shape shape = {0};
    bool is_good = true;
    for (size_t i = 0; i < base->shape->rank; i++) {
        Dimension dimension = base->shape->dims[i];
        if (i >= given || syntax->children[i + 1]->kind == SYNTAX_KEEP)
            shape.dims[shape.rank++] = dimension;
        else
            is_good &=
                resolve_index(resolver, syntax->children[i + 1], dimension, letters, allow_new);
    }
    return is_good && resolve_set_shape(resolver, syntax, &shape);
}

/* Operators. */

static bool broadcast(Resolver *resolver, const Syntax *syntax, const Shape *left,
                      const Shape *right, Shape *result) {
    result->rank = left->rank > right->rank ? left->rank : right->rank;
    for (size_t from_end = 1; from_end <= result->rank; from_end++) {
        Dimension *dimension = &result->dims[result->rank - from_end];
        if (from_end > left->rank) {
            *dimension = right->dims[right->rank - from_end];
        } else if (from_end > right->rank) {
            *dimension = left->dims[left->rank - from_end];
        } else {
            Dimension a = left->dims[left->rank - from_end];
            Dimension b = right->dims[right->rank - from_end];
            if (dimension_is_one(a) || (a.size == NULL && dimension_equal(a, b))) {
                *dimension = b;
            } else if (dimension_is_one(b) || dimension_equal(a, b)) {
                *dimension = a;
            } else {
                diagnostics_error(resolver->diagnostics, DIAGNOSTIC_SHAPE, syntax->span,
                                  "shapes %s and %s do not fit together",
                                  shape_text(resolver->arena, left),
                                  shape_text(resolver->arena, right));
                diagnostics_hint(resolver->diagnostics,
                                 "only a dimension that is missing or declared as 1 is stretched");
                return false;
            }
        }
    }
    return true;
}

bool resolve_broadcast(Resolver *resolver, const Syntax *syntax, Shape *result) {
    *result = *syntax->children[0]->shape;
    for (size_t i = 1; i < syntax->count; i++) {
        Shape wider = {0};
        if (!broadcast(resolver, syntax, result, syntax->children[i]->shape, &wider))
            return false;
        *result = wider;
    }
    return true;
}

static bool resolve_elementwise(Resolver *resolver, const Syntax *syntax) {
    Shape shape;
    if (!resolve_broadcast(resolver, syntax, &shape))
        return false;
    size_t tensors = 0;
    for (size_t i = 0; i < syntax->count; i++)
        tensors += syntax->children[i]->shape->rank > 0;
    if (syntax->kind == SYNTAX_MULTIPLY || syntax->kind == SYNTAX_DIVIDE)
        ((Syntax *)syntax)->is_hadamard =
            syntax->kind == SYNTAX_DIVIDE ? syntax->children[1]->shape->rank > 0 : tensors > 1;
    return resolve_set_shape(resolver, syntax, &shape);
}

static bool resolve_product(Resolver *resolver, const Syntax *syntax) {
    Shape shape = *syntax->children[0]->shape;
    for (size_t i = 1; i < syntax->count; i++) {
        const Shape *right = syntax->children[i]->shape;
        if (shape.rank == 0 || right->rank == 0 || shape.rank > 2 || right->rank > 2) {
            diagnostics_error(resolver->diagnostics, DIAGNOSTIC_SHAPE, syntax->span,
                              "“@” multiplies vectors and matrices, and here it stands between "
                              "%s and %s",
                              shape_text(resolver->arena, &shape),
                              shape_text(resolver->arena, right));
            if (shape.rank == 0 || right->rank == 0)
                diagnostics_hint(resolver->diagnostics, "for a number times a tensor write “*”");
            return false;
        }
        if (!dimension_equal(shape.dims[shape.rank - 1], right->dims[0])) {
            diagnostics_error(resolver->diagnostics, DIAGNOSTIC_SHAPE, syntax->span,
                              "the product of %s and %s does not exist: %s is not %s",
                              shape_text(resolver->arena, &shape),
                              shape_text(resolver->arena, right),
                              dimension_text(resolver->arena, shape.dims[shape.rank - 1]),
                              dimension_text(resolver->arena, right->dims[0]));
            diagnostics_hint(resolver->diagnostics, "is a “.T” missing, or one too many?");
            return false;
        }
        shape.rank--;
        for (size_t j = 1; j < right->rank; j++)
            shape.dims[shape.rank++] = right->dims[j];
    }
    return resolve_set_shape(resolver, syntax, &shape);
}

static bool resolve_power(Resolver *resolver, const Syntax *syntax) {
    if (syntax->children[1]->shape->rank > 0) {
        diagnostics_error(resolver->diagnostics, DIAGNOSTIC_SHAPE, syntax->children[1]->span,
                          "an exponent must be a single number, not of shape %s",
                          shape_text(resolver->arena, syntax->children[1]->shape));
        return false;
    }
    return resolve_set_shape(resolver, syntax, syntax->children[0]->shape);
}

static bool resolve_transpose(Resolver *resolver, const Syntax *syntax) {
    Shape shape = *syntax->children[0]->shape;
    if (shape.rank > 2) {
        diagnostics_error(resolver->diagnostics, DIAGNOSTIC_SHAPE, syntax->span,
                          "“.T” is of a matrix, not of shape %s",
                          shape_text(resolver->arena, &shape));
        return false;
    }
    if (shape.rank == 2) {
        Dimension first = shape.dims[0];
        shape.dims[0] = shape.dims[1];
        shape.dims[1] = first;
    }
    return resolve_set_shape(resolver, syntax, &shape);
}

/* In (i == j) each letter tells the other's dimension where only one indexes something. */
static void unify_compared_letters(Letters *letters, const Syntax *syntax) {
    Letter *sides[2];
    for (size_t i = 0; i < 2; i++) {
        if (syntax->children[i]->kind != SYNTAX_NAME)
            return;
        sides[i] = find_letter(letters, syntax->children[i]->name);
        if (sides[i] == NULL)
            return;
    }
    for (size_t i = 0; i < 2; i++)
        if (!sides[i]->has_dimension && sides[1 - i]->has_dimension) {
            sides[i]->has_dimension = true;
            sides[i]->dimension = sides[1 - i]->dimension;
        }
}

/* The range of the label that a letter is compared with somewhere: (c == y[k]). */
static const Quantity *find_compared_label(const Syntax *syntax, const char *letter) {
    for (size_t i = 0; i < syntax->binder_count; i++)
        if (strcmp(syntax->binders[i].name, letter) == 0)
            return NULL;
    if (syntax->kind == SYNTAX_COMPARE)
        for (size_t i = 0; i < 2; i++) {
            const Syntax *name = syntax->children[i], *other = syntax->children[1 - i];
            const Syntax *label = other->kind == SYNTAX_INDEX ? other->children[0] : other;
            if (name->kind == SYNTAX_NAME && strcmp(name->name, letter) == 0 &&
                label->quantity != NULL && label->quantity->kind == QUANTITY_LABEL)
                return label->quantity;
        }
    const Quantity *found = NULL;
    for (size_t i = 0; found == NULL && i < syntax->count; i++)
        found = find_compared_label(syntax->children[i], letter);
    return found;
}

bool letter_learn_from_labels(Letter *letter, const Syntax *formula) {
    const Quantity *label =
        letter->has_dimension ? NULL : find_compared_label(formula, letter->name);
    if (label != NULL) {
        letter->has_dimension = true;
        letter->dimension = label->label;
    }
    return letter->has_dimension;
}

/* Binders. */

static bool resolve_over(Resolver *resolver, const Syntax *syntax, Letters *letters,
                         bool allow_new) {
    size_t first = letters->count;
    size_t free_before = first;
    for (size_t i = 0; i < syntax->binder_count; i++)
        if (add_letter(resolver, letters, syntax->binders[i].name, syntax->binders[i].span) == NULL)
            return false;
    bool is_good = resolve_node(resolver, syntax->children[0], letters, allow_new);
    for (size_t i = 0; is_good && i < syntax->binder_count; i++) {
        Letter *letter = &letters->items[first + i];
        Binder *binder = &syntax->binders[i];
        if (!letter->has_dimension && binder->range != NULL)
            continue; /* notation's, which knows it */
        if (!letter_learn_from_labels(letter, syntax->children[0])) {
            diagnostics_error(resolver->diagnostics, DIAGNOSTIC_INDEX_LETTER, binder->span,
                              "“%s” indexes nothing here, so its range is not known", binder->name);
            bool failed = false;
            if (resolver->find(resolver->context, binder->name, &failed) != NULL)
                diagnostics_hint(resolver->diagnostics,
                                 "sum(k, e) is over an index; along a dimension of a tensor it is "
                                 "sum(A, 1)");
            is_good = false;
        } else {
            binder->dimension = letter->dimension;
            binder->range = dimension_text(resolver->arena, letter->dimension);
        }
    }
    /* Free letters that were met inside stay; the sum's own go. */
    size_t own = syntax->binder_count;
    memmove(&letters->items[free_before], &letters->items[free_before + own],
            (letters->count - free_before - own) * sizeof *letters->items);
    letters->count -= own;
    if (is_good && syntax->kind != SYNTAX_SUM && syntax->children[0]->shape->rank > 0) {
        diagnostics_error(resolver->diagnostics, DIAGNOSTIC_SHAPE, syntax->children[0]->span,
                          "max and min over an index are of a single number, not of shape %s",
                          shape_text(resolver->arena, syntax->children[0]->shape));
        is_good = false;
    }
    return is_good && resolve_set_shape(resolver, syntax, syntax->children[0]->shape);
}

/* Derivatives. */

static bool resolve_derivative(Resolver *resolver, const Syntax *syntax, Letters *letters,
                               bool allow_new) {
    const Syntax *top = syntax->children[0];
    const Syntax *bottom = syntax->children[1];
    const Syntax *variable = bottom->kind == SYNTAX_INDEX ? bottom->children[0] : bottom;
    if (variable->kind != SYNTAX_NAME) {
        diagnostics_error(resolver->diagnostics, DIAGNOSTIC_DERIVATIVE, bottom->span,
                          "a derivative is by a quantity or its entries, not by a formula");
        diagnostics_hint(resolver->diagnostics, "name the formula in `define`");
        return false;
    }
    bool are_good = resolve_node(resolver, top, letters, allow_new);
    are_good &= resolve_node(resolver, bottom, letters, allow_new);
    if (!are_good)
        return false;
    const Quantity *quantity = variable->quantity;
    if (quantity == NULL || quantity->kind == QUANTITY_SIZE || quantity->kind == QUANTITY_LABEL ||
        quantity->kind == QUANTITY_GRADIENT) {
        diagnostics_error(resolver->diagnostics, DIAGNOSTIC_DERIVATIVE, variable->span,
                          "“%s” is %s: there is no derivative by it", variable->name,
                          quantity == NULL                      ? "an index letter"
                          : quantity->kind == QUANTITY_SIZE     ? "a size"
                          : quantity->kind == QUANTITY_GRADIENT ? "a gradient"
                                                                : "a label");
        return false;
    }
    Shape shape = *top->shape;
    if (shape.rank + bottom->shape->rank > SHAPE_LIMIT) {
        diagnostics_error(resolver->diagnostics, DIAGNOSTIC_SHAPE, syntax->span,
                          "this derivative has more than %d dimensions", SHAPE_LIMIT);
        return false;
    }
    for (size_t i = 0; i < bottom->shape->rank; i++)
        shape.dims[shape.rank++] = bottom->shape->dims[i];
    return nesting_check(syntax, resolver->diagnostics) &&
           resolve_set_shape(resolver, syntax, &shape);
}

/* An argument stands in the body of its function as often as the body names it, and arguments may
 * hold calls in turn: resolved again each time, they would cost a power of their number. */
static bool is_resolved_argument(const Resolver *resolver, const Syntax *syntax) {
    for (const OpenCall *open = resolver->open_call; open != NULL; open = open->outer)
        for (size_t i = 0; i < open->call->count; i++)
            if (open->call->children[i] == syntax)
                return true;
    return false;
}

bool resolve_node(Resolver *resolver, const Syntax *syntax, Letters *letters, bool allow_new) {
    if (is_resolved_argument(resolver, syntax))
        return true;
    switch (syntax->kind) {
    case SYNTAX_NUMBER:
        return resolve_set_shape(resolver, syntax, &(Shape){0});
    case SYNTAX_MATRIX:
        return true; /* made with its shape */
    case SYNTAX_NAME:
        return resolve_name(resolver, syntax, letters);
    case SYNTAX_KEEP:
        diagnostics_error(resolver->diagnostics, DIAGNOSTIC_INDEX_KIND, syntax->span,
                          "“.” stands only among indices");
        return false;
    case SYNTAX_INDEX:
        return resolve_indexing(resolver, syntax, letters, allow_new);
    case SYNTAX_CALL:
        return resolve_call(resolver, syntax, letters, allow_new);
    case SYNTAX_DERIVATIVE:
        return resolve_derivative(resolver, syntax, letters, allow_new);
    case SYNTAX_SUM:
    case SYNTAX_MAX_OVER:
    case SYNTAX_MIN_OVER:
        return resolve_over(resolver, syntax, letters, allow_new);
    case SYNTAX_NEGATE:
    case SYNTAX_ADD:
    case SYNTAX_MULTIPLY:
    case SYNTAX_DIVIDE:
    case SYNTAX_MATMUL:
    case SYNTAX_POWER:
    case SYNTAX_TRANSPOSE:
    case SYNTAX_COMPARE:
        break;
    }
    if (resolve_report_slurred_derivative(resolver, syntax))
        return false;
    bool is_good = true;
    for (size_t i = 0; i < syntax->count; i++)
        is_good &= resolve_node(resolver, syntax->children[i], letters, allow_new);
    if (!is_good)
        return false;
    switch (syntax->kind) {
    case SYNTAX_COMPARE:
        unify_compared_letters(letters, syntax);
        return resolve_elementwise(resolver, syntax);
    case SYNTAX_MATMUL:
        return resolve_product(resolver, syntax);
    case SYNTAX_POWER:
        return resolve_power(resolver, syntax);
    case SYNTAX_TRANSPOSE:
        return resolve_transpose(resolver, syntax);
    case SYNTAX_NEGATE:
    case SYNTAX_ADD:
    case SYNTAX_MULTIPLY:
    case SYNTAX_DIVIDE:
    case SYNTAX_NUMBER:
    case SYNTAX_NAME:
    case SYNTAX_INDEX:
    case SYNTAX_KEEP:
    case SYNTAX_CALL:
    case SYNTAX_DERIVATIVE:
    case SYNTAX_SUM:
    case SYNTAX_MAX_OVER:
    case SYNTAX_MIN_OVER:
    case SYNTAX_MATRIX:
        break;
    }
    return resolve_elementwise(resolver, syntax);
}

/* A letter may stand as a number before it indexes: (i == j) * A[i,j]. So the letters that index a
 * quantity somewhere are learnt first, in order of appearance. bound holds the letters of the sums
 * around. */
static void learn_letters(Resolver *resolver, const Syntax *syntax, Letters *letters,
                          const Letters *bound);

/* dimension: NULL where what the letter indexes has errors of its own. */
static void learn_letter(Resolver *resolver, const Syntax *index, const Dimension *dimension,
                         Letters *letters, const Letters *bound) {
    bool failed = false;
    bool is_letter = find_letter((Letters *)bound, index->name) == NULL &&
                     find_letter(letters, index->name) == NULL &&
                     resolver->find(resolver->context, index->name, &failed) == NULL;
    Letter *letter = is_letter && letters->count < LETTER_LIMIT && !failed
                         ? add_letter(resolver, letters, index->name, index->span)
                         : NULL;
    if (letter != NULL && dimension != NULL)
        unify_letter(resolver, letter, *dimension, index->span);
}

static void learn_letters(Resolver *resolver, const Syntax *syntax, Letters *letters,
                          const Letters *bound) {
    Letters inner;
    if (syntax->binder_count > 0) {
        inner = *bound;
        for (size_t i = 0; i < syntax->binder_count && inner.count < LETTER_LIMIT; i++)
            inner.items[inner.count++] = (Letter){.name = syntax->binders[i].name};
        bound = &inner;
    }
    bool failed = false;
    bool is_entry = syntax->kind == SYNTAX_INDEX && syntax->children[0]->kind == SYNTAX_NAME;
    const Quantity *quantity =
        is_entry ? resolver->find(resolver->context, syntax->children[0]->name, &failed) : NULL;
    for (size_t i = 0; i < syntax->count; i++) {
        const Syntax *child = syntax->children[i];
        bool is_index = i > 0 && (failed || (quantity != NULL && i <= quantity->rank));
        if (is_index && child->kind == SYNTAX_NAME)
            learn_letter(resolver, child, failed ? NULL : &quantity->dims[i - 1], letters, bound);
        else
            learn_letters(resolver, child, letters, bound);
    }
}

/* The sums around a part of a formula, the innermost first. */
typedef struct OpenSum OpenSum;
struct OpenSum {
    const Syntax *sum;
    const OpenSum *outer;
};

static bool is_bound(const char *name, const OpenSum *open) {
    for (; open != NULL; open = open->outer)
        for (size_t i = 0; i < open->sum->binder_count; i++)
            if (strcmp(open->sum->binders[i].name, name) == 0)
                return true;
    return false;
}

/* Letters in the order in which a reader meets them, whether they index or stand as numbers. */
static void order_letters(const Syntax *syntax, const OpenSum *open, Letters *letters,
                          size_t *met) {
    if (syntax->kind == SYNTAX_NAME && !is_bound(syntax->name, open))
        for (size_t i = *met; i < letters->count; i++)
            if (strcmp(letters->items[i].name, syntax->name) == 0) {
                Letter letter = letters->items[i];
                memmove(&letters->items[*met + 1], &letters->items[*met],
                        (i - *met) * sizeof letter);
                letters->items[(*met)++] = letter;
                break;
            }
    OpenSum here = {syntax, open};
    for (size_t i = 0; i < syntax->count; i++)
        order_letters(syntax->children[i], syntax->binder_count > 0 ? &here : open, letters, met);
}

bool resolve_syntax(Resolver *resolver, const Syntax *syntax, Letters *letters, bool allow_new) {
    size_t met = letters->count;
    if (allow_new)
        learn_letters(resolver, syntax, letters, &(Letters){0});
    if (!resolve_node(resolver, syntax, letters, allow_new))
        return false;
    /* One that indexes a formula, (W @ x)[i], was learnt only now, after those of quantities. */
    if (allow_new)
        order_letters(syntax, NULL, letters, &met);
    return true;
}

static bool check_entries(const Syntax *syntax, Diagnostics *diagnostics) {
    if (syntax->expansion != NULL)
        return check_entries(syntax->expansion, diagnostics);
    bool is_good = true;
    for (size_t i = 0; is_good && i < syntax->count; i++)
        is_good = check_entries(syntax->children[i], diagnostics);
    return is_good &&
           (syntax->shape == NULL || entries_check(syntax->shape->dims, syntax->shape->rank, "this",
                                                   syntax->span, diagnostics));
}

bool resolve_check_entries(const Syntax *formula, Diagnostics *diagnostics) {
    if (formula->kind != SYNTAX_DERIVATIVE)
        return check_entries(formula, diagnostics);
    return check_entries(formula->children[0], diagnostics) &&
           check_entries(formula->children[1], diagnostics);
}

static const Quantity *find_in_scope(const void *context, const char *name, bool *failed) {
    (void)failed;
    return scope_find(context, name);
}

static const UserFunction *find_function_in_scope(const void *context, const char *name) {
    return scope_find_function(context, name);
}

static size_t scope_candidates(const void *context, const char **names, size_t limit) {
    size_t count = 0;
    for (const Scope *scope = context; scope != NULL; scope = scope->outer)
        for (size_t i = 0; i < scope->count && count < limit; i++)
            names[count++] = scope->quantities[i]->name;
    return count;
}

bool resolve_in_scope(Arena *arena, const Scope *scope, const Syntax *syntax, Letters *letters,
                      bool allow_new, Diagnostics *diagnostics) {
    Resolver resolver = {.arena = arena,
                         .diagnostics = diagnostics,
                         .context = scope,
                         .find = find_in_scope,
                         .find_function = find_function_in_scope,
                         .candidates = scope_candidates};
    if (!resolve_syntax(&resolver, syntax, letters, allow_new))
        return false;
    for (size_t i = 0; i < letters->count; i++)
        if (!letters->items[i].has_dimension) {
            diagnostics_error(diagnostics, DIAGNOSTIC_INDEX_LETTER, letters->items[i].span,
                              "“%s” indexes nothing, so its range is not known",
                              letters->items[i].name);
            return false;
        }
    return true;
}
