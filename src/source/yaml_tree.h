/* The located tree of a YAML file: scalars, sequences and mappings that know their places.
 *
 * libyaml reads; this stage keeps of its events what the format needs. Aliases are shared subtrees,
 * so the tree is a graph without cycles; what walks it is safe because the number of nodes that all
 * aliases together stand for is limited, and so is the depth.
 */
#ifndef GRADSHEET_SOURCE_YAML_TREE_H
#define GRADSHEET_SOURCE_YAML_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diagnostics.h"
#include "base/text.h"

enum { TREE_DEPTH_LIMIT = 64, TREE_ALIAS_LIMIT = 100000 };

typedef enum TreeKind { TREE_SCALAR, TREE_SEQUENCE, TREE_MAPPING } TreeKind;

typedef struct Tree Tree;

/* The key is always a scalar. */
typedef struct TreePair {
    const Tree *key;
    const Tree *value;
    size_t generation; /* after merging: how many models the one that it comes from extends */
} TreePair;

struct Tree {
    TreeKind kind;
    Span span;
    Text text;          /* TREE_SCALAR: its decoded value */
    bool is_plain;      /* TREE_SCALAR: neither quoted nor a block */
    const Tree **items; /* TREE_SEQUENCE */
    TreePair *pairs;    /* TREE_MAPPING, in the order of the file */
    size_t count;       /* of items or pairs */
    size_t weight;      /* nodes of the tree, aliases written out */
};

/* Reads the one document of a source. NULL with an error where it is no YAML, empty, or goes beyond
 * the limits. A key that is there twice is an error too, but the tree is still given, without it.
 */
const Tree *yaml_tree_parse(Arena *arena, const SourceText *source, Diagnostics *diagnostics);

/* Whether it is nothing at all: a plain empty scalar, "~" or "null". */
bool tree_is_null(const Tree *tree);

/* Where a fault of the whole tree is shown: the first line of it, as a point; a scalar whole. */
Span tree_place(const Tree *tree);

#endif
