#include "formula/scope.h"

#include <string.h>

#include "formula/assumption.h"
#include "formula/author_function.h"
#include "formula/dependence.h"
#include "formula/nesting.h"
#include "formula/resolve.h"
#include "source/entries.h"

/* Definitions are resolved on demand: a name that is met and not yet shaped is shaped first, so
 * they come out in an order in which each uses only those before it, and a name that is met while
 * it is being shaped is a cycle. */

typedef enum EntryState { ENTRY_WAITING, ENTRY_OPEN, ENTRY_DONE, ENTRY_FAILED } EntryState;

typedef struct Entry Entry;
struct Entry {
    EntryState state;
    Entry *asked_by; /* of an open one: the open one that it is shaped for, or NULL */
    size_t level;    /* of an open one: how many are open around it */
    Quantity *quantity;
    const Definition *definition; /* NULL: a size or given */
    bool is_gradient;
};

typedef struct Builder {
    Arena *arena;
    Diagnostics *diagnostics;
    Scope *scope;
    Entry *entries;
    size_t count;
    Entry *open;        /* the one that is being shaped */
    bool has_functions; /* all of the model's */
} Builder;

static Entry *find_entry(const Builder *builder, const char *name) {
    for (size_t i = 0; i < builder->count; i++)
        if (strcmp(builder->entries[i].quantity->name, name) == 0)
            return &builder->entries[i];
    return NULL;
}

static bool shape_entry(Builder *builder, Entry *entry);

static size_t larger(size_t left, size_t right) {
    return left > right ? left : right;
}

static const Quantity *builder_find(const void *context, const char *name, bool *failed) {
    Builder *builder = (Builder *)context;
    Entry *entry = find_entry(builder, name);
    if (entry == NULL)
        return NULL;
    *failed = !shape_entry(builder, entry);
    if (*failed)
        return NULL;
    if (builder->open != NULL)
        builder->open->quantity->depth =
            larger(builder->open->quantity->depth, entry->quantity->depth + 1);
    return entry->quantity;
}

static const UserFunction *builder_find_function(const void *context, const char *name) {
    return scope_find_function(((const Builder *)context)->scope, name);
}

static size_t builder_candidates(const void *context, const char **names, size_t limit) {
    const Builder *builder = context;
    size_t count = 0;
    for (size_t i = 0; i < builder->count && count < limit; i++)
        names[count++] = builder->entries[i].quantity->name;
    return count;
}

static bool builder_is_quantity(const void *context, const char *name) {
    return find_entry(context, name) != NULL;
}

static void finish(Builder *builder, Entry *entry) {
    entry->state = ENTRY_DONE;
    entry->quantity->position = builder->scope->count;
    builder->scope->quantities[builder->scope->count++] = entry->quantity;
}

static Resolver builder_resolver(Builder *builder) {
    return (Resolver){.arena = builder->arena,
                      .diagnostics = builder->diagnostics,
                      .context = builder,
                      .find = builder_find,
                      .find_function = builder_find_function,
                      .candidates = builder_candidates};
}

/* Targets: `name`, `p[k,c]`, `swish(x)`. */

static Span target_span(const Definition *definition) {
    return text_span(&definition->target, 0, definition->target.length);
}

/* Reads p[k,c]: the name and the letters; errors where it is no such thing. */
static bool read_target(Builder *builder, const Definition *definition, Quantity *quantity,
                        Letters *letters) {
    NameLookup none = {0};
    const Syntax *target =
        formula_parse(builder->arena, &definition->target, &none, builder->diagnostics);
    if (target == NULL)
        return false;
    bool is_indexed = target->kind == SYNTAX_INDEX && target->children[0]->kind == SYNTAX_NAME;
    if (target->kind != SYNTAX_NAME && !is_indexed) {
        diagnostics_error(builder->diagnostics, DIAGNOSTIC_DEFINITION, target_span(definition),
                          "“%s” cannot be defined", definition->target.chars);
        diagnostics_hint(builder->diagnostics, "a definition is of a name or of name[i,j]");
        return false;
    }
    if (!is_indexed)
        return true;
    if (target->count - 1 > RANK_LIMIT) {
        diagnostics_error(builder->diagnostics, DIAGNOSTIC_SHAPE, target->span,
                          "a tensor has at most %d dimensions", RANK_LIMIT);
        return false;
    }
    for (size_t i = 1; i < target->count; i++) {
        const Syntax *letter = target->children[i];
        bool is_good = letter->kind == SYNTAX_NAME && find_entry(builder, letter->name) == NULL;
        for (size_t j = 0; is_good && j < letters->count; j++)
            is_good = strcmp(letters->items[j].name, letter->name) != 0;
        if (!is_good) {
            diagnostics_error(builder->diagnostics, DIAGNOSTIC_DEFINITION, letter->span,
                              "an index of a definition must be a letter that stands for nothing "
                              "else");
            diagnostics_hint(builder->diagnostics,
                             "define the whole tensor, p[i,j]: …, for every i and j");
            return false;
        }
        letters->items[letters->count++] = (Letter){.name = letter->name, .span = letter->span};
        quantity->letters[i - 1] = letter->name;
    }
    quantity->rank = target->count - 1;
    return true;
}

