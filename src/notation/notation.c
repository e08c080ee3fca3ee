#include "notation/printer.h"

#include <string.h>

/* An open hash table: names are asked for at every node that is printed. */
typedef struct Entry {
    const char *name; /* NULL: free */
    const char *latex;
    const Quantity *quantity; /* what it stands for; NULL: nothing that is known */
    bool is_size;
} Entry;

struct Notation {
    Entry *entries;
    size_t capacity; /* a power of two, at least twice the number of names */
    Choices choices;
    bool is_said;
    bool is_latex_only;
    bool is_tagged;
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

static Notation *model_notation(Arena *arena, const Model *model, size_t more_names) {
    size_t names = model->given_count + model->define_count + model->let_count +
                   model->function_count + more_names;
    Notation *notation = notation_with_room(arena, model->write, model->write_count, model->sizes,
                                            model->size_count, names);
    for (size_t i = 0; i < model->given_count; i++)
        find_entry(notation, model->given[i].name)->name = model->given[i].name;
    add_targets(notation, arena, model->define, model->define_count);
    add_targets(notation, arena, model->let, model->let_count);
    add_targets(notation, arena, model->functions, model->function_count);
    notation->choices = model->choices;
    return notation;
}

Notation *notation_of_model(Arena *arena, const Model *model) {
    return model_notation(arena, model, 0);
}

/* The outer scope's first, so that a question's own names hide them. */
static void add_quantities(Notation *notation, const Scope *scope) {
    if (scope->outer != NULL)
        add_quantities(notation, scope->outer);
    for (size_t i = 0; i < scope->count; i++) {
        Entry *entry = find_entry(notation, scope->quantities[i]->name);
        entry->name = scope->quantities[i]->name;
        entry->quantity = scope->quantities[i];
        entry->is_size = scope->quantities[i]->kind == QUANTITY_SIZE;
    }
}

Notation *notation_of_scope(Arena *arena, const Scope *scope) {
    size_t own_names = scope->outer != NULL ? scope->count : 0;
    Notation *notation = model_notation(arena, scope->model, own_names);
    add_quantities(notation, scope);
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

bool notation_is_latex_only(const Notation *notation) {
    return notation != NULL && notation->is_latex_only;
}

void notation_leave_out_texts(Notation *notation) {
    notation->is_latex_only = true;
}

bool notation_is_tagged(const Notation *notation) {
    return notation != NULL && notation->is_tagged;
}

void notation_tag(Notation *notation) {
    notation->is_said = true;
    notation->is_tagged = true;
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

/* --- choices --- */

const Choices *notation_choices(const Notation *notation) {
    static const Choices defaults = {.brackets = BRACKETS_ROUND};
    return notation != NULL ? &notation->choices : &defaults;
}

static const Quantity *find_quantity(const Notation *notation, const char *name) {
    return notation != NULL ? find_entry(notation, name)->quantity : NULL;
}

bool notation_is_bold(const Notation *notation, const char *name) {
    const Quantity *quantity = find_quantity(notation, name);
    return notation_choices(notation)->tensors == TENSORS_BOLD && quantity != NULL &&
           quantity->rank > 0;
}

bool notation_is_entry(const Notation *notation, const Syntax *entry) {
    const Syntax *base = entry->children[0];
    const Quantity *quantity =
        base->kind == SYNTAX_NAME ? find_quantity(notation, base->name) : NULL;
    if (quantity == NULL || entry->count != quantity->rank + 1)
        return false;
    for (size_t i = 1; i < entry->count; i++)
        if (entry->children[i]->kind == SYNTAX_KEEP)
            return false;
    return true;
}

bool notation_is_compact(const Notation *notation, const Syntax *derivative) {
    switch (notation_choices(notation)->derivatives) {
    case DERIVATIVES_MIXED:
        return derivative->is_compact;
    case DERIVATIVES_FRACTIONS:
        return false;
    case DERIVATIVES_SUBSCRIPTS:
        return !derivative->is_ordinary;
    }
    return false;
}

/* Whether it is a number that counts: an integer, an index letter or a label. */
static bool is_index_term(const Notation *notation, const Syntax *syntax) {
    if (syntax->kind == SYNTAX_NUMBER)
        return fmpz_is_one(fmpq_denref(syntax->number));
    bool is_entry = syntax->kind == SYNTAX_INDEX && syntax->children[0]->kind == SYNTAX_NAME;
    if (syntax->kind != SYNTAX_NAME && !is_entry)
        return false;
    const Quantity *quantity =
        find_quantity(notation, is_entry ? syntax->children[0]->name : syntax->name);
    if (quantity == NULL)
        return !is_entry;
    return quantity->kind == QUANTITY_LABEL &&
           (is_entry ? notation_is_entry(notation, syntax) : quantity->rank == 0);
}

bool notation_has_own_brackets(const Notation *notation, const Syntax *syntax) {
    return syntax->kind == SYNTAX_COMPARE && !notation_is_delta(notation, syntax) &&
           notation_choices(notation)->brackets == BRACKETS_ROUND;
}

bool notation_is_delta(const Notation *notation, const Syntax *compare) {
    return notation_choices(notation)->deltas == DELTAS_KRONECKER &&
           compare->relation == RELATION_EQUAL && is_index_term(notation, compare->children[0]) &&
           is_index_term(notation, compare->children[1]);
}
