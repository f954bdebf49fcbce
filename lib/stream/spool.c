/* spool.c - spilled blocks in a temporary file. */
#include "stream/spool.h"

#include "base/memory.h"

#include <stdlib.h>

/* The head of a block in the file, before its data and digests. */
struct spool_record {
	uint64_t rows, nonzeros, data, digests;
	uint64_t type, path; /* path: its number from 1, 0 for none */
	uint64_t number, stream, before;
};

int spool_open(struct spool *spool, struct fault *fault)
{
	*spool = (struct spool){.blocks = 0};
	return tempfile_open(&spool->file, fault);
}

/* Blocks of one file come one after the other. */
static int number_path(struct spool *spool, const char *path, uint64_t *number,
	struct fault *fault)
{
	size_t count = spool->path_count;

	if (path && (count == 0 || spool->paths[count - 1] != path)) {
		if (memory_grow(&spool->paths, &spool->path_room, count + 1, fault))
			return -1;
		spool->paths[spool->path_count++] = path;
	}
	*number = path ? spool->path_count : 0;
	return 0;
}

int spool_put(struct spool *spool, const struct packed *block, struct fault *fault)
{
	struct spool_record record = {.rows = block->rows, .nonzeros = block->nonzeros,
		.data = block->data.size, .digests = block->digests.size, .type = block->type,
		.number = block->number, .stream = block->stream, .before = block->before};

	uint64_t offset;

	spool->blocks++;
	spool->buffer.size = 0;
	if (number_path(spool, block->path, &record.path, fault)
		|| bytes_append(&spool->buffer, &record, sizeof record, fault)
		|| bytes_append(&spool->buffer, block->data.data, block->data.size, fault)
		|| bytes_append(&spool->buffer, block->digests.data, block->digests.size, fault))
		return -1;
	return tempfile_append(&spool->file, spool->buffer.data, spool->buffer.size, &offset, fault);
}

static int take(struct spool *spool, void *data, size_t size, struct fault *fault)
{
	if (tempfile_read(&spool->file, spool->at, data, size, fault))
		return -1;
	spool->at += size;
	return 0;
}

static int take_bytes(struct spool *spool, struct bytes *bytes, size_t size,
	struct fault *fault)
{
	bytes->size = 0;
	if (bytes_reserve(bytes, size, fault) || take(spool, bytes->data, size, fault))
		return -1;
	bytes->size = size;
	return 0;
}

int spool_fill(struct spool *spool, struct source *source, struct fault *fault)
{
	struct packed block = {0};
	int failed = spool_open(spool, fault), got = 1;

	while (!failed && got) {
		got = source_next(source, &block, fault);
		failed = got < 0 || (got && spool_put(spool, &block, fault));
	}
	pack_release(&block);
	spool_rewind(spool);
	return failed ? -1 : 0;
}

void spool_rewind(struct spool *spool)
{
	spool->taken = spool->at = 0;
}

int spool_next(struct spool *spool, struct packed *block, struct fault *fault)
{
	struct spool_record record;

	if (spool->taken == spool->blocks)
		return 0;
	if (take(spool, &record, sizeof record, fault)
		|| take_bytes(spool, &block->data, (size_t)record.data, fault)
		|| take_bytes(spool, &block->digests, (size_t)record.digests, fault))
		return -1;
	block->type = (enum block_type)record.type;
	block->rows = record.rows;
	block->nonzeros = record.nonzeros;
	block->path = record.path ? spool->paths[record.path - 1] : NULL;
	block->number = record.number;
	block->stream = (size_t)record.stream;
	block->before = record.before;
	spool->taken++;
	return 1;
}

int spool_pour(struct spool *spool, struct sink *sink, struct fault *fault)
{
	struct packed block = {0};
	int got;

	spool_rewind(spool);
	while ((got = spool_next(spool, &block, fault)) == 1)
		if (sink_put(sink, &block, fault)) {
			got = -1;
			break;
		}
	pack_release(&block);
	return got;
}

void spool_release(struct spool *spool)
{
	tempfile_release(&spool->file);
	bytes_release(&spool->buffer);
	free(spool->paths);
	*spool = (struct spool){0};
}
