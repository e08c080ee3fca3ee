#include "verify/equality.h"

#include <string.h>

#include "base/rational.h"
#include "base/strbuf.h"
#include "verify/direction.h"

enum {
    LAST_PRECISION = 4096,
    NARROW_BITS = 80,      /* how many bits of a ball must be certain for it to count */
    SMALL_BITS = 100,      /* how small a difference must be that may be 0, in bits */
    REDRAW_LIMIT = 40,     /* of a random point where something has no value */
    ASSIGNMENT_LIMIT = 48, /* assignments of the letters that are compared at one point */
};

struct Equality {
    Arena *arena;
    Pool *pool;
    const Scope *scope;
    Evaluator *evaluator;
    Places *places;
    Tensor values[2]; /* of the two sides, for one assignment of the letters */
};

static void equality_clear(void *data) {
    Equality *equality = data;
    tensor_clear(&equality->values[0]);
    tensor_clear(&equality->values[1]);
}

Equality *equality_new(Arena *arena, Gradients *gradients, bool has_values) {
    Equality *equality = ARENA_NEW(arena, Equality);
    equality->arena = arena;
    equality->pool = gradients_pool(gradients);
    equality->scope = gradients_scope(gradients);
    equality->evaluator = evaluator_new(arena, gradients);
    equality->places = places_new(arena, equality->scope, has_values);
    tensor_init(&equality->values[0]);
    tensor_init(&equality->values[1]);
    arena_on_free(arena, equality_clear, equality);
    return equality;
}

Evaluator *equality_at_values(Equality *equality, long precision) {
    Point *point = places_at_values(equality->places, precision);
    if (point == NULL)
        return NULL;
    evaluator_set_point(equality->evaluator, point);
    return equality->evaluator;
}

Point *equality_place(Equality *equality) {
    return places_at_values(equality->places, PLACES_PRECISION);
}

/* One decision at work. */
typedef struct Deciding {
    Equality *equality;
    const Letters *letters;
    const Shape *shape;
    Side sides[2];
    const Index
        *axes[LETTER_LIMIT + SHAPE_LIMIT]; /* the letters, then the dimensions of the shape */
    size_t axis_count;
    Direction direction; /* of the side that is a derivative, if there is one */
    Point *point;
    Fault fault;
    Verdict *verdict;
} Deciding;

/* Working out a side for one assignment of the letters. */

static bool read_entry(const Deciding *deciding, const Side *side, const long *values,
                       Number *result, Fault *fault) {
    const Expr *expr = side->expr;
    if (expr == NULL) {
        size_t at = 0;
        for (size_t i = deciding->letters->count; i < deciding->axis_count; i++)
            at = at * (size_t)deciding->axes[i]->dimension.value + (size_t)(values[i] - 1);
        expr = side->cells[at];
    }
    return evaluator_value(deciding->equality->evaluator, expr, deciding->axes, values,
                           deciding->axis_count, result, fault);
}

static bool next_assignment(const Deciding *deciding, const size_t *positions, size_t count,
                            long *values) {
    for (size_t i = count; i > 0; i--) {
        size_t at = positions[i - 1];
        if (++values[at] <= deciding->axes[at]->dimension.value)
            return true;
        values[at] = 1;
    }
    return false;
}

/* Σ of entry × direction over the direction's positions. */
static bool read_along_direction(Deciding *deciding, const Side *side, long *values, Number *result,
                                 Fault *fault) {
    const Direction *direction = &deciding->direction;
    for (size_t i = 0; i < direction->position_count; i++)
        values[direction->positions[i]] = 1;
    Number entry;
    number_init(&entry);
    number_set_zero(result);
    bool is_good = true;
    size_t at = 0;
    do {
        is_good = read_entry(deciding, side, values, &entry, fault);
        if (is_good)
            number_add_product(result, &entry, &direction->entries[at++],
                               point_precision(deciding->point));
    } while (is_good &&
             next_assignment(deciding, direction->positions, direction->position_count, values));
    number_clear(&entry);
    return is_good;
}

static void make_room(Tensor *tensor, size_t count) {
    if (count > tensor->capacity) {
        number_array_free(tensor->entries, tensor->capacity);
        tensor->entries = number_array_new(count);
        tensor->capacity = count;
    }
    tensor->count = count;
}

