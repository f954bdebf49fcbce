/* steprun - does a job's steps: tasks on hosts, all else here.
 *
 * The result is a function of the words and the files alone.  What the work folder
 * has from an earlier run is not done again. */
#ifndef JOB_STEPRUN_H
#define JOB_STEPRUN_H

#include "agent/object.h"
#include "base/fault.h"
#include "job/shards.h"
#include "job/step.h"

struct job;
struct steprun;

/* The faults are those of the driver, of checks, and of the filters. */
int steprun(struct job *job, const struct steps *plan, struct fault *fault) MUST_USE;

/* For a step's own functions: the shards so far, and the files of a list (none where
 * nothing made it). */
const struct shards *steprun_shards(const struct steprun *run);
const struct objects *steprun_list(const struct steprun *run, const char *name);

#endif
