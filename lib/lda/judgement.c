/* judgement.c - means of held-out scores, their errors, the largest documents. */
#include "lda/judgement.h"

#include "base/memory.h"
#include "num/special.h"

#include <math.h>
#include <stdlib.h>

struct scored {
	double nats, words;
	size_t place;
};

static int by_size(const void *a, const void *b)
{
	const struct scored *x = a, *y = b;

	if (x->words != y->words)
		return x->words > y->words ? -1 : 1;
	return x->place < y->place ? -1 : 1;
}

static size_t collect(const struct lda_scores *scores, const struct lda_scores *minus,
	struct scored *list)
{
	size_t d, n = 0;

	for (d = 0; d < scores->documents; d++)
		if (scores->predicted[d] > 0)
			list[n++] = (struct scored){scores->likelihood[d]
				- (minus ? minus->likelihood[d] : 0), scores->predicted[d], d};
	return n;
}

static void judge(const struct scored *list, size_t n, struct lda_judgement *judgement)
{
	double nats = 0, words = 0, means = 0, large_nats = 0, large_words = 0;
	double off_word = 0, off_document = 0;
	size_t d;

	*judgement = (struct lda_judgement){.scored = n, .largest = (n + 99) / 100};
	for (d = 0; d < n; d++) {
		nats += list[d].nats;
		words += list[d].words;
		means += list[d].nats / list[d].words;
		if (d + 1 == judgement->largest) {
			large_nats = nats;
			large_words = words;
		}
	}
	judgement->predicted = words;
	judgement->word.value = nats / words;
	judgement->document.value = means / (double)n;
	judgement->largest_share = large_words / words;
	judgement->largest_part = large_nats / words;
	if (words > large_words)
		judgement->rest = (nats - large_nats) / (words - large_words);
	for (d = 0; d < n; d++) {
		double a = list[d].nats - judgement->word.value * list[d].words;
		double b = list[d].nats / list[d].words - judgement->document.value;

		off_word += a * a;
		off_document += b * b;
	}
	if (n < 2)
		return;
	judgement->word.error = sqrt(off_word * (double)n / (double)(n - 1)) / words;
	judgement->document.error = sqrt(off_document / (double)(n - 1) / (double)n);
}

int lda_judgement(const struct lda_scores *scores, const struct lda_scores *minus,
	struct lda_judgement *judgement, struct fault *fault)
{
	struct scored *list = memory_zeroed(scores->documents, sizeof *list, fault);
	size_t n;

	if (!list)
		return -1;
	n = collect(scores, minus, list);
	if (n) {
		qsort(list, n, sizeof *list, by_size);
		judge(list, n, judgement);
	}
	free(list);
	return n ? 0 : fault_set(fault, FAULT_DATA,
			"no document of two tokens: nothing to predict");
}

int lda_judgement_put(const struct lda_judgement *judgement, const struct lda_scores *scores,
	struct bytes *text, struct fault *fault)
{
	return bytes_printf(text, fault,
		"documents\t%zu\tscored of %zu\ntokens\t%.0f\tobserved\ntokens\t%.0f\tpredicted\n"
		"completion\t%.6f\tnats a word\n"
		"completion-error\t%.6f\tstandard error, by document\n"
		"document-mean\t%.6f\tnats a word, mean over documents\n"
		"document-mean-error\t%.6f\tstandard error\n"
		"largest-share\t%.4f\tof the predicted words, in the %zu largest documents\n"
		"completion-rest\t%.6f\tnats a word, without these\n"
		"perplexity\t%.3f\tof predicted words\n",
		judgement->scored, scores->documents, scores->observed, judgement->predicted,
		judgement->word.value, judgement->word.error, judgement->document.value,
		judgement->document.error, judgement->largest_share, judgement->largest,
		judgement->rest, special_exp(-judgement->word.value));
}

int lda_judgement_put_difference(const struct lda_judgement *difference,
	const struct lda_judgement *against, struct bytes *text, struct fault *fault)
{
	return bytes_printf(text, fault,
		"against\t%.6f\tnats a word, completion of the other model\n"
		"against-document-mean\t%.6f\tnats a word, mean over documents\n"
		"difference\t%.6f\tnats a word, completion minus the other's\n"
		"difference-error\t%.6f\tstandard error of the paired difference, by document\n"
		"difference-document-mean\t%.6f\tnats a word, mean over documents\n"
		"difference-document-mean-error\t%.6f\tstandard error\n"
		"difference-largest\t%.6f\tof the difference, made by the %zu largest documents\n",
		against->word.value, against->document.value, difference->word.value,
		difference->word.error, difference->document.value, difference->document.error,
		difference->largest_part, difference->largest);
}
