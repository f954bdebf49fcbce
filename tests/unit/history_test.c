/* history_test.c - stages of training, and the sum of documents' hashes. */
#include "lda/history.h"
#include "stream/docsums.h"
#include "unit.h"

#include <string.h>

static struct fault fault;

static struct rows rows_of(const char *const *names, size_t count)
{
	struct rows rows = {.values = VALUES_COUNTS};
	size_t i;

	for (i = 0; i < count; i++) {
		CHECK(rows_reserve(&rows, 1, 2, 8, &fault) == 0);
		rows.column[rows.nonzeros] = 1;
		rows.column[rows.nonzeros + 1] = (uint32_t)(5 + i);
		rows.counts[rows.nonzeros] = 2;
		rows.counts[rows.nonzeros + 1] = 1;
		CHECK(rows_end(&rows, i == 2 ? 0 : 2, names[i], strlen(names[i]), &fault) == 0);
	}
	return rows;
}

static void sums_of_documents_add_up(void)
{
	const char *const names[] = {"a", "b", "empty", "c"};
	struct rows rows = rows_of(names, 4);
	struct docsum whole = {0}, parts = {0}, rest = {0}, twice = {0}, back = {0};
	char hex[DOCSUM_HEX];

	docsum_add_rows(&whole, &rows);
	docsum_add_row(&rest, &rows, 3);
	docsum_add_row(&rest, &rows, 0);
	docsum_add_row(&parts, &rows, 2);
	docsum_add_row(&parts, &rows, 1);
	CHECK(!docsum_equal(&parts, &whole));
	docsum_add(&parts, &rest);
	CHECK(docsum_equal(&parts, &whole) && whole.documents == 4);
	/* a document that is added twice does not cancel itself */
	docsum_add_row(&twice, &rows, 0);
	docsum_add_row(&twice, &rows, 0);
	CHECK(twice.high && twice.low && twice.documents == 2);
	docsum_hex(&whole, hex);
	back.documents = 4;
	CHECK(docsum_parse(hex, 32, &back) && docsum_equal(&back, &whole));
	CHECK(!docsum_parse(hex, 31, &back));
	/* a value, a column, a name, or the other kind of value */
	rows.counts[1]++;
	back = (struct docsum){0};
	docsum_add_rows(&back, &rows);
	CHECK(!docsum_equal(&back, &whole));
	rows.counts[1]--;
	rows.column[1]++;
	back = (struct docsum){0};
	docsum_add_rows(&back, &rows);
	CHECK(!docsum_equal(&back, &whole));
	rows_release(&rows);
}

static struct lda_reading part(uint64_t i, uint64_t of)
{
	return (struct lda_reading){.begun = true, .known = true, .part = i, .parts = of,
		.iterations = 10, .documents = {3, 1, i}};
}

/* Of more corpora than a header holds the first ones are one, and no document is lost. */
static void first_corpora_become_one(void)
{
	struct docsums sums = {0}, back = {0};
	struct docsum sum = {.documents = 1}, all = {0}, kept = {0}, none = {0};
	struct bytes lines = {0};
	size_t i;

	for (i = 0; i < DOCSUMS_MOST + 3; i++) {
		sum.high = i * i;
		sum.low = i + 1;
		docsum_add(&all, &sum);
		CHECK(docsums_add(&sums, &sum, &fault) == 0);
	}
	CHECK(docsums_add(&sums, &none, &fault) == 0);
	CHECK(sums.count == DOCSUMS_MOST && sums.sum[0].documents == 4);
	CHECK(docsum_equal(&sums.sum[DOCSUMS_MOST - 1], &sum));
	for (i = 0; i < sums.count; i++)
		docsum_add(&kept, &sums.sum[i]);
	CHECK(docsum_equal(&kept, &all));
	CHECK(docsums_put(&sums, "learned", &lines, &fault) == 0);
	CHECK(docsums_take(&back, "learned", &lines, &fault) == 0);
	CHECK(back.count == sums.count && docsums_common(&back, &sums) == &back.sum[0]);
	docsums_release(&sums);
	docsums_release(&back);
	bytes_release(&lines);
}

