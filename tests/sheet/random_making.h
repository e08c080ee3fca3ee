/* Inside of random assignments: a model that is being made, its definitions and its questions. */
#ifndef GRADSHEET_TESTS_SHEET_RANDOM_MAKING_H
#define GRADSHEET_TESTS_SHEET_RANDOM_MAKING_H

#include "random_language.h"

typedef struct Making {
    Composer composer;
    StrBuf define, sizes, let;
    const char *repeat;   /* the line, "" for none */
    const char *let_name; /* NULL: none */
    size_t let_variable;
    size_t last; /* the latest definition, from which the next one comes */
    size_t loss; /* NO_PART: none */
} Making;

static inline size_t below(Making *making, size_t limit) {
    return composer_below(&making->composer, limit);
}

static inline bool one_in(Making *making, size_t count) {
    return composer_one_in(&making->composer, count);
}

static inline Part *part_at(Making *making, size_t at) {
    return &making->composer.parts[at];
}

/* Forgets what the formula before used. */
void begin_formula(Making *making);
/* How many definitions deep these parts are. */
size_t depth_of(const Composer *composer, uint64_t uses);
size_t define(Making *making, const char *name, const char *target, const Dims *dims,
              Formula formula);
/* Every definition comes from the one before, so that the chain is as long as it has links. */
Formula ensure_last(Making *making, Formula formula);
/* Something that the parts in `uses` come from, now and then anything; NO_PART: there is none. */
size_t random_variable(Making *making, uint64_t uses);
/* The loss more often than others. */
size_t random_target(Making *making);
void define_loss(Making *making);
void define_derivative(Making *making);
void name_gradient(Making *making);
void define_chain(Making *making);
RandomQuestion random_question(Making *making);

#endif
