/* Written forms: the order in which an author wrote the terms of a sum, the factors of a product
 * and the sides of a comparison.
 *
 * An expression has neither: y * z and z * y are one, and so are (x - mu)² and (mu - x)². Where
 * parts of a definition stand together again in an answer, as in the slope (1 - y * z > 0) of a
 * hinge, a reader expects them as they were defined. They are found by their skeletons
 * (reading_order.h), so whatever indices and numbers they have.
 */
#ifndef GRADSHEET_CALCULUS_WRITTEN_FORMS_H
#define GRADSHEET_CALCULUS_WRITTEN_FORMS_H

#include "calculus/reading_order.h"

typedef struct WrittenForms WrittenForms;
typedef struct WrittenForm WrittenForm;

/* order, which knows skeletons, must outlive it. */
WrittenForms *written_forms_new(Arena *arena, ReadingOrder *order);

/* Notes how the operands of a SYNTAX_ADD, SYNTAX_MULTIPLY or SYNTAX_COMPARE, in its order, are
 * written: terms, factors, sides. What is noted later counts more. */
void written_forms_note(WrittenForms *forms, const Syntax *operation, const Expr *const *operands);

/* How terms (EXPR_ADD), factors (EXPR_MULTIPLY) or sides (EXPR_BRACKET) were written together, good
 * until the next note; NULL where they were not. */
const WrittenForm *written_forms_find(const WrittenForms *forms, ExprKind kind,
                                      const Expr *const *parts, size_t count);

/* The place of a part of what was found, from 0. */
size_t written_form_place(const WrittenForm *form, const Expr *part);

/* 1 where the terms of a sum that was found have the signs that they were written with, -1 where
 * they have the opposite ones, 0 where neither. */
int written_form_sign(const WrittenForm *form, const Expr *const *terms, size_t count);

#endif
