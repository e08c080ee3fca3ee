/* Options: the command line, read.
 *
 * Nothing here prints or exits: what is wrong with a command line is a message and a hint, which
 * main shows before it ends with EXIT_USAGE.
 */
#ifndef GRADSHEET_CLI_OPTIONS_H
#define GRADSHEET_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "starter/starter.h"

/* The exit statuses of format.md, section 5. */
typedef enum ExitStatus {
    EXIT_DONE = 0,
    EXIT_ASSIGNMENT = 1,   /* the assignment has errors */
    EXIT_USAGE = 2,        /* the command line is wrong */
    EXIT_VERIFICATION = 3, /* an answer failed verification */
    EXIT_FILE = 4,         /* a file or TeX failed */
} ExitStatus;

typedef struct Command Command;

typedef struct Options {
    Arena *arena;           /* of the whole run */
    const Command *command; /* NULL: none was named */
    const char *const *operands;
    size_t operand_count;
    bool help;
    bool version;

    const char *values_path; /* --values */
    const char **set;        /* --set, in their order */
    size_t set_count;
    long digits; /* --digits */
    const char *output_folder;
    const char *template_folder; /* --template-dir, NULL: none */
    const char *trace;           /* --trace, a stage's name; NULL: none */
    bool quiet;
    bool verbose;
    bool no_pdf;
    bool accessible;        /* tagged PDF */
    bool steps;             /* the derivations on sheets that show them when asked to */
    bool blank;             /* sheets to fill in, in the place of those with answers */
    StarterNetwork network; /* --layers, --activation, --loss, --batch */
} Options;

/* What an option is for; a command takes some of these. */
typedef enum OptionUse {
    USE_ALWAYS = 0,
    USE_SOLVING = 1,   /* how an assignment is solved */
    USE_TEMPLATES = 2, /* where templates are */
    USE_WRITING = 4,   /* what is written, and where */
    USE_NETWORK = 8,   /* of what network an assignment is begun */
} OptionUse;

/* A command: how it is called, and what runs it. */
struct Command {
    const char *name;
    const char *operands; /* as the usage line shows them */
    const char *summary;
    const char *const *details; /* further lines of its help, up to a NULL */
    size_t operands_least;
    size_t operands_most;
    unsigned uses; /* of options, besides USE_ALWAYS */
    /* What is wrong with its options and operands, NULL: nothing. May itself be NULL. */
    const char *(*check)(const Options *options);
    ExitStatus (*run)(const Options *options);
};

enum { DIGITS_DEFAULT = 6, DIGITS_LIMIT = 1000 };

/* Reads the command line into options. On a fault it is false, and *fault is a sentence in the
 * options' arena. */
bool options_read(Options *options, Arena *arena, int argc, char *const *argv, const char **fault);

#endif
