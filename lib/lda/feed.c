/* feed.c - reads a corpus once or at each pass, and cuts it into chunks. */
#include "lda/feed.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "lda/sample.h"
#include "stream/relay.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Of a corpus that is not kept: documents are processed once this number of
 * nonzeros or full chunks was read. */
enum { WINDOW_CHUNKS = 8 };
#define WINDOW_NONZEROS ((size_t)4 << 20)

/* Bytes of a nonzero that is kept: term, count, document, place. */
enum { NONZERO_BYTES = 14, DOCUMENT_BYTES = 16 };

static uint64_t memory_of(uint64_t documents, uint64_t nonzeros)
{
	return nonzeros * NONZERO_BYTES + documents * DOCUMENT_BYTES;
}

int lda_feed_check_values(const struct source *source, bool weights, struct fault *fault)
{
	if (source->header.values == VALUES_COUNTS || weights)
		return 0;
	return fault_set(fault, FAULT_DATA, "%s: weights (%s), and LDA is a model of counts: give "
		"it what corpus-bow or corpus-import writes, or --allow-weights if that is intended",
		source_name(source), source->header.weighting);
}

static int arrange_one(void *context, size_t index, int thread, struct fault *fault)
{
	struct lda_feed *feed = context;

	return lda_chunk_arrange(&feed->chunks[index], feed->vocabulary.size,
		feed->tally[thread], fault);
}

/* Appends chunks of documents [first, end), which follow each other in the pass.
 * Without all, a chunk that more documents might join is left, and the last one
 * ends no mini-batch.  *used: where the documents that are in no chunk begin. */
static int cut_chunks(struct lda_feed *feed, const struct lda_documents *documents,
	size_t first, size_t end, bool all, size_t *used, struct fault *fault)
{
	size_t old_room = feed->chunk_room, stream = 0;

	while (first < end) {
		size_t limit = LDA_CHUNK_DOCUMENTS, size;
		struct lda_chunk *chunk;

		while (stream < documents->ends && documents->end[stream] <= first)
			stream++;
		if (stream < documents->ends && documents->end[stream] - first < limit)
			limit = documents->end[stream] - first;
		size = lda_chunk_cut(documents->start, documents->count_of, first, end, limit);
		if (!all && first + size == end)
			break;
		if (memory_grow(&feed->chunks, &feed->chunk_room, feed->chunk_count + 1, fault))
			return -1;
		memset(feed->chunks + old_room, 0,
			(feed->chunk_room - old_room) * sizeof *feed->chunks);
		old_room = feed->chunk_room;
		chunk = &feed->chunks[feed->chunk_count++];
		chunk->documents = size;
		chunk->start = documents->start + first;
		chunk->term = documents->term;
		chunk->count = documents->count_of;
		chunk->key = documents->key + first;
		chunk->nonzeros = documents->start[first + size] - documents->start[first];
		first += size;
		chunk->ends_batch = all && first == end;
	}
	*used = first;
	return 0;
}

static int arrange(struct lda_feed *feed, struct fault *fault)
{
	return parallel_for(feed->threads, feed->chunk_count, arrange_one, feed, fault);
}

struct feed_pass {
	struct lda_feed *feed;
	struct lda_parts parts; /* of these alone */
	lda_feed_visit visit; /* NULL: documents are only kept */
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

	feed->chunk_count = 0;
	if (cut_chunks(feed, &feed->kept, 0, feed->kept.count, all, &used, fault)
		|| arrange(feed, fault) || visit_chunks(pass, fault))
		return -1;
	if (used)
		lda_docs_drop(&feed->kept, used);
	return 0;
}

static int take_rows(void *context, const struct rows *rows, struct fault *fault)
{
	struct feed_pass *pass = context;
	struct lda_feed *feed = pass->feed;
	struct lda_documents *kept = &feed->kept;

	if (feed->recode) {
		rows_clear(&feed->recoded, rows->values);
		feed->recoded.stream = rows->stream;
		if (feed->recode->rows(feed->recode->context, rows, &feed->recoded, fault))
			return -1;
		rows = &feed->recoded;
	}
	if (lda_docs_append_rows(kept, rows, &pass->parts, fault))
		return -1;
	if (pass->visit && (kept->nonzeros > WINDOW_NONZEROS
			|| kept->count > WINDOW_CHUNKS * LDA_CHUNK_DOCUMENTS))
		return work_window(pass, false, fault);
	return 0;
}

