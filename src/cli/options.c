#include "cli/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/diagnostics.h"
#include "cli/commands.h"
#include "cli/network.h"
#include "sheet/telling.h"

typedef enum LongOption {
    LONG_VALUES = 256, /* past every character */
    LONG_SET,
    LONG_DIGITS,
    LONG_NO_PDF,
    LONG_ACCESSIBLE,
    LONG_STEPS,
    LONG_BLANK,
    LONG_TEMPLATE_DIR,
    LONG_TRACE,
    LONG_LAYERS,
    LONG_ACTIVATION,
    LONG_LOSS,
    LONG_BATCH,
} LongOption;

static const struct option long_options[] = {
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {"values", required_argument, NULL, LONG_VALUES},
    {"set", required_argument, NULL, LONG_SET},
    {"digits", required_argument, NULL, LONG_DIGITS},
    {"output", required_argument, NULL, 'o'},
    {"quiet", no_argument, NULL, 'q'},
    {"verbose", no_argument, NULL, 'v'},
    {"trace", required_argument, NULL, LONG_TRACE},
    {"no-pdf", no_argument, NULL, LONG_NO_PDF},
    {"accessible", no_argument, NULL, LONG_ACCESSIBLE},
    {"steps", no_argument, NULL, LONG_STEPS},
    {"blank", no_argument, NULL, LONG_BLANK},
    {"template-dir", required_argument, NULL, LONG_TEMPLATE_DIR},
    {"layers", required_argument, NULL, LONG_LAYERS},
    {"activation", required_argument, NULL, LONG_ACTIVATION},
    {"loss", required_argument, NULL, LONG_LOSS},
    {"batch", required_argument, NULL, LONG_BATCH},
    {NULL, 0, NULL, 0},
};

static OptionUse option_use(int option) {
    switch (option) {
    case LONG_VALUES:
    case LONG_SET:
    case LONG_DIGITS:
    case LONG_TRACE:
    case 'o':
        return USE_SOLVING;
    case LONG_TEMPLATE_DIR:
        return USE_TEMPLATES;
    case LONG_NO_PDF:
    case LONG_ACCESSIBLE:
    case LONG_STEPS:
    case LONG_BLANK:
        return USE_WRITING;
    case LONG_LAYERS:
    case LONG_ACTIVATION:
    case LONG_LOSS:
    case LONG_BATCH:
        return USE_NETWORK;
    default:
        return USE_ALWAYS;
    }
}

/* The first option of the command line that the command has no use for, NULL if there is none;
 * given are the names of those that stood there, by their use. */
static const char *useless_option(const Command *command, const char *const *given) {
    static const OptionUse uses[] = {USE_SOLVING, USE_TEMPLATES, USE_WRITING, USE_NETWORK};
    for (size_t i = 0; i < sizeof uses / sizeof *uses; i++)
        if (given[uses[i]] != NULL && (command->uses & uses[i]) == 0)
            return given[uses[i]];
    return NULL;
}

/* "-o" or "--output", as the author wrote it. */
static const char *option_name(Arena *arena, int option, const char *written) {
    if (written != NULL && strncmp(written, "--", 2) == 0)
        return arena_strndup(arena, written, strcspn(written, "="));
    return arena_printf(arena, "-%c", option);
}

static const char *unknown_option_fault(Arena *arena, int option, const char *written) {
    const char *name = option_name(arena, option, written);
    const char *names[sizeof long_options / sizeof *long_options];
    size_t count = 0;
    for (const struct option *known = long_options; known->name != NULL; known++)
        names[count++] = known->name;
    const char *nearest = name[1] == '-' ? nearest_name(name + 2, names, count) : NULL;
    if (nearest != NULL)
        return arena_printf(arena, "there is no option %s; did you mean --%s?", name, nearest);
    return arena_printf(arena, "there is no option %s", name);
}

static bool read_digits(Options *options, const char *text, const char **fault) {
    char *end;
    errno = 0;
    options->digits = strtol(text, &end, 10);
    if (errno == 0 && end != text && *end == '\0' && options->digits >= 1 &&
        options->digits <= DIGITS_LIMIT)
        return true;
    *fault = arena_printf(options->arena, "--digits takes a whole number from 1 to %d, not “%s”",
                          DIGITS_LIMIT, text);
    return false;
}

static bool read_trace(Options *options, const char *stage, const char **fault) {
    options->trace = stage;
    if (telling_find(stage) != TELLING_COUNT)
        return true;
    StrBuf names;
    strbuf_init(&names);
    for (size_t i = 0; i < TELLING_COUNT; i++)
        strbuf_printf(&names, "%s%s", list_separator(i, TELLING_COUNT, " or "),
                      telling_name((TellingStage)i));
    *fault =
        arena_printf(options->arena, "--trace takes a stage, %s, not “%s”", names.chars, stage);
    strbuf_free(&names);
    return false;
}

