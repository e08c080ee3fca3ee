/* Resolve: what the names in a formula mean, and the shape of every part of it.
 *
 * The resolver walks a tree once, notes in each node its shape, in each name its quantity and in
 * each binder its dimension, and reports what does not fit: an undefined name, sizes that differ,
 * an index out of range. A tree that resolves without errors is what the elaborator and the
 * interpreter take.
 *
 * Broadcasting is NumPy's, with one difference: only a missing dimension or one declared as the
 * literal 1 stretches. Two sizes with different names are different, whatever their values.
 */
#ifndef GRADSHEET_FORMULA_RESOLVE_H
#define GRADSHEET_FORMULA_RESOLVE_H

#include "base/diagnostics.h"
#include "formula/scope.h"
#include "formula/shape.h"
#include "formula/syntax.h"

/* An index letter and the dimension that it runs over. */
typedef struct Letter {
    const char *name;
    Span span; /* where it stands first */
    bool has_dimension;
    Dimension dimension;
} Letter;

enum { LETTER_LIMIT = 128 };

/* The letters in force: those of an index-form definition or free ones first, then, while a sum is
 * walked, its own. */
typedef struct Letters {
    Letter items[LETTER_LIMIT];
    size_t count;
} Letters;

/* Copies the letters in force: few of those that there is room for. */
void letters_copy(Letters *to, const Letters *from);

/* Whether the range of a letter is known. One that indexes nothing in the resolved formula gets
 * that of a label that it is compared with, as in (c == y[k]). */
bool letter_learn_from_labels(Letter *letter, const Syntax *formula);

/* How many values letters have together; SIZE_MAX where that is more than can be counted. */
size_t letters_count_values(const Letters *letters);

/* A call of an author's function whose body is being resolved; its arguments are already. */
typedef struct OpenCall OpenCall;
struct OpenCall {
    const Syntax *call;
    const OpenCall *outer;
};

/* How names are looked up. find may report errors of its own and then returns NULL with *failed
 * set; a plain NULL means that the name is no quantity. */
typedef struct Resolver {
    Arena *arena;
    Diagnostics *diagnostics;
    const void *context;
    const Quantity *(*find)(const void *context, const char *name, bool *failed);
    const UserFunction *(*find_function)(const void *context, const char *name);
    /* candidates for "did you mean": fills names, returns their number, at most limit */
    size_t (*candidates)(const void *context, const char **names, size_t limit);
    const OpenCall *open_call; /* the innermost; NULL: none */
    size_t depth;              /* how many there are */
} Resolver;

/* Resolves a tree. letters holds the letters that are already known and receives every new free one
 * in order of first appearance; with allow_new false a new letter is an undefined name. False with
 * errors where something does not fit. */
bool resolve_syntax(Resolver *resolver, const Syntax *syntax, Letters *letters, bool allow_new);

/* Whether every tensor in a resolved formula has few enough entries to be worked out; an error at
 * the first that has not. A derivative that is the whole formula may have more: it is worked out
 * along a direction. */
bool resolve_check_entries(const Syntax *formula, Diagnostics *diagnostics);

/* Resolves in a finished scope, and demands that every free letter runs over a known dimension. */
bool resolve_in_scope(Arena *arena, const Scope *scope, const Syntax *syntax, Letters *letters,
                      bool allow_new, Diagnostics *diagnostics);

#endif
