/* weighting.c - from counts to weights. */
#include "text/weighting.h"

#include "base/memory.h"
#include "base/options.h"
#include "num/logarithm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SMALLEST 1e-12 /* what gensim takes for zero */

/* Where nothing else is asked for. */
#define K1 1.2
#define B .75
#define SLOPE .25

static int init_smart(struct weighting *weighting, const char *letters, struct fault *fault)
{
	char word[8];
	bool near = options_nearest(letters, WEIGHTING_NAMES, word, sizeof word);

	if (strlen(letters) != 3 || !strchr("btnaldL", letters[0]) || !strchr("xnftp", letters[1])
		|| !strchr("xncu", letters[2]))
		return fault_set(fault, FAULT_USAGE,
			"--scheme: '%s' is none of %s and no three letters of btnaldL, xnftp, "
			"xncu%s%s", letters, WEIGHTING_NAMES, near ? "; nearest is " : "", near ? word : "");
	/* two letters for one thing: the name must be the same for the same weights */
	weighting->local = letters[0] == 't' ? 'n' : letters[0];
	weighting->global = letters[1] == 'x' ? 'n' : letters[1];
	weighting->norm = letters[2] == 'x' ? 'n' : letters[2];
	return 0;
}

/* Takes the letters of a scheme that has a name; false for another. */
static bool find(struct weighting *weighting, const char *name)
{
#define ENTRY(name, local, global, norm, observes) {#name, local, global, norm, observes},
	static const struct {
		const char *name;
		char local, global, norm;
		bool observes;
	} schemes[] = {WEIGHTINGS(ENTRY)};
	size_t i;

	for (i = 0; i < sizeof schemes / sizeof *schemes; i++) {
		if (strcmp(schemes[i].name, name) != 0)
			continue;
		weighting->local = schemes[i].local;
		weighting->global = schemes[i].global;
		weighting->norm = schemes[i].norm;
		weighting->observes = schemes[i].observes;
		return true;
	}
	return false;
}

int weighting_init(struct weighting *weighting, const struct weighting_options *options,
	struct fault *fault)
{
	const char *scheme = options->scheme;
	bool named;

	*weighting = (struct weighting){.k1 = options->k1 >= 0 ? options->k1 : K1,
		.b = options->b >= 0 ? options->b : B,
		.slope = options->slope >= 0 ? options->slope : SLOPE};
	named = find(weighting, scheme);
	if (!named && init_smart(weighting, scheme, fault))
		return -1;
	if (options->norm && !named)
		return fault_set(fault, FAULT_USAGE,
			"--norm: the third letter of '%s' says it already", scheme);
	if (options->norm)
		weighting->norm = strcmp(options->norm, "l2") == 0 ? 'c' : 'n';
	if (weighting->local == 'r')
		(void)snprintf(weighting->name, sizeof weighting->name, "bm25 k1=%.9g b=%.9g %c",
			weighting->k1, weighting->b, weighting->norm);
	else if (weighting->local == 'e')
		(void)snprintf(weighting->name, sizeof weighting->name, "logent %c",
			weighting->norm);
	else if (weighting->norm == 'u')
		(void)snprintf(weighting->name, sizeof weighting->name, "smart %c%cu slope=%.9g",
			weighting->local, weighting->global, weighting->slope);
	else
		(void)snprintf(weighting->name, sizeof weighting->name, "smart %c%c%c",
			weighting->local, weighting->global, weighting->norm);
	return 0;
}

void weighting_release(struct weighting *weighting)
{
	free(weighting->factor);
	free(weighting->sum);
	free(weighting->occurred);
	weighting->factor = weighting->sum = weighting->occurred = NULL;
}

bool weighting_observes(const struct weighting *weighting)
{
	return weighting->observes;
}

int weighting_begin(struct weighting *weighting, size_t columns, struct fault *fault)
{
	weighting->sum = memory_zeroed(columns, sizeof *weighting->sum, fault);
	weighting->occurred = memory_zeroed(columns, sizeof *weighting->occurred, fault);
	return weighting->sum && weighting->occurred ? 0 : -1;
}

int weighting_observe(void *context, const struct rows *rows, struct fault *fault)
{
	struct weighting *weighting = context;
	size_t i;

	(void)fault;
	for (i = 0; i < rows->nonzeros; i++) {
		double tf = rows->counts[i];

		weighting->occurred[rows->column[i]] += tf;
		if (tf > 1)
			weighting->sum[rows->column[i]] += tf * logarithm_base2(tf);
	}
	weighting->observed += rows->count;
	return 0;
}

/* 1 + sum_d p log p / log N, from the sums of tf log tf and of tf. */
static double entropy(const struct weighting *weighting, size_t column)
{
	double total = weighting->occurred[column], sum;

	if (total == 0 || weighting->observed < 2)
		return total > 0;
	sum = weighting->sum[column] / total - logarithm_base2(total);
	return 1 + sum / logarithm_base2((double)weighting->observed);
}

