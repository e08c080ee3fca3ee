#include "sheet/evaluation.h"

#include "numeric/decimal.h"
#include "sheet/warnings.h"

static size_t collect_axes(const Desk *desk, SolvedQuestion *solved, const Index **indices) {
    Pool *pool = desk->pool;
    for (size_t i = 0; i < solved->letters.count; i++) {
        const Letter *letter = &solved->letters.items[i];
        indices[solved->axis_count] = pool_letter(pool, letter->name, letter->dimension);
        solved->axes[solved->axis_count++] =
            (ValueAxis){letter->name, true, letter->dimension.value};
    }
    const Shape *shape = solved->find->shape;
    for (size_t i = 0; i < shape->rank; i++) {
        indices[solved->axis_count] = pool_axis(pool, (uint32_t)i, shape->dims[i]);
        solved->axes[solved->axis_count++] =
            (ValueAxis){dimension_text(desk->arena, shape->dims[i]), false, shape->dims[i].value};
    }
    size_t total = 1;
    for (size_t i = 0; i < solved->axis_count; i++)
        if (__builtin_mul_overflow(total, (size_t)solved->axes[i].size, &total))
            total = SIZE_MAX;
    return total;
}

/* The places of an entry along the axes, from 1. */
static void place_of_entry(const SolvedQuestion *solved, size_t entry, long *place) {
    for (size_t i = solved->axis_count; i > 0; i--) {
        place[i - 1] = (long)(entry % (size_t)solved->axes[i - 1].size) + 1;
        entry /= (size_t)solved->axes[i - 1].size;
    }
}

/* What was derived may be rational where what was asked runs through numbers that are not, as
 * W - eta * d l / d W with a gradient that is found to be 0. False where it is another number. */
static bool take_rational(Evaluator *evaluator, const SolvedQuestion *solved,
                          const Index *const *indices, const long *place, Number *number) {
    bool agrees = true;
    Number derived;
    number_init(&derived);
    for (size_t i = 0; agrees && i < solved->answer_count && !number_is_rational(number); i++) {
        const Expr *expr = solved->answers[i].derived;
        Fault fault;
        if (expr == NULL || expr == solved->asked ||
            !evaluator_value(evaluator, expr, indices, place, solved->axis_count, &derived,
                             &fault) ||
            !number_is_rational(&derived))
            continue;
        Comparison comparison = number_compare(number, &derived);
        agrees = comparison != COMPARISON_LESS && comparison != COMPARISON_GREATER;
        if (agrees)
            number_set(number, &derived);
    }
    number_clear(&derived);
    return agrees;
}

/* An entry at work: its value, or why there is none yet. */
typedef struct CellResult {
    Fault fault;  /* that which a higher precision may mend, or none: it has not enough digits */
    bool differs; /* asked and derived are not the same number */
} CellResult;

/* Works out an entry at the values that the evaluator is at. */
static CellResult evaluate_cell(const Desk *desk, const SolvedQuestion *solved,
                                Evaluator *evaluator, const Index *const *indices, size_t entry,
                                ValueCell *cell) {
    CellResult result = {.differs = false};
    long place[LETTER_LIMIT + SHAPE_LIMIT];
    place_of_entry(solved, entry, place);
    Number number;
    number_init(&number);
    if (evaluator_value(evaluator, solved->asked, indices, place, solved->axis_count, &number,
                        &result.fault)) {
        result.differs = !take_rational(evaluator, solved, indices, place, &number);
        cell->decimal = decimal_print(desk->arena, &number, desk->digits);
        if (number_is_rational(&number))
            cell->exact = rational_print(desk->arena, &number.rational);
    }
    number_clear(&number);
    return result;
}

/* The entries without digits, as far as they have this fault. */
typedef struct Undecided {
    const ValueCell *cells;
    const NumberFault *faults; /* of each cell */
    size_t count;
} Undecided;

static size_t count_undecided(const Undecided *undecided, NumberFault fault) {
    size_t count = 0;
    for (size_t entry = 0; entry < undecided->count; entry++)
        count += undecided->cells[entry].decimal == NULL && undecided->faults[entry] == fault;
    return count;
}

