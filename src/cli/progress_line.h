/* The line that says what a long run is doing: on standard error, where that is a terminal,
 * rewritten in its place and erased at the end. It appears after a second, or after as many as
 * GRADSHEET_PROGRESS_AFTER says, even while nothing new is begun; a short run shows none. A run
 * that is interrupted erases it too.
 */
#ifndef GRADSHEET_CLI_PROGRESS_LINE_H
#define GRADSHEET_CLI_PROGRESS_LINE_H

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

#include "base/progress.h"
#include "cli/options.h"

enum { PROGRESS_LINE_LENGTH = 512, PROGRESS_LINE_SIGNALS = 2 };

typedef struct ProgressLine {
    Progress progress;
    bool is_used; /* there is a terminal, and nothing forbids it */
    double patience;
    struct sigaction before[PROGRESS_LINE_SIGNALS]; /* what the signals did before */
    pthread_mutex_t mutex;                          /* of what follows */
    pthread_cond_t end;
    bool has_ended;
    bool is_shown;
    bool has_waiter;
    pthread_t waiter; /* shows the line when patience is over */
    char what[PROGRESS_LINE_LENGTH];
} ProgressLine;

/* Begins a line, which must stay where it is until its end. */
void progress_line_begin(ProgressLine *line, const Options *options);

/* What to give to those who have something to tell; NULL where no line is to be shown. */
const Progress *progress_line_listener(const ProgressLine *line);

/* Erases the line. To be called before anything else is printed. */
void progress_line_end(ProgressLine *line);

#endif
