#include "calculus/written_forms.h"

#include "algebra/pool.h"
#include "base/hash_map.h"

typedef struct WrittenPart {
    uint64_t skeleton;
    int sign;
} WrittenPart;

struct WrittenForm {
    ReadingOrder *order;
    WrittenPart *parts;
    size_t count;
};

struct WrittenForms {
    Arena *arena;
    ReadingOrder *order;
    HashMap forms;
};

static void forms_clear(void *data) {
    hash_map_free(&((WrittenForms *)data)->forms);
}

WrittenForms *written_forms_new(Arena *arena, ReadingOrder *order) {
    WrittenForms *forms = ARENA_NEW(arena, WrittenForms);
    forms->arena = arena;
    forms->order = order;
    hash_map_init(&forms->forms);
    arena_on_free(arena, forms_clear, forms);
    return forms;
}

/* The skeletons of the parts, whatever their order, and the kind. */
static uint64_t key_of(const WrittenForms *forms, ExprKind kind, const Expr *const *parts,
                       size_t count) {
    return reading_order_skeleton_of_parts(forms->order, parts, count) + (uint64_t)kind;
}

static void note(WrittenForms *forms, ExprKind kind, const Expr *const *parts, size_t count) {
    WrittenForm *form = ARENA_NEW(forms->arena, WrittenForm);
    *form = (WrittenForm){forms->order, ARENA_ARRAY(forms->arena, WrittenPart, count), count};
    for (size_t i = 0; i < count; i++)
        form->parts[i] =
            (WrittenPart){reading_order_skeleton(forms->order, parts[i]), expr_sign(parts[i])};
    hash_map_put(&forms->forms, key_of(forms, kind, parts, count), form);
}

/* (X @ W + b) - Y is a sum of three terms, too, whatever brackets it was written with. */
static void note_flat_sum(WrittenForms *forms, const Expr *const *terms, size_t count) {
    ExprList flat;
    expr_list_init(&flat);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < (terms[i]->kind == EXPR_ADD ? terms[i]->count : 1); j++)
            expr_list_add(&flat, terms[i]->kind == EXPR_ADD ? terms[i]->args[j] : terms[i]);
    if (flat.count > count)
        note(forms, EXPR_ADD, flat.items, flat.count);
    expr_list_free(&flat);
}

void written_forms_note(WrittenForms *forms, const Syntax *operation, const Expr *const *operands) {
    ExprKind kind = operation->kind == SYNTAX_ADD        ? EXPR_ADD
                    : operation->kind == SYNTAX_MULTIPLY ? EXPR_MULTIPLY
                                                         : EXPR_BRACKET;
    note(forms, kind, operands, operation->count);
    if (kind == EXPR_ADD)
        note_flat_sum(forms, operands, operation->count);
}

const WrittenForm *written_forms_find(const WrittenForms *forms, ExprKind kind,
                                      const Expr *const *parts, size_t count) {
    return count >= 2 ? hash_map_find(&forms->forms, key_of(forms, kind, parts, count)) : NULL;
}

size_t written_form_place(const WrittenForm *form, const Expr *part) {
    uint64_t skeleton = reading_order_skeleton(form->order, part);
    size_t place = 0;
    while (place < form->count && form->parts[place].skeleton != skeleton)
        place++;
    return place;
}

int written_form_sign(const WrittenForm *form, const Expr *const *terms, size_t count) {
    int sign = 0;
    for (size_t i = 0; i < count; i++) {
        size_t place = written_form_place(form, terms[i]);
        if (place == form->count)
            return 0;
        int own = expr_sign(terms[i]) * form->parts[place].sign;
        if (own == 0 || own == -sign)
            return 0;
        sign = own;
    }
    return sign;
}
