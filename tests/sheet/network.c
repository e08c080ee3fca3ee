#include "network.h"

#include <stdio.h>
#include <string.h>

#include "base/strbuf.h"

enum { DEPTH_LIMIT = 4, WIDTH_LIMIT = 5, BATCH_LIMIT = 3, TENSOR_LIMIT = 4 * DEPTH_LIMIT + 4 };

/* How things are called. letters are no names of quantities. */
typedef struct Names {
    const char *input, *target, *weight, *bias, *sum, *layer, *loss, *each, *batch, *size, *delta;
    bool is_backward; /* the first layer has the highest number */
    const char *letters[5];
} Names;

static const Names all_names[] = {
    {"x", "y", "W", "b", "z", "h", "l", "e", "m", "n", "delta", false, {"k", "i", "j", "r", "s"}},
    {"u", "t", "A", "c", "s", "a", "loss", "L", "B", "p", "g", false, {"q", "k", "i", "j", "r"}},
    {"q", "r", "s", "p", "u", "v", "j", "i", "k", "t", "n", true, {"a", "c", "e", "f", "g"}},
    {"ξ", "τ", "Θ", "β", "ζ", "η", "λ", "κ", "μ", "ν", "δ", false, {"i", "j", "k", "α", "ω"}},
    {"z", "a", "b", "w", "y", "x", "E", "F", "n", "c", "d1", true, {"p", "q", "r", "i", "j"}},
};

enum { NAMES_COUNT = sizeof all_names / sizeof *all_names };

typedef enum Convention {
    ROWS_TRANSPOSED, /* h @ W.T + b, a row for each sample */
    ROWS,            /* h @ W + b */
    COLUMNS,         /* W @ h + b, a column for each sample */
    VECTOR,          /* W @ h + b of one sample */
    CONVENTION_COUNT
} Convention;

typedef struct Dim {
    const char *text; /* the size's name or a number */
    long value;
} Dim;

typedef struct NetworkTensor {
    const char *name;
    size_t rank;
    Dim dims[2];
    size_t order; /* in the chain: what has a higher one may depend on it */
} NetworkTensor;

/* A network being made. */
typedef struct Making {
    Arena *arena;
    Random random;
    const Names *names;
    Convention convention;
    size_t depth;
    Dim widths[DEPTH_LIMIT + 1];
    Dim batch;
    bool is_plain;
    bool has_exp;
    StrBuf given, define, values, functions;
    NetworkTensor tensors[TENSOR_LIMIT];
    size_t count;
    size_t loss; /* in tensors */
    NetworkTensor layers[DEPTH_LIMIT + 1];
} Making;

static size_t below(Making *making, size_t limit) {
    return random_below(&making->random, limit);
}

static bool one_in(Making *making, size_t count) {
    return random_one_in(&making->random, count);
}

static const char *numbered(const Making *making, const char *name, size_t layer) {
    size_t number = making->names->is_backward ? making->depth - layer + 1 : layer;
    return arena_printf(making->arena, "%s%zu", name, number);
}

static const char *shape_of(const Making *making, const NetworkTensor *tensor) {
    const char *text = "[";
    for (size_t i = 0; i < tensor->rank; i++)
        text = arena_printf(making->arena, "%s%s%s", text, i > 0 ? ", " : "", tensor->dims[i].text);
    return arena_printf(making->arena, "%s]", text);
}

/* Tensors. */

static NetworkTensor add_tensor(Making *making, const char *name, size_t rank, Dim first,
                                Dim second) {
    NetworkTensor tensor = {name, rank, {first, second}, making->count};
    making->tensors[making->count++] = tensor;
    return tensor;
}

static void write_number(Making *making) {
    static const char *const numbers[] = {"-2",  "-3/2", "-1",  "-3/4", "-1/2", "-1/4", "1/4",
                                          "1/2", "3/4",  "0.5", "1",    "1.25", "3/2",  "2"};
    strbuf_append(&making->values, numbers[below(making, sizeof numbers / sizeof *numbers)]);
}

static void write_numbers(Making *making, const NetworkTensor *tensor, size_t axis) {
    if (axis == tensor->rank) {
        write_number(making);
        return;
    }
    strbuf_append(&making->values, "[");
    for (long i = 0; i < tensor->dims[axis].value; i++) {
        strbuf_append(&making->values, i > 0 ? ", " : "");
        write_numbers(making, tensor, axis + 1);
    }
    strbuf_append(&making->values, "]");
}

