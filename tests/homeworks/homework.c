#include "homework.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "algebra/elaborate.h"
#include "notation/printer.h"
#include "source/source_file.h"
#include "verify/verify.h"

/* More than any source prints. */
enum { DIGITS = 30 };

void homework_fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputs("\n", stderr);
    abort();
}

static const Tree *find_key(const Tree *mapping, const char *key) {
    for (size_t i = 0; mapping != NULL && i < mapping->count; i++)
        if (strcmp(mapping->pairs[i].key->text.chars, key) == 0)
            return mapping->pairs[i].value;
    return NULL;
}

void homework_open(Homework *homework, const char *folder, const char *name) {
    *homework = (Homework){.name = name, .arena = arena_new()};
    Arena *arena = homework->arena;
    diagnostics_init(&homework->diagnostics, arena);
    bool unreadable;
    homework->assignment = assignment_read(arena, arena_printf(arena, "%s/%s.yaml", folder, name),
                                           NULL, &homework->diagnostics, &unreadable);
    SheetOptions options = {.digits = DIGITS};
    SheetStatus status;
    if (homework->assignment != NULL)
        homework->sheet =
            sheet_solve(arena, homework->assignment, &options, &homework->diagnostics, &status);
    const SourceText *source =
        source_file_read(arena, arena_printf(arena, "%s/%s.ref.yaml", folder, name), (Span){0},
                         &homework->diagnostics);
    if (source != NULL)
        homework->references = yaml_tree_parse(arena, source, &homework->diagnostics);
    if (homework->sheet != NULL && homework->references != NULL)
        return;
    StrBuf out;
    strbuf_init(&out);
    for (size_t i = 0; i < homework->diagnostics.count; i++)
        diagnostic_print(&out, &homework->diagnostics.items[i]);
    homework_fail("%s: %s", name, strbuf_finish(&out, arena));
}

void homework_close(Homework *homework) {
    json_decref(homework->sheet);
    diagnostics_free(&homework->diagnostics);
    arena_free(homework->arena);
    flint_cleanup();
}

/* Formulas of one question. */

typedef struct Asking {
    Homework *homework;
    const Scope *scope;
    Pool *pool;
    Gradients *gradients;
    Verifier *verifier;
    const Syntax *find;
    Letters letters;
} Asking;

static const Syntax *read_formula(Asking *asking, const char *chars, Letters *letters,
                                  bool allow_new) {
    Homework *homework = asking->homework;
    Text text = text_from_string(homework->arena, "formula", chars);
    NameLookup lookup = scope_lookup(asking->scope);
    const Syntax *syntax = formula_parse(homework->arena, &text, &lookup, &homework->diagnostics);
    bool is_good = syntax != NULL && resolve_in_scope(homework->arena, asking->scope, syntax,
                                                      letters, allow_new, &homework->diagnostics);
    if (!is_good)
        homework_fail("%s: “%s” cannot be read: %s", homework->name, chars,
                      homework->diagnostics.items[homework->diagnostics.count - 1].message);
    return syntax;
}

static bool has_values(const Scope *scope) {
    for (; scope != NULL; scope = scope->outer)
        for (size_t i = 0; i < scope->count; i++) {
            const Quantity *quantity = scope->quantities[i];
            if ((quantity->kind == QUANTITY_GIVEN || quantity->kind == QUANTITY_LABEL) &&
                quantity->values == NULL)
                return false;
        }
    return true;
}

static void ask(Asking *asking, Homework *homework, const Section *section,
                const Question *question) {
    Arena *arena = homework->arena;
    const Scope *model = scope_new(arena, section->model, &homework->diagnostics);
    if (model == NULL)
        homework_fail("%s: its model has errors", homework->name);
    *asking = (Asking){.homework = homework,
                       .scope = scope_for_question(arena, model, question),
                       .pool = pool_new(arena)};
    asking->gradients = gradients_new(arena, asking->pool, asking->scope);
    asking->verifier = verifier_new(arena, asking->gradients, has_values(asking->scope));
    asking->find = read_formula(asking, question->find.chars, &asking->letters, true);
}

