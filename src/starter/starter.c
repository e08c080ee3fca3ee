#include "starter/starter.h"

#include <jansson.h>

#include "render/render.h"
#include "starter/starter_template.h"
#include "starter/starter_values.h"

/* A matrix is written out up to so many cells, each a sum of up to so many terms. */
enum { CELLS_THAT_FIT = 64, TERMS_THAT_FIT = 8 };

/* "4, 3, 2, 1" */
static json_t *layers_text(const StarterNetwork *network) {
    StrBuf text;
    strbuf_init(&text);
    for (size_t i = 0; i < network->layer_count; i++)
        strbuf_printf(&text, "%s%zu", i > 0 ? ", " : "", network->units[i]);
    json_t *json = json_string(text.chars);
    strbuf_free(&text);
    return json;
}

/* "n0: 4, n1: 3" */
static json_t *sizes_text(const StarterNetwork *network) {
    StrBuf text;
    strbuf_init(&text);
    for (size_t i = 0; i < network->layer_count; i++)
        strbuf_printf(&text, "%sn%zu: %zu", i > 0 ? ", " : "", i, network->units[i]);
    json_t *json = json_string(text.chars);
    strbuf_free(&text);
    return json;
}

static json_t *counted(size_t count, const char *thing) {
    return json_sprintf("%zu %s%s", count, thing, count == 1 ? "" : "s");
}

static void append_number(StrBuf *out, long numerator) {
    long denominator = STARTER_DENOMINATOR;
    while (denominator > 1 && numerator % 2 == 0) {
        numerator /= 2;
        denominator /= 2;
    }
    strbuf_printf(out, denominator > 1 ? "%ld/%ld" : "%ld", numerator, denominator);
}

/* "[1, -1/2]" */
static json_t *row_text(const StarterMatrix *matrix, size_t row) {
    StrBuf text;
    strbuf_init(&text);
    for (size_t i = 0; i < matrix->columns; i++) {
        strbuf_append(&text, i > 0 ? ", " : "[");
        append_number(&text, matrix->numerators[row * matrix->columns + i]);
    }
    strbuf_append(&text, "]");
    json_t *json = json_string(text.chars);
    strbuf_free(&text);
    return json;
}

static json_t *rows_text(const StarterMatrix *matrix) {
    json_t *rows = json_array();
    for (size_t i = 0; i < matrix->rows; i++)
        json_array_append_new(rows, row_text(matrix, i));
    return rows;
}

/* The labels of the first samples, "2, 1". */
static json_t *labels_text(const StarterValues *values, size_t count) {
    StrBuf text;
    strbuf_init(&text);
    for (size_t i = 0; i < count; i++)
        strbuf_printf(&text, "%s%zu", i > 0 ? ", " : "", values->labels[i]);
    json_t *json = json_string(text.chars);
    strbuf_free(&text);
    return json;
}

/* The loss as a formula: of one sample, or the mean over a batch. */
static json_t *loss_text(const StarterNetwork *network, bool is_batch) {
    size_t last = network->layer_count - 1;
    if (network->loss == STARTER_CROSS_ENTROPY)
        return json_string(is_batch ? "-1/m * sum(k, log(p[k,y[k]]))" : "-log(p[1,y[1]])");
    const char *sample = is_batch ? "k" : "1";
    const char *unit = network->units[last] > 1 ? "c" : "1";
    const char *before = network->loss == STARTER_ABSOLUTE ? "abs" : "";
    const char *after = network->loss == STARTER_ABSOLUTE ? "" : "^2";
    const char *factor = network->loss == STARTER_ABSOLUTE ? (is_batch ? "1/m * " : "")
                         : is_batch                        ? "1/(2*m) * "
                                                           : "1/2 * ";
    json_t *error = json_sprintf("%s(h%zu[%s,%s] - y[%s,%s])%s", before, last, sample, unit, sample,
                                 unit, after);
    const char *over = is_batch && network->units[last] > 1 ? "k, c" : is_batch ? "k" : "c";
    json_t *loss = is_batch || network->units[last] > 1
                       ? json_sprintf("%ssum(%s, %s)", factor, over, json_string_value(error))
                       : json_sprintf("%s%s", factor, json_string_value(error));
    json_decref(error);
    return loss;
}

/* Whether the gradients of a hidden layer's weights, and of what comes into it, are written out. */
static bool weights_fit(const StarterNetwork *network, size_t k) {
    return network->units[k] * network->units[k - 1] <= CELLS_THAT_FIT &&
           (k + 2 < network->layer_count || network->units[k + 1] <= TERMS_THAT_FIT);
}

static bool inputs_fit(const StarterNetwork *network, size_t k) {
    return network->units[k - 1] <= CELLS_THAT_FIT && network->units[k] <= TERMS_THAT_FIT;
}

/* The weights between layer k - 1 and layer k, and what is asked of them. */
static json_t *layer_json(const StarterNetwork *network, const StarterValues *values, size_t k) {
    size_t units = network->units[k], hidden = network->layer_count - 2;
    json_t *input = k > 1 ? json_sprintf("h%zu", k - 1) : json_string("x");
    return json_pack("{s:I, s:I, s:o, s:o, s:o, s:b, s:b, s:b, s:b, s:b, s:b}", "k", (json_int_t)k,
                     "below", (json_int_t)(k - 1), "input", input, "unit_count",
                     counted(units, "unit"), "rows", rows_text(&values->weights[k - 1]), "is_first",
                     k == 1, "is_top", k == hidden, "is_deep", k + 2 <= hidden, "has_second",
                     units > 1, "weights_fit", k <= hidden && weights_fit(network, k), "inputs_fit",
                     inputs_fit(network, k));
}

