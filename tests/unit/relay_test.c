/* relay_test.c - corpora through a step: the same bytes whatever the threads. */
#include "samples.h"
#include "stream/relay.h"
#include "unit.h"

static struct fault fault;
static const int thread_counts[] = {1, 2, 8};

enum { THREADS = sizeof thread_counts / sizeof *thread_counts };

/* Halves every count; leaves out rows that have none, so that some blocks vanish. */
static int halve(void *context, const struct rows *in, struct rows *out, struct fault *told)
{
	size_t row, i;

	(void)context;
	for (row = 0; row < in->count; row++) {
		size_t length = in->start[row + 1] - in->start[row];

		if (length == 0)
			continue;
		if (!strcmp(rows_name(in, row), "d777"))
			return fault_set(told, FAULT_NO_INPUT, "row d777");
		if (rows_reserve(out, 1, length, 1, told))
			return -1;
		for (i = 0; i < length; i++) {
			out->column[out->nonzeros + i] = in->column[in->start[row] + i];
			out->f32[out->nonzeros + i] = (float)in->counts[in->start[row] + i] / 2;
		}
		if (rows_end(out, length, rows_name(in, row), strlen(rows_name(in, row)), told))
			return -1;
	}
	return 0;
}

static int to_lengths(void *context, const struct rows *in, struct dense *out,
	struct fault *told)
{
	size_t row;

	(void)context;
	for (row = 0; row < in->count; row++) {
		void *values;
		const char *name = rows_name(in, row);

		if (dense_add_named(out, name, strlen(name), &values, told))
			return -1;
		((double *)values)[0] = (double)(in->start[row + 1] - in->start[row]);
		((double *)values)[1] = (double)row;
	}
	return 0;
}

/* Runs a relay from path to out; vectors where dense is set. */
static int relay(const char *path, const char *to, bool dense, int threads)
{
	struct source source = {0};
	struct sink sink = {0};
	struct header header = sample_header(dense ? KIND_VECTORS : KIND_CORPUS,
		dense ? VALUES_F64 : VALUES_F32, 2);
	int failed;

	fault = (struct fault){0};
	failed = source_open_kind(&source, KIND_CORPUS, &path, 1, &fault)
		|| sink_open(&sink, to, true, &fault)
		|| sink_begin(&sink, &header, &source.vocabulary, &fault)
		|| (dense ? relay_vectors(&source, &sink, VALUES_F64, 2, threads, to_lengths, NULL,
				&fault)
			: relay_corpus(&source, &sink, VALUES_F32, threads, halve, NULL, &fault))
		|| sink_commit(&sink, &fault);
	source_close(&source);
	sink_release(&sink);
	return failed ? -1 : 0;
}

static bool same_files(const char *one, const char *two)
{
	struct bytes a = sample_read(one), b = sample_read(two);
	bool same = a.size == b.size && memcmp(a.data, b.data, a.size) == 0;

	bytes_release(&a);
	bytes_release(&b);
	return same;
}

static void threads_change_nothing(void)
{
	int i, dense;

	sample_corpus(sample_path("in.mz"), VALUES_COUNTS, 700, 3, 40);
	for (dense = 0; dense < 2; dense++)
		for (i = 0; i < THREADS; i++) {
			CHECK(relay(sample_path("in.mz"), sample_path(i ? "other.mz" : "out.mz"), dense,
				thread_counts[i]) == 0);
			CHECK(i == 0 || same_files(sample_path("out.mz"), sample_path("other.mz")));
		}
}

static void results_are_right(void)
{
	struct bytes text = {0};
	const char *path = sample_path("out.mz");

	sample_corpus(sample_path("in.mz"), VALUES_COUNTS, 9, 2, 40);
	CHECK(relay(sample_path("in.mz"), path, false, 2) == 0);
	CHECK(sample_dump(&path, 1, &text, &fault) == 0 && bytes_terminate(&text, &fault) == 0);
	CHECK(strstr(text.data, "\nd1 1:0x1p+0\nd2 2:0x1.8p+0 12:0x1.74p+5\nd3 "));
	CHECK(strstr(text.data, "\n7 rows, ") != NULL); /* d0 and d5 are empty */
	CHECK(relay(sample_path("in.mz"), path, true, 2) == 0);
	CHECK(sample_dump(&path, 1, &text, &fault) == 0 && bytes_terminate(&text, &fault) == 0);
	CHECK(strstr(text.data, "\nd3 0x1.8p+1 0x1p+0\nd4 0x1p+2 0x0p+0\n"));
	bytes_release(&text);
}

/* The fault of a step names its block, and no output appears. */
static void faults_of_the_step_have_their_place(void)
{
	int i;

	sample_corpus(sample_path("in.mz"), VALUES_COUNTS, 900, 3, 40);
	for (i = 0; i < THREADS; i++) {
		CHECK(relay(sample_path("in.mz"), sample_path("never.mz"), false,
			thread_counts[i]) == -1);
		CHECK(fault.kind == FAULT_NO_INPUT);
		CHECK(strstr(fault.text, "in.mz: block 261: row d777") != NULL);
		CHECK(access(sample_path("never.mz"), F_OK) != 0);
	}
}

