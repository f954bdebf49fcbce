/* answer - what a program prints, taken whole by a program. */
#ifndef BASE_ANSWER_H
#define BASE_ANSWER_H

#include "base/bytes.h"
#include "base/fault.h"

/* Runs word[0] with the words up to NULL, without input, and appends what it writes to
 * standard output, zero-terminated; its standard error is not read.  FAULT_SYSTEM where
 * it writes nothing for half a minute, ends with another status than 0, or writes more
 * than 64 KiB; otherwise as process_start. */
int answer_take(const char *const *word, struct bytes *answer, struct fault *fault) MUST_USE;

#endif
