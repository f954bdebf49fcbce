/* partmerge.c - blocks of parts, renumbered, weighted and packed. */
#include "text/partmerge.h"

#include "base/input.h"
#include "base/memory.h"
#include "base/pipeline.h"
#include "base/progress.h"
#include "stream/lineage.h"
#include "stream/peek.h"
#include "stream/source.h"
#include "text/wordmap.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What the blocks of a part need, for as long as there are some. */
struct part_map {
	struct header header;  /* its kind of values and columns */
	atomic_size_t users;   /* blocks in work, and who reads it */
	uint32_t column[];     /* size header.columns */
};

struct part_item {
	struct packed in;
	struct part_map *part;
	struct rowgoal_blocks blocks;
};

struct part_worker {
	struct packer *packer;
	struct rows in, rows;
};

struct merging_parts {
	const char *const *path; /* size count */
	size_t count, next;
	const struct vocabulary *vocabulary;
	const struct rowgoal *goal;
	struct source source;    /* of the part at hand */
	struct part_map *part;   /* NULL: none */
	uint64_t rows;           /* of those before it */
	struct part_worker *worker; /* size threads */
};

static int open_part(struct source *source, const char *const *path, struct fault *fault)
{
	const struct header *header = &source->header;

	enum kind kind;

	if (source_open_kind(source, KIND_CORPUS, path, 1, fault)) {
		if (fault->kind == FAULT_DATA && !peek_kind(*path, &kind))
			(void)fault_add(fault, "; corpus-index --part makes the parts of a text");
		return -1;
	}
	if (header->values == VALUES_COUNTS && lineage_is(header, "part")
		&& vocabulary_ascends(&source->vocabulary))
		return 0;
	return fault_set(fault, FAULT_DATA, "%s: is not a part of a text with all of its terms: "
		"corpus-index --part makes one", input_name(*path));
}

/* Vocabularies take longer to read than to add up. */
struct part_words {
	const char *path;
	struct vocabulary vocabulary;
};

struct counting_parts {
	struct vocabadd *sum;
	const char *const *path; /* size count */
	size_t count, next;
};

static int next_part(void *context, void *item, struct fault *fault)
{
	struct counting_parts *counting = context;
	struct part_words *part = item;

	(void)fault;
	if (counting->next == counting->count)
		return 0;
	part->path = counting->path[counting->next++];
	return 1;
}

static int read_words(void *context, void *item, int thread, struct fault *fault)
{
	struct part_words *part = item;
	struct source source = {0};
	struct stat status;
	int failed;

	(void)context;
	(void)thread;
	if (strcmp(part->path, "-") == 0 || (stat(part->path, &status) == 0
		&& !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)))
		return fault_set(fault, FAULT_USAGE, "%s: parts are read twice, so they must be files",
			input_name(part->path));
	failed = open_part(&source, &part->path, fault);
	if (!failed) {
		part->vocabulary = source.vocabulary;
		source.vocabulary = (struct vocabulary){0};
	}
	source_close(&source);
	return failed ? -1 : 0;
}

static int add_words(void *context, void *item, struct fault *fault)
{
	struct part_words *part = item;

	return vocabadd_take(((struct counting_parts *)context)->sum, &part->vocabulary,
		part->path, fault);
}

int partmerge_count(struct vocabadd *sum, const char *const *path, size_t count, int threads,
	struct fault *fault)
{
	struct counting_parts counting = {.sum = sum, .path = path, .count = count};
	const size_t items = pipeline_items(threads);
	struct part_words *part = memory_zeroed(items, sizeof *part, fault);
	const struct pipeline pipeline = {.threads = threads, .context = &counting, .items = part,
		.count = items, .item_size = sizeof *part, .read = next_part, .work = read_words,
		.write = add_words};
	int failed = !part || pipeline_run(&pipeline, fault);
	size_t i;

	for (i = 0; part && i < items; i++)
		vocabulary_release(&part[i].vocabulary);
	free(part);
	return failed ? -1 : 0;
}

static void drop_part(struct part_map *part)
{
	if (part && atomic_fetch_sub(&part->users, 1) == 1)
		free(part);
}

/* The next part, and where its columns go. */
static int begin_part(struct merging_parts *merging, struct fault *fault)
{
	const struct source *source = &merging->source;
	struct part_map *part;

	if (open_part(&merging->source, &merging->path[merging->next++], fault))
		return -1;
	part = memory_zeroed(1, sizeof *part + source->vocabulary.size * sizeof *part->column,
		fault);
	if (!part)
		return -1;
	part->header = (struct header){.kind = KIND_CORPUS, .values = VALUES_COUNTS,
		.columns = source->header.columns};
	atomic_init(&part->users, 1);
	wordmap_between(&source->vocabulary, merging->vocabulary, part->column);
	merging->part = part;
	return 0;
}

