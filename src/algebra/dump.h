/* Dump: an expression as it is inside, for whoever works on the engine.
 *
 * Prefix notation: (* -1/2 delta W3[1,i] (> z2[1,i] 0)). A bound index is %h, h the height of its
 * binder, so that (sum %1 a[%1]) is the same text whatever letter stood there; axes are @0, @1.
 */
#ifndef GRADSHEET_ALGEBRA_DUMP_H
#define GRADSHEET_ALGEBRA_DUMP_H

#include "algebra/expr.h"
#include "base/strbuf.h"

void expr_dump(StrBuf *out, const Expr *expr);

#endif
