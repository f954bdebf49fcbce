/* engine.c - the deflate engine by zlib, and the choice of the engine. */
#include "stream/engine.h"

#include <stdlib.h>
#include <zlib.h>

enum { LEVEL = 1, WINDOW = -15, MEMORY = 9 };

struct zlib_state {
	z_stream deflate, inflate;
};

static void *zlib_open(void)
{
	struct zlib_state *state = calloc(1, sizeof *state);

	if (!state)
		return NULL;
	if (deflateInit2(&state->deflate, LEVEL, Z_DEFLATED, WINDOW, MEMORY,
		    Z_DEFAULT_STRATEGY) != Z_OK) {
		free(state);
		return NULL;
	}
	if (inflateInit2(&state->inflate, WINDOW) != Z_OK) {
		(void)deflateEnd(&state->deflate);
		free(state);
		return NULL;
	}
	return state;
}

static void zlib_close(void *opened)
{
	struct zlib_state *state = opened;

	(void)deflateEnd(&state->deflate);
	(void)inflateEnd(&state->inflate);
	free(state);
}

static size_t zlib_deflate(void *opened, const void *in, size_t size, void *out, size_t room)
{
	z_stream *z = &((struct zlib_state *)opened)->deflate;

	if (deflateReset(z) != Z_OK)
		return 0;
	z->next_in = (z_const Bytef *)in;
	z->avail_in = (uInt)size;
	z->next_out = out;
	z->avail_out = (uInt)room;
	return deflate(z, Z_FINISH) == Z_STREAM_END ? room - z->avail_out : 0;
}

static bool zlib_inflate(void *opened, const void *in, size_t size, void *out, size_t out_size)
{
	z_stream *z = &((struct zlib_state *)opened)->inflate;
	int status;

	if (inflateReset(z) != Z_OK)
		return false;
	z->next_in = (z_const Bytef *)in;
	z->avail_in = (uInt)size;
	z->next_out = out;
	z->avail_out = (uInt)out_size;
	status = inflate(z, Z_FINISH);
	return status == Z_STREAM_END && z->avail_in == 0 && z->avail_out == 0;
}

static uint32_t zlib_crc(const void *data, size_t size)
{
	return (uint32_t)crc32_z(0, data, size);
}

const struct engine engine_zlib = {"zlib " ZLIB_VERSION, zlib_open, zlib_close, zlib_deflate,
	zlib_inflate, zlib_crc};

const struct engine *engine_best(void)
{
#ifdef HAVE_LIBDEFLATE
	return &engine_libdeflate;
#else
	return &engine_zlib;
#endif
}
