#include "verify/places.h"

#include <stdlib.h>
#include <string.h>

#include "base/rational.h"
#include "base/strbuf.h"
#include "formula/resolve.h"

enum {
    CANDIDATES = 8,       /* drawn with either sign; after these positive ones, if need be, ... */
    POSITIVE_LIMIT = 12,  /* ... up to here, and then ones below 1 ... */
    CANDIDATE_LIMIT = 16, /* ... up to here */
    VAIN_LIMIT = 2,       /* candidates that did not help, until the search ends */
    FORWARD_LIMIT = 4096, /* entries of definitions beyond which candidates are not worth a run */
    SIGNED_DRAWS = 16,    /* redraws until only positive numbers are drawn ... */
    POSITIVE_DRAWS = 28,  /* ... and until these are below 1 */
    TEXT_LIMIT = 24,      /* numbers of a point that are told */
};

struct Places {
    Arena *arena;
    const Scope *scope;
    Point *values; /* NULL: there are none, or not made yet */
    bool has_values;
    Point *random[PLACES_LIMIT]; /* NULL: not drawn yet */
    uint64_t next_seed;
    size_t redraws[PLACES_LIMIT];
    bool is_chosen;
    Point *spare[CANDIDATE_LIMIT]; /* candidates that were not chosen, for later points */
    size_t spare_count;
    Span *given_up;
    size_t given_up_count;
};

static void places_clear(void *data) {
    free(((Places *)data)->given_up);
}

Places *places_new(Arena *arena, const Scope *scope, bool has_values) {
    Places *places = ARENA_NEW(arena, Places);
    places->arena = arena;
    places->scope = scope;
    places->has_values = has_values;
    places->next_seed = 1000;
    arena_on_free(arena, places_clear, places);
    return places;
}

Point *places_at_values(Places *places, long precision) {
    if (!places->has_values)
        return NULL;
    /* Never less than the first precision: another one would forget what is known there. */
    if (precision < PLACES_PRECISION)
        precision = PLACES_PRECISION;
    if (places->values == NULL)
        places->values = point_at_values(places->arena, places->scope, precision);
    point_set_precision(places->values, precision);
    return places->values;
}

/* What numbers are drawn after so many draws that did not do. */
static uint64_t first_seed(size_t draws, size_t signed_draws, size_t positive_draws) {
    return draws < signed_draws     ? 0
           : draws < positive_draws ? POINT_POSITIVE_SEED
                                    : POINT_PROPER_SEED;
}

/* All points share the formulas that one of them has made ready. */
static Point *draw(Places *places, uint64_t from_seed) {
    uint64_t seed = from_seed + places->next_seed++;
    Point *first = places->values;
    if (first == NULL)
        first = places_at_values(places, PLACES_PRECISION);
    for (size_t i = 0; first == NULL && i < PLACES_LIMIT; i++)
        first = places->random[i];
    if (first == NULL && places->spare_count > 0)
        first = places->spare[0];
    return first != NULL ? point_beside(places->arena, first, seed)
                         : point_random(places->arena, places->scope, seed, PLACES_PRECISION);
}

/* Choosing. */

typedef struct Candidate {
    Point *point;
    size_t defined; /* how many definitions have a value there */
} Candidate;

static size_t definition_entries(const Scope *scope) {
    size_t entries = 0;
    for (; scope != NULL; scope = scope->outer)
        for (size_t i = 0; i < scope->count && entries <= FORWARD_LIMIT; i++) {
            size_t count = 1;
            for (size_t j = 0; j < scope->quantities[i]->rank && count <= FORWARD_LIMIT; j++)
                count *= (size_t)scope->quantities[i]->dims[j].value;
            entries += count;
        }
    return entries;
}

static Candidate run_candidate(const Places *places, Point *point, size_t *definitions) {
    Candidate candidate = {point, 0};
    *definitions = 0;
    for (const Scope *scope = places->scope; scope != NULL; scope = scope->outer)
        for (size_t i = 0; i < scope->count; i++) {
            const Quantity *quantity = scope->quantities[i];
            Fault fault;
            if (quantity->kind != QUANTITY_DEFINED && quantity->kind != QUANTITY_UNKNOWN)
                continue;
            ++*definitions;
            candidate.defined += point_value(point, places->scope, quantity, &fault) != NULL;
        }
    return candidate;
}

static bool same_span(const Span *left, const Span *right) {
    return left->offset == right->offset && left->source == right->source &&
           left->length == right->length;
}

/* Adds what a point knows of a branch to the bits. */
static void add_branch(const Point *point, const Span *span, uint64_t *low, uint64_t *high) {
    size_t count;
    const Branch *branches = point_branches(point, &count);
    for (size_t i = 0; i < count; i++)
        if (same_span(&branches[i].span, span)) {
            *low |= branches[i].low;
            *high |= branches[i].high;
            return;
        }
}

