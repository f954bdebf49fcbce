/* bunzip2.c - bzip2 by its library; streams may follow each other. */
#include "stream/decoder.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Three letters, a digit, and the magic number of a block or of the end of an empty
 * stream: "BZh9" alone may be a word. */
static bool begins(const unsigned char *first, size_t size)
{
	return size >= 3 && decoder_agrees(first, size, "BZh", 3)
		&& (size < 4 || (first[3] >= '1' && first[3] <= '9'))
		&& (size < 5 || decoder_agrees(first + 4, size - 4, "1AY&SY", 6)
			|| decoder_agrees(first + 4, size - 4, "\x17\x72\x45\x38\x50\x90", 6));
}

#ifdef HAVE_BZIP2

#include <bzlib.h>

static void *open_state(void)
{
	bz_stream *state = calloc(1, sizeof *state);

	if (state && BZ2_bzDecompressInit(state, 0, 0) == BZ_OK)
		return state;
	free(state);
	return NULL;
}

static void close_state(void *state)
{
	(void)BZ2_bzDecompressEnd(state);
	free(state);
}

/* A failure leaves a stream that refuses to run. */
static void again(void *opened)
{
	bz_stream *state = opened;

	(void)BZ2_bzDecompressEnd(state);
	(void)BZ2_bzDecompressInit(state, 0, 0);
}

static unsigned at_once(size_t size)
{
	return size < 1 << 30 ? (unsigned)size : 1 << 30;
}

static enum decoded run(void *opened, struct decoding *decoding)
{
	bz_stream *state = opened;
	unsigned in = at_once(decoding->in_size), out = at_once(decoding->out_size);
	int status;

	if (!state->state)
		return DECODED_NO_MEMORY;
	state->next_in = (char *)(uintptr_t)decoding->in;
	state->avail_in = in;
	state->next_out = (char *)decoding->out;
	state->avail_out = out;
	status = BZ2_bzDecompress(state);
	decoding->in = (const unsigned char *)state->next_in;
	decoding->in_size -= in - state->avail_in;
	decoding->out = (unsigned char *)state->next_out;
	decoding->out_size -= out - state->avail_out;
	switch (status) {
	case BZ_OK:
		return DECODED_SOME;
	case BZ_STREAM_END:
		return DECODED_END;
	case BZ_MEM_ERROR:
		return DECODED_NO_MEMORY;
	default:
		decoding->message = "wrong checksum or invalid data";
		return DECODED_BAD;
	}
}

/* Streams begin at bytes, blocks within them do not. */
static size_t find(const unsigned char *bytes, size_t size)
{
	const unsigned char *at = bytes, *end = bytes + size;

	while ((at = memchr(at, 'B', (size_t)(end - at))) != NULL) {
		if (end - at >= DECODER_MAGIC_MOST && begins(at, DECODER_MAGIC_MOST))
			return (size_t)(at - bytes);
		at++;
	}
	return size;
}

const struct decoder decoder_bzip2 = {"bzip2", "libbz2", "bzip2 -dc", begins, open_state,
	close_state, again, run, find};

#else

const struct decoder decoder_bzip2 = {.name = "bzip2", .reader = "libbz2",
	.program = "bzip2 -dc", .begins = begins};

#endif
