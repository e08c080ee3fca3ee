#include "cli/solve.h"

#include <stdio.h>
#include <string.h>

#include "base/diagnostics.h"
#include "base/escape.h"
#include "cli/progress_line.h"
#include "cli/report.h"
#include "sheet/sheet.h"
#include "source/assignment.h"

static void count_questions(Solution *solution) {
    size_t section_index, question_index;
    json_t *section, *question;
    json_array_foreach(json_object_get(solution->data, "sections"), section_index, section) {
        json_array_foreach(json_object_get(section, "questions"), question_index, question) {
            solution->question_count++;
            if (json_is_object(json_object_get(question, "verified")))
                solution->verified_count++;
            solution->expected_count += json_array_size(json_object_get(question, "expected"));
        }
    }
}

static ExitStatus status_of(SheetStatus status) {
    switch (status) {
    case SHEET_OK:
        return EXIT_DONE;
    case SHEET_ERRORS:
        return EXIT_ASSIGNMENT;
    case SHEET_VERIFICATION_FAILED:
        return EXIT_VERIFICATION;
    }
    return EXIT_ASSIGNMENT;
}

/* Whether a file that the command line names could not be read; one that the assignment names is an
 * error of the assignment, at the line that names it. */
static bool names_unreadable_file(const Diagnostics *diagnostics) {
    for (size_t i = 0; i < diagnostics->count; i++) {
        const Diagnostic *diagnostic = &diagnostics->items[i];
        if (diagnostic->kind == DIAGNOSTIC_UNREADABLE_FILE && diagnostic->span.source == NULL)
            return true;
    }
    return false;
}

/* Whether a sheet prints no forward pass, and derivations only with --steps. */
static bool is_plain_sheet(const char *stem) {
    static const char *const plain[] = {"submission",   "submission-blank", "upload",
                                        "upload-blank", "handout",          "exam"};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (strcmp(stem, plain[i]) == 0)
            return true;
    return false;
}

/* Whether it is one of the program's sheets in LaTeX, not an author's own of the same name. */
static bool is_own_latex(const char *sheet) {
    return strchr(sheet, '/') == NULL && strchr(sheet, '.') == NULL;
}

/* What the sheets that are to be written need of the solution. */
static SheetOptions options_for_sheets(const Options *options) {
    SheetOptions solving = {.digits = (size_t)options->digits,
                            .checks_steps = GRADSHEET_CHECKS_STEPS,
                            .is_tagged = options->accessible,
                            .has_forward = strcmp(options->command->name, "data") == 0};
    bool is_build = strcmp(options->command->name, "build") == 0;
    bool is_check = strcmp(options->command->name, "check") == 0;
    solving.leaves_out_steps =
        !GRADSHEET_CHECKS_STEPS && (is_check || (is_build && !options->steps));
    solving.is_latex_only = is_build && !options->accessible && options->template_folder == NULL;
    for (size_t i = 1; is_build && i < options->operand_count; i++) {
        const char *stem = path_stem(options->arena, options->operands[i]);
        bool is_plain = options->blank || is_plain_sheet(stem);
        solving.leaves_out_steps &= is_plain;
        solving.is_said |= escape_for_path(options->operands[i]) == ESCAPE_HTML;
        solving.has_forward |= !is_plain;
        solving.is_latex_only &= is_plain && is_own_latex(options->operands[i]);
    }
    solving.has_substitutions = solving.has_alternatives = solving.has_forward;
    return solving;
}

static void tell(void *stream, const char *line) {
    fprintf(stream, "%s\n", line);
}

static ExitStatus solve_into(const Options *options, Solution *solution, const Progress *progress,
                             Diagnostics *diagnostics) {
    /* With errors in its values the assignment is solved all the same, for the errors in its
     * formulas. */
    AssignmentOptions reading = {.values_path = options->values_path,
                                 .set = options->set,
                                 .set_count = options->set_count,
                                 .keeps_going = true};
    bool unreadable = false;
    const Assignment *assignment =
        assignment_read(options->arena, options->operands[0], &reading, diagnostics, &unreadable);
    if (assignment == NULL)
        return unreadable || names_unreadable_file(diagnostics) ? EXIT_FILE : EXIT_ASSIGNMENT;
    SheetOptions solving = options_for_sheets(options);
    solving.progress = progress;
    Telling telling = {.listener = tell, .context = stderr};
    if (options->trace != NULL) {
        telling.stage = telling_find(options->trace);
        solving.telling = &telling;
    }
    SheetStatus status = SHEET_OK;
    solution->data = sheet_solve(options->arena, assignment, &solving, diagnostics, &status);
    return names_unreadable_file(diagnostics) ? EXIT_FILE : status_of(status);
}

ExitStatus solve(const Options *options, Solution *solution) {
    *solution = (Solution){.data = NULL};
    double start = report_clock();
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics, options->arena);
    ProgressLine progress;
    progress_line_begin(&progress, options);
    ExitStatus status =
        solve_into(options, solution, progress_line_listener(&progress), &diagnostics);
    progress_line_end(&progress);
    report_diagnostics(&diagnostics);
    diagnostics_free(&diagnostics);
    if (status != EXIT_DONE) {
        solution_free(solution);
        return status;
    }
    count_questions(solution);
    solution->seconds = report_clock() - start;
    return EXIT_DONE;
}

void solution_free(Solution *solution) {
    json_decref(solution->data);
    solution->data = NULL;
}

const char *path_stem(Arena *arena, const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    return arena_strndup(arena, name,
                         dot != NULL && dot != name ? (size_t)(dot - name) : strlen(name));
}

const char *solution_summary(const Options *options, const Solution *solution) {
    size_t expected = solution->expected_count;
    const char *proved = expected == 0
                             ? ""
                             : arena_printf(options->arena, ", %zu expected answer%s proved",
                                            expected, expected == 1 ? "" : "s");
    return arena_printf(options->arena, "%s: %zu question%s, %zu verified%s",
                        path_stem(options->arena, options->operands[0]), solution->question_count,
                        solution->question_count == 1 ? "" : "s", solution->verified_count, proved);
}
