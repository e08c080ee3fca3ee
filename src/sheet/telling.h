/* Telling: what a stage of the road made, line by line, to whoever asked for it by --trace. */
#ifndef GRADSHEET_SHEET_TELLING_H
#define GRADSHEET_SHEET_TELLING_H

#include <stdbool.h>

#include "algebra/expr.h"
#include "formula/scope.h"

typedef enum TellingStage {
    TELLING_SOURCE,   /* models as they are after `extends` and `repeat` */
    TELLING_FORMULA,  /* definitions and questions, with their shapes and letters */
    TELLING_ALGEBRA,  /* what is asked, canonical (algebra/dump.h) */
    TELLING_CALCULUS, /* the same derived, and made shorter */
    TELLING_NOTATION, /* the answers as they are written */
    TELLING_VERIFY,   /* what came of comparing them */
    TELLING_COUNT
} TellingStage;

/* Who listens, and to what. The listener is called with each line, which has no end; it is its own
 * only until it returns. */
typedef struct Telling {
    TellingStage stage;
    void (*listener)(void *context, const char *line);
    void *context; /* the listener's, handed on as it is */
} Telling;

/* "source", "formula" ...; the stage of a name, TELLING_COUNT if there is none. */
const char *telling_name(TellingStage stage);
TellingStage telling_find(const char *name);

/* Whether anybody (telling may be NULL) listens to that stage. */
bool telling_wants(const Telling *telling, TellingStage stage);

/* One line, if somebody listens to that stage. */
void telling_say(const Telling *telling, TellingStage stage, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* "1.10 tidied (* ...), 9 nodes" */
void telling_say_expr(const Telling *telling, TellingStage stage, const char *about,
                      const char *what, const Expr *expr);

/* A model as it is after `extends` and `repeat`, to who listens to TELLING_SOURCE. */
void telling_say_model(const Telling *telling, Arena *arena, const Model *model);

/* A model's definitions in the order in which they can be computed, to who listens to
 * TELLING_FORMULA. */
void telling_say_scope(const Telling *telling, Arena *arena, const Scope *scope);

#endif