static int open_again(struct lda_feed *feed, struct source *source, struct fault *fault)
{
	if (source_open_kind(source, KIND_CORPUS, feed->paths, feed->path_count, fault))
		return -1;
	if (digest_equal(&source->vocabulary.terms, &feed->terms))
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
	feed->sum = feed->kept.sum;
	return 0;
}

/* One reading of the files. */
static int read_again(struct feed_pass *pass, struct fault *fault)
{
	struct lda_feed *feed = pass->feed;
	struct source source;
	int failed;

	lda_docs_clear(&feed->kept);
	feed->kept.sum = (struct docsum){0};
	if (open_again(feed, &source, fault))
		return -1;
	failed = relay_each(&source, feed->threads, take_rows, pass, fault)
		|| (pass->visit && work_window(pass, true, fault));
	if (!failed && !digest_equal(&source.totals.digest, &feed->digest))
		failed = fault_set(fault, FAULT_DATA, "%s: it was changed while it was read",
			feed->paths[0]);
	source_close(&source);
	docsum_add(&feed->sum, &feed->kept.sum);
	return failed ? -1 : 0;
}

int lda_feed_pass(struct lda_feed *feed, lda_feed_visit visit, void *context,
	struct fault *fault)
{
	struct feed_pass pass = {.feed = feed, .parts = feed->only, .visit = visit,
		.context = context};
	size_t used;

	if (feed->once)
		return pass_once(&pass, fault);
	if (!feed->resident) {
		feed->sum = (struct docsum){0};
		return read_again(&pass, fault);
	}
	if (!feed->arranged) {
		feed->chunk_count = 0;
		if (cut_chunks(feed, &feed->kept, 0, feed->kept.count, true, &used, fault)
			|| arrange(feed, fault))
			return -1;
		feed->arranged = true;
	}
	return visit_chunks(&pass, fault);
}

/* Chunks of drawn documents, part by part. */
static int cut_parts(struct lda_feed *feed, const struct lda_sample *sample, uint64_t part,
	uint64_t end, struct fault *fault)
{
	size_t at = 0, next, used;

	feed->chunk_count = 0;
	for (; part < end; part++, at = next) {
		next = at + sample->start[part + 1] - sample->start[part];
		if (cut_chunks(feed, &feed->drawn, at, next, true, &used, fault))
			return -1;
	}
	return 0;
}

/* Visits the parts of what is kept, so many together as fill a window. */
static int visit_parts(struct feed_pass *pass, struct fault *fault)
{
	struct lda_feed *feed = pass->feed;
	struct lda_documents *drawn = &feed->drawn;
	uint64_t part, parts = pass->parts.end - pass->parts.first;
	struct lda_sample sample;
	int failed = lda_sample_sort(&sample, &feed->kept, &pass->parts, fault);

	for (part = 0; part < parts && !failed;) {
		uint64_t first = part;

		lda_docs_clear(drawn);
		for (; part < parts && !failed && (part == first
				|| drawn->nonzeros < LDA_CHUNK_NONZEROS); part++)
			failed = lda_sample_draw(&sample, &feed->kept, part, drawn, fault);
		failed = failed || cut_parts(feed, &sample, first, part, fault)
			|| arrange(feed, fault) || visit_chunks(pass, fault);
	}
	lda_sample_release(&sample);
	return failed ? -1 : 0;
}

int lda_feed_parts(struct lda_feed *feed, uint64_t parts, lda_feed_visit visit,
	void *context, struct fault *fault)
{
	struct feed_pass pass = {.feed = feed, .parts = {0, parts, parts}, .visit = visit,
		.context = context}, reading = {.feed = feed};
	uint64_t bytes = memory_of(feed->documents, feed->nonzeros), most, end;

	if (parts <= 1)
		return lda_feed_pass(feed, visit, context, fault);
	feed->arranged = false;
	if (feed->resident)
		return visit_parts(&pass, fault);
	feed->sum = (struct docsum){0};
	/* so many parts a reading as fit */
	most = (uint64_t)((double)parts * (double)feed->memory / ((double)bytes + 1));
	for (; pass.parts.first < parts; pass.parts.first = end) {
		end = most < parts - pass.parts.first ? pass.parts.first + most + (most == 0) : parts;
		pass.parts.end = end;
		reading.parts = pass.parts;
		if (read_again(&reading, fault) || visit_parts(&pass, fault))
			return -1;
	}
	return 0;
}