static double global_weight(const struct weighting *weighting, double documents, double df)
{
	if (weighting->global == 'n')
		return 1;
	if (df <= 0)
		return 0;
	switch (weighting->global) {
	case 'f':
		return logarithm_base2(documents / df);
	case 't':
		return logarithm_base2((documents + 1) / df);
	case 'p':
		return documents > 2 * df ? logarithm_base2((documents - df) / df) : 0;
	default: /* BM25's: ln */
		return logarithm_base2(1 + (documents - df + .5) / (df + .5)) * 0.69314718055994530942;
	}
}

int weighting_prepare(struct weighting *weighting, const struct vocabulary *vocabulary,
	struct fault *fault)
{
	double documents = (double)vocabulary->documents, terms = 0, tokens = 0;
	size_t column;

	weighting->factor = memory_zeroed(vocabulary->size, sizeof *weighting->factor, fault);
	if (!weighting->factor)
		return -1;
	for (column = 0; column < vocabulary->size; column++) {
		double df = (double)vocabulary->df[column];

		if (df > documents)
			return fault_set(fault, FAULT_DATA,
				"the term '%s' is in more documents than there are",
				vocabulary_term(vocabulary, column));
		terms += df;
		tokens += (double)vocabulary->cf[column];
		weighting->factor[column] = weighting->global == 'e'
			? entropy(weighting, column)
			: global_weight(weighting, documents, df);
	}
	weighting->pivot = documents > 0 ? terms / documents : 0;
	weighting->mean_length = documents > 0 ? tokens / documents : 0;
	if (weighting->local == 'r' && tokens == 0 && terms > 0)
		return fault_set(fault, FAULT_DATA,
			"bm25 needs the terms' occurrences, and this vocabulary has none");
	return 0;
}

/* What the local and norm letters need to know of a row. */
struct row {
	double most, sum, distinct; /* largest count, all counts, nonzeros */
};

static double local_weight(const struct weighting *weighting, double tf, const struct row *row)
{
	double length;

	switch (weighting->local) {
	case 'b':
		return 1;
	case 'a':
		return .5 + .5 * tf / row->most;
	case 'l':
		return 1 + logarithm_base2(tf);
	case 'd':
		return 1 + logarithm_base2(1 + logarithm_base2(tf));
	case 'L':
		return (1 + logarithm_base2(tf)) / (1 + logarithm_base2(row->sum / row->distinct));
	case 'e':
		return logarithm_base2(tf + 1);
	case 'r':
		length = weighting->mean_length > 0 ? row->sum / weighting->mean_length : 1;
		return tf * (weighting->k1 + 1)
			/ (tf + weighting->k1 * (1 - weighting->b + weighting->b * length));
	default:
		return tf;
	}
}

static double norm_factor(const struct weighting *weighting, const double *weight, size_t n)
{
	double square = 0, pivoted;
	size_t i;

	switch (weighting->norm) {
	case 'c':
		for (i = 0; i < n; i++)
			square += weight[i] * weight[i];
		return square > 0 ? 1 / sqrt(square) : 1;
	case 'u':
		pivoted = (1 - weighting->slope) * weighting->pivot + weighting->slope * (double)n;
		return pivoted > 0 ? 1 / pivoted : 1;
	default:
		return 1;
	}
}

static struct row describe(const uint32_t *counts, size_t n)
{
	struct row row = {.distinct = (double)n};
	size_t i;

	for (i = 0; i < n; i++) {
		row.sum += counts[i];
		if (counts[i] > row.most)
			row.most = counts[i];
	}
	return row;
}

/* One row; weight has room for its nonzeros. */
static int apply_row(const struct weighting *weighting, const struct rows *in, size_t at,
	double *weight, struct rows *out, struct fault *fault)
{
	size_t begin = in->start[at], n = in->start[at + 1] - begin, i, kept = 0;
	struct row row = describe(in->counts + begin, n);
	double factor;

	for (i = 0; i < n; i++)
		weight[i] = local_weight(weighting, in->counts[begin + i], &row)
			* weighting->factor[in->column[begin + i]];
	factor = norm_factor(weighting, weight, n);
	for (i = 0; i < n; i++) {
		double value = weight[i] * factor;
		size_t to = out->nonzeros + kept;

		if (!(fabs(value) > SMALLEST))
			continue;
		out->column[to] = in->column[begin + i];
		if (out->values == VALUES_F64)
			out->f64[to] = value;
		else
			out->f32[to] = (float)value;
		kept++;
	}
	return rows_end(out, kept, rows_name(in, at), in->name[at + 1] - in->name[at] - 1, fault);
}

int weighting_apply(void *context, const struct rows *in, struct rows *out,
	struct fault *fault)
{
	const struct weighting *weighting = context;
	size_t row, most = 0, n;
	double *weight;
	int failed = 0;

	for (row = 0; row < in->count; row++)
		if ((n = in->start[row + 1] - in->start[row]) > most)
			most = n;
	weight = memory_zeroed(most, sizeof *weight, fault);
	if (!weight
		|| rows_reserve(out, in->count, in->nonzeros, in->count ? in->name[in->count] : 0,
			fault)) {
		free(weight);
		return -1;
	}
	for (row = 0; !failed && row < in->count; row++)
		failed = apply_row(weighting, in, row, weight, out, fault);
	free(weight);
	return failed;
}
