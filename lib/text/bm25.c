/* bm25.c - BM25: counts saturate, and long documents count less. */
#include "text/weighting.h"

#include "num/logarithm.h"

#define LN_2 0.69314718055994530942

static double local(const struct weighting *weighting, double tf,
	const struct weighting_row *row)
{
	double length = weighting->mean_length > 0 ? row->sum / weighting->mean_length : 1;

	return tf * (weighting->k1 + 1)
		/ (tf + weighting->k1 * (1 - weighting->b + weighting->b * length));
}

static double global(const struct weighting *weighting, size_t column, double documents,
	double df)
{
	(void)weighting, (void)column;
	return df > 0 ? logarithm_base2(1 + (documents - df + .5) / (df + .5)) * LN_2 : 0;
}

const struct weighting_scheme weighting_bm25 = {.name = "bm25", .local = local,
	.global = global, .norm = 'n', .takes = WEIGHTING_K1 | WEIGHTING_B, .occurrences = true};
