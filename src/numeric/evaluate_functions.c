#include "numeric/evaluate_parts.h"

#include "numeric/taylor.h"

static JetContext context_of(const Run *run) {
    return (JetContext){&run->point->temporary, run->point->precision};
}

/* Room for degree + 1 Taylor coefficients of count entries, and those of one entry as pointers. */
static Number *take_taylor(const Run *run, size_t degree, size_t count) {
    return number_stack_take(&run->point->temporary, (degree + 1) * count);
}

static void taylor_entry(Number **entry, Number *taylor, size_t degree, size_t count, size_t i) {
    for (size_t k = 0; k <= degree; k++)
        entry[k] = &taylor[k * count + i];
}

/* The branches that an elementwise node takes at a random point. */
typedef struct Branching {
    uint64_t low;
    uint64_t high;
} Branching;

static void branching_add(Branching *branching, size_t entry, bool is_high) {
    uint64_t bit = UINT64_C(1) << (entry & 63);
    *(is_high ? &branching->high : &branching->low) |= bit;
}

static void note_branching(const Run *run, Branching branching, Span span) {
    if (run->point->is_random)
        point_note_branch(run->point, span, branching.low, branching.high);
}

static bool has_kink(Function function) {
    return function == FUNCTION_RELU || function == FUNCTION_ABS || function == FUNCTION_SIGN;
}

static void note_signs(const Run *run, const Jets *jets, Span span) {
    if (!run->point->is_random)
        return;
    Branching branching = {0, 0};
    for (size_t i = 0; i < jets->count; i++) {
        int sign;
        if (number_sign(&sign, &jets->plane[0][i]))
            branching_add(&branching, i, sign > 0);
    }
    note_branching(run, branching, span);
}

static bool apply_function(const Run *run, Function function, const Jets *jets, Span span,
                           Jets *result) {
    size_t degree = jets_degree(jets);
    Number *taylor = take_taylor(run, degree, jets->count);
    if (has_kink(function))
        note_signs(run, jets, span);
    for (size_t i = 0; i < jets->count; i++) {
        Number *entry[JET_ORDER_LIMIT + 1];
        taylor_entry(entry, taylor, degree, jets->count, i);
        bool is_kink = false;
        /* An entry that does not vary has no derivatives, and needs none: no kinks, no faults. */
        size_t own_degree = degree > 0 && jets_varies(jets, i) ? degree : 0;
        for (size_t k = own_degree + 1; k <= degree; k++)
            number_set_zero(entry[k]);
        NumberFault fault = taylor_function(entry, own_degree, function, &jets->plane[0][i],
                                            run->point->precision, &is_kink);
        if (fault != NUMBER_FAULT_NONE)
            return evaluate_fail(run, fault, span);
        if (is_kink)
            point_note_kink(run->point, span);
    }
    JetContext context = context_of(run);
    jets_compose(&context, result, jets, taylor);
    return true;
}

/* jets ^ exponent, the exponents plain. */
static bool apply_power(const Run *run, const Jets *jets, const Number *exponents, Spread spread,
                        Span span, Jets *result) {
    size_t degree = jets_degree(jets);
    Number *taylor = take_taylor(run, degree, jets->count);
    for (size_t i = 0; i < jets->count; i++) {
        Number *entry[JET_ORDER_LIMIT + 1];
        taylor_entry(entry, taylor, degree, jets->count, i);
        size_t own_degree = degree > 0 && jets_varies(jets, i) ? degree : 0;
        for (size_t k = own_degree + 1; k <= degree; k++)
            number_set_zero(entry[k]);
        NumberFault fault =
            taylor_power(entry, own_degree, &jets->plane[0][i],
                         &exponents[spread_place(&spread, i)], run->point->precision);
        if (fault != NUMBER_FAULT_NONE)
            return evaluate_fail(run, fault, span);
    }
    JetContext context = context_of(run);
    jets_compose(&context, result, jets, taylor);
    return true;
}

static bool reciprocal(const Run *run, const Jets *jets, Span span, Jets *result) {
    Number *exponent = number_stack_take(&run->point->temporary, 1);
    number_set_integer(exponent, -1);
    return apply_power(run, jets, exponent, (Spread){1, NULL}, span, result);
}

/* Numbers divided by plain ones, plane by plane. */
static bool divide_plain(const Run *run, const Node *node, const Jets *left, const Number *right,
                         Jets *result) {
    Jets quotient = {.count = node->count, .present = left->present};
    FOR_EACH_PLANE(s, left->present) {
        Number *plane = number_stack_take(&run->point->temporary, node->count);
        for (size_t i = 0; i < node->count; i++) {
            NumberFault fault =
                number_divide(&plane[i], &left->plane[s][spread_place(&node->spreads[0], i)],
                              &right[spread_place(&node->spreads[1], i)], run->point->precision);
            if (fault != NUMBER_FAULT_NONE)
                return evaluate_fail(run, fault, node->span);
        }
        quotient.plane[s] = plane;
    }
    *result = quotient;
    return true;
}

