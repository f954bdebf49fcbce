/* transport.c - the table of transports. */
#include "transport/transport.h"

#include "base/options.h"
#include "transport/allocation.h"

#include <string.h>

#define TRANSPORT_ENTRY(name) &transport_##name,

static const struct transport *const transports[] = {TRANSPORTS(TRANSPORT_ENTRY)};

/* NULL: FAULT_USAGE that names the nearest, or all. */
static const struct transport *find(const char *name, struct fault *fault)
{
	char near[32];
	size_t i;

	for (i = 0; i < sizeof transports / sizeof *transports; i++)
		if (strcmp(transports[i]->name, name) == 0)
			return transports[i];
	if (options_nearest(name, TRANSPORT_NAMES, near, sizeof near))
		(void)fault_set(fault, FAULT_USAGE, "--transport: '%.100s' is not a transport: nearest "
			"is %s", name, near);
	else
		(void)fault_set(fault, FAULT_USAGE, "--transport: '%.100s' is not a transport: one of %s",
			name, TRANSPORT_NAMES);
	return NULL;
}

int transport_check(const struct link_options *options, struct fault *fault)
{
	const struct transport *transport = options->transport
		? find(options->transport, fault) : NULL;

	if (!options->transport)
		return 0;
	if (!transport)
		return -1;
	if (transport == &transport_rsh && !options->rsh)
		return fault_set(fault, FAULT_USAGE, "--transport rsh needs --rsh COMMAND");
	if (transport == &transport_slurm && !allocation_there())
		return fault_set(fault, FAULT_USAGE, "--transport slurm: this is no allocation of "
			"Slurm's (SLURM_JOB_ID is not set)");
	if (transport != &transport_rsh && options->rsh)
		return fault_set(fault, FAULT_USAGE, "--rsh is for --transport rsh, not for %s",
			transport->name);
	return 0;
}

const struct transport *transport_of(const struct host *host,
	const struct link_options *options, struct fault *fault)
{
	if (host->here)
		return &transport_local;
	return options->transport ? find(options->transport, fault)
		: options->rsh ? &transport_rsh : &transport_ssh;
}
