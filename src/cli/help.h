/* What `gradsheet --help` and `gradsheet COMMAND --help` say. */
#ifndef GRADSHEET_CLI_HELP_H
#define GRADSHEET_CLI_HELP_H

#include "base/strbuf.h"
#include "cli/options.h"

/* Help on a command, or on the whole program where it is NULL. */
void help_print(StrBuf *out, const Command *command);

#endif
