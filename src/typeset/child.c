#include "typeset/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A PDF, or a log, that TeX writes without end stops here. */
enum { FILE_SIZE_LIMIT = 256 * 1024 * 1024 };

const char *child_find_program(Arena *arena, const char *name) {
    if (strchr(name, '/') != NULL)
        return access(name, X_OK) == 0 ? name : NULL;
    const char *path = getenv("PATH");
    while (path != NULL && *path != '\0') {
        size_t length = strcspn(path, ":");
        const char *found = arena_printf(arena, "%.*s/%s", (int)length, path, name);
        if (*path == '/' && access(found, X_OK) == 0)
            return found;
        path += length + (path[length] == ':');
    }
    return NULL;
}

/* The child's part between fork and exec: only calls that are safe there. */
static void become(const char *folder, char *const *arguments, char *const *environment,
                   pid_t parent) {
    struct rlimit size = {FILE_SIZE_LIMIT, FILE_SIZE_LIMIT}, core = {0, 0};
    int nothing = open("/dev/null", O_RDWR);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setrlimit(RLIMIT_FSIZE, &size);
    setrlimit(RLIMIT_CORE, &core);
    if (getppid() != parent || nothing < 0 || dup2(nothing, 0) < 0 || dup2(nothing, 1) < 0 ||
        dup2(nothing, 2) < 0 || chdir(folder) != 0)
        _exit(127);
    execve(arguments[0], arguments, environment);
    _exit(127);
}

static long milliseconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Waits until the pipe's other end, which the child and its children hold, is closed. */
static bool is_closed_in_time(int end, long *milliseconds) {
    long deadline = milliseconds_now() + *milliseconds;
    struct pollfd wait = {.fd = end, .events = POLLIN};
    int ready;
    do {
        ready = poll(&wait, 1, *milliseconds > 0 ? (int)*milliseconds : 0);
        *milliseconds = deadline - milliseconds_now();
    } while (ready < 0 && errno == EINTR);
    return ready > 0;
}

ChildResult child_run(const char *folder, char *const *arguments, char *const *environment,
                      long *milliseconds) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return CHILD_NOT_RUN;
    pid_t parent = getpid(), child = fork();
    if (child == 0) {
        fcntl(ends[1], F_SETFD, 0); /* it stays open until the child ends: that is how we know */
        become(folder, arguments, environment, parent);
    }
    int error = errno;
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        errno = error;
        return CHILD_NOT_RUN;
    }
    setpgid(child, child); /* both do it, so that it is done before either goes on */
    bool in_time = is_closed_in_time(ends[0], milliseconds);
    close(ends[0]);
    if (!in_time)
        kill(-child, SIGKILL);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    if (!in_time)
        return CHILD_TOO_SLOW;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? CHILD_SUCCEEDED : CHILD_FAILED;
}
