/* slurmjob - a line of dist-run as a job of Slurm's: asks for an allocation to run in, or
 * prints the batch script that does. */
#ifndef JOB_SLURMJOB_H
#define JOB_SLURMJOB_H

#include "base/bytes.h"
#include "base/fault.h"
#include "driver/settings.h"
#include "job/job.h"

#include <limits.h>
#include <stdbool.h>

/* What the command line says of it. */
struct slurmjob {
	const char *options; /* of salloc or sbatch, as typed; NULL: none */
	bool script;         /* print the script */
	int argc;            /* the line of dist-run */
	char **argv;
	char program[PATH_MAX]; /* its path; slurmjob_check sets it */
};

/* Before the first host is reached: that the options agree.  FAULT_USAGE. */
int slurmjob_check(struct slurmjob *slurm, const struct driver_options *driver,
	struct fault *fault) MUST_USE;

/* Is an allocation to be asked for first? */
bool slurmjob_asks(const struct driver_options *driver);

/* The words of a salloc that runs the line in an allocation, ended by NULL; free() frees
 * them and text, which holds some.  NULL: a fault. */
const char **slurmjob_words(const struct slurmjob *slurm, char **text, struct fault *fault);

/* Appends a batch script that runs the line; when its time is over the job goes to the
 * queue again, and goes on from the work folder.  FAULT_USAGE where the job reads standard
 * input, or writes to standard output, which in a batch job is a log. */
int slurmjob_script(const struct slurmjob *slurm, const struct job *job, bool has_work,
	struct bytes *out, struct fault *fault) MUST_USE;

#endif
