/* stepyield.c - bounds of results, from what goes into them. */
#include "job/stepyield.h"

#include "stream/vocabfile.h"

/* A header's keys; a term number in a row; a line about a column, as "%.17g" twice. */
enum { HEADER = 1 << 16, TERM = 5, LINE = 64, FREQUENCIES = 48 /* of a vocabulary's line */ };

struct stepitem stepyield_item(const struct objects *list, const struct shards *shards,
	size_t from, size_t to)
{
	struct stepitem item = {.files = to - from};
	size_t i;

	for (i = from; i < to; i++) {
		item.bytes += list->object[i].size;
		if (list != &shards->file)
			continue;
		item.rows += shards->rows[i];
		item.nonzeros += shards->nonzeros[i];
		item.inflated += shards->inflated[i];
	}
	return item;
}

void stepyield_of(const struct stepyield *yield, const struct stepitem *item,
	struct task_yield *of)
{
	*of = yield->each;
	of->bytes += yield->a_byte * item->bytes + yield->a_file * item->files
		+ yield->a_nonzero * item->nonzeros + (yield->inflated ? item->inflated : 0);
	if (yield->numbers)
		of->numbers = item->files;
	if (yield->counts_rows)
		of->count = item->rows;
	if (!yield->same_rows)
		return;
	of->rows = item->rows;
	of->all_rows = true;
}

void stepyield_shards(struct stepyield *yield, const struct shards *shards)
{
	yield->each.shaped = true;
	yield->each.kind = KIND_CORPUS;
	yield->each.columns = shards->columns;
	yield->each.terms = shards->terms;
	yield->each.rows = UINT64_MAX;
}

void stepyield_dense(struct stepyield *yield, enum kind kind, const struct shards *shards,
	uint64_t columns, uint64_t value_bytes)
{
	stepyield_shards(yield, shards);
	yield->each.kind = kind;
	yield->each.columns = columns;
	yield->each.rows = shards->columns;
	/* the vocabulary is in each shard */
	yield->each.bytes = HEADER + (shards->file.count ? shards->inflated[0] : 0)
		+ shards->columns * (columns * value_bytes + TERM) + columns * LINE;
}

int stepyield_corpus(struct stepyield *yield, const char *path, struct fault *fault)
{
	struct vocabulary vocabulary = {0};

	if (vocabfile_read(&vocabulary, path, fault))
		return -1;
	yield->each.shaped = true;
	yield->each.kind = KIND_CORPUS;
	yield->each.columns = vocabulary.size;
	yield->each.terms = vocabulary.terms;
	yield->each.rows = UINT64_MAX;
	yield->each.bytes = HEADER + vocabulary.size * FREQUENCIES
		+ (vocabulary.size ? vocabulary.start[vocabulary.size] : 0);
	vocabulary_release(&vocabulary);
	return 0;
}
