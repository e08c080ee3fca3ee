#include "source/yaml_tree.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "source/source_file.h"
#include "source/yaml_scalar.h"
#include "source/yaml_syntax.h"

typedef struct Anchor {
    struct Anchor *previous;
    const char *name;
    const Tree *tree; /* NULL while it is being read: an alias inside it would have no end */
} Anchor;

typedef struct Builder {
    Arena *arena;
    const SourceText *source;
    Diagnostics *diagnostics;
    yaml_parser_t parser;
    size_t *offsets; /* of each character: libyaml counts characters, a Span bytes */
    size_t character_count;
    Anchor *anchors;
    size_t aliased; /* nodes that aliases stand for, so far */
} Builder;

static const Tree *build_node(Builder *builder, const yaml_event_t *event, size_t depth);

static void index_characters(Builder *builder) {
    const SourceText *source = builder->source;
    size_t start = source_content_start(source);
    builder->offsets = memory_alloc((source->length - start + 1) * sizeof *builder->offsets);
    size_t count = 0;
    for (size_t at = start; at < source->length; at++)
        if (((unsigned char)source->chars[at] & 0xC0) != 0x80)
            builder->offsets[count++] = at;
    builder->offsets[count] = source->length;
    builder->character_count = count;
}

static size_t byte_offset(const Builder *builder, yaml_mark_t mark) {
    size_t index = mark.index < builder->character_count ? mark.index : builder->character_count;
    return builder->offsets[index];
}

static Span event_span(const Builder *builder, const yaml_event_t *event) {
    size_t start = byte_offset(builder, event->start_mark);
    return (Span){builder->source, start, byte_offset(builder, event->end_mark) - start};
}

/* The next event, which the caller deletes; false with an error where there is none. */
static bool next_event(Builder *builder, yaml_event_t *event) {
    yaml_parser_t *parser = &builder->parser;
    if (yaml_parser_parse(parser, event))
        return true;
    if (parser->error == YAML_MEMORY_ERROR)
        abort();
    bool has_context = parser->context != NULL;
    size_t offset = byte_offset(builder, parser->problem_mark);
    yaml_syntax_error(builder->diagnostics, builder->source, offset,
                      parser->problem != NULL ? parser->problem : "it cannot be read",
                      parser->context,
                      has_context ? byte_offset(builder, parser->context_mark) : offset);
    return false;
}

static bool has_control_character(const char *chars, size_t length) {
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)chars[i];
        if ((c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0x7F)
            return true;
    }
    return false;
}

static ScalarStyle style_of(yaml_scalar_style_t style) {
    switch (style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
        return SCALAR_SINGLE_QUOTED;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
        return SCALAR_DOUBLE_QUOTED;
    case YAML_LITERAL_SCALAR_STYLE:
    case YAML_FOLDED_SCALAR_STYLE:
        return SCALAR_BLOCK;
    case YAML_ANY_SCALAR_STYLE:
    case YAML_PLAIN_SCALAR_STYLE:
        break;
    }
    return SCALAR_PLAIN;
}

static Tree *new_tree(Builder *builder, TreeKind kind, Span span) {
    Tree *tree = ARENA_NEW(builder->arena, Tree);
    *tree = (Tree){.kind = kind, .span = span, .weight = 1};
    return tree;
}

static const Tree *build_scalar(Builder *builder, const yaml_event_t *event) {
    Span span = event_span(builder, event);
    const char *value = (const char *)event->data.scalar.value;
    size_t length = event->data.scalar.length;
    ScalarStyle style = style_of(event->data.scalar.style);
    if (has_control_character(value, length)) {
        diagnostics_error(builder->diagnostics, DIAGNOSTIC_CONTROL_CHARACTER, span,
                          "a backslash in this text makes a control character");
        diagnostics_hint(builder->diagnostics,
                         "put a text with backslashes in single quotes: '\\beta'");
        return NULL;
    }
    Tree *tree = new_tree(builder, TREE_SCALAR, span);
    tree->is_plain = style == SCALAR_PLAIN;
    tree->text = yaml_scalar_text(builder->arena, builder->source, span.offset,
                                  span.offset + span.length, style, value, length);
    return tree;
}