/* How many questions the template asks about one sample: the section has two points for each. */
static size_t single_questions(const StarterNetwork *network) {
    size_t hidden = network->layer_count - 2;
    size_t count = 4 + (network->units[hidden] > 1) + (hidden > 0 ? 3 : 0);
    for (size_t k = 1; k <= hidden; k++) {
        count += 3 + (network->units[k] > 1) + weights_fit(network, k);
        count += k > 1 ? 3 + inputs_fit(network, k) : 0;
    }
    return count;
}

/* And how many about a batch. */
static size_t batch_questions(const StarterNetwork *network) {
    size_t hidden = network->layer_count - 2;
    return hidden > 0 ? 5 + 3 * hidden : 4;
}

/* What the questions about the output layer depend on. */
static void set_output(json_t *data, const StarterNetwork *network) {
    size_t last = network->layer_count - 1;
    size_t outputs = network->units[last], inputs = network->units[last - 1];
    bool has_labels = network->loss == STARTER_CROSS_ENTROPY;
    json_t *output = json_sprintf(has_labels ? "z%zu" : "h%zu", last);
    bool is_entry = !has_labels && outputs == 1;
    json_object_set_new(data, "seed",
                        json_sprintf("%s%s", json_string_value(output), is_entry ? "[1,1]" : ""));
    json_object_set_new(data, "output", output);
    json_object_set_new(data, "labels", json_boolean(has_labels));
    json_object_set_new(data, "last", json_integer((json_int_t)last));
    json_object_set_new(data, "top", last > 1 ? json_sprintf("h%zu", last - 1) : json_string("x"));
    json_object_set_new(data, "top_has_second", json_boolean(inputs > 1));
    json_object_set_new(data, "top_fits", json_boolean(outputs * inputs <= CELLS_THAT_FIT));
    json_object_set_new(data, "output_fits",
                        json_boolean(inputs <= CELLS_THAT_FIT && outputs <= TERMS_THAT_FIT));
    json_object_set_new(data, "output_count", counted(outputs, "unit"));
}

static void set_layers(json_t *data, const StarterNetwork *network, const StarterValues *values) {
    json_t *weights = json_array(), *hidden = json_array(), *back = json_array();
    for (size_t k = 1; k < network->layer_count; k++) {
        json_t *layer = layer_json(network, values, k);
        json_array_append_new(weights, layer);
        if (k + 1 == network->layer_count)
            break;
        json_array_append(hidden, layer);
        json_array_insert(back, 0, layer);
    }
    json_object_set_new(data, "weights", weights);
    json_object_set_new(data, "hidden", hidden);
    json_object_set_new(data, "back", back);
}

static json_t *batch_json(const StarterNetwork *network, const StarterValues *values) {
    if (network->samples == 1)
        return json_null();
    json_t *targets = values->labels != NULL ? labels_text(values, network->samples)
                                             : rows_text(&values->targets);
    return json_pack("{s:I, s:o, s:o, s:o, s:I}", "samples", (json_int_t)network->samples, "loss",
                     loss_text(network, true), "inputs", rows_text(&values->inputs), "targets",
                     targets, "points", (json_int_t)(2 * batch_questions(network)));
}

static json_t *network_json(const StarterNetwork *network, const StarterValues *values) {
    json_t *data = json_object();
    const FunctionInfo *activation = function_info(network->activation);
    bool is_sigma = network->activation == FUNCTION_RELU || network->activation == FUNCTION_SIGMOID;
    json_object_set_new(data, "layers", layers_text(network));
    json_object_set_new(data, "sizes", sizes_text(network));
    json_object_set_new(data, "activation", json_string(activation->name));
    json_object_set_new(data, "symbol",
                        is_sigma && network->layer_count > 2 ? json_string("\\sigma")
                                                             : json_null());
    json_object_set_new(data, "loss", loss_text(network, false));
    json_object_set_new(data, "input_count", counted(network->units[0], "input"));
    json_object_set_new(data, "has_hidden", json_boolean(network->layer_count > 2));
    json_object_set_new(data, "first_input", row_text(&values->inputs, 0));
    json_object_set_new(data, "first_target",
                        values->labels != NULL ? labels_text(values, 1)
                                               : row_text(&values->targets, 0));
    json_object_set_new(data, "single_points",
                        json_integer((json_int_t)(2 * single_questions(network))));
    set_output(data, network);
    set_layers(data, network, values);
    json_object_set_new(data, "batch", batch_json(network, values));
    return data;
}

void starter_write(StrBuf *out, const StarterNetwork *network, Arena *arena) {
    StarterValues values = starter_draw(arena, network);
    json_t *data = network_json(network, &values);
    Text text = text_from_string(arena, "starter.yaml", starter_template);
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics, arena);
    /* The template is the program's own, and a test fills it for every kind of network. */
    const Template *template = template_parse(arena, text.source, &diagnostics);
    template_render(out, template, data, ESCAPE_NONE, NULL, NULL, &diagnostics);
    diagnostics_free(&diagnostics);
    json_decref(data);
}
