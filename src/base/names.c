#include "base/names.h"

#include <string.h>

static const char *const reserved[] = {
    "d",    "unknown", "sum",  "mean",    "max",     "min",  "tr",         "ones",     "eye",
    "diag", "outer",   "relu", "softmax", "sigmoid", "tanh", "leaky_relu", "softplus", "exp",
    "log",  "sqrt",    "abs",  "sign",    "sin",     "cos",  "erf",        "onehot",   "pi",
};

enum { RESERVED_COUNT = sizeof reserved / sizeof *reserved };

static bool is_greek(unsigned code) {
    bool is_capital = code >= 0x391 && code <= 0x3A9 && code != 0x3A2;
    bool is_small = code >= 0x3B1 && code <= 0x3C9;
    bool is_variant = code == 0x3D1 || code == 0x3D5 || code == 0x3D6 || code == 0x3F0 ||
                      code == 0x3F1 || code == 0x3F5;
    return is_capital || is_small || is_variant;
}

/* The bytes of the letter that chars begins with, 0 if it begins with none. */
static size_t letter_length(const char *chars, size_t length) {
    if (length == 0)
        return 0;
    unsigned char first = (unsigned char)chars[0];
    if ((first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z'))
        return 1;
    /* All Greek letters have two bytes: 110xxxxx 10xxxxxx. */
    if (length < 2 || (first & 0xE0) != 0xC0 || ((unsigned char)chars[1] & 0xC0) != 0x80)
        return 0;
    return is_greek((first & 0x1Fu) << 6 | ((unsigned char)chars[1] & 0x3Fu)) ? 2 : 0;
}

size_t name_scan(const char *chars, size_t length) {
    size_t at = letter_length(chars, length);
    if (at == 0)
        return 0;
    while (at < length) {
        bool is_other = chars[at] == '_' || (chars[at] >= '0' && chars[at] <= '9');
        size_t step = is_other ? 1 : letter_length(chars + at, length - at);
        if (step == 0)
            break;
        at += step;
    }
    return at;
}

bool name_is_valid(const char *chars, size_t length) {
    return length > 0 && name_scan(chars, length) == length;
}

bool name_is_reserved(const char *name) {
    for (size_t i = 0; i < RESERVED_COUNT; i++)
        if (strcmp(reserved[i], name) == 0)
            return true;
    return false;
}

bool name_is_constant(const char *name) {
    return strcmp(name, "pi") == 0;
}

const char *name_reserved(size_t n) {
    return n < RESERVED_COUNT ? reserved[n] : NULL;
}
