#include "numeric/point.h"

#include <stdlib.h>
#include <string.h>

#include "numeric/assume.h"
#include "numeric/evaluate.h"

/* Frames. */

static Frame *frame_new(void) {
    Frame *frame = memory_alloc(sizeof *frame);
    memset(frame, 0, sizeof *frame);
    number_stack_init(&frame->stack);
    return frame;
}

static void frame_free(Frame *frame) {
    number_stack_free(&frame->stack);
    free(frame->memos);
    free(frame);
}

static void frame_reserve(Frame *frame, size_t count) {
    if (count <= frame->memo_count)
        return;
    frame->memos = memory_resize(frame->memos, count * sizeof *frame->memos);
    memset(&frame->memos[frame->memo_count], 0, (count - frame->memo_count) * sizeof(Memo));
    frame->memo_count = count;
}

/* Forgets all that a frame has computed; a stamp of 0 is that of no memo in use. */
static void frame_reset(Frame *frame) {
    if (++frame->stamp == 0) {
        memset(frame->memos, 0, frame->memo_count * sizeof(Memo));
        frame->stamp = 1;
    }
    number_stack_release(&frame->stack, (NumberMark){0, 0});
}

Frame *frame_enter(Point *point, Frame *outer, const Variation *variations, size_t count) {
    Frame *frame = point->spare_count > 0 ? point->spare[--point->spare_count] : frame_new();
    frame_reserve(frame, library_slot_count(point->library));
    frame_reset(frame);
    frame->outer = outer;
    frame->depth = outer->depth + 1;
    frame->variations = variations;
    frame->variation_count = count;
    return frame;
}

void frame_leave(Point *point, Frame *frame) {
    if (point->spare_count == point->spare_capacity) {
        point->spare_capacity = point->spare_capacity ? 2 * point->spare_capacity : 8;
        point->spare = memory_resize(point->spare, point->spare_capacity * sizeof *point->spare);
    }
    point->spare[point->spare_count++] = frame;
}

/* Making points. */

static void point_free(void *data) {
    Point *point = data;
    frame_free(point->base);
    for (size_t i = 0; i < point->spare_count; i++)
        frame_free(point->spare[i]);
    free(point->spare);
    free(point->derivatives);
    free(point->kinks);
    free(point->branches);
    number_stack_free(&point->temporary);
}

static Point *point_new(Arena *arena, Library *library, long precision) {
    Point *point = ARENA_NEW(arena, Point);
    point->library = library;
    point->precision = precision;
    point->base = frame_new();
    point->base->stamp = 1;
    number_stack_init(&point->temporary);
    arena_on_free(arena, point_free, point);
    return point;
}

Point *point_at_values(Arena *arena, const Scope *scope, long precision) {
    return point_new(arena, library_new(arena, scope), precision);
}

static void assume_of_scope(Point *point, const Scope *scope) {
    while (scope->outer != NULL)
        scope = scope->outer;
    point->assumptions = scope->assumptions;
    point->assumption_count = scope->assumption_count;
}

Point *point_random(Arena *arena, const Scope *scope, uint64_t seed, long precision) {
    Point *point = point_at_values(arena, scope, precision);
    point->is_random = true;
    point->seed = seed;
    assume_of_scope(point, scope);
    return point;
}

Point *point_beside(Arena *arena, Point *first, uint64_t seed) {
    Point *point = point_new(arena, first->library, first->precision);
    point->is_random = true;
    point->seed = seed;
    assume_of_scope(point, library_scope(first->library));
    return point;
}

static void forget_values(Point *point) {
    point->derivative_count = 0;
    frame_reset(point->base);
}

void point_set_precision(Point *point, long precision) {
    if (precision == point->precision)
        return;
    point->precision = precision;
    forget_values(point);
}

uint32_t point_edition(const Point *point) {
    return point->base->stamp;
}

long point_precision(const Point *point) {
    return point->precision;
}

void point_prepare(Point *point) {
    frame_reserve(point->base, library_slot_count(point->library));
}

/* Kinks. */

void point_note_kink(Point *point, Span span) {
    point->has_met_kinks = true;
    for (size_t i = 0; i < point->kink_count; i++) {
        const Span *known = &point->kinks[i].span;
        if (known->source == span.source && known->offset == span.offset &&
            known->length == span.length)
            return;
    }
    if (point->kink_count == point->kink_capacity) {
        point->kink_capacity = point->kink_capacity ? 2 * point->kink_capacity : 8;
        point->kinks = memory_resize(point->kinks, point->kink_capacity * sizeof *point->kinks);
    }
    point->kinks[point->kink_count++] = (Fault){NUMBER_FAULT_KINK, span};
}

