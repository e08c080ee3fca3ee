#include "source/values.h"

#include <string.h>

#include "source/number.h"

const char *shape_print(Arena *arena, const Given *given) {
    StrBuf shape;
    strbuf_init(&shape);
    strbuf_append_char(&shape, '[');
    for (size_t i = 0; i < given->rank; i++)
        strbuf_printf(&shape, "%s%ld", i > 0 ? ", " : "", given->dims[i].value);
    strbuf_append_char(&shape, ']');
    return strbuf_finish(&shape, arena);
}

/* "2 numbers", "3 rows": what a list at some depth should hold. */
static const char *expected_items(Reader *reader, const Given *given, size_t depth) {
    long count = given->dims[depth].value;
    const char *item = depth + 1 == given->rank ? "number" : "list";
    const char *size = given->dims[depth].size;
    return size != NULL
               ? arena_printf(reader->arena, "%ld %s%s (%s = %ld)", count, item,
                              count == 1 ? "" : "s", size, count)
               : arena_printf(reader->arena, "%ld %s%s", count, item, count == 1 ? "" : "s");
}

static void shape_error(Reader *reader, const Tree *tree, const Given *given, size_t depth) {
    Diagnostics *diagnostics = reader->diagnostics;
    Span place = tree_place(tree);
    if (tree->kind == TREE_MAPPING)
        diagnostics_error(diagnostics, DIAGNOSTIC_VALUE_SHAPE, place,
                          "values of “%s” are numbers in lists, not a mapping", given->name);
    else if (depth == given->rank)
        diagnostics_error(diagnostics, DIAGNOSTIC_VALUE_SHAPE, place,
                          "“%s” should have a number here, not a list: its shape is %s",
                          given->name, shape_print(reader->arena, given));
    else if (tree->kind == TREE_SCALAR)
        diagnostics_error(diagnostics, DIAGNOSTIC_VALUE_SHAPE, place,
                          "“%s” should have a list of %s here: its shape is %s", given->name,
                          expected_items(reader, given, depth), shape_print(reader->arena, given));
    else
        diagnostics_error(diagnostics, DIAGNOSTIC_VALUE_SHAPE, place,
                          "“%s” should have %s here, not %zu: its shape is %s", given->name,
                          expected_items(reader, given, depth), tree->count,
                          shape_print(reader->arena, given));
}

/* What was found at fault last, and how deep: the same again is the same mistake. */
typedef struct Fault {
    const Tree *tree; /* NULL: nothing yet */
    size_t depth;
} Fault;

static void report_shape(Reader *reader, const Tree *tree, const Given *given, size_t depth,
                         Fault *last) {
    bool is_same = last->tree != NULL && last->depth == depth && last->tree->kind == tree->kind &&
                   last->tree->count == tree->count;
    *last = (Fault){tree, depth};
    if (is_same)
        return;
    shape_error(reader, tree, given, depth);
    if (depth > 0 && depth + 1 == given->rank && tree->kind == TREE_SCALAR)
        reader_hint(reader, "a matrix has a list for each row, a column too: [[1], [2]]");
}

/* Whether nested lists have the shape of the tensor from this depth on; errors where not. */
static bool check_shape(Reader *reader, const Tree *tree, const Given *given, size_t depth,
                        Fault *last) {
    bool fits = depth == given->rank ? tree->kind == TREE_SCALAR
                                     : tree->kind == TREE_SEQUENCE &&
                                           tree->count == (size_t)given->dims[depth].value;
    if (!fits) {
        report_shape(reader, tree, given, depth, last);
        return false;
    }
    bool is_good = true;
    for (size_t i = 0; depth < given->rank && i < tree->count; i++)
        is_good &= check_shape(reader, tree->items[i], given, depth + 1, last);
    return is_good;
}

