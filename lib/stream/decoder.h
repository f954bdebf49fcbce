/* decoder - compressed text is known by its first bytes, and decoded by the library that
 * knows it.  A compression is one file with a struct decoder, and one line in the
 * table of decoder.c. */
#ifndef STREAM_DECODER_H
#define STREAM_DECODER_H

#include <stddef.h>

enum { DECODER_MAGIC_MOST = 6 };

enum decoded {
	DECODED_SOME, /* wants more input, or more room; may have had neither */
	DECODED_END,  /* a member has ended; others may follow */
	DECODED_BAD,  /* message says why, or is NULL */
	DECODED_NO_MEMORY
};

struct decoding {
	const unsigned char *in; /* both move on */
	size_t in_size;
	unsigned char *out;
	size_t out_size;
	const char *message;
};

struct decoder {
	const char *name;        /* as messages have it: "gzip" */
	const char *magic;       /* a member's first bytes */
	size_t magic_size;
	void *(*open)(void);     /* NULL: out of memory */
	void (*close)(void *state);
	void (*again)(void *state); /* another member begins */
	enum decoded (*run)(void *state, struct decoding *decoding);
};

/* The decoder of what begins with these bytes; NULL: they are not compressed in a way
 * that is known. */
const struct decoder *decoder_of(const unsigned char *first, size_t size);

extern const struct decoder decoder_gzip; /* gunzip.c */

#endif