/* Expressions and cells, over the first `rank` dimensions of the shape; the direction runs over
 * those after them. */
static bool read_expression(Deciding *deciding, const Side *side, long *values, size_t rank,
                            Tensor *result, Fault *fault) {
    size_t positions[SHAPE_LIMIT];
    size_t count = 1;
    for (size_t i = 0; i < rank; i++) {
        positions[i] = deciding->letters->count + i;
        values[positions[i]] = 1;
        count *= (size_t)deciding->shape->dims[i].value;
    }
    make_room(result, count);
    bool is_good = true;
    for (size_t at = 0; is_good && at < count; at++) {
        is_good = direction_is_set(&deciding->direction)
                      ? read_along_direction(deciding, side, values, &result->entries[at], fault)
                      : read_entry(deciding, side, values, &result->entries[at], fault);
        next_assignment(deciding, positions, rank, values);
    }
    return is_good;
}

static bool read_formula(Deciding *deciding, const Side *side, const long *values, Tensor *result,
                         Fault *fault) {
    const Equality *equality = deciding->equality;
    const Direction *direction = &deciding->direction;
    LetterValue bound[LETTER_LIMIT];
    LetterValues letters = {bound, 0};
    for (size_t i = 0; i < deciding->letters->count; i++)
        if (!direction->runs_over_letter[i])
            bound[letters.count++] = (LetterValue){deciding->letters->items[i].name, values[i]};
    if (direction_is_set(direction))
        return interpret_directional(deciding->point, equality->scope, side->formula, &letters,
                                     direction->entries, direction->entry_count, result, fault);
    return interpret(deciding->point, equality->scope, side->formula, &letters, result, fault);
}

static void add_shift(const Deciding *deciding, const Side *side, Tensor *values) {
    for (size_t i = 0; side->shift != NULL && i < values->count; i++)
        number_add(&values->entries[i], &values->entries[i], side->shift,
                   point_precision(deciding->point));
}

/* Comparing. */

static const char *number_text(Arena *arena, const Number *number) {
    if (number_is_rational(number))
        return rational_print(arena, &number->rational);
    char *digits = arb_get_str(number->ball, 20, 0);
    const char *text = arena_strdup(arena, digits);
    flint_free(digits);
    return text;
}

static const char *letters_text(const Deciding *deciding, const long *values) {
    StrBuf out;
    strbuf_init(&out);
    for (size_t i = 0; i < deciding->letters->count; i++)
        if (!deciding->direction.runs_over_letter[i])
            strbuf_printf(&out, "%s%s = %ld", out.length > 0 ? ", " : "",
                          deciding->letters->items[i].name, values[i]);
    const char *text = arena_strdup(deciding->equality->arena, out.chars);
    strbuf_free(&out);
    return text;
}

/* Two balls around 0 have no relative accuracy; that their difference is small must do. */
static bool differ_by_little(const Deciding *deciding, const Number *left, const Number *right) {
    Number gap;
    arb_t ball;
    number_init(&gap);
    arb_init(ball);
    number_subtract(&gap, left, right, point_precision(deciding->point));
    number_get_ball(ball, &gap, PLACES_PRECISION);
    bool is_little = mag_cmp_2exp_si(arb_radref(ball), -SMALL_BITS) < 0;
    arb_clear(ball);
    number_clear(&gap);
    return is_little;
}

static EqualityOutcome compare_numbers(Deciding *deciding, const Number *left, const Number *right,
                                       const long *values) {
    if (number_is_rational(left) && number_is_rational(right)) {
        if (fmpq_equal(&left->rational, &right->rational))
            return EQUALITY_YES;
    } else if (number_overlaps(left, right)) {
        deciding->verdict->is_exact = false;
        bool is_narrow =
            number_accuracy(left) >= NARROW_BITS && number_accuracy(right) >= NARROW_BITS;
        return is_narrow || differ_by_little(deciding, left, right) ? EQUALITY_YES
                                                                    : EQUALITY_UNKNOWN;
    }
    Arena *arena = deciding->equality->arena;
    deciding->verdict->left = number_text(arena, left);
    deciding->verdict->right = number_text(arena, right);
    deciding->verdict->letters = letters_text(deciding, values);
    deciding->verdict->place = places_text(deciding->equality->places, deciding->point);
    return EQUALITY_NO;
}

