#include "calculus/written_forms.h"

#include <stdlib.h>
#include <string.h>

#include "algebra/pool.h"

typedef struct WrittenPart {
    uint64_t skeleton;
    int sign;
} WrittenPart;

struct WrittenForm {
    ReadingOrder *order;
    ExprKind kind;
    uint64_t key;       /* the skeletons of its parts, whatever their order */
    WrittenPart *parts; /* NULL: the slot is free */
    size_t count;
};

struct WrittenForms {
    Arena *arena;
    ReadingOrder *order;
    WrittenForm *slots; /* open addressing */
    size_t slot_count;
    size_t count;
};

static void forms_clear(void *data) {
    free(((WrittenForms *)data)->slots);
}

static WrittenForm *new_slots(size_t count) {
    WrittenForm *slots = memory_alloc(count * sizeof *slots);
    memset(slots, 0, count * sizeof *slots);
    return slots;
}

WrittenForms *written_forms_new(Arena *arena, ReadingOrder *order) {
    WrittenForms *forms = ARENA_NEW(arena, WrittenForms);
    forms->arena = arena;
    forms->order = order;
    forms->slot_count = 64;
    forms->slots = new_slots(forms->slot_count);
    arena_on_free(arena, forms_clear, forms);
    return forms;
}

/* The form of this kind and key, or the free slot where it would be. */
static WrittenForm *find_slot(const WrittenForms *forms, ExprKind kind, uint64_t key) {
    size_t slot = (key + (uint64_t)kind) & (forms->slot_count - 1);
    while (forms->slots[slot].parts != NULL &&
           (forms->slots[slot].key != key || forms->slots[slot].kind != kind))
        slot = (slot + 1) & (forms->slot_count - 1);
    return &forms->slots[slot];
}

static void widen(WrittenForms *forms) {
    WrittenForms wider = *forms;
    wider.slot_count *= 2;
    wider.slots = new_slots(wider.slot_count);
    for (size_t i = 0; i < forms->slot_count; i++)
        if (forms->slots[i].parts != NULL)
            *find_slot(&wider, forms->slots[i].kind, forms->slots[i].key) = forms->slots[i];
    free(forms->slots);
    *forms = wider;
}

static void note(WrittenForms *forms, ExprKind kind, const Expr *const *parts, size_t count) {
    uint64_t key = reading_order_skeleton_of_parts(forms->order, parts, count);
    if (2 * (forms->count + 1) > forms->slot_count)
        widen(forms);
    WrittenForm *form = find_slot(forms, kind, key);
    forms->count += form->parts == NULL;
    *form = (WrittenForm){forms->order, kind, key, ARENA_ARRAY(forms->arena, WrittenPart, count),
                          count};
    for (size_t i = 0; i < count; i++)
        form->parts[i] =
            (WrittenPart){reading_order_skeleton(forms->order, parts[i]), expr_sign(parts[i])};
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
    if (count < 2)
        return NULL;
    const WrittenForm *form =
        find_slot(forms, kind, reading_order_skeleton_of_parts(forms->order, parts, count));
    return form->parts != NULL ? form : NULL;
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
