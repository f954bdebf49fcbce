/* foreign_test.c - foreign formats in and out: the same rows whatever the
 * chunks and threads, and exactly those that were written. */
#include "format/formats.h"
#include "samples.h"
#include "format/chunks.h"
#include "format/columns.h"
#include "format/entries.h"
#include "format/foreignin.h"
#include "format/foreignout.h"
#include "format/scan.h"
#include "format/tripleruns.h"
#include "stream/vocabseal.h"
#include "unit.h"

#include <math.h>

static struct fault fault;

/* Imports a file; the rows as text in out, the sink's file at path. */
static int import_file(const char *format, const char *from, enum foreign_values want,
	enum values precision, size_t chunk_size, int threads, const char *path)
{
	struct foreign_import import = {.format = formats_find(format), .path = from,
		.want = want, .precision = precision, .threads = threads,
		.chunk_size = chunk_size};
	struct sink sink = {0};
	int failed;

	import.base = FOREIGN_BASE;
	failed = sink_open(&sink, path, true, &fault) || foreignin_read(&import, &sink, &fault)
		|| sink_commit(&sink, &fault);
	sink_release(&sink);
	return failed ? -1 : 0;
}

static void export_file(const char *format, const char *from, int threads, const char *path)
{
	struct foreign_export export = {.format = formats_find(format), .threads = threads};
	struct outfile out = {0};
	struct sized sized = {0};

	export.base = export.format->base;
	export.out = &out;
	sample_must(outfile_open(&out, path, &fault)
		|| sized_open(&sized, &from, 1, &fault)
		|| foreignout_write(&export, &sized, &fault) || outfile_commit(&out, &fault), &fault);
	sized_close(&sized);
	outfile_release(&out);
}

static bool same_text(const char *a, const char *b)
{
	struct bytes one = sample_read(a), other = sample_read(b);
	bool same = one.size == other.size
		&& (one.size == 0 || memcmp(one.data, other.data, one.size) == 0);

	bytes_release(&one);
	bytes_release(&other);
	return same;
}

/* Rows that differ from block to block: empty ones, one of many entries. */
static void make_corpus(const char *path, enum values values)
{
	sample_corpus(path, values, 2000, 300, 50);
}

static void any_chunks_give_the_same_rows(void)
{
	static const char *const formats[] = {"mm", "ldac", "uci", "svmlight"};
	static const size_t sizes[] = {1, 16, 100, 5000, 0};
	const char *corpus = sample_path("chunks.mz"), *text = sample_path("chunks.text");
	const char *got = sample_path("chunks.got"), *back = sample_path("chunks.back");
	size_t f, s;
	int threads;

	make_corpus(corpus, VALUES_COUNTS);
	for (f = 0; f < 4; f++) {
		export_file(formats[f], corpus, 1, text);
		for (s = 0; s < sizeof sizes / sizeof *sizes; s++)
			for (threads = 1; threads <= 3; threads += 2) {
				CHECK(import_file(formats[f], text, FOREIGN_ANY, VALUES_F32,
					      sizes[s], threads, got) == 0);
				export_file(formats[f], got, threads, back);
				CHECK(same_text(text, back));
			}
	}
}

static void weights_come_back_exactly(void)
{
	static const enum values precisions[] = {VALUES_F32, VALUES_F64};
	static const char *const formats[] = {"mm", "svmlight"};
	size_t p, f;

	for (p = 0; p < 2; p++)
		for (f = 0; f < 2; f++) {
			const char *corpus = sample_path("weights.mz"), *text = sample_path("w.text");
			const char *got = sample_path("w.got"), *back = sample_path("w.back");

			make_corpus(corpus, precisions[p]);
			export_file(formats[f], corpus, 2, text);
			CHECK(import_file(formats[f], text, FOREIGN_WEIGHTS, precisions[p], 100, 2,
				      got) == 0);
			export_file(formats[f], got, 1, back);
			CHECK(same_text(text, back));
		}
}

