#include "verify/evaluate.h"

#include <stdlib.h>
#include <string.h>

#include "numeric/jets.h"
#include "verify/attained.h"

/* A node ready to run: its parts, the slots of its free indices, and the values that it has had. */
typedef struct Node Node;
struct Node {
    const Expr *expr;
    Node **parts;
    size_t *slots; /* of the free indices */
    size_t free_count;
    size_t bound_slot;    /* of a binder's opened index */
    const Number *values; /* an entry's tensor at the point */
    Node *step;           /* of a gradient's entry: one step of the chain rule, over its axes */
    size_t *axis_slots;
    bool is_opaque;   /* the gradient of something unknown */
    Node *extremum;   /* of a bracket that compares it with one of its terms, */
    Node *place;      /* which has this index; NULL: it does not, */
    bool is_searched; /* or that is not known yet */
    Number *memo;     /* over the free indices, the last fastest; NULL: not kept */
    unsigned char *is_known;
    size_t memo_count;
    bool is_kept;               /* whether values are kept at all */
    bool has_sides;             /* a bracket or a kink that hangs on values, and was not given up */
    unsigned char sides;        /* that were met: 1 not above, 2 above */
    uint64_t generation;        /* of the point that memo belongs to, */
    uint64_t values_generation; /* and values */
};

enum { LISTED_LIMIT = 16 };

struct Evaluator {
    Arena *arena;
    Pool *pool;
    Gradients *gradients;
    const Scope *scope;
    Point *point;
    uint32_t edition; /* of the point, when it was set */
    long precision;
    uint64_t generation;
    Node **nodes; /* by the expression's number in the pool */
    size_t node_capacity;
    const Index **indices; /* by slot */
    long *bound;           /* the value of each slot, from 1 */
    size_t slot_count;
    size_t slot_capacity;
    size_t listed[LISTED_LIMIT]; /* the slots of the last list of indices */
    Node **sided;                /* nodes of which a side was met */
    size_t sided_count;
    size_t sided_capacity;
};

enum { MEMO_LIMIT = 1 << 21 };

static void evaluator_clear(void *data) {
    Evaluator *evaluator = data;
    for (size_t i = 0; i < evaluator->node_capacity; i++) {
        Node *node = evaluator->nodes[i];
        if (node != NULL && node->memo != NULL) {
            number_array_free(node->memo, node->memo_count);
            free(node->is_known);
        }
    }
    free(evaluator->nodes);
    free(evaluator->indices);
    free(evaluator->sided);
    free(evaluator->bound);
}

Evaluator *evaluator_new(Arena *arena, Gradients *gradients) {
    Evaluator *evaluator = ARENA_NEW(arena, Evaluator);
    evaluator->arena = arena;
    evaluator->gradients = gradients;
    evaluator->pool = gradients_pool(gradients);
    evaluator->scope = gradients_scope(gradients);
    arena_on_free(arena, evaluator_clear, evaluator);
    return evaluator;
}

void evaluator_set_point(Evaluator *evaluator, Point *point) {
    if (evaluator->point == point && evaluator->edition == point_edition(point))
        return;
    evaluator->point = point;
    evaluator->edition = point_edition(point);
    evaluator->precision = point_precision(point);
    evaluator->generation++;
}

/* Making ready. */

static size_t slot_of(Evaluator *evaluator, const Index *index) {
    for (size_t i = 0; i < evaluator->slot_count; i++)
        if (evaluator->indices[i] == index)
            return i;
    if (evaluator->slot_count == evaluator->slot_capacity) {
        evaluator->slot_capacity = evaluator->slot_capacity ? 2 * evaluator->slot_capacity : 32;
        evaluator->indices = memory_resize(evaluator->indices,
                                           evaluator->slot_capacity * sizeof *evaluator->indices);
        evaluator->bound =
            memory_resize(evaluator->bound, evaluator->slot_capacity * sizeof *evaluator->bound);
    }
    evaluator->indices[evaluator->slot_count] = index;
    evaluator->bound[evaluator->slot_count] = 1;
    return evaluator->slot_count++;
}

