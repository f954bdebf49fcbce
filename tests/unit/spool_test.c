/* spool_test.c - spilled blocks give the stream that they would have given at once. */
#include "stream/spool.h"
#include "samples.h"
#include "unit.h"

static struct fault fault;

/* A corpus as sample_corpus makes it, but through a spool. */
static void spooled_corpus(const char *path, size_t rows_count, size_t block_rows)
{
	struct header header = sample_header(KIND_CORPUS, VALUES_COUNTS, 40);
	struct packer *packer = pack_packer_new(&fault);
	struct packed packed = {0};
	struct vocabulary vocabulary;
	struct rows rows = {0};
	struct spool spool;
	struct sink sink;
	size_t i;

	CHECK(spool_open(&spool, &fault) == 0);
	rows_clear(&rows, VALUES_COUNTS);
	for (i = 0; i < rows_count; i++) {
		sample_row(&rows, i, 40);
		if (rows.count < block_rows && i + 1 < rows_count)
			continue;
		CHECK(corpus_pack(packer, &rows, &packed, &fault) == 0);
		CHECK(spool_put(&spool, &packed, &fault) == 0);
		rows_clear(&rows, VALUES_COUNTS);
	}
	sample_vocabulary(&vocabulary, 40);
	CHECK(sink_open(&sink, path, true, &fault) == 0);
	CHECK(sink_begin(&sink, &header, &vocabulary, &fault) == 0);
	CHECK(spool_pour(&spool, &sink, &fault) == 0);
	CHECK(sink_commit(&sink, &fault) == 0);
	sink_release(&sink);
	spool_release(&spool);
	spool_release(&spool);
	rows_release(&rows);
	pack_release(&packed);
	pack_packer_free(packer);
	vocabulary_release(&vocabulary);
}

static void spools_change_nothing(void)
{
	static const size_t counts[] = {0, 1, 500, 5000};
	size_t i;

	for (i = 0; i < sizeof counts / sizeof *counts; i++) {
		struct bytes a, b;

		sample_corpus(sample_path("a.mz"), VALUES_COUNTS, counts[i], 9, 40);
		spooled_corpus(sample_path("b.mz"), counts[i], 9);
		a = sample_read(sample_path("a.mz"));
		b = sample_read(sample_path("b.mz"));
		CHECK(a.size == b.size && memcmp(a.data, b.data, a.size) == 0);
		bytes_release(&a);
		bytes_release(&b);
	}
}

/* Spilled blocks of two files come back with the places they were read from. */
static void blocks_keep_their_places(void)
{
	const char *const paths[] = {sample_path("a.mz"), sample_path("b.mz")};
	struct packed block = {0}, again = {0};
	struct source source, second;
	struct spool spool;
	size_t blocks = 0, rows = 0;

	sample_corpus(paths[0], VALUES_COUNTS, 50, 9, 40);
	sample_corpus(paths[1], VALUES_COUNTS, 30, 9, 40);
	CHECK(source_open(&source, paths, 2, &fault) == 0);
	CHECK(spool_fill(&spool, &source, &fault) == 0);
	CHECK(source_open(&second, paths, 2, &fault) == 0);
	while (spool_next(&spool, &again, &fault) == 1) {
		CHECK(source_next(&second, &block, &fault) == 1);
		CHECK(again.path && strcmp(again.path, block.path) == 0);
		CHECK(again.number == block.number && again.stream == block.stream);
		CHECK(again.before == block.before && again.before == rows);
		rows += (size_t)again.rows;
		blocks++;
	}
	CHECK(blocks == 10 && rows == 80);
	source_close(&source);
	source_close(&second);
	spool_release(&spool);
	pack_release(&block);
	pack_release(&again);
}

static void the_folder_is_tmpdirs(void)
{
	struct spool spool;

	CHECK(setenv("TMPDIR", sample_path("missing"), 1) == 0);
	CHECK(spool_open(&spool, &fault) == -1 && strstr(fault.text, "missing") != NULL);
	spool_release(&spool);
	CHECK(setenv("TMPDIR", "", 1) == 0);
	CHECK(spool_open(&spool, &fault) == 0);
	spool_release(&spool);
	CHECK(unsetenv("TMPDIR") == 0);
	CHECK(spool_open(&spool, &fault) == 0);
	spool_release(&spool);
}

int main(void)
{
	RUN(spools_change_nothing);
	RUN(blocks_keep_their_places);
	RUN(the_folder_is_tmpdirs);
	return unit_end();
}