static NetworkTensor add_given(Making *making, const char *name, size_t rank, Dim first,
                               Dim second) {
    NetworkTensor tensor = add_tensor(making, name, rank, first, second);
    strbuf_printf(&making->given, "      %s: %s\n", name, shape_of(making, &tensor));
    strbuf_printf(&making->values, "      %s: ", name);
    write_numbers(making, &tensor, 0);
    strbuf_append(&making->values, "\n");
    return tensor;
}

/* A layer's tensor: a row or column for each sample. */
static NetworkTensor add_activations(Making *making, const char *name, Dim width) {
    if (making->convention == VECTOR)
        return add_tensor(making, name, 1, width, width);
    if (making->convention == COLUMNS)
        return add_tensor(making, name, 2, width, making->batch);
    return add_tensor(making, name, 2, making->batch, width);
}

static void write_definition(Making *making, const char *name, const char *formula) {
    strbuf_printf(&making->define, "      \"%s\": \"%s\"\n", name, formula);
}

/* Layers. */

static const char *activation(Making *making, const char *sum) {
    static const char *const usual[] = {"%s",       "relu(%s)", "relu(%s)", "sigmoid(%s)",
                                        "tanh(%s)", "exp(%s)",  "%s"};
    static const char *const rare[] = {"leaky_relu(%s, 1/10)", "swish(%s)", "(%s)^2",
                                       "max(%s, 1/2)",         "abs(%s)",   "(%s) / 3"};
    const char *format = usual[below(making, sizeof usual / sizeof *usual)];
    if (one_in(making, 6)) {
        format = rare[below(making, sizeof rare / sizeof *rare)];
        making->is_plain = false;
    }
    /* What saturates, or an exponential, of an exponential is too much even for wide balls. */
    bool is_tame = strstr(format, "exp") == NULL && strstr(format, "tanh") == NULL &&
                   strstr(format, "sigmoid") == NULL && strstr(format, "swish") == NULL;
    if (making->has_exp && !is_tame)
        format = "relu(%s)";
    making->has_exp |= strstr(format, "exp") != NULL;
    if (strncmp(format, "swish", 5) == 0 && making->functions.length == 0)
        strbuf_append(&making->functions, "    functions: {swish(o): o * sigmoid(o)}\n");
    const char *hole = strstr(format, "%s");
    return arena_printf(making->arena, "%.*s%s%s", (int)(hole - format), format, sum, hole + 2);
}

/* The weighted sum, over whole tensors. */
static const char *whole_sum(const Making *making, const char *before, const char *weight,
                             const char *bias) {
    const char *text = NULL;
    switch (making->convention) {
    case ROWS_TRANSPOSED:
        text = arena_printf(making->arena, "%s @ %s.T", before, weight);
        break;
    case ROWS:
        text = arena_printf(making->arena, "%s @ %s", before, weight);
        break;
    case COLUMNS:
    case VECTOR:
    case CONVENTION_COUNT:
        text = arena_printf(making->arena, "%s @ %s", weight, before);
        break;
    }
    return bias != NULL ? arena_printf(making->arena, "%s + %s", text, bias) : text;
}

/* The same for one unit and, but for a vector, one sample. */
static const char *indexed_sum(const Making *making, const char *before, const char *weight,
                               const char *bias, size_t bias_rank) {
    const char *k = making->names->letters[0], *i = making->names->letters[1],
               *j = making->names->letters[2];
    Arena *arena = making->arena;
    const char *text = NULL, *index = NULL;
    switch (making->convention) {
    case ROWS_TRANSPOSED:
        text = arena_printf(arena, "sum(%s, %s[%s,%s] * %s[%s,%s])", j, before, k, j, weight, i, j);
        index = arena_printf(arena, "1,%s", i);
        break;
    case ROWS:
        text = arena_printf(arena, "sum(%s, %s[%s,%s] * %s[%s,%s])", j, before, k, j, weight, j, i);
        index = arena_printf(arena, "1,%s", i);
        break;
    case COLUMNS:
        text = arena_printf(arena, "sum(%s, %s[%s,%s] * %s[%s,%s])", j, weight, i, j, before, j, k);
        index = arena_printf(arena, "%s,1", i);
        break;
    case VECTOR:
    case CONVENTION_COUNT:
        text = arena_printf(arena, "sum(%s, %s[%s,%s] * %s[%s])", j, weight, i, j, before, j);
        index = i;
        break;
    }
    if (bias == NULL)
        return text;
    return arena_printf(arena, "%s + %s[%s]", text, bias, bias_rank == 1 ? i : index);
}