/* What three candidates are worth: places with more values first, then more units that have been
 * both off and on. */
typedef struct Worth {
    size_t defined;
    size_t covered;
    size_t units; /* that were met at the first of them */
} Worth;

static Worth worth_of(const Candidate *const *three) {
    Worth worth = {0, 0, 0};
    size_t count;
    const Branch *branches = point_branches(three[0]->point, &count);
    for (size_t i = 0; i < count; i++) {
        uint64_t low = branches[i].low, high = branches[i].high;
        worth.units += (size_t)__builtin_popcountll(low | high);
        for (size_t j = 1; j < PLACES_RANDOM; j++)
            add_branch(three[j]->point, &branches[i].span, &low, &high);
        worth.covered += (size_t)__builtin_popcountll(low & high);
    }
    for (size_t j = 0; j < PLACES_RANDOM; j++)
        worth.defined += three[j]->defined;
    return worth;
}

/* The best three with the newest candidate among them replace best where they are better. */
static bool improve(const Candidate *candidates, size_t newest, const Candidate **best,
                    Worth *best_worth) {
    bool is_better = false;
    for (size_t i = 0; i < newest; i++)
        for (size_t j = i + 1; j < newest; j++) {
            const Candidate *three[] = {&candidates[i], &candidates[j], &candidates[newest]};
            Worth worth = worth_of(three);
            if (worth.defined < best_worth->defined ||
                (worth.defined == best_worth->defined && worth.covered <= best_worth->covered &&
                 best[0] != NULL))
                continue;
            *best_worth = worth;
            memcpy(best, three, sizeof three);
            is_better = true;
        }
    return is_better;
}

/* Whether a formula has a kink or a comparison in it. */
static bool has_steps(const Syntax *formula) {
    static const Function kinked[] = {FUNCTION_RELU, FUNCTION_LEAKY_RELU, FUNCTION_ABS,
                                      FUNCTION_SIGN, FUNCTION_MAX,        FUNCTION_MIN};
    if (formula->kind == SYNTAX_COMPARE)
        return true;
    if (formula->expansion != NULL)
        return has_steps(formula->expansion);
    if (formula->kind == SYNTAX_CALL) {
        Function function = function_find(formula->name);
        for (size_t i = 0; i < sizeof kinked / sizeof *kinked; i++)
            if (function == kinked[i])
                return true;
    }
    for (size_t i = 0; i < formula->count; i++)
        if (has_steps(formula->children[i]))
            return true;
    return false;
}

static bool scope_has_steps(const Scope *scope) {
    for (; scope != NULL; scope = scope->outer)
        for (size_t i = 0; i < scope->count; i++)
            if (scope->quantities[i]->kind == QUANTITY_DEFINED &&
                has_steps(scope->quantities[i]->formula))
                return true;
    return false;
}

/* Candidates one by one, until all definitions have values and all units have been off and on at
 * three of them, or some more did not help. */
static void choose(Places *places) {
    Candidate candidates[CANDIDATE_LIMIT];
    const Candidate *best[PLACES_RANDOM] = {NULL};
    Worth worth = {0, 0, 0};
    size_t count = 0;
    size_t in_vain = 0;
    size_t definitions = 0;
    places->is_chosen = true;
    if (!scope_has_steps(places->scope) || definition_entries(places->scope) > FORWARD_LIMIT)
        return;
    while (count < CANDIDATE_LIMIT) {
        bool has_values = count >= PLACES_RANDOM && worth.defined == PLACES_RANDOM * definitions;
        if (has_values && (worth.covered == worth.units || in_vain == VAIN_LIMIT))
            break;
        Point *point = draw(places, first_seed(has_values ? 0 : count, CANDIDATES, POSITIVE_LIMIT));
        places->spare[places->spare_count++] = point;
        candidates[count] = run_candidate(places, point, &definitions);
        in_vain = improve(candidates, count++, best, &worth) ? 0 : in_vain + 1;
    }
    places->spare_count = 0;
    for (size_t i = 0; i < count; i++) {
        const Candidate *candidate = &candidates[i];
        if (candidate == best[0] || candidate == best[1] || candidate == best[2])
            continue;
        if (candidate->defined == definitions)
            places->spare[places->spare_count++] = candidate->point;
    }
    for (size_t i = 0; i < PLACES_RANDOM; i++)
        places->random[i] = best[i]->point;
}

Point *places_random(Places *places, size_t number) {
    if (!places->is_chosen)
        choose(places);
    if (places->random[number] == NULL)
        places->random[number] =
            places->spare_count > 0 ? places->spare[--places->spare_count] : draw(places, 0);
    return places->random[number];
}

