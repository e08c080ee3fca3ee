#include "verify/verify.h"

#include <string.h>

enum {
    FIRST_PRECISION = 128,
    LAST_PRECISION = 4096,
    NARROW_BITS = 40,      /* how many bits of a ball must be certain for it to count */
    REDRAW_LIMIT = 40,     /* of a random point where something has no value */
    ASSIGNMENT_LIMIT = 48, /* assignments of the letters that are compared at one point */
};

struct Verifier {
    Arena *arena;
    Pool *pool;
    const Scope *scope;
    Evaluator *evaluator;
    Point *points[1 + VERIFY_RANDOM_POINTS]; /* NULL: not drawn yet */
    uint64_t seeds[1 + VERIFY_RANDOM_POINTS];
    bool has_values;
    Number planted;
};

static void verifier_clear(void *data) {
    number_clear(&((Verifier *)data)->planted);
}

Verifier *verifier_new(Arena *arena, Gradients *gradients, bool has_values) {
    Verifier *verifier = ARENA_NEW(arena, Verifier);
    verifier->arena = arena;
    verifier->pool = gradients_pool(gradients);
    verifier->scope = gradients_scope(gradients);
    verifier->has_values = has_values;
    verifier->evaluator = evaluator_new(arena, gradients);
    number_init(&verifier->planted);
    arena_on_free(arena, verifier_clear, verifier);
    for (size_t i = 0; i <= VERIFY_RANDOM_POINTS; i++)
        verifier->seeds[i] = 1000 * (i + 1);
    return verifier;
}

void verifier_plant_fault(Verifier *verifier, const fmpq_t difference) {
    number_set_rational(&verifier->planted, difference);
}

Evaluator *verifier_at_values(Verifier *verifier, long precision) {
    if (!verifier->has_values)
        return NULL;
    if (verifier->points[0] == NULL)
        verifier->points[0] = point_at_values(verifier->arena, verifier->scope, precision);
    if (point_precision(verifier->points[0]) != precision)
        point_set_precision(verifier->points[0], precision);
    evaluator_set_point(verifier->evaluator, verifier->points[0]);
    return verifier->evaluator;
}

static Point *random_point(Verifier *verifier, uint64_t seed, long precision) {
    for (size_t i = 1; i <= VERIFY_RANDOM_POINTS; i++)
        if (verifier->points[i] != NULL)
            return point_beside(verifier->arena, verifier->points[i], seed);
    return point_random(verifier->arena, verifier->scope, seed, precision);
}

/* One comparison at work. */
typedef struct Comparing {
    Verifier *verifier;
    const Syntax *find;
    const Letters *letters;
    Printed printed;
    Point *point;
    bool is_directional;
    bool is_summed[LETTER_LIMIT]; /* a letter of the variable alone: the direction runs over it */
    const Index *axes[LETTER_LIMIT + SHAPE_LIMIT]; /* of printed: letters, then kept dimensions */
    size_t axis_count;
    Number *direction;
    size_t direction_count;
    Verification *result;
} Comparing;

static bool names_letter(const Syntax *syntax, const char *name) {
    if (syntax->kind == SYNTAX_NAME)
        return syntax->quantity == NULL && strcmp(syntax->name, name) == 0;
    for (size_t i = 0; i < syntax->count; i++)
        if (names_letter(syntax->children[i], name))
            return true;
    return false;
}

/* A letter that stands once, as an index of its own in the variable. */
static bool is_plain_index(const Syntax *variable, const char *name) {
    size_t count = 0;
    for (size_t i = 1; variable->kind == SYNTAX_INDEX && i < variable->count; i++) {
        const Syntax *index = variable->children[i];
        if (index->kind == SYNTAX_NAME && index->quantity == NULL && strcmp(index->name, name) == 0)
            count++;
        else if (names_letter(index, name))
            return false;
    }
    return count == 1;
}

