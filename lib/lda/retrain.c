/* retrain.c - stages of a model's history as command lines. */
#include "lda/retrain.h"

#include "base/number.h"
#include "lda/history.h"
#include "stream/columnline.h"

#include <stdio.h>
#include <string.h>

static int not_known(struct fault *fault)
{
	return fault_set(fault, FAULT_DATA, "the header does not say how this model was trained: "
		"it is new, imported, of an older topictools, or of steps that don't make whole "
		"passes");
}

static int put_real(struct bytes *out, const char *option, double value, struct fault *fault)
{
	char text[NUMBER_TEXT];

	return bytes_printf(out, fault, " %s ", option)
		|| bytes_append(out, text, number_format_double(text, value), fault) ? -1 : 0;
}

/* "lda k=5 form=dense ... numerics=1": each word but the first and last is an option. */
static int put_recipe(const struct header *header, struct bytes *out, struct fault *fault)
{
	const char *recipe = header->recipe;
	const char *at = strchr(recipe, ' '), *last = strrchr(recipe, ' ');

	while (at && at < last) {
		const char *word = at + 1, *end = strchr(word, ' ');
		const char *equals = memchr(word, '=', (size_t)(end - word));
		bool topics = end - word > 2 && word[0] == 'k' && word[1] == '=';

		if (!equals)
			return not_known(fault);
		if (bytes_printf(out, fault, " %s%.*s %.*s", topics ? "-" : "--",
			(int)(equals - word), word, (int)(end - equals - 1), equals + 1))
			return -1;
		at = end;
	}
	return column_line_has(&header->column, "seeds", NULL)
		? bytes_printf(out, fault, " --seeds SEEDS") : 0;
}

/* Mini-batches of so many documents that there are so many parts; 0: none gives them. */
static uint64_t batch_of(const struct lda_stage *stage)
{
	uint64_t n = stage->documents.documents, parts = stage->parts;
	uint64_t batch = parts ? n / parts + (n % parts != 0) : 0;

	return batch && n / batch + (n % batch != 0) == parts ? batch : 0;
}

/* Passes in mini-batches, if any, and the batch passes after them: one training. */
static size_t stages_of_one(const struct lda_history *history, size_t at)
{
	const struct lda_stage *stage = &history->stage[at];

	return stage->mode == LDA_ONLINE && at + 1 < history->count
		&& stage[1].mode == LDA_BATCH && stage[1].iterations == stage->iterations
		&& !(stage[1].tolerance < stage->tolerance) && !(stage[1].tolerance > stage->tolerance)
		&& strcmp(stage[1].fixed, stage->fixed) == 0
		&& strcmp(stage[1].labels, stage->labels) == 0
		&& docsum_equal(&stage[1].documents, &stage->documents) ? 2 : 1;
}

/* Changes of a model that are part of the addition after them: at moves on to that.
 * FAULT_DATA: none follows. */
static int put_changes(const struct lda_history *history, size_t *at, struct bytes *out,
	struct fault *fault)
{
	const struct lda_stage *stage = history->stage + *at;
	size_t left = history->count - *at;
	bool renewed = false;

	if (stage->mode > LDA_ADDED && (left < 2 || !(stage[1].mode == LDA_ADDED
			|| (stage->mode == LDA_GROWN && stage[1].mode == LDA_RENEWED && left > 2
				&& stage[2].mode == LDA_ADDED))))
		return not_known(fault);
	for (; stage->mode > LDA_ADDED; stage++, ++*at) {
		renewed = renewed || stage->mode == LDA_RENEWED;
		if (stage->mode == LDA_GROWN ? bytes_printf(out, fault, " --grow")
				: bytes_printf(out, fault, " --renew %llu",
					(unsigned long long)stage->topics))
			return -1;
	}
	/* else empty topics would begin anew, but not beside fixed ones */
	return stage->mode == LDA_ADDED && !renewed && !*stage->fixed
		? bytes_printf(out, fault, " --renew 0") : 0;
}

static int put_training(const struct header *header, const struct lda_history *history,
	size_t at, size_t stages, struct bytes *out, struct fault *fault)
{
	const struct lda_stage *stage = &history->stage[at];
	uint64_t online = stage->mode == LDA_ONLINE ? stage->passes : 0;
	uint64_t passes = stage->passes + (stages == 2 ? stage[1].passes : 0);

	if (!stage->known || stage->iterations == 0 || stage->done
		|| (online && batch_of(stage) == 0)
		|| (*stage->fixed && (at == 0 || strcmp(stage->fixed, "many") == 0)))
		return not_known(fault);
	if (*stage->fixed && bytes_printf(out, fault, " --fixed %s", stage->fixed))
		return -1;
	if (*stage->labels && bytes_printf(out, fault, " --labels LABELS"))
		return -1;
	if (stage->mode == LDA_ADDED && put_real(out, "--decay", stage->decay, fault))
		return -1;
	if (bytes_printf(out, fault, " --passes %llu --iterations %llu",
		    (unsigned long long)passes, (unsigned long long)stage->iterations)
		|| put_real(out, "--tolerance", stage->tolerance, fault)
		|| (stage->mode != LDA_ADDED && bytes_printf(out, fault, " --online-passes %llu",
			(unsigned long long)online)))
		return -1;
	if (online && (bytes_printf(out, fault, " --batch %llu",
			(unsigned long long)batch_of(stage))
			|| put_real(out, "--offset", stage->offset, fault)
			|| put_real(out, "--kappa", stage->kappa, fault)))
		return -1;
	return strcmp(header->weighting, "counts") == 0 ? 0
		: bytes_printf(out, fault, " --allow-weights");
}