bool label_check(Reader *reader, const Given *given, const fmpq_t number, Span span) {
    if (!given->is_label)
        return true;
    fmpz_t limit;
    fmpz_init_set_si(limit, given->label.value);
    bool is_good = fmpz_is_one(fmpq_denref(number)) && fmpz_sgn(fmpq_numref(number)) > 0 &&
                   fmpz_cmp(fmpq_numref(number), limit) <= 0;
    fmpz_clear(limit);
    if (is_good)
        return true;
    diagnostics_error(reader->diagnostics, DIAGNOSTIC_LABEL_RANGE, span,
                      "%s is no label of “%s”, whose labels are the integers from 1 to %ld",
                      rational_print(reader->arena, number), given->name, given->label.value);
    if (fmpq_is_zero(number))
        reader_hint(reader, "labels count from 1, not from 0");
    return false;
}

/* Fills in the entries from position on, row by row; the shape has been checked. */
static bool fill(Reader *reader, const Tree *tree, const Given *given, Values *values,
                 size_t *position) {
    if (tree->kind == TREE_SEQUENCE) {
        bool is_good = true;
        for (size_t i = 0; i < tree->count; i++)
            is_good &= fill(reader, tree->items[i], given, values, position);
        return is_good;
    }
    fmpq *entry = &values->entries[*position];
    values->spans[*position] = tree->span;
    ++*position;
    return number_read(reader, &tree->text, entry) && label_check(reader, given, entry, tree->span);
}

Values *values_read(Reader *reader, const Tree *tree, const Given *given) {
    if (!check_shape(reader, tree, given, 0, &(Fault){0}))
        return NULL;
    Values *values = ARENA_NEW(reader->arena, Values);
    values->rank = given->rank;
    values->count = 1;
    for (size_t i = 0; i < given->rank; i++) {
        values->dims[i] = given->dims[i].value;
        values->count *= (size_t)given->dims[i].value;
    }
    values->entries = rational_array(reader->arena, values->count);
    values->spans = ARENA_ARRAY(reader->arena, Span, values->count);
    size_t position = 0;
    return fill(reader, tree, given, values, &position) ? values : NULL;
}

static Given *find_given(Given *given, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(given[i].name, name) == 0)
            return &given[i];
    return NULL;
}

static void report_unknown(Reader *reader, const Tree *key, const Given *given, size_t count,
                           const char *owner) {
    const char **names = ARENA_ARRAY(reader->arena, const char *, count);
    for (size_t i = 0; i < count; i++)
        names[i] = given[i].name;
    diagnostics_error(reader->diagnostics, DIAGNOSTIC_UNKNOWN_NAME, key->span,
                      "%s has no given “%s” that could take these values", owner, key->text.chars);
    if (strchr(key->text.chars, '{') != NULL)
        reader_hint(reader, "“repeat” does not reach into values: write them out");
    else
        reader_suggest(reader, key->text.chars, names, count);
}

static bool has_key(const Tree *mapping, const Tree *key) {
    for (size_t i = 0; i < mapping->count; i++)
        if (mapping->pairs[i].key == key)
            return true;
    return false;
}

void values_assign(Reader *reader, const Tree *mapping, Given *given, size_t given_count,
                   const char *owner, const Tree *own) {
    for (size_t i = 0; i < mapping->count; i++) {
        const TreePair *pair = &mapping->pairs[i];
        Given *taker = find_given(given, given_count, pair->key->text.chars);
        if (taker == NULL)
            report_unknown(reader, pair->key, given, given_count, owner);
        if (taker == NULL || taker->is_faulty || tree_is_null(pair->value))
            continue;
        taker->values = values_read(reader, pair->value, taker);
        if (taker->values == NULL && own != NULL && !has_key(own, pair->key))
            reader_hint(reader, "%s takes these values over: give it some of its own", owner);
    }
}

void values_check_complete(Reader *reader, const Given *given, size_t given_count,
                           const bool *failed) {
    bool has_some = false;
    for (size_t i = 0; i < given_count; i++)
        has_some |= given[i].values != NULL;
    for (size_t i = 0; i < given_count && has_some; i++) {
        if (given[i].values != NULL || given[i].is_faulty || failed[i])
            continue;
        diagnostics_error(reader->diagnostics, DIAGNOSTIC_MISSING_VALUES, given[i].span,
                          "“%s” has no values, though other tensors have", given[i].name);
        reader_hint(reader, "add it to “values”: its shape is %s",
                    shape_print(reader->arena, &given[i]));
    }
}
