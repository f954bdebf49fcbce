/* steps_test.c - blocks of sparse rows: round trips, claims that are wrong, and the
 * dense rows that they stand for. */
#include "samples.h"
#include "stream/relay.h"
#include "unit.h"

#include <math.h>

static struct fault fault;

static void fill(struct step_rows *steps, size_t rows)
{
	size_t row, i;

	steps_clear(steps);
	for (row = 0; row < rows; row++) {
		size_t n = row * 7 % 5, first = steps->entries;

		sample_must(steps_add(steps, (uint32_t)(3 * row + 1), (uint64_t)row << (row % 40), n,
				    &fault), &fault);
		for (i = 0; i < n; i++) {
			steps->column[first + i] = (uint32_t)(i * (row % 40 + 1) + row % 2);
			steps->value[first + i] = ((uint64_t)1 << (row + i) % 63) | 1;
		}
	}
}

static bool same_steps(const struct step_rows *a, const struct step_rows *b)
{
	if (a->count != b->count || a->entries != b->entries)
		return false;
	return a->count == 0
		|| (memcmp(a->term, b->term, a->count * sizeof *a->term) == 0
			&& memcmp(a->rest, b->rest, a->count * sizeof *a->rest) == 0
			&& memcmp(a->start, b->start, (a->count + 1) * sizeof *a->start) == 0
			&& (a->entries == 0
				|| (memcmp(a->column, b->column, a->entries * sizeof *a->column) == 0
					&& memcmp(a->value, b->value,
						a->entries * sizeof *a->value) == 0)));
}

static void rows_round_trip(void)
{
	static const size_t counts[] = {0, 1, 2, 70, 20000};
	struct header header = {.kind = KIND_TOPICS, .values = VALUES_STEPS, .columns = 200};
	struct packer *packer = pack_packer_new(&fault);
	struct step_rows steps = {0}, back = {0};
	struct packed packed = {0};
	size_t i;

	for (i = 0; i < 5; i++) {
		fill(&steps, counts[i]);
		CHECK(steps_pack(packer, &steps, &packed, &fault) == 0);
		CHECK(packed.rows == counts[i] && packed.nonzeros == steps.entries);
		CHECK(steps_unpack(packer, &packed, &header, 60000, &back, &fault) == 0);
		CHECK(same_steps(&steps, &back));
	}
	pack_release(&packed);
	steps_release(&steps);
	steps_release(&back);
	pack_packer_free(packer);
}

/* A block of the index and the values given, of 3 terms and 4 columns. */
static bool refused(uint64_t rows, uint64_t entries, const char *index, size_t index_size,
	const char *values, size_t header_values_size, const char *text)
{
	const struct header header = {.kind = KIND_STATISTICS, .values = VALUES_STEPS,
		.columns = 4};
	struct packer *packer = pack_packer_new(&fault);
	struct bytes payload = {0};
	struct packed packed = {0};
	struct step_rows steps = {0};
	bool good;

	sample_must(bytes_printf(&payload, &fault, "rows %llu %llu 0 %zu %zu\n",
			    (unsigned long long)rows, (unsigned long long)entries, index_size,
			    header_values_size)
			|| bytes_append(&payload, index, index_size, &fault)
			|| bytes_append(&payload, values, header_values_size, &fault)
			|| pack(packer, BLOCK_ROWS, rows, entries, &payload, payload.size, &packed,
				&fault),
		&fault);
	fault = (struct fault){0};
	good = steps_unpack(packer, &packed, &header, 3, &steps, &fault) == 0;
	if (text && (good || fault.kind != FAULT_DATA || !strstr(fault.text, text)))
		printf("# wanted '%s', got '%s'\n", text, good ? "nothing" : fault.text);
	pack_release(&packed);
	bytes_release(&payload);
	steps_release(&steps);
	pack_packer_free(packer);
	return text ? !good && fault.kind == FAULT_DATA && strstr(fault.text, text) : good;
}

