#include "render/template.h"

#include <stdlib.h>
#include <string.h>

/* What a tag is, before it is known whether its line is standalone. */
typedef enum ItemKind {
    ITEM_TEXT,
    ITEM_OPEN, /* section, inverted section, parent, block */
    ITEM_CLOSE,
    ITEM_LEAF, /* value, partial */
    ITEM_GONE, /* comment, change of delimiters */
} ItemKind;

typedef struct Item {
    ItemKind kind;
    TemplateKind node; /* of ITEM_OPEN and ITEM_LEAF */
    Span span;
    const char *name;
    bool is_raw;
} Item;

typedef struct Level {
    TemplateNode *node; /* NULL: the template itself */
    TemplateNode **end; /* where the next child is linked in */
} Level;

typedef struct Parser {
    Arena *arena;
    const SourceText *source;
    Diagnostics *diagnostics;
    size_t at;
    const char *open; /* the present delimiters */
    const char *close;
    Item *line; /* what was read since the last line's end */
    size_t line_count;
    size_t line_capacity;
    Level levels[TEMPLATE_NESTING_LIMIT + 1];
    size_t depth;
    bool failed;
} Parser;

static Span span_of(const Parser *parser, size_t from, size_t to) {
    return (Span){parser->source, from, to - from};
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

static bool is_space(char c) {
    return is_blank(c) || c == '\n' || c == '\r';
}

static const char *item_chars(const Item *item) {
    return item->span.source->chars + item->span.offset;
}

static bool item_is_blank(const Item *item) {
    for (size_t i = 0; i < item->span.length; i++)
        if (!is_space(item_chars(item)[i]))
            return false;
    return true;
}

static bool is_inheritance(TemplateKind kind) {
    return kind == TEMPLATE_PARENT || kind == TEMPLATE_BLOCK;
}

static void add_item(Parser *parser, Item item) {
    parser->line =
        memory_grow(parser->line, parser->line_count, &parser->line_capacity, sizeof *parser->line);
    parser->line[parser->line_count++] = item;
}

/* A line with several tags is standalone if all of them open or close parents and blocks. A block
 * that opens and closes on it outside a parent of the same line stands in running text instead. */
static bool tags_share_a_line(const Parser *parser) {
    TemplateKind opened[TEMPLATE_NESTING_LIMIT];
    size_t count = 0, parents = 0, depth = parser->depth;
    for (size_t i = 0; i < parser->line_count; i++) {
        const Item *item = &parser->line[i];
        if (item->kind == ITEM_TEXT)
            continue;
        if (item->kind == ITEM_OPEN) {
            if (!is_inheritance(item->node) || count == TEMPLATE_NESTING_LIMIT)
                return false;
            opened[count++] = item->node;
            parents += item->node == TEMPLATE_PARENT;
        } else if (item->kind == ITEM_CLOSE && count > 0) {
            count--;
            parents -= opened[count] == TEMPLATE_PARENT;
            if (opened[count] == TEMPLATE_BLOCK && parents == 0)
                return false;
        } else if (item->kind == ITEM_CLOSE && depth > 0) {
            if (!is_inheritance(parser->levels[depth].node->kind))
                return false;
            depth--;
        } else {
            return false;
        }
    }
    return true;
}

static bool line_is_standalone(const Parser *parser) {
    size_t tags = 0;
    for (size_t i = 0; i < parser->line_count; i++) {
        const Item *item = &parser->line[i];
        if (item->kind == ITEM_TEXT && !item_is_blank(item))
            return false;
        if (item->kind == ITEM_LEAF && item->node == TEMPLATE_VALUE)
            return false;
        tags += item->kind != ITEM_TEXT;
    }
    return tags == 1 || (tags > 1 && tags_share_a_line(parser));
}

static TemplateNode *add_node(Parser *parser, TemplateKind kind, Span span, const char *name) {
    TemplateNode *node = ARENA_NEW(parser->arena, TemplateNode);
    Level *level = &parser->levels[parser->depth];
    *node = (TemplateNode){.kind = kind, .span = span, .name = name, .indent = ""};
    *level->end = node;
    level->end = &node->next;
    return node;
}

static void add_text(Parser *parser, Span span, bool starts_line) {
    TemplateNode *node = add_node(parser, TEMPLATE_TEXT, span, NULL);
    node->chars = parser->source->chars + span.offset;
    node->length = span.length;
    node->starts_line = starts_line;
}

static void close_section(Parser *parser, const Item *item) {
    const TemplateNode *node = parser->levels[parser->depth].node;
    if (node == NULL) {
        diagnostics_error(parser->diagnostics, DIAGNOSTIC_TEMPLATE_SYNTAX, item->span,
                          "“%s” is closed here, but it was never opened", item->name);
        parser->failed = true;
        return;
    }
    if (strcmp(node->name, item->name) != 0) {
        size_t line, column;
        source_position(parser->source, node->span.offset, &line, &column);
        diagnostics_error(parser->diagnostics, DIAGNOSTIC_TEMPLATE_SYNTAX, item->span,
                          "“%s” is closed here, but “%s”, opened in line %zu, is still open",
                          item->name, node->name, line);
        parser->failed = true;
    }
    parser->depth--;
}

static void open_section(Parser *parser, TemplateNode *node) {
    if (parser->depth == TEMPLATE_NESTING_LIMIT) {
        if (!parser->failed)
            diagnostics_error(parser->diagnostics, DIAGNOSTIC_TEMPLATE_DEPTH, node->span,
                              "sections stand in each other more than %d deep here",
                              TEMPLATE_NESTING_LIMIT);
        parser->failed = true;
        parser->at = parser->source->length; /* nothing after it could be matched */
        return;
    }
    parser->levels[++parser->depth] = (Level){node, &node->first};
}

static void add_tag(Parser *parser, const Item *item, const char *indent, bool is_standalone) {
    if (item->kind == ITEM_CLOSE) {
        close_section(parser, item);
        return;
    }
    if (item->kind != ITEM_OPEN && item->kind != ITEM_LEAF)
        return;
    TemplateNode *node = add_node(parser, item->node, item->span, item->name);
    node->is_raw = item->is_raw;
    node->is_standalone = is_standalone;
    node->indent = indent;
    if (item->kind == ITEM_OPEN)
        open_section(parser, node);
}

/* Turns the line that was read into nodes. */
static void finish_line(Parser *parser) {
    bool is_standalone = line_is_standalone(parser);
    const char *indent = "";
    bool only_blanks = true; /* ... came before on this line */
    for (size_t i = 0; i < parser->line_count; i++) {
        const Item *item = &parser->line[i];
        if (item->kind != ITEM_TEXT) {
            /* Whatever the tag comes to, its line is indented with the template. */
            if (i == 0 && !is_standalone)
                add_text(parser, (Span){parser->source, item->span.offset, 0}, true);
            add_tag(parser, item, only_blanks ? indent : "", is_standalone);
            only_blanks = only_blanks && (item->kind == ITEM_OPEN || item->kind == ITEM_GONE);
            continue;
        }
        if (!is_standalone)
            add_text(parser, item->span, i == 0);
        if (i == 0 && item_is_blank(item))
            indent = arena_strndup(parser->arena, item_chars(item), item->span.length);
        only_blanks = only_blanks && i == 0 && item_is_blank(item);
    }
    parser->line_count = 0;
}

static bool starts_with(const Parser *parser, size_t at, const char *string) {
    size_t length = strlen(string);
    return length <= parser->source->length - at &&
           memcmp(parser->source->chars + at, string, length) == 0;
}

/* The place of string in from..to, or to. */
static size_t find(const Parser *parser, size_t from, size_t to, const char *string) {
    const char *chars = parser->source->chars;
    const char *found = from < to ? memmem(chars + from, to - from, string, strlen(string)) : NULL;
    return found != NULL ? (size_t)(found - chars) : to;
}

/* chars[from..to) without the whitespace around it. */
static const char *trimmed(const Parser *parser, size_t from, size_t to) {
    const char *chars = parser->source->chars;
    while (from < to && is_space(chars[from]))
        from++;
    while (to > from && is_space(chars[to - 1]))
        to--;
    return arena_strndup(parser->arena, chars + from, to - from);
}

static void fail_tag(Parser *parser, Span span, const char *message, const char *hint) {
    diagnostics_error(parser->diagnostics, DIAGNOSTIC_TEMPLATE_SYNTAX, span, "%s", message);
    diagnostics_hint(parser->diagnostics, "%s", hint);
    parser->failed = true;
}

/* The change of delimiters between from and to, "<< >>". */
static void set_delimiters(Parser *parser, Span span, size_t from, size_t to) {
    const char *pair = trimmed(parser, from, to);
    size_t first = strcspn(pair, " \t\r\n");
    size_t second = first + strspn(pair + first, " \t\r\n");
    size_t end = second + strcspn(pair + second, " \t\r\n");
    if (first == 0 || second == end || pair[end] != '\0' || strchr(pair, '=') != NULL) {
        fail_tag(parser, span, "two delimiters were expected here",
                 "write them with a space between and without “=”, as in {{=<< >>=}}");
        return;
    }
    parser->open = arena_strndup(parser->arena, pair, first);
    parser->close = arena_strndup(parser->arena, pair + second, end - second);
}

static Item item_for_sigil(char sigil) {
    switch (sigil) {
    case '#':
        return (Item){.kind = ITEM_OPEN, .node = TEMPLATE_SECTION};
    case '^':
        return (Item){.kind = ITEM_OPEN, .node = TEMPLATE_INVERTED};
    case '<':
        return (Item){.kind = ITEM_OPEN, .node = TEMPLATE_PARENT};
    case '$':
        return (Item){.kind = ITEM_OPEN, .node = TEMPLATE_BLOCK};
    case '>':
        return (Item){.kind = ITEM_LEAF, .node = TEMPLATE_PARTIAL};
    case '/':
        return (Item){.kind = ITEM_CLOSE};
    case '!':
    case '=':
        return (Item){.kind = ITEM_GONE};
    case '&':
    case '{':
        return (Item){.kind = ITEM_LEAF, .node = TEMPLATE_VALUE, .is_raw = true};
    default:
        return (Item){.kind = ITEM_LEAF, .node = TEMPLATE_VALUE};
    }
}

/* Reads the tag whose opening delimiter stands at parser->at. */
static void read_tag(Parser *parser) {
    const char *chars = parser->source->chars;
    size_t length = parser->source->length;
    size_t start = parser->at, inside = start + strlen(parser->open);
    while (inside < length && is_space(chars[inside]))
        inside++;
    char sigil = inside < length ? chars[inside] : '\0';
    Item item = item_for_sigil(sigil);
    if (item.kind != ITEM_LEAF || item.node != TEMPLATE_VALUE || item.is_raw)
        inside++;
    /* {{{x}}} and {{=a b=}} have a closing mark of their own before the delimiter. */
    const char *mark = sigil == '{' ? "}" : sigil == '=' ? "=" : "";
    char *ending = arena_printf(parser->arena, "%s%s", mark, parser->close);
    size_t end = find(parser, inside, length, ending);
    if (end == length) {
        fail_tag(parser, span_of(parser, start, start + strlen(parser->open)),
                 "this tag is never closed",
                 arena_printf(parser->arena, "it ends with “%s”", ending));
        parser->at = length;
        return;
    }
    parser->at = end + strlen(ending);
    item.span = span_of(parser, start, parser->at);
    item.name = trimmed(parser, inside, end);
    if (sigil == '=')
        set_delimiters(parser, item.span, inside, end);
    else if (sigil != '!' && (*item.name == '\0' || strpbrk(item.name, " \t\r\n") != NULL))
        fail_tag(parser, item.span, "a tag names one thing, without spaces",
                 "look for a name that is missing or a tag that is not closed");
    add_item(parser, item);
}

/* Reads text up to the next tag or past the next line's end. */
static void read_text(Parser *parser) {
    size_t newline = find(parser, parser->at, parser->source->length, "\n");
    size_t end = find(parser, parser->at, newline, parser->open);
    bool ends_line = end == newline && newline < parser->source->length;
    end += ends_line;
    add_item(parser, (Item){.kind = ITEM_TEXT, .span = span_of(parser, parser->at, end)});
    parser->at = end;
    if (ends_line)
        finish_line(parser);
}

const Template *template_parse(Arena *arena, const SourceText *source, Diagnostics *diagnostics) {
    Template *template = ARENA_NEW(arena, Template);
    template->source = source;
    Parser parser = {.arena = arena, .source = source, .diagnostics = diagnostics};
    parser.open = "{{";
    parser.close = "}}";
    parser.levels[0] = (Level){NULL, &template->first};
    while (parser.at < source->length) {
        if (starts_with(&parser, parser.at, parser.open))
            read_tag(&parser);
        else
            read_text(&parser);
    }
    finish_line(&parser);
    for (size_t depth = parser.failed ? 0 : parser.depth; depth > 0; depth--) {
        const TemplateNode *node = parser.levels[depth].node;
        diagnostics_error(diagnostics, DIAGNOSTIC_TEMPLATE_SYNTAX, node->span,
                          "“%s” is opened here and never closed", node->name);
        parser.failed = true;
    }
    free(parser.line);
    return parser.failed ? NULL : template;
}
