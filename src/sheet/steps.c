#include "sheet/steps.h"

#include <string.h>

#include "algebra/elaborate.h"
#include "calculus/held.h"
#include "calculus/tidy.h"
#include "notation/layout.h"
#include "sheet/moved.h"
#include "sheet/spoken.h"
#include "sheet/write_json.h"

/* Rules. */

static const char *rule_name(DerivationRule rule) {
    switch (rule) {
    case RULE_CHAIN:
        return "chain rule";
    case RULE_CHAIN_DIRECT:
        return "chain rule with local derivatives";
    case RULE_DEFINITION:
        return "definition";
    case RULE_LINEAR:
        return "linear layer";
    case RULE_ACTIVATION:
        return "activation";
    case RULE_FUNCTION:
        return "derivative of a function";
    case RULE_SOFTMAX:
        return "softmax";
    case RULE_SUM:
        return "sum rule";
    case RULE_PRODUCT:
        return "product rule";
    case RULE_QUOTIENT:
        return "quotient rule";
    case RULE_POWER:
        return "power rule";
    case RULE_FACTOR:
        return "constant factor";
    case RULE_EXTREMUM:
        return "derivative of a maximum";
    case RULE_DERIVATIVES:
        return "local derivatives";
    case RULE_SELF:
        return "an entry by itself";
    case RULE_CONSTANT:
        return "does not depend on it";
    case RULE_REST:
        return "the other definitions in the same way";
    case RULE_DELTA:
        return "delta picks an entry";
    case RULE_DELTA_ZERO:
        return "delta of different indices is 0";
    case RULE_LEAVES_SUM:
        return "factor without the index leaves the sum";
    case RULE_SUM_TERMS:
        return "sum taken term by term";
    case RULE_COMMON:
        return "common factor";
    case RULE_MULTIPLY:
        return "multiplied out";
    case RULE_ASSUMED:
        return "row that is assumed to add up";
    case RULE_KNOWN_SUM:
        return "sum that its definition makes constant";
    case RULE_LIKE_TERMS:
        return "like terms";
    case RULE_NAMED:
        return "in terms of";
    case RULE_JOIN:
        return "sums put together";
    case RULE_REARRANGED:
        return "rearranged";
    }
    return "";
}

/* Building. */

typedef struct Building {
    const Desk *desk;
    const SolvedQuestion *solved;
    Steps *steps;
    Layout *layout;
} Building;

/* Adds a step. One that reads as an earlier one leads nowhere: all since then is taken back, and
 * the result is NULL. So does one that only has its terms and factors in another order; it stands
 * in the place of the earlier one, unless that is what was asked, and with the earlier one's rule,
 * which is what led there: putting in order is no step. */
static Step *add_step(Building *building, const Syntax *formula, const char *rule) {
    Steps *steps = building->steps;
    for (size_t i = 0; i < steps->count; i++)
        if (syntax_equal_but_for_order(formula, steps->items[i].formula)) {
            steps->count = i + 1;
            if (i > 0)
                steps->items[i].formula = formula;
            return NULL;
        }
    Step *step = &steps->items[steps->count++];
    *step = (Step){.formula = formula, .rule = rule};
    return step;
}

static bool is_taken(const Desk *desk, const Letters *letters, const char *letter) {
    if (scope_find(desk->scope, letter) != NULL)
        return true;
    for (size_t i = 0; i < letters->count; i++)
        if (strcmp(letters->items[i].name, letter) == 0)
            return true;
    return false;
}

const char *steps_new_letter(const Desk *desk, const Letters *letters) {
    static const char *const common[] = {"i", "j", "k", "a", "b", "c", "p", "q", "r", "s"};
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (!is_taken(desk, letters, common[i]))
            return common[i];
    for (size_t i = 1;; i++) {
        const char *letter = arena_printf(desk->arena, "i_%zu", i);
        if (!is_taken(desk, letters, letter))
            return letter;
    }
}

