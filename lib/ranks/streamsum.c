/* streamsum.c - headers that must agree, lines that are added up, rows block by block. */
#include "ranks/streamsum.h"

#include "base/memory.h"
#include "lda/kernel.h"
#include "lda/statistics.h"
#include "ranks/readings.h"
#include "ranks/sparsesum.h"
#include "stream/columnline.h"
#include "stream/docsums.h"
#include "stream/dense.h"
#include "stream/steps.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_NUMBERS = 1 << 20, LINE_NAME = 32 };

/* Lines whose numbers are added up: sums on LDA's grid, or whole numbers. */
static const struct line_kind {
	const char *name;
	bool grid;
} line_kinds[] = {{"digamma", true}, {"rises", true}, {"tokens", true}, {"score", true},
	{"documents", false}, {"empty", false}};

struct summing {
	const struct ranks *ranks;
	struct source *source;
	struct sink *sink;   /* NULL: not written */
	struct packer *packer;
	struct packed in, out;
	struct dense dense, dense_sum;
	struct step_rows steps, steps_own, steps_sum, steps_out;
	struct term_order order;
	size_t row;          /* of the block at hand, the next to take */
	bool over;           /* the source has ended */
	size_t terms, columns;
	bool sparse;
	uint32_t step;       /* terms that are added up at once */
	int64_t *numbers;    /* step x (columns + 1): the last says that the row is there */
};

static const struct line_kind *kind_of(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof line_kinds / sizeof *line_kinds; i++)
		if (strcmp(line_kinds[i].name, name) == 0)
			return &line_kinds[i];
	return NULL;
}

/* The name of the line at *at, which becomes that of the next; false at the end. */
static bool next_line(const struct bytes *lines, size_t *at, char name[LINE_NAME],
	const char **text, size_t *length)
{
	const char *from = lines->data + *at, *end;

	if (*at >= lines->size)
		return false;
	end = memchr(from, '\n', lines->size - *at);
	*length = end ? (size_t)(end - from) : lines->size - *at;
	*text = from;
	(void)snprintf(name, LINE_NAME, "%.*s", (int)strcspn(from + 1, "\t\n"), from + 1);
	*at += *length + 1;
	return true;
}

/* What must be the same on all ranks: the header with no numbers of lines that are added. */
static int identify(const struct header *header, struct bytes *text, struct fault *fault)
{
	struct header plain = *header;
	struct bytes lines = {0};
	char name[LINE_NAME];
	const char *line;
	size_t at = 0, length;
	int failed = 0;

	while (!failed && next_line(&header->column, &at, name, &line, &length)) {
		if (strcmp(name, "score") == 0 || strcmp(name, "read") == 0
			|| strcmp(name, "sketch") == 0)
			continue;
		failed = kind_of(name) ? bytes_printf(&lines, fault, "#%s\n", name)
			: bytes_append(&lines, line, length, fault)
				|| bytes_append(&lines, "\n", 1, fault);
	}
	plain.column = lines;
	failed = failed || header_format(&plain, text, fault) || bytes_terminate(text, fault);
	bytes_release(&lines);
	return failed ? -1 : 0;
}

static const char *compare_recipes(const struct header *header)
{
	return header->kind == KIND_PRODUCT ? "another basis" : "another model";
}

/* Every rank against rank 0. */
static int check_headers(const struct summing *summing, struct fault *fault)
{
	const struct header *header = &summing->source->header;
	struct { unsigned char terms[sizeof(struct digest)]; char kind[32], recipe[1024];
		uint64_t columns; uint32_t values; struct digest all; } first = {{0}, "", "", 0, 0, {{0}}};
	struct bytes text = {0};
	struct digest all = {{0}};
	int failed = identify(header, &text, fault);

	if (!failed) {
		all = digest_of(text.data, text.size);
		memcpy(first.terms, &header->terms, sizeof first.terms);
		(void)snprintf(first.kind, sizeof first.kind, "%s", header_kind_name(header->kind));
		memcpy(first.recipe, header->recipe, sizeof first.recipe);
		first.columns = header->columns;
		first.values = header->values;
		first.all = all;
	}
	failed = ranks_agree(summing->ranks, failed, fault)
		|| ranks_spread(summing->ranks, &first, sizeof first, fault);
	if (failed) {
		bytes_release(&text);
		return -1;
	}
	if (strcmp(first.kind, header_kind_name(header->kind)) != 0)
		failed = fault_set(fault, FAULT_DATA, "%s: %s, and rank 0 has %s",
			source_name(summing->source), header_kind_name(header->kind), first.kind);
	else if (memcmp(first.terms, &header->terms, sizeof first.terms) != 0)
		failed = fault_set(fault, FAULT_DATA, "%s: another vocabulary than rank 0 has",
			source_name(summing->source));
	else if (strcmp(first.recipe, header->recipe) != 0)
		failed = fault_set(fault, FAULT_DATA, "%s: of %s than rank 0 has: '%s', and there "
			"'%.300s'", source_name(summing->source), compare_recipes(header),
			header->recipe, first.recipe);
	else if (!digest_equal(&first.all, &all))
		failed = fault_set(fault, FAULT_DATA, "%s: its header differs from that of rank 0 "
			"(weighting, columns, form or priors): every rank must use the same model or "
			"basis", source_name(summing->source));
	failed = ranks_agree(summing->ranks, failed, fault);
	bytes_release(&text);
	return failed;
}

