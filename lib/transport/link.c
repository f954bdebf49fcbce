/* link.c - a link, whatever its transport. */
#include "transport/link.h"

#include "base/pipes.h"
#include "transport/line.h"

int link_open(struct link *link, const struct host *host, const struct link_options *options,
	struct fault *fault)
{
	const struct transport *transport = transport_of(host, options, fault);

	*link = (struct link){-1, -1, -1, NULL};
	return transport ? transport->open(link, host, options, fault) : -1;
}

void link_shut(struct link *link)
{
	if (link->line)
		pipes_close(&link->to);
}

bool link_ended(struct link *link, struct link_end *end)
{
	*end = (struct link_end){.status = -1};
	return !link->line || link->line->transport->ended(link->line, end);
}

void link_close(struct link *link, struct link_end *end)
{
	struct link_end unused;

	if (!end)
		end = &unused;
	*end = (struct link_end){.status = -1};
	if (!link->line)
		return;
	pipes_close(&link->to);
	pipes_close(&link->from);
	pipes_close(&link->complaints);
	link->line->transport->close(link->line, end);
	link->line = NULL;
}
