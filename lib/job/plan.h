/* plan - a job from its steps to its result, or to what would be done. */
#ifndef JOB_PLAN_H
#define JOB_PLAN_H

#include "base/bytes.h"
#include "base/fault.h"
#include "job/job.h"

/* Runs the job, on hosts that gave known answers (known.h). */
int plan_run(struct job *job, struct fault *fault) MUST_USE;

/* Appends the job's lines for a shell, and notes what it would cost; a job whose kind says its
 * steps. */
int plan_print(const struct job *job, struct bytes *out, struct fault *fault) MUST_USE;

#endif
