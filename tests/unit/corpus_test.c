/* corpus_test.c - blocks of sparse rows: round trips, and claims that are wrong. */
#include "base/varint.h"
#include "samples.h"
#include "unit.h"

#include <math.h>

static struct fault fault;
static struct header header = {.kind = KIND_CORPUS, .columns = 1000};

static bool same_rows(const struct rows *a, const struct rows *b)
{
	struct bytes one = {0}, two = {0};
	bool same;

	sample_must(sample_dump_rows(a, &one, &fault) || sample_dump_rows(b, &two, &fault), &fault);
	same = a->count == b->count && a->nonzeros == b->nonzeros && one.size == two.size
		&& (one.size == 0 || memcmp(one.data, two.data, one.size) == 0);
	bytes_release(&one);
	bytes_release(&two);
	return same;
}

static void varints_round_trip(void)
{
	static const uint32_t values[] = {0, 1, 127, 128, 16383, 16384, 2097151, 2097152,
		268435455, 268435456, UINT32_MAX};
	static const unsigned char bad[][6] = {{0x80}, {0x80, 0}, {0xff, 0xff, 0xff, 0xff, 0x10},
		{0x80, 0x80, 0x80, 0x80, 0x80, 1}, {0xff, 0xff, 0xff, 0xff, 0xff, 0}, {0x81, 0x80, 0}};
	static const size_t sizes[] = {1, 2, 5, 6, 6, 3};
	size_t i, cut;

	for (i = 0; i < sizeof values / sizeof *values; i++) {
		unsigned char out[VARINT_MOST];
		const unsigned char *end = varint_put(out, values[i]), *at = out;
		uint32_t value = 1;

		CHECK(varint_take(&at, end, &value) && at == end && value == values[i]);
		for (cut = 0; cut < (size_t)(end - out); cut++) {
			at = out;
			CHECK(!varint_take(&at, out + cut, &value));
		}
	}
	for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		const unsigned char *at = bad[i];
		uint32_t value;

		CHECK(!varint_take(&at, at + sizes[i], &value));
	}
}

static void rows_round_trip(void)
{
	static const size_t counts[] = {0, 1, 2, 100, 20000};
	struct packer *packer = pack_packer_new(&fault);
	struct rows rows = {0}, back = {0};
	struct packed packed = {0};
	int values;
	size_t i, row;

	for (values = VALUES_COUNTS; values <= VALUES_F64; values++)
		for (i = 0; i < sizeof counts / sizeof *counts; i++) {
			header.values = (enum values)values;
			rows_clear(&rows, header.values);
			for (row = 0; row < counts[i]; row++)
				sample_row(&rows, row * 7, 1000);
			CHECK(corpus_pack(packer, &rows, &packed, &fault) == 0);
			CHECK(packed.rows == rows.count && packed.nonzeros == rows.nonzeros);
			CHECK(corpus_unpack(packer, &packed, &header, &back, &fault) == 0);
			CHECK(same_rows(&rows, &back));
		}
	rows_release(&rows);
	rows_release(&back);
	pack_release(&packed);
	pack_packer_free(packer);
}

/* A row much longer than a member, with the largest columns and counts. */
static void a_long_row_round_trips(void)
{
	enum { LONG = 3000000 };
	struct packer *packer = pack_packer_new(&fault);
	struct rows rows = {0}, back = {0};
	struct packed packed = {0};
	struct header wide = {.kind = KIND_CORPUS, .columns = COLUMNS_MOST};
	char name[NAME_BYTES_MOST];
	size_t i;

	memset(name, 'n', sizeof name);
	rows_clear(&rows, VALUES_COUNTS);
	sample_must(rows_reserve(&rows, 1, LONG, sizeof name + 1, &fault), &fault);
	for (i = 0; i < LONG; i++) {
		rows.column[i] = (uint32_t)(i * 1400 + 11);
		rows.counts[i] = i % 1000 ? (uint32_t)(i % 3 + 1) : UINT32_MAX;
	}
	rows.column[LONG - 1] = COLUMNS_MOST - 1;
	sample_must(rows_end(&rows, LONG, name, sizeof name, &fault), &fault);
	CHECK(corpus_pack(packer, &rows, &packed, &fault) == 0);
	CHECK(packed.digests.size / 16 > 3);
	CHECK(corpus_unpack(packer, &packed, &wide, &back, &fault) == 0);
	CHECK(back.count == 1 && back.nonzeros == LONG && strlen(rows_name(&back, 0)) == sizeof name);
	CHECK(memcmp(rows.column, back.column, LONG * 4) == 0);
	CHECK(memcmp(rows.counts, back.counts, LONG * 4) == 0);
	wide.columns--;
	CHECK(corpus_unpack(packer, &packed, &wide, &back, &fault) == -1);
	CHECK(strstr(fault.text, "out of range") != NULL);
	rows_release(&rows);
	rows_release(&back);
	pack_release(&packed);
	pack_packer_free(packer);
}