/* The same for the index at this position of a caller's list: mostly the one of the last call. */
static size_t slot_at(Evaluator *evaluator, const Index *index, size_t position) {
    size_t guess = position < LISTED_LIMIT ? evaluator->listed[position] : 0;
    if (guess < evaluator->slot_count && evaluator->indices[guess] == index)
        return guess;
    size_t slot = slot_of(evaluator, index);
    if (position < LISTED_LIMIT)
        evaluator->listed[position] = slot;
    return slot;
}

/* Values worth keeping: those that cost more than a look-up and may be asked for again. */
static bool is_worth_keeping(const Expr *expr) {
    switch (expr->kind) {
    case EXPR_SUM:
    case EXPR_MAX_OVER:
    case EXPR_MIN_OVER:
    case EXPR_SOFTMAX:
    case EXPR_FUNCTION:
    case EXPR_APPLY:
    case EXPR_ADD:
    case EXPR_POWER:
        return true;
    case EXPR_NUMBER:
    case EXPR_SIZE:
    case EXPR_INDEX:
    case EXPR_ENTRY:
    case EXPR_MULTIPLY:
    case EXPR_BRACKET:
        break;
    }
    return false;
}

/* Kinks and brackets that hang on values, not on indices alone. */
static bool is_two_sided(const Expr *expr) {
    if (expr->kind == EXPR_BRACKET)
        return expr->symbols != 0;
    if (expr->kind != EXPR_FUNCTION || expr->symbols == 0)
        return false;
    return expr->function == FUNCTION_RELU || expr->function == FUNCTION_LEAKY_RELU ||
           expr->function == FUNCTION_ABS || expr->function == FUNCTION_SIGN ||
           expr->function == FUNCTION_MAX || expr->function == FUNCTION_MIN;
}

static Node *node_of(Evaluator *evaluator, const Expr *expr) {
    size_t number = expr->number_in_pool;
    if (number >= evaluator->node_capacity) {
        size_t wider = 2 * number + 256;
        evaluator->nodes = memory_resize(evaluator->nodes, wider * sizeof *evaluator->nodes);
        memset(evaluator->nodes + evaluator->node_capacity, 0,
               (wider - evaluator->node_capacity) * sizeof *evaluator->nodes);
        evaluator->node_capacity = wider;
    }
    if (evaluator->nodes[number] != NULL)
        return evaluator->nodes[number];
    Node *node = ARENA_NEW(evaluator->arena, Node);
    evaluator->nodes[number] = node;
    node->expr = expr;
    node->has_sides = is_two_sided(expr);
    node->free_count = expr->free_count;
    node->slots = ARENA_ARRAY(evaluator->arena, size_t, expr->free_count);
    node->memo_count = 1;
    for (size_t i = 0; i < expr->free_count; i++) {
        node->slots[i] = slot_of(evaluator, expr->free[i]);
        if (node->memo_count <= MEMO_LIMIT)
            node->memo_count *= (size_t)expr->free[i]->dimension.value;
    }
    node->is_kept = is_worth_keeping(expr) && node->memo_count <= MEMO_LIMIT;
    node->parts = ARENA_ARRAY(evaluator->arena, Node *, expr->count);
    for (size_t i = 0; i < expr->count; i++) {
        const Expr *part = expr->args[i];
        if (i == 0 && expr_is_binder(expr)) {
            const Index *index;
            part = expr_open(evaluator->pool, expr, &index);
            node->bound_slot = slot_of(evaluator, index);
        }
        node->parts[i] = node_of(evaluator, part);
    }
    return node;
}

/* Running. */

static bool run(Evaluator *evaluator, Node *node, Number *result, Fault *fault);

static bool set_fault(Fault *fault, NumberFault kind) {
    fault->kind = kind;
    return false;
}

