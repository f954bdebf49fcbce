/* ldavis.c - columns of words and topics, as LDAvis has them. */
#include "topic/ldavis.h"

#include "base/json.h"
#include "base/memory.h"
#include "num/logarithm.h"
#include "topic/best.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double ln2 = 0.69314718055994530942;
static const char step[] = "0.1"; /* of the words in relevant.h */

struct ldavis {
	const struct pagedata *report;
	struct lda_rows rows;
	float *row;             /* size stride */
	size_t topics;          /* K */
	size_t *order;          /* size K: topics by falling share */
	double all;             /* tokens */
	struct best salient;    /* one list: the words where no topic is chosen */
	double *total;          /* size V: tokens of a term */
	bool *listed;           /* size V: is in tinfo */
};

static void release(struct ldavis *l)
{
	lda_model_rows_release(&l->rows);
	best_release(&l->salient);
	free(l->row);
	free(l->order);
	free(l->total);
	free(l->listed);
}

static double tokens_of(const struct ldavis *l, size_t topic)
{
	return l->report->one[topic].tokens;
}

static double probability(const struct ldavis *l, const float *lambda, size_t topic)
{
	return (double)lambda[topic] / l->report->topics.model.totals[topic];
}

/* Saliency: the term's probability times sum_k p(k | w) log(p(k | w) / p(k)), where p(k | w)
 * has all topics alike, as LDAvis has it. */
static double saliency(const struct ldavis *l, const float *lambda, double total)
{
	double sum = 0, all = 0, whole = 0;
	size_t k;

	for (k = 0; k < l->topics; k++)
		whole += probability(l, lambda, k);
	for (k = 0; k < l->topics; k++) {
		double p = whole > 0 ? probability(l, lambda, k) / whole : 0;
		double share = l->report->topic[k].share;

		if (p > 0 && share > 0)
			sum += p * logarithm_base2(p / share) * ln2;
	}
	all = l->all;
	return all > 0 ? total / all * sum : 0;
}

static int look_at_terms(struct ldavis *l, struct fault *fault)
{
	const struct lda_model *model = &l->report->topics.model;
	size_t term, k, i;

	for (term = 0; term < model->terms; term++) {
		const float *lambda = lda_model_rows_take(&l->rows, term, l->row);

		for (k = 0; k < l->topics; k++)
			l->total[term] += probability(l, lambda, k) * tokens_of(l, k);
		(void)best_offer(&l->salient, 0, term, saliency(l, lambda, l->total[term]));
	}
	best_sort(&l->salient);
	for (i = 0; i < l->salient.count[0]; i++)
		l->listed[best_list(&l->salient, 0)[i].item] = true;
	for (k = 0; k < l->topics; k++)
		for (i = 0; i < l->report->words[k].count; i++)
			l->listed[l->report->words[k].word[i].term] = true;
	(void)fault;
	return 0;
}

static void sort_topics(struct ldavis *l)
{
	size_t i, j;

	/* by insertion: stable, and K is small */
	for (i = 0; i < l->topics; i++) {
		for (j = i; j > 0 && l->report->topic[l->order[j - 1]].share
			< l->report->topic[i].share; j--)
			l->order[j] = l->order[j - 1];
		l->order[j] = i;
	}
}

static int prepare(struct ldavis *l, const struct pagedata *report, struct fault *fault)
{
	const struct lda_model *model = &report->topics.model;
	size_t shown = report->shown < model->terms ? report->shown : model->terms, k;

	l->report = report;
	l->topics = model->topics;
	if (lda_model_rows_init(&l->rows, model, fault)
		|| !(l->row = memory_aligned(model->stride, sizeof *l->row, fault))
		|| !(l->order = memory_zeroed(model->topics, sizeof *l->order, fault))
		|| !(l->total = memory_zeroed(model->terms, sizeof *l->total, fault))
		|| !(l->listed = memory_zeroed(model->terms, sizeof *l->listed, fault))
		|| best_init(&l->salient, 1, shown, false, fault))
		return -1;
	for (k = 0; k < l->topics; k++)
		l->all += tokens_of(l, k);
	sort_topics(l);
	return look_at_terms(l, fault);
}

static int begin_column(struct bytes *out, const char *before, const char *name,
	struct fault *fault)
{
	return bytes_printf(out, fault, "%s\"%s\":[", before, name);
}

static int put_map(const struct ldavis *l, struct bytes *out, struct fault *fault)
{
	static const char *const names[] = {"x", "y", "topics", "Freq", "cluster"};
	size_t column, i;

	for (column = 0; column < sizeof names / sizeof *names; column++) {
		if (begin_column(out, column ? "]," : "{\"mdsDat\":{", names[column], fault))
			return -1;
		for (i = 0; i < l->topics; i++) {
			const struct pagedata_topic *topic = &l->report->topic[l->order[i]];
			double value = column == 0 ? topic->x : column == 1 ? topic->y
				: column == 2 ? (double)(i + 1) : column == 3 ? 100 * topic->share : 1;

			if (bytes_printf(out, fault, "%s%.8g", i ? "," : "", value))
				return -1;
		}
	}
	return bytes_printf(out, fault, "]},");
}

