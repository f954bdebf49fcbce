/* dense_test.c - blocks of dense rows: round trips, and claims that are wrong. */
#include "samples.h"
#include "stream/sections.h"
#include "unit.h"

#include <math.h>

static struct fault fault;

static void fill(struct dense *dense, size_t rows, size_t seed)
{
	size_t i, j;

	for (i = 0; i < rows; i++) {
		char name[32];
		void *row;

		(void)snprintf(name, sizeof name, "row %zu", i);
		sample_must(dense->named ? dense_add_named(dense, name, strlen(name), &row, &fault)
					 : dense_add_term(dense, (uint32_t)(i * 5 + seed), &row, &fault),
			&fault);
		for (j = 0; j < dense->k; j++)
			if (dense->values == VALUES_F32)
				((float *)row)[j] = (float)(i + seed) / (float)(j + 1);
			else if (dense->values == VALUES_F64)
				((double *)row)[j] = (double)(i + seed) / (double)(j + 1);
			else
				((int64_t *)row)[j] = INT64_MIN + (int64_t)(i * j + seed);
	}
}

static bool same_dense(const struct dense *a, const struct dense *b)
{
	struct bytes one = {0}, two = {0};
	bool same;

	sample_must(sample_dump_dense(a, &one, &fault) || sample_dump_dense(b, &two, &fault),
		&fault);
	same = a->count == b->count && one.size == two.size
		&& (one.size == 0 || memcmp(one.data, two.data, one.size) == 0);
	bytes_release(&one);
	bytes_release(&two);
	return same;
}

static void rows_round_trip(void)
{
	static const size_t counts[] = {0, 1, 7, 3000}, widths[] = {0, 1, 3, 200};
	struct packer *packer = pack_packer_new(&fault);
	struct dense dense = {0}, back = {0};
	struct packed packed = {0};
	size_t i, j;
	int values, named;

	for (values = VALUES_F32; values <= VALUES_I64; values++)
		for (named = 0; named < 2; named++)
			for (i = 0; i < 4; i++)
				for (j = 0; j < 4; j++) {
					struct header header = {
						.kind = named ? KIND_VECTORS : KIND_FACTORS,
						.values = (enum values)values, .columns = widths[j]};

					dense_clear(&dense, header.values, widths[j], named);
					fill(&dense, counts[i], i);
					CHECK(dense_pack(packer, &dense, &packed, &fault) == 0);
					CHECK(packed.rows == counts[i]
						&& packed.nonzeros == counts[i] * widths[j]);
					CHECK(dense_unpack(packer, &packed, &header, 15004, &back, &fault) == 0);
					CHECK(same_dense(&dense, &back));
					if (!named && counts[i])
						CHECK(dense_unpack(packer, &packed, &header,
							dense.term[counts[i] - 1], &back, &fault) == -1);
				}
	dense_release(&dense);
	dense_release(&back);
	dense_release(&back);
	pack_release(&packed);
	pack_packer_free(packer);
}

/* A row of more than a member, and the fullness of a block. */
static void wide_rows_round_trip(void)
{
	struct packer *packer = pack_packer_new(&fault);
	struct dense dense = {0}, back = {0};
	struct packed packed = {0};
	struct header header = {.kind = KIND_BASIS, .values = VALUES_F64, .columns = 300001};

	dense_clear(&dense, VALUES_F64, 300001, false);
	CHECK(!dense_full(&dense));
	fill(&dense, 2, 4);
	CHECK(dense_full(&dense));
	CHECK(dense_pack(packer, &dense, &packed, &fault) == 0 && packed.digests.size / 16 >= 5);
	CHECK(dense_unpack(packer, &packed, &header, 100, &back, &fault) == 0);
	CHECK(same_dense(&dense, &back));
	dense_release(&dense);
	dense_release(&back);
	pack_release(&packed);
	pack_packer_free(packer);
}

