/* awaits.c - counts tasks of single hosts. */
#include "driver/awaits.h"

#include "base/memory.h"

#include <stdlib.h>

void awaits_release(struct awaits *awaits)
{
	free(awaits->host);
	*awaits = (struct awaits){0};
}

int awaits_more(struct awaits *awaits, uint32_t host, double now, struct fault *fault)
{
	size_t i;

	for (i = 0; i < awaits->hosts && awaits->host[i].host != host; i++)
		;
	if (i == awaits->hosts) {
		if (memory_grow(&awaits->host, &awaits->room, i + 1, fault))
			return -1;
		awaits->host[awaits->hosts++] = (struct awaited){host, 0, now};
	}
	awaits->host[i].tasks++;
	return 0;
}

void awaits_less(struct awaits *awaits, uint32_t host)
{
	size_t i;

	for (i = 0; awaits->host[i].host != host; i++)
		;
	if (--awaits->host[i].tasks == 0)
		awaits->host[i] = awaits->host[--awaits->hosts];
}
