#include "source/repeat.h"

#include <stdlib.h>
#include <string.h>

#include "base/names.h"
#include "source/merge.h"
#include "source/number.h"

enum { VARIABLE_LIMIT = 8 };

typedef struct Variable {
    const char *name;
    size_t name_length;
    long first, last;
    bool is_bound; /* in the line that is being unrolled */
    long value;    /* where it is bound */
} Variable;

typedef struct Unroller {
    Reader *reader;
    Variable variables[VARIABLE_LIMIT];
    size_t count;
    size_t lines; /* unrolled so far */
} Unroller;

/* A {t}, {t-1}, {t+1} in a text. */
typedef struct Placeholder {
    size_t length; /* with its braces, 0: there is none */
    size_t name_length;
    const char *name;
    long shift;
} Placeholder;

static size_t skip_spaces(const char *chars, size_t at) {
    while (chars[at] == ' ')
        at++;
    return at;
}

static Placeholder placeholder_at(const char *chars, size_t length) {
    Placeholder none = {0}, found = {0};
    if (length == 0 || chars[0] != '{')
        return none;
    size_t at = skip_spaces(chars, 1);
    found.name = chars + at;
    found.name_length = name_scan(chars + at, length - at);
    at = skip_spaces(chars, at + found.name_length);
    if (chars[at] == '+' || chars[at] == '-') {
        bool is_negative = chars[at] == '-';
        at = skip_spaces(chars, at + 1);
        size_t digits = strspn(chars + at, "0123456789");
        long shift = digits_read(chars + at, digits);
        if (shift < 0)
            return none;
        found.shift = is_negative ? -shift : shift;
        at = skip_spaces(chars, at + digits);
    }
    if (found.name_length == 0 || chars[at] != '}')
        return none;
    found.length = at + 1;
    return found;
}

static Variable *find_variable(Unroller *unroller, const Placeholder *placeholder) {
    for (size_t i = 0; i < unroller->count; i++) {
        Variable *variable = &unroller->variables[i];
        if (variable->name_length == placeholder->name_length &&
            memcmp(variable->name, placeholder->name, placeholder->name_length) == 0)
            return variable;
    }
    return NULL;
}

typedef enum TextRole { ROLE_NAME, ROLE_FORMULA, ROLE_LATEX } TextRole;

/* The placeholder's number; false with an error where it has none. */
static bool placeholder_value(Unroller *unroller, const Text *text, size_t at,
                              const Placeholder *placeholder, long *value) {
    Variable *variable = find_variable(unroller, placeholder);
    Span span = text_span(text, at, at + placeholder->length);
    const char *written =
        arena_strndup(unroller->reader->arena, text->chars + at, placeholder->length);
    const char *name =
        arena_strndup(unroller->reader->arena, placeholder->name, placeholder->name_length);
    if (variable == NULL) {
        reader_break(unroller->reader, DIAGNOSTIC_REPEAT, span,
                     "%s stands for nothing: “repeat” has no “%s”", written, name);
        reader_hint(unroller->reader, "add “repeat: {%s: 1..3}” to the model", name);
        return false;
    }
    if (!variable->is_bound) {
        reader_break(unroller->reader, DIAGNOSTIC_REPEAT, span,
                     "%s can stand here only if the name on the left of the line holds {%s} too",
                     written, name);
        return false;
    }
    *value = variable->value + placeholder->shift;
    if (*value >= 0)
        return true;
    reader_break(unroller->reader, DIAGNOSTIC_REPEAT, span, "%s is %ld where %s is %ld", written,
                 *value, name, variable->value);
    reader_hint(unroller->reader, "let %s start at %ld or later", name, variable->value - *value);
    return false;
}

static void add_digits(StrBuf *chars, long value, bool keeps_braces) {
    strbuf_printf(chars, keeps_braces ? "{%ld}" : "%ld", value);
}