/* "h1[k,i]", the left side of an indexed definition. */
static const char *indexed_name(const Making *making, const char *name) {
    const char *k = making->names->letters[0], *i = making->names->letters[1];
    if (making->convention == VECTOR)
        return arena_printf(making->arena, "%s[%s]", name, i);
    if (making->convention == COLUMNS)
        return arena_printf(making->arena, "%s[%s,%s]", name, i, k);
    return arena_printf(making->arena, "%s[%s,%s]", name, k, i);
}

static void add_layer(Making *making, size_t layer) {
    const Names *names = making->names;
    const Dim one = {"1", 1};
    Dim from = making->widths[layer - 1], to = making->widths[layer];
    const char *weight = numbered(making, names->weight, layer);
    if (making->convention == ROWS)
        add_given(making, weight, 2, from, to);
    else
        add_given(making, weight, 2, to, from);
    const char *bias = NULL;
    size_t bias_rank = 0;
    if (one_in(making, 2)) {
        bias = numbered(making, names->bias, layer);
        bias_rank =
            making->convention == VECTOR || (making->convention != COLUMNS && one_in(making, 2))
                ? 1
                : 2;
        if (bias_rank == 1)
            add_given(making, bias, 1, to, to);
        else if (making->convention == COLUMNS)
            add_given(making, bias, 2, to, one);
        else
            add_given(making, bias, 2, one, to);
    }
    const char *before = making->layers[layer - 1].name;
    bool is_indexed = one_in(making, 6);
    making->is_plain &= !is_indexed;
    const char *sum = is_indexed ? indexed_sum(making, before, weight, bias, bias_rank)
                                 : whole_sum(making, before, weight, bias);
    const char *name = numbered(making, names->layer, layer);
    if (!one_in(making, 4)) {
        const char *sum_name = numbered(making, names->sum, layer);
        add_activations(making, sum_name, to);
        write_definition(making, is_indexed ? indexed_name(making, sum_name) : sum_name, sum);
        sum = is_indexed ? indexed_name(making, sum_name) : sum_name;
    }
    making->layers[layer] = add_activations(making, name, to);
    /* The last layer is linear as often as not. */
    const char *formula =
        layer == making->depth && one_in(making, 2) ? sum : activation(making, sum);
    write_definition(making, is_indexed ? indexed_name(making, name) : name, formula);
}

/* The loss. */

static void add_loss(Making *making) {
    const Names *names = making->names;
    Arena *arena = making->arena;
    const char *h = making->layers[making->depth].name, *y = names->target;
    const char *k = names->letters[0], *c = names->letters[1];
    const char *m = making->convention == VECTOR ? "1" : making->batch.text;
    const char *error = arena_printf(arena, "(%s - %s)^2", h, y);
    const char *entry = arena_printf(arena, "%s[%s,%s]", h, k, c),
               *wanted = arena_printf(arena, "%s[%s,%s]", y, k, c);
    size_t way = below(making, making->convention == VECTOR ? 2 : 5);
    switch (way) {
    case 0:
        write_definition(making, names->loss, arena_printf(arena, "1/2 * sum(%s) / %s", error, m));
        break;
    case 1:
        write_definition(making, names->loss, arena_printf(arena, "mean(%s)", error));
        break;
    case 2:
        write_definition(
            making, names->loss,
            arena_printf(arena, "1/(2*%s) * sum(%s, %s, (%s - %s)^2)", m, k, c, entry, wanted));
        break;
    case 3:
        write_definition(making, names->loss,
                         arena_printf(arena, "1/2 * (%s[1,1] - %s[1,1])^2", h, y));
        break;
    default:
        if (making->convention == COLUMNS)
            write_definition(making, arena_printf(arena, "%s[%s]", names->each, c),
                             arena_printf(arena, "1/2 * sum(%s, (%s - %s)^2)", k, entry, wanted));
        else
            write_definition(making, arena_printf(arena, "%s[%s]", names->each, k),
                             arena_printf(arena, "1/2 * sum(%s, (%s - %s)^2)", c, entry, wanted));
        add_tensor(making, names->each, 1, making->batch, making->batch);
        write_definition(making, names->loss, arena_printf(arena, "mean(%s)", names->each));
        making->is_plain = false;
    }
    making->loss = making->count;
    add_tensor(making, names->loss, 0, making->batch, making->batch);
}

