#include "sheet/wording.h"

static const char *formula(Arena *arena, const Syntax *syntax) {
    StrBuf out;
    strbuf_init(&out);
    strbuf_append_char(&out, '`');
    print_text(&out, syntax);
    strbuf_append_char(&out, '`');
    return strbuf_finish(&out, arena);
}

/* Whether every form asked for is in matrix notation. */
static bool asks_for_matrix(const SolvedQuestion *solved) {
    for (size_t i = 0; i < solved->answer_count; i++)
        if (solved->answers[i].answer.form != ANSWER_MATRIX)
            return false;
    return solved->answer_count > 0;
}

static bool is_name_or_entry(const Syntax *syntax) {
    return syntax->kind == SYNTAX_NAME ||
           (syntax->kind == SYNTAX_INDEX && syntax->children[0]->kind == SYNTAX_NAME) ||
           syntax->kind == SYNTAX_CALL;
}

const char *question_wording(Arena *arena, const SolvedQuestion *solved) {
    const Syntax *find = solved->find;
    const char *notation = asks_for_matrix(solved) ? " Answer in matrix notation." : "";
    if (find->kind != SYNTAX_DERIVATIVE)
        return arena_printf(arena, "What is %s?", formula(arena, find));
    const char *bottom = formula(arena, find->children[1]);
    if (!is_name_or_entry(find->children[0]))
        return arena_printf(arena, "Differentiate once more: what is %s?%s", formula(arena, find),
                            notation);
    const char *top = formula(arena, find->children[0]);
    if (find->shape->rank > 0)
        return arena_printf(arena, "What are the partial derivatives of %s with respect to %s?%s",
                            top, bottom, notation);
    return arena_printf(arena, "What is the %sderivative of %s with respect to %s?",
                        find->is_ordinary ? "" : "partial ", top, bottom);
}
