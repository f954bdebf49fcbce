/* divide.c - which topics die, which are large, and who gets what. */
#include "lda/divide.h"

#include "base/digest.h"
#include "base/memory.h"
#include "lda/sparsekernel.h"

#include <stdbool.h>
#include <stdlib.h>

static const size_t NO_HEIR = SIZE_MAX;

struct dividing_topic {
	int64_t steps;
	size_t topic;
};

/* Of the mean. */
struct dividing_bounds {
	double dying, large;
};

/* Largest first; of equal ones the first topic. */
static int compare_dividing(const void *a, const void *b)
{
	const struct dividing_topic *one = a, *other = b;

	if (one->steps != other->steps)
		return one->steps > other->steps ? -1 : 1;
	return one->topic < other->topic ? -1 : 1;
}

/* Of each word of a topic that has an heir, from 0 to all but one of its steps go there. */
static int divide(struct lda_statistics *statistics, const size_t *heir, uint64_t key,
	struct fault *fault)
{
	struct lda_bags *bags = &statistics->bags;
	struct lda_bag_scratch scratch = {0};
	uint64_t *parts = memory_zeroed(bags->topics, sizeof *parts, fault);
	int failed = !parts || lda_bag_scratch_init(&scratch, bags->topics, fault);
	size_t term, i, n;

	for (term = 0; term < bags->terms && !failed; term++) {
		struct lda_bag *bag = &bags->bag[term];

		for (i = n = 0; i < bag->count; i++) {
			size_t from = lda_pair_topic(bag->pair[i]), to = heir[from];
			uint64_t part = to == NO_HEIR ? 0 : (uint64_t)(lda_sparse_kernel_word_uniform(
					lda_sparse_kernel_mix_key(key, to), (uint32_t)term)
				* (double)lda_pair_steps(bag->pair[i]));

			if (!part)
				continue;
			bag->pair[i] -= part;
			parts[n++] = lda_pair(to, part);
			statistics->totals[from] -= (int64_t)part;
			statistics->totals[to] += (int64_t)part;
		}
		failed = lda_bags_put(bags, term, parts, n, &scratch, fault);
	}
	lda_bag_scratch_release(&scratch);
	free(parts);
	return failed ? -1 : 0;
}

static bool is_named(const struct lda_model *model, size_t topic)
{
	const struct topicnames *names = &model->seeds.names;

	return topic < names->topics && names->name[topic];
}

/* Finds for the topics that die one of the largest each; returns how many did. */
static size_t find_heirs(const struct lda_model *model, const struct lda_statistics *statistics,
	const struct dividing_bounds *bounds, struct dividing_topic *order, size_t *heir)
{
	double mean = 0;
	size_t k, large = 0, small, found = 0;

	for (k = 0; k < model->topics; k++) {
		heir[k] = NO_HEIR;
		order[k] = (struct dividing_topic){statistics->totals[k], k};
		mean += (double)statistics->totals[k] / (double)model->topics;
	}
	qsort(order, model->topics, sizeof *order, compare_dividing);
	for (small = model->topics; small-- > 0;) {
		if (!((double)order[small].steps < bounds->dying * mean))
			break;
		if (is_named(model, order[small].topic))
			continue;
		while (large < small && is_named(model, order[large].topic))
			large++;
		if (!((double)order[large].steps > bounds->large * mean))
			break;
		heir[order[large++].topic] = order[small].topic;
		found++;
	}
	return found;
}

/* Of each word of a topic that has an heir a part goes there. */
static void divide_column(struct lda_model *model, size_t from, size_t to, uint64_t key)
{
	double moved = 0;
	size_t term;

	key = lda_sparse_kernel_mix_key(key, to);
	for (term = 0; term < model->terms; term++) {
		float *row = model->lambda + term * model->stride;
		double count = (double)row[from] - model->eta;
		float part = (float)(lda_sparse_kernel_word_uniform(key, (uint32_t)term) * count);

		if (!(part > 0))
			continue;
		row[from] -= part;
		row[to] += part;
		moved += (double)part;
	}
	model->totals[from] -= moved;
	model->totals[to] += moved;
}

int lda_divide_dense(struct lda_model *model, const struct lda_statistics *statistics,
	struct fault *fault)
{
	static const struct dividing_bounds bounds = {LDA_DIVIDE_DENSE_DYING,
		LDA_DIVIDE_DENSE_LARGE};
	struct dividing_topic *order = memory_zeroed(model->topics, sizeof *order, fault);
	size_t *heir = memory_zeroed(model->topics, sizeof *heir, fault), k;
	/* a start that depends on no seed stays so */
	uint64_t seed = model->start == LDA_BEGIN_ANCHORS ? 0 : model->seed;
	uint64_t key = digest_short("divide", 6, seed) + model->updates;
	int failed = !order || !heir;

	if (!failed && find_heirs(model, statistics, &bounds, order, heir))
		for (k = 0; k < model->topics; k++)
			if (heir[k] != NO_HEIR)
				divide_column(model, k, heir[k], key);
	free(order);
	free(heir);
	return failed ? -1 : 0;
}

int lda_divide(const struct lda_model *model, struct lda_statistics *statistics, int threads,
	struct fault *fault)
{
	static const struct dividing_bounds bounds = {LDA_DIVIDE_DYING, LDA_DIVIDE_LARGE};
	struct dividing_topic *order = memory_zeroed(model->topics, sizeof *order, fault);
	size_t *heir = memory_zeroed(model->topics, sizeof *heir, fault);
	uint64_t key = digest_short("divide", 6, model->seed) + model->updates;
	int failed = !order || !heir || (find_heirs(model, statistics, &bounds, order, heir)
		&& (divide(statistics, heir, key, fault)
			|| lda_bags_settle(&statistics->bags, threads, fault)));

	free(order);
	free(heir);
	return failed ? -1 : 0;
}
