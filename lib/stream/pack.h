/* pack - blocks as gzip members, and back (mz(5), "Members").
 *
 * A block is a payload of any length; packed, it is one gzip member or
 * several that follow each other, each of at most MEMBER_PAYLOAD_MOST bytes
 * of payload.  A packer holds the scratch space and the deflate engine of
 * one thread. */
#ifndef STREAM_PACK_H
#define STREAM_PACK_H

#include "base/bytes.h"
#include "base/digest.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MEMBER_PAYLOAD_MOST ((size_t)1 << 20)
#define BLOCK_PAYLOAD_MOST ((size_t)1 << 31)

enum block_type {
	BLOCK_HEADER = 'h',
	BLOCK_VOCABULARY = 'v',
	BLOCK_ROWS = 'r',
	BLOCK_END = 'e'
};

/* One block as members. */
struct packed {
	enum block_type type;
	uint64_t rows, nonzeros;
	struct bytes data;       /* the members, one after the other */
	struct bytes digests;    /* 16 bytes of digest a member */
	const char *path;        /* where it was read, for messages; NULL: made here */
	uint64_t number;         /* its place there, from 0 (the header) */
	size_t stream;           /* the stream it is of, from 0; source_stream has dense ones */
	uint64_t before;         /* rows of all streams before it, where it was read */
};

void pack_release(struct packed *packed);

struct packer;
struct packer *pack_packer_new(struct fault *fault) MUST_USE;
void pack_packer_free(struct packer *packer); /* accepts NULL */

/* The packer's own array for a new payload, emptied. */
struct bytes *pack_payload(struct packer *packer);

/* Packs the payload: its first deflate bytes are compressed, the others
 * stored (they are numbers that don't shrink). */
int pack(struct packer *packer, enum block_type type, uint64_t rows, uint64_t nonzeros,
	const struct bytes *payload, size_t deflate, struct packed *out,
	struct fault *fault) MUST_USE;

/* The payload of a packed block, into the packer's own array, every length,
 * checksum and digest checked.  The result is borrowed from the packer.
 * Faults say where: "a.mz: block 12: ..." (pack_at does, for others). */
int pack_unpack(struct packer *packer, const struct packed *in, const struct bytes **payload,
	struct fault *fault) MUST_USE;

int pack_at(const struct packed *packed, struct fault *fault);

/* The first MEMBER_HEAD bytes of a member. */
#define MEMBER_HEAD 50
struct member {
	enum block_type type;
	bool continues; /* the next member belongs to the same block */
	uint32_t size, payload; /* bytes: the member's own, and inflated */
	uint32_t rows, nonzeros;
	struct digest digest;
};

/* True where these bytes, less than a head, may be the beginning of a member. */
bool pack_member_begins(const unsigned char *head, size_t size);

/* FAULT_DATA where it is no member of a matrix stream. */
int pack_member_parse(const unsigned char head[MEMBER_HEAD], struct member *member,
	struct fault *fault) MUST_USE;

/* The deflate engine in use: "libdeflate 1.14", "zlib 1.2.13". */
const char *pack_engine(void);

#endif