void places_redraw(Places *places, size_t number) {
    size_t draws = places->redraws[number]++;
    places->random[number] = draw(places, first_seed(draws, SIGNED_DRAWS, POSITIVE_DRAWS));
}

/* Patterns. */

static bool is_given_up(const Places *places, const Span *span) {
    for (size_t i = 0; i < places->given_up_count; i++)
        if (same_span(&places->given_up[i], span))
            return true;
    return false;
}

/* Quantities that a search has been through. */
typedef struct Seen {
    const Quantity **items;
    size_t count;
    size_t capacity;
} Seen;

static bool is_first_visit(Seen *seen, const Quantity *quantity) {
    for (size_t i = 0; i < seen->count; i++)
        if (seen->items[i] == quantity)
            return false;
    if (seen->count == seen->capacity) {
        seen->capacity = seen->capacity ? 2 * seen->capacity : 16;
        seen->items = memory_resize(seen->items, seen->capacity * sizeof *seen->items);
    }
    seen->items[seen->count++] = quantity;
    return true;
}

/* Whether a step stands in a formula or in the definitions that it comes to. */
static bool reaches(const Syntax *formula, const Span *step, Seen *seen) {
    if (same_span(&formula->span, step))
        return true;
    if (formula->expansion != NULL && reaches(formula->expansion, step, seen))
        return true;
    const Quantity *quantity = formula->quantity;
    if (formula->kind == SYNTAX_NAME && quantity != NULL && quantity->formula != NULL &&
        is_first_visit(seen, quantity) && reaches(quantity->formula, step, seen))
        return true;
    for (size_t i = 0; i < formula->count; i++)
        if (reaches(formula->children[i], step, seen))
            return true;
    return false;
}

static bool formula_reaches(const Syntax *formula, const Span *step) {
    Seen seen = {NULL, 0, 0};
    bool does = reaches(formula, step, &seen);
    free(seen.items);
    return does;
}

/* Gives up the first branch of the formula that went one way only at the first `count` points, or
 * only tells whether there is one. */
static bool find_one_sided(Places *places, size_t count, const Syntax *formula, bool gives_up) {
    for (size_t i = 0; i < count && places->random[i] != NULL; i++) {
        size_t branch_count;
        const Branch *branches = point_branches(places->random[i], &branch_count);
        for (size_t b = 0; b < branch_count; b++) {
            uint64_t low = 0, high = 0;
            for (size_t j = 0; j < count && places->random[j] != NULL; j++)
                add_branch(places->random[j], &branches[b].span, &low, &high);
            if ((low != 0 && high != 0) || is_given_up(places, &branches[b].span) ||
                !formula_reaches(formula, &branches[b].span))
                continue;
            if (gives_up) {
                places->given_up = memory_resize(places->given_up, (places->given_up_count + 1) *
                                                                       sizeof *places->given_up);
                places->given_up[places->given_up_count++] = branches[b].span;
            }
            return true;
        }
    }
    return false;
}

bool places_are_one_sided(Places *places, size_t count, const Syntax *formula) {
    return find_one_sided(places, count, formula, false);
}

void places_give_up(Places *places, size_t count, const Syntax *formula) {
    while (find_one_sided(places, count, formula, true))
        continue;
}

/* The place in words. */

static void write_numbers(StrBuf *out, Arena *arena, const Number *numbers, size_t count) {
    for (size_t i = 0; i < count; i++)
        strbuf_printf(out, "%s%s", i > 0 ? ", " : "", rational_print(arena, &numbers[i].rational));
}

static void write_given(const Places *places, StrBuf *out, Point *point, const Quantity *quantity) {
    size_t count = dimensions_count(quantity->dims, quantity->rank);
    Fault fault;
    const Number *numbers = point_value(point, places->scope, quantity, &fault);
    if (numbers == NULL)
        return;
    strbuf_printf(out, "%s%s = ", out->length > 0 ? ", " : "", quantity->name);
    if (count > TEXT_LIMIT) {
        strbuf_append(out, "...");
        return;
    }
    strbuf_append(out, quantity->rank > 0 ? "[" : "");
    write_numbers(out, places->arena, numbers, count);
    strbuf_append(out, quantity->rank > 0 ? "]" : "");
}

const char *places_text(Places *places, Point *point) {
    if (point == places->values)
        return "the assignment's values";
    StrBuf out;
    strbuf_init(&out);
    for (const Scope *scope = places->scope; scope != NULL; scope = scope->outer)
        for (size_t i = 0; i < scope->count; i++)
            if (scope->quantities[i]->kind == QUANTITY_GIVEN ||
                scope->quantities[i]->kind == QUANTITY_LABEL)
                write_given(places, &out, point, scope->quantities[i]);
    const char *text = arena_strdup(places->arena, out.chars);
    strbuf_free(&out);
    return text;
}