/* Standard input, a pipe or a device: what was read once is gone. */
static bool is_once(const char *path)
{
	struct stat status;

	return !path || strcmp(path, "-") == 0
		|| (stat(path, &status) == 0 && !S_ISREG(status.st_mode));
}

/* The first operand that can't be read twice, as a message names it; NULL: none. */
static const char *reads_once(const struct lda_feed *feed)
{
	size_t i;

	for (i = 0; i < feed->path_count; i++)
		if (is_once(feed->paths[i]))
			return feed->paths[i] && strcmp(feed->paths[i], "-") != 0 ? feed->paths[i]
				: "standard input";
	return feed->path_count == 0 ? "standard input" : NULL;
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
	if (memory_of(kept->count, kept->nonzeros) > load->memory)
		return fault_set(fault, FAULT_USAGE, "%s takes more than --memory, and can't be "
			"read again: give files, or more memory", reads_once(load->pass.feed));
	return 0;
}

static int load_all(struct lda_feed *feed, struct source *source, uint64_t memory,
	struct fault *fault)
{
	struct load load = {.pass = {.feed = feed}, .memory = memory};

	if (relay_each(source, feed->threads, load_rows, &load, fault))
		return -1;
	feed->resident = true;
	feed->sum = feed->kept.sum;
	feed->documents = source->totals.rows;
	feed->nonzeros = source->totals.nonzeros;
	feed->digest = source->totals.digest;
	return 0;
}

/* Takes over the source; as: the vocabulary of its rows. */
static int prepare(struct lda_feed *feed, struct source *source,
	const struct vocabulary **as, struct fault *fault)
{
	int i;

	*as = &source->vocabulary;
	if (lda_feed_check_values(source, feed->weights, fault)
		|| (feed->recode && feed->recode->begin(feed->recode->context, &source->vocabulary,
			as, fault)))
		return -1;
	feed->terms = source->vocabulary.terms;
	feed->header = source->header;
	feed->header.column = (struct bytes){0};
	feed->tally = memory_zeroed((size_t)feed->threads, sizeof *feed->tally, fault);
	if (!feed->tally)
		return -1;
	for (i = 0; i < feed->threads; i++)
		if (!(feed->tally[i] = memory_zeroed((*as)->size, sizeof(uint32_t),
			      fault)))
			return -1;
	return 0;
}

/* The vocabulary moves from the source to the feed. */
static void take_vocabulary(struct lda_feed *feed, struct source *source,
	const struct vocabulary *as)
{
	feed->vocabulary = source->vocabulary;
	source->vocabulary = (struct vocabulary){0};
	if (as == &source->vocabulary)
		return;
	rows_release(&feed->recoded);
	vocabulary_release(&feed->vocabulary);
	feed->vocabulary = (struct vocabulary){.size = as->size, .terms = as->terms};
}

int lda_feed_open(struct lda_feed *feed, const char *const *paths, size_t count,
	bool weights, uint64_t memory, int threads, struct fault *fault)
{
	return lda_feed_open_recoded(feed, paths, count, weights, memory, threads, NULL, fault);
}

int lda_feed_open_recoded(struct lda_feed *feed, const char *const *paths, size_t count,
	bool weights, uint64_t memory, int threads, const struct lda_recode *recode,
	struct fault *fault)
{
	const struct vocabulary *as;
	struct source source;
	int failed;

	*feed = (struct lda_feed){.paths = paths, .path_count = count, .threads = threads,
		.weights = weights, .memory = memory, .once = memory == 0, .recode = recode};
	if (!feed->once && !reads_once(feed) && scan(feed, fault))
		return -1;
	if (source_open_kind(&source, KIND_CORPUS, paths, count, fault))
		return -1;
	failed = prepare(feed, &source, &as, fault);
	if (!failed && !feed->once && (reads_once(feed)
			|| memory_of(feed->documents, feed->nonzeros) <= memory))
		failed = load_all(feed, &source, memory, fault);
	take_vocabulary(feed, &source, as);
	if (feed->once)
		feed->source = source;
	else
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
	lda_docs_release(&feed->kept);
	lda_docs_release(&feed->drawn);
	vocabulary_release(&feed->vocabulary);
	rows_release(&feed->recoded);
	source_close(&feed->source);
	*feed = (struct lda_feed){0};
}
