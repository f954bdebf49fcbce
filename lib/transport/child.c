/* child.c - a link that is a child process. */
#include "transport/child.h"

#include "base/memory.h"
#include "base/process.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

struct child {
	struct line line;
	struct process process;
	char *bin;     /* of the host; NULL: none */
	char *carrier; /* NULL: the agent itself */
};

int child_open(struct link *link, const struct transport *transport,
	const struct host *host, const char *carrier, const char *const *word,
	struct fault *fault)
{
	struct child *child = memory_zeroed(1, sizeof *child, fault);

	if (!child)
		return -1;
	child->line.transport = transport;
	if ((host->bin && !(child->bin = memory_copy(host->bin, strlen(host->bin), fault)))
		|| (carrier && !(child->carrier = memory_copy(carrier, strlen(carrier), fault)))
		|| process_start(&child->process, word, &link->to, &link->from,
			&link->complaints, fault)) {
		free(child->bin);
		free(child->carrier);
		free(child);
		return -1;
	}
	link->line = &child->line;
	return 0;
}

static void tell(const struct child *child, struct link_end *end)
{
	int status = child->process.status;

	if (status == -1) {
		(void)fault_set(&end->fault, FAULT_INTERNAL, "the agent's status is unknown");
		return;
	}
	line_tell(end, WIFEXITED(status) ? WEXITSTATUS(status) : -1,
		WIFSIGNALED(status) ? WTERMSIG(status) : 0, child->bin);
	/* ssh's own failures, and those of what is like it */
	if (child->carrier && end->status == 255)
		(void)fault_set(&end->fault, FAULT_HOST,
			"%s ended with status 255: no connection, or it was lost", child->carrier);
}

bool child_ended(struct line *line, struct link_end *end)
{
	struct child *child = (struct child *)line;

	if (!process_over(&child->process))
		return false;
	tell(child, end);
	return true;
}

void child_close(struct line *line, struct link_end *end)
{
	struct child *child = (struct child *)line;

	process_end(&child->process);
	if (child->process.over)
		tell(child, end);
	else
		(void)fault_set(&end->fault, FAULT_HOST, "the agent can't be ended");
	free(child->bin);
	free(child->carrier);
	free(child);
}
