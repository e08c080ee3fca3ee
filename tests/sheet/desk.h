/* A desk in a test: what deriving one question by hand needs. */
#ifndef GRADSHEET_TESTS_SHEET_DESK_H
#define GRADSHEET_TESTS_SHEET_DESK_H

#include "sheet/question.h"
#include "solved.h"

/* A desk of its own for the model of a section, at the model's values; it lives in the arena. */
Desk solved_desk(Solved *solved, Arena *arena, size_t section);

/* The first question of the assignment, derived at the desk. */
SolvedQuestion *desk_first_question(const Desk *desk, Solved *solved);

#endif
