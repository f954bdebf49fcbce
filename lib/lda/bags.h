/* bags - sparse sums: of each term, in which topics it has how many steps.
 *
 * A pair is a topic (20 bits) and a number of steps (44 bits) in one word, so
 * that pairs in ascending order are in the order of topics.  Pairs are added
 * to a term's bag as they arrive; when it is full, those of one topic are
 * added up, and it grows to what is left, or where few pairs came half as much
 * more, or twice that.  Sums are whole numbers: what is in a settled bag does not depend
 * on the order in which pairs arrived. */
#ifndef LDA_BAGS_H
#define LDA_BAGS_H

#include "base/arena.h"
#include "base/fault.h"

#include <stddef.h>
#include <stdint.h>

enum { LDA_PAIR_SHIFT = 44 };
#define LDA_PAIR_STEPS (((uint64_t)1 << LDA_PAIR_SHIFT) - 1)
#define LDA_PAIR_TOPICS ((size_t)1 << 20) /* most topics of a sparse model */

static inline uint64_t lda_pair(uint64_t topic, uint64_t steps)
{
	return topic << LDA_PAIR_SHIFT | steps;
}

static inline size_t lda_pair_topic(uint64_t pair)
{
	return (size_t)(pair >> LDA_PAIR_SHIFT);
}

static inline uint64_t lda_pair_steps(uint64_t pair)
{
	return pair & LDA_PAIR_STEPS;
}

struct lda_bag {
	uint64_t *pair;        /* size room; the arena's */
	uint32_t count, room;
	uint32_t settled;      /* the first of count: one a topic, in their order */
};

struct lda_bags {
	size_t terms, topics;
	struct lda_bag *bag;   /* size terms */
	struct arena *arena;
};

/* One thread's space: a sum and a bit for each topic, all zero between calls. */
struct lda_bag_scratch {
	uint64_t *sum, *bits;
};

int lda_bags_init(struct lda_bags *bags, size_t terms, size_t topics,
	struct fault *fault) MUST_USE;
void lda_bags_release(struct lda_bags *bags);
void lda_bags_clear(struct lda_bags *bags);

int lda_bag_scratch_init(struct lda_bag_scratch *scratch, size_t topics,
	struct fault *fault) MUST_USE;
void lda_bag_scratch_release(struct lda_bag_scratch *scratch);

/* Puts n pairs into the term's bag.  Different terms may run in parallel, each
 * thread with its own scratch.  FAULT_DATA where a sum reaches 2^44 steps. */
int lda_bags_put(struct lda_bags *bags, size_t term, const uint64_t *pair, size_t n,
	struct lda_bag_scratch *scratch, struct fault *fault) MUST_USE;

/* Makes of each bag one pair a topic, in their order. */
int lda_bags_settle(struct lda_bags *bags, int threads, struct fault *fault) MUST_USE;

#endif
