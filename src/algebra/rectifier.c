/* A rectifier and the comparison that it makes: relu(u) (u > 0) is relu(u), and so are its positive
 * powers with (u > 0) or (u >= 0). */
#include "algebra/product.h"

/* u of relu(u) and of max(0, u); NULL for any other base. */
static const Expr *rectified(const Expr *base) {
    if (base->kind != EXPR_FUNCTION)
        return NULL;
    if (base->function == FUNCTION_RELU)
        return base->args[0];
    bool is_positive_part = base->function == FUNCTION_MAX && expr_is_number(base->args[0], 0);
    return is_positive_part ? base->args[1] : NULL;
}

static bool is_positive_number(const Expr *exponent) {
    return exponent->kind == EXPR_NUMBER && fmpq_sgn(exponent->number) > 0;
}

static bool take_comparison(Product *product) {
    for (size_t i = 0; i < product->bases.count; i++) {
        const Expr *inner = rectified(product->bases.items[i]);
        if (inner == NULL || !is_positive_number(product->exponents.items[i]))
            continue;
        const Expr *zero = expr_integer(product->pool, 0);
        for (int strict = 0; strict < 2; strict++) {
            Relation relation = strict ? RELATION_GREATER : RELATION_GREATER_EQUAL;
            size_t at = product_find(product, expr_bracket(product->pool, relation, inner, zero));
            if (at < product->bases.count) {
                product_remove(product, at);
                return true;
            }
        }
    }
    return false;
}

void product_rectify(Product *product) {
    while (take_comparison(product))
        continue;
}
