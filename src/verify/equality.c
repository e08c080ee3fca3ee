#include "verify/equality.h"

#include <stdlib.h>
#include <string.h>

#include "base/rational.h"
#include "base/strbuf.h"
#include "numeric/decimal.h"
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

/* Two sides. */
typedef struct Pair {
    const Letters *letters;
    const Shape *shape;
    Side sides[2];
    const Index
        *axes[LETTER_LIMIT + SHAPE_LIMIT]; /* the letters, then the dimensions of the shape */
    size_t axis_count;
    Direction direction; /* of the side that is a derivative, if there is one */
} Pair;

/* One decision at work: on a pair, or on many at once. */
typedef struct Deciding {
    Equality *equality;
    Pair *pairs;
    size_t pair_count;
    Point *point;
    Fault fault;
    Verdict *verdict;
} Deciding;

/* Working out a side for one assignment of the letters. */

static bool read_entry(Deciding *deciding, const Pair *pair, const Side *side, const long *values,
                       Number *result) {
    const Expr *expr = side->expr;
    if (expr == NULL) {
        size_t at = 0;
        for (size_t i = pair->letters->count; i < pair->axis_count; i++)
            at = at * (size_t)pair->axes[i]->dimension.value + (size_t)(values[i] - 1);
        expr = side->cells[at];
    }
    return evaluator_value(deciding->equality->evaluator, expr, pair->axes, values,
                           pair->axis_count, result, &deciding->fault);
}

static bool next_assignment(const Pair *pair, const size_t *positions, size_t count, long *values) {
    for (size_t i = count; i > 0; i--) {
        size_t at = positions[i - 1];
        if (++values[at] <= pair->axes[at]->dimension.value)
            return true;
        values[at] = 1;
    }
    return false;
}

/* Σ of entry × direction over the direction's positions. */
static bool read_along_direction(Deciding *deciding, const Pair *pair, const Side *side,
                                 long *values, Number *result) {
    const Direction *direction = &pair->direction;
    for (size_t i = 0; i < direction->position_count; i++)
        values[direction->positions[i]] = 1;
    Number entry;
    number_init(&entry);
    number_set_zero(result);
    bool is_good = true;
    size_t at = 0;
    do {
        is_good = read_entry(deciding, pair, side, values, &entry);
        if (is_good)
            number_add_product(result, &entry, &direction->entries[at++],
                               point_precision(deciding->point));
    } while (is_good &&
             next_assignment(pair, direction->positions, direction->position_count, values));
    number_clear(&entry);
    return is_good;
}

/* Expressions and cells, over the first `rank` dimensions of the shape; the direction runs over
 * those after them. */
static bool read_expression(Deciding *deciding, const Pair *pair, const Side *side, long *values,
                            size_t rank, Tensor *result) {
    size_t positions[SHAPE_LIMIT];
    size_t count = 1;
    for (size_t i = 0; i < rank; i++) {
        positions[i] = pair->letters->count + i;
        values[positions[i]] = 1;
        count *= (size_t)pair->shape->dims[i].value;
    }
    tensor_make_room(result, count);
    bool is_good = true;
    for (size_t at = 0; is_good && at < count; at++) {
        Number *entry = &result->entries[at];
        is_good = direction_is_set(&pair->direction)
                      ? read_along_direction(deciding, pair, side, values, entry)
                      : read_entry(deciding, pair, side, values, entry);
        next_assignment(pair, positions, rank, values);
    }
    return is_good;
}

static bool read_formula(Deciding *deciding, const Pair *pair, const Side *side, const long *values,
                         Tensor *result) {
    const Equality *equality = deciding->equality;
    const Direction *direction = &pair->direction;
    LetterValue bound[LETTER_LIMIT];
    LetterValues letters = {bound, 0};
    for (size_t i = 0; i < pair->letters->count; i++)
        if (!direction->runs_over_letter[i])
            bound[letters.count++] = (LetterValue){pair->letters->items[i].name, values[i]};
    if (direction_is_set(direction)) {
        SeededDerivative part = {side->formula, direction->entries, direction->entry_count};
        return interpret_directional(deciding->point, equality->scope, &part, 1, &letters, result,
                                     &deciding->fault);
    }
    return interpret(deciding->point, equality->scope, side->formula, &letters, result,
                     &deciding->fault);
}

static void add_shift(const Deciding *deciding, const Side *side, Tensor *values) {
    for (size_t i = 0; side->shift != NULL && i < values->count; i++)
        number_add(&values->entries[i], &values->entries[i], side->shift,
                   point_precision(deciding->point));
}

static bool read_side(Deciding *deciding, const Pair *pair, const Side *side, long *values,
                      size_t rank, Tensor *result) {
    bool is_good = side->formula != NULL
                       ? read_formula(deciding, pair, side, values, result)
                       : read_expression(deciding, pair, side, values, rank, result);
    if (is_good)
        add_shift(deciding, side, result);
    return is_good;
}

