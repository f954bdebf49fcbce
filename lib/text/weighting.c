/* weighting.c - from counts to weights: the table of schemes, and SMART's letters. */
#include "text/weighting.h"

#include "base/memory.h"
#include "base/options.h"
#include "num/logarithm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SMALLEST 1e-12 /* what gensim treats as zero */

/* Defaults. */
#define K1 1.2
#define B .75
#define SLOPE .25

/* SMART's local formulas. */
static double local_one(const struct weighting *weighting, double tf,
	const struct weighting_row *row)
{
	(void)weighting, (void)tf, (void)row;
	return 1;
}

static double local_count(const struct weighting *weighting, double tf,
	const struct weighting_row *row)
{
	(void)weighting, (void)row;
	return tf;
}

static double local_augmented(const struct weighting *weighting, double tf,
	const struct weighting_row *row)
{
	(void)weighting;
	return .5 + .5 * tf / row->most;
}

static double local_logarithm(const struct weighting *weighting, double tf,
	const struct weighting_row *row)
{
	(void)weighting, (void)row;
	return 1 + logarithm_base2(tf);
}

static double local_double_logarithm(const struct weighting *weighting, double tf,
	const struct weighting_row *row)
{
	(void)weighting, (void)row;
	return 1 + logarithm_base2(1 + logarithm_base2(tf));
}

static double local_mean_logarithm(const struct weighting *weighting, double tf,
	const struct weighting_row *row)
{
	(void)weighting;
	return (1 + logarithm_base2(tf)) / (1 + logarithm_base2(row->sum / row->distinct));
}

/* SMART's global formulas. */
static double global_one(const struct weighting *weighting, size_t column, double documents,
	double df)
{
	(void)weighting, (void)column, (void)documents, (void)df;
	return 1;
}

static double global_idf(const struct weighting *weighting, size_t column, double documents,
	double df)
{
	(void)weighting, (void)column;
	return df > 0 ? logarithm_base2(documents / df) : 0;
}

static double global_idf_one_more(const struct weighting *weighting, size_t column,
	double documents, double df)
{
	(void)weighting, (void)column;
	return df > 0 ? logarithm_base2((documents + 1) / df) : 0;
}

static double global_probabilistic(const struct weighting *weighting, size_t column,
	double documents, double df)
{
	(void)weighting, (void)column;
	return df > 0 && documents > 2 * df ? logarithm_base2((documents - df) / df) : 0;
}

static const struct {
	char letter;
	weighting_local *formula;
} locals[] = {{'b', local_one}, {'t', local_count}, {'n', local_count}, {'a', local_augmented},
	{'l', local_logarithm}, {'d', local_double_logarithm}, {'L', local_mean_logarithm}};

static const struct {
	char letter;
	weighting_global *formula;
} globals[] = {{'x', global_one}, {'n', global_one}, {'f', global_idf},
	{'t', global_idf_one_more}, {'p', global_probabilistic}};

/* Takes three letters; false where one is none of SMART's. */
static bool take_letters(struct weighting *weighting, const char *letters)
{
	size_t i;

	if (strlen(letters) != 3 || !strchr("xncu", letters[2]))
		return false;
	for (i = 0; i < sizeof locals / sizeof *locals; i++)
		if (locals[i].letter == letters[0])
			weighting->local = locals[i].formula;
	for (i = 0; i < sizeof globals / sizeof *globals; i++)
		if (globals[i].letter == letters[1])
			weighting->global = globals[i].formula;
	weighting->norm = letters[2] == 'x' ? 'n' : letters[2];
	/* two letters for one formula: the name must be the same for the same weights */
	(void)snprintf(weighting->name, sizeof weighting->name, "smart %c%c%c",
		letters[0] == 't' ? 'n' : letters[0], letters[1] == 'x' ? 'n' : letters[1],
		weighting->norm);
	return weighting->local && weighting->global;
}

static int init_smart(struct weighting *weighting, const char *letters, struct fault *fault)
{
	char word[8];
	bool near = options_nearest(letters, WEIGHTING_NAMES, word, sizeof word);

	return take_letters(weighting, letters) ? 0 : fault_set(fault, FAULT_USAGE, "'%.100s' is not a "
		"weighting scheme: %s, or three letters of SMART, from btnaldL, xnftp and xncu%s%s",
		letters, WEIGHTING_NAMES, near ? "; nearest is " : "", near ? word : "");
}

#define ENTRY(name) &weighting_##name,
static const struct weighting_scheme *const schemes[] = {WEIGHTINGS(ENTRY)};

enum { SCHEMES = sizeof schemes / sizeof *schemes };

static const struct weighting_scheme *find(const char *name)
{
	size_t i;

	for (i = 0; i < SCHEMES; i++)
		if (strcmp(schemes[i]->name, name) == 0)
			return schemes[i];
	return NULL;
}

static bool uses(const struct weighting_scheme *scheme, unsigned option)
{
	return scheme && (option ? scheme->takes & option : scheme->observe != NULL);
}

/* An option that the scheme does not use; 0 stands for --reference. */
static int check_use(const struct weighting *weighting, bool given, const char *name,
	unsigned option, const char *scheme, struct fault *fault)
{
	char users[128] = "";
	size_t i, used = 0;

	if (!given || uses(weighting->scheme, option))
		return 0;
	for (i = 0; i < SCHEMES; i++)
		if (uses(schemes[i], option) && used < sizeof users)
			used += (size_t)snprintf(users + used, sizeof users - used, "%s%s",
				used ? ", " : "", schemes[i]->name);
	return fault_set(fault, FAULT_USAGE, "--%s is for %s, not for %s", name, users, scheme);
}