/* The value of an index term: a number, an index or an entry of a label. */
static bool run_index(Evaluator *evaluator, Node *node, long *value, Fault *fault) {
    if (node->expr->kind == EXPR_INDEX) {
        *value = evaluator->bound[node->slots[0]];
        return true;
    }
    if (node->expr->kind == EXPR_NUMBER) {
        *value = fmpz_get_si(fmpq_numref(node->expr->number));
        return true;
    }
    Number number;
    number_init(&number);
    bool is_good = run(evaluator, node, &number, fault);
    if (is_good)
        *value = fmpz_get_si(fmpq_numref(&number.rational));
    number_clear(&number);
    return is_good;
}

/* The step that the entries of a gradient are worked out by; one node for all of them, whose values
 * are always kept. NULL: what the author left unknown. */
static Node *step_of(Evaluator *evaluator, Node *node) {
    const Symbol *symbol = node->expr->symbol;
    const Expr *axes[SHAPE_LIMIT];
    for (size_t i = 0; i < symbol->rank; i++)
        axes[i] =
            expr_index(evaluator->pool, pool_axis(evaluator->pool, (uint32_t)i, symbol->dims[i]));
    const Expr *entry = expr_entry(evaluator->pool, symbol, axes);
    const Expr *step = gradients_step(evaluator->gradients, entry);
    if (step == entry)
        return NULL;
    Node *made = node_of(evaluator, step);
    if (made->expr->kind == EXPR_MULTIPLY)
        made->is_kept = made->memo_count <= MEMO_LIMIT;
    node->axis_slots = ARENA_ARRAY(evaluator->arena, size_t, symbol->rank);
    for (size_t i = 0; i < symbol->rank; i++)
        node->axis_slots[i] =
            slot_of(evaluator, pool_axis(evaluator->pool, (uint32_t)i, symbol->dims[i]));
    return made;
}

/* The axes are bound to the entry's indices while the step runs; the caller's own bindings of them
 * come back after it. */
static bool run_gradient(Evaluator *evaluator, Node *node, Number *result, Fault *fault) {
    long indices[SHAPE_LIMIT], before[SHAPE_LIMIT];
    size_t rank = node->expr->count;
    for (size_t i = 0; i < rank; i++)
        if (!run_index(evaluator, node->parts[i], &indices[i], fault))
            return false;
    for (size_t i = 0; i < rank; i++) {
        before[i] = evaluator->bound[node->axis_slots[i]];
        evaluator->bound[node->axis_slots[i]] = indices[i];
    }
    bool is_good = run(evaluator, node->step, result, fault);
    for (size_t i = 0; i < rank; i++)
        evaluator->bound[node->axis_slots[i]] = before[i];
    return is_good;
}

/* The entries of a quantity, or of a derivative of what is unknown. */
static const Number *values_of(Evaluator *evaluator, const Symbol *symbol, Fault *fault) {
    if (symbol->variable == NULL)
        return point_value(evaluator->point, evaluator->scope, symbol->quantity, fault);
    const Quantity *variables[JET_ORDER_LIMIT];
    size_t order = 0;
    for (const Symbol *at = symbol; at != NULL; at = at->before)
        order++;
    size_t place = order;
    for (const Symbol *at = symbol; at != NULL; at = at->before)
        variables[--place] = at->variable;
    return point_derivative(evaluator->point, symbol->quantity, variables, order, fault);
}

static bool run_entry(Evaluator *evaluator, Node *node, Number *result, Fault *fault) {
    const Symbol *symbol = node->expr->symbol;
    if (symbol->variable != NULL && node->step == NULL && !node->is_opaque) {
        node->step = step_of(evaluator, node);
        node->is_opaque = node->step == NULL;
    }
    if (node->step != NULL)
        return run_gradient(evaluator, node, result, fault);
    if (node->values_generation != evaluator->generation) {
        node->values = values_of(evaluator, symbol, fault);
        if (node->values == NULL)
            return false;
        node->values_generation = evaluator->generation;
    }
    size_t offset = 0;
    for (size_t i = 0; i < node->expr->count; i++) {
        long value;
        if (!run_index(evaluator, node->parts[i], &value, fault))
            return false;
        if (value < 1 || value > symbol->dims[i].value)
            return set_fault(fault, NUMBER_FAULT_INDEX_RANGE);
        offset = offset * (size_t)symbol->dims[i].value + (size_t)(value - 1);
    }
    number_set(result, &node->values[offset]);
    return true;
}

