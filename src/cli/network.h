/* The options of `gradsheet init` that say of what network the assignment is. */
#ifndef GRADSHEET_CLI_NETWORK_H
#define GRADSHEET_CLI_NETWORK_H

#include "base/arena.h"
#include "starter/starter.h"

/* The network of which `init` writes where no option says otherwise. */
StarterNetwork network_default(void);

/* Each takes the text of an option; false, and *fault a sentence in the arena, where it is wrong.
 */
bool network_read_layers(StarterNetwork *network, const char *text, Arena *arena,
                         const char **fault);
bool network_read_activation(StarterNetwork *network, const char *text, Arena *arena,
                             const char **fault);
bool network_read_loss(StarterNetwork *network, const char *text, Arena *arena, const char **fault);
bool network_read_batch(StarterNetwork *network, const char *text, Arena *arena,
                        const char **fault);

/* Whether the options go together; false, and *fault a sentence, where they do not. */
bool network_check(const StarterNetwork *network, Arena *arena, const char **fault);

#endif
