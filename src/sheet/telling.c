#include "sheet/telling.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "algebra/dump.h"

static const char *const names[TELLING_COUNT] = {
    [TELLING_SOURCE] = "source",     [TELLING_FORMULA] = "formula",   [TELLING_ALGEBRA] = "algebra",
    [TELLING_CALCULUS] = "calculus", [TELLING_NOTATION] = "notation", [TELLING_VERIFY] = "verify",
};

const char *telling_name(TellingStage stage) {
    return names[stage];
}

TellingStage telling_find(const char *name) {
    size_t stage = 0;
    while (stage < TELLING_COUNT && strcmp(names[stage], name) != 0)
        stage++;
    return (TellingStage)stage;
}

bool telling_wants(const Telling *telling, TellingStage stage) {
    return telling != NULL && telling->stage == stage;
}

void telling_say(const Telling *telling, TellingStage stage, const char *format, ...) {
    if (!telling_wants(telling, stage))
        return;
    char *line = NULL;
    va_list args;
    va_start(args, format);
    int length = vasprintf(&line, format, args);
    va_end(args);
    if (length < 0)
        return;
    telling->listener(telling->context, line);
    free(line);
}

void telling_say_expr(const Telling *telling, TellingStage stage, const char *about,
                      const char *what, const Expr *expr) {
    if (!telling_wants(telling, stage))
        return;
    StrBuf out;
    strbuf_init(&out);
    expr_dump(&out, expr);
    telling_say(telling, stage, "%s %s %s, %u nodes", about, what, out.chars, expr->size);
    strbuf_free(&out);
}
