/* samples - small streams of every kind, and their content as text, for the
 * tests of lib/stream.
 *
 * All files are in a temporary folder that is removed at exit. */
#ifndef TESTS_UNIT_SAMPLES_H
#define TESTS_UNIT_SAMPLES_H

#include "base/bytes.h"
#include "stream/corpus.h"
#include "stream/dense.h"
#include "stream/sink.h"
#include "stream/source.h"
#include "stream/vocabseal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char sample_root[64];

static inline void sample_remove(void)
{
	char command[128];

	(void)snprintf(command, sizeof command, "rm -rf '%s'", sample_root);
	if (*sample_root && system(command) != 0)
		perror(sample_root);
}

/* The path of a file in the folder; good until the eighth call after it. */
static inline const char *sample_path(const char *name)
{
	static char paths[8][256];
	static unsigned turn;
	char *path = paths[turn++ % 8];

	if (!*sample_root) {
		(void)strcpy(sample_root, "/tmp/unit-XXXXXX");
		if (!mkdtemp(sample_root)) {
			perror("mkdtemp");
			exit(71);
		}
		(void)atexit(sample_remove);
	}
	(void)snprintf(path, sizeof paths[0], "%s/%s", sample_root, name);
	return path;
}

static inline void sample_write(const char *path, const void *data, size_t size)
{
	FILE *file = fopen(path, "wb");

	if (!file || (size && fwrite(data, size, 1, file) != 1) || fclose(file)) {
		perror(path);
		exit(74);
	}
}

/* The whole file; the caller releases it. */
static inline struct bytes sample_read(const char *path)
{
	struct bytes bytes = {0};
	struct fault fault = {0};
	FILE *file = fopen(path, "rb");
	size_t got = 0;

	do {
		bytes.size += got;
		if (!file || bytes_reserve(&bytes, 65536, &fault)) {
			perror(path);
			exit(74);
		}
		got = fread(bytes.data + bytes.size, 1, 65536, file);
	} while (got);
	(void)fclose(file);
	return bytes;
}

/* A process that writes the data byte by byte to a new pipe at path.  Its number. */
static inline pid_t sample_dribble(const char *path, const struct bytes *data)
{
	size_t i;
	int descriptor;
	pid_t child;

	(void)unlink(path);
	if (mkfifo(path, 0600))
		return -1;
	(void)fflush(stdout);
	child = fork();
	if (child)
		return child;
	descriptor = open(path, O_WRONLY);
	for (i = 0; i < data->size; i++)
		if (write(descriptor, data->data + i, 1) != 1)
			_exit(1);
	_exit(0);
}

/* Ends the test program where making a sample fails: no test could go on. */
static inline void sample_must(int failed, const struct fault *fault)
{
	if (failed) {
		printf("Bail out! %s\n", fault->text);
		exit(70);
	}
}

/* Terms w0, w1, ... in documents enough for the samples. */
static inline void sample_vocabulary(struct vocabulary *vocabulary, size_t terms)
{
	struct fault fault = {0};
	char term[32];
	size_t i;

	sample_must(vocabulary_init(vocabulary, terms, terms * 12, &fault), &fault);
	for (i = 0; i < terms; i++) {
		int length = snprintf(term, sizeof term, "w%zu", i);

		memcpy(vocabulary->text + vocabulary->start[i], term, (size_t)length + 1);
		vocabulary->start[i + 1] = vocabulary->start[i] + (size_t)length + 1;
		vocabulary->df[i] = i % 7 + 1;
		vocabulary->cf[i] = 2 * (i % 7) + 1;
	}
	vocabulary->documents = 9;
	vocabulary->tokens = 99;
	(void)strcpy(vocabulary->tokenizer, "unicode min=1");
	sample_must(vocabseal(vocabulary, &fault), &fault);
}

