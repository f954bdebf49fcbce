/* scatter.c - rows put into the order of a random key. */
#include "stream/scatter.h"

#include "base/digest.h"
#include "base/fullio.h"
#include "base/memory.h"
#include "base/tempfile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUCKET_SHIFT = 54 }; /* 64 - log2(SCATTER_BUCKETS) */

/* A row in a bucket: this, its columns, its values, its name; what follows
 * is padded to whole eights, so that the next one is aligned. */
struct record {
	uint64_t key, number;
	uint32_t nonzeros, name_length;
};

struct chunk {
	uint64_t offset, size; /* in the file */
};

struct bucket {
	struct bytes waiting;
	struct chunk *chunks;
	size_t count, room;
};

struct scatter {
	uint64_t seed, number;
	enum values values;
	size_t value_size; /* in memory */
	int descriptor;
	uint64_t file_size;
	struct bucket bucket[SCATTER_BUCKETS];
	/* the bucket that is being given out */
	size_t current; /* buckets loaded so far */
	struct bytes loaded;
	struct record **order; /* size ordered */
	size_t order_room, ordered, given;
};

struct scatter *scatter_new(uint64_t seed, enum values values, struct fault *fault)
{
	struct scatter *scatter = memory_zeroed(1, sizeof *scatter, fault);

	if (!scatter)
		return NULL;
	scatter->seed = seed;
	scatter->values = values;
	scatter->value_size = values == VALUES_F64 ? 8 : 4;
	scatter->descriptor = tempfile_open(fault);
	if (scatter->descriptor >= 0)
		return scatter;
	scatter_free(scatter);
	return NULL;
}

void scatter_free(struct scatter *scatter)
{
	size_t i;

	if (!scatter)
		return;
	for (i = 0; i < SCATTER_BUCKETS; i++) {
		bytes_release(&scatter->bucket[i].waiting);
		free(scatter->bucket[i].chunks);
	}
	bytes_release(&scatter->loaded);
	free(scatter->order);
	input_close(scatter->descriptor);
	free(scatter);
}

/* Bytes that the record takes, all that belongs to it and padding. */
static size_t record_size(const struct scatter *scatter, size_t nonzeros, size_t name_length)
{
	size_t size = sizeof(struct record) + nonzeros * (sizeof(uint32_t) + scatter->value_size)
		+ name_length;

	return (size + 7) & ~(size_t)7;
}

static int flush(struct scatter *scatter, struct bucket *bucket, struct fault *fault)
{
	struct chunk chunk = {scatter->file_size, bucket->waiting.size};

	if (bucket->waiting.size == 0)
		return 0;
	if (memory_grow(&bucket->chunks, &bucket->room, bucket->count + 1, fault))
		return -1;
	if (write_full(scatter->descriptor, bucket->waiting.data, bucket->waiting.size, fault))
		return fault_at(fault, "a temporary file");
	bucket->chunks[bucket->count++] = chunk;
	scatter->file_size += chunk.size;
	bucket->waiting.size = 0;
	return 0;
}

static const void *values_at(const struct rows *rows, size_t nonzero)
{
	return rows->values == VALUES_COUNTS ? (const void *)(rows->counts + nonzero)
		: rows->values == VALUES_F32 ? (const void *)(rows->f32 + nonzero)
					     : (const void *)(rows->f64 + nonzero);
}

static int put_row(struct scatter *scatter, const struct rows *rows, size_t row,
	struct fault *fault)
{
	size_t begin = rows->start[row], n = rows->start[row + 1] - begin;
	size_t length = rows->name[row + 1] - rows->name[row] - 1;
	uint64_t key = digest_short(rows_name(rows, row), length, scatter->seed);
	struct bucket *bucket = &scatter->bucket[key >> BUCKET_SHIFT];
	struct record record = {key, scatter->number++, (uint32_t)n, (uint32_t)length};
	size_t size = record_size(scatter, n, length);
	char *at;