static bool run_sum_of_terms(Evaluator *evaluator, Node *node, Number *result, Fault *fault) {
    Number term;
    number_init(&term);
    number_set_zero(result);
    bool is_good = true;
    for (size_t i = 0; is_good && i < node->expr->count; i++) {
        is_good = run(evaluator, node->parts[i], &term, fault);
        if (is_good)
            number_add(result, result, &term, evaluator->precision);
    }
    number_clear(&term);
    return is_good;
}

/* Brackets first: where one is 0 the other factors need have no value. No other factor excuses
 * them: x / f is not 0 where both are. */
static bool run_product(Evaluator *evaluator, Node *node, Number *result, Fault *fault) {
    Number factor;
    number_init(&factor);
    number_set_rational(result, node->expr->number);
    bool is_good = true, is_excused = false;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; is_good && !is_excused && i < node->expr->count; i++) {
            if ((node->parts[i]->expr->kind == EXPR_BRACKET) != (pass == 0))
                continue;
            is_good = run(evaluator, node->parts[i], &factor, fault);
            if (is_good)
                number_multiply(result, result, &factor, evaluator->precision);
            is_excused = pass == 0 && number_is_zero(result);
        }
    number_clear(&factor);
    return is_good;
}

static bool run_parts(Evaluator *evaluator, Node *node, Number *values, Fault *fault) {
    for (size_t i = 0; i < node->expr->count; i++)
        if (!run(evaluator, node->parts[i], &values[i], fault))
            return false;
    return true;
}

static void note_side(Evaluator *evaluator, Node *node, bool is_above) {
    if (node->sides == 0) {
        if (evaluator->sided_count == evaluator->sided_capacity) {
            evaluator->sided_capacity =
                evaluator->sided_capacity ? 2 * evaluator->sided_capacity : 32;
            evaluator->sided = memory_resize(evaluator->sided,
                                             evaluator->sided_capacity * sizeof *evaluator->sided);
        }
        evaluator->sided[evaluator->sided_count++] = node;
    }
    node->sides |= is_above ? 2 : 1;
}

static void note_side_of_kink(Evaluator *evaluator, Node *node, const Number *operands) {
    int sign;
    if (node->expr->count == 1 || node->expr->function == FUNCTION_LEAKY_RELU) {
        if (number_sign(&sign, &operands[0]) && sign != 0)
            note_side(evaluator, node, sign > 0);
        return;
    }
    Comparison comparison = number_compare(&operands[0], &operands[1]);
    if (comparison == COMPARISON_GREATER || comparison == COMPARISON_LESS)
        note_side(evaluator, node, comparison == COMPARISON_GREATER);
}

static void find_extremum(Evaluator *evaluator, Node *bracket) {
    Attained attained;
    bracket->is_searched = true;
    if (!attained_find(evaluator->gradients, evaluator->pool, bracket->expr, &attained))
        return;
    bracket->extremum = node_of(evaluator, attained.extremum);
    bracket->place = node_of(evaluator, attained.place);
}

/* Whether the term at a place is the extremum: no other is larger, or smaller for a minimum. */
static bool run_attained(Evaluator *evaluator, const Node *bracket, Truth *truth, Fault *fault) {
    Node *extremum = bracket->extremum, *body = extremum->parts[0];
    bool is_max = extremum->expr->kind == EXPR_MAX_OVER;
    long range = extremum->expr->index->dimension.value;
    long before = evaluator->bound[extremum->bound_slot];
    long place;
    if (!run_index(evaluator, bracket->place, &place, fault))
        return false;
    Number own, other;
    number_init(&own);
    number_init(&other);
    evaluator->bound[extremum->bound_slot] = place;
    bool is_good = run(evaluator, body, &own, fault);
    *truth = TRUTH_YES;
    for (long k = 1; is_good && *truth == TRUTH_YES && k <= range; k++) {
        evaluator->bound[extremum->bound_slot] = k;
        is_good = k == place || run(evaluator, body, &other, fault);
        if (is_good && k != place)
            *truth = number_relation(is_max ? RELATION_GREATER_EQUAL : RELATION_LESS_EQUAL, &own,
                                     &other);
    }
    evaluator->bound[extremum->bound_slot] = before;
    number_clear(&own);
    number_clear(&other);
    return is_good;
}

