#include "numeric/jets.h"

#include <stdlib.h>

#include "base/arena.h"

enum { CHUNK_LEAST = 64 };

typedef struct NumberChunk {
    Number *numbers;
    size_t count;
} NumberChunk;

void number_stack_init(NumberStack *stack) {
    *stack = (NumberStack){0};
}

void number_stack_free(NumberStack *stack) {
    for (size_t i = 0; i < stack->chunk_count; i++)
        number_array_free(stack->chunks[i].numbers, stack->chunks[i].count);
    free(stack->chunks);
    *stack = (NumberStack){0};
}

/* Goes on to a chunk that has room for count. */
static void next_chunk(NumberStack *stack, size_t count) {
    size_t at = stack->chunk_count == 0 ? 0 : stack->current + 1;
    while (at < stack->chunk_count && stack->chunks[at].count < count)
        at++;
    if (at >= stack->chunk_count) {
        size_t size = stack->chunk_count ? 2 * stack->chunks[stack->chunk_count - 1].count
                                         : (size_t)CHUNK_LEAST;
        if (size < count)
            size = count;
        at = stack->chunk_count++;
        stack->chunks = memory_resize(stack->chunks, stack->chunk_count * sizeof *stack->chunks);
        stack->chunks[at] = (NumberChunk){number_array_new(size), size};
    }
    stack->current = at;
    stack->used = 0;
}

Number *number_stack_take(NumberStack *stack, size_t count) {
    if (stack->chunk_count == 0 || stack->chunks[stack->current].count - stack->used < count)
        next_chunk(stack, count);
    Number *numbers = stack->chunks[stack->current].numbers + stack->used;
    stack->used += count;
    return numbers;
}

Number *number_stack_take_zeros(NumberStack *stack, size_t count) {
    Number *numbers = number_stack_take(stack, count);
    for (size_t i = 0; i < count; i++)
        number_set_zero(&numbers[i]);
    return numbers;
}

NumberMark number_stack_mark(const NumberStack *stack) {
    return (NumberMark){stack->current, stack->used};
}

void number_stack_release(NumberStack *stack, NumberMark mark) {
    stack->current = mark.current;
    stack->used = mark.used;
}

void jets_plain(Jets *jets, const Number *numbers, size_t count) {
    jets->count = count;
    jets->present = 1;
    jets->plane[0] = numbers;
}

void jets_add(const JetContext *context, Jets *result, const Jets *left, Spread left_spread,
              const Jets *right, Spread right_spread, size_t count) {
    Jets sum = {.count = count, .present = left->present | right->present};
    FOR_EACH_PLANE(s, sum.present) {
        Number *plane = number_stack_take(context->stack, count);
        const Number *one = left->present >> s & 1 ? left->plane[s] : NULL;
        const Number *other = right->present >> s & 1 ? right->plane[s] : NULL;
        for (size_t i = 0; i < count; i++) {
            if (one && other)
                number_add(&plane[i], &one[spread_place(&left_spread, i)],
                           &other[spread_place(&right_spread, i)], context->precision);
            else if (one)
                number_set(&plane[i], &one[spread_place(&left_spread, i)]);
            else
                number_set(&plane[i], &other[spread_place(&right_spread, i)]);
        }
        sum.plane[s] = plane;
    }
    *result = sum;
}

/* The planes of a product: the unions of disjoint planes of its factors. */
static uint32_t product_planes(uint32_t left, uint32_t right) {
    uint32_t present = 0;
    FOR_EACH_PLANE(s, left)
    FOR_EACH_PLANE(t, right)
    if (!(s & t))
        present |= (uint32_t)1 << (s | t);
    return present;
}

void jets_multiply(const JetContext *context, Jets *result, const Jets *left, Spread left_spread,
                   const Jets *right, Spread right_spread, size_t count) {
    Jets product = {.count = count, .present = product_planes(left->present, right->present)};
    FOR_EACH_PLANE(s, product.present) {
        Number *plane = number_stack_take(context->stack, count);
        bool is_first = true;
        FOR_EACH_PLANE(t, left->present) {
            if ((t & s) != t || !(right->present >> (s ^ t) & 1))
                continue;
            const Number *one = left->plane[t];
            const Number *other = right->plane[s ^ t];
            for (size_t i = 0; i < count; i++) {
                const Number *a = &one[spread_place(&left_spread, i)];
                const Number *b = &other[spread_place(&right_spread, i)];
                if (is_first)
                    number_multiply(&plane[i], a, b, context->precision);
                else
                    number_add_product(&plane[i], a, b, context->precision);
            }
            is_first = false;
        }
        product.plane[s] = plane;
    }
    *result = product;
}

void jets_negate(const JetContext *context, Jets *result, const Jets *jets) {
    Jets negated = {.count = jets->count, .present = jets->present};
    FOR_EACH_PLANE(s, jets->present) {
        Number *plane = number_stack_take(context->stack, jets->count);
        for (size_t i = 0; i < jets->count; i++)
            number_negate(&plane[i], &jets->plane[s][i]);
        negated.plane[s] = plane;
    }
    *result = negated;
}

static void add_matrix_product(Number *sums, const Number *left, const Number *right, size_t n,
                               size_t k, size_t m, long precision) {
    for (size_t i = 0; i < n; i++)
        for (size_t q = 0; q < k; q++) {
            const Number *factor = &left[i * k + q];
            if (number_is_zero(factor))
                continue;
            for (size_t j = 0; j < m; j++)
                number_add_product(&sums[i * m + j], factor, &right[q * m + j], precision);
        }
}

void jets_matrix_product(const JetContext *context, Jets *result, const Jets *left,
                         const Jets *right, size_t n, size_t k, size_t m) {
    Jets product = {.count = n * m, .present = product_planes(left->present, right->present)};
    FOR_EACH_PLANE(s, product.present) {
        Number *plane = number_stack_take_zeros(context->stack, n * m);
        FOR_EACH_PLANE(t, left->present)
        if ((t & s) == t && right->present >> (s ^ t) & 1)
            add_matrix_product(plane, left->plane[t], right->plane[s ^ t], n, k, m,
                               context->precision);
        product.plane[s] = plane;
    }
    *result = product;
}

size_t jets_degree(const Jets *jets) {
    unsigned all = 0;
    FOR_EACH_PLANE(s, jets->present)
    all |= s;
    return (size_t)__builtin_popcount(all);
}

bool jets_varies(const Jets *jets, size_t i) {
    FOR_EACH_PLANE(s, jets->present)
    if (s > 0 && !number_is_zero(&jets->plane[s][i]))
        return true;
    return false;
}

void jets_compose(const JetContext *context, Jets *result, const Jets *jets, const Number *taylor) {
    size_t count = jets->count;
    size_t degree = jets_degree(jets);
    Spread same = {count, NULL};
    Jets nilpotent = *jets;
    nilpotent.present &= ~(uint32_t)1;
    /* Horner's rule, which ends with the plain values. */
    Jets sum;
    jets_plain(&sum, taylor + degree * count, count);
    for (size_t k = degree; k-- > 0;) {
        Jets coefficient, product;
        jets_plain(&coefficient, taylor + k * count, count);
        jets_multiply(context, &product, &sum, same, &nilpotent, same, count);
        /* The product has no plain part: the coefficient is that part, and nothing is added. */
        product.present |= 1;
        product.plane[0] = coefficient.plane[0];
        sum = product;
    }
    *result = sum;
}
