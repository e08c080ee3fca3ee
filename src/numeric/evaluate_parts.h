/* The kinds of nodes that have files of their own; evaluate.c calls them. */
#ifndef GRADSHEET_NUMERIC_EVALUATE_PARTS_H
#define GRADSHEET_NUMERIC_EVALUATE_PARTS_H

#include "numeric/evaluate.h"

/* evaluate_functions.c: whatever is not linear */
bool evaluate_divide(const Run *run, const Node *node, Jets *result);
bool evaluate_power(const Run *run, const Node *node, Jets *result);
bool evaluate_compare(const Run *run, const Node *node, Jets *result);
bool evaluate_function(const Run *run, const Node *node, Jets *result);
bool evaluate_choice(const Run *run, const Node *node, Jets *result);
bool evaluate_unknown(const Run *run, const Node *node, Jets *result);
bool evaluate_softmax(const Run *run, const Node *node, Jets *result);

/* evaluate_over.c: loops over indices and over the entries of a variable */
bool evaluate_sum_over(const Run *run, const Node *node, Jets *result);
bool evaluate_extreme_over(const Run *run, const Node *node, Jets *result);
bool evaluate_derivative(const Run *run, const Node *node, Jets *result);

#endif
