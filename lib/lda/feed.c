/* feed.c - reads a corpus once or at each pass, and cuts it into chunks. */
#include "lda/feed.h"

#include "base/digest.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "stream/relay.h"

#include <stdlib.h>
#include <string.h>

/* Of a corpus that doesn't stay: documents are worked on once so many
 * nonzeros or full chunks have come. */
enum { WINDOW_CHUNKS = 8 };
#define WINDOW_NONZEROS ((size_t)4 << 20)

/* Bytes that a nonzero takes while it stays: term, count, document, place. */
enum { NONZERO_BYTES = 14, DOCUMENT_BYTES = 16 };

int lda_feed_check_values(const struct source *source, bool weights, struct fault *fault)
{
	if (source->header.values == VALUES_COUNTS || weights)
		return 0;
	return fault_set(fault, FAULT_DATA, "%s: weights (%s), and LDA is a model of counts: give "
		"it what corpus-bow or corpus-import writes, or --allow-weights if you mean it",
		source_name(source), source->header.weighting);
}

static int bad_row(const struct rows *rows, size_t row, const char *problem,
	struct fault *fault)
{
	char shown[80];
	const char *name = rows_name(rows, row);

	return fault_set(fault, FAULT_DATA, "document '%s': %s",
		fault_quote(shown, sizeof shown, name, strlen(name)), problem);
}

int lda_feed_row_counts(const struct rows *rows, size_t row, float *counts, struct fault *fault)
{
	double sum = 0;
	size_t i, first = rows->start[row];

	for (i = first; i < rows->start[row + 1]; i++) {
		double value = rows->values == VALUES_COUNTS ? (double)rows->counts[i]
			: rows->values == VALUES_F32 ? (double)rows->f32[i] : rows->f64[i];

		if (!(value >= 0))
			return bad_row(rows, row, "a negative weight", fault);
		sum += value;
		if (!(sum <= 0x1p31 - 1))
			return bad_row(rows, row, "counts of 2^31 and more are not taken", fault);
		counts[i - first] = (float)value;
	}
	return 0;
}

static int append_rows(struct lda_documents *kept, const struct rows *rows,
	struct fault *fault)
{
	size_t row, base = kept->nonzeros;

	if (memory_grow(&kept->start, &kept->start_room, kept->count + rows->count + 1, fault)
		|| memory_grow(&kept->term, &kept->term_room, base + rows->nonzeros, fault)
		|| memory_grow(&kept->count_of, &kept->count_room, base + rows->nonzeros, fault)
		|| memory_grow(&kept->key, &kept->key_room, kept->count + rows->count, fault))
		return -1;
	if (kept->count == 0)
		kept->start[0] = 0;
	if (kept->count && rows->stream != kept->stream) {
		if (memory_grow(&kept->end, &kept->end_room, kept->ends + 1, fault))
			return -1;
		kept->end[kept->ends++] = kept->count;
	}
	kept->stream = rows->stream;
	if (rows->nonzeros)
		memcpy(kept->term + base, rows->column, rows->nonzeros * sizeof *kept->term);
	for (row = 0; row < rows->count; row++) {
		if (lda_feed_row_counts(rows, row, kept->count_of + base + rows->start[row], fault))
			return -1;
		kept->start[kept->count + row + 1] = base + rows->start[row + 1];
		kept->key[kept->count + row] = digest_short(rows_name(rows, row),
			rows->name[row + 1] - rows->name[row] - 1, 0);
	}
	kept->count += rows->count;
	kept->nonzeros += rows->nonzeros;
	return 0;
}

/* Lets go of the first documents; the others move to the front. */
static void drop_first(struct lda_documents *kept, size_t count)
{
	size_t gone = kept->start[count], d, ends = 0;

	for (d = 0; d < kept->ends; d++)
		if (kept->end[d] > count)
			kept->end[ends++] = kept->end[d] - count;
	kept->ends = ends;
	if (kept->nonzeros > gone) {
		memmove(kept->term, kept->term + gone, (kept->nonzeros - gone) * sizeof *kept->term);
		memmove(kept->count_of, kept->count_of + gone,
			(kept->nonzeros - gone) * sizeof *kept->count_of);
	}
	for (d = count; d <= kept->count; d++)
		kept->start[d - count] = kept->start[d] - gone;
	memmove(kept->key, kept->key + count, (kept->count - count) * sizeof *kept->key);
	kept->count -= count;
	kept->nonzeros -= gone;
}

static int arrange_one(void *context, size_t index, int thread, struct fault *fault)
{
	struct lda_feed *feed = context;

	return lda_chunk_arrange(&feed->chunks[index], feed->vocabulary.size,
		feed->tally[thread], fault);
}