/* The text with numbers in place of its placeholders; false with an error. */
static bool substitute(Unroller *unroller, const Text *text, TextRole role, Text *result) {
    *result = *text;
    if (strchr(text->chars, '{') == NULL)
        return true;
    Arena *arena = unroller->reader->arena;
    StrBuf chars;
    strbuf_init(&chars);
    /* A number is shorter than 24 characters and takes the place of at least three. */
    uint32_t *offsets = ARENA_ARRAY(arena, uint32_t, text->length * 8 + 1);
    bool is_good = true;
    for (size_t at = 0; at < text->length && is_good;) {
        Placeholder found = placeholder_at(text->chars + at, text->length - at);
        Variable *variable = found.length > 0 ? find_variable(unroller, &found) : NULL;
        bool is_mere_latex = role == ROLE_LATEX && (variable == NULL || !variable->is_bound);
        size_t place = text_span(text, at, at).offset;
        long value = 0;
        if (found.length == 0 || is_mere_latex) {
            offsets[chars.length] = (uint32_t)place;
            strbuf_append_char(&chars, text->chars[at++]);
            continue;
        }
        is_good = placeholder_value(unroller, text, at, &found, &value);
        size_t before = chars.length;
        add_digits(&chars, value, role == ROLE_LATEX);
        for (size_t i = before; i < chars.length; i++)
            offsets[i] = (uint32_t)place;
        at += found.length;
    }
    offsets[chars.length] = (uint32_t)text_span(text, text->length, text->length).offset;
    result->chars = arena_strndup(arena, chars.chars, chars.length);
    result->length = chars.length;
    result->offsets = offsets;
    strbuf_free(&chars);
    return is_good;
}

/* The tree with numbers in place of the placeholders in all its scalars; NULL with an error. */
static const Tree *substitute_tree(Unroller *unroller, const Tree *tree, TextRole role) {
    Tree *copy = ARENA_NEW(unroller->reader->arena, Tree);
    *copy = *tree;
    if (tree->kind == TREE_SCALAR)
        return substitute(unroller, &tree->text, role, &copy->text) ? copy : NULL;
    if (tree->kind == TREE_MAPPING)
        return tree;
    copy->items = ARENA_ARRAY(unroller->reader->arena, const Tree *, tree->count);
    for (size_t i = 0; i < tree->count; i++) {
        copy->items[i] = substitute_tree(unroller, tree->items[i], role);
        if (copy->items[i] == NULL)
            return NULL;
    }
    return copy;
}

/* Marks the variables that the text holds as bound, at their first value. */
static void bind_variables(Unroller *unroller, const Text *text) {
    for (size_t i = 0; i < unroller->count; i++)
        unroller->variables[i].is_bound = false;
    for (size_t at = 0; at < text->length; at++) {
        Placeholder found = placeholder_at(text->chars + at, text->length - at);
        Variable *variable = found.length > 0 ? find_variable(unroller, &found) : NULL;
        if (variable == NULL)
            continue;
        variable->is_bound = true;
        variable->value = variable->first;
    }
}

/* Steps to the next values of the bound variables, the last one fastest; false past the last. */
static bool next_values(Unroller *unroller) {
    for (size_t i = unroller->count; i-- > 0;) {
        Variable *variable = &unroller->variables[i];
        if (!variable->is_bound)
            continue;
        if (variable->value++ < variable->last)
            return true;
        variable->value = variable->first;
    }
    return false;
}

/* Whether one more line may be made; an error at the limit. */
static bool count_line(Unroller *unroller, Span span) {
    if (unroller->lines++ < REPEAT_LIMIT)
        return true;
    reader_break(unroller->reader, DIAGNOSTIC_REPEAT, span,
                 "“repeat” makes more than %d lines of the model", REPEAT_LIMIT);
    return false;
}

typedef struct PairList {
    TreePair *pairs;
    size_t count;
    size_t capacity;
} PairList;

static void add_pair(PairList *list, TreePair pair) {
    list->pairs = memory_grow(list->pairs, list->count, &list->capacity, sizeof *list->pairs);
    list->pairs[list->count++] = pair;
}

/* The line once for each value of the variables in its name. */
static void unroll_line(Unroller *unroller, const TreePair *line, TextRole role, PairList *list) {
    bind_variables(unroller, &line->key->text);
    do {
        Tree *key = ARENA_NEW(unroller->reader->arena, Tree);
        *key = *line->key;
        bool is_good = substitute(unroller, &line->key->text, ROLE_NAME, &key->text);
        const Tree *value = is_good ? substitute_tree(unroller, line->value, role) : NULL;
        if (value != NULL)
            add_pair(list, (TreePair){key, value, line->generation});
        if (!count_line(unroller, line->key->span))
            return;
    } while (next_values(unroller));
}

