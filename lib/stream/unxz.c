/* unxz.c - xz by liblzma: streams that follow each other and their padding, checks and
 * index compared with what was decoded. */
#include "stream/decoder.h"

#include <stdint.h>
#include <stdlib.h>

static bool begins(const unsigned char *first, size_t size)
{
	return decoder_agrees(first, size, "\xfd" "7zXZ\0", 6);
}

#ifdef HAVE_LZMA

#include <lzma.h>

/* What "xz -9" asks for is an eighth of it; a file may ask for 4 GiB. */
#define XZ_MEMORY_MOST ((uint64_t)512 << 20)

static bool start(lzma_stream *state)
{
	return lzma_stream_decoder(state, XZ_MEMORY_MOST, LZMA_CONCATENATED) == LZMA_OK;
}

static void close_state(void *state)
{
	lzma_end(state);
	free(state);
}

static void *open_state(void)
{
	static const lzma_stream empty = LZMA_STREAM_INIT;
	lzma_stream *state = malloc(sizeof *state);

	if (!state)
		return NULL;
	*state = empty;
	if (start(state))
		return state;
	close_state(state);
	return NULL;
}

/* The library takes all streams; it is behind the last that it says LZMA_STREAM_END. */
static void again(void *state)
{
	(void)start(state);
}

static enum decoded run(void *opened, struct decoding *decoding)
{
	lzma_stream *state = opened;
	lzma_ret status;

	state->next_in = decoding->in;
	state->avail_in = decoding->in_size;
	state->next_out = decoding->out;
	state->avail_out = decoding->out_size;
	status = lzma_code(state, decoding->last ? LZMA_FINISH : LZMA_RUN);
	decoding->in = state->next_in;
	decoding->in_size = state->avail_in;
	decoding->out = state->next_out;
	decoding->out_size = state->avail_out;
	switch (status) {
	case LZMA_OK:
	case LZMA_BUF_ERROR: /* no progress */
		return DECODED_SOME;
	case LZMA_STREAM_END:
		return DECODED_END;
	case LZMA_MEM_ERROR:
		return DECODED_NO_MEMORY;
	case LZMA_MEMLIMIT_ERROR:
		decoding->message = "it needs more than 512 MiB to decode; xz -dc has no limit";
		return DECODED_BAD;
	default:
		return DECODED_BAD;
	}
}

const struct decoder decoder_xz = {"xz", "liblzma", "xz -dc", begins, open_state, close_state,
	again, run, NULL};

#else

const struct decoder decoder_xz = {.name = "xz", .reader = "liblzma", .program = "xz -dc",
	.begins = begins};

#endif
