/* start.c - chooses documents by the hashes of their names, and makes topics of them. */
#include "lda/start.h"

#include "base/digest.h"
#include "base/memory.h"
#include "lda/sparsekernel.h"
#include "lda/statistics.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A document that may begin a topic. */
struct start_candidate {
	uint64_t order;   /* hash of name and seed */
	size_t size;
	uint32_t *term;   /* size size; counts behind it, owned */
	float *count;
	double tokens;
};

struct start_choosing {
	struct start_candidate *heap; /* the smallest so far, the largest of them on top */
	size_t count, most;
	uint64_t key;
	uint64_t *rest;         /* size V: occurrences, steps */
	double tokens;
};

/* Documents of one name are distinguished by their words. */
static int compare(const struct start_candidate *a, const struct start_candidate *b)
{
	int order;

	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	if (a->size != b->size)
		return a->size < b->size ? -1 : 1;
	order = memcmp(a->term, b->term, a->size * sizeof *a->term);
	return order ? order : memcmp(a->count, b->count, a->size * sizeof *a->count);
}

static int compare_candidates(const void *a, const void *b)
{
	return compare(a, b);
}

static void sift_up(struct start_candidate *heap, size_t at)
{
	struct start_candidate one = heap[at];

	for (; at > 0 && compare(&heap[(at - 1) / 2], &one) < 0; at = (at - 1) / 2)
		heap[at] = heap[(at - 1) / 2];
	heap[at] = one;
}

static void sift_down(struct start_candidate *heap, size_t count, struct start_candidate one)
{
	size_t at = 0, child;

	for (; (child = 2 * at + 1) < count; at = child) {
		if (child + 1 < count && compare(&heap[child], &heap[child + 1]) < 0)
			child++;
		if (compare(&one, &heap[child]) >= 0)
			break;
		heap[at] = heap[child];
	}
	heap[at] = one;
}

static int copy(struct start_candidate *one, struct fault *fault)
{
	uint32_t *memory = memory_zeroed(2 * one->size, sizeof *memory, fault);

	if (!memory)
		return -1;
	memcpy(memory, one->term, one->size * sizeof *one->term);
	memcpy(memory + one->size, one->count, one->size * sizeof *one->count);
	one->term = memory;
	one->count = (float *)(void *)(memory + one->size);
	return 0;
}

static int offer(struct start_choosing *choosing, struct start_candidate one, struct fault *fault)
{
	struct start_candidate *heap = choosing->heap;

	if (choosing->count == choosing->most && compare(&one, &heap[0]) >= 0)
		return 0;
	if (copy(&one, fault))
		return -1;
	if (choosing->count < choosing->most) {
		heap[choosing->count] = one;
		sift_up(heap, choosing->count++);
		return 0;
	}
	free(heap[0].term);
	sift_down(heap, choosing->count, one);
	return 0;
}

static int visit(void *context, const struct lda_chunk *chunk, struct fault *fault)
{
	struct start_choosing *choosing = context;
	size_t d, i;

	for (d = 0; d < chunk->documents; d++) {
		size_t first = chunk->start[d];
		struct start_candidate one = {lda_sparse_kernel_mix_key(chunk->key[d], choosing->key),
			chunk->start[d + 1] - first, (uint32_t *)(size_t)(chunk->term + first),
			(float *)(size_t)(chunk->count + first), 0};

		for (i = 0; i < one.size; i++) {
			one.tokens += (double)one.count[i];
			choosing->rest[one.term[i]] += (uint64_t)lda_statistics_on_grid((double)one.count[i]);
		}
		choosing->tokens += one.tokens;
		if (one.tokens > 0 && offer(choosing, one, fault))
			return -1;
	}
	return 0;
}

/* The words of a candidate into topic k. */
static int put_topic(const struct start_choosing *choosing, size_t k, double weight,
	struct lda_bags *bags, struct lda_bag_scratch *scratch, struct fault *fault)
{
	const struct start_candidate *one = &choosing->heap[k % choosing->count];
	uint64_t key = lda_sparse_kernel_mix_key(choosing->key, k);
	size_t i;