/* A comparison that balls leave open may be decided by what stands in it. */
static bool run_relation(Evaluator *evaluator, Node *node, const Number *operands, Truth *truth,
                         Fault *fault) {
    Relation relation = node->expr->relation;
    *truth = number_relation(relation, &operands[0], &operands[1]);
    if (*truth != TRUTH_UNDECIDED || (relation != RELATION_EQUAL && relation != RELATION_NOT_EQUAL))
        return true;
    if (!node->is_searched)
        find_extremum(evaluator, node);
    if (node->extremum == NULL)
        return true;
    if (!run_attained(evaluator, node, truth, fault))
        return false;
    if (relation == RELATION_NOT_EQUAL && *truth != TRUTH_UNDECIDED)
        *truth = *truth == TRUTH_YES ? TRUTH_NO : TRUTH_YES;
    return true;
}

static bool run_operation(Evaluator *evaluator, Node *node, Number *result, Fault *fault) {
    Number operands[2];
    number_init(&operands[0]);
    number_init(&operands[1]);
    bool is_good = node->expr->count <= 2 && run_parts(evaluator, node, operands, fault);
    NumberFault kind = NUMBER_FAULT_NONE;
    if (is_good && node->expr->kind == EXPR_POWER) {
        kind = number_power(result, &operands[0], &operands[1], evaluator->precision);
    } else if (is_good && node->expr->kind == EXPR_FUNCTION) {
        if (node->has_sides)
            note_side_of_kink(evaluator, node, operands);
        kind = number_function(result, node->expr->function, operands, evaluator->precision);
    } else if (is_good) {
        Truth truth = TRUTH_UNDECIDED;
        is_good = run_relation(evaluator, node, operands, &truth, fault);
        kind = truth == TRUTH_UNDECIDED ? NUMBER_FAULT_UNDECIDED : NUMBER_FAULT_NONE;
        number_set_integer(result, truth == TRUTH_YES);
        if (node->has_sides && truth != TRUTH_UNDECIDED)
            note_side(evaluator, node, truth == TRUTH_YES);
    }
    number_clear(&operands[0]);
    number_clear(&operands[1]);
    return is_good && (kind == NUMBER_FAULT_NONE || set_fault(fault, kind));
}

static bool run_apply(Evaluator *evaluator, Node *node, Number *result, Fault *fault) {
    const UserFunction *function = scope_find_function(evaluator->scope, node->expr->name);
    Number *values = number_array_new(node->expr->count);
    bool is_good = run_parts(evaluator, node, values, fault) &&
                   point_function(evaluator->point, evaluator->scope, function, node->expr->primes,
                                  values, result, fault);
    number_array_free(values, node->expr->count);
    return is_good;
}

static bool run_sum(Evaluator *evaluator, Node *node, Number *result, Fault *fault) {
    long range = node->expr->index->dimension.value;
    long before = evaluator->bound[node->bound_slot];
    Number term;
    number_init(&term);
    number_set_zero(result);
    bool is_good = true;
    for (long k = 1; is_good && k <= range; k++) {
        evaluator->bound[node->bound_slot] = k;
        is_good = run(evaluator, node->parts[0], &term, fault);
        if (is_good)
            number_add(result, result, &term, evaluator->precision);
    }
    evaluator->bound[node->bound_slot] = before;
    number_clear(&term);
    return is_good;
}