/* Questions. */

typedef struct Asked {
    const char *text;
    Dim kept[4];
    size_t kept_count;
    struct {
        const char *name;
        Dim dim;
    } letters[4];
    size_t letter_count;
} Asked;

/* A letter for a dimension, perhaps one that stands elsewhere already. */
static const char *letter_for(Making *making, Asked *asked, Dim dim) {
    if (asked->letter_count > 0 && one_in(making, 3)) {
        size_t i = below(making, asked->letter_count);
        if (strcmp(asked->letters[i].dim.text, dim.text) == 0)
            return asked->letters[i].name;
    }
    const char *name = making->names->letters[asked->letter_count];
    asked->letters[asked->letter_count].name = name;
    asked->letters[asked->letter_count++].dim = dim;
    return name;
}

/* A tensor as it stands in a derivative: whole, or with indices of all kinds. */
static const char *ask_for(Making *making, Asked *asked, const NetworkTensor *tensor) {
    const char *indices[2];
    bool is_kept[2] = {true, true};
    if (!one_in(making, 2))
        for (size_t i = 0; i < tensor->rank; i++)
            is_kept[i] = one_in(making, 3);
    size_t written = 0;
    for (size_t i = 0; i < tensor->rank; i++) {
        Dim dim = tensor->dims[i];
        if (is_kept[i]) {
            indices[i] = ".";
            asked->kept[asked->kept_count++] = dim;
            continue;
        }
        written = i + 1;
        indices[i] = one_in(making, 2)
                         ? letter_for(making, asked, dim)
                         : arena_printf(making->arena, "%zu", 1 + below(making, (size_t)dim.value));
    }
    if (written > 0 && one_in(making, 2))
        written = tensor->rank;
    if (written == 0)
        return tensor->name;
    if (written == 1)
        return arena_printf(making->arena, "%s[%s]", tensor->name, indices[0]);
    return arena_printf(making->arena, "%s[%s,%s]", tensor->name, indices[0], indices[1]);
}

/* Something around a derivative by the whole of a variable, as an update rule has. */
static const char *put_around(Making *making, const NetworkTensor *variable, const char *find) {
    static const char *const around[] = {"%V - 1/2 * %D", "-%D",         "%D / 3",
                                         "%D * %V",       "2 * %D + %V", "(%V > 0) * %D"};
    const char *format = around[below(making, sizeof around / sizeof *around)];
    StrBuf out;
    strbuf_init(&out);
    for (; *format != '\0'; format++) {
        if (*format == '%') {
            format++;
            strbuf_append(&out, *format == 'V' ? variable->name : find);
        } else {
            strbuf_append_char(&out, *format);
        }
    }
    return strbuf_finish(&out, making->arena);
}

static const NetworkTensor *random_tensor(Making *making) {
    return &making->tensors[below(making, making->count)];
}

static NetworkQuestion random_question(Making *making) {
    const NetworkTensor *target = &making->tensors[making->loss], *variable;
    if (one_in(making, 2))
        target = random_tensor(making);
    do
        variable = random_tensor(making);
    while (variable->rank == 0);
    /* By what comes later in the chain the derivative is 0: once in a while that is asked, too. */
    if (variable->order > target->order && !one_in(making, 6)) {
        const NetworkTensor *other = target;
        target = variable;
        variable = other;
        if (variable->rank == 0)
            variable = &making->tensors[0];
    }
    Asked asked = {0};
    const char *top = ask_for(making, &asked, target);
    bool has_kept_target = asked.kept_count > 0 || asked.letter_count > 0;
    const char *bottom = ask_for(making, &asked, variable);
    NetworkQuestion question = {.find = arena_printf(making->arena, "d %s / d %s", top, bottom),
                                .kept = asked.kept_count,
                                .cells = 1,
                                .is_derivative = true};
    for (size_t i = 0; i < asked.kept_count; i++)
        question.cells *= (size_t)asked.kept[i].value;
    if (!has_kept_target && bottom == variable->name && one_in(making, 4)) {
        question.find = put_around(making, variable, question.find);
        question.is_derivative = false;
    }
    return question;
}