static int check_options(const struct weighting *weighting,
	const struct weighting_options *options, struct fault *fault)
{
	const char *scheme = options->scheme;

	if (options->slope >= 0 && weighting->norm != 'u')
		return fault_set(fault, FAULT_USAGE, "--slope is for SMART's norm u, not for %s",
			scheme);
	return check_use(weighting, options->k1 >= 0, "k1", WEIGHTING_K1, scheme, fault)
		|| check_use(weighting, options->b >= 0, "b", WEIGHTING_B, scheme, fault)
		|| check_use(weighting, options->reference, "reference", 0, scheme, fault) ? -1 : 0;
}

/* The name of a scheme's weights: its own, its parameters and the letter of the norm. */
static void name_weights(struct weighting *weighting)
{
	const struct weighting_scheme *scheme = weighting->scheme;
	char *name = weighting->name;
	size_t room = sizeof weighting->name, used;

	if (scheme && !scheme->letters)
		(void)snprintf(name, room, "%s", scheme->name);
	used = strlen(name);
	if (uses(scheme, WEIGHTING_K1))
		used += (size_t)snprintf(name + used, room - used, " k1=%.9g", weighting->k1);
	if (uses(scheme, WEIGHTING_B))
		used += (size_t)snprintf(name + used, room - used, " b=%.9g", weighting->b);
	if (scheme && !scheme->letters)
		(void)snprintf(name + used, room - used, " %c", weighting->norm);
	else if (weighting->norm == 'u')
		(void)snprintf(name + used, room - used, " slope=%.9g", weighting->slope);
	else
		name[used - 1] = weighting->norm;
}

int weighting_init(struct weighting *weighting, const struct weighting_options *options,
	struct fault *fault)
{
	const struct weighting_scheme *scheme = find(options->scheme);

	*weighting = (struct weighting){.scheme = scheme, .k1 = options->k1 >= 0 ? options->k1 : K1,
		.b = options->b >= 0 ? options->b : B,
		.slope = options->slope >= 0 ? options->slope : SLOPE};
	if (scheme && !scheme->letters) {
		weighting->local = scheme->local;
		weighting->global = scheme->global;
		weighting->norm = scheme->norm;
	} else if (init_smart(weighting, scheme ? scheme->letters : options->scheme, fault)) {
		return -1;
	}
	if (options->norm && !scheme)
		return fault_set(fault, FAULT_USAGE, "--norm: the third letter of '%s' is the norm",
			options->scheme);
	if (options->norm)
		weighting->norm = strcmp(options->norm, "l2") == 0 ? 'c' : 'n';
	name_weights(weighting);
	return check_options(weighting, options, fault);
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
	return weighting->scheme && weighting->scheme->observe;
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
		weighting->sum[rows->column[i]] += weighting->scheme->observe(tf);
	}
	weighting->observed += rows->count;
	return 0;
}

int weighting_prepare(struct weighting *weighting, const struct vocabulary *vocabulary,
	struct fault *fault)
{
	double documents = (double)vocabulary->documents, terms = 0, tokens = 0, most = 0;
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
		weighting->factor[column] = weighting->global(weighting, column, documents, df);
		most = df > 0 ? fmax(most, fabs(weighting->factor[column])) : most;
	}
	weighting->pivot = documents > 0 ? terms / documents : 0;
	weighting->mean_length = documents > 0 ? tokens / documents : 0;
	if (weighting->scheme && weighting->scheme->occurrences && tokens == 0 && terms > 0)
		return fault_set(fault, FAULT_DATA,
			"%s needs the terms' occurrences, and this vocabulary has none",
			weighting->scheme->name);
	if (terms > 0 && !(most > SMALLEST))
		return fault_set(fault, FAULT_DATA, weighting_observes(weighting)
			? "every term is spread evenly over the documents, so its global weight is 0: no "
				"weight is left; take another scheme"
			: "every term is in all documents or in too many, so idf is 0 for all: no "
				"weight is left; take another scheme, or none");
	return 0;
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

static struct weighting_row describe(const uint32_t *counts, size_t n)
{
	uint64_t sum = 0;
	uint32_t most = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		sum += counts[i];
		most = counts[i] > most ? counts[i] : most;
	}
	return (struct weighting_row){(double)most, (double)sum, (double)n};
}

/* Weights before the norm; the commonest local formula without a call. */
static void weight_row(const struct weighting *weighting, const uint32_t *counts,
	const uint32_t *columns, size_t n, double *weight)
{
	const double *factor = weighting->factor;
	struct weighting_row row;
	size_t i;

	if (weighting->local == local_count) {
		for (i = 0; i < n; i++)
			weight[i] = counts[i] * factor[columns[i]];
		return;
	}
	row = describe(counts, n);
	for (i = 0; i < n; i++)
		weight[i] = weighting->local(weighting, counts[i], &row) * factor[columns[i]];
}

/* One row; weight has room for its nonzeros. */
static int apply_row(const struct weighting *weighting, const struct rows *in, size_t at,
	double *weight, struct rows *out, struct fault *fault)
{
	const size_t begin = in->start[at], n = in->start[at + 1] - begin;
	const uint32_t *columns = in->column + begin;
	const bool wide = out->values == VALUES_F64;
	size_t i, to = out->nonzeros;
	double factor;

	weight_row(weighting, in->counts + begin, columns, n, weight);
	factor = norm_factor(weighting, weight, n);
	/* each is written, and what comes next takes the place of one that is dropped */
	for (i = 0; i < n; i++) {
		const double value = weight[i] * factor;

		out->column[to] = columns[i];
		if (wide)
			out->f64[to] = value;
		else
			out->f32[to] = (float)value;
		to += fabs(value) > SMALLEST;
	}
	return rows_end(out, to - out->nonzeros, rows_name(in, at),
		in->name[at + 1] - in->name[at] - 1, fault);
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
