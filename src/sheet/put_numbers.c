#include "sheet/put_numbers.h"

#include <string.h>

#include "numeric/decimal.h"

/* TERMS_LIMIT: of a sum written out; TRIED_LIMIT: that are looked at, most of them left out.
 * FRACTION_LIMIT: characters of one; a longer one is rounded. */
enum { TERMS_LIMIT = 8, TRIED_LIMIT = 64, FRACTION_LIMIT = 16, PRECISION_TRIES = 4 };

typedef struct Putting {
    const Desk *desk;
    LetterValue letters[LETTER_LIMIT]; /* the free ones, then those of the sums around */
    size_t letter_count;
    size_t *room;
} Putting;

static const Syntax *put(Putting *putting, const Syntax *syntax, bool is_row);

static const Shape *number_shape(Arena *arena) {
    return ARENA_NEW(arena, Shape);
}

static bool take_room(Putting *putting, size_t amount) {
    if (*putting->room < amount)
        return false;
    *putting->room -= amount;
    return true;
}

static const Syntax *integer(Arena *arena, long value) {
    Syntax *number = syntax_integer(arena, value);
    number->shape = number_shape(arena);
    return number;
}

/* The value of a letter; 0: it is none. */
static long letter_value(const LetterValue *letters, size_t count, const Syntax *syntax) {
    if (syntax->kind == SYNTAX_NAME && syntax->quantity == NULL)
        for (size_t i = count; i > 0; i--)
            if (strcmp(letters[i - 1].name, syntax->name) == 0)
                return letters[i - 1].value;
    return 0;
}

/* --- values --- */

static const Syntax *number_of(Putting *putting, const Number *number, bool *is_uncertain) {
    Arena *arena = putting->desk->arena;
    Syntax *written = NULL;
    if (number_is_rational(number) &&
        strlen(rational_print(arena, &number->rational)) <= FRACTION_LIMIT) {
        written = syntax_number(arena, &number->rational);
    } else {
        const char *digits = decimal_print(arena, number, putting->desk->digits);
        *is_uncertain |= digits == NULL;
        if (digits == NULL)
            return NULL;
        written = syntax_rounded(arena, digits);
        if (written == NULL)
            return NULL;
    }
    written->shape = number_shape(arena);
    return written;
}

/* Where an entry of the shape lies in a tensor that is stretched to it. */
static size_t stretched_place(const Tensor *tensor, const Shape *shape, size_t entry) {
    size_t place = 0, stride = 1;
    for (size_t from_end = 1; from_end <= tensor->rank; from_end++) {
        size_t size = (size_t)shape->dims[shape->rank - from_end].value;
        size_t own = (size_t)tensor->dims[tensor->rank - from_end];
        place += own > 1 ? entry % size * stride : 0;
        stride *= own;
        entry /= size;
    }
    return place;
}

static const Syntax *tensor_of(Putting *putting, const Tensor *tensor, const Shape *shape,
                               bool is_row, bool *is_uncertain) {
    size_t count = dimensions_count(shape->dims, shape->rank);
    if (shape->rank > 2 || !take_room(putting, shape->rank == 0 ? 2 : count))
        return NULL;
    if (shape->rank == 0)
        return number_of(putting, &tensor->entries[0], is_uncertain);
    const Syntax **cells = ARENA_ARRAY(putting->desk->arena, const Syntax *, count);
    for (size_t i = 0; i < count; i++) {
        const Number *entry = &tensor->entries[stretched_place(tensor, shape, i)];
        cells[i] = number_of(putting, entry, is_uncertain);
        if (cells[i] == NULL)
            return NULL;
    }
    return syntax_matrix(putting->desk->arena, cells, shape, is_row);
}

/* Whether it is too large to be written, whatever its numbers are. */
static bool is_too_large(const Putting *putting, const Shape *shape) {
    return dimensions_count(shape->dims, shape->rank) > *putting->room;
}

/* The value of a gradient in a formula, by the chain rule: what the evaluator knows of it from
 * other questions is not worked out again. Dual numbers would run all layers above it for each
 * entry. */