static const Tree *build_alias(Builder *builder, const yaml_event_t *event) {
    const char *name = (const char *)event->data.alias.anchor;
    Span span = event_span(builder, event);
    const Anchor *anchor = builder->anchors;
    while (anchor != NULL && strcmp(anchor->name, name) != 0)
        anchor = anchor->previous;
    if (anchor == NULL) {
        diagnostics_error(builder->diagnostics, DIAGNOSTIC_ALIAS, span,
                          "*%s refers to an anchor that is not set above", name);
        diagnostics_hint(builder->diagnostics,
                         "set it by &%s, or quote the text if it only begins with *", name);
        return NULL;
    }
    if (anchor->tree == NULL) {
        diagnostics_error(builder->diagnostics, DIAGNOSTIC_ALIAS, span,
                          "*%s stands inside what &%s names, so it has no end", name, name);
        return NULL;
    }
    builder->aliased += anchor->tree->weight;
    if (builder->aliased > TREE_ALIAS_LIMIT) {
        diagnostics_error(builder->diagnostics, DIAGNOSTIC_ALIAS, span,
                          "the aliases up to here stand for more than %d values", TREE_ALIAS_LIMIT);
        diagnostics_hint(builder->diagnostics, "write large values in a file of their own");
        return NULL;
    }
    return anchor->tree;
}

/* Nodes that are read one by one before their number is known. */
typedef struct NodeList {
    const Tree **items;
    size_t count;
    size_t capacity;
} NodeList;

