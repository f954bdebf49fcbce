/* libdeflate.c - libdeflate's side of the deflate engine. */
#include "stream/engine.h"

#ifdef HAVE_LIBDEFLATE

#include <libdeflate.h>
#include <stdlib.h>

enum { LEVEL = 1 };

struct state {
	struct libdeflate_compressor *compressor;
	struct libdeflate_decompressor *decompressor;
};

static void close_state(void *opened)
{
	struct state *state = opened;

	libdeflate_free_compressor(state->compressor);
	libdeflate_free_decompressor(state->decompressor);
	free(state);
}

static void *open_state(void)
{
	struct state *state = calloc(1, sizeof *state);

	if (!state)
		return NULL;
	state->compressor = libdeflate_alloc_compressor(LEVEL);
	state->decompressor = libdeflate_alloc_decompressor();
	if (!state->compressor || !state->decompressor) {
		close_state(state);
		return NULL;
	}
	return state;
}

static size_t compress(void *opened, const void *in, size_t size, void *out, size_t room)
{
	return libdeflate_deflate_compress(((struct state *)opened)->compressor, in, size, out,
		room);
}

static bool inflate(void *opened, const void *in, size_t size, void *out, size_t out_size)
{
	size_t used = 0;
	struct state *state = opened;

	/* without a place for the count, fewer bytes out than asked are a fault */
	return libdeflate_deflate_decompress_ex(state->decompressor, in, size, out, out_size,
		       &used, NULL) == LIBDEFLATE_SUCCESS
		&& used == size;
}

static uint32_t crc(const void *data, size_t size)
{
	return libdeflate_crc32(0, data, size);
}

const struct engine engine_libdeflate = {"libdeflate " LIBDEFLATE_VERSION_STRING, open_state,
	close_state, compress, inflate, crc};

#else
/* ISO C requires a declaration in a translation unit. */
typedef int libdeflate_was_not_there;
#endif
