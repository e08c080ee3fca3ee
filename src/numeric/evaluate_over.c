#include "numeric/evaluate_parts.h"

/* Planes that are filled while a loop runs: room for all, zeros where one is first used. */
typedef struct Accumulator {
    size_t count;
    uint32_t present;
    Number *plane[PLANE_LIMIT];
} Accumulator;

static void accumulator_init(const Run *run, Accumulator *sum, size_t count) {
    size_t planes = (size_t)1 << run->frame->depth;
    sum->count = count;
    sum->present = 0;
    for (size_t s = 0; s < planes; s++)
        sum->plane[s] = number_stack_take(&run->point->temporary, count);
}

static Number *accumulator_plane(Accumulator *sum, unsigned s) {
    if (!(sum->present >> s & 1)) {
        for (size_t i = 0; i < sum->count; i++)
            number_set_zero(&sum->plane[s][i]);
        sum->present |= (uint32_t)1 << s;
    }
    return sum->plane[s];
}

static void accumulator_finish(Accumulator *sum, Jets *result) {
    accumulator_plane(sum, 0);
    result->count = sum->count;
    result->present = sum->present;
    FOR_EACH_PLANE(s, sum->present)
    result->plane[s] = sum->plane[s];
}

static void first_letters(const Run *run, const Node *node) {
    for (size_t b = 0; b < node->binder_count; b++)
        run->letters[node->binders[b].letter] = 1;
}

/* Goes on to the next values of the node's letters; false after the last. */
static bool next_letters(const Run *run, const Node *node) {
    for (size_t b = node->binder_count; b > 0; b--) {
        long *letter = &run->letters[node->binders[b - 1].letter];
        if (++*letter <= node->binders[b - 1].range)
            return true;
        *letter = 1;
    }
    return false;
}

bool evaluate_sum_over(const Run *run, const Node *node, Jets *result) {
    NumberStack *stack = &run->point->temporary;
    Accumulator sum;
    accumulator_init(run, &sum, node->count);
    first_letters(run, node);
    do {
        NumberMark mark = number_stack_mark(stack);
        Jets term;
        if (!evaluate(run, node->children[0], &term))
            return false;
        FOR_EACH_PLANE(s, term.present) {
            Number *plane = accumulator_plane(&sum, s);
            for (size_t i = 0; i < node->count; i++)
                number_add(&plane[i], &plane[i], &term.plane[s][i], run->point->precision);
        }
        number_stack_release(stack, mark);
    } while (next_letters(run, node));
    accumulator_finish(&sum, result);
    return true;
}

static bool accumulator_varies(const Accumulator *sum, size_t i) {
    FOR_EACH_PLANE(s, sum->present)
    if (s > 0 && !number_is_zero(&sum->plane[s][i]))
        return true;
    return false;
}

/* Takes entry i of a term into the extreme so far; *is_tied: two are the extreme. */
static bool merge_extreme(const Run *run, const Node *node, Accumulator *best, const Jets *term,
                          size_t i, bool *is_tied) {
    bool is_max = node->kind == NODE_MAX_OVER;
    Number *value = &best->plane[0][i];
    Comparison order = number_compare(&term->plane[0][i], value);
    bool varies = jets_varies(term, i) || accumulator_varies(best, i);
    if (order == COMPARISON_UNDECIDED) {
        if (varies)
            return evaluate_fail(run, NUMBER_FAULT_UNDECIDED, node->span);
        Number arguments[2] = {*value, term->plane[0][i]}; /* borrowed */
        Number *extreme = number_stack_take(&run->point->temporary, 1);
        number_function(extreme, is_max ? FUNCTION_MAX : FUNCTION_MIN, arguments,
                        run->point->precision);
        number_swap(value, extreme);
        return true;
    }
    bool is_tie = order == COMPARISON_EQUAL;
    if (!is_tie && (order == COMPARISON_GREATER) != is_max)
        return true;
    *is_tied = is_tie && (varies || *is_tied);
    for (unsigned s = is_tie ? 1 : 0; s < 1u << run->frame->depth; s++) {
        bool has_term = term->present >> s & 1;
        if (!has_term && !(best->present >> s & 1))
            continue;
        Number *place = &accumulator_plane(best, s)[i];
        if (!is_tie && !has_term)
            number_set_zero(place);
        else if (!is_tie)
            number_set(place, &term->plane[s][i]);
        else if (has_term)
            number_add(place, place, &term->plane[s][i], run->point->precision);
    }
    return true;
}

bool evaluate_extreme_over(const Run *run, const Node *node, Jets *result) {
    NumberStack *stack = &run->point->temporary;
    Accumulator best;
    accumulator_init(run, &best, node->count);
    first_letters(run, node);
    bool is_first = true;
    bool is_tied = false;
    do {
        NumberMark mark = number_stack_mark(stack);
        Jets term;
        if (!evaluate(run, node->children[0], &term))
            return false;
        if (is_first)
            FOR_EACH_PLANE(s, term.present) {
                Number *plane = accumulator_plane(&best, s);
                for (size_t i = 0; i < node->count; i++)
                    number_set(&plane[i], &term.plane[s][i]);
            }
        for (size_t i = 0; i < node->count && !is_first; i++)
            if (!merge_extreme(run, node, &best, &term, i, &is_tied))
                return false;
        is_first = false;
        number_stack_release(stack, mark);
    } while (next_letters(run, node));
    if (is_tied)
        point_note_kink(run->point, node->span);
    accumulator_finish(&best, result);
    return true;
}

/* Whether the target may depend on the variable at all, as far as is seen at once. */
static bool may_depend(const Run *run, const Node *target, size_t variable) {
    while (target->kind == NODE_INDEX)
        target = target->children[0];
    return target->kind != NODE_QUANTITY ||
           library_depends(run->point->library, target->slot, variable);
}

bool evaluate_derivative(const Run *run, const Node *node, Jets *result) {
    Point *point = run->point;
    size_t depth = run->frame->depth;
    const Node *target = node->children[0];
    size_t offset;
    if (depth == JET_ORDER_LIMIT)
        return evaluate_fail(run, NUMBER_FAULT_DERIVATIVE_ORDER, node->span);
    if (!evaluate_offset(run, node, false, &offset))
        return false;
    Accumulator derivative;
    accumulator_init(run, &derivative, node->count);
    unsigned bit = 1u << depth;
    bool is_good = true;
    if (!may_depend(run, target, node->slot)) {
        accumulator_finish(&derivative, result);
        return true;
    }
    for (size_t v = 0; v < node->kept_count && is_good; v++) {
        NumberMark mark = number_stack_mark(&point->temporary);
        Variation variation = {.slot = node->slot, .place = offset + node->places[v]};
        Frame *frame = frame_enter(point, run->frame, &variation, 1);
        Run inner = {point, frame, run->letters, run->fault};
        Jets jets;
        is_good = evaluate(&inner, target, &jets);
        if (is_good)
            FOR_EACH_PLANE(s, jets.present)
        if (s & bit) {
            Number *plane = accumulator_plane(&derivative, s ^ bit);
            for (size_t t = 0; t < target->count; t++)
                number_set(&plane[t * node->kept_count + v], &jets.plane[s][t]);
        }
        frame_leave(point, frame);
        number_stack_release(&point->temporary, mark);
    }
    if (is_good)
        accumulator_finish(&derivative, result);
    return is_good;
}