static int put_term(const struct ldavis *l, size_t term, bool first, struct bytes *out,
	struct fault *fault)
{
	const struct vocabulary *vocabulary = &l->report->topics.vocabulary;

	return bytes_printf(out, fault, "%s", first ? "" : ",")
		|| json_put_string(out, vocabulary_term(vocabulary, term),
			vocabulary_length(vocabulary, term), fault) ? -1 : 0;
}

static double natural(double x)
{
	return x > 0 ? logarithm_base2(x) * ln2 : -700;
}

enum tinfo { TERM, CATEGORY, LOGPROB, LOGLIFT, FREQ, TOTAL, COLUMNS };

/* A word where no topic is chosen: its rank stands for its figures. */
static int put_salient(const struct ldavis *l, enum tinfo column, size_t i, struct bytes *out,
	struct fault *fault)
{
	size_t term = (size_t)best_list(&l->salient, 0)[i].item;

	if (column == TERM)
		return put_term(l, term, i == 0, out, fault);
	if (column == CATEGORY)
		return bytes_printf(out, fault, "%s\"Default\"", i ? "," : "");
	return bytes_printf(out, fault, "%s%.0f", i ? "," : "", column == FREQ || column == TOTAL
		? floor(l->total[term]) : (double)(l->salient.count[0] - i));
}

static int put_word(const struct ldavis *l, enum tinfo column, size_t rank,
	const struct relevant_word *word, struct bytes *out, struct fault *fault)
{
	double total = l->total[word->term], tokens = tokens_of(l, l->order[rank]);

	if (column == TERM)
		return put_term(l, word->term, false, out, fault);
	if (column == CATEGORY)
		return bytes_printf(out, fault, ",\"Topic%zu\"", rank + 1);
	if (column == LOGPROB)
		return bytes_printf(out, fault, ",%.4f", natural(word->probability));
	if (column == LOGLIFT)
		return bytes_printf(out, fault, ",%.4f", natural(total > 0 && l->all > 0
			? word->probability / (total / l->all) : 0));
	return bytes_printf(out, fault, ",%.8g", column == FREQ ? word->probability * tokens : total);
}

static int put_words(const struct ldavis *l, struct bytes *out, struct fault *fault)
{
	static const char *const names[COLUMNS] = {"Term", "Category", "logprob", "loglift", "Freq",
		"Total"};
	size_t column, rank, i;

	for (column = 0; column < COLUMNS; column++) {
		if (begin_column(out, column ? "]," : "\"tinfo\":{", names[column], fault))
			return -1;
		for (i = 0; i < l->salient.count[0]; i++)
			if (put_salient(l, (enum tinfo)column, i, out, fault))
				return -1;
		for (rank = 0; rank < l->topics; rank++) {
			const struct relevant *words = &l->report->words[l->order[rank]];

			for (i = 0; i < words->count; i++)
				if (put_word(l, (enum tinfo)column, rank, &words->word[i], out, fault))
					return -1;
		}
	}
	return bytes_printf(out, fault, "]},");
}

/* Of each word in tinfo the topics where it has half a token or more: terms come as in
 * the vocabulary, and of each its topics in their order. */
static int put_tokens(const struct ldavis *l, struct bytes *out, struct fault *fault)
{
	static const char *const names[] = {"Term", "Topic", "Freq"};
	size_t terms = l->report->topics.model.terms, column, term, rank;

	for (column = 0; column < sizeof names / sizeof *names; column++) {
		bool first = true;

		if (begin_column(out, column ? "]," : "\"token.table\":{", names[column], fault))
			return -1;
		for (term = 0; term < terms; term++) {
			const float *lambda = l->listed[term]
				? lda_model_rows_take(&l->rows, term, l->row) : NULL;

			for (rank = 0; lambda && rank < l->topics; rank++) {
				size_t topic = l->order[rank];
				double tokens = probability(l, lambda, topic) * tokens_of(l, topic);

				if (tokens < 0.5)
					continue;
				if (column == 0 ? put_term(l, term, first, out, fault)
					: column == 1 ? bytes_printf(out, fault, "%s%zu", first ? ""
						: ",", rank + 1)
					: bytes_printf(out, fault, "%s%.6g", first ? "" : ",",
						round(tokens) / l->total[term]))
					return -1;
				first = false;
			}
		}
	}
	return bytes_printf(out, fault, "]},");
}

static int put_rest(const struct ldavis *l, struct bytes *out, struct fault *fault)
{
	size_t i;

	if (bytes_printf(out, fault, "\"R\":%zu,\"lambda.step\":%s,\"plot.opts\":{\"xlab\":\"PC1\","
			"\"ylab\":\"PC2\"},\"topic.order\":[", l->salient.count[0], step))
		return -1;
	for (i = 0; i < l->topics; i++)
		if (bytes_printf(out, fault, "%s%zu", i ? "," : "", l->order[i] + 1))
			return -1;
	return bytes_printf(out, fault, "]}\n");
}

int ldavis_put(const struct pagedata *report, struct bytes *out, struct fault *fault)
{
	struct ldavis l = {.report = NULL};
	int failed = prepare(&l, report, fault) || put_map(&l, out, fault)
		|| put_words(&l, out, fault) || put_tokens(&l, out, fault)
		|| put_rest(&l, out, fault);

	release(&l);
	return failed ? -1 : 0;
}