static void choose_direction(Comparing *comparing) {
    const Syntax *find = comparing->find;
    if (find->kind != SYNTAX_DERIVATIVE)
        return;
    size_t entries = 1;
    const Syntax *variable = find->children[1];
    for (size_t i = 0; i < comparing->letters->count; i++) {
        const Letter *letter = &comparing->letters->items[i];
        comparing->is_summed[i] = !names_letter(find->children[0], letter->name) &&
                                  is_plain_index(variable, letter->name);
        if (comparing->is_summed[i])
            entries *= (size_t)letter->dimension.value;
    }
    for (size_t i = 0; i < variable->shape->rank; i++)
        entries *= (size_t)variable->shape->dims[i].value;
    comparing->is_directional = true;
    comparing->direction_count = entries;
    comparing->direction = number_array_new(entries);
    uint64_t state = 88172645463325252u;
    for (size_t i = 0; i < entries; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        number_set_fraction(&comparing->direction[i], 1 + (long)(state % 997), 1);
    }
}

static const char *number_text(Arena *arena, const Number *number) {
    if (number_is_rational(number))
        return rational_print(arena, &number->rational);
    char *digits = arb_get_str(number->ball, 20, 0);
    const char *text = arena_strdup(arena, digits);
    flint_free(digits);
    return text;
}

/* Compares two numbers; on a difference the report says where. */
static VerifyOutcome compare(Comparing *comparing, const Number *printed, const Number *dual) {
    Verifier *verifier = comparing->verifier;
    if (number_is_rational(printed) && number_is_rational(dual)) {
        if (fmpq_equal(&printed->rational, &dual->rational))
            return VERIFY_EQUAL;
    } else if (number_overlaps(printed, dual)) {
        comparing->result->is_exact = false;
        if (number_accuracy(printed) >= NARROW_BITS && number_accuracy(dual) >= NARROW_BITS)
            return VERIFY_EQUAL;
        /* Two balls around 0 have no relative accuracy; that they are small must do. */
        arb_t difference;
        arb_init(difference);
        Number gap;
        number_init(&gap);
        number_subtract(&gap, printed, dual, point_precision(comparing->point));
        number_get_ball(difference, &gap, FIRST_PRECISION);
        bool is_small = mag_cmp_2exp_si(arb_radref(difference), -NARROW_BITS) < 0;
        number_clear(&gap);
        arb_clear(difference);
        return is_small ? VERIFY_EQUAL : VERIFY_UNKNOWN;
    }
    comparing->result->report =
        arena_printf(verifier->arena, "the printed answer gives %s where dual numbers give %s",
                     number_text(verifier->arena, printed), number_text(verifier->arena, dual));
    return VERIFY_DIFFERENT;
}

/* The dimensions of the variable over which the direction runs, in order: letters alone in it and
 * kept ones; as positions among comparing->axes. */
static size_t direction_axes(const Comparing *comparing, size_t *positions) {
    const Syntax *variable = comparing->find->children[1];
    size_t kept = comparing->letters->count + comparing->find->children[0]->shape->rank;
    size_t count = 0;
    size_t rank =
        variable->kind == SYNTAX_INDEX ? variable->children[0]->shape->rank : variable->shape->rank;
    for (size_t i = 0; i < rank; i++) {
        const Syntax *index = variable->kind == SYNTAX_INDEX && i + 1 < variable->count
                                  ? variable->children[i + 1]
                                  : NULL;
        if (index == NULL || index->kind == SYNTAX_KEEP) {
            positions[count++] = kept++;
            continue;
        }
        for (size_t j = 0; j < comparing->letters->count; j++)
            if (comparing->is_summed[j] && index->kind == SYNTAX_NAME &&
                strcmp(index->name, comparing->letters->items[j].name) == 0)
                positions[count++] = j;
    }
    return count;
}

static bool next_assignment(const Index *const *axes, const size_t *positions, size_t count,
                            long *values) {
    for (size_t i = count; i > 0; i--) {
        size_t at = positions[i - 1];
        if (++values[at] <= axes[at]->dimension.value)
            return true;
        values[at] = 1;
    }
    return false;
}

