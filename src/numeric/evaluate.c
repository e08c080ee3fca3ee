#include "numeric/evaluate.h"

#include "numeric/evaluate_parts.h"

bool evaluate_fail(const Run *run, NumberFault kind, Span span) {
    *run->fault = (Fault){kind, span};
    return false;
}

static JetContext context_of(const Run *run) {
    return (JetContext){&run->point->temporary, run->point->precision};
}

static void plain_integer(const Run *run, Jets *result, long integer) {
    Number *number = number_stack_take(&run->point->temporary, 1);
    number_set_integer(number, integer);
    jets_plain(result, number, 1);
}

static void evaluate_pi(const Run *run, Jets *result) {
    Number *number = number_stack_take(&run->point->temporary, 1);
    number_function(number, FUNCTION_PI, NULL, run->point->precision);
    jets_plain(result, number, 1);
}

static bool evaluate_letter(const Run *run, const Node *node, Jets *result) {
    long value = run->letters[node->letter];
    if (value == 0)
        return evaluate_fail(run, NUMBER_FAULT_FORMULA, node->span);
    plain_integer(run, result, value);
    return true;
}

static bool evaluate_two(const Run *run, const Node *node, Jets operands[2]) {
    return evaluate(run, node->children[0], &operands[0]) &&
           evaluate(run, node->children[1], &operands[1]);
}

/* An operator of two operands that are two jets. */
static bool evaluate_binary(const Run *run, const Node *node, Jets *result) {
    Jets operands[2];
    if (!evaluate_two(run, node, operands))
        return false;
    JetContext context = context_of(run);
    if (node->kind == NODE_ADD)
        jets_add(&context, result, &operands[0], node->spreads[0], &operands[1], node->spreads[1],
                 node->count);
    else if (node->kind == NODE_MULTIPLY)
        jets_multiply(&context, result, &operands[0], node->spreads[0], &operands[1],
                      node->spreads[1], node->count);
    else /* a matrix product; an outer product is n × 1 times 1 × m */
        jets_matrix_product(&context, result, &operands[0], &operands[1], node->outer, node->length,
                            node->inner);
    return true;
}

/* Copies entries to new places, plane by plane: result[i] = jets[source[i]]. */
static void gather(const Run *run, const Jets *jets, const uint32_t *source, size_t offset,
                   size_t count, Jets *result) {
    Jets gathered = {.count = count, .present = jets->present};
    bool is_contiguous = source[count - 1] == count - 1;
    FOR_EACH_PLANE(s, jets->present) {
        const Number *from = jets->plane[s] + offset;
        if (is_contiguous) {
            gathered.plane[s] = from;
            continue;
        }
        Number *plane = number_stack_take(&run->point->temporary, count);
        for (size_t i = 0; i < count; i++)
            number_set(&plane[i], &from[source[i]]);
        gathered.plane[s] = plane;
    }
    *result = gathered;
}

static bool evaluate_transpose(const Run *run, const Node *node, Jets *result) {
    Jets jets;
    if (!evaluate(run, node->children[0], &jets))
        return false;
    size_t rows = (size_t)node->dims[0], columns = (size_t)node->dims[1];
    Jets turned = {.count = jets.count, .present = jets.present};
    FOR_EACH_PLANE(s, jets.present) {
        if (rows == 1 || columns == 1) {
            turned.plane[s] = jets.plane[s];
            continue;
        }
        Number *plane = number_stack_take(&run->point->temporary, jets.count);
        for (size_t i = 0; i < rows; i++)
            for (size_t j = 0; j < columns; j++)
                number_set(&plane[i * columns + j], &jets.plane[s][j * rows + i]);
        turned.plane[s] = plane;
    }
    *result = turned;
    return true;
}

/* The value of one index, from 1. */
static bool evaluate_part(const Run *run, const IndexPart *part, long *value) {
    *value = part->kind == INDEX_FIXED ? part->value : 0;
    if (part->kind == INDEX_LETTER) {
        *value = run->letters[part->letter];
        if (*value == 0)
            return evaluate_fail(run, NUMBER_FAULT_FORMULA, part->span);
    } else if (part->kind == INDEX_ENTRY) {
        Jets entry;
        if (!evaluate(run, part->entry, &entry))
            return false;
        const Number *number = &entry.plane[0][0];
        if (number_is_rational(number) && fmpz_is_one(fmpq_denref(&number->rational)) &&
            fmpz_fits_si(fmpq_numref(&number->rational)))
            *value = fmpz_get_si(fmpq_numref(&number->rational));
    }
    if (*value < 1 || *value > part->extent)
        return evaluate_fail(run, NUMBER_FAULT_INDEX_RANGE, part->span);
    return true;
}

bool evaluate_offset(const Run *run, const Node *node, bool open_letters, size_t *offset) {
    *offset = 0;
    for (size_t d = 0; d < node->index_count; d++) {
        const IndexPart *part = &node->index[d];
        if (part->kind == INDEX_KEEP ||
            (open_letters && part->kind == INDEX_LETTER && run->letters[part->letter] == 0))
            continue;
        long value;
        if (!evaluate_part(run, part, &value))
            return false;
        *offset += (size_t)(value - 1) * part->stride;
    }
    return true;
}

static bool evaluate_index(const Run *run, const Node *node, Jets *result) {
    Jets jets;
    size_t offset;
    if (!evaluate_offset(run, node, false, &offset) || !evaluate(run, node->children[0], &jets))
        return false;
    gather(run, &jets, node->places, offset, node->kept_count, result);
    return true;
}

