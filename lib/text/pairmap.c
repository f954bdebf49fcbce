/* pairmap.c - makes a hash table of the pairs among a vocabulary's terms. */
#include "text/pairmap.h"

#include "base/memory.h"
#include "text/pairterms.h"

#include <stdlib.h>

void pairmap_release(struct pairmap *map)
{
	free(map->place);
	*map = (struct pairmap){0};
}

/* 0: the term is no pair. */
static uint32_t pair_at(const struct vocabulary *vocabulary, size_t column)
{
	return vocabulary_length(vocabulary, column) == PAIRTERM_BYTES
		? pairterm_of(wordkey_of(vocabulary_term(vocabulary, column), PAIRTERM_BYTES)) : 0;
}

int pairmap_init(struct pairmap *map, const struct vocabulary *vocabulary, struct fault *fault)
{
	size_t pairs = 0, column, at;

	for (column = 0; column < vocabulary->size; column++)
		pairs += pair_at(vocabulary, column) != 0;
	for (map->bits = 1; (size_t)1 << map->bits < 2 * pairs;)
		map->bits++;
	map->place = memory_zeroed((size_t)1 << map->bits, sizeof *map->place, fault);
	if (!map->place)
		return -1;
	for (at = 0; at < (size_t)1 << map->bits; at++)
		map->place[at].column = WORDMAP_NONE;
	for (column = 0; column < vocabulary->size; column++) {
		const uint32_t pair = pair_at(vocabulary, column);

		if (!pair)
			continue;
		at = pairmap_home(map, pair);
		while (map->place[at].pair)
			at = (at + 1) & (((size_t)1 << map->bits) - 1);
		map->place[at] = (struct paircolumn){pair, (uint32_t)column};
	}
	return 0;
}