static bool report_too_many_dimensions(Builder *builder, const Quantity *quantity, size_t rank) {
    diagnostics_error(builder->diagnostics, DIAGNOSTIC_SHAPE, quantity->span,
                      "“%s” has %zu dimensions, and %d are the most", quantity->name, rank,
                      RANK_LIMIT);
    return false;
}

static bool shape_indexed(Builder *builder, Quantity *quantity, Letters *letters) {
    for (size_t i = 0; i < quantity->rank; i++) {
        if (!letter_learn_from_labels(&letters->items[i], quantity->formula)) {
            diagnostics_error(builder->diagnostics, DIAGNOSTIC_INDEX_LETTER, letters->items[i].span,
                              "“%s” indexes nothing in the formula, so its range is not known",
                              letters->items[i].name);
            return false;
        }
        quantity->dims[i] = letters->items[i].dimension;
    }
    if (!entries_check(quantity->dims, quantity->rank,
                       arena_printf(builder->arena, "“%s”", quantity->name), quantity->span,
                       builder->diagnostics))
        return false;
    if (quantity->formula->shape->rank > 0) {
        diagnostics_error(builder->diagnostics, DIAGNOSTIC_SHAPE, quantity->formula->span,
                          "a definition over indices must give a single number, not shape %s",
                          shape_text(builder->arena, quantity->formula->shape));
        return false;
    }
    return true;
}

static bool shape_whole(Builder *builder, Quantity *quantity, const Letters *letters) {
    const Shape *shape = quantity->formula->shape;
    if (letters->count + shape->rank > RANK_LIMIT)
        return report_too_many_dimensions(builder, quantity, letters->count + shape->rank);
    for (size_t i = 0; i < letters->count; i++) {
        if (!letters->items[i].has_dimension)
            return false;
        quantity->letters[i] = letters->items[i].name;
        quantity->dims[quantity->rank++] = letters->items[i].dimension;
    }
    for (size_t i = 0; i < shape->rank; i++)
        quantity->dims[quantity->rank++] = shape->dims[i];
    return true;
}

/* The derivative by one argument holds the others fixed, which it cannot where they move with it.
 */
static bool check_argument(Builder *builder, const Quantity *quantity, const Syntax *argument) {
    const Quantity *added = argument->quantity;
    for (size_t i = 0; i < quantity->argument_count; i++) {
        const Quantity *other = quantity->arguments[i];
        if (other == added) {
            diagnostics_error(builder->diagnostics, DIAGNOSTIC_DEFINITION, argument->span,
                              "“%s” stands twice in unknown(…)", added->name);
            return false;
        }
        bool is_below = dependence_of(builder->arena, other, added);
        if (!is_below && !dependence_of(builder->arena, added, other))
            continue;
        const char *from = is_below ? added->name : other->name;
        const char *computed = is_below ? other->name : added->name;
        diagnostics_error(builder->diagnostics, DIAGNOSTIC_DEFINITION, argument->span,
                          "“%s” and “%s” cannot both be arguments of unknown(…): “%s” is computed "
                          "from “%s”",
                          other->name, added->name, computed, from);
        diagnostics_hint(builder->diagnostics, "leave one of them out");
        return false;
    }
    return true;
}