/* Cuts chunks out of what is kept; done documents of this pass came before.
 * Without all, a chunk that more documents might join is left.  *used:
 * documents that are in chunks now. */
static int cut_chunks(struct lda_feed *feed, size_t batch, uint64_t done, bool all,
	size_t *used, struct fault *fault)
{
	struct lda_documents *kept = &feed->kept;
	size_t first = 0, old_room = feed->chunk_room, end = 0;

	feed->chunk_count = 0;
	while (first < kept->count) {
		size_t limit = batch ? batch - (size_t)((done + first) % batch) : LDA_CHUNK_DOCUMENTS;
		size_t size;
		struct lda_chunk *chunk;

		while (end < kept->ends && kept->end[end] <= first)
			end++;
		if (end < kept->ends && kept->end[end] - first < limit)
			limit = kept->end[end] - first;
		size = lda_chunk_cut(kept->start, kept->count_of, first, kept->count, limit);
		if (!all && first + size == kept->count)
			break;
		if (memory_grow(&feed->chunks, &feed->chunk_room, feed->chunk_count + 1, fault))
			return -1;
		memset(feed->chunks + old_room, 0,
			(feed->chunk_room - old_room) * sizeof *feed->chunks);
		old_room = feed->chunk_room;
		chunk = &feed->chunks[feed->chunk_count++];
		chunk->documents = size;
		chunk->start = kept->start + first;
		chunk->term = kept->term;
		chunk->count = kept->count_of;
		chunk->key = kept->key + first;
		chunk->nonzeros = kept->start[first + size] - kept->start[first];
		first += size;
		chunk->ends_batch = (batch && (done + first) % batch == 0)
			|| (all && first == kept->count);
	}
	*used = first;
	return parallel_for(feed->threads, feed->chunk_count, arrange_one, feed, fault);
}

struct feed_pass {
	struct lda_feed *feed;
	size_t batch;
	uint64_t done;
	int (*visit)(void *context, const struct lda_chunk *chunk, struct fault *fault);
	void *context;
};

static int visit_chunks(struct feed_pass *pass, struct fault *fault)
{
	size_t i;

	for (i = 0; i < pass->feed->chunk_count; i++)
		if (pass->visit(pass->context, &pass->feed->chunks[i], fault))
			return -1;
	return 0;
}

static int work_window(struct feed_pass *pass, bool all, struct fault *fault)
{
	struct lda_feed *feed = pass->feed;
	size_t used;

	if (cut_chunks(feed, pass->batch, pass->done, all, &used, fault)
		|| visit_chunks(pass, fault))
		return -1;
	if (used) {
		drop_first(&feed->kept, used);
		pass->done += used;
	}
	return 0;
}

static int take_rows(void *context, const struct rows *rows, struct fault *fault)
{
	struct feed_pass *pass = context;
	struct lda_documents *kept = &pass->feed->kept;
	size_t window = pass->batch && pass->batch < LDA_CHUNK_DOCUMENTS ? pass->batch
								      : LDA_CHUNK_DOCUMENTS;

	if (append_rows(kept, rows, fault))
		return -1;
	if (pass->visit && (kept->nonzeros > WINDOW_NONZEROS
			|| kept->count > WINDOW_CHUNKS * window))
		return work_window(pass, false, fault);
	return 0;
}

static int open_again(struct lda_feed *feed, struct source *source, struct fault *fault)
{
	if (source_open_kind(source, KIND_CORPUS, feed->paths, feed->path_count, fault))
		return -1;
	if (digest_equal(&source->vocabulary.terms, &feed->vocabulary.terms))
		return 0;
	source_close(source);
	return fault_set(fault, FAULT_DATA, "%s: it was changed while it was read",
		feed->paths[0]);
}

static int pass_once(struct feed_pass *pass, struct fault *fault)
{
	struct lda_feed *feed = pass->feed;

	if (relay_each(&feed->source, feed->threads, take_rows, pass, fault)
		|| work_window(pass, true, fault))
		return -1;
	feed->documents = feed->source.totals.rows;
	feed->nonzeros = feed->source.totals.nonzeros;
	feed->digest = feed->source.totals.digest;
	return 0;
}

int lda_feed_pass(struct lda_feed *feed, size_t batch,
	int (*visit)(void *context, const struct lda_chunk *chunk, struct fault *fault),
	void *context, struct fault *fault)
{
	struct feed_pass pass = {.feed = feed, .batch = batch, .visit = visit, .context = context};
	struct source source;
	size_t used;
	int failed;

	if (feed->once)
		return pass_once(&pass, fault);
	if (feed->resident) {
		if (feed->arranged != batch + 1
			&& cut_chunks(feed, batch, 0, true, &used, fault))
			return -1;
		feed->arranged = batch + 1;
		return visit_chunks(&pass, fault);
	}
	feed->kept.count = feed->kept.nonzeros = feed->kept.ends = 0;
	if (open_again(feed, &source, fault))
		return -1;
	failed = relay_each(&source, feed->threads, take_rows, &pass, fault)
		|| work_window(&pass, true, fault);
	if (!failed && !digest_equal(&source.totals.digest, &feed->digest))
		failed = fault_set(fault, FAULT_DATA, "%s: it was changed while it was read",
			feed->paths[0]);
	source_close(&source);
	return failed ? -1 : 0;
}

