#include "numeric/interpret.h"

#include <stdlib.h>
#include <string.h>

#include "numeric/evaluate.h"
#include "numeric/point.h"

void tensor_init(Tensor *tensor) {
    *tensor = (Tensor){0};
}

void tensor_clear(Tensor *tensor) {
    number_array_free(tensor->entries, tensor->capacity);
    *tensor = (Tensor){0};
}

static void tensor_resize(Tensor *tensor, size_t rank, const long *dims, size_t count) {
    tensor->rank = rank;
    for (size_t i = 0; i < rank; i++)
        tensor->dims[i] = dims[i];
    if (count > tensor->capacity) {
        number_array_free(tensor->entries, tensor->capacity);
        tensor->entries = number_array_new(count);
        tensor->capacity = count;
    }
    tensor->count = count;
}

/* Puts the values of a program's free letters into place. A letter without one stays 0. */
static void bind_letters(const Program *program, const LetterValues *values, long *letters) {
    for (size_t i = 0; i < program->letter_count; i++)
        letters[i] = 0;
    for (size_t v = 0; values && v < values->count; v++)
        for (size_t i = 0; i < program->letter_count; i++)
            if (program->free_names[i] &&
                strcmp(program->free_names[i], values->items[v].name) == 0)
                letters[i] = values->items[v].value;
}

/* The program of a tree, its letters bound; NULL with a fault. */
static const Program *prepare(Point *point, const Scope *scope, const Syntax *formula,
                              const LetterValues *values, long *letters, Fault *fault) {
    const Program *program = library_program(point->library, scope, formula);
    point_prepare(point);
    if (!program->root) {
        *fault = (Fault){NUMBER_FAULT_FORMULA, program->fault};
        return NULL;
    }
    bind_letters(program, values, letters);
    return program;
}

bool interpret(Point *point, const Scope *scope, const Syntax *formula, const LetterValues *letters,
               Tensor *result, Fault *fault) {
    long bound[PROGRAM_LETTER_LIMIT];
    const Program *program = prepare(point, scope, formula, letters, bound, fault);
    if (!program)
        return false;
    NumberMark mark = number_stack_mark(&point->temporary);
    Run run = {point, point->base, bound, fault};
    Jets jets;
    bool is_good = evaluate(&run, program->root, &jets);
    if (is_good) {
        tensor_resize(result, program->root->rank, program->root->dims, jets.count);
        for (size_t i = 0; i < jets.count; i++)
            number_set(&result->entries[i], &jets.plane[0][i]);
    }
    number_stack_release(&point->temporary, mark);
    return is_good;
}

/* Whether a direction has an entry for each index of that dimension. */
static bool is_open(const IndexPart *part, const long *letters) {
    return part->kind == INDEX_KEEP || (part->kind == INDEX_LETTER && letters[part->letter] == 0);
}

/* Adds a part's direction to the seeds of all entries of the variable; false where it has not as
 * many entries. */
static bool lay_out(const Run *run, const Node *node, const SeededDerivative *part, Number *seeds) {
    size_t offset;
    if (!evaluate_offset(run, node, true, &offset))
        return false;
    size_t count = 1;
    for (size_t d = 0; d < node->index_count; d++)
        if (is_open(&node->index[d], run->letters))
            count *= (size_t)node->index[d].extent;
    if (count != part->count)
        return evaluate_fail(run, NUMBER_FAULT_FORMULA, node->span);
    for (size_t i = 0; i < count; i++) {
        size_t rest = i, place = offset;
        for (size_t d = node->index_count; d > 0; d--) {
            const IndexPart *index = &node->index[d - 1];
            if (!is_open(index, run->letters))
                continue;
            place += rest % (size_t)index->extent * index->stride;
            rest /= (size_t)index->extent;
        }
        number_add(&seeds[place], &seeds[place], &part->entries[i], run->point->precision);
    }
    return true;
}

/* The seeds of a variable among the first `count` variations; new ones where it has none yet. */
static Number *seeds_of(Point *point, size_t slot, Variation *variations, size_t *count) {
    for (size_t i = 0; i < *count; i++)
        if (variations[i].slot == slot)
            return (Number *)variations[i].seeds; /* made below */
    Number *seeds =
        number_stack_take_zeros(&point->temporary, library_slot_at(point->library, slot)->count);
    variations[(*count)++] = (Variation){.slot = slot, .seeds = seeds};
    return seeds;
}

static void take_tangent(const Jets *jets, const Node *target, Tensor *result) {
    tensor_resize(result, target->rank, target->dims, jets->count);
    for (size_t i = 0; i < jets->count; i++)
        if (jets->present >> 1 & 1)
            number_set(&result->entries[i], &jets->plane[1][i]);
        else
            number_set_zero(&result->entries[i]);
}

