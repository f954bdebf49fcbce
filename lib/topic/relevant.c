/* relevant.c - chooses words by relevance at each step of a slider. */
#include "topic/relevant.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "num/logarithm.h"
#include "topic/best.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS = 11 };

struct relevance_choice {
	const struct lda_model *model;
	struct relevant *relevant;
	double *whole;     /* size V: lambda summed over topics */
	double *log_whole; /* size V: its log2 */
	double all;
	size_t n;
};

static int by_probability(const void *a, const void *b)
{
	const struct relevant_word *x = a, *y = b;

	if (x->probability != y->probability)
		return x->probability > y->probability ? -1 : 1;
	return (x->term > y->term) - (x->term < y->term);
}

/* The words of the lists, each once, by probability. */
static int collect(const struct relevance_choice *choice, const struct best *best, size_t k,
	struct fault *fault)
{
	const struct lda_model *model = choice->model;
	struct relevant *topic = &choice->relevant[k];
	size_t most = best->lists * best->most, i, j, distinct = 0;

	topic->word = memory_zeroed(most, sizeof *topic->word, fault);
	if (!topic->word)
		return -1;
	topic->count = 0;
	for (i = 0; i < best->lists; i++)
		for (j = 0; j < best->count[i]; j++) {
			uint32_t term = (uint32_t)best_list(best, i)[j].item;
			double p = (double)model->lambda[term * model->stride + k] / model->totals[k];

			topic->word[topic->count++] = (struct relevant_word){term, p,
				p / (choice->whole[term] / choice->all)};
		}
	qsort(topic->word, topic->count, sizeof *topic->word, by_probability);
	for (i = 0; i < topic->count; i++)
		if (distinct == 0 || topic->word[distinct - 1].term != topic->word[i].term)
			topic->word[distinct++] = topic->word[i];
	topic->count = distinct;
	return 0;
}

static int choose(void *context, size_t k, int thread, struct fault *fault)
{
	const struct relevance_choice *choice = context;
	const struct lda_model *model = choice->model;
	struct best best = {0};
	size_t term, step;
	int failed = best_init(&best, STEPS, choice->n < model->terms ? choice->n : model->terms,
		false, fault);

	(void)thread;
	for (term = 0; !failed && term < model->terms; term++) {
		double weight = (double)model->lambda[term * model->stride + k], log;

		if (!(weight > 0))
			continue;
		log = logarithm_base2(weight);
		for (step = 0; step < STEPS; step++)
			(void)best_offer(&best, step, term,
				log - (1 - (double)step / (STEPS - 1)) * choice->log_whole[term]);
	}
	failed = failed || collect(choice, &best, k, fault);
	best_release(&best);
	return failed ? -1 : 0;
}

int relevant_words(const struct lda_model *model, size_t n, struct relevant *relevant,
	int threads, struct fault *fault)
{
	struct relevance_choice choice = {.model = model, .relevant = relevant, .n = n};
	size_t term, k;
	int failed = -1;

	choice.whole = memory_zeroed(model->terms, sizeof(double), fault);
	choice.log_whole = memory_zeroed(model->terms, sizeof(double), fault);
	if (choice.whole && choice.log_whole) {
		for (term = 0; term < model->terms; term++) {
			for (k = 0; k < model->topics; k++)
				choice.whole[term] += (double)model->lambda[term * model->stride + k];
			choice.all += choice.whole[term];
			choice.log_whole[term] = choice.whole[term] > 0
				? logarithm_base2(choice.whole[term]) : 0;
		}
		failed = parallel_for(threads, model->topics, choose, &choice, fault);
	}
	free(choice.whole);
	free(choice.log_whole);
	return failed;
}
