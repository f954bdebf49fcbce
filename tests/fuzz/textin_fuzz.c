/* textin_fuzz.c - any bytes as compressed and encoded text: read to its end or to a fault,
 * the same in small reads as in large ones. */
#define _GNU_SOURCE
#include "stream/textin.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 1 << 22 }; /* of what small bytes may grow to */

/* 0 and the text; -1 where it ends in a fault, or is longer than MOST. */
static int read_text(const char *path, size_t piece, struct bytes *text)
{
	struct fault fault = {0};
	struct textin *in = textin_open(path, &fault);
	size_t got = 1;
	int failed = in ? 0 : -1;

	text->size = 0;
	while (!failed && got && text->size < MOST) {
		failed = bytes_reserve(text, piece, &fault)
			|| textin_read(in, text->data + text->size, piece, &got, &fault);
		text->size += failed ? 0 : got;
	}
	textin_close(in);
	return failed || text->size >= MOST ? -1 : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int in = memfd_create("in", 0);
	struct bytes large = {0}, small = {0};
	char path[64];
	int failed;

	if (in < 0 || write(in, data, size) != (ssize_t)size)
		abort();
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", in);
	failed = read_text(path, 1 << 16, &large);
	if (large.size < (size_t)1 << 14 && (read_text(path, 7, &small) != failed
		|| (!failed && (small.size != large.size
			|| memcmp(small.data, large.data, small.size) != 0))))
		abort();
	bytes_release(&large);
	bytes_release(&small);
	(void)close(in);
	return 0;
}