	if (bytes_reserve(&bucket->waiting, size, fault))
		return -1;
	at = bucket->waiting.data + bucket->waiting.size;
	memset(at + size - 8, 0, 8);
	memcpy(at, &record, sizeof record);
	at += sizeof record;
	if (n) {
		/* values first: f64 wants to stay aligned */
		memcpy(at, values_at(rows, begin), n * scatter->value_size);
		at += n * scatter->value_size;
		memcpy(at, rows->column + begin, n * sizeof *rows->column);
		at += n * sizeof *rows->column;
	}
	memcpy(at, rows_name(rows, row), length);
	bucket->waiting.size += size;
	return bucket->waiting.size >= SCATTER_FLUSH ? flush(scatter, bucket, fault) : 0;
}

int scatter_put(void *context, const struct rows *rows, struct fault *fault)
{
	size_t row;

	for (row = 0; row < rows->count; row++)
		if (put_row(context, rows, row, fault))
			return -1;
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct record *one = *(struct record *const *)a, *other = *(struct record *const *)b;

	if (one->key != other->key)
		return one->key < other->key ? -1 : 1;
	return (one->number > other->number) - (one->number < other->number);
}

static int read_chunk(struct scatter *scatter, const struct chunk *chunk, struct fault *fault)
{
	size_t got;

	if (lseek(scatter->descriptor, (off_t)chunk->offset, SEEK_SET) < 0)
		return fault_errno(fault, FAULT_IO, errno, "a temporary file");
	if (read_full(scatter->descriptor, scatter->loaded.data + scatter->loaded.size,
		    (size_t)chunk->size, &got, fault))
		return fault_at(fault, "a temporary file");
	if (got < chunk->size)
		return fault_set(fault, FAULT_IO, "a temporary file became shorter");
	scatter->loaded.size += got;
	return 0;
}

/* The next bucket, sorted. */
static int load(struct scatter *scatter, struct fault *fault)
{
	struct bucket *bucket = &scatter->bucket[scatter->current++];
	size_t total = bucket->waiting.size, i, at;

	for (i = 0; i < bucket->count; i++)
		total += (size_t)bucket->chunks[i].size;
	scatter->loaded.size = scatter->ordered = scatter->given = 0;
	if (bytes_reserve(&scatter->loaded, total, fault))
		return -1;
	for (i = 0; i < bucket->count; i++)
		if (read_chunk(scatter, &bucket->chunks[i], fault))
			return -1;
	if (bytes_append(&scatter->loaded, bucket->waiting.data, bucket->waiting.size, fault))
		return -1;
	bytes_release(&bucket->waiting);
	for (at = 0; at < scatter->loaded.size;) {
		struct record *record = (struct record *)(void *)(scatter->loaded.data + at);

		if (memory_grow(&scatter->order, &scatter->order_room, scatter->ordered + 1,
			    fault))
			return -1;
		scatter->order[scatter->ordered++] = record;
		at += record_size(scatter, record->nonzeros, record->name_length);
	}
	if (scatter->ordered)
		qsort(scatter->order, scatter->ordered, sizeof *scatter->order, compare);
	return 0;
}

static int give_row(const struct scatter *scatter, const struct record *record,
	struct rows *rows, struct fault *fault)
{
	const char *values = (const char *)(record + 1);
	size_t n = record->nonzeros;
	const char *columns = values + n * scatter->value_size;
	void *to;

	if (rows_reserve(rows, 1, n, record->name_length + 1, fault))
		return -1;
	to = rows->values == VALUES_COUNTS ? (void *)(rows->counts + rows->nonzeros)
		: rows->values == VALUES_F32 ? (void *)(rows->f32 + rows->nonzeros)
					     : (void *)(rows->f64 + rows->nonzeros);
	if (n) {
		memcpy(to, values, n * scatter->value_size);
		memcpy(rows->column + rows->nonzeros, columns, n * sizeof *rows->column);
	}
	return rows_end(rows, n, columns + n * sizeof *rows->column, record->name_length, fault);
}

int scatter_next(void *context, struct rows *rows, struct fault *fault)
{
	struct scatter *scatter = context;

	while (!rows_full(rows)) {
		if (scatter->given < scatter->ordered) {
			if (give_row(scatter, scatter->order[scatter->given++], rows, fault))
				return -1;
		} else if (scatter->current < SCATTER_BUCKETS) {
			if (load(scatter, fault))
				return -1;
		} else {
			break;
		}
	}
	return rows->count > 0;
}
