#include "calculus/derivation.h"

#include "algebra/expand.h"
#include "algebra/unknown.h"
#include "calculus/derivation_change.h"
#include "calculus/derivation_rule.h"
#include "calculus/held.h"
#include "calculus/tidy.h"

enum {
    SIZE_LIMIT = 400, /* nodes in a line: what is longer is not read */
    TERM_LIMIT = 24,  /* of a line that is multiplied out */
};

typedef struct Deriving {
    Gradients *gradients;
    Pool *pool;
    const Expr *whole; /* what is asked */
    const Expr *asked; /* the same; NULL once it has been expanded */
    Derivation derivation;
} Deriving;

static DerivationLine *add_line(Deriving *deriving, const Expr *expr, DerivationRule rule) {
    DerivationLine *line = &deriving->derivation.lines[deriving->derivation.count++];
    *line = (DerivationLine){.expr = expr, .rule = rule};
    return line;
}

/* The gradient whose turn it is: the one by the quantity that the model defines first, so that each
 * is expanded once, when all that leads to it is there. */

typedef struct Search {
    Deriving *deriving;
    const Expr *found;
} Search;

static bool is_gradient(const Expr *expr) {
    return expr->kind == EXPR_ENTRY && expr->symbol->variable != NULL;
}

static bool stays(const Deriving *deriving, const Expr *entry) {
    const Expr *axes[SHAPE_LIMIT];
    if (symbol_is_unknown_derivative(entry->symbol))
        return true;
    return entry != deriving->asked &&
           gradients_find_named(deriving->gradients, entry, axes) != NULL;
}

static void search(Search *by, const Expr *expr) {
    if (is_gradient(expr)) {
        const Quantity *variable = expr->symbol->variable;
        bool is_next =
            by->found == NULL || variable->position < by->found->symbol->variable->position;
        if (is_next && !stays(by->deriving, expr))
            by->found = expr;
        return;
    }
    if (expr->kind == EXPR_ENTRY)
        return;
    for (size_t i = 0; i < expr->count; i++)
        search(by, expr->args[i]);
}

/* A line with every entry of one gradient taken a step. */

typedef struct Stepping {
    Deriving *deriving;
    const Symbol *symbol;
    StepForm form;
    bool keeps; /* nothing leaves the sums around it yet */
} Stepping;

static const Expr *take_step(void *context, const Expr *expr) {
    const Stepping *stepping = context;
    if (!is_gradient(expr))
        return expr_may_have(expr, stepping->symbol)
                   ? expr_rebuild(stepping->deriving->pool, expr, take_step, context)
                   : expr;
    if (expr->symbol != stepping->symbol || stays(stepping->deriving, expr))
        return expr;
    Gradients *gradients = stepping->deriving->gradients;
    const Expr *taken = gradients_step_as(gradients, expr, stepping->form);
    return stepping->keeps ? held_product(stepping->deriving->pool, taken) : taken;
}

/* How much stands inside sums, and how deep: less where a factor has left one. */
static size_t weight_in_sums(const Expr *expr, size_t depth) {
    bool is_leaf =
        expr->kind == EXPR_ENTRY || expr->kind == EXPR_BRACKET || expr->kind == EXPR_FUNCTION;
    if (is_leaf)
        return depth;
    size_t weight = 0;
    for (size_t i = 0; i < expr->count; i++)
        weight += weight_in_sums(expr->args[i], depth + (expr->kind == EXPR_SUM));
    return weight;
}

/* What leads from the line with its deltas held to the one in which they are done. */
static DerivationRule rule_of_done(Pool *pool, const Expr *held, const Expr *done) {
    if (derivation_deltas(done) < derivation_deltas(held))
        return expr_is_number(done, 0) ? RULE_DELTA_ZERO : RULE_DELTA;
    return weight_in_sums(done, 0) < weight_in_sums(held, 0) ? RULE_LEAVES_SUM
                                                             : derivation_change(pool, held, done);
}

