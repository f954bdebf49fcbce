/* textin.c - foreign text, decoded where it is compressed, without a byte order mark. */
#include "stream/textin.h"

#include "base/fullio.h"
#include "base/input.h"
#include "base/memory.h"
#include "stream/ahead.h"
#include "stream/decoder.h"
#include "stream/encoding.h"
#include "stream/recode.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER = 1 << 17, MARK = 3 /* bytes of UTF-8's mark */, RAW = 4 /* of any mark */ };

struct textin {
	const char *path; /* for messages */
	int descriptor;
	const struct decoder *decoder; /* NULL: plain text */
	void *state;          /* the decoder's */
	bool inside;          /* a member */
	struct ahead *ahead;  /* members that are decoded in parallel; NULL: one by one */
	bool ended;           /* nothing left to read from the descriptor */
	struct recoder *recoder; /* NULL: the text is UTF-8, or read as it is */
	unsigned char raw[RAW];  /* its first bytes, before they are recoded */
	size_t raw_at, raw_size;
	unsigned char head[MARK]; /* the text's first bytes, where they are no mark */
	size_t head_at, head_size;
	const unsigned char *next; /* the rest of the buffer: left bytes */
	size_t left;
	unsigned char buffer[BUFFER];
};

/* Reads more behind an empty buffer; a pipe's short reads will do. */
static int fill(struct textin *in, struct fault *fault)
{
	if (fullio_read_some(in->descriptor, in->buffer, BUFFER, &in->left, fault))
		return fault_at(fault, "%s", in->path);
	in->next = in->buffer;
	in->ended = in->left == 0;
	return 0;
}

static int no_room(const struct textin *in, struct fault *fault)
{
	return fault_set(fault, FAULT_SYSTEM, "out of memory: no room to decode %s",
		in->decoder->name);
}

/* Reads what a member begins with, or all that is left. */
static int gather(struct textin *in, struct fault *fault)
{
	size_t got;

	if (in->ended || in->left >= DECODER_BEGINNING)
		return 0;
	if (in->left)
		memmove(in->buffer, in->next, in->left);
	in->next = in->buffer;
	if (fullio_read(in->descriptor, in->buffer + in->left, DECODER_BEGINNING - in->left, &got,
			fault))
		return fault_at(fault, "%s", in->path);
	in->left += got;
	in->ended = in->left < DECODER_BEGINNING;
	return 0;
}

static int refuse_compression(const struct textin *in, struct fault *fault)
{
	if (!in->decoder->reader)
		return fault_set(fault, FAULT_DATA, "%s: %s data, which is not read: pipe it "
			"through \"%s\"", in->path, in->decoder->name, in->decoder->program);
	return fault_set(fault, FAULT_DATA, "%s: %s data, and this build lacks %s: pipe it "
		"through \"%s\"", in->path, in->decoder->name, in->decoder->reader,
		in->decoder->program);
}

/* Recognises the compression by the first bytes. */
static int look(struct textin *in, struct fault *fault)
{
	if (gather(in, fault))
		return -1;
	in->decoder = decoder_of(in->next, in->left);
	if (!in->decoder)
		return 0;
	if (!in->decoder->open)
		return refuse_compression(in, fault);
	in->state = in->decoder->open();
	in->inside = true;
	return in->state ? 0 : no_room(in, fault);
}

void textin_close(struct textin *in)
{
	if (!in)
		return;
	if (in->state)
		in->decoder->close(in->state);
	ahead_free(in->ahead);
	recode_close(in->recoder);
	input_close(in->descriptor);
	free(in);
}

static int read_plain(struct textin *in, unsigned char *data, size_t size, size_t *got,
	struct fault *fault)
{
	size_t n = in->left < size ? in->left : size;

