/* diagnostics.c - figures of topics, from a model and from a corpus. */
#include "topic/diagnostics.h"

#include "base/memory.h"
#include "lda/describe.h"
#include "stream/relay.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a sweep over the terms has: the rows of the model, and by term the
 * tokens of all topics and the sum of its probabilities. */
struct margins {
	struct lda_rows rows;
	float *row;                   /* size stride */
	double *tokens, *probability; /* size V */
	double all;                   /* of tokens */
};

/* The first words of a topic so far: falling probabilities, and the topic's part
 * in these words. */
struct first_words {
	double *probability, *part; /* size n */
	size_t count;
};

static double count_of(const struct lda_model *model, float lambda)
{
	double count = (double)lambda - model->eta;

	return count > 0 ? count : 0;
}

static int fill_margins(struct margins *margins, const struct lda_model *model,
	struct fault *fault)
{
	size_t term, k;

	if (lda_model_rows_init(&margins->rows, model, fault)
		|| !(margins->row = memory_aligned(model->stride, sizeof(float), fault))
		|| !(margins->tokens = memory_zeroed(model->terms, sizeof(double), fault))
		|| !(margins->probability = memory_zeroed(model->terms, sizeof(double), fault)))
		return -1;
	for (term = 0; term < model->terms; term++) {
		const float *lambda = lda_model_rows_take(&margins->rows, term, margins->row);

		for (k = 0; k < model->topics; k++) {
			margins->tokens[term] += count_of(model, lambda[k]);
			margins->probability[term] += (double)lambda[k] / model->totals[k];
		}
		margins->all += margins->tokens[term];
	}
	return 0;
}

static void release_margins(struct margins *margins)
{
	lda_model_rows_release(&margins->rows);
	free(margins->row);
	free(margins->tokens);
	free(margins->probability);
}

/* One term's part in a topic's figures; effective is the sum of squares so far. */
static void measure(struct topic_diagnostics *one, double p, double count, double share,
	double terms)
{
	one->tokens += count;
	one->effective += p * p;
	one->uniform += p * log(p * terms);
	one->corpus += p * log(p / share);
}

static void offer_word(struct first_words *words, size_t n, double p, double part)
{
	size_t i;

	if (words->count == n && !(p > words->probability[n - 1]))
		return;
	for (i = words->count < n ? words->count++ : n - 1;
		i > 0 && p > words->probability[i - 1]; i--) {
		words->probability[i] = words->probability[i - 1];
		words->part[i] = words->part[i - 1];
	}
	words->probability[i] = p;
	words->part[i] = part;
}

static void measure_term(const struct lda_model *model, const struct margins *margins,
	size_t term, size_t n, struct first_words *words, struct topic_diagnostics *one)
{
	const float *lambda = lda_model_rows_take(&margins->rows, term, margins->row);
	double terms = (double)model->terms, topics = (double)model->topics;
	/* a term of no tokens at all still has a little of the prior */
	double share = (margins->tokens[term] + model->eta * topics)
		/ (margins->all + model->eta * topics * terms);
	size_t k;

	for (k = 0; k < model->topics; k++) {
		double p = (double)lambda[k] / model->totals[k];

		measure(&one[k], p, count_of(model, lambda[k]), share, terms);
		offer_word(&words[k], n, p, p / margins->probability[term]);
	}
}

static void finish_topic(const struct first_words *words, struct topic_diagnostics *one)
{
	size_t i;

	one->effective = 1 / one->effective;
	for (i = 0; i < words->count; i++)
		one->exclusivity += words->part[i];
	one->exclusivity /= (double)words->count;
}

int diagnostics_of_model(const struct lda_model *model, size_t n,
	struct topic_diagnostics *one, struct fault *fault)
{
	struct margins margins = {0};
	struct first_words *words = NULL;
	double *scratch = NULL;
	size_t k, term, size;
	int failed = -1;

	n = n < model->terms ? n : model->terms;
	if (!size_multiply(model->topics, 2 * n, &size))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: %zu words of %zu topics", n,
			model->topics);
	if (fill_margins(&margins, model, fault)
		|| !(words = memory_zeroed(model->topics, sizeof *words, fault))
		|| !(scratch = memory_zeroed(size, sizeof *scratch, fault)))
		goto done;
	for (k = 0; k < model->topics; k++) {
		words[k].probability = scratch + 2 * n * k;
		words[k].part = words[k].probability + n;
		one[k] = (struct topic_diagnostics){0};
	}
	for (term = 0; term < model->terms; term++)
		measure_term(model, &margins, term, n, words, one);
	for (k = 0; k < model->topics; k++)
		finish_topic(&words[k], &one[k]);
	failed = 0;
done:
	free(words);
	free(scratch);
	release_margins(&margins);
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