/* Counts in many blocks, spilled before the one weight of the last row is met. */
static void counts_before_a_weight_become_weights(void)
{
	const char *text = sample_path("late.mm"), *one = sample_path("late.1");
	const char *other = sample_path("late.2");
	struct bytes lines = {0};
	int row;

	CHECK(bytes_printf(&lines, &fault, "%%%%MatrixMarket matrix coordinate real general\n"
		      "500 3 500\n") == 0);
	for (row = 1; row < 500; row++)
		CHECK(bytes_printf(&lines, &fault, "%d %d %d\n", row, row % 3 + 1, row) == 0);
	CHECK(bytes_printf(&lines, &fault, "500 1 0.25\n") == 0);
	sample_write(text, lines.data, lines.size);
	CHECK(import_file("mm", text, FOREIGN_WEIGHTS, VALUES_F64, 64, 1, one) == 0);
	CHECK(import_file("mm", text, FOREIGN_ANY, VALUES_F64, 64, 1, other) == 0);
	CHECK(same_text(one, other));
	CHECK(import_file("mm", text, FOREIGN_ANY, VALUES_F64, 64, 4, other) == 0);
	CHECK(same_text(one, other));
	CHECK(import_file("mm", text, FOREIGN_COUNTS, VALUES_F64, 64, 4, other) < 0);
	CHECK(strstr(fault.text, "line 502: 0.25 is no count") != NULL);
	bytes_release(&lines);
}

/* The line of a fault does not depend on how the text is cut. */
static void faults_name_the_same_line(void)
{
	static const size_t sizes[] = {1, 30, 0};
	const char *text = sample_path("bad.ldac"), *out = sample_path("bad.mz");
	struct bytes lines = {0};
	size_t s;
	int row;

	for (row = 0; row < 300; row++)
		CHECK(bytes_printf(&lines, &fault, row == 222 ? "2 1:1\n" : "1 1:1\n") == 0);
	sample_write(text, lines.data, lines.size);
	for (s = 0; s < 3; s++) {
		CHECK(import_file("ldac", text, FOREIGN_COUNTS, VALUES_F32, sizes[s], 3, out) < 0);
		CHECK(fault.kind == FAULT_DATA);
		CHECK(strstr(fault.text, "bad.ldac: line 223: 2 terms are announced, 1 follow"));
		CHECK(access(out, F_OK) != 0);
	}
	bytes_release(&lines);
}

static void triples_are_cut_before_the_last_row(void)
{
	const struct foreign_format *mm = formats_find("mm");
	uint64_t end = 9;
	const char *text = "1 1 1\n1 2 1\n3 1 1\n3 2 1\n4 1 1\n";

	CHECK(mm->cut(text, strlen(text), false, 0, &end) == 24 && end == 3);
	CHECK(mm->cut(text, strlen(text), true, 0, &end) == strlen(text) && end == 4);
	/* an incomplete line does not count */
	CHECK(mm->cut(text, strlen(text) - 2, false, 0, &end) == 12 && end == 1);
	CHECK(mm->cut(text, 12, false, 0, &end) == 0 && end == 0);
	CHECK(mm->cut(text, 3, false, 0, &end) == 0);
}

static void scans_stop_at_the_line_end(void)
{
	static const char *const bad[] = {"\n", " \n", "-\n", ".\n", "1e\n", "nan\n", "inf\n",
		"1x\n", "0x1\n", "1..2\n", "1,5\n"};
	static const struct {
		const char *text;
		double value;
	} good[] = {{"1\n", 1}, {"0.5\n", 0.5}, {"-2.25\r\n", -2.25}, {"1e3 \n", 1000},
		{".5\n", 0.5}, {"5.\n", 5}, {"123456789012345\n", 123456789012345},
		{"0.14056560541234567\n", 0.14056560541234567}, {"+3\n", 3},
		{"0.000000000000001\n", 1e-15}};
	uint64_t whole;
	double value;
	size_t i;

	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(scan_real(bad[i], &value) == NULL);
	for (i = 0; i < sizeof good / sizeof *good; i++) {
		const char *end = scan_real(good[i].text, &value);

		CHECK(end && value == good[i].value && scan_end(end) != NULL);
	}
	CHECK(scan_whole("x\n", &whole) == NULL);
	CHECK(scan_whole("1234567890123456789\n", &whole) == NULL);
	CHECK(scan_whole("123456789012345678\n", &whole) != NULL && whole == 123456789012345678);
}