/* The definitions in the order in which the model has them. */
static void describe(DerivationLine *line, const Deriving *deriving, const Symbol *gradient) {
    line->of_count = gradients_users(deriving->gradients, gradient, line->of, DERIVATION_USERS);
    for (size_t i = 0; line->of_count <= DERIVATION_USERS && i < line->of_count / 2; i++) {
        const Quantity *first = line->of[i];
        line->of[i] = line->of[line->of_count - 1 - i];
        line->of[line->of_count - 1 - i] = first;
    }
}

static bool all_are_direct(const Deriving *deriving, const Quantity *variable,
                           const DerivationLine *line) {
    if (line->of_count > DERIVATION_USERS)
        return false;
    for (size_t i = 0; i < line->of_count; i++)
        if (!gradients_is_direct(deriving->gradients, line->of[i], variable))
            return false;
    return true;
}

/* The rule of a step that leads through no definition. */
static DerivationRule rule_without_users(const Deriving *deriving, const Symbol *gradient) {
    if (gradient->quantity == gradient->variable)
        return RULE_SELF;
    return gradients_depends(deriving->gradients, gradient->quantity, gradient->variable)
               ? RULE_CHAIN
               : RULE_CONSTANT;
}

static const Expr *expand_gradient(Deriving *deriving, const Expr *line, const Symbol *gradient,
                                   bool is_first) {
    Stepping stepping = {deriving, gradient, STEP_DONE, false};
    const Expr *done = take_step(&stepping, line);
    DerivationLine about = {.expr = NULL};
    describe(&about, deriving, gradient);
    if (about.of_count == 0) {
        add_line(deriving, done, rule_without_users(deriving, gradient));
        return done;
    }
    bool is_definition = about.of_count == 1 && about.of[0] == gradient->quantity;
    derivation_name_rule(deriving->gradients, gradient->variable, &about);
    bool is_plain =
        about.of_count == 1 &&
        (is_definition
             ? gradients_local(deriving->gradients, about.of[0], gradient->variable)->kind ==
                   EXPR_NUMBER
             : about.rule == RULE_LINEAR || about.rule == RULE_ACTIVATION);
    if (is_plain && !is_first) {
        stepping.keeps = true;
        about.expr = take_step(&stepping, line);
        bool leaves_sum = weight_in_sums(about.expr, 0) != weight_in_sums(done, 0);
        if (!leaves_sum)
            about.expr = done;
        *add_line(deriving, about.expr, about.rule) = about;
        if (leaves_sum)
            add_line(deriving, done, RULE_LEAVES_SUM);
        return done;
    }
    if (all_are_direct(deriving, gradient->variable, &about)) {
        stepping.form = STEP_WRITTEN;
        DerivationLine *written = add_line(deriving, take_step(&stepping, line),
                                           is_definition ? RULE_DEFINITION : RULE_CHAIN);
        describe(written, deriving, gradient);
    } else {
        about.rule = RULE_CHAIN_DIRECT;
    }
    stepping.form = STEP_HELD;
    about.expr = take_step(&stepping, line);
    if (is_definition)
        about.of_count = 0; /* the line before has just named it */
    if (is_definition && about.rule == RULE_LINEAR)
        about.rule = RULE_SUM;
    DerivationRule rest = rule_of_done(deriving->pool, about.expr, done);
    if (rest == RULE_REARRANGED)
        about.expr = done; /* nothing is held that a reader would see */
    *add_line(deriving, about.expr, about.rule) = about;
    if (about.expr != done)
        add_line(deriving, done, rest);
    return done;
}

static bool has_sum_of_terms(const Expr *expr) {
    if (expr->kind == EXPR_ADD)
        return true;
    for (size_t i = 0; expr->kind != EXPR_ENTRY && i < expr->count; i++)
        if (has_sum_of_terms(expr->args[i]))
            return true;
    return false;
}

/* From the expanded line to the answer. */

/* What the last step to the answer rests on. A sum that is known is there no more. */
static DerivationRule rule_of_tidying(Pool *pool, const Expr *line, const Expr *answer,
                                      const TidyGrounds *grounds) {
    bool is_known = derivation_sums(answer) < derivation_sums(line);
    if (is_known && grounds->has_assumed)
        return RULE_ASSUMED;
    return is_known && grounds->has_constant ? RULE_KNOWN_SUM
                                             : derivation_change(pool, line, answer);
}