bool evaluate_divide(const Run *run, const Node *node, Jets *result) {
    Jets left, right, inverse;
    if (!evaluate(run, node->children[0], &left) || !evaluate(run, node->children[1], &right))
        return false;
    if (right.present == 1)
        return divide_plain(run, node, &left, right.plane[0], result);
    if (!reciprocal(run, &right, node->span, &inverse))
        return false;
    JetContext context = context_of(run);
    jets_multiply(&context, result, &left, node->spreads[0], &inverse, node->spreads[1],
                  node->count);
    return true;
}

/* Operands of an elementwise node brought to its own entries. */
static void spread_out(const Run *run, const Jets *jets, Spread spread, size_t count,
                       Jets *result) {
    if (jets->count == count) {
        *result = *jets;
        return;
    }
    Jets spreaded = {.count = count, .present = jets->present};
    FOR_EACH_PLANE(s, jets->present) {
        Number *plane = number_stack_take(&run->point->temporary, count);
        for (size_t i = 0; i < count; i++)
            number_set(&plane[i], &jets->plane[s][spread_place(&spread, i)]);
        spreaded.plane[s] = plane;
    }
    *result = spreaded;
}

bool evaluate_power(const Run *run, const Node *node, Jets *result) {
    Jets base, exponent, wide, product;
    if (!evaluate(run, node->children[0], &base) || !evaluate(run, node->children[1], &exponent))
        return false;
    spread_out(run, &base, node->spreads[0], node->count, &wide);
    if (exponent.present == 1)
        return apply_power(run, &wide, exponent.plane[0], node->spreads[1], node->span, result);
    /* An exponent that varies: x^y = exp(y log x). */
    if (!apply_function(run, FUNCTION_LOG, &wide, node->span, &wide))
        return false;
    JetContext context = context_of(run);
    jets_multiply(&context, &product, &exponent, node->spreads[1], &wide,
                  (Spread){node->count, NULL}, node->count);
    return apply_function(run, FUNCTION_EXP, &product, node->span, result);
}

bool evaluate_compare(const Run *run, const Node *node, Jets *result) {
    Jets left, right;
    if (!evaluate(run, node->children[0], &left) || !evaluate(run, node->children[1], &right))
        return false;
    Number *plane = number_stack_take(&run->point->temporary, node->count);
    Branching branching = {0, 0};
    for (size_t i = 0; i < node->count; i++) {
        size_t l = spread_place(&node->spreads[0], i), r = spread_place(&node->spreads[1], i);
        Truth truth = number_relation(node->relation, &left.plane[0][l], &right.plane[0][r]);
        if (truth == TRUTH_UNDECIDED)
            return evaluate_fail(run, NUMBER_FAULT_UNDECIDED, node->span);
        /* A bracket is a step, and here we stand on it. */
        if ((jets_varies(&left, l) || jets_varies(&right, r)) &&
            number_compare(&left.plane[0][l], &right.plane[0][r]) == COMPARISON_EQUAL)
            point_note_kink(run->point, node->span);
        number_set_integer(&plane[i], truth == TRUTH_YES);
        branching_add(&branching, i, truth == TRUTH_YES);
    }
    note_branching(run, branching, node->span);
    jets_plain(result, plane, node->count);
    return true;
}

bool evaluate_function(const Run *run, const Node *node, Jets *result) {
    Jets jets;
    return evaluate(run, node->children[0], &jets) &&
           apply_function(run, node->function, &jets, node->span, result);
}

/* Which of two jets an entry of the result follows. */
typedef enum Side { SIDE_LEFT, SIDE_RIGHT, SIDE_NEITHER, SIDE_UNDECIDED } Side;

static Side side_of(NodeKind kind, const Number *left, const Number *right) {
    int sign;
    Comparison order;
    if (kind == NODE_LEAKY_RELU) {
        if (!number_sign(&sign, left))
            return SIDE_UNDECIDED;
        return sign > 0 ? SIDE_LEFT : SIDE_RIGHT;
    }
    order = number_compare(left, right);
    if (order == COMPARISON_UNDECIDED)
        return SIDE_UNDECIDED;
    if (order == COMPARISON_EQUAL)
        return SIDE_NEITHER;
    return (order == COMPARISON_GREATER) == (kind == NODE_MAX) ? SIDE_LEFT : SIDE_RIGHT;
}