/* One line's numbers, added up over the ranks. */
static int add_line(const struct summing *summing, const struct line_kind *kind,
	struct bytes *lines, struct fault *fault)
{
	const struct bytes *own = &summing->source->header.column;
	size_t n = 1, i;
	int64_t *sums;
	double *values;
	int failed;

	(void)column_line_has(own, kind->name, &n);
	values = memory_zeroed(n, sizeof *values, fault);
	sums = memory_zeroed(n, sizeof *sums, fault);
	failed = !values || !sums || column_line_take(own, kind->name, values, n, fault);
	for (i = 0; !failed && i < n; i++) {
		if (!(fabs(values[i]) < 4398046511104.0) || (!kind->grid && values[i] < 0))
			failed = fault_set(fault, FAULT_DATA, "%s: damaged: #%s is out of range",
				source_name(summing->source), kind->name);
		else
			sums[i] = kind->grid ? lda_statistics_on_grid(values[i]) : (int64_t)values[i];
	}
	failed = ranks_agree(summing->ranks, failed, fault)
		|| ranks_sum(summing->ranks, sums, n, fault);
	for (i = 0; !failed && i < n; i++)
		values[i] = kind->grid ? (double)sums[i] * LDA_GRID : (double)sums[i];
	failed = ranks_agree(summing->ranks,
		failed || column_line_put(lines, kind->name, values, n, fault), fault);
	free(values);
	free(sums);
	return failed;
}

/* A score is one of the whole only where all have it. */
static int all_scored(const struct summing *summing, bool *scored, struct fault *fault)
{
	int64_t lacking = !column_line_has(&summing->source->header.column, "score", NULL);

	if (ranks_sum(summing->ranks, &lacking, 1, fault))
		return -1;
	*scored = lacking == 0;
	return 0;
}

/* What all were made from, as a line; of products none where one does not say. */
static int all_read(const struct summing *summing, struct bytes *line, struct fault *fault)
{
	const struct header *header = &summing->source->header;
	struct lda_reading reading = {.begun = false};
	struct namesketch names = {0};
	struct docsums sums = {0};
	struct docsum sum = {0};
	bool known;
	int failed;

	if (header->kind == KIND_STATISTICS) {
		failed = lda_history_take_reading(&reading, &header->column, fault);
		return ranks_agree(summing->ranks, failed, fault)
			|| readings_sum(summing->ranks, &reading, fault)
			|| lda_history_put_reading(&reading, line, fault) ? -1 : 0;
	}
	failed = ranks_agree(summing->ranks, docsums_take(&sums, "read", &header->column, fault)
		|| namesketch_take(&names, &header->column, fault), fault);
	known = sums.count > 0;
	sum = known ? sums.sum[0] : sum;
	docsums_release(&sums);
	failed = failed || readings_docsum(summing->ranks, &sum, &known, fault)
		|| readings_names(summing->ranks, &names, fault)
		|| (known && (docsums_add(&sums, &sum, fault) || docsums_put(&sums, "read", line, fault)))
		|| namesketch_put(&names, line, fault);
	docsums_release(&sums);
	return failed ? -1 : 0;
}

/* The lines of rank 0's header, in their order: other headers may lack #score alone. */
static int add_lines(const struct summing *summing, struct bytes *lines, struct fault *fault)
{
	const struct bytes *own = &summing->source->header.column;
	char name[LINE_NAME];
	const char *line;
	size_t at = 0, length;
	struct bytes read = {0};
	bool scored;
	int failed = all_scored(summing, &scored, fault) || all_read(summing, &read, fault);

	while (!failed && next_line(own, &at, name, &line, &length)) {
		const struct line_kind *kind = kind_of(name);

		if ((strcmp(name, "score") == 0 && !scored) || strcmp(name, "sketch") == 0)
			continue;
		if (strcmp(name, "read") == 0) {
			failed = bytes_append(lines, read.data, read.size, fault);
			continue;
		}
		failed = kind ? add_line(summing, kind, lines, fault)
			: bytes_append(lines, line, length, fault)
				|| bytes_append(lines, "\n", 1, fault);
	}
	bytes_release(&read);
	return failed ? -1 : 0;
}