static bool evaluate_axis(const Run *run, const Node *node, Jets *result) {
    Jets jets;
    if (!evaluate(run, node->children[0], &jets))
        return false;
    JetContext context = context_of(run);
    Number share;
    number_init(&share);
    number_set_fraction(&share, 1, (long)node->length);
    Jets total = {.count = node->count, .present = jets.present};
    FOR_EACH_PLANE(s, jets.present) {
        Number *plane = number_stack_take_zeros(context.stack, node->count);
        for (size_t o = 0; o < node->outer; o++)
            for (size_t l = 0; l < node->length; l++)
                for (size_t i = 0; i < node->inner; i++)
                    number_add(&plane[o * node->inner + i], &plane[o * node->inner + i],
                               &jets.plane[s][(o * node->length + l) * node->inner + i],
                               context.precision);
        for (size_t i = 0; i < node->count && node->kind == NODE_MEAN_AXIS; i++)
            number_multiply(&plane[i], &plane[i], &share, context.precision);
        total.plane[s] = plane;
    }
    *result = total;
    return true;
}

static bool evaluate_trace(const Run *run, const Node *node, Jets *result) {
    Jets jets;
    if (!evaluate(run, node->children[0], &jets))
        return false;
    Jets total = {.count = 1, .present = jets.present};
    FOR_EACH_PLANE(s, jets.present) {
        Number *sum = number_stack_take_zeros(&run->point->temporary, 1);
        for (size_t i = 0; i < node->length; i++)
            number_add(sum, sum, &jets.plane[s][i * (node->length + 1)], run->point->precision);
        total.plane[s] = sum;
    }
    *result = total;
    return true;
}

static bool evaluate_diagonal(const Run *run, const Node *node, Jets *result) {
    Jets jets;
    if (!evaluate(run, node->children[0], &jets))
        return false;
    Jets matrix = {.count = node->count, .present = jets.present};
    FOR_EACH_PLANE(s, jets.present) {
        Number *plane = number_stack_take_zeros(&run->point->temporary, node->count);
        for (size_t i = 0; i < jets.count; i++)
            number_set(&plane[i * (jets.count + 1)], &jets.plane[s][i]);
        matrix.plane[s] = plane;
    }
    *result = matrix;
    return true;
}

/* ones, and the unit matrix. */
static void evaluate_constant(const Run *run, const Node *node, Jets *result) {
    Number *plane = number_stack_take_zeros(&run->point->temporary, node->count);
    size_t step = node->kind == NODE_EYE ? (size_t)node->dims[0] + 1 : 1;
    for (size_t i = 0; i < node->count; i += step)
        number_set_integer(&plane[i], 1);
    jets_plain(result, plane, node->count);
}

static bool evaluate_onehot(const Run *run, const Node *node, Jets *result) {
    Jets labels;
    if (!evaluate(run, node->children[0], &labels))
        return false;
    Number *plane = number_stack_take_zeros(&run->point->temporary, node->count);
    for (size_t i = 0; i < labels.count; i++) {
        const fmpq *label = &labels.plane[0][i].rational;
        if (!fmpz_is_one(fmpq_denref(label)) || fmpq_sgn(label) <= 0 ||
            fmpz_cmp_si(fmpq_numref(label), (slong)node->length) > 0)
            return evaluate_fail(run, NUMBER_FAULT_INDEX_RANGE, node->span);
        number_set_integer(&plane[i * node->length + (size_t)fmpz_get_si(fmpq_numref(label)) - 1],
                           1);
    }
    jets_plain(result, plane, node->count);
    return true;
}

bool evaluate(const Run *run, const Node *node, Jets *result) {
    JetContext context = context_of(run);
    switch (node->kind) {
    case NODE_NUMBER:
        jets_plain(result, node->number, node->count);
        return true;
    case NODE_PI:
        evaluate_pi(run, result);
        return true;
    case NODE_LETTER:
        return evaluate_letter(run, node, result);
    case NODE_QUANTITY:
        return point_read(run->point, run->frame, node->slot, result, run->fault);
    case NODE_NEGATE:
        if (!evaluate(run, node->children[0], result))
            return false;
        jets_negate(&context, result, result);
        return true;
    case NODE_ADD:
    case NODE_MULTIPLY:
    case NODE_MATRIX_PRODUCT:
    case NODE_OUTER:
        return evaluate_binary(run, node, result);
    case NODE_TRANSPOSE:
        return evaluate_transpose(run, node, result);
    case NODE_INDEX:
        return evaluate_index(run, node, result);
    case NODE_SUM_AXIS:
    case NODE_MEAN_AXIS:
        return evaluate_axis(run, node, result);
    case NODE_TRACE:
        return evaluate_trace(run, node, result);
    case NODE_DIAGONAL:
        return evaluate_diagonal(run, node, result);
    case NODE_ONES:
    case NODE_EYE:
        evaluate_constant(run, node, result);
        return true;
    case NODE_ONEHOT:
        return evaluate_onehot(run, node, result);
    case NODE_DIVIDE:
        return evaluate_divide(run, node, result);
    case NODE_POWER:
        return evaluate_power(run, node, result);
    case NODE_COMPARE:
        return evaluate_compare(run, node, result);
    case NODE_FUNCTION:
        return evaluate_function(run, node, result);
    case NODE_LEAKY_RELU:
    case NODE_MAX:
    case NODE_MIN:
        return evaluate_choice(run, node, result);
    case NODE_UNKNOWN:
        return evaluate_unknown(run, node, result);
    case NODE_SOFTMAX:
        return evaluate_softmax(run, node, result);
    case NODE_SUM_OVER:
        return evaluate_sum_over(run, node, result);
    case NODE_MAX_OVER:
    case NODE_MIN_OVER:
        return evaluate_extreme_over(run, node, result);
    case NODE_DERIVATIVE:
        return evaluate_derivative(run, node, result);
    }
    return evaluate_fail(run, NUMBER_FAULT_FORMULA, node->span);
}
