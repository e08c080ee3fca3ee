/* A published homework in a test: solved by the engine, and held against its references.
 *
 * NAME.yaml is the homework, NAME.ref.yaml has lists of right formulas and published numbers by the
 * questions' ids. Formulas are compared by verify/equality.h: ours as the expression that its
 * printed text stands for, theirs run by the interpreter.
 */
#ifndef GRADSHEET_TESTS_HOMEWORKS_HOMEWORK_H
#define GRADSHEET_TESTS_HOMEWORKS_HOMEWORK_H

#include "sheet/sheet.h"
#include "source/yaml_tree.h"

typedef struct Homework {
    const char *name;
    Arena *arena;
    Diagnostics diagnostics;
    const Assignment *assignment;
    json_t *sheet; /* NULL: it could not be solved; why is in diagnostics */
    const Tree *references;
} Homework;

/* One answer beside the shortest reference that has its form. */
typedef struct Answered {
    const char *homework;
    const char *id;
    const char *form; /* "expression", "matrix", "entries" */
    const char *find;
    const char *text;
    size_t nodes;          /* 0: written out, and no one formula */
    const char *reference; /* NULL: the answer is written out */
    size_t reference_nodes;
    const char *complaint; /* NULL: it is equal to every reference of its question */
} Answered;

/* Ends the program with a message, in a test and outside of one. */
_Noreturn void homework_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Reads and solves folder/name.yaml. */
void homework_open(Homework *homework, const char *folder, const char *name);
void homework_close(Homework *homework);

/* Every answer to a question that has references, in order; they live in the arena. */
size_t homework_answers(Homework *homework, Answered **answers);

/* How many published numbers there are; the complaints about those that are not reproduced, a line
 * each, go to complaints. */
size_t homework_numbers(Homework *homework, StrBuf *complaints);

/* Questions with a published answer or number of which the homework knows nothing: "" or their ids.
 */
const char *homework_strays(Homework *homework);

#endif
