#include "formula/shape.h"

#include <stdint.h>
#include <string.h>

bool dimension_equal(Dimension left, Dimension right) {
    if (left.size != NULL && right.size != NULL)
        return strcmp(left.size, right.size) == 0;
    return left.value == right.value;
}

size_t dimension_times(size_t count, Dimension dimension) {
    return __builtin_mul_overflow(count, (size_t)dimension.value, &count) ? SIZE_MAX : count;
}

size_t dimensions_count(const Dimension *dims, size_t rank) {
    size_t count = 1;
    for (size_t i = 0; i < rank; i++)
        count = dimension_times(count, dims[i]);
    return count;
}

bool dimension_is_one(Dimension dimension) {
    return dimension.size == NULL && dimension.value == 1;
}

const char *dimension_text(Arena *arena, Dimension dimension) {
    return dimension.size != NULL ? dimension.size : arena_printf(arena, "%ld", dimension.value);
}

const char *shape_text(Arena *arena, const Shape *shape) {
    if (shape->rank == 0)
        return "a single number";
    const char *text = "(";
    for (size_t i = 0; i < shape->rank; i++)
        text = arena_printf(arena, "%s%s%s", text, i > 0 ? ", " : "",
                            dimension_text(arena, shape->dims[i]));
    return arena_printf(arena, "%s)", text);
}
