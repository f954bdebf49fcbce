/* jobcorpus.c - text to a folder of shards: corpus-vocab and corpus-bow on pieces of
 * the text, vocab-merge and corpus-shard here. */
#include "job/jobtext.h"

static int tell(const struct job *job, const struct steprun *run, struct fault *fault)
{
	struct shards_end end;

	(void)run;
	if (shards_end(job->options->folder, &end, fault))
		return -1;
	job->note("%s: %llu shards, %llu documents, %llu nonzeros", job->options->folder,
		(unsigned long long)end.shards, (unsigned long long)end.rows,
		(unsigned long long)end.nonzeros);
	return 0;
}

/* Either what merges the parts of a text writes the shards where they belong, or they are in
 * the work folder and corpus-shard writes them there; cuts fall where they were.  Both have
 * all the care for what is there. */
static int say(const struct job *job, struct steps *plan, struct fault *fault)
{
	const struct job_options *options = job->options;
	struct step *step;

	if (jobtext_merges(job))
		return jobtext_folder(job, plan, SHARD_NONZEROS, fault)
			|| step_check(plan, tell, fault) ? -1 : 0;
	if (jobtext_shards(job, plan, SHARD_NONZEROS, fault)
		|| !(step = step_add(plan, (struct step){.kind = STEP_AGAIN}, fault))
		|| stepwords_say(&step->words, options->force ? "corpus-shard -q -f @j"
			: "corpus-shard -q @j", fault)
		|| stepwords_number(&step->words, "--nnz", jobtext_nonzeros(job, SHARD_NONZEROS), fault)
		|| stepwords_text(&step->words, "-d", options->folder ? options->folder : "DIR", fault)
		|| stepwords_say(&step->words, "@all:shard", fault))
		return -1;
	return step_check(plan, tell, fault);
}

const struct job_kind job_corpus = {.name = "corpus", .operands = "-d DIR [INPUT...]",
	.folder = true, .takes = JOB_TAKES_FILTERS "directory shard-nnz weight",
	.takes_of_text = JOB_TAKES_ROWS, .say = say};