static const Expr *elaborate_formula(Asking *asking, const char *chars) {
    Letters letters = asking->letters;
    const Syntax *syntax = read_formula(asking, chars, &letters, false);
    Elaborator elaborator;
    gradients_elaborator(asking->gradients, &elaborator);
    elaborator_bind_letters(&elaborator, &asking->letters);
    const Expr *axes[SHAPE_LIMIT];
    for (size_t i = 0; i < syntax->shape->rank; i++)
        axes[i] =
            expr_index(asking->pool, pool_axis(asking->pool, (uint32_t)i, syntax->shape->dims[i]));
    return elaborate(&elaborator, syntax, axes);
}

/* An answer of ours, read again. */

static const char *text_of(const json_t *object) {
    return json_string_value(json_object_get(object, "text"));
}

static size_t add_cells(Asking *asking, const json_t *rows, const Expr *factor, const Expr **cells,
                        size_t count) {
    size_t i, j;
    json_t *row, *cell;
    json_array_foreach(rows, i, row) {
        json_array_foreach(row, j, cell) {
            cells[count++] =
                expr_multiply2(asking->pool, factor, elaborate_formula(asking, text_of(cell)));
        }
    }
    return count;
}

enum { CELL_LIMIT = 4096 };

static Printed read_answer(Asking *asking, const json_t *answer) {
    const char *text = text_of(answer);
    if (text != NULL)
        return (Printed){.whole = elaborate_formula(asking, text)};
    const json_t *factor_json = json_object_get(answer, "factor");
    const Expr *factor = json_is_object(factor_json)
                             ? elaborate_formula(asking, text_of(factor_json))
                             : expr_integer(asking->pool, 1);
    const Expr **cells = ARENA_ARRAY(asking->homework->arena, const Expr *, CELL_LIMIT);
    size_t count = add_cells(asking, json_object_get(answer, "cells"), factor, cells, 0);
    size_t i;
    json_t *block;
    json_array_foreach(json_object_get(answer, "blocks"), i, block) {
        count = add_cells(asking, json_object_get(block, "cells"), factor, cells, count);
    }
    size_t wanted = 1;
    for (size_t d = 0; d < asking->find->shape->rank; d++)
        wanted *= (size_t)asking->find->shape->dims[d].value;
    if (count != wanted)
        homework_fail("%s: %zu cells for %zu entries", asking->homework->name, count, wanted);
    return (Printed){.cells = cells};
}

static const char *compare(Asking *asking, Printed ours, const char *reference) {
    Letters letters = asking->letters;
    const Syntax *theirs = read_formula(asking, reference, &letters, false);
    Verification verification =
        verify_expected(asking->verifier, &asking->letters, asking->find->shape, ours, theirs);
    Arena *arena = asking->homework->arena;
    switch (verification.outcome) {
    case VERIFY_EQUAL:
        break;
    case VERIFY_DIFFERENT:
        return arena_printf(arena, "it is not %s: %s", reference, verification.report);
    case VERIFY_UNKNOWN:
        return arena_printf(arena, "nobody knows whether it is %s: %s", reference,
                            verification.report);
    }
    return NULL;
}

/* The gradients that stay symbols in a formula: what one can tell its form by. */

enum { SYMBOL_LIMIT = 16 };

typedef struct Symbols {
    const char *items[SYMBOL_LIMIT];
    size_t count;
} Symbols;

static void add_symbol(Symbols *symbols, const char *symbol) {
    for (size_t i = 0; i < symbols->count; i++)
        if (strcmp(symbols->items[i], symbol) == 0)
            return;
    if (symbols->count < SYMBOL_LIMIT)
        symbols->items[symbols->count++] = symbol;
}

static const char *base_name(const Syntax *side) {
    while (side->kind == SYNTAX_INDEX)
        side = side->children[0];
    return side->kind == SYNTAX_NAME ? side->name : "";
}

static void collect_symbols(Arena *arena, const Syntax *syntax, Symbols *symbols) {
    if (syntax->kind == SYNTAX_DERIVATIVE) {
        add_symbol(symbols, arena_printf(arena, "d %s / d %s", base_name(syntax->children[0]),
                                         base_name(syntax->children[1])));
        return;
    }
    if (syntax->kind == SYNTAX_NAME && syntax->quantity != NULL &&
        syntax->quantity->kind == QUANTITY_GRADIENT)
        add_symbol(symbols, syntax->name);
    for (size_t i = 0; i < syntax->count; i++)
        collect_symbols(arena, syntax->children[i], symbols);
}