/* A tensor of one entry is the same everywhere. */
static EqualityOutcome compare_tensors(Deciding *deciding, const Tensor *left, const Tensor *right,
                                       const long *values) {
    size_t count = left->count > right->count ? left->count : right->count;
    EqualityOutcome outcome = EQUALITY_YES;
    for (size_t i = 0; outcome == EQUALITY_YES && i < count; i++)
        outcome = compare_numbers(deciding, &left->entries[left->count == 1 ? 0 : i],
                                  &right->entries[right->count == 1 ? 0 : i], values);
    return outcome;
}

static EqualityOutcome compare_assignment(Deciding *deciding, long *values) {
    size_t rank = direction_is_set(&deciding->direction) ? deciding->direction.target_rank
                                                         : deciding->shape->rank;
    for (size_t s = 0; s < 2; s++) {
        const Side *side = &deciding->sides[s];
        Tensor *result = &deciding->equality->values[s];
        bool is_good =
            side->formula != NULL
                ? read_formula(deciding, side, values, result, &deciding->fault)
                : read_expression(deciding, side, values, rank, result, &deciding->fault);
        if (!is_good)
            return EQUALITY_UNKNOWN;
        add_shift(deciding, side, result);
    }
    return compare_tensors(deciding, &deciding->equality->values[0], &deciding->equality->values[1],
                           values);
}

/* The letters of assignment `at`, the last one fastest. */
static void unrank(const Deciding *deciding, const size_t *bound, size_t count, size_t at,
                   long *values) {
    for (size_t i = count; i > 0; i--) {
        size_t range = (size_t)deciding->axes[bound[i - 1]]->dimension.value;
        values[bound[i - 1]] = (long)(at % range) + 1;
        at /= range;
    }
}