/* One row of a corpus: names "d<number>", columns and values from the number. */
static inline void sample_row(struct rows *rows, size_t number, size_t columns)
{
	struct fault fault = {0};
	size_t length = number % 5, i, n = 0, step = columns / 4 ? columns / 4 : 1;
	char name[32];

	sample_must(rows_reserve(rows, 1, length, 32, &fault), &fault);
	for (i = 0; i < length && i * step + number % step < columns; i++, n++) {
		size_t at = rows->nonzeros + n;

		rows->column[at] = (uint32_t)(i * step + number % step);
		if (rows->values == VALUES_COUNTS)
			rows->counts[at] = (uint32_t)(number % 11 + i * i * 90 + 1);
		else if (rows->values == VALUES_F32)
			rows->f32[at] = 0.25f + (float)number / 3;
		else
			rows->f64[at] = 0.1 * (double)number + (double)i;
	}
	(void)snprintf(name, sizeof name, "d%zu", number);
	sample_must(rows_end(rows, n, name, strlen(name), &fault), &fault);
}

static inline struct header sample_header(enum kind kind, enum values values, size_t columns)
{
	struct header header = {.kind = kind, .values = values, .columns = columns,
		.recipe = "sample seed=1"};
	struct fault fault = {0};

	(void)strcpy(header.weighting, values == VALUES_COUNTS ? "counts" : "tfidf nfc l2");
	if (kind == KIND_TOPICS)
		sample_must(bytes_append(&header.column, "#alpha\t1\t2\n", 11, &fault), &fault);
	return header;
}

/* A corpus of rows_count rows, in blocks of block_rows. */
static inline void sample_corpus(const char *path, enum values values, size_t rows_count,
	size_t block_rows, size_t columns)
{
	struct header header = sample_header(KIND_CORPUS, values, columns);
	struct vocabulary vocabulary;
	struct fault fault = {0};
	struct packer *packer = pack_packer_new(&fault);
	struct packed packed = {0};
	struct rows rows = {0};
	struct sink sink;
	size_t i;

	sample_vocabulary(&vocabulary, columns);
	sample_must(!packer || sink_open(&sink, path, true, &fault)
		|| sink_begin(&sink, &header, &vocabulary, &fault), &fault);
	rows_clear(&rows, values);
	for (i = 0; i < rows_count; i++) {
		sample_row(&rows, i, columns);
		if (rows.count < block_rows && i + 1 < rows_count)
			continue;
		sample_must(corpus_pack(packer, &rows, &packed, &fault)
			|| sink_put(&sink, &packed, &fault), &fault);
		rows_clear(&rows, values);
	}
	sample_must(sink_commit(&sink, &fault), &fault);
	sink_release(&sink);
	rows_release(&rows);
	pack_release(&packed);
	pack_packer_free(packer);
	vocabulary_release(&vocabulary);
}

/* A dense stream of k columns; of every third term, or of named rows. */
static inline void sample_dense(const char *path, enum kind kind, enum values values,
	size_t rows_count, size_t block_rows, size_t k)
{
	struct header header = sample_header(kind, values, k);
	struct vocabulary vocabulary;
	struct fault fault = {0};
	struct packer *packer = pack_packer_new(&fault);
	struct packed packed = {0};
	struct dense dense = {0};
	struct sink sink;
	size_t i, j;

	sample_vocabulary(&vocabulary, 3 * rows_count + 1);
	sample_must(!packer || sink_open(&sink, path, true, &fault)
		|| sink_begin(&sink, &header, &vocabulary, &fault), &fault);
	dense_clear(&dense, values, k, kind == KIND_VECTORS);
	for (i = 0; i < rows_count; i++) {
		void *row;

		sample_must(kind == KIND_VECTORS
			? dense_add_named(&dense, vocabulary_term(&vocabulary, i),
				vocabulary_length(&vocabulary, i), &row, &fault)
			: dense_add_term(&dense, (uint32_t)(3 * i), &row, &fault), &fault);
		for (j = 0; j < k; j++)
			if (values == VALUES_F32)
				((float *)row)[j] = (float)i + (float)j / 8;
			else if (values == VALUES_F64)
				((double *)row)[j] = (double)i / 3 - (double)j;
			else
				((int64_t *)row)[j] = (int64_t)(i << 40) - (int64_t)j;
		if (dense.count < block_rows && i + 1 < rows_count)
			continue;
		sample_must(dense_pack(packer, &dense, &packed, &fault)
			|| sink_put(&sink, &packed, &fault), &fault);
		dense_clear(&dense, values, k, kind == KIND_VECTORS);
	}
	sample_must(sink_commit(&sink, &fault), &fault);
	sink_release(&sink);
	dense_release(&dense);
	pack_release(&packed);
	pack_packer_free(packer);
	vocabulary_release(&vocabulary);
	header_release(&header);
}