/* unknown(o, y): every argument is a name, and none depends on another. */
static bool shape_unknown(Builder *builder, Quantity *quantity, const Syntax *formula) {
    quantity->kind = QUANTITY_UNKNOWN;
    quantity->arguments = ARENA_ARRAY(builder->arena, const Quantity *, formula->count);
    for (size_t i = 0; i < formula->count; i++) {
        const Syntax *argument = formula->children[i];
        bool failed = false;
        const Quantity *found =
            argument->kind == SYNTAX_NAME ? builder_find(builder, argument->name, &failed) : NULL;
        if (failed)
            return false;
        if (found == NULL || found->kind == QUANTITY_SIZE) {
            diagnostics_error(builder->diagnostics, DIAGNOSTIC_DEFINITION, argument->span,
                              "an argument of unknown(…) must be the name of a tensor");
            return false;
        }
        ((Syntax *)argument)->quantity = found;
        if (!check_argument(builder, quantity, argument))
            return false;
        quantity->arguments[quantity->argument_count++] = found;
        /* A derivative by way of an argument goes on into the argument's own derivatives. */
        quantity->unknown_rank =
            larger(quantity->unknown_rank, larger(found->rank, found->unknown_rank));
        quantity->derivative_order = larger(quantity->derivative_order, found->derivative_order);
    }
    quantity->formula = formula;
    quantity->rank = 0;
    return true;
}

static bool check_unindexed(Builder *builder, const Quantity *quantity, const Letters *letters) {
    if (letters->count == 0)
        return true;
    diagnostics_error(builder->diagnostics, DIAGNOSTIC_DEFINITION, quantity->span,
                      "what is unknown is a single number and has no indices");
    diagnostics_hint(builder->diagnostics,
                     "write “%s: unknown(…)”; of every entry is a function, f(x): unknown",
                     quantity->name);
    return false;
}

static bool is_unknown_call(const Syntax *formula) {
    return formula->kind == SYNTAX_CALL && strcmp(formula->name, "unknown") == 0;
}

static bool shape_definition(Builder *builder, Entry *entry) {
    Quantity *quantity = entry->quantity;
    if (entry->definition->formula.length == 0)
        return false; /* told when it was read */
    Letters letters = {0};
    if (!entry->is_gradient && !read_target(builder, entry->definition, quantity, &letters))
        return false;
    NameLookup lookup = {builder_is_quantity, builder};
    const Syntax *formula =
        formula_parse(builder->arena, &entry->definition->formula, &lookup, builder->diagnostics);
    if (formula == NULL)
        return false;
    if (!entry->is_gradient && is_unknown_call(formula))
        return check_unindexed(builder, quantity, &letters) &&
               shape_unknown(builder, quantity, formula);
    if (entry->is_gradient && formula->kind != SYNTAX_DERIVATIVE) {
        diagnostics_error(builder->diagnostics, DIAGNOSTIC_DERIVATIVE, formula->span,
                          "`let` names gradients, and this is none");
        diagnostics_hint(builder->diagnostics,
                         "write d l / d h3, or put the formula into `define`");
        return false;
    }
    Resolver resolver = builder_resolver(builder);
    if (!resolve_syntax(&resolver, formula, &letters, entry->is_gradient))
        return false;
    if (!resolve_check_entries(formula, builder->diagnostics))
        return false;
    quantity->formula = formula;
    Nesting nesting = nesting_of(formula);
    quantity->derivative_order = nesting.order;
    quantity->unknown_rank = nesting.unknown_rank;
    return quantity->letters[0] != NULL ? shape_indexed(builder, quantity, &letters)
                                        : shape_whole(builder, quantity, &letters);
}

/* Names the way from an open entry back to itself: z uses h, h uses z. */
static void report_cycle(Builder *builder, const Entry *entry) {
    const char *way = entry->quantity->name;
    for (const Entry *user = builder->open; user != entry; user = user->asked_by)
        way = arena_printf(builder->arena, "%s, which uses %s", user->quantity->name, way);
    diagnostics_error(builder->diagnostics, DIAGNOSTIC_CYCLIC_NAME, entry->quantity->span,
                      "“%s” is defined in terms of itself: it uses %s", entry->quantity->name, way);
    diagnostics_hint(builder->diagnostics, "definitions must not form a cycle");
}

static bool check_depth(Builder *builder, const Entry *entry, size_t depth) {
    if (depth <= DEFINITION_DEPTH_LIMIT)
        return true;
    diagnostics_error(builder->diagnostics, DIAGNOSTIC_DEFINITION, entry->quantity->span,
                      "more than %d definitions stand on one another here", DEFINITION_DEPTH_LIMIT);
    return false;
}