/* Letters for the dimensions kept whole: their axes and what stands in their place. */
static size_t introduce_letters(Building *building, const Index **axes, const Expr **terms) {
    const Desk *desk = building->desk;
    Steps *steps = building->steps;
    const Shape *shape = building->solved->find->shape;
    size_t count = 0;
    for (size_t i = 0; i < shape->rank; i++) {
        if (shape->dims[i].value == 1 || steps->letters.count == LETTER_LIMIT)
            continue;
        const char *name = steps_new_letter(desk, &steps->letters);
        steps->entry_letters[i] = name;
        steps->letters.items[steps->letters.count++] =
            (Letter){.name = name, .has_dimension = true, .dimension = shape->dims[i]};
        axes[count] = pool_axis(desk->pool, (uint32_t)i, shape->dims[i]);
        terms[count++] = expr_index(desk->pool, pool_letter(desk->pool, name, shape->dims[i]));
    }
    return count;
}

/* "for each entry i, j", the letters between these. */
static const char *rule_for_each(Arena *arena, const Steps *steps, const char *quote) {
    StrBuf out;
    strbuf_init(&out);
    const char *separator = "for each entry ";
    for (size_t i = 0; i < SHAPE_LIMIT; i++) {
        const char *letter = steps->entry_letters[i];
        if (letter == NULL)
            continue;
        strbuf_printf(&out, "%s%s%s%s", separator, quote, letter, quote);
        separator = ", ";
    }
    if (out.length == 0)
        strbuf_append(&out, "its only entry");
    return strbuf_finish(&out, arena);
}

/* The function whose derivative is asked for by itself, d relu(u) / d u; NULL: none. */
static const char *function_asked(const Syntax *find) {
    bool is_call = find->kind == SYNTAX_DERIVATIVE && find->children[0]->kind == SYNTAX_CALL;
    return is_call ? find->children[0]->name : NULL;
}

/* What the asked formula becomes when it is read entry by entry: derivatives of formulas are taken
 * then. */
static const char *rule_of_reading(Building *building, const Syntax *find) {
    if (function_asked(find) != NULL)
        return rule_name(RULE_FUNCTION);
    if (find->shape->rank == 0)
        return "rules of differentiation";
    building->steps->for_each = rule_for_each(building->desk->arena, building->steps, "");
    return building->steps->for_each;
}

static const Syntax *layout_line(const Building *building, const Expr *expr) {
    const Desk *desk = building->desk;
    const Syntax *formula = layout_expression(building->layout, expr);
    Letters *letters = &building->steps->letters; /* too large to copy for every line */
    size_t letter_count = letters->count;
    Diagnostics found;
    diagnostics_init(&found, desk->arena);
    bool is_good = resolve_in_scope(desk->arena, desk->scope, formula, letters, false, &found);
    letters->count = letter_count;
    diagnostics_free(&found);
    return is_good ? formula : NULL;
}

static Step *add_line(Building *building, const Expr *expr, const char *rule) {
    const Syntax *formula = layout_line(building, expr);
    Step *step = formula != NULL ? add_step(building, formula, rule) : NULL;
    if (step != NULL)
        step->is_entry = building->solved->find->shape->rank > 0;
    return step;
}

static void add_asked_line(Building *building, const Expr *asked) {
    const Syntax *find = building->solved->find;
    Step *step = add_line(building, asked, rule_of_reading(building, find));
    if (step != NULL)
        step->function = function_asked(find);
}

/* The name of let that a gradient in expr has; NULL: none. */
static const Quantity *name_in(const Building *building, const Expr *expr) {
    const Expr *axes[SHAPE_LIMIT];
    if (expr->kind == EXPR_ENTRY) {
        const NamedGradient *named =
            expr->symbol->variable == NULL
                ? NULL
                : gradients_find_named(building->desk->gradients, expr, axes);
        return named != NULL ? named->name : NULL;
    }
    const Quantity *name = NULL;
    for (size_t i = 0; name == NULL && i < expr->count; i++)
        name = name_in(building, expr->args[i]);
    return name;
}

