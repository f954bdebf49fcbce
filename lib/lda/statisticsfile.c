/* statisticsfile.c - statistics to matrix streams and back, added up. */
#include "lda/statisticsfile.h"

#include "base/memory.h"
#include "lda/sparserows.h"
#include "lda/kernel.h"
#include "stream/columnline.h"
#include "stream/relay.h"
#include "stream/termrows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 2^42: what lda_statistics_on_grid takes. */
static const double SUM_MOST = 4398046511104.0;
enum { RECIPE = 256 };

/* What the statistics of one model have in common. */
struct lda_statistics_like {
	const char *recipe, *weighting;
	const struct vocabulary *vocabulary;
	size_t topics;
	bool learns_alpha;
};

static const char *rest_name(const char *name, char *buffer, size_t size)
{
	(void)snprintf(buffer, size, "%s-rest", name);
	return buffer;
}

/* A sum on the grid is exact as a double below 2^53 steps, and is written as one; beyond,
 * what rounding to 53 bits leaves is a line of its own, so that sums of sums are exact. */
static int put_sum(struct bytes *lines, const char *name, const int64_t *sums, size_t n,
	struct fault *fault)
{
	double *values = memory_zeroed(2 * n, sizeof *values, fault);
	bool exact = true;
	char rest[32];
	size_t i;
	int failed;

	if (!values)
		return -1;
	for (i = 0; i < n; i++) {
		int64_t left = sums[i] - (int64_t)(double)sums[i];

		values[i] = (double)sums[i] * LDA_GRID;
		values[n + i] = (double)left * LDA_GRID;
		exact = exact && left == 0;
	}
	failed = column_line_put(lines, name, values, n, fault)
		|| (!exact && column_line_put(lines, rest_name(name, rest, sizeof rest), values + n,
			n, fault));
	free(values);
	return failed ? -1 : 0;
}

static const char *digamma_name(const struct lda_statistics *statistics)
{
	return statistics->sparse ? "rises" : "digamma";
}

static int put_lines(const struct lda_statistics *statistics, bool learns_alpha,
	struct bytes *lines, struct fault *fault)
{
	double documents = (double)statistics->documents, empty = (double)statistics->empty;
	double step = LDA_SPARSE_STEP;

	if (statistics->sparse && column_line_put(lines, "step", &step, 1, fault))
		return -1;
	if (learns_alpha && put_sum(lines, digamma_name(statistics), statistics->digamma,
		statistics->topics + 1, fault))
		return -1;
	if (put_sum(lines, "tokens", &statistics->tokens, 1, fault)
		|| (statistics->scored && put_sum(lines, "score", &statistics->score, 1, fault))
		|| column_line_put(lines, "documents", &documents, 1, fault))
		return -1;
	return column_line_put(lines, "empty", &empty, 1, fault)
		|| lda_history_put_reading(&statistics->reading, lines, fault) ? -1 : 0;
}

static void model_recipe(const struct lda_topics *topics, char *recipe, size_t size)
{
	char hex[DIGEST_HEX];

	digest_hex(&topics->digest, hex);
	(void)snprintf(recipe, size, "lda-statistics inference=%s model=%s",
		lda_model_inference_name(topics->model.inference), hex);
}

static bool take_counts(const void *context, size_t term, void *to)
{
	const struct lda_statistics *statistics = context;

	if (!statistics->seen[term])
		return false;
	memcpy(to, statistics->counts + term * statistics->stride,
		statistics->topics * sizeof(int64_t));
	return true;
}

static int put_rows(const struct lda_statistics *statistics, struct sink *sink,
	struct fault *fault)
{
	if (statistics->sparse)
		return lda_sparse_rows_put_bags(&statistics->bags, sink, fault);
	return term_rows_put_dense(sink, statistics->terms, VALUES_I64, statistics->topics,
		take_counts, statistics, fault);
}

static int write_like(const struct lda_statistics *statistics,
	const struct lda_statistics_like *like, struct sink *sink, struct fault *fault)
{
	struct header header = {.kind = KIND_STATISTICS,
		.values = statistics->sparse ? VALUES_STEPS : VALUES_I64,
		.columns = statistics->topics};
	int failed = -1;

	(void)snprintf(header.weighting, sizeof header.weighting, "%s", like->weighting);
	(void)snprintf(header.recipe, sizeof header.recipe, "%s", like->recipe);
	if (put_lines(statistics, like->learns_alpha, &header.column, fault)
		|| sink_begin(sink, &header, like->vocabulary, fault)
		|| put_rows(statistics, sink, fault))
		goto done;
	failed = sink_commit(sink, fault);
done:
	header_release(&header);
	return failed;
}

