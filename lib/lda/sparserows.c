/* sparserows.c - pairs of topics and steps as rows of a stream, and back. */
#include "lda/sparserows.h"

#include "base/memory.h"
#include "lda/statistics.h"
#include "stream/relay.h"
#include "stream/termrows.h"

#include <pthread.h>
#include <stdlib.h>

static int add_pairs(struct step_rows *rows, size_t term, uint64_t rest, const uint64_t *pair,
	size_t n, struct fault *fault)
{
	size_t i, first = rows->entries;

	if (steps_add(rows, (uint32_t)term, rest, n, fault))
		return -1;
	for (i = 0; i < n; i++) {
		rows->column[first + i] = (uint32_t)lda_pair_topic(pair[i]);
		rows->value[first + i] = lda_pair_steps(pair[i]);
	}
	return 0;
}

static int add_model_row(const void *context, size_t term, struct step_rows *rows,
	struct fault *fault)
{
	const struct lda_sparse *sparse = context;

	return add_pairs(rows, term, sparse->rest[term], sparse->pair + sparse->start[term],
		sparse->start[term + 1] - sparse->start[term], fault);
}

int lda_sparse_rows_put(const struct lda_sparse *sparse, struct sink *sink, struct fault *fault)
{
	return term_rows_put_steps(sink, sparse->terms, add_model_row, sparse, fault);
}

static int add_bag(const void *context, size_t term, struct step_rows *rows, struct fault *fault)
{
	const struct lda_bag *bag = &((const struct lda_bags *)context)->bag[term];

	return bag->count ? add_pairs(rows, term, 0, bag->pair, bag->count, fault) : 0;
}

int lda_sparse_rows_put_bags(const struct lda_bags *bags, struct sink *sink, struct fault *fault)
{
	return term_rows_put_steps(sink, bags->terms, add_bag, bags, fault);
}

static int take_pair(const struct step_rows *rows, size_t i, uint64_t *pair, struct fault *fault)
{
	if (rows->value[i] > LDA_PAIR_STEPS)
		return fault_set(fault, FAULT_DATA, "damaged: 2^44 steps and more in one entry");
	*pair = lda_pair(rows->column[i], rows->value[i]);
	return 0;
}

struct sparse_reading {
	struct lda_sparse *sparse;
	size_t terms; /* read so far */
};

static int take_row(struct sparse_reading *reading, const struct step_rows *rows, size_t row,
	struct fault *fault)
{
	struct lda_sparse *sparse = reading->sparse;
	size_t n = rows->start[row + 1] - rows->start[row], at, i;

	if (reading->terms == sparse->terms)
		return fault_set(fault, FAULT_DATA, "several models, where one is expected");
	if (rows->term[row] != reading->terms)
		return fault_set(fault, FAULT_DATA, "damaged: topics with terms left out");
	if (n > LDA_SPARSE_KEPT)
		return fault_set(fault, FAULT_DATA, "term %zu: %zu topics, and a model has at most "
			"%d of a term", reading->terms, n, LDA_SPARSE_KEPT);
	at = sparse->start[reading->terms];
	if (memory_grow(&sparse->pair, &sparse->pair_room, at + n, fault))
		return -1;
	for (i = 0; i < n; i++)
		if (take_pair(rows, rows->start[row] + i, &sparse->pair[at + i], fault))
			return -1;
	sparse->rest[reading->terms++] = rows->rest[row];
	sparse->start[reading->terms] = at + n;
	return 0;
}

static int take_rows(void *context, const struct header *header, const struct step_rows *rows,
	struct fault *fault)
{
	size_t row;

	(void)header;
	for (row = 0; row < rows->count; row++)
		if (take_row(context, rows, row, fault))
			return -1;
	return 0;
}

int lda_sparse_rows_take(struct lda_sparse *sparse, struct source *source, int threads,
	struct fault *fault)
{
	struct sparse_reading reading = {.sparse = sparse};

	if (relay_each_steps(source, threads, take_rows, &reading, fault))
		return -1;
	if (reading.terms != sparse->terms)
		return fault_set(fault, FAULT_DATA, "damaged: topics with terms left out");
	return 0;
}

