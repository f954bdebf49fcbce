/* gunzip.c - gzip by ISA-L where installed, which is two to three times as fast, by zlib
 * otherwise; both check each member's length and checksum. */
#include "stream/decoder.h"

#include <stdint.h>
#include <stdlib.h>

static bool begins(const unsigned char *first, size_t size)
{
	return decoder_agrees(first, size, "\x1f\x8b", 2);
}

/* No more at once than 32 bits count. */
static uint32_t at_once(size_t size)
{
	return size < 1 << 30 ? (uint32_t)size : 1 << 30;
}

#ifdef HAVE_ISAL

#include <isa-l/igzip_lib.h>

static void again(void *state)
{
	isal_inflate_reset(state);
}

static void *open_state(void)
{
	struct inflate_state *state = malloc(sizeof *state);

	if (!state)
		return NULL;
	isal_inflate_init(state);
	state->crc_flag = ISAL_GZIP;
	return state;
}

static const char *message_of(int status)
{
	switch (status) {
	case ISAL_INCORRECT_CHECKSUM:
		return "wrong checksum or length";
	case ISAL_INVALID_WRAPPER:
	case ISAL_UNSUPPORTED_METHOD:
		return "no gzip header";
	default:
		return "invalid compressed data";
	}
}

static enum decoded run(void *opened, struct decoding *decoding)
{
	struct inflate_state *state = opened;
	uint32_t in = at_once(decoding->in_size), out = at_once(decoding->out_size);
	int status;

	state->next_in = (uint8_t *)(uintptr_t)decoding->in;
	state->avail_in = in;
	state->next_out = decoding->out;
	state->avail_out = out;
	status = isal_inflate(state);
	decoding->in = state->next_in;
	decoding->in_size -= in - state->avail_in;
	decoding->out = state->next_out;
	decoding->out_size -= out - state->avail_out;
	if (status < 0) {
		decoding->message = message_of(status);
		return DECODED_BAD;
	}
	return state->block_state == ISAL_BLOCK_FINISH ? DECODED_END : DECODED_SOME;
}

const struct decoder decoder_gzip = {"gzip", "ISA-L", "gzip -dc", begins, open_state, free,
	again, run, NULL};

#else

#include <zlib.h>

enum { GZIP_WINDOW = 15 + 16 };

static void again(void *state)
{
	(void)inflateReset(state);
}

static void *open_state(void)
{
	z_stream *state = calloc(1, sizeof *state);

	if (state && inflateInit2(state, GZIP_WINDOW) == Z_OK)
		return state;
	free(state);
	return NULL;
}

static void close_state(void *state)
{
	(void)inflateEnd(state);
	free(state);
}

static enum decoded run(void *opened, struct decoding *decoding)
{
	z_stream *state = opened;
	uint32_t in = at_once(decoding->in_size), out = at_once(decoding->out_size);
	int status;

	state->next_in = (z_const Bytef *)(uintptr_t)decoding->in;
	state->avail_in = in;
	state->next_out = decoding->out;
	state->avail_out = out;
	status = inflate(state, Z_NO_FLUSH);
	decoding->in = state->next_in;
	decoding->in_size -= in - state->avail_in;
	decoding->out = state->next_out;
	decoding->out_size -= out - state->avail_out;
	if (status == Z_STREAM_END)
		return DECODED_END;
	if (status == Z_OK || status == Z_BUF_ERROR)
		return DECODED_SOME;
	decoding->message = state->msg;
	return status == Z_MEM_ERROR ? DECODED_NO_MEMORY : DECODED_BAD;
}

const struct decoder decoder_gzip = {"gzip", "zlib", "gzip -dc", begins, open_state,
	close_state, again, run, NULL};

#endif