/* One option; false with a fault if it is none. */
static bool take_option(Options *options, int option, const char **fault) {
    switch (option) {
    case 'h':
        options->help = true;
        return true;
    case 'V':
        options->version = true;
        return true;
    case 'o':
        options->output_folder = optarg;
        return true;
    case 'q':
        options->quiet = true;
        return true;
    case 'v':
        options->verbose = true;
        return true;
    case LONG_VALUES:
        options->values_path = optarg;
        return true;
    case LONG_SET:
        options->set[options->set_count++] = optarg;
        return true;
    case LONG_DIGITS:
        return read_digits(options, optarg, fault);
    case LONG_TRACE:
        return read_trace(options, optarg, fault);
    case LONG_NO_PDF:
        options->no_pdf = true;
        return true;
    case LONG_ACCESSIBLE:
        options->accessible = true;
        return true;
    case LONG_STEPS:
        options->steps = true;
        return true;
    case LONG_BLANK:
        options->blank = true;
        return true;
    case LONG_TEMPLATE_DIR:
        options->template_folder = optarg;
        return true;
    case LONG_LAYERS:
        return network_read_layers(&options->network, optarg, options->arena, fault);
    case LONG_ACTIVATION:
        return network_read_activation(&options->network, optarg, options->arena, fault);
    case LONG_LOSS:
        return network_read_loss(&options->network, optarg, options->arena, fault);
    case LONG_BATCH:
        return network_read_batch(&options->network, optarg, options->arena, fault);
    default:
        return false;
    }
}

static bool find_command(Options *options, const char *name, const char **fault) {
    options->command = command_find(name);
    if (options->command != NULL)
        return true;
    const char *names[16];
    size_t count = 0;
    for (const Command *const *known = commands; *known != NULL; known++)
        names[count++] = (*known)->name;
    const char *nearest = nearest_name(name, names, count);
    *fault = arena_printf(options->arena, "there is no command “%s”%s%s%s", name,
                          nearest != NULL ? "; did you mean “" : "", nearest != NULL ? nearest : "",
                          nearest != NULL ? "”?" : "");
    return false;
}

static bool check_operands(const Options *options, const char **fault) {
    const Command *command = options->command;
    if (options->operand_count < command->operands_least)
        *fault = arena_printf(options->arena, "“%s” needs a file: gradsheet %s %s", command->name,
                              command->name, command->operands);
    else if (options->operand_count > command->operands_most)
        *fault = arena_printf(options->arena, "“%s” has no use for “%s”: gradsheet %s %s",
                              command->name, options->operands[command->operands_most],
                              command->name, command->operands);
    else if (command->check != NULL)
        *fault = command->check(options);
    return *fault == NULL;
}

bool options_read(Options *options, Arena *arena, int argc, char *const *argv, const char **fault) {
    *options = (Options){.arena = arena,
                         .digits = DIGITS_DEFAULT,
                         .output_folder = "out",
                         .network = network_default()};
    options->set = ARENA_ARRAY(arena, const char *, (size_t)argc);
    const char **operands = ARENA_ARRAY(arena, const char *, (size_t)argc);
    options->operands = operands;
    *fault = NULL;
    opterr = 0;
    optind = 0; /* begin anew, whatever was read before: both glibc and musl take 0 as that, where 1
                   would leave them inside the word in which an earlier reading stopped */
    const char *given[USE_NETWORK + 1] = {NULL};
    int option, row = -1;
    /* "-" keeps operands in their place among the options, each as option 1. */
    while ((option = getopt_long(argc, argv, "-:ho:qvV", long_options, &row)) != -1) {
        const char *written = argv[optind - 1];
        if (option == 1)
            operands[options->operand_count++] = optarg;
        else if (option == ':')
            *fault = arena_printf(arena, "%s needs a value after it",
                                  option_name(arena, optopt, written));
        else if (!take_option(options, option, fault) && *fault == NULL)
            *fault = unknown_option_fault(arena, optopt, written);
        if (*fault != NULL)
            return false;
        if (option_use(option) != USE_ALWAYS)
            given[option_use(option)] = row >= 0
                                            ? arena_printf(arena, "--%s", long_options[row].name)
                                            : arena_printf(arena, "-%c", option);
        row = -1;
    }
    while (optind < argc)
        operands[options->operand_count++] = argv[optind++];
    if (options->operand_count > 0 && strcmp(operands[0], "help") == 0) {
        options->help = true;
        options->operands++;
        options->operand_count--;
    }
    if (options->operand_count > 0) {
        if (!find_command(options, options->operands[0], fault))
            return false;
        options->operands++;
        options->operand_count--;
    }
    if (options->help || options->version)
        return true;
    if (options->command == NULL) {
        *fault = "no command was given";
        return false;
    }
    const char *useless = useless_option(options->command, given);
    if (useless != NULL) {
        *fault = arena_printf(arena, "“%s” has no use for %s", options->command->name, useless);
        return false;
    }
    return network_check(&options->network, arena, fault) && check_operands(options, fault);
}
