/* termrows.c - rows of terms to blocks, packed on several threads. */
#include "stream/termrows.h"

#include "base/memory.h"
#include "base/pipeline.h"

#include <stdlib.h>

struct block_item {
	_Alignas(MEMORY_APART) struct dense dense;
	struct step_rows steps;
	struct packed block;
};

struct putting_rows {
	struct sink *sink;
	size_t term, terms; /* the next one, and how many there are */
	enum values values;
	size_t k;
	const void *context;
	bool (*dense)(const void *, size_t, void *); /* NULL: sparse rows */
	int (*steps)(const void *, size_t, struct step_rows *, struct fault *);
	struct packer **packer; /* size threads */
};

static int fill_dense(struct putting_rows *putting, struct dense *rows, struct fault *fault)
{
	void *to;

	dense_clear(rows, putting->values, putting->k, false);
	for (; putting->term < putting->terms && !(rows->count && dense_full(rows)); putting->term++) {
		if (dense_add_term(rows, (uint32_t)putting->term, &to, fault))
			return -1;
		if (!putting->dense(putting->context, putting->term, to))
			rows->count--;
	}
	return rows->count > 0;
}

static int fill_steps(struct putting_rows *putting, struct step_rows *rows, struct fault *fault)
{
	steps_clear(rows);
	for (; putting->term < putting->terms && !steps_full(rows); putting->term++)
		if (putting->steps(putting->context, putting->term, rows, fault))
			return -1;
	return rows->count > 0;
}

static int fill_block(void *context, void *at, struct fault *fault)
{
	struct putting_rows *putting = context;
	struct block_item *item = at;

	return putting->dense ? fill_dense(putting, &item->dense, fault)
			      : fill_steps(putting, &item->steps, fault);
}

static int pack_block(void *context, void *at, int thread, struct fault *fault)
{
	struct putting_rows *putting = context;
	struct block_item *item = at;
	struct packer *packer = putting->packer[thread];

	return putting->dense ? dense_pack(packer, &item->dense, &item->block, fault)
			      : steps_pack(packer, &item->steps, &item->block, fault);
}

static int put_block(void *context, void *at, struct fault *fault)
{
	struct putting_rows *putting = context;
	struct block_item *item = at;

	return sink_put(putting->sink, &item->block, fault);
}

static int run(struct putting_rows *putting, struct fault *fault)
{
	const int threads = putting->sink->threads > 1 ? putting->sink->threads : 1;
	const size_t count = pipeline_items(threads);
	struct block_item *items = memory_apart(count, sizeof *items, fault);
	struct pipeline pipeline = {threads, putting, items, count, sizeof *items, fill_block,
		pack_block, put_block};
	int failed, i;
	size_t n;

	putting->packer = memory_zeroed((size_t)threads, sizeof *putting->packer, fault);
	failed = items && putting->packer ? 0 : -1;
	for (i = 0; !failed && i < threads; i++)
		failed = (putting->packer[i] = pack_packer_new(fault)) ? 0 : -1;
	failed = failed || pipeline_run(&pipeline, fault);
	for (n = 0; items && n < count; n++) {
		dense_release(&items[n].dense);
		steps_release(&items[n].steps);
		pack_release(&items[n].block);
	}
	free(items);
	for (i = 0; putting->packer && i < threads; i++)
		pack_packer_free(putting->packer[i]);
	free(putting->packer);
	return failed ? -1 : 0;
}

int term_rows_put_dense(struct sink *sink, size_t terms, enum values values, size_t k,
	bool (*row)(const void *context, size_t term, void *to), const void *context,
	struct fault *fault)
{
	struct putting_rows putting = {.sink = sink, .terms = terms, .values = values, .k = k,
		.context = context, .dense = row};

	return run(&putting, fault);
}

int term_rows_put_steps(struct sink *sink, size_t terms,
	int (*row)(const void *context, size_t term, struct step_rows *rows, struct fault *fault),
	const void *context, struct fault *fault)
{
	struct putting_rows putting = {.sink = sink, .terms = terms, .context = context,
		.steps = row};

	return run(&putting, fault);
}
