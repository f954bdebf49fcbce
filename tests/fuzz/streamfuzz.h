/* streamfuzz - matrix streams out of bytes, packed as they should be, so that the
 * decoders behind the checksums are reached.  For *_fuzz.c alone. */
#ifndef TESTS_FUZZ_STREAMFUZZ_H
#define TESTS_FUZZ_STREAMFUZZ_H

#include "base/digest.h"
#include "base/fullio.h"
#include "stream/pack.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t SPLIT[4] = {0xfe, 'c', 'u', 't'};

static struct packer *packer;
static struct digester *digester;

/* The members of what is at hand, and what the end has to tell of them. */
struct made {
	struct bytes stream;
	uint64_t rows, nonzeros, members;
};

static inline void must(int failed)
{
	if (failed)
		abort();
}

static inline void put(struct made *made, enum block_type type, const void *data, size_t size)
{
	struct bytes payload = {(char *)(size_t)data, size, 0};
	unsigned long long rows = 0, nonzeros = 0;
	struct packed packed = {0};
	struct fault fault = {0};
	char line[64] = "";

	if (size == 0)
		return;
	/* the head tells the payload's own numbers, or else nothing would get further */
	memcpy(line, data, size < sizeof line - 1 ? size : sizeof line - 1);
	if (type == BLOCK_ROWS)
		(void)sscanf(line, "rows %10llu %10llu", &rows, &nonzeros);
	must(pack(packer, type, rows & UINT32_MAX, nonzeros & UINT32_MAX, &payload, size / 2, &packed,
		&fault));
	must(bytes_append(&made->stream, packed.data.data, packed.data.size, &fault));
	digest_add(digester, packed.digests.data, packed.digests.size);
	made->rows += packed.rows;
	made->nonzeros += packed.nonzeros;
	made->members += packed.digests.size / sizeof(struct digest);
	pack_release(&packed);
}

static inline void put_end(struct made *made)
{
	struct digest digest = digest_end(digester);
	char hex[DIGEST_HEX], text[256];

	digest_hex(&digest, hex);
	(void)snprintf(text, sizeof text,
		"end\nrows: %llu\nnonzeros: %llu\nmembers: %llu\ndigest: %s\n",
		(unsigned long long)made->rows, (unsigned long long)made->nonzeros,
		(unsigned long long)made->members, hex);
	put(made, BLOCK_END, text, strlen(text));
}

/* The bytes from at on, split at SPLIT, as payloads: where head, the first is the
 * header and the second the vocabulary; all others are blocks of rows. */
static inline void put_parts(struct made *made, const uint8_t *at, const uint8_t *end, bool head)
{
	const uint8_t *stop;
	unsigned part;

	for (part = 0; at < end; at = stop + sizeof SPLIT, part++) {
		stop = memmem(at, (size_t)(end - at), SPLIT, sizeof SPLIT);
		if (!stop)
			stop = end;
		put(made, !head || part > 1 ? BLOCK_ROWS : part ? BLOCK_VOCABULARY : BLOCK_HEADER, at,
			(size_t)(stop - at));
		if (stop == end)
			break;
	}
	put_end(made);
}

static inline void fuzz_begin(void)
{
	struct fault fault = {0};

	if (packer)
		return;
	packer = pack_packer_new(&fault);
	digester = digest_new(&fault);
	must(!packer || !digester);
}

/* The stream as a file, which the next one is written over; it is released. */
static inline const char *fuzz_file(struct made *made)
{
	static int file = -1;
	static char path[64];
	struct fault fault = {0};

	if (file < 0) {
		file = memfd_create("stream", 0);
		(void)snprintf(path, sizeof path, "/proc/self/fd/%d", file);
		must(file < 0);
	}
	must(ftruncate(file, 0) || lseek(file, 0, SEEK_SET)
		|| fullio_write(file, made->stream.data, made->stream.size, &fault));
	bytes_release(&made->stream);
	return path;
}

#endif
