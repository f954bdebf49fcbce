/* hold.c - keeps columns of lambda, and puts them back. */
#include "lda/hold.h"

#include "base/memory.h"

#include <stdlib.h>

/* Each topic once, in order. */
static size_t sort(size_t *topic, size_t count)
{
	size_t i, j, kept = 0;

	for (i = 1; i < count; i++) {
		size_t one = topic[i];

		for (j = i; j > 0 && topic[j - 1] > one; j--)
			topic[j] = topic[j - 1];
		topic[j] = one;
	}
	for (i = 0; i < count; i++)
		if (i == 0 || topic[i] != topic[kept - 1])
			topic[kept++] = topic[i];
	return kept;
}

int lda_hold_init(struct lda_hold *hold, const struct lda_model *model, const char *list,
	struct fault *fault)
{
	size_t term, i;

	*hold = (struct lda_hold){0};
	if (!list)
		return 0;
	if (model->sparse)
		return fault_set(fault, FAULT_USAGE, "--fixed: the topics of a sparse model share what "
			"is not kept of a word, so none can stay as it is: train with --form dense");
	if (model->eta_kind == ETA_AUTO)
		return fault_set(fault, FAULT_USAGE,
			"--fixed: the model learns eta, which moves all topics");
	if (topicnames_list(&model->seeds.names, model->topics, "fixed", list, &hold->topic,
			&hold->count, fault))
		return -1;
	hold->count = sort(hold->topic, hold->count);
	if (hold->count == model->topics)
		return fault_set(fault, FAULT_USAGE, "--fixed: no topic is left to learn");
	if (!(hold->lambda = memory_zeroed(model->terms, hold->count * sizeof(float), fault))
		|| !(hold->totals = memory_zeroed(hold->count, sizeof(double), fault)))
		return -1;
	for (term = 0; term < model->terms; term++)
		for (i = 0; i < hold->count; i++)
			hold->lambda[term * hold->count + i]
				= model->lambda[term * model->stride + hold->topic[i]];
	for (i = 0; i < hold->count; i++)
		hold->totals[i] = model->totals[hold->topic[i]];
	return 0;
}

void lda_hold_release(struct lda_hold *hold)
{
	free(hold->topic);
	free(hold->lambda);
	free(hold->totals);
	*hold = (struct lda_hold){0};
}

void lda_hold_row(const struct lda_hold *hold, size_t term, float *lambda)
{
	size_t i;

	for (i = 0; i < hold->count; i++)
		lambda[hold->topic[i]] = hold->lambda[term * hold->count + i];
}

void lda_hold_totals(const struct lda_hold *hold, struct lda_model *model)
{
	size_t i;

	for (i = 0; i < hold->count; i++)
		model->totals[hold->topic[i]] = hold->totals[i];
}

void lda_hold_all(const struct lda_hold *hold, struct lda_model *model)
{
	size_t term;

	for (term = 0; hold->count && term < model->terms; term++)
		lda_hold_row(hold, term, model->lambda + term * model->stride);
	lda_hold_totals(hold, model);
}
