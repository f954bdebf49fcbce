/* child.c - the transports that are a child process: the agent itself, on
 * this machine, or a command that carries its streams elsewhere. */
#include "transport/line.h"

#include "base/bytes.h"
#include "base/memory.h"
#include "base/process.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RSH_WORDS_MOST = 64 };

struct child {
	struct line line;
	struct process process;
	char *bin;  /* of the host; NULL: none */
	char *rsh;  /* the command's first word; NULL: the agent itself */
};

/* Fills the struct's copies and starts the words. */
static int open_child(struct link *link, const struct transport *transport,
	const struct host *host, const char *rsh, const char *const *word, struct fault *fault)
{
	struct child *child = memory_zeroed(1, sizeof *child, fault);

	if (!child)
		return -1;
	child->line.transport = transport;
	if ((host->bin && !(child->bin = memory_copy(host->bin, strlen(host->bin), fault)))
		|| (rsh && !(child->rsh = memory_copy(rsh, strlen(rsh), fault)))
		|| process_start(&child->process, word, &link->to, &link->from,
			&link->complaints, fault)) {
		free(child->bin);
		free(child->rsh);
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
		(void)fault_set(&end->fault, FAULT_INTERNAL, "the agent's status was taken by another");
		return;
	}
	line_tell(end, WIFEXITED(status) ? WEXITSTATUS(status) : -1,
		WIFSIGNALED(status) ? WTERMSIG(status) : 0, child->bin);
	/* ssh's own failures, and those of what is like it */
	if (child->rsh && end->status == 255)
		(void)fault_set(&end->fault, FAULT_HOST,
			"%s ended with status 255: no connection, or it was lost", child->rsh);
}

static bool child_ended(struct line *line, struct link_end *end)
{
	struct child *child = (struct child *)line;

	if (!process_over(&child->process))
		return false;
	tell(child, end);
	return true;
}

static void child_close(struct line *line, struct link_end *end)
{
	struct child *child = (struct child *)line;

	process_end(&child->process);
	if (child->process.over)
		tell(child, end);
	else
		(void)fault_set(&end->fault, FAULT_HOST, "the agent can't be ended");
	free(child->bin);
	free(child->rsh);
	free(child);
}

/* The path of this program: the agent on this machine is of the same file,
 * even where that was replaced since. */
static int own_path(char path[PATH_MAX], struct fault *fault)
{
	ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 1);

	if (n <= 0 || n >= PATH_MAX - 1)
		return fault_set(fault, FAULT_SYSTEM,
			"/proc/self/exe doesn't tell where this program is");
	path[n] = 0;
	if (access(path, X_OK) != 0)
		(void)snprintf(path, PATH_MAX, "/proc/self/exe");
	return 0;
}

static int local_open(struct link *link, const struct host *host,
	const struct link_options *options, struct fault *fault)
{
	char path[PATH_MAX];
	const char *word[] = {path, "--serve", NULL};

	(void)options;
	if (!host->bin) {
		if (own_path(path, fault))
			return -1;
	} else if (snprintf(path, sizeof path, "%s/dist-run", host->bin) >= (int)sizeof path) {
		return fault_set(fault, FAULT_USAGE, "bin=%s is too long", host->bin);
	}
	return open_child(link, &transport_local, host, NULL, word, fault);
}

/* Cuts the command at blanks, in place; quotes of both kinds keep blanks
 * together.  Nothing else means anything: no shell looks at it. */
static int split_words(char *text, const char **word, size_t *count, struct fault *fault)
{
	char *from = text, *to = text, quote = 0;
	bool inside = false;

	*count = 0;
	for (; *from; from++) {
		bool blank = *from == ' ' || *from == '\t' || *from == '\n';

		if (!quote && blank) {
			if (inside)
				*to++ = 0;
			inside = false;
			continue;
		}
		if (!inside) {
			if (*count == RSH_WORDS_MOST)
				return fault_set(fault, FAULT_USAGE, "--rsh: more than %d words",
					RSH_WORDS_MOST);
			word[(*count)++] = to;
			inside = true;
		}
		if (quote ? *from == quote : *from == '\'' || *from == '"')
			quote = quote ? 0 : *from;
		else
			*to++ = *from;
	}
	*to = 0;
	if (quote)
		return fault_set(fault, FAULT_USAGE, "--rsh: a quote that doesn't end");
	if (*count == 0)
		return fault_set(fault, FAULT_USAGE, "--rsh: no command");
	return 0;
}

/* The command's words, then [-p PORT] [USER@]HOST and what runs there, as
 * ssh takes them. */
static int rsh_open(struct link *link, const struct host *host,
	const struct link_options *options, struct fault *fault)
{
	const char *word[RSH_WORDS_MOST + 6];
	const char *user = host->user ? host->user : options->user;
	unsigned long long port = host->port ? host->port : options->port;
	char *text = memory_copy(options->rsh, strlen(options->rsh), fault);
	struct bytes name = {0}, agent = {0};
	char number[24];
	size_t count;
	int failed = !text || split_words(text, word, &count, fault)
		|| bytes_printf(&name, fault, "%s%s%s", user ? user : "", user ? "@" : "",
			host->address)
		|| bytes_terminate(&name, fault)
		|| bytes_printf(&agent, fault, "%s%sdist-run", host->bin ? host->bin : "",
			host->bin ? "/" : "")
		|| bytes_terminate(&agent, fault);

	if (!failed) {
		if (port) {
			(void)snprintf(number, sizeof number, "%llu", port);
			word[count++] = "-p";
			word[count++] = number;
		}
		word[count++] = name.data;
		word[count++] = agent.data;
		word[count++] = "--serve";
		word[count] = NULL;
		failed = open_child(link, &transport_rsh, host, word[0], word, fault);
	}
	free(text);
	bytes_release(&name);
	bytes_release(&agent);
	return failed ? -1 : 0;
}

const struct transport transport_local = {local_open, child_ended, child_close};
const struct transport transport_rsh = {rsh_open, child_ended, child_close};
