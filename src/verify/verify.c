#include "verify/verify.h"

#include <stdlib.h>
#include <string.h>

#include "algebra/elaborate.h"
#include "verify/direction.h"

struct Verifier {
    Arena *arena;
    Gradients *gradients;
    Equality *equality;
    Number planted;
};

static void verifier_clear(void *data) {
    number_clear(&((Verifier *)data)->planted);
}

Verifier *verifier_new(Arena *arena, Gradients *gradients, bool has_values) {
    Verifier *verifier = ARENA_NEW(arena, Verifier);
    verifier->arena = arena;
    verifier->gradients = gradients;
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

/* The answer's side. A planted fault changes it. */
static Side printed_side(const Verifier *verifier, Printed printed) {
    return (Side){.expr = printed.whole, .cells = printed.cells, .shift = &verifier->planted};
}

/* The point at the assignment's values, ready to tell the kinks of another question; NULL where
 * there is none. Where it has met some, its values are worked out again: a gradient named by let
 * tells its kinks only then. */
static Point *forget_kinks(Verifier *verifier) {
    Point *place = verifier_place(verifier);
    if (place != NULL && point_has_met_kinks(place))
        point_forget(place);
    return place;
}

static void take_kinks(const Verifier *verifier, const Point *point, Verification *verification) {
    if (point == NULL)
        return;
    size_t count;
    const Fault *kinks = point_kinks(point, &count);
    Fault *copy = ARENA_ARRAY(verifier->arena, Fault, count);
    if (count > 0)
        memcpy(copy, kinks, count * sizeof *copy);
    verification->kinks = copy;
    verification->kink_count = count;
}

/* The part of a place that there may not be, with a comma after it. */
static const char *with_comma(Arena *arena, const char *part) {
    return *part != '\0' ? arena_printf(arena, "%s, ", part) : "";
}

static const char *report_expected(Arena *arena, const Verdict *verdict) {
    const char *letters = with_comma(arena, verdict->letters);
    if (verdict->is_combined)
        return arena_printf(arena,
                            "at %s%s, its entries add up to %s with random weights, those of the "
                            "derived answer to %s",
                            letters, verdict->place, verdict->right, verdict->left);
    const char *entry =
        *verdict->entry != '\0' ? arena_printf(arena, "entry %s, ", verdict->entry) : "";
    return arena_printf(arena, "at %s%s%s, it gives %s where the derived answer gives %s", letters,
                        entry, verdict->place, verdict->right, verdict->left);
}

static Verification verification_of(const Verifier *verifier, const Verdict *verdict,
                                    const char *(*report)(Arena *arena, const Verdict *verdict)) {
    Verification result = {.points = verdict->points, .is_exact = verdict->is_exact};
    switch (verdict->outcome) {
    case EQUALITY_YES:
        result.outcome = VERIFY_EQUAL;
        break;
    case EQUALITY_NO:
        result.outcome = VERIFY_DIFFERENT;
        result.report = report(verifier->arena, verdict);
        break;
    case EQUALITY_UNKNOWN:
        result.outcome = VERIFY_UNKNOWN;
        result.report =
            arena_printf(verifier->arena, "no random point gave it a value: %s", verdict->reason);
        break;
    }
    return result;
}

/* The derivative that a name of `let` without letters stands for: it is verified like one that was
 * asked for. */
static const Syntax *without_name(const Syntax *find) {
    if (!scope_names_gradient(find) ||
        (find->quantity->rank > 0 && find->quantity->letters[0] != NULL))
        return find;
    return find->quantity->formula;
}

/* Whether all in a group are right. */
static bool verify_together(Verifier *verifier, Judgement *const *group, size_t count) {
    Claim *claims = memory_alloc(count * sizeof *claims);
    for (size_t i = 0; i < count; i++)
        claims[i] = (Claim){group[i]->letters, without_name(group[i]->find),
                            printed_side(verifier, group[i]->printed)};
    Point *place = forget_kinks(verifier);
    Verdict verdict;
    bool is_right = equality_decide_together(verifier->equality, claims, count, &verdict);
    size_t kinks = 0;
    if (place != NULL)
        point_kinks(place, &kinks);
    for (size_t i = 0; is_right && i < count; i++) {
        group[i]->verification = (Verification){
            .outcome = VERIFY_EQUAL, .points = verdict.points, .is_exact = verdict.is_exact};
        if (kinks == 0)
            continue;
        point_forget_kinks(place); /* each has its own */
        equality_meet_kinks(verifier->equality, &claims[i]);
        take_kinks(verifier, place, &group[i]->verification);
    }
    free(claims);
    return is_right;
}

/* Formulas around derivatives, as in W - eta * d l / d W. The interpreter differentiates them entry
 * by entry, a run of the model for each. Where those are many, the gradients are verified along a
 * direction, and the formula with these gradients in it is compared with what is printed. */

/* ENTRYWISE_LIMIT: runs of definitions. */
enum { GRADIENT_LIMIT = 8, ENTRYWISE_LIMIT = 512 };

typedef struct Gradient {
    const Syntax *derivative;
    Letters letters; /* those of the formula that stand in it */
} Gradient;

/* Whether its gradients cannot be told from what is around them: one that a sum's index runs
 * through, one in the body of a function. */
static bool hides_gradients(const Syntax *formula) {
    return (formula->binder_count > 0 || formula->expansion != NULL) &&
           syntax_holds_derivative(formula);
}

/* What a name of `let` stands for, with the letters that its definition has. */
static Gradient definition_of(const Quantity *quantity) {
    Gradient gradient = {.derivative = quantity->formula};
    for (size_t i = 0; i < quantity->rank && quantity->letters[i] != NULL; i++)
        gradient.letters.items[gradient.letters.count++] = (Letter){.name = quantity->letters[i],
                                                                    .span = quantity->span,
                                                                    .has_dimension = true,
                                                                    .dimension = quantity->dims[i]};
    return gradient;
}

static bool collect_gradients(const Syntax *formula, const Letters *letters, Gradient *gradients,
                              size_t *count) {
    if (formula->kind != SYNTAX_DERIVATIVE && !scope_names_gradient(formula)) {
        bool is_good = !hides_gradients(formula);
        for (size_t i = 0; is_good && i < formula->count; i++)
            is_good = collect_gradients(formula->children[i], letters, gradients, count);
        return is_good;
    }
    if (*count == GRADIENT_LIMIT)
        return false;
    Gradient *gradient = &gradients[(*count)++];
    if (scope_names_gradient(formula)) {
        *gradient = definition_of(formula->quantity);
        return equality_can_join(gradient->derivative, &gradient->letters);
    }
    *gradient = (Gradient){.derivative = formula};
    for (size_t i = 0; i < letters->count; i++)
        if (direction_has_letter(formula, letters->items[i].name))
            gradient->letters.items[gradient->letters.count++] = letters->items[i];
    return equality_can_join(formula, &gradient->letters);
}

/* How many numbers a formula of this shape is, over all values of its letters. */
static size_t entry_count(const Letters *letters, const Shape *shape) {
    size_t count = letters_count_values(letters),
           entries = dimensions_count(shape->dims, shape->rank);
    return __builtin_mul_overflow(count, entries, &count) ? SIZE_MAX : count;
}

/* A resolved formula at its letters and axes, with its gradients as the chain rule has them. */
static const Expr *elaborate_formula(const Verifier *verifier, const Syntax *formula,
                                     const Letters *letters) {
    Pool *pool = gradients_pool(verifier->gradients);
    Elaborator elaborator;
    gradients_elaborator(verifier->gradients, &elaborator);
    elaborator_bind_letters(&elaborator, letters);
    const Expr *axes[SHAPE_LIMIT];
    for (size_t i = 0; i < formula->shape->rank; i++)
        axes[i] = expr_index(pool, pool_axis(pool, (uint32_t)i, formula->shape->dims[i]));
    return elaborate(&elaborator, formula, axes);
}

/* The definitions that a run of the model is over, at most. */
static size_t count_definitions(const Scope *scope) {
    size_t count = 0;
    for (; scope != NULL; scope = scope->outer)
        for (size_t i = 0; i < scope->count; i++)
            count += scope->quantities[i]->kind == QUANTITY_DEFINED;
    return count;
}

/* Whether entry by entry would be long. */
static bool is_long(const Verifier *verifier, const Gradient *gradient) {
    size_t entries = entry_count(&gradient->letters, gradient->derivative->shape),
           runs = count_definitions(gradients_scope(verifier->gradients));
    return __builtin_mul_overflow(entries, runs, &runs) || runs > ENTRYWISE_LIMIT;
}

/* Whether the formula's gradients are many, and all right. */
static bool gradients_are_right(Verifier *verifier, const Syntax *formula, const Letters *letters) {
    Gradient gradients[GRADIENT_LIMIT];
    size_t count = 0;
    if (!collect_gradients(formula, letters, gradients, &count))
        return false;
    bool are_many = false;
    for (size_t i = 0; i < count; i++)
        are_many |= is_long(verifier, &gradients[i]);
    bool are_right = are_many;
    for (size_t i = 0; are_right && i < count; i++) {
        const Gradient *gradient = &gradients[i];
        const Expr *derived = elaborate_formula(verifier, gradient->derivative, &gradient->letters);
        are_right =
            equality_decide(verifier->equality, &gradient->letters, gradient->derivative->shape,
                            (Side){.expr = derived}, (Side){.formula = gradient->derivative})
                .outcome == EQUALITY_YES;
    }
    return are_right;
}

/* Why what was asked has no value at any point, whatever the answer is. */
static Fault find_fault(const Verifier *verifier, const Syntax *find, const Letters *letters) {
    Side nothing = {.expr = expr_integer(gradients_pool(verifier->gradients), 0)};
    Verdict verdict =
        equality_decide(verifier->equality, letters, find->shape, nothing, (Side){.formula = find});
    return verdict.outcome == EQUALITY_UNKNOWN ? verdict.fault : (Fault){0};
}

Verification verify(Verifier *verifier, const Syntax *find, const Letters *letters,
                    Printed printed) {
    Point *place = forget_kinks(verifier);
    find = without_name(find);
    Side right = {.formula = find};
    if (find->kind != SYNTAX_DERIVATIVE && gradients_are_right(verifier, find, letters))
        right = (Side){.expr = elaborate_formula(verifier, find, letters)};
    Verdict verdict = equality_decide(verifier->equality, letters, find->shape,
                                      printed_side(verifier, printed), right);
    Verification result = verification_of(verifier, &verdict, report_difference);
    if (result.outcome == VERIFY_UNKNOWN)
        result.undefined = find_fault(verifier, find, letters);
    take_kinks(verifier, place, &result);
    return result;
}

/* The judgements from `first` on that can be decided on together with it. */
static size_t gather(Judgement *judgements, size_t count, size_t first, const bool *is_done,
                     Judgement **group) {
    const Judgement *leader = &judgements[first];
    const Syntax *derivative = without_name(leader->find);
    size_t size = 0;
    group[size++] = &judgements[first];
    if (!equality_can_join(derivative, leader->letters))
        return size;
    for (size_t i = first + 1; i < count; i++) {
        Judgement *other = &judgements[i];
        const Syntax *find = without_name(other->find);
        if (!is_done[i] && equality_can_join(find, other->letters) &&
            syntax_equal(find->children[0], derivative->children[0]))
            group[size++] = other;
    }
    return size;
}

void verify_all(Verifier *verifier, Judgement *judgements, size_t count) {
    Judgement **group = memory_alloc((count + 1) * sizeof *group);
    bool *is_done = memory_alloc((count + 1) * sizeof *is_done);
    memset(is_done, 0, (count + 1) * sizeof *is_done);
    for (size_t i = 0; i < count; i++) {
        if (is_done[i])
            continue;
        size_t size = gather(judgements, count, i, is_done, group);
        bool are_right = size > 1 && verify_together(verifier, group, size);
        for (size_t j = 0; j < size; j++) {
            Judgement *one = group[j];
            is_done[one - judgements] = true;
            if (!are_right)
                one->verification = verify(verifier, one->find, one->letters, one->printed);
        }
    }
    free(group);
    free(is_done);
}

/* Whether a derivative that is known to be another is worth working out again entry by entry, only
 * to say where. */
static bool has_few_entries(const Letters *letters, const Shape *shape) {
    enum { FEW = 1024 };
    return entry_count(letters, shape) <= FEW;
}

Verification verify_expected(Verifier *verifier, const Letters *letters, const Shape *shape,
                             Printed derived, const Syntax *expected) {
    Side left = printed_side(verifier, derived);
    Side right = {.formula = expected};
    Verdict verdict = equality_decide(verifier->equality, letters, shape, left, right);
    if (verdict.outcome == EQUALITY_NO && verdict.is_combined && has_few_entries(letters, shape)) {
        right.is_entrywise = true;
        Verdict entrywise = equality_decide(verifier->equality, letters, shape, left, right);
        if (entrywise.outcome == EQUALITY_NO)
            verdict = entrywise;
    }
    return verification_of(verifier, &verdict, report_expected);
}