static bool evaluate_printed(Comparing *comparing, const long *values, Number *result,
                             Fault *fault) {
    const Expr *expr = comparing->printed.whole;
    if (expr == NULL) {
        size_t at = 0;
        for (size_t i = comparing->letters->count; i < comparing->axis_count; i++)
            at = at * (size_t)comparing->axes[i]->dimension.value + (size_t)(values[i] - 1);
        expr = comparing->printed.cells[at];
    }
    return evaluator_value(comparing->verifier->evaluator, expr, comparing->axes, values,
                           comparing->axis_count, result, fault);
}

/* Σ over the direction of printed × direction. */
static bool printed_along_direction(Comparing *comparing, long *values, Number *result,
                                    Fault *fault) {
    size_t positions[SHAPE_LIMIT];
    size_t count = direction_axes(comparing, positions);
    long precision = point_precision(comparing->point);
    Number entry;
    number_init(&entry);
    number_set_zero(result);
    bool is_good = true;
    size_t at = 0;
    for (size_t i = 0; i < count; i++)
        values[positions[i]] = 1;
    do {
        is_good = evaluate_printed(comparing, values, &entry, fault);
        if (is_good)
            number_add_product(result, &entry, &comparing->direction[at++], precision);
    } while (is_good && next_assignment(comparing->axes, positions, count, values));
    number_clear(&entry);
    return is_good;
}

static VerifyOutcome compare_tensor(Comparing *comparing, long *values, const Tensor *dual,
                                    Fault *fault) {
    /* The kept dimensions of the dual road's result: all, or the target's where a direction ran
     * over the variable's. */
    size_t positions[SHAPE_LIMIT];
    for (size_t i = 0; i < dual->rank; i++) {
        positions[i] = comparing->letters->count + i;
        values[positions[i]] = 1;
    }
    Number printed;
    number_init(&printed);
    VerifyOutcome outcome = VERIFY_EQUAL;
    for (size_t at = 0; outcome == VERIFY_EQUAL && at < dual->count; at++) {
        bool is_good = comparing->is_directional
                           ? printed_along_direction(comparing, values, &printed, fault)
                           : evaluate_printed(comparing, values, &printed, fault);
        if (!is_good) {
            outcome = VERIFY_UNKNOWN;
            break;
        }
        number_add(&printed, &printed, &comparing->verifier->planted,
                   point_precision(comparing->point));
        outcome = compare(comparing, &printed, &dual->entries[at]);
        next_assignment(comparing->axes, positions, dual->rank, values);
    }
    number_clear(&printed);
    return outcome;
}

/* One assignment of the letters that are bound. */
static VerifyOutcome compare_assignment(Comparing *comparing, long *values, Tensor *dual,
                                        Fault *fault) {
    LetterValue bound[LETTER_LIMIT];
    LetterValues letters = {bound, 0};
    for (size_t i = 0; i < comparing->letters->count; i++)
        if (!comparing->is_summed[i])
            bound[letters.count++] = (LetterValue){comparing->letters->items[i].name, values[i]};
    bool is_good = comparing->is_directional
                       ? interpret_directional(comparing->point, comparing->verifier->scope,
                                               comparing->find, &letters, comparing->direction,
                                               comparing->direction_count, dual, fault)
                       : interpret(comparing->point, comparing->verifier->scope, comparing->find,
                                   &letters, dual, fault);
    return is_good ? compare_tensor(comparing, values, dual, fault) : VERIFY_UNKNOWN;
}

/* All assignments of the bound letters, or as many as the limit allows, spread evenly. */
static VerifyOutcome compare_at_point(Comparing *comparing, Fault *fault) {
    size_t bound[LETTER_LIMIT];
    size_t count = 0;
    size_t total = 1;
    long values[LETTER_LIMIT + SHAPE_LIMIT];
    for (size_t i = 0; i < comparing->axis_count; i++)
        values[i] = 1;
    for (size_t i = 0; i < comparing->letters->count; i++)
        if (!comparing->is_summed[i]) {
            bound[count++] = i;
            total *= (size_t)comparing->letters->items[i].dimension.value;
        }
    size_t stride = total > ASSIGNMENT_LIMIT ? total / ASSIGNMENT_LIMIT : 1;
    Tensor dual;
    tensor_init(&dual);
    *fault = (Fault){0};
    VerifyOutcome outcome = VERIFY_EQUAL;
    for (size_t at = 0; outcome == VERIFY_EQUAL && at < total; at += stride) {
        size_t rest = at;
        for (size_t i = count; i > 0; i--) {
            size_t range = (size_t)comparing->axes[bound[i - 1]]->dimension.value;
            values[bound[i - 1]] = (long)(rest % range) + 1;
            rest /= range;
        }
        outcome = compare_assignment(comparing, values, &dual, fault);
    }
    tensor_clear(&dual);
    return outcome;
}

