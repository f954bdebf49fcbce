/* wire.c - frames of dist-wire(5), made and taken apart. */
#include "agent/wire.h"

#include "base/digest.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { READ_ONCE = 1 << 18 };

void wire_in_release(struct wire_in *in)
{
	bytes_release(&in->buffer);
	bytes_release(&in->noise);
	*in = (struct wire_in){0};
}

void wire_out_release(struct wire_out *out)
{
	bytes_release(&out->buffer);
	*out = (struct wire_out){0};
}

/* Moves what is left to the front once that is cheap. */
static void compact(struct bytes *buffer, size_t *at)
{
	if (*at < buffer->size && *at < buffer->size / 2)
		return;
	buffer->size -= *at;
	if (buffer->size)
		memmove(buffer->data, buffer->data + *at, buffer->size);
	*at = 0;
}

int wire_fill(struct wire_in *in, int descriptor, struct fault *fault)
{
	ssize_t got;

	compact(&in->buffer, &in->at);
	if (bytes_reserve(&in->buffer, READ_ONCE, fault))
		return -1;
	got = read(descriptor, in->buffer.data + in->buffer.size, READ_ONCE);
	if (got > 0) {
		in->buffer.size += (size_t)got;
		in->total += (uint64_t)got;
	} else if (got == 0) {
		in->ended = true;
	} else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
		return fault_errno(fault, FAULT_HOST, errno, "read");
	}
	return 0;
}

/* Looks for the magic; what stands before it is noise. */
static int meet(struct wire_in *in, struct fault *fault)
{
	size_t left;

	while ((left = in->buffer.size - in->at) > 0) {
		const char *data = in->buffer.data + in->at, *zero = memchr(data, 0, left);
		size_t before = zero ? (size_t)(zero - data) : left;

		if (bytes_append(&in->noise, data, before, fault))
			return -1;
		in->at += before;
		if (in->noise.size > NOISE_MOST)
			return fault_set(fault, FAULT_DATA, "no agent answers: %d bytes of "
				"other data came", NOISE_MOST);
		if (!zero)
			return 0;
		left -= before;
		if (memcmp(zero, WIRE_MAGIC, left < WIRE_MAGIC_SIZE ? left : WIRE_MAGIC_SIZE)) {
			if (bytes_append(&in->noise, "?", 1, fault))
				return -1;
			in->at++;
			continue;
		}
		if (left < WIRE_MAGIC_SIZE)
			return 0;
		in->at += WIRE_MAGIC_SIZE;
		in->met = true;
		return 1;
	}
	return 0;
}

static uint64_t little(const char *data, size_t size)
{
	uint64_t number = 0;

	while (size--)
		number = number << 8 | (unsigned char)data[size];
	return number;
}

static void to_little(char *data, uint64_t number, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		data[i] = (char)(number >> 8 * i & 0xff);
}

/* What stands behind length and type, the first five bytes of a head. */
static uint64_t head_check(const char *head, uint64_t number)
{
	return head[4] == FRAME_HELLO ? 0 : digest_short(head, 5, number) & 0xffffff;
}

int wire_next(struct wire_in *in, struct frame *frame, struct fault *fault)
{
	const char *data;
	size_t left, size;
	int met = in->met ? 1 : meet(in, fault);

	if (met != 1)
		return met;
	left = in->buffer.size - in->at;
	data = in->buffer.data + in->at;
	if (left < FRAME_HEAD)
		return 0;
	size = (size_t)little(data, 4);
	if (size > FRAME_PAYLOAD_MOST || little(data + 5, 3) != head_check(data, in->number))
		return fault_set(fault, FAULT_DATA, "the connection is damaged: frame %llu has "
			"no valid head", (unsigned long long)in->number);
	if (left < FRAME_HEAD + size + FRAME_TAIL)
		return 0;
	if (little(data + FRAME_HEAD + size, 8)
		!= digest_short(data, FRAME_HEAD + size, in->number))
		return fault_set(fault, FAULT_DATA, "the connection is damaged: checksum of frame "
			"%llu", (unsigned long long)in->number);
	*frame = (struct frame){(enum frame_type)(unsigned char)data[4], data + FRAME_HEAD, size};
	in->at += FRAME_HEAD + size + FRAME_TAIL;
	in->number++;
	return 1;
}

