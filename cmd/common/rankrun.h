/* rankrun - what the commands under mpirun or srun share: begin, work, end. */
#ifndef CMD_COMMON_RANKRUN_H
#define CMD_COMMON_RANKRUN_H

#include "base/bytes.h"
#include "base/fault.h"
#include "ranks/ranks.h"

#include <stdint.h>

#define OPTION_ROW_RANKS(settings) \
	{"ranks", 0, OPTION_NUMBER, &(settings)->ranks, "N", \
		"fail unless there are N ranks (default: as many as the launcher says)", 1, 1e6}

/* Starts MPI and runs work, whose fault must be the same on all ranks (ranks_agree): rank
 * 0 prints it, once, and every rank ends here with its status. */
int rankrun(uint64_t expected, int (*work)(void *context, const struct ranks *ranks,
	struct fault *fault), void *context, struct fault *fault) MUST_USE;

/* A line for --version -v. */
int rankrun_describe(struct bytes *out, struct fault *fault) MUST_USE;

#endif
