/* Evaluate: runs a program's nodes on jets. */
#ifndef GRADSHEET_NUMERIC_EVALUATE_H
#define GRADSHEET_NUMERIC_EVALUATE_H

#include "numeric/point.h"

typedef struct Run {
    Point *point;
    Frame *frame;
    long *letters; /* of the program, from 1; 0: not bound */
    Fault *fault;
} Run;

/* The jets of a node, on the point's temporary stack or borrowed from a frame. */
bool evaluate(const Run *run, const Node *node, Jets *result);

/* False, with the fault set. */
bool evaluate_fail(const Run *run, NumberFault kind, Span span);

/* Where an indexed thing's first kept entry lies. Parts of kind INDEX_KEEP, and with open_letters
 * also letters that are not bound, count nothing. */
bool evaluate_offset(const Run *run, const Node *node, bool open_letters, size_t *offset);

/* A random polynomial of degree 3 in all entries of the arguments, one for each name and place;
 * each argument has count entries or, with whole, is taken whole and the result is one entry. */
bool evaluate_polynomial(const Run *run, const char *name, uint64_t place, const Jets *arguments,
                         const Spread *spreads, size_t argument_count, size_t count, Jets *result);

#endif