static struct lda_statistics_like like_model(const struct lda_topics *topics, char *recipe,
	size_t size)
{
	model_recipe(topics, recipe, size);
	return (struct lda_statistics_like){recipe, topics->weighting, &topics->vocabulary,
		topics->model.topics, topics->model.alpha_kind == ALPHA_AUTO};
}

int lda_statistics_file_write(const struct lda_statistics *statistics,
	const struct lda_topics *topics, struct sink *sink, struct fault *fault)
{
	char recipe[RECIPE];
	const struct lda_statistics_like like = like_model(topics, recipe, sizeof recipe);

	return write_like(statistics, &like, sink, fault);
}

static int take_values(const struct bytes *lines, const char *name, int64_t *sums, size_t n,
	struct fault *fault)
{
	double *values = memory_zeroed(n, sizeof *values, fault);
	size_t i;
	int failed = -1;

	if (!values || column_line_take(lines, name, values, n, fault))
		goto done;
	for (i = 0; i < n; i++) {
		if (!(fabs(values[i]) < SUM_MOST)) {
			(void)fault_set(fault, FAULT_DATA, "damaged: #%s is out of range", name);
			goto done;
		}
		if (lda_statistics_grid_add(&sums[i], lda_statistics_on_grid(values[i]), fault))
			goto done;
	}
	failed = 0;
done:
	free(values);
	return failed;
}

static int take_sum(const struct bytes *lines, const char *name, int64_t *sums, size_t n,
	struct fault *fault)
{
	char rest[32];

	(void)rest_name(name, rest, sizeof rest);
	return take_values(lines, name, sums, n, fault)
		|| (column_line_has(lines, rest, NULL) && take_values(lines, rest, sums, n, fault))
		? -1 : 0;
}

static int add_whole(const struct bytes *lines, const char *name, uint64_t *sum,
	struct fault *fault)
{
	uint64_t whole;

	if (column_line_whole(lines, name, &whole, fault))
		return -1;
	*sum += whole;
	return 0;
}

static int take_header(struct lda_statistics *statistics, const struct lda_statistics_like *like,
	const struct header *header, struct fault *fault)
{
	const struct bytes *lines = &header->column;
	double step = LDA_SPARSE_STEP;

	if (header->columns != like->topics)
		return fault_set(fault, FAULT_DATA, "statistics of %llu topics, and the model has %zu",
			(unsigned long long)header->columns, like->topics);
	if (strcmp(header->recipe, like->recipe) != 0)
		return fault_set(fault, FAULT_DATA, "statistics of another model: '%s', and this one "
			"is '%s': lda-estep must be given this model", header->recipe, like->recipe);
	if (statistics->sparse && column_line_take(lines, "step", &step, 1, fault))
		return -1;
	if (step != LDA_SPARSE_STEP)
		return fault_set(fault, FAULT_DATA, "damaged: steps of %g tokens", step);
	if (like->learns_alpha && take_sum(lines, digamma_name(statistics), statistics->digamma,
		like->topics + 1, fault))
		return -1;
	/* a score is one of the whole only where all have it */
	if (!column_line_has(lines, "score", NULL))
		statistics->scored = false;
	else if (take_sum(lines, "score", &statistics->score, 1, fault))
		return -1;
	return take_sum(lines, "tokens", &statistics->tokens, 1, fault)
		|| add_whole(lines, "documents", &statistics->documents, fault)
		|| add_whole(lines, "empty", &statistics->empty, fault)
		|| lda_history_take_reading(&statistics->reading, lines, fault) ? -1 : 0;
}

static int add_rows(void *context, const struct header *header, const struct dense *rows,
	struct fault *fault)
{
	struct lda_statistics *statistics = context;
	size_t row, k;

	/* all headers are checked at the end; this one's rows are read now */
	if (header->columns != statistics->topics)
		return fault_set(fault, FAULT_DATA, "statistics of %llu topics, and the model has %zu",
			(unsigned long long)header->columns, statistics->topics);
	for (row = 0; row < rows->count; row++) {
		const int64_t *from = rows->i64 + row * rows->k;
		int64_t *to = statistics->counts + rows->term[row] * statistics->stride;

		for (k = 0; k < statistics->topics; k++) {
			if (from[k] < 0)
				return fault_set(fault, FAULT_DATA, "damaged: a negative count");
			if (lda_statistics_grid_add(&to[k], from[k], fault)
				|| lda_statistics_grid_add(&statistics->totals[k], from[k], fault))
				return -1;
		}
		statistics->seen[rows->term[row]] = 1;
	}
	return 0;
}

