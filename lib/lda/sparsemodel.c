/* sparsemodel.c - the rows of a sparse model: kept pairs, rests, and their lambda. */
#include "lda/sparsemodel.h"

#include "base/memory.h"
#include "base/parallel.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK_TERMS = 256 };

int lda_sparse_model_init(struct lda_sparse *sparse, size_t topics, size_t terms,
	struct fault *fault)
{
	*sparse = (struct lda_sparse){.topics = topics, .terms = terms, .step = LDA_SPARSE_STEP};
	if (topics > LDA_PAIR_TOPICS)
		return fault_set(fault, FAULT_INTERNAL, "a sparse model of %zu topics", topics);
	sparse->start = memory_zeroed(terms + 1, sizeof *sparse->start, fault);
	sparse->rest = memory_zeroed(terms, sizeof *sparse->rest, fault);
	sparse->spread = memory_zeroed(topics, sizeof *sparse->spread, fault);
	return sparse->start && sparse->rest && sparse->spread ? 0 : -1;
}

void lda_sparse_model_release(struct lda_sparse *sparse)
{
	free(sparse->start);
	free(sparse->pair);
	free(sparse->rest);
	free(sparse->spread);
	*sparse = (struct lda_sparse){0};
}

void lda_sparse_model_empty(struct lda_sparse *sparse)
{
	free(sparse->pair);
	sparse->pair = NULL;
	sparse->pair_room = 0;
	memset(sparse->start, 0, (sparse->terms + 1) * sizeof *sparse->start);
	memset(sparse->rest, 0, sparse->terms * sizeof *sparse->rest);
}

/* Quickselect: keys[n - 1] becomes what it is in falling order. */
uint64_t lda_sparse_model_least(uint64_t *keys, size_t count, size_t n)
{
	ptrdiff_t low = 0, high = (ptrdiff_t)count - 1, at = (ptrdiff_t)n - 1;

	while (low < high) {
		uint64_t pivot = keys[low + (high - low) / 2];
		ptrdiff_t i = low, j = high;

		while (i <= j) {
			uint64_t key = keys[i];

			if (key > pivot) {
				i++;
				continue;
			}
			while (keys[j] < pivot)
				j--;
			if (i > j)
				break;
			keys[i++] = keys[j];
			keys[j--] = key;
		}
		if (at <= j)
			high = j;
		else if (at >= i)
			low = i;
		else
			break;
	}
	return keys[at];
}

/* By steps, and of equal ones the first topic above the others; n seeds, of the term,
 * above all. */
static uint64_t size_key(uint64_t pair, const struct lda_seed *seed, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (seed[i].topic == lda_pair_topic(pair))
			return UINT64_MAX - seed[i].topic;
	return lda_pair_steps(pair) << (64 - LDA_PAIR_SHIFT)
		| (LDA_PAIR_TOPICS - 1 - lda_pair_topic(pair));
}

struct taking {
	struct lda_sparse *sparse;
	const struct lda_bags *bags;
	const struct lda_seeds *seeds;
	uint64_t **keys; /* one a thread: size K */
};

static int take_block(void *context, size_t block, int thread, struct fault *fault)
{
	const struct taking *taking = context;
	struct lda_sparse *sparse = taking->sparse;
	uint64_t *keys = taking->keys[thread];
	size_t term = block * BLOCK_TERMS, end = term + BLOCK_TERMS, i;

	(void)fault;
	for (; term < end && term < sparse->terms; term++) {
		const struct lda_bag *bag = &taking->bags->bag[term];
		uint64_t *to = sparse->pair + sparse->start[term], least = 0;
		const struct lda_seed *seed;
		size_t seeds;

		seed = lda_seeds_of(taking->seeds, term, &seeds);
		if (bag->count > LDA_SPARSE_KEPT) {
			for (i = 0; i < bag->count; i++)
				keys[i] = size_key(bag->pair[i], seed, seeds);
			least = lda_sparse_model_least(keys, bag->count, LDA_SPARSE_KEPT);
		}
		sparse->rest[term] = 0;
		for (i = 0; i < bag->count; i++) {
			if (size_key(bag->pair[i], seed, seeds) >= least)
				*to++ = bag->pair[i];
			else
				sparse->rest[term] += lda_pair_steps(bag->pair[i]);
		}
	}
	return 0;
}

static int make_room(struct lda_sparse *sparse, const struct lda_bags *bags,
	struct fault *fault)
{
	size_t term;

	sparse->start[0] = 0;
	for (term = 0; term < sparse->terms; term++)
		sparse->start[term + 1] = sparse->start[term]
			+ (bags->bag[term].count < LDA_SPARSE_KEPT ? bags->bag[term].count
								   : LDA_SPARSE_KEPT);
	return memory_grow(&sparse->pair, &sparse->pair_room, sparse->start[term], fault);
}

int lda_sparse_model_take(struct lda_sparse *sparse, const struct lda_bags *bags,
	const struct lda_seeds *seeds, int threads, struct fault *fault)
{
	struct taking taking = {sparse, bags, seeds,
		memory_zeroed((size_t)threads, sizeof *taking.keys, fault)};
	int failed = !taking.keys || make_room(sparse, bags, fault), i;

	for (i = 0; i < threads && !failed; i++)
		failed = !(taking.keys[i] = memory_zeroed(sparse->topics, sizeof(uint64_t), fault));
	failed = failed || parallel_for(threads, (sparse->terms + BLOCK_TERMS - 1) / BLOCK_TERMS,
		take_block, &taking, fault);
	for (i = 0; taking.keys && i < threads; i++)
		free(taking.keys[i]);
	free(taking.keys);
	return failed ? -1 : 0;
}

void lda_sparse_model_shares(const struct lda_sparse *sparse, double *share)
{
	size_t k;

	for (k = 0; k < sparse->topics; k++)
		share[k] = (double)sparse->spread[k];
	steps_form_shares(share, sparse->topics, share);
}

void lda_sparse_model_totals(const struct lda_sparse *sparse, double eta, double *totals)
{
	double rest = 0, terms = (double)sparse->terms;
	size_t i, k, term;

	lda_sparse_model_shares(sparse, totals);
	for (term = 0; term < sparse->terms; term++)
		rest += (double)sparse->rest[term];
	for (k = 0; k < sparse->topics; k++)
		totals[k] = terms * eta + sparse->step * rest * totals[k];
	for (i = 0; i < sparse->start[sparse->terms]; i++)
		totals[lda_pair_topic(sparse->pair[i])]
			+= sparse->step * (double)lda_pair_steps(sparse->pair[i]);
}

void lda_sparse_model_row(const struct lda_sparse *sparse, const struct steps_form *form,
	size_t term, float *lambda)
{
	double rest = (double)sparse->rest[term];
	size_t i;

	steps_form_lambda(form, rest, lambda);
	for (i = sparse->start[term]; i < sparse->start[term + 1]; i++) {
		size_t k = lda_pair_topic(sparse->pair[i]);

		lambda[k] = steps_form_lambda_of(form, rest, k,
			(double)lda_pair_steps(sparse->pair[i]));
	}
}
