/* The assignment that `gradsheet init` writes: starter.yaml, made into a string by the build. */
#ifndef GRADSHEET_CLI_STARTER_H
#define GRADSHEET_CLI_STARTER_H

extern const char starter_assignment[];

#endif
