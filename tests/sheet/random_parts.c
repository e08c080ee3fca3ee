#include <string.h>

#include "random_productions.h"

#define GIVEN_BOUND 4.0 /* what most entries are at most */
size_t composer_below(Composer *composer, size_t limit) {
    return random_below(&composer->random, limit);
}

bool composer_one_in(Composer *composer, size_t count) {
    return random_one_in(&composer->random, count);
}

void composer_note(Composer *composer, Feature feature) {
    composer->features.has[feature] = true;
}

/* A name that nothing has yet. */
const char *composer_name(Composer *composer) {
    if (composer->names_taken < composer->name_count)
        return composer->names[composer->names_taken++];
    return arena_printf(composer->arena, "v%zu", composer->names_taken++);
}

/* Dimensions. */

bool dim_equal(Dim left, Dim right) {
    return strcmp(left.text, right.text) == 0;
}

static bool dim_is_one(Dim dim) {
    return strcmp(dim.text, "1") == 0;
}

bool dims_equal(const Dims *left, const Dims *right) {
    if (left->rank != right->rank)
        return false;
    for (size_t i = 0; i < left->rank; i++)
        if (!dim_equal(left->items[i], right->items[i]))
            return false;
    return true;
}

Dims dims_of(size_t rank, Dim first, Dim second) {
    Dims dims = {.rank = rank};
    dims.items[0] = first;
    dims.items[1] = second;
    return dims;
}

const char *dims_text(Arena *arena, const Dims *dims) {
    const char *text = "[";
    for (size_t i = 0; i < dims->rank; i++)
        text = arena_printf(arena, "%s%s%s", text, i > 0 ? ", " : "", dims->items[i].text);
    return arena_printf(arena, "%s]", text);
}

Dim composer_dim(Composer *composer) {
    if (composer_one_in(composer, 12))
        return (Dim){"2", 2};
    return composer->sizes[composer_below(composer, SIZE_COUNT)];
}

Dims composer_dims(Composer *composer, size_t rank) {
    Dims dims = {.rank = rank};
    for (size_t i = 0; i < rank; i++)
        dims.items[i] = composer_dim(composer);
    return dims;
}

Dims dims_with(const Dims *dims, size_t at, Dim dim) {
    Dims wider = {.rank = dims->rank + 1};
    for (size_t i = 0; i < wider.rank; i++)
        wider.items[i] = i < at ? dims->items[i] : i == at ? dim : dims->items[i - 1];
    return wider;
}

Dims narrower(Composer *composer, const Dims *dims) {
    size_t dropped = composer_one_in(composer, 2) ? composer_below(composer, dims->rank + 1) : 0;
    Dims result = {.rank = dims->rank - dropped};
    for (size_t i = 0; i < result.rank; i++) {
        result.items[i] = dims->items[dropped + i];
        if (composer_one_in(composer, 6) && !dim_is_one(result.items[i])) {
            result.items[i] = (Dim){"1", 1};
            composer_note(composer, FEATURE_STRETCHED_ONE);
        }
    }
    if (dropped > 0 && result.rank > 0)
        composer_note(composer, FEATURE_STRETCHED_MISSING);
    return result;
}

/* Parts. */

Part *composer_add(Composer *composer, Part part) {
    composer->parts[composer->part_count] = part;
    return &composer->parts[composer->part_count++];
}

static void write_value(Composer *composer, const Part *part, size_t axis) {
    static const long denominators[] = {2, 3, 4, 5, 7, 8};
    StrBuf *out = &composer->values;
    if (axis < part->dims.rank) {
        strbuf_append(out, "[");
        for (long i = 0; i < part->dims.items[axis].value; i++) {
            strbuf_append(out, i > 0 ? ", " : "");
            write_value(composer, part, axis + 1);
        }
        strbuf_append(out, "]");
        return;
    }
    if (part->is_label) {
        strbuf_printf(out, "%zu", 1 + composer_below(composer, (size_t)part->label.value));
        return;
    }
    long numerator = 1 + (long)composer_below(composer, 20);
    if (composer_one_in(composer, 6)) {
        strbuf_printf(out, "%s%.2f", composer_one_in(composer, 2) ? "-" : "",
                      (double)numerator / 8);
        return;
    }
    strbuf_printf(out, "%s%ld/%ld", composer_one_in(composer, 2) ? "-" : "", numerator,
                  denominators[composer_below(composer, sizeof denominators / sizeof(long))]);
}

Part *composer_give_as(Composer *composer, const char *name, const char *declared, Part part) {
    part.name = name;
    part.is_given = true;
    part.bound = GIVEN_BOUND;
    part.uses = UINT64_C(1) << composer->part_count;
    const char *dims = dims_text(composer->arena, &part.dims);
    if (part.is_label)
        dims = arena_printf(composer->arena, "%.*s%s-> %s]", (int)strlen(dims) - 1, dims,
                            part.dims.rank > 0 ? " " : "", part.label.text);
    if (declared != NULL)
        strbuf_printf(&composer->given, "      \"%s\": %s\n", declared, dims);
    strbuf_printf(&composer->values, "      \"%s\": ", name);
    write_value(composer, &part, 0);
    strbuf_append(&composer->values, "\n");
    return composer_add(composer, part);
}

