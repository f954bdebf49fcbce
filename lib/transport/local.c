/* local.c - the transport to this machine: the agent is a child process. */
#include "transport/local.h"

#include "transport/child.h"

#include <stdio.h>
#include <unistd.h>

/* The path of this program: the agent on this machine is of the same file,
 * even where that was replaced since. */
static int own_path(char path[PATH_MAX], struct fault *fault)
{
	ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 1);

	if (n <= 0 || n >= PATH_MAX - 1)
		return fault_set(fault, FAULT_SYSTEM,
			"/proc/self/exe doesn't show where this program is");
	path[n] = 0;
	if (access(path, X_OK) != 0)
		(void)snprintf(path, PATH_MAX, "/proc/self/exe");
	return 0;
}

int local_agent(char path[PATH_MAX], const struct host *host, struct fault *fault)
{
	if (!host->bin)
		return own_path(path, fault);
	return snprintf(path, PATH_MAX, "%s/dist-run", host->bin) < PATH_MAX ? 0
		: fault_set(fault, FAULT_USAGE, "bin=%s is too long", host->bin);
}

static int local_open(struct link *link, const struct host *host,
	const struct link_options *options, struct fault *fault)
{
	char path[PATH_MAX];
	const char *word[] = {path, "--serve", NULL};

	(void)options;
	if (local_agent(path, host, fault))
		return -1;
	return child_open(link, &transport_local, host, NULL, word, fault);
}

const struct transport transport_local = {"local", local_open, child_ended, child_close};
