/* jobmap.c - any filter on each input, results in the order of the inputs. */
#include "job/job.h"

#include <string.h>

/* The input goes behind the first filter's words. */
static int map_words(const struct job *job, struct stepwords *words, struct fault *fault)
{
	bool placed = false;
	size_t i;

	for (i = 0; i < job->commands; i++) {
		bool pipe = strcmp(job->command[i], "|") == 0;

		if (pipe && !placed && stepwords_say(words, "@item", fault))
			return -1;
		placed = placed || pipe;
		if (pipe ? stepwords_say(words, "|", fault)
			 : stepwords_add(words, job->command[i], fault))
			return -1;
	}
	return placed ? 0 : stepwords_say(words, "@item", fault);
}

/* The words of --reduce, apart by blanks, each as it is; "|" is a pipe. */
static int reduce_words(const char *text, struct stepwords *words, struct fault *fault)
{
	static const char blank[] = " \t\n";
	char word[4096];

	for (text += strspn(text, blank); *text; text += strspn(text, blank)) {
		size_t length = strcspn(text, blank);

		if (length >= sizeof word)
			return fault_set(fault, FAULT_USAGE, "--reduce: a word of %zu bytes", length);
		memcpy(word, text, length);
		word[length] = 0;
		if (strcmp(word, "|") == 0 ? stepwords_say(words, word, fault)
					   : stepwords_add(words, word, fault))
			return -1;
		text += length;
	}
	return words->count ? 0 : fault_set(fault, FAULT_USAGE, "--reduce: no command");
}

static int say(const struct job *job, struct steps *plan, struct fault *fault)
{
	const char *reduce = job->options->reduce;
	struct step *step;

	if (step_take(plan, "input", fault)
		|| !(step = step_add(plan, (struct step){.kind = reduce ? STEP_MERGE : STEP_EACH,
			.what = "map", .from = "input", .to = "result"}, fault)))
		return -1;
	return map_words(job, &step->words, fault)
		|| (reduce && reduce_words(reduce, &step->merge, fault))
		|| step_put(plan, "result", fault) ? -1 : 0;
}

const struct job_kind job_map = {.name = "map", .operands = "INPUT... -- FILTER...",
	.command = true, .files = true, .takes = JOB_TAKES_TASKS "blas-core output plan reduce",
	.say = say};
