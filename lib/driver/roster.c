/* roster.c - counts and bit sets over hosts and slots. */
#include "driver/roster.h"

#include "base/digest.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void roster_release(struct roster *roster)
{
	size_t i;

	for (i = 0; i < roster->hosts; i++)
		free(roster->host[i].slot);
	free(roster->host);
	free(roster->due);
	free(roster->idle);
	free(roster->partly);
	*roster = (struct roster){0};
}

static bool is_set(const uint64_t *bits, size_t at)
{
	return bits[at / 64] >> (at % 64) & 1;
}

static void set(uint64_t *bits, size_t at, bool on, size_t *count)
{
	uint64_t bit = (uint64_t)1 << (at % 64);

	if (is_set(bits, at) == on)
		return;
	bits[at / 64] ^= bit;
	*count = on ? *count + 1 : *count - 1;
}

void roster_changed_hands(struct roster *roster, uint32_t host, uint32_t slot)
{
	const struct roster_slot *its = &roster->host[host].slot[slot];
	size_t at = slot * roster->stride + host;
	bool up = its->state == ROSTER_UP;

	set(roster->idle, at, up && its->hands == 0, &roster->idles);
	set(roster->partly, at, up && its->hands && its->hands < ROSTER_IN_HAND,
		&roster->partlies);
}

/* Resizes the bits for hosts and slots; those that are set move to their new place. */
static int make_bits(struct roster *roster, size_t hosts, size_t slots, struct fault *fault)
{
	size_t stride = roster->stride ? roster->stride : 64, words, h;
	uint64_t *idle, *partly;
	uint32_t s;

	while (stride < hosts)
		stride *= 2;
	words = stride / 64 * slots;
	if (stride == roster->stride && words <= roster->words)
		return 0;
	idle = memory_zeroed(words, sizeof *idle, fault);
	partly = memory_zeroed(words, sizeof *partly, fault);
	if (!idle || !partly) {
		free(idle);
		free(partly);
		return -1;
	}
	free(roster->idle);
	free(roster->partly);
	roster->idle = idle;
	roster->partly = partly;
	roster->words = words;
	roster->stride = stride;
	roster->idles = roster->partlies = 0;
	for (h = 0; h < roster->hosts; h++)
		for (s = 0; s < roster->host[h].slots; s++)
			roster_changed_hands(roster, (uint32_t)h, s);
	return 0;
}

int roster_host(struct roster *roster, uint32_t host, uint32_t slots, uint64_t key,
	struct fault *fault)
{
	size_t levels = roster->stride ? roster->words * 64 / roster->stride : 0;
	struct roster_host *its;
	struct roster_slot *more;

	if (memory_grow(&roster->host, &roster->room, (size_t)host + 1, fault)
		|| make_bits(roster, (size_t)host + 1, slots > levels ? slots : levels, fault))
		return -1;
	if (host >= roster->hosts) {
		roster->host[host] = (struct roster_host){0};
		roster->hosts = (size_t)host + 1;
	}
	its = &roster->host[host];
	if (slots > its->slots) {
		more = memory_zeroed(slots, sizeof *more, fault);
		if (!more)
			return -1;
		if (its->slots)
			memcpy(more, its->slot, its->slots * sizeof *more);
		free(its->slot);
		its->slot = more;
		its->slots = slots;
	}
	its->wanted = slots;
	its->key = key;
	return 0;
}

static bool does_work(const struct roster_slot *slot)
{
	return slot->state == ROSTER_UP && (slot->failures == 0 || (slot->settled
		&& (slot->failures < ROSTER_ASIDE_AFTER || slot->hands == 0 || slot->begun)));
}

void roster_changed(struct roster *roster, uint32_t host, uint32_t slot)
{
	struct roster_host *its = &roster->host[host];
	size_t up = 0, works = 0, opening = 0;
	bool promises = false, hopes = false;
	uint32_t i;

	for (i = 0; i < its->slots; i++) {
		const struct roster_slot *one = &its->slot[i];
		bool open = one->state == ROSTER_UP || one->state == ROSTER_OPENS;

		up += one->state == ROSTER_UP;
		works += does_work(one);
		opening += one->state == ROSTER_OPENS;
		promises = promises || open || (i < its->wanted && one->state == ROSTER_DOWN
			&& !one->failures && !one->final);
		hopes = hopes || one->state != ROSTER_DOWN || (i < its->wanted && !one->final);
	}
	roster->up += up - its->up;
	roster->works += works - its->works;
	roster->promises += (promises && !its->left) - its->promises;
	roster->hopes += (hopes && !its->left) - its->hopes;
	its->up = up;
	its->works = works;
	its->opening = (uint32_t)opening;
	its->promises = promises && !its->left;
	its->hopes = hopes && !its->left;
	if (slot < its->slots)
		roster_changed_hands(roster, host, slot);
}

int roster_due(struct roster *roster, uint32_t host, struct fault *fault)
{
	if (roster->host[host].due)
		return 0;
	if (memory_grow(&roster->due, &roster->due_room, roster->dues + 1, fault))
		return -1;
	roster->due[roster->dues++] = host;
	roster->host[host].due = true;
	return 0;
}

bool roster_next(const struct roster *roster, bool all, size_t *at, uint32_t *host,
	uint32_t *slot)
{
	size_t word = *at / 64;
	uint64_t bits, mask = ~(uint64_t)0 << (*at % 64);

	if (roster->idles == 0 && (!all || roster->partlies == 0))
		return false;
	for (; word < roster->words; word++, mask = ~(uint64_t)0) {
		bits = (roster->idle[word] | (all ? roster->partly[word] : 0)) & mask;
		if (bits == 0)
			continue;
		*at = word * 64 + (size_t)__builtin_ctzll(bits);
		*host = (uint32_t)(*at % roster->stride);
		*slot = (uint32_t)(*at / roster->stride);
		++*at;
		return true;
	}
	return false;
}

double roster_backoff(const struct roster *roster, uint32_t host, uint32_t slot)
{
	const struct roster_host *its = &roster->host[host];
	unsigned failures = its->slot[slot].failures;
	const uint64_t words[2] = {its->key, (uint64_t)failures << 32 | slot};
	double seconds = failures >= ROSTER_ASIDE_AFTER ? ROSTER_ASIDE
		: (double)(1u << (failures - 1));
	double jitter = (double)(digest_short(words, sizeof words, 0) & 1023) / 1023;

	return seconds * (0.75 + 0.5 * jitter);
}