/* Terms whose rows are added by one thread at a time: so many neighbours have a lock, which
 * is held from the first of their rows to the last. */
enum { NEIGHBOURS = 64, LOCKS = 64 };

struct bag_adder { /* a thread's own */
	_Alignas(MEMORY_APART) struct lda_bag_scratch scratch;
	int64_t *totals; /* size K */
	uint64_t *pair;
	size_t room;
};

struct bag_adding {
	struct lda_bags *bags;
	struct bag_adder *adder; /* size threads */
	pthread_mutex_t lock[LOCKS];
};

static int add_row(struct bag_adding *adding, struct bag_adder *adder,
	const struct step_rows *rows, size_t row, struct fault *fault)
{
	size_t first = rows->start[row], n = rows->start[row + 1] - first, i;

	if (rows->rest[row])
		return fault_set(fault, FAULT_DATA, "damaged: statistics with a rest");
	if (memory_grow(&adder->pair, &adder->room, n, fault))
		return -1;
	for (i = 0; i < n; i++)
		if (take_pair(rows, first + i, &adder->pair[i], fault)
			|| lda_statistics_grid_add(&adder->totals[rows->column[first + i]],
				(int64_t)rows->value[first + i], fault))
			return -1;
	return lda_bags_put(adding->bags, rows->term[row], adder->pair, n, &adder->scratch, fault);
}

static int add_rows(void *context, int thread, const struct header *header,
	const struct step_rows *rows, struct fault *fault)
{
	struct bag_adding *adding = context;
	pthread_mutex_t *held = NULL;
	size_t row;
	int failed = 0;

	/* all headers are checked at the end; this one's rows are read now */
	if (header->columns != adding->bags->topics)
		return fault_set(fault, FAULT_DATA, "statistics of %llu topics, and the model has %zu",
			(unsigned long long)header->columns, adding->bags->topics);
	for (row = 0; !failed && row < rows->count; row++) {
		pthread_mutex_t *lock = &adding->lock[rows->term[row] / NEIGHBOURS % LOCKS];

		if (lock != held) {
			if (held)
				(void)pthread_mutex_unlock(held);
			(void)pthread_mutex_lock(lock);
			held = lock;
		}
		failed = add_row(adding, &adding->adder[thread], rows, row, fault);
	}
	if (held)
		(void)pthread_mutex_unlock(held);
	return failed;
}

static int begin_adder(struct bag_adder *adder, size_t topics, struct fault *fault)
{
	adder->totals = memory_zeroed(topics, sizeof *adder->totals, fault);
	return adder->totals ? lda_bag_scratch_init(&adder->scratch, topics, fault) : -1;
}

static int add_totals(const struct bag_adder *adder, size_t topics, int64_t *totals,
	struct fault *fault)
{
	size_t k;

	for (k = 0; k < topics; k++)
		if (lda_statistics_grid_add(&totals[k], adder->totals[k], fault))
			return -1;
	return 0;
}

int lda_sparse_rows_take_bags(struct lda_bags *bags, int64_t *totals, struct source *source,
	int threads, struct fault *fault)
{
	struct bag_adding adding = {.bags = bags,
		.adder = memory_apart((size_t)threads, sizeof *adding.adder, fault)};
	int failed = adding.adder ? 0 : -1, i;

	for (i = 0; i < LOCKS; i++)
		(void)pthread_mutex_init(&adding.lock[i], NULL);
	for (i = 0; !failed && i < threads; i++)
		failed = begin_adder(&adding.adder[i], bags->topics, fault);
	failed = failed || relay_all_steps(source, threads, add_rows, &adding, fault);
	for (i = 0; !failed && i < threads; i++)
		failed = add_totals(&adding.adder[i], bags->topics, totals, fault);
	for (i = 0; adding.adder && i < threads; i++) {
		lda_bag_scratch_release(&adding.adder[i].scratch);
		free(adding.adder[i].totals);
		free(adding.adder[i].pair);
	}
	free(adding.adder);
	for (i = 0; i < LOCKS; i++)
		(void)pthread_mutex_destroy(&adding.lock[i]);
	return failed ? -1 : 0;
}
