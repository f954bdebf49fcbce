/* pool.c - hosts and slots, added and removed by the list. */
#include "driver/pool.h"

#include "base/memory.h"
#include "transport/allocation.h"

#include <stdlib.h>
#include <string.h>

static void host_free(struct pool_host *host)
{
	uint32_t i;

	if (!host)
		return;
	for (i = 0; i < host->slots; i++)
		slot_free(host->slot[i]);
	free(host->slot);
	holdings_release(&host->holdings);
	hosts_host_release(&host->host);
	free(host);
}

void pool_release(struct pool *pool)
{
	size_t h;

	for (h = 0; h < pool->hosts; h++)
		host_free(pool->host[h]);
	free(pool->host);
	*pool = (struct pool){0};
}

static int add_slots(struct pool_host *host, uint32_t number, uint32_t slots,
	struct fault *fault)
{
	struct slot **more = memory_zeroed(slots, sizeof(struct slot *), fault);

	if (!more)
		return -1;
	if (host->slots)
		memcpy(more, host->slot, host->slots * sizeof(struct slot *));
	free(host->slot);
	host->slot = more;
	for (; host->slots < slots; host->slots++) {
		host->slot[host->slots] = slot_new(&host->host, number, host->slots, fault);
		if (!host->slot[host->slots])
			return -1;
	}
	return 0;
}

/* A known host as its line is now.  What is connected stays so. */
static int change(struct pool_host *host, uint32_t number, const struct host *line,
	struct fault *fault)
{
	struct host now;

	if (hosts_copy(&now, line, fault))
		return -1;
	hosts_host_release(&host->host);
	host->host = now;
	host->wanted = line->slots;
	return line->slots > host->slots ? add_slots(host, number, line->slots, fault) : 0;
}

static int add(struct pool *pool, const struct host *line, struct fault *fault)
{
	struct pool_host *host;

	if (memory_grow(&pool->host, &pool->room, pool->hosts + 1, fault))
		return -1;
	host = memory_zeroed(1, sizeof *host, fault);
	if (!host || change(host, (uint32_t)pool->hosts, line, fault)) {
		host_free(host);
		return -1;
	}
	pool->host[pool->hosts++] = host;
	return 0;
}

static int take(struct pool *pool, const struct hosts *list, struct fault *fault)
{
	size_t known = pool->hosts, h, i;

	for (h = 0; h < known; h++)
		pool->host[h]->gone = true;
	for (i = 0; i < list->count; i++) {
		const struct host *line = &list->host[i];

		for (h = 0; h < known && strcmp(line->name, pool->host[h]->host.name) != 0; h++)
			;
		if (h == known) {
			if (add(pool, line, fault))
				return -1;
			continue;
		}
		pool->host[h]->gone = false;
		if (change(pool->host[h], (uint32_t)h, line, fault))
			return -1;
	}
	return 0;
}

int pool_read(struct pool *pool, const struct driver_options *options, struct fault *fault)
{
	struct hosts list = {0};
	int failed = options->hosts ? hosts_read(&list, options->hosts, fault)
		: options->slurm ? allocation_hosts(&list, fault) : hosts_local(&list, fault);

	if (!failed && !options->hosts && !options->slurm && options->slots)
		list.host[0].slots = (unsigned)options->slots;
	failed = failed || take(pool, &list, fault);
	hosts_release(&list);
	return failed ? -1 : 0;
}

bool pool_is_own(const struct pool_host *host)
{
	return host->host.here && !host->host.bin;
}

const char *pool_name(const struct pool_host *host)
{
	return host->host.here ? "here" : host->host.name;
}

struct pool_traffic pool_traffic(const struct pool_host *host)
{
	struct pool_traffic traffic = {0};
	uint32_t s;

	for (s = 0; s < host->slots; s++) {
		traffic.sent += host->slot[s]->sent;
		traffic.received += host->slot[s]->received;
	}
	return traffic;
}

struct slot *pool_next(const struct pool *pool, const struct slot *slot)
{
	size_t h = slot ? slot->host : 0;
	uint32_t s = slot ? slot->number + 1 : 0;

	for (; h < pool->hosts; h++, s = 0)
		if (s < pool->host[h]->slots)
			return pool->host[h]->slot[s];
	return NULL;
}