/* The same point with ever narrower balls until it is decided. */
static VerifyOutcome compare_refining(Comparing *comparing, Fault *fault) {
    VerifyOutcome outcome;
    long precision = FIRST_PRECISION;
    for (;;) {
        if (point_precision(comparing->point) != precision)
            point_set_precision(comparing->point, precision);
        evaluator_set_point(comparing->verifier->evaluator, comparing->point);
        outcome = compare_at_point(comparing, fault);
        bool may_refine = outcome == VERIFY_UNKNOWN && (fault->kind == NUMBER_FAULT_NONE ||
                                                        fault->kind == NUMBER_FAULT_UNDECIDED);
        precision *= 2;
        if (!may_refine || precision > LAST_PRECISION)
            return outcome;
    }
}

/* A random point where the question has a value; other seeds are tried where it has none. */
static VerifyOutcome compare_at_random(Comparing *comparing, size_t at, Fault *fault) {
    Verifier *verifier = comparing->verifier;
    VerifyOutcome outcome = VERIFY_UNKNOWN;
    for (int i = 0; i < REDRAW_LIMIT; i++) {
        if (verifier->points[at] == NULL)
            verifier->points[at] = random_point(verifier, verifier->seeds[at], FIRST_PRECISION);
        comparing->point = verifier->points[at];
        outcome = compare_refining(comparing, fault);
        if (outcome != VERIFY_UNKNOWN)
            return outcome;
        verifier->points[at] = random_point(verifier, ++verifier->seeds[at], FIRST_PRECISION);
    }
    return outcome;
}

Verification verify(Verifier *verifier, const Syntax *find, const Letters *letters,
                    Printed printed) {
    Verification result = {.outcome = VERIFY_EQUAL, .is_exact = true};
    Comparing comparing = {.verifier = verifier,
                           .find = find,
                           .letters = letters,
                           .printed = printed,
                           .result = &result};
    for (size_t i = 0; i < letters->count; i++)
        comparing.axes[comparing.axis_count++] =
            pool_letter(verifier->pool, letters->items[i].name, letters->items[i].dimension);
    for (size_t i = 0; i < find->shape->rank; i++)
        comparing.axes[comparing.axis_count++] =
            pool_axis(verifier->pool, (uint32_t)i, find->shape->dims[i]);
    choose_direction(&comparing);
    Fault fault = {0};
    for (size_t at = 0; result.outcome == VERIFY_EQUAL && at <= VERIFY_RANDOM_POINTS; at++) {
        if (at > 0) {
            result.outcome = compare_at_random(&comparing, at, &fault);
        } else if (verifier->has_values) {
            verifier_at_values(verifier, FIRST_PRECISION);
            comparing.point = verifier->points[0];
            VerifyOutcome outcome = compare_refining(&comparing, &fault);
            /* Where the author's numbers give no value, the random points have to do. */
            if (outcome == VERIFY_UNKNOWN)
                continue;
            result.outcome = outcome;
        } else {
            continue;
        }
        if (result.outcome == VERIFY_EQUAL)
            result.points++;
    }
    if (result.outcome == VERIFY_UNKNOWN)
        result.report = arena_printf(verifier->arena, "no random point gave it a value: %s",
                                     number_fault_text(fault.kind));
    if (comparing.direction != NULL)
        number_array_free(comparing.direction, comparing.direction_count);
    return result;
}
