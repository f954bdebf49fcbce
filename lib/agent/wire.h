/* wire - frames between a driver and its agents (dist-wire(5)).
 *
 * Each side opens with WIRE_MAGIC and a hello; what comes before the magic
 * is a login shell's noise, kept for messages.  A frame is
 *     length of the payload, 4 bytes | type, 1 byte | check, 3 bytes | payload |
 *     checksum, 8 bytes: XXH3-64 of all before it, seeded with the number of
 *     the frame on this connection, so a lost or repeated frame shows
 * where the check is the low bytes of the XXH3-64 of length and type, seeded likewise:
 * a length that was damaged is found before the agent waits for that many bytes.  A hello has
 * zeros in its place, so that another version's is read.  Frames stand end to end
 * and numbers are little-endian.  Nothing here waits: reading and writing
 * take what is there. */
#ifndef AGENT_WIRE_H
#define AGENT_WIRE_H

#include "base/bytes.h"
#include "base/fault.h"
#include "base/sha256.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WIRE_VERSION 5
#define WIRE_MAGIC "\0dist-wire\r\n\032\n\377" /* its last zero counts: 16 bytes */

enum { WIRE_MAGIC_SIZE = 16, FRAME_HEAD = 8, FRAME_TAIL = 8,
	FRAME_PAYLOAD_MOST = 1 << 20, NOISE_MOST = 1 << 16 };

enum frame_type {
	FRAME_HELLO = 'h',   /* lines "key: value" */
	FRAME_BEAT = 'b',    /* nothing; both ways, each second */
	FRAME_PING = 'p',    /* any bytes */
	FRAME_PONG = 'a',    /* the same bytes back */
	FRAME_QUIT = 'q',    /* driver: no more */
	FRAME_FORGET = 'g',  /* driver: empty the store; agent: bytes freed */
	FRAME_TASK = 't',    /* driver: id, what becomes of the result, its bytes at most,
			      * words */
	FRAME_CANCEL = 'c',  /* driver: id */
	FRAME_NEED = 'n',    /* agent: id, digests that its store lacks */
	FRAME_OBJECT = 'o',  /* driver: digest, size; as many bytes of data follow */
	FRAME_DATA = 'd',    /* driver: bytes of the object */
	FRAME_OFFER = 'i',   /* driver: digest, size, offset, whether a part, path where it may be */
	FRAME_MAKE = 'v',    /* driver: digest, size, digests of an earlier object and of changes
			      * that make it of that */
	FRAME_LOOK = 'l',    /* driver: look again what the store has */
	FRAME_KEPT = 'k',    /* agent: digest, whether it came whole (enum offer_kept) */
	FRAME_STARTED = 's', /* agent: id */
	FRAME_RESULT = 'r',  /* agent: id, bytes of standard output */
	FRAME_NAMES = 'm',   /* agent: id, digests of the objects that its result was made of */
	FRAME_DROP = 'u',    /* driver: digests of objects that are no longer needed */
	FRAME_STDERR = 'e',  /* agent: id, bytes of standard error */
	FRAME_EXIT = 'x',    /* agent: id, how it ended */
	FRAME_FAILED = 'f'   /* agent: id (0: all of it), fault kind, text */
};

struct frame {
	enum frame_type type;
	const char *data; /* borrowed until the next wire_next or wire_fill */
	size_t size;
};

struct wire_in {
	struct bytes buffer;
	size_t at;       /* bytes taken of it */
	uint64_t number; /* of frames so far */
	uint64_t total;  /* bytes read */
	bool met;        /* the magic has come */
	bool ended;      /* end of file */
	struct bytes noise;
};

struct wire_out {
	struct bytes buffer;
	size_t at;       /* bytes written of it */
	size_t frame;    /* where the frame in the making begins */
	uint64_t number;
	uint64_t total;  /* bytes written */
};

void wire_in_release(struct wire_in *in);
void wire_out_release(struct wire_out *out);

/* Reads once, without waiting; ended is set at the end of file. */
int wire_fill(struct wire_in *in, int descriptor, struct fault *fault) MUST_USE;

/* 1: a frame; 0: it takes more bytes; -1: FAULT_DATA, the stream is damaged
 * or was never one. */
int wire_next(struct wire_in *in, struct frame *frame, struct fault *fault) MUST_USE;

/* The first line of noise, made fit for a message; "" where there was none. */
const char *wire_noise(const struct wire_in *in, char *out, unsigned size);

/* A frame in the making: begin, any puts, end. */
int wire_begin(struct wire_out *out, enum frame_type type, struct fault *fault) MUST_USE;
int wire_number(struct wire_out *out, uint64_t number, struct fault *fault) MUST_USE;
int wire_sha256(struct wire_out *out, const struct sha256 *digest,
	struct fault *fault) MUST_USE;
int wire_text(struct wire_out *out, const void *text, size_t size,
	struct fault *fault) MUST_USE;
int wire_raw(struct wire_out *out, const void *data, size_t size, struct fault *fault) MUST_USE;
int wire_end(struct wire_out *out, struct fault *fault) MUST_USE;
int wire_magic(struct wire_out *out, struct fault *fault) MUST_USE;

/* A frame of raw bytes (or none), in one go. */
int wire_send(struct wire_out *out, enum frame_type type, const void *data, size_t size,
	struct fault *fault) MUST_USE;

/* Writes what goes without waiting. */
int wire_flush(struct wire_out *out, int descriptor, struct fault *fault) MUST_USE;

static inline size_t wire_waiting(const struct wire_out *out)
{
	return out->buffer.size - out->at;
}

/* Takes a frame's payload apart; whatever is missing sets bad and gives
 * zeros.  wire_fields_whole is true where all was there and nothing is left. */
struct fields {
	const char *data;
	size_t size;
	bool bad;
};

struct fields wire_fields_of(const struct frame *frame);
uint64_t wire_field_number(struct fields *fields);
struct sha256 wire_field_sha256(struct fields *fields);
const char *wire_field_text(struct fields *fields, size_t *size); /* not terminated */
bool wire_fields_whole(const struct fields *fields);

#endif