static int end_part(struct merging_parts *merging, struct fault *fault)
{
	struct source *source = &merging->source;
	const struct totals *totals = &source->totals;
	int failed = 0;

	if (totals->streams != 1 || totals->rows != source->vocabulary.documents)
		failed = fault_set(fault, FAULT_DATA, "%s: %llu rows in %llu streams, and its "
			"vocabulary is of %llu documents", source_name(source),
			(unsigned long long)totals->rows, (unsigned long long)totals->streams,
			(unsigned long long)source->vocabulary.documents);
	merging->rows += totals->rows;
	source_close(source);
	drop_part(merging->part);
	merging->part = NULL;
	progress_step(1);
	return failed;
}

static int read_item(void *context, void *at, struct fault *fault)
{
	struct merging_parts *merging = context;
	struct part_item *item = at;
	int got = 0;

	while (got == 0) {
		if (!merging->part && merging->next == merging->count)
			return 0;
		if (!merging->part && begin_part(merging, fault))
			return -1;
		got = source_next(&merging->source, &item->in, fault);
		if (got == 0 && end_part(merging, fault))
			return -1;
	}
	item->part = got == 1 ? merging->part : NULL;
	if (item->part)
		(void)atomic_fetch_add(&item->part->users, 1);
	return got;
}

/* Both vocabularies ascend, so the row's columns do. */
static int take_row(const struct rows *in, size_t row, const uint32_t *column,
	struct rows *out, struct fault *fault)
{
	const size_t begin = in->start[row], end = in->start[row + 1];
	const size_t name = in->name[row + 1] - in->name[row] - 1;
	size_t i, kept = out->nonzeros;

	if (rows_reserve(out, 1, end - begin, name + 1, fault))
		return -1;
	for (i = begin; i < end; i++) {
		out->column[kept] = column[in->column[i]];
		out->counts[kept] = in->counts[i];
		kept += out->column[kept] != WORDMAP_NONE;
	}
	return rows_end(out, kept - out->nonzeros, rows_name(in, row), name, fault);
}

static int work_rows(const struct rowgoal *goal, struct part_worker *worker,
	struct part_item *item, struct fault *fault)
{
	struct rows *rows = &worker->rows;
	size_t row;

	if (corpus_unpack(worker->packer, &item->in, &item->part->header, &worker->in, fault))
		return -1;
	rows_clear(rows, VALUES_COUNTS);
	for (row = 0; row < worker->in.count; row++)
		if (take_row(&worker->in, row, item->part->column, rows, fault)
			|| (rows_full(rows) && rowgoal_add(goal, worker->packer, rows,
				&item->blocks, fault)))
			return -1;
	return rows->count ? rowgoal_add(goal, worker->packer, rows, &item->blocks, fault) : 0;
}

static int work_item(void *context, void *at, int thread, struct fault *fault)
{
	const struct merging_parts *merging = context;
	struct part_item *item = at;
	int failed;

	item->blocks.count = 0;
	failed = work_rows(merging->goal, &merging->worker[thread], item, fault);
	drop_part(item->part);
	item->part = NULL;
	return failed;
}

static int write_item(void *context, void *item, struct fault *fault)
{
	return rowgoal_put(((const struct merging_parts *)context)->goal,
		&((const struct part_item *)item)->blocks, fault);
}

static int init(struct merging_parts *merging, size_t threads, struct fault *fault)
{
	size_t i;

	merging->worker = memory_zeroed(threads, sizeof *merging->worker, fault);
	for (i = 0; merging->worker && i < threads; i++)
		if (!(merging->worker[i].packer = pack_packer_new(fault)))
			return -1;
	return merging->worker ? 0 : -1;
}

static void release(struct merging_parts *merging, size_t threads, struct part_item *item,
	size_t items)
{
	size_t i;

	for (i = 0; merging->worker && i < threads; i++) {
		pack_packer_free(merging->worker[i].packer);
		rows_release(&merging->worker[i].in);
		rows_release(&merging->worker[i].rows);
	}
	free(merging->worker);
	for (i = 0; item && i < items; i++) {
		pack_release(&item[i].in);
		drop_part(item[i].part); /* of one that was dropped */
		rowgoal_release(&item[i].blocks);
	}
	free(item);
	drop_part(merging->part);
	source_close(&merging->source);
}

int partmerge_rows(const char *const *path, size_t count, const struct vocabulary *vocabulary,
	int threads, const struct rowgoal *goal, struct fault *fault)
{
	struct merging_parts merging = {.path = path, .count = count, .vocabulary = vocabulary,
		.goal = goal};
	const size_t items = pipeline_items(threads);
	struct part_item *item = memory_zeroed(items, sizeof *item, fault);
	struct pipeline pipeline = {.threads = threads, .context = &merging, .items = item,
		.count = items, .item_size = sizeof *item, .read = read_item, .work = work_item,
		.write = write_item};
	int failed;

	progress_begin("writing rows", "parts", 1, count);
	failed = !item || init(&merging, (size_t)threads, fault)
		|| rowgoal_begin(goal, vocabulary, fault) || pipeline_run(&pipeline, fault);
	if (!failed && merging.rows != vocabulary->documents)
		failed = fault_set(fault, FAULT_DATA, "a part changed while it was read");

	release(&merging, (size_t)threads, item, items);
	return failed ? -1 : 0;
}
