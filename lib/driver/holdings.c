/* holdings.c - a table of digests for each host. */
#include "driver/holdings.h"

#include "base/memory.h"

#include <stdlib.h>

void holdings_release(struct holdings *holdings)
{
	free(holdings->holding);
	*holdings = (struct holdings){0};
}

static struct holding *slot_of(const struct holdings *holdings, const struct digest *digest)
{
	size_t mask = holdings->room - 1, at;

	at = (size_t)digest_short(digest->byte, sizeof digest->byte, 2) & mask;
	while (holdings->holding[at].set && !digest_equal(&holdings->holding[at].digest, digest))
		at = (at + 1) & mask;
	return &holdings->holding[at];
}

struct holding *holdings_find(const struct holdings *holdings, const struct digest *digest)
{
	struct holding *holding = holdings->room ? slot_of(holdings, digest) : NULL;

	return holding && holding->set && !holding->gone ? holding : NULL;
}

static int double_room(struct holdings *holdings, struct fault *fault)
{
	struct holdings larger = {.room = holdings->room ? 2 * holdings->room : 64};
	size_t i;

	larger.holding = memory_zeroed(larger.room, sizeof *larger.holding, fault);
	if (!larger.holding)
		return -1;
	for (i = 0; i < holdings->room; i++)
		if (holdings->holding[i].set && !holdings->holding[i].gone) {
			*slot_of(&larger, &holdings->holding[i].digest) = holdings->holding[i];
			larger.count++;
		}
	free(holdings->holding);
	*holdings = larger;
	return 0;
}

int holdings_add(struct holdings *holdings, const struct digest *digest,
	uint32_t by, struct fault *fault)
{
	struct holding *holding;

	if (2 * (holdings->count + 1) > holdings->room && double_room(holdings, fault))
		return -1;
	holding = slot_of(holdings, digest);
	holdings->count += !holding->set;
	*holding = (struct holding){*digest, by, true, false};
	return 0;
}

bool holdings_forget(struct holdings *holdings, uint32_t by, size_t *at,
	struct digest *digest)
{
	for (; *at < holdings->room; ++*at) {
		struct holding *holding = &holdings->holding[*at];

		if (!holding->set || holding->gone || holding->by != by)
			continue;
		holding->gone = true;
		*digest = holding->digest;
		return true;
	}
	return false;
}
