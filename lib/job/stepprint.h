/* stepprint - a job's steps as lines for a shell: the same commands on the same
 * parts, so the same bytes, without hosts.
 *
 * What stands for a word is quoted.  The lines work in a folder of their own below
 * TMPDIR, which they remove, and stop at the first command that fails. */
#ifndef JOB_STEPPRINT_H
#define JOB_STEPPRINT_H

#include "base/bytes.h"
#include "base/fault.h"
#include "job/step.h"

struct job;

int stepprint(const struct job *job, const struct steps *plan, struct bytes *out,
	struct fault *fault) MUST_USE;

#endif
