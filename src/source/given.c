#include "source/model.h"

#include <string.h>

#include "base/names.h"
#include "source/entries.h"
#include "source/number.h"

bool name_check(Reader *reader, const Text *key, size_t length) {
    const char *name = arena_strndup(reader->arena, key->chars, length);
    Span span = text_span(key, 0, length > 0 ? length : key->length);
    if (!name_is_valid(key->chars, length)) {
        reader_break(reader, DIAGNOSTIC_NAME, span, "“%s” cannot be a name", name);
        if (strpbrk(key->chars, "[](),") != NULL)
            reader_hint(reader, "inside { } a key that holds a comma or brackets needs quotes");
        else
            reader_hint(reader, "a name is letters, digits and _, a letter first");
        return false;
    }
    if (!name_is_reserved(name))
        return true;
    reader_break(reader, DIAGNOSTIC_NAME, span, "“%s” is a word of the formula language", name);
    reader_hint(reader, "name it otherwise, say “%s_”, and put “%s_: %s%s” under “write”", name,
                name, name_is_constant(name) ? "\\" : "", name);
    return false;
}

static const Size *find_size(const Size *sizes, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(sizes[i].name, name) == 0)
            return &sizes[i];
    return NULL;
}

/* "n0" or "3"; false with an error. */
static bool read_dimension(Reader *reader, const Text *text, const Size *sizes, size_t size_count,
                           Dimension *dimension) {
    if (!name_is_valid(text->chars, text->length)) {
        if (text->length > 0 && text_looks_like_number(text)) {
            *dimension = (Dimension){NULL, count_read(reader, text, "a dimension")};
            return dimension->value > 0;
        }
        diagnostics_error(reader->diagnostics, DIAGNOSTIC_SIZE, text_whole(text),
                          "“%s” is no dimension: it should be a size or a positive integer",
                          text->chars);
        return false;
    }
    const Size *size = find_size(sizes, size_count, text->chars);
    if (size == NULL) {
        const char **names = ARENA_ARRAY(reader->arena, const char *, size_count);
        for (size_t i = 0; i < size_count; i++)
            names[i] = sizes[i].name;
        diagnostics_error(reader->diagnostics, DIAGNOSTIC_SIZE, text_whole(text),
                          "there is no size “%s”", text->chars);
        if (!reader_suggest(reader, text->chars, names, size_count))
            reader_hint(reader, "add it to “sizes”");
        return false;
    }
    /* 0 stands for a size whose own line is at fault. */
    *dimension = (Dimension){size->name, size->value};
    return size->value > 0;
}

/* The "-> K" at the end of the last dimension, taken off the text; false with an error. */
static bool read_label(Reader *reader, Text *text, const Size *sizes, size_t size_count,
                       Given *given) {
    const char *arrow = strstr(text->chars, "->");
    if (arrow == NULL)
        return true;
    size_t at = (size_t)(arrow - text->chars);
    Text range = text_part_trimmed(reader->arena, text, at + 2, text->length);
    *text = text_part_trimmed(reader->arena, text, 0, at);
    given->is_label = true;
    if (range.length > 0)
        return read_dimension(reader, &range, sizes, size_count, &given->label);
    diagnostics_error(reader->diagnostics, DIAGNOSTIC_SIZE, text_whole(&range),
                      "behind the arrow stands nothing: the largest label is missing");
    reader_hint(reader, "write [m -> K] for labels from 1 to K");
    return false;
}

static bool read_dimensions(Reader *reader, const Tree *list, const Size *sizes, size_t size_count,
                            Given *given) {
    bool is_good = true;
    for (size_t i = 0; i < list->count; i++) {
        const Tree *item = list->items[i];
        if (!schema_expect(reader, item, TREE_SCALAR, "a dimension"))
            return false;
        Text text = text_part_trimmed(reader->arena, &item->text, 0, item->text.length);
        if (i + 1 == list->count)
            is_good &= read_label(reader, &text, sizes, size_count, given);
        if (text.length == 0 && given->is_label && list->count == 1)
            continue;
        if (given->rank == RANK_LIMIT) {
            diagnostics_error(reader->diagnostics, DIAGNOSTIC_SIZE, item->span,
                              "“%s” has more than %d dimensions", given->name, RANK_LIMIT);
            return false;
        }
        is_good &= read_dimension(reader, &text, sizes, size_count, &given->dims[given->rank++]);
    }
    return is_good &&
           entries_check(given->dims, given->rank, arena_printf(reader->arena, "“%s”", given->name),
                         given->span, reader->diagnostics);
}

/* One line of `given`; false with an error. */
static bool read_given(Reader *reader, const TreePair *pair, const Size *sizes, size_t size_count,
                       Given *given) {
    const Tree *key = pair->key, *value = pair->value;
    *given = (Given){.name = key->text.chars, .span = key->span};
    if (!name_check(reader, &key->text, key->text.length))
        return false;
    if (value->kind == TREE_SEQUENCE)
        return read_dimensions(reader, value, sizes, size_count, given);
    diagnostics_error(reader->diagnostics, DIAGNOSTIC_WRONG_KIND, tree_place(value),
                      "the shape of “%s” should be a list of dimensions", given->name);
    if (value->kind == TREE_SCALAR && value->text.chars[0] == '[')
        reader_hint(reader, "write %s without quotes", value->text.chars);
    else if (value->kind == TREE_SCALAR && !tree_is_null(value))
        reader_hint(reader, "write [%s]; values belong under “values”", value->text.chars);
    else
        reader_hint(reader, "write [] for a single number, [n] for a vector, [m, n] for a matrix");
    return false;
}

Given *given_read(Reader *reader, const Tree *mapping, const Size *sizes, size_t size_count,
                  size_t *count) {
    Given *given = ARENA_ARRAY(reader->arena, Given, mapping->count);
    for (size_t i = 0; i < mapping->count; i++) {
        bool is_good = read_given(reader, &mapping->pairs[i], sizes, size_count, &given[i]);
        given[i].is_faulty = !is_good;
    }
    *count = mapping->count;
    return given;
}
