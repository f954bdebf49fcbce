/* pool - the hosts of a run and their slots, as the list of hosts has them. */
#ifndef DRIVER_POOL_H
#define DRIVER_POOL_H

#include "agent/hello.h"
#include "base/fault.h"
#include "driver/holdings.h"
#include "driver/settings.h"
#include "driver/slot.h"
#include "driver/tally.h"
#include "transport/hosts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pool_host {
	struct host host;       /* its line in the list */
	struct slot **slot;     /* size slots, which only grows */
	uint32_t slots;
	uint32_t wanted;        /* in the list now: the first of them */
	struct holdings holdings;
	struct hello hello;     /* once met */
	bool met;               /* it has answered */
	bool proven;            /* its filters gave the known answers */
	bool refused;           /* they did not: it is not used */
	const struct slot *proving; /* the slot that asks; NULL: none */
	struct fault refusal;
	bool gone;              /* no longer in the list */
	bool whole;             /* changes did not make the object there: it is sent all */
	struct host_tally tally;
};

struct pool {
	struct pool_host **host;
	size_t hosts, room;
};

void pool_release(struct pool *pool);

/* Takes the list as it is now in the file, or the allocation's nodes, or else this
 * machine alone with as many slots as the options say: new hosts come behind those that
 * are known, which stay. */
int pool_read(struct pool *pool, const struct driver_options *options,
	struct fault *fault) MUST_USE;

/* Its agents are this program on this machine. */
bool pool_is_own(const struct pool_host *host);

/* Its name in messages. */
const char *pool_name(const struct pool_host *host);

/* Bytes of all its slots so far. */
struct pool_traffic {
	uint64_t sent, received;
};

struct pool_traffic pool_traffic(const struct pool_host *host);

/* Each slot in order:
 *     struct slot *slot = NULL;
 *     while ((slot = pool_next(pool, slot))) ... */
struct slot *pool_next(const struct pool *pool, const struct slot *slot);

#endif
