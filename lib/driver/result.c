/* result.c - reads a result through before it counts. */
#include "driver/result.h"

#include "base/fullio.h"
#include "base/number.h"
#include "stream/columnline.h"
#include "stream/corpus.h"
#include "stream/dense.h"
#include "stream/inflated.h"
#include "stream/source.h"
#include "stream/textin.h"

#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

static int not_that(struct fault *fault)
{
	return fault_at(fault, "a result that its task can't yield");
}

static int check_size(const char *path, const struct task_yield *yield, struct fault *fault)
{
	uint64_t bytes;

	if (inflated_size(path, &bytes, fault))
		return -1;
	if (yield->bytes == 0 || bytes <= yield->bytes)
		return 0;
	(void)fault_set(fault, FAULT_DATA, "%llu bytes once inflated, and at most %llu can be",
		(unsigned long long)bytes, (unsigned long long)yield->bytes);
	return not_that(fault);
}

/* What it says that it was made of. */
static int check_count(const struct header *header, const struct task_yield *yield,
	struct fault *fault)
{
	uint64_t count;

	if (!yield->counted)
		return 0;
	if (column_line_whole(&header->column, yield->counted, &count, fault) == 0) {
		if (count == yield->count)
			return 0;
		(void)fault_set(fault, FAULT_DATA, "%s of %llu, and %llu are wanted", yield->counted,
			(unsigned long long)count, (unsigned long long)yield->count);
	}
	return not_that(fault);
}

static int check_header(const struct source *source, const struct task_yield *yield,
	struct fault *fault)
{
	const struct header *header = &source->header;

	if (header->kind != yield->kind)
		(void)fault_set(fault, FAULT_DATA, "kind is %s, and %s is wanted",
			header_kind_name(header->kind), header_kind_name(yield->kind));
	else if (!digest_equal(&header->terms, &yield->terms))
		(void)fault_set(fault, FAULT_DATA, "another vocabulary");
	else if (yield->columns && header->columns != yield->columns)
		(void)fault_set(fault, FAULT_DATA, "%llu columns, and %llu are wanted",
			(unsigned long long)header->columns, (unsigned long long)yield->columns);
	else
		return check_count(header, yield, fault);
	return not_that(fault);
}

static int check_totals(const struct source *source, const struct task_yield *yield,
	struct fault *fault)
{
	uint64_t rows = source->totals.rows;

	if (source->totals.streams != 1)
		(void)fault_set(fault, FAULT_DATA, "%llu streams, and one is wanted",
			(unsigned long long)source->totals.streams);
	else if (rows > yield->rows || (yield->all_rows && rows != yield->rows))
		(void)fault_set(fault, FAULT_DATA, "%llu rows, and %s%llu are wanted",
			(unsigned long long)rows, yield->all_rows ? "" : "at most ",
			(unsigned long long)yield->rows);
	else
		return 0;
	return not_that(fault);
}

struct reading {
	struct packer *packer;
	struct rows rows;
	struct dense dense;
};

/* Values too, but of sums on a grid: who merges them reads them next. */
static int read_block(struct reading *reading, const struct source *source,
	const struct packed *block, struct fault *fault)
{
	const struct header *header = &source->header;
	const struct bytes *payload;

	if (header->kind == KIND_CORPUS)
		return corpus_unpack(reading->packer, block, header, &reading->rows, fault);
	if (header->values == VALUES_F32 || header->values == VALUES_F64)
		return dense_unpack(reading->packer, block, header, source->vocabulary.size,
			&reading->dense, fault);
	return pack_unpack(reading->packer, block, &payload, fault);
}

static int read_through(struct source *source, struct fault *fault)
{
	struct reading reading = {.packer = pack_packer_new(fault)};
	struct packed block = {0};
	int got = reading.packer ? 1 : -1;

	while (got == 1) {
		got = source_next(source, &block, fault);
		if (got == 1 && read_block(&reading, source, &block, fault))
			got = -1;
	}
	rows_release(&reading.rows);
	dense_release(&reading.dense);
	pack_release(&block);
	pack_packer_free(reading.packer);
	return got ? fault_at(fault, "a result is incomplete") : 0;
}

int result_read(const char *path, const struct task_yield *yield, struct digest *digest,
	struct fault *fault)
{
	static const struct task_yield any;
	struct source source = {0};
	int failed;

	yield = yield ? yield : &any;
	if (check_size(path, yield, fault))
		return -1;
	if (source_open(&source, &path, 1, fault))
		return fault_at(fault, "a result is incomplete");
	failed = (yield->shaped && check_header(&source, yield, fault))
		|| read_through(&source, fault)
		|| (yield->shaped && check_totals(&source, yield, fault));
	*digest = source.totals.digest;
	source_close(&source);
	return failed ? -1 : 0;
}

bool result_is_stream(const char *path)
{
	unsigned char head[MEMBER_HEAD];
	const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
	struct fault ignored = {0};
	size_t got = 0;
	bool begins = descriptor >= 0 && fullio_read(descriptor, head, sizeof head, &got, &ignored) == 0
		&& got > 0 && pack_member_begins(head, got);

	if (descriptor >= 0)
		(void)close(descriptor);
	return begins;
}

int result_numbers(const char *path, uint64_t numbers, struct fault *fault)
{
	struct bytes text = {0};
	int failed = textin_read_all(path, &text, fault);
	const char *at = text.data, *end = at + text.size;
	uint64_t count = 0;

	while (!failed && at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		double number;

		if (!stop || !number_parse_real(at, (size_t)(stop - at), &number)
			|| !isfinite(number) || number < 0)
			break;
		count++;
		at = stop + 1;
	}
	if (!failed && (at < end || count != numbers)) {
		(void)fault_set(fault, FAULT_DATA, "not %llu numbers, one a line",
			(unsigned long long)numbers);
		failed = not_that(fault);
	}
	bytes_release(&text);
	return failed ? -1 : 0;
}

bool result_same(const char *path, const char *other)
{
	struct task_yield same = {0};
	struct fault ignored = {0};
	struct digest digest[2];

	return inflated_size(other, &same.bytes, &ignored) == 0
		&& result_read(other, NULL, &digest[0], &ignored) == 0
		&& result_read(path, &same, &digest[1], &ignored) == 0
		&& digest_equal(&digest[0], &digest[1]);
}