static bool evaluate_gradient(const Putting *putting, const Syntax *gradient, long precision,
                              Tensor *tensor, Fault *fault) {
    const Desk *desk = putting->desk;
    const Shape *shape = gradient->shape;
    Elaborator elaborator;
    gradients_elaborator(desk->gradients, &elaborator);
    for (size_t i = 0; i < putting->letter_count; i++)
        elaborator.bindings[elaborator.binding_count++] = (Binding){
            putting->letters[i].name, expr_integer(desk->pool, putting->letters[i].value)};
    const Index *axes[SHAPE_LIMIT];
    const Expr *terms[SHAPE_LIMIT];
    long place[SHAPE_LIMIT];
    tensor_make_room(tensor, dimensions_count(shape->dims, shape->rank));
    tensor->rank = shape->rank;
    for (size_t i = 0; i < shape->rank; i++) {
        tensor->dims[i] = shape->dims[i].value;
        axes[i] = pool_axis(desk->pool, (uint32_t)i, shape->dims[i]);
        terms[i] = expr_index(desk->pool, axes[i]);
        place[i] = 1;
    }
    const Expr *entry = elaborate(&elaborator, gradient, terms);
    Evaluator *evaluator = verifier_at_values(desk->verifier, precision);
    bool is_good = true;
    for (size_t i = 0; is_good && i < tensor->count; i++) {
        is_good =
            evaluator_value(evaluator, entry, axes, place, shape->rank, &tensor->entries[i], fault);
        for (size_t d = shape->rank; d > 0 && ++place[d - 1] > shape->dims[d - 1].value; d--)
            place[d - 1] = 1;
    }
    return is_good;
}

/* A derivative, a name of `let`, or an entry of one. */
static bool is_gradient(const Syntax *syntax) {
    const Syntax *base = syntax->kind == SYNTAX_INDEX ? syntax->children[0] : syntax;
    return base->kind == SYNTAX_DERIVATIVE || scope_names_gradient(base);
}

static bool find_value(const Putting *putting, const Syntax *syntax, long precision, Tensor *tensor,
                       Fault *fault) {
    if (is_gradient(syntax))
        return evaluate_gradient(putting, syntax, precision, tensor, fault);
    const Desk *desk = putting->desk;
    LetterValues letters = {putting->letters, putting->letter_count};
    point_set_precision(desk->place, precision);
    return interpret(desk->place, desk->scope, syntax, &letters, tensor, fault);
}

/* The value of a part, stretched to a shape. */
static const Syntax *value_of(Putting *putting, const Syntax *syntax, const Shape *shape,
                              bool is_row) {
    const Desk *desk = putting->desk;
    if (is_too_large(putting, shape))
        return NULL;
    long precision = point_precision(desk->place);
    Tensor tensor;
    tensor_init(&tensor);
    const Syntax *value = NULL;
    bool is_uncertain = true;
    for (int i = 0; i < PRECISION_TRIES && value == NULL && is_uncertain; i++) {
        Fault fault = {0};
        size_t room = *putting->room;
        is_uncertain = false;
        if (find_value(putting, syntax, precision << i, &tensor, &fault))
            value = tensor_of(putting, &tensor, shape, is_row, &is_uncertain);
        else
            is_uncertain = fault.kind == NUMBER_FAULT_UNDECIDED;
        if (value == NULL)
            *putting->room = room;
    }
    point_set_precision(desk->place, precision);
    tensor_clear(&tensor);
    return value;
}

/* --- parts --- */

static bool has_same_dims(const Shape *left, const Shape *right) {
    bool is_same = left->rank == right->rank;
    for (size_t i = 0; is_same && i < left->rank; i++)
        is_same = left->dims[i].value == right->dims[i].value;
    return is_same;
}

static bool is_elementwise(SyntaxKind kind) {
    return kind == SYNTAX_ADD || kind == SYNTAX_MULTIPLY || kind == SYNTAX_DIVIDE ||
           kind == SYNTAX_POWER || kind == SYNTAX_NEGATE;
}

/* A vector in front of a matrix product, or behind the other in an outer one, stands as a row. */
static bool child_is_row(const Syntax *syntax, size_t at, bool is_row) {
    if (syntax->kind == SYNTAX_MATMUL)
        return at == 0;
    if (syntax->kind == SYNTAX_CALL && strcmp(syntax->name, "outer") == 0)
        return at == 1;
    return is_row;
}

