/* What the tests of this stage share: an assignment from a string, and its messages as one. */
#ifndef GRADSHEET_TESTS_SOURCE_READING_H
#define GRADSHEET_TESTS_SOURCE_READING_H

#include <check.h>

#include "source/assignment.h"

/* Of the test that runs: made by reading_setup, freed by reading_teardown. */
extern Arena *arena;
extern Diagnostics diagnostics;

void reading_setup(void);
void reading_teardown(void);

/* All messages so far, sorted, as they are printed. */
const char *messages(void);

/* Reads an assignment "hw.yaml" and demands that it has no errors. */
const Assignment *read_good(const char *yaml);

/* Reads it and demands that it has errors: these messages. */
void expect_errors(const char *yaml, const char *expected);

/* Runs a suite with one test case and that fixture; the exit status. */
int run_suite(const char *name, void (*add_tests)(TCase *tests));

#endif