/* "entry [1,2]", "entries [1], [3], ..." */
static void append_entries(StrBuf *out, const SolvedQuestion *solved, const Undecided *undecided,
                           NumberFault fault) {
    enum { LISTED = 4 };
    size_t count = count_undecided(undecided, fault), listed = 0;
    strbuf_append(out, count > 1 ? "entries" : "entry");
    for (size_t entry = 0; entry < undecided->count && listed < LISTED; entry++) {
        if (undecided->cells[entry].decimal != NULL || undecided->faults[entry] != fault)
            continue;
        long place[LETTER_LIMIT + SHAPE_LIMIT];
        place_of_entry(solved, entry, place);
        strbuf_append(out, listed++ > 0 ? ", [" : " [");
        for (size_t i = 0; i < solved->axis_count; i++)
            strbuf_printf(out, i > 0 ? ",%ld" : "%ld", place[i]);
        strbuf_append(out, "]");
    }
    if (count > listed)
        strbuf_append(out, ", ...");
}

static const char *explain_digits(size_t count, bool is_all) {
    if (count == 1)
        return "its digits could not be made certain";
    return is_all ? "the digits of its entries could not be made certain"
                  : "their digits could not be made certain";
}

/* What is said where some entries, or all, could not be told. Mostly they are 0, and no precision
 * shows that. */
static void note_undecided(const Desk *desk, SolvedQuestion *solved, const Undecided *undecided) {
    static const NumberFault faults[] = {NUMBER_FAULT_UNDECIDED, NUMBER_FAULT_NONE};
    enum { FAULTS = sizeof faults / sizeof *faults };
    size_t counts[FAULTS], total = 0;
    for (size_t i = 0; i < FAULTS; i++)
        total += counts[i] = count_undecided(undecided, faults[i]);
    bool is_all = total == undecided->count;
    StrBuf out;
    strbuf_init(&out);
    for (size_t i = 0; i < FAULTS; i++) {
        if (counts[i] == 0)
            continue;
        strbuf_append(&out, out.length > 0 ? "; " : "");
        if (!is_all || counts[i] < total) {
            append_entries(&out, solved, undecided, faults[i]);
            strbuf_append(&out, ": ");
        }
        strbuf_append(&out, faults[i] == NUMBER_FAULT_UNDECIDED
                                ? warnings_explain_fault(desk, solved, faults[i])
                                : explain_digits(counts[i], is_all));
    }
    *(is_all ? &solved->no_value : &solved->undecided) = strbuf_finish(&out, desk->arena);
}

/* At a higher precision. */
static bool may_be_decided(NumberFault fault) {
    return fault == NUMBER_FAULT_NONE || fault == NUMBER_FAULT_UNDECIDED;
}

/* The author knows without a warning. */
static bool is_known_lack(NumberFault fault) {
    return fault == NUMBER_FAULT_MISSING_VALUE || fault == NUMBER_FAULT_UNKNOWN_FUNCTION;
}

enum { PRECISION_DOUBLINGS = 8, EVALUATED_LIMIT = 1 << 22 };

bool question_evaluate(const Desk *desk, SolvedQuestion *solved, Diagnostics *diagnostics) {
    warnings_note_kinks(desk, solved);
    const Index *indices[LETTER_LIMIT + SHAPE_LIMIT];
    size_t count = collect_axes(desk, solved, indices);
    if (!desk->has_values)
        return true;
    if (count > EVALUATED_LIMIT) {
        solved->no_value = "it has too many entries to be worked out";
        return true;
    }
    ValueCell *cells = ARENA_ARRAY(desk->arena, ValueCell, count);
    NumberFault *faults = ARENA_ARRAY(desk->arena, NumberFault, count);
    long precision = decimal_precision(desk->digits);
    size_t undecided = count;
    for (int i = 0; undecided > 0 && i < PRECISION_DOUBLINGS; i++, precision *= 2) {
        Evaluator *evaluator = verifier_at_values(desk->verifier, precision);
        undecided = 0;
        for (size_t entry = 0; entry < count; entry++) {
            if (cells[entry].decimal != NULL)
                continue;
            CellResult result =
                evaluate_cell(desk, solved, evaluator, indices, entry, &cells[entry]);
            if (result.differs) {
                question_report_failure(
                    solved, "what was derived has another value at the given numbers", diagnostics);
                return false;
            }
            faults[entry] = result.fault.kind;
            undecided += cells[entry].decimal == NULL;
            if (!may_be_decided(faults[entry])) {
                if (!is_known_lack(faults[entry]))
                    solved->no_value = warnings_explain_fault(desk, solved, faults[entry]);
                return true;
            }
        }
    }
    if (undecided > 0)
        note_undecided(desk, solved, &(Undecided){cells, faults, count});
    if (undecided < count || count == 0) {
        solved->cells = cells;
        solved->cell_count = count;
    }
    return true;
}
