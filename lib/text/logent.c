/* logent.c - log-entropy: a term that is spread evenly over the documents has a small weight. */
#include "text/weighting.h"

#include "num/logarithm.h"

static double observe(double tf)
{
	return tf > 1 ? tf * logarithm_base2(tf) : 0;
}

static double local(const struct weighting *weighting, double tf,
	const struct weighting_row *row)
{
	(void)weighting, (void)row;
	return logarithm_base2(tf + 1);
}

/* 1 + sum_d p log p / log N, from the sums of tf log tf and of tf. */
static double global(const struct weighting *weighting, size_t column, double documents,
	double df)
{
	double total = weighting->occurred[column], sum;

	(void)documents, (void)df;
	if (total == 0 || weighting->observed < 2)
		return total > 0;
	sum = weighting->sum[column] / total - logarithm_base2(total);
	return 1 + sum / logarithm_base2((double)weighting->observed);
}

const struct weighting_scheme weighting_logent = {.name = "logent", .local = local,
	.global = global, .norm = 'c', .observe = observe};