static void rows_are_copied_and_measured(void)
{
	struct rows rows = {0}, copy = {0};
	int values;
	size_t row;

	for (values = VALUES_COUNTS; values <= VALUES_F64; values++) {
		rows_clear(&rows, (enum values)values);
		rows_clear(&copy, (enum values)values);
		for (row = 0; row < 200; row++)
			sample_row(&rows, row, 50);
		for (row = 0; row < rows.count; row++)
			CHECK(rows_copy(&copy, &rows, row, &fault) == 0);
		CHECK(same_rows(&rows, &copy));
	}
	rows_clear(&copy, VALUES_COUNTS);
	CHECK(rows_copy(&copy, &rows, 0, &fault) == -1 && fault.kind == FAULT_INTERNAL);
	CHECK(!rows_full(&rows));
	rows_clear(&rows, VALUES_COUNTS);
	CHECK(!rows_full(&rows));
	while (!rows_full(&rows))
		sample_row(&rows, 5, 50);
	CHECK(rows.count == BLOCK_ROWS_MOST);
	rows_release(&rows);
	rows_release(&copy);
	rows_release(&copy);
}

static void impossible_names_are_recognised(void)
{
	char name[NAME_BYTES_MOST + 1];

	memset(name, 'n', sizeof name);
	CHECK(rows_name_fits(name, NAME_BYTES_MOST) && !rows_name_fits(name, sizeof name));
	CHECK(rows_name_fits("", 0) && rows_name_fits("\xff a b", 5));
	CHECK(!rows_name_fits("a\tb", 3) && !rows_name_fits("a\nb", 3));
	CHECK(!rows_name_fits("a\rb", 3) && !rows_name_fits("a\0b", 3));
}

/* Reads a payload, packed with these counts in its head; -1 with the fault. */
static int read_payload(uint64_t rows_count, uint64_t nonzeros, const char *payload, size_t size)
{
	struct packer *packer = pack_packer_new(&fault);
	struct bytes bytes = {(char *)(size_t)payload, size, 0};
	struct packed packed = {0};
	struct rows rows = {0};
	int failed;

	fault = (struct fault){0};
	sample_must(pack(packer, BLOCK_ROWS, rows_count, nonzeros, &bytes, size, &packed, &fault),
		&fault);
	packed.path = "a.mz";
	packed.number = 12;
	failed = corpus_unpack(packer, &packed, &header, &rows, &fault);
	if (failed) {
		CHECK(fault.kind == FAULT_DATA || fault.kind == FAULT_SYSTEM);
		CHECK(strstr(fault.text, "a.mz: block 12: ") == fault.text);
	}
	rows_release(&rows);
	pack_release(&packed);
	pack_packer_free(packer);
	return failed;
}

#define READ(rows, nonzeros, payload) read_payload(rows, nonzeros, payload, sizeof payload - 1)

static void wrong_sizes_are_refused(void)
{
	header.values = VALUES_COUNTS;
	header.columns = 1000;
	/* two rows: columns 3, 5 and 0; counts 1, 2 and 9 */
	CHECK(READ(2, 3, "rows 2 3 4 5 3\na\nb\n\2\1\3\1\0\1\2\x9") == 0);
	CHECK(READ(3, 3, "rows 2 3 4 5 3\na\nb\n\2\1\3\1\0\1\2\x9") == -1);
	CHECK(READ(2, 4, "rows 2 3 4 5 3\na\nb\n\2\1\3\1\0\1\2\x9") == -1);
	CHECK(READ(2, 3, "rows 2 3 4 5 3\na\nb\n\2\1\3\1\0\1\2\x9!") == -1);
	CHECK(READ(2, 3, "rows 2 3 4 5 4\na\nb\n\2\1\3\1\0\1\2\x9!") == -1);
	CHECK(READ(2, 3, "rows 2 3 4 6 3\na\nb\n\2\1\3\1\0!\1\2\x9") == -1);
	CHECK(READ(2, 3, "rows 2 3 5 5 3\na\nb\n!\2\1\3\1\0\1\2\x9") == -1);
	CHECK(READ(2, 3, "rows 2 3 3 5 3\na\nb\2\1\3\1\0\1\2\x9") == -1);
	CHECK(READ(2, 3, "rows 2 3 4 5 2\na\nb\n\2\1\3\1\0\1\2") == -1);
	CHECK(READ(2, 3, "rows 2 3 4 4 3\na\nb\n\2\1\3\1\1\2\x9") == -1);
	CHECK(READ(2, 3, "rows 02 3 4 5 3\na\nb\n\2\1\3\1\0\1\2\x9") == -1);
	CHECK(READ(2, 3, "rows 2 3 4 5  3\na\nb\n\2\1\3\1\0\1\2\x9") == -1);
	CHECK(READ(2, 3, "rows 2 3 4 5\na\nb\n\2\1\3\1\0\1\2\x9") == -1);
	CHECK(READ(2, 3, "row 2 3 4 5 3\na\nb\n\2\1\3\1\0\1\2\x9") == -1);
	CHECK(READ(2, 3, "rows 2 3 18446744073709551615 5 3\na\nb\n\2\1\3\1\0\1\2\x9") == -1);
	CHECK(READ(2, 3, "rows 2 3 4 18446744073709551615 3\na\nb\n\2\1\3\1\0\1\2\x9") == -1);
	CHECK(READ(2, 3, "rows 2 3 4 5 18446744073709551608\na\nb\n\2\1\3\1\0\1\2\x9") == -1);
	CHECK(READ(2, 3, "rows 2 3 4 5 3") == -1);
	CHECK(READ(2, 3, "r") == -1);
	/* more rows and nonzeros than may be allocated before they are read */
	CHECK(READ(4294967295u, 0, "rows 4294967295 0 0 0 0\n") == -1);
	CHECK(READ(1, 4294967295u, "rows 1 4294967295 2 1 0\na\n\1") == -1);
	CHECK(READ(0, 0, "rows 0 0 0 0 0\n") == 0);
}