/* Of two damaged blocks the first is reported, whatever the threads. */
static void the_first_damage_is_reported(void)
{
	struct bytes whole;
	size_t at, found = 0, i;
	char first[1024] = "";

	sample_corpus(sample_path("in.mz"), VALUES_COUNTS, 700, 3, 40);
	whole = sample_read(sample_path("in.mz"));
	/* the payload of members a third and two thirds through */
	for (at = 0; at + 50 < whole.size; at++)
		if (!memcmp(whole.data + at, "\x1f\x8b\x08\x04", 4) && whole.data[at + 48] == 'r') {
			found++;
			if (found == 80 || found == 160)
				whole.data[at + 60] ^= 4;
		}
	sample_write(sample_path("bad.mz"), whole.data, whole.size);
	for (i = 0; i < THREADS; i++) {
		CHECK(relay(sample_path("bad.mz"), sample_path("never.mz"), false,
			thread_counts[i]) == -1);
		CHECK(fault.kind == FAULT_DATA && strstr(fault.text, "block 81: damaged"));
		if (i == 0)
			(void)strcpy(first, fault.text);
		CHECK(!strcmp(first, fault.text));
		CHECK(access(sample_path("never.mz"), F_OK) != 0);
	}
	bytes_release(&whole);
}

static bool is_odd(void *context, const struct rows *rows, size_t row)
{
	(void)context;
	return (rows_name(rows, row)[strlen(rows_name(rows, row)) - 1] - '0') % 2;
}

static int split(const char *path, const char *odd, const char *even, int threads)
{
	struct source source = {0};
	struct sink none = {0}, sinks[2] = {none, none};
	int failed;

	fault = (struct fault){0};
	failed = source_open_kind(&source, KIND_CORPUS, &path, 1, &fault)
		|| sink_open(&sinks[0], odd, true, &fault) || sink_open(&sinks[1], even, true, &fault)
		|| sink_begin(&sinks[0], &source.header, &source.vocabulary, &fault)
		|| sink_begin(&sinks[1], &source.header, &source.vocabulary, &fault)
		|| relay_split(&source, &sinks[0], &sinks[1], threads, is_odd, NULL, &fault)
		|| sink_commit(&sinks[0], &fault) || sink_commit(&sinks[1], &fault);
	source_close(&source);
	sink_release(&sinks[0]);
	sink_release(&sinks[1]);
	return failed ? -1 : 0;
}

static void splits_part_the_rows(void)
{
	struct bytes text = {0};
	const char *path;
	int i;

	sample_corpus(sample_path("in.mz"), VALUES_COUNTS, 701, 3, 40);
	for (i = 0; i < THREADS; i++) {
		CHECK(split(sample_path("in.mz"), sample_path(i ? "odd2.mz" : "odd.mz"),
			sample_path(i ? "even2.mz" : "even.mz"), thread_counts[i]) == 0);
		CHECK(i == 0 || same_files(sample_path("odd.mz"), sample_path("odd2.mz")));
		CHECK(i == 0 || same_files(sample_path("even.mz"), sample_path("even2.mz")));
	}
	path = sample_path("odd.mz");
	CHECK(sample_dump(&path, 1, &text, &fault) == 0 && bytes_terminate(&text, &fault) == 0);
	CHECK(strstr(text.data, "\n350 rows, ") && strstr(text.data, "\nd699 "));
	CHECK(!strstr(text.data, "\nd700"));
	path = sample_path("even.mz");
	CHECK(sample_dump(&path, 1, &text, &fault) == 0 && bytes_terminate(&text, &fault) == 0);
	CHECK(strstr(text.data, "\n351 rows, "));
	bytes_release(&text);
}

/* Makes rows by their numbers, 5 a block, until there are 1000, or 333 and a fault. */
struct maker {
	size_t made, failing_at;
};

static int make_rows(void *from, struct rows *rows, struct fault *told)
{
	struct maker *maker = from;

	while (rows->count < 5 && maker->made < 1000) {
		if (maker->made == maker->failing_at)
			return fault_set(told, FAULT_DATA, "row %zu can't be made", maker->made);
		sample_row(rows, maker->made++, 40);
	}
	return rows->count > 0;
}

static void made_rows_are_packed_in_order(void)
{
	struct header header = sample_header(KIND_CORPUS, VALUES_COUNTS, 40);
	struct vocabulary vocabulary;
	int i;

	sample_corpus(sample_path("right.mz"), VALUES_COUNTS, 1000, 5, 40);
	sample_vocabulary(&vocabulary, 40);
	for (i = 0; i < 2 * THREADS; i++) {
		struct maker maker = {0, i < THREADS ? SIZE_MAX : 333};
		struct sink sink;

		CHECK(sink_open(&sink, sample_path("made.mz"), true, &fault) == 0);
		CHECK(sink_begin(&sink, &header, &vocabulary, &fault) == 0);
		if (i < THREADS) {
			CHECK(relay_fill(make_rows, &maker, &sink, VALUES_COUNTS, thread_counts[i],
				&fault) == 0);
			CHECK(sink_commit(&sink, &fault) == 0);
			CHECK(same_files(sample_path("right.mz"), sample_path("made.mz")));
		} else {
			CHECK(relay_fill(make_rows, &maker, &sink, VALUES_COUNTS,
				thread_counts[i - THREADS], &fault) == -1);
			CHECK(!strcmp(fault.text, "row 333 can't be made"));
		}
		sink_release(&sink);
	}
	vocabulary_release(&vocabulary);
}

