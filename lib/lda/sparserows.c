/* sparserows.c - pairs of topics and steps as rows of a stream, and back. */
#include "lda/sparserows.h"

#include "base/memory.h"
#include "lda/statistics.h"
#include "stream/relay.h"
#include "stream/termrows.h"

#include <stdbool.h>
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

struct bag_adding {
	struct lda_bags *bags;
	struct lda_bag_scratch scratch;
	int64_t *totals;
	uint64_t *pair;
	size_t room;
};

static int add_row(struct bag_adding *adding, const struct step_rows *rows, size_t row,
	struct fault *fault)
{
	size_t first = rows->start[row], n = rows->start[row + 1] - first, i;

	if (rows->rest[row])
		return fault_set(fault, FAULT_DATA, "damaged: statistics with a rest");
	if (memory_grow(&adding->pair, &adding->room, n, fault))
		return -1;
	for (i = 0; i < n; i++)
		if (take_pair(rows, first + i, &adding->pair[i], fault)
			|| lda_statistics_grid_add(&adding->totals[rows->column[first + i]],
				(int64_t)rows->value[first + i], fault))
			return -1;
	return lda_bags_put(adding->bags, rows->term[row], adding->pair, n, &adding->scratch,
		fault);
}

static int add_rows(void *context, const struct header *header, const struct step_rows *rows,
	struct fault *fault)
{
	struct bag_adding *adding = context;
	size_t row;

	/* all headers are checked at the end; this one's rows are read now */
	if (header->columns != adding->bags->topics)
		return fault_set(fault, FAULT_DATA, "statistics of %llu topics, and the model has %zu",
			(unsigned long long)header->columns, adding->bags->topics);
	for (row = 0; row < rows->count; row++)
		if (add_row(adding, rows, row, fault))
			return -1;
	return 0;
}

int lda_sparse_rows_take_bags(struct lda_bags *bags, int64_t *totals, struct source *source,
	int threads, struct fault *fault)
{
	struct bag_adding adding = {.bags = bags, .totals = totals};
	int failed = lda_bag_scratch_init(&adding.scratch, bags->topics, fault)
		|| relay_each_steps(source, threads, add_rows, &adding, fault);

	lda_bag_scratch_release(&adding.scratch);
	free(adding.pair);
	return failed ? -1 : 0;
}