static void list_add(NodeList *list, const Tree *tree) {
    list->items = memory_grow(list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = tree;
}

/* Reads nodes up to the event that ends them; false with an error. *end is where that ended. */
static bool build_children(Builder *builder, yaml_event_type_t last, size_t depth, NodeList *list,
                           size_t *end) {
    for (;;) {
        yaml_event_t event;
        if (!next_event(builder, &event))
            return false;
        bool is_last = event.type == last;
        *end = byte_offset(builder, event.end_mark);
        const Tree *child = is_last ? NULL : build_node(builder, &event, depth);
        yaml_event_delete(&event);
        if (is_last)
            return true;
        if (child == NULL)
            return false;
        list_add(list, child);
    }
}

static int compare_keys(const void *left, const void *right) {
    return strcmp(((const Tree *)left)->text.chars, ((const Tree *)right)->text.chars);
}

static void leave_key(void *key) {
    (void)key;
}

static void report_duplicate(Builder *builder, const Tree *key, const Tree *first) {
    size_t line, column;
    source_position(builder->source, first->span.offset, &line, &column);
    diagnostics_error(builder->diagnostics, DIAGNOSTIC_DUPLICATE_KEY, key->span,
                      "“%s” stands here twice, line %zu has it too", key->text.chars, line);
    diagnostics_hint(builder->diagnostics, "keep one of them");
}

/* The pairs of a mapping from its nodes, which alternate; false with an error. */
static bool fill_mapping(Builder *builder, Tree *tree, const NodeList *list) {
    tree->pairs = ARENA_ARRAY(builder->arena, TreePair, list->count / 2);
    void *seen = NULL;
    bool is_good = true;
    for (size_t i = 0; i + 1 < list->count && is_good; i += 2) {
        const Tree *key = list->items[i];
        if (key->kind != TREE_SCALAR) {
            diagnostics_error(builder->diagnostics, DIAGNOSTIC_WRONG_KIND, tree_place(key),
                              "the left side of an entry is a name, not a list or a mapping");
            diagnostics_hint(builder->diagnostics, "a text that begins with [ or { needs quotes");
            is_good = false;
            break;
        }
        const Tree *const *first = tsearch(key, &seen, compare_keys);
        if (first == NULL)
            abort();
        if (*first != key)
            report_duplicate(builder, key, *first);
        else
            tree->pairs[tree->count++] = (TreePair){key, list->items[i + 1], 0};
    }
    tdestroy(seen, leave_key);
    return is_good;
}

static const Tree *build_collection(Builder *builder, const yaml_event_t *event, size_t depth) {
    bool is_mapping = event->type == YAML_MAPPING_START_EVENT;
    Span span = event_span(builder, event);
    if (depth >= TREE_DEPTH_LIMIT) {
        diagnostics_error(builder->diagnostics, DIAGNOSTIC_NESTING, span,
                          "more than %d lists and mappings are nested here", TREE_DEPTH_LIMIT);
        return NULL;
    }
    Tree *tree = new_tree(builder, is_mapping ? TREE_MAPPING : TREE_SEQUENCE, span);
    NodeList list = {0};
    size_t end = 0;
    bool is_good =
        build_children(builder, is_mapping ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT,
                       depth + 1, &list, &end);
    if (is_good) {
        tree->span.length = end > span.offset ? end - span.offset : 0;
        for (size_t i = 0; i < list.count; i++)
            tree->weight += list.items[i]->weight;
        if (is_mapping) {
            is_good = fill_mapping(builder, tree, &list);
        } else {
            tree->items = ARENA_ARRAY(builder->arena, const Tree *, list.count);
            if (list.count > 0)
                memcpy(tree->items, list.items, list.count * sizeof *list.items);
            tree->count = list.count;
        }
    }
    free(list.items);
    return is_good ? tree : NULL;
}

static const yaml_char_t *anchor_of(const yaml_event_t *event) {
    return event->type == YAML_SCALAR_EVENT           ? event->data.scalar.anchor
           : event->type == YAML_SEQUENCE_START_EVENT ? event->data.sequence_start.anchor
           : event->type == YAML_MAPPING_START_EVENT  ? event->data.mapping_start.anchor
                                                      : NULL;
}

static const yaml_char_t *tag_of(const yaml_event_t *event) {
    return event->type == YAML_SCALAR_EVENT           ? event->data.scalar.tag
           : event->type == YAML_SEQUENCE_START_EVENT ? event->data.sequence_start.tag
           : event->type == YAML_MAPPING_START_EVENT  ? event->data.mapping_start.tag
                                                      : NULL;
}

static const Tree *build_node(Builder *builder, const yaml_event_t *event, size_t depth) {
    if (event->type == YAML_ALIAS_EVENT)
        return build_alias(builder, event);
    if (tag_of(event) != NULL) {
        Span span = {builder->source, byte_offset(builder, event->start_mark), 0};
        diagnostics_error(builder->diagnostics, DIAGNOSTIC_YAML_SYNTAX, span,
                          "a YAML tag (! and a word) means nothing here");
        diagnostics_hint(builder->diagnostics, "put the text in quotes, or leave the tag out");
        return NULL;
    }
    Anchor *anchor = NULL;
    if (anchor_of(event) != NULL) {
        anchor = ARENA_NEW(builder->arena, Anchor);
        anchor->name = arena_strdup(builder->arena, (const char *)anchor_of(event));
        anchor->previous = builder->anchors;
        builder->anchors = anchor;
    }
    const Tree *tree = event->type == YAML_SCALAR_EVENT ? build_scalar(builder, event)
                                                        : build_collection(builder, event, depth);
    if (anchor != NULL)
        anchor->tree = tree;
    return tree;
}

/* Nothing but the end of the stream may follow the document. */
static bool check_end(Builder *builder) {
    yaml_event_t event;
    if (!next_event(builder, &event))
        return false;
    bool is_end = event.type == YAML_STREAM_END_EVENT;
    if (!is_end) {
        Span span = {builder->source, byte_offset(builder, event.start_mark), 0};
        diagnostics_error(builder->diagnostics, DIAGNOSTIC_YAML_SYNTAX, span,
                          "a second document begins here, and a file holds one");
        diagnostics_hint(builder->diagnostics,
                         "remove the line of three dashes, or split the file");
    }
    yaml_event_delete(&event);
    return is_end;
}

static const Tree *build_document(Builder *builder) {
    const Tree *tree = NULL;
    for (bool is_done = false; !is_done;) {
        yaml_event_t event;
        if (!next_event(builder, &event))
            return NULL;
        switch (event.type) {
        case YAML_NO_EVENT:
        case YAML_STREAM_START_EVENT:
        case YAML_DOCUMENT_START_EVENT:
            break;
        case YAML_STREAM_END_EVENT:
            diagnostics_error(builder->diagnostics, DIAGNOSTIC_EMPTY_FILE,
                              (Span){builder->source, 0, 0}, "%s is empty", builder->source->path);
            is_done = true;
            break;
        case YAML_DOCUMENT_END_EVENT:
            is_done = true;
            break;
        case YAML_ALIAS_EVENT:
        case YAML_SCALAR_EVENT:
        case YAML_SEQUENCE_START_EVENT:
        case YAML_MAPPING_START_EVENT:
        case YAML_SEQUENCE_END_EVENT:
        case YAML_MAPPING_END_EVENT:
            tree = build_node(builder, &event, 0);
            is_done = tree == NULL;
            break;
        }
        yaml_event_delete(&event);
    }
    return tree != NULL && check_end(builder) ? tree : NULL;
}

const Tree *yaml_tree_parse(Arena *arena, const SourceText *source, Diagnostics *diagnostics) {
    if (!source_check_text(source, diagnostics))
        return NULL;
    Builder builder = {.arena = arena, .source = source, .diagnostics = diagnostics};
    if (!yaml_parser_initialize(&builder.parser))
        abort();
    index_characters(&builder);
    size_t start = source_content_start(source);
    yaml_parser_set_encoding(&builder.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&builder.parser, (const unsigned char *)source->chars + start,
                                 source->length - start);
    const Tree *tree = build_document(&builder);
    yaml_parser_delete(&builder.parser);
    free(builder.offsets);
    return tree;
}

bool tree_is_null(const Tree *tree) {
    if (tree->kind != TREE_SCALAR || !tree->is_plain)
        return false;
    return tree->text.length == 0 || strcmp(tree->text.chars, "~") == 0 ||
           strcmp(tree->text.chars, "null") == 0;
}

Span tree_place(const Tree *tree) {
    if (tree->kind == TREE_SCALAR)
        return tree->span;
    return (Span){tree->span.source, tree->span.offset, 0};
}
