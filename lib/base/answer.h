/* answer - what a program that is asked something prints. */
#ifndef BASE_ANSWER_H
#define BASE_ANSWER_H

#include "base/bytes.h"
#include "base/fault.h"

/* Runs the words, ended by NULL, and appends what they print to answer, zero-terminated.
 * name: what is asked, for messages; cancel: readable or closed, it stops the waiting, -1:
 * none.  FAULT_NO_INPUT: no such program; FAULT_USAGE with the first line of what it
 * complained of where it failed; FAULT_HOST where it does not end within 10 seconds or
 * prints too much. */
int answer_of(const char *const *word, const char *name, int cancel, struct bytes *answer,
	struct fault *fault) MUST_USE;

#endif
