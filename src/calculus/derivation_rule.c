#include "calculus/derivation_rule.h"

#include <string.h>

/* The part of a formula that the rule is about: constant factors and sums in front are not. */
typedef struct Core {
    const Expr *expr;
    bool is_summed;
    bool has_factor;
} Core;

static Core core_of(Pool *pool, const Expr *body, const Symbol *variable) {
    Core core = {body, false, false};
    for (;;) {
        const Expr *expr = core.expr;
        if (expr->kind == EXPR_SUM) {
            const Index *index;
            core.expr = expr_open(pool, expr, &index);
            core.is_summed = true;
            continue;
        }
        if (expr->kind != EXPR_MULTIPLY)
            return core;
        const Expr *only = NULL;
        size_t count = 0;
        for (size_t i = 0; i < expr->count; i++)
            if (expr_may_have(expr->args[i], variable)) {
                only = expr->args[i];
                count++;
            }
        if (count != 1)
            return core;
        core.has_factor = true;
        core.expr = only;
    }
}

static bool is_entry_of(const Expr *expr, const Symbol *symbol) {
    return expr->kind == EXPR_ENTRY && expr->symbol == symbol;
}

static bool is_reciprocal(const Expr *expr, const Symbol *variable) {
    return expr->kind == EXPR_POWER && expr_is_number(expr->args[1], -1) &&
           expr_may_have(expr, variable);
}

static DerivationRule rule_of_product(const Expr *product, const Symbol *variable) {
    for (size_t i = 0; i < product->count; i++)
        if (is_reciprocal(product->args[i], variable))
            return RULE_QUOTIENT;
    return RULE_PRODUCT;
}

/* Functions that networks apply to every entry; the others are functions of calculus. */
static bool is_activation(const Expr *call) {
    if (call->kind == EXPR_APPLY)
        return true;
    switch (call->function) {
    case FUNCTION_RELU:
    case FUNCTION_LEAKY_RELU:
    case FUNCTION_SIGMOID:
    case FUNCTION_TANH:
    case FUNCTION_SOFTPLUS:
        return true;
    case FUNCTION_EXP:
    case FUNCTION_LOG:
    case FUNCTION_ABS:
    case FUNCTION_SIGN:
    case FUNCTION_SIN:
    case FUNCTION_COS:
    case FUNCTION_ERF:
    case FUNCTION_SQRT:
    case FUNCTION_MAX:
    case FUNCTION_MIN:
    case FUNCTION_PI:
    case FUNCTION_COUNT:
        break;
    }
    return false;
}

static DerivationRule rule_of_call(const Core *core, const Symbol *variable,
                                   const char **function) {
    const Expr *call = core->expr;
    *function = call->kind == EXPR_APPLY ? call->name : function_info(call->function)->name;
    bool is_whole = is_entry_of(call->args[0], variable) && !core->is_summed && !core->has_factor;
    return is_activation(call) && is_whole ? RULE_ACTIVATION : RULE_FUNCTION;
}

static DerivationRule rule_of(Pool *pool, const Expr *body, const Symbol *variable,
                              const char **function);

/* What the derivative of a term alone is, every reader knows. */
static bool is_plain(DerivationRule rule) {
    return rule == RULE_LINEAR || rule == RULE_FACTOR || rule == RULE_SUM;
}

/* A layer with a bias is a layer: of its terms those that have the variable count. Where they need
 * the same rule, or all others are plain, that rule is the sum's. */
static DerivationRule rule_of_terms(Pool *pool, const Expr *sum, const Symbol *variable,
                                    const char **function) {
    DerivationRule rule = RULE_CONSTANT;
    size_t count = 0;
    for (size_t i = 0; i < sum->count; i++) {
        if (!expr_may_have(sum->args[i], variable))
            continue;
        const char *own = NULL;
        DerivationRule next = rule_of(pool, sum->args[i], variable, &own);
        if (next == RULE_ACTIVATION)
            next = RULE_FUNCTION;
        bool is_same = next == rule && (own == NULL || strcmp(own, *function) == 0);
        if (count++ == 0 || (is_plain(rule) && !is_plain(next))) {
            rule = next;
            *function = own;
        } else if (!is_same && !is_plain(next)) {
            *function = NULL;
            return RULE_DERIVATIVES;
        }
    }
    return count > 1 && is_plain(rule) ? RULE_SUM : rule;
}

static DerivationRule rule_of(Pool *pool, const Expr *body, const Symbol *variable,
                              const char **function) {
    Core core = core_of(pool, body, variable);
    switch (core.expr->kind) {
    case EXPR_ENTRY:
        return core.is_summed ? RULE_LINEAR : core.has_factor ? RULE_FACTOR : RULE_SUM;
    case EXPR_ADD:
        return rule_of_terms(pool, core.expr, variable, function);
    case EXPR_MULTIPLY:
        return rule_of_product(core.expr, variable);
    case EXPR_POWER:
        return is_reciprocal(core.expr, variable) ? RULE_QUOTIENT : RULE_POWER;
    case EXPR_FUNCTION:
    case EXPR_APPLY:
        return rule_of_call(&core, variable, function);
    case EXPR_SOFTMAX:
        return RULE_SOFTMAX;
    case EXPR_MAX_OVER:
    case EXPR_MIN_OVER:
        return RULE_EXTREMUM;
    case EXPR_NUMBER:
    case EXPR_SIZE:
    case EXPR_INDEX:
    case EXPR_BRACKET:
    case EXPR_SUM:
        break;
    }
    return RULE_CONSTANT;
}

void derivation_name_rule(Gradients *gradients, const Quantity *variable, DerivationLine *line) {
    Pool *pool = gradients_pool(gradients);
    const Symbol *symbol = pool_symbol(pool, variable);
    size_t count = line->of_count < DERIVATION_USERS ? line->of_count : DERIVATION_USERS;
    for (size_t i = 0; i < count; i++) {
        const Expr *body = gradients_definition(gradients, line->of[i]);
        const char *function = NULL;
        DerivationRule rule =
            body != NULL ? rule_of(pool, body, symbol, &function) : RULE_DEFINITION;
        if (i == 0) {
            line->rule = rule;
            line->function = function;
        } else if (rule != line->rule ||
                   (function != NULL && strcmp(function, line->function) != 0)) {
            line->rule = RULE_DERIVATIVES;
        }
    }
}
