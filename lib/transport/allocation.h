/* allocation - what Slurm gave to this process: nodes, and tasks and processors on each.
 *
 * Slurm tells it in the environment: SLURM_JOB_ID, SLURM_JOB_NODELIST, SLURM_TASKS_PER_NODE
 * and SLURM_JOB_CPUS_PER_NODE, as "2(x3),1", in the order of the nodes. */
#ifndef TRANSPORT_ALLOCATION_H
#define TRANSPORT_ALLOCATION_H

#include "base/fault.h"
#include "transport/hosts.h"

#include <stdbool.h>

/* Is this process in an allocation? */
bool allocation_there(void);

/* Its nodes as hosts: as many slots as tasks on each, its processors in host.cpus.
 * scontrol expands the names.  FAULT_USAGE where there is no allocation, FAULT_NO_INPUT
 * where there is no scontrol, FAULT_DATA for an environment that is none of Slurm's. */
int allocation_hosts(struct hosts *hosts, struct fault *fault) MUST_USE;

#endif