/* Whole numbers take the shortest of three forms, and come back as they were. */
static void whole_numbers_take_few_bytes(void)
{
	static const struct {
		int64_t first, other;
		size_t bytes; /* of 500 values, of which one is the first */
	} cases[] = {{0, 0, 500}, {127, 127, 500}, {128, 127, 501}, {INT64_MAX, 5, 508},
		{1 << 21, (1 << 21) - 1, 1501}, {1, 1 << 21, 1997}, {1 << 21, 1 << 21, 2000},
		{-1, 5, 2000}, {-1, (int64_t)1 << 31, 4000}, {INT64_MIN, 0, 4000},
		{0, INT64_MAX, 4000}};
	struct header header = {.kind = KIND_STATISTICS, .values = VALUES_I64, .columns = 50};
	struct packer *packer = pack_packer_new(&fault);
	struct dense dense = {0}, back = {0};
	struct packed packed = {0};
	size_t i, row, k;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct bytes *payload;
		struct sections sections;
		void *to;

		dense_clear(&dense, VALUES_I64, 50, false);
		for (row = 0; row < 10; row++) {
			sample_must(dense_add_term(&dense, (uint32_t)row, &to, &fault), &fault);
			for (k = 0; k < 50; k++)
				((int64_t *)to)[k] = row || k ? cases[i].other : cases[i].first;
		}
		CHECK(dense_pack(packer, &dense, &packed, &fault) == 0);
		CHECK(pack_unpack(packer, &packed, &payload, &fault) == 0
			&& sections_split(&packed, payload, &sections, &fault) == 0);
		CHECK(sections.values_size == cases[i].bytes);
		CHECK(dense_unpack(packer, &packed, &header, 10, &back, &fault) == 0);
		CHECK(same_dense(&dense, &back));
	}
	dense_release(&dense);
	dense_release(&back);
	pack_release(&packed);
	pack_packer_free(packer);
}

static int read_payload(const struct header *header, uint64_t rows, uint64_t nonzeros,
	const char *payload, size_t size)
{
	struct packer *packer = pack_packer_new(&fault);
	struct bytes bytes = {(char *)(size_t)payload, size, 0};
	struct packed packed = {0};
	struct dense dense = {0};
	int failed;

	fault = (struct fault){0};
	sample_must(pack(packer, BLOCK_ROWS, rows, nonzeros, &bytes, size, &packed, &fault), &fault);
	packed.path = "a.mz";
	packed.number = 3;
	failed = dense_unpack(packer, &packed, header, 10, &dense, &fault);
	if (failed) {
		CHECK(fault.kind == FAULT_DATA);
		CHECK(strstr(fault.text, "a.mz: block 3: ") == fault.text);
	}
	dense_release(&dense);
	pack_release(&packed);
	pack_packer_free(packer);
	return failed;
}

#define READ(rows, nonzeros, payload) \
	read_payload(&header, rows, nonzeros, payload, sizeof payload - 1)

static void wrong_terms_are_refused(void)
{
	struct header header = {.kind = KIND_TOPICS, .values = VALUES_F32, .columns = 1};

	CHECK(READ(2, 2, "rows 2 2 0 2 8\n\1\7\0\0\0\0\0\0\0\0") == 0); /* terms 1 and 9 */
	CHECK(READ(2, 2, "rows 2 2 0 2 8\n\1\x8\0\0\0\0\0\0\0\0") == -1); /* and 10 */
	CHECK(READ(2, 2, "rows 2 2 0 1 8\n\1\0\0\0\0\0\0\0\0") == -1);
	CHECK(READ(2, 2, "rows 2 2 0 3 8\n\1\1\1\0\0\0\0\0\0\0\0") == -1);
	CHECK(READ(2, 2, "rows 2 2 0 6 8\n\1\xff\xff\xff\xff\x0f\0\0\0\0\0\0\0\0") == -1);
	CHECK(READ(2, 2, "rows 2 2 2 2 8\na\n\1\7\0\0\0\0\0\0\0\0") == -1);
	CHECK(READ(2, 2, "rows 2 2 0 2 7\n\1\7\0\0\0\0\0\0\0") == -1);
	CHECK(READ(2, 2, "rows 2 2 0 2 16\n\1\7\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0") == -1);
	CHECK(READ(2, 3, "rows 2 3 0 2 8\n\1\7\0\0\0\0\0\0\0\0") == -1);
	CHECK(READ(1, 1, "rows 1 1 0 1 4\n\1\0\0\xc0\x7f") == -1);
	CHECK(strstr(fault.text, "row 0: a value is not finite") != NULL);
	CHECK(READ(4294967295u, 4294967295u, "rows 4294967295 4294967295 0 0 0\n") == -1);
	header.columns = 0;
	CHECK(READ(2, 0, "rows 2 0 0 2 0\n\1\7") == 0);
	CHECK(READ(4294967295u, 0, "rows 4294967295 0 0 0 0\n") == -1);
	header.columns = COLUMNS_MOST;
	CHECK(READ(1, 4294967294u, "rows 1 4294967294 0 1 4\n\1\0\0\0\0") == -1);
	CHECK(READ(4294967295u, 2, "rows 4294967295 2 0 1 4\n\1\0\0\0\0") == -1);
}

