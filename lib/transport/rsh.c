/* rsh.c - the transport by any command that carries standard input and output. */
#include "transport/child.h"

#include "base/bytes.h"
#include "base/memory.h"
#include "transport/wordsplit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The command's words, then [-p PORT] [USER@]HOST and what runs there, as
 * ssh takes them. */
static int rsh_open(struct link *link, const struct host *host,
	const struct link_options *options, struct fault *fault)
{
	const char *word[WORDSPLIT_MOST + 6];
	const char *user = host->user ? host->user : options->user;
	unsigned long long port = host->port ? host->port : options->port;
	char *text = memory_copy(options->rsh, strlen(options->rsh), fault);
	struct bytes name = {0}, agent = {0};
	char number[24];
	size_t count;
	int failed = !text || wordsplit(text, "--rsh", word, WORDSPLIT_MOST,
		&count, fault)
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
		failed = child_open(link, &transport_rsh, host, word[0], word, fault);
	}
	free(text);
	bytes_release(&name);
	bytes_release(&agent);
	return failed ? -1 : 0;
}

const struct transport transport_rsh = {"rsh", rsh_open, child_ended, child_close};