static void wrong_rows_are_refused(void)
{
	header.values = VALUES_COUNTS;
	header.columns = 1000;
	CHECK(READ(1, 1, "rows 1 1 2 3 1\na\n\1\xe7\x07\1") == 0); /* column 999 */
	CHECK(READ(1, 1, "rows 1 1 2 3 1\na\n\1\xe8\x07\1") == -1);
	CHECK(strstr(fault.text, "row 0, 'a'") != NULL);
	CHECK(READ(1, 2, "rows 1 2 2 4 2\na\n\2\xe7\x07\0\1\1") == -1);
	CHECK(READ(1, 1, "rows 1 1 2 6 1\na\n\1\xff\xff\xff\xff\x0f\1") == -1);
	CHECK(READ(2, 2, "rows 2 2 4 4 2\na\nb\n\2\1\1\1\1\1") == -1); /* lengths over the sum */
	CHECK(READ(2, 2, "rows 2 2 4 4 2\na\nb\n\1\0\1\1\1\1") == -1); /* and under it */
	CHECK(READ(1, 1, "rows 1 1 2 3 1\na\n\1\x80\0\1") == -1); /* not in the shortest form */
	CHECK(READ(1, 1, "rows 1 1 2 2 1\na\n\1\x80\1") == -1);
	/* counts */
	CHECK(READ(1, 1, "rows 1 1 2 2 1\na\n\1\1\0") == -1);
	CHECK(strstr(fault.text, "count is zero") != NULL);
	CHECK(READ(1, 1, "rows 1 1 2 2 2\na\n\1\1\x81\0") == -1);
	CHECK(READ(1, 1, "rows 1 1 2 2 1\na\n\1\1\x81") == -1);
	CHECK(READ(1, 1, "rows 1 1 2 2 5\na\n\1\1\xff\xff\xff\xff\x0f") == 0);
	CHECK(READ(1, 1, "rows 1 1 2 2 5\na\n\1\1\xff\xff\xff\xff\x1f") == -1);
	/* names */
	CHECK(READ(1, 0, "rows 1 0 1 1 0\n\n\0") == 0);
	CHECK(READ(1, 0, "rows 1 0 4 1 0\na\tb\n\0") == -1);
	CHECK(READ(1, 0, "rows 1 0 4 1 0\na\0b\n\0") == -1);
	CHECK(READ(1, 0, "rows 1 0 4 1 0\na\rb\n\0") == -1);
	CHECK(READ(1, 0, "rows 1 0 4 1 0\na\nb\n\0") == -1);
	CHECK(READ(1, 0, "rows 1 0 2 1 0\nab\0") == -1);
}

static void floats_are_checked(void)
{
	static const struct {
		double value;
		bool fits;
	} known[] = {{1.5, true}, {-1.5, true}, {0, true}, {1e-45, true}, {INFINITY, false},
		{-INFINITY, false}, {NAN, false}};
	size_t i;
	int wide;

	for (i = 0; i < sizeof known / sizeof *known; i++)
		for (wide = 0; wide < 2; wide++) {
			char payload[64];
			int length = snprintf(payload, sizeof payload, "rows 1 1 2 2 %d\na\n\1\1",
				wide ? 8 : 4);
			float narrow = (float)known[i].value;

			header.values = wide ? VALUES_F64 : VALUES_F32;
			memcpy(payload + length, wide ? (const void *)&known[i].value : &narrow,
				wide ? 8 : 4);
			CHECK(read_payload(1, 1, payload, (size_t)length + (wide ? 8 : 4))
				== (known[i].fits ? 0 : -1));
			if (!known[i].fits)
				CHECK(strstr(fault.text, "row 0, 'a': a value is not finite") != NULL);
		}
	header.values = VALUES_F32;
	CHECK(READ(1, 1, "rows 1 1 2 2 8\na\n\1\1\0\0\0\0\0\0\0\0") == -1);
	CHECK(READ(1, 1, "rows 1 1 2 2 3\na\n\1\1\0\0\0") == -1);
}

int main(void)
{
	RUN(varints_round_trip);
	RUN(rows_round_trip);
	RUN(a_long_row_round_trips);
	RUN(rows_are_copied_and_measured);
	RUN(impossible_names_are_recognised);
	RUN(wrong_sizes_are_refused);
	RUN(wrong_rows_are_refused);
	RUN(floats_are_checked);
	return unit_end();
}
