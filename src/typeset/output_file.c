#include "typeset/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void report(Diagnostics *diagnostics, const char *path, int error) {
    diagnostics_error(diagnostics, DIAGNOSTIC_UNWRITABLE_FILE, (Span){NULL, 0, 0},
                      "“%s” cannot be written: %s", path, strerror(error));
    if (error == EACCES || error == EROFS || error == EPERM)
        diagnostics_hint(diagnostics, "name a folder of your own with -o");
}

/* Makes the folders that path stands in. errno tells why not. */
static bool make_folders(Arena *arena, const char *path) {
    char *folder = arena_strdup(arena, path);
    for (char *slash = strchr(folder + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(folder, 0777) != 0 && errno != EEXIST)
            return false;
        *slash = '/';
    }
    return true;
}

static bool write_all(int file, const char *chars, size_t length) {
    while (length > 0) {
        ssize_t written = write(file, chars, length);
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            chars += written;
            length -= (size_t)written;
        }
    }
    return true;
}

/* mkstemp makes files that only their owner may read; ours have the usual rights. */
static bool set_usual_rights(int file) {
    mode_t mask = umask(0);
    umask(mask);
    return fchmod(file, 0666 & ~mask) == 0;
}

/* The name is only safe on the disk once its folder is; a file system without that is no fault. */
static void flush_folder(Arena *arena, const char *path) {
    const char *slash = strrchr(path, '/');
    const char *folder = slash == NULL   ? "."
                         : slash == path ? "/"
                                         : arena_strndup(arena, path, (size_t)(slash - path));
    int opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened >= 0) {
        fsync(opened);
        close(opened);
    }
}

/* The temporary file's content and then its name. errno tells why not. */
static bool fill(const char *temporary, int file, const char *path, const char *chars,
                 size_t length) {
    bool is_written = write_all(file, chars, length) && set_usual_rights(file) && fsync(file) == 0;
    int error = errno;
    if (close(file) != 0 && is_written)
        return false;
    errno = error;
    return is_written && rename(temporary, path) == 0;
}

bool output_file_write(const char *path, const char *chars, size_t length,
                       Diagnostics *diagnostics) {
    Arena *arena = diagnostics->arena;
    char *temporary = arena_printf(arena, "%s.XXXXXX", path);
    int file = make_folders(arena, path) ? mkostemp(temporary, O_CLOEXEC) : -1;
    if (file < 0) {
        report(diagnostics, path, errno);
        return false;
    }
    if (!fill(temporary, file, path, chars, length)) {
        int error = errno;
        unlink(temporary);
        report(diagnostics, path, error);
        return false;
    }
    flush_folder(arena, path);
    return true;
}