static int compare_pairs(const void *left, const void *right) {
    const TreePair *a = *(const TreePair *const *)left, *b = *(const TreePair *const *)right;
    int order = strcmp(a->key->text.chars, b->key->text.chars);
    if (order == 0 && a->generation != b->generation)
        return a->generation < b->generation ? -1 : 1;
    return order != 0 ? order : a < b ? -1 : a > b;
}

/* Names are compared whole for `write` ("W2[1,1]"), and without index letters elsewhere. */
static void cut_targets(Reader *reader, PairList *names) {
    for (size_t i = 0; i < names->count; i++) {
        Tree *key = ARENA_NEW(reader->arena, Tree);
        *key = *names->pairs[i].key;
        key->text = text_part(reader->arena, &key->text, 0, target_name_length(&key->text));
        names->pairs[i].key = key;
    }
}

/* Whether the key was written without a placeholder. */
static bool is_written_alone(const Tree *key) {
    return memchr(key->span.source->chars + key->span.offset, '{', key->span.length) == NULL;
}

static void report_double(Reader *reader, const Tree *first, const Tree *second) {
    bool is_first_alone = is_written_alone(first), is_second_alone = is_written_alone(second);
    if (is_first_alone && is_second_alone)
        return; /* has nothing to do with unrolling, and is an error elsewhere */
    const Tree *alone = is_first_alone ? first : second;
    reader_break(reader, DIAGNOSTIC_REPEAT, alone->span,
                 "“%s” comes out of this line, and out of another that “repeat” unrolls",
                 alone->text.chars);
    reader_hint(reader, "keep one of the two lines, or change the range");
}

/* Lines that came to have the same name by unrolling: an heir's replaces its base's, and two of one
 * model are an error. */
static void resolve_doubles(Reader *reader, const char *part, PairList *list) {
    PairList names = {0};
    for (size_t i = 0; i < list->count; i++)
        add_pair(&names, list->pairs[i]);
    if (strcmp(part, "write") != 0)
        cut_targets(reader, &names);
    const TreePair **sorted = memory_alloc(list->count * sizeof *sorted);
    for (size_t i = 0; i < list->count; i++)
        sorted[i] = &names.pairs[i];
    qsort(sorted, list->count, sizeof *sorted, compare_pairs);
    for (size_t i = 1; i < list->count; i++) {
        const TreePair *first = sorted[i - 1], *second = sorted[i];
        if (strcmp(first->key->text.chars, second->key->text.chars) != 0)
            continue;
        if (first->generation < second->generation)
            list->pairs[first - names.pairs].value = NULL;
        else if (first->key->span.offset != second->key->span.offset)
            report_double(reader, first->key, second->key);
    }
    free(sorted);
    free(names.pairs);
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++)
        if (list->pairs[i].value != NULL)
            list->pairs[kept++] = list->pairs[i];
    list->count = kept;
}

static const Tree *unroll_mapping(Unroller *unroller, const char *part, const Tree *mapping) {
    TextRole role = strcmp(part, "write") == 0 ? ROLE_LATEX : ROLE_FORMULA;
    PairList list = {0};
    for (size_t i = 0; i < mapping->count && unroller->lines < REPEAT_LIMIT; i++)
        unroll_line(unroller, &mapping->pairs[i], role, &list);
    resolve_doubles(unroller->reader, part, &list);
    Tree *unrolled = ARENA_NEW(unroller->reader->arena, Tree);
    *unrolled = (Tree){.kind = TREE_MAPPING, .span = mapping->span, .count = list.count};
    unrolled->pairs = ARENA_ARRAY(unroller->reader->arena, TreePair, list.count);
    if (list.count > 0)
        memcpy(unrolled->pairs, list.pairs, list.count * sizeof *list.pairs);
    free(list.pairs);
    return unrolled;
}

