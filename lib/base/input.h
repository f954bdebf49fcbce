/* input - the input of a command: a file, or standard input. */
#ifndef BASE_INPUT_H
#define BASE_INPUT_H

#include "base/fault.h"

/* Opens for reading; NULL and "-" are standard input.  A folder, a missing
 * file, a closed standard input: FAULT_NO_INPUT, with the name in the text.
 * Returns the descriptor, or -1. */
int input_open(const char *path, struct fault *fault) MUST_USE;
void input_close(int descriptor); /* leaves standard input open */
const char *input_name(const char *path); /* its name in messages */

#endif