Part *composer_give(Composer *composer, const Dims *dims) {
    const char *name = composer_name(composer);
    return composer_give_as(composer, name, name, (Part){.dims = *dims});
}

Part *composer_give_label(Composer *composer, const Dims *dims, Dim label) {
    const char *name = composer_name(composer);
    return composer_give_as(composer, name, name,
                            (Part){.dims = *dims, .is_label = true, .label = label});
}

size_t count_givens(const Composer *composer) {
    size_t count = 0;
    for (size_t i = 0; i < composer->part_count; i++)
        count += composer->parts[i].is_given;
    return count;
}

void note_use(Composer *composer, size_t at) {
    const Part *part = &composer->parts[at];
    composer->uses |= part->uses;
    composer->inner |= part->inner;
    composer->named |= UINT64_C(1) << at;
    for (size_t i = 0; i < FEATURE_COUNT; i++)
        composer->features.has[i] |= part->features.has[i];
    if (part->dims.rank == 3)
        composer_note(composer, FEATURE_RANK_3);
    if (part->dims.rank == 4)
        composer_note(composer, FEATURE_RANK_4);
}

/* Indices. */

const char *integer_index(Composer *composer, Dim dim) {
    return arena_printf(composer->arena, "%zu", 1 + composer_below(composer, (size_t)dim.value));
}

/* A letter in force that runs over this dimension, the newest rather than others. */
static const char *letter_index(Composer *composer, Dim dim) {
    for (size_t i = composer->letter_count; i > 0; i--) {
        BoundLetter *letter = &composer->letters[i - 1];
        if (!dim_equal(letter->dim, dim) || (letter->is_used && composer_one_in(composer, 4)))
            continue;
        letter->is_used = true;
        return letter->name;
    }
    return NULL;
}

const char *letter_or_integer(Composer *composer, Dim dim) {
    const char *letter = composer_one_in(composer, 6) ? NULL : letter_index(composer, dim);
    return letter != NULL ? letter : integer_index(composer, dim);
}

/* An entry of a label that runs to dim; NULL: there is none. */
static const char *label_index(Composer *composer, Dim dim) {
    for (size_t i = 0; i < composer->part_count; i++) {
        const Part *label = &composer->parts[i];
        if (!label->is_label || !dim_equal(label->label, dim) || composer_one_in(composer, 3))
            continue;
        composer->uses |= label->uses;
        composer_note(composer,
                      label->dims.rank > 0 ? FEATURE_LABEL_AS_INDEX : FEATURE_SINGLE_LABEL);
        const char *text = label->name;
        for (size_t j = 0; j < label->dims.rank; j++)
            text = arena_printf(composer->arena, "%s%s%s", text, j > 0 ? "," : "[",
                                letter_or_integer(composer, label->dims.items[j]));
        return label->dims.rank > 0 ? arena_printf(composer->arena, "%s]", text) : text;
    }
    return NULL;
}

const char *choose_index(Composer *composer, Dim dim) {
    const char *label = composer_one_in(composer, 3) ? label_index(composer, dim) : NULL;
    return label != NULL ? label : letter_or_integer(composer, dim);
}

const char *index_of_formula(Composer *composer, Dim dim) {
    BoundLetter letters[LETTER_NAMES];
    memcpy(letters, composer->letters, sizeof letters);
    const char *index = choose_index(composer, dim);
    memcpy(composer->letters, letters, sizeof letters);
    return index;
}

/* Which dimensions of a part can be kept so that these are: bit by bit; 0 is a choice only for a
 * single number. false: none. */
static bool choose_kept(Composer *composer, const Dims *from, const Dims *dims, size_t *kept) {
    size_t found = 0;
    for (size_t mask = 0; mask < (size_t)1 << from->rank; mask++) {
        size_t count = 0;
        bool fits = true;
        for (size_t i = 0; fits && i < from->rank; i++)
            if (mask >> i & 1) {
                fits = count < dims->rank && dim_equal(from->items[i], dims->items[count]);
                count++;
            }
        if (fits && count == dims->rank && composer_one_in(composer, ++found))
            *kept = mask;
    }
    return found > 0;
}

const char *compose_use(Composer *composer, size_t at, const Dims *dims) {
    const Part *part = &composer->parts[at];
    size_t kept = 0;
    if (part->is_label || part->is_hidden || !choose_kept(composer, &part->dims, dims, &kept))
        return NULL;
    note_use(composer, at);
    composer->parts[at].is_used_plain = true;
    size_t written = part->dims.rank;
    while (written > 0 && kept >> (written - 1) & 1)
        written--;
    if (written > 0 && composer_one_in(composer, 2))
        written = part->dims.rank;
    const char *text = part->name;
    for (size_t i = 0; i < written; i++)
        text = arena_printf(composer->arena, "%s%s%s", text, i > 0 ? "," : "[",
                            kept >> i & 1 ? "." : choose_index(composer, part->dims.items[i]));
    return written > 0 ? arena_printf(composer->arena, "%s]", text) : text;
}
