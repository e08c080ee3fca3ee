/* Reading path: which local derivatives an answer is read along.
 *
 * What was derived once is kept, and the chain rule notes a factor's place (reading_order.h) only
 * where it derives it. So that the order of an answer hangs on its question alone, and not on what
 * was asked before, each question starts with the notes of its own path.
 */
#ifndef GRADSHEET_CALCULUS_READING_PATH_H
#define GRADSHEET_CALCULUS_READING_PATH_H

#include "calculus/gradient.h"

/* Forgets the places of factors, and notes those of the local derivatives on all ways between what
 * a resolved formula differentiates and what it does by, as far as the named gradients in force. */
void reading_path_follow(Gradients *gradients, const Syntax *find);

#endif