static const Syntax *put_children(Putting *putting, const Syntax *syntax, bool is_row) {
    Arena *arena = putting->desk->arena;
    const Syntax **children = ARENA_ARRAY(arena, const Syntax *, syntax->count);
    for (size_t i = 0; i < syntax->count; i++) {
        const Syntax *child = syntax->children[i];
        bool is_stretched = is_elementwise(syntax->kind) && child->shape->rank > 0 &&
                            !has_same_dims(child->shape, syntax->shape);
        children[i] = is_stretched ? value_of(putting, child, syntax->shape, is_row)
                                   : put(putting, child, child_is_row(syntax, i, is_row));
        if (children[i] == NULL)
            return NULL;
    }
    return syntax_with_children(arena, syntax, children);
}

/* --- sums --- */

static bool is_index(const Syntax *syntax) {
    const Syntax *base = syntax->kind == SYNTAX_INDEX ? syntax->children[0] : syntax;
    if (base->kind == SYNTAX_NAME)
        return base->quantity == NULL || base->quantity->kind == QUANTITY_LABEL;
    return base->kind == SYNTAX_NUMBER;
}

/* A comparison of indices, which says where a term stands and not how large it is. */
static bool is_choice(const Syntax *syntax) {
    return syntax->kind == SYNTAX_COMPARE && syntax->shape->rank == 0 &&
           is_index(syntax->children[0]) && is_index(syntax->children[1]);
}

/* Whether the comparisons of indices among a term's factors leave it in; false where one has no
 * value. */
static bool choose(Putting *putting, const Syntax *term, bool *is_chosen) {
    size_t room = SIZE_MAX;
    Putting aside = *putting;
    aside.room = &room;
    size_t count = term->kind == SYNTAX_MULTIPLY ? term->count : 1;
    *is_chosen = true;
    for (size_t i = 0; *is_chosen && i < count; i++) {
        const Syntax *factor = term->kind == SYNTAX_MULTIPLY ? term->children[i] : term;
        if (!is_choice(factor))
            continue;
        const Syntax *bracket = value_of(&aside, factor, factor->shape, false);
        if (bracket == NULL)
            return false;
        *is_chosen = !fmpq_is_zero(bracket->number);
    }
    return true;
}

/* A term without the comparisons that leave it in. */
static const Syntax *put_term(Putting *putting, const Syntax *term) {
    if (term->kind != SYNTAX_MULTIPLY)
        return put(putting, term, false);
    Arena *arena = putting->desk->arena;
    const Syntax **factors = ARENA_ARRAY(arena, const Syntax *, term->count);
    size_t count = 0;
    for (size_t i = 0; i < term->count; i++) {
        if (is_choice(term->children[i]))
            continue;
        factors[count] = put(putting, term->children[i], false);
        if (factors[count++] == NULL)
            return NULL;
    }
    if (count == 0)
        return integer(arena, 1);
    if (count == 1)
        return factors[0];
    Syntax *product = syntax_new(arena, SYNTAX_MULTIPLY, factors, count);
    product->shape = term->shape;
    return product;
}

/* Sets the letters of the sum to its n-th term, the last running fastest. */
static void set_term(Putting *putting, const Syntax *sum, size_t first, long n) {
    for (size_t i = sum->binder_count; i > 0; i--) {
        long size = sum->binders[i - 1].dimension.value;
        putting->letters[first + i - 1] = (LetterValue){sum->binders[i - 1].name, n % size + 1};
        n /= size;
    }
}

