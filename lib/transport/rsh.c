/* rsh.c - the transport by any command that carries standard input and output. */
#include "transport/child.h"

#include "base/bytes.h"
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RSH_WORDS_MOST = 64 };

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
		return fault_set(fault, FAULT_USAGE, "--rsh: an unterminated quote");
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
		failed = child_open(link, &transport_rsh, host, word[0], word, fault);
	}
	free(text);
	bytes_release(&name);
	bytes_release(&agent);
	return failed ? -1 : 0;
}

const struct transport transport_rsh = {"rsh", rsh_open, child_ended, child_close};
