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

void tensor_make_room(Tensor *tensor, size_t count) {
    if (count > tensor->capacity) {
        number_array_free(tensor->entries, tensor->capacity);
        tensor->entries = number_array_new(count);
        tensor->capacity = count;
    }
    tensor->count = count;
}

static void tensor_resize(Tensor *tensor, size_t rank, const long *dims, size_t count) {
    tensor->rank = rank;
    for (size_t i = 0; i < rank; i++)
        tensor->dims[i] = dims[i];
    tensor_make_room(tensor, count);
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
            return variations[i].seeds;
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

/* One derivative at work: which slots it is of and by, and where its entries go. */
typedef struct Columns {
    Point *point;
    const DerivativeMemo *of;
    size_t width; /* of all variables together */
    Number *entries;
    Fault *fault;
} Columns;

/* The derivatives by all entries of the variables from this one on, in the frame of those before
 * it; they are the columns from `column` on. */
static bool derive_by_entries(const Columns *columns, Frame *frame, size_t variable,
                              size_t column) {
    Point *point = columns->point;
    if (variable == columns->of->order) {
        Jets jets;
        if (!point_read(point, frame, columns->of->target, &jets, columns->fault))
            return false;
        size_t all = ((size_t)1 << variable) - 1;
        if (jets.present >> all & 1)
            for (size_t t = 0; t < jets.count; t++)
                number_set(&columns->entries[t * columns->width + column], &jets.plane[all][t]);
        return true;
    }
    size_t slot = columns->of->variables[variable];
    size_t count = library_slot_at(point->library, slot)->count;
    bool is_good = true;
    for (size_t place = 0; is_good && place < count; place++) {
        Variation variation = {.slot = slot, .place = place};
        Frame *inner = frame_enter(point, frame, &variation, 1);
        is_good = derive_by_entries(columns, inner, variable + 1, column * count + place);
        frame_leave(point, inner);
    }
    return is_good;
}

static bool is_same_derivative(const DerivativeMemo *left, const DerivativeMemo *right) {
    return left->target == right->target && left->order == right->order &&
           memcmp(left->variables, right->variables, left->order * sizeof *left->variables) == 0;
}

const Number *point_derivative(Point *point, const Quantity *target,
                               const Quantity *const *variables, size_t order, Fault *fault) {
    DerivativeMemo memo = {.target = library_slot(point->library, target), .order = order};
    for (size_t i = 0; i < order; i++)
        memo.variables[i] = library_slot(point->library, variables[i]);
    point_prepare(point);
    for (size_t i = 0; i < point->derivative_count; i++)
        if (is_same_derivative(&point->derivatives[i], &memo))
            return point->derivatives[i].entries;
    size_t width = 1;
    bool depends = true;
    for (size_t i = 0; i < order; i++) {
        width *= library_slot_at(point->library, memo.variables[i])->count;
        depends &= library_depends(point->library, memo.target, memo.variables[i]);
    }
    size_t count = library_slot_at(point->library, memo.target)->count * width;
    Number *entries = number_stack_take_zeros(&point->base->stack, count);
    Columns columns = {point, &memo, width, entries, fault};
    if (depends && !derive_by_entries(&columns, point->base, 0, 0))
        return NULL;
    if (point->derivative_count == point->derivative_capacity) {
        point->derivative_capacity =
            point->derivative_capacity ? 2 * point->derivative_capacity : 8;
        point->derivatives = memory_resize(point->derivatives,
                                           point->derivative_capacity * sizeof *point->derivatives);
    }
    memo.entries = entries;
    point->derivatives[point->derivative_count++] = memo;
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
