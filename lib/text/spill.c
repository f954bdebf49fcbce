/* spill.c - sorted runs in a temporary file. */
#include "text/spill.h"

#include "base/memory.h"
#include "base/varint.h"

#include <errno.h>
#include <stdlib.h>

enum { WRITE_BYTES = 1 << 20, RECORD_MOST = 65535 + 3 * VARINT_LONG_MOST };

void spill_init(struct spill *spill)
{
	*spill = (struct spill){0};
	(void)pthread_mutex_init(&spill->lock, NULL);
}

void spill_release(struct spill *spill)
{
	tempfile_release(&spill->file);
	free(spill->run);
	(void)pthread_mutex_destroy(&spill->lock);
	*spill = (struct spill){0};
}

/* Room for RECORD_MOST bytes more must be there. */
static void put_record(struct bytes *out, const struct termcount *count)
{
	unsigned char *data = (unsigned char *)out->data;
	unsigned char *at = varint_put(data + out->size, count->length);

	memcpy(at, count->term, count->length);
	at = varint_put(at + count->length, count->df);
	at = varint_put(at, count->cf);
	out->size = (size_t)(at - data);
}

/* A sorted table of either kind. */
struct sorted {
	size_t terms;
	const struct termtable *table; /* NULL: words */
	const struct termplace *place;
	const struct wordslot *word;
};

/* bytes: where a word's are put. */
static struct termcount count_of(const struct sorted *sorted, size_t i, struct wordkey *bytes)
{
	const struct termrecord *record;

	if (!sorted->table) {
		*bytes = wordkey_swap(sorted->word[i].key);
		return (struct termcount){(const char *)bytes, wordkey_length(*bytes),
			sorted->word[i].df, sorted->word[i].cf};
	}
	record = termtable_record(sorted->table, sorted->place[i].record);
	return (struct termcount){record->term, record->length, record->df, record->cf};
}

static uint64_t size_of(const struct sorted *sorted)
{
	struct wordkey bytes;
	uint64_t size = 0;
	size_t i;

	for (i = 0; i < sorted->terms; i++) {
		struct termcount count = count_of(sorted, i, &bytes);

		size += varint_size(count.length) + count.length + varint_size(count.df)
			+ varint_size(count.cf);
	}
	return size;
}

/* The next size bytes of the file become the caller's, as a run. */
static int take_run(struct spill *spill, uint64_t size, struct spill_run *run, struct fault *fault)
{
	int failed;

	run->size = size;
	(void)pthread_mutex_lock(&spill->lock);
	failed = memory_grow(&spill->run, &spill->room, spill->runs + 1, fault)
		|| tempfile_take(&spill->file, size, &run->offset, fault);
	if (!failed)
		spill->run[spill->runs++] = *run;
	(void)pthread_mutex_unlock(&spill->lock);
	return failed ? -1 : 0;
}

static int spill_sorted(struct spill *spill, const struct sorted *sorted, struct spill_run *taken,
	struct fault *fault)
{
	struct bytes buffer = {0};
	struct wordkey bytes;
	struct spill_run run = {0, 0};
	size_t i;
	int failed = -1;

	*taken = run;
	if (sorted->terms == 0)
		return 0;
	if (take_run(spill, size_of(sorted), &run, fault)
		|| bytes_reserve(&buffer, WRITE_BYTES + RECORD_MOST, fault))
		goto done;
	*taken = run;
	for (i = 0; i < sorted->terms; i++) {
		struct termcount count = count_of(sorted, i, &bytes);

		put_record(&buffer, &count);
		if (buffer.size < WRITE_BYTES && i + 1 < sorted->terms)
			continue;
		if (tempfile_write(&spill->file, run.offset, buffer.data, buffer.size, fault))
			goto done;
		run.offset += buffer.size;
		buffer.size = 0;
	}
	failed = 0;
done:
	bytes_release(&buffer);
	return failed;
}

int spill_table(struct spill *spill, const struct termtable *table,
	const struct termplace *place, struct spill_run *run, struct fault *fault)
{
	return spill_sorted(spill, &(struct sorted){table->terms, table, place, NULL}, run, fault);
}

int spill_words(struct spill *spill, const struct wordtable *table, struct spill_run *run,
	struct fault *fault)
{
	return spill_sorted(spill, &(struct sorted){table->terms, NULL, NULL, table->slot}, run,
		fault);
}

int spill_writer_begin(struct runwriter *writer, struct spill *spill, struct fault *fault)
{
	*writer = (struct runwriter){.spill = spill, .run = {spill->file.size, 0}};
	if (tempfile_open(&spill->file, fault))
		return -1;
	return bytes_reserve(&writer->buffer, WRITE_BYTES + RECORD_MOST, fault);
}

static int flush(struct runwriter *writer, struct fault *fault)
{
	if (tempfile_write(&writer->spill->file, writer->run.offset + writer->run.size,
		    writer->buffer.data, writer->buffer.size, fault))
		return -1;
	writer->run.size += writer->buffer.size;
	writer->buffer.size = 0;
	return 0;
}

int spill_writer_add(struct runwriter *writer, const struct termcount *count, struct fault *fault)
{
	put_record(&writer->buffer, count);
	return writer->buffer.size < WRITE_BYTES ? 0 : flush(writer, fault);
}

int spill_writer_end(struct runwriter *writer, struct fault *fault)
{
	struct spill_run run;

	if (flush(writer, fault))
		return -1;
	return take_run(writer->spill, writer->run.size, &run, fault);
}

void spill_writer_release(struct runwriter *writer)
{
	bytes_release(&writer->buffer);
}

void spill_reader_begin(struct runreader *reader, const struct spill *spill, struct spill_run run,
	size_t room)
{
	*reader = (struct runreader){.spill = spill, .rest = run, .chunk = room};
}

void spill_reader_release(struct runreader *reader)
{
	bytes_release(&reader->buffer);
}

/* Reads more after the rest of the buffer. */
static int fill(struct runreader *reader, struct fault *fault)
{
	size_t left = reader->buffer.size - reader->at, want = reader->chunk;

	if (want > reader->rest.size)
		want = (size_t)reader->rest.size;
	if (left && reader->at)
		memmove(reader->buffer.data, reader->buffer.data + reader->at, left);
	reader->buffer.size = left;
	reader->at = 0;
	if (bytes_reserve(&reader->buffer, want, fault)
		|| tempfile_read(&reader->spill->file, reader->rest.offset,
			reader->buffer.data + left, want, fault))
		return -1;
	reader->buffer.size += want;
	reader->rest.offset += want;
	reader->rest.size -= want;
	return 0;
}

/* 0 where the buffer ends before the record does. */
static int take_record(struct runreader *reader, struct termcount *count)
{
	const unsigned char *data = (const unsigned char *)reader->buffer.data;
	const unsigned char *at, *end;
	uint64_t length;

	if (!data)
		return 0;
	at = data + reader->at;
	end = data + reader->buffer.size;
	if (!varint_take_long(&at, end, &length) || length > (size_t)(end - at))
		return 0;
	count->term = (const char *)at;
	count->length = (size_t)length;
	at += length;
	if (!varint_take_long(&at, end, &count->df) || !varint_take_long(&at, end, &count->cf))
		return 0;
	reader->at = (size_t)(at - data);
	return 1;
}

int spill_reader_next(struct runreader *reader, struct termcount *count, struct fault *fault)
{
	while (!take_record(reader, count)) {
		if (reader->rest.size == 0)
			return reader->at == reader->buffer.size
				? 0 : tempfile_at(EIO, fault);
		if (fill(reader, fault))
			return -1;
	}
	return 1;
}
