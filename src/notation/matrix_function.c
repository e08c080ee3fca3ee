#include "notation/matrix_form_parts.h"

#include <string.h>

static const Syntax *call_of(const Form *form, const Expr *call, const Syntax *const *args) {
    const char *name = call->kind == EXPR_APPLY ? call->name : function_info(call->function)->name;
    Syntax *syntax = syntax_call(form->arena, name, args, call->count);
    syntax->primes = call->primes;
    return syntax;
}

bool form_call(Form *form, const Expr *call, const Index *const *wanted, size_t wanted_count,
               Block *result) {
    const Syntax *args[2];
    if (call->count > 2)
        return form_fail(form, "a function has more than two arguments");
    if (call->count == 0) {
        *result = (Block){.syntax = layout_expression(form->layout, call)};
        return true;
    }
    if (call->count == 1) {
        if (!form_block(form, layout_even_argument(form->layout, call), wanted, wanted_count, false,
                        result))
            return false;
        args[0] = block_syntax(form->arena, result);
        const Syntax *stretched = block_stretched_syntax(form->arena, result);
        *result = (Block){.rank = result->rank, .axes = {result->axes[0], result->axes[1]}};
        if (stretched != NULL)
            result->stretched = call_of(form, call, &stretched);
    } else if (!form_side_by_side(form, call->args[0], call->args[1], wanted, wanted_count, args,
                                  result)) {
        return false;
    }
    result->syntax = call_of(form, call, args);
    result->place = form_place(form, call);
    return true;
}

static const Syntax *power_of(const Form *form, const Syntax *base, const Expr *exponent) {
    bool is_root = exponent->kind == EXPR_NUMBER && fmpz_is_one(fmpq_numref(exponent->number)) &&
                   fmpz_equal_si(fmpq_denref(exponent->number), 2);
    if (is_root)
        return syntax_call(form->arena, "sqrt", &base, 1);
    if (expr_is_number(exponent, 1))
        return base;
    return syntax_binary(form->arena, SYNTAX_POWER, base,
                         layout_expression(form->layout, exponent));
}

bool form_power(Form *form, const Expr *power, const Index *const *wanted, size_t wanted_count,
                Block *result) {
    const Expr *exponent = power->args[1];
    if (expr_has_vertex(exponent))
        return form_fail(form, "an exponent varies with an index");
    if (!form_block(form, layout_even_argument(form->layout, power), wanted, wanted_count, false,
                    result))
        return false;
    bool is_negative = expr_is_denominator(power);
    if (is_negative)
        exponent = expr_negate(form->pool, exponent);
    result->place = form_place(form, power);
    const Syntax *stretched = block_stretched_syntax(form->arena, result);
    result->syntax = power_of(form, block_syntax(form->arena, result), exponent);
    result->stretched = stretched != NULL ? power_of(form, stretched, exponent) : NULL;
    result->is_reciprocal = is_negative;
    return true;
}

bool form_softmax(Form *form, const Expr *softmax, Block *result) {
    const Index *index;
    const Expr *body = expr_open_fresh(form->pool, softmax, &index);
    body = body->args[0];
    const Index *wanted[2] = {NULL, index};
    size_t wanted_count = 1;
    for (size_t i = 0; i < body->free_count; i++)
        if (body->free[i] != index && body->free[i]->kind != INDEX_LETTER) {
            if (wanted_count == 2)
                return form_fail(form, "a softmax has more than two indices that vary");
            wanted[0] = body->free[i];
            wanted_count = 2;
        }
    if (wanted_count == 1)
        wanted[0] = index;
    Block block;
    if (!form_block(form, body, wanted, wanted_count, true, &block))
        return false;
    if (block.rank == 2)
        block = block_oriented(form->arena, &block, wanted[0]);
    const Syntax *argument = block_syntax(form->arena, &block);
    result->syntax = syntax_call(form->arena, "softmax", &argument, 1);
    result->place = form_place(form, softmax);
    result->is_reciprocal = false;
    result->rank = block.rank;
    memcpy(result->axes, block.axes, sizeof block.axes);
    const Expr *at = softmax->args[1];
    if (expr_is_vertex(at)) {
        if (result->rank == 2 && result->axes[0] == at->index)
            return form_fail(form, "the diagonal of a softmax is taken");
        result->axes[result->rank - 1] = at->index;
        return true;
    }
    if (expr_has_vertex(at))
        return form_fail(form, "a label picks the entries of a softmax");
    const Syntax *children[3] = {result->syntax};
    for (size_t i = 0; i + 1 < block.rank; i++)
        children[i + 1] = syntax_new(form->arena, SYNTAX_KEEP, NULL, 0);
    children[block.rank] = layout_expression(form->layout, at);
    result->syntax = syntax_new(form->arena, SYNTAX_INDEX, children, block.rank + 1);
    result->rank = block.rank - 1;
    return true;
}