static bool run_extremum(Evaluator *evaluator, Node *node, Number *result, Fault *fault) {
    long range = node->expr->index->dimension.value;
    long before = evaluator->bound[node->bound_slot];
    Comparison wanted = node->expr->kind == EXPR_MAX_OVER ? COMPARISON_GREATER : COMPARISON_LESS;
    Number candidate;
    number_init(&candidate);
    bool is_good = true;
    for (long k = 1; is_good && k <= range; k++) {
        evaluator->bound[node->bound_slot] = k;
        is_good = run(evaluator, node->parts[0], &candidate, fault);
        if (!is_good)
            break;
        Comparison comparison = k == 1 ? wanted : number_compare(&candidate, result);
        if (comparison == COMPARISON_UNDECIDED)
            is_good = set_fault(fault, NUMBER_FAULT_UNDECIDED);
        if (comparison == wanted)
            number_set(result, &candidate);
    }
    evaluator->bound[node->bound_slot] = before;
    number_clear(&candidate);
    return is_good;
}

/* values become exp(value - the largest): a softmax is exact where all are equal, and no
 * exponential is large. */
static NumberFault exponentiate(const Evaluator *evaluator, Number *values, long range) {
    Number largest;
    number_init(&largest);
    number_set(&largest, &values[0]);
    for (long k = 1; k < range; k++)
        if (number_compare(&values[k], &largest) == COMPARISON_GREATER)
            number_set(&largest, &values[k]);
    NumberFault kind = NUMBER_FAULT_NONE;
    for (long k = 0; kind == NUMBER_FAULT_NONE && k < range; k++) {
        number_subtract(&values[k], &values[k], &largest, evaluator->precision);
        kind = number_function(&values[k], FUNCTION_EXP, &values[k], evaluator->precision);
    }
    number_clear(&largest);
    return kind;
}

/* values become the share of each in the sum of all. */
static NumberFault share_out(const Evaluator *evaluator, Number *values, long range) {
    Number sum;
    number_init(&sum);
    for (long k = 0; k < range; k++)
        number_add(&sum, &sum, &values[k], evaluator->precision);
    NumberFault kind = NUMBER_FAULT_NONE;
    for (long k = 0; kind == NUMBER_FAULT_NONE && k < range; k++)
        kind = number_divide(&values[k], &values[k], &sum, evaluator->precision);
    number_clear(&sum);
    return kind;
}

/* Where the value of a node lies at the free indices that are bound. */
static size_t memo_place(const Evaluator *evaluator, const Node *node) {
    size_t place = 0;
    for (size_t i = 0; i < node->free_count; i++)
        place = place * (size_t)node->expr->free[i]->dimension.value +
                (size_t)(evaluator->bound[node->slots[i]] - 1);
    return place;
}

/* All shares are worked out with one: whoever asks for the others finds them. Not so where what is
 * shared out hangs on the place itself. */
static void keep_shares(Evaluator *evaluator, Node *node, const Number *values, long range) {
    const Node *place = node->parts[1];
    if (!node->is_kept || place->expr->kind != EXPR_INDEX ||
        expr_has_free(node->parts[0]->expr, place->expr->index))
        return;
    long at = evaluator->bound[place->slots[0]];
    for (long k = 1; k <= range; k++) {
        evaluator->bound[place->slots[0]] = k;
        size_t kept = memo_place(evaluator, node);
        if (k != at && !node->is_known[kept]) {
            number_set(&node->memo[kept], &values[k - 1]);
            node->is_known[kept] = 1;
        }
    }
    evaluator->bound[place->slots[0]] = at;
}

static bool run_softmax(Evaluator *evaluator, Node *node, Number *result, Fault *fault) {
    long range = node->expr->index->dimension.value;
    long before = evaluator->bound[node->bound_slot];
    long at;
    if (!run_index(evaluator, node->parts[1], &at, fault))
        return false;
    Node *body = node->parts[0];
    bool is_exponential = body->expr->kind == EXPR_FUNCTION && body->expr->function == FUNCTION_EXP;
    Number *values = number_array_new((size_t)range);
    bool is_good = true;
    for (long k = 1; is_good && k <= range; k++) {
        evaluator->bound[node->bound_slot] = k;
        is_good = run(evaluator, is_exponential ? body->parts[0] : body, &values[k - 1], fault);
    }
    evaluator->bound[node->bound_slot] = before;
    NumberFault kind = NUMBER_FAULT_NONE;
    if (is_good && is_exponential)
        kind = exponentiate(evaluator, values, range);
    if (is_good && kind == NUMBER_FAULT_NONE)
        kind = share_out(evaluator, values, range);
    is_good = is_good && (kind == NUMBER_FAULT_NONE || set_fault(fault, kind));
    if (is_good) {
        keep_shares(evaluator, node, values, range);
        number_set(result, &values[at - 1]);
    }
    number_array_free(values, (size_t)range);
    return is_good;
}

