/* factors_fuzz.c - any bytes as factors, and as the bases and products of several passes.
 *
 * The bytes are split at SPLIT into a header, a vocabulary and blocks of rows, packed as they
 * should be.  What was taken must be what its reader promises, and be written and read again
 * as the same; whatever was refused must say why. */
#define _GNU_SOURCE
#include "lsi/blocks.h"
#include "lsi/factors.h"
#include "streamfuzz.h"

#include <math.h>
#include <stdbool.h>

static void check_sketch(const struct namesketch *sketch)
{
	struct namesketch again = {0};
	struct bytes lines = {0};
	struct fault fault = {0};

	must(namesketch_put(sketch, &lines, &fault)
		|| namesketch_take(&again, &lines, &fault)
		|| again.count != sketch->count
		|| memcmp(again.hash, sketch->hash, sketch->count * sizeof *sketch->hash) != 0);
	bytes_release(&lines);
}

static void check_factors(const struct factors *factors)
{
	size_t i;

	for (i = 0; i < factors->k; i++)
		must(!(factors->sigma[i] > 0) || !(factors->error[i] >= 0)
			|| (i && factors->sigma[i] > factors->sigma[i - 1]));
	for (i = 0; i < factors->terms * factors->k; i++)
		must(!isfinite(factors->u[i]));
	must(!(factors->beyond >= 0));
	check_sketch(&factors->names);
}

static bool open_source(struct source *source, const char *const *path)
{
	struct fault fault = {0};

	*source = (struct source){0};
	if (source_open(source, path, 1, &fault) == 0)
		return true;
	must(!*fault.text);
	source_close(source);
	return false;
}

static void read_factors(const char *const *path)
{
	struct factors_reader reader;
	struct source source;
	struct fault fault = {0};
	int got = -1;

	if (!open_source(&source, path))
		return;
	must(factors_reader_init(&reader, &source, &fault));
	do {
		struct factors factors = {0};

		got = factors_next(&reader, &factors, &fault);
		if (got == 1)
			check_factors(&factors);
		factors_release(&factors);
	} while (got == 1);
	must(got < 0 && !*fault.text);
	factors_reader_release(&reader);
	source_close(&source);
}

static void read_block(const char *const *path, bool product)
{
	struct source source;
	struct block block = {0};
	struct fault fault = {0};

	if (!open_source(&source, path))
		return;
	if (product ? blocks_read_product(&source, &block, 1, &fault)
		: blocks_read_basis(&source, &block, 1, &fault))
		must(!*fault.text);
	else
		check_sketch(&block.names);
	blocks_release(&block);
	source_close(&source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct made made = {0};
	const char *path;

	fuzz_begin();
	digest_start(digester);
	put_parts(&made, data, data + size, true);
	path = fuzz_file(&made);
	read_factors(&path);
	read_block(&path, false);
	read_block(&path, true);
	return 0;
}
