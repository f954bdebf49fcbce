/* jobcorpus.c - text to a folder of shards: corpus-vocab and corpus-bow on pieces of
 * the text, vocab-merge and corpus-shard here. */
#include "job/jobtext.h"

#include "job/steprun.h"

static int tell(const struct job *job, const struct steprun *run, struct fault *fault)
{
	const struct shards *shards = steprun_shards(run);

	(void)fault;
	job->note("%s: %zu shards, %llu documents, %llu nonzeros", job->options->folder,
		shards->file.count, (unsigned long long)shards->all_rows,
		(unsigned long long)shards->all_nonzeros);
	return 0;
}

/* The shards are in the work folder; corpus-shard writes them where they belong, with
 * all its care for what is there.  Cuts fall where they were. */
static int say(const struct job *job, struct steps *plan, struct fault *fault)
{
	const struct job_options *options = job->options;
	struct step *step;

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
