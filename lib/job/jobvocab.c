/* jobvocab.c - words counted on all hosts: corpus-vocab on pieces of the text,
 * vocab-merge here. */
#include "job/jobtext.h"

#include "job/steprun.h"

static int tell_empty(const struct job *job, const struct steprun *run, struct fault *fault)
{
	const struct objects *pieces = steprun_list(run, "piece");

	(void)fault;
	if (pieces->count == 1 && pieces->object[0].size == 0)
		job->note("the text is empty: no documents");
	return 0;
}

static int say(const struct job *job, struct steps *plan, struct fault *fault)
{
	return jobtext_count(job, plan, false, fault) || step_check(plan, tell_empty, fault)
		|| step_put(plan, "vocab", fault) ? -1 : 0;
}

const struct job_kind job_vocab = {.name = "vocab", .makes = "text", .operands = "[TEXT...]", .text = true,
	.takes = JOB_TAKES_FILTERS "output",
	.takes_of_text = JOB_TAKES_TOKENS JOB_TAKES_PHRASES "phrases", .say = say};