bool interpret_directional(Point *point, const Scope *scope, const SeededDerivative *parts,
                           size_t count, const LetterValues *letters, Tensor *result,
                           Fault *fault) {
    long bound[PROGRAM_LETTER_LIMIT];
    Run run = {point, point->base, bound, fault};
    NumberMark mark = number_stack_mark(&point->temporary);
    Variation *variations = memory_alloc(count * sizeof *variations);
    size_t variation_count = 0;
    const Node *target = NULL;
    bool is_good = true;
    for (size_t i = 0; is_good && i < count; i++) {
        const Program *program = prepare(point, scope, parts[i].derivative, letters, bound, fault);
        is_good = program != NULL;
        if (is_good && program->root->kind != NODE_DERIVATIVE)
            is_good = evaluate_fail(&run, NUMBER_FAULT_FORMULA, program->root->span);
        if (is_good) {
            target = program->root->children[0];
            is_good = lay_out(&run, program->root, &parts[i],
                              seeds_of(point, program->root->slot, variations, &variation_count));
        }
    }
    if (is_good) {
        Frame *frame = frame_enter(point, point->base, variations, variation_count);
        Run inner = {point, frame, bound, fault};
        Jets jets;
        is_good = evaluate(&inner, target, &jets);
        if (is_good)
            take_tangent(&jets, target, result);
        frame_leave(point, frame);
    }
    free(variations);
    number_stack_release(&point->temporary, mark);
    return is_good;
}

const Number *point_value(Point *point, const Scope *scope, const Quantity *quantity,
                          Fault *fault) {
    (void)scope;
    Jets jets;
    size_t slot = library_slot(point->library, quantity);
    point_prepare(point);
    return point_read(point, point->base, slot, &jets, fault) ? jets.plane[0] : NULL;
}

/* One column of a derivative: by one entry of the variable. */
static bool derive_by_entry(Point *point, size_t target, size_t variable, size_t place,
                            size_t width, Number *entries, Fault *fault) {
    Variation variation = {.slot = variable, .place = place};
    Frame *frame = frame_enter(point, point->base, &variation, 1);
    Jets jets;
    bool is_good = point_read(point, frame, target, &jets, fault);
    if (is_good && jets.present >> 1 & 1)
        for (size_t t = 0; t < jets.count; t++)
            number_set(&entries[t * width + place], &jets.plane[1][t]);
    frame_leave(point, frame);
    return is_good;
}

const Number *point_derivative(Point *point, const Scope *scope, const Quantity *target,
                               const Quantity *variable, Fault *fault) {
    (void)scope;
    size_t from = library_slot(point->library, target);
    size_t by = library_slot(point->library, variable);
    point_prepare(point);
    for (size_t i = 0; i < point->derivative_count; i++)
        if (point->derivatives[i].target == from && point->derivatives[i].variable == by)
            return point->derivatives[i].entries;
    size_t width = library_slot_at(point->library, by)->count;
    size_t count = library_slot_at(point->library, from)->count * width;
    Number *entries = number_stack_take_zeros(&point->base->stack, count);
    for (size_t place = 0; place < width && library_depends(point->library, from, by); place++)
        if (!derive_by_entry(point, from, by, place, width, entries, fault))
            return NULL;
    if (point->derivative_count == point->derivative_capacity) {
        point->derivative_capacity =
            point->derivative_capacity ? 2 * point->derivative_capacity : 8;
        point->derivatives = memory_resize(point->derivatives,
                                           point->derivative_capacity * sizeof *point->derivatives);
    }
    point->derivatives[point->derivative_count++] = (DerivativeMemo){from, by, entries};
    return entries;
}

bool point_function(Point *point, const Scope *scope, const UserFunction *function, size_t primes,
                    const Number *arguments, Number *result, Fault *fault) {
    (void)scope;
    enum { ARGUMENT_LIMIT = 16 };
    long letters[PROGRAM_LETTER_LIMIT] = {0};
    Run run = {point, point->base, letters, fault};
    Node values[ARGUMENT_LIMIT];
    const Node *children[ARGUMENT_LIMIT];
    Spread spreads[ARGUMENT_LIMIT];
    if (function->body || function->parameter_count > ARGUMENT_LIMIT || primes > JET_ORDER_LIMIT ||
        (primes > 0 && function->parameter_count != 1))
        return evaluate_fail(&run, NUMBER_FAULT_FORMULA, function->span);
    for (size_t i = 0; i < function->parameter_count; i++) {
        /* The number is only read. */
        values[i] = (Node){.kind = NODE_NUMBER, .count = 1, .number = (Number *)&arguments[i]};
        children[i] = &values[i];
        spreads[i] = (Spread){1, NULL};
    }
    Node call = {.kind = NODE_UNKNOWN,
                 .span = function->span,
                 .count = 1,
                 .children = children,
                 .child_count = function->parameter_count,
                 .spreads = spreads,
                 .user = function,
                 .primes = primes};
    NumberMark mark = number_stack_mark(&point->temporary);
    Jets jets;
    bool is_good = evaluate(&run, &call, &jets);
    if (is_good)
        number_set(result, &jets.plane[0][0]);
    number_stack_release(&point->temporary, mark);
    return is_good;
}