static void add_named(Building *building, const Expr *expr) {
    layout_spell_gradients(building->layout, false);
    Step *step = add_line(building, expr, "definition");
    if (step != NULL) {
        step->named = name_in(building, expr);
        if (step->named == NULL)
            building->steps->count--; /* only the look of a gradient has changed */
    }
}

/* A derivative of a gradient: the gradient is derived first, and then that expression. Adds both
 * lines and returns the latter; NULL for any other question. */
static const Expr *add_inner(Building *building, const Index *const *axes, const Expr *const *terms,
                             size_t count) {
    const Desk *desk = building->desk;
    const Syntax *find = building->solved->find;
    if (find->kind != SYNTAX_DERIVATIVE || !syntax_holds_derivative(find->children[0]))
        return NULL;
    Elaborator elaborator;
    gradients_elaborator(desk->gradients, &elaborator);
    elaborator_bind_letters(&elaborator, &building->solved->letters);
    const Expr *places[SHAPE_LIMIT];
    expr_axes(desk->pool, 0, find->shape->dims, find->shape->rank, places);
    const Expr *inner = elaborate(&elaborator, find->children[0], places);
    const Expr *by =
        elaborate(&elaborator, find->children[1], places + find->children[0]->shape->rank);
    if (by->kind != EXPR_ENTRY || by->symbol->variable != NULL)
        return NULL;
    inner = tidy(desk->gradients, inner, gradients_expand_fully(desk->gradients, inner), NULL);
    inner = expr_substitute(desk->pool, inner, axes, terms, count);
    by = expr_substitute(desk->pool, by, axes, terms, count);
    add_line(building, held_derivative(desk->pool, inner, by), "the inner gradient, derived first");
    const Expr *taken =
        elaborator.derive(elaborator.context, inner, by->symbol->quantity, by->args);
    add_line(building, taken, "rules of differentiation");
    return taken;
}

/* The definition in the place of the quantity that is asked for. */
static const Expr *add_definition(Building *building, const Index *const *axes,
                                  const Expr *const *terms, size_t count) {
    const SolvedQuestion *solved = building->solved;
    const Expr *definition =
        expr_substitute(building->desk->pool, solved->unfolded, axes, terms, count);
    Step *step = add_line(building, definition, rule_name(RULE_DEFINITION));
    if (step != NULL)
        step->named = solved->asked->symbol->quantity;
    return definition;
}

static void add_derivation(Building *building, const Expr *asked, const Expr *derived) {
    const Desk *desk = building->desk;
    const Index *axes[SHAPE_LIMIT];
    const Expr *terms[SHAPE_LIMIT];
    size_t count = introduce_letters(building, axes, terms);
    building->layout = layout_new(desk->arena, desk->gradients, &building->steps->letters);
    layout_spell_gradients(building->layout, true);
    asked = expr_substitute(desk->pool, asked, axes, terms, count);
    derived = expr_substitute(desk->pool, derived, axes, terms, count);
    const Expr *from_inner = add_inner(building, axes, terms, count);
    if (from_inner != NULL)
        asked = from_inner;
    else
        add_asked_line(building, asked);
    if (building->solved->unfolded != building->solved->asked)
        asked = add_definition(building, axes, terms, count);
    Derivation *derivation = ARENA_NEW(desk->arena, Derivation);
    *derivation = derivation_new(desk->arena, desk->gradients, asked, derived);
    const Expr *last = asked;
    for (size_t i = 0; i < derivation->count; i++) {
        const DerivationLine *line = &derivation->lines[i];
        if (i == derivation->named_at)
            add_named(building, last);
        last = line->expr;
        Step *step = add_line(building, line->expr, rule_name(line->rule));
        if (step != NULL)
            step->line = line;
        if (step != NULL && line->rule == RULE_FUNCTION)
            step->function = line->function;
    }
    if (derivation->named_at == derivation->count)
        add_named(building, last);
}

static const char *rule_of_form(const Building *building, const Answer *answer,
                                const Expr *derived) {
    const Syntax *find = building->solved->find;
    if (answer->form == ANSWER_ENTRIES)
        return "written out";
    if (derived != NULL)
        return answer->form == ANSWER_MATRIX ? "in matrix notation" : "in short";
    return find->kind == SYNTAX_NAME || find->kind == SYNTAX_INDEX ? "definition" : "as it is";
}

