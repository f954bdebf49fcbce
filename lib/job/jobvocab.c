/* jobvocab.c - words counted on all hosts: corpus-vocab on pieces of the
 * text, vocab-merge here. */
#include "job/job.h"

int job_vocab(struct job *job, struct fault *fault)
{
	struct objects pieces = {0};
	struct object vocabulary = {0};
	int failed = job_cut(job, &pieces, fault)
		|| job_count(job, &pieces, false, &vocabulary, fault)
		|| job_put(job, &vocabulary, fault);

	object_release(&vocabulary);
	object_list_release(&pieces);
	return failed ? -1 : 0;
}
