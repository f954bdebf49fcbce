/* engine - raw deflate, by zlib or by libdeflate; each reads the other's.
 *
 * libdeflate is two to three times as fast on whole blocks; where it was
 * not installed at build time zlib is used. */
#ifndef STREAM_ENGINE_H
#define STREAM_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct engine {
	const char *name;
	void *(*open)(void); /* NULL: out of memory */
	void (*close)(void *state);
	/* Bytes written, 0 where they would be more than room. */
	size_t (*deflate)(void *state, const void *in, size_t size, void *out, size_t room);
	/* True where in is one whole deflate stream of exactly out_size bytes. */
	bool (*inflate)(void *state, const void *in, size_t size, void *out, size_t out_size);
	uint32_t (*crc)(const void *data, size_t size);
};

extern const struct engine engine_zlib;
#ifdef HAVE_LIBDEFLATE
extern const struct engine engine_libdeflate; /* of libdeflate.c */
#endif

/* The faster one that is available. */
const struct engine *engine_best(void);

#endif