const Steps *steps_new(const Desk *desk, const SolvedQuestion *solved, const Expr *asked,
                       const Expr *derived, const Answer *answer) {
    Building building = {.desk = desk, .solved = solved, .steps = ARENA_NEW(desk->arena, Steps)};
    building.steps->items = ARENA_ARRAY(desk->arena, Step, DERIVATION_LIMIT + 24);
    letters_copy(&building.steps->letters, &solved->letters);
    building.steps->shown = answer->form != ANSWER_ENTRIES ? answer->formula : NULL;
    add_step(&building, solved->find, "what is asked");
    if (derived != NULL)
        add_derivation(&building, asked, derived);
    Step *last = &building.steps->items[building.steps->count - 1];
    bool is_shown = answer->form != ANSWER_ENTRIES &&
                    syntax_equal_but_for_order(answer->formula, last->formula);
    if (!is_shown || building.steps->count == 1) {
        last = &building.steps->items[building.steps->count++];
        last->rule = rule_of_form(&building, answer, derived);
    }
    last->formula = NULL;
    last->is_entry = false;
    return building.steps;
}

/* Writing. */

static json_t *json_name(const Desk *desk, const char *name) {
    return json_formula(syntax_name(desk->arena, name), desk->notation);
}

/* "of": the definitions that the rule was used on. */
static json_t *json_of(const Desk *desk, const Step *step) {
    json_t *of = json_array();
    if (step->named != NULL)
        json_array_append_new(of, json_name(desk, step->named->name));
    size_t count = step->line != NULL ? step->line->of_count : 0;
    for (size_t i = 0; i < count && i < DERIVATION_USERS; i++)
        json_array_append_new(of, json_name(desk, step->line->of[i]->name));
    return of;
}

/* The rule in words: "linear layer z2", "chain rule through z2, h1", "derivative of log in l". */

/* The word between a rule and the definitions that it was used on. */
static const char *joining_word(const Step *step) {
    if (step->named != NULL)
        return "of ";
    switch (step->line->rule) {
    case RULE_CHAIN:
        return "through ";
    case RULE_DEFINITION:
        return "of ";
    case RULE_CHAIN_DIRECT:
    case RULE_FUNCTION:
    case RULE_SUM:
    case RULE_PRODUCT:
    case RULE_QUOTIENT:
    case RULE_POWER:
    case RULE_FACTOR:
    case RULE_EXTREMUM:
    case RULE_DERIVATIVES:
        return "in ";
    case RULE_LINEAR:
    case RULE_ACTIVATION:
    case RULE_SOFTMAX:
    case RULE_NAMED:
    case RULE_SELF:
    case RULE_CONSTANT:
    case RULE_REST:
    case RULE_DELTA:
    case RULE_LEAVES_SUM:
    case RULE_SUM_TERMS:
    case RULE_COMMON:
    case RULE_MULTIPLY:
    case RULE_ASSUMED:
    case RULE_KNOWN_SUM:
    case RULE_LIKE_TERMS:
    case RULE_DELTA_ZERO:
    case RULE_JOIN:
    case RULE_REARRANGED:
        break;
    }
    return "";
}

static void append_rule(StrBuf *out, const Desk *desk, const Steps *steps, const Step *step,
                        bool is_latex) {
    if (is_latex && step->rule == steps->for_each)
        strbuf_append(out, rule_for_each(desk->arena, steps, "$"));
    else if (step->function == NULL)
        strbuf_append(out, step->rule);
    else if (!is_latex)
        strbuf_printf(out, "derivative of %s", step->function);
    if (step->function == NULL || !is_latex)
        return;
    strbuf_append(out, "derivative of $");
    print_latex_function(out, step->function, desk->notation);
    strbuf_append(out, "$");
}