static inline int sample_dump_rows(const struct rows *rows, struct bytes *out,
	struct fault *fault)
{
	size_t row, i;

	for (row = 0; row < rows->count; row++) {
		if (bytes_printf(out, fault, "%s", rows_name(rows, row)))
			return -1;
		for (i = rows->start[row]; i < rows->start[row + 1]; i++)
			if (rows->values == VALUES_COUNTS
				? bytes_printf(out, fault, " %u:%u", rows->column[i], rows->counts[i])
				: bytes_printf(out, fault, " %u:%a", rows->column[i],
					rows->values == VALUES_F32 ? (double)rows->f32[i] : rows->f64[i]))
				return -1;
		if (bytes_append(out, "\n", 1, fault))
			return -1;
	}
	return 0;
}

static inline int sample_dump_dense(const struct dense *dense, struct bytes *out,
	struct fault *fault)
{
	size_t row, i;

	for (row = 0; row < dense->count; row++) {
		if (dense->named ? bytes_printf(out, fault, "%s", dense->names + dense->name[row])
				 : bytes_printf(out, fault, "%u", dense->term[row]))
			return -1;
		for (i = row * dense->k; i < (row + 1) * dense->k; i++)
			if (dense->values == VALUES_I64
				? bytes_printf(out, fault, " %lld", (long long)dense->i64[i])
				: bytes_printf(out, fault, " %a", dense->values == VALUES_F32
					? (double)dense->f32[i] : dense->f64[i]))
				return -1;
		if (bytes_append(out, "\n", 1, fault))
			return -1;
	}
	return 0;
}

/* The content of streams as text: every header, the vocabulary, the rows and the
 * totals.  0, or -1 with the reader's fault. */
static inline int sample_dump(const char *const *paths, size_t count, struct bytes *out,
	struct fault *fault)
{
	struct packer *packer = pack_packer_new(fault);
	struct packed packed = {0};
	struct source source = {0};
	struct rows rows = {0};
	struct dense dense = {0};
	size_t stream;
	int got = -1;

	out->size = 0;
	if (!packer || source_open(&source, paths, count, fault)
		|| vocabulary_format_lines(&source.vocabulary, out, fault))
		goto done;
	while ((got = source_next(&source, &packed, fault)) == 1) {
		const struct header *header = source_stream(&source, packed.stream);

		got = -1;
		if (header->kind == KIND_CORPUS
			? corpus_unpack(packer, &packed, header, &rows, fault)
				|| sample_dump_rows(&rows, out, fault)
			: dense_unpack(packer, &packed, header, source.vocabulary.size, &dense, fault)
				|| sample_dump_dense(&dense, out, fault))
			goto done;
	}
	for (stream = 0; got == 0 && stream < source_streams(&source); stream++)
		if (header_format(source_stream(&source, stream), out, fault))
			got = -1;
	if (got == 0 && bytes_printf(out, fault, "%llu rows, %llu nonzeros, %llu streams\n",
		(unsigned long long)source.totals.rows,
		(unsigned long long)source.totals.nonzeros,
		(unsigned long long)source.totals.streams))
		got = -1;
done:
	source_close(&source);
	pack_release(&packed);
	pack_packer_free(packer);
	rows_release(&rows);
	dense_release(&dense);
	return got ? -1 : 0;
}

#endif
