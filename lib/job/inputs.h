/* inputs - what a job was given: text, a corpus, or a folder of shards. */
#ifndef JOB_INPUTS_H
#define JOB_INPUTS_H

#include "base/fault.h"
#include "text/documents.h"

#include <stddef.h>

enum given { GIVEN_TEXT, GIVEN_CORPUS, GIVEN_SHARDS };

/* The operands, or what a list of them names (--files0-from). */
struct inputs {
	char **path; /* size count, each owned */
	size_t count, room;
};

/* None at all is one, "-": standard input; but not for texts that are a file each:
 * FAULT_USAGE.  FAULT_USAGE also where both operands and a list are given. */
int inputs_take(struct inputs *inputs, const char *const *operand, size_t count,
	const struct text_arguments *arguments, struct fault *fault) MUST_USE;
void inputs_release(struct inputs *inputs); /* accepts zeroed */

/* Looks at each; all must be of one kind.  FAULT_NO_INPUT, FAULT_DATA. */
int inputs_look(const char *const *path, size_t count, enum given *given,
	struct fault *fault) MUST_USE;

#endif