/* The lines between one and what it was tidied to. What one rule leads to needs none. */
static void add_rearranged(Deriving *deriving, const Expr *line, const Expr *answer,
                           const TidyGrounds *grounds) {
    Pool *pool = deriving->pool;
    bool is_known = grounds->has_assumed || grounds->has_constant;
    bool is_read = line->size <= SIZE_LIMIT;
    if (is_read && (is_known || !derivation_is_one_change(pool, line, answer))) {
        const Expr *terms = expr_distribute_sums(pool, line);
        if (terms != line && terms != answer && terms->size <= SIZE_LIMIT) {
            add_line(deriving, terms, RULE_SUM_TERMS);
            line = terms;
        }
        const Expr *multiplied = expr_expand(pool, line, TERM_LIMIT);
        if (multiplied != line && multiplied != answer && multiplied->size <= SIZE_LIMIT) {
            add_line(deriving, multiplied, RULE_MULTIPLY);
            line = multiplied;
        }
    }
    if (line != answer)
        add_line(deriving, answer, rule_of_tidying(pool, line, answer, grounds));
}

/* The line that calls parts by their names. Names that came and went on the way are told only where
 * no other is left: n μ - Σ_q x_q is 0 by the definition of μ. */
static void add_named(Deriving *deriving, const Expr *answer, const TidyGrounds *grounds) {
    DerivationLine *line = add_line(deriving, answer, RULE_NAMED);
    size_t count = grounds->named_count < TIDY_NAMES ? grounds->named_count : TIDY_NAMES;
    for (int any = 0; any <= 1 && line->of_count == 0; any++)
        for (size_t i = 0; i < count; i++) {
            if (any == 0 && !expr_has(answer, pool_symbol(deriving->pool, grounds->named[i])))
                continue;
            if (line->of_count < DERIVATION_USERS)
                line->of[line->of_count] = grounds->named[i];
            line->of_count++;
        }
}

/* The same, on these grounds. Where the answer rests on what quantities are, that comes last. */
static void add_simplifications(Deriving *deriving, const Expr *line, const Expr *answer,
                                const TidyGrounds *grounds) {
    TidyGrounds without_names = *grounds;
    const Expr *spelt =
        grounds->named_count > 0 ? tidy(deriving->gradients, NULL, line, &without_names) : answer;
    if (spelt != line)
        add_rearranged(deriving, line, spelt, &without_names);
    if (spelt == answer)
        return;
    add_named(deriving, answer, grounds);
}

/* What can be made shorter is, before it is carried through the steps that follow. */
static const Expr *tidy_line(Deriving *deriving, const Expr *line) {
    if (line->size > SIZE_LIMIT || !has_sum_of_terms(line))
        return line;
    TidyGrounds grounds;
    const Expr *tidied = tidy(deriving->gradients, deriving->whole, line, &grounds);
    if (tidied != line)
        add_simplifications(deriving, line, tidied, &grounds);
    return tidied;
}

Derivation derivation_new(Arena *arena, Gradients *gradients, const Expr *asked,
                          const Expr *answer) {
    Deriving deriving = {.gradients = gradients, .pool = gradients_pool(gradients), .whole = asked};
    /* An expansion adds three lines, what makes it shorter at most four more. */
    deriving.derivation.lines = ARENA_ARRAY(arena, DerivationLine, DERIVATION_LIMIT + 16);
    deriving.asked = asked;
    const Expr *line = asked;
    for (bool is_first = true;; is_first = false) {
        Search by = {&deriving, NULL};
        search(&by, line);
        if (by.found == NULL)
            break;
        if (deriving.derivation.count >= DERIVATION_LIMIT || line->size > SIZE_LIMIT) {
            line = gradients_expand(gradients, asked);
            add_line(&deriving, line, RULE_REST);
            break;
        }
        line = expand_gradient(&deriving, line, by.found->symbol, is_first);
        deriving.asked = NULL;
        line = tidy_line(&deriving, line);
    }
    deriving.derivation.named_at = deriving.derivation.count;
    if (line != answer) {
        TidyGrounds grounds;
        tidy(gradients, asked, line, &grounds);
        add_simplifications(&deriving, line, answer, &grounds);
    }
    return deriving.derivation;
}
