/* Random formulas of a wanted shape, over the whole language.
 *
 * A formula is composed of typed parts: each production of the grammar says for which shapes it
 * stands and writes its operands by the same way. Tensors that are wanted and not there yet are
 * given; those that are there are used again. All text is what an author would write, and resolves
 * without errors. How large values can be is kept in view, so that no tower of exponentials leaves
 * the numbers that balls can hold.
 */
#ifndef GRADSHEET_TESTS_SHEET_RANDOM_FORMULA_H
#define GRADSHEET_TESTS_SHEET_RANDOM_FORMULA_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/strbuf.h"
#include "language_features.h"
#include "random.h"
#include "source/assignment.h"

/* A dimension as it is written: a size's name or a number. */
typedef struct Dim {
    const char *text;
    long value;
} Dim;

typedef struct Dims {
    size_t rank;
    Dim items[RANK_LIMIT];
} Dims;

bool dim_equal(Dim left, Dim right);
Dims dims_of(size_t rank, Dim first, Dim second);
/* "[m, n1]" */
const char *dims_text(Arena *arena, const Dims *dims);

#define NO_PART SIZE_MAX

enum { PART_LIMIT = 60, SIZE_COUNT = 3, LETTER_NAMES = 8 };

/* A quantity that formulas may use. */
typedef struct Part {
    const char *name;
    Dims dims;
    double bound; /* about how large its entries can be */
    bool is_given;
    bool is_label;
    Dim label;
    bool is_hidden;      /* by a name of the question's own */
    bool is_gradient;    /* named by let: has values, but no derivative by it */
    uint64_t uses;       /* parts that it depends on, itself among them */
    uint64_t inner;      /* by which parts something was differentiated on the way to it */
    FeatureSet features; /* of the formulas that it comes from */
    size_t depth;        /* of definitions, 0 for a given */
    size_t users;        /* definitions that name it */
    bool is_used_plain, is_used_transposed;
} Part;

/* An index letter in force. */
typedef struct BoundLetter {
    const char *name;
    Dim dim;
    bool is_used; /* as an index of something */
} BoundLetter;

/* A formula being composed in a model being made. */
typedef struct Composer {
    Arena *arena;
    Random random;
    const char **names; /* each is taken once */
    size_t name_count, names_taken;
    Dim sizes[SIZE_COUNT];
    Part parts[PART_LIMIT];
    size_t part_count;
    size_t first_part; /* those before are out of reach: an author's function sees its own */
    size_t wanted;     /* a part to be used where it fits; NO_PART: none */
    const char *letter_names[LETTER_NAMES]; /* for indices, whatever they run over */
    BoundLetter letters[LETTER_NAMES];
    size_t letter_count;
    bool is_elementwise; /* only what works entry by entry: the body of a function */
    bool may_be_unknown; /* unknown functions are allowed */
    StrBuf given, values, functions, assume;
    const char *authors[2]; /* functions of one and of two arguments; NULL: not made yet */
    FeatureSet authors_features[2];
    const char *unknown;
    uint64_t uses;       /* parts that the formula in hand comes from */
    uint64_t named;      /* those that stand in it */
    uint64_t inner;      /* those by which something in it is differentiated */
    FeatureSet features; /* and what it is made of */
} Composer;

/* Formulas as they stand in others. */
typedef enum Binding { BINDS_SUM, BINDS_PRODUCT, BINDS_MINUS, BINDS_POWER, BINDS_CLOSED } Binding;

typedef struct Formula {
    const char *text;
    Binding binding;
    double bound;
} Formula;

size_t composer_below(Composer *composer, size_t limit);
bool composer_one_in(Composer *composer, size_t count);
const char *composer_name(Composer *composer);
Dim composer_dim(Composer *composer);
Dims composer_dims(Composer *composer, size_t rank);
void composer_note(Composer *composer, Feature feature);
/* A number as an author writes it, not 0. */
const char *composer_number(Composer *composer);

/* A new tensor with random values. */
Part *composer_give(Composer *composer, const Dims *dims);
/* One with this name; declared is what its line in `given` calls it, NULL for no line. */
Part *composer_give_as(Composer *composer, const char *name, const char *declared, Part part);
Part *composer_give_label(Composer *composer, const Dims *dims, Dim label);
/* A letter that is not in force, for an index that runs over dim; its place in composer->letters.
 */
size_t composer_open_letter(Composer *composer, Dim dim);
/* Another part (of a definition, say) that formulas may use from now on. */
Part *composer_add(Composer *composer, Part part);

/* A formula of this shape, of about `budget` operators. The parts that it uses are noted. */
Formula compose(Composer *composer, const Dims *dims, size_t budget);
/* One that holds the letter as an index of something. */
Formula compose_over(Composer *composer, const Dims *dims, size_t letter, size_t budget);
/* An entry, a row, or all of a part, whose kept dimensions are dims; NULL: it has none such. */
const char *compose_use(Composer *composer, size_t part, const Dims *dims);
/* A single number that depends on the part. */
Formula compose_number_of(Composer *composer, size_t part);
/* The formula's text where something binds as tightly as `binding`. */
const char *formula_in(Arena *arena, Formula formula, Binding binding);

#endif
