/* Progress: what a long run is doing, told to whoever waits for it. */
#ifndef GRADSHEET_BASE_PROGRESS_H
#define GRADSHEET_BASE_PROGRESS_H

/* Who waits. The listener is called with each thing that is begun, a few words without an end:
 * "deriving 12 of 25"; they are its own only until it returns. */
typedef struct Progress {
    void (*listener)(void *context, const char *what);
    void *context; /* the listener's, handed on as it is */
} Progress;

/* Tells what is begun; nothing if progress is NULL. */
void progress_say(const Progress *progress, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