	if (n) {
		memcpy(data, in->next, n);
		in->next += n;
		in->left -= n;
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

static int decode_ahead(struct textin *in, struct fault *fault)
{
	return ahead_decode(in->ahead, in->descriptor, &in->next, &in->left, &in->ended, fault)
		? fault_at(fault, "%s", in->path) : 0;
}

/* After a member: another one, or several that are decoded, or the end. */
static int next_member(struct textin *in, size_t *got, unsigned char *data, size_t size,
	struct fault *fault)
{
	if (in->ahead && (*got = ahead_take(in->ahead, data, size)) > 0)
		return 0;
	if (gather(in, fault))
		return -1;
	if (in->left == 0)
		return 0;
	if (in->ahead) {
		if (decode_ahead(in, fault))
			return -1;
		if ((*got = ahead_take(in->ahead, data, size)) > 0 || in->left == 0)
			return 0;
	}
	if (!in->decoder->begins(in->next, in->left))
		return fault_set(fault, FAULT_DATA,
			"%s: bytes after the last %s member that are no member", in->path,
			in->decoder->name);
	in->decoder->again(in->state);
	in->inside = true;
	return 0;
}

static int decode(struct textin *in, unsigned char *data, size_t size, size_t *got,
	struct fault *fault)
{
	struct decoding decoding = {.in = in->next, .in_size = in->left, .last = in->ended,
		.out = data, .out_size = size};
	enum decoded decoded = in->decoder->run(in->state, &decoding);
	size_t before = in->left;

	in->next = decoding.in;
	in->left = decoding.in_size;
	*got = size - decoding.out_size;
	in->inside = decoded != DECODED_END;
	if (decoded == DECODED_NO_MEMORY)
		return no_room(in, fault);
	if (decoded == DECODED_BAD)
		return fault_set(fault, FAULT_DATA, "%s: damaged %s data%s%s", in->path,
			in->decoder->name, decoding.message ? ": " : "",
			decoding.message ? decoding.message : "");
	/* a decoder may buffer its input, but not without bound */
	if (in->inside && *got == 0 && in->left == before && in->ended)
		return fault_set(fault, FAULT_DATA, "%s: %s data truncated", in->path,
			in->decoder->name);
	return 0;
}

static int read_decoded(struct textin *in, unsigned char *data, size_t size, size_t *got,
	struct fault *fault)
{
	while (*got == 0) {
		if (!in->inside && next_member(in, got, data, size, fault))
			return -1;
		if (!in->inside)
			return 0;
		if (in->left == 0 && !in->ended && fill(in, fault))
			return -1;
		if (decode(in, data, size, got, fault))
			return -1;
	}
	return 0;
}

static int read_raw(void *context, void *data, size_t size, size_t *got, struct fault *fault)
{
	struct textin *in = context;
	size_t first = in->raw_size - in->raw_at;

	*got = 0;
	if (!first)
		return in->decoder ? read_decoded(in, data, size, got, fault)
			: read_plain(in, data, size, got, fault);
	*got = first < size ? first : size;
	memcpy(data, in->raw + in->raw_at, *got);
	in->raw_at += *got;
	return 0;
}

static int read_more(struct textin *in, void *data, size_t size, size_t *got,
	struct fault *fault)
{
	if (!in->recoder)
		return read_raw(in, data, size, got, fault);
	return recode_read(in->recoder, read_raw, in, data, size, got, fault)
		? fault_at(fault, "%s", in->path) : 0;
}

/* A byte order mark tells the encoding, or else the caller does. */
static int take_encoding(struct textin *in, const char *encoding, struct fault *fault)
{
	unsigned char first[RAW];
	size_t size = 0, got = 1, mark = 0;
	const char *marked;

	while (got && size < RAW) {
		if (read_raw(in, first + size, RAW - size, &got, fault))
			return -1;
		size += got;
	}
	memcpy(in->raw, first, size);
	in->raw_size = size;
	marked = encoding_marked(in->raw, size, &mark);
	in->raw_at = mark;
	if (!marked && size >= MARK && memcmp(in->raw, "\xef\xbb\xbf", MARK) == 0)
		encoding = NULL;
	if (!marked && !encoding)
		return 0;
	in->recoder = recode_open(marked ? marked : encoding, fault);
	return in->recoder ? 0 : -1;
}

int textin_threads(struct textin *in, int threads, struct fault *fault)
{
	if (threads < 2 || in->ahead || !in->decoder || !in->decoder->find)
		return 0;
	in->ahead = ahead_new(in->decoder, threads, fault);
	return in->ahead ? 0 : -1;
}

size_t textin_skipped(const struct textin *in)
{
	return in->head_size == MARK && memcmp(in->head, "\xef\xbb\xbf", MARK) == 0 ? MARK : 0;
}

bool textin_verbatim(const struct textin *in)
{
	return !in->decoder && !in->recoder;
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
	return textin_open_as(path, NULL, fault);
}

struct textin *textin_open_as(const char *path, const char *encoding, struct fault *fault)
{
	struct textin *in = memory_zeroed(1, sizeof *in, fault);

	if (!in)
		return NULL;
	in->path = input_name(path);
	in->descriptor = input_open(path, fault);
	if (in->descriptor < 0 || look(in, fault)
		|| take_encoding(in, encoding, fault) || skip_mark(in, fault)) {
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

static int read_at_most(const char *path, const char *encoding, size_t most, struct bytes *out,
	struct fault *fault)
{
	struct textin *in = textin_open_as(path, encoding, fault);
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
	return read_at_most(path, NULL, SIZE_MAX, out, fault);
}

int textin_read_all_as(const char *path, const char *encoding, struct bytes *out,
	struct fault *fault)
{
	return read_at_most(path, encoding, SIZE_MAX, out, fault);
}

int textin_read_list(const char *path, struct bytes *out, struct fault *fault)
{
	return read_at_most(path, NULL, TEXTIN_LIST_MOST, out, fault);
}

int textin_read_words(const char *path, struct bytes *out, struct fault *fault)
{
	size_t before = out->size;

	if (textin_read_list(path, out, fault))
		return -1;
	return encoding_check(out->data + before, out->size - before, fault)
		? fault_at(fault, "%s", input_name(path)) : 0;
}