/* The next block of the source, decoded; at the end over. */
static int next_block(struct summing *s, struct fault *fault)
{
	int got = source_next(s->source, &s->in, fault);

	s->row = 0;
	s->over = got == 0;
	if (got == 1 && s->in.stream > 0)
		return fault_set(fault, FAULT_DATA, "%s: several streams, where each rank has one: "
			"lda-estep and lsi-multiply take several shards", source_name(s->source));
	if (got != 1)
		return got;
	if (s->sparse)
		return steps_unpack(s->packer, &s->in, &s->source->header, s->terms, &s->steps, fault)
			|| dense_terms_in_order(&s->order, &s->in, s->steps.term, s->steps.count,
				fault) ? -1 : 0;
	return dense_unpack(s->packer, &s->in, &s->source->header, s->terms, &s->dense, fault)
		|| dense_terms_in_order(&s->order, &s->in, s->dense.term, s->dense.count, fault)
		? -1 : 0;
}

static int take_row(struct summing *s, uint32_t first, struct fault *fault)
{
	size_t n, at;

	if (!s->sparse) {
		int64_t *to = s->numbers + (s->dense.term[s->row] - first) * (s->columns + 1);

		memcpy(to, s->dense.i64 + s->row * s->columns, s->columns * sizeof *to);
		to[s->columns] = 1;
		return 0;
	}
	if (s->steps.rest[s->row])
		return fault_set(fault, FAULT_DATA, "%s: damaged: statistics with a rest",
			source_name(s->source));
	at = s->steps.start[s->row];
	n = s->steps.start[s->row + 1] - at;
	if (steps_add(&s->steps_own, s->steps.term[s->row], 0, n, fault))
		return -1;
	memcpy(s->steps_own.column + s->steps_own.start[s->steps_own.count - 1],
		s->steps.column + at, n * sizeof *s->steps.column);
	memcpy(s->steps_own.value + s->steps_own.start[s->steps_own.count - 1],
		s->steps.value + at, n * sizeof *s->steps.value);
	return 0;
}

/* Own rows of the terms before end. */
static int take_rows(struct summing *s, uint32_t first, uint32_t end, struct fault *fault)
{
	for (;;) {
		size_t count = s->sparse ? s->steps.count : s->dense.count;
		const uint32_t *term = s->sparse ? s->steps.term : s->dense.term;

		for (; s->row < count && term[s->row] < end; s->row++)
			if (take_row(s, first, fault))
				return -1;
		if (s->over || s->row < count)
			return 0;
		if (next_block(s, fault))
			return -1;
		if (s->over)
			return 0;
	}
}

static int put_dense(struct summing *s, bool last, struct fault *fault)
{
	if (s->dense_sum.count == 0 || (!last && !dense_full(&s->dense_sum)))
		return 0;
	if (dense_pack(s->packer, &s->dense_sum, &s->out, fault)
		|| sink_put(s->sink, &s->out, fault))
		return -1;
	dense_clear(&s->dense_sum, VALUES_I64, s->columns, false);
	return 0;
}

static bool is_zero(const int64_t *row, size_t columns)
{
	size_t k;

	for (k = 0; k < columns && row[k] == 0; k++)
		;
	return k == columns;
}

/* A product leaves rows of zeros out, statistics those of terms that did not occur. */
static int write_dense(struct summing *s, uint32_t first, uint32_t terms, struct fault *fault)
{
	bool product = s->source->header.kind == KIND_PRODUCT;
	uint32_t i;
	void *to;

	for (i = 0; i < terms; i++) {
		const int64_t *row = s->numbers + (size_t)i * (s->columns + 1);

		if (row[s->columns] == 0 || (product && is_zero(row, s->columns)))
			continue;
		if (dense_add_term(&s->dense_sum, first + i, &to, fault))
			return -1;
		memcpy(to, row, s->columns * sizeof *row);
		if (put_dense(s, false, fault))
			return -1;
	}
	return 0;
}

static int put_steps(struct summing *s, bool last, struct fault *fault)
{
	if (s->steps_out.count == 0 || (!last && !steps_full(&s->steps_out)))
		return 0;
	if (steps_pack(s->packer, &s->steps_out, &s->out, fault)
		|| sink_put(s->sink, &s->out, fault))
		return -1;
	steps_clear(&s->steps_out);
	return 0;
}