/* The rule in words in a format: "text", "latex" or "unicode". */
static void set_reason(json_t *reason, const char *format, const Desk *desk, const Steps *steps,
                       const Step *step, const json_t *of) {
    bool is_latex = strcmp(format, "latex") == 0;
    StrBuf out;
    strbuf_init(&out);
    append_rule(&out, desk, steps, step, is_latex);
    for (size_t i = 0; i < json_array_size(of); i++) {
        const char *name = json_string_value(json_object_get(json_array_get(of, i), format));
        strbuf_append(&out, i > 0 ? ", " : " ");
        strbuf_append(&out, i > 0 ? "" : joining_word(step));
        strbuf_append(&out, is_latex ? "$" : "");
        strbuf_append(&out, name);
        strbuf_append(&out, is_latex ? "$" : "");
    }
    if (step->line != NULL && step->line->of_count > DERIVATION_USERS)
        strbuf_append(&out, is_latex ? ", \\dots" : ", …");
    json_object_set_new(reason, format, json_string(out.chars));
    strbuf_free(&out);
}

static json_t *json_reason(const Desk *desk, const Steps *steps, const Step *step,
                           const json_t *of) {
    bool is_latex_only = notation_is_latex_only(desk->notation);
    json_t *reason = json_object();
    if (!is_latex_only)
        set_reason(reason, "text", desk, steps, step, of);
    set_reason(reason, "latex", desk, steps, step, of);
    if (!is_latex_only)
        set_reason(reason, "unicode", desk, steps, step, of);
    spoken_words(reason, json_string_value(json_object_get(reason, "text")), desk->notation);
    return reason;
}

/* "letters": those that stand for the dimensions kept whole, null for one of size 1. */
static json_t *json_letters(const SolvedQuestion *solved, const Steps *steps) {
    json_t *letters = json_array();
    for (size_t i = 0; i < solved->find->shape->rank; i++)
        json_array_append_new(letters, steps->entry_letters[i] != NULL
                                           ? json_string(steps->entry_letters[i])
                                           : json_null());
    return letters;
}

static json_t *json_step(const Desk *desk, const SolvedQuestion *solved, const Steps *steps,
                         const Step *step, const json_t *answer) {
    json_t *object;
    if (step->formula != NULL) {
        object = json_formula(step->formula, desk->notation);
    } else {
        object = json_object();
        json_share_form(object, answer);
    }
    json_t *of = json_of(desk, step);
    json_object_set_new(object, "rule", json_string(step->rule));
    json_object_set_new(object, "reason", json_reason(desk, steps, step, of));
    json_object_set_new(object, "of", of);
    if (json_object_get(object, "line") == NULL)
        json_object_set(object, "line", json_object_get(object, "text"));
    json_object_set_new(object, "is_asked", json_boolean(step == steps->items));
    bool follows_entry = step > steps->items && step[-1].is_entry;
    json_object_set_new(object, "begins_entries", json_boolean(step->is_entry && !follows_entry));
    json_object_set_new(object, "ends_entries", json_boolean(!step->is_entry && follows_entry));
    if (step->is_entry)
        json_object_set_new(object, "letters", json_letters(solved, steps));
    return object;
}

/* What is new in the formula since the step before, in every form. */
static void set_moved(const Desk *desk, const Steps *steps, size_t at, json_t *object,
                      const json_t *before) {
    const Step *step = &steps->items[at];
    bool is_chain = !step->is_entry || step[-1].is_entry;
    moved_mark(object, before, desk->arena, is_chain, !notation_is_latex_only(desk->notation));
    const Syntax *formula = step->formula != NULL ? step->formula : steps->shown;
    spoken_marked(object, formula, is_chain ? step[-1].formula : NULL, desk->notation);
}

json_t *json_steps(const Desk *desk, const SolvedQuestion *solved, const Steps *steps,
                   const json_t *answer) {
    json_t *array = json_array();
    for (size_t i = 0; i < steps->count; i++) {
        json_t *step = json_step(desk, solved, steps, &steps->items[i], answer);
        if (i > 0)
            set_moved(desk, steps, i, step, json_array_get(array, i - 1));
        json_array_append_new(array, step);
    }
    return array;
}
