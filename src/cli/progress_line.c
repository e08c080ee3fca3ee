#include "cli/progress_line.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static const double patience_default = 1, patience_most = 1e6;

static bool is_wanted(const Options *options) {
    const char *terminal = getenv("TERM");
    return !options->quiet && options->trace == NULL && isatty(STDERR_FILENO) && terminal != NULL &&
           strcmp(terminal, "dumb") != 0;
}

/* The seconds before the line is shown. */
static double patience_of_user(void) {
    const char *given = getenv("GRADSHEET_PROGRESS_AFTER");
    char *end = NULL;
    double seconds = given != NULL ? strtod(given, &end) : patience_default;
    bool is_number = given == NULL || (end != given && *end == '\0');
    return is_number && seconds >= 0 && seconds <= patience_most ? seconds : patience_default;
}

/* How many bytes of a text fill at most so many columns, a character each. */
static size_t length_within(const char *text, size_t columns) {
    size_t length = 0;
    for (size_t characters = 0; text[length] != '\0'; length++) {
        bool begins = ((unsigned char)text[length] & 0xC0) != 0x80;
        if (begins && characters++ == columns)
            break;
    }
    return length;
}

/* A line that is wider than the terminal could not be erased. */
static void show(const ProgressLine *line) {
    struct winsize size = {.ws_col = 0};
    size_t columns = 80;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        columns = size.ws_col;
    fprintf(stderr, "\r\033[K%.*s", (int)length_within(line->what, columns - 1), line->what);
}

static void listen(void *context, const char *what) {
    ProgressLine *line = context;
    pthread_mutex_lock(&line->mutex);
    snprintf(line->what, sizeof line->what, "%s …", what);
    if (line->is_shown)
        show(line);
    pthread_mutex_unlock(&line->mutex);
}

/* Shows what has been told when patience is over, unless the end comes before. */
static void *wait_to_show(void *context) {
    ProgressLine *line = context;
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    double whole, part = modf(line->patience, &whole);
    until.tv_sec += (time_t)whole;
    until.tv_nsec += (long)(part * 1e9);
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    pthread_mutex_lock(&line->mutex);
    int result = 0;
    while (!line->has_ended && result != ETIMEDOUT)
        result = pthread_cond_timedwait(&line->end, &line->mutex, &until);
    if (!line->has_ended) {
        line->is_shown = true;
        show(line);
    }
    pthread_mutex_unlock(&line->mutex);
    return NULL;
}

void progress_line_begin(ProgressLine *line, const Options *options) {
    *line = (ProgressLine){.progress = {.listener = listen, .context = line},
                           .is_used = is_wanted(options),
                           .patience = patience_of_user()};
    if (!line->is_used)
        return;
    pthread_mutex_init(&line->mutex, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&line->end, &attributes);
    pthread_condattr_destroy(&attributes);
    if (line->patience <= 0)
        line->is_shown = true;
    else
        line->has_waiter = pthread_create(&line->waiter, NULL, wait_to_show, line) == 0;
}

const Progress *progress_line_listener(const ProgressLine *line) {
    return line->is_used ? &line->progress : NULL;
}

void progress_line_end(ProgressLine *line) {
    if (!line->is_used)
        return;
    pthread_mutex_lock(&line->mutex);
    line->has_ended = true;
    if (line->is_shown)
        fputs("\r\033[K", stderr);
    pthread_cond_signal(&line->end);
    pthread_mutex_unlock(&line->mutex);
    if (line->has_waiter)
        pthread_join(line->waiter, NULL);
    pthread_cond_destroy(&line->end);
    pthread_mutex_destroy(&line->mutex);
}
