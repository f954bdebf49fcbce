/* diagnostics.c - figures of topics, from a model and from a corpus. */
#include "topic/diagnostics.h"

#include "base/memory.h"
#include "lda/describe.h"
#include "stream/relay.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* By term: the tokens of all topics, and the sum of its probabilities. */
struct margins {
	double *tokens, *probability; /* size V */
	double all;                   /* of tokens */
};

static double count_of(const struct lda_model *model, size_t term, size_t k)
{
	double count = (double)model->lambda[term * model->stride + k] - model->eta;

	return count > 0 ? count : 0;
}

static int fill_margins(struct margins *margins, const struct lda_model *model,
	struct fault *fault)
{
	size_t term, k;

	if (!(margins->tokens = memory_zeroed(model->terms, sizeof(double), fault))
		|| !(margins->probability = memory_zeroed(model->terms, sizeof(double), fault)))
		return -1;
	for (term = 0; term < model->terms; term++) {
		for (k = 0; k < model->topics; k++) {
			margins->tokens[term] += count_of(model, term, k);
			margins->probability[term] += (double)model->lambda[term * model->stride + k]
				/ model->totals[k];
		}
		margins->all += margins->tokens[term];
	}
	return 0;
}

static void measure_topic(const struct lda_model *model, const struct margins *margins,
	size_t k, struct topic_diagnostics *one)
{
	double squares = 0, terms = (double)model->terms;
	size_t term;

	*one = (struct topic_diagnostics){0};
	for (term = 0; term < model->terms; term++) {
		double p = (double)model->lambda[term * model->stride + k] / model->totals[k];
		/* a term of no tokens at all still has a little of the prior */
		double share = (margins->tokens[term] + model->eta * (double)model->topics)
			/ (margins->all + model->eta * (double)model->topics * terms);

		one->tokens += count_of(model, term, k);
		squares += p * p;
		one->uniform += p * log(p * terms);
		one->corpus += p * log(p / share);
	}
	one->effective = 1 / squares;
}

/* The mean, over the n likeliest words, of the topic's part in them. */
static double exclusivity(const struct lda_model *model, const struct margins *margins,
	size_t k, size_t n, double *value)
{
	double sum = 0;
	size_t term, i, got = 0;
	double *part = value + n;

	for (term = 0; term < model->terms; term++) {
		double p = (double)model->lambda[term * model->stride + k] / model->totals[k];

		if (got == n && !(p > value[n - 1]))
			continue;
		for (i = got < n ? got++ : n - 1; i > 0 && p > value[i - 1]; i--) {
			value[i] = value[i - 1];
			part[i] = part[i - 1];
		}
		value[i] = p;
		part[i] = p / margins->probability[term];
	}
	for (i = 0; i < got; i++)
		sum += part[i];
	return sum / (double)got;
}

int diagnostics_of_model(const struct lda_model *model, size_t n,
	struct topic_diagnostics *one, struct fault *fault)
{
	struct margins margins = {0};
	double *scratch = NULL;
	size_t k;
	int failed = -1;

	n = n < model->terms ? n : model->terms;
	if (fill_margins(&margins, model, fault)
		|| !(scratch = memory_zeroed(2 * n, sizeof *scratch, fault)))
		goto done;
	for (k = 0; k < model->topics; k++) {
		measure_topic(model, &margins, k, &one[k]);
		one[k].exclusivity = exclusivity(model, &margins, k, n, scratch);
	}
	failed = 0;
done:
	free(scratch);
	free(margins.tokens);
	free(margins.probability);
	return failed;
}

struct survey {
	struct lda_describer describer;
	struct topic_diagnostics *one;
	double *tokens, *logs; /* size K: sums of n_dk and of n_dk log n_dk */
	uint64_t documents;
};

static double tokens_of(const struct rows *rows, size_t row)
{
	double sum = 0;
	size_t i;

	for (i = rows->start[row]; i < rows->start[row + 1]; i++)
		sum += rows->values == VALUES_COUNTS ? (double)rows->counts[i]
			: rows->values == VALUES_F32 ? (double)rows->f32[i] : rows->f64[i];
	return sum;
}

static void survey_row(struct survey *survey, const float *shares, size_t topics,
	double tokens)
{
	size_t k, best = 0;

	for (k = 0; k < topics; k++) {
		double n = (double)shares[k] * tokens;

		if (shares[k] > shares[best])
			best = k;
		survey->one[k].documents += shares[k] >= 0.1f;
		survey->tokens[k] += n;
		if (n > 0)
			survey->logs[k] += n * log(n);
	}
	survey->one[best].first++;
}

static int survey_rows(void *context, const struct rows *rows, struct fault *fault)
{
	struct survey *survey = context;
	size_t topics = survey->describer.topics->model.topics, row, numbers;
	float *shares;
	int failed;

	if (!size_multiply(rows->count, topics, &numbers))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: %zu documents", rows->count);
	shares = memory_zeroed(numbers, sizeof *shares, fault);
	if (!shares)
		return -1;
	failed = lda_describe_shares(&survey->describer, rows, shares, fault);
	for (row = 0; !failed && row < rows->count; row++) {
		double tokens = tokens_of(rows, row);

		survey->documents++;
		if (tokens > 0)
			survey_row(survey, shares + row * topics, topics, tokens);
	}
	free(shares);
	return failed;
}

int diagnostics_of_corpus(const struct lda_topics *topics, struct source *source,
	struct topic_diagnostics *one, uint64_t *documents, int threads, struct fault *fault)
{
	const struct lda_effort usual = {.tolerance = -1};
	struct survey survey = {.one = one};
	size_t k, count = topics->model.topics;
	int failed = -1;

	if (lda_describe_init(&survey.describer, topics, &usual, threads, fault)
		|| !(survey.tokens = memory_zeroed(count, sizeof(double), fault))
		|| !(survey.logs = memory_zeroed(count, sizeof(double), fault))
		|| relay_each(source, threads, survey_rows, &survey, fault))
		goto done;
	for (k = 0; k < count; k++)
		if (survey.tokens[k] > 0)
			one[k].entropy = log(survey.tokens[k]) - survey.logs[k] / survey.tokens[k];
	*documents = survey.documents;
	failed = 0;
done:
	lda_describe_release(&survey.describer);
	free(survey.tokens);
	free(survey.logs);
	return failed;
}
