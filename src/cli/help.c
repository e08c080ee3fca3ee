#include "cli/help.h"

#include <ctype.h>

#include "cli/commands.h"

static const char *const solving_options[] = {
    "--values FILE    take the values of given tensors from FILE, in every model that has them",
    "--set 'W1[1,2]=3/4'",
    "                 change one value; 'batch:W1[1,2]=3/4' in one model only; repeatable",
    "--digits N       significant digits of decimals, 1 to 1000 (default 6)",
    "--trace STAGE    tell on standard error what a stage made: source, formula, algebra,",
    "                 calculus, notation or verify",
    "-o, --output DIR where `build` writes sheets (default out)",
    NULL,
};

static const char *const network_options[] = {
    "--layers 4,3,2,1 units of each layer, the inputs first (default 2,3,1)",
    "--activation F   of the hidden layers: relu, tanh, sigmoid ... (default relu)",
    "--loss NAME      squared, cross-entropy or absolute (default squared)",
    "--batch N        ask about a batch of N samples too, if N is more than 1",
    NULL,
};

static const char *const common_options[] = {
    "-q, --quiet      say nothing but errors",
    "-v, --verbose    say more of what is done",
    "-h, --help       this help",
    NULL,
};

static const char *const exit_statuses[] = {
    "0  done",
    "1  the assignment has errors; nothing was written",
    "2  the command line is wrong",
    "3  an answer failed verification; nothing was written",
    "4  a file could not be read or written, or TeX failed",
    NULL,
};

static void print_lines(StrBuf *out, const char *const *lines) {
    for (; *lines != NULL; lines++)
        strbuf_printf(out, "  %s\n", *lines);
}

static void print_program_help(StrBuf *out) {
    strbuf_append(out,
                  "gradsheet solves a backpropagation homework: it derives every gradient that "
                  "is asked for,\nevaluates it exactly, verifies it and typesets it.\n\n"
                  "usage: gradsheet COMMAND [OPTION...] FILE...\n\ncommands:\n");
    for (const Command *const *command = commands; *command != NULL; command++)
        strbuf_printf(out, "  %-7s %s\n", (*command)->name, (*command)->summary);
    strbuf_append(out,
                  "\n`gradsheet COMMAND --help` tells more of each, `gradsheet --version` which "
                  "gradsheet this is.\n\nexit status:\n");
    print_lines(out, exit_statuses);
}

void help_print(StrBuf *out, const Command *command) {
    if (command == NULL) {
        print_program_help(out);
        return;
    }
    strbuf_printf(out, "usage: gradsheet %s [OPTION...] %s\n\n%c%s.\n", command->name,
                  command->operands, toupper(command->summary[0]), command->summary + 1);
    for (const char *const *line = command->details; *line != NULL; line++)
        strbuf_printf(out, "%s\n", *line);
    strbuf_append(out, "\noptions:\n");
    if (command->uses & USE_SOLVING)
        print_lines(out, solving_options);
    if (command->uses & USE_WRITING)
        strbuf_append(out,
                      "  --no-pdf         write the .tex only\n"
                      "  --accessible     tag the PDF for those who hear it; each formula has its "
                      "words and MathML\n"
                      "  --steps          show how each answer is derived, line by line\n"
                      "  --blank          the sheet with its answers empty, to be filled in\n");
    if (command->uses & USE_TEMPLATES)
        strbuf_append(out, "  --template-dir DIR\n"
                           "                   look for templates there first\n");
    if (command->uses & USE_NETWORK)
        print_lines(out, network_options);
    print_lines(out, common_options);
}
