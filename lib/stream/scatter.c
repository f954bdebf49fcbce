/* scatter.c - rows put into the order of a random key. */
#include "stream/scatter.h"

#include "base/digest.h"
#include "base/hashindex.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/tempfile.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKET_SHIFT = 54 }; /* 64 - log2(SCATTER_BUCKETS) */

/* A row in a bucket: this, its columns, its values, its name; what follows
 * is padded to whole eights, so that the next one is aligned. */
struct scattered {
	uint64_t key, number;
	uint32_t nonzeros, name_length;
};

struct scatter_chunk {
	uint64_t offset, size; /* in the file */
};

struct bucket {
	struct bytes waiting;
	struct scatter_chunk *chunks;
	size_t count, room;
	bool repeats; /* of the named: some rows are in again as well */
};

/* How often a bucket had each key so far. */
struct scatter_tally {
	struct seen {
		uint64_t key, times;
	} *seen; /* size count */
	size_t count, room;
	struct hashindex index; /* of them by key */
};

struct scatter {
	uint64_t seed, number;
	enum values values;
	size_t value_size; /* in memory */
	struct tempfile file;
	/* by the name, and by the name and how many rows had it before */
	struct bucket named[SCATTER_BUCKETS], again[SCATTER_BUCKETS];
	bool settled; /* rows of one name are separated */
	struct scatter_tally tally;
	struct bytes part; /* of a bucket, read back */
	/* the bucket that is being given out */
	size_t current; /* buckets loaded so far */
	struct bytes loaded;
	struct scattered **order; /* size ordered */
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
	if (tempfile_open(&scatter->file, fault) == 0)
		return scatter;
	scatter_free(scatter);
	return NULL;
}

static void bucket_release(struct bucket *bucket)
{
	bytes_release(&bucket->waiting);
	free(bucket->chunks);
}

void scatter_free(struct scatter *scatter)
{
	size_t i;

	if (!scatter)
		return;
	for (i = 0; i < SCATTER_BUCKETS; i++) {
		bucket_release(&scatter->named[i]);
		bucket_release(&scatter->again[i]);
	}
	free(scatter->tally.seen);
	hashindex_release(&scatter->tally.index);
	bytes_release(&scatter->part);
	bytes_release(&scatter->loaded);
	free(scatter->order);
	tempfile_release(&scatter->file);
	free(scatter);
}

/* Bytes that the record takes, all that belongs to it and padding. */
static size_t record_size(const struct scatter *scatter, size_t nonzeros, size_t name_length)
{
	size_t size = sizeof(struct scattered) + nonzeros * (sizeof(uint32_t) + scatter->value_size)
		+ name_length;

	return (size + 7) & ~(size_t)7;
}