/* The terms of a model are those of its statistics, wherever its corpus is. */
static int check_vocabulary(const struct vocabulary *vocabulary, const struct source *source,
	struct fault *fault)
{
	char model[DIGEST_HEX], other[DIGEST_HEX];

	if (digest_equal(&vocabulary->terms, &source->vocabulary.terms))
		return 0;
	digest_hex(&vocabulary->terms, model);
	digest_hex(&source->vocabulary.terms, other);
	return fault_set(fault, FAULT_DATA, "%s: statistics of another model: another vocabulary, "
		"terms are %s, the model's %s", source_name(source), other, model);
}

/* All streams have the values of the first. */
static int check_form(const struct lda_statistics *statistics, const struct header *header,
	struct fault *fault)
{
	enum values wanted = statistics->sparse ? VALUES_STEPS : VALUES_I64;

	if (header->values == wanted)
		return 0;
	return fault_set(fault, FAULT_DATA, "statistics of another model: their values are %s, "
		"and those of a %s model are %s: lda-estep must be given this model",
		header_values_name(header->values), statistics->sparse ? "sparse" : "dense",
		header_values_name(wanted));
}

/* Adds up what the source has; its header was read. */
static int take_all(struct lda_statistics *statistics, const struct lda_statistics_like *like,
	struct source *source, int threads, struct fault *fault)
{
	size_t i;

	if (statistics->sparse ? lda_sparse_rows_take_bags(&statistics->bags, statistics->totals,
			source, threads, fault)
		: relay_each_dense(source, threads, add_rows, statistics, fault))
		return -1;
	statistics->scored = true;
	for (i = 0; i < source_streams(source); i++)
		if (take_header(statistics, like, source_stream(source, i), fault))
			return fault_at(fault, "stream %zu", i + 1);
	return 0;
}

int lda_statistics_file_read(struct lda_statistics *statistics, const struct lda_topics *topics,
	const char *const *paths, size_t count, int threads, struct fault *fault)
{
	char recipe[RECIPE];
	const struct lda_statistics_like like = like_model(topics, recipe, sizeof recipe);
	struct source source;
	int failed;

	if (source_open_kind(&source, KIND_STATISTICS, paths, count, fault))
		return -1;
	failed = check_vocabulary(&topics->vocabulary, &source, fault)
		|| check_form(statistics, &source.header, fault)
		|| take_all(statistics, &like, &source, threads, fault);
	if (failed && count <= 1)
		(void)source_at(&source, fault);
	source_close(&source);
	return failed ? -1 : 0;
}

static int check_topics(const struct header *header, bool sparse, struct fault *fault)
{
	const uint64_t most = sparse ? LDA_PAIR_TOPICS : SIZE_MAX / sizeof(int64_t) / 2;

	return header->columns && header->columns <= most ? 0 : fault_set(fault, FAULT_DATA,
		"damaged: statistics of %llu topics", (unsigned long long)header->columns);
}

int lda_statistics_file_sum(const char *const *paths, size_t count, int threads,
	struct sink *sink, struct fault *fault)
{
	struct lda_statistics statistics = {0};
	struct lda_statistics_like like;
	struct source source;
	bool sparse;
	int failed;

	if (source_open_kind(&source, KIND_STATISTICS, paths, count, fault))
		return -1;
	sparse = source.header.values == VALUES_STEPS;
	like = (struct lda_statistics_like){source.header.recipe, source.header.weighting,
		&source.vocabulary, (size_t)source.header.columns,
		column_line_has(&source.header.column, sparse ? "rises" : "digamma", NULL)};
	failed = check_topics(&source.header, sparse, fault)
		|| lda_statistics_init_form(&statistics, like.topics, source.vocabulary.size, sparse,
			fault)
		|| check_form(&statistics, &source.header, fault)
		|| take_all(&statistics, &like, &source, threads, fault)
		|| (sparse && lda_bags_settle(&statistics.bags, threads, fault))
		|| write_like(&statistics, &like, sink, fault);
	if (failed && count <= 1)
		(void)source_at(&source, fault);
	lda_statistics_release(&statistics);
	source_close(&source);
	return failed ? -1 : 0;
}
