/* putting - copies a job's results to its output. */
#ifndef JOB_PUTTING_H
#define JOB_PUTTING_H

#include "agent/object.h"
#include "base/fault.h"
#include "job/job.h"

/* One after the other, to job->out, which stays uncommitted where anything fails.
 * FAULT_IO where a result is not what was made any more.  FAULT_USAGE where, without
 * force, the output holds a matrix stream of another kind than the first result: of a job
 * whose kind is not known before (job_kind.makes), as map. */
int putting_out(const struct job *job, const struct objects *list, struct fault *fault) MUST_USE;

#endif