/* Whether entry i of both has the same derivatives: a tie of theirs is no kink then. */
static bool varies_alike(const Jets *left, const Jets *right, size_t i) {
    Number zero;
    number_init(&zero);
    bool is_alike = true;
    FOR_EACH_PLANE(s, left->present | right->present) {
        const Number *own = left->present >> s & 1 ? &left->plane[s][i] : &zero;
        const Number *other = right->present >> s & 1 ? &right->plane[s][i] : &zero;
        is_alike &= s == 0 || number_compare(own, other) == COMPARISON_EQUAL;
    }
    number_clear(&zero);
    return is_alike;
}

/* max(a, b), min(a, b), and leaky_relu(x, a), which is x or a x. */
bool evaluate_choice(const Run *run, const Node *node, Jets *result) {
    Jets operands[2], wide[2];
    JetContext context = context_of(run);
    for (size_t c = 0; c < 2; c++) {
        if (!evaluate(run, node->children[c], &operands[c]))
            return false;
        spread_out(run, &operands[c], node->spreads[c], node->count, &wide[c]);
    }
    Jets second = wide[1];
    Spread same = {node->count, NULL};
    if (node->kind == NODE_LEAKY_RELU)
        jets_multiply(&context, &wide[1], &wide[0], same, &second, same, node->count);
    Jets chosen = {.count = node->count, .present = wide[0].present | wide[1].present};
    Number *planes[PLANE_LIMIT];
    FOR_EACH_PLANE(s, chosen.present)
    chosen.plane[s] = planes[s] = number_stack_take_zeros(context.stack, node->count);
    Branching branching = {0, 0};
    for (size_t i = 0; i < node->count; i++) {
        Number arguments[2] = {wide[0].plane[0][i], second.plane[0][i]}; /* borrowed */
        NumberFault fault =
            number_function(&planes[0][i], node->function, arguments, context.precision);
        if (fault != NUMBER_FAULT_NONE)
            return evaluate_fail(run, fault, node->span);
        Side side = side_of(node->kind, &arguments[0], &arguments[1]);
        if (side == SIDE_LEFT || side == SIDE_RIGHT)
            branching_add(&branching, i, side == SIDE_LEFT);
        if (!jets_varies(&wide[0], i) && !jets_varies(&wide[1], i))
            continue;
        if (side == SIDE_UNDECIDED)
            return evaluate_fail(run, NUMBER_FAULT_UNDECIDED, node->span);
        bool is_kink = side == SIDE_NEITHER
                           ? !varies_alike(&wide[0], &wide[1], i)
                           : node->kind == NODE_LEAKY_RELU && number_is_zero(&arguments[0]);
        if (is_kink)
            point_note_kink(run->point, node->span);
        if (side == SIDE_NEITHER)
            side = SIDE_LEFT;
        const Jets *source = &wide[side == SIDE_RIGHT];
        FOR_EACH_PLANE(s, source->present)
        if (s > 0)
            number_set(&planes[s][i], &source->plane[s][i]);
    }
    note_branching(run, branching, node->span);
    *result = chosen;
    return true;
}

/* A whole number between -5 and 5, not 0. */
static void random_coefficient(const Point *point, const char *name, uint64_t place,
                               Number *coefficient) {
    uint64_t bits = point_hash(point, name, place);
    long size = 1 + (long)(bits % 5);
    number_set_integer(coefficient, bits >> 32 & 1 ? size : -size);
}

enum { POLYNOMIAL_FORMS = 6 };

/* One linear form with random coefficients: constant + Σ coefficient × entry. Arguments with a
 * spread count as one entry each, those without as all of theirs. */
static void linear_form(const Run *run, const char *name, uint64_t place, const Jets *arguments,
                        const Spread *spreads, size_t argument_count, size_t count, Jets *result) {
    JetContext context = context_of(run);
    Jets form = {.count = count, .present = 1};
    for (size_t a = 0; a < argument_count; a++)
        form.present |= arguments[a].present;
    Number *planes[PLANE_LIMIT];
    FOR_EACH_PLANE(s, form.present)
    form.plane[s] = planes[s] = number_stack_take_zeros(context.stack, count);
    Number coefficient;
    number_init(&coefficient);
    random_coefficient(run->point, name, place++, &coefficient);
    for (size_t i = 0; i < count; i++)
        number_set(&planes[0][i], &coefficient);
    for (size_t a = 0; a < argument_count; a++) {
        size_t terms = spreads ? 1 : arguments[a].count;
        for (size_t t = 0; t < terms; t++) {
            random_coefficient(run->point, name, place++, &coefficient);
            FOR_EACH_PLANE(s, arguments[a].present)
            for (size_t i = 0; i < count; i++)
                number_add_product(
                    &planes[s][i], &coefficient,
                    &arguments[a].plane[s][spreads ? spread_place(&spreads[a], i) : t],
                    context.precision);
        }
    }
    *result = form;
}

