/* divide.c - which topics die, which are large, and who gets what. */
#include "lda/divide.h"

#include "base/digest.h"
#include "base/memory.h"
#include "lda/sparsekernel.h"

#include <stdbool.h>
#include <stdlib.h>

struct dividing_topic {
	int64_t steps;
	size_t topic;
};

/* Largest first; of equal ones the first topic. */
static int compare_dividing(const void *a, const void *b)
{
	const struct dividing_topic *one = a, *other = b;

	if (one->steps != other->steps)
		return one->steps > other->steps ? -1 : 1;
	return one->topic < other->topic ? -1 : 1;
}

/* The pair of a topic in the settled part of a bag; NULL: there is none. */
static uint64_t *pair_of(const struct lda_bag *bag, size_t topic)
{
	size_t low = 0, high = bag->settled;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (lda_pair_topic(bag->pair[middle]) < topic)
			low = middle + 1;
		else
			high = middle;
	}
	return low < bag->settled && lda_pair_topic(bag->pair[low]) == topic ? &bag->pair[low] : NULL;
}

/* Of each word of a topic from 0 to all but one of its steps to the other one. */
static int divide(struct lda_statistics *statistics, size_t from, size_t to, uint64_t key,
	struct lda_bag_scratch *scratch, struct fault *fault)
{
	struct lda_bags *bags = &statistics->bags;
	size_t term;

	for (term = 0; term < bags->terms; term++) {
		uint64_t *pair = pair_of(&bags->bag[term], from), part, moved;

		if (!pair)
			continue;
		part = (uint64_t)(lda_sparse_kernel_word_uniform(key, (uint32_t)term)
			* (double)lda_pair_steps(*pair));
		if (!part)
			continue;
		*pair -= part;
		moved = lda_pair(to, part);
		statistics->totals[from] -= (int64_t)part;
		statistics->totals[to] += (int64_t)part;
		if (lda_bags_put(bags, term, &moved, 1, scratch, fault))
			return -1;
	}
	return 0;
}

static bool is_named(const struct lda_model *model, size_t topic)
{
	const struct topicnames *names = &model->seeds.names;

	return topic < names->topics && names->name[topic];
}

static int divide_all(const struct lda_model *model, struct lda_statistics *statistics,
	struct dividing_topic *order, struct fault *fault)
{
	uint64_t key = digest_short("divide", 6, model->seed) + model->updates;
	struct lda_bag_scratch scratch = {0};
	double mean = 0;
	size_t k, large = 0, small;
	int failed = lda_bag_scratch_init(&scratch, model->topics, fault);

	for (k = 0; k < model->topics; k++) {
		order[k] = (struct dividing_topic){statistics->totals[k], k};
		mean += (double)statistics->totals[k] / (double)model->topics;
	}
	qsort(order, model->topics, sizeof *order, compare_dividing);
	for (small = model->topics; small-- > 0 && !failed;) {
		if (!((double)order[small].steps < LDA_DIVIDE_DYING * mean))
			break;
		if (is_named(model, order[small].topic))
			continue;
		while (large < small && is_named(model, order[large].topic))
			large++;
		if (!((double)order[large].steps > LDA_DIVIDE_LARGE * mean))
			break;
		failed = divide(statistics, order[large].topic, order[small].topic,
			lda_sparse_kernel_mix_key(key, order[small].topic), &scratch, fault);
		large++;
	}
	lda_bag_scratch_release(&scratch);
	return failed ? -1 : 0;
}

int lda_divide(const struct lda_model *model, struct lda_statistics *statistics, int threads,
	struct fault *fault)
{
	struct dividing_topic *order = memory_zeroed(model->topics, sizeof *order, fault);
	int failed = !order || divide_all(model, statistics, order, fault)
		|| lda_bags_settle(&statistics->bags, threads, fault);

	free(order);
	return failed ? -1 : 0;
}