const Fault *point_kinks(const Point *point, size_t *count) {
    *count = point->kink_count;
    return point->kinks;
}

void point_forget_kinks(Point *point) {
    point->kink_count = 0;
}

bool point_has_met_kinks(const Point *point) {
    return point->has_met_kinks;
}

void point_forget(Point *point) {
    point_forget_kinks(point);
    forget_values(point);
}

/* Branches. */

void point_note_branch(Point *point, Span span, uint64_t low, uint64_t high) {
    for (size_t i = 0; i < point->branch_count; i++) {
        Branch *known = &point->branches[i];
        if (known->span.offset == span.offset && known->span.source == span.source &&
            known->span.length == span.length) {
            known->low |= low;
            known->high |= high;
            return;
        }
    }
    if (point->branch_count == point->branch_capacity) {
        point->branch_capacity = point->branch_capacity ? 2 * point->branch_capacity : 8;
        point->branches =
            memory_resize(point->branches, point->branch_capacity * sizeof *point->branches);
    }
    point->branches[point->branch_count++] = (Branch){span, low, high};
}

const Branch *point_branches(const Point *point, size_t *count) {
    *count = point->branch_count;
    return point->branches;
}

/* Values. */

uint64_t point_hash(const Point *point, const char *name, uint64_t place) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a of the name ... */
    for (const char *c = name; *c; c++)
        hash = (hash ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
    hash ^= point->seed * UINT64_C(0x9E3779B97F4A7C15);
    hash += (place + 1) * UINT64_C(0xD1B54A32D192ED03);
    /* ... mixed as in splitmix64 (Steele, Lea and Flood, 2014). */
    hash = (hash ^ hash >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    hash = (hash ^ hash >> 27) * UINT64_C(0x94D049BB133111EB);
    return hash ^ hash >> 31;
}

enum { POINT_DENOMINATOR = 16, PROPER_DENOMINATOR = POINT_VALUES / 2 };

/* ±1/16 to ±16, each with the same probability, or from 1/256 to 255/256: one small denominator, a
 * power of two, so that a net's values stay short. */
static void random_entries(const Point *point, const Quantity *quantity, size_t count,
                           Number *entries) {
    for (size_t i = 0; i < count; i++) {
        uint64_t bits = point_hash(point, quantity->name, i);
        if (quantity->kind == QUANTITY_LABEL) {
            number_set_integer(&entries[i], 1 + (long)(bits % (uint64_t)quantity->label.value));
            continue;
        }
        if (point->seed >= POINT_PROPER_SEED) {
            number_set_fraction(&entries[i], 1 + (long)(bits % (PROPER_DENOMINATOR - 1)),
                                PROPER_DENOMINATOR);
            continue;
        }
        long numerator = 1 + (long)(bits % (POINT_VALUES / 2));
        bool is_negative = point->seed < POINT_POSITIVE_SEED && bits >> 40 & 1;
        number_set_fraction(&entries[i], is_negative ? -numerator : numerator, POINT_DENOMINATOR);
    }
    for (size_t a = 0; a < point->assumption_count; a++)
        if (point->assumptions[a].quantity == quantity)
            assume_apply(&point->assumptions[a], entries);
}

static bool read_given(Point *point, const Slot *slot, Jets *jets, Fault *fault) {
    const Quantity *quantity = slot->quantity;
    if (!point->is_random && !quantity->values) {
        *fault = (Fault){NUMBER_FAULT_MISSING_VALUE, quantity->span};
        return false;
    }
    Number *entries = number_stack_take(&point->temporary, slot->count);
    if (point->is_random) {
        random_entries(point, quantity, slot->count, entries);
    } else {
        for (size_t i = 0; i < slot->count; i++)
            number_set_rational(&entries[i], &quantity->values->entries[i]);
    }
    jets_plain(jets, entries, slot->count);
    return true;
}

static bool read_size(Point *point, const Slot *slot, Jets *jets) {
    Number *number = number_stack_take(&point->temporary, 1);
    number_set_integer(number, slot->quantity->size_value);
    jets_plain(jets, number, 1);
    return true;
}

/* An index-form definition: its formula for every value of its letters, one block after the other.
 */
static bool run_over_letters(const Run *run, const Slot *slot, size_t letter_count, Jets *jets) {
    Point *point = run->point;
    const Node *root = slot->program->root;
    size_t planes = (size_t)1 << run->frame->depth;
    Number *plane[PLANE_LIMIT];
    for (size_t s = 0; s < planes; s++)
        plane[s] = number_stack_take_zeros(&point->temporary, slot->count);
    Jets whole = {.count = slot->count, .present = 1};
    for (size_t l = 0; l < letter_count; l++)
        run->letters[l] = 1;
    for (size_t at = 0; at < slot->count; at += root->count) {
        NumberMark mark = number_stack_mark(&point->temporary);
        Jets block;
        if (!evaluate(run, root, &block))
            return false;
        whole.present |= block.present;
        FOR_EACH_PLANE(s, block.present)
        for (size_t i = 0; i < root->count; i++)
            number_set(&plane[s][at + i], &block.plane[s][i]);
        number_stack_release(&point->temporary, mark);
        for (size_t l = letter_count; l > 0; l--) {
            if (++run->letters[l - 1] <= slot->quantity->dims[l - 1].value)
                break;
            run->letters[l - 1] = 1;
        }
    }
    FOR_EACH_PLANE(s, whole.present)
    whole.plane[s] = plane[s];
    *jets = whole;
    return true;
}

static bool run_definition(Point *point, Frame *frame, const Slot *slot, Jets *jets, Fault *fault) {
    const Quantity *quantity = slot->quantity;
    long letters[PROGRAM_LETTER_LIMIT] = {0};
    Run run = {point, frame, letters, fault};
    const Node *root = slot->program->root;
    size_t letter_count = 0;
    while (letter_count < quantity->rank && quantity->letters[letter_count])
        letter_count++;
    if (!root)
        return evaluate_fail(&run, NUMBER_FAULT_FORMULA, slot->program->fault);
    if (letter_count > 0 && slot->count % root->count == 0)
        return run_over_letters(&run, slot, letter_count, jets);
    if (root->count != slot->count)
        return evaluate_fail(&run, NUMBER_FAULT_FORMULA, root->span);
    return evaluate(&run, root, jets);
}

/* A quantity that depends on others in a way not stated: a random polynomial of all their entries.
 */
static bool run_unknown(Point *point, Frame *frame, const Slot *slot, Jets *jets, Fault *fault) {
    const Quantity *quantity = slot->quantity;
    Run run = {point, frame, NULL, fault};
    if (!point->is_random)
        return evaluate_fail(&run, NUMBER_FAULT_UNKNOWN_FUNCTION, quantity->span);
    Jets *arguments = memory_alloc((quantity->argument_count + 1) * sizeof *arguments);
    bool is_good = true;
    for (size_t i = 0; i < quantity->argument_count && is_good; i++)
        is_good = point_read(point, frame, slot->argument_slots[i], &arguments[i], fault);
    if (is_good && slot->count == 1) {
        evaluate_polynomial(&run, quantity->name, 0, arguments, NULL, quantity->argument_count, 1,
                            jets);
    } else if (is_good) {
        size_t planes = (size_t)1 << frame->depth;
        Number *plane[PLANE_LIMIT];
        for (size_t s = 0; s < planes; s++)
            plane[s] = number_stack_take_zeros(&point->temporary, slot->count);
        Jets whole = {.count = slot->count, .present = 1};
        for (size_t e = 0; e < slot->count; e++) {
            NumberMark mark = number_stack_mark(&point->temporary);
            Jets entry;
            evaluate_polynomial(&run, quantity->name, e, arguments, NULL, quantity->argument_count,
                                1, &entry);
            whole.present |= entry.present;
            FOR_EACH_PLANE(s, entry.present)
            number_set(&plane[s][e], &entry.plane[s][0]);
            number_stack_release(&point->temporary, mark);
        }
        FOR_EACH_PLANE(s, whole.present)
        whole.plane[s] = plane[s];
        *jets = whole;
    }
    free(arguments);
    return is_good;
}

static bool compute(Point *point, Frame *frame, size_t at, Jets *jets, Fault *fault) {
    const Slot *slot = library_slot_at(point->library, at);
    switch (slot->quantity->kind) {
    case QUANTITY_SIZE:
        return read_size(point, slot, jets);
    case QUANTITY_GIVEN:
    case QUANTITY_LABEL:
        return read_given(point, slot, jets, fault);
    case QUANTITY_DEFINED:
    case QUANTITY_GRADIENT:
        return run_definition(point, frame, slot, jets, fault);
    case QUANTITY_UNKNOWN:
        return run_unknown(point, frame, slot, jets, fault);
    }
    return false;
}

/* Planes that are zero everywhere, apart from the plain one, are left out. */
static bool is_zero_plane(const Number *plane, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!number_is_zero(&plane[i]))
            return false;
    return true;
}