/* Comparing. */

static const char *number_text(Arena *arena, const Number *number, size_t digits) {
    if (number_is_rational(number))
        return rational_print(arena, &number->rational);
    const char *certain = decimal_print(arena, number, digits);
    if (certain != NULL)
        return certain;
    char *ball = arb_get_str(number->ball, (slong)digits, 0);
    const char *text = arena_strdup(arena, ball);
    flint_free(ball);
    return text;
}

/* Two numbers that differ, with as many digits as show it. */
static void tell_numbers(Arena *arena, const Number *left, const Number *right, Verdict *verdict) {
    enum { FIRST_DIGITS = 10, LAST_DIGITS = 160 };
    for (size_t digits = FIRST_DIGITS; digits <= LAST_DIGITS; digits *= 2) {
        verdict->left = number_text(arena, left, digits);
        verdict->right = number_text(arena, right, digits);
        if (strcmp(verdict->left, verdict->right) != 0)
            return;
    }
}

static const char *letters_text(Arena *arena, const Pair *pair, const long *values) {
    StrBuf out;
    strbuf_init(&out);
    for (size_t i = 0; i < pair->letters->count; i++)
        if (!pair->direction.runs_over_letter[i])
            strbuf_printf(&out, "%s%s = %ld", out.length > 0 ? ", " : "",
                          pair->letters->items[i].name, values[i]);
    const char *text = arena_strdup(arena, out.chars);
    strbuf_free(&out);
    return text;
}

