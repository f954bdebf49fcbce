/* profile.c - reads topics or factors and finds the words that two models share. */
#include "topic/profile.h"

#include "base/memory.h"
#include "stream/dense.h"
#include "stream/relay.h"
#include "stream/termindex.h"

#include <stdlib.h>
#include <string.h>

void profile_release(struct profile *profile)
{
	source_close(&profile->source);
	free(profile->weight);
	topicnames_release(&profile->names);
	*profile = (struct profile){0};
}

static int take(void *context, const struct header *header, const struct dense *rows,
	struct fault *fault)
{
	float *weight = context;
	size_t k = rows->k, i, j;

	(void)header;
	(void)fault;
	for (i = 0; i < rows->count; i++) {
		float *row = weight + rows->term[i] * k;

		for (j = 0; j < k; j++)
			row[j] = (float)dense_value(rows, i, j);
	}
	return 0;
}

int profile_rows(struct source *source, float **weight, int threads, struct fault *fault)
{
	size_t terms = source->vocabulary.size, k = (size_t)source->header.columns;

	*weight = memory_aligned(terms, k * sizeof **weight, fault);
	if (!*weight)
		return -1;
	memset(*weight, 0, terms * k * sizeof **weight);
	return relay_each_dense(source, threads, take, *weight, fault);
}

int profile_read(struct profile *profile, const char *path, int threads, struct fault *fault)
{
	struct source *source = &profile->source;
	const struct header *header = &source->header;

	profile->path = path;
	if (source_open(source, &profile->path, 1, fault))
		return -1;
	if (header->kind != KIND_FACTORS && header->kind != KIND_TOPICS)
		return fault_set(fault, FAULT_DATA, "%s: kind is %s, neither factors (from %s) nor "
			"topics (from %s)", source_name(source), header_kind_name(header->kind),
			header_kind_makers(KIND_FACTORS), header_kind_makers(KIND_TOPICS));
	profile->vocabulary = &source->vocabulary;
	profile->kind = header->kind;
	profile->topics = (size_t)header->columns;
	if (topicnames_take(&profile->names, &header->column, profile->topics, fault)
		|| profile_rows(source, &profile->weight, threads, fault))
		return -1;
	if (source_streams(source) != 1)
		return fault_set(fault, FAULT_DATA,
			"%s: several models in one stream: one at a time", source_name(source));
	return 0;
}

int profile_of_model(struct profile *profile, const struct lda_topics *topics, const char *path,
	struct fault *fault)
{
	const struct lda_model *model = &topics->model;
	struct lda_rows rows = {0};
	float *scratch = memory_aligned(model->stride, sizeof *scratch, fault);
	size_t term;
	int failed = !scratch || lda_model_rows_init(&rows, model, fault)
		|| topicnames_copy(&profile->names, &model->seeds.names, fault);

	profile->path = path;
	profile->vocabulary = &topics->vocabulary;
	profile->kind = KIND_TOPICS;
	profile->topics = model->topics;
	failed = failed || !(profile->weight = memory_aligned(model->terms,
			model->topics * sizeof *profile->weight, fault));
	for (term = 0; !failed && term < model->terms; term++)
		memcpy(profile->weight + term * model->topics,
			lda_model_rows_take(&rows, term, scratch),
			model->topics * sizeof *profile->weight);
	lda_model_rows_release(&rows);
	free(scratch);
	return failed ? -1 : 0;
}

void profile_pair_release(struct profile_pair *pair)
{
	free(pair->in_a);
	free(pair->in_b);
	free(pair->of_a);
	free(pair->of_b);
	*pair = (struct profile_pair){0};
}

/* The terms that both have. */
static int intersect(struct profile_pair *pair, struct fault *fault)
{
	const struct vocabulary *a = pair->a->vocabulary, *b = pair->b->vocabulary;
	struct termindex index = {0};
	size_t most = a->size < b->size ? a->size : b->size, term;

	pair->in_a = memory_zeroed(most, sizeof *pair->in_a, fault);
	pair->in_b = memory_zeroed(most, sizeof *pair->in_b, fault);
	if (!pair->in_a || !pair->in_b || termindex_init(&index, b, fault))
		return -1;
	for (term = 0; term < a->size; term++) {
		const char *text = vocabulary_term(a, term);
		size_t length = vocabulary_length(a, term);
		uint32_t other = termindex_find(&index, text, length, termindex_hash(text, length));

		if (other == TERM_UNKNOWN)
			continue;
		pair->in_a[pair->terms] = (uint32_t)term;
		pair->in_b[pair->terms++] = other;
	}
	termindex_release(&index);
	return 0;
}

static void add_rows(const float *weight, size_t k, size_t rows, double *sum)
{
	size_t row, j;

	for (row = 0; row < rows; row++)
		for (j = 0; j < k; j++)
			sum[j] += (double)weight[row * k + j];
}

/* The rows of a model for its common terms, in their order. */
static float *gather(const struct profile *profile, const uint32_t *in, size_t terms,
	struct fault *fault)
{
	size_t k = profile->topics, i;
	float *rows = memory_aligned(terms, k * sizeof *rows, fault);

	for (i = 0; rows && i < terms; i++)
		memcpy(rows + i * k, profile->weight + in[i] * k, k * sizeof *rows);
	return rows;
}

/* Makes the topics distributions over the common terms; *share is how much of
 * their probability lies there. */
static int normalise(const struct profile *profile, float *rows, size_t terms, double *share,
	struct fault *fault)
{
	size_t k = profile->topics, i, j;
	double *whole = memory_zeroed(k, sizeof *whole, fault);
	double *common = memory_zeroed(k, sizeof *common, fault);

	if (!whole || !common) {
		free(whole);
		free(common);
		return -1;
	}
	add_rows(profile->weight, k, profile->vocabulary->size, whole);
	add_rows(rows, k, terms, common);
	*share = 0;
	for (j = 0; j < k; j++) {
		*share += whole[j] > 0 ? common[j] / whole[j] / (double)k : 0;
		common[j] = common[j] > 0 ? 1 / common[j] : 0;
	}
	for (i = 0; i < terms; i++)
		for (j = 0; j < k; j++)
			rows[i * k + j] = (float)((double)rows[i * k + j] * common[j]);
	free(whole);
	free(common);
	return 0;
}

int profile_common(struct profile_pair *pair, const struct profile *a, const struct profile *b,
	struct fault *fault)
{
	enum kind kind = a->kind;

	*pair = (struct profile_pair){.a = a, .b = b, .share_a = 1, .share_b = 1};
	if (b->kind != kind)
		return fault_set(fault, FAULT_DATA, "%s is of %s, %s of %s: two models of one kind "
			"can be matched", a->path, header_kind_name(kind), b->path,
			header_kind_name(b->kind));
	if (intersect(pair, fault))
		return -1;
	if (pair->terms == 0)
		return fault_set(fault, FAULT_DATA, "%s and %s have no term in common", a->path,
			b->path);
	pair->of_a = gather(a, pair->in_a, pair->terms, fault);
	pair->of_b = gather(b, pair->in_b, pair->terms, fault);
	if (!pair->of_a || !pair->of_b)
		return -1;
	return kind == KIND_TOPICS
			&& (normalise(a, pair->of_a, pair->terms, &pair->share_a, fault)
				|| normalise(b, pair->of_b, pair->terms, &pair->share_b, fault))
		? -1 : 0;
}