static const Syntax *put_sum(Putting *putting, const Syntax *sum) {
    Arena *arena = putting->desk->arena;
    size_t first = putting->letter_count;
    long total = 1;
    for (size_t i = 0; i < sum->binder_count && total <= TRIED_LIMIT; i++)
        total *= sum->binders[i].dimension.value;
    if (total > TRIED_LIMIT || first + sum->binder_count > LETTER_LIMIT || sum->shape->rank > 0)
        return NULL;
    const Syntax *terms[TERMS_LIMIT];
    size_t count = 0;
    putting->letter_count += sum->binder_count;
    for (long n = 0; n < total; n++) {
        set_term(putting, sum, first, n);
        bool is_chosen;
        if (!choose(putting, sum->children[0], &is_chosen))
            return NULL;
        if (!is_chosen)
            continue;
        if (count == TERMS_LIMIT)
            return NULL;
        terms[count] = put_term(putting, sum->children[0]);
        if (terms[count++] == NULL)
            return NULL;
    }
    putting->letter_count = first;
    if (count == 0)
        return integer(arena, 0);
    if (count == 1)
        return terms[0];
    Syntax *written = syntax_new(arena, SYNTAX_ADD, terms, count);
    written->shape = sum->shape;
    return written;
}

/* --- the switch --- */

/* ones(n), eye(n) and onehot(y) are matrices of numbers themselves. */
static bool is_constructor(const Syntax *call) {
    return strcmp(call->name, "ones") == 0 || strcmp(call->name, "eye") == 0 ||
           strcmp(call->name, "onehot") == 0;
}

static const Syntax *put_name(Putting *putting, const Syntax *name, bool is_row) {
    if (name->quantity != NULL)
        return value_of(putting, name, name->shape, is_row);
    long value = letter_value(putting->letters, putting->letter_count, name);
    if (!take_room(putting, 2))
        return NULL;
    return value > 0 ? integer(putting->desk->arena, value) : name; /* π stays */
}

static const Syntax *put(Putting *putting, const Syntax *syntax, bool is_row) {
    if (syntax->shape == NULL)
        return syntax; /* the dimension that sum(E, -1) runs along: no part of what is computed */
    switch (syntax->kind) {
    case SYNTAX_NUMBER:
        return take_room(putting, 2) ? syntax : NULL;
    case SYNTAX_NAME:
        return put_name(putting, syntax, is_row);
    case SYNTAX_INDEX:
    case SYNTAX_DERIVATIVE:
    case SYNTAX_COMPARE:
    case SYNTAX_MAX_OVER:
    case SYNTAX_MIN_OVER:
        return value_of(putting, syntax, syntax->shape, is_row);
    case SYNTAX_CALL:
        if (is_constructor(syntax))
            return value_of(putting, syntax, syntax->shape, is_row);
        break;
    case SYNTAX_SUM:
        return put_sum(putting, syntax);
    case SYNTAX_TRANSPOSE:
        if (syntax->shape->rank < 2)
            return put(putting, syntax->children[0], is_row);
        break;
    case SYNTAX_NEGATE:
    case SYNTAX_ADD:
    case SYNTAX_MULTIPLY:
    case SYNTAX_DIVIDE:
    case SYNTAX_MATMUL:
    case SYNTAX_POWER:
        break;
    case SYNTAX_MATRIX:
        return syntax;
    case SYNTAX_KEEP:
        return NULL;
    }
    return put_children(putting, syntax, is_row);
}

const Syntax *put_numbers(const Desk *desk, const Syntax *formula, const LetterValues *letters,
                          bool is_row, size_t *room) {
    Putting putting = {.desk = desk, .letter_count = letters->count, .room = room};
    for (size_t i = 0; i < letters->count; i++)
        putting.letters[i] = letters->items[i];
    const Syntax *written = put(&putting, formula, is_row);
    if (written == NULL)
        return NULL;
    Diagnostics unheard;
    diagnostics_init(&unheard, desk->arena);
    Letters none = {0};
    bool is_good = resolve_in_scope(desk->arena, desk->scope, written, &none, false, &unheard);
    diagnostics_free(&unheard);
    return is_good ? written : NULL;
}

const Syntax *put_letters(Arena *arena, const Syntax *formula, const LetterValues *letters) {
    long value = letter_value(letters->items, letters->count, formula);
    if (value > 0)
        return integer(arena, value);
    if (formula->count == 0)
        return formula;
    const Syntax **children = ARENA_ARRAY(arena, const Syntax *, formula->count);
    for (size_t i = 0; i < formula->count; i++)
        children[i] = put_letters(arena, formula->children[i], letters);
    return syntax_with_children(arena, formula, children);
}
