/* pairmap - the columns of those terms of a vocabulary that are pairs of characters
 * (pairterms.h). */
#ifndef TEXT_PAIRMAP_H
#define TEXT_PAIRMAP_H

#include "base/fault.h"
#include "stream/vocabulary.h"
#include "text/wordmap.h"

#include <stddef.h>
#include <stdint.h>

struct paircolumn {
	uint32_t pair, column; /* 0, WORDMAP_NONE: empty */
};

/* An open hash table, at most half full. */
struct pairmap {
	struct paircolumn *place; /* size 1 << bits; owned */
	unsigned bits;
};

int pairmap_init(struct pairmap *map, const struct vocabulary *vocabulary,
	struct fault *fault) MUST_USE;
void pairmap_release(struct pairmap *map); /* idempotent; accepts zeroed */

/* Where the pair is looked for first. */
static inline size_t pairmap_home(const struct pairmap *map, uint32_t pair)
{
	return (size_t)(pair * 0x9e3779b97f4a7c15u >> (64 - map->bits));
}

/* WORDMAP_NONE: the vocabulary lacks it. */
static inline uint32_t pairmap_column(const struct pairmap *map, uint32_t pair)
{
	const size_t mask = ((size_t)1 << map->bits) - 1;
	size_t at = pairmap_home(map, pair);

	while (map->place[at].pair != pair && map->place[at].pair)
		at = (at + 1) & mask;
	return map->place[at].pair == pair ? map->place[at].column : WORDMAP_NONE;
}

#endif