static void keep_jets(Frame *frame, const Jets *jets, Jets *kept) {
    kept->count = jets->count;
    kept->present = 0;
    FOR_EACH_PLANE(s, jets->present) {
        if (s > 0 && is_zero_plane(jets->plane[s], jets->count))
            continue;
        Number *plane = number_stack_take(&frame->stack, jets->count);
        for (size_t i = 0; i < jets->count; i++)
            number_set(&plane[i], &jets->plane[s][i]);
        kept->plane[s] = plane;
        kept->present |= (uint32_t)1 << s;
    }
}

/* Whether a change of one of the frame's variables, apart from `except`, may change a slot. */
static bool is_changed(const Point *point, const Frame *frame, size_t slot,
                       const Variation *except) {
    for (size_t i = 0; i < frame->variation_count; i++) {
        const Variation *variation = &frame->variations[i];
        if (variation != except && library_depends(point->library, slot, variation->slot))
            return true;
    }
    return false;
}

static const Variation *variation_of(const Frame *frame, size_t slot) {
    for (size_t i = 0; i < frame->variation_count; i++)
        if (frame->variations[i].slot == slot)
            return &frame->variations[i];
    return NULL;
}

/* Adds a variable's own change to its jets, in the plane of the nilpotent number `depth`. */
static void add_change(Point *point, Frame *frame, size_t depth, const Variation *variation,
                       Jets *jets) {
    unsigned bit = 1u << (depth - 1);
    const Number *defined = jets->present >> bit & 1 ? jets->plane[bit] : NULL;
    Number *seeds = number_stack_take_zeros(&frame->stack, jets->count);
    if (variation->seeds == NULL)
        number_set_integer(&seeds[variation->place], 1);
    for (size_t i = 0; i < jets->count; i++) {
        if (variation->seeds != NULL)
            number_set(&seeds[i], &variation->seeds[i]);
        if (defined != NULL)
            number_add(&seeds[i], &seeds[i], &defined[i], point->precision);
    }
    jets->present |= (uint32_t)1 << bit;
    jets->plane[bit] = seeds;
}

