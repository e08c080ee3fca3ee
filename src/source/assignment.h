/* Assignment: what an author's file says, checked as far as no mathematics is needed.
 *
 * `extends` is merged, `repeat` is unrolled, values files are read, every number is exact and every
 * value has its tensor's shape. Formulas are still texts that know their place in the file; the
 * formula stage reads them. Everything lives in the arena.
 */
#ifndef GRADSHEET_SOURCE_ASSIGNMENT_H
#define GRADSHEET_SOURCE_ASSIGNMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diagnostics.h"
#include "base/rational.h"
#include "base/text.h"
#include "source/choices.h"

enum { RANK_LIMIT = 4 };

/* A positive integer with a name, from `sizes`. */
typedef struct Size {
    const char *name;
    Span span;
    long value;
} Size;

/* One dimension of a tensor: a named size or a literal integer. */
typedef struct Dimension {
    const char *size; /* the size's name; NULL: written as a number */
    long value;
} Dimension;

/* Exact values of a tensor, row by row. */
typedef struct Values {
    size_t rank;
    long dims[RANK_LIMIT];
    size_t count;  /* the product of dims */
    fmpq *entries; /* owned by the arena */
    Span *spans;   /* of each entry; NULL where they came from no file */
} Values;

/* A tensor whose values are supplied. */
typedef struct Given {
    const char *name;
    Span span;
    size_t rank;
    Dimension dims[RANK_LIMIT];
    bool is_label; /* integers from 1 to label.value, `y: [m -> K]` */
    Dimension label;
    const Values *values; /* NULL: none given */
    bool is_faulty;       /* its shape is wrong: what uses it cannot be judged */
} Given;

/* `name: formula`, `p[k,c]: formula`, `swish(x): formula`. The target is unparsed; an empty formula
 * is an error that was told. */
typedef struct Definition {
    Text target;
    Text formula;
} Definition;

/* `write: {name: latex}`; the name may be one entry, "W2[1,1]". */
typedef struct Writing {
    Text name;
    Text latex;
} Writing;

typedef struct Model {
    const char *name;
    Span span;
    Size *sizes;
    size_t size_count;
    Given *given;
    size_t given_count;
    Definition *define;
    size_t define_count;
    Definition *let;
    size_t let_count;
    Definition *functions;
    size_t function_count;
    Text *assume;
    size_t assume_count;
    Writing *write; /* the assignment's own first, then the model's (which win) */
    size_t write_count;
    Choices choices; /* the assignment's `notation`, and the model's laid over it */
} Model;

typedef enum AnswerForm {
    ANSWER_DEFAULT, /* the form that the kind of question calls for */
    ANSWER_EXPRESSION,
    ANSWER_ENTRIES,
    ANSWER_MATRIX,
} AnswerForm;

typedef struct AnswerRequest {
    Span span;
    AnswerForm form;
    Text *using;
    size_t using_count;
} AnswerRequest;

/* What some of a question's points are given for. */
typedef struct RubricItem {
    fmpq *points;
    Text text; /* prose */
} RubricItem;

typedef struct Question {
    Span span;
    Text find; /* chars NULL: a question in words */
    Given *given;
    size_t given_count;
    Text prompt;            /* chars NULL: none */
    Text answer;            /* of a question in words */
    fmpq *points;           /* always set: its own or its share; 0 where nobody speaks of points */
    bool has_points;        /* whether the question or its section speaks of points */
    AnswerRequest *answers; /* at least one, ANSWER_DEFAULT if none was asked for */
    size_t answer_count;
    Text *expect; /* the author's own answers to what `find` asks for */
    size_t expect_count;
    RubricItem *rubric; /* its points add up to the question's */
    size_t rubric_count;
} Question;

typedef struct Section {
    Span span;
    Text title;
    Text text; /* chars NULL: none */
    const Model *model;
    fmpq *points;    /* always set: its own or the sum of its questions' */
    bool has_points; /* whether it or a question of it speaks of points */
    Question *questions;
    size_t question_count;
} Section;

typedef struct Assignment {
    const SourceText *source;
    Text title;
    Text course; /* chars NULL: none, as for author */
    Text author;
    Model *models;
    size_t model_count;
    Section *sections;
    size_t section_count;
} Assignment;

typedef struct AssignmentOptions {
    const char *values_path; /* --values FILE, NULL: none */
    const char *const *set;  /* --set, each "W1[1,2]=3/4" or "batch:W1[1,2]=3/4" */
    size_t set_count;
    bool keeps_going; /* give the assignment also where it has errors, if they are such that its
                         formulas can still be judged (wrong values, shapes, points): then more
                         errors are found in one run, and the caller looks at diagnostics->errors at
                         the end */
} AssignmentOptions;

/* Reads and checks a file (options may be NULL). NULL if it has errors, which are all in
 * diagnostics; *unreadable is set where the assignment file itself could not be read. */
const Assignment *assignment_read(Arena *arena, const char *path, const AssignmentOptions *options,
                                  Diagnostics *diagnostics, bool *unreadable);

/* The same from text in memory; path serves messages and finds values files beside it. */
const Assignment *assignment_parse(Arena *arena, const char *path, const char *chars, size_t length,
                                   const AssignmentOptions *options, Diagnostics *diagnostics);

#endif