/* Which entry of the kept dimensions a tensor's number is, "[2,1]". */
static const char *entry_text(Arena *arena, const Pair *pair, size_t entry) {
    size_t rank =
        direction_is_set(&pair->direction) ? pair->direction.target_rank : pair->shape->rank;
    const char *text = "";
    for (size_t i = rank; i > 0; i--) {
        size_t size = (size_t)pair->shape->dims[i - 1].value;
        text = arena_printf(arena, "%zu%s%s", entry % size + 1, *text != '\0' ? "," : "", text);
        entry /= size;
    }
    return arena_printf(arena, "[%s]", text);
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

static EqualityOutcome compare_numbers(Deciding *deciding, const Pair *pair, const Number *left,
                                       const Number *right, const long *values) {
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
    tell_numbers(deciding->equality->arena, left, right, deciding->verdict);
    deciding->verdict->letters = letters_text(deciding->equality->arena, pair, values);
    deciding->verdict->place = places_text(deciding->equality->places, deciding->point);
    return EQUALITY_NO;
}

/* A tensor of one entry is the same everywhere. */
static EqualityOutcome compare_tensors(Deciding *deciding, const Pair *pair, const Tensor *left,
                                       const Tensor *right, const long *values) {
    size_t count = left->count > right->count ? left->count : right->count;
    EqualityOutcome outcome = EQUALITY_YES;
    size_t i = 0;
    for (; outcome == EQUALITY_YES && i < count; i++)
        outcome = compare_numbers(deciding, pair, &left->entries[left->count == 1 ? 0 : i],
                                  &right->entries[right->count == 1 ? 0 : i], values);
    if (outcome == EQUALITY_NO) {
        deciding->verdict->entry =
            count > 1 ? entry_text(deciding->equality->arena, pair, i - 1) : "";
        deciding->verdict->is_combined = direction_is_set(&pair->direction);
    }
    return outcome;
}

static EqualityOutcome compare_assignment(Deciding *deciding, const Pair *pair, long *values) {
    size_t rank =
        direction_is_set(&pair->direction) ? pair->direction.target_rank : pair->shape->rank;
    Tensor *sides = deciding->equality->values;
    for (size_t s = 0; s < 2; s++)
        if (!read_side(deciding, pair, &pair->sides[s], values, rank, &sides[s]))
            return EQUALITY_UNKNOWN;
    return compare_tensors(deciding, pair, &sides[0], &sides[1], values);
}

/* The letters of assignment `at`, the last one fastest. */
static void unrank(const Pair *pair, const size_t *bound, size_t count, size_t at, long *values) {
    for (size_t i = count; i > 0; i--) {
        size_t range = (size_t)pair->axes[bound[i - 1]]->dimension.value;
        values[bound[i - 1]] = (long)(at % range) + 1;
        at /= range;
    }
}

/* Letters of one range get one value: where (i == j) is 1. */
static void move_to_diagonal(const Pair *pair, const size_t *bound, size_t count, long *values) {
    for (size_t i = 1; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (pair->axes[bound[i]]->dimension.value == pair->axes[bound[j]]->dimension.value) {
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
static EqualityOutcome compare_pair(Deciding *deciding, const Pair *pair) {
    size_t bound[LETTER_LIMIT];
    size_t count = 0;
    size_t total = 1;
    long values[LETTER_LIMIT + SHAPE_LIMIT];
    for (size_t i = 0; i < pair->axis_count; i++)
        values[i] = 1;
    for (size_t i = 0; i < pair->letters->count; i++)
        if (!pair->direction.runs_over_letter[i]) {
            bound[count++] = i;
            if (__builtin_mul_overflow(total, (size_t)pair->letters->items[i].dimension.value,
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
        unrank(pair, bound, count, i * stride % total, values);
        if (samples < total && i % 2 == 1)
            move_to_diagonal(pair, bound, count, values);
        outcome = compare_assignment(deciding, pair, values);
    }
    return outcome;
}

/* Whether a difference of that much would have been seen: were it not 0, it would be less than one
 * part in 2^NARROW_BITS of the share, or that small where the share may be 0. */
static bool is_seen_beside(const mag_t doubt, const Number *share) {
    arb_t ball;
    mag_t least;
    arb_init(ball);
    mag_init(least);
    number_get_ball(ball, share, PLACES_PRECISION);
    arb_get_mag_lower(least, ball);
    mag_mul_2exp_si(least, least, -NARROW_BITS);
    bool is_seen =
        mag_is_zero(least) ? mag_cmp_2exp_si(doubt, -SMALL_BITS) < 0 : mag_cmp(doubt, least) <= 0;
    arb_clear(ball);
    mag_clear(least);
    return is_seen;
}

/* The sum of all shares against what one run gives for all derivatives. Where it is a ball, it must
 * be narrow beside each share: a wrong one must not hide behind a greater one. */
static EqualityOutcome compare_sums(Deciding *deciding, const Number *shares, const Number *sum,
                                    const Number *right) {
    if (number_is_rational(sum) && number_is_rational(right))
        return fmpq_equal(&sum->rational, &right->rational) ? EQUALITY_YES : EQUALITY_NO;
    deciding->verdict->is_exact = false;
    if (!number_overlaps(sum, right))
        return EQUALITY_NO;
    Number gap;
    arb_t ball;
    number_init(&gap);
    arb_init(ball);
    number_subtract(&gap, sum, right, point_precision(deciding->point));
    number_get_ball(ball, &gap, PLACES_PRECISION);
    bool is_narrow = true;
    for (size_t i = 0; is_narrow && i < deciding->pair_count; i++)
        is_narrow = is_seen_beside(arb_radref(ball), &shares[i]);
    arb_clear(ball);
    number_clear(&gap);
    return is_narrow ? EQUALITY_YES : EQUALITY_UNKNOWN;
}

/* All pairs at once: each direction's share, from the answers; the sum of them, from one run. */
static EqualityOutcome compare_together(Deciding *deciding) {
    size_t count = deciding->pair_count;
    Tensor *sides = deciding->equality->values;
    Number *shares = number_array_new(count);
    SeededDerivative *parts = memory_alloc(count * sizeof *parts);
    Number sum;
    number_init(&sum);
    number_set_zero(&sum);
    bool is_good = true;
    for (size_t i = 0; is_good && i < count; i++) {
        const Pair *pair = &deciding->pairs[i];
        long values[LETTER_LIMIT + SHAPE_LIMIT];
        parts[i] = (SeededDerivative){pair->sides[1].formula, pair->direction.entries,
                                      pair->direction.entry_count};
        is_good = read_side(deciding, pair, &pair->sides[0], values, 0, &sides[0]);
        if (is_good) {
            number_set(&shares[i], &sides[0].entries[0]);
            number_add(&sum, &sum, &shares[i], point_precision(deciding->point));
        }
    }
    is_good = is_good && interpret_directional(deciding->point, deciding->equality->scope, parts,
                                               count, NULL, &sides[1], &deciding->fault);
    EqualityOutcome outcome =
        is_good ? compare_sums(deciding, shares, &sum, &sides[1].entries[0]) : EQUALITY_UNKNOWN;
    number_clear(&sum);
    free(parts);
    number_array_free(shares, count);
    return outcome;
}

static EqualityOutcome compare_at_point(Deciding *deciding) {
    return deciding->pair_count == 1 ? compare_pair(deciding, &deciding->pairs[0])
                                     : compare_together(deciding);
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
    const Side *sides = deciding->pairs[0].sides; /* all derivatives have the same target */
    for (size_t s = 0; s < 2; s++)
        if (sides[s].formula != NULL &&
            places_are_one_sided(equality->places, count, sides[s].formula))
            return true;
    return evaluator_is_one_sided(equality->evaluator);
}

static void give_up_sides(const Deciding *deciding, size_t count) {
    const Side *sides = deciding->pairs[0].sides;
    evaluator_give_up_sides(deciding->equality->evaluator);
    for (size_t s = 0; s < 2; s++)
        if (sides[s].formula != NULL)
            places_give_up(deciding->equality->places, count, sides[s].formula);
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

/* The author's own numbers; where they give no value the random points have to do. Of many pairs
 * only some may have none, so each must be looked at by itself. */
static EqualityOutcome compare_at_values(Deciding *deciding) {
    deciding->point = places_at_values(deciding->equality->places, PLACES_PRECISION);
    if (deciding->point == NULL)
        return EQUALITY_YES;
    EqualityOutcome outcome = compare_refining(deciding);
    deciding->verdict->points += outcome == EQUALITY_YES;
    bool may_pass = outcome == EQUALITY_UNKNOWN && deciding->pair_count == 1;
    return may_pass ? EQUALITY_YES : outcome;
}

/* seed: another one for each pair that is decided on together. False where the pair has too many
 * entries to be compared. */
static bool prepare_pair(const Equality *equality, Pair *pair, uint64_t seed) {
    for (size_t i = 0; i < pair->letters->count; i++)
        pair->axes[pair->axis_count++] = pool_letter(equality->pool, pair->letters->items[i].name,
                                                     pair->letters->items[i].dimension);
    for (size_t i = 0; i < pair->shape->rank; i++)
        pair->axes[pair->axis_count++] =
            pool_axis(equality->pool, (uint32_t)i, pair->shape->dims[i]);
    const Side *left = &pair->sides[0], *right = &pair->sides[1];
    const Side *side = left->formula != NULL ? left : right;
    if ((left->formula == NULL) == (right->formula == NULL) || side->is_entrywise)
        return true;
    return direction_choose(&pair->direction, side->formula, pair->letters, seed);
}

static void decide(Deciding *deciding) {
    Verdict *verdict = deciding->verdict;
    *verdict = (Verdict){.outcome = EQUALITY_YES, .is_exact = true, .is_covered = true};
    for (size_t i = 0; i < deciding->pair_count; i++)
        if (!prepare_pair(deciding->equality, &deciding->pairs[i], i)) {
            verdict->outcome = EQUALITY_UNKNOWN;
            verdict->reason = "it has too many entries";
            return;
        }
    evaluator_forget_sides(deciding->equality->evaluator);
    verdict->outcome = compare_at_values(deciding);
    if (verdict->outcome == EQUALITY_YES)
        verdict->outcome = compare_at_all(deciding);
    if (verdict->outcome == EQUALITY_UNKNOWN) {
        verdict->reason = number_fault_text(deciding->fault.kind);
        verdict->fault = deciding->fault;
    }
}

Verdict equality_decide(Equality *equality, const Letters *letters, const Shape *shape, Side left,
                        Side right) {
    Verdict verdict;
    Pair pair = {.letters = letters, .shape = shape, .sides = {left, right}};
    Deciding deciding = {
        .equality = equality, .pairs = &pair, .pair_count = 1, .verdict = &verdict};
    decide(&deciding);
    direction_clear(&pair.direction);
    return verdict;
}

bool equality_can_join(const Syntax *derivative, const Letters *letters) {
    return derivative->kind == SYNTAX_DERIVATIVE && derivative->children[0]->shape->rank == 0 &&
           direction_takes_all(derivative, letters);
}

bool equality_decide_together(Equality *equality, const Claim *claims, size_t count,
                              Verdict *verdict) {
    Pair *pairs = memory_alloc(count * sizeof *pairs);
    Deciding deciding = {
        .equality = equality, .pairs = pairs, .pair_count = count, .verdict = verdict};
    for (size_t i = 0; i < count; i++)
        pairs[i] = (Pair){.letters = claims[i].letters,
                          .shape = claims[i].derivative->shape,
                          .sides = {claims[i].answer, {.formula = claims[i].derivative}}};
    decide(&deciding);
    for (size_t i = 0; i < count; i++)
        direction_clear(&pairs[i].direction);
    free(pairs);
    return verdict->outcome == EQUALITY_YES;
}

void equality_meet_kinks(Equality *equality, const Claim *claim) {
    Pair pair = {.letters = claim->letters,
                 .shape = claim->derivative->shape,
                 .sides = {claim->answer, {.formula = claim->derivative}}};
    Deciding deciding = {.equality = equality, .pairs = &pair, .pair_count = 1};
    deciding.point = places_at_values(equality->places, PLACES_PRECISION);
    if (deciding.point == NULL || !prepare_pair(equality, &pair, 0))
        return;
    read_formula(&deciding, &pair, &pair.sides[1], NULL, &equality->values[1]);
    direction_clear(&pair.direction);
}