bool evaluate_polynomial(const Run *run, const char *name, uint64_t place, const Jets *arguments,
                         const Spread *spreads, size_t argument_count, size_t count, Jets *result) {
    Jets forms[POLYNOMIAL_FORMS], square, cube;
    Spread same = {count, NULL};
    JetContext context = context_of(run);
    for (size_t f = 0; f < POLYNOMIAL_FORMS; f++)
        linear_form(run, name, (place * POLYNOMIAL_FORMS + f) << 32, arguments, spreads,
                    argument_count, count, &forms[f]);
    /* Degree 3, and no derivative up to the second is constant. */
    jets_multiply(&context, &square, &forms[1], same, &forms[2], same, count);
    jets_multiply(&context, &cube, &forms[3], same, &forms[4], same, count);
    jets_multiply(&context, &cube, &cube, same, &forms[5], same, count);
    jets_add(&context, &square, &square, same, &cube, same, count);
    jets_add(&context, result, &square, same, &forms[0], same, count);
    return true;
}

/* phi''(u) is the coefficient of e1 e2 in phi(u + e1 + e2). */
static void add_primes(const Run *run, size_t depth, size_t primes, Jets *argument) {
    Number *ones = number_stack_take(&run->point->temporary, argument->count);
    for (size_t i = 0; i < argument->count; i++)
        number_set_integer(&ones[i], 1);
    for (size_t p = 0; p < primes; p++) {
        argument->present |= (uint32_t)1 << (1u << (depth + p));
        argument->plane[1u << (depth + p)] = ones;
    }
}

static void take_primes(const Run *run, size_t depth, size_t primes, Jets *jets) {
    unsigned bits = ((1u << primes) - 1) << depth;
    Jets derived = {.count = jets->count, .present = 0};
    FOR_EACH_PLANE(s, jets->present)
    if ((s & bits) == bits) {
        derived.present |= (uint32_t)1 << (s ^ bits);
        derived.plane[s ^ bits] = jets->plane[s];
    }
    if (!(derived.present & 1)) {
        derived.present |= 1;
        derived.plane[0] = number_stack_take_zeros(&run->point->temporary, jets->count);
    }
    *jets = derived;
}

bool evaluate_unknown(const Run *run, const Node *node, Jets *result) {
    if (!run->point->is_random)
        return evaluate_fail(run, NUMBER_FAULT_UNKNOWN_FUNCTION, node->span);
    size_t depth = run->frame->depth;
    if (depth + node->primes > JET_ORDER_LIMIT)
        return evaluate_fail(run, NUMBER_FAULT_DERIVATIVE_ORDER, node->span);
    enum { ARGUMENT_LIMIT = 16 };
    Jets arguments[ARGUMENT_LIMIT];
    if (node->child_count > ARGUMENT_LIMIT)
        return evaluate_fail(run, NUMBER_FAULT_FORMULA, node->span);
    for (size_t c = 0; c < node->child_count; c++)
        if (!evaluate(run, node->children[c], &arguments[c]))
            return false;
    add_primes(run, depth, node->primes, &arguments[0]);
    if (!evaluate_polynomial(run, node->user->name, 0, arguments, node->spreads, node->child_count,
                             node->count, result))
        return false;
    if (node->primes > 0)
        take_primes(run, depth, node->primes, result);
    return true;
}

bool evaluate_softmax(const Run *run, const Node *node, Jets *result) {
    Jets jets, sums;
    if (!evaluate(run, node->children[0], &jets))
        return false;
    JetContext context = context_of(run);
    /* Less the first of its row, which changes nothing and keeps equal entries exact. */
    Jets shifted = {.count = jets.count, .present = jets.present};
    FOR_EACH_PLANE(s, jets.present) {
        Number *plane = number_stack_take(context.stack, jets.count);
        for (size_t i = 0; i < jets.count; i++)
            number_subtract(&plane[i], &jets.plane[s][i], &jets.plane[s][i - i % node->length],
                            context.precision);
        shifted.plane[s] = plane;
    }
    if (!apply_function(run, FUNCTION_EXP, &shifted, node->span, &jets))
        return false;
    sums = (Jets){.count = node->outer, .present = jets.present};
    FOR_EACH_PLANE(s, jets.present) {
        Number *plane = number_stack_take_zeros(context.stack, node->outer);
        for (size_t i = 0; i < jets.count; i++)
            number_add(&plane[i / node->length], &plane[i / node->length], &jets.plane[s][i],
                       context.precision);
        sums.plane[s] = plane;
    }
    if (!reciprocal(run, &sums, node->span, &sums))
        return false;
    jets_multiply(&context, result, &jets, (Spread){node->count, NULL}, &sums, node->spreads[0],
                  node->count);
    return true;
}
