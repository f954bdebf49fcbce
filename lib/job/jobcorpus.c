/* jobcorpus.c - text to a folder of shards: corpus-vocab and corpus-bow on
 * pieces of the text, vocab-merge and corpus-shard here. */
#include "job/job.h"

#include <string.h>

/* The shards are in the work folder; corpus-shard brings them where they
 * belong, with all its care for what is there.  Cuts fall where they were. */
static int bring(struct job *job, const struct shards *shards, struct fault *fault)
{
	const struct job_options *options = job->options;
	uint64_t nonzeros = options->shard_nonzeros ? options->shard_nonzeros : SHARD_NONZEROS;
	struct call words = {0};
	int failed = call_split(&words, options->force ? "corpus-shard -q -f" : "corpus-shard -q",
			fault)
		|| call_threads(&words, fault) || call_add(&words, "--nnz", fault)
		|| call_printf(&words, fault, "%llu", (unsigned long long)nonzeros)
		|| call_add(&words, "-d", fault) || call_add(&words, options->folder, fault)
		|| job_add_shards(&words, shards, 0, shards->file.count, fault)
		|| driver_here_again(job->driver, &words, fault);

	call_release(&words);
	return failed ? -1 : 0;
}

int job_corpus(struct job *job, struct fault *fault)
{
	const char *scheme = job->options->weight;
	struct shards shards = {0};
	int failed;

	if (scheme && strcmp(scheme, "none") == 0)
		scheme = NULL;
	failed = job_shards(job, scheme, SHARD_NONZEROS, &shards, fault)
		|| bring(job, &shards, fault);
	if (!failed)
		job->note("%s: %zu shards, %llu documents, %llu nonzeros", job->options->folder,
			shards.file.count, (unsigned long long)shards.all_rows,
			(unsigned long long)shards.all_nonzeros);
	shards_release(&shards);
	return failed ? -1 : 0;
}
