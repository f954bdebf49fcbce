/* slurm.c - the transport into an allocation of Slurm: a step a slot, by srun. */
#include "transport/child.h"

#include "transport/local.h"

#include <limits.h>
#include <stdio.h>

/* Steps overlap, for the slots of a node share its processors and its memory; each may use
 * all processors that the job has there.  Without -u srun keeps bytes back until a line
 * is whole.  The path of the agent is that of this program: nodes share a file system. */
static int slurm_open(struct link *link, const struct host *host,
	const struct link_options *options, struct fault *fault)
{
	char path[PATH_MAX], cpus[24];
	const char *word[] = {"srun", "-Q", "--overlap", "--exact", "-u", "-N1", "-n1", "-w",
		host->address, "--mpi=none", path, "--serve", NULL, NULL, NULL};

	(void)options;
	if (local_agent(path, host, fault))
		return -1;
	if (host->cpus) {
		(void)snprintf(cpus, sizeof cpus, "-c%u", host->cpus);
		word[10] = cpus;
		word[11] = path;
		word[12] = "--serve";
	}
	return child_open(link, &transport_slurm, host, "srun", word, fault);
}

const struct transport transport_slurm = {"slurm", slurm_open, child_ended, child_close};