static bool same_symbols(const Symbols *left, const Symbols *right) {
    Symbols both = *left;
    for (size_t i = 0; i < right->count; i++)
        add_symbol(&both, right->items[i]);
    return both.count == left->count && both.count == right->count;
}

/* How many nodes a formula has to a reader, for whom 1/2, -1 and 0.5 are one number each. */
static size_t reader_size(const Syntax *syntax) {
    bool is_number = syntax->kind == SYNTAX_NEGATE || syntax->kind == SYNTAX_DIVIDE;
    size_t nodes = 1;
    for (size_t i = 0; i < syntax->count; i++) {
        is_number &= syntax->children[i]->kind == SYNTAX_NUMBER;
        nodes += reader_size(syntax->children[i]);
    }
    return is_number ? 1 : nodes + syntax->binder_count;
}

/* The shortest reference, of those with the answer's own symbols if there are any. */
static void find_shortest(Asking *asking, const Tree *list, Answered *answered) {
    Arena *arena = asking->homework->arena;
    Letters letters = asking->letters;
    const Syntax *ours = read_formula(asking, answered->text, &letters, false);
    Symbols own = {.count = 0};
    collect_symbols(arena, ours, &own);
    answered->nodes = reader_size(ours);
    bool has_own_form = false;
    for (size_t i = 0; i < list->count; i++) {
        const char *chars = list->items[i]->text.chars;
        letters = asking->letters;
        const Syntax *theirs = read_formula(asking, chars, &letters, false);
        Symbols symbols = {.count = 0};
        collect_symbols(arena, theirs, &symbols);
        bool is_own_form = same_symbols(&own, &symbols);
        size_t nodes = reader_size(theirs);
        if (answered->reference != NULL &&
            (is_own_form < has_own_form ||
             (is_own_form == has_own_form && nodes >= answered->reference_nodes)))
            continue;
        answered->reference = chars;
        answered->reference_nodes = nodes;
        has_own_form = is_own_form;
    }
}

static void answer_one(Asking *asking, const json_t *answer, const Tree *list, Answered *answered) {
    answered->form = json_string_value(json_object_get(answer, "as"));
    answered->text = text_of(answer);
    if (answered->text != NULL)
        find_shortest(asking, list, answered);
    else
        answered->text = json_string_value(json_object_get(answer, "line"));
    Printed ours = read_answer(asking, answer);
    for (size_t i = 0; answered->complaint == NULL && i < list->count; i++)
        answered->complaint = compare(asking, ours, list->items[i]->text.chars);
}

static json_t *question_at(const Homework *homework, size_t section, size_t question) {
    json_t *sections = json_object_get(homework->sheet, "sections");
    return json_array_get(json_object_get(json_array_get(sections, section), "questions"),
                          question);
}

enum { ANSWER_LIMIT = 128 };

size_t homework_answers(Homework *homework, Answered **answers) {
    *answers = ARENA_ARRAY(homework->arena, Answered, ANSWER_LIMIT);
    size_t count = 0;
    for (size_t s = 0; s < homework->assignment->section_count; s++) {
        const Section *section = &homework->assignment->sections[s];
        for (size_t q = 0; q < section->question_count; q++) {
            const char *id = arena_printf(homework->arena, "%zu.%zu", s + 1, q + 1);
            const Tree *list = find_key(homework->references, id);
            if (section->questions[q].find.chars == NULL || list == NULL)
                continue;
            Asking asking;
            ask(&asking, homework, section, &section->questions[q]);
            size_t i;
            json_t *answer;
            json_array_foreach(json_object_get(question_at(homework, s, q), "answers"), i, answer) {
                if (count == ANSWER_LIMIT)
                    homework_fail("%s: too many answers", homework->name);
                Answered *answered = &(*answers)[count++];
                *answered = (Answered){
                    .homework = homework->name, .id = id, .find = section->questions[q].find.chars};
                answer_one(&asking, answer, list, answered);
            }
        }
    }
    return count;
}

/* Numbers. */

