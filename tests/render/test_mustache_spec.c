/* The Mustache specification's own tests, from the folder that is the only argument: every file,
 * every test. They are not part of the project; where the folder is missing, 77 says "skipped". */
#include <stdio.h>
#include <string.h>

#include "render/render.h"

static const char *const modules[] = {"comments", "delimiters", "interpolation", "inverted",
                                      "partials", "sections",   "inheritance"};

enum { SKIPPED = 77, TESTS_EXPECTED = 163 };

typedef struct Partials {
    Arena *arena;
    const json_t *texts;
} Partials;

static const SourceText *source_of(Arena *arena, const char *path, const json_t *text) {
    SourceText *source = ARENA_NEW(arena, SourceText);
    *source = (SourceText){path, json_string_value(text), json_string_length(text)};
    return source;
}

static const SourceText *find_partial(void *data, const char *name) {
    const Partials *partials = data;
    const json_t *text = json_object_get(partials->texts, name);
    return text != NULL ? source_of(partials->arena, name, text) : NULL;
}

static void show(const char *title, const char *text) {
    printf("  %s:\n%s\n", title, text);
}

/* 1 if the test failed, after saying how. */
static int run(const char *module, const json_t *test) {
    Arena *arena = arena_new();
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics, arena);
    Partials partials = {arena, json_object_get(test, "partials")};
    TemplateLoader loader = {find_partial, &partials};
    StrBuf out;
    strbuf_init(&out);
    const json_t *text = json_object_get(test, "template");
    const Template *template =
        template_parse(arena, source_of(arena, "template", text), &diagnostics);
    const char *expected = json_string_value(json_object_get(test, "expected"));
    bool passed = template != NULL &&
                  template_render(&out, template, json_object_get(test, "data"), ESCAPE_HTML,
                                  &loader, NULL, &diagnostics) &&
                  strcmp(out.chars, expected) == 0;
    if (!passed) {
        printf("%s: %s failed\n", module, json_string_value(json_object_get(test, "name")));
        show("template", json_string_value(text));
        show("expected", expected);
        show("got", out.chars);
    }
    strbuf_free(&out);
    diagnostics_free(&diagnostics);
    arena_free(arena);
    return !passed;
}

int main(int count, char **arguments) {
    int failed = 0, tests = 0;
    for (size_t i = 0; count == 2 && i < sizeof modules / sizeof *modules; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s.json", arguments[1], modules[i]);
        json_t *module = json_load_file(path, 0, NULL);
        size_t index;
        const json_t *test;
        json_array_foreach(json_object_get(module, "tests"), index, test) {
            failed += run(modules[i], test);
            tests++;
        }
        json_decref(module);
    }
    if (tests == 0) {
        printf("skipped: the Mustache specification's tests are not there\n");
        return SKIPPED;
    }
    printf("%d of %d tests of the Mustache specification passed\n", tests - failed, tests);
    return failed > 0 || tests < TESTS_EXPECTED;
}
