#include "formula/nesting.h"

static size_t larger(size_t left, size_t right) {
    return left > right ? left : right;
}

static void include(Nesting *nesting, Nesting part) {
    nesting->order = larger(nesting->order, part.order);
    nesting->unknown_rank = larger(nesting->unknown_rank, part.unknown_rank);
}

Nesting nesting_of(const Syntax *syntax) {
    Nesting nesting = {0};
    if (syntax->quantity != NULL)
        nesting = (Nesting){syntax->quantity->derivative_order, syntax->quantity->unknown_rank};
    if (syntax->expansion != NULL)
        include(&nesting, nesting_of(syntax->expansion));
    for (size_t i = 0; i < syntax->count; i++)
        include(&nesting, nesting_of(syntax->children[i]));
    nesting.order += syntax->kind == SYNTAX_DERIVATIVE;
    return nesting;
}

bool nesting_check(const Syntax *derivative, Diagnostics *diagnostics) {
    Nesting nesting = nesting_of(derivative);
    if (nesting.order > DERIVATIVE_ORDER_LIMIT) {
        diagnostics_error(diagnostics, DIAGNOSTIC_DERIVATIVE, derivative->span,
                          "derivatives are nested %zu deep here; they can be nested %d deep",
                          nesting.order, DERIVATIVE_ORDER_LIMIT);
        return false;
    }
    if (nesting.order * nesting.unknown_rank > SHAPE_LIMIT) {
        diagnostics_error(
            diagnostics, DIAGNOSTIC_SHAPE, derivative->span,
            "a derivative of order %zu of what is unknown has up to %zu indices here; "
            "it can have %d",
            nesting.order, nesting.order * nesting.unknown_rank, SHAPE_LIMIT);
        return false;
    }
    return true;
}
