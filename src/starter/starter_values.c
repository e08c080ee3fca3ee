#include "starter/starter_values.h"

#include <stdint.h>
#include <stdlib.h>

#include "numeric/number.h"

enum {
    PRECISION = 128,
    DRAWS = 20000, /* numbers drawn for one unit, within the next two */
    FEWEST_ROWS = 8,
    MOST_ROWS = 256,
    WIDE_LAYER = 16, /* from here on weights are smaller, so that their sums are not large */
};

typedef struct Drawing {
    Arena *arena;
    const StarterNetwork *network;
    uint64_t state;
    Number *below;    /* what the layer that is drawn gets, a row for each sample ... */
    size_t width;     /* ... of so many */
    bool is_positive; /* inputs are */
} Drawing;

/* How a unit should be for a sample. */
typedef enum Wish { WISH_NONE, WISH_ON, WISH_OFF } Wish;

/* Knuth's linear congruential generator of MMIX, its better bits: the same numbers everywhere. */
static size_t draw(Drawing *drawing, size_t count) {
    drawing->state = drawing->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)((drawing->state >> 33) % count);
}

#define DRAW_FROM(drawing, list) ((list)[draw((drawing), sizeof(list) / sizeof *(list))])

/* Whether the activation has no value at -1, as log: then no input is negative. */
static bool needs_positive(const StarterNetwork *network) {
    Number number;
    number_init(&number);
    number_set_integer(&number, -1);
    bool is_fault =
        number_function(&number, network->activation, &number, PRECISION) != NUMBER_FAULT_NONE;
    number_clear(&number);
    return is_fault;
}

static long draw_input(Drawing *drawing) {
    static const long eighths[] = {4, 8, 8, 12, 16, 16, 20, 24};
    long size = DRAW_FROM(drawing, eighths);
    return draw(drawing, 2) == 0 || drawing->is_positive ? size : -size;
}

static long draw_weight(Drawing *drawing) {
    static const long eighths[] = {-16, -12, -8, -8, -4, 4, 8, 8, 12, 16};
    static const long small[] = {-4, -2, -2, -1, 1, 2, 2, 4};
    return drawing->width <= WIDE_LAYER ? DRAW_FROM(drawing, eighths) : DRAW_FROM(drawing, small);
}

/* Two outputs never weigh a unit alike: errors that cancel (the softmax's do) would leave a zero
 * that no digits make certain. */
static long draw_other_weight(Drawing *drawing, long other) {
    long weight;
    do
        weight = draw_weight(drawing);
    while (weight == other);
    return weight;
}

static StarterMatrix new_matrix(Arena *arena, size_t rows, size_t columns) {
    return (StarterMatrix){rows, columns, ARENA_ARRAY(arena, long, rows *columns)};
}

/* z = the product of a row of weights and what one sample gives the layer. */
static void pre_activation(const Drawing *drawing, const long *row, size_t sample, Number *z) {
    Number weight;
    number_init(&weight);
    number_set_zero(z);
    for (size_t i = 0; i < drawing->width; i++) {
        number_set_fraction(&weight, row[i], STARTER_DENOMINATOR);
        number_add_product(z, &weight, &drawing->below[sample * drawing->width + i], PRECISION);
    }
    number_clear(&weight);
}

/* Whether a number is surely beyond ±limit. */
static bool is_beyond(const Number *number, long limit) {
    Number bound;
    number_init(&bound);
    number_set_integer(&bound, limit);
    bool is_above = number_compare(number, &bound) == COMPARISON_GREATER;
    number_set_integer(&bound, -limit);
    bool is_below = number_compare(number, &bound) == COMPARISON_LESS;
    number_clear(&bound);
    return is_above || is_below;
}

/* How far a pre-activation is from what is wished: 0 is best. */
static unsigned unit_badness(const Drawing *drawing, const Number *z, Wish wish) {
    int sign = 0;
    bool has_sign = number_sign(&sign, z) && sign != 0;
    unsigned badness = has_sign ? 0 : 16;
    badness += is_beyond(z, 3) ? 1 : 0;
    badness += is_beyond(z, 6) ? 2 : 0;
    badness += is_beyond(z, 16) ? 8 : 0;
    if (wish == WISH_NONE)
        return badness;
    badness += has_sign && (sign > 0) != (wish == WISH_ON) ? 4 : 0;
    Number h;
    number_init(&h);
    if (number_function(&h, drawing->network->activation, z, PRECISION) != NUMBER_FAULT_NONE)
        badness += 64;
    else if (wish == WISH_ON && (!number_sign(&sign, &h) || sign <= 0))
        badness += sign == 0 ? 8 : 2;
    number_clear(&h);
    return badness;
}

/* Units take turns, and samples with them; a unit that is alone in its layer stays on, because
 * nothing would come through otherwise. */
static Wish wish_for(size_t unit, size_t units, size_t sample) {
    return units == 1 || (unit + sample) % 2 == 0 ? WISH_ON : WISH_OFF;
}

/* Whether two samples give a unit the same pre-activation, but for its sign: their shares of a
 * gradient could cancel. */
static bool samples_mirror(const Number *z, size_t samples) {
    bool is_mirrored = false;
    Number negative;
    number_init(&negative);
    for (size_t i = 0; i < samples; i++) {
        number_negate(&negative, &z[i]);
        for (size_t k = i + 1; k < samples; k++)
            is_mirrored |= number_overlaps(&z[i], &z[k]) || number_overlaps(&negative, &z[k]);
    }
    number_clear(&negative);
    return is_mirrored;
}

