/* stream_fuzz.c - any bytes as a matrix stream.
 *
 * The first byte says what the others are.  0: the stream itself, where
 * checksums stop nearly everything at the door.  Else they are split at
 * the bytes SPLIT into payloads, which are packed as they
 * should be, so that the decoders behind the checksums are reached:
 * 1: header, vocabulary, then blocks of rows; 2 and more: blocks of rows of a
 * stream whose header is right, of one kind each. */
#define _GNU_SOURCE
#include "stream/corpus.h"
#include "stream/dense.h"
#include "stream/source.h"
#include "stream/steps.h"
#include "stream/vocabseal.h"
#include "streamfuzz.h"

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
	struct fault fault = {0};

	if (data[0] == 0) {
		must(bytes_append(&made->stream, data + 1, size - 1, &fault));
		return;
	}
	digest_start(digester);
	if (data[0] > 1)
		put_head(made, data[0] - 2u);
	put_parts(made, data + 1, data + size, data[0] == 1);
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
	struct made made = {0};

	if (size == 0)
		return 0;
	fuzz_begin();
	make(&made, data, size);
	read_all(fuzz_file(&made));
	return 0;
}
