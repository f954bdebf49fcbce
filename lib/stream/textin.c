/* textin.c - foreign text, inflated where it is gzip, without a byte order mark. */
#include "stream/textin.h"

#include "base/fullio.h"
#include "base/input.h"
#include "base/memory.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { BUFFER = 1 << 17, GZIP_WINDOW = 15 + 16, MARK = 3 /* bytes of a byte order mark */ };

struct textin {
	const char *path; /* for messages */
	int descriptor;
	bool gzip, inflating; /* inside a member */
	bool ended;           /* nothing left to read from the descriptor */
	unsigned char head[MARK]; /* the text's first bytes, where they are no mark */
	size_t head_at, head_size;
	z_stream stream;      /* its next_in, avail_in are the buffer's rest */
	unsigned char buffer[BUFFER];
};

/* Reads more behind an empty buffer; a pipe's short reads will do. */
static int fill(struct textin *in, struct fault *fault)
{
	size_t got;

	if (fullio_read_some(in->descriptor, in->buffer, BUFFER, &got, fault))
		return fault_at(fault, "%s", in->path);
	in->stream.next_in = in->buffer;
	in->stream.avail_in = (uInt)got;
	in->ended = got == 0;
	return 0;
}

/* The first two bytes tell what it is. */
static int look(struct textin *in, struct fault *fault)
{
	size_t got;

	if (fullio_read(in->descriptor, in->buffer, 2, &got, fault))
		return fault_at(fault, "%s", in->path);
	in->stream.next_in = in->buffer;
	in->stream.avail_in = (uInt)got;
	in->ended = got < 2;
	in->gzip = got == 2 && in->buffer[0] == 0x1f && in->buffer[1] == 0x8b;
	if (!in->gzip)
		return 0;
	if (inflateInit2(&in->stream, GZIP_WINDOW) != Z_OK)
		return fault_set(fault, FAULT_SYSTEM, "out of memory: no room for zlib");
	in->inflating = true;
	return 0;
}

void textin_close(struct textin *in)
{
	if (!in)
		return;
	if (in->gzip)
		(void)inflateEnd(&in->stream);
	input_close(in->descriptor);
	free(in);
}

static int read_plain(struct textin *in, unsigned char *data, size_t size, size_t *got,
	struct fault *fault)
{
	size_t n = in->stream.avail_in < size ? in->stream.avail_in : size;

	if (n) {
		memcpy(data, in->stream.next_in, n);
		in->stream.next_in += n;
		in->stream.avail_in -= (uInt)n;
		*got = n;
		return 0;
	}
	if (in->ended)
		return 0;
	if (fullio_read_some(in->descriptor, data, size, got, fault))
		return fault_at(fault, "%s", in->path);
	in->ended = *got == 0;
	return 0;
}

static int damaged(struct textin *in, int status, struct fault *fault)
{
	if (status == Z_MEM_ERROR)
		return fault_set(fault, FAULT_SYSTEM, "out of memory: no room for zlib");
	return fault_set(fault, FAULT_DATA, "%s: damaged gzip data%s%s", in->path,
		in->stream.msg ? ": " : "", in->stream.msg ? in->stream.msg : "");
}

/* After a member: another one, or the end.  zlib checks the rest of the head. */
static int next_member(struct textin *in, struct fault *fault)
{
	if (in->stream.avail_in == 0 && !in->ended && fill(in, fault))
		return -1;
	if (in->stream.avail_in == 0)
		return 0;
	if (in->stream.next_in[0] != 0x1f)
		return fault_set(fault, FAULT_DATA,
			"%s: bytes after the last gzip member that are no member", in->path);
	(void)inflateReset(&in->stream);
	in->inflating = true;
	return 0;
}

static int read_gzip(struct textin *in, unsigned char *data, size_t size, size_t *got,
	struct fault *fault)
{
	while (*got == 0) {
		int status;

		if (!in->inflating) {
			if (next_member(in, fault))
				return -1;
			if (!in->inflating)
				return 0;
		}
		if (in->stream.avail_in == 0 && !in->ended && fill(in, fault))
			return -1;
		if (in->stream.avail_in == 0)
			return fault_set(fault, FAULT_DATA, "%s: gzip data truncated", in->path);
		in->stream.next_out = data;
		in->stream.avail_out = (uInt)(size < BUFFER * 8 ? size : BUFFER * 8);
		status = inflate(&in->stream, Z_NO_FLUSH);
		*got = (size_t)(in->stream.next_out - data);
		if (status == Z_STREAM_END)
			in->inflating = false;
		else if (status != Z_OK && status != Z_BUF_ERROR)
			return damaged(in, status, fault);
	}
	return 0;
}

static int read_more(struct textin *in, void *data, size_t size, size_t *got,
	struct fault *fault)
{
	*got = 0;
	return in->gzip ? read_gzip(in, data, size, got, fault)
			: read_plain(in, data, size, got, fault);
}

size_t textin_skipped(const struct textin *in)
{
	return in->head_size == MARK && memcmp(in->head, "\xef\xbb\xbf", MARK) == 0 ? MARK : 0;
}

/* Reads the first bytes, and drops them where they are the byte order mark of UTF-8. */
static int skip_mark(struct textin *in, struct fault *fault)
{
	size_t got = 1;

	while (got && in->head_size < MARK) {
		if (read_more(in, in->head + in->head_size, MARK - in->head_size, &got, fault))
			return -1;
		in->head_size += got;
	}
	in->head_at = textin_skipped(in);
	return 0;
}

struct textin *textin_open(const char *path, struct fault *fault)
{
	struct textin *in = memory_zeroed(1, sizeof *in, fault);

	if (!in)
		return NULL;
	in->path = input_name(path);
	in->descriptor = input_open(path, fault);
	if (in->descriptor < 0 || look(in, fault) || skip_mark(in, fault)) {
		in->gzip = in->gzip && in->inflating;
		textin_close(in);
		return NULL;
	}
	return in;
}

int textin_read(struct textin *in, void *data, size_t size, size_t *got, struct fault *fault)
{
	size_t first = in->head_size - in->head_at;

	if (size && first) {
		*got = first < size ? first : size;
		memcpy(data, in->head + in->head_at, *got);
		in->head_at += *got;
		return 0;
	}
	*got = 0;
	return size ? read_more(in, data, size, got, fault) : 0;
}

static int read_at_most(const char *path, size_t most, struct bytes *out, struct fault *fault)
{
	struct textin *in = textin_open(path, fault);
	size_t got = 1;
	int failed = in ? 0 : -1;

	while (!failed && got) {
		failed = bytes_reserve(out, BUFFER, fault)
			|| textin_read(in, out->data + out->size, out->room - out->size, &got, fault);
		if (!failed)
			out->size += got;
		if (!failed && out->size > most)
			failed = fault_set(fault, FAULT_DATA,
				"%s: a list of more than %zu MiB", in->path, most >> 20);
	}
	textin_close(in);
	return failed ? -1 : 0;
}

int textin_read_all(const char *path, struct bytes *out, struct fault *fault)
{
	return read_at_most(path, SIZE_MAX, out, fault);
}

int textin_read_list(const char *path, struct bytes *out, struct fault *fault)
{
	return read_at_most(path, TEXTIN_LIST_MOST, out, fault);
}
