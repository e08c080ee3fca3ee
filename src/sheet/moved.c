#include "sheet/moved.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* A piece of a formula that is never cut: a number, a sign, a name with its indices; in LaTeX a
 * command with its groups and scripts, a bracket with all that is in it. */
typedef struct Piece {
    const char *chars;
    size_t length;
    size_t from; /* in characters */
    size_t to;
} Piece;

enum { PIECE_LIMIT = 256 };

typedef struct Pieces {
    Piece items[PIECE_LIMIT];
    size_t count;
    bool is_cut; /* there are more: the last item holds all of them */
} Pieces;

static bool is_continuation(char byte) {
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static bool is_word(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '\'' ||
           ((unsigned char)byte & 0x80) != 0;
}

static bool is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* Past the bracket that begins at at, brackets inside it included. */
static const char *skip_brackets(const char *at) {
    size_t depth = 0;
    for (; *at != '\0'; at++) {
        depth += *at == '(' || *at == '[' || *at == '{';
        bool closes = *at == ')' || *at == ']' || *at == '}';
        if (closes && --depth == 0)
            return at + 1;
    }
    return at;
}

static const char *skip_text(const char *at) {
    if (is_word(*at)) {
        while (is_word(*at))
            at++;
        while (*at == '[')
            at = skip_brackets(at);
        return at;
    }
    return at + 1;
}

static bool begins(const char *at, const char *word) {
    return strncmp(at, word, strlen(word)) == 0;
}

static const char *skip_command(const char *at) {
    at++;
    if (!is_letter(*at))
        return *at != '\0' ? at + 1 : at;
    while (is_letter(*at))
        at++;
    return at;
}

/* Past \left( ... \right), or \begin ... \end. */
static const char *skip_pair(const char *at, const char *open, const char *close) {
    size_t depth = 0;
    while (*at != '\0') {
        if (begins(at, open) && !is_letter(at[strlen(open)]))
            depth++;
        bool closes = begins(at, close) && !is_letter(at[strlen(close)]);
        if (*at != '\\') {
            at++;
            continue;
        }
        at = skip_command(at);
        if (closes && --depth == 0) {
            if (*at == '\\')
                return skip_command(at);
            return *at == '{' ? skip_brackets(at) : *at != '\0' ? at + 1 : at;
        }
    }
    return at;
}

static const char *skip_atom(const char *at) {
    if (begins(at, "\\left") && !is_letter(at[5]))
        return skip_pair(at, "\\left", "\\right");
    if (begins(at, "\\begin"))
        return skip_pair(at, "\\begin", "\\end");
    if (*at == '\\') {
        at = skip_command(at);
        while (*at == '{')
            at = skip_brackets(at);
        return at;
    }
    if (*at == '(' || *at == '[' || *at == '{')
        return skip_brackets(at);
    if (*at >= '0' && *at <= '9') {
        while (*at >= '0' && *at <= '9')
            at++;
        return at;
    }
    for (at++; is_continuation(*at);)
        at++;
    return at;
}

static const char *skip_latex(const char *at) {
    const char *past = skip_atom(at);
    while (*past == '_' || *past == '^' || *past == '\'')
        past = *past == '\'' ? past + 1 : skip_atom(past + 1);
    return past;
}

static size_t characters(const char *from, const char *to) {
    size_t count = 0;
    for (; from < to; from++)
        count += !is_continuation(*from);
    return count;
}

static void cut(Pieces *pieces, const char *formula, bool is_latex) {
    pieces->count = 0; /* the items are left as they are: there are many */
    pieces->is_cut = false;
    size_t character = 0;
    for (const char *at = formula; *at != '\0';) {
        if (*at == ' ') {
            at++;
            character++;
            continue;
        }
        pieces->is_cut = pieces->count == PIECE_LIMIT - 1;
        const char *past = pieces->is_cut ? at + strlen(at)
                           : is_latex     ? skip_latex(at)
                                          : skip_text(at);
        size_t length = characters(at, past);
        pieces->items[pieces->count++] =
            (Piece){at, (size_t)(past - at), character, character + length};
        character += length;
        at = past;
    }
}

static bool is_same(const Piece *left, const Piece *right) {
    return left->length == right->length && memcmp(left->chars, right->chars, left->length) == 0;
}

static size_t start_of(const Pieces *pieces, size_t piece) {
    if (piece < pieces->count)
        return pieces->items[piece].from;
    return pieces->count > 0 ? pieces->items[pieces->count - 1].to : 0;
}

/* Lengths of the longest common subsequences of what is left of both, from every place on that is
 * not before the first. */
static uint16_t *common_lengths(const Pieces *now, const Pieces *before, size_t first) {
    size_t columns = before->count + 1;
    uint16_t *lengths = memory_alloc((now->count + 1) * columns * sizeof *lengths);
    memset(lengths + now->count * columns, 0, columns * sizeof *lengths);
    for (size_t i = now->count; i-- > first;) {
        lengths[i * columns + before->count] = 0;
        for (size_t j = before->count; j-- > first;) {
            uint16_t down = lengths[(i + 1) * columns + j], right = lengths[i * columns + j + 1];
            lengths[i * columns + j] = is_same(&now->items[i], &before->items[j])
                                           ? (uint16_t)(lengths[(i + 1) * columns + j + 1] + 1)
                                           : (down > right ? down : right);
        }
    }
    return lengths;
}

/* Pieces that are new, and those before that they stand in for; one of both may be none. */
typedef struct Change {
    size_t from, to;
    size_t before_from, before_to;
} Change;

/* A formula in pieces beside the one before it, with all that changed. */
typedef struct Difference {
    Pieces now, before;
    Change changes[PIECE_LIMIT]; /* between two there is a piece that stayed */
    size_t count;
} Difference;

static bool stays(const Difference *difference, size_t i, size_t j) {
    return i < difference->now.count && j < difference->before.count &&
           is_same(&difference->now.items[i], &difference->before.items[j]);
}

static void compare(Difference *difference, const char *formula, const char *before,
                    bool is_latex) {
    cut(&difference->now, formula, is_latex);
    cut(&difference->before, before, is_latex);
    difference->count = 0; /* the changes are left as they are: there are many */
    size_t count = difference->now.count, count_before = difference->before.count;
    size_t i = 0;
    while (stays(difference, i, i))
        i++;
    if (i == count && i == count_before)
        return;
    uint16_t *lengths = common_lengths(&difference->now, &difference->before, i);
    size_t columns = count_before + 1;
    for (size_t j = i; i < count || j < count_before;) {
        Change change = {.from = i, .before_from = j};
        while ((i < count || j < count_before) && !stays(difference, i, j)) {
            bool skips_before =
                i == count || (j < count_before &&
                               lengths[i * columns + j + 1] >= lengths[(i + 1) * columns + j]);
            if (skips_before)
                j++;
            else
                i++;
        }
        change.to = i;
        change.before_to = j;
        if (change.to > change.from || change.before_to > change.before_from)
            difference->changes[difference->count++] = change;
        if (i < count && j < count_before) {
            i++;
            j++;
        }
    }
    free(lengths);
}

static json_t *json_span(const Pieces *pieces, size_t from, size_t to) {
    size_t begin = start_of(pieces, from);
    size_t end = to > from ? pieces->items[to - 1].to : begin;
    json_t *span = json_array();
    json_array_append_new(span, json_integer((json_int_t)begin));
    json_array_append_new(span, json_integer((json_int_t)end));
    return span;
}

static json_t *json_changes(const Difference *difference, const char *key) {
    json_t *list = json_array();
    for (size_t i = 0; i < difference->count; i++) {
        const Change *change = &difference->changes[i];
        json_t *pair = json_object();
        json_object_set_new(pair, key, json_span(&difference->now, change->from, change->to));
        json_object_set_new(pair, "before",
                            json_span(&difference->before, change->before_from, change->before_to));
        json_array_append_new(list, pair);
    }
    return list;
}

/* A part of a formula, from a character to the one before its end. */
typedef struct Part {
    const char *begin;
    const char *end;
} Part;

/* The part that pieces from, ... to - 1 are; the empty one before piece from if they are none. */
static Part part_of(const Pieces *pieces, size_t from, size_t to, const char *end) {
    if (from < to)
        return (Part){pieces->items[from].chars,
                      pieces->items[to - 1].chars + pieces->items[to - 1].length};
    const char *at = end;
    if (from < pieces->count)
        at = pieces->items[from].chars;
    else if (pieces->count > 0)
        at = pieces->items[pieces->count - 1].chars + pieces->items[pieces->count - 1].length;
    return (Part){at, at};
}

static const char *skip_character(const char *at) {
    for (at++; is_continuation(*at);)
        at++;
    return at;
}

/* What stands in a part that is a \left( ... \right), scripts included; false if it is none. */
static bool find_inside(Part part, Part *inside) {
    if (part.end - part.begin < 6 || !begins(part.begin, "\\left") || is_letter(part.begin[5]))
        return false;
    const char *at = part.begin + strlen("\\left");
    at = *at == '\\' ? skip_command(at) : skip_character(at);
    inside->begin = at;
    for (size_t depth = 1; at < part.end; at = *at == '\\' ? skip_command(at) : at + 1) {
        depth += begins(at, "\\left") && !is_letter(at[5]);
        depth -= begins(at, "\\right") && !is_letter(at[6]);
        if (depth == 0) {
            inside->end = at;
            return true;
        }
    }
    return false;
}

static bool is_same_part(Part left, Part right) {
    size_t length = (size_t)(left.end - left.begin);
    return length == (size_t)(right.end - right.begin) &&
           memcmp(left.begin, right.begin, length) == 0;
}

static Part without_thin_spaces(Part part) {
    while (part.end - part.begin >= 2 && begins(part.begin, "\\,"))
        part.begin += 2;
    while (part.end - part.begin >= 2 && begins(part.end - 2, "\\,"))
        part.end -= 2;
    return part;
}

/* How deep brackets are looked into for what is new in them. */
enum { INSIDE_LIMIT = 8 };

static void print_marked(StrBuf *out, Arena *arena, const char *latex, const char *before,
                         size_t depth);

/* A new part: the same brackets as before with something else in them, or marked, unless it is the
 * whole formula. */
static void print_part(StrBuf *out, Arena *arena, Part now, Part before, bool is_whole,
                       size_t depth) {
    Part inside, inside_before;
    if (depth < INSIDE_LIMIT && find_inside(now, &inside) && find_inside(before, &inside_before) &&
        is_same_part((Part){now.begin, inside.begin}, (Part){before.begin, inside_before.begin}) &&
        is_same_part((Part){inside.end, now.end}, (Part){inside_before.end, before.end})) {
        strbuf_append_n(out, now.begin, (size_t)(inside.begin - now.begin));
        print_marked(out, arena,
                     arena_strndup(arena, inside.begin, (size_t)(inside.end - inside.begin)),
                     arena_strndup(arena, inside_before.begin,
                                   (size_t)(inside_before.end - inside_before.begin)),
                     depth + 1);
        strbuf_append_n(out, inside.end, (size_t)(now.end - inside.end));
        return;
    }
    Part part = is_whole ? (Part){now.end, now.end} : without_thin_spaces(now);
    strbuf_append_n(out, now.begin, (size_t)(part.begin - now.begin));
    if (part.begin < part.end)
        strbuf_printf(out, "\\gsmoved{%.*s}", (int)(part.end - part.begin), part.begin);
    strbuf_append_n(out, part.end, (size_t)(now.end - part.end));
}

static void print_difference(StrBuf *out, Arena *arena, const char *latex, const char *before,
                             const Difference *difference, size_t depth) {
    const char *done = latex;
    for (size_t i = 0; i < difference->count; i++) {
        const Change *change = &difference->changes[i];
        Part now = part_of(&difference->now, change->from, change->to, latex);
        Part then = part_of(&difference->before, change->before_from, change->before_to, before);
        strbuf_append_n(out, done, (size_t)(now.begin - done));
        bool is_whole = depth == 0 && now.begin == latex && *now.end == '\0';
        print_part(out, arena, now, then, is_whole, depth);
        done = now.end;
    }
    strbuf_append(out, done);
}

static void print_marked(StrBuf *out, Arena *arena, const char *latex, const char *before,
                         size_t depth) {
    Difference *difference = memory_alloc(sizeof *difference);
    compare(difference, latex, before, true);
    print_difference(out, arena, latex, before, difference, depth);
    free(difference);
}

void moved_print_latex(StrBuf *out, const char *latex, const char *before) {
    Arena *arena = arena_new();
    print_marked(out, arena, latex, before, 0);
    arena_free(arena);
}

static const char *string_in(const json_t *object, const char *key) {
    return json_string_value(json_object_get(object, key));
}

void moved_mark(json_t *step, const json_t *before, Arena *arena, bool is_chain, bool has_spans) {
    const char *latex = string_in(step, "latex"), *latex_before = string_in(before, "latex");
    const char *text = string_in(step, "text"), *text_before = string_in(before, "text");
    Difference *difference = memory_alloc(sizeof *difference);
    if (has_spans && text != NULL && text_before != NULL) {
        compare(difference, text, text_before, false);
        json_object_set_new(step, "moved", json_changes(difference, "text"));
    }
    if (has_spans || is_chain)
        compare(difference, latex, latex_before, true);
    if (has_spans)
        json_object_set_new(step, "moved_latex", json_changes(difference, "latex"));
    if (is_chain) {
        StrBuf marked;
        strbuf_init(&marked);
        print_difference(&marked, arena, latex, latex_before, difference, 0);
        json_object_set_new(step, "marked_latex", json_string(marked.chars));
        strbuf_free(&marked);
    } else {
        json_object_set(step, "marked_latex", json_object_get(step, "latex"));
    }
    free(difference);
}
