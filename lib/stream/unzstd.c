/* unzstd.c - zstd by its library: frames that follow each other, skippable ones among
 * them, as pzstd writes. */
#include "stream/decoder.h"

/* A skippable frame's first byte is a letter from P to _, so its magic must be whole. */
static bool begins(const unsigned char *first, size_t size)
{
	return (size >= 2 && decoder_agrees(first, size, "\x28\xb5\x2f\xfd", 4))
		|| (size >= 4 && (first[0] & 0xf0) == 0x50
			&& decoder_agrees(first + 1, size - 1, "\x2a\x4d\x18", 3));
}

#ifdef HAVE_ZSTD

#include <zstd.h>
#include <zstd_errors.h>

static void *open_state(void)
{
	return ZSTD_createDStream();
}

static void close_state(void *state)
{
	(void)ZSTD_freeDStream(state);
}

static void again(void *state)
{
	(void)ZSTD_DCtx_reset(state, ZSTD_reset_session_only);
}

static enum decoded run(void *state, struct decoding *decoding)
{
	ZSTD_inBuffer in = {decoding->in, decoding->in_size, 0};
	ZSTD_outBuffer out = {decoding->out, decoding->out_size, 0};
	size_t left = ZSTD_decompressStream(state, &out, &in);

	decoding->in += in.pos;
	decoding->in_size -= in.pos;
	decoding->out += out.pos;
	decoding->out_size -= out.pos;
	if (!ZSTD_isError(left))
		return left ? DECODED_SOME : DECODED_END;
	if (ZSTD_getErrorCode(left) == ZSTD_error_memory_allocation)
		return DECODED_NO_MEMORY;
	decoding->message = ZSTD_getErrorCode(left) == ZSTD_error_frameParameter_windowTooLarge
		? "its window is larger than 128 MiB; zstd -dc --long=31 reads it"
		: ZSTD_getErrorName(left);
	return DECODED_BAD;
}

const struct decoder decoder_zstd = {"zstd", "libzstd", "zstd -dc", begins, open_state,
	close_state, again, run, NULL};

#else

const struct decoder decoder_zstd = {.name = "zstd", .reader = "libzstd",
	.program = "zstd -dc", .begins = begins};

#endif
