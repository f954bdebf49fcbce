/* scatter_test.c - rows in a random order that depends on names and seed alone. */
#include "stream/scatter.h"
#include "samples.h"
#include "unit.h"

static struct fault fault;

/* Scatters the rows 0, step, 2 step, ... (modulo count) in blocks; the output as text. */
static void scatter(uint64_t seed, enum values values, size_t count, size_t step,
	size_t block_rows, struct bytes *out)
{
	struct scatter *scattered = scatter_new(seed, values, &fault);
	struct rows rows = {0};
	size_t i, total = 0;
	int got;

	CHECK(scattered != NULL);
	rows_clear(&rows, values);
	for (i = 0; i < count; i++) {
		sample_row(&rows, i * step % count, 40);
		if (rows.count == block_rows || i + 1 == count) {
			CHECK(scatter_put(scattered, &rows, &fault) == 0);
			rows_clear(&rows, values);
		}
	}
	out->size = 0;
	while ((got = scatter_next(scattered, &rows, &fault)) == 1) {
		total += rows.count;
		sample_must(sample_dump_rows(&rows, out, &fault), &fault);
		rows_clear(&rows, values);
	}
	CHECK(got == 0 && total == count);
	CHECK(scatter_next(scattered, &rows, &fault) == 0);
	rows_release(&rows);
	scatter_free(scattered);
}

static bool same(const struct bytes *a, const struct bytes *b)
{
	return a->size == b->size && (a->size == 0 || memcmp(a->data, b->data, a->size) == 0);
}

static void order_is_of_names_and_seed(void)
{
	struct bytes first = {0}, other = {0};
	int values;

	for (values = VALUES_COUNTS; values <= VALUES_F64; values++) {
		scatter(7, (enum values)values, 3001, 1, 100, &first);
		scatter(7, (enum values)values, 3001, 1, 7, &other);
		CHECK(same(&first, &other));
		scatter(7, (enum values)values, 3001, 1000, 100, &other);
		CHECK(same(&first, &other));
		scatter(8, (enum values)values, 3001, 1, 100, &other);
		CHECK(first.size == other.size && !same(&first, &other));
	}
	bytes_release(&first);
	bytes_release(&other);
}

/* Each row once, and with its own content. */
static void every_row_comes_out_once(void)
{
	static unsigned char seen[20000];
	struct bytes out = {0}, expected = {0};
	char *line, *end;
	size_t moved = 0, place = 0;

	scatter(1, VALUES_COUNTS, sizeof seen, 1, 500, &out);
	sample_must(bytes_terminate(&out, &fault), &fault);
	for (line = out.data; *line; line = end + 1, place++) {
		size_t number = strtoul(line + 1, NULL, 10);
		struct rows one = {0};

		end = strchr(line, '\n');
		CHECK(number < sizeof seen && !seen[number]);
		seen[number] = 1;
		moved += number != place;
		rows_clear(&one, VALUES_COUNTS);
		sample_row(&one, number, 40);
		expected.size = 0;
		sample_must(sample_dump_rows(&one, &expected, &fault), &fault);
		CHECK(expected.size == (size_t)(end + 1 - line)
			&& memcmp(expected.data, line, expected.size) == 0);
		rows_release(&one);
	}
	CHECK(place == sizeof seen && moved > sizeof seen / 2);
	bytes_release(&out);
	bytes_release(&expected);
}

static void nothing_gives_nothing(void)
{
	struct bytes out = {0};

	scatter(1, VALUES_COUNTS, 0, 1, 1, &out);
	CHECK(out.size == 0);
	scatter_free(NULL);
	bytes_release(&out);
}

int main(void)
{
	RUN(order_is_of_names_and_seed);
	RUN(every_row_comes_out_once);
	RUN(nothing_gives_nothing);
	return unit_end();
}
