/* termrows_test.c - rows of terms: what is read back is what was given, in blocks of the
 * bounded size, and the bytes are the same for any number of threads. */
#include "samples.h"
#include "stream/relay.h"
#include "stream/termrows.h"
#include "unit.h"

enum { TERMS = 9000, COLUMNS = 70 };

static struct fault fault;

/* Some terms, the first and the last among them, have no row. */
static bool has_row(size_t term)
{
	return term % 7 != 0 && term + 1 < TERMS;
}

static int64_t value_of(size_t term, size_t column)
{
	return (int64_t)(term * 31 + column * column) % 1000;
}

static bool give_dense(const void *context, size_t term, void *to)
{
	size_t j;

	(void)context;
	for (j = 0; has_row(term) && j < COLUMNS; j++)
		((int64_t *)to)[j] = value_of(term, j);
	return has_row(term);
}

static int give_steps(const void *context, size_t term, struct step_rows *rows,
	struct fault *why)
{
	size_t first = rows->entries, n = term % COLUMNS, j;

	(void)context;
	if (!has_row(term))
		return 0;
	if (steps_add(rows, (uint32_t)term, term, n, why))
		return -1;
	for (j = 0; j < n; j++) {
		rows->column[first + j] = (uint32_t)j;
		rows->value[first + j] = (uint64_t)value_of(term, j) + 1;
	}
	return 0;
}

static int refuse(const void *context, size_t term, struct step_rows *rows, struct fault *why)
{
	return term == TERMS / 2 ? fault_set(why, FAULT_DATA, "no row here")
				 : give_steps(context, term, rows, why);
}

static int write_rows(const char *path, bool dense, int threads,
	int (*give)(const void *, size_t, struct step_rows *, struct fault *))
{
	struct header header = {.kind = KIND_STATISTICS,
		.values = dense ? VALUES_I64 : VALUES_STEPS, .columns = COLUMNS};
	struct vocabulary vocabulary;
	struct sink sink = {0};
	int failed;

	sample_vocabulary(&vocabulary, TERMS);
	sample_must(sink_open(&sink, path, true, &fault)
		|| sink_begin(&sink, &header, &vocabulary, &fault), &fault);
	sink.threads = threads;
	failed = (dense ? term_rows_put_dense(&sink, TERMS, VALUES_I64, COLUMNS, give_dense, NULL,
			&fault) : term_rows_put_steps(&sink, TERMS, give, NULL, &fault))
		|| sink_commit(&sink, &fault);
	sink_release(&sink);
	vocabulary_release(&vocabulary);
	return failed ? -1 : 0;
}

static bool same_bytes(const char *a, const char *b)
{
	struct bytes x = sample_read(a), y = sample_read(b);
	bool same = x.size && x.size == y.size && memcmp(x.data, y.data, x.size) == 0;

	bytes_release(&x);
	bytes_release(&y);
	return same;
}

struct seen {
	size_t rows, wrong, blocks, largest;
};

static int see_dense(void *context, const struct header *header, const struct dense *rows,
	struct fault *why)
{
	struct seen *seen = context;
	size_t i, j;

	(void)header;
	(void)why;
	for (i = 0; i < rows->count; i++) {
		seen->wrong += !has_row(rows->term[i]);
		for (j = 0; j < COLUMNS; j++)
			seen->wrong += rows->i64[i * COLUMNS + j] != value_of(rows->term[i], j);
	}
	seen->rows += rows->count;
	seen->blocks++;
	if (seen->largest < rows->count)
		seen->largest = rows->count;
	return 0;
}

static int see_steps(void *context, const struct header *header, const struct step_rows *rows,
	struct fault *why)
{
	struct seen *seen = context;
	size_t i, j, n;

	(void)header;
	(void)why;
	for (i = 0; i < rows->count; i++) {
		n = rows->start[i + 1] - rows->start[i];
		seen->wrong += !has_row(rows->term[i]) || n != rows->term[i] % COLUMNS
			|| rows->rest[i] != rows->term[i];
		for (j = 0; j < n; j++)
			seen->wrong += rows->column[rows->start[i] + j] != j
				|| rows->value[rows->start[i] + j]
					!= (uint64_t)value_of(rows->term[i], j) + 1;
	}
	seen->rows += rows->count;
	seen->blocks++;
	if (seen->largest < rows->entries)
		seen->largest = rows->entries;
	return 0;
}

static void check_form(bool dense)
{
	static const int threads[] = {0, 2, 5};
	const char *path[3] = {sample_path("one"), sample_path("two"), sample_path("five")};
	struct seen seen = {0};
	struct source source;
	size_t i, rows = 0;

	for (i = 0; i < 3; i++)
		CHECK(write_rows(path[i], dense, threads[i], give_steps) == 0);
	CHECK(same_bytes(path[0], path[1]) && same_bytes(path[0], path[2]));
	for (i = 0; i < TERMS; i++)
		rows += has_row(i);
	CHECK(source_open(&source, &path[2], 1, &fault) == 0);
	CHECK((dense ? relay_each_dense(&source, 2, see_dense, &seen, &fault)
		     : relay_each_steps(&source, 2, see_steps, &seen, &fault)) == 0);
	source_close(&source);
	CHECK(seen.rows == rows && seen.wrong == 0 && seen.blocks > 1);
	CHECK(seen.largest <= (dense ? DENSE_BLOCK_BYTES / (COLUMNS * 8 + 1) + 1
				     : STEPS_BLOCK_ENTRIES + COLUMNS));
}

static void dense_rows_come_back(void)
{
	check_form(true);
}

static void sparse_rows_come_back(void)
{
	check_form(false);
}

static void a_row_that_fails_leaves_no_file(void)
{
	const char *path = sample_path("none");

	CHECK(write_rows(path, false, 2, refuse) == -1 && strcmp(fault.text, "no row here") == 0);
	CHECK(access(path, F_OK) != 0);
}

int main(void)
{
	RUN(dense_rows_come_back);
	RUN(sparse_rows_come_back);
	RUN(a_row_that_fails_leaves_no_file);
	return unit_end();
}
