/* relevant.c - chooses words by relevance at each step of a slider. */
#include "topic/relevant.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "num/logarithm.h"
#include "topic/best.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS = 11 };

/* Topics that a thread chooses words for at a time, as the rows lie. */
enum { SLICE = 64 };

struct relevance_choice {
	const struct lda_model *model;
	const struct lda_rows *rows;
	struct relevant *relevant;
	float *row;        /* stride numbers for each thread */
	double *whole;     /* size V: lambda summed over topics */
	double *log_whole; /* size V: its log2 */
	double all;
	size_t n;
};

/* A word that was chosen for a topic. */
struct chosen {
	uint32_t term;
	size_t topic;
};

static int by_probability(const void *a, const void *b)
{
	const struct relevant_word *x = a, *y = b;

	if (x->probability != y->probability)
		return x->probability > y->probability ? -1 : 1;
	return (x->term > y->term) - (x->term < y->term);
}

static int by_term(const void *a, const void *b)
{
	const struct chosen *x = a, *y = b;

	if (x->term != y->term)
		return x->term < y->term ? -1 : 1;
	return (x->topic > y->topic) - (x->topic < y->topic);
}

/* The words of the lists of a slice, each once a topic, with their figures. */
static int collect(const struct relevance_choice *choice, const struct best *best, size_t from,
	float *row, struct fault *fault)
{
	const struct lda_model *model = choice->model;
	struct chosen *chosen = memory_zeroed(best->lists, best->most * sizeof *chosen, fault);
	const float *lambda = NULL;
	size_t count = 0, i, j, k;

	if (!chosen)
		return -1;
	for (i = 0; i < best->lists; i++)
		for (j = 0; j < best->count[i]; j++)
			chosen[count++] = (struct chosen){(uint32_t)best_list(best, i)[j].item,
				from + i / STEPS};
	qsort(chosen, count, sizeof *chosen, by_term);
	for (i = 0; i < count; i++) {
		uint32_t term = chosen[i].term;
		struct relevant *topic = &choice->relevant[chosen[i].topic];
		double p;

		if (i == 0 || chosen[i - 1].term != term)
			lambda = lda_model_rows_take(choice->rows, term, row);
		else if (chosen[i - 1].topic == chosen[i].topic)
			continue;
		p = (double)lambda[chosen[i].topic] / model->totals[chosen[i].topic];
		topic->word[topic->count++] = (struct relevant_word){term, p,
			p / (choice->whole[term] / choice->all)};
	}
	for (k = from; k < from + best->lists / STEPS; k++)
		qsort(choice->relevant[k].word, choice->relevant[k].count,
			sizeof *choice->relevant[k].word, by_probability);
	free(chosen);
	return 0;
}

static void offer(const struct relevance_choice *choice, struct best *best, size_t from,
	size_t width, size_t term, const float *lambda)
{
	size_t k, step;

	for (k = 0; k < width; k++) {
		double log;

		if (!(lambda[from + k] > 0))
			continue;
		log = logarithm_base2((double)lambda[from + k]);
		for (step = 0; step < STEPS; step++)
			(void)best_offer(best, k * STEPS + step, term,
				log - (1 - (double)step / (STEPS - 1)) * choice->log_whole[term]);
	}
}

static int choose(void *context, size_t index, int thread, struct fault *fault)
{
	const struct relevance_choice *choice = context;
	const struct lda_model *model = choice->model;
	size_t from = index * SLICE, term, k;
	size_t width = model->topics - from < SLICE ? model->topics - from : SLICE;
	float *row = choice->row + (size_t)thread * model->stride;
	struct best best = {0};
	int failed = best_init(&best, width * STEPS,
		choice->n < model->terms ? choice->n : model->terms, false, fault);

	for (k = 0; !failed && k < width; k++) {
		choice->relevant[from + k].word = memory_zeroed(STEPS,
			best.most * sizeof *choice->relevant->word, fault);
		failed = !choice->relevant[from + k].word;
	}
	for (term = 0; !failed && term < model->terms; term++)
		offer(choice, &best, from, width, term, lda_model_rows_take(choice->rows, term, row));
	failed = failed || collect(choice, &best, from, row, fault);
	best_release(&best);
	return failed ? -1 : 0;
}

static void add_up(struct relevance_choice *choice)
{
	size_t term, k;

	for (term = 0; term < choice->model->terms; term++) {
		const float *lambda = lda_model_rows_take(choice->rows, term, choice->row);
		double sum = 0;

		for (k = 0; k < choice->model->topics; k++)
			sum += (double)lambda[k];
		choice->whole[term] = sum;
		choice->log_whole[term] = sum > 0 ? logarithm_base2(sum) : 0;
		choice->all += sum;
	}
}

int relevant_words(const struct lda_model *model, size_t n, struct relevant *relevant,
	int threads, struct fault *fault)
{
	struct lda_rows rows = {0};
	struct relevance_choice choice = {.model = model, .rows = &rows, .relevant = relevant,
		.n = n};
	int failed = lda_model_rows_init(&rows, model, fault)
		|| !(choice.whole = memory_zeroed(model->terms, sizeof(double), fault))
		|| !(choice.log_whole = memory_zeroed(model->terms, sizeof(double), fault))
		|| !(choice.row = memory_aligned((size_t)threads, model->stride * sizeof(float),
			fault));

	if (!failed) {
		add_up(&choice);
		failed = parallel_for(threads, (model->topics + SLICE - 1) / SLICE, choose, &choice,
			fault);
	}
	lda_model_rows_release(&rows);
	free(choice.row);
	free(choice.whole);
	free(choice.log_whole);
	return failed ? -1 : 0;
}
