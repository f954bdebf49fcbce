/* phrasematch.c - a tree of phrases, and the longest that a row of words begins with. */
#include "text/phrasematch.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

int phrasematch_init(struct phrasematch *match, struct fault *fault)
{
	*match = (struct phrasematch){.nodes = 1};
	return memory_grow(&match->node, &match->node_room, 1, fault);
}

void phrasematch_release(struct phrasematch *match)
{
	free(match->node);
	free(match->first);
	hashindex_release(&match->index);
	*match = (struct phrasematch){0};
}

static uint64_t hash_of(uint32_t before, uint32_t word)
{
	const unsigned __int128 product = (unsigned __int128)(((uint64_t)before << 32 | word)
		^ 0x9e3779b97f4a7c15u) * 0xd6e8feb86659fd93u;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* 0 where there is none. */
static uint32_t find(const struct phrasematch *match, uint32_t before, uint32_t word)
{
	const uint64_t hash = hash_of(before, word);
	size_t step = 0;
	uint32_t i;

	while ((i = hashindex_next(&match->index, hash, &step)) != HASHINDEX_NONE)
		if (match->node[i].before == before && match->node[i].word == word)
			return i;
	return 0;
}

static int add_node(struct phrasematch *match, uint32_t before, uint32_t word, uint32_t *node,
	struct fault *fault)
{
	if (match->nodes >= UINT32_MAX - 1)
		return fault_set(fault, FAULT_DATA, "too many phrases");
	if (memory_grow(&match->node, &match->node_room, match->nodes + 1, fault)
		|| hashindex_add(&match->index, hash_of(before, word), (uint32_t)match->nodes, fault))
		return -1;
	match->node[match->nodes] = (struct phrase_node){before, word, PHRASE_NONE};
	*node = (uint32_t)match->nodes++;
	return 0;
}

/* Room for the word in first, and its node there. */
static int add_first(struct phrasematch *match, uint32_t word, uint32_t *node, struct fault *fault)
{
	size_t room = match->words, words = match->words;

	if (word >= words) {
		if (memory_grow(&match->first, &room, (size_t)word + 1, fault))
			return -1;
		memset(match->first + words, 0, (room - words) * sizeof *match->first);
		match->words = room;
	}
	*node = match->first[word];
	if (*node)
		return 0;
	if (add_node(match, 0, word, node, fault))
		return -1;
	match->first[word] = *node;
	return 0;
}

int phrasematch_add(struct phrasematch *match, const uint32_t *word, size_t count,
	uint32_t column, struct fault *fault)
{
	uint32_t node, before;
	size_t i;

	if (add_first(match, word[0], &node, fault))
		return -1;
	for (i = 1; i < count; i++) {
		before = node;
		node = find(match, before, word[i]);
		if (!node && add_node(match, before, word[i], &node, fault))
			return -1;
	}
	match->node[node].column = column;
	return 0;
}

uint64_t phrasematch_take(const struct phrasematch *match, struct phraserow *row)
{
	uint64_t found = row->word[0];
	uint32_t node = phrasematch_begins(match, found) ? match->first[found] : 0;
	size_t i, taken = 1;

	for (i = 1; node && i < row->count && row->word[i] < PHRASE_NONE; i++) {
		node = find(match, node, (uint32_t)row->word[i]);
		if (node && match->node[node].column != PHRASE_NONE) {
			found = match->node[node].column;
			taken = i + 1;
		}
	}
	row->count -= taken;
	memmove(row->word, row->word + taken, row->count * sizeof *row->word);
	return found;
}