/* The number of the documents of a stage, from 1, among those before it. */
static size_t number_of(const struct lda_history *history, size_t at)
{
	size_t i, j, number = 1;

	for (i = 0; i < history->count; i++) {
		if (history->stage[i].mode > LDA_ADDED)
			continue;
		for (j = 0; j < i; j++)
			if (history->stage[j].mode <= LDA_ADDED
				&& docsum_equal(&history->stage[i].documents, &history->stage[j].documents))
				break;
		if (docsum_equal(&history->stage[i].documents, &history->stage[at].documents))
			return number;
		number += j == i;
	}
	return number;
}

static int put_documents(const struct lda_history *history, size_t at, struct bytes *out,
	struct fault *fault)
{
	const struct docsum *documents = &history->stage[at].documents;
	const char *labels = history->stage[at].labels;
	size_t number = number_of(history, at);
	char hex[DOCSUM_HEX], which[24] = "";

	docsum_hex(documents, hex);
	if (number > 1)
		(void)snprintf(which, sizeof which, "%zu", number);
	return bytes_printf(out, fault, " CORPUS%s # %llu documents, digest %s%s%s\n", which,
		(unsigned long long)documents->documents, hex, *labels ? ", labels " : "", labels);
}

static int put_all(const struct header *header, const struct lda_history *history,
	struct bytes *out, struct fault *fault)
{
	size_t at, stages, line = 0;

	for (at = 0; at < history->count; at += stages, line++) {
		bool added = history->stage[at].mode >= LDA_ADDED;

		if (line == 0 && added)
			return not_known(fault);
		if (bytes_printf(out, fault, "lda-train")
			|| (line == 0 ? put_recipe(header, out, fault)
				: bytes_printf(out, fault, added ? " --add model-%zu.mz"
					: " --forget-old --model model-%zu.mz", line))
			|| put_changes(history, &at, out, fault))
			return -1;
		stages = stages_of_one(history, at);
		if (put_training(header, history, at, stages, out, fault)
			|| (at + stages < history->count
				&& bytes_printf(out, fault, " -o model-%zu.mz", line + 1))
			|| put_documents(history, at, out, fault))
			return -1;
	}
	return 0;
}

int lda_retrain(const struct header *header, struct bytes *out, struct fault *fault)
{
	struct lda_history history = {0};
	int failed = lda_history_take(&history, &header->column, fault);

	if (!failed && (history.count == 0 || !strstr(header->recipe, " numerics=")
			|| strstr(header->recipe, "=given ")))
		failed = not_known(fault);
	failed = failed || put_all(header, &history, out, fault);
	lda_history_release(&history);
	return failed ? -1 : 0;
}

int lda_retrain_statistics(const struct header *header, struct bytes *out,
	struct fault *fault)
{
	static const char key[] = " model=";
	const char *model = strstr(header->recipe, key);
	bool vb = strstr(header->recipe, " inference=vb ") != NULL;
	struct lda_reading reading = {0};
	char hex[DOCSUM_HEX];

	if (lda_history_take_reading(&reading, &header->column, fault))
		return -1;
	if (!model || !reading.known || reading.iterations == 0)
		return fault_set(fault, FAULT_DATA, "the header does not say how these statistics were "
			"made: several steps were added up, or an older topictools made them");
	docsum_hex(&reading.documents, hex);
	if (bytes_printf(out, fault, "lda-estep --model MODEL --iterations %llu",
			(unsigned long long)reading.iterations)
		|| put_real(out, "--tolerance", reading.tolerance, fault)
		|| (vb && column_line_has(&header->column, "score", NULL)
			&& bytes_printf(out, fault, " --bound"))
		|| (reading.part && bytes_printf(out, fault, " --part %llu:%llu",
			(unsigned long long)reading.part, (unsigned long long)reading.parts))
		|| (*reading.labels && bytes_printf(out, fault, " --labels LABELS"))
		|| (strcmp(header->weighting, "counts") != 0
			&& bytes_printf(out, fault, " --allow-weights")))
		return -1;
	return bytes_printf(out, fault, " CORPUS # %llu documents, digest %s%s%s; model %s\n",
		(unsigned long long)reading.documents.documents, hex, *reading.labels ? ", labels " : "",
		reading.labels, model + sizeof key - 1);
}