/* Adds how a variation of the frames around changes a slot that is computed anew inside them: there
 * it is a variable too. */
static void add_outer_changes(Point *point, Frame *frame, size_t slot, Jets *jets) {
    for (const Frame *outer = frame->outer; outer != NULL; outer = outer->outer) {
        const Variation *variation = variation_of(outer, slot);
        if (variation != NULL)
            add_change(point, frame, outer->depth, variation, jets);
    }
}

/* The jets that a slot has in the frame by its definition, kept in the frame. */
static bool read_defined(Point *point, Frame *frame, size_t slot, Jets *jets, Fault *fault) {
    NumberMark mark = number_stack_mark(&point->temporary);
    Jets computed;
    bool is_good = compute(point, frame, slot, &computed, fault);
    if (is_good) {
        keep_jets(frame, &computed, jets);
        add_outer_changes(point, frame, slot, jets);
    }
    number_stack_release(&point->temporary, mark);
    return is_good;
}

/* A variable of the frame: what it is without its own change, and that change. */
static bool read_varied(Point *point, Frame *frame, const Variation *variation, Jets *jets,
                        Fault *fault) {
    size_t slot = variation->slot;
    bool is_good = is_changed(point, frame, slot, variation)
                       ? read_defined(point, frame, slot, jets, fault)
                       : point_read(point, frame->outer, slot, jets, fault);
    if (!is_good)
        return false;
    add_change(point, frame, frame->depth, variation, jets);
    return true;
}

bool point_read(Point *point, Frame *frame, size_t slot, Jets *jets, Fault *fault) {
    while (frame->outer && !is_changed(point, frame, slot, NULL))
        frame = frame->outer;
    Memo *memo = &frame->memos[slot];
    if (memo->stamp != frame->stamp) {
        memo->stamp = frame->stamp;
        memo->state = MEMO_EMPTY;
    }
    if (memo->state == MEMO_RUNNING) { /* a cycle, which scope_new refuses */
        *fault =
            (Fault){NUMBER_FAULT_FORMULA, library_slot_at(point->library, slot)->quantity->span};
        return false;
    }
    if (memo->state == MEMO_EMPTY) {
        memo->state = MEMO_RUNNING;
        const Variation *variation = variation_of(frame, slot);
        bool is_good = variation != NULL
                           ? read_varied(point, frame, variation, &memo->jets, &memo->fault)
                           : read_defined(point, frame, slot, &memo->jets, &memo->fault);
        memo->state = is_good ? MEMO_DONE : MEMO_FAILED;
    }
    if (memo->state == MEMO_FAILED) {
        *fault = memo->fault;
        return false;
    }
    *jets = memo->jets;
    return true;
}