/* `assume` has no names: an equation is unrolled over the variables that it holds itself. */
static const Tree *unroll_assume(Unroller *unroller, const Tree *assume) {
    PairList list = {0};
    size_t count = assume->kind == TREE_SEQUENCE ? assume->count : 1;
    for (size_t i = 0; i < count; i++) {
        const Tree *item = assume->kind == TREE_SEQUENCE ? assume->items[i] : assume;
        if (!schema_expect(unroller->reader, item, TREE_SCALAR, "an equation of “assume”"))
            continue;
        bind_variables(unroller, &item->text);
        do {
            const Tree *equation = substitute_tree(unroller, item, ROLE_FORMULA);
            if (equation != NULL)
                add_pair(&list, (TreePair){equation, equation, 0});
        } while (count_line(unroller, item->span) && next_values(unroller));
    }
    Tree *unrolled = ARENA_NEW(unroller->reader->arena, Tree);
    *unrolled = (Tree){.kind = TREE_SEQUENCE, .span = assume->span, .count = list.count};
    unrolled->items = ARENA_ARRAY(unroller->reader->arena, const Tree *, list.count);
    for (size_t i = 0; i < list.count; i++)
        unrolled->items[i] = list.pairs[i].key;
    free(list.pairs);
    return unrolled;
}

/* `1..3`; false with an error. */
static bool read_range(Reader *reader, const Text *text, Variable *variable) {
    const char *dots = strstr(text->chars, "..");
    size_t before = dots != NULL ? (size_t)(dots - text->chars) : 0;
    size_t first_length = before;
    while (first_length > 0 && text->chars[first_length - 1] == ' ')
        first_length--;
    size_t after = dots != NULL ? skip_spaces(text->chars, before + 2) : 0;
    variable->first = dots != NULL ? digits_read(text->chars, first_length) : -1;
    variable->last = dots != NULL ? digits_read(text->chars + after, text->length - after) : -1;
    if (variable->first >= 0 && variable->last >= variable->first)
        return true;
    reader_break(reader, DIAGNOSTIC_REPEAT, text_whole(text),
                 "“%s” is no range of whole numbers from the smaller to the larger", text->chars);
    reader_hint(reader, "write it like 1..3");
    return false;
}

static void read_variables(Unroller *unroller, const Tree *repeat) {
    Reader *reader = unroller->reader;
    for (size_t i = 0; i < repeat->count; i++) {
        const Tree *key = repeat->pairs[i].key, *value = repeat->pairs[i].value;
        if (!name_is_valid(key->text.chars, key->text.length)) {
            reader_break(reader, DIAGNOSTIC_NAME, key->span, "“%s” cannot be a name",
                         key->text.chars);
            reader_hint(reader, "a name is letters, digits and _, a letter first");
            continue;
        }
        if (unroller->count == VARIABLE_LIMIT) {
            reader_break(reader, DIAGNOSTIC_REPEAT, key->span,
                         "“repeat” takes at most %d variables", VARIABLE_LIMIT);
            return;
        }
        Variable variable = {.name = key->text.chars, .name_length = key->text.length};
        /* After a wrong range the variable is still known: its lines are unrolled once. */
        bool is_text = schema_expect(reader, value, TREE_SCALAR, "a range of “repeat”");
        if (!is_text)
            reader_hint(reader, "write it like 1..3");
        if (!is_text || !read_range(reader, &value->text, &variable))
            variable.first = variable.last = 1;
        unroller->variables[unroller->count++] = variable;
    }
}

const Tree *repeat_unroll(Reader *reader, const Tree *model) {
    Unroller unroller = {.reader = reader};
    const Tree *repeat = schema_get(model, "repeat");
    if (repeat != NULL)
        read_variables(&unroller, repeat);
    Tree *unrolled = ARENA_NEW(reader->arena, Tree);
    *unrolled = (Tree){.kind = TREE_MAPPING, .span = model->span};
    unrolled->pairs = ARENA_ARRAY(reader->arena, TreePair, model->count);
    for (size_t i = 0; i < model->count; i++) {
        TreePair pair = model->pairs[i];
        const char *part = pair.key->text.chars;
        if (strcmp(part, "repeat") == 0)
            continue;
        unroller.lines = 0;
        if (strcmp(part, "assume") == 0)
            pair.value = unroll_assume(&unroller, pair.value);
        else if (strcmp(part, "values") != 0 && strcmp(part, "extends") != 0 &&
                 strcmp(part, "notation") != 0)
            pair.value = unroll_mapping(&unroller, part, pair.value);
        unrolled->pairs[unrolled->count++] = pair;
    }
    return unrolled;
}
