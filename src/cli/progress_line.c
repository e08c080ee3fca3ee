#include "cli/progress_line.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"

/* To the beginning of the line, and away with what stands there. */
#define ERASE "\r\033[K"

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

/* How many columns a character takes at most. Those that take two, of East Asian writing and
 * pictures, all stand after U+1100; what else stands there is taken for wide too, but for
 * punctuation. */
static size_t columns_of(unsigned code) {
    return code >= 0x1100 && (code < 0x2000 || code >= 0x2070) ? 2 : 1;
}

/* How many bytes of a text, which is valid UTF-8, fill at most so many columns. */
static size_t length_within(const char *text, size_t columns) {
    size_t length = 0;
    while (text[length] != '\0') {
        unsigned code;
        size_t next = utf8_length(text + length, strlen(text + length), &code);
        if (columns_of(code) > columns)
            break;
        columns -= columns_of(code);
        length += next;
    }
    return length;
}

/* Copies as much of a text as there is room for, whole characters. It may hold the name of any
 * file: what a terminal could take for a command, and what is not UTF-8, becomes a question mark.
 */
static void copy_printable(char *to, size_t size, const char *text) {
    size_t used = 0, rest = strlen(text);
    while (rest > 0) {
        unsigned code = 0;
        size_t length = utf8_length(text, rest, &code);
        bool is_printable = length > 0 && code >= 0x20 && (code < 0x7F || code > 0x9F);
        size_t taken = length > 0 ? length : 1, written = is_printable ? length : 1;
        if (used + written >= size)
            break;
        memcpy(to + used, is_printable ? text : "?", written);
        used += written;
        text += taken;
        rest -= taken;
    }
    to[used] = '\0';
}

/* A line that is wider than the terminal could not be erased. */
static void show(const ProgressLine *line) {
    struct winsize size = {.ws_col = 0};
    size_t columns = 80;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        columns = size.ws_col;
    fprintf(stderr, ERASE "%.*s", (int)length_within(line->what, columns - 1), line->what);
}

static void listen(void *context, const char *what) {
    static const char ending[] = " …";
    ProgressLine *line = context;
    pthread_mutex_lock(&line->mutex);
    copy_printable(line->what, sizeof line->what - strlen(ending), what);
    strcat(line->what, ending);
    if (line->is_shown)
        show(line);
    pthread_mutex_unlock(&line->mutex);
}

/* Shows what has been told when patience is over, unless the end comes before: most runs are over
 * in the blink of an eye, and a line that is gone before it can be read only flickers. A thread
 * waits, since whoever is at work may have nothing to tell for long. */
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
    while (!line->has_ended && result == 0) /* a wait may end without a reason */
        result = pthread_cond_timedwait(&line->end, &line->mutex, &until);
    if (!line->has_ended) {
        line->is_shown = true;
        show(line);
    }
    pthread_mutex_unlock(&line->mutex);
    return NULL;
}

/* Where a run is interrupted, the shell's prompt shall not stand behind the line. Whether it is
 * shown need not be known: erasing a line on which nothing stands does no harm. */
static void erase_and_end(int number) {
    ssize_t written = write(STDERR_FILENO, ERASE, strlen(ERASE));
    (void)written; /* nothing can be done without a terminal */
    raise(number); /* this time it ends the process: SA_RESETHAND */
}

static const int interruptions[PROGRESS_LINE_SIGNALS] = {SIGINT, SIGTERM};

/* A signal that is ignored, under nohup, say, stays so. */
static void catch_interruptions(ProgressLine *line) {
    struct sigaction catching = {.sa_handler = erase_and_end, .sa_flags = SA_RESETHAND};
    for (size_t i = 0; i < PROGRESS_LINE_SIGNALS; i++) {
        sigaction(interruptions[i], NULL, &line->before[i]);
        if (line->before[i].sa_handler == SIG_DFL)
            sigaction(interruptions[i], &catching, NULL);
    }
}

static void release_interruptions(const ProgressLine *line) {
    for (size_t i = 0; i < PROGRESS_LINE_SIGNALS; i++)
        sigaction(interruptions[i], &line->before[i], NULL);
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
    catch_interruptions(line);
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
        fputs(ERASE, stderr);
    pthread_cond_signal(&line->end);
    pthread_mutex_unlock(&line->mutex);
    if (line->has_waiter)
        pthread_join(line->waiter, NULL);
    release_interruptions(line);
    pthread_cond_destroy(&line->end);
    pthread_mutex_destroy(&line->mutex);
}