const char *wire_noise(const struct wire_in *in, char *out, unsigned size)
{
	size_t from = 0, to;

	while (from < in->noise.size && strchr(" \t\r\n", in->noise.data[from]))
		from++;
	for (to = from; to < in->noise.size && !strchr("\r\n", in->noise.data[to]); to++)
		;
	return fault_quote(out, size, to > from ? in->noise.data + from : "", to - from);
}

int wire_begin(struct wire_out *out, enum frame_type type, struct fault *fault)
{
	const char head[FRAME_HEAD] = {0, 0, 0, 0, (char)type, 0, 0, 0};

	compact(&out->buffer, &out->at);
	out->frame = out->buffer.size;
	return bytes_append(&out->buffer, head, sizeof head, fault);
}

int wire_raw(struct wire_out *out, const void *data, size_t size, struct fault *fault)
{
	return size ? bytes_append(&out->buffer, data, size, fault) : 0;
}

int wire_number(struct wire_out *out, uint64_t number, struct fault *fault)
{
	char data[8];

	to_little(data, number, sizeof data);
	return wire_raw(out, data, sizeof data, fault);
}

int wire_sha256(struct wire_out *out, const struct sha256 *digest, struct fault *fault)
{
	return wire_raw(out, digest->byte, sizeof digest->byte, fault);
}

int wire_text(struct wire_out *out, const void *text, size_t size, struct fault *fault)
{
	char length[4];

	to_little(length, size, sizeof length);
	return wire_raw(out, length, sizeof length, fault) || wire_raw(out, text, size, fault)
		? -1 : 0;
}

int wire_end(struct wire_out *out, struct fault *fault)
{
	size_t size = out->buffer.size - out->frame - FRAME_HEAD;
	char tail[FRAME_TAIL], *head;

	if (size > FRAME_PAYLOAD_MOST) {
		out->buffer.size = out->frame;
		return fault_set(fault, FAULT_USAGE, "too much for one frame of the wire: %zu "
			"bytes, %d go", size, FRAME_PAYLOAD_MOST);
	}
	head = out->buffer.data + out->frame;
	to_little(head, size, 4);
	to_little(head + 5, head_check(head, out->number), 3);
	to_little(tail, digest_short(head, FRAME_HEAD + size, out->number), sizeof tail);
	out->number++;
	return bytes_append(&out->buffer, tail, sizeof tail, fault);
}

int wire_magic(struct wire_out *out, struct fault *fault)
{
	return bytes_append(&out->buffer, WIRE_MAGIC, WIRE_MAGIC_SIZE, fault);
}

int wire_send(struct wire_out *out, enum frame_type type, const void *data, size_t size,
	struct fault *fault)
{
	return wire_begin(out, type, fault) || wire_raw(out, data, size, fault)
		|| wire_end(out, fault) ? -1 : 0;
}

int wire_flush(struct wire_out *out, int descriptor, struct fault *fault)
{
	while (wire_waiting(out)) {
		ssize_t put = write(descriptor, out->buffer.data + out->at, wire_waiting(out));

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return 0;
		if (put < 0)
			return fault_errno(fault, FAULT_HOST, errno, "write");
		out->at += (size_t)put;
		out->total += (uint64_t)put;
	}
	out->buffer.size = out->at = 0;
	return 0;
}

struct fields wire_fields_of(const struct frame *frame)
{
	return (struct fields){frame->data, frame->size, false};
}

static const char *take(struct fields *fields, size_t size)
{
	const char *data = fields->data;

	if (fields->bad || size > fields->size) {
		fields->bad = true;
		return NULL;
	}
	fields->data += size;
	fields->size -= size;
	return data;
}

uint64_t wire_field_number(struct fields *fields)
{
	const char *data = take(fields, 8);

	return data ? little(data, 8) : 0;
}

struct sha256 wire_field_sha256(struct fields *fields)
{
	struct sha256 digest = {{0}};
	const char *data = take(fields, sizeof digest.byte);

	if (data)
		memcpy(digest.byte, data, sizeof digest.byte);
	return digest;
}

const char *wire_field_text(struct fields *fields, size_t *size)
{
	const char *length = take(fields, 4), *data;

	*size = length ? (size_t)little(length, 4) : 0;
	data = take(fields, *size);
	if (!data)
		*size = 0;
	return data ? data : "";
}

bool wire_fields_whole(const struct fields *fields)
{
	return !fields->bad && fields->size == 0;
}
