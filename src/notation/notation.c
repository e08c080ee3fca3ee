#include "notation/printer.h"

#include <string.h>

/* An open hash table: names are asked for at every node that is printed. */
typedef struct Entry {
    const char *name; /* NULL: free */
    const char *latex;
    bool is_size;
} Entry;

struct Notation {
    Entry *entries;
    size_t capacity; /* a power of two, at least twice the number of names */
    bool is_said;
};

static size_t hash_name(const char *name) {
    size_t hash = 2166136261u; /* FNV-1a */
    for (; *name != '\0'; name++)
        hash = (hash ^ (unsigned char)*name) * 16777619u;
    return hash;
}

/* The entry of that name, or the free one where it belongs. */
static Entry *find_entry(const Notation *notation, const char *name) {
    size_t at = hash_name(name) & (notation->capacity - 1);
    while (notation->entries[at].name != NULL && strcmp(notation->entries[at].name, name) != 0)
        at = (at + 1) & (notation->capacity - 1);
    return &notation->entries[at];
}

/* "W2[1, 1]" as the printer of formula text writes it, "W2[1,1]". */
static const char *without_blanks(Arena *arena, const Text *text) {
    char *name = arena_strndup(arena, text->chars, text->length);
    char *end = name;
    for (const char *c = name; *c != '\0'; c++)
        if (*c != ' ' && *c != '\t' && *c != '\n')
            *end++ = *c;
    *end = '\0';
    return name;
}

static Notation *notation_with_room(Arena *arena, const Writing *write, size_t write_count,
                                    const Size *sizes, size_t size_count, size_t more_count) {
    Notation *notation = ARENA_NEW(arena, Notation);
    notation->capacity = 8;
    while (notation->capacity < 2 * (write_count + size_count + more_count))
        notation->capacity *= 2;
    notation->entries = ARENA_ARRAY(arena, Entry, notation->capacity);
    for (size_t i = 0; i < write_count; i++) {
        const char *name = without_blanks(arena, &write[i].name);
        Entry *entry = find_entry(notation, name);
        entry->name = name;
        entry->latex = write[i].latex.chars;
    }
    for (size_t i = 0; i < size_count; i++) {
        Entry *entry = find_entry(notation, sizes[i].name);
        entry->name = sizes[i].name;
        entry->is_size = true;
    }
    return notation;
}

const Notation *notation_new(Arena *arena, const Writing *write, size_t write_count,
                             const Size *sizes, size_t size_count) {
    return notation_with_room(arena, write, write_count, sizes, size_count, 0);
}

/* The names of "p[k,c]: ..." and "swish(x): ...". */
static void add_targets(Notation *notation, Arena *arena, const Definition *definitions,
                        size_t count) {
    for (size_t i = 0; i < count; i++) {
        const char *target = definitions[i].target.chars;
        const char *name = arena_strndup(arena, target, strcspn(target, "[( "));
        find_entry(notation, name)->name = name;
    }
}

Notation *notation_of_model(Arena *arena, const Model *model) {
    size_t names =
        model->given_count + model->define_count + model->let_count + model->function_count;
    Notation *notation = notation_with_room(arena, model->write, model->write_count, model->sizes,
                                            model->size_count, names);
    for (size_t i = 0; i < model->given_count; i++)
        find_entry(notation, model->given[i].name)->name = model->given[i].name;
    add_targets(notation, arena, model->define, model->define_count);
    add_targets(notation, arena, model->let, model->let_count);
    add_targets(notation, arena, model->functions, model->function_count);
    return notation;
}

const char *notation_find(const Notation *notation, const char *name) {
    return notation != NULL ? find_entry(notation, name)->latex : NULL;
}

bool notation_is_size(const Notation *notation, const char *name) {
    return notation != NULL && find_entry(notation, name)->is_size;
}

bool notation_is_said(const Notation *notation) {
    return notation != NULL && notation->is_said;
}

void notation_say(Notation *notation) {
    notation->is_said = true;
}

bool notation_sounds_alike(const Notation *notation, const char *name) {
    enum { NAME_LIMIT = 64 };
    char twin[NAME_LIMIT];
    size_t length = strlen(name);
    bool is_letter = (name[0] >= 'A' && name[0] <= 'Z') || (name[0] >= 'a' && name[0] <= 'z');
    if (notation == NULL || length >= NAME_LIMIT || !is_letter)
        return false;
    memcpy(twin, name, length + 1);
    twin[0] = (char)(twin[0] ^ ('a' ^ 'A'));
    return find_entry(notation, twin)->name != NULL;
}