static void parts_in_order_make_passes(void)
{
	const struct lda_stage online = {.mode = LDA_ONLINE, .offset = 1, .kappa = .6};
	const struct lda_stage batch = {.mode = LDA_BATCH};
	struct lda_history history = {0}, back = {0};
	struct lda_reading reading, whole = part(0, 0);
	struct bytes lines = {0}, again = {0};
	uint64_t pass, i, read = 0;

	for (pass = 0; pass < 2; pass++)
		for (i = 1; i <= 3; i++) {
			reading = part(i, 3);
			CHECK(lda_history_update(&history, &online, &reading, &fault) == 0);
			CHECK(history.count == (pass && i < 3 ? 2u : 1u));
		}
	CHECK(history.stage[0].passes == 2 && history.stage[0].done == 0);
	CHECK(history.stage[0].documents.documents == 9 && history.stage[0].documents.low == 6);
	for (i = 0; i < 3; i++)
		CHECK(lda_history_update(&history, &batch, &whole, &fault) == 0);
	CHECK(history.count == 2 && history.stage[1].passes == 3);
	CHECK(lda_history_has(&history, &whole.documents));
	whole.documents.documents++;
	CHECK(!lda_history_has(&history, &whole.documents));
	CHECK(lda_history_update(&history, &batch, &whole, &fault) == 0 && history.count == 3);
	reading = part(2, 3);
	CHECK(lda_history_update(&history, &online, &reading, &fault) == 0);
	CHECK(history.count == 4 && history.stage[3].parts == 0 && history.stage[3].done == 1);
	CHECK(lda_history_put(&history, &lines, &fault) == 0);
	CHECK(lda_history_take(&back, &lines, &fault) == 0 && back.count == 4);
	CHECK(lda_history_put(&back, &again, &fault) == 0 && again.size == lines.size
		&& memcmp(again.data, lines.data, lines.size) == 0);
	/* a cut is noticed, unless what is left is a valid line: kappa=0, and no documents */
	for (i = 9; i < (size_t)((char *)memchr(again.data, '\n', again.size) - again.data); i++) {
		struct bytes cut = {.data = again.data, .size = i};

		lda_history_release(&back);
		read += lda_history_take(&back, &cut, &fault) == 0;
		fault = (struct fault){0};
	}
	CHECK(read == 2);
	lda_history_release(&history);
	lda_history_release(&back);
	bytes_release(&lines);
	bytes_release(&again);
}

static void parts_read_add_up(void)
{
	struct lda_reading reading = part(1, 2), sum = {0};
	struct bytes lines = {0}, bad = {0};

	CHECK(lda_history_put_reading(&reading, &lines, &fault) == 0);
	CHECK(lda_history_take_reading(&sum, &lines, &fault) == 0 && sum.known && sum.part == 1
		&& sum.parts == 2 && docsum_equal(&sum.documents, &reading.documents));
	CHECK(lda_history_take_reading(&sum, &lines, &fault) == 0 && sum.part == 1);
	CHECK(sum.documents.documents == 6 && sum.documents.low == 2 && sum.documents.high == 2);
	reading = part(2, 2);
	lines.size = 0;
	CHECK(lda_history_put_reading(&reading, &lines, &fault) == 0);
	CHECK(lda_history_take_reading(&sum, &lines, &fault) == 0 && sum.known && sum.parts == 0);
	/* without a line it is not known; a damaged line is a fault */
	CHECK(lda_history_take_reading(&sum, &bad, &fault) == 0 && !sum.known);
	CHECK(bytes_printf(&bad, &fault, "#read\tpart=x\n") == 0);
	CHECK(lda_history_take_reading(&sum, &bad, &fault) == -1 && strstr(fault.text, "#read"));
	bytes_release(&lines);
	bytes_release(&bad);
}

int main(void)
{
	RUN(sums_of_documents_add_up);
	RUN(first_corpora_become_one);
	RUN(parts_in_order_make_passes);
	RUN(parts_read_add_up);
	return unit_end();
}
