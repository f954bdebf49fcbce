/* topic-match - which topic of one model is which of another. */
#include "base/bytes.h"
#include "base/fault.h"
#include "base/memory.h"
#include "num/blas.h"
#include "program.h"
#include "topic/match.h"

#include <stdlib.h>

struct settings {
	struct shared_options shared;
	const char *distance;
	uint64_t top;
	double threshold;
	bool stability;
};

struct work {
	struct profile first, other;
	struct match_options options;
	size_t *again;     /* size K of the first */
	double *likeness;  /* size K */
};

static void tell(const struct work *work, const struct match_summary *summary)
{
	size_t terms = work->first.vocabulary->size;

	if (summary->terms < terms || summary->terms < work->other.vocabulary->size)
		program_note("%s and %s: compared over the %zu terms that both have; they hold %.1f "
			"%% and %.1f %% of the topics", work->first.path, work->other.path,
			summary->terms, 100 * summary->share_a, 100 * summary->share_b);
	if (work->first.kind != KIND_TOPICS)
		return;
	program_note("%s: %zu pairs, mean distance %.3f; %zu with a similarity of at least %g",
		work->other.path, summary->pairs, summary->mean, summary->alike,
		work->options.threshold);
}

/* The other models one after the other; text: a line a pair. */
static int compare(struct work *work, const struct settings *settings, struct bytes *text,
	struct fault *fault)
{
	const struct operands *operands = &settings->shared.operands;
	struct match_summary summary;
	unsigned i;

	for (i = 1; i < operands->count; i++) {
		if (profile_read(&work->other, operands->word[i], settings->shared.threads, fault)
			|| match_models(&work->first, &work->other, &work->options, text,
				work->again, work->likeness, &summary, fault))
			return -1;
		tell(work, &summary);
		profile_release(&work->other);
	}
	return 0;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	const struct operands *operands = &settings->shared.operands;
	struct work work = {.options = {.likeness = likeness_find(settings->distance),
		.words = (size_t)settings->top, .threshold = settings->threshold,
		.threads = settings->shared.threads}};
	struct bytes text = {0}, stability = {0};
	int failed;

	if (settings->threshold < 0)
		work.options.threshold = work.options.likeness == LIKENESS_COSINE ? .8 : .5;
	if (operands->count < 2)
		return fault_set(fault, FAULT_USAGE, "give two models or more: each is matched "
			"with the first");
	failed = profile_read(&work.first, operands->word[0], settings->shared.threads, fault);
	if (!failed && settings->stability && work.first.kind != KIND_TOPICS)
		failed = fault_set(fault, FAULT_USAGE, "--stability counts topics, and %s has "
			"factors: without it the angles are written", work.first.path);
	failed = failed
		|| !(work.again = memory_zeroed(work.first.topics, sizeof *work.again, fault))
		|| !(work.likeness = memory_zeroed(work.first.topics, sizeof *work.likeness, fault))
		|| match_header(&work.first, &text, fault) || compare(&work, settings, &text, fault)
		|| (settings->stability
			&& match_stability(&work.first, work.again, work.likeness,
				operands->count - 1, &work.options, &stability, fault))
		|| program_write(settings->stability ? &stability : &text, &settings->shared, fault);
	bytes_release(&text);
	bytes_release(&stability);
	free(work.again);
	free(work.likeness);
	profile_release(&work.other);
	profile_release(&work.first);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.top = 10, .distance = "hellinger", .threshold = -1};
	const struct option_row rows[] = {
		{"distance", 0, OPTION_CHOICE, &settings.distance, LIKENESS_NAMES,
			"between topics (default: hellinger)", 0, 0},
		OPTION_ROW_FORCE_TEXT(&settings.shared),
		OPTION_ROW_THREADS(&settings.shared),
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{"stability", 0, OPTION_FLAG, &settings.stability, NULL,
			"a line a topic of the first model: the number of others in which it recurs", 0, 0},
		{"threshold", 0, OPTION_REAL, &settings.threshold, "X",
			"similarity, 1 minus the distance, of a topic that recurs (default: 0.8 "
			"with cosine, else 0.5)", 0, 1},
		{"top", 'n', OPTION_NUMBER, &settings.top, "N",
			"first words of a topic (default: 10)", 1, 1000},
		{0}};
	const struct command command = {.name = "topic-match", .operands = "MODEL MODEL...",
		.input = "a model", .makes = "text", .rows = rows,
		.note = "LSI models: the angles between their spaces.",
		.operands_most = OPTIONS_ANY, .describe = blas_describe};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
