#include "calculus/written_forms.h"

#include <stdlib.h>

typedef struct WrittenPart {
    uint64_t skeleton;
    int sign;
} WrittenPart;

struct WrittenForm {
    ReadingOrder *order;
    ExprKind kind;
    uint64_t key; /* the skeletons of its parts, whatever their order */
    WrittenPart *parts;
    size_t count;
};

struct WrittenForms {
    Arena *arena;
    ReadingOrder *order;
    WrittenForm *items;
    size_t count;
    size_t capacity;
};

static void forms_clear(void *data) {
    free(((WrittenForms *)data)->items);
}

WrittenForms *written_forms_new(Arena *arena, ReadingOrder *order) {
    WrittenForms *forms = ARENA_NEW(arena, WrittenForms);
    forms->arena = arena;
    forms->order = order;
    arena_on_free(arena, forms_clear, forms);
    return forms;
}

static WrittenForm *find(const WrittenForms *forms, ExprKind kind, uint64_t key) {
    for (size_t i = 0; i < forms->count; i++)
        if (forms->items[i].key == key && forms->items[i].kind == kind)
            return &forms->items[i];
    return NULL;
}

static int sign_of(const Expr *part) {
    bool has_sign = part->kind == EXPR_NUMBER || part->kind == EXPR_MULTIPLY;
    return has_sign ? fmpq_sgn(part->number) : 1;
}

void written_forms_note(WrittenForms *forms, ExprKind kind, const Expr *const *parts,
                        size_t count) {
    uint64_t key = reading_order_skeleton_of_parts(forms->order, parts, count);
    WrittenForm *form = find(forms, kind, key);
    if (form == NULL) {
        if (forms->count == forms->capacity) {
            forms->capacity = forms->capacity > 0 ? 2 * forms->capacity : 16;
            forms->items = memory_resize(forms->items, forms->capacity * sizeof *forms->items);
        }
        form = &forms->items[forms->count++];
    }
    *form = (WrittenForm){forms->order, kind, key, ARENA_ARRAY(forms->arena, WrittenPart, count),
                          count};
    for (size_t i = 0; i < count; i++)
        form->parts[i] =
            (WrittenPart){reading_order_skeleton(forms->order, parts[i]), sign_of(parts[i])};
}

const WrittenForm *written_forms_find(const WrittenForms *forms, ExprKind kind,
                                      const Expr *const *parts, size_t count) {
    return count < 2
               ? NULL
               : find(forms, kind, reading_order_skeleton_of_parts(forms->order, parts, count));
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
        int own = sign_of(terms[i]) * form->parts[place].sign;
        if (own == 0 || own == -sign)
            return 0;
        sign = own;
    }
    return sign;
}