struct seen {
	size_t rows;
	uint64_t hash;
	bool failing;
};

static int see(void *context, const struct rows *rows, struct fault *told)
{
	struct seen *seen = context;
	size_t row;

	for (row = 0; row < rows->count; row++, seen->rows++)
		seen->hash = seen->hash * 31
			+ digest_short(rows_name(rows, row), strlen(rows_name(rows, row)), 0);
	return seen->failing && seen->rows > 50 ? fault_set(told, FAULT_DATA, "seen enough") : 0;
}

static int see_dense(void *context, const struct header *header, const struct dense *rows,
	struct fault *told)
{
	struct seen *seen = context;
	size_t row;

	(void)told;
	for (row = 0; row < rows->count; row++, seen->rows++)
		seen->hash = seen->hash * 31 + rows->term[row] + header->columns;
	return 0;
}

static void visits_go_in_order(void)
{
	uint64_t hash[2] = {0, 0};
	const char *path, *twice[2];
	int i;

	sample_corpus(sample_path("in.mz"), VALUES_COUNTS, 700, 3, 40);
	sample_dense(sample_path("topics.mz"), KIND_TOPICS, VALUES_F32, 300, 7, 2);
	for (i = 0; i < THREADS; i++) {
		struct seen seen = {0};
		struct source source;

		path = sample_path("in.mz");
		CHECK(source_open(&source, &path, 1, &fault) == 0);
		CHECK(relay_each(&source, thread_counts[i], see, &seen, &fault) == 0);
		source_close(&source);
		CHECK(seen.rows == 700 && (i == 0 || seen.hash == hash[0]));
		hash[0] = seen.hash;

		twice[0] = twice[1] = sample_path("topics.mz");
		seen = (struct seen){0};
		CHECK(source_open(&source, twice, 2, &fault) == 0);
		CHECK(relay_each_dense(&source, thread_counts[i], see_dense, &seen, &fault) == 0);
		CHECK(source_streams(&source) == 2);
		source_close(&source);
		CHECK(seen.rows == 600 && (i == 0 || seen.hash == hash[1]));
		hash[1] = seen.hash;

		seen = (struct seen){.failing = true};
		CHECK(source_open(&source, &path, 1, &fault) == 0);
		CHECK(relay_each(&source, thread_counts[i], see, &seen, &fault) == -1);
		source_close(&source);
		CHECK(!strcmp(fault.text, "seen enough") && seen.rows == 51);
	}
}

/* A stream that has each term twice, which no command writes. */
static void terms_come_once_in_a_stream(void)
{
	struct header header = sample_header(KIND_TOPICS, VALUES_F32, 1);
	struct packer *packer = pack_packer_new(&fault);
	struct vocabulary vocabulary;
	struct packed packed = {0};
	struct dense dense = {0};
	struct sink sink;
	const char *path = sample_path("twice.mz");
	uint32_t block;
	void *row;
	int i;

	sample_vocabulary(&vocabulary, 40);
	sample_must(sink_open(&sink, path, true, &fault)
		|| sink_begin(&sink, &header, &vocabulary, &fault), &fault);
	for (block = 0; block < 40; block++) {
		dense_clear(&dense, VALUES_F32, 1, false);
		sample_must(dense_add_term(&dense, block % 20, &row, &fault), &fault);
		*(float *)row = 1;
		sample_must(dense_pack(packer, &dense, &packed, &fault)
			|| sink_put(&sink, &packed, &fault), &fault);
	}
	sample_must(sink_commit(&sink, &fault), &fault);
	for (i = 0; i < THREADS; i++) {
		struct seen seen = {0};
		struct source source;

		CHECK(source_open(&source, &path, 1, &fault) == 0);
		CHECK(relay_each_dense(&source, thread_counts[i], see_dense, &seen, &fault) == -1);
		CHECK(fault.kind == FAULT_DATA && strstr(fault.text, "block 22: term 0 comes after"));
		CHECK(seen.rows == 20);
		source_close(&source);
	}
	sink_release(&sink);
	header_release(&header);
	vocabulary_release(&vocabulary);
	dense_release(&dense);
	pack_release(&packed);
	pack_packer_free(packer);
}

int main(void)
{
	RUN(threads_change_nothing);
	RUN(results_are_right);
	RUN(faults_of_the_step_have_their_place);
	RUN(the_first_damage_is_reported);
	RUN(splits_part_the_rows);
	RUN(made_rows_are_packed_in_order);
	RUN(visits_go_in_order);
	RUN(terms_come_once_in_a_stream);
	return unit_end();
}
