/* statistics.c - memory and arithmetic of the sums of an E-step. */
#include "lda/statistics.h"

#include "base/memory.h"
#include "lda/kernel.h"

#include <stdlib.h>
#include <string.h>

int lda_statistics_init(struct lda_statistics *statistics, const struct lda_model *model,
	struct fault *fault)
{
	return lda_statistics_init_form(statistics, model->topics, model->terms,
		model->sparse != NULL, fault);
}

int lda_statistics_init_form(struct lda_statistics *statistics, size_t topics, size_t terms,
	bool sparse, struct fault *fault)
{
	size_t numbers, stride = lda_stride(topics);

	*statistics = (struct lda_statistics){.topics = topics, .stride = stride, .terms = terms,
		.sparse = sparse};
	if (!size_multiply(terms, stride, &numbers))
		return fault_set(fault, FAULT_SYSTEM,
			"statistics of %zu topics of %zu terms don't fit in memory", topics, terms);
	if (!(statistics->totals = memory_zeroed(stride, sizeof *statistics->totals, fault))
		|| !(statistics->digamma = memory_zeroed(topics + 1, sizeof *statistics->digamma,
			fault)))
		return -1;
	if (statistics->sparse)
		return lda_bags_init(&statistics->bags, terms, topics, fault);
	if (!(statistics->counts = memory_zeroed(numbers, sizeof *statistics->counts, fault))
		|| !(statistics->seen = memory_zeroed(terms, 1, fault)))
		return -1;
	memory_ask_huge(statistics->counts, numbers * sizeof *statistics->counts);
	return 0;
}

void lda_statistics_release(struct lda_statistics *statistics)
{
	lda_bags_release(&statistics->bags);
	free(statistics->counts);
	free(statistics->seen);
	free(statistics->totals);
	free(statistics->digamma);
	*statistics = (struct lda_statistics){0};
}

void lda_statistics_clear(struct lda_statistics *statistics)
{
	size_t term, row = statistics->stride * sizeof *statistics->counts;

	if (statistics->sparse)
		lda_bags_clear(&statistics->bags);
	for (term = 0; !statistics->sparse && term < statistics->terms; term++) {
		if (statistics->seen[term])
			memset(statistics->counts + term * statistics->stride, 0, row);
		statistics->seen[term] = 0;
	}
	memset(statistics->totals, 0, statistics->stride * sizeof *statistics->totals);
	memset(statistics->digamma, 0, (statistics->topics + 1) * sizeof *statistics->digamma);
	statistics->tokens = statistics->score = 0;
	statistics->documents = statistics->empty = 0;
	statistics->scored = statistics->moved = false;
}

int64_t lda_statistics_on_grid(double x)
{
	double scaled = x * (1 / LDA_GRID);

	return (int64_t)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
}

int lda_statistics_grid_add(int64_t *sum, int64_t x, struct fault *fault)
{
	if (__builtin_add_overflow(*sum, x, sum))
		return fault_set(fault, FAULT_DATA, "more than 2^43 tokens: the sums overflow");
	return 0;
}
