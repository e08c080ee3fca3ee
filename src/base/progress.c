#include "base/progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void progress_say(const Progress *progress, const char *format, ...) {
    if (progress == NULL)
        return;
    char *what = NULL;
    va_list args;
    va_start(args, format);
    int length = vasprintf(&what, format, args);
    va_end(args);
    if (length < 0)
        return;
    progress->listener(progress->context, what);
    free(what);
}