static unsigned row_badness(const Drawing *drawing, const long *row, size_t unit, size_t units,
                            bool is_output) {
    size_t samples = drawing->network->samples;
    Number *z = number_array_new(samples);
    unsigned badness = 0;
    for (size_t i = 0; i < samples; i++) {
        pre_activation(drawing, row, i, &z[i]);
        Wish wish = is_output ? WISH_NONE : wish_for(unit, units, i);
        /* Where not all samples can be served, the first is: it is the one of the single model. */
        badness += unit_badness(drawing, &z[i], wish) * (i == 0 ? 4 : 1);
    }
    badness += samples_mirror(z, samples) ? 2 : 0;
    number_array_free(z, samples);
    return badness;
}

/* The best of some rows of weights; the row of the unit before, if there is one, stands before it.
 */
static void draw_row(Drawing *drawing, long *best, size_t unit, size_t units, bool is_output) {
    size_t width = drawing->width, tries = DRAWS / (width * drawing->network->samples);
    tries = tries < FEWEST_ROWS ? FEWEST_ROWS : tries > MOST_ROWS ? MOST_ROWS : tries;
    long *row = ARENA_ARRAY(drawing->arena, long, width);
    unsigned least = UINT32_MAX;
    for (size_t try = 0; try < tries && least > 0; try++) {
        for (size_t i = 0; i < width; i++)
            row[i] = is_output && unit > 0 ? draw_other_weight(drawing, best[i - width])
                                           : draw_weight(drawing);
        unsigned badness = row_badness(drawing, row, unit, units, is_output);
        if (badness >= least)
            continue;
        least = badness;
        for (size_t i = 0; i < width; i++)
            best[i] = row[i];
    }
}

/* Goes on to what a layer gives to the next. A function without a value there leaves 0. */
static void step_forward(Drawing *drawing, const StarterMatrix *weights, bool is_output) {
    size_t samples = drawing->network->samples;
    Number *above = number_array_new(samples * weights->rows);
    for (size_t sample = 0; sample < samples; sample++) {
        for (size_t unit = 0; unit < weights->rows; unit++) {
            Number *entry = &above[sample * weights->rows + unit];
            pre_activation(drawing, &weights->numerators[unit * weights->columns], sample, entry);
            if (!is_output && number_function(entry, drawing->network->activation, entry,
                                              PRECISION) != NUMBER_FAULT_NONE)
                number_set_zero(entry);
        }
    }
    number_array_free(drawing->below, samples * drawing->width);
    drawing->below = above;
    drawing->width = weights->rows;
}

static StarterMatrix draw_layer(Drawing *drawing, size_t units, bool is_output) {
    StarterMatrix weights = new_matrix(drawing->arena, units, drawing->width);
    for (size_t unit = 0; unit < units; unit++)
        draw_row(drawing, &weights.numerators[unit * drawing->width], unit, units, is_output);
    step_forward(drawing, &weights, is_output);
    return weights;
}

/* An entry of the inputs that no earlier sample has there, with either sign, if a few draws find
 * one: samples that mirror each other would cancel. */
static void draw_entry(Drawing *drawing, StarterMatrix *inputs, size_t place) {
    long *entry = &inputs->numerators[place];
    bool is_new = false;
    for (size_t try = 0; try < FEWEST_ROWS && !is_new; try++) {
        *entry = draw_input(drawing);
        is_new = true;
        for (size_t i = place % inputs->columns; i < place; i += inputs->columns)
            is_new &= labs(inputs->numerators[i]) != labs(*entry);
    }
}

static StarterMatrix draw_inputs(Drawing *drawing) {
    size_t samples = drawing->network->samples, width = drawing->network->units[0];
    StarterMatrix inputs = new_matrix(drawing->arena, samples, width);
    drawing->width = width;
    drawing->below = number_array_new(samples * width);
    for (size_t i = 0; i < samples * width; i++) {
        draw_entry(drawing, &inputs, i);
        number_set_fraction(&drawing->below[i], inputs.numerators[i], STARTER_DENOMINATOR);
    }
    return inputs;
}

/* A target that is not what the network puts out: there |h - y| has its kink. */
static long draw_target(Drawing *drawing, const Number *output) {
    static const long eighths[] = {-8, -4, 2, 4, 6, 8, 12};
    Number target;
    number_init(&target);
    long numerator;
    do {
        numerator = DRAW_FROM(drawing, eighths);
        number_set_fraction(&target, numerator, STARTER_DENOMINATOR);
    } while (number_compare(&target, output) == COMPARISON_EQUAL);
    number_clear(&target);
    return numerator;
}

StarterValues starter_draw(Arena *arena, const StarterNetwork *network) {
    Drawing drawing = {.arena = arena, .network = network, .is_positive = needs_positive(network)};
    size_t count = network->layer_count, outputs = network->units[count - 1];
    StarterValues values = {.inputs = draw_inputs(&drawing)};
    values.weights = ARENA_ARRAY(arena, StarterMatrix, count - 1);
    for (size_t i = 1; i < count; i++)
        values.weights[i - 1] = draw_layer(&drawing, network->units[i], i + 1 == count);
    if (network->loss == STARTER_CROSS_ENTROPY) {
        values.labels = ARENA_ARRAY(arena, size_t, network->samples);
        for (size_t i = 0; i < network->samples; i++)
            values.labels[i] = 1 + draw(&drawing, outputs);
    } else {
        values.targets = new_matrix(arena, network->samples, outputs);
        for (size_t i = 0; i < network->samples * outputs; i++)
            values.targets.numerators[i] = draw_target(&drawing, &drawing.below[i]);
    }
    number_array_free(drawing.below, network->samples * drawing.width);
    return values;
}
