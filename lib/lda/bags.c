/* bags.c - pairs of topics and steps, added up by term. */
#include "lda/bags.h"

#include "base/memory.h"
#include "base/parallel.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK_TERMS = 256, FIRST_ROOM = 8 };

int lda_bags_init(struct lda_bags *bags, size_t terms, size_t topics, struct fault *fault)
{
	*bags = (struct lda_bags){.terms = terms, .topics = topics};
	bags->bag = memory_zeroed(terms, sizeof *bags->bag, fault);
	bags->arena = arena_new(fault);
	return bags->bag && bags->arena ? 0 : -1;
}

void lda_bags_release(struct lda_bags *bags)
{
	free(bags->bag);
	arena_free(bags->arena);
	*bags = (struct lda_bags){0};
}

void lda_bags_clear(struct lda_bags *bags)
{
	size_t term;

	for (term = 0; term < bags->terms; term++)
		bags->bag[term].count = bags->bag[term].settled = 0;
}

int lda_bag_scratch_init(struct lda_bag_scratch *scratch, size_t topics, struct fault *fault)
{
	*scratch = (struct lda_bag_scratch){0};
	scratch->sum = memory_zeroed(topics, sizeof *scratch->sum, fault);
	scratch->bits = memory_zeroed(topics / 64 + 1, sizeof *scratch->bits, fault);
	return scratch->sum && scratch->bits ? 0 : -1;
}

void lda_bag_scratch_release(struct lda_bag_scratch *scratch)
{
	free(scratch->sum);
	free(scratch->bits);
	*scratch = (struct lda_bag_scratch){0};
}

/* Adds up pairs by topic; how many topics more there are. */
static size_t add_up(struct lda_bag_scratch *scratch, const uint64_t *pair, size_t n)
{
	size_t i, more = 0;

	for (i = 0; i < n; i++) {
		const size_t topic = lda_pair_topic(pair[i]);
		const uint64_t before = scratch->bits[topic / 64];

		scratch->sum[topic] += lda_pair_steps(pair[i]);
		scratch->bits[topic / 64] = before | (uint64_t)1 << topic % 64;
		more += !(before >> topic % 64 & 1);
	}
	return more;
}

/* The sums become the bag's pairs, for which there is room. */
static int take_sums(struct lda_bag *bag, size_t topics, struct lda_bag_scratch *scratch,
	struct fault *fault)
{
	uint64_t most = 0;
	uint32_t count = 0;
	size_t word;

	for (word = 0; word <= topics / 64; word++)
		for (; scratch->bits[word]; scratch->bits[word] &= scratch->bits[word] - 1) {
			size_t topic = word * 64 + (size_t)__builtin_ctzll(scratch->bits[word]);

			bag->pair[count++] = lda_pair(topic, scratch->sum[topic] & LDA_PAIR_STEPS);
			most |= scratch->sum[topic];
			scratch->sum[topic] = 0;
		}
	bag->count = bag->settled = count;
	return most > LDA_PAIR_STEPS ? fault_set(fault, FAULT_DATA,
			"a term has 2^44 steps and more in a topic: the sums overflow") : 0;
}

static int settle(struct lda_bag *bag, size_t topics, struct lda_bag_scratch *scratch,
	struct fault *fault)
{
	if (bag->settled == bag->count)
		return 0;
	(void)add_up(scratch, bag->pair, bag->count);
	return take_sums(bag, topics, scratch, fault);
}

/* The bag gets another room.  The old one is free before, as what it had are sums now. */
static int change_room(struct lda_bags *bags, struct lda_bag *bag, size_t pairs,
	struct fault *fault)
{
	const size_t bytes = arena_room(pairs * sizeof *bag->pair);

	if (bag->room)
		arena_give(bags->arena, bag->pair, bag->room * sizeof *bag->pair);
	bag->room = 0;
	bag->pair = arena_take(bags->arena, bytes, fault);
	if (!bag->pair)
		return -1;
	bag->room = (uint32_t)(bytes / sizeof *bag->pair);
	return 0;
}

/* Settles the bag with n more pairs, for which it has no room. */
static int put_sums(struct lda_bags *bags, struct lda_bag *bag, const uint64_t *pair, size_t n,
	struct lda_bag_scratch *scratch, struct fault *fault)
{
	size_t room = add_up(scratch, bag->pair, bag->count);

	room += add_up(scratch, pair, n);
	/* the fewer came, the more have room, so that this is rare */
	if (n < room / 4)
		room += room;
	else if (n < room / 2)
		room += room / 2;
	if (room > bag->room && change_room(bags, bag, room, fault))
		return -1;
	return take_sums(bag, bags->topics, scratch, fault);
}

int lda_bags_put(struct lda_bags *bags, size_t term, const uint64_t *pair, size_t n,
	struct lda_bag_scratch *scratch, struct fault *fault)
{
	struct lda_bag *bag = &bags->bag[term];

	if (n == 0)
		return 0;
	if (bag->count + n > bag->room) {
		if (bag->count)
			return put_sums(bags, bag, pair, n, scratch, fault);
		if (change_room(bags, bag, n < FIRST_ROOM ? FIRST_ROOM : n, fault))
			return -1;
	}
	memcpy(bag->pair + bag->count, pair, n * sizeof *pair);
	bag->count += (uint32_t)n;
	return 0;
}

struct settling {
	struct lda_bags *bags;
	struct lda_bag_scratch *scratch; /* one a thread */
};

static int settle_block(void *context, size_t block, int thread, struct fault *fault)
{
	const struct settling *settling = context;
	struct lda_bags *bags = settling->bags;
	size_t term = block * BLOCK_TERMS, end = term + BLOCK_TERMS;

	for (; term < end && term < bags->terms; term++)
		if (settle(&bags->bag[term], bags->topics, &settling->scratch[thread], fault))
			return -1;
	return 0;
}

int lda_bags_settle(struct lda_bags *bags, int threads, struct fault *fault)
{
	struct settling settling = {bags,
		memory_zeroed((size_t)threads, sizeof *settling.scratch, fault)};
	int failed = settling.scratch ? 0 : -1, i;

	for (i = 0; i < threads && !failed; i++)
		failed = lda_bag_scratch_init(&settling.scratch[i], bags->topics, fault);
	failed = failed || parallel_for(threads, (bags->terms + BLOCK_TERMS - 1) / BLOCK_TERMS,
		settle_block, &settling, fault);
	for (i = 0; settling.scratch && i < threads; i++)
		lda_bag_scratch_release(&settling.scratch[i]);
	free(settling.scratch);
	return failed ? -1 : 0;
}