	for (i = 0; i < one->size; i++) {
		double share = (double)one->count[i] / one->tokens;
		uint64_t pair, steps;

		if (k >= choosing->count)
			share *= .5 + lda_sparse_kernel_word_uniform(key, one->term[i]);
		steps = (uint64_t)(weight * share / LDA_SPARSE_START_STEP);
		pair = lda_pair(k, steps ? steps : 1);
		if (lda_bags_put(bags, one->term[i], &pair, 1, scratch, fault))
			return -1;
	}
	return 0;
}

/* Its seeds begin a topic that has some. */
static int put_seeds(const struct lda_seeds *seeds, struct lda_bags *bags, bool *seeded,
	struct lda_bag_scratch *scratch, struct fault *fault)
{
	size_t i;

	for (i = 0; i < seeds->count; i++) {
		const struct lda_seed *seed = &seeds->seed[i];
		uint64_t pair = lda_pair(seed->topic, lda_seeds_steps(seed, LDA_SPARSE_START_STEP));

		seeded[seed->topic] = true;
		if (lda_bags_put(bags, seed->term, &pair, 1, scratch, fault))
			return -1;
	}
	return 0;
}

static int make_topics(struct start_choosing *choosing, struct lda_model *model, int threads,
	struct fault *fault)
{
	double weight = LDA_START_WEIGHT * choosing->tokens / (double)model->topics;
	struct lda_bag_scratch scratch = {0};
	struct lda_bags bags = {0};
	bool *seeded = memory_zeroed(model->topics, sizeof *seeded, fault);
	size_t k, term;
	int failed;

	qsort(choosing->heap, choosing->count, sizeof *choosing->heap, compare_candidates);
	/* pairs have 44 bits */
	weight = weight < 0x1p20 ? weight : 0x1p20;
	failed = !seeded || lda_bags_init(&bags, model->terms, model->topics, fault)
		|| lda_bag_scratch_init(&scratch, model->topics, fault)
		|| put_seeds(&model->seeds, &bags, seeded, &scratch, fault);
	for (k = 0; k < model->topics && !failed; k++) {
		failed = !seeded[k] && put_topic(choosing, k, weight, &bags, &scratch, fault);
		model->sparse->spread[k] = 1;
	}
	failed = failed || lda_bags_settle(&bags, threads, fault)
		|| lda_sparse_model_take(model->sparse, &bags, &model->seeds, threads, fault);
	for (term = 0; term < model->terms && !failed; term++)
		model->sparse->rest[term] += choosing->rest[term];
	lda_bag_scratch_release(&scratch);
	lda_bags_release(&bags);
	free(seeded);
	return failed ? -1 : 0;
}

int lda_start(struct lda_model *model, const struct lda_recipe *recipe, struct lda_feed *feed,
	int threads, struct fault *fault)
{
	struct start_choosing choosing = {.most = recipe->topics,
		.key = digest_short("start", 5, recipe->seed)};
	size_t i;
	int failed = -1;

	if (lda_model_init(model, recipe->topics, feed->vocabulary.size, true, fault)
		|| lda_model_priors(model, recipe, fault))
		return -1;
	model->sparse->step = LDA_SPARSE_START_STEP;
	choosing.heap = memory_zeroed(recipe->topics, sizeof *choosing.heap, fault);
	choosing.rest = memory_zeroed(model->terms, sizeof *choosing.rest, fault);
	if (!choosing.heap || !choosing.rest || lda_feed_pass(feed, visit, &choosing, fault))
		goto done;
	if (choosing.count == 0) {
		(void)fault_set(fault, FAULT_DATA,
			"no document with words: nothing to start topics from");
		goto done;
	}
	failed = make_topics(&choosing, model, threads, fault)
		|| lda_model_totals(model, threads, fault) ? -1 : 0;
done:
	for (i = 0; i < choosing.count; i++)
		free(choosing.heap[i].term);
	free(choosing.heap);
	free(choosing.rest);
	return failed;
}