static bool run_node(Evaluator *evaluator, Node *node, Number *result, Fault *fault) {
    switch (node->expr->kind) {
    case EXPR_NUMBER:
    case EXPR_SIZE:
        number_set_rational(result, node->expr->number);
        return true;
    case EXPR_INDEX:
        number_set_integer(result, evaluator->bound[node->slots[0]]);
        return true;
    case EXPR_ENTRY:
        return run_entry(evaluator, node, result, fault);
    case EXPR_ADD:
        return run_sum_of_terms(evaluator, node, result, fault);
    case EXPR_MULTIPLY:
        return run_product(evaluator, node, result, fault);
    case EXPR_POWER:
    case EXPR_FUNCTION:
    case EXPR_BRACKET:
        return run_operation(evaluator, node, result, fault);
    case EXPR_APPLY:
        return run_apply(evaluator, node, result, fault);
    case EXPR_SUM:
        return run_sum(evaluator, node, result, fault);
    case EXPR_MAX_OVER:
    case EXPR_MIN_OVER:
        return run_extremum(evaluator, node, result, fault);
    case EXPR_SOFTMAX:
        break;
    }
    return run_softmax(evaluator, node, result, fault);
}

static void prepare_memo(Evaluator *evaluator, Node *node) {
    if (node->memo == NULL) {
        node->memo = number_array_new(node->memo_count);
        node->is_known = memory_alloc(node->memo_count);
    }
    if (node->generation != evaluator->generation) {
        memset(node->is_known, 0, node->memo_count);
        node->generation = evaluator->generation;
    }
}

static bool run(Evaluator *evaluator, Node *node, Number *result, Fault *fault) {
    if (!node->is_kept)
        return run_node(evaluator, node, result, fault);
    if (node->memo == NULL || node->generation != evaluator->generation) {
        prepare_memo(evaluator, node);
    }
    size_t place = memo_place(evaluator, node);
    if (!node->is_known[place]) {
        if (!run_node(evaluator, node, &node->memo[place], fault))
            return false;
        node->is_known[place] = 1;
    }
    number_set(result, &node->memo[place]);
    return true;
}

static bool is_among(const Index *index, const Index *const *indices, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (indices[i] == index)
            return true;
    return false;
}

bool evaluator_value(Evaluator *evaluator, const Expr *expr, const Index *const *indices,
                     const long *values, size_t count, Number *result, Fault *fault) {
    for (size_t i = 0; i < expr->free_count; i++)
        if (!is_among(expr->free[i], indices, count))
            return set_fault(fault, NUMBER_FAULT_FORMULA);
    Node *node = node_of(evaluator, expr);
    for (size_t i = 0; i < count; i++) {
        size_t slot = slot_at(evaluator, indices[i], i); /* may move bound */
        evaluator->bound[slot] = values[i];
    }
    *fault = (Fault){0};
    return run(evaluator, node, result, fault);
}

/* Sides. */

void evaluator_forget_sides(Evaluator *evaluator) {
    for (size_t i = 0; i < evaluator->sided_count; i++)
        evaluator->sided[i]->sides = 0;
    evaluator->sided_count = 0;
    evaluator->generation++; /* what is known was not met since */
}

bool evaluator_is_one_sided(const Evaluator *evaluator) {
    for (size_t i = 0; i < evaluator->sided_count; i++)
        if (evaluator->sided[i]->sides != 3 && evaluator->sided[i]->has_sides)
            return true;
    return false;
}

void evaluator_give_up_sides(Evaluator *evaluator) {
    for (size_t i = 0; i < evaluator->sided_count; i++)
        if (evaluator->sided[i]->sides != 3)
            evaluator->sided[i]->has_sides = false;
}
