/* spill.c - sorted runs in a temporary file. */
#include "text/spill.h"

#include "base/memory.h"
#include "base/tempfile.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { WRITE_BYTES = 1 << 20, NUMBER = 10, RECORD_MOST = 65535 + 3 * NUMBER };

void spill_init(struct spill *spill)
{
	*spill = (struct spill){.descriptor = -1};
	(void)pthread_mutex_init(&spill->lock, NULL);
}

void spill_release(struct spill *spill)
{
	if (spill->descriptor >= 0)
		(void)close(spill->descriptor);
	free(spill->run);
	(void)pthread_mutex_destroy(&spill->lock);
	*spill = (struct spill){.descriptor = -1};
}

static int write_at(const struct spill *spill, uint64_t offset, const char *data, size_t size,
	struct fault *fault)
{
	while (size) {
		ssize_t n = pwrite(spill->descriptor, data, size, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return tempfile_at(errno, fault);
		data += n;
		size -= (size_t)n;
		offset += (size_t)n;
	}
	return 0;
}

static size_t varint_size(uint64_t number)
{
	size_t size = 1;

	while (number >>= 7)
		size++;
	return size;
}

static char *put_varint(char *at, uint64_t number)
{
	for (; number >= 0x80; number >>= 7)
		*at++ = (char)(0x80 | (number & 0x7f));
	*at++ = (char)number;
	return at;
}

/* Room for RECORD_MOST bytes more must be there. */
static void put_record(struct bytes *out, const struct termcount *count)
{
	char *at = put_varint(out->data + out->size, count->length);

	memcpy(at, count->term, count->length);
	at = put_varint(at + count->length, count->df);
	at = put_varint(at, count->cf);
	out->size = (size_t)(at - out->data);
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

static int need_file(struct spill *spill, struct fault *fault)
{
	if (spill->descriptor < 0)
		spill->descriptor = tempfile_open(fault);
	return spill->descriptor < 0 ? -1 : 0;
}

/* The next size bytes of the file become the caller's, as a run. */
static int take_run(struct spill *spill, uint64_t size, struct spill_run *run, struct fault *fault)
{
	int failed;

	(void)pthread_mutex_lock(&spill->lock);
	failed = need_file(spill, fault)
		|| memory_grow(&spill->run, &spill->room, spill->runs + 1, fault);
	if (!failed) {
		*run = (struct spill_run){spill->end, size};
		spill->run[spill->runs++] = *run;
		spill->end += size;
	}
	(void)pthread_mutex_unlock(&spill->lock);
	return failed ? -1 : 0;
}

static int spill_sorted(struct spill *spill, const struct sorted *sorted, struct fault *fault)
{
	struct bytes buffer = {0};
	struct wordkey bytes;
	struct spill_run run;
	size_t i;
	int failed = -1;

	if (sorted->terms == 0)
		return 0;
	if (take_run(spill, size_of(sorted), &run, fault)
		|| bytes_reserve(&buffer, WRITE_BYTES + RECORD_MOST, fault))
		goto done;
	for (i = 0; i < sorted->terms; i++) {
		struct termcount count = count_of(sorted, i, &bytes);

		put_record(&buffer, &count);
		if (buffer.size < WRITE_BYTES && i + 1 < sorted->terms)
			continue;
		if (write_at(spill, run.offset, buffer.data, buffer.size, fault))
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
	const struct termplace *place, struct fault *fault)
{
	return spill_sorted(spill, &(struct sorted){table->terms, table, place, NULL}, fault);
}

int spill_words(struct spill *spill, const struct wordtable *table, struct fault *fault)
{
	return spill_sorted(spill, &(struct sorted){table->terms, NULL, NULL, table->slot},
		fault);
}

int spill_writer_begin(struct runwriter *writer, struct spill *spill, struct fault *fault)
{
	*writer = (struct runwriter){.spill = spill, .run = {spill->end, 0}};
	if (need_file(spill, fault))
		return -1;
	return bytes_reserve(&writer->buffer, WRITE_BYTES + RECORD_MOST, fault);
}

static int flush(struct runwriter *writer, struct fault *fault)
{
	if (write_at(writer->spill, writer->run.offset + writer->run.size, writer->buffer.data,
		    writer->buffer.size, fault))
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

/* Reads more behind what is left in the buffer. */
static int fill(struct runreader *reader, struct fault *fault)
{
	size_t left = reader->buffer.size - reader->at, want = reader->chunk;
	ssize_t got;

	if (want > reader->rest.size)
		want = (size_t)reader->rest.size;
	if (left && reader->at)
		memmove(reader->buffer.data, reader->buffer.data + reader->at, left);
	reader->buffer.size = left;
	reader->at = 0;
	if (bytes_reserve(&reader->buffer, want, fault))
		return -1;
	do
		got = pread(reader->spill->descriptor, reader->buffer.data + left, want,
			(off_t)reader->rest.offset);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return tempfile_at(errno, fault);
	if (got == 0)
		return tempfile_at(EIO, fault);
	reader->buffer.size += (size_t)got;
	reader->rest.offset += (size_t)got;
	reader->rest.size -= (size_t)got;
	return 0;
}

/* False where the buffer ends before the number does. */
static int take_varint(const struct bytes *buffer, size_t *at, uint64_t *number)
{
	unsigned shift;

	*number = 0;
	for (shift = 0; shift < 64 && *at < buffer->size; shift += 7) {
		unsigned char c = (unsigned char)buffer->data[(*at)++];

		*number |= (uint64_t)(c & 0x7f) << shift;
		if (c < 0x80)
			return 1;
	}
	return 0;
}

static int take_record(struct runreader *reader, struct termcount *count)
{
	const struct bytes *buffer = &reader->buffer;
	size_t at = reader->at;
	uint64_t length;

	if (!take_varint(buffer, &at, &length) || length > buffer->size - at)
		return 0;
	count->term = buffer->data + at;
	count->length = (size_t)length;
	at += (size_t)length;
	if (!take_varint(buffer, &at, &count->df) || !take_varint(buffer, &at, &count->cf))
		return 0;
	reader->at = at;
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
