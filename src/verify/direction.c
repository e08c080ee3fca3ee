#include "verify/direction.h"

#include <string.h>

enum { DIRECTION_VALUES = 1000003 };

static bool is_letter(const Syntax *syntax, const char *name) {
    return syntax->kind == SYNTAX_NAME && syntax->quantity == NULL &&
           strcmp(syntax->name, name) == 0;
}

bool direction_has_letter(const Syntax *syntax, const char *name) {
    if (is_letter(syntax, name))
        return true;
    for (size_t i = 0; i < syntax->count; i++)
        if (direction_has_letter(syntax->children[i], name))
            return true;
    return false;
}

/* A letter that stands once, as an index of its own in the variable. */
static bool is_plain_index(const Syntax *variable, const char *name) {
    size_t count = 0;
    for (size_t i = 1; variable->kind == SYNTAX_INDEX && i < variable->count; i++) {
        if (is_letter(variable->children[i], name))
            count++;
        else if (direction_has_letter(variable->children[i], name))
            return false;
    }
    return count == 1;
}

/* The dimensions of the variable that the direction runs over. */
static void find_positions(Direction *direction, const Syntax *formula, const Letters *letters) {
    const Syntax *variable = formula->children[1];
    bool is_indexed = variable->kind == SYNTAX_INDEX;
    size_t kept = letters->count + direction->target_rank;
    size_t rank = is_indexed ? variable->children[0]->shape->rank : variable->shape->rank;
    for (size_t i = 0; i < rank; i++) {
        const Syntax *index =
            is_indexed && i + 1 < variable->count ? variable->children[i + 1] : NULL;
        if (index == NULL || index->kind == SYNTAX_KEEP) {
            direction->positions[direction->position_count++] = kept++;
            continue;
        }
        for (size_t j = 0; j < letters->count; j++)
            if (direction->runs_over_letter[j] && is_letter(index, letters->items[j].name))
                direction->positions[direction->position_count++] = j;
    }
}

static bool runs_over(const Syntax *derivative, const char *letter) {
    return !direction_has_letter(derivative->children[0], letter) &&
           is_plain_index(derivative->children[1], letter);
}

bool direction_takes_all(const Syntax *derivative, const Letters *letters) {
    for (size_t i = 0; i < letters->count; i++)
        if (!runs_over(derivative, letters->items[i].name))
            return false;
    return true;
}

bool direction_choose(Direction *direction, const Syntax *formula, const Letters *letters,
                      uint64_t seed) {
    *direction = (Direction){0};
    if (formula->kind != SYNTAX_DERIVATIVE)
        return true;
    const Syntax *variable = formula->children[1];
    size_t entries = dimensions_count(variable->shape->dims, variable->shape->rank);
    for (size_t i = 0; i < letters->count; i++) {
        direction->runs_over_letter[i] = runs_over(formula, letters->items[i].name);
        if (direction->runs_over_letter[i])
            entries = dimension_times(entries, letters->items[i].dimension);
    }
    if (entries > DIRECTION_LIMIT)
        return false;
    direction->target_rank = formula->children[0]->shape->rank;
    find_positions(direction, formula, letters);
    direction->entry_count = entries;
    direction->entries = number_array_new(entries);
    /* G. Marsaglia, "Xorshift RNGs", 2003; seeds are spread over its states. */
    uint64_t state = UINT64_C(88172645463325252) ^ seed * UINT64_C(0x9E3779B97F4A7C15);
    for (size_t i = 0; i < entries; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        number_set_integer(&direction->entries[i], 1 + (long)(state % DIRECTION_VALUES));
    }
    return true;
}

void direction_clear(Direction *direction) {
    if (direction->entries != NULL)
        number_array_free(direction->entries, direction->entry_count);
    *direction = (Direction){0};
}

bool direction_is_set(const Direction *direction) {
    return direction->entries != NULL;
}
