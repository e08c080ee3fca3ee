/* `--set 'W1[1,2]=3/4'`: one entry of a tensor's values, in one model or all. */
#ifndef GRADSHEET_SOURCE_SET_OPTION_H
#define GRADSHEET_SOURCE_SET_OPTION_H

#include "source/assignment.h"
#include "source/schema.h"

/* Applies one such option to the models that have the tensor. Errors point into the option. */
void set_option_apply(Reader *reader, const char *option, Model *models, size_t model_count);

#endif
