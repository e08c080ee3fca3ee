/* Output files: a file appears whole or not at all.
 *
 * The bytes go to a temporary file in the same folder, are flushed to the disk, and take the name
 * last. Whatever fails, a file that had the name before is left as it was, and no temporary file
 * stays behind.
 */
#ifndef GRADSHEET_TYPESET_OUTPUT_FILE_H
#define GRADSHEET_TYPESET_OUTPUT_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diagnostics.h"

/* Writes chars[0..length) to path; folders that are missing are made. False after a diagnostic. */
bool output_file_write(const char *path, const char *chars, size_t length,
                       Diagnostics *diagnostics);

#endif