static void wrong_claims_are_refused(void)
{
	/* terms' gaps, then entries and columns of each row; rest and steps of each */
	CHECK(refused(2, 3, "\0\1\2\1\1\1\3", 7, "\0\5\6\7\1", 5, NULL));
	/* lengths */
	CHECK(refused(1, 1, "\0\2\1", 3, "\0\5", 2, "more entries than there can be"));
	CHECK(refused(1, 2, "\0\1\1", 3, "\0\5", 2, "sizes that don't add up"));
	CHECK(refused(1, 1, "\0\1\1\0", 4, "\0\5", 2, "sizes that don't add up"));
	CHECK(refused(1, 5, "\0\5\0\1\1\1\1", 7, "\0\1\1\1\1\1", 6, "more entries"));
	CHECK(refused(1, 1u << 31, "\0\1\1", 3, "\0\5", 2, "sizes that don't add up"));
	CHECK(refused(1u << 31, 1, "\0\1\1", 3, "\0\5", 2, "sizes that don't add up"));
	CHECK(refused(1, 1, "\0\1", 2, "\0\5", 2, "damaged column number"));
	/* terms and topics */
	CHECK(refused(1, 1, "\3\1\1", 3, "\0\5", 2, "term number"));
	CHECK(refused(1, 1, "\0\1\4", 3, "\0\5", 2, "column 4 of 4"));
	CHECK(refused(1, 2, "\0\2\1\0", 4, "\0\5\5", 3, "column 1 is in it twice"));
	CHECK(refused(1, 2, "\0\2\1\xff\xff\xff\xff\x0f", 8, "\0\5\5", 3, "column"));
	/* steps: none, negative (64 bits of two's complement), missing, too many */
	CHECK(refused(1, 1, "\0\1\1", 3, "\0\0", 2, "none or negative"));
	CHECK(refused(1, 1, "\0\1\1", 3, "\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\1", 11,
		"none or negative"));
	CHECK(refused(1, 1, "\0\1\1", 3, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\1\5", 11, "rest"));
	CHECK(refused(1, 1, "\0\1\1", 3, "\0", 1, "none or negative"));
	CHECK(refused(1, 1, "\0\1\1", 3, "\0\5\5", 3, "sizes that don't add up"));
	/* not in the shortest form */
	CHECK(refused(1, 1, "\0\1\1", 3, "\0\x85\0", 3, "none or negative"));
}

struct seen {
	float lambda[3][4];
	size_t rows;
};

static int see(void *context, const struct header *header, const struct dense *rows,
	struct fault *unused)
{
	struct seen *seen = context;
	size_t row;

	(void)header;
	(void)unused;
	for (row = 0; row < rows->count; row++, seen->rows++)
		memcpy(seen->lambda[rows->term[row]], rows->f32 + 4 * row, 4 * sizeof(float));
	return 0;
}

static void dense_rows_are_what_they_stand_for(void)
{
	static const double share[4] = {.5, .25, .25, 0};
	struct header header = {.kind = KIND_TOPICS, .values = VALUES_STEPS, .columns = 4};
	struct vocabulary vocabulary;
	const char *path = sample_path("sparse.mz");
	struct sink sink = {0};
	struct step_rows steps = {0};
	struct packed packed = {0};
	struct source source;
	struct seen seen = {0};
	size_t k;

	sample_vocabulary(&vocabulary, 3);
	sample_must(bytes_printf(&header.column, &fault,
			    "#eta\t0.5\n#step\t0.125\n#spread\t2\t1\t1\t0\n")
			|| sink_open(&sink, path, true, &fault)
			|| sink_begin(&sink, &header, &vocabulary, &fault)
			|| steps_add(&steps, 0, 16, 1, &fault) || steps_add(&steps, 2, 0, 0, &fault),
		&fault);
	steps.column[0] = 3;
	steps.value[0] = 24;
	sample_must(steps_pack(sink.packer, &steps, &packed, &fault)
			|| sink_put(&sink, &packed, &fault) || sink_commit(&sink, &fault), &fault);
	CHECK(source_open(&source, &path, 1, &fault) == 0);
	CHECK(relay_each_dense(&source, 2, see, &seen, &fault) == 0);
	CHECK(seen.rows == 2);
	for (k = 0; k < 4; k++) {
		CHECK(seen.lambda[0][k] == (float)(.5 + .125 * 16 * share[k] + (k == 3 ? 3 : 0)));
		CHECK(seen.lambda[1][k] == 0);
		CHECK(seen.lambda[2][k] == .5f);
	}
	source_close(&source);
	sink_release(&sink);
	pack_release(&packed);
	steps_release(&steps);
	header_release(&header);
	vocabulary_release(&vocabulary);
}

static void headers_say_their_version(void)
{
	struct header header = {.kind = KIND_TOPICS, .values = VALUES_STEPS, .columns = 4}, back = {0};
	struct bytes text = {0};

	CHECK(header_format(&header, &text, &fault) == 0);
	CHECK(strncmp(text.data, "matrix-stream: 2\n", 17) == 0);
	CHECK(header_parse(&back, text.data, text.size, &fault) == 0);
	/* steps need version 2, and what version 1 can hold is written as version 1 */
	text.data[15] = '1';
	CHECK(header_parse(&back, text.data, text.size, &fault) == -1
		&& strstr(fault.text, "no format version 1"));
	header.values = VALUES_F32;
	text.size = 0;
	CHECK(header_format(&header, &text, &fault) == 0);
	CHECK(strncmp(text.data, "matrix-stream: 1\n", 17) == 0);
	text.data[15] = '2';
	CHECK(header_parse(&back, text.data, text.size, &fault) == -1
		&& strstr(fault.text, "no format version 2"));
	text.data[15] = '4';
	CHECK(header_parse(&back, text.data, text.size, &fault) == -1
		&& strstr(fault.text, "versions up to 3"));
	/* whole numbers are written as version 3, and read as 1, too */
	header.kind = KIND_STATISTICS;
	header.values = VALUES_I64;
	text.size = 0;
	CHECK(header_format(&header, &text, &fault) == 0);
	CHECK(strncmp(text.data, "matrix-stream: 3\n", 17) == 0);
	CHECK(header_parse(&back, text.data, text.size, &fault) == 0 && header_version(&back) == 3);
	text.data[15] = '1';
	CHECK(header_parse(&back, text.data, text.size, &fault) == 0 && header_version(&back) == 1);
	text.data[15] = '2';
	CHECK(header_parse(&back, text.data, text.size, &fault) == -1);
	/* factors have no steps */
	header.values = VALUES_STEPS;
	header.kind = KIND_FACTORS;
	text.size = 0;
	CHECK(header_format(&header, &text, &fault) == 0);
	CHECK(header_parse(&back, text.data, text.size, &fault) == -1);
	bytes_release(&text);
	header_release(&back);
}

int main(void)
{
	RUN(rows_round_trip);
	RUN(wrong_claims_are_refused);
	RUN(dense_rows_are_what_they_stand_for);
	RUN(headers_say_their_version);
	return unit_end();
}
