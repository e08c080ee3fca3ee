/* Measures a program: measure TIMES MEGABYTES PROGRAM ARGUMENT...
 *
 * Runs it RUNS times, each in a process of its own, and prints the least and the middle of the time
 * that they took, the same of `PROGRAM --version` (the start of the process, and the loading of its
 * libraries), the instructions of one run where the machine counts them, and the most memory. Fails
 * if the least time is more than TIMES that start, which says the same on a slow and on a busy
 * machine, or if the memory is over its limit. It is a program of its own, and small, because a
 * process begins its memory's high-water mark with that of the one that started it.
 */
#include <fcntl.h>
#include <linux/perf_event.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNS = 21 };

typedef struct Measured {
    double milliseconds;
    double megabytes;
    uint64_t instructions; /* 0: the machine does not count them for us */
} Measured;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return 1e3 * (double)time.tv_sec + 1e-6 * (double)time.tv_nsec;
}

/* Counts the instructions of children from their exec on; -1 where that is not allowed. */
static int open_counter(void) {
    struct perf_event_attr attributes = {.type = PERF_TYPE_HARDWARE,
                                         .size = sizeof attributes,
                                         .config = PERF_COUNT_HW_INSTRUCTIONS,
                                         .disabled = 1,
                                         .inherit = 1,
                                         .enable_on_exec = 1,
                                         .exclude_kernel = 1,
                                         .exclude_hv = 1};
    return (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0);
}

static void run_child(char *const *arguments) {
    int nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, STDOUT_FILENO);
    execv(arguments[0], arguments);
    _exit(127);
}

/* One run; false if the program failed. */
static int measure(char *const *arguments, Measured *measured) {
    int counter = open_counter();
    double start = now();
    pid_t child = fork();
    if (child == 0)
        run_child(arguments);
    int status;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) != child)
        return 0;
    measured->milliseconds = now() - start;
    measured->megabytes = (double)usage.ru_maxrss / 1024;
    measured->instructions = 0;
    if (counter >= 0) {
        if (read(counter, &measured->instructions, sizeof measured->instructions) < 0)
            measured->instructions = 0;
        close(counter);
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int compare(const void *left, const void *right) {
    double difference =
        ((const Measured *)left)->milliseconds - ((const Measured *)right)->milliseconds;
    return difference < 0 ? -1 : difference > 0;
}

/* All runs of a program, the fastest first; false if one failed. */
static int measure_runs(char *const *arguments, Measured *runs) {
    for (size_t i = 0; i < RUNS; i++) {
        if (!measure(arguments, &runs[i])) {
            fprintf(stderr, "%s failed\n", arguments[0]);
            return 0;
        }
    }
    qsort(runs, RUNS, sizeof *runs, compare);
    return 1;
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: measure TIMES MEGABYTES PROGRAM ARGUMENT...\n");
        return EXIT_FAILURE;
    }
    double times_limit = strtod(argv[1], NULL), memory_limit = strtod(argv[2], NULL);
    char *start[] = {argv[3], "--version", NULL};
    Measured starts[RUNS], runs[RUNS];
    if (!measure_runs(start, starts) || !measure_runs(argv + 3, runs))
        return EXIT_FAILURE;
    double megabytes = 0;
    for (size_t i = 0; i < RUNS; i++)
        megabytes = runs[i].megabytes > megabytes ? runs[i].megabytes : megabytes;
    double times = runs[0].milliseconds / starts[0].milliseconds;
    printf("least %.1f ms, middle %.1f ms, of which %.1f ms are the start; %.1f MB",
           runs[0].milliseconds, runs[RUNS / 2].milliseconds, starts[0].milliseconds, megabytes);
    if (runs[0].instructions > 0)
        printf("; %.2f million instructions", (double)runs[0].instructions / 1e6);
    putchar('\n');
    if (times > times_limit) {
        fprintf(stderr, "that is %.1f times the start, more than %.1f\n", times, times_limit);
        return EXIT_FAILURE;
    }
    if (megabytes > memory_limit) {
        fprintf(stderr, "that is more than %.0f MB\n", memory_limit);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
