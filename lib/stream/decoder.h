/* decoder - compressed text is known by its first bytes, and decoded by the library that
 * knows it.  A compression is one file with a struct decoder, and one line in the
 * table of decoder.c: gunzip.c, bunzip2.c, unxz.c, unzstd.c.  A library that was not
 * there at build time leaves a decoder without open, and compressions that no
 * library here reads are recognised too: compressed bytes are never taken for text. */
#ifndef STREAM_DECODER_H
#define STREAM_DECODER_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes that tell a compression; and those that run is given at once of a member's beginning,
 * if the file has them: libzstd, where a frame's header comes in pieces, may take what is behind
 * it for a frame of its own (seen in 1.5.4), and a header has no more. */
enum { DECODER_MAGIC_MOST = 10, DECODER_BEGINNING = 18 };

enum decoded {
	DECODED_SOME, /* needs more input, or more room; may have had neither */
	DECODED_END,  /* a member has ended; others may follow */
	DECODED_BAD,  /* message says why, or is NULL */
	DECODED_NO_MEMORY
};

struct decoding {
	const unsigned char *in; /* both advance */
	size_t in_size;
	bool last; /* no input will follow in */
	unsigned char *out;
	size_t out_size;
	const char *message;
};

struct decoder {
	const char *name;    /* in messages: "gzip" */
	const char *reader;  /* the library that reads it; NULL: none */
	const char *program; /* a command that makes text of it */
	/* Can a member begin so?  Fewer than DECODER_MAGIC_MOST bytes are all that is left
	 * of the file. */
	bool (*begins)(const unsigned char *first, size_t size);
	void *(*open)(void); /* gives NULL: out of memory; is NULL: built without the library */
	void (*close)(void *state);
	void (*again)(void *state); /* another member begins */
	enum decoded (*run)(void *state, struct decoding *decoding);
	/* Where in the bytes a member begins that could hardly be anything else; size: nowhere.
	 * NULL: members cannot be told so. */
	size_t (*find)(const unsigned char *bytes, size_t size);
};

/* The decoder of what begins with these bytes; NULL: they are not compressed in a way
 * that is known. */
const struct decoder *decoder_of(const unsigned char *first, size_t size);

/* Do the bytes begin with the magic ones, or are they the beginning of those? */
bool decoder_agrees(const unsigned char *first, size_t size, const char *magic,
	size_t magic_size);

extern const struct decoder decoder_gzip, decoder_bzip2, decoder_xz, decoder_zstd;

#endif