static void flatten_tree(const Tree *tree, const char **numbers, size_t *count) {
    if (tree->kind == TREE_SCALAR)
        numbers[(*count)++] = tree->text.chars;
    for (size_t i = 0; tree->kind == TREE_SEQUENCE && i < tree->count; i++)
        flatten_tree(tree->items[i], numbers, count);
}

static void flatten_json(const json_t *json, const char **numbers, size_t *count) {
    size_t i;
    json_t *item;
    if (json_is_string(json))
        numbers[(*count)++] = json_string_value(json);
    json_array_foreach(json, i, item) {
        flatten_json(item, numbers, count);
    }
}

/* One unit of the last digit of a decimal. */
static void unit_of(const char *decimal, fmpq_t unit) {
    const char *point = strchr(decimal, '.');
    fmpq_set_si(unit, 1, 1);
    for (size_t i = 0; point != NULL && i < strlen(point + 1); i++)
        fmpq_div_fmpz(unit, unit, (fmpz[]){10});
}

/* |ours - published| <= units of the last digit. */
static bool agrees(const char *ours, const char *published, bool is_loose) {
    fmpq_t left, right, unit;
    fmpq_init(left);
    fmpq_init(right);
    fmpq_init(unit);
    bool is_read = rational_parse(left, ours, strlen(ours)) == RATIONAL_OK &&
                   rational_parse(right, published, strlen(published)) == RATIONAL_OK;
    unit_of(published, unit);
    if (is_loose)
        fmpq_mul_si(unit, unit, 2);
    else
        fmpq_div_fmpz(unit, unit, (fmpz[]){2});
    fmpq_sub(left, left, right);
    fmpq_abs(left, left);
    bool does = is_read && fmpq_cmp(left, unit) <= 0;
    fmpq_clear(left);
    fmpq_clear(right);
    fmpq_clear(unit);
    return does;
}

static bool is_loose(const Homework *homework, const char *id) {
    const Tree *loose = find_key(homework->references, "loose");
    for (size_t i = 0; loose != NULL && i < loose->count; i++)
        if (strcmp(loose->items[i]->text.chars, id) == 0)
            return true;
    return false;
}

static const json_t *question_by_id(const Homework *homework, const char *id) {
    char *rest;
    size_t section = strtoul(id, &rest, 10);
    size_t question = *rest == '.' ? strtoul(rest + 1, NULL, 10) : 0;
    return section > 0 && question > 0 ? question_at(homework, section - 1, question - 1) : NULL;
}

enum { NUMBER_LIMIT = 256 };

size_t homework_numbers(Homework *homework, StrBuf *complaints) {
    const Tree *numbers = find_key(homework->references, "numbers");
    size_t total = 0;
    for (size_t i = 0; numbers != NULL && i < numbers->count; i++) {
        const char *id = numbers->pairs[i].key->text.chars;
        const json_t *value = json_object_get(question_by_id(homework, id), "value");
        const char *published[NUMBER_LIMIT], *ours[NUMBER_LIMIT];
        size_t published_count = 0, own_count = 0;
        flatten_tree(numbers->pairs[i].value, published, &published_count);
        flatten_json(json_object_get(value, "decimal"), ours, &own_count);
        total += published_count;
        if (own_count != published_count)
            strbuf_printf(complaints, "%s %s: %zu numbers, not %zu\n", homework->name, id,
                          own_count, published_count);
        for (size_t n = 0; n < published_count && own_count == published_count; n++)
            if (!agrees(ours[n], published[n], is_loose(homework, id)))
                strbuf_printf(complaints, "%s %s: %s, published as %s\n", homework->name, id,
                              ours[n], published[n]);
    }
    return total;
}

const char *homework_strays(Homework *homework) {
    StrBuf out;
    strbuf_init(&out);
    for (size_t i = 0; i < homework->references->count; i++) {
        const char *id = homework->references->pairs[i].key->text.chars;
        if (strcmp(id, "numbers") != 0 && strcmp(id, "loose") != 0 &&
            json_array_size(json_object_get(question_by_id(homework, id), "answers")) == 0)
            strbuf_printf(&out, "%s ", id);
    }
    return strbuf_finish(&out, homework->arena);
}
