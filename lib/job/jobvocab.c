/* jobvocab.c - words counted on all hosts: corpus-vocab on pieces of the text,
 * vocab-merge here. */
#include "job/jobtext.h"

#include "job/steprun.h"

static int tell_empty(const struct job *job, const struct steprun *run, struct fault *fault)
{
	const struct objects *pieces = steprun_list(run, "piece");

	/* of files, each is a document */
	if (pieces->count != 1 || pieces->object[0].size
		|| documents_input(&job->options->text) == INPUT_FILES)
		return 0;
	if (job->options->text.fail_empty)
		return fault_set(fault, FAULT_DATA, "the text has no documents (--fail-empty)");
	job->note("the text is empty: no documents");
	return 0;
}

static int say(const struct job *job, struct steps *plan, struct fault *fault)
{
	return jobtext_count(job, plan, false, fault) || step_check(plan, tell_empty, fault)
		|| step_put(plan, "vocab", fault) ? -1 : 0;
}

const struct job_kind job_vocab = {.name = "vocab", .makes = "text", .operands = "[TEXT...]",
	.text = true,
	.takes = JOB_TAKES_FILTERS "output",
	.takes_of_text = JOB_TAKES_TOKENS JOB_TAKES_PHRASES "fail-empty phrases", .say = say};
