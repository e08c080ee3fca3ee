/* What the program says: diagnostics, faults of the command line, what was done.
 *
 * Errors and warnings go to standard error; colour only where that is a terminal and NO_COLOR is
 * not set.
 */
#ifndef GRADSHEET_CLI_REPORT_H
#define GRADSHEET_CLI_REPORT_H

#include <stdbool.h>

#include "base/diagnostics.h"
#include "cli/options.h"

/* Prints all diagnostics, sorted by place. */
void report_diagnostics(Diagnostics *diagnostics);

/* "gradsheet: ..." on standard error. */
void report_fault(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A line on standard output, unless the run is quiet. */
void report_done(const Options *options, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A line on standard error for who asked for --verbose. */
void report_detail(const Options *options, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Seconds since some fixed moment. */
double report_clock(void);

/* Whether all of standard output was written; says so if not. */
bool report_output_is_written(void);

#endif