static bool is_input(const char *path)
{
	return !path || strcmp(path, "-") == 0;
}

static bool reads_input(const struct lda_feed *feed)
{
	size_t i;

	for (i = 0; i < feed->path_count; i++)
		if (is_input(feed->paths[i]))
			return true;
	return feed->path_count == 0;
}

/* Goes through the members' heads alone: sizes, and the digest. */
static int scan(struct lda_feed *feed, struct fault *fault)
{
	struct source source;
	struct packed block = {0};
	int got;

	if (source_open_kind(&source, KIND_CORPUS, feed->paths, feed->path_count, fault))
		return -1;
	while ((got = source_next(&source, &block, fault)) == 1)
		;
	feed->documents = source.totals.rows;
	feed->nonzeros = source.totals.nonzeros;
	feed->digest = source.totals.digest;
	pack_release(&block);
	source_close(&source);
	return got;
}

struct load {
	struct feed_pass pass;
	uint64_t memory;
};

static int load_rows(void *context, const struct rows *rows, struct fault *fault)
{
	struct load *load = context;
	struct lda_documents *kept = &load->pass.feed->kept;

	if (take_rows(&load->pass, rows, fault))
		return -1;
	if (kept->nonzeros * NONZERO_BYTES + kept->count * DOCUMENT_BYTES > load->memory)
		return fault_set(fault, FAULT_USAGE, "standard input takes more than --memory, and "
			"can't be read again: give files, or more memory");
	return 0;
}

static int load_all(struct lda_feed *feed, struct source *source, uint64_t memory,
	struct fault *fault)
{
	struct load load = {.pass = {.feed = feed}, .memory = memory};

	if (relay_each(source, feed->threads, load_rows, &load, fault))
		return -1;
	feed->resident = true;
	feed->documents = source->totals.rows;
	feed->nonzeros = source->totals.nonzeros;
	feed->digest = source->totals.digest;
	return 0;
}

/* Takes over the source. */
static int prepare(struct lda_feed *feed, struct source *source, struct fault *fault)
{
	int i;

	if (lda_feed_check_values(source, feed->weights, fault))
		return -1;
	feed->header = source->header;
	feed->header.column = (struct bytes){0};
	feed->tally = memory_zeroed((size_t)feed->threads, sizeof *feed->tally, fault);
	if (!feed->tally)
		return -1;
	for (i = 0; i < feed->threads; i++)
		if (!(feed->tally[i] = memory_zeroed(source->vocabulary.size, sizeof(uint32_t),
			      fault)))
			return -1;
	return 0;
}

int lda_feed_open(struct lda_feed *feed, const char *const *paths, size_t count,
	bool weights, uint64_t memory, int threads, struct fault *fault)
{
	struct source source;
	int failed;

	*feed = (struct lda_feed){.paths = paths, .path_count = count, .threads = threads,
		.weights = weights, .once = memory == 0};
	if (!feed->once && !reads_input(feed) && scan(feed, fault))
		return -1;
	if (source_open_kind(&source, KIND_CORPUS, paths, count, fault))
		return -1;
	failed = prepare(feed, &source, fault);
	if (!failed && !feed->once && (reads_input(feed)
			|| feed->nonzeros * NONZERO_BYTES + feed->documents * DOCUMENT_BYTES <= memory))
		failed = load_all(feed, &source, memory, fault);
	if (feed->once) {
		feed->source = source;
		feed->vocabulary = source.vocabulary;
		feed->source.vocabulary = (struct vocabulary){0};
		return failed;
	}
	feed->vocabulary = source.vocabulary;
	source.vocabulary = (struct vocabulary){0};
	source_close(&source);
	return failed;
}

void lda_feed_close(struct lda_feed *feed)
{
	size_t i;

	for (i = 0; i < feed->chunk_room; i++)
		lda_chunk_release(&feed->chunks[i]);
	for (i = 0; feed->tally && i < (size_t)feed->threads; i++)
		free(feed->tally[i]);
	free(feed->chunks);
	free(feed->tally);
	free(feed->kept.start);
	free(feed->kept.term);
	free(feed->kept.count_of);
	free(feed->kept.key);
	free(feed->kept.end);
	vocabulary_release(&feed->vocabulary);
	source_close(&feed->source);
	*feed = (struct lda_feed){0};
}
