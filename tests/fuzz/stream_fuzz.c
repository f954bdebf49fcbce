/* stream_fuzz.c - any bytes as a matrix stream.
 *
 * The first byte says what the others are.  0: the stream itself, where
 * checksums stop nearly everything at the door.  Else they are split at
 * the bytes SPLIT into payloads, which are packed as they
 * should be, so that the decoders behind the checksums are reached:
 * 1: header, vocabulary, then blocks of rows; 2 and more: blocks of rows of a
 * stream whose header is right, of one kind each. */
#define _GNU_SOURCE
#include "base/digest.h"
#include "base/fullio.h"
#include "stream/corpus.h"
#include "stream/dense.h"
#include "stream/source.h"
#include "stream/steps.h"
#include "stream/vocabseal.h"

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

static void must(int failed)
{
	if (failed)
		abort();
}

static void put(struct made *made, enum block_type type, const void *data, size_t size)
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

static void put_end(struct made *made)
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

/* A right header and vocabulary, of the kind and values that the number picks. */
static void put_head(struct made *made, unsigned number)
{
	static const char lines[] = "vocabulary 3\na\t1\t1\nb\t2\t2\nc\t1\t5\n";
	struct vocabulary vocabulary;
	struct header header = {.kind = (enum kind)(number % KIND_COUNT),
		.values = (enum values)(number / KIND_COUNT % VALUES_COUNT)};
	struct fault fault = {0};
	struct bytes text = {0};

	must(vocabulary_parse_lines(&vocabulary, lines + 13, sizeof lines - 14, 3, &fault));
	must(vocabseal(&vocabulary, &fault));
	header.terms = vocabulary.terms;
	header.frequencies = vocabulary.frequencies;
	header.columns = header.kind == KIND_CORPUS ? 3 : 1 + number / (KIND_COUNT * VALUES_COUNT) % 4;
	must(header_format(&header, &text, &fault));
	put(made, BLOCK_HEADER, text.data, text.size);
	put(made, BLOCK_VOCABULARY, lines, sizeof lines - 1);
	vocabulary_release(&vocabulary);
	bytes_release(&text);
}

static void make(struct made *made, const uint8_t *data, size_t size)
{
	unsigned mode = data[0], part = 0;
	const uint8_t *at = data + 1, *end = data + size, *stop;
	struct fault fault = {0};

	if (mode == 0) {
		must(bytes_append(&made->stream, at, (size_t)(end - at), &fault));
		return;
	}
	digest_start(digester);
	if (mode > 1)
		put_head(made, mode - 2);
	for (; at < end; at = stop + sizeof SPLIT, part++) {
		enum block_type type = mode > 1 || part > 1 ? BLOCK_ROWS
			: part ? BLOCK_VOCABULARY : BLOCK_HEADER;

		stop = memmem(at, (size_t)(end - at), SPLIT, sizeof SPLIT);
		if (!stop)
			stop = end;
		put(made, type, at, (size_t)(stop - at));
		if (stop == end)
			break;
	}
	put_end(made);
}

/* What was taken must be within the bounds that the reader promises. */
static void check_rows(const struct rows *rows, uint64_t columns)
{
	size_t row, i;

	for (row = 0; row < rows->count; row++) {
		must(strlen(rows_name(rows, row)) + 1 != rows->name[row + 1] - rows->name[row]);
		for (i = rows->start[row]; i < rows->start[row + 1]; i++)
			must(rows->column[i] >= columns
				|| (i > rows->start[row] && rows->column[i] <= rows->column[i - 1])
				|| (rows->values == VALUES_COUNTS && rows->counts[i] == 0));
	}
}

static void check_dense(const struct dense *dense, uint64_t terms)
{
	size_t row;

	for (row = 0; row < dense->count; row++)
		must(dense->named
			? strlen(dense->names + dense->name[row]) + 1
				!= dense->name[row + 1] - dense->name[row]
			: dense->term[row] >= terms
				|| (row > 0 && dense->term[row] <= dense->term[row - 1]));
}

static void check_steps(const struct step_rows *steps, uint64_t terms, uint64_t columns)
{
	size_t row, i;

	must(steps->count && steps->start[steps->count] != steps->entries);
	for (row = 0; row < steps->count; row++) {
		must(steps->term[row] >= terms
			|| (row > 0 && steps->term[row] <= steps->term[row - 1])
			|| steps->rest[row] >> 63);
		for (i = steps->start[row]; i < steps->start[row + 1]; i++)
			must(steps->column[i] >= columns || steps->value[i] == 0
				|| steps->value[i] >> 63
				|| (i > steps->start[row] && steps->column[i] <= steps->column[i - 1]));
	}
}

static void read_all(const char *path)
{
	struct fault fault = {0};
	struct source source;
	struct packed packed = {0};
	struct rows rows = {0};
	struct dense dense = {0};
	struct step_rows steps = {0};
	int got = -1;

	if (source_open(&source, &path, 1, &fault) == 0) {
		while ((got = source_next(&source, &packed, &fault)) == 1) {
			const struct header *header = source_stream(&source, packed.stream);

			if (header->kind == KIND_CORPUS) {
				if (corpus_unpack(packer, &packed, header, &rows, &fault) == 0)
					check_rows(&rows, header->columns);
			} else if (header->values == VALUES_STEPS) {
				if (steps_unpack(packer, &packed, header, source.vocabulary.size, &steps,
					    &fault) == 0)
					check_steps(&steps, source.vocabulary.size, header->columns);
			} else if (dense_unpack(packer, &packed, header, source.vocabulary.size, &dense,
					&fault) == 0) {
				check_dense(&dense, source.vocabulary.size);
			}
		}
		source_close(&source);
	}
	if (got < 0)
		must((fault.kind != FAULT_DATA && fault.kind != FAULT_SYSTEM) || !*fault.text);
	pack_release(&packed);
	rows_release(&rows);
	dense_release(&dense);
	steps_release(&steps);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int file = -1;
	static char path[64];
	struct fault fault = {0};
	struct made made = {0};

	if (size == 0)
		return 0;
	if (file < 0) {
		file = memfd_create("stream", 0);
		(void)snprintf(path, sizeof path, "/proc/self/fd/%d", file);
		packer = pack_packer_new(&fault);
		digester = digest_new(&fault);
		must(file < 0 || !packer || !digester);
	}
	make(&made, data, size);
	must(ftruncate(file, 0) || lseek(file, 0, SEEK_SET)
		|| fullio_write(file, made.stream.data, made.stream.size, &fault));
	bytes_release(&made.stream);
	read_all(path);
	return 0;
}
