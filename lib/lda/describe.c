/* describe.c - mixtures of documents. */
#include "lda/describe.h"

#include "base/memory.h"
#include "base/parallel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void lda_describe_reader_release(struct lda_describe_reader *reader)
{
	lda_mixture_release(&reader->dense);
	lda_sparse_mix_release(&reader->sparse);
	free(reader->counts);
}

static int init_sparse(struct lda_describer *describer, const struct lda_effort *effort,
	struct fault *fault)
{
	struct lda_sparse_inferrer *sparse = &describer->sparse;
	const struct lda_model *model = &describer->topics->model;

	if (lda_sparse_mix_inferrer_init(sparse, model, fault)
		|| lda_sparse_mix_inferrer_model(sparse, model, describer->threads, fault))
		return -1;
	sparse->iterations = effort->iterations ? (size_t)effort->iterations : 20;
	sparse->tolerance = effort->tolerance >= 0 ? effort->tolerance : 0;
	describer->inferrer.iterations = sparse->iterations;
	describer->inferrer.tolerance = sparse->tolerance;
	return 0;
}

int lda_describe_init(struct lda_describer *describer, const struct lda_topics *topics,
	const struct lda_effort *effort, int threads, struct fault *fault)
{
	const struct lda_model *model = &topics->model;
	struct lda_inferrer *inferrer = &describer->inferrer;
	size_t numbers;

	*describer = (struct lda_describer){.topics = topics, .threads = threads};
	if (model->sparse)
		return init_sparse(describer, effort, fault);
	if (!size_multiply(model->terms, model->stride, &numbers)
		|| !(describer->weights = memory_aligned(numbers, sizeof(float), fault))
		|| lda_model_weights(model, describer->weights, threads, fault)
		|| lda_mixture_inferrer_init(inferrer, model, describer->weights, fault))
		return -1;
	inferrer->iterations = model->inference == LDA_VB ? 100 : 20;
	lda_mixture_inferrer_spend(inferrer, effort);
	return 0;
}

void lda_describe_release(struct lda_describer *describer)
{
	lda_mixture_inferrer_release(&describer->inferrer);
	lda_sparse_mix_inferrer_release(&describer->sparse);
	free(describer->weights);
	describer->weights = NULL;
}

int lda_describe_header(const struct lda_describer *describer, struct header *header,
	struct fault *fault)
{
	const struct lda_topics *topics = describer->topics;
	char hex[DIGEST_HEX];

	*header = (struct header){.kind = KIND_VECTORS, .values = VALUES_F32,
		.columns = topics->model.topics};
	memcpy(header->weighting, topics->weighting, sizeof header->weighting);
	digest_hex(&topics->digest, hex);
	(void)snprintf(header->recipe, sizeof header->recipe,
		"lda-infer inference=%s iterations=%zu tolerance=%.17g model=%s",
		lda_model_inference_name(topics->model.inference), describer->inferrer.iterations,
		describer->inferrer.tolerance, hex);
	return topicnames_put(&topics->model.seeds.names, &header->column, fault);
}

static void fill_mixture(const struct lda_mixture *mixture, size_t topics, float *row)
{
	double sum = 0;
	size_t k;

	for (k = 0; k < topics; k++)
		sum += (double)mixture->gamma[k];
	for (k = 0; k < topics; k++)
		row[k] = (float)((double)mixture->gamma[k] / sum);
}

/* The prior, except for the document's own topics. */
static void fill_sparse(const struct lda_sparse_mixture *mixture,
	const struct lda_model *model, float *row)
{
	double sum = 0;
	size_t k;

	for (k = 0; k < model->topics; k++)
		row[k] = (float)model->alpha[k];
	for (k = 0; k < mixture->topics; k++)
		row[mixture->topic[k]] = mixture->narrow.gamma[k];
	for (k = 0; k < model->topics; k++)
		sum += (double)row[k];
	for (k = 0; k < model->topics; k++)
		row[k] = (float)((double)row[k] / sum);
}

int lda_describe_row(struct lda_describer *describer, const struct rows *rows, size_t row,
	struct lda_describe_reader *reader, struct fault *fault)
{
	size_t first = rows->start[row], n = rows->start[row + 1] - first, i;
	size_t topics = describer->topics->model.topics;
	double sum = 0;

	if (memory_grow(&reader->counts, &reader->room, n, fault)
		|| lda_docs_row_counts(rows, row, reader->counts, fault))
		return -1;
	for (i = 0; i < n; i++)
		sum += (double)reader->counts[i];
	if (sum == 0) {
		describer->empty++;
		return 0;
	}
	if (!describer->topics->model.sparse)
		return lda_mixture_infer(&describer->inferrer, rows->column + first, reader->counts, n,
			       &reader->dense, fault) ? -1 : 1;
	if (!reader->sparse.sum && lda_sparse_mix_init(&reader->sparse, topics, fault))
		return -1;
	return lda_sparse_mix_infer(&describer->sparse, rows->column + first, reader->counts, n,
		       &reader->sparse, fault) ? -1 : 1;
}

int lda_describe_share(struct lda_describer *describer, const struct rows *rows, size_t row,
	struct lda_describe_reader *reader, float *out, struct fault *fault)
{
	const struct lda_model *model = &describer->topics->model;
	int got = lda_describe_row(describer, rows, row, reader, fault);
	size_t k;

	if (got > 0 && model->sparse)
		fill_sparse(&reader->sparse, model, out);
	else if (got > 0)
		fill_mixture(&reader->dense, model->topics, out);
	for (k = 0; got == 0 && k < model->topics; k++)
		out[k] = 0; /* no evidence: no mixture */
	return got < 0 ? -1 : 0;
}

int lda_describe_mixtures(void *context, const struct rows *rows, struct dense *out,
	struct fault *fault)
{
	struct lda_describer *describer = context;
	struct lda_describe_reader reader = {0};
	size_t row;
	int failed = 0;

	for (row = 0; row < rows->count && !failed; row++) {
		const char *name = rows_name(rows, row);
		void *values;

		failed = dense_add_named(out, name, strlen(name), &values, fault)
			|| lda_describe_share(describer, rows, row, &reader, values, fault);
	}
	lda_describe_reader_release(&reader);
	return failed ? -1 : 0;
}

struct sharing {
	struct lda_describer *describer;
	const struct rows *rows;
	float *shares;
};

static int share_one(void *context, size_t row, int thread, struct fault *fault)
{
	const struct sharing *sharing = context;
	struct lda_describe_reader reader = {0};
	int failed = lda_describe_share(sharing->describer, sharing->rows, row, &reader,
		sharing->shares + row * sharing->describer->topics->model.topics, fault);

	(void)thread;
	lda_describe_reader_release(&reader);
	return failed;
}

int lda_describe_shares(struct lda_describer *describer, const struct rows *rows,
	float *shares, struct fault *fault)
{
	struct sharing sharing = {describer, rows, shares};

	return parallel_for(describer->threads, rows->count, share_one, &sharing, fault);
}
