/* Models before they are models: checked keys, values files loaded, `extends` merged.
 *
 * All of it is done on the tree: what comes out is again a mapping like the one an author could
 * have written without `extends`, and every part of it still knows the line it comes from.
 */
#ifndef GRADSHEET_SOURCE_MERGE_H
#define GRADSHEET_SOURCE_MERGE_H

#include "source/schema.h"

typedef struct MergedModel {
    const char *name;
    Span span;         /* of the name */
    const Tree *tree;  /* NULL where it could not be merged */
    const Tree *own;   /* what the author wrote under this name, as checked */
    size_t generation; /* how many models it extends, one through the other */
} MergedModel;

enum { EXTENDS_LIMIT = 100 };

/* The models of a `models` mapping in the order of the file; *count is their number. An heir's
 * entries come at the place of those that they replace, or at the end. A definition replaces one of
 * the same name whatever its index letters are. */
MergedModel *models_merge(Reader *reader, const Tree *models, size_t *count);

/* The name in a target: "A" of "A[i,j]", "swish" of "swish(x)", all of "h{t}". Its length. */
size_t target_name_length(const Text *target);

/* The mapping of a values file; NULL with an error at named_at. */
const Tree *values_file_read(Reader *reader, const char *path, Span named_at);

#endif
