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

const Notation *notation_new(Arena *arena, const Writing *write, size_t write_count,
                             const Size *sizes, size_t size_count) {
    Notation *notation = ARENA_NEW(arena, Notation);
    notation->capacity = 8;
    while (notation->capacity < 2 * (write_count + size_count))
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

const Notation *notation_of_model(Arena *arena, const Model *model) {
    return notation_new(arena, model->write, model->write_count, model->sizes, model->size_count);
}

const char *notation_find(const Notation *notation, const char *name) {
    return notation != NULL ? find_entry(notation, name)->latex : NULL;
}

bool notation_is_size(const Notation *notation, const char *name) {
    return notation != NULL && find_entry(notation, name)->is_size;
}