static void wrong_whole_numbers_are_refused(void)
{
	struct header header = {.kind = KIND_STATISTICS, .values = VALUES_I64, .columns = 2};

	CHECK(READ(1, 2, "rows 1 2 0 1 2\n\0\1\2") == 0);
	CHECK(READ(1, 2, "rows 1 2 0 1 7\n\0\xff\xff\xff\xff\xff\x7f\1") == 0);
	CHECK(READ(1, 2, "rows 1 2 0 1 1\n\0\1") == -1);
	CHECK(READ(1, 2, "rows 1 2 0 1 3\n\0\1\2\3") == -1);
	CHECK(strstr(fault.text, "bytes after the last number") != NULL);
	CHECK(READ(1, 2, "rows 1 2 0 1 2\n\0\1\x82") == -1);
	CHECK(strstr(fault.text, "row 0: a damaged number") != NULL);
	CHECK(READ(1, 2, "rows 1 2 0 1 3\n\0\1\x82\0") == -1); /* not in the shortest form */
	/* more than four bytes each, but not eight each */
	CHECK(READ(1, 2, "rows 1 2 0 1 9\n\0\xff\xff\xff\xff\xff\xff\xff\x7f\1") == -1);
	header.values = VALUES_F64;
	CHECK(READ(1, 2, "rows 1 2 0 1 2\n\0\1\2") == -1);
	CHECK(READ(1, 2, "rows 1 2 0 1 8\n\0\0\0\0\0\0\0\0\0") == -1);
}

static void wrong_names_are_refused(void)
{
	struct header header = {.kind = KIND_VECTORS, .values = VALUES_F64, .columns = 1};

	CHECK(READ(1, 1, "rows 1 1 2 0 8\na\n\0\0\0\0\0\0\0\0") == 0);
	CHECK(READ(1, 1, "rows 1 1 2 1 8\na\n\1\0\0\0\0\0\0\0\0") == -1);
	CHECK(READ(1, 1, "rows 1 1 0 1 8\n\1\0\0\0\0\0\0\0\0") == -1);
	CHECK(READ(1, 1, "rows 1 1 4 0 8\na\nb\n\0\0\0\0\0\0\0\0") == -1);
	CHECK(READ(1, 1, "rows 1 1 4 0 8\na\tb\n\0\0\0\0\0\0\0\0") == -1);
	CHECK(READ(1, 1, "rows 1 1 2 0 8\na\n\0\0\0\0\0\0\xf0\x7f") == -1);
}

/* A term has one row in a stream, whatever its blocks, and another in the next. */
static void order_holds_over_blocks(void)
{
	static const struct {
		uint32_t first, last;
		size_t stream;
		int expected;
	} blocks[] = {{0, 4, 0, 0}, {5, 5, 0, 0}, {9, 9, 0, 0}, {9, 9, 0, -1}, {3, 3, 0, -1},
		{10, 11, 0, 0}, {0, 1, 1, 0}, {1, 2, 1, -1}, {2, 3, 1, 0}, {0, 0, 2, 0}};
	struct term_order order = {0};
	struct packed packed = {.path = "a.mz", .number = 7};
	struct dense dense = {0};
	size_t i;

	for (i = 0; i < sizeof blocks / sizeof *blocks; i++) {
		void *row;
		int result;

		dense_clear(&dense, VALUES_F32, 1, false);
		packed.stream = blocks[i].stream;
		sample_must(dense_add_term(&dense, blocks[i].first, &row, &fault)
			|| (blocks[i].last > blocks[i].first
				&& dense_add_term(&dense, blocks[i].last, &row, &fault)), &fault);
		fault = (struct fault){0};
		result = dense_terms_in_order(&order, &packed, dense.term, dense.count, &fault);
		CHECK(result == blocks[i].expected);
		if (result)
			CHECK(fault.kind == FAULT_DATA && strstr(fault.text, "a.mz: block 7: term "));
	}
	dense_clear(&dense, VALUES_F32, 1, false);
	CHECK(dense_terms_in_order(&order, &packed, dense.term, dense.count, &fault) == 0);
	dense_release(&dense);
}

/* Counts have no fixed size.  No header has them for dense rows, but a caller could. */
static void values_without_a_size_are_refused(void)
{
	struct header header = {.kind = KIND_VECTORS, .values = VALUES_COUNTS, .columns = 1};

	CHECK(READ(1, 1, "rows 1 1 2 0 1\na\n\1") == -1);
}

int main(void)
{
	RUN(rows_round_trip);
	RUN(wide_rows_round_trip);
	RUN(whole_numbers_take_few_bytes);
	RUN(wrong_terms_are_refused);
	RUN(wrong_whole_numbers_are_refused);
	RUN(wrong_names_are_refused);
	RUN(order_holds_over_blocks);
	RUN(values_without_a_size_are_refused);
	return unit_end();
}