static bool shape_entry(Builder *builder, Entry *entry) {
    switch (entry->state) {
    case ENTRY_DONE:
        return true;
    case ENTRY_FAILED:
        return false;
    case ENTRY_OPEN:
        report_cycle(builder, entry);
        return false;
    case ENTRY_WAITING:
        break;
    }
    entry->state = ENTRY_OPEN;
    entry->asked_by = builder->open;
    entry->level = builder->open != NULL ? builder->open->level + 1 : 0;
    builder->open = entry;
    bool is_shaped = check_depth(builder, entry, entry->level) &&
                     shape_definition(builder, entry) &&
                     check_depth(builder, entry, entry->quantity->depth);
    builder->open = entry->asked_by;
    if (!is_shaped) {
        entry->state = ENTRY_FAILED;
        return false;
    }
    finish(builder, entry);
    return true;
}

/* Entries. */

static void add_entry(Builder *builder, Entry entry) {
    builder->entries[builder->count++] = entry;
}

/* The name of `p[k,c]` is p. */
static const char *target_name(Arena *arena, const Text *target) {
    size_t length = strcspn(target->chars, "[( ");
    return arena_strndup(arena, target->chars, length);
}

static void add_definition(Builder *builder, const Definition *definition, bool is_gradient) {
    Quantity *quantity = ARENA_NEW(builder->arena, Quantity);
    quantity->kind = is_gradient ? QUANTITY_GRADIENT : QUANTITY_DEFINED;
    quantity->name = target_name(builder->arena, &definition->target);
    quantity->span = target_span(definition);
    add_entry(builder,
              (Entry){.quantity = quantity, .definition = definition, .is_gradient = is_gradient});
}

static void add_size(Builder *builder, const Size *size) {
    Quantity *quantity = ARENA_NEW(builder->arena, Quantity);
    quantity->kind = QUANTITY_SIZE;
    quantity->name = size->name;
    quantity->span = size->span;
    quantity->size_value = size->value;
    add_entry(builder, (Entry){.quantity = quantity});
    finish(builder, &builder->entries[builder->count - 1]);
}

static Quantity *given_quantity(Arena *arena, const Given *given) {
    Quantity *quantity = ARENA_NEW(arena, Quantity);
    quantity->kind = given->is_label ? QUANTITY_LABEL : QUANTITY_GIVEN;
    quantity->name = given->name;
    quantity->span = given->span;
    quantity->rank = given->rank;
    memcpy(quantity->dims, given->dims, sizeof given->dims);
    quantity->label = given->label;
    quantity->values = given->values;
    return quantity;
}

static void add_given(Builder *builder, const Given *given) {
    add_entry(builder, (Entry){.quantity = given_quantity(builder->arena, given)});
    if (given->is_faulty)
        builder->entries[builder->count - 1].state = ENTRY_FAILED;
    else
        finish(builder, &builder->entries[builder->count - 1]);
}

/* Functions. */

/* False where the function cannot be read, so that nobody can call it. */
static bool add_function(Builder *builder, const Definition *definition, bool *is_good) {
    NameLookup lookup = {builder_is_quantity, builder};
    const UserFunction *function =
        author_function_read(builder->arena, definition, &lookup, is_good, builder->diagnostics);
    if (function != NULL)
        builder->scope->functions[builder->scope->function_count++] = function;
    return function != NULL;
}

static bool check_functions(Builder *builder) {
    Resolver resolver = builder_resolver(builder);
    bool is_good = true;
    for (size_t i = 0; i < builder->scope->function_count; i++)
        is_good &= author_function_check(&resolver, builder->scope->functions[i]);
    return is_good;
}

/* Makes what the model's names mean; false with errors, which leave out of the scope what has some,
 * and everything where a function cannot be read. */
static bool build(Builder *builder, const Model *model) {
    Arena *arena = builder->arena;
    Scope *scope = builder->scope = ARENA_NEW(arena, Scope);
    scope->model = model;
    size_t most = model->size_count + model->given_count + model->define_count + model->let_count;
    scope->quantities = ARENA_ARRAY(arena, const Quantity *, most);
    scope->functions = ARENA_ARRAY(arena, const UserFunction *, model->function_count);
    builder->entries = ARENA_ARRAY(arena, Entry, most);
    for (size_t i = 0; i < model->size_count; i++)
        add_size(builder, &model->sizes[i]);
    for (size_t i = 0; i < model->given_count; i++)
        add_given(builder, &model->given[i]);
    for (size_t i = 0; i < model->define_count; i++)
        add_definition(builder, &model->define[i], false);
    size_t gradients = builder->count;
    for (size_t i = 0; i < model->let_count; i++)
        add_definition(builder, &model->let[i], true);
    bool is_good = true;
    builder->has_functions = true;
    for (size_t i = 0; i < model->function_count; i++)
        builder->has_functions &= add_function(builder, &model->functions[i], &is_good);
    if (!builder->has_functions)
        return false;
    for (size_t i = 0; i < gradients; i++)
        if (builder->entries[i].state == ENTRY_WAITING || builder->entries[i].state == ENTRY_FAILED)
            is_good &= shape_entry(builder, &builder->entries[i]);
    for (size_t i = gradients; i < builder->count; i++)
        is_good &= shape_entry(builder, &builder->entries[i]);
    is_good &= check_functions(builder);
    return is_good && assumptions_read(arena, scope, builder->diagnostics);
}

