/* Points: the values of quantities at one place, and their jets while something is differentiated.
 *
 * A Frame is one nilpotent and what varies with it, mostly a single variable; the frames around it
 * are those of the derivatives that it stands in. A frame remembers the jets of what depends on its
 * variables; anything else is read from the frame outside it, in the end from the point's own, in
 * which nothing varies.
 */
#ifndef GRADSHEET_NUMERIC_POINT_H
#define GRADSHEET_NUMERIC_POINT_H

#include "numeric/interpret.h"
#include "numeric/jets.h"
#include "numeric/program.h"

typedef enum MemoState { MEMO_EMPTY, MEMO_RUNNING, MEMO_DONE, MEMO_FAILED } MemoState;

typedef struct Memo {
    MemoState state;
    uint32_t stamp; /* it counts only where this is the frame's */
    Jets jets;
    Fault fault;
} Memo;

/* A variable: an independent one, whatever its definition says of it. */
typedef struct Variation {
    size_t slot;
    size_t place;  /* the entry that varies ... */
    Number *seeds; /* ... or how much each entry does; NULL: that one, by 1 */
} Variation;

typedef struct Frame Frame;
struct Frame {
    Frame *outer; /* NULL: the point's own frame */
    size_t depth; /* how many nilpotents there are in it and around it */
    const Variation *variations;
    size_t variation_count;
    Memo *memos;
    size_t memo_count;
    uint32_t stamp;
    NumberStack stack; /* holds the memos' numbers */
};

typedef struct DerivativeMemo {
    size_t target;
    size_t variables[JET_ORDER_LIMIT];
    size_t order;
    const Number *entries;
} DerivativeMemo;

struct Point {
    Library *library;
    const struct Assumption *assumptions; /* what random values must satisfy */
    size_t assumption_count;
    bool is_random;
    uint64_t seed;
    long precision;
    NumberStack temporary;
    Frame *base;
    Frame **spare; /* frames that are not in use */
    size_t spare_count;
    size_t spare_capacity;
    DerivativeMemo *derivatives;
    size_t derivative_count;
    size_t derivative_capacity;
    Fault *kinks;
    size_t kink_count;
    size_t kink_capacity;
    bool has_met_kinks;
    Branch *branches;
    size_t branch_count;
    size_t branch_capacity;
};

/* A frame inside outer, and its end. At most JET_ORDER_LIMIT deep. The variations are the caller's,
 * at most one of each slot, and stay as long as the frame. */
Frame *frame_enter(Point *point, Frame *outer, const Variation *variations, size_t count);
void frame_leave(Point *point, Frame *frame);

/* The jets of a quantity in a frame; they stay good as long as the frame. */
bool point_read(Point *point, Frame *frame, size_t slot, Jets *jets, Fault *fault);

/* Makes room for slots that came since. To be called outside of any evaluation. */
void point_prepare(Point *point);

void point_note_kink(Point *point, Span span);

/* Adds to the bits of the branch at span. */
void point_note_branch(Point *point, Span span, uint64_t low, uint64_t high);

/* A random number that belongs to the point's seed, a name and a place: fair bits. */
uint64_t point_hash(const Point *point, const char *name, uint64_t place);

#endif