/* A gradient of the loss with a name, by a layer on the way. */
static const char *gradient_by_layer(Making *making, const char *indices) {
    size_t layer = 1 + below(making, making->depth);
    return arena_printf(making->arena, "d %s / d %s%s", making->names->loss,
                        making->layers[layer].name, indices);
}

static void choose_sizes(Making *making, StrBuf *sizes) {
    const Names *names = making->names;
    making->batch.value = 1 + (long)below(making, BATCH_LIMIT);
    bool is_named = !one_in(making, 5);
    making->batch.text =
        is_named ? names->batch : arena_printf(making->arena, "%ld", making->batch.value);
    strbuf_printf(sizes, "    sizes: {%s: %ld", names->batch, making->batch.value);
    for (size_t i = 0; i <= making->depth; i++) {
        Dim *width = &making->widths[i];
        width->value = 1 + (long)below(making, WIDTH_LIMIT);
        is_named = !one_in(making, 6);
        making->is_plain &= is_named;
        width->text = arena_printf(making->arena, "%ld", width->value);
        if (is_named)
            width->text = arena_printf(making->arena, "%s%zu", names->size, i);
        strbuf_printf(sizes, ", %s%zu: %ld", names->size, i, width->value);
    }
    strbuf_append(sizes, "}\n");
    making->is_plain &= strcmp(making->batch.text, names->batch) == 0;
}

static const char *write_model(Making *making, const StrBuf *sizes, const char *let) {
    StrBuf out;
    strbuf_init(&out);
    strbuf_printf(&out, "models:\n  net:\n%s%s    given:\n%s    define:\n%s%s    values:\n%s",
                  sizes->chars, making->functions.length > 0 ? making->functions.chars : "",
                  making->given.chars, making->define.chars, let, making->values.chars);
    return strbuf_finish(&out, making->arena);
}

Network network_random(Arena *arena, uint64_t seed) {
    Making making = {.arena = arena, .is_plain = true};
    making.random = random_from_seed(seed);
    making.names = &all_names[below(&making, NAMES_COUNT)];
    making.convention = (Convention)below(&making, CONVENTION_COUNT);
    if (one_in(&making, 3))
        making.convention = ROWS_TRANSPOSED;
    making.is_plain = making.convention == ROWS_TRANSPOSED || making.convention == ROWS;
    making.depth = 1 + below(&making, DEPTH_LIMIT);
    StrBuf *const parts[] = {&making.given, &making.define, &making.values, &making.functions};
    StrBuf sizes;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        strbuf_init(parts[i]);
    strbuf_init(&sizes);
    choose_sizes(&making, &sizes);

    making.layers[0] = add_activations(&making, making.names->input, making.widths[0]);
    making.count = 0;
    add_given(&making, making.names->input, making.layers[0].rank, making.layers[0].dims[0],
              making.layers[0].dims[1]);
    for (size_t i = 1; i <= making.depth; i++)
        add_layer(&making, i);
    const NetworkTensor *output = &making.layers[making.depth];
    add_given(&making, making.names->target, output->rank, output->dims[0], output->dims[1]);
    add_loss(&making);

    Network network = {.is_plain = making.is_plain};
    network.question = random_question(&making);
    network.using = gradient_by_layer(&making, "");
    const char *let = "";
    if (one_in(&making, 2))
        let = arena_printf(arena, "    let: {%s: \"%s\"}\n", making.names->delta,
                           gradient_by_layer(&making, one_in(&making, 4) ? "[1]" : ""));
    network.model = write_model(&making, &sizes, let);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        strbuf_free(parts[i]);
    strbuf_free(&sizes);
    return network;
}

const char *network_assignment(Arena *arena, const Network *network, const AnswerForm *forms,
                               size_t count, bool with_using) {
    static const char *const names[] = {"", "as: expression", "as: entries", "as: matrix"};
    StrBuf out;
    strbuf_init(&out);
    strbuf_printf(&out,
                  "gradsheet: 1\ntitle: Random\n%ssections:\n  - title: All\n    model: net\n"
                  "    questions:\n      - find: \"%s\"\n        answers:\n",
                  network->model, network->question.find);
    for (size_t i = 0; i < count; i++)
        strbuf_printf(&out, "          - {%s%s%s%s%s}\n", names[forms[i]],
                      with_using && forms[i] != ANSWER_DEFAULT ? ", " : "",
                      with_using ? "using: [\"" : "", with_using ? network->using : "",
                      with_using ? "\"]" : "");
    return strbuf_finish(&out, arena);
}