const Scope *scope_new(Arena *arena, const Model *model, Diagnostics *diagnostics) {
    Builder builder = {.arena = arena, .diagnostics = diagnostics};
    return build(&builder, model) ? builder.scope : NULL;
}

/* Questions about a model with errors: names that have some mean nothing, and nothing is said. */
typedef struct Asking {
    Builder *builder;
    const Scope *scope; /* the question's */
} Asking;

static const Quantity *asking_find(const void *context, const char *name, bool *failed) {
    const Asking *asking = context;
    const Quantity *quantity = scope_find(asking->scope, name);
    return quantity != NULL ? quantity : builder_find(asking->builder, name, failed);
}

static const UserFunction *asking_find_function(const void *context, const char *name) {
    return scope_find_function(((const Asking *)context)->scope, name);
}

static size_t asking_candidates(const void *context, const char **names, size_t limit) {
    return builder_candidates(((const Asking *)context)->builder, names, limit);
}

static bool asking_is_quantity(const void *context, const char *name) {
    const Asking *asking = context;
    return scope_find(asking->scope, name) != NULL || builder_is_quantity(asking->builder, name);
}

void scope_check_questions(Arena *arena, const Model *model, const Question *questions,
                           size_t count, Diagnostics *diagnostics) {
    Diagnostics known;
    diagnostics_init(&known, arena);
    Builder builder = {.arena = arena, .diagnostics = &known};
    build(&builder, model);
    for (size_t i = 0; builder.has_functions && i < count; i++) {
        if (questions[i].find.chars == NULL)
            continue;
        Asking asking = {&builder, scope_for_question(arena, builder.scope, &questions[i])};
        Resolver resolver = {.arena = arena,
                             .diagnostics = diagnostics,
                             .context = &asking,
                             .find = asking_find,
                             .find_function = asking_find_function,
                             .candidates = asking_candidates};
        NameLookup lookup = {asking_is_quantity, &asking};
        const Syntax *find = formula_parse(arena, &questions[i].find, &lookup, diagnostics);
        if (find != NULL)
            resolve_syntax(&resolver, find, &(Letters){0}, true);
    }
    diagnostics_free(&known);
}

const Scope *scope_for_question(Arena *arena, const Scope *outer, const Question *question) {
    if (question->given_count == 0)
        return outer;
    Scope *scope = ARENA_NEW(arena, Scope);
    scope->outer = outer;
    scope->model = outer->model;
    scope->quantities = ARENA_ARRAY(arena, const Quantity *, question->given_count);
    for (size_t i = 0; i < question->given_count; i++) {
        Quantity *quantity = given_quantity(arena, &question->given[i]);
        quantity->position = outer->count + i;
        scope->quantities[scope->count++] = quantity;
    }
    return scope;
}

const Quantity *scope_find(const Scope *scope, const char *name) {
    for (; scope != NULL; scope = scope->outer)
        for (size_t i = 0; i < scope->count; i++)
            if (strcmp(scope->quantities[i]->name, name) == 0)
                return scope->quantities[i];
    return NULL;
}

const UserFunction *scope_find_function(const Scope *scope, const char *name) {
    for (; scope != NULL; scope = scope->outer)
        for (size_t i = 0; i < scope->function_count; i++)
            if (strcmp(scope->functions[i]->name, name) == 0)
                return scope->functions[i];
    return NULL;
}

static bool lookup_is_quantity(const void *context, const char *name) {
    return scope_find(context, name) != NULL;
}

bool scope_names_gradient(const Syntax *formula) {
    return formula->kind == SYNTAX_NAME && formula->quantity != NULL &&
           formula->quantity->kind == QUANTITY_GRADIENT;
}

NameLookup scope_lookup(const Scope *scope) {
    return (NameLookup){lookup_is_quantity, scope};
}
