#include "verify/verify.h"

struct Verifier {
    Arena *arena;
    Equality *equality;
    Number planted;
};

static void verifier_clear(void *data) {
    number_clear(&((Verifier *)data)->planted);
}

Verifier *verifier_new(Arena *arena, Gradients *gradients, bool has_values) {
    Verifier *verifier = ARENA_NEW(arena, Verifier);
    verifier->arena = arena;
    verifier->equality = equality_new(arena, gradients, has_values);
    number_init(&verifier->planted);
    arena_on_free(arena, verifier_clear, verifier);
    return verifier;
}

void verifier_plant_fault(Verifier *verifier, const fmpq_t difference) {
    number_set_rational(&verifier->planted, difference);
}

Evaluator *verifier_at_values(Verifier *verifier, long precision) {
    return equality_at_values(verifier->equality, precision);
}

Point *verifier_place(Verifier *verifier) {
    return equality_place(verifier->equality);
}

static const char *report_difference(Arena *arena, const Verdict *verdict) {
    const char *comma = verdict->letters[0] != '\0' ? ", " : "";
    return arena_printf(arena, "the printed answer gives %s where dual numbers give %s, at %s%s%s",
                        verdict->left, verdict->right, verdict->letters, comma, verdict->place);
}

Verification verify(Verifier *verifier, const Syntax *find, const Letters *letters,
                    Printed printed) {
    Side left = {.expr = printed.whole, .cells = printed.cells, .shift = &verifier->planted};
    Side right = {.formula = find};
    Verdict verdict = equality_decide(verifier->equality, letters, find->shape, left, right);
    Verification result = {.points = verdict.points, .is_exact = verdict.is_exact};
    switch (verdict.outcome) {
    case EQUALITY_YES:
        result.outcome = VERIFY_EQUAL;
        break;
    case EQUALITY_NO:
        result.outcome = VERIFY_DIFFERENT;
        result.report = report_difference(verifier->arena, &verdict);
        break;
    case EQUALITY_UNKNOWN:
        result.outcome = VERIFY_UNKNOWN;
        result.report =
            arena_printf(verifier->arena, "no random point gave it a value: %s", verdict.reason);
        break;
    }
    return result;
}