static int flush(struct scatter *scatter, struct bucket *bucket, struct fault *fault)
{
	struct scatter_chunk *chunk;

	if (bucket->waiting.size == 0)
		return 0;
	if (memory_grow(&bucket->chunks, &bucket->room, bucket->count + 1, fault))
		return -1;
	chunk = &bucket->chunks[bucket->count];
	chunk->size = bucket->waiting.size;
	if (tempfile_append(&scatter->file, bucket->waiting.data, bucket->waiting.size,
		    &chunk->offset, fault))
		return -1;
	bucket->count++;
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
	struct bucket *bucket = &scatter->named[key >> BUCKET_SHIFT];
	struct scattered record = {key, scatter->number++, (uint32_t)n, (uint32_t)length};
	size_t size = record_size(scatter, n, length);
	char *at;

	if (bytes_reserve(&bucket->waiting, size, fault))
		return -1;
	at = bucket->waiting.data + bucket->waiting.size;
	memset(at + size - 8, 0, 8);
	memcpy(at, &record, sizeof record);
	at += sizeof record;
	if (n) {
		/* values first: f64 must stay aligned */
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

/* No row is left. */
static int flush_all(struct scatter *scatter, struct bucket *buckets, struct fault *fault)
{
	size_t i;

	for (i = 0; i < SCATTER_BUCKETS; i++) {
		if (flush(scatter, &buckets[i], fault))
			return -1;
		bytes_release(&buckets[i].waiting);
	}
	return 0;
}

static int read_chunk(struct scatter *scatter, const struct scatter_chunk *chunk,
	struct fault *fault)
{
	scatter->part.size = 0;
	if (bytes_reserve(&scatter->part, (size_t)chunk->size, fault)
		|| tempfile_read(&scatter->file, chunk->offset, scatter->part.data,
			(size_t)chunk->size, fault))
		return -1;
	scatter->part.size = (size_t)chunk->size;
	return 0;
}

/* Visits a bucket's records in the order they came. */
static int each_record(struct scatter *scatter, struct bucket *bucket,
	int (*visit)(struct scatter *scatter, struct bucket *bucket,
		const struct scattered *record, struct fault *fault),
	struct fault *fault)
{
	size_t i, at;

	for (i = 0; i < bucket->count; i++) {
		if (read_chunk(scatter, &bucket->chunks[i], fault))
			return -1;
		for (at = 0; at < scatter->part.size;) {
			const struct scattered *record
				= (const struct scattered *)(void *)(scatter->part.data + at);

			at += record_size(scatter, record->nonzeros, record->name_length);
			if (visit(scatter, bucket, record, fault))
				return -1;
		}
	}
	return 0;
}

static void tally_clear(struct scatter_tally *tally)
{
	hashindex_clear(&tally->index);
	tally->count = 0;
}

/* How often the key was counted before. */
static int tally_count(struct scatter_tally *tally, uint64_t key, uint64_t *times,
	struct fault *fault)
{
	/* a bucket's keys have the same upper bits */
	uint64_t hash = key << 32;
	uint32_t i = hashindex_find(&tally->index, hash, &key, sizeof key, tally->seen,
		sizeof *tally->seen);

	if (i == HASHINDEX_NONE) {
		i = (uint32_t)tally->count;
		if (memory_grow(&tally->seen, &tally->room, tally->count + 1, fault)
			|| hashindex_add(&tally->index, hash, i, fault))
			return -1;
		tally->seen[tally->count++] = (struct seen){key, 0};
	}
	*times = tally->seen[i].times++;
	return 0;
}

/* A row whose name came before goes where its number among them says. */
static int set_apart(struct scatter *scatter, struct bucket *named, const struct scattered *record,
	struct fault *fault)
{
	size_t size = record_size(scatter, record->nonzeros, record->name_length);
	struct scattered moved = *record;
	struct bucket *bucket;
	uint64_t times, place[2];
	uint32_t random[4];

	if (tally_count(&scatter->tally, record->key, &times, fault))
		return -1;
	if (times == 0)
		return 0;
	named->repeats = true;
	place[0] = times;
	place[1] = 0;
	random_words(record->key, place, random);
	moved.key = (uint64_t)random[0] << 32 | random[1];
	bucket = &scatter->again[moved.key >> BUCKET_SHIFT];
	if (bytes_append(&bucket->waiting, record, size, fault))
		return -1;
	memcpy(bucket->waiting.data + bucket->waiting.size - size, &moved, sizeof moved);
	return bucket->waiting.size >= SCATTER_FLUSH ? flush(scatter, bucket, fault) : 0;
}

/* All rows were read: those of one name are separated. */
static int settle(struct scatter *scatter, struct fault *fault)
{
	size_t i;

	scatter->settled = true;
	if (flush_all(scatter, scatter->named, fault))
		return -1;
	for (i = 0; i < SCATTER_BUCKETS; i++) {
		tally_clear(&scatter->tally);
		if (each_record(scatter, &scatter->named[i], set_apart, fault))
			return -1;
	}
	return flush_all(scatter, scatter->again, fault);
}

static int keep(struct scatter *scatter, struct bucket *bucket, const struct scattered *record,
	struct fault *fault)
{
	uint64_t times = 0;

	if (bucket->repeats && tally_count(&scatter->tally, record->key, &times, fault))
		return -1;
	return times ? 0 : bytes_append(&scatter->loaded, record,
		record_size(scatter, record->nonzeros, record->name_length), fault);
}

static int compare(const void *a, const void *b)
{
	const struct scattered *one = *(struct scattered *const *)a;
	const struct scattered *other = *(struct scattered *const *)b;

	if (one->key != other->key)
		return one->key < other->key ? -1 : 1;
	return (one->number > other->number) - (one->number < other->number);
}

/* The next bucket, sorted. */
static int load(struct scatter *scatter, struct fault *fault)
{
	size_t number = scatter->current++, at;

	tally_clear(&scatter->tally);
	scatter->loaded.size = scatter->ordered = scatter->given = 0;
	if (each_record(scatter, &scatter->named[number], keep, fault)
		|| each_record(scatter, &scatter->again[number], keep, fault))
		return -1;
	for (at = 0; at < scatter->loaded.size;) {
		struct scattered *record = (struct scattered *)(void *)(scatter->loaded.data + at);

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

static int give_row(const struct scatter *scatter, const struct scattered *record,
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

	if (!scatter->settled && settle(scatter, fault))
		return -1;
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