/* Letters of one range get one value: where (i == j) is 1. */
static void move_to_diagonal(const Deciding *deciding, const size_t *bound, size_t count,
                             long *values) {
    for (size_t i = 1; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (deciding->axes[bound[i]]->dimension.value ==
                deciding->axes[bound[j]]->dimension.value) {
                values[bound[i]] = values[bound[j]];
                break;
            }
}

static size_t greatest_divisor(size_t a, size_t b) {
    while (b != 0) {
        size_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* All assignments of the letters, or as many as the limit allows: spread evenly, every other one
 * moved to the diagonal. */
static EqualityOutcome compare_at_point(Deciding *deciding) {
    size_t bound[LETTER_LIMIT];
    size_t count = 0;
    size_t total = 1;
    long values[LETTER_LIMIT + SHAPE_LIMIT];
    for (size_t i = 0; i < deciding->axis_count; i++)
        values[i] = 1;
    for (size_t i = 0; i < deciding->letters->count; i++)
        if (!deciding->direction.runs_over_letter[i]) {
            bound[count++] = i;
            if (__builtin_mul_overflow(total, (size_t)deciding->letters->items[i].dimension.value,
                                       &total))
                total = SIZE_MAX; /* only a few of them are compared anyway */
        }
    size_t samples = total < ASSIGNMENT_LIMIT ? total : ASSIGNMENT_LIMIT;
    size_t stride = total / samples;
    /* A stride that shares a factor with a range would leave values of that letter out. */
    while (greatest_divisor(stride, total) > 1)
        stride++;
    EqualityOutcome outcome = EQUALITY_YES;
    for (size_t i = 0; outcome == EQUALITY_YES && i < samples; i++) {
        unrank(deciding, bound, count, i * stride % total, values);
        if (samples < total && i % 2 == 1)
            move_to_diagonal(deciding, bound, count, values);
        outcome = compare_assignment(deciding, values);
    }
    return outcome;
}

/* The same point with ever narrower balls until it is decided. */
static EqualityOutcome compare_refining(Deciding *deciding) {
    EqualityOutcome outcome;
    for (long precision = PLACES_PRECISION;; precision *= 2) {
        point_set_precision(deciding->point, precision);
        evaluator_set_point(deciding->equality->evaluator, deciding->point);
        deciding->fault = (Fault){0};
        outcome = compare_at_point(deciding);
        bool may_refine =
            outcome == EQUALITY_UNKNOWN && (deciding->fault.kind == NUMBER_FAULT_NONE ||
                                            deciding->fault.kind == NUMBER_FAULT_UNDECIDED);
        if (!may_refine || 2 * precision > LAST_PRECISION)
            return outcome;
    }
}

/* A random point where both sides have a value; others are drawn where one has none. */
static EqualityOutcome compare_at_random(Deciding *deciding, size_t number) {
    Places *places = deciding->equality->places;
    EqualityOutcome outcome = EQUALITY_UNKNOWN;
    for (int i = 0; i < REDRAW_LIMIT && outcome == EQUALITY_UNKNOWN; i++) {
        if (i > 0)
            places_redraw(places, number);
        deciding->point = places_random(places, number);
        outcome = compare_refining(deciding);
    }
    return outcome;
}

static bool is_one_sided(const Deciding *deciding, size_t count) {
    const Equality *equality = deciding->equality;
    for (size_t s = 0; s < 2; s++)
        if (deciding->sides[s].formula != NULL &&
            places_are_one_sided(equality->places, count, deciding->sides[s].formula))
            return true;
    return evaluator_is_one_sided(equality->evaluator);
}

static void give_up_sides(const Deciding *deciding, size_t count) {
    evaluator_give_up_sides(deciding->equality->evaluator);
    for (size_t s = 0; s < 2; s++)
        if (deciding->sides[s].formula != NULL)
            places_give_up(deciding->equality->places, count, deciding->sides[s].formula);
}

/* Random points until there are enough and every bracket has been 0 and 1. A point more that is
 * not decided leaves the verdict as it is. */
static EqualityOutcome compare_at_all(Deciding *deciding) {
    for (size_t i = 0; i < PLACES_RANDOM; i++) {
        EqualityOutcome outcome = compare_at_random(deciding, i);
        if (outcome != EQUALITY_YES)
            return outcome;
        deciding->verdict->points++;
    }
    size_t count = PLACES_RANDOM;
    while (count < PLACES_LIMIT && is_one_sided(deciding, count)) {
        EqualityOutcome outcome = compare_at_random(deciding, count++);
        if (outcome == EQUALITY_NO)
            return outcome;
        deciding->verdict->points += outcome == EQUALITY_YES;
    }
    deciding->verdict->is_covered = !is_one_sided(deciding, count);
    if (!deciding->verdict->is_covered)
        give_up_sides(deciding, count);
    return EQUALITY_YES;
}

/* The author's own numbers; where they give no value the random points have to do. */
static EqualityOutcome compare_at_values(Deciding *deciding) {
    deciding->point = places_at_values(deciding->equality->places, PLACES_PRECISION);
    if (deciding->point == NULL)
        return EQUALITY_YES;
    EqualityOutcome outcome = compare_refining(deciding);
    deciding->verdict->points += outcome == EQUALITY_YES;
    return outcome == EQUALITY_UNKNOWN ? EQUALITY_YES : outcome;
}

Verdict equality_decide(Equality *equality, const Letters *letters, const Shape *shape, Side left,
                        Side right) {
    Verdict verdict = {.outcome = EQUALITY_YES, .is_exact = true, .is_covered = true};
    Deciding deciding = {.equality = equality,
                         .letters = letters,
                         .shape = shape,
                         .sides = {left, right},
                         .verdict = &verdict};
    for (size_t i = 0; i < letters->count; i++)
        deciding.axes[deciding.axis_count++] =
            pool_letter(equality->pool, letters->items[i].name, letters->items[i].dimension);
    for (size_t i = 0; i < shape->rank; i++)
        deciding.axes[deciding.axis_count++] =
            pool_axis(equality->pool, (uint32_t)i, shape->dims[i]);
    if (left.formula == NULL && right.formula != NULL)
        direction_choose(&deciding.direction, right.formula, letters);
    else if (right.formula == NULL && left.formula != NULL)
        direction_choose(&deciding.direction, left.formula, letters);
    evaluator_forget_sides(equality->evaluator);
    verdict.outcome = compare_at_values(&deciding);
    if (verdict.outcome == EQUALITY_YES)
        verdict.outcome = compare_at_all(&deciding);
    if (verdict.outcome == EQUALITY_UNKNOWN)
        verdict.reason = number_fault_text(deciding.fault.kind);
    direction_clear(&deciding.direction);
    return verdict;
}