static void claimed_sizes_need_entries(void)
{
	CHECK(foreign_check_claim(FOREIGN_BELIEVED, 0, FOREIGN_BELIEVED, "rows", &fault) == 0);
	CHECK(foreign_check_claim(FOREIGN_BELIEVED + 1, 0, FOREIGN_BELIEVED, "rows", &fault) < 0);
	CHECK(foreign_check_claim((uint64_t)1 << 30, (uint64_t)1 << 28, FOREIGN_BELIEVED, "rows",
		      &fault) == 0);
	CHECK(foreign_check_claim(UINT64_MAX, 1, FOREIGN_BELIEVED, "rows", &fault) < 0);
}

static void terms_are_numbered_from_the_base(void)
{
	struct vocabulary vocabulary = {0};

	CHECK(columns_number_terms(&vocabulary, 11, 0, &fault) == 0);
	CHECK(strcmp(vocabulary_term(&vocabulary, 0), "0") == 0);
	CHECK(strcmp(vocabulary_term(&vocabulary, 10), "10") == 0);
	CHECK(vocabseal(&vocabulary, &fault) == 0);
	vocabulary_release(&vocabulary);
	CHECK(columns_number_terms(&vocabulary, 0, 1, &fault) == 0);
	CHECK(vocabulary.size == 0 && vocabseal(&vocabulary, &fault) == 0);
	vocabulary_release(&vocabulary);
}

static void lists_are_read_line_by_line(void)
{
	const char *path = sample_path("list"), *line;
	struct linefile file;
	size_t length;

	sample_write(path, "one\r\n\nthree", 11);
	CHECK(linefile_open(&file, path, &fault) == 0);
	CHECK(linefile_next(&file, &line, &length, &fault) == 1 && length == 3);
	CHECK(linefile_next(&file, &line, &length, &fault) == 1 && length == 0);
	CHECK(linefile_next(&file, &line, &length, &fault) == 1 && length == 5);
	CHECK(memcmp(line, "three", 5) == 0 && file.number == 3);
	CHECK(linefile_next(&file, &line, &length, &fault) == 0);
	CHECK(linefile_next(&file, &line, &length, &fault) == 0);
	linefile_close(&file);
	linefile_close(&file);
}

/* Entries in any order come by row, column and when they were added, from memory and from
 * many runs. */
static void runs_are_merged(void)
{
	static const size_t most[] = {0, 1, 7, 100, 5000};
	enum { N = 20000 };
	size_t m, i;

	for (m = 0; m < sizeof most / sizeof *most; m++) {
		struct tripleruns runs = {.run_most = most[m] == 1 ? 9999 : most[m]};
		struct triple before = {0};
		const struct triple *triple;
		size_t got = 0;
		double sum = 0;
		int failed = 0;

		for (i = 0; i < N; i++)
			CHECK(tripleruns_add(&runs, i * 7919 % 101, (uint32_t)(i * 31 % 53),
				      (double)i, &fault) == 0);
		CHECK(tripleruns_end(&runs, &fault) == 0);
		for (; (triple = tripleruns_next(&runs, &failed, &fault)); got++) {
			if (got)
				CHECK(triple->row > before.row || (triple->row == before.row
					&& (triple->column > before.column
						|| (triple->column == before.column
							&& triple->value > before.value))));
			before = *triple;
			sum += triple->value;
		}
		CHECK(!failed && got == N && sum == (double)N * (N - 1) / 2);
		tripleruns_release(&runs);
		tripleruns_release(&runs);
	}
}

int main(void)
{
	RUN(runs_are_merged);
	RUN(any_chunks_give_the_same_rows);
	RUN(weights_come_back_exactly);
	RUN(counts_before_a_weight_become_weights);
	RUN(faults_name_the_same_line);
	RUN(triples_are_cut_before_the_last_row);
	RUN(scans_stop_at_the_line_end);
	RUN(claimed_sizes_need_entries);
	RUN(terms_are_numbered_from_the_base);
	RUN(lists_are_read_line_by_line);
	return unit_end();
}
