/* foreignfuzz - feeds bytes to the import of a foreign format, in chunks large
 * and small, which must agree.  For *_fuzz.c alone. */
#ifndef TESTS_FUZZ_FOREIGNFUZZ_H
#define TESTS_FUZZ_FOREIGNFUZZ_H

#include "format/foreignin.h"
#include "format/formats.h"
#include "stream/sink.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct foreign_result {
	int failed;
	uint64_t rows, nonzeros, zeros;
};

/* A file that holds the bytes; it goes with the process. */
static inline const char *foreign_file(const uint8_t *data, size_t size)
{
	static char path[32];
	static FILE *file;

	if (!file)
		file = tmpfile();
	if (!file || ftruncate(fileno(file), 0) || lseek(fileno(file), 0, SEEK_SET)
		|| write(fileno(file), data, size) != (ssize_t)size
		|| lseek(fileno(file), 0, SEEK_SET))
		abort();
	(void)snprintf(path, sizeof path, "/dev/fd/%d", fileno(file));
	return path;
}

static inline struct foreign_result foreign_run(const char *name, const char *path,
	enum foreign_values want, size_t chunk_size)
{
	struct foreign_import import = {.format = formats_find(name), .path = path,
		.want = want, .precision = VALUES_F32, .threads = 1,
		.chunk_size = chunk_size, .believed = 1024};
	struct foreign_result result = {0};
	struct fault fault = {0};
	struct sink sink;

	import.base = FOREIGN_BASE;
	result.failed = sink_open(&sink, "/dev/null", true, &fault)
		|| foreignin_read(&import, &sink, &fault) || sink_commit(&sink, &fault);
	if (!result.failed) {
		result.rows = sink.totals.rows;
		result.nonzeros = sink.totals.nonzeros;
		result.zeros = import.zeros;
	} else if (fault.kind != FAULT_DATA || !fault.text[0]) {
		abort();
	}
	sink_release(&sink);
	return result;
}

static inline int foreign_fuzz(const char *name, const uint8_t *data, size_t size)
{
	static const enum foreign_values wants[] = {FOREIGN_ANY, FOREIGN_COUNTS,
		FOREIGN_WEIGHTS};
	const char *path = foreign_file(data, size);
	size_t i, chunk = size / 32 < 16 ? 16 : size / 32;

	for (i = 0; i < sizeof wants / sizeof *wants; i++) {
		struct foreign_result large = foreign_run(name, path, wants[i], 0);
		struct foreign_result small = foreign_run(name, path, wants[i], chunk);

		if (large.failed != small.failed || large.rows != small.rows
			|| large.nonzeros != small.nonzeros || large.zeros != small.zeros)
			abort();
	}
	return 0;
}

#endif