static int write_steps(struct summing *s, struct fault *fault)
{
	const struct step_rows *sum = &s->steps_sum;
	struct step_rows *out = &s->steps_out;
	size_t row, n;

	for (row = 0; row < sum->count; row++) {
		n = sum->start[row + 1] - sum->start[row];
		if (steps_add(out, sum->term[row], 0, n, fault))
			return -1;
		memcpy(out->column + out->start[out->count - 1], sum->column + sum->start[row],
			n * sizeof *out->column);
		memcpy(out->value + out->start[out->count - 1], sum->value + sum->start[row],
			n * sizeof *out->value);
		if (put_steps(s, false, fault))
			return -1;
	}
	return 0;
}

static int add_block(struct summing *s, uint32_t first, uint32_t terms, struct fault *fault)
{
	size_t numbers = (size_t)terms * (s->columns + 1);
	int failed;

	steps_clear(&s->steps_own);
	steps_clear(&s->steps_sum);
	if (!s->sparse)
		memset(s->numbers, 0, numbers * sizeof *s->numbers);
	failed = take_rows(s, first, first + terms, fault);
	if (ranks_agree(s->ranks, failed, fault)
		|| (s->sparse ? sparsesum(s->ranks, &s->steps_own, first, terms, s->columns,
				&s->steps_sum, fault)
			      : ranks_sum(s->ranks, s->numbers, numbers, fault)))
		return -1;
	failed = !s->sink ? 0 : s->sparse ? write_steps(s, fault)
		: write_dense(s, first, terms, fault);
	return ranks_agree(s->ranks, failed, fault);
}

/* The end of every stream: its totals and digests are checked there. */
static int finish(struct summing *s, struct fault *fault)
{
	int failed = 0;

	while (!failed && !s->over) {
		failed = next_block(s, fault);
		if (!failed && !s->over)
			failed = fault_set(fault, FAULT_DATA, "%s: rows behind the last term",
				source_name(s->source));
	}
	failed = failed || (s->sink && (put_dense(s, true, fault) || put_steps(s, true, fault)));
	return ranks_agree(s->ranks, failed, fault);
}

static int check_kind(const struct source *source, struct fault *fault)
{
	const struct header *header = &source->header;

	if ((header->kind == KIND_STATISTICS || header->kind == KIND_PRODUCT)
		&& header->columns > 0)
		return 0;
	return fault_set(fault, FAULT_DATA, "%s: kind is %s, and only statistics (from lda-estep) and "
		"products (from lsi-multiply) add up", source_name(source),
		header_kind_name(header->kind));
}

static int begin(struct summing *s, struct fault *fault)
{
	const struct source *source = s->source;
	struct header header;
	int failed = check_kind(source, fault);

	s->columns = (size_t)source->header.columns;
	s->terms = source->vocabulary.size;
	s->sparse = source->header.values == VALUES_STEPS;
	s->packer = pack_packer_new(fault);
	s->step = s->sparse ? sparsesum_terms(s->ranks, s->columns)
		: (uint32_t)(s->columns < BLOCK_NUMBERS ? BLOCK_NUMBERS / (s->columns + 1) : 1);
	failed = failed || !s->packer;
	if (!failed && !s->sparse) {
		dense_clear(&s->dense_sum, VALUES_I64, s->columns, false);
		s->numbers = memory_zeroed(s->step * (s->columns + 1), sizeof *s->numbers, fault);
		failed = !s->numbers;
	}
	if (ranks_agree(s->ranks, failed, fault) || check_headers(s, fault))
		return -1;
	header = source->header;
	header.column = (struct bytes){0};
	failed = add_lines(s, &header.column, fault)
		|| ranks_agree(s->ranks, s->sink && sink_begin(s->sink, &header, &source->vocabulary,
			fault), fault);
	bytes_release(&header.column);
	return failed ? -1 : 0;
}

int streamsum(const struct ranks *ranks, struct source *source, struct sink *sink,
	struct fault *fault)
{
	struct summing s = {.ranks = ranks, .source = source, .sink = sink};
	uint64_t first;
	int failed = begin(&s, fault);

	for (first = 0; !failed && first < s.terms; first += s.step)
		failed = add_block(&s, (uint32_t)first,
			s.terms - first < s.step ? (uint32_t)(s.terms - first) : s.step, fault);
	failed = failed || finish(&s, fault);
	free(s.numbers);
	dense_release(&s.dense);
	dense_release(&s.dense_sum);
	steps_release(&s.steps);
	steps_release(&s.steps_own);
	steps_release(&s.steps_sum);
	steps_release(&s.steps_out);
	pack_release(&s.in);
	pack_release(&s.out);
	pack_packer_free(s.packer);
	return failed ? -1 : 0;
}
